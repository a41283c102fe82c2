"""The headline comparison within policy periods, which a study names by the days on which one begins."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.table import AnalysisTable
from impact.estimate.sensitivity import named
from impact.estimate.subgroups import effects_by
from impact.results import Effects
from impact.study import Study

COLUMN = "period"
"""Of the return: what the population of the rows begins with."""

OPEN = ".."
"""Stands for a first or last day that the study does not name (ISO 8601-2): no record's own date is told."""

ONE_DAY = np.timedelta64(1, "D")


def policy_period_effects(table: AnalysisTable, study: Study) -> Effects:
    """Effects among children who returned in each policy period, at the primary horizon, and whether they are alike.

    Rows, methods, tests and what is withheld are those of `subgroup_effects`; the analysis is `policy_period`, the
    population `period=<first day>/<last day>`. Empty where the study names no periods, and for an analysis table, which
    does not know the day of the return.

    Raises
    ------
    EstimationError
        As for `subgroup_effects`.
    """
    if not study.policy_periods or "return_date" not in table.context:
        return Effects.empty()
    covariates = table.covariates.assign(**{COLUMN: periods_of(table.context["return_date"], study)})
    return named(effects_by(replace(table, covariates=covariates), study, [COLUMN]), "policy_period")


def periods_of(dates: pd.Series, study: Study) -> NDArray[np.object_]:
    """Return the label of the period in which each date lies: its first and last day."""
    begins = np.array([str(day) for day in study.policy_periods], dtype="datetime64[D]")
    window = study.eligibility.return_window
    first, last = (str(day) for day in window) if window else (OPEN, OPEN)
    ends = [str(day) for day in begins - ONE_DAY]
    bounds = [first, *(str(day) for day in begins)]
    labels = np.array([f"{start}/{end}" for start, end in zip(bounds, [*ends, last], strict=True)], dtype=object)
    return np.asarray(labels[np.searchsorted(begins, dates.to_numpy("datetime64[D]"), side="right")])
