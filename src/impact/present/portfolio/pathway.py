"""The headline of a pathway on a portfolio's page: the risk of reaching its last milestone, and two counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import reason_in_words
from impact.i18n import date, percent, t, wording
from impact.present.page import Fragment, marked, paragraphs, plain_text, together
from impact.present.portfolio.picture import Row, spans
from impact.present.select import EVENT, has_interval, is_reported
from impact.present.words import at_time, counted, duration, label, outward

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.kinds import Milestone, Pathway
    from impact.study.parts import Language


def pathway_answer(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say which share reaches the last milestone by the longest horizon, draw every milestone, and count both ends."""
    last = _steps(study).milestones[-1]
    risks = {arm: risk_of(released, study, last, arm) for arm in study.arms}
    said = [_statement(row, arm, study, language) for arm, row in risks.items()]
    why = [_why(row, study, language) for row in risks.values() if not is_reported(row)]
    is_withheld = len(why) == len(risks)
    html = "".join(f'<p class="statement">{marked(text)}</p>' for text in said)
    box = Fragment(f'<div class="answer{" withheld" if is_withheld else ""}">{html}</div>', plain_text("\n".join(said)))
    counts = [_counts(released, study, arm, language) for arm in study.arms]
    return together(box, paragraphs(dict.fromkeys(why)), _picture(released, study, language), paragraphs(counts))


def risk_of(released: ReleasedResults, study: Study, milestone: Milestone, arm: str) -> pd.Series | None:
    """Return the row of the share that reaches a milestone by the study's longest horizon; nothing if never asked."""
    rows = released.effects.select(
        analysis=f"from_start.{milestone.id}",
        population="all",
        measure="risk",
        arm=arm,
        event=EVENT,
        horizon=max(study.horizons),
    )
    return rows.iloc[0] if len(rows) else None


def last_risk_of(released: ReleasedResults, study: Study, milestone: Milestone, arm: str) -> pd.Series | None:
    """Return the row of the longest horizon at which a share is reported: once nearly all went on, few are followed."""
    rows = released.effects.select(
        analysis=f"from_start.{milestone.id}", population="all", measure="risk", arm=arm, event=EVENT
    ).sort_values("horizon")
    told = rows[rows["status"] == "reported"]
    return told.iloc[-1] if len(told) else None


def _steps(study: Study) -> Pathway:
    if study.pathway is None:
        raise ValueError(f"{study.id} is no pathway")
    return study.pathway


def _statement(row: pd.Series | None, arm: str, study: Study, language: Language) -> str:
    first, last = _ends(study, language)
    words = {"first": first, "last": last, "duration": duration(max(study.horizons), study, language)}
    if row is None or not is_reported(row):
        said = t("portfolio-pathway-withheld", language, **words)
    elif has_interval(row):
        said = t("portfolio-pathway-risk", language, **words, **_shares(row, language))
    else:
        said = t("portfolio-pathway-bare", language, **words, share=percent(float(row["estimate"]), language))
    return said if len(study.arms) == 1 else f"{label(arm, study, language)}. {said}"


def _ends(study: Study, language: Language) -> tuple[str, str]:
    steps = _steps(study).milestones
    return wording(steps[0].label, language), wording(steps[-1].label, language)


def _shares(row: pd.Series, language: Language) -> dict[str, str]:
    """Write a risk and its limits, which are rounded outward: no interval reads narrower than it is."""
    limits = {name: outward(100 * row[name], 0, up=name == "ci_upper") / 100 for name in ("ci_lower", "ci_upper")}
    return {
        "share": percent(float(row["estimate"]), language),
        "low": percent(limits["ci_lower"], language),
        "high": percent(limits["ci_upper"], language),
    }


def _why(row: pd.Series | None, study: Study, language: Language) -> str:
    """Say why a share is withheld; where no reason is given, that the rules of privacy do not let it be shown."""
    reason = "" if row is None else reason_in_words(row["reason"], study, language)
    return reason or t("portfolio-withheld-else", language)


def _counts(released: ReleasedResults, study: Study, arm: str, language: Language) -> str:
    """Count who was at the first milestone and who has reached the last, in the pathway's unit."""
    pathway, (first, last) = _steps(study), _ends(study, language)
    ends = {"start": pathway.steps[0], "end": pathway.steps[-1]}
    numbers = {}
    for name, milestone in ends.items():
        rows = released.funnel.select(arm=arm, milestone=milestone, unit=pathway.unit, what="reached")
        numbers[name] = counted(float(rows["n"].iloc[0]) if len(rows) else float("nan"), language)
    day = "" if study.cut_off is None else date(study.cut_off, language)
    said = t(
        "portfolio-pathway-counts", language, first=first, last=last, date=day, **numbers,
        people=t(f"claim-unit-{pathway.unit}", language),
    )  # fmt: skip
    return said if len(study.arms) == 1 else f"{label(arm, study, language)}. {said}"


def _picture(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw the share that reaches each milestone, with its interval, from 0% to 100%."""
    rows = []
    for milestone in _steps(study).milestones[1:]:
        for arm in study.arms:
            name = wording(milestone.label, language)
            title = name if len(study.arms) == 1 else at_time(name, label(arm, study, language), language)
            rows.append(_row(title, last_risk_of(released, study, milestone, arm), arm, study, language))
    first, time = _ends(study, language)[0], duration(max(study.horizons), study, language)
    caption = t("portfolio-pathway-picture", language, first=first, duration=time, end=percent(1.0, language))
    return spans(caption, rows, 1.0)


def _row(title: str, row: pd.Series | None, arm: str, study: Study, language: Language) -> Row:
    if row is None:
        return Row(title, t("portfolio-not-reported", language), arm=arm)
    estimate, horizon = float(row["estimate"]), float(row["horizon"])

    def in_time(share: str) -> str:
        if horizon == max(study.horizons):
            return share
        return t("portfolio-share-sooner", language, share=share, duration=duration(horizon, study, language))

    if not has_interval(row):
        return Row(title, in_time(percent(estimate, language)), point=estimate, arm=arm)
    words = in_time(t("portfolio-share-interval", language, **_shares(row, language)))
    return Row(title, words, float(row["ci_lower"]), float(row["ci_upper"]), estimate, arm)
