"""The design time_varying: the hazard ratio of being enrolled, with enrolment as an exposure that begins on its day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.admission import admit, offered
from impact.estimate.arrays import Bools, Floats, Ints, one_thread, units_of, variance
from impact.estimate.cox import fit_cox
from impact.estimate.designs.enrolment import stays_of
from impact.estimate.propensity import design_matrix, orthonormal
from impact.estimate.rows import Number, effect_row
from impact.results import Effects
from impact.study import Study
from impact.study.designs import TIME_VARYING_METHODS

NO_RISK = "withheld-hazard-ratio-only"
"""Message of the risks that this design does not give."""


@dataclass(frozen=True, slots=True)
class Spells:
    """Start–stop rows: a child that enrols has one before and one after; arrays of shape (rows,).

    `child` is the row of the analysis table; somebody is at risk after `start` until `stop`, in days.
    """

    child: Ints
    start: Floats
    stop: Floats
    happened: Bools
    enrolled: Bools


def spells_of(table: AnalysisTable, event: int = 1) -> Spells:
    """Split each child's stay at its enrolment.

    Raises
    ------
    EstimationError
        If the table does not tell when children enrolled, or nobody did.
    """
    stays = stays_of(table)
    everybody = np.arange(len(table))
    before = np.flatnonzero(stays.enrolled > 0)
    after = np.flatnonzero(stays.enrolled < stays.end)
    stop = np.minimum(stays.end, stays.enrolled)
    happened = stays.event == event
    return Spells(
        child=np.concatenate([everybody[before], everybody[after]]),
        start=np.concatenate([np.zeros(len(before)), stays.enrolled[after]]),
        stop=np.concatenate([stop[before], stays.end[after]]),
        happened=np.concatenate([(happened & (stays.end == stop))[before], happened[after]]),
        enrolled=np.concatenate([np.zeros(len(before), dtype=bool), np.ones(len(after), dtype=bool)]),
    )


@one_thread
def time_varying_hazard_ratio(table: AnalysisTable, method: str = "adjusted", *, event: int = 1) -> Effects:
    """Hazard ratio of children enrolled over children not, or not yet, enrolled; competing events are censorings.

    A child counts as not enrolled until the day of its enrolment and as enrolled after it, so that no time is immortal.
    The ratio has no horizon, and no risk by a date follows from it.

    Parameters
    ----------
    table : AnalysisTable
        Of case records, with the time of enrolment in its context.
    method : str
        unadjusted, or adjusted for the baseline (`table.formula`) in Cox's model: a ratio given the baseline, which is
        not that of a population.
    event : int
        Code of the event type.

    Returns
    -------
    Effects
        One row, the standard error of the logarithm robust, summed within persons or clusters. It is withheld with
        under 10 events among the enrolled, or the others.

    Raises
    ------
    EstimationError
        If there is no such method, or as for `spells_of`.

    Notes
    -----
    Cox (1972) with a time-dependent covariate; Efron's ties; Lin & Wei (1989). Equals R
    `coxph(Surv(start, stop, event) ~ enrolled + …, cluster=)`.
    """
    offered("method of this design", method, TIME_VARYING_METHODS)
    admit(table)
    spells = spells_of(table, event)
    columns = [spells.enrolled[:, None].astype(np.float64)]
    if method == "adjusted":
        columns.append(orthonormal(design_matrix(table).to_numpy(dtype=np.float64))[spells.child, 1:])
    happened, everybody = spells.happened.astype(np.float64), np.ones(len(spells.child))
    fit = fit_cox(spells.stop, happened, spells.start, np.hstack(columns), everybody)
    spread = float(np.sqrt(variance(fit.influence[:, 0], units_of(table)[spells.child])))
    events = [int((spells.happened & (spells.enrolled == state)).sum()) for state in (True, False)]
    number = Number(
        estimate=float(np.exp(fit.coefficients[0])),
        std_error=spread if fit.converged and fit.is_determined() else np.nan,
        scale="ratio",
        followed=True,
        fewest=min(events),
    )
    row = _row(table, number, "hazard_ratio", method, np.nan, "influence", sum(events), event)
    return Effects(pd.DataFrame([row], columns=list(Effects.COLUMNS)))


def time_varying_effects(table: AnalysisTable, study: Study) -> Effects:
    """Hazard ratios of the design time_varying, unadjusted and adjusted; the risks that it cannot give are withheld.

    Raises
    ------
    EstimationError
        As for `time_varying_hazard_ratio`.
    """
    ratios = [time_varying_hazard_ratio(table, method) for method in TIME_VARYING_METHODS]
    method = study.primary.method
    rows = [_without(table, method, arm, horizon) for horizon in (*study.horizons, np.nan) for arm in ARMS.values()]
    rows += [_without(table, method, "contrast", horizon) for horizon in study.horizons]
    return Effects.concat([*ratios, Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))])


def _without(table: AnalysisTable, method: str, arm: str, horizon: float) -> dict[str, object]:
    """Make a row that says why there is no risk; its counts are of children by whether they enrolled in the end."""
    own = np.isin(table.arm, [code for code, name in ARMS.items() if arm in (name, "contrast")])
    happened = own & (table.event == 1) & ~(table.time > horizon)
    nothing = Number(np.nan, np.nan, "difference", followed=True, fewest=0, because=NO_RISK)
    measure = "risk_difference" if arm == "contrast" else "risk"
    row = _row(table, nothing, measure, method, horizon, "none", int(happened.sum()), 1)
    return {**row, "arm": arm, "n": int(own.sum())}


def _row(
    table: AnalysisTable,
    number: Number,
    measure: str,
    method: str,
    horizon: float,
    interval: str,
    events: int,
    event: int,
) -> dict[str, object]:
    return effect_row(
        number,
        measure=measure,
        method=method,
        estimand="none",
        arm="contrast",
        event=event,
        horizon=horizon,
        interval=interval,
        n=len(table),
        events=events,
    )
