"""A hazard for every person at every time, by Cox's model or arm by arm, with its derivative in case weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, from_the_end, padded, sums_by
from impact.estimate.cox import fit_cox


@dataclass(frozen=True, slots=True)
class Spells:
    """When n people can have what is modelled, on an index of T distinct times; nobody enters late.

    Attributes
    ----------
    at : ndarray of int, shape (n,)
        Index of each person's exit.
    until : ndarray of int, shape (n,)
        Last index at which the person is at risk: the exit, or the time before it (−1 where there is none).
    happened : ndarray of bool, shape (n,)
    size : int
        T.
    """

    at: Ints
    until: Ints
    happened: Bools
    size: int


@dataclass(frozen=True, slots=True)
class _Baseline:
    """Baseline hazard: the steps that Efron's average takes at each of T times, J = m/(Y − part·D).

    Attributes
    ----------
    jump, square : ndarray of shape (T,)
        Sums of the steps, and of their squares.
    mean : ndarray of shape (T,)
        m: the mean weight of those who have the event, or, where all of them make one step, its total.
    parts : ndarray of shape (T,)
        How many share m; 0 where nobody has the event.
    at_risk, dying : ndarray of shape (T,)
        Y and D: weights times relative hazards of those at risk, and of those of them who have the event.
    tied : ndarray of int, shape (U,)
        Times of several steps.
    first : ndarray of int, shape (U + 1,)
        Where the steps of each begin in `steps`, and the end of the last.
    steps : ndarray
        The steps of tied times.
    members : ndarray of bool, shape (n,)
    """

    jump: Floats
    square: Floats
    mean: Floats
    parts: Floats
    at_risk: Floats
    dying: Floats
    tied: Ints
    first: Ints
    steps: Floats
    members: Bools


@dataclass(frozen=True, slots=True)
class Hazards:
    """Chances of r people to have what is modelled at each of J times, and how they move; matrices have shape (r, J).

    Attributes
    ----------
    chance : ndarray
        1 − ∏(1 − r·step) over a time's steps: with ties r times their sum counts the tied set twice.
    slope : ndarray
        Derivative in the linear predictor; empty where it was not asked for, as is `drain`.
    tied : ndarray of int, shape (U,)
        Times of several steps.
    drain : ndarray of shape (r, U)
        At tied times, m times minus the derivative in the number at risk. At others that is `slope` times the jump.
    """

    chance: Floats
    slope: Floats
    tied: Ints
    drain: Floats


@dataclass(frozen=True, slots=True)
class HazardModel:
    """Hazards that are made of baseline steps times a relative hazard.

    Attributes
    ----------
    spells : Spells
    baselines : of the programme and of the comparison
        The same one where the arm is a coefficient.
    covariates : ndarray of shape (n, p)
    coefficients : ndarray of shape (1 + p,), or (0,)
        The arm's first; none where each arm has its own hazard and nothing else counts.
    fitted : ndarray of shape (n,)
        Relative hazards in the arm where people are.
    at_risk_moved, dying_moved : ndarray of shape (T, 1 + p)
        Derivatives of the baseline's `at_risk` and `dying` in the coefficients.
    influence : ndarray of shape (n, 1 + p)
        Derivative of the coefficients in case weights.
    converged : bool
        And, where both arms have events, the data hold the arm's coefficient.
    """

    spells: Spells
    baselines: tuple[_Baseline, _Baseline]
    covariates: Floats
    coefficients: Floats
    fitted: Floats
    at_risk_moved: Floats
    dying_moved: Floats
    influence: Floats
    converged: bool

    def hazards(self, which: int, rows: Ints, size: int, *, derivative: bool = True) -> Hazards:
        """Hazards of some people at the first `size` times in the arm of that position (programme first)."""
        base, relative = self.baselines[which], self.relative(which, rows)[:, None]
        chance = relative * base.jump[:size]
        slope = chance.copy() if derivative else chance[:0]
        tied = base.tied[: np.searchsorted(base.tied, size)]
        if not len(tied):
            return Hazards(chance, slope, tied, chance[:, :0])
        first = base.first[: len(tied)]
        steps = base.steps[: base.first[len(tied)]]
        stays = np.maximum(1.0 - relative * steps, 0.0)
        left = np.multiply.reduceat(stays, first, axis=1)
        chance[:, tied] = 1.0 - left
        if not derivative:
            return Hazards(chance, slope, tied, chance[:0])
        rate = np.add.reduceat(np.divide(steps, stays, out=np.zeros_like(stays), where=stays > 0), first, axis=1)
        slope[:, tied] = left * relative * rate
        return Hazards(chance, slope, tied, left * (rate - base.jump[tied]))

    def width(self, which: int, size: int) -> int:
        """Return how many numbers a person takes in `hazards`."""
        base = self.baselines[which]
        return max(size, int(base.first[np.searchsorted(base.tied, size)]))

    def jumps(self, which: int, size: int) -> Floats:
        """Baseline jumps at the first `size` times in the arm of that position (programme first)."""
        return self.baselines[which].jump[:size]

    def design(self, which: int, rows: Ints) -> Floats:
        """Columns of the model for some people in the arm of that position, shape (r, 1 + p)."""
        if not len(self.coefficients):
            return np.empty((len(rows), 0))
        return np.column_stack([np.full(len(rows), float(ARM_CODES[which])), self.covariates[rows]])

    def relative(self, which: int, rows: Ints) -> Floats:
        """Relative hazards of some people in the arm of that position, shape (r,)."""
        if not len(self.coefficients):
            return np.ones(len(rows))
        predictor = self.covariates[rows] @ self.coefficients[1:] + self.coefficients[0] * ARM_CODES[which]
        return np.asarray(np.exp(predictor))

    def derivative(self, which: int, by_slope: Floats, by_drain: Floats, by_coefficient: Floats) -> Floats:
        """Differentiate M numbers that depend on this model in case weights: shape (n, M).

        Parameters
        ----------
        which : int
            Position of the arm whose hazards they use.
        by_slope, by_drain : ndarray of shape (J, M)
            Over people, their derivatives in the hazards at the first J times, times `slope`, and times `drain`.
        by_coefficient : ndarray of shape (1 + p, M), or (0, M)
            Their derivatives in the coefficients at fixed steps.
        """
        base, size, spells = self.baselines[which], len(by_slope), self.spells
        some = np.flatnonzero(base.parts[:size])
        by_mean, by_at_risk, by_dying = np.zeros((3, *by_slope.shape))
        by_mean[some] = by_slope[some] / base.mean[some, None]
        by_at_risk[some] = -by_drain[some] / base.mean[some, None]
        # Numbers at risk and weights scaled alike leave every step as it is: that gives the third from the others.
        tied = base.tied[: np.searchsorted(base.tied, size)]
        rest = by_slope[tied] + base.at_risk[tied, None] * by_at_risk[tied]
        by_dying[tied] = -rest / base.dying[tied, None]
        until = padded(np.cumsum(by_at_risk, axis=0))
        result = self.fitted[:, None] * until[np.minimum(spells.until + 1, size)]
        had = np.flatnonzero(spells.happened & (spells.at < size))
        own = spells.at[had]
        share = np.maximum(base.parts[own], 1.0)
        result[had] += by_mean[own] / share[:, None] + self.fitted[had, None] * by_dying[own]
        result *= base.members[:, None]
        if len(self.coefficients):
            moved = self.at_risk_moved[:size].T @ by_at_risk + self.dying_moved[:size].T @ by_dying
            result += self.influence @ (by_coefficient + moved)
        return result

    def through_jumps(self, which: int, by_jump: Floats, by_coefficient: Floats) -> Floats:
        """Do the same for numbers that depend on the sums of the steps alone, by their derivatives in them (J, M)."""
        base, size = self.baselines[which], len(by_jump)
        slope, drain = base.jump[:size, None] * by_jump, base.square[:size, None] * by_jump
        return self.derivative(which, slope, drain, by_coefficient)


def cox_hazard(spells: Spells, arm: Floats, covariates: Floats, weights: Floats) -> HazardModel:
    """Cox's model of the arm and the covariates, with Efron's baseline: steps shared by both arms.

    Parameters
    ----------
    spells : Spells
    arm : ndarray of shape (n,)
        1 programme, 0 comparison.
    covariates : ndarray of shape (n, p)
        Near mean zero, so that relative hazards stay moderate.
    weights : ndarray of shape (n,)
        Case weights; nobody of weight zero has any part in the fit or its derivative.
    """
    design = np.column_stack([arm, covariates])
    member = weights > 0
    fit = fit_cox(
        spells.until[member].astype(np.float64),
        spells.happened[member].astype(np.float64),
        np.zeros(int(member.sum())),
        design[member],
        weights[member],
    )
    fitted = np.exp(design @ fit.coefficients)
    base = _baseline(spells, weights * fitted, weights, member, efron=True)
    mass = (weights * fitted)[:, None] * design
    had = np.flatnonzero(spells.happened & member)
    at_risk = from_the_end(sums_by(spells.until + 1, mass, spells.size + 1))[1:]
    dying = sums_by(spells.at[had], mass[had], spells.size)
    influence = np.zeros(design.shape)
    influence[member] = fit.influence
    # An arm without events has a hazard of zero, which is what the data say; with events it needs a coefficient.
    in_both = all((arm[had] == code).any() for code in ARM_CODES)
    solved = fit.converged and (fit.is_determined() or not in_both)
    return HazardModel(spells, (base, base), covariates, fit.coefficients, fitted, at_risk, dying, influence, solved)


def arm_hazard(spells: Spells, arm: Floats, weights: Floats) -> HazardModel:
    """Each arm's own hazards and no covariates: what Kaplan–Meier and Aalen–Johansen multiply."""
    n = len(arm)
    first, second = (
        _baseline(spells, weights, weights, (arm == code) & (weights > 0), efron=False) for code in ARM_CODES
    )
    none, empty, nothing = np.empty((n, 0)), np.empty(0), np.empty((spells.size, 0))
    return HazardModel(spells, (first, second), none, empty, np.ones(n), nothing, nothing, none, True)


