"""What the benchmarks of the bootstrap share: our side, and the loop in Python that a careful user would write."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import statsmodels.api as sm
from people import COVARIATES, HORIZON, table_of

from impact.estimate import risk_difference

MONTE_CARLO_ERRORS = 4.0
"""How far two standard errors whose seeds differ may lie apart."""
SEED = 20261122


def our_bootstrap(frame: pd.DataFrame, replicates: int) -> Callable[[], float]:
    """Return the bootstrap standard error of the overlap-weighted risk difference at a year."""
    table = table_of(frame)

    def work() -> float:
        effects = risk_difference(table, [HORIZON], "iptw", "ato", replicates=replicates, seed=SEED)
        return float(effects.select(arm="contrast")["std_error"].iloc[0])

    return work


def tolerance(std_error: float, replicates: int) -> float:
    """Return what resampling leaves between two standard errors of this size: each has 1/√(2R) of itself."""
    return float(MONTE_CARLO_ERRORS * std_error / np.sqrt(replicates))


def looped(frame: pd.DataFrame, replicates: int, risk: Callable[..., float]) -> Callable[[], float]:
    """Return the same by a loop: people drawn, propensity by statsmodels, each arm's risk by `risk`."""
    design = sm.add_constant(frame.loc[:, list(COVARIATES)].to_numpy())
    arm, time, event = (frame[name].to_numpy() for name in ("arm", "time", "event"))

    def difference(drawn: np.ndarray) -> float:
        chance = sm.GLM(arm[drawn], design[drawn], family=sm.families.Binomial()).fit().fittedvalues
        weights = np.where(arm[drawn] == 1, 1 - chance, chance)
        risks = []
        for code in (1, 0):
            own = drawn[arm[drawn] == code]
            risks.append(risk(time[own], event[own], weights[arm[drawn] == code]))
        return risks[0] - risks[1]

    def work() -> float:
        random = np.random.default_rng(SEED)
        n = len(frame)
        return float(np.std([difference(random.integers(0, n, n)) for _ in range(replicates)], ddof=1))

    return work
