"""Piecewise-exponential, cause-specific, proportional hazards for events of which only an interval is known.

The hazard of type k at a time in piece j, for somebody with covariates x, is exp(α_kj + x'β_k). Somebody free of events
until L with one of type k in (L, R] contributes

    S(L) ∫_L^R λ_k(u) exp(Λ(L) − Λ(u)) du,      Λ the cumulative hazard of all types, S = exp(−Λ),

an exact date λ_k(t) S(t), somebody censored S(t); what is before a late entry is left out. Score and information come
from the complete data's, those of a Poisson model of events and time at risk in every piece: the score is its expected
value given what is known, and the information loses the variance of it (Louis 1982). Newton steps are taken for each
type at a time.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from impact.estimate.arrays import Bools, Floats
from impact.estimate.imputed.interval_data import IntervalData
from impact.estimate.imputed.interval_moments import (
    TimeAtRisk,
    Within,
    expected_within,
    lost_information,
    spread_within,
)
from impact.estimate.modelled.outcome_types import EVENTS_PER_COEFFICIENT

SHRINKAGE = 1.0
"""Precision of a normal prior on each covariate's coefficient per standard deviation, but for the arm's: it says that a
characteristic hardly multiplies a hazard by more than seven, and keeps rare levels finite."""

SMOOTHNESS = 1.0
"""Precision of the step between the logarithms of the hazard in neighbouring pieces: a piece into which no event has to
fall keeps a hazard."""

VAGUE = 0.5
"""Events that the crude hazard is worth as a prior: a resample without an event of a type keeps a hazard of it."""

TOLERANCE = 1e-2
"""On the step, in standard deviations of a coefficient. The error that it leaves is of the order of its square."""

ITERATIONS = 50
HALVINGS = 12
LARGEST_STEP = 3.0
"""In the logarithm of a hazard."""


@dataclass(frozen=True, slots=True)
class IntervalModel:
    """Fitted hazards.

    Attributes
    ----------
    levels : ndarray of shape (K, J)
        α, the logarithm of the hazard in each piece.
    coefficients : ndarray of shape (K, p)
        β; zero for a type without covariates.
    adjusted : ndarray of bool, shape (K,)
        Which types have covariates: the event of interest, and others with five events per coefficient.
    crude : ndarray of shape (K,)
        Hazards without covariates and the same over time, of the data that the first fit was made to.
    log_likelihood : float
        With the priors.
    converged : bool
    """

    levels: Floats
    coefficients: Floats
    adjusted: Bools
    crude: Floats
    log_likelihood: float
    converged: bool

    def hazards(self, data: IntervalData, covariates: Floats) -> Floats:
        """Hazards of the people with an interval, shape (K, m, J)."""
        predictor = self.coefficients @ covariates[data.rows].T
        return np.exp(self.levels[:, None, :] + predictor[:, :, None])


def fit_intervals(
    data: IntervalData, covariates: Floats, weights: Floats, start: IntervalModel | None = None
) -> IntervalModel:
    """Maximise the penalised likelihood.

    Parameters
    ----------
    data : IntervalData
    covariates : ndarray of shape (n, p)
        The arm first, whose coefficient is free; the others with mean square near one, and pulled towards zero by a
        normal prior (`SHRINKAGE`).
    weights : ndarray of shape (n,)
        Case weights.
    start : IntervalModel, optional
        Where to start: close to the answer three steps do. It also says which types have covariates.
    """
    if not weights.all():
        data, covariates, weights = data.among(weights > 0), covariates[weights > 0], weights[weights > 0]
    model = start or _start(data, covariates, weights)
    state = _state(data, covariates, weights, model)
    for _ in range(ITERATIONS):
        levels, coefficients, size = _step(data, covariates, weights, model, state)
        moved, state = _climb(data, covariates, weights, model, state, levels, coefficients)
        converged = size < TOLERANCE
        if converged or moved is model:
            return replace(moved, log_likelihood=state.log_likelihood, converged=converged)
        model = moved
    return replace(model, log_likelihood=state.log_likelihood, converged=False)


def log_likelihood(data: IntervalData, covariates: Floats, weights: Floats, model: IntervalModel) -> float:
    """Weighted log-likelihood less the priors' penalties."""
    return _state(data, covariates, weights, model).log_likelihood


def score_and_information(
    data: IntervalData, covariates: Floats, weights: Floats, model: IntervalModel, kind: int
) -> tuple[Floats, Floats]:
    """Differentiate `log_likelihood` in (α, β) of the type at position `kind`: the score, and minus the second ones."""
    state = _state(data, covariates, weights, model)
    return _derivatives(data, covariates, weights, model, state, kind, spread_within(data, state.within))


@dataclass(frozen=True, slots=True)
class _State:
    """The likelihood at some parameters; `relative` (K, n) are the exp(x'β)."""

    log_likelihood: float
    relative: Floats
    within: Within


def _start(data: IntervalData, covariates: Floats, weights: Floats) -> IntervalModel:
    shape = (len(data.types), data.exposure.shape[1])
    enough = data.counts >= EVENTS_PER_COEFFICIENT * covariates.shape[1]
    enough[0] = True
    time = weights @ data.exposure.sum(axis=1) + weights[data.rows] @ data.widths.sum(axis=1) / 2
    rate = np.maximum(data.counts, 0.5) / max(float(time), np.finfo(float).tiny)
    levels = np.repeat(np.log(rate)[:, None], shape[1], axis=1)
    return IntervalModel(levels, np.zeros((shape[0], covariates.shape[1])), enough, rate, -np.inf, False)


