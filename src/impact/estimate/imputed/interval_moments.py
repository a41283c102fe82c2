"""What is expected of those whose event lies in an interval: in which piece of time, and after how long at risk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Floats
from impact.estimate.imputed.interval_data import IntervalData

SMALL = 1e-3
"""A cumulative hazard below which a series takes the place of differences that cancel."""


@dataclass(frozen=True, slots=True)
class Within:
    """What is expected of the m people with an interval, given it.

    Attributes
    ----------
    hazards : ndarray of shape (K, m, J)
    chance : ndarray of shape (K, m, J)
        That the event is of the type and in the piece.
    likelihood : ndarray of shape (m,)
        Of an event in the interval, given none before.
    exposure : ndarray of shape (m, J)
        Expected time at risk after `lower`.
    """

    hazards: Floats
    chance: Floats
    likelihood: Floats
    exposure: Floats


def expected_within(data: IntervalData, hazards: Floats) -> Within:
    """Where in the intervals, and of which type, the events are, under hazards (K, m, J)."""
    growth = hazards.sum(axis=0) * data.widths
    before = np.cumsum(growth, axis=1) - growth
    mass = data.widths * _first(growth) * np.exp(-before)
    chance = hazards * mass * data.possible[:, :, None]
    likelihood = np.maximum(chance.sum(axis=(0, 2)), np.finfo(float).tiny)
    chance /= likelihood[:, None]
    here = chance.sum(axis=0)
    exposure = here * data.widths * _second(growth) + _beyond(here) * data.widths
    return Within(hazards, chance, likelihood, exposure)


@dataclass(frozen=True, slots=True)
class TimeAtRisk:
    """How uncertain the time at risk within an interval is: covariances (m, J, J), and mean times in a piece (m, J)."""

    covariance: Floats
    mean: Floats


def spread_within(data: IntervalData, within: Within) -> TimeAtRisk:
    """Covariance, between pieces, of the time at risk after `lower`, given the interval."""
    widths, here = data.widths, within.chance.sum(axis=0)
    growth = within.hazards.sum(axis=0) * widths
    pieces = widths.shape[1]
    # Somebody at risk in a later piece was so throughout an earlier one.
    both = widths[:, :, None] * within.exposure[:, None, :] * np.tri(pieces, k=-1).T
    both += both.transpose(0, 2, 1)
    diagonal = np.arange(pieces)
    both[:, diagonal, diagonal] = widths**2 * (here * _third(growth) + _beyond(here))
    both -= within.exposure[:, :, None] * within.exposure[:, None, :]
    return TimeAtRisk(both, widths * _second(growth))


def lost_information(
    data: IntervalData, within: Within, spread: TimeAtRisk, kind: int, weights: Floats
) -> tuple[Floats, Floats]:
    """Variance of the complete data's score in the levels (as if each person had one), given the interval.

    Returns
    -------
    ndarray of shape (J, J)
        Its weighted sum over the m people.
    ndarray of shape (m, J)
        Weighted sums over its rows, which the covariates need.
    """
    hazard = within.hazards[kind]
    total = spread.covariance * hazard[:, None, :]
    rows = hazard * total.sum(axis=2)
    whole = (total * (weights[:, None] * hazard)[:, :, None]).sum(axis=0)
    mine = np.flatnonzero(data.possible[kind])
    chance, exposure, hazard = within.chance[kind, mine], within.exposure[mine], hazard[mine]
    # The event in piece j with the time at risk in piece l: all of it if l is earlier, none if later.
    mixed = chance[:, :, None] * (data.widths[mine][:, None, :] * np.tri(chance.shape[1], k=-1) - exposure[:, None, :])
    diagonal = np.arange(chance.shape[1])
    mixed[:, diagonal, diagonal] += chance * spread.mean[mine]
    mixed *= hazard[:, None, :]
    own = -chance[:, :, None] * chance[:, None, :] - mixed - mixed.transpose(0, 2, 1)
    own[:, diagonal, diagonal] += chance
    rows[mine] += own.sum(axis=2)
    whole += (own * weights[mine, None, None]).sum(axis=0)
    return whole, weights[:, None] * rows


def _beyond(chance: Floats) -> Floats:
    """Chance of a later piece."""
    return np.asarray(np.maximum(chance.sum(axis=1, keepdims=True) - np.cumsum(chance, axis=1), 0.0))


def _first(x: Floats) -> Floats:
    """Return (1 − exp(−x))/x."""
    near = x < SMALL
    safe = np.where(near, 1.0, x)
    return np.where(near, 1.0 - x / 2 + x**2 / 6, -np.expm1(-safe) / safe)


def _second(x: Floats) -> Floats:
    """Mean, in widths of the piece, of an exponential time of total hazard x that falls into it."""
    near = x < SMALL
    safe = np.where(near, 1.0, x)
    return np.where(near, 0.5 - x / 12, 1.0 / safe - np.exp(-safe) / -np.expm1(-safe))


def _third(x: Floats) -> Floats:
    """Mean of its square."""
    near = x < SMALL
    safe = np.where(near, 1.0, x)
    return np.where(near, 1.0 / 3.0 - x / 12, 2.0 / safe**2 - (1.0 + 2.0 / safe) * np.exp(-safe) / -np.expm1(-safe))
