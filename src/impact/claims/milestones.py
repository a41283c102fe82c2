"""Claims about a pathway: how many reached a milestone, and which share of those with one go on to another.

Lost is who left in a way after which nobody knows whether the milestone was reached, before it and before the horizon.
In the worst case nobody lost ever reaches it; in the best case all do, just after they were last followed. Whom the
cut-off keeps from reaching the horizon is not lost, and stays censored in both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd

from impact.claims.counted import Counted, within
from impact.claims.verdict import Limits, verdict
from impact.cohort.pathway import REACHED, PathwayCohort, pathway_of
from impact.estimate.intervals import risk_interval
from impact.estimate.milestone_times import EXIT, MILESTONE, MilestoneTimes, OneArm, milestone_times
from impact.study import DAYS_PER_UNIT, Study
from impact.study.claims import Claim

NOBODY: Final = (np.nan, np.nan, np.nan)


@dataclass(frozen=True, slots=True)
class MilestoneShare:
    """What is known of the share that reaches a milestone by a horizon after another.

    Attributes
    ----------
    estimate, ci_lower, ci_upper : float
        As if those lost were like those followed, with the 95% interval; missing where it cannot be estimated.
    worst, best : float
        Lower 95% limit if nobody lost reaches it, and upper one if all do.
    n, events, lost, at_risk : int
        Those who reached the first milestone; of these, who reached the second by the horizon, was lost before both,
        and was still followed to it without either the second or a way out.
    is_followed : bool
        Whether anybody was followed to the horizon, or all have had an end before it.
    """

    estimate: float
    ci_lower: float
    ci_upper: float
    worst: float
    best: float
    n: int
    events: int
    lost: int
    at_risk: int
    is_followed: bool


def milestone_count(cohort: PathwayCohort, study: Study, claim: Claim) -> Counted:
    """Count the distinct units that reached the claim's milestone in its window, up to the cut-off.

    In the pathway's unit a family counts once, on the day of the first case that is linked to it; in the milestone's
    own unit each linked case counts. Cases that are left out of the cohort count nowhere.
    """
    pathway = pathway_of(study)
    cases = cohort.cases if claim.unit in (None, pathway.unit) else cohort.linked
    start = cohort.cases["start"].to_numpy("datetime64[D]")
    if cases is cohort.linked:
        start = start[cases["case"].to_numpy(dtype=np.intp)]
    days = cases[f"{REACHED}{claim.milestone}"].to_numpy(np.float64) * DAYS_PER_UNIT[study.time_unit]
    there = ~np.isnan(days)
    dates = start[there] + np.rint(days[there]).astype("timedelta64[D]")
    return Counted(float(within(pd.Series(dates), claim, study).sum()))


def milestone_share(cohort: PathwayCohort, study: Study, claim: Claim, horizon: float) -> MilestoneShare:
    """Estimate the share of those who reached `claim.among` that reaches `claim.milestone` by the horizon after it.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study
    claim : Claim
        Of a share that can be asked: the study has refused any other.
    horizon : float
        In the study's unit.

    Returns
    -------
    MilestoneShare
        Of all groups together. A bound is never inside the interval of the estimate.

    Notes
    -----
    Bounds: Horowitz & Manski (2000). They hold whatever loss depends on; that the cut-off comes sooner for some than
    for others must not.
    """
    milestone, among = str(claim.milestone), str(claim.among)
    times = milestone_times(cohort, study, milestone, among, claim.unit, analysis=claim.id)
    recorded = OneArm.of(times, None, MILESTONE)
    if recorded is None:
        return MilestoneShare(*NOBODY, worst=np.nan, best=np.nan, n=0, events=0, lost=0, at_risk=0, is_followed=False)
    # Records are in whole days, so that day 365 reaches 12 months of 30.4375 days.
    days = DAYS_PER_UNIT[study.time_unit]
    before = np.rint(times.time * days) < np.floor(horizon * days)
    lost = times.lost & before
    middle = _limits(times, horizon)
    low, high = (_limits(_with_lost(times, lost, code), horizon) for code in (EXIT, MILESTONE))
    return MilestoneShare(
        *middle,
        # A bound without an interval, of a share of 0 or 1, bounds nothing.
        worst=float(np.fmin(np.nan_to_num(low[1], nan=0.0), middle[1])),
        best=float(np.fmax(np.nan_to_num(high[2], nan=1.0), middle[2])),
        n=len(recorded),
        events=recorded.events_by(horizon),
        lost=int(lost.sum()),
        at_risk=int((~before).sum()),
        is_followed=bool((~before).any() or (times.event > 0).all()),
    )


def _with_lost(times: MilestoneTimes, lost: np.ndarray, code: int) -> MilestoneTimes:
    """Give everybody lost an event just after they were last followed: whoever else leaves on that day has left."""
    time = np.where(lost, np.nextafter(times.time, np.inf), times.time)
    return replace(times, time=time, event=np.where(lost, code, times.event))


def _limits(times: MilestoneTimes, horizon: float) -> tuple[float, float, float]:
    arm = OneArm.of(times, None, MILESTONE)
    if arm is None:
        return NOBODY
    number = arm.number(horizon)
    risk, std_error = (np.array([value]) for value in (number.estimate, number.std_error))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        low, high = risk_interval(risk, std_error)
    return number.estimate, float(low[0]), float(high[0])


def share_row(claim: Claim, cohort: PathwayCohort, study: Study) -> dict[str, object]:
    """Return what the cohort says of a claimed share, as cells of a row of Claims.

    A share of fewer than `disclosure.minimum_n` cases, or with fewer than `disclosure.suppress_below` that reached the
    milestone, did not, or were followed to the horizon, cannot be checked.
    """
    if claim.horizon is None:
        return {"verdict": "not_checkable", "reason": "[no_horizon]"}
    found = milestone_share(cohort, study, claim, claim.horizon)
    sides = (found.worst, found.best) if claim.is_met_from_above else (found.best, found.worst)
    limits = Limits(found.ci_lower, found.ci_upper, *sides)
    code = _why_not(found, study)
    return {
        "estimate": found.estimate,
        **{name: getattr(limits, name) for name in ("ci_lower", "ci_upper", "worst", "best")},
        **{name: getattr(found, name) for name in ("n", "events", "lost", "at_risk")},
        "verdict": "not_checkable" if code else verdict(claim, limits),
        "reason": f"[{code}]" if code else "",
    }


def _why_not(found: MilestoneShare, study: Study) -> str:
    """Return the first reason for which a share may not be reported, or nothing."""
    rules = study.disclosure
    applies = {
        "few_starting": found.n < rules.minimum_n,
        "nobody_followed": not found.is_followed,
        "few_reaching": found.events < rules.suppress_below,
        "few_not_reaching": found.n - found.events < rules.suppress_below,
        "few_followed": found.is_followed and found.at_risk < rules.suppress_below,
    }
    return next((code for code, so in applies.items() if so), "")