def _baseline(spells: Spells, mass: Floats, weights: Floats, members: Bools, *, efron: bool) -> _Baseline:
    """Make steps of the members' weights times relative hazards (`mass`): Efron's, or one a time."""
    size, had = spells.size, np.flatnonzero(spells.happened & members)
    own = spells.at[had]
    inside = np.where(members, mass, 0.0)
    at_risk = from_the_end(sums_by(spells.until + 1, inside, size + 1))[1:]
    dying = sums_by(own, mass[had], size)
    count = np.bincount(own, minlength=size)
    parts = count if efron else np.minimum(count, 1)
    mean = np.divide(sums_by(own, weights[had], size), parts, out=np.zeros(size), where=parts > 0)
    at = np.repeat(np.arange(size), parts)
    begin = np.cumsum(parts) - parts
    step = mean[at] / (at_risk[at] - (np.arange(len(at)) - begin[at]) / parts[at] * dying[at])
    tied = np.flatnonzero(parts > 1)
    return _Baseline(
        jump=sums_by(at, step, size),
        square=sums_by(at, step**2, size),
        mean=mean,
        parts=parts.astype(np.float64),
        at_risk=at_risk,
        dying=dying,
        tied=tied,
        first=padded(np.cumsum(parts[tied])).astype(np.int64),
        steps=step[parts[at] > 1],
        members=members,
    )
