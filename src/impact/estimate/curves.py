"""Cumulative incidence over time, by arm and event type, as rows of Curves."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError
from impact.estimate.aalen_johansen import Incidence
from impact.estimate.admission import admit
from impact.estimate.arms import incidence_of
from impact.estimate.arrays import ARM_CODES, Floats, Ints, are_single, beyond_rounding, one_thread, sums_by, units_of
from impact.estimate.greenwood import greenwood, is_thin
from impact.estimate.influence import Influence, influence
from impact.estimate.intervals import MINIMUM_EVENTS, risk_interval
from impact.estimate.weighting import FittedWeights, values_of
from impact.results import Curves


@one_thread
def cumulative_incidence(table: AnalysisTable, weights: FittedWeights | ArrayLike | None = None) -> Curves:
    """Aalen–Johansen cumulative incidence of each event type, per arm.

    Delayed entry is honoured; tied times are exact (events before censorings, no jitter).

    Parameters
    ----------
    table : AnalysisTable
        One row per person or spell; time in `table.time_unit`.
    weights : PropensityWeights, EntropyWeights or ndarray of shape (n,), optional
        Non-negative; scale-free. Numbers are taken as known; fitted weights as estimated, which the standard errors
        account for.

    Returns
    -------
    Curves
        One row per (arm, event, distinct exit time): estimate, std_error (infinitesimal jackknife, summed within
        persons or clusters), ci_lower, ci_upper (complementary log-log), and unweighted counts: at_risk just before the
        time, events of the type up to it. No interval before the tenth event. With delayed entry and under 10 at risk
        the standard error is Greenwood's where that is larger.

    Raises
    ------
    EstimationError
        If an arm has nobody, no event of interest occurs, everybody is censored at 0, every row is an event, or the
        weights are negative, missing, of the wrong length, of another table, or all zero in an arm or of those with the
        event.

    Notes
    -----
    Aalen & Johansen (1978). Matches R survival::survfit (multi-state) to 1e-8; see tests/reference.
    """
    admit(table)
    fitted = weights if isinstance(weights, FittedWeights) else None
    method = "unadjusted" if weights is None else fitted.method if fitted else "weighted"
    values = values_of(table, weights)
    if not (values[table.event == 1] > 0).any():
        raise EstimationError("every weight is 0 of those with the event of interest, so no event is left")
    units = units_of(table)
    parts = []
    for code in ARM_CODES:
        rows = np.flatnonzero((table.arm == code) & (values > 0))
        incidence = incidence_of(table, rows, values)
        own_units = np.arange(len(rows)) if are_single(units) else np.unique(units[rows], return_inverse=True)[1]
        for event in table.event_types:
            variances = _variance(table, incidence, rows, values, fitted, units, own_units, event)
            std_error = beyond_rounding(np.sqrt(variances), incidence.risk[incidence.types.index(event)])
            parts.append(curve_rows(incidence, event, std_error).assign(arm=ARMS[code]))
    frame = pd.concat(parts, ignore_index=True)
    estimand = fitted.estimand if fitted else "none"
    return Curves(frame.assign(analysis="main", population="all", method=method, estimand=estimand))


def _variance(
    table: AnalysisTable,
    incidence: Incidence,
    rows: Ints,
    values: Floats,
    fitted: FittedWeights | None,
    units: Ints,
    own_units: Ints,
    event: int,
) -> Floats:
    """Variance of one arm's risk at every time, shape (T,); `own_units` are the units of its `rows`, from 0."""
    own = values[rows]
    derivative = influence(incidence, table.event[rows].astype(np.int64), event)
    result = derivative.squares(own, own_units)
    if fitted is not None:
        result = np.maximum(result + _through_propensity(derivative, rows, own, fitted, units), 0.0)
    thin = is_thin(incidence)
    if thin.any():
        result = np.where(thin, np.maximum(result, greenwood(incidence, own, event)), result)
    return result


def _through_propensity(derivative: Influence, rows: Ints, own: Floats, fitted: FittedWeights, units: Ints) -> Floats:
    """Return what the estimation of the propensity adds to the variance, shape (T,).

    With u the summed influence of a unit and ψ its influence on the model's coefficients, the variance is
    Σ(u + D·ψ)² where D is the derivative of the risk in the coefficients; this returns 2 D·Σuψ + D·Σψψ'·D.
    """
    gradient = derivative.total(fitted.slope[rows, None] * fitted.model.design[rows])
    model = sums_by(units, fitted.model.influence)
    cross = derivative.total(own[:, None] * model[units[rows]])
    return np.asarray((gradient * (2.0 * cross + gradient @ (model.T @ model))).sum(axis=1))


def curve_rows(incidence: Incidence, event: int, std_error: Floats) -> pd.DataFrame:
    """Return the rows of Curves of one arm and event type: risks, limits and counts at every time."""
    row = incidence.types.index(event)
    risk, events = incidence.risk[row], np.cumsum(incidence.counts[row])
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = risk_interval(risk, std_error)
    enough = events >= MINIMUM_EVENTS
    return pd.DataFrame(
        {
            "event": event,
            "time": incidence.times,
            "estimate": risk,
            "std_error": std_error,
            "ci_lower": np.where(enough, lower, np.nan),
            "ci_upper": np.where(enough, upper, np.nan),
            "at_risk": incidence.at_risk,
            "events": events,
            "band_lower": np.nan,
            "band_upper": np.nan,
        }
    )
