"""From a pathway's cohort to times until a milestone, and one arm's risk of it with what every number rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from impact.cohort.pathway import REACHED, PathwayCohort, pathway_of
from impact.estimate.aalen_johansen import Incidence, aalen_johansen
from impact.estimate.arrays import Bools, Floats, Ints, beyond_rounding, variance
from impact.estimate.influence import Influence, influence
from impact.estimate.intervals import risk_interval
from impact.estimate.rows import NOT_ESTIMABLE, Number
from impact.study import Study

MILESTONE, EXIT = 1, 2
"""Event codes: the milestone, and any competing way out before it."""

HALF = 0.5
TOLERANCE = float(np.sqrt(np.finfo(np.float64).eps))
"""As near as this a risk is one half, as in R."""


@dataclass(frozen=True, slots=True, eq=False)
class MilestoneTimes:
    """Times from one milestone to a later one, of all who reached the first; arrays of shape (n,).

    Parameters
    ----------
    analysis : str
    time : ndarray of float64
        To the later milestone, a way out, or the end of follow-up, whichever comes first, in the study's unit.
    event : ndarray of int
        `MILESTONE`, `EXIT`, or 0 where neither is known.
    arm : ndarray of int8
    units : ndarray of int
        Households, which are summed together.
    lost : ndarray of bool
        Who was no longer followed from then on, for another reason than the cut-off.
    """

    analysis: str
    time: Floats
    event: Ints
    arm: Ints
    units: Ints
    lost: Bools

    @property
    def events(self) -> tuple[int, ...]:
        """The codes that there are, the milestone's always."""
        return (MILESTONE, EXIT) if (self.event == EXIT).any() else (MILESTONE,)


def milestone_times(
    cohort: PathwayCohort, study: Study, of: str, among: str, unit: str | None = None, *, analysis: str
) -> MilestoneTimes:
    """Start the clock of everybody who reached `among` there, and stop it at `of`.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study
    of, among : str
        Milestones; `of` comes later.
    unit : str, optional
        What is counted: the pathway's unit, or that of both milestones, of which each case then stands for itself.
    analysis : str
        What it is to be called.
    """
    pathway = pathway_of(study)
    cases = cohort.cases if unit in (None, pathway.unit) else cohort.linked
    cases = cases[cases[f"{REACHED}{among}"].notna()]
    start, reached, left = (cases[name].to_numpy() for name in (f"{REACHED}{among}", f"{REACHED}{of}", "exit_time"))
    has_reached = ~np.isnan(reached)
    is_gone = ~has_reached & ~np.isnan(left)
    has_left = is_gone & cases["exit"].isin(pathway.competing).to_numpy(dtype=bool)
    ends = np.where(has_reached, reached, np.where(has_left, left, cases["followed"].to_numpy()))
    return MilestoneTimes(
        analysis=analysis,
        time=np.maximum(ends - start, 0.0),
        event=np.select([has_reached, has_left], [MILESTONE, EXIT], 0).astype(np.int64),
        arm=cases["arm"].to_numpy(dtype=np.int64),
        units=cases["cluster"].to_numpy(dtype=np.int64),
        lost=is_gone & ~has_left,
    )


