"""Rubin's rules: one estimate and one standard error from several completed data sets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Floats


@dataclass(frozen=True, slots=True)
class Pooled:
    """What m data sets say together; all of shape (…).

    Attributes
    ----------
    estimate, std_error : ndarray
    degrees : ndarray
        Of freedom of Student's t (Barnard & Rubin 1999).
    missing_information : ndarray
        Share of the variance that is owed to what is missing, (1 + 1/m)·B / T.
    """

    estimate: Floats
    std_error: Floats
    degrees: Floats
    missing_information: Floats


def pool(estimates: Floats, std_errors: Floats, complete_degrees: float = np.inf) -> Pooled:
    """Pool the estimates of m completed data sets.

    Parameters
    ----------
    estimates, std_errors : ndarray of shape (m, …)
        On a scale on which estimates are about normal; m is at least 2.
    complete_degrees : float
        Degrees of freedom of the estimate if nothing were missing.

    Notes
    -----
    Rubin (1987): T = W + (1 + 1/m)·B. Degrees of freedom: Barnard & Rubin (1999), equation 3, which with
    `complete_degrees` infinite are Rubin's (m − 1)/λ².
    """
    count = len(estimates)
    within, between = (std_errors**2).mean(axis=0), estimates.var(axis=0, ddof=1)
    total = within + (1.0 + 1.0 / count) * between
    share = np.divide((1.0 + 1.0 / count) * between, total, out=np.zeros_like(total), where=total > 0)
    with np.errstate(divide="ignore"):
        of_imputations = (count - 1) / share**2
    if not np.isfinite(complete_degrees):
        degrees = of_imputations
    else:
        observed = (complete_degrees + 1) / (complete_degrees + 3) * complete_degrees * (1.0 - share)
        degrees = 1.0 / (1.0 / of_imputations + 1.0 / observed)
    return Pooled(estimates.mean(axis=0), np.sqrt(total), np.asarray(degrees), share)
