"""What becomes of each case of a pathway in truth, and as much of it as the records know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic.people import Days, Ints
from impact.data.synthetic.programmes import figures as f
from impact.data.synthetic.programmes.steps import DAYS_PER_YEAR, Waits

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Paths:
    """Arrays of shape (n,) or (n, milestones), one row a case that starts.

    Parameters
    ----------
    start : ndarray of datetime64[D]
    group : ndarray of int
        Position in the programme's groups; 0 where it has none.
    household : ndarray of int
    reached : ndarray of int
        Days from the start to each milestone; NEVER where it is not reached.
    left : ndarray of int
        Days from the start to the competing way out, NEVER where there is none, and its place among `exits`.
    lost : ndarray of int
        Days from the start to being lost; NEVER where the case went its way before.
    """

    start: Days
    group: Ints
    household: Ints
    reached: Ints
    left: Ints
    why: NDArray[np.object_]
    lost: Ints

    @property
    def known_until(self) -> Ints:
        """Last day, from the start, of which the records know: that of being lost, or the cut-off."""
        return np.minimum(self.lost, (f.CUT_OFF - self.start).astype(np.int64))


def draw_paths(rng: np.random.Generator, programme: f.Programme, cases: int) -> Paths:
    """Draw the whole way of each case, and the day on which it is lost."""
    household, start = _starts(rng, programme, cases)
    groups = programme.groups or {"": f.Group(1.0, 1.0)}
    group = rng.choice(len(groups), cases, p=[one.share for one in groups.values()])
    reached = np.full((cases, len(programme.milestones)), NEVER)
    reached[:, 0] = 0
    left, why = np.full(cases, NEVER), np.full(cases, "", dtype=object)
    for place, step in enumerate(programme.steps):
        for number, one in enumerate(groups.values()):
            here = np.flatnonzero((reached[:, place] < NEVER) & (group == number))
            wait, how = Waits.of(step, one.pace).draw(rng, len(here))
            day = reached[here, place] + wait
            goes_on = how == 0
            reached[here[goes_on], place + 1] = day[goes_on]
            left[here[~goes_on]] = day[~goes_on]
            why[here[~goes_on]] = np.array(["", *step.exits], dtype=object)[how[~goes_on]]
    lost = np.ceil(rng.exponential(DAYS_PER_YEAR / f.LOST_PER_YEAR, cases)).astype(np.int64)
    ends = np.minimum(reached[:, -1], left)
    return Paths(start, group, household, reached, left, why, np.where(lost < ends, lost, NEVER))


def _starts(rng: np.random.Generator, programme: f.Programme, cases: int) -> tuple[Ints, Days]:
    """Draw households, and the day on which all of a household's cases start."""
    household = np.cumsum(rng.random(cases) >= programme.siblings, dtype=np.int64)
    days = int((f.WINDOW[1] - f.WINDOW[0]).astype(np.int64)) + 1
    day = rng.integers(0, days, cases + 1)[household]
    return household, f.WINDOW[0] + day.astype("timedelta64[D]")
