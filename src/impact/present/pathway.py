"""What a pathway's report says in words: who gets how far by when, who waits, and what that cannot tell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import date, inside, t
from impact.present.milestones import limits_of, median_of, risk_of, time_with_limits
from impact.present.page import Fragment, bullets, paragraphs, terms, together
from impact.present.select import has_interval
from impact.present.steps import Part as Way
from impact.present.steps import milestone_name, own_unit, pathway_of, quoted, steps, unit_name, way_name
from impact.present.words import counted, duration, label, per_hundred, say
from impact.study.kinds import CENSORING_EXITS, EXITS

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def pathway_headline(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many started, who reached each milestone by when, and who waits; each number as the risk or count it is.

    The card holds the last milestone of which a risk is reported, by the longest horizon at which it is.
    """
    said = [line for arm in study.arms for line in _of_arm(released, arm, study, language)]
    kind = paragraphs([t("pathway-no-arms" if len(study.arms) < 2 else "pathway-arms", language)])
    return together(pathway_card(released, study, language), kind, bullets(said))


def pathway_card(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say the answer of a pathway and no more, or that no risk may be shown: for a page that leads on."""
    said = [line for arm in study.arms if (line := _farthest(released, arm, study, language))]
    is_withheld = not said
    if is_withheld:
        said = [t("pathway-withheld", language)]
    kind = "" if is_withheld else f'<p class="certainty">{escape(t("pathway-risk-kind", language))}</p>'
    statements = "".join(f'<p class="statement">{escape(line)}</p>' for line in said)
    look = "answer withheld" if is_withheld else "answer"
    more = [] if is_withheld else [t("pathway-risk-kind", language)]
    return Fragment(f'<div class="{look}">{statements}{kind}</div>', "\n".join([*said, *more]))


def _farthest(released: ReleasedResults, arm: str, study: Study, language: Language) -> str:
    for name in reversed(pathway_of(study).steps[1:]):
        said = _risk(released, name, arm, study, language)
        if said:
            return _in_arm(arm, said, study, language)
    return ""


def _of_arm(released: ReleasedResults, arm: str, study: Study, language: Language) -> list[str]:
    """Return counts and risks of an arm, milestone by milestone."""
    found = steps(released, study, arm)
    names = pathway_of(study).steps
    said = []
    if found and found[0].is_shown:
        n = counted(found[0].reached, language)
        words = {"units": own_unit(study, language), "milestone": quoted(names[0], study, language)}
        said.append(t("pathway-started", language, n=n, **words))
    for before, name in zip(found, names[1:], strict=False):
        risk = _risk(released, name, arm, study, language)
        median = median_of(released, f"from_start.{name}", arm)
        pieces = [t("pathway-is-risk", language, text=risk)] if risk else []
        if median is not None:
            time = time_with_limits(median, study, language)
            # Alone it has to say what it is about, which the risk before it says otherwise.
            alone = {"milestone": quoted(name, study, language)}
            half = (
                t("pathway-half", language, time=time) if risk else t("pathway-half-of", language, time=time, **alone)
            )
            pieces.append(half)
        pieces.append(_waiting(before.waiting, name, study, language))
        said.append(" ".join(piece for piece in pieces if piece))
    return [_in_arm(arm, line, study, language) for line in said if line]


def _in_arm(arm: str, text: str, study: Study, language: Language) -> str:
    """Say of which group a sentence is, where there are two."""
    return text if len(study.arms) < 2 else t("labelled", language, name=label(arm, study, language), value=text)


def _risk(released: ReleasedResults, milestone: str, arm: str, study: Study, language: Language) -> str:
    """Say the risk of a milestone by the longest horizon at which it is reported; nothing where none is."""
    for horizon in sorted(study.horizons, reverse=True):
        row = risk_of(released, f"from_start.{milestone}", arm, horizon)
        if row is not None:
            words = {
                "duration": duration(horizon, study, language),
                "start": quoted(pathway_of(study).steps[0], study, language),
                "risk": per_hundred(row["estimate"], language),
                "units": own_unit(study, language),
                "milestone": quoted(milestone, study, language),
            }
            if not has_interval(row):
                return t("pathway-risk-bare", language, **words)
            return t("pathway-risk", language, interval=limits_of(row, language), **words)
    return ""


def _waiting(n: float, milestone: str, study: Study, language: Language) -> str:
    if pd.isna(n) or study.cut_off is None:
        return ""
    words = {"units": own_unit(study, language), "milestone": quoted(milestone, study, language)}
    return t("pathway-waiting", language, n=counted(n, language), day=date(study.cut_off, language), **words)


def pathway_limits(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what a pathway cannot tell."""
    return bullets(pathway_limit_sentences(released, study, language))


def pathway_limit_sentences(released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say what a pathway cannot tell, what weighs most first."""
    words = {"units": own_unit(study, language), "day": date(study.cut_off, language) if study.cut_off else ""}
    said = [say("limit-synthetic", study, language)] if study.synthetic else []
    said.append(say("pathway-limit-arms" if len(study.arms) > 1 else "pathway-limit-alone", study, language))
    said += [t(f"pathway-limit-{name}", language, **words) for name in ("lost", "waiting")]
    other = other_unit(study)
    if other:
        said.append(t("pathway-limit-units", language, others=unit_name(other, study, language), **words))
    return [*said, t("pathway-limit-milestone", language), say("limit-places", study, language)]


def other_unit(study: Study) -> str:
    """Return the unit that some milestones are recorded of, beside the pathway's own; blank where there is none."""
    pathway = pathway_of(study)
    return next((step.unit for step in pathway.milestones if step.unit not in (None, pathway.unit)), None) or ""


def pathway_who(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many are followed, out of how many in the records."""
    said = []
    for arm in study.arms:
        everybody, followed = (_flow(released, step, arm) for step in ("all", "analysed"))
        if pd.isna(followed):
            said.append(_in_arm(arm, t("pathway-who-hidden", language), study, language))
            continue
        words = {"n": counted(followed, language), "units": own_unit(study, language)}
        words["milestone"] = quoted(pathway_of(study).steps[0], study, language)
        line = t("pathway-who", language, **words)
        if everybody > followed:
            line = f"{line} {t('pathway-who-from', language, all=counted(everybody, language))}"
        said.append(_in_arm(arm, line, study, language))
    return paragraphs(said)


def _flow(released: ReleasedResults, step: str, arm: str) -> float:
    rows = released.flow.select(step=step, arm=arm)["n"]
    return float(rows.iloc[0]) if len(rows) else float("nan")


def pathway_definitions(study: Study, language: Language) -> Fragment:
    """Say what each milestone, each way out and each word of the report means."""
    pathway = pathway_of(study)
    own = own_unit(study, language)
    entries = {}
    for step in pathway.milestones:
        is_own = step.unit in (None, pathway.unit)
        other = "" if is_own else unit_name(str(step.unit), study, language)
        key = "define-milestone-own" if is_own else "define-milestone-linked"
        words = {"units": own} if is_own else {"units": own, "others": other}
        entries[milestone_name(step.id, study, language)] = t(key, language, **words)
    lost = [code for code in EXITS if code not in pathway.competing]
    for name, codes in (("exited", pathway.competing), ("lost", lost or list(CENSORING_EXITS))):
        ways = ", ".join(inside(way_name(Way(name, code, 0.0), language), language) for code in codes)
        entries[t(f"became-{name}", language)] = t(f"define-{name}-text", language, ways=ways, units=own)
    start = quoted(pathway.steps[0], study, language)
    for name in ("clock", "milestone-risk", "half", "waiting", "count"):
        entries[t(f"define-{name}", language)] = t(f"define-{name}-text", language, start=start, units=own)
    entries[t("define-interval", language)] = t("define-interval-text", language)
    return terms(entries)
