"""What the benchmarks of Cox's model share: both sides, on people of whom a third come under observation late."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from people import people, table_of

from impact.estimate import hazard_ratio, propensity_weights

CONVERGED = 1e-5
"""Both iterate to their own tolerance."""
PEER = "lifelines CoxPHFitter"


def late_people(n: int, *, tied: bool) -> pd.DataFrame:
    """Return the people with daily times, or with times of their own."""
    frame = people(n, late=True)
    if not tied:
        frame["time"] -= np.random.default_rng(0).uniform(0, 0.4, n)
    return frame


def our_hazard_ratio(frame: pd.DataFrame) -> Callable[[], float]:
    """Fit the propensity too, and carry it into the standard error; the log hazard ratio."""
    table = table_of(frame)
    return lambda: float(np.log(hazard_ratio(table, "iptw", "ato").frame["estimate"].iloc[0]))


def their_hazard_ratio(frame: pd.DataFrame) -> Callable[[], float]:
    """Take the weights as given; the log hazard ratio."""
    data = frame[["arm", "time", "entry"]].assign(event=frame["event"] == 1)
    chance = propensity_weights(table_of(frame), "ato").propensity
    data["weight"] = np.where(frame["arm"] == 1, 1 - chance, chance)

    def work() -> float:
        fit = CoxPHFitter().fit(data, "time", "event", entry_col="entry", weights_col="weight", robust=True)
        return float(fit.params_["arm"])

    return work
