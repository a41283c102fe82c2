"""How far loss alone could move the answer: every lost person had the event at once, or never."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit, admit_horizons
from impact.estimate.arms import Arms, compare_arms
from impact.estimate.arrays import Bools, one_thread
from impact.estimate.contrasts import Request, contrast_arms
from impact.estimate.headline import headline_measure
from impact.estimate.loss.lost import headline_weights, lost_before, name_of
from impact.estimate.sensitivity import named
from impact.estimate.weighting import FittedWeights
from impact.results import Effects
from impact.study import Study

BOUNDS = {"loss_worst": 1, "loss_best": 0}
"""Name of each bound, and the arm (1 programme) whose lost are taken to have had the event."""


@one_thread
def loss_bounds(table: AnalysisTable, study: Study) -> Effects:
    """Bound the headline's contrast, whatever became of the lost, among all who were ever in the arms.

    `loss_worst`: everybody lost from the programme arm had the event at once, nobody lost from the comparison arm ever
    had it; `loss_best` is the reverse. Lost at a horizon is who was censored before it while the records go on (see
    `lost_before`); whom the end of the records cuts off stays censored, as in the estimate.

    Returns
    -------
    Effects
        For both bounds the arms and the contrast at each horizon, under the headline's weights (propensity weights
        where the headline models risks); the estimate with these weights lies between them, whatever the data. The
        intervals are of the bounds themselves: the true value lies between the lower limit of the lower bound and the
        upper limit of the upper one at least as often as the interval says. `events` counts what was seen.

    Raises
    ------
    EstimationError
        As for `risk_difference`.

    Notes
    -----
    Horowitz & Manski (2000), for cumulative incidences. That the lost never have the event is a risk of the event with
    loss as one more event that competes with it; that they have it at once adds the risk of loss.
    """
    admit(table)
    weights, measure = headline_weights(table, study), headline_measure(study)
    parts = []
    for name, treated in BOUNDS.items():
        for horizon in study.horizons:
            arms = bounded_arms(table, weights, lost_before(table, study, horizon), treated, horizon)
            asked = Request(admit_horizons([horizon]), (measure,))
            parts.append(named(contrast_arms(table, arms, *name_of(weights), asked), name))
    return Effects.concat(parts)


def bounded_arms(
    table: AnalysisTable, weights: FittedWeights | None, lost: Bools, treated: int, horizon: float
) -> Arms:
    """Estimate both arms as if the lost of the arm `treated` had the event just after, and those of the other never."""
    horizons = admit_horizons([horizon])
    observed = compare_arms(table, weights, horizons)
    bounds = compare_arms(_as_if(table, lost, treated), weights, horizons)
    return replace(bounds, events=observed.events, followed=observed.followed)


def _as_if(table: AnalysisTable, lost: Bools, treated: int) -> AnalysisTable:
    # Just after: whoever else leaves at that time has left, and a loss at the horizon is one after it.
    time = np.where(lost, np.nextafter(table.time, np.inf), table.time)
    never = int(table.event.max()) + 1
    assumed = np.where(table.arm == treated, 1, never)
    return replace(table, time=time, event=np.where(lost, assumed, table.event).astype(np.int16))
