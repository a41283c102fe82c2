"""Logistic regression for many sets of case weights at once: a batched Newton iteration through matrix products."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Bools, Floats

SCORE_TOLERANCE = 1e-9
"""Largest mean score at which a fit counts as solved; the columns of the design have mean square one."""

ITERATIONS = 30
LARGEST_PREDICTOR = 35.0
"""Beyond this the fitted chance is 0 or 1 in double precision."""

CHUNK_ELEMENTS = 2**19
"""Products of columns are formed for so many numbers at a time: bounded memory at any number of people."""

RIDGE = 1e-10
"""Per unit of weight, in the curvature alone: keeps a step defined where a resample lacks a level of a factor."""


@dataclass(frozen=True, slots=True)
class LogisticFits:
    """Fits to B sets of case weights.

    Attributes
    ----------
    coefficients : ndarray of shape (p, B)
    fitted : ndarray of shape (n, B)
    converged : ndarray of bool, shape (B,)
    """

    coefficients: Floats
    fitted: Floats
    converged: Bools


def fit_logistic(design: Floats, response: Floats, weights: Floats, start: Floats) -> LogisticFits:
    """Maximise the weighted binomial likelihood of each column of `weights`.

    Parameters
    ----------
    design : ndarray of shape (n, p)
        Full rank, columns of mean square near one.
    response : ndarray of shape (n,)
        0 or 1.
    weights : ndarray of shape (n, B)
        Non-negative case weights.
    start : ndarray of shape (p,)
        Where every fit starts; at the unweighted solution three or four steps do.
    """
    coefficients = np.repeat(start[:, None], weights.shape[1], axis=1)
    fitted = np.empty_like(weights)
    totals = np.maximum(weights.sum(axis=0), np.finfo(float).tiny)
    active = np.arange(weights.shape[1])
    current = weights
    for iteration in range(ITERATIONS + 1):
        chance = _chance(design, coefficients[:, active])
        fitted[:, active] = chance
        score = design.T @ (current * (response[:, None] - chance))
        unsolved = np.abs(score).max(axis=0) > SCORE_TOLERANCE * totals[active]
        if not unsolved.any() or iteration == ITERATIONS:
            active = active[unsolved]
            break
        if not unsolved.all():
            active, current, chance, score = (
                active[unsolved],
                current[:, unsolved],
                chance[:, unsolved],
                score[:, unsolved],
            )
        hessian = curvature(design, current * chance * (1.0 - chance), RIDGE * totals[active])
        coefficients[:, active] += np.linalg.solve(hessian, score.T[..., None])[..., 0].T
    converged = np.ones(weights.shape[1], dtype=bool)
    converged[active] = False
    return LogisticFits(coefficients, fitted, converged)


def curvature(design: Floats, weights: Floats, ridge: Floats) -> Floats:
    """Return X'diag(w)X plus a ridge for each column of `weights` (n, B), through one matrix product: (B, p, p)."""
    n, p = design.shape
    if weights.shape[1] == 1:
        # One matrix product; the products of columns, which several share, would take longer.
        return np.asarray((design.T @ (design * weights) + ridge * np.eye(p))[None])
    upper, across = np.triu_indices(p)
    flat = np.zeros((len(upper), weights.shape[1]))
    chunk = max(1, CHUNK_ELEMENTS // len(upper))
    for first in range(0, n, chunk):
        part = design[first : first + chunk]
        flat += (part[:, upper] * part[:, across]).T @ weights[first : first + chunk]
    matrices = np.empty((weights.shape[1], p, p))
    matrices[:, upper, across] = flat.T
    matrices[:, across, upper] = flat.T
    diagonal = np.arange(p)
    matrices[:, diagonal, diagonal] += ridge[:, None]
    return matrices


def _chance(design: Floats, coefficients: Floats) -> Floats:
    predictor = design @ coefficients
    np.clip(predictor, -LARGEST_PREDICTOR, LARGEST_PREDICTOR, out=predictor)
    np.negative(predictor, out=predictor)
    np.exp(predictor, out=predictor)
    predictor += 1.0
    return np.asarray(np.reciprocal(predictor, out=predictor))
