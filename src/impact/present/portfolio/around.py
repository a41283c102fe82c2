"""What stands around the programmes' pages: how to read them, claims, what cannot be compared, privacy, versions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from impact.i18n import date, t, wording
from impact.present.claims import claim_cards, claim_verdicts
from impact.present.page import Fragment, Section, bullets, paragraphs, terms, together
from impact.present.portfolio.member import Member
from impact.present.sentences import privacy
from impact.present.tables import table
from impact.present.words import NOT_SHOWN, duration, labelled
from impact.study.claims import NUMBERS

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

KINDS = ("effect", "risk", "count")


def _section(key: str, language: Language, *content: Fragment) -> Section:
    return Section(key, t(f"portfolio-section-{key}", language), content)


def about(members: Sequence[Member], language: Language) -> Section:
    """Say what the portfolio is, and which of its numbers come from made-up records."""
    said = [t("portfolio-about", language), t("portfolio-about-order", language)]
    return _section("about", language, paragraphs([*said, *_synthetic(members, language)]))


def _synthetic(members: Sequence[Member], language: Language) -> list[str]:
    names = [member.study.id for member in members if member.study.synthetic]
    if not names:
        return []
    key = "portfolio-synthetic-all" if len(names) == len(members) else "portfolio-synthetic-some"
    return [t(key, language, studies=", ".join(names))]


def notice(studies: Sequence[Study], language: Language) -> str:
    """Say beside the watermark what of a page was made up: nothing where all or none of it was, as the page knows."""
    names = [study.id for study in studies if study.synthetic]
    if len(names) in (0, len(studies)):
        return ""
    return t("portfolio-synthetic-some", language, studies=", ".join(names))


def how_to_read(language: Language) -> Section:
    """Say what an effect, a risk and a count are, and what each leaves open."""
    entries = {t(f"number-{kind}", language): t(f"number-{kind}-text", language) for kind in KINDS}
    return _section("reading", language, terms(entries))


def register(members: Sequence[Member], language: Language) -> Section:
    """List every public claim with its verdict, and lay each out, by programme."""
    asked = [member for member in members if claim_verdicts(member.released, member.study, language)]
    if not asked:
        return _section("register", language, paragraphs([t("portfolio-no-claims", language)]))
    pieces = [paragraphs([t("portfolio-register-intro", language)]), _verdicts(asked, language)]
    seen: list[str] = []
    for member in asked:
        if member.programme.id not in seen:
            seen.append(member.programme.id)
            title = wording(member.programme.title, language)
            pieces.append(Fragment(f'<h3 class="programme">{escape(title)}</h3>', title))
        pieces.append(together(*claim_cards(member.released, member.study, language)))
    return _section("register", language, *pieces)


def _verdicts(members: Sequence[Member], language: Language) -> Fragment:
    rows = []
    for member in members:
        verdicts = claim_verdicts(member.released, member.study, language)
        rows += [
            [
                wording(claim.statement, language),
                wording(member.programme.title, language),
                t(f"number-{NUMBERS[claim.quantity]}", language),
                verdicts[claim.id],
            ]
            for claim in member.study.claims
            if claim.id in verdicts
        ]
    columns = [t(f"table-{name}", language) for name in ("claim", "programme", "number", "claim-verdict")]
    return table(t("table-claims", language), columns, rows, language)


def not_comparable(members: Sequence[Member], language: Language) -> Section:
    """Say why no number of one programme can be set against another's, and show in what they differ."""
    rows = [
        [
            wording(member.programme.title, language),
            member.study.id,
            t(f"number-{member.number}", language),
            _counted_in(member.study, language),
            _by_when(member.study, language),
        ]
        for member in members
    ]
    columns = [t(f"table-{name}", language) for name in ("programme", "study", "number", "unit", "by-when")]
    reasons = [t(f"portfolio-apart-{name}", language) for name in ("units", "kinds", "people", "order")]
    shown = table(t("table-apart", language), columns, rows, language)
    return _section("apart", language, bullets(reasons), shown)


def _counted_in(study: Study, language: Language) -> str:
    """Name the unit of a study's headline."""
    if study.pathway is not None:
        return t(f"claim-unit-{study.pathway.unit}", language)
    if study.reach is not None:
        return t(f"claim-unit-{study.reach.unit}", language)
    return wording(study.labels.people, language)


def _by_when(study: Study, language: Language) -> str:
    """Say which time a study's headline is about."""
    if study.reach is not None:
        return t("portfolio-all-records", language)
    horizon = max(study.horizons) if study.pathway is not None else study.primary.horizon
    start = study.pathway.milestones[0].label if study.pathway is not None else study.labels.start
    return t("portfolio-since", language, duration=duration(horizon, study, language), start=wording(start, language))


def portfolio_privacy(members: Sequence[Member], language: Language) -> Section:
    """Say how what is shown was kept from telling about single people, once for studies of the same rules."""
    groups: dict[str, list[Study]] = {}
    for member in members:
        groups.setdefault(member.study.disclosure.model_dump_json(), []).append(member.study)
    pieces = [paragraphs([t("portfolio-privacy", language)])]
    for studies in groups.values():
        if len(groups) > 1:
            pieces.append(paragraphs([labelled(t("table-study", language), _names(studies), language)]))
        pieces.append(privacy(studies[0], language))
    return _section("privacy", language, *pieces)


def _names(studies: Sequence[Study]) -> str:
    return ", ".join(study.id for study in studies)


def portfolio_versions(members: Sequence[Member], language: Language) -> Section:
    """Say from which run, data and code each programme's numbers come."""
    rows = [
        [
            member.study.id,
            NOT_SHOWN if member.study.cut_off is None else date(member.study.cut_off, language),
            member.data_version,
            member.code_version,
            date(member.made, language),
        ]
        for member in members
    ]
    columns = [t("table-study", language)]
    columns += [t(f"version-{name}", language) for name in ("cut-off", "data", "code")]
    columns.append(t("table-made", language))
    return _section("versions", language, table(t("table-versions", language), columns, rows, language))
