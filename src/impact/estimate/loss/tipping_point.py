"""The tipping point: how much more the lost would have to have the event, by arm, for the conclusion to change.

The middle of the grid is the estimate with censoring weights: somebody lost at time t has the event by the horizon as
often as people like them (their baseline, their arm, free of every event at t) who were still followed, p. Elsewhere δ
multiplies the odds of p: an arm's risk moves by the weighted mean, over everybody ever in it, of

    δp/(1 − p + δp) − p  for who was lost, 0 for the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit
from impact.estimate.arms import through_propensity
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread, sums_by, units_of
from impact.estimate.headline import headline_measure
from impact.estimate.intervals import Z
from impact.estimate.loss.censoring_weights import censoring_weighted_arms
from impact.estimate.loss.conditional_risk import ConditionalRisk
from impact.estimate.loss.lost import headline_weights, lost_before, refuse_late_entry
from impact.estimate.loss.marked_risk import marked_risk
from impact.estimate.modelled.hazard_model import HazardModel
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.propensity import case_weights
from impact.estimate.weighting import FittedWeights
from impact.results import Grid
from impact.study import Study

DELTAS = tuple(float(2.0 ** (half / 2)) for half in range(-4, 7))
"""What multiplies the odds, in steps of √2: from 1/4 to 8, with 1 among them."""

ANALYSIS = "tipping_point"


@dataclass(frozen=True, slots=True)
class TippingOdds:
    """The odds nearest to 1 in the programme arm, the comparison at 1, at which the conclusion changes.

    `interval`: the interval includes no effect (1 where it does without any assumption). `estimate`: the estimate is
    no effect or has changed sign. Missing where nothing on the grid does it.
    """

    interval: float
    estimate: float


@one_thread
def tipping_point(table: AnalysisTable, study: Study) -> Grid:
    """Estimate the headline's contrast at the primary horizon for every pair of `DELTAS`, programme and comparison.

    Parameters
    ----------
    table : AnalysisTable
        `context.observable` tells who was lost from whom the end of the records cut off; see `lost_before`.
    study : Study
        Its measure (a risk difference where that has no odds: time lost, hazard ratio), and its weights (propensity
        weights where the headline models risks). p comes from cause-specific Cox models of the arm and the covariates,
        as for the method standardised.

    Returns
    -------
    Grid
        analysis `tipping_point`; at (1, 1) it is the row `censoring_weights`. Intervals are from influence functions,
        through the weights, the model of being lost and the models of p.

    Raises
    ------
    EstimationError
        If people come under observation at different times, a model does not converge, and as for `risk_difference`.

    Notes
    -----
    Delta adjustment as in Rubin (1987, ch. 6) and Carpenter & Kenward (2013, ch. 10), averaged over the imputed events
    instead of drawing them.
    """
    admit(table)
    refuse_late_entry(table, ANALYSIS)
    horizon, is_ratio = study.primary.horizon, headline_measure(study) == "risk_ratio"
    level, influence = shifted_risks(table, study, headline_weights(table, study), DELTAS)
    first, second = level[0][:, None], level[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = level if is_ratio else np.ones_like(level)
        middle = np.log(first) - np.log(second) if is_ratio else first - second
        totals = [sums_by(units_of(table), own / by) for own, by in zip(influence, scale, strict=True)]
    squares = [(own**2).sum(axis=0) for own in totals]
    spread = np.sqrt(np.maximum(squares[0][:, None] + squares[1] - 2 * totals[0].T @ totals[1], 0.0))
    numbers = [middle, middle - Z * spread, middle + Z * spread]
    shown = [np.exp(own) if is_ratio else own for own in numbers]
    grid = pd.DataFrame(
        {
            "analysis": ANALYSIS,
            "measure": "risk_ratio" if is_ratio else "risk_difference",
            "horizon": horizon,
            "programme": np.repeat(DELTAS, len(DELTAS)),
            "comparison": np.tile(DELTAS, len(DELTAS)),
        }
        | {name: own.ravel() for name, own in zip(("estimate", "ci_lower", "ci_upper"), shown, strict=True)}
    )
    return Grid(grid)


def tipping_odds(grid: Grid) -> TippingOdds:
    """Read the tipping point of the programme arm off a grid; a missing interval includes everything."""
    frame = grid.select(analysis=ANALYSIS, comparison=1.0)
    order = np.argsort(np.abs(np.log(frame["programme"].to_numpy(dtype=np.float64))), kind="stable")
    frame = frame.iloc[order]
    none = (frame["measure"] == "risk_ratio").to_numpy(dtype=np.float64)
    estimate, lower, upper = (frame[name].to_numpy(dtype=np.float64) for name in ("estimate", "ci_lower", "ci_upper"))
    excluded = (lower > none) | (upper < none)
    turned = np.sign(estimate - none) != np.sign(estimate[:1] - none[:1])
    deltas = frame["programme"].to_numpy(dtype=np.float64)
    return TippingOdds(*(_first(deltas, found) for found in (~excluded, turned | (estimate == none))))


def _first(deltas: Floats, found: Bools) -> float:
    return float(deltas[found][0]) if found.any() else np.nan


def shifted_risks(
    table: AnalysisTable, study: Study, weights: FittedWeights | None, deltas: tuple[float, ...]
) -> tuple[Floats, Floats]:
    """Return both arms' risks by the primary horizon for D odds, (2, D), and their derivative, (2, n, D)."""
    horizons, odds = np.array([study.primary.horizon]), np.asarray(deltas)
    middle = censoring_weighted_arms(table, weights, lost_before(table, study, max(study.horizons)), horizons).risk
    problem, events = _event_models(table, horizons)
    lost, everybody = lost_before(table, study, study.primary.horizon), case_weights(table, weights)
    level, influence = np.repeat(middle.level, len(odds), axis=1), np.repeat(middle.influence, len(odds), axis=2)
    for which, code in enumerate(ARM_CODES):
        rows = np.flatnonzero(table.arm == code)
        gone = np.flatnonzero(lost[rows])
        if not len(gone):
            continue
        after = problem.events[0].at[rows[gone]]  # noqa: PD008 - a field, not pandas
        risk = ConditionalRisk(events, which, rows[gone], after, problem.targets)
        p = risk.risks[:, None]
        among = 1 - p + odds * p
        more = np.zeros((len(rows), len(odds)))
        more[gone] = odds * p / among - p
        # Losses come after events at a tied time.
        time = np.where(lost[rows], np.nextafter(table.time[rows], np.inf), table.time[rows])
        shift = marked_risk(time, lost[rows] | (table.event[rows] > 0), more, everybody[rows])
        level[which] += shift.values  # noqa: PD011 - a field, not pandas
        influence[which] += risk.derivative(shift.by_mark[gone, None] * (odds / among**2 - 1))
        influence[which] += through_propensity(shift.influence, rows, everybody[rows], weights, len(table))
    return level, influence


def _event_models(table: AnalysisTable, horizons: Floats) -> tuple[Problem, tuple[HazardModel, ...]]:
    """Fit cause-specific models of every event, that of interest first, as the method standardised does."""
    problem = Problem.of(table, None, horizons, 1, censoring=None)
    (nuisances,) = problem.fit(np.ones(len(table)))
    if nuisances.unsolved:
        raise EstimationError(
            f"the model of {', and that of '.join(nuisances.unsolved)} did not converge, so that the tipping point "
            "cannot be computed; leave out covariates with rare levels"
        )
    return problem, nuisances.events
