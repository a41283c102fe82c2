"""The hazard ratio of the programme: crude, weighted or adjusted; whether one number will do for all of follow-up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import (
    admit,
    admit_event,
    admit_replicates,
    admit_truncation,
    method_and_estimand,
    offered,
)
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread, units_of, variance
from impact.estimate.cox import CoxFit, fit_cox, proportionality
from impact.estimate.modelled.nuisance import spread_columns
from impact.estimate.resample import is_steady, resampled
from impact.estimate.reweigh import Model, fit_weights, method_of, population_weights, refitted
from impact.estimate.rows import Number, effect_row
from impact.results import Effects
from impact.study.parts import ADJUSTED, HAZARD_METHODS, Bootstrap


@one_thread
def hazard_ratio(
    table: AnalysisTable,
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    truncate: float | None = None,
) -> Effects:
    """Cause-specific hazard ratio of the programme by Cox's model; competing events are censorings.

    Reported last: a hazard ratio averages over follow-up with weights that nobody chose, and its comparison changes as
    people have events.

    Parameters
    ----------
    table : AnalysisTable
    method : str
        unadjusted, iptw or entropy: the model has the arm alone, and people are weighted; or adjusted: the model has
        the covariates beside the arm, and the ratio is one among the alike (estimand none), not that of a population.
    estimand, replicates, seed, event, truncate
        As for `risk_difference`. Standard errors of the logarithm come from the score residuals, summed within persons
        or clusters and through the estimated weights, or from the bootstrap.

    Returns
    -------
    Effects
        One row; `horizon` is missing, as the whole follow-up counts. It is withheld with under 10 events in an arm,
        or where the arms' events say nothing of it: when all of one arm's come before the other's, say.

    Raises
    ------
    EstimationError
        As for `risk_difference`.

    Notes
    -----
    Cox (1972), ties by Efron (1977), robust variance by Lin & Wei (1989); matches R survival::coxph.
    """
    offered("method of a hazard ratio", method, HAZARD_METHODS)
    shown = "none" if method == ADJUSTED else method_and_estimand(method, estimand)
    admit_replicates(replicates, seed)
    admit(table)
    admit_event(table, event)
    chosen = Bootstrap().seed if seed is None else seed
    if method == ADJUSTED:
        admit_truncation(truncate, method)
        return adjusted_hazard_ratio(table, event=event, replicates=replicates, seed=chosen)
    model = fit_weights(table, method, [shown], truncate=truncate)
    return hazard_ratios(table, model, [shown], event=event, replicates=replicates, seed=chosen)


def hazard_ratios(
    table: AnalysisTable,
    model: Model | None,
    estimands: Sequence[str],
    *,
    event: int = 1,
    replicates: int = 0,
    seed: int = 0,
) -> Effects:
    """One row for each estimand (none is unadjusted)."""
    able = _has_events(table, event)
    drawn = _drawn(table, model, estimands, event, replicates, seed) if replicates and able else None
    rows = []
    for position, estimand in enumerate(estimands):
        found = _weighted(table, model, estimand, event) if able else (np.nan, np.nan)
        own = None if drawn is None else drawn[:, position]
        rows.append(_row(table, found, own, method_of(model, estimand), estimand, event))
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def adjusted_hazard_ratio(table: AnalysisTable, *, event: int = 1, replicates: int = 0, seed: int = 0) -> Effects:
    """One row: the ratio given the covariates, by Cox's model of the arm and `table.formula`; estimand none."""
    found, drawn = (np.nan, np.nan), None
    if _has_events(table, event):
        design = np.column_stack([table.arm.astype(np.float64), spread_columns(table)])
        found = _solved(table, _fit(table, np.ones(len(table)), event, design), None)
        if replicates:
            drawn = np.full(replicates, np.nan)
            for block, cases in resampled(units_of(table), replicates, seed):
                for column in np.flatnonzero(_usable(table, cases, event)):
                    drawn[block.start + column] = _log_ratio(_fit(table, cases[:, column], event, design))
    row = _row(table, found, drawn, ADJUSTED, "none", event)
    return Effects(pd.DataFrame([row], columns=list(Effects.COLUMNS)))


def proportional_hazards(table: AnalysisTable, event: int = 1) -> float:
    """P-value of the test that the crude hazard ratio stays the same over time; missing without events in an arm."""
    if min(int((table.event[table.arm == code] == event).sum()) for code in ARM_CODES) == 0:
        return np.nan
    fit = _fit(table, np.ones(len(table)), event)
    happened, arm = (table.event == event).astype(np.float64), table.arm.astype(np.float64)
    return proportionality(table.time, happened, table.entry, arm, np.ones(len(table)), float(fit.coefficients[0]))


