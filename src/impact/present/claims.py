"""What is claimed in public: each claim with its source, what the data say of it, and a verdict in words."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import code_in_words, reason_codes
from impact.i18n import number, percent, t, variant, wording
from impact.present.beside import decimals_of, measure_of, scale_of
from impact.present.page import Fragment, bullets, folded, paragraphs, terms, together
from impact.present.reached import amount
from impact.present.steps import pathway_of, quoted
from impact.present.tables import table, with_interval
from impact.present.words import counted, duration, say, signed
from impact.study.claims import COUNTS, NUMBERS, RISKS, VERDICTS

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.claims import Claim
    from impact.study.parts import Language


NO_COUNT = "no_count"
"""Code of the reason: the records hold no such count, which its sentence says already."""


def claims(released: ReleasedResults, study: Study, language: Language) -> tuple[Fragment, ...]:
    """Lay out the register of claims: an overview, each claim by itself, and the rules; nothing where there are none.

    On synthetic data every verdict says that it is an illustration.
    """
    cards = claim_cards(released, study, language)
    if not cards:
        return ()
    return (
        paragraphs([say(variant("claims-intro", study.kind), study, language)]),
        claims_table(released, study, language),
        together(*cards),
        folded(
            t("claims-rules", language),
            bullets(
                say(variant(f"claims-rule-{_key(name)}", study.kind), study, language) for name in _verdicts(study)
            ),
        ),
    )


def claim_cards(released: ReleasedResults, study: Study, language: Language) -> tuple[Fragment, ...]:
    """Lay out each claim by itself: its verdict, what the data say, what kind of number that is, and what it takes."""
    rows = {claim.id: released.claims.select(claim=claim.id) for claim in study.claims}
    return tuple(_card(claim, rows[claim.id], study, language) for claim in study.claims if len(rows[claim.id]))


def claim_verdicts(released: ReleasedResults, study: Study, language: Language) -> dict[str, str]:
    """Return the verdict of every claim that was asked, in words, by the claim's id."""
    first = released.claims.frame.drop_duplicates("claim").set_index("claim")["verdict"]
    return {claim.id: _verdict(first[claim.id], study, language) for claim in study.claims if claim.id in first.index}


