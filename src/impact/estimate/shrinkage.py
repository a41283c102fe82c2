"""Shrunken estimates: each of several groups borrows from the others as far as chance could make them differ."""

from __future__ import annotations

import numpy as np

from impact.estimate.arrays import Floats

HALVINGS = 200
"""Of the interval that holds the variance between groups: more than double precision can tell apart."""


def between_variance(estimates: Floats, std_errors: Floats) -> float:
    """Return the variance of the true values between groups: what brings Cochran's Q to its expectation, K − 1.

    Notes
    -----
    Paule & Mandel (1982); 0 where chance explains the differences. Equals statsmodels' `combine_effects`, iterated.
    """

    def excess(tau2: float) -> float:
        weights = 1.0 / (std_errors**2 + tau2)
        mean = (weights * estimates).sum() / weights.sum()
        return float((weights * (estimates - mean) ** 2).sum()) - (len(estimates) - 1)

    if excess(0.0) <= 0:
        return 0.0
    low, high = 0.0, float(np.ptp(estimates)) ** 2
    while excess(high) > 0:
        high *= 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if excess(middle) > 0 else (low, middle)
    return (low + high) / 2


def shrink(estimates: Floats, std_errors: Floats) -> tuple[Floats, Floats]:
    """Empirical Bayes estimates of each group and their standard errors, both of shape (K,).

    A group's estimate moves towards the precision-weighted mean by the share σ²/(σ² + τ²) of its variance that chance
    accounts for. The standard error counts that the mean is estimated, and takes τ² as known.

    Notes
    -----
    The normal–normal model of Efron & Morris (1975), with τ² by `between_variance`; groups are taken as independent.
    """
    own = std_errors**2
    tau2 = between_variance(estimates, std_errors)
    weights = 1.0 / (own + tau2)
    mean, kept = (weights * estimates).sum() / weights.sum(), tau2 * weights
    spread = kept * own + (1.0 - kept) ** 2 / weights.sum()
    return mean + kept * (estimates - mean), np.sqrt(spread)
