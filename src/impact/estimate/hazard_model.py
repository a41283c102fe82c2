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
    """Jumps (T,) of a cumulative hazard, and their derivatives in the weight of a person of relative hazard r.

    Somebody who has the event moves their own jump by `own` + r·`kept`; everybody at risk moves it by −r·`spent`.
    """

    jump: Floats
    own: Floats
    kept: Floats
    spent: Floats
    members: Bools


@dataclass(frozen=True, slots=True)
class HazardModel:
    """Hazards that are a baseline jump times a relative hazard.

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
    moved : ndarray of shape (T, 1 + p)
        Minus the derivative of the jumps in the coefficients.
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
    moved: Floats
    influence: Floats
    converged: bool

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

    def derivative(self, which: int, by_jump: Floats, by_coefficient: Floats) -> Floats:
        """Differentiate M numbers that depend on this model in case weights: shape (n, M).

        Parameters
        ----------
        which : int
            Position of the arm whose hazards they use.
        by_jump : ndarray of shape (J, M)
            Their derivatives in the first J baseline jumps.
        by_coefficient : ndarray of shape (1 + p, M), or (0, M)
            Their derivatives in the coefficients at fixed jumps.
        """
        base, size, spells = self.baselines[which], len(by_jump), self.spells
        spent = padded(np.cumsum(base.spent[:size, None] * by_jump, axis=0))
        result = -self.fitted[:, None] * spent[np.minimum(spells.until + 1, size)]
        had = np.flatnonzero(spells.happened & (spells.at < size))
        own = spells.at[had]
        result[had] += (base.own[own] + self.fitted[had] * base.kept[own])[:, None] * by_jump[own]
        result *= base.members[:, None]
        if len(self.coefficients):
            result += self.influence @ (by_coefficient - self.moved[:size].T @ by_jump)
        return result


def cox_hazard(spells: Spells, arm: Floats, covariates: Floats, weights: Floats) -> HazardModel:
    """Cox's model of the arm and the covariates, with Efron's baseline: jumps shared by both arms.

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
    tied = sums_by(spells.at[had], mass[had], spells.size)
    moved = base.spent[:, None] * at_risk - base.kept[:, None] * tied
    influence = np.zeros(design.shape)
    influence[member] = fit.influence
    # An arm without events has a hazard of zero, which is what the data say; with events it needs a coefficient.
    in_both = all((arm[had] == code).any() for code in ARM_CODES)
    solved = fit.converged and (fit.is_determined() or not in_both)
    return HazardModel(spells, (base, base), covariates, fit.coefficients, fitted, moved, influence, solved)


def arm_hazard(spells: Spells, arm: Floats, weights: Floats) -> HazardModel:
    """Each arm's own hazards and no covariates: what Kaplan–Meier and Aalen–Johansen multiply."""
    n = len(arm)
    first, second = (
        _baseline(spells, weights, weights, (arm == code) & (weights > 0), efron=False) for code in ARM_CODES
    )
    none, empty = np.empty((n, 0)), np.empty(0)
    return HazardModel(spells, (first, second), none, empty, np.ones(n), np.empty((spells.size, 0)), none, True)


def _baseline(spells: Spells, mass: Floats, weights: Floats, members: Bools, *, efron: bool) -> _Baseline:
    """Jumps from the members' weights times relative hazards (`mass`), by Efron's steps or as one step a time."""
    size, had = spells.size, np.flatnonzero(spells.happened & members)
    own = spells.at[had]
    inside = np.where(members, mass, 0.0)
    at_risk = from_the_end(sums_by(spells.until + 1, inside, size + 1))[1:]
    tied = sums_by(own, mass[had], size)
    count = np.bincount(own, minlength=size)
    at = np.repeat(np.arange(size), count)
    part = np.zeros(len(at))
    if efron:
        part = (np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)) / count[at]
    mean = sums_by(own, weights[had], size)[at] / count[at]
    share = 1.0 / (at_risk[at] - part * tied[at])
    return _Baseline(
        jump=sums_by(at, mean * share, size),
        own=sums_by(at, share / count[at], size),
        kept=sums_by(at, part * mean * share**2, size),
        spent=sums_by(at, mean * share**2, size),
        members=members,
    )