def claims_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List every claim with its verdict."""
    verdicts = claim_verdicts(released, study, language)
    rows = [[wording(claim.statement, language), verdicts[claim.id]] for claim in study.claims if claim.id in verdicts]
    columns = [t(f"table-{name}", language) for name in ("claim", "claim-verdict")]
    return table(t("table-claims", language), columns, rows, language)


def _verdict(verdict: str, study: Study, language: Language) -> str:
    words = t(variant(f"claim-verdict-{_key(verdict)}", study.kind), language)
    return t("claim-illustrated", language, verdict=words) if study.synthetic else words


def _verdicts(study: Study) -> tuple[str, ...]:
    """Return the verdicts that the claims of a study of this kind can have: on counts alone there are fewer."""
    return ("established", "contradicted", "count") if study.kind == "reach" else VERDICTS


def _key(verdict: str) -> str:
    return verdict.replace("_", "-")


def _card(claim: Claim, rows: pd.DataFrame, study: Study, language: Language) -> Fragment:
    title, verdict = wording(claim.statement, language), _verdict(rows["verdict"].iloc[0], study, language)
    warning = [t("claim-illustration", language)] if study.synthetic else []
    found = [sentence for _, row in rows.iterrows() for sentence in _said(claim, row, study, language)]
    said = paragraphs([*warning, *found])
    about = {"source": claim.source, "reading": claim.reading, "needs": claim.needs, "misleads": claim.misleads}
    kind = {t("claim-number", language): t(f"number-{NUMBERS[claim.quantity]}", language)}
    notes = terms(
        kind | {t(f"claim-{name}", language): wording(text, language) for name, text in about.items() if text}
    )
    return Fragment(
        f'<div class="claim"><h3>{escape(title)}</h3><p class="verdict"><strong>{escape(verdict)}</strong></p>'
        f"{said.html}{notes.html}</div>",
        "\n".join([title, verdict, said.text, notes.text]),
    )


def _said(claim: Claim, row: pd.Series, study: Study, language: Language) -> list[str]:
    """Return what the data say of a claim, or of one of its counts, in sentences."""
    codes = reason_codes(row["reason"])
    if claim.quantity == "people_reached" and NO_COUNT not in codes:
        sentences = [_reached(row, study, language)]
    elif claim.quantity in COUNTS:
        sentences, codes = [_count(claim, row, study, language)], tuple(code for code in codes if code != NO_COUNT)
    elif pd.isna(row["estimate"]):
        sentences = []
    elif claim.quantity in RISKS:
        sentences = _risk(claim, row, study, language)
    elif claim.quantity == "milestone_share":
        sentences = _milestone_share(claim, row, study, language)
    else:
        sentences = _effect(claim, row, study, language)
    why = [code_in_words(code, study, language) for code in codes]
    return [" ".join([*sentences, *why])] if claim.quantity in COUNTS else [*sentences, *why]


def _count(claim: Claim, row: pd.Series, study: Study, language: Language) -> str:
    unit = row["unit"] if isinstance(row["unit"], str) and row["unit"] else "served"
    named = say(f"claim-unit-{unit}", study, language)
    if claim.milestone is not None:
        named = t("claim-unit-at", language, unit=named, milestone=quoted(claim.milestone, study, language))
    words = {"unit": named, "threshold": number(row["threshold"], language)}
    if pd.isna(row["n"]):
        is_there = NO_COUNT not in reason_codes(row["reason"])
        return t("claim-count-hidden" if is_there else "claim-count-none", language, **words)
    return t("claim-count", language, n=counted(row["n"], language), **words)


def _reached(row: pd.Series, study: Study, language: Language) -> str:
    found = {"n": row["n"], "at_least": row["worst"], "at_most": row["best"]}
    if not pd.isna(row["n"]):
        found |= {"at_least": row["n"], "at_most": row["n"]}
    threshold = number(row["threshold"], language)
    return t("claim-reached", language, amount=amount(found, study, language), threshold=threshold)


def _risk(claim: Claim, row: pd.Series, study: Study, language: Language) -> list[str]:
    shares = {name: _share(row[name], language) for name in ("estimate", "ci_lower", "ci_upper")}
    time = duration(row["horizon"], study, language)
    key = f"claim-risk-{_key(claim.quantity)}"
    sentences = [say(key, study, language, n=counted(row["n"], language), duration=time, **shares)]
    sentences += _bounds("claim-risk-bounds", row, study, language)
    return [*sentences, _needed(claim, _share(row["threshold"], language), language)]


def _milestone_share(claim: Claim, row: pd.Series, study: Study, language: Language) -> list[str]:
    """Say of those with one milestone what share reach another in time: a risk, of one unit."""
    unit = row["unit"] if isinstance(row["unit"], str) and row["unit"] else pathway_of(study).unit
    said = t(
        "claim-milestone-share",
        language,
        n=counted(row["n"], language),
        unit=say(f"claim-unit-{unit}", study, language),
        among=quoted(str(claim.among), study, language),
        milestone=quoted(str(claim.milestone), study, language),
        duration=duration(row["horizon"], study, language),
        **{name: _share(row[name], language) for name in ("estimate", "ci_lower", "ci_upper")},
    )
    bounds = _bounds("claim-milestone-bounds", row, study, language)
    return [said, *bounds, _needed(claim, _share(row["threshold"], language), language)]


def _bounds(key: str, row: pd.Series, study: Study, language: Language) -> list[str]:
    """Say between what a share lies whatever became of those lost; nothing where that is not shown."""
    if pd.isna(row[["worst", "best"]]).any():
        return []
    low, high = sorted((row["worst"], row["best"]))
    return [say(key, study, language, low=_share(low, language), high=_share(high, language))]


def _effect(claim: Claim, row: pd.Series, study: Study, language: Language) -> list[str]:
    measure = measure_of(study)
    scale, decimals = scale_of(measure, study), decimals_of(measure)
    name, time = t(f"measure-{measure.replace('_', '-')}", language), duration(row["horizon"], study, language)
    value = with_interval(row, language, scale=scale, decimals=decimals)
    sentences = [say("claim-effect", study, language, measure=name, duration=time, value=value)]
    if not pd.isna(row[["worst", "best"]]).any():
        low, high = (signed(side * scale, language, decimals) for side in sorted((row["worst"], row["best"])))
        sentences.append(say("claim-effect-bounds", study, language, low=low, high=high))
    return [*sentences, _needed(claim, signed(row["threshold"] * scale, language, decimals), language)]


def _needed(claim: Claim, threshold: str, language: Language) -> str:
    return t("claim-needed", language, side="least" if claim.is_met_from_above else "most", threshold=threshold)


def _share(value: float, language: Language) -> str:
    """Write a released share, which is a whole number of thousandths."""
    return percent(float(value), language, 0 if round(1000 * float(value)) % 10 == 0 else 1)
