"""The named sensitivities: the same people with another reading of their events, for any estimator to take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Ints
from impact.results import Curves, Effects

Estimates = TypeVar("Estimates", Curves, Effects)


def direct(table: AnalysisTable) -> AnalysisTable:
    """Return the table with competing events as censorings: the risk if nothing competed.

    It is the risk in a world without competing events only if they do not depend on the event, given the arm and the
    weights; no data can show that.

    Notes
    -----
    The controlled direct effect of Young, Stensrud, Tchetgen Tchetgen & Hernán (2020). Its curve is one minus
    Kaplan–Meier, which is never below the cumulative incidence.
    """
    return _with_events(table, np.where(table.event == 1, 1, 0))


def composite(table: AnalysisTable) -> AnalysisTable:
    """Return the table with every event, competing ones too, as the event of interest."""
    return _with_events(table, (table.event > 0).astype(np.int64))


SENSITIVITIES: dict[str, Callable[[AnalysisTable], AnalysisTable]] = {"direct_effect": direct, "composite": composite}
"""What the column `analysis` of the result frames says, and the reading of the events behind it."""


def named(estimates: Estimates, analysis: str) -> Estimates:
    """Return the rows under the name of the analysis that they belong to."""
    return type(estimates)(estimates.frame.assign(analysis=analysis))


def _with_events(table: AnalysisTable, event: Ints) -> AnalysisTable:
    upper = np.where((table.event > 0) & (event == 0), np.inf, table.upper)
    return replace(table, event=event.astype(np.int16), upper=upper)
