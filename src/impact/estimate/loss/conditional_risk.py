"""The risk of the event by a horizon for somebody still free of it at a time of their own, from modelled hazards.

With λ₁ and λ. the hazards of the event and of all events, and everything counted from the person's own time on,

    p = Σ S(u−)λ₁(u),   ∂p/∂λ(u) = 1{event of interest}·S(u−) − [p − F(u)]/(1 − λ.(u)).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Floats, Ints
from impact.estimate.modelled.hazard_model import HazardModel, Hazards
from impact.estimate.modelled.predicted import Targets, shifted

BLOCK_ELEMENTS = 2**19
"""People times time points worked on at a time: flat memory at any number of people."""


@dataclass(frozen=True, slots=True)
class ConditionalRisk:
    """The risks of r people of one arm, each from a time of their own to the one horizon of `targets`.

    Attributes
    ----------
    models : sequence of HazardModel
        The event of interest first, then those that compete.
    which : int
        Position of the arm that the people are in.
    rows : ndarray of int, shape (r,)
    after : ndarray of int, shape (r,)
        Index of the last time at which each was known to be free of every event.
    targets : Targets
    """

    models: Sequence[HazardModel]
    which: int
    rows: Ints
    after: Ints
    targets: Targets

    @property
    def risks(self) -> Floats:
        """The risks, shape (r,)."""
        return np.concatenate([risk[:, -1] for risk in (self._curves(block)[2] for block in self._blocks())])

    def derivative(self, weights: Floats) -> Floats:
        """Differentiate Σ weights·p, for M sets of `weights` (r, M), in everybody's case weight: shape (n, M)."""
        size, sets = len(self.targets.times), weights.shape[1]
        by_slope, by_drain = ([np.zeros((size, sets)) for _ in self.models] for _ in range(2))
        by_coefficient = [np.zeros((len(model.coefficients), sets)) for model in self.models]
        for block in self._blocks():
            rows, own = self.rows[block], weights[block]
            hazards, by_hazard = self._slopes(block)
            for kind, (model, hazard) in enumerate(zip(self.models, hazards, strict=True)):
                moved = by_hazard[kind] * hazard.slope
                total = moved.T @ own
                by_slope[kind] += total
                total *= model.jumps(self.which, size)[:, None]
                total[hazard.tied] = (by_hazard[kind][:, hazard.tied] * hazard.drain).T @ own
                by_drain[kind] += total
                by_coefficient[kind] += model.design(self.which, rows).T @ (moved.sum(axis=1)[:, None] * own)
        parts = zip(self.models, by_slope, by_drain, by_coefficient, strict=True)
        return np.asarray(sum(model.derivative(self.which, *moves) for model, *moves in parts))

    def _blocks(self) -> Iterator[slice]:
        width = max(model.width(self.which, len(self.targets.times)) for model in self.models)
        step = max(1, BLOCK_ELEMENTS // width)
        for first in range(0, len(self.rows), step):
            yield slice(first, min(first + step, len(self.rows)))

    def _later(self, block: slice) -> Floats:
        """1 at the times that count: after the person's own, up to the horizon."""
        own = np.arange(len(self.targets.times)) > self.after[block][:, None]
        return own * self.targets.inside[:, 0]

    def _curves(self, block: slice) -> tuple[list[Hazards], Floats, Floats, Floats]:
        """Hazards of each type, S(u−), F(u) and what stays at u, each (b, J)."""
        later, rows, size = self._later(block), self.rows[block], len(self.targets.times)
        hazards = [model.hazards(self.which, rows, size) for model in self.models]
        every = later * np.sum([hazard.chance for hazard in hazards], axis=0)
        # Where a model says more than 1 nobody is left, and its types share 1 between them.
        own = later * hazards[0].chance / np.maximum(every, 1.0)
        stays = np.maximum(1.0 - every, 0.0)
        start = shifted(np.cumprod(stays, axis=1), 1.0)
        return hazards, start, np.cumsum(start * own, axis=1), stays

    def _slopes(self, block: slice) -> tuple[list[Hazards], list[Floats]]:
        """Hazards of each type, and ∂p/∂λ at the times that count."""
        hazards, start, risk, stays = self._curves(block)
        later = self._later(block)
        again = np.divide(later, stays, out=np.zeros_like(stays), where=stays > 0)
        spent = again * (risk[:, -1:] - risk)
        return hazards, [later * start - spent, *(-spent for _ in self.models[1:])]
