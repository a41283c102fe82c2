"""Stabilised weights for being served and for not being lost, period by period, and their derivative.

Within a period loss comes first, then the event, then service among those still there. With A the service of a period
and H what was known when it began (services before, contacts, baseline), the weight of a row of period k is

    W(k) = ∏_{j<k} P(A_j | j, A_{j−1}) / P(A_j | j, H_j) · ∏_{j≤k} P(stays in j | j, A_{j−1}) / P(stays in j | j, H_j).

A service counts as any or none: most periods have one at most, and how many there are says how long a child was there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np
import pandas as pd

from impact.cohort.person_periods import PersonPeriods
from impact.errors import EstimationError
from impact.estimate.arrays import Bools, Floats, Ints, sums_by
from impact.estimate.dose.fits import BinomialFit, fit_binomial, independent
from impact.estimate.propensity import model_columns

PER_COEFFICIENT: Final = 5
"""With fewer of the rarer outcome per coefficient a model goes without the baseline, and then without what came
after it."""

KNOTTED: Final = 6
"""With fewer periods than this time is a line, else a natural cubic spline."""


@dataclass(frozen=True, slots=True, eq=False)
class DoseWeights:
    """Weights of person-periods; arrays of shape (rows,) unless said.

    Attributes
    ----------
    weight : ndarray
        W; 0 where the child was lost in the period, so that nobody knows of the event.
    chance : ndarray
        Fitted chance of a service given what was known; missing where the child was gone before the period ended.
    moved : tuple of ndarray, shape (n, p)
        Of each model behind them: the derivative of its coefficients in the children's case weights.
    slope : tuple of ndarray, shape (rows, p)
        Of each model: the derivative of log W in its coefficients.
    thin : int
        Models that too few served, unserved or lost leave without the baseline.
    """

    weight: Floats
    chance: Floats
    moved: tuple[Floats, ...]
    slope: tuple[Floats, ...]
    thin: int


def unweighted(rows: PersonPeriods) -> DoseWeights:
    """Return weights of one: the naive comparison."""
    return DoseWeights((~rows.lost).astype(np.float64), np.full(len(rows.child), np.nan), (), (), 0)


def dose_weights(rows: PersonPeriods, case: Floats) -> DoseWeights:
    """Fit the models and multiply up.

    Parameters
    ----------
    rows : PersonPeriods
    case : ndarray of shape (n,)
        The children's case weights.

    Raises
    ------
    EstimationError
        If too few periods have a service, or have none, or a model has no solution.

    Notes
    -----
    Robins, Hernán & Brumback (2000). R glm: see tests/reference/dose.R.
    """
    stayed = (rows.event == 0) & ~rows.lost
    weight = case[rows.child]
    known = _known(rows)
    service = _models(known, rows.served, weight, stayed, "the services")
    if service is None or service.is_bare:
        raise EstimationError("too few periods have a service, or have none, for a model of the services")
    loss = _models(known, rows.lost, weight, np.ones(len(rows.child), dtype=bool), "loss")
    nobody = np.zeros_like(rows.lost)
    parts = [
        *_parts(rows, service, rows.served, stayed, inclusive=False),
        *(_parts(rows, loss, nobody, ~rows.lost, inclusive=True) if loss else ()),
    ]
    log_weight = np.sum([part.log_weight for part in parts], axis=0)
    return DoseWeights(
        weight=np.where(rows.lost, 0.0, np.exp(log_weight)),
        chance=np.where(stayed, service.given.fitted, np.nan),
        moved=tuple(part.moved for part in parts),
        slope=tuple(part.slope for part in parts),
        thin=int(service.is_thin) + int(loss.is_thin if loss else rows.lost.any()),
    )


def period_columns(period: Ints) -> Floats:
    """Return an intercept and a curve of time for each row's period, shape (rows, p)."""
    return _curve(int(period.max(initial=0)))[period]


@cache
def _curve(last: int) -> Floats:
    every = pd.DataFrame({"period": np.arange(last + 1, dtype=np.float64)})
    formula = 'cr(`period`, df=3, constraints="center")' if last >= KNOTTED else "`period`"
    return np.asarray(model_columns(every, formula), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class _Models:
    """The chance by the period and the service before alone, and that given what was known."""

    stable: BinomialFit
    given: BinomialFit
    is_bare: bool
    is_thin: bool


@dataclass(frozen=True, slots=True)
class _Part:
    """What one fit does to the logarithm of the weights, and the derivatives of both (see `DoseWeights`)."""

    log_weight: Floats
    moved: Floats
    slope: Floats


def _known(rows: PersonPeriods) -> tuple[Floats, Floats, Floats]:
    """Return columns of the period and the service before; with what else came after the start; with the baseline."""
    stable = np.column_stack([period_columns(rows.period), rows.history[:, 0]])
    after = np.column_stack([stable, rows.history[:, 1:]])
    baseline = np.asarray(model_columns(rows.baseline, rows.formula), dtype=np.float64)
    return stable, after, np.column_stack([after, baseline[rows.child]])


def _models(known: tuple[Floats, ...], response: Bools, weight: Floats, used: Bools, what: str) -> _Models | None:
    """Fit both models with as many columns as the rarer outcome carries; None where it does not carry the first."""
    rarer = min(int((response & used).sum()), int((~response & used).sum()))
    fits = []
    for matrix in known:
        to = independent(matrix[used])
        if rarer >= PER_COEFFICIENT * to.shape[1]:
            fits.append(matrix @ to)
    if not fits:
        return None
    first, last = (
        fit_binomial(design, response.astype(float), weight, used, "logit", what) for design in (fits[0], fits[-1])
    )
    return _Models(first, last, is_bare=len(fits) < 2, is_thin=len(fits) < 3)


def _parts(rows: PersonPeriods, models: _Models, response: Bools, used: Bools, *, inclusive: bool) -> Iterator[_Part]:
    for sign, fit in ((1.0, models.stable), (-1.0, models.given)):
        chance = np.where(response, fit.fitted, 1.0 - fit.fitted)
        own = np.where(used, np.log(chance), 0.0)[:, None]
        yield _Part(
            log_weight=sign * _until(rows, own, inclusive)[:, 0],
            moved=fit.moves(sums_by(rows.child, fit.scores, rows.children)),
            slope=sign * _until(rows, fit.scores, inclusive),
        )


def _until(rows: PersonPeriods, values: Floats, inclusive: bool) -> Floats:
    """Add up each child's values, shape (rows, p), before each row, or up to and with it."""
    before = np.cumsum(values, axis=0) - values
    first = np.flatnonzero(np.diff(rows.child, prepend=-1))
    started = before[first][np.cumsum(np.diff(rows.child, prepend=-1) != 0) - 1]
    return np.asarray(before - started + (values if inclusive else 0.0))
