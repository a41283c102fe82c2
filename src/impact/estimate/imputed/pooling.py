"""Bootstrap, then impute: one answer, its variance and its degrees of freedom from estimates of every imputation."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Floats

FEWEST_DEGREES = 3.0
"""Of freedom: fewer come from a between-resample variance near zero, not from the data."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """Estimates with their standard errors and degrees of freedom; all of one shape."""

    estimate: Floats
    std_error: Floats
    degrees: Floats


def pool(values: Floats) -> Pooled:
    """Pool estimates (B, M, …) of M ≥ 2 imputations in each of B resamples.

    The estimate is the mean over all. With MSB and MSW the mean squares between and within resamples, its variance is

        (1 + 1/B)·(MSB − MSW)/M + MSW/(B·M),

    and its degrees of freedom are Satterthwaite's. Where MSB is below MSW the data show no variance between resamples,
    and both mean squares estimate that within. A resample without a number in one of its imputations is left out.

    Notes
    -----
    von Hippel & Bartlett (2021), Statistical Science 36, section 3 and appendix; Bartlett & Hughes (2020). Unlike
    Rubin's rules it needs no congeniality between the imputation and what is estimated, nor a likelihood behind the
    estimates.
    """
    flat = values.reshape(*values.shape[:2], -1)
    result = np.full((3, flat.shape[2]), np.nan)
    for column in range(flat.shape[2]):
        own = flat[:, :, column]
        own = own[np.isfinite(own).all(axis=1)]
        if len(own) >= 2:
            result[:, column] = _pooled(own)
    return Pooled(*(part.reshape(values.shape[2:]) for part in result))


def _pooled(values: Floats) -> tuple[float, float, float]:
    resamples, imputations = values.shape
    means = values.mean(axis=1)
    estimate = float(means.mean())
    between = imputations * float(((means - estimate) ** 2).sum()) / (resamples - 1)
    within = float(((values - means[:, None]) ** 2).sum()) / (resamples * (imputations - 1))
    if between <= within:
        between = within = float(((values - estimate) ** 2).sum()) / (values.size - 1)
    share = (resamples + 1) / (resamples * imputations)
    variance = share * between - within / imputations
    if variance <= 0:
        return estimate, 0.0, np.inf
    spread = share**2 * between**2 / (resamples - 1)
    spread += within**2 / (imputations**2 * resamples * (imputations - 1))
    return estimate, float(np.sqrt(variance)), max(variance**2 / spread, FEWEST_DEGREES)