def _has_events(table: AnalysisTable, event: int) -> bool:
    return all(((table.arm == code) & (table.event == event)).any() for code in ARM_CODES)


def _row(
    table: AnalysisTable,
    found: tuple[float, float],
    drawn: Floats | None,
    method: str,
    estimand: str,
    event: int,
) -> dict[str, object]:
    """Make a row of a log hazard ratio and its standard error, or with the spread of its replicates (R,)."""
    by_arm = [int((table.event[table.arm == code] == event).sum()) for code in ARM_CODES]
    estimate, std_error = found
    steady = True
    if drawn is not None and np.isfinite(estimate):
        usable = drawn[np.isfinite(drawn)]
        steady = is_steady(len(usable), len(drawn))
        std_error = float(usable.std(ddof=1)) if len(usable) > 1 else np.nan
    return effect_row(
        Number(float(np.exp(estimate)), std_error, "ratio", followed=True, fewest=min(by_arm), steady=steady),
        measure="hazard_ratio",
        method=method,
        estimand=estimand,
        arm="contrast",
        event=event,
        horizon=np.nan,
        interval="influence" if drawn is None else "bootstrap",
        n=len(table),
        events=sum(by_arm),
    )


def _fit(table: AnalysisTable, weights: Floats, event: int, design: Floats | None = None) -> CoxFit:
    """Fit Cox's model of the arm alone, or of `design`, whose first column is the arm."""
    happened = (table.event == event).astype(np.float64)
    columns = table.arm[:, None].astype(np.float64) if design is None else design
    return fit_cox(table.time, happened, table.entry, columns, weights)


def _log_ratio(fit: CoxFit) -> float:
    """Log hazard ratio; missing where the model was not solved, or the arms' events do not overlap in time."""
    return float(fit.coefficients[0]) if fit.converged and fit.is_determined() else np.nan


def _solved(table: AnalysisTable, fit: CoxFit, influence: Floats | None) -> tuple[float, float]:
    """Log hazard ratio and its standard error, from `influence` (n, 1) or the fit's own; both missing without one."""
    moved = fit.influence[:, :1] if influence is None else influence
    estimate = _log_ratio(fit)
    return estimate, float(np.sqrt(variance(moved, units_of(table))[0])) if np.isfinite(estimate) else np.nan


def _weighted(table: AnalysisTable, model: Model | None, estimand: str, event: int) -> tuple[float, float]:
    """Log hazard ratio and its robust standard error, through the estimated weights.

    Weights are not normalised by arm here: as they are, both arms stand for one population of one size, and the arms'
    relative size matters to a hazard ratio.
    """
    if estimand == "none" or model is None:
        return _solved(table, _fit(table, np.ones(len(table)), event), None)
    weights, slope, design, moved = population_weights(table, model, estimand)
    fit = _fit(table, weights, event)
    own = fit.influence[:, :1]
    return _solved(table, fit, weights[:, None] * own + moved @ (design.T @ (slope[:, None] * own)))


def _usable(table: AnalysisTable, cases: Floats, event: int) -> Bools:
    """Which replicates, columns of `cases` (n, B), have an event in each arm."""
    arms = [(table.arm == code) & (table.event == event) for code in ARM_CODES]
    return np.asarray(np.all([(cases[rows] > 0).any(axis=0) for rows in arms], axis=0))


def _drawn(
    table: AnalysisTable,
    model: Model | None,
    estimands: Sequence[str],
    event: int,
    replicates: int,
    seed: int,
) -> Floats:
    """Log hazard ratios of the replicates, shape (R, E); missing where one cannot be solved."""
    result = np.full((replicates, len(estimands)), np.nan)
    for block, cases in resampled(units_of(table), replicates, seed):
        reweighed = refitted(table, np.arange(len(table)), model, cases)
        weighted = {estimand: reweighed(estimand) for estimand in estimands if estimand != "none"}
        for column in np.flatnonzero(_usable(table, cases, event)):
            own = cases[:, column]
            for position, estimand in enumerate(estimands):
                if estimand == "none":
                    result[block.start + column, position] = _log_ratio(_fit(table, own, event))
                elif weighted[estimand][1][column]:
                    weights = own * weighted[estimand][0][:, column]
                    result[block.start + column, position] = _log_ratio(_fit(table, weights, event))
    return result
