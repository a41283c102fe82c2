"""The Aalen–Johansen estimator of one arm, on arrays: several event types, delayed entry, exact ties, weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Bools, Floats, Ints, from_the_end, sums_by


@dataclass(frozen=True, slots=True)
class Incidence:
    """Cumulative incidences of one arm on its T distinct exit times.

    Attributes
    ----------
    times : ndarray of shape (T,)
    types : tuple of K event codes
    at_risk : ndarray of int, shape (T,)
        People under observation just before each time (those of weight zero are not counted).
    counts : ndarray of int, shape (K, T)
        Events of each type at each time, unweighted.
    weighted_at_risk : ndarray of shape (T,)
    hazards : ndarray of shape (K, T)
        Weighted events over weighted at risk.
    survival : ndarray of shape (T,)
        Free of every event, just after each time.
    risk : ndarray of shape (K, T)
    enter, leave : ndarray of int, shape (n,)
        A person is at risk at the times whose index is in [enter, leave].
    """

    times: Floats
    types: tuple[int, ...]
    at_risk: Ints
    counts: Ints
    weighted_at_risk: Floats
    hazards: Floats
    survival: Floats
    risk: Floats
    enter: Ints
    leave: Ints

    @property
    def survival_before(self) -> Floats:
        """Survival just before each time, shape (T,)."""
        return np.concatenate([[1.0], self.survival[:-1]])

    @property
    def stays(self) -> Floats:
        """Conditional probability of no event at each time, shape (T,)."""
        return _stays(self.at_risk, self.counts, self.hazards)

    def index(self, horizons: Floats) -> Ints:
        """Index of the last time at or before each horizon; −1 before the first."""
        return np.searchsorted(self.times, horizons, side="right").astype(np.int64) - 1

    def at(self, curve: Floats, horizons: Floats) -> Floats:
        """Read a step function (…, T) that starts at zero at the horizons; shape (…, H)."""
        index = self.index(horizons)
        return np.where(index >= 0, curve[..., np.maximum(index, 0)], 0.0)


def aalen_johansen(time: Floats, event: Ints, entry: Floats, weights: Floats, types: tuple[int, ...]) -> Incidence:
    """Estimate the cumulative incidence of each event type; all arrays have shape (n,).

    At a tied time events come before censorings. Somebody with a delayed entry is at risk after `entry`; an entry of 0
    is no delay, so an event at time 0 counts.

    Notes
    -----
    Aalen & Johansen (1978). Kaplan–Meier is the case of one type.
    """
    times, leave = np.unique(time, return_inverse=True)
    enter = np.where(entry > 0, np.searchsorted(times, entry, side="right"), 0)
    size = len(times)
    counted = (weights > 0).astype(np.float64)
    at_risk = _at_risk(enter, leave, counted, size)
    weighted_at_risk = _at_risk(enter, leave, weights, size)
    events = np.zeros((len(types), size))
    counts = np.zeros((len(types), size), dtype=np.int64)
    for row, code in enumerate(types):
        hit = event == code
        events[row] = np.bincount(leave[hit], weights=weights[hit], minlength=size)
        counts[row] = np.bincount(leave[hit], weights=counted[hit], minlength=size)
    # At times without an event the denominator may be an empty risk set; at the others it is positive.
    hazards = np.divide(events, weighted_at_risk, out=np.zeros_like(events), where=events > 0)
    at_risk_counts = np.rint(at_risk).astype(np.int64)
    survival = np.cumprod(_stays(at_risk_counts, counts, hazards)).astype(np.float64)
    before = np.concatenate([[1.0], survival[:-1]])
    risk = np.cumsum(before * hazards, axis=1)
    # Where everybody has had an event, and all of them this one, its risk is one exactly, not a sum that rounds to it.
    alone = np.cumsum(counts, axis=1) == np.cumsum(counts.sum(axis=0))
    return Incidence(
        times=times,
        types=types,
        at_risk=at_risk_counts,
        counts=counts,
        weighted_at_risk=weighted_at_risk,
        hazards=hazards,
        survival=survival,
        risk=np.where((survival == 0) & alone, 1.0, risk),
        enter=enter.astype(np.int64),
        leave=leave.astype(np.int64),
    )


def _at_risk(enter: Ints, leave: Ints, weights: Floats, size: int) -> Floats:
    leaving = from_the_end(sums_by(leave, weights, size))
    late = enter > 0
    if not late.any():
        return leaving
    entering = from_the_end(sums_by(enter[late], weights[late], size + 1))
    return leaving - entering[1:]


def _stays(at_risk: Ints, counts: Ints, hazards: Floats) -> Floats:
    # When everybody at risk has an event nobody stays: zero exactly, not the rounding error of 1 − 1.
    nobody_left: Bools = at_risk == counts.sum(axis=0)
    return np.where(nobody_left, 0.0, 1.0 - hazards.sum(axis=0))
