"""Shrunken estimates: each of several groups borrows from the others as far as chance could make them differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from impact.estimate.arrays import Floats

NODES = 240
"""Standard deviations between groups that are averaged over: doubled, limits move by less than 1e-4 of their width."""

LARGEST = 20.0
"""Standard deviation between groups, in typical standard errors, beyond which nothing is borrowed anyway."""

HALVINGS = 40
"""Of the interval that holds a limit."""

LEVEL = 0.95


@dataclass(frozen=True, slots=True)
class Shrunken:
    """Posterior mean, standard deviation and equal-tailed 95% limits of each of K groups; all of shape (K,)."""

    estimate: Floats
    std_error: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True, slots=True)
class _Mixture:
    """The posterior: at each of G standard deviations between groups, with `share` (G,), a normal one (G, K)."""

    share: Floats
    mean: Floats
    spread: Floats


def shrink(estimates: Floats, covariance: Floats) -> Shrunken:
    """Estimate K ≥ 2 groups whose true values are taken as drawn from one normal distribution.

    Each group's estimate moves towards their common mean, the more, the more of their differences chance explains. The
    mean and the standard deviation τ of the true values have flat priors (τ up to `LARGEST`), and the answer is
    averaged over both: few groups say little of τ, and limits that took it as known would be too narrow.

    Parameters
    ----------
    estimates : ndarray of shape (K,)
    covariance : ndarray of shape (K, K)
        Of the estimates; groups may share clusters.

    Notes
    -----
    The normal–normal model; Gelman (2006) on the prior of τ. Deterministic: τ on a grid. Averaged over effects drawn
    with any τ, the limits hold 94% of true values or more; where groups do not differ at all, up to 99%.
    """
    posterior = _posterior(estimates, covariance)
    share = posterior.share[:, None]
    mean = (share * posterior.mean).sum(axis=0)
    spread = np.sqrt((share * (posterior.spread**2 + (posterior.mean - mean) ** 2)).sum(axis=0))
    lower, upper = (_quantile(posterior, chance) for chance in ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Shrunken(mean, spread, lower, upper)


def _posterior(estimates: Floats, covariance: Floats) -> _Mixture:
    """Integrate the common mean out, in the coordinates in which the covariance is diagonal at every τ."""
    own, axes = np.linalg.eigh(covariance)
    typical = np.sqrt(len(own) / (1.0 / np.diag(covariance)).sum())
    # Dense where τ is about as large as a standard error: τ = s·u/(1 − u), whose derivative stands in the shares.
    place = (np.arange(NODES) + 0.5) / NODES * LARGEST / (1.0 + LARGEST)
    tau2 = (typical * place / (1.0 - place)) ** 2
    precision = 1.0 / (np.maximum(own, 0.0) + tau2[:, None])
    one, value = axes.sum(axis=0), axes.T @ estimates
    total = (precision * one**2).sum(axis=1)
    common = (precision * one * value).sum(axis=1) / total
    rest = value - common[:, None] * one
    log_share = (np.log(precision).sum(axis=1) - np.log(total) - (precision * rest**2).sum(axis=1)) / 2
    share = np.exp(log_share - log_share.max()) / (1.0 - place) ** 2
    mean = common[:, None] + tau2[:, None] * ((precision * rest) @ axes.T)
    borrowed = 1.0 - tau2[:, None] * ((precision * one) @ axes.T)
    kept = tau2[:, None] - tau2[:, None] ** 2 * (precision @ (axes**2).T)
    spread = np.sqrt(np.maximum(kept, 0.0) + borrowed**2 / total[:, None])
    return _Mixture(share / share.sum(), mean, spread)


def _quantile(posterior: _Mixture, chance: float) -> Floats:
    """Bisect for the value below which a share `chance` of the posterior lies, shape (K,)."""
    low = (posterior.mean - 8 * posterior.spread).min(axis=0)
    high = (posterior.mean + 8 * posterior.spread).max(axis=0)
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        below = posterior.share @ ndtr((middle - posterior.mean) / posterior.spread)
        low, high = np.where(below < chance, middle, low), np.where(below < chance, high, middle)
    return np.asarray((low + high) / 2)
