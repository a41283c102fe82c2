"""Crude event rates: what a monitoring officer looks at first when new data have come."""

from __future__ import annotations

from typing import Final

import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.study import DAYS_PER_UNIT

DAYS_PER_YEAR: Final = 365.25

COHORT: Final = "cohort"
"""Stands for the table that the rates are of: those who are compared."""


def event_rates(table: AnalysisTable) -> pd.DataFrame:
    """Events of interest per 100 years of follow-up, by arm: crude, not weighted, no estimate of a risk.

    Returns
    -------
    pandas.DataFrame
        Rows of a profile (`impact.results.Changes`): what, table, column, level (the arm), now (the rate), count (the
        events) and n (people). An arm without any follow-up has no row.
    """
    years = (table.time - table.entry) * DAYS_PER_UNIT[table.time_unit] / DAYS_PER_YEAR
    rows = []
    for code, arm in ARMS.items():
        own = table.arm == code
        followed, events = float(years[own].sum()), float((table.event[own] == 1).sum())
        if followed > 0:
            rows.append(("event_rate", COHORT, "event", arm, 100 * events / followed, events, float(own.sum())))
    return pd.DataFrame(rows, columns=["what", "table", "column", "level", "now", "count", "n"])
