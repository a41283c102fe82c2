"""A pathway's numbers: the funnel, the risk of each milestone over time, and the time by which half have reached it.

Three clocks: `from_start.<milestone>` from the first milestone, `from_previous.<milestone>` from the one before, among
those who reached it, and `from.<among>.<of>` for each share that the study asks for. Event 1 is the milestone, event 2
any competing way out before it. Nothing here is an effect: there is no comparison, or one of groups that differ in more
than what was done for them.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from impact.cohort.pathway import REACHED, PathwayCohort, pathway_of
from impact.cohort.pathway_checks import is_lost
from impact.cohort.table import ARMS
from impact.errors import EstimationError, StudyError
from impact.estimate.arrays import one_thread
from impact.estimate.curves import curve_rows
from impact.estimate.intervals import MINIMUM_EVENTS
from impact.estimate.milestone_times import (
    MILESTONE,
    MilestoneTimes,
    OneArm,
    difference,
    median_time,
    milestone_times,
)
from impact.estimate.rows import FEW_EVENTS, NEVER_HALF, NOT_ESTIMABLE, Number, effect_row, reason_for
from impact.results import Curves, Effects, Funnel
from impact.study import Study

MEDIAN_TIME = "median_time"

_NOBODY = Number(np.nan, np.nan, "risk", followed=False, fewest=0, because=FEW_EVENTS)


def pathway_funnel(cohort: PathwayCohort, study: Study) -> Funnel:
    """Count who reached each milestone, who left, who was lost and who waits on the cut-off day.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study

    Returns
    -------
    Funnel
        Arm by arm and milestone by milestone. Ways out are the competing ones, all of them and by reason; lost are
        those who left in any other way. Of those waiting, some waited for at least each of the study's horizons.
    """
    rows = [row for code, arm in ARMS.items() if arm in study.arms for row in _funnel_rows(cohort, code, arm, study)]
    return Funnel(pd.DataFrame(rows, columns=list(Funnel.COLUMNS)))


@one_thread
def pathway_curves(cohort: PathwayCohort, study: Study) -> Curves:
    """Estimate the risk of each milestone, and of leaving before it, over time.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study

    Returns
    -------
    Curves
        Aalen–Johansen by analysis, arm and event; time since the milestone that starts the clock, in the study's unit.
        Standard errors are infinitesimal jackknife, summed within households; no interval before the tenth event.

    Raises
    ------
    EstimationError
        If nobody reaches any milestone after the first.

    Notes
    -----
    Aalen & Johansen (1978). Matches R survival::survfit (multi-state) to 1e-8; see tests/reference.
    """
    parts = []
    for times in _every(cohort, study):
        for event in times.events:
            for arm, one in _arms(times, event, study).items():
                if one is not None:
                    part = curve_rows(one.incidence, event, one.std_error)
                    parts.append(part.assign(analysis=times.analysis, arm=arm))
    frame = pd.concat(parts, ignore_index=True)
    return Curves(frame.assign(population="all", method="unadjusted", estimand="none"))


@one_thread
def pathway_effects(cohort: PathwayCohort, study: Study) -> Effects:
    """Estimate the risk of each milestone by the study's horizons, and the time by which half have reached it.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study

    Returns
    -------
    Effects
        Measure `risk` by horizon, of the milestone and of leaving before it, and `median_time` without a horizon, in
        the study's unit; of a study with groups also the `risk_difference` between them as they are, without a p-value:
        it is no effect. `n` counts those who started the clock. Limits of a risk are complementary log-log; those of a
        median are the times at which the limits of the risk cross one half, and an upper one is missing where the lower
        limit never does. Under ten events, beyond the follow-up, and where half never reach it, a row is withheld.

    Raises
    ------
    EstimationError
        If nobody reaches any milestone after the first.
    """
    rows = [row for times in _every(cohort, study) for row in _effect_rows(times, study)]
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def share(cohort: PathwayCohort, study: Study, of: str, among: str, unit: str | None = None) -> Effects:
    """Estimate, among those who reached one milestone, the share that reaches a later one by each horizon.

    Parameters
    ----------
    cohort : PathwayCohort
    study : Study
    of, among : str
        Milestones.
    unit : str, optional
        What is counted, where it is not the pathway's unit.

    Returns
    -------
    Effects
        Rows as `pathway_effects` has them; the analysis is `from.<among>.<of>`.

    Raises
    ------
    StudyError
        If the two cannot be divided: different units, milestones that there are not, or in the wrong order.
    """
    problem = pathway_of(study).refuses_share(of, among, unit)
    if problem:
        raise StudyError(problem)
    times = milestone_times(cohort, study, of, among, unit, analysis=f"from.{among}.{of}")
    return Effects(pd.DataFrame(list(_effect_rows(times, study)), columns=list(Effects.COLUMNS)))


def _every(cohort: PathwayCohort, study: Study) -> list[MilestoneTimes]:
    """Return the times of every analysis that a study's pathway is asked for."""
    pathway = pathway_of(study)
    first, *later = pathway.steps
    if not cohort.cases[[f"{REACHED}{name}" for name in later]].notna().to_numpy().any():
        raise EstimationError(
            f"no case reaches any milestone after {first}, so there is nothing to estimate. Check the names of the "
            "milestones in the study and in the records"
        )
    asked: list[tuple[str, str, str, str | None]] = [(f"from_start.{name}", name, first, None) for name in later]
    asked += [(f"from_previous.{name}", name, pathway.steps[place], None) for place, name in enumerate(later)]
    asked += [(f"from.{one.among}.{one.of}", one.of, one.among, one.unit) for one in pathway.shares]
    return [milestone_times(cohort, study, of, among, unit, analysis=name) for name, of, among, unit in asked]


