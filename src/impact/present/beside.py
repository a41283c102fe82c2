"""The analyses beside the main one: how they are grouped, what they are called, and where their rows are."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import CONTROLS, DATES, LOSS_BOUNDS, NAIVE, PARTNERS, POLICY_PERIOD
from impact.i18n import date, has, t
from impact.present.select import EVENT, has_interval, is_reported, primary_of
from impact.present.tables import with_interval
from impact.present.words import covariate_name, labelled, outward, signed

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

GROUPS: dict[str, tuple[str, ...]] = {
    "event": (*DATES, "authority_recorded", "direct_effect", "composite"),
    "loss": ("censoring_weights", *LOSS_BOUNDS),
    "design": ("design_referral", "design_landmark", "design_clone_censor", "time_varying", *NAIVE),
    "partners": PARTNERS,
    "missing": ("chained_equations",),
    "periods": (POLICY_PERIOD,),
    "controls": CONTROLS,
}
"""What was chosen otherwise, in the order of reading; the controls stand apart, as they ask another question."""

RANGE = "range"
"""Interval of a row that has no estimate: from the least to the greatest of several."""


def measure_of(study: Study) -> str:
    """Return the measure in which the headline's question is asked of every analysis."""
    return study.primary.measure if study.primary.measure != "hazard_ratio" else "risk_difference"


def scale_of(measure: str, study: Study) -> float:
    """Return what a measure is multiplied by to be read: per 100 people, or days."""
    if measure in ("risk_difference", "risk"):
        return 100.0
    return study.days(1.0) if measure.startswith("rmtl") else 1.0


def decimals_of(measure: str) -> int:
    """Return how many decimals a measure is read with."""
    return 2 if measure.endswith("ratio") else 0 if measure.startswith("rmtl") else 1


def no_effect(measure: str) -> float:
    """Return the value of a measure that means no difference."""
    return 1.0 if measure.endswith("ratio") else 0.0


def main_row(released: ReleasedResults, study: Study) -> pd.Series | None:
    """Return the row that every other analysis is laid beside: the headline's, in the headline's measure."""
    method, estimand = primary_of(study)
    rows = _contrasts(released, "main", study.primary.horizon)
    rows = rows[(rows["method"] == method) & (rows["estimand"] == estimand) & (rows["population"] == "all")]
    rows = rows[rows["measure"] == measure_of(study)]
    return rows.iloc[0] if len(rows) else None


def rows_beside(released: ReleasedResults, study: Study) -> dict[str, list[pd.Series]]:
    """Return the contrasts of every analysis at the primary horizon, by group.

    A group without any is left out, and so is that of loss where nobody was lost.
    """
    found: dict[str, list[pd.Series]] = {}
    for group, analyses in GROUPS.items():
        if group == "loss" and nobody_lost(released, study):
            continue
        rows = [row for analysis in analyses for row in rows_of_analysis(released, analysis, study)]
        found |= {group: rows} if rows else {}
    return found


def nobody_lost(released: ReleasedResults, study: Study) -> bool:
    """Tell whether the bounds for loss were asked and meet."""
    bounds = [row for name in LOSS_BOUNDS for row in rows_of_analysis(released, name, study)]
    shown = [row["estimate"] for row in bounds if is_reported(row)]
    return len(shown) == len(LOSS_BOUNDS) and min(shown) == max(shown)


def rows_of_analysis(
    released: ReleasedResults, analysis: str, study: Study, horizon: float | None = None
) -> list[pd.Series]:
    """Return an analysis's contrasts at a horizon in the headline's measure, one a population.

    Where an analysis has several methods, the headline's goes first and alone.
    """
    at = study.primary.horizon if horizon is None else horizon
    rows = _contrasts(released, analysis, at)
    rows = rows[rows["measure"] == measure_of(study)]
    own = (rows["method"] == primary_of(study)[0]) & (rows["estimand"] == primary_of(study)[1])
    ranked = rows.assign(rank=~own).sort_values("rank", kind="stable").drop_duplicates("population").sort_index()
    return [row for _, row in ranked.drop(columns="rank").iterrows()]


def _contrasts(released: ReleasedResults, analysis: str, horizon: float) -> pd.DataFrame:
    rows = released.effects.select(analysis=analysis, arm="contrast", event=EVENT)
    return rows[rows["horizon"].isna() | (rows["horizon"] == horizon)]


def is_shown(row: pd.Series) -> bool:
    """Tell whether a row has something to show: an estimate, or a range."""
    return is_reported(row) or (row["status"] == "reported" and row["interval"] == RANGE and has_interval(row))


def analysis_name(row: pd.Series, study: Study, language: Language) -> str:
    """Name an analysis; a policy period by its label."""
    analysis, population = str(row["analysis"]), str(row["population"])
    if analysis == POLICY_PERIOD:
        return _period(population.partition("=")[2], language)
    key = f"analysis-{analysis.replace('_', '-')}"
    name = t(key, language) if has(key, language) else analysis.replace("_", " ")
    return name if population == "all" else labelled(name, covariate_name(population, study, language), language)


def _period(label: str, language: Language) -> str:
    """Write a period, `<first day>/<last day>`, as dates; a label of another kind as it is."""
    days = [_day(part, language) for part in label.split("/")]
    if len(days) != 2 or not any(days):
        return label
    first, last = days
    if first and last:
        return t("span", language, **{"from": first, "to": last})
    return t("period-until", language, day=last) if last else t("period-from", language, day=first)


def _day(text: str, language: Language) -> str:
    try:
        return date(dt.date.fromisoformat(text), language)
    except ValueError:
        return ""


def value_of(row: pd.Series, study: Study, language: Language) -> str:
    """Write a row's estimate with its interval, its range, or that it is not reported."""
    if not is_shown(row):
        return t("chart-effects-withheld", language)
    measure = str(row["measure"])
    scale, decimals = scale_of(measure, study), decimals_of(measure)
    if not pd.isna(row["estimate"]):
        return with_interval(row, language, scale=scale, decimals=decimals)
    low, high = (
        signed(outward(row[name] * scale, decimals, up=up), language, decimals)
        for name, up in (("ci_lower", False), ("ci_upper", True))
    )
    return t("span", language, **{"from": low, "to": high})
