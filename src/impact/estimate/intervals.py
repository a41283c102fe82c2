"""Intervals and p-values from estimates and standard errors; arrays of one shape in and out."""

from __future__ import annotations

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from impact.estimate.arrays import Floats

Z: float = float(ndtri(0.975))
"""Half-width of a 95% interval in standard errors."""

MINIMUM_EVENTS = 10
"""Fewer events than this carry neither an interval nor a release."""

MINIMUM_AT_RISK = 10
"""With delayed entry and fewer at risk than this the jackknife is too small, and Greenwood stands in."""


def risk_interval(risk: Floats, std_error: Floats, width: float | Floats = Z) -> tuple[Floats, Floats]:
    """Complementary log-log interval 1 − (1−F)^exp(±z·se / {(1−F)|log(1−F)|}); missing where the risk is 0 or 1.

    `width` is z, the half-width in standard errors.
    """
    inside = (risk > 0) & (risk < 1)
    stay = np.where(inside, 1.0 - risk, np.nan)
    factor = np.exp(width * std_error / (stay * np.abs(np.log(stay))))
    return 1.0 - stay ** (1.0 / factor), 1.0 - stay**factor


def wald_interval(estimate: Floats, std_error: Floats, width: float = Z) -> tuple[Floats, Floats]:
    """Symmetric interval of a difference or a mean time."""
    return estimate - width * std_error, estimate + width * std_error


def ratio_interval(ratio: Floats, log_std_error: Floats, width: float = Z) -> tuple[Floats, Floats]:
    """Interval of a ratio, symmetric on the logarithm."""
    return ratio * np.exp(-width * log_std_error), ratio * np.exp(width * log_std_error)


def half_width(degrees: float) -> float:
    """Half-width of a 95% interval in standard errors: Student's t, which with infinite degrees of freedom is `Z`."""
    return float(stdtrit(degrees, 0.975)) if np.isfinite(degrees) else Z


def p_value(estimate: Floats, std_error: Floats, degrees: float = np.inf) -> Floats:
    """Two-sided p-value of no effect; missing where the standard error is not positive.

    By Student's t with `degrees` of freedom, or, where they are infinite, by the normal approximation.
    """
    ratio = -np.abs(estimate / np.where(std_error > 0, std_error, np.nan))
    return np.asarray(2.0 * (stdtr(degrees, ratio) if np.isfinite(degrees) else ndtr(ratio)))