def _state(data: IntervalData, covariates: Floats, weights: Floats, model: IntervalModel) -> _State:
    predictor = model.coefficients @ covariates.T
    relative = np.exp(predictor)
    hazards = np.exp(model.levels)[:, None, :] * relative[:, data.rows, None]
    within = expected_within(data, hazards)
    at_risk = (weights * relative) @ data.exposure
    value = float((data.happened * weights * (model.levels[:, data.piece] + predictor)).sum())
    value -= float((np.exp(model.levels) * at_risk).sum())
    value += float(weights[data.rows] @ np.log(within.likelihood))
    value += VAGUE * float((model.levels - np.exp(model.levels) / model.crude[:, None]).mean(axis=1).sum())
    value -= SMOOTHNESS / 2 * float((np.diff(model.levels, axis=1) ** 2).sum())
    value -= SHRINKAGE / 2 * float((model.coefficients[:, 1:] ** 2).sum())
    return _State(value, relative, within)


def _step(
    data: IntervalData, covariates: Floats, weights: Floats, model: IntervalModel, state: _State
) -> tuple[Floats, Floats, float]:
    """Newton's step of every type, with its largest size in standard deviations."""
    levels, coefficients, largest = np.zeros_like(model.levels), np.zeros_like(model.coefficients), 0.0
    pieces, spread = levels.shape[1], spread_within(data, state.within)
    for kind, adjusted in enumerate(model.adjusted):
        score, information = _derivatives(data, covariates, weights, model, state, kind, spread)
        try:
            np.linalg.cholesky(information)
        except np.linalg.LinAlgError:
            # Far from the answer the observed information may not be positive: an EM step then climbs.
            score, information = _derivatives(data, covariates, weights, model, state, kind, None)
        move = np.linalg.solve(information, score)
        largest = max(largest, float(np.abs(move * np.sqrt(np.diag(information))).max()))
        move *= min(1.0, LARGEST_STEP / max(float(np.abs(move).max()), np.finfo(float).tiny))
        levels[kind] = move[:pieces]
        if adjusted:
            coefficients[kind] = move[pieces:]
    return levels, coefficients, largest


def _climb(
    data: IntervalData,
    covariates: Floats,
    weights: Floats,
    model: IntervalModel,
    state: _State,
    levels: Floats,
    coefficients: Floats,
) -> tuple[IntervalModel, _State]:
    """Take the step, halved until the likelihood does not fall; the model itself where no step climbs."""
    slack, length = 1e-9 * abs(state.log_likelihood), 1.0
    for _ in range(HALVINGS):
        moved = replace(
            model,
            levels=model.levels + length * levels,
            coefficients=model.coefficients + length * coefficients,
        )
        reached = _state(data, covariates, weights, moved)
        if reached.log_likelihood >= state.log_likelihood - slack:
            return moved, reached
        length /= 2
    return model, state


def _derivatives(
    data: IntervalData,
    covariates: Floats,
    weights: Floats,
    model: IntervalModel,
    state: _State,
    kind: int,
    spread: TimeAtRisk | None,
) -> tuple[Floats, Floats]:
    """Score and information of one type; without a spread within intervals, of the complete data (an EM step's)."""
    within, rows, own = state.within, data.rows, weights[data.rows]
    rate = np.exp(model.levels[kind])
    bend = (weights * state.relative[kind])[:, None] * data.exposure * rate
    slope = -bend
    slope[np.arange(len(weights)), data.piece] += weights * data.happened[kind]
    hazard, chance = within.hazards[kind], within.chance[kind]
    slope[rows] += own[:, None] * (chance - hazard * within.exposure)
    expected = own[:, None] * hazard * within.exposure
    bend[rows] += expected
    lost = np.zeros((len(rate), len(rate)))
    if spread is not None:
        lost, row_sums = lost_information(data, within, spread, kind, own)
        bend[rows] -= row_sums
    by_level = -lost
    by_level[np.diag_indices(len(rate))] += bend.sum(axis=0) + lost.sum(axis=1)
    score, by_level = _priors(model, kind, slope.sum(axis=0), by_level)
    if not model.adjusted[kind]:
        return score, by_level
    pull = np.full(covariates.shape[1], SHRINKAGE)
    pull[0] = 0.0
    score = np.concatenate([score, covariates.T @ slope.sum(axis=1) - pull * model.coefficients[kind]])
    across = bend.T @ covariates
    corner = (covariates * bend.sum(axis=1)[:, None]).T @ covariates + np.diag(pull)
    return score, np.block([[by_level, across], [across.T, corner]])


def _priors(model: IntervalModel, kind: int, score: Floats, information: Floats) -> tuple[Floats, Floats]:
    """Add what the priors of the levels say."""
    levels = model.levels[kind]
    steps = np.diff(np.eye(len(levels)), axis=0)
    penalty = SMOOTHNESS * steps.T @ steps
    seen = VAGUE / len(levels) * np.exp(levels) / model.crude[kind]
    slope: Floats = score - penalty @ levels + VAGUE / len(levels) - seen
    return slope, information + penalty + np.diag(seen)