def _arms(times: MilestoneTimes, event: int, study: Study) -> dict[str, OneArm | None]:
    return {arm: OneArm.of(times, code, event) for code, arm in ARMS.items() if arm in study.arms}


def _effect_rows(times: MilestoneTimes, study: Study) -> Iterator[dict[str, object]]:
    for event in times.events:
        arms = _arms(times, event, study)
        for horizon in study.horizons:
            for arm, one in arms.items():
                yield _risk_row(times.analysis, "risk", arm, event, horizon, [one])
            if len(arms) > 1:
                yield _risk_row(times.analysis, "risk_difference", "contrast", event, horizon, [*arms.values()])
        if event == MILESTONE:
            yield from (_median_row(times.analysis, arm, one) for arm, one in arms.items())


def _risk_row(
    analysis: str, measure: str, arm: str, event: int, horizon: float, arms: list[OneArm | None]
) -> dict[str, object]:
    there = [one for one in arms if one is not None]
    if len(there) < len(arms):
        number = _NOBODY
    else:
        number = there[0].number(horizon) if len(there) == 1 else difference(there[0], there[1], horizon)
    row = effect_row(
        number,
        measure=measure,
        method="unadjusted",
        estimand="none",
        arm=arm,
        event=event,
        horizon=horizon,
        interval="influence",
        n=sum(len(one) for one in there),
        events=sum(one.events_by(horizon) for one in there),
    )
    return row | {"analysis": analysis, "p_value": np.nan}


def _median_row(analysis: str, arm: str, one: OneArm | None) -> dict[str, object]:
    """Return the row of a median, which has no standard error: its limits are read from those of the risk."""
    row = _risk_row(analysis, MEDIAN_TIME, arm, MILESTONE, np.inf, [one])
    events = 0 if one is None else one.all_events
    middle, low, high = (np.nan,) * 3 if one is None else median_time(one)
    if events < MINIMUM_EVENTS:
        why = FEW_EVENTS
    else:
        why = NEVER_HALF if np.isnan(middle) else NOT_ESTIMABLE if np.isnan(low) else ""
    known = {"ci_lower": low, "ci_upper": high, "interval": "influence", "status": "reported"}
    return row | {
        "horizon": np.nan,
        "estimate": middle,
        "std_error": np.nan,
        "events": events,
        "reason": reason_for(why),
        **({} if why else known),
    }


def _funnel_rows(cohort: PathwayCohort, code: int, arm: str, study: Study) -> Iterator[tuple[object, ...]]:
    pathway = pathway_of(study)
    cases = cohort.cases[cohort.cases["arm"] == code]
    linked = cohort.linked[cohort.linked["arm"] == code]
    times = cases[[f"{REACHED}{name}" for name in pathway.steps]].to_numpy()
    followed, why, lost = cases["followed"].to_numpy(), cases["exit"].to_numpy(), is_lost(cases, pathway)
    stays = why == ""
    for place, name in enumerate(pathway.steps):
        of = (arm, name, pathway.unit)
        there = ~np.isnan(times[:, place])
        yield (*of, "reached", "", np.nan, int(there.sum()))
        if place + 1 < len(pathway.steps):
            here = there & np.isnan(times[:, place + 1])
            yield (*of, "exited", "", np.nan, int((here & ~stays & ~lost).sum()))
            for reason in pathway.competing:
                yield (*of, "exited", reason, np.nan, int((here & (why == reason)).sum()))
            yield (*of, "lost", "", np.nan, int((here & lost).sum()))
            waits = here & stays
            yield (*of, "waiting", "", np.nan, int(waits.sum()))
            waited = followed[waits] - times[waits, place]
            for horizon in study.horizons:
                yield (*of, "waiting_longer", "", horizon, int((waited >= horizon).sum()))
        if pathway.unit_of(name) != pathway.unit:
            count = int(linked[f"{REACHED}{name}"].notna().sum())
            yield (arm, name, pathway.unit_of(name), "linked", "", np.nan, count)
