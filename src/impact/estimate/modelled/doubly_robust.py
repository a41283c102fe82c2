"""Risks from models: standardised over a population, and doubly robust, with the derivative of each in case weights."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import ARM_CODES, Floats, Ints
from impact.estimate.modelled.augmented import CensoringGradient, augment, still_open
from impact.estimate.modelled.nuisance import Nuisances, Problem
from impact.estimate.modelled.predicted import Gradient, predict
from impact.estimate.propensity import tilt, tilt_slope

BLOCK_ELEMENTS = 2**17
"""People times time points worked on at a time: what a processor's cache holds, and flat memory."""


@dataclass(frozen=True, slots=True)
class Modelled:
    """Numbers of both arms for E estimands and S targets.

    Attributes
    ----------
    level : ndarray of shape (2, E, S)
    influence : ndarray of shape (2, n, E, S)
        Derivative in case weights; empty where it was not asked for.
    unsolved : tuple of str
        Models that did not converge.
    """

    level: Floats
    influence: Floats
    unsolved: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Averages:
    """Weights (n, E) of the two averages of an arm: of predictions, and of what observations add to them.

    Each weight over its total; `slope` is its derivative in the propensity's linear predictor. `hajek` is false where
    the second divides by the number of people instead.
    """

    target: Floats
    target_slope: Floats
    own: Floats
    own_slope: Floats
    hajek: bool


def modelled(
    problem: Problem,
    estimands: Sequence[str],
    weights: Floats,
    *,
    derivative: bool = True,
    like_riskregression: bool = False,
    fitted: Sequence[Nuisances] | None = None,
) -> Modelled:
    """Estimate both arms under case weights (n,).

    Parameters
    ----------
    problem : Problem
        With a model of being censored the answer is doubly robust; without, standardised.
    estimands : sequence of str
        ate, att, ato.
    weights : ndarray of shape (n,)
    derivative : bool
        Whether to compute the influence, which takes most of the time.
    like_riskregression : bool
        Divide the observations' part by n and weight its martingale by G(u−), as riskRegression::ate does.
    fitted : sequence of Nuisances, optional
        What `problem.fit` gave for these weights, where that is known.

    Notes
    -----
    With (h, w) the weights of an estimand, an arm's risk is Σh·F/Σh + Σw(Y* − F)/Σw. Doubly robust for ate and att; for
    ato the population itself is defined by the propensity. Ozenne et al. (2020); Li, Morgan & Zaslavsky (2018).
    """
    parts = problem.fit(weights) if fitted is None else fitted
    chance = np.empty(len(weights))
    chance.fill(0.5)
    for part in parts:
        chance[part.rows] = part.chance[part.rows]
    sizes = (len(estimands), problem.targets.reach.shape[1])
    level = np.zeros((2, *sizes))
    influence = np.zeros((2, len(weights), *sizes)) if derivative else np.empty(0)
    for which in range(len(ARM_CODES)):
        averages = _averages(problem, estimands, chance, weights, which, hajek=not like_riskregression)
        predictions, gains = np.zeros((2, len(weights), sizes[1]))
        for part in parts:
            moved = _arm(problem, part, averages, weights, which, predictions, gains, derivative, like_riskregression)
            if derivative:
                influence[which] += moved
        first = np.einsum("n,ne,ns->es", weights, averages.target, predictions)
        second = np.einsum("n,ne,ns->es", weights, averages.own, gains)
        level[which] = first + second
        if derivative:
            influence[which] += _direct(averages, predictions, gains, first, second)
            for part in parts:
                influence[which] += _through_chance(problem, part, averages, weights, predictions, gains, first, second)
    return Modelled(level, influence, tuple(dict.fromkeys(name for part in parts for name in part.unsolved)))


def _averages(
    problem: Problem, estimands: Sequence[str], chance: Floats, weights: Floats, which: int, *, hajek: bool
) -> _Averages:
    treated, (chance, moves) = problem.arm == 1, _truncated(problem, chance)
    here = (problem.arm == ARM_CODES[which]).astype(np.float64)
    populations = {
        "ate": (np.ones(len(chance)), np.zeros(len(chance))),
        "att": (treated.astype(np.float64), np.zeros(len(chance))),
        "ato": (chance * (1 - chance), moves * chance * (1 - chance) * (1 - 2 * chance)),
    }
    target, target_slope = (np.column_stack([populations[name][index] for name in estimands]) for index in (0, 1))
    total = weights @ target
    if problem.censoring is None:
        nothing = np.zeros_like(target)
        return _Averages(target / total, target_slope / total, nothing, nothing, hajek)
    own = np.column_stack([here * tilt(name, chance, treated) for name in estimands])
    own_slope = np.column_stack([here * moves * tilt_slope(name, chance, treated) for name in estimands])
    total_own = weights @ own if hajek else np.full(len(estimands), weights.sum())
    return _Averages(target / total, target_slope / total, own / total_own, own_slope / total_own, hajek)


