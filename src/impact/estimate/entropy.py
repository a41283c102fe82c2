"""Entropy balancing: the weights nearest to equal ones under which the arms have the same averages, exactly.

An arm's weights are exp(x'λ), where x are the columns of the design, the constant among them, and λ solves

    Σ_arm c exp(x'λ) x = Σ_target c x,

c being case weights and the target the people whom the estimand speaks of. That is the gradient of a convex function,
so a Newton iteration with halved steps finds the one solution there is, or shows that there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit, admit_entropy
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread
from impact.estimate.logistic import curvature
from impact.estimate.propensity import design_matrix, orthonormal
from impact.estimate.weighting import effective_n, normalised

ENTROPY_ESTIMANDS = ("att", "ate")
"""Not ato: the overlap population is made by propensity weights, so there are no averages to balance to beforehand."""

TOLERANCE = 1e-9
"""Largest mean imbalance at which weights count as solved; the columns of the design have mean square one."""

ITERATIONS = 200
HALVINGS = 30
LARGEST_PREDICTOR = 60.0
"""Weights beyond e to this power, or its inverse, say that the averages asked for cannot be reached."""

RIDGE = 1e-10
"""Per unit of weight, in the curvature alone: keeps a step defined where an arm lacks a level of a factor."""


@dataclass(frozen=True, slots=True)
class EntropyModel:
    """The columns to be balanced, and the coefficients that balance them.

    Attributes
    ----------
    columns : ndarray of shape (n, p)
        Constant first, made orthonormal (times √n).
    coefficients : dict of (estimand, arm code) to ndarray of shape (p,)
        Missing pairs are arms that are the target themselves: their weights are one.
    """

    columns: Floats
    coefficients: dict[tuple[str, int], Floats]

    @property
    def converged(self) -> bool:
        """A model that could not be solved is refused, so one that is there is solved."""
        return True


@dataclass(frozen=True, slots=True)
class Balancing:
    """How the coefficients of one estimand, those of both arms side by side, respond to case weights.

    Attributes
    ----------
    design, influence : ndarray of shape (n, 2p)
        An arm's block of `design` is zero in the other arm; `influence` is the derivative of the coefficients in each
        person's case weight.
    """

    design: Floats
    influence: Floats


@dataclass(frozen=True, slots=True, eq=False)
class EntropyWeights:
    """Weights under which every column of the design has the same average in both arms.

    Attributes
    ----------
    values : ndarray of shape (n,)
        Weights; those of an arm sum to its number of people (Hájek).
    estimand : str
        att (programme members) or ate (everybody).
    effective_n : dict of arm to float
        (Σw)²/Σw² of each arm.
    slope : ndarray of shape (n,)
        Derivative of `values` in the linear predictor.
    model : Balancing
    """

    values: Floats
    estimand: str
    effective_n: dict[str, float]
    slope: Floats
    model: Balancing

    @property
    def method(self) -> str:
        """Name of the method in the result frames."""
        return "entropy"


@one_thread
def entropy_weights(table: AnalysisTable, estimand: str = "att") -> EntropyWeights:
    """Entropy balancing weights on the columns of `table.formula`.

    Parameters
    ----------
    table : AnalysisTable
    estimand : str
        att: comparison people are weighted to the averages of the programme members, whose weight is one. ate: both
        arms are weighted to the averages of everybody.

    Raises
    ------
    EstimationError
        If the estimand is ato or unknown, an arm is empty, or no weights can make the averages equal; the message names
        the characteristics that stand in the way.

    Notes
    -----
    Hainmueller (2012), equations 5 to 8, with base weights of one and first moments; for att also the doubly robust
    estimator of Zhao & Percival (2017).
    """
    admit(table)
    return weigh_entropy(table, fit_entropy(table, [estimand]), estimand)


@one_thread
def fit_entropy(table: AnalysisTable, estimands: Sequence[str] = ENTROPY_ESTIMANDS) -> EntropyModel:
    """Solve for the weights of each estimand.

    Raises
    ------
    EstimationError
        As for `entropy_weights`.
    """
    for estimand in estimands:
        admit_entropy(estimand)
    raw = design_matrix(table)
    columns = orthonormal(np.column_stack([np.ones(len(table)), raw.to_numpy(dtype=np.float64)]))
    model, ones = EntropyModel(columns, {}), np.ones((len(table), 1))
    for estimand in estimands:
        for code in weighted_arms(estimand):
            rows = table.arm == code
            start = np.zeros(columns.shape[1])
            solved = balance_arm(columns, rows, _target(table, estimand), ones, start)
            if not solved.converged[0]:
                raise EstimationError(_infeasible(table, estimand, code))
            model.coefficients[estimand, code] = solved.coefficients[:, 0]
    return model


def weigh_entropy(table: AnalysisTable, model: EntropyModel, estimand: str) -> EntropyWeights:
    """Turn a solved model into the weights of one estimand."""
    raw = unnormalised(table, model, estimand)
    factor = normalised(table, raw.values)
    values = raw.values * factor
    return EntropyWeights(values, estimand, effective_n(table, values), raw.slope * factor, raw.model)


def unnormalised(table: AnalysisTable, model: EntropyModel, estimand: str) -> EntropyWeights:
    """Weights under which each arm stands for the target population in number too, as a hazard ratio needs them."""
    n, p = model.columns.shape
    values, slope = np.ones(n), np.zeros(n)
    design, influence = np.zeros((n, 2 * p)), np.zeros((n, 2 * p))
    target = _target(table, estimand)
    for which, code in enumerate(ARM_CODES):
        if (estimand, code) not in model.coefficients:
            continue
        rows, block = table.arm == code, slice(which * p, (which + 1) * p)
        own = model.columns[rows]
        values[rows] = slope[rows] = np.exp(own @ model.coefficients[estimand, code])
        design[rows, block] = own
        moved = (target.astype(np.float64) - np.where(rows, values, 0.0))[:, None] * model.columns
        bend = (values[rows, None] * own).T @ own
        influence[:, block] = moved @ np.linalg.pinv(bend, hermitian=True)
    return EntropyWeights(values, estimand, effective_n(table, values), slope, Balancing(design, influence))


@dataclass(frozen=True, slots=True)
class ArmSolutions:
    """Solutions for B sets of case weights: coefficients (p, B), weights of the arm's people (m, B), solved (B,)."""

    coefficients: Floats
    factors: Floats
    converged: Bools


