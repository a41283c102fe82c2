"""Many questions asked of the same data: false discoveries, and whether several numbers are one."""

from __future__ import annotations

import numpy as np
from scipy.special import chdtrc

from impact.estimate.arrays import Floats


def benjamini_hochberg(p_values: Floats) -> Floats:
    """Return p-values adjusted for the false discovery rate among those that are there; missing ones stay missing.

    Notes
    -----
    Benjamini & Hochberg (1995), step-up: the i-th smallest of m is multiplied by m/i, and no adjusted value is above
    that of a larger p-value. Equals R `p.adjust(method="BH")`.
    """
    known = np.flatnonzero(np.isfinite(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    scaled = p_values[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted = np.full(p_values.shape, np.nan)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def equality_test(estimates: Floats, covariance: Floats) -> tuple[float, float]:
    """Wald's test that K estimates have one true value: the chi-square statistic and its p-value on K − 1 degrees.

    Missing with fewer than two estimates.
    """
    size = len(estimates)
    if size < 2:
        return np.nan, np.nan
    contrasts = np.eye(size)[1:] - np.eye(size)[:1]
    gaps = contrasts @ estimates
    statistic = float(gaps @ np.linalg.pinv(contrasts @ covariance @ contrasts.T, hermitian=True) @ gaps)
    return statistic, float(chdtrc(size - 1, statistic))
