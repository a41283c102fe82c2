"""Intervals and p-values from estimates and standard errors; arrays of one shape in and out."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri

from impact.estimate.arrays import Floats

Z: float = float(ndtri(0.975))
"""Half-width of a 95% interval in standard errors."""

MINIMUM_EVENTS = 10
"""Fewer events than this carry neither an interval nor a release."""

MINIMUM_AT_RISK = 10
"""With delayed entry and fewer at risk than this the jackknife is too small, and Greenwood stands in."""


def risk_interval(risk: Floats, std_error: Floats, width: float = Z) -> tuple[Floats, Floats]:
    """Complementary log-log interval 1 − (1−F)^exp(±z·se / {(1−F)|log(1−F)|}); missing where the risk is 0 or 1.

    `width` is z, the half-width in standard errors.
    """
    inside = (risk > 0) & (risk < 1)
    stay = np.where(inside, 1.0 - risk, np.nan)
    factor = np.exp(width * std_error / (stay * np.abs(np.log(stay))))
    return 1.0 - stay ** (1.0 / factor), 1.0 - stay**factor


def wald_interval(estimate: Floats, std_error: Floats) -> tuple[Floats, Floats]:
    """Symmetric interval of a difference or a mean time."""
    return estimate - Z * std_error, estimate + Z * std_error


def ratio_interval(ratio: Floats, log_std_error: Floats) -> tuple[Floats, Floats]:
    """Interval of a ratio, symmetric on the logarithm."""
    return ratio * np.exp(-Z * log_std_error), ratio * np.exp(Z * log_std_error)


def p_value(estimate: Floats, std_error: Floats) -> Floats:
    """Two-sided p-value of no effect by the normal approximation; missing where the standard error is not positive."""
    spread = np.where(std_error > 0, std_error, np.nan)
    return np.asarray(2.0 * ndtr(-np.abs(estimate / spread)))
