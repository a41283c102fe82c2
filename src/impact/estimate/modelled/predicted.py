"""Each person's risk curve under one arm from modelled hazards, and the derivative of averages of such curves.

A curve is F = Σ S(u−)λ₁(u) with S = ∏(1 − Σλ): a product of what is left, not an exponential. What is read off it is
a number R of one kind: the risk by a horizon, or the time lost by it. With `rest(u)` for the part of R after u,

    ∂R/∂λ(u) = 1{event of interest}·S(u−)·reach(u) − rest(u)/(1 − Σλ(u)),

and rest(u) = R + b·F(u) + c·V(u), where V(u) sums v over the jumps of F up to u, and (b, c) is (−1, 0) for a risk and
(−horizon, 1) for time lost. Averages over people of these derivatives are therefore a few matrix products.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.estimate.arrays import Floats, Ints
from impact.estimate.modelled.hazard_model import HazardModel, Hazards

CERTAIN = 1.0 - 1e-12
"""A hazard of all events from here up leaves nobody; where a model says more than 1, its types share 1 between them."""


@dataclass(frozen=True, slots=True)
class Targets:
    """What is read off a curve: risks at H horizons, then time lost by them; S = 2H numbers.

    Attributes
    ----------
    times : ndarray of shape (J,)
        Distinct exit times up to the last horizon (the first, if it is later).
    reach, inside : ndarray of shape (J, S)
        What a jump at a time adds per unit: 1, or what remains to the horizon; and whether the time is within it.
    by_risk, by_area : ndarray of shape (S,)
        b and c above.
    """

    times: Floats
    reach: Floats
    inside: Floats
    by_risk: Floats
    by_area: Floats

    @classmethod
    def of(cls, times: Floats, horizons: Floats) -> Self:
        """Targets of some horizons on the distinct exit times."""
        times = times[: max(1, int((times <= horizons.max()).sum()))]
        within = (times[:, None] <= horizons).astype(np.float64)
        reach = np.hstack([within, np.maximum(horizons - times[:, None], 0.0)])
        by_risk = np.concatenate([-np.ones(len(horizons)), -horizons])
        by_area = np.repeat([0.0, 1.0], len(horizons))
        return cls(times, reach, np.hstack([within, within]), by_risk, by_area)


@dataclass(frozen=True, slots=True)
class Predicted:
    """Curves of r people under one arm; matrices have shape (r, J).

    Attributes
    ----------
    hazards : tuple of K Hazards
    before, survival : free of every event just before and just after each time
    start : `before`, divided by the hazard of all events where that exceeds 1
    jump, risk, area : S(u−)λ₁(u), F and V
    again : 1/(1 − Σλ), 0 where nobody is left
    values : ndarray of shape (r, S)
        The targets.
    spent, when, share : ndarray
        People whose hazard reaches 1, the time index of that, and the share of the event of interest in it.
    """

    hazards: tuple[Hazards, ...]
    survival: Floats
    start: Floats
    jump: Floats
    risk: Floats
    area: Floats
    again: Floats
    values: Floats
    spent: Ints
    when: Ints
    share: Floats


def predict(
    models: Sequence[HazardModel], which: int, rows: Ints, targets: Targets, *, derivative: bool = True
) -> Predicted:
    """Curves of some people had they been in the arm of that position; `models` has the event of interest first.

    Without `derivative` the matrices that only it needs (risk, area, again) are left empty.
    """
    size = len(targets.times)
    hazards = tuple(model.hazards(which, rows, size, derivative=derivative) for model in models)
    own = hazards[0].chance
    every = own.copy()
    for other in hazards[1:]:
        every += other.chance
    stays = 1.0 - every
    over = every >= CERTAIN
    stays[over] = 0.0
    survival: Floats = np.cumprod(stays, axis=1).astype(np.float64, copy=False)
    start = shifted(survival, 1.0)
    spent = when = np.empty(0, dtype=np.int64)
    if over.any():
        reached = over & (start > 0)
        spent, when = np.nonzero(reached)
        start[reached] /= every[reached]
        stays[survival <= 0] = np.inf
    jump = start * own
    nothing = jump[:0]
    return Predicted(
        hazards=hazards,
        survival=survival,
        start=start,
        jump=jump,
        risk=np.cumsum(jump, axis=1) if derivative else nothing,
        area=np.cumsum(jump * targets.times, axis=1) if derivative else nothing,
        again=1.0 / stays if derivative else nothing,
        values=jump @ targets.reach,
        spent=spent,
        when=when,
        share=own[spent, when] / every[spent, when],
    )


@dataclass(frozen=True, slots=True)
class Gradient:
    """Derivatives of weighted averages of predicted targets, for E sets of weights.

    Attributes
    ----------
    by_slope, by_drain : list of ndarray of shape (J, E, S)
        One an event type, in its hazards times their `slope` and `drain`.
    by_coefficient : list of ndarray of shape (1 + p, E, S)
    """

    by_slope: list[Floats]
    by_drain: list[Floats]
    by_coefficient: list[Floats]

    @classmethod
    def zero(cls, models: Sequence[HazardModel], sets: int, targets: Targets) -> Self:
        """Return a gradient to add to."""
        size, number = targets.reach.shape
        return cls(
            [np.zeros((size, sets, number)) for _ in models],
            [np.zeros((size, sets, number)) for _ in models],
            [np.zeros((len(model.coefficients), sets, number)) for model in models],
        )

    def add(
        self,
        predicted: Predicted,
        models: Sequence[HazardModel],
        which: int,
        rows: Ints,
        targets: Targets,
        weights: Floats,
        carried: Floats | None = None,
    ) -> None:
        """Add people with `weights` (r, E); at each time they count `carried` (r, J) times as much, if given."""
        parts = [predicted.start, predicted.again, predicted.again * predicted.risk, predicted.again * predicted.area]
        if carried is not None:
            parts = [part * carried for part in parts]
        for kind, model in enumerate(models):
            hazards, size = predicted.hazards[kind], len(targets.times)
            total, person = _sums(parts, hazards.slope, np.arange(size), predicted, targets, weights, kind == 0)
            self.by_slope[kind] += total
            total *= model.jumps(which, size)[:, None, None]
            if len(hazards.tied):
                tied, _ = _sums(parts, hazards.drain, hazards.tied, predicted, targets, weights, kind == 0)
                total[hazards.tied] = tied
            self.by_drain[kind] += total
            self.by_coefficient[kind] += columns(model.design(which, rows), weights, person)


def _sums(
    parts: Sequence[Floats],
    factor: Floats,
    times: Ints,
    predicted: Predicted,
    targets: Targets,
    weights: Floats,
    is_first: bool,
) -> tuple[Floats, Floats]:
    """Return derivatives in a type's hazards times `factor` (r, U): over people (U, E, S), and of each (r, S)."""
    start, again, again_risk, again_area = (
        (part if len(times) == part.shape[1] else part[:, times]) * factor for part in parts
    )
    inside, reach = targets.inside[times], targets.reach[times]
    total = columns(again, weights, predicted.values)
    total += (again_risk.T @ weights)[:, :, None] * targets.by_risk
    total += (again_area.T @ weights)[:, :, None] * targets.by_area
    total *= -inside[:, None, :]
    person = -predicted.values * (again @ inside)
    person -= targets.by_risk * (again_risk @ inside) + targets.by_area * (again_area @ inside)
    if is_first:
        total += (start.T @ weights)[:, :, None] * reach[:, None, :]
        person += start @ reach
    # What a type gains at the others' cost where the hazards of all share 1 between them.
    place = np.minimum(np.searchsorted(times, predicted.when), len(times) - 1)
    here = times[place] == predicted.when
    spent, when = predicted.spent[here], place[here]
    lost = (start[spent, when] * predicted.share[here])[:, None] * reach[when]
    np.add.at(total, when, -weights[spent][:, :, None] * lost[:, None, :])
    person[spent] -= lost
    return total, person


def shifted(values: Floats, first: float) -> Floats:
    """Values just before each time: everything one column later, with `first` in front."""
    result = np.empty_like(values)
    result[:, 0] = first
    result[:, 1:] = values[:, :-1]
    return result


def columns(matrix: Floats, own: Floats, numbers: Floats) -> Floats:
    """Σ over people of matrix (r, J) × own (r, E) × numbers (r, S): shape (J, E, S)."""
    products = (own[:, :, None] * numbers[:, None, :]).reshape(len(own), -1)
    return np.asarray(matrix.T @ products).reshape(matrix.shape[1], own.shape[1], numbers.shape[1])
