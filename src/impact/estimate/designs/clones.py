"""Clones of children under two ways of enrolling, and their risks under weights that change with time.

A clone of the child in the programme arm leaves when the grace ends without an enrolment, one in the comparison arm at
the enrolment. That is not by chance, so those who remain are weighted for those who left, by the daily model of
enrolment. Nobody's time before the enrolment is credited to the programme: both clones share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Bools, Floats, Ints, from_the_end, sums_by
from impact.estimate.designs.enrolment import Stays, stays_of


@dataclass(frozen=True, slots=True)
class Clones:
    """The two clones of each child, ready to be weighted; arrays of shape (n,) but for those by time.

    `times` (T,) are the distinct days of events; `codes` (N,) the events' types, `who` (N,) and `at` (N,) their child
    and the index of their time. `leaves` (2, n) is the day on which each clone leaves, programme first, and `until`
    (2, n) the number of event times that it is there for. `taken` (T,) is the number of opportunities to enrol before a
    time.
    """

    stays: Stays
    grace: int
    times: Floats
    codes: Ints
    who: Ints
    at: Ints
    taken: Ints
    leaves: Floats
    until: Ints

    @property
    def enrols(self) -> Bools:
        """Who enrolled within the grace."""
        return self.stays.enrolled <= self.grace

    @property
    def in_grace(self) -> int:
        """Number of event times until the end of the grace."""
        return int(np.searchsorted(self.times, self.grace, side="right"))

    @property
    def in_window(self) -> int:
        """Number of event times before which there is still an opportunity to come."""
        return int(np.searchsorted(self.taken, self.stays.last_opportunity))


def clones_of(table: AnalysisTable, grace: int) -> Clones:
    """Clone the children of a table of case records.

    Raises
    ------
    EstimationError
        As for `stays_of`.
    """
    stays = stays_of(table)
    who = np.flatnonzero(stays.event > 0)
    times, at = np.unique(stays.end[who], return_inverse=True)
    within = np.where(stays.enrolled <= grace, stays.end, np.minimum(stays.end, grace))
    leaves = np.stack([within, np.minimum(stays.end, stays.enrolled)])
    until = np.searchsorted(times, leaves, side="right").astype(np.int64)
    taken = np.minimum(np.ceil(times), stays.last_opportunity).astype(np.int64)
    return Clones(stays, grace, times, stays.event[who], who, at.astype(np.int64), taken, leaves, until)


@dataclass(frozen=True, slots=True)
class Jumps:
    """Weighted risks of one event type in both arms: what each adds at every event time, shape (2, T)."""

    times: Floats
    jumps: Floats

    def risk(self, horizons: Floats) -> Floats:
        """Cumulative incidence at the horizons, in days, shape (2, H)."""
        risk = np.concatenate([np.zeros((2, 1)), np.cumsum(self.jumps, axis=1)], axis=1)
        return risk[:, np.searchsorted(self.times, horizons, side="right")]

    def time_lost(self, horizons: Floats) -> Floats:
        """Area under the cumulative incidence until the horizons, in days, shape (2, H)."""
        return np.asarray(self.jumps @ np.maximum(horizons - self.times[:, None], 0.0))


@dataclass(frozen=True, slots=True)
class Staying:
    """What the clones' weights are made of, for one fit of the daily model of enrolment.

    Attributes
    ----------
    by_grace, at_last : ndarray of shape (n,)
        Chance of not having enrolled when the grace ends, and after the last opportunity of all.
    at_event : ndarray of shape (N,)
        The same of each event's child, just before its event.
    inverse : ndarray of shape (W, n)
        One over the chance before each of the first event times, 0 for those who do not wait to enrol any more.
    """

    by_grace: Floats
    at_last: Floats
    at_event: Floats
    inverse: Floats

    @classmethod
    def of(cls, clones: Clones, free: Floats) -> Self:
        """Take what is needed of the chance `free` (days + 1, n) of not having enrolled after so many opportunities."""
        last = clones.stays.last_opportunity
        window = max(clones.in_window, clones.in_grace)
        inverse = 1.0 / free[clones.taken[:window]]
        inverse[np.arange(window)[:, None] >= clones.until[1]] = 0.0
        at_event = free[clones.taken[clones.at], clones.who]
        return cls(free[min(clones.grace + 1, last)], free[last], at_event, inverse)


def incidence(clones: Clones, staying: Staying | None, weights: Floats, codes: Sequence[int]) -> list[Jumps]:
    """Aalen–Johansen of both arms' clones under weights that change with time, one answer an event type.

    Parameters
    ----------
    clones : Clones
    staying : Staying, optional
        Without it nothing is weighted for.
    weights : ndarray of shape (n,)
        What each child counts for, in both arms.
    codes : sequence of int
        Event types.

    Notes
    -----
    With S the chance of not having enrolled, a never-clone at home weighs 1/S. In the programme arm the day of
    enrolment is left as it is among those who enrol within the grace: a clone that has enrolled weighs 1/(1 − S_g), one
    that has not yet (1 − S_g/S)/(1 − S_g), which falls to zero as the grace g ends (Cain et al. 2010).
    """
    at_risk, of_events = _weighted(clones, staying, weights)
    size = len(clones.times)
    jumps = np.zeros((len(codes), 2, size))
    for arm in range(2):
        every = sums_by(clones.at, of_events[arm], size)
        share = np.divide(every, at_risk[arm], out=np.zeros(size), where=every > 0)
        free = np.concatenate([[1.0], np.cumprod(np.maximum(1.0 - share, 0.0))[:-1]])
        for row, code in enumerate(codes):
            own = sums_by(clones.at, np.where(clones.codes == code, of_events[arm], 0.0), size)
            jumps[row, arm] = np.divide(own, at_risk[arm], out=np.zeros(size), where=own > 0) * free
    return [Jumps(clones.times, own) for own in jumps]


def _weighted(clones: Clones, staying: Staying | None, weights: Floats) -> tuple[Floats, Floats]:
    """Return the weights at risk at each time (2, T), and those of each event's child in each arm (2, N)."""
    child = clones.who
    there = clones.at < clones.until[:, child]
    if staying is None:
        return np.stack([_there(clones, arm, weights) for arm in range(2)]), np.where(there, weights[child], 0.0)
    enrolling = weights / (1.0 - staying.by_grace)
    waiting = staying.inverse @ np.stack([enrolling * staying.by_grace, weights], axis=1)
    at_risk = np.stack([_there(clones, 0, enrolling), _there(clones, 1, weights / staying.at_last)])
    at_risk[0, : clones.in_grace] -= waiting[: clones.in_grace, 0]
    at_risk[1, : clones.in_window] = waiting[: clones.in_window, 1]
    is_waiting = clones.at < clones.until[1, child]
    not_yet = np.where(is_waiting, 1.0 - staying.by_grace[child] / staying.at_event, 1.0)
    own = np.stack([enrolling[child] * not_yet, weights[child] / staying.at_event])
    return at_risk, np.where(there, own, 0.0)


def _there(clones: Clones, arm: int, weights: Floats) -> Floats:
    """Sum the weights of those of an arm's clones who are there at each time, shape (T,)."""
    return from_the_end(sums_by(clones.until[arm], weights, len(clones.times) + 1))[1:]
