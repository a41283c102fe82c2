"""Doubly robust risk difference at three horizons with standard errors, against riskRegression::ate."""

from __future__ import annotations

import pandas as pd
from people import HORIZON, people, table_of, written
from race import arguments, race, report, rscript, timed

from impact.estimate import risk_difference

CHOICES = 0.25
"""Of a standard error: ate counts duplicated censoring times again; without ties the two are within 0.01 of one."""
HORIZONS = (182.0, HORIZON, 547.0)

chosen = arguments(n=2_000)
frame = people(chosen.n)
table = table_of(frame)


def ours() -> float:
    """Return the difference at a year."""
    return float(difference_at_a_year()["estimate"])


def difference_at_a_year() -> pd.Series:
    """Estimate it at the three horizons."""
    effects = risk_difference(table, HORIZONS, method="aipw", estimand="ate")
    return effects.select(arm="contrast", horizon=HORIZON).iloc[0]


with rscript("ate.R", written(frame, "doubly_robust")) as theirs:
    outcome = race(
        timed(ours),
        theirs,
        work=f"Risk difference by aipw, three horizons, influence-function intervals, n = {chosen.n:,} daily times",
        peer="riskRegression::ate(AIPTW, se)",
        at_least=50,
        tolerance=CHOICES * float(difference_at_a_year()["std_error"]),
    )
report(outcome, chosen)
