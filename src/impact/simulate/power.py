"""Power of a planned programme: what it could find, from its size, its follow-up and its clusters.

Events come at a constant hazard that gives the risk by the horizon, and people are lost at a constant rate that leaves
the share followed to it; loss says nothing about the event. Everything is analysed as the estimators do: the difference
of two cumulative incidences with the variance of each, and the hazard ratio.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from impact.errors import UsageError

POWER = 0.8
LEVEL = 0.05
"""Two-sided."""

Z: float = float(ndtri(1 - LEVEL / 2))
REACH: float = Z + float(ndtri(POWER))
"""How many standard errors an effect must measure to be found with that power."""

MOST_PEOPLE = 1_000_000_000

SMALLEST_RATIO = 0.05
"""Below it the approximation says nothing."""

HALVINGS = 80
"""Of an interval of length one: to the last bit."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A programme and its comparison group as planned.

    Parameters
    ----------
    children, comparison : int
        People in the programme and in the comparison group.
    risk : float
        Risk of the event by the horizon without the programme, in 0–1.
    horizon_months : float
    follow_up : float
        Share that can be followed to the horizon, in 0–1.
    cluster_size : float
        Mean number of people who are alike: children of a household, a community or a partner.
    icc : float
        Intra-class correlation of the event within such a cluster.
    weighting : float
        What weights will multiply the variance by; 1 for none. The design effect of data in hand is a guide.

    Raises
    ------
    UsageError
        If a number is out of its range; the message names it.
    """

    children: int
    comparison: int
    risk: float
    horizon_months: float = 12.0
    follow_up: float = 1.0
    cluster_size: float = 1.0
    icc: float = 0.0
    weighting: float = 1.0

    def __post_init__(self) -> None:
        people = f"a number from 2 to {MOST_PEOPLE:,}"
        ranges = {
            "children": (2 <= self.children <= MOST_PEOPLE, people),
            "comparison": (2 <= self.comparison <= MOST_PEOPLE, people),
            "risk": (0 < self.risk < 1, "above 0 and below 1, e.g. 0.30"),
            "horizon-months": (0 < self.horizon_months < np.inf, "above 0"),
            "follow-up": (0 < self.follow_up <= 1, "a share above 0, at most 1, e.g. 0.75"),
            "cluster-size": (1 <= self.cluster_size < np.inf, "1 or more"),
            "icc": (0 <= self.icc <= 1, "from 0 to 1"),
            "weighting": (1 <= self.weighting < np.inf, "1 or more"),
        }
        for name, (is_right, right) in ranges.items():
            if not is_right:
                raise UsageError(f"--{name} must be {right}")

    @property
    def design_effect(self) -> float:
        """What clusters and weights multiply the variance by (Kish 1965): {1 + (m − 1)ρ} times the weights' part."""
        return (1 + (self.cluster_size - 1) * self.icc) * self.weighting

    def risk_variance(self, risk: float, people: float) -> float:
        """Variance of the cumulative incidence of `people` people at the horizon, design effect included.

        Greenwood's formula in the limit: S²·λ/(λ + c)·{1/(S·G) − 1}/n, with G the share followed.
        """
        stays = 1 - risk
        return self.design_effect * stays**2 * self._first(risk) * (1 / (stays * self.follow_up) - 1) / people

    def events(self, risk: float, people: float) -> float:
        """Return the expected number of events seen by the horizon among `people` people."""
        return people * self._first(risk) * (1 - (1 - risk) * self.follow_up)

    def _first(self, risk: float) -> float:
        """Share of those who leave observation for whom the event, not loss, comes first: λ/(λ + c)."""
        hazard, loss = -np.log1p(-risk), -np.log(self.follow_up)
        return float(hazard / (hazard + loss))


def power_of(plan: Plan, difference: float) -> float:
    """Power to find a risk lower by `difference` (in 0–1) in the programme, at the two-sided 5% level.

    Notes
    -----
    Wald's test of two proportions with unpooled variances; without loss equals statsmodels' `normal_power_het`.
    """
    standard = abs(difference) / _std_error(plan, difference)
    return float(ndtr(standard - Z) + ndtr(-standard - Z))


def detectable_difference(plan: Plan) -> float:
    """Smallest reduction of the risk, in 0–1, found with 80% power; missing where none would be."""
    return _smallest(lambda difference: difference - REACH * _std_error(plan, difference), plan.risk)


def detectable_hazard_ratio(plan: Plan) -> float:
    """Hazard ratio below 1 nearest to it that is found with 80% power; missing where none from 0.05 up would be.

    Notes
    -----
    Schoenfeld (1983): z² = D·π(1 − π)·log²(HR), with D the events expected under that ratio.
    """
    share = plan.children / (plan.children + plan.comparison)

    def excess(reduction: float) -> float:
        ratio = 1 - reduction
        risk = 1 - (1 - plan.risk) ** ratio
        events = plan.events(risk, plan.children) + plan.events(plan.risk, plan.comparison)
        return float(events * share * (1 - share) * np.log(ratio) ** 2 / plan.design_effect - REACH**2)

    return 1 - _smallest(excess, 1 - SMALLEST_RATIO)


def power_table(plan: Plan, sizes: Sequence[int], differences: Sequence[float]) -> pd.DataFrame:
    """Power for each size of the programme and each true reduction of the risk.

    Returns
    -------
    pandas.DataFrame
        Columns children, difference, power; differences that the risk does not allow are left out.
    """
    rows = [
        (size, difference, power_of(replace(plan, children=size), difference))
        for size in sizes
        for difference in differences
        if 0 <= difference < plan.risk
    ]
    return pd.DataFrame(rows, columns=["children", "difference", "power"])


def _std_error(plan: Plan, difference: float) -> float:
    lower = plan.risk_variance(max(plan.risk - difference, np.finfo(float).tiny), plan.children)
    return float(np.sqrt(lower + plan.risk_variance(plan.risk, plan.comparison)))


def _smallest(excess: Callable[[float], float], most: float) -> float:
    """Smallest reduction at which `excess` is not negative, by bisection; missing where it stays negative."""
    low, high = 0.0, most * (1 - 1e-9)
    if excess(high) < 0:
        return np.nan
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) < 0 else (low, middle)
    return high
