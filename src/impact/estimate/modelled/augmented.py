"""The outcome of censored people made whole: inverse censoring weights, plus what the risk model knows of the rest.

For somebody observed until X, with the censoring hazard λc, G = ∏(1 − λc) and the censoring martingale M,

    Y* = reach(X)·1{event of interest}/G(X−) + Σ_{u ≤ X} rest(u)/{S(u)G(u)} dM(u)
       = reach(X)·1{event of interest}/G(X−) + Σ_u C(u−) reach(u) dF(u),      C(u) = Σ_{v ≤ u, v ≤ X} dM(v)/{S(v)G(v)}.

`reach`, `rest`, F and S are those of `predicted`. Events come before censorings at a tie, so somebody with an event at
u has left the censoring risk set at u. A change of a hazard λ(u) of an event moves Y* by C(u−) times what it moves the
risk; one of λc(u) by {Y* − Σ_{v < u} rest dM/(SG)}/(1 − λc(u)) − rest(u)/{S(u)G(u)}, while the person is at risk of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.estimate.arrays import Bools, Floats, Ints
from impact.estimate.modelled.hazard_model import HazardModel, Hazards, Spells
from impact.estimate.modelled.predicted import CERTAIN, Predicted, Targets, columns, shifted


@dataclass(frozen=True, slots=True)
class Augmented:
    """Made-whole outcomes of r people in the arm where they are.

    Attributes
    ----------
    values : ndarray of shape (r, S)
        Y* of each target.
    carried : ndarray of shape (r, J)
        C(u−): how much more than once the risk model counts at each time.
    hazards : Hazards
        Of being censored.
    tail, by_value, by_risk, by_area : ndarray of shape (r, J)
        The derivative in λc is Y*·`tail` − R·`by_value` − b·`by_risk` − c·`by_area`.
    """

    values: Floats
    carried: Floats
    hazards: Hazards
    tail: Floats
    by_value: Floats
    by_risk: Floats
    by_area: Floats


def augment(
    censoring: HazardModel,
    which: int,
    rows: Ints,
    had: Bools,
    predicted: Predicted,
    targets: Targets,
    *,
    left_limits: bool = False,
    derivative: bool = True,
) -> Augmented:
    """Make whole the outcomes of some people of the arm of that position.

    Parameters
    ----------
    censoring : HazardModel
        Of being censored.
    which : int
    rows : ndarray of int, shape (r,)
    had : ndarray of bool, shape (n,)
        Who has the event of interest.
    predicted : Predicted
        Of these people under that arm.
    targets : Targets
    left_limits : bool
        Weight the martingale by G(u−) instead, as riskRegression does.
    derivative : bool
        Without it the matrices that only it needs (tail and the rest) are left empty.
    """
    size = len(targets.times)
    spells, hazards = censoring.spells, censoring.hazards(which, rows, size, derivative=derivative)
    hazard = hazards.chance
    stays = 1.0 - hazard
    stays[hazard >= CERTAIN] = 0.0
    free: Floats = np.cumprod(stays, axis=1).astype(np.float64, copy=False)
    free_before = shifted(free, 1.0)
    present = spells.until[rows][:, None] >= np.arange(size)
    weight = inverse(free_before if left_limits else free)
    weight *= present
    weight *= inverse(predicted.survival)
    martingale = -hazard * weight
    lost = np.flatnonzero(spells.happened[rows] & (spells.at[rows] < size))
    own = spells.at[rows[lost]]
    martingale[lost, own] += weight[lost, own]
    total = np.cumsum(martingale, axis=1)
    carried = shifted(total, 0.0)
    values = (carried * predicted.jump) @ targets.reach
    seen = np.flatnonzero(had[rows] & (spells.at[rows] < size))
    own = spells.at[rows[seen]]
    chance, reach = free_before[seen, own][:, None], targets.reach[own]
    # Seen where the model says that nobody is still followed: there is no number for that target.
    seen_part = np.divide(reach, chance, out=np.full(reach.shape, np.nan), where=chance > 0)
    values[seen] += np.where(reach > 0, seen_part, 0.0)
    if not derivative:
        nothing = carried[:0]
        return Augmented(values, carried, hazards, nothing, nothing, nothing, nothing)
    tail = present * inverse(stays)
    before = [total, *(np.cumsum(martingale * part, axis=1) for part in (predicted.risk, predicted.area))]
    if not left_limits:
        before = [shifted(part, 0.0) for part in before]
    return Augmented(
        values=values,
        carried=carried,
        hazards=hazards,
        tail=tail,
        by_value=tail * before[0] + weight,
        by_risk=tail * before[1] + weight * predicted.risk,
        by_area=tail * before[2] + weight * predicted.area,
    )


@dataclass(frozen=True, slots=True)
class CensoringGradient:
    """Derivatives of weighted averages of made-whole outcomes, as those of predicted ones in `Gradient`.

    `by_slope` and `by_drain` have shape (J, E, S), `by_coefficient` (1 + p, E, S).
    """

    by_slope: Floats
    by_drain: Floats
    by_coefficient: Floats

    @classmethod
    def zero(cls, censoring: HazardModel, sets: int, targets: Targets) -> Self:
        """Return a gradient to add to."""
        size, number = targets.reach.shape
        slope, drain = np.zeros((2, size, sets, number))
        return cls(slope, drain, np.zeros((len(censoring.coefficients), sets, number)))

    def add(
        self,
        augmented: Augmented,
        predicted: Predicted,
        censoring: HazardModel,
        which: int,
        rows: Ints,
        targets: Targets,
        open_: Floats,
        weights: Floats,
    ) -> None:
        """Add people with `weights` (r, E); `open_` (J, S) is 1 while a target still has something to come."""
        hazards, size = augmented.hazards, len(targets.times)
        total, person = _sums(augmented, hazards.slope, np.arange(size), predicted, targets, open_, weights)
        self.by_slope[...] += total
        total *= censoring.jumps(which, size)[:, None, None]
        if len(hazards.tied):
            total[hazards.tied], _ = _sums(augmented, hazards.drain, hazards.tied, predicted, targets, open_, weights)
        self.by_drain[...] += total
        self.by_coefficient[...] += columns(censoring.design(which, rows), weights, person)


def _sums(
    augmented: Augmented,
    factor: Floats,
    times: Ints,
    predicted: Predicted,
    targets: Targets,
    open_: Floats,
    weights: Floats,
) -> tuple[Floats, Floats]:
    """Return derivatives in λc times `factor` (r, U): over people (U, E, S), and of each (r, S)."""
    parts = (augmented.tail, augmented.by_value, augmented.by_risk, augmented.by_area)
    tail, by_value, by_risk, by_area = (
        (part if len(times) == part.shape[1] else part[:, times]) * factor for part in parts
    )
    still = open_[times]
    total = columns(tail, weights, augmented.values)
    total -= columns(by_value, weights, predicted.values)
    total -= (by_risk.T @ weights)[:, :, None] * targets.by_risk
    total -= (by_area.T @ weights)[:, :, None] * targets.by_area
    total *= still[:, None, :]
    person = augmented.values * (tail @ still) - predicted.values * (by_value @ still)
    person -= targets.by_risk * (by_risk @ still) + targets.by_area * (by_area @ still)
    return total, person


def still_open(spells: Spells, had: Bools, targets: Targets) -> Floats:
    """Whether somebody has the event of interest (`had`) after each time and within the horizon, shape (J, S)."""
    size = len(targets.times)
    some = np.bincount(spells.at[had], minlength=spells.size)[:size] > 0
    jumps = some[:, None] & (targets.inside > 0)
    from_here = np.cumsum(jumps[::-1], axis=0)[::-1]
    return np.asarray(from_here - jumps > 0, dtype=np.float64)


def inverse(values: Floats) -> Floats:
    """Return 1/values, and 0 where nothing is left: there is nothing to come there either."""
    return np.divide(1.0, values, out=np.zeros_like(values), where=values > 0)
