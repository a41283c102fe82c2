"""Days between milestones: what is drawn, and what is true, from one distribution over whole days.

A case waits for its next milestone while competing ways out draw at it. On each day the hazards add up and share what
happens, so that draws and truth agree to the day; waits are independent of each other (semi-Markov).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from impact.data.synthetic.people import Floats, Ints
from impact.data.synthetic.programmes.figures import Step

DAYS = 6000
"""Longest wait that is told apart; the few that wait for longer are put on this day, long after any cut-off."""
DAYS_PER_YEAR = 365.25


@dataclass(frozen=True, slots=True, eq=False)
class Waits:
    """How long cases wait at one milestone, and how the wait ends.

    Parameters
    ----------
    chance : ndarray of shape (1 + exits, DAYS)
        Probability that the wait ends on day 1, 2, …, in the next milestone (first row) or in a competing way out.
    """

    chance: NDArray[np.float64]

    @classmethod
    def of(cls, step: Step, pace: float = 1.0) -> Self:
        """Return the waits of a step; `pace` multiplies the hazard of the milestone, and of no way out."""
        day = np.arange(DAYS + 1)
        hazard = np.vstack([pace * np.diff((day / step.scale) ** step.shape), *_constant(step)])
        total = hazard.sum(axis=0)
        before = np.concatenate([[0.0], np.cumsum(total)[:-1]])
        ends = np.exp(-before) * -np.expm1(-total)
        return cls(hazard / total * ends)

    def draw(self, rng: np.random.Generator, size: int) -> tuple[Ints, Ints]:
        """Draw days of waiting and how each wait ends: 0 the milestone, then the exits in the step's order."""
        ends = self.chance.sum(axis=0)
        day = np.minimum(np.searchsorted(np.cumsum(ends), rng.random(size), side="right"), DAYS - 1)
        share = np.cumsum(self.chance[:, day] / ends[day], axis=0)
        how = (rng.random(size) >= share).sum(axis=0)
        return day + 1, np.minimum(how, len(self.chance) - 1)


def _constant(step: Step) -> list[Floats]:
    return [np.full(DAYS, rate / DAYS_PER_YEAR) for rate in step.exits.values()]


def after(first: Floats, then: Floats) -> Floats:
    """Return the chance of each day for a wait that follows another, each given as its chance of day 1, 2, …."""
    return np.concatenate([[0.0], np.maximum(fftconvolve(first, then), 0.0)])[: len(first)]