def balance_arm(columns: Floats, rows: Bools, target: Bools, cases: Floats, start: Floats) -> ArmSolutions:
    """Balance one arm to the target for each column of case weights.

    Parameters
    ----------
    columns : ndarray of shape (n, p)
    rows, target : ndarray of bool, shape (n,)
        Who is in the arm, and whom it shall resemble.
    cases : ndarray of shape (n, B)
    start : ndarray of shape (p,)
    """
    own, weights = columns[rows], cases[rows]
    wanted = columns[target].T @ cases[target]
    totals = np.maximum(cases[target].sum(axis=0), np.finfo(float).tiny)
    coefficients = np.repeat(start[:, None], cases.shape[1], axis=1)
    active = np.arange(cases.shape[1])
    for _ in range(ITERATIONS):
        predictor = own @ coefficients[:, active]
        mass = weights[:, active] * _exp(predictor)
        gradient = own.T @ mass - wanted[:, active]
        unsolved = np.abs(gradient).max(axis=0) > TOLERANCE * totals[active]
        reach = np.abs(np.where(weights[:, active] > 0, predictor, 0.0)).max(axis=0)
        going = unsolved & (reach <= LARGEST_PREDICTOR)
        active = active[going]
        if not len(active):
            break
        step = _newton(own, mass[:, going], gradient[:, going], totals[active])
        coefficients[:, active] = _descend(own, weights[:, active], wanted[:, active], coefficients[:, active], step)
    factors = _exp(own @ coefficients)
    left = np.abs(own.T @ (weights * factors) - wanted).max(axis=0)
    return ArmSolutions(coefficients, factors, left <= TOLERANCE * totals)


def weighted_arms(estimand: str) -> tuple[int, ...]:
    """Codes of the arms that an estimand weights; the programme members of att are the target themselves."""
    return ARM_CODES if estimand == "ate" else (0,)


def _target(table: AnalysisTable, estimand: str) -> Bools:
    return np.ones(len(table), dtype=bool) if estimand == "ate" else table.arm == 1


def _exp(predictor: Floats) -> Floats:
    return np.exp(np.clip(predictor, -2 * LARGEST_PREDICTOR, 2 * LARGEST_PREDICTOR))


def _newton(own: Floats, mass: Floats, gradient: Floats, totals: Floats) -> Floats:
    bend = curvature(own, mass, RIDGE * totals)
    return np.asarray(np.linalg.solve(bend, gradient.T[..., None])[..., 0].T)


def _descend(own: Floats, weights: Floats, wanted: Floats, coefficients: Floats, step: Floats) -> Floats:
    """Take each Newton step, halved until the dual Σ c exp(x'λ) − λ'Σ_target c x does not rise."""

    def dual(at: Floats) -> Floats:
        return np.asarray((weights * _exp(own @ at)).sum(axis=0) - (at * wanted).sum(axis=0))

    before, length = dual(coefficients), np.ones(coefficients.shape[1])
    slack = 1e-12 * np.abs(before)
    for _ in range(HALVINGS):
        moved = coefficients - length * step
        rising = ~(dual(moved) <= before + slack)
        if not rising.any():
            break
        length[rising] /= 2
    return coefficients - length * step


def _infeasible(table: AnalysisTable, estimand: str, code: int) -> str:
    """Say which averages the arm cannot reach: those beyond what anybody in it has."""
    raw, rows, target = design_matrix(table), table.arm == code, _target(table, estimand)
    wanted, own = raw[target].mean(), raw[rows]
    beyond = [str(name) for name in raw.columns if not own[name].min() < wanted[name] < own[name].max()]
    named = [name for name in beyond if raw[name].nunique() > 1]
    which = f" (see {', '.join(named)})" if named else ""
    whom = "everybody" if estimand == "ate" else "the programme arm"
    return (
        f"entropy balancing: no weights give the {ARMS[code]} arm the same averages as {whom}{which}, because its "
        "people are too different. Leave out or merge such characteristics, restrict who is eligible, or use "
        "method iptw with estimand ato"
    )
