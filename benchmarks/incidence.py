"""What the three benchmarks of cumulative incidence share: our side."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from people import HORIZON, table_of

from impact.estimate import cumulative_incidence

EXACT = 1e-8
"""Peers that treat ties exactly come to the same number."""
JITTERED = 5e-3
"""lifelines moves tied times apart at random."""


def our_incidence(frame: pd.DataFrame) -> Callable[[], float]:
    """Estimate both arms' risks of both event types with standard errors; the programme's risk at a year."""
    table = table_of(frame)

    def work() -> float:
        curve = cumulative_incidence(table).select(arm="programme", event=1)
        return float(curve.loc[curve["time"] <= HORIZON, "estimate"].iloc[-1])

    return work
