"""The subdistribution hazard ratio of the programme: crude, weighted, or adjusted for the covariates."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit, admit_event, admit_truncation, method_and_estimand, offered
from impact.estimate.arrays import ARM_CODES, Floats, one_thread, units_of, variance
from impact.estimate.fine_gray import FineGrayFit, fit_fine_gray
from impact.estimate.propensity import design_matrix
from impact.estimate.reweigh import fit_weights, population_weights
from impact.estimate.rows import Number, effect_row
from impact.results import Effects

CENSORING = ("by_arm", "pooled")
"""Within whom observation is taken to be alike."""

METHODS = ("unadjusted", "adjusted", "iptw", "entropy")


@one_thread
def subdistribution_hazard_ratio(
    table: AnalysisTable,
    method: str = "iptw",
    estimand: str = "ato",
    *,
    event: int = 1,
    censoring: str = "by_arm",
    truncate: float | None = None,
) -> Effects:
    """Fine and Gray's hazard ratio of the programme: competing events stay at risk, so it speaks of the risk itself.

    Above one the cumulative incidence is higher in the programme arm, below one lower, if the ratio is the same over
    all of follow-up; by how much it does not say.

    Parameters
    ----------
    table : AnalysisTable
        Delayed entry is honoured.
    method : str
        unadjusted; adjusted (the covariates in the model: a ratio among the alike, `estimand` none); iptw; or entropy.
    estimand : str
        ate, att or ato where people are weighted.
    event : int
        Event type.
    censoring : str
        by_arm: censoring and entry may differ between the arms, and then, crude or weighted, the model compares what
        the arms' Aalen–Johansen curves rest on; or pooled, as R takes it unless told otherwise.
    truncate : float, optional
        For iptw, as for `risk_difference`.

    Returns
    -------
    Effects
        One row; `horizon` is missing. The standard error of the logarithm is robust, summed within persons or
        clusters, through the weights for observation and through the estimated weights of people. Withheld with under
        10 events in an arm, or where the model was not solved.

    Raises
    ------
    EstimationError
        As for `risk_difference`; or if with delayed entry nobody is under observation at some time after a competing
        event.

    Notes
    -----
    Fine & Gray (1999); weighted expansion and delayed entry by Geskus (2011). Matches R cmprsk::crr without ties and
    R survival::finegray with them, where events come before censorings.
    """
    offered("method", method, METHODS)
    offered("way of censoring", censoring, CENSORING)
    shown = "none" if method == "adjusted" else method_and_estimand(method, estimand)
    admit(table)
    admit_event(table, event)
    admit_truncation(truncate, method)
    by_arm = [int((table.event[table.arm == code] == event).sum()) for code in ARM_CODES]
    number = Number(np.nan, np.nan, "ratio", followed=True, fewest=min(by_arm))
    if min(by_arm):
        groups = table.arm if censoring == "by_arm" else np.zeros(len(table))
        estimate, std_error = _estimate(table, method, shown, event, groups.astype(np.float64), truncate)
        number = Number(float(np.exp(estimate)), std_error, "ratio", followed=True, fewest=min(by_arm))
    row = effect_row(
        number,
        measure="subdistribution_hazard_ratio",
        method=method,
        estimand=shown,
        arm="contrast",
        event=event,
        horizon=np.nan,
        interval="influence",
        n=len(table),
        events=sum(by_arm),
    )
    return Effects(pd.DataFrame([row], columns=list(Effects.COLUMNS)))


def _estimate(
    table: AnalysisTable, method: str, estimand: str, event: int, groups: Floats, truncate: float | None
) -> tuple[float, float]:
    """Log ratio and its robust standard error; missing where the model was not solved."""
    arm = table.arm[:, None].astype(np.float64)
    if method == "adjusted":
        others = design_matrix(table).drop(columns="Intercept", errors="ignore").to_numpy(dtype=np.float64)
        fit = _fit(table, np.column_stack([arm, others]), np.ones(len(table)), groups, event)
        influence = fit.influence[:, :1]
    elif (model := fit_weights(table, method, [estimand], truncate=truncate)) is None:
        fit = _fit(table, arm, np.ones(len(table)), groups, event)
        influence = fit.influence
    else:
        weights, slope, design, moved = population_weights(table, model, estimand)
        fit = _fit(table, arm, weights, groups, event)
        influence = weights[:, None] * fit.influence + moved @ (design.T @ (slope[:, None] * fit.influence))
    if not fit.converged:
        return np.nan, np.nan
    return float(fit.coefficients[0]), float(np.sqrt(variance(influence, units_of(table))[0]))


def _fit(table: AnalysisTable, covariates: Floats, weights: Floats, groups: Floats, event: int) -> FineGrayFit:
    codes = groups.astype(np.int64)
    return fit_fine_gray(table.time, table.event.astype(np.int64), table.entry, covariates, weights, codes, event)
