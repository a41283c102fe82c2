"""The answers that clocks which start apart would give: to be seen beside the aligned ones, never as an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from impact.cohort import build_cohort
from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.designs.enrolment import stays_of
from impact.estimate.headline import headline_of
from impact.estimate.sensitivity import named
from impact.i18n import number, percent, t
from impact.results import Checks, Effects
from impact.study import DAYS_PER_UNIT, Study
from impact.study.parts import ADJUSTED, Design

DIGITS = 2
"""Significant digits to which child-days are rounded: they count nobody, but come from single dates."""


def ever_enrolled(table: AnalysisTable) -> AnalysisTable:
    """Return the table with the programme arm made of those who would enrol at any time; both clocks from the return.

    The arm is known only from what happened after time zero: whoever leaves early is in the comparison arm for it.

    Raises
    ------
    EstimationError
        If the table does not tell when children enrolled, or nobody did.
    """
    return replace(table, arm=np.isfinite(stays_of(table).enrolled).astype(np.int8))


def enrolment_clock(table: AnalysisTable) -> AnalysisTable:
    """Return the same with the programme's clock starting at each child's enrolment, the comparison's at the return.

    Raises
    ------
    EstimationError
        As for `ever_enrolled`.
    """
    enrolled = stays_of(table).enrolled / DAYS_PER_UNIT[table.time_unit]
    late = np.where(np.isfinite(enrolled), enrolled, 0.0)
    return replace(
        ever_enrolled(table),
        time=np.maximum(table.time - late, 0.0),
        lower=np.maximum(table.lower - late, 0.0),
        upper=np.maximum(table.upper - late, 0.0),
    )


NAIVE: dict[str, Callable[[AnalysisTable], AnalysisTable]] = {
    "naive_enrolment_clock": enrolment_clock,
    "naive_ever_enrolled": ever_enrolled,
}
"""What the column `analysis` says, and the wrong reading of the table behind it."""


def naive_effects(tables: Mapping[str, pd.DataFrame], study: Study) -> Effects:
    """Estimate the headline's contrast by clocks that start apart, with the headline's own method and estimand.

    Weights are as good here as there: what is wrong is the time. Intervals come from influence functions, and events
    are dated at the midpoint where the study imputes them. Empty for an analysis table, which knows no enrolment.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        As for `build_cohort`.
    """
    if not study.input.is_records:
        return Effects.empty()
    try:
        table = build_cohort(tables, read_as(study, Design(kind="time_varying"))).table
        return naive_readings(table, study)
    except EstimationError:
        return Effects.empty()


def naive_readings(table: AnalysisTable, study: Study) -> Effects:
    """Estimate both wrong readings of a table of case records; see `naive_effects`.

    Raises
    ------
    EstimationError
        As for `ever_enrolled` and `risk_difference`.
    """
    asked = read_as(study, Design())
    return Effects.concat(
        [named(headline_of(read(table), asked, study.horizons), name) for name, read in NAIVE.items()]
    )


def immortal_time(table: AnalysisTable, study: Study) -> Checks:
    """Say how much of the ever enrolled children's time came before their enrolment.

    Returns
    -------
    Checks
        `immortal_time`: `value` is the share of their child-days from the return on, `threshold` holds the child-days
        themselves, rounded. Nothing that could fail. Empty where nobody knows when children enrolled, or where so few
        did that it would tell of them.
    """
    if "enrolled" not in table.context:
        return Checks.empty()
    enrolled = table.context["enrolled"].to_numpy(dtype=np.float64)
    took = ~np.isnan(enrolled) & (enrolled <= table.time)
    if took.sum() < study.disclosure.suppress_below:
        return Checks.empty()
    unit = DAYS_PER_UNIT[table.time_unit]
    before, total = float(enrolled[took].sum()) * unit, float(table.time[took].sum()) * unit
    share, days = before / total if total else np.nan, float(f"{before:.{DIGITS}g}")
    text = t("check-immortal-time", "en", arm="", value=percent(share, "en"), threshold=number(days, "en"))
    return Checks(pd.DataFrame([("immortal_time", share, days, "pass", text)], columns=list(Checks.COLUMNS)))


def read_as(study: Study, design: Design) -> Study:
    """Return the study in another design, asking for what every design can answer, with quick intervals."""
    primary = study.primary
    method = "iptw" if primary.method == ADJUSTED else primary.method
    return study.model_copy(
        update={
            "design": design.model_copy(update={"programme": study.design.programme}),
            "primary": primary.model_copy(update={"method": method}),
            "bootstrap": study.bootstrap.model_copy(update={"replicates": 0}),
            "outcome": study.outcome.model_copy(update={"date": _dated(study)}),
        }
    )


def _dated(study: Study) -> str:
    return "midpoint" if study.outcome.date == "imputed" else study.outcome.date
