"""Greenwood-type variances: what stands in where delayed entry leaves too few at risk for the jackknife.

The hazards' increments at one time are taken as multinomial among those at risk, whose effective number is (Σw)²/Σw²,
and increments at different times as uncorrelated.
"""

from __future__ import annotations

import numpy as np

from impact.estimate.aalen_johansen import Incidence
from impact.estimate.arrays import Bools, Floats
from impact.estimate.influence import running
from impact.estimate.intervals import MINIMUM_AT_RISK


def is_thin(incidence: Incidence) -> Bools:
    """Whether, at each time (T,), entry is delayed and too few are at risk for the jackknife."""
    if not (incidence.enter > 0).any():
        return np.zeros(len(incidence.times), dtype=bool)
    return np.asarray(incidence.at_risk < MINIMUM_AT_RISK)


def greenwood(incidence: Incidence, weights: Floats, code: int) -> Floats:
    """Variance of the risk of event type `code` at every time, shape (T,)."""
    risk = incidence.risk[incidence.types.index(code)]
    before, later, own, both, every = _parts(incidence, weights, code)
    a, b, c = before**2 * own, before * later * both, later**2 * every
    # Σ {a − 2b[F(t) − F(u)] + c[F(t) − F(u)]²}, expanded in powers of F(t).
    total = np.cumsum(a) - 2 * (risk * np.cumsum(b) - np.cumsum(b * risk))
    total += risk**2 * np.cumsum(c) - 2 * risk * np.cumsum(c * risk) + np.cumsum(c * risk**2)
    return np.asarray(np.maximum(total, 0.0))


def greenwood_of_time_lost(incidence: Incidence, weights: Floats, code: int, horizons: Floats) -> Floats:
    """Variance of the time lost to event type `code` by each horizon, shape (H,)."""
    risk = incidence.risk[incidence.types.index(code)]
    before, later, own, both, every = _parts(incidence, weights, code)
    result = np.zeros(len(horizons))
    for column, (horizon, last) in enumerate(zip(horizons, incidence.index(horizons), strict=True)):
        times = incidence.times[: last + 1]
        widths = np.diff(np.append(times, horizon))
        ahead = np.cumsum((risk[: last + 1] * widths)[::-1])[::-1] - risk[: last + 1] * (horizon - times)
        until = slice(0, last + 1)
        direct, indirect = before[until] * (horizon - times), later[until] * ahead
        spread = direct**2 * own[until] - 2 * direct * indirect * both[until] + indirect**2 * every[until]
        result[column] = max(float(spread.sum()), 0.0)
    return result


def _parts(incidence: Incidence, weights: Floats, code: int) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """S(u−), S(u−)/S(u), and variances and covariance of the own and the total hazard at each time."""
    size = len(incidence.times)
    squares = running(incidence.enter, incidence.leave, size, (weights**2)[:, None], np.zeros((len(weights), 1)))[:, 0]
    squares += np.bincount(incidence.leave, weights=weights**2, minlength=size)
    own = incidence.hazards[incidence.types.index(code)]
    every = incidence.hazards.sum(axis=0)
    inverse = np.divide(squares, incidence.weighted_at_risk**2, out=np.zeros(size), where=every > 0)
    later = np.divide(1.0, incidence.stays, out=np.zeros(size), where=incidence.stays > 0)
    variances = inverse * own * (1 - own), inverse * own * (1 - every), inverse * every * (1 - every)
    return incidence.survival_before, later, *variances
