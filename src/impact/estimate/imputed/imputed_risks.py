"""Weighted risks, time lost and hazard ratios in many imputed resamples at once: a row of arrays is a resample.

Within a replicate one person leaves after another: a set of tied events gives the same risks as its members in any
order, as every step multiplies what is left, S(u)/Y(u), by the same number; so tied times need no grouping.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.estimate.arrays import Bools, Floats, Ints

ITERATIONS = 25
TOLERANCE = 1e-9
"""On the score of the hazard ratio, relative to the weighted number of events."""

LARGEST_STEP = 2.0
JITTER = 1e-9
"""Relative to the longest time: breaks ties at random for a hazard ratio, the order of a tied set being unknown."""


@dataclass(frozen=True, slots=True)
class Sorted:
    """People of R replicates in the order in which they leave; arrays have shape (R, n).

    Attributes
    ----------
    order : ndarray of int
    time : ndarray
    event : ndarray of int
    late : ndarray of int, or None where nobody comes late
        How many of `entries` come under observation before the time.
    entries : ndarray of int, shape (n,)
        People in the order in which they come under observation.
    """

    order: Ints
    time: Floats
    event: Ints
    late: Ints | None
    entries: Ints

    @classmethod
    def of(cls, time: Floats, event: Ints, entry: Floats, random: np.random.Generator | None = None) -> Self:
        """Sort `time` (R, n): events before censorings at a tie, tied events in random order if asked."""
        key = np.where(event > 0, time, np.nextafter(time, np.inf))
        if random is not None:
            scale = JITTER * max(float(time.max()), 1.0)
            key = np.where(event > 0, key - scale * random.random(time.shape), key)
        order = np.argsort(key, axis=1)
        time, event = np.take_along_axis(time, order, axis=1), np.take_along_axis(event, order, axis=1)
        start = np.where(entry > 0, entry, -1.0)
        entries = np.argsort(start, kind="stable")
        late = np.searchsorted(start[entries], time, side="left") if (entry > 0).any() else None
        return cls(order, time, event, late, entries)

    def at_risk(self, weights: Floats) -> tuple[Floats, Floats]:
        """Everybody's own weight and that of all at risk when they leave, in leaving order; `weights` are (R, n)."""
        own = np.take_along_axis(weights, self.order, axis=1)
        total = np.cumsum(own[:, ::-1], axis=1)[:, ::-1]
        if self.late is not None:
            missing = np.cumsum(weights[:, self.entries][:, ::-1], axis=1)[:, ::-1]
            missing = np.column_stack([missing, np.zeros(len(missing))])
            total = total - np.take_along_axis(missing, self.late, axis=1)
        return own, total

    def risks(self, weights: Floats, times: Floats, code: int) -> tuple[Floats, Floats]:
        """Risk of, and time lost to, an event type by each of the times, shape (R, T); missing where nobody is."""
        own, total = self.at_risk(weights)
        counted = (self.event > 0) & (own > 0)
        hazard = np.divide(own, total, out=np.zeros_like(own), where=counted & (total > 0))
        stays = np.cumprod(1.0 - np.minimum(hazard, 1.0), axis=1)
        hazard[:, 1:] *= stays[:, :-1]
        mine: Bools = counted & (self.event == code)
        row = np.nonzero(mine)[0]
        time, jump = self.time[mine], hazard[mine]
        cell = row * (len(times) + 1) + np.searchsorted(times, time, side="left")
        shape = (len(own), len(times) + 1)
        size = shape[0] * shape[1]
        risk, moment = (
            # Of nothing at all bincount returns whole numbers, weights or not.
            np.bincount(cell, weights=mass, minlength=size).astype(np.float64).reshape(shape).cumsum(axis=1)[:, :-1]
            for mass in (jump, jump * time)
        )
        empty = ~(own > 0).any(axis=1)
        risk[empty] = np.nan
        return risk, times * risk - moment

    def log_hazard_ratio(self, treated: Bools, weights: Floats, code: int) -> Floats:
        """Log hazard ratio of the treated (n,) by Cox's model, shape (R,); missing without events in an arm."""
        own, total = self.at_risk(weights)
        among, of_treated = self.at_risk(np.where(treated, weights, 0.0))
        happened = np.where(self.event == code, own, 0.0)
        rest = np.maximum(total - of_treated, 0.0)
        observed, events = np.where(self.event == code, among, 0.0).sum(axis=1), happened.sum(axis=1)
        value = np.zeros(len(own))
        for _ in range(ITERATIONS):
            raised = np.exp(value)[:, None] * np.maximum(of_treated, 0.0)
            share = np.divide(raised, raised + rest, out=np.zeros_like(raised), where=happened > 0)
            score = observed - (happened * share).sum(axis=1)
            if (np.abs(score) <= TOLERANCE * events).all():
                break
            information = (happened * share * (1.0 - share)).sum(axis=1)
            step = np.divide(score, information, out=np.zeros_like(score), where=information > 0)
            value += np.clip(step, -LARGEST_STEP, LARGEST_STEP)
        missing = (observed <= 0) | (observed >= events * (1.0 - TOLERANCE))
        return np.where(missing, np.nan, value)
