"""The hazard ratio of the programme, crude or weighted, and whether one number can stand for all of follow-up."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit, method_and_estimand, offered
from impact.estimate.arrays import ARM_CODES, Floats, one_thread, units_of, variance
from impact.estimate.contrasts import USABLE_SHARE
from impact.estimate.cox import CoxFit, fit_cox, proportionality
from impact.estimate.resample import resampled
from impact.estimate.reweigh import Model, fit_weights, method_of, population_weights, refitted
from impact.estimate.rows import Number, effect_row
from impact.results import Effects
from impact.study.parts import HAZARD_METHODS, Bootstrap


@one_thread
def hazard_ratio(
    table: AnalysisTable,
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
) -> Effects:
    """Cause-specific hazard ratio of the programme by Cox's model with the arm alone; competing events are censorings.

    Reported last: a hazard ratio averages over follow-up with weights that nobody chose, and its comparison changes as
    people have events.

    Parameters
    ----------
    table : AnalysisTable
    method, estimand, replicates, seed, event
        As for `risk_difference`. Standard errors of the logarithm come from the score residuals, summed within persons
        or clusters and through the estimated weights, or from the bootstrap.

    Returns
    -------
    Effects
        One row; `horizon` is missing, as the whole follow-up counts. It is withheld with under 10 events in an arm.

    Raises
    ------
    EstimationError
        As for `risk_difference`.

    Notes
    -----
    Cox (1972), ties by Efron (1977), robust variance by Lin & Wei (1989); matches R survival::coxph.
    """
    offered("method of a hazard ratio", method, HAZARD_METHODS)
    shown = method_and_estimand(method, estimand)
    admit(table)
    offered("event type", str(event), [str(code) for code in table.event_types])
    model = fit_weights(table, method, [shown])
    chosen = Bootstrap().seed if seed is None else seed
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
    by_arm = [int((table.event[table.arm == code] == event).sum()) for code in ARM_CODES]
    drawn = _drawn(table, model, estimands, event, replicates, seed) if replicates and min(by_arm) else None
    rows = []
    for position, estimand in enumerate(estimands):
        number = Number(np.nan, np.nan, "ratio", followed=True, fewest=min(by_arm))
        if min(by_arm):
            estimate, std_error, steady = _weighted(table, model, estimand, event)
            if drawn is not None:
                usable = drawn[np.isfinite(drawn[:, position]), position]
                steady = len(usable) >= USABLE_SHARE * replicates
                std_error = float(usable.std(ddof=1)) if len(usable) > 1 else np.nan
            number = Number(float(np.exp(estimate)), std_error, "ratio", True, min(by_arm), steady)
        rows.append(
            effect_row(
                number,
                measure="hazard_ratio",
                method=method_of(model, estimand),
                estimand=estimand,
                arm="contrast",
                event=event,
                horizon=np.nan,
                interval="bootstrap" if replicates else "influence",
                n=len(table),
                events=sum(by_arm),
            )
        )
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def proportional_hazards(table: AnalysisTable, event: int = 1) -> float:
    """P-value of the test that the crude hazard ratio stays the same over time; missing without events in an arm."""
    if min(int((table.event[table.arm == code] == event).sum()) for code in ARM_CODES) == 0:
        return np.nan
    fit = _fit(table, np.ones(len(table)), event)
    happened, arm = (table.event == event).astype(np.float64), table.arm.astype(np.float64)
    return proportionality(table.time, happened, table.entry, arm, np.ones(len(table)), float(fit.coefficients[0]))


def _fit(table: AnalysisTable, weights: Floats, event: int) -> CoxFit:
    happened = (table.event == event).astype(np.float64)
    return fit_cox(table.time, happened, table.entry, table.arm[:, None].astype(np.float64), weights)


def _weighted(table: AnalysisTable, model: Model | None, estimand: str, event: int) -> tuple[float, float, bool]:
    """Log hazard ratio, its robust standard error (through the estimated weights), and whether the fit converged.

    Weights are not normalised by arm here: as they are, both arms stand for one population of one size, and the arms'
    relative size matters to a hazard ratio.
    """
    weights, through = np.ones(len(table)), None
    if estimand != "none" and model is not None:
        weights, *through = population_weights(table, model, estimand)
    fit = _fit(table, weights, event)
    influence = weights[:, None] * fit.influence[:, :1]
    if through is not None:
        slope, design, moved = through
        influence += moved @ (design.T @ (slope[:, None] * fit.influence[:, :1]))
    return float(fit.coefficients[0]), float(np.sqrt(variance(influence, units_of(table))[0])), fit.converged


def _drawn(
    table: AnalysisTable,
    model: Model | None,
    estimands: Sequence[str],
    event: int,
    replicates: int,
    seed: int,
) -> Floats:
    """Log hazard ratios of the replicates, shape (R, E); missing where one has no event in an arm."""
    result = np.full((replicates, len(estimands)), np.nan)
    arms = [(table.arm == code) & (table.event == event) for code in ARM_CODES]
    for block, cases in resampled(units_of(table), replicates, seed):
        reweighed = refitted(table, np.arange(len(table)), model, cases)
        weighted = {estimand: reweighed(estimand) for estimand in estimands if estimand != "none"}
        for column in range(cases.shape[1]):
            own = cases[:, column]
            if not all(own[rows].any() for rows in arms):
                continue
            for position, estimand in enumerate(estimands):
                if estimand == "none":
                    result[block.start + column, position] = _fit(table, own, event).coefficients[0]
                elif weighted[estimand][1][column]:
                    weights = own * weighted[estimand][0][:, column]
                    result[block.start + column, position] = _fit(table, weights, event).coefficients[0]
    return result