def _truncated(problem: Problem, chance: Floats) -> tuple[Floats, Floats]:
    """Chances (n,) within the bounds that observations are weighted by, and 1.0 where they are not moved, else 0.0.

    Standardised risks weigh no observations, and truncate nothing.
    """
    model = problem.propensity
    if model is None or problem.censoring is None:
        return chance, np.ones(len(chance))
    bounded = model.bounded(chance)
    return bounded, (bounded == chance).astype(np.float64)


def _blocks(rows: Ints, width: int) -> Iterator[Ints]:
    step = max(1, BLOCK_ELEMENTS // max(width, 1))
    for first in range(0, len(rows), step):
        yield rows[first : first + step]


def _arm(
    problem: Problem,
    part: Nuisances,
    averages: _Averages,
    weights: Floats,
    which: int,
    predictions: Floats,
    gains: Floats,
    derivative: bool,
    left_limits: bool,
) -> Floats:
    """Fill in one fold's predictions and gains (n, S); return what its hazard models add to the influence."""
    targets, models, censoring = problem.targets, part.events, part.censoring
    sets, size = averages.target.shape[1], len(targets.times)
    width = max(model.width(which, size) for model in (*models, *([censoring] if censoring else [])))
    gradient = Gradient.zero(models, sets, targets)
    lost = CensoringGradient.zero(censoring, sets, targets) if censoring else None
    open_ = still_open(problem.events[0], problem.had, targets)
    here = problem.arm[part.rows] == ARM_CODES[which]
    observed = part.rows[here] if censoring else part.rows[:0]
    for rows in _blocks(part.rows[~here] if censoring else part.rows, width):
        predicted = predict(models, which, rows, targets, derivative=derivative)
        predictions[rows] = predicted.values
        if derivative:
            own = weights[rows, None] * averages.target[rows]
            gradient.add(predicted, models, which, rows, targets, own)
    for rows in _blocks(observed, width):
        if censoring is None or lost is None:
            break
        predicted = predict(models, which, rows, targets, derivative=derivative)
        whole = augment(
            censoring, which, rows, problem.had, predicted, targets, left_limits=left_limits, derivative=derivative
        )
        predictions[rows] = predicted.values
        gains[rows] = whole.values - predicted.values
        if derivative:
            own = weights[rows, None] * averages.own[rows]
            once = weights[rows, None] * averages.target[rows] - own
            gradient.add(predicted, models, which, rows, targets, once)
            gradient.add(predicted, models, which, rows, targets, own, whole.carried)
            lost.add(whole, predicted, censoring, which, rows, targets, open_, own)
    if not derivative:
        return np.empty(0)
    found = list(zip(models, gradient.by_slope, gradient.by_drain, gradient.by_coefficient, strict=True))
    if censoring and lost:
        found.append((censoring, lost.by_slope, lost.by_drain, lost.by_coefficient))
    moved = sum(model.derivative(which, *(_flat(part) for part in parts)) for model, *parts in found)
    return np.asarray(moved).reshape(len(weights), sets, -1)


def _flat(values: Floats) -> Floats:
    return values.reshape(values.shape[0], values.shape[1] * values.shape[2])


def _direct(averages: _Averages, predictions: Floats, gains: Floats, first: Floats, second: Floats) -> Floats:
    """Return what a person's own row adds, shape (n, E, S)."""
    result = averages.target[:, :, None] * (predictions[:, None, :] - first)
    if averages.hajek:
        result += averages.own[:, :, None] * (gains[:, None, :] - second)
    else:
        result += averages.own[:, :, None] * gains[:, None, :] - second / len(gains)
    return np.asarray(result)


def _through_chance(
    problem: Problem,
    part: Nuisances,
    averages: _Averages,
    weights: Floats,
    predictions: Floats,
    gains: Floats,
    first: Floats,
    second: Floats,
) -> Floats:
    """Return what a person adds by moving the propensity model, shape (n, E, S)."""
    if problem.propensity is None:
        return np.zeros((len(weights), *first.shape))
    rows = part.rows
    off = gains[rows, None, :] - (second if averages.hajek else 0.0)
    moved = averages.target_slope[rows, :, None] * (predictions[rows, None, :] - first)
    moved += averages.own_slope[rows, :, None] * off
    moved *= weights[rows, None, None]
    by = problem.propensity.design[rows].T @ moved.reshape(len(rows), -1)
    return np.asarray(part.chance_influence @ by).reshape(len(weights), *first.shape)