@dataclass(frozen=True, eq=False)
class OneArm:
    """One arm's risk of one event.

    Attributes
    ----------
    incidence : Incidence
    event : int
    units : ndarray of int, shape (n,)
        Households of the arm's people.
    derivative : Influence
    """

    incidence: Incidence
    event: int
    units: Ints
    derivative: Influence

    @classmethod
    def of(cls, times: MilestoneTimes, arm: int | None, event: int) -> Self | None:
        """Estimate the risk in an arm, or in all of them together; None where nobody started the clock."""
        rows = np.ones(len(times.time), dtype=bool) if arm is None else times.arm == arm
        n = int(rows.sum())
        if not n:
            return None
        own = times.event[rows]
        types = tuple(sorted({event, *times.events}))
        incidence = aalen_johansen(times.time[rows], own, np.zeros(n), np.ones(n), types)
        return cls(incidence, event, times.units[rows], influence(incidence, own, event))

    def __len__(self) -> int:
        return len(self.units)

    @property
    def risk(self) -> Floats:
        """Risk at every time, shape (T,)."""
        return np.asarray(self.incidence.risk[self.incidence.types.index(self.event)])

    @cached_property
    def std_error(self) -> Floats:
        """Standard error at every time, shape (T,)."""
        codes = np.unique(self.units, return_inverse=True)[1].astype(np.int64)
        return beyond_rounding(np.sqrt(self.derivative.squares(np.ones(len(self)), codes)), self.risk)

    @property
    def all_events(self) -> int:
        """Events over all of follow-up."""
        return int(self.incidence.counts[self.incidence.types.index(self.event)].sum())

    def events_by(self, horizon: float) -> int:
        """Events by a time."""
        counts = np.cumsum(self.incidence.counts[self.incidence.types.index(self.event)]).astype(np.float64)
        return int(self.incidence.at(counts, np.array([horizon]))[0])

    def follows_to(self, horizon: float) -> bool:
        """Whether anybody is observed until the horizon, or everybody has had an event before it."""
        return bool(horizon <= self.incidence.times[-1] or self.incidence.survival[-1] == 0)

    def number(self, horizon: float) -> Number:
        """Return the risk by a time, with what decides whether it may be reported."""
        at = np.array([horizon])
        risk, follows = float(self.incidence.at(self.risk, at)[0]), self.follows_to(horizon)
        return Number(
            estimate=risk,
            std_error=float(self.incidence.at(self.std_error, at)[0]),
            scale="risk",
            followed=follows,
            fewest=self.events_by(horizon),
            because=NOT_ESTIMABLE if risk == 1.0 and follows else "",
        )


def difference(first: OneArm, second: OneArm, horizon: float) -> Number:
    """Return the difference of two arms' risks by a time; households may have people in both."""
    at, one, two = np.array([horizon]), first.number(horizon), second.number(horizon)
    units = np.unique(np.concatenate([first.units, second.units]), return_inverse=True)[1].astype(np.int64)
    moved = np.concatenate([first.derivative.at(at), -second.derivative.at(at)])
    std_error = np.sqrt(variance(moved, units))
    return Number(
        estimate=one.estimate - two.estimate,
        std_error=float(beyond_rounding(std_error, max(one.estimate, two.estimate))[0]),
        scale="difference",
        followed=one.followed and two.followed,
        fewest=min(one.fewest, two.fewest),
        because=NOT_ESTIMABLE if one.because and two.because else "",
    )


def median_time(arm: OneArm) -> tuple[float, float, float]:
    """Return the time by which half of all have had the event, with its 95% limits; missing where they never have.

    Returns
    -------
    tuple of float
        The first time at which the risk reaches one half, and the first times at which the upper and the lower limit
        of the risk do (Brookmeyer & Crowley 1982, on the cumulative incidence and its log-log limits). Those who left
        by a competing way out are among all and never have it: the median is not of those who get there.

    Notes
    -----
    Where a curve rests on one half, the midpoint of that stretch, as R `quantile.survfit` does; equal to it where
    nothing competes (tests/reference).
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = risk_interval(arm.risk, arm.std_error)
    # No curve has a limit where it is certain; a risk of one has reached a half.
    certain = arm.risk == 1.0
    curves = (arm.risk, np.where(certain, 1.0, upper), np.where(certain, 1.0, lower))
    middle, earliest, latest = (_first_half(arm.incidence.times, curve) for curve in curves)
    return middle, earliest, latest


def _first_half(times: Floats, curve: Floats) -> float:
    """Return when a step function reaches one half, or the middle of its rest there; missing where it does not."""
    there: Bools = curve >= HALF - TOLERANCE
    if not there.any():
        return np.nan
    first = int(np.argmax(there))
    beyond = np.flatnonzero(curve > HALF + TOLERANCE)
    later = beyond[beyond >= first]
    rest = times[later[0]] if len(later) else times[-1]
    return float(times[first] if curve[first] > HALF + TOLERANCE else (times[first] + rest) / 2)
