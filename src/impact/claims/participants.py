"""The share of all ever enrolled who are free of the event by a horizon, and how far loss could move it.

Aalen–Johansen in one arm, from each child's enrolment. Whoever died or migrated lawfully did not have the event, and is
never at risk of it again: the share free of it, one minus the cumulative incidence, has them in it.

Lost is who is not known to have left, or to have been at home, at the end of the records or at the horizon, whichever
comes first: somebody last seen before the cut-off may have left since. In the worst case everybody lost had the event
just after they were last known at home, and every event was as early as its interval allows; in the best case nobody
lost ever has it, and every event was as late. Whom the cut-off keeps from reaching the horizon is not lost, and stays
censored in both.

While in services only a departure from services counts, and leaving them in any other way competes with it. The
estimate takes the date of leaving as it is recorded. In the worst case that a case was closed shows nothing: who is not
known at home on that day or later is lost from the last day known at home.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.cohort.ever_enrolled import EverEnrolled
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.arrays import Bools, Floats, Ints
from impact.estimate.influence import influence
from impact.estimate.intervals import risk_interval

EVENT, COMPETING, NEVER = 1, 2, 3
"""Codes of the event of interest, of what competes with it, and of those lost who are taken never to have it."""


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """One reading of what became of everybody, shape (n,): time in days, event code (0 censored), and who is lost."""

    time: Floats
    event: Ints
    lost: Bools

    def with_lost(self, code: int) -> Followed:
        """Give everybody lost an event just after they were last seen: whoever else leaves on that day has left."""
        time = np.where(self.lost, np.nextafter(self.time, np.inf), self.time)
        return Followed(time, np.where(self.lost, code, self.event), np.zeros_like(self.lost))


@dataclass(frozen=True, slots=True)
class Share:
    """A share free of the event, with its 95% interval; missing where nobody, or everybody, has had it."""

    estimate: float
    ci_lower: float
    ci_upper: float


@dataclass(frozen=True, slots=True)
class FreeOfEvent:
    """What is known of the share free of the event by a horizon.

    Attributes
    ----------
    recorded : Share
        As if those lost were like those followed.
    worst, best : float
        Lower 95% limit of the worst case and upper one of the best.
    n, events, lost, at_risk : int
        All ever enrolled; events of interest by the horizon; children lost before it (in the worst case); children
        followed to it.
    is_followed : bool
        Whether anybody was followed to the horizon, or all have had an end before it.
    """

    recorded: Share
    worst: float
    best: float
    n: int
    events: int
    lost: int
    at_risk: int
    is_followed: bool


def free_of_event(people: EverEnrolled, horizon: float, *, in_services: bool = False) -> FreeOfEvent:
    """Estimate the share free of the event by a horizon after enrolment, with its bounds for loss.

    Parameters
    ----------
    people : EverEnrolled
        At least one.
    horizon : float
        In days. Records are in whole days, so that day 365 reaches 12 months of 30.4375 days.
    in_services : bool
        Whether only events while in services count.

    Returns
    -------
    FreeOfEvent
        Intervals are complementary log–log around the risk, from the infinitesimal jackknife summed within households;
        they speak of these children at these partners. A bound is never inside the interval of the estimate.

    Notes
    -----
    Bounds: Horowitz & Manski (2000). They hold whatever loss depends on; that the cut-off comes sooner for some than
    for others must not. One arm of R `survfit(Surv(time, factor(event)) ~ 1)`; see tests/reference.
    """
    recorded, worst, best = (_read(people, horizon, case, in_services) for case in ("recorded", "worst", "best"))
    middle = _share(recorded, people.household, horizon)
    low = _share(worst.with_lost(EVENT), people.household, horizon)
    high = _share(best.with_lost(NEVER), people.household, horizon)
    at_risk = int((recorded.time >= np.floor(horizon)).sum())
    return FreeOfEvent(
        recorded=middle,
        # Other dates are other risk sets: a bound can come to lie a trifle inside an interval that no loss widens.
        # A bound without an interval, of a risk of 0 or 1, bounds nothing.
        worst=float(np.fmin(np.nan_to_num(low.ci_lower, nan=0.0), middle.ci_lower)),
        best=float(np.fmax(np.nan_to_num(high.ci_upper, nan=1.0), middle.ci_upper)),
        n=len(people),
        events=int(((recorded.event == EVENT) & (recorded.time <= horizon)).sum()),
        lost=int(worst.lost.sum()),
        at_risk=at_risk,
        is_followed=at_risk > 0 or bool((recorded.event > 0).all()),
    )


def _read(people: EverEnrolled, horizon: float, case: str, in_services: bool) -> Followed:
    """Read what became of everybody: as recorded, or as early or as late as the records allow."""
    event = people.event.astype(np.int64)
    time = {"recorded": people.day, "worst": people.lower, "best": people.upper}[case]
    time = np.where(event == EVENT, time, people.day)
    if in_services:
        left = people.left_services
        # Without a known end, that services ended is the last that is known.
        believed = np.isfinite(left) & ((case != "worst") | (people.lower >= left))
        first = believed & ((event == 0) | (left < time))
        time, event = np.where(first, left, time), np.where(first, COMPETING, event)
    lost = (event == 0) & (time < np.minimum(people.observable, np.floor(horizon)))
    return Followed(time, event, lost)


def _share(followed: Followed, household: Ints, horizon: float) -> Share:
    size = len(followed.time)
    types = tuple(sorted({EVENT, *(int(code) for code in np.unique(followed.event) if code)}))
    incidence = aalen_johansen(followed.time, followed.event, np.zeros(size), np.ones(size), types)
    horizons = np.array([horizon])
    risk = incidence.at(incidence.risk[types.index(EVENT)], horizons)
    units = np.unique(household, return_inverse=True)[1].astype(np.int64)
    squares = influence(incidence, followed.event, EVENT).squares(np.ones(size), units)
    low, high = risk_interval(risk, np.sqrt(incidence.at(squares, horizons)))
    return Share(*(1.0 - float(number[0]) for number in (risk, high, low)))
