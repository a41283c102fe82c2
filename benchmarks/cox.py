"""What the benchmarks of Cox's model share: both sides, on people of whom a third come under observation late."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from lifelines import CoxPHFitter
from people import people, table_of

from impact.estimate import propensity_weights
from impact.estimate.arrays import variance
from impact.estimate.cox import fit_cox

CONVERGED = 1e-5
"""Both iterate to their own tolerance."""
PEER = "lifelines CoxPHFitter"


def late_people(n: int, *, tied: bool) -> pd.DataFrame:
    """Return the people with daily times, or with times of their own."""
    frame = people(n, late=True)
    if not tied:
        frame["time"] -= np.random.default_rng(0).uniform(0, 0.4, n)
    return frame


def weights_of(frame: pd.DataFrame) -> np.ndarray:
    """Overlap weights, which both sides take as given."""
    chance = propensity_weights(table_of(frame), "ato").propensity
    return np.asarray(np.where(frame["arm"] == 1, 1 - chance, chance))


def our_hazard_ratio(frame: pd.DataFrame) -> Callable[[], float]:
    """Fit the model, with its robust standard error; the log hazard ratio."""
    weights, arm = weights_of(frame), frame[["arm"]].to_numpy(np.float64)
    time, entry = (frame[name].to_numpy(np.float64) for name in ("time", "entry"))
    event = (frame["event"] == 1).to_numpy(np.float64)

    def work() -> float:
        fit = fit_cox(time, event, entry, arm, weights)
        robust = np.sqrt(variance(weights[:, None] * fit.influence, np.arange(len(time))))
        return float(fit.coefficients[0]) if np.isfinite(robust).all() else np.nan

    return work


def their_hazard_ratio(frame: pd.DataFrame) -> Callable[[], float]:
    """Fit the model, with its robust standard error; the log hazard ratio."""
    data = frame[["arm", "time", "entry"]].assign(event=frame["event"] == 1, weight=weights_of(frame))

    def work() -> float:
        fit = CoxPHFitter().fit(data, "time", "event", entry_col="entry", weights_col="weight", robust=True)
        return float(fit.params_["arm"])

    return work
