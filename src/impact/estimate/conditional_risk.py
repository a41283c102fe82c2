"""The risk of the event by a horizon for somebody still free of it at a time of their own, from modelled hazards.

With λ₁ and λ. the hazards of the event and of all events, and everything counted from the person's own time on,

    p = Σ S(u−)λ₁(u),   ∂p/∂λ(u) = 1{event of interest}·S(u−) − [p − F(u)]/(1 − λ.(u)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Floats, Ints
from impact.estimate.hazard_model import HazardModel
from impact.estimate.predicted import Targets, shifted


@dataclass(frozen=True, slots=True)
class ConditionalRisk:
    """Risks of r people of one arm, with what their derivative needs.

    Attributes
    ----------
    values : ndarray of shape (r,)
    models : sequence of HazardModel
        The event of interest first.
    which : int
        Position of the arm.
    rows : ndarray of int, shape (r,)
    hazards, slopes : list of ndarray of shape (r, J)
        λ of each event type, and ∂p/∂λ.
    """

    values: Floats
    models: Sequence[HazardModel]
    which: int
    rows: Ints
    hazards: list[Floats]
    slopes: list[Floats]

    def derivative(self, weights: Floats) -> Floats:
        """Differentiate Σ weights·p, for M sets of `weights` (r, M), in everybody's case weight: shape (n, M)."""
        total: Floats = np.zeros(())
        for model, hazard, slope in zip(self.models, self.hazards, self.slopes, strict=True):
            own = model.relative(self.which, self.rows)[:, None] * weights
            person = (hazard * slope).sum(axis=1)[:, None] * weights
            by_coefficient = model.design(self.which, self.rows).T @ person
            total = total + model.derivative(self.which, slope.T @ own, by_coefficient)
        return total


def conditional_risk(
    models: Sequence[HazardModel], which: int, rows: Ints, after: Ints, targets: Targets
) -> ConditionalRisk:
    """Compute the risk from each person's own time to the horizon.

    Parameters
    ----------
    models : sequence of HazardModel
        The event of interest first, then those that compete.
    which : int
        Position of the arm that the people are in.
    rows : ndarray of int, shape (r,)
    after : ndarray of int, shape (r,)
        Index of the last time at which each was known to be free of every event.
    targets : Targets
        Of the one horizon; its J times.
    """
    size = len(targets.times)
    later = (np.arange(size) > after[:, None]) & (targets.inside[:, 0] > 0)
    hazards = [
        np.where(later, model.relative(which, rows)[:, None] * model.jumps(which, size), 0.0) for model in models
    ]
    every = np.sum(hazards, axis=0)
    # Where a model says more than 1 nobody is left, and its types share 1 between them.
    hazards = [hazard / np.maximum(every, 1.0) for hazard in hazards]
    stays = np.maximum(1.0 - every, 0.0)
    start = shifted(np.cumprod(stays, axis=1), 1.0)
    risk = np.cumsum(start * hazards[0], axis=1)
    values = risk[:, -1]
    again = np.divide(1.0, stays, out=np.zeros_like(stays), where=stays > 0)
    spent = again * (values[:, None] - risk)
    slopes = [np.where(later, (start if kind == 0 else 0.0) - spent, 0.0) for kind in range(len(models))]
    return ConditionalRisk(values, models, which, rows, hazards, slopes)
