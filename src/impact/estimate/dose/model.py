"""The marginal structural model: hazards under two regimes of service, the risks that follow, and their derivative.

In the weights of `dose_weights`, the hazard of the event in period k is 1 − exp(−exp(s(k) + b·A_{k−1})): the dose acts
through the period before alone. The regimes are a service in every period, and none, while services last; no service
comes before the first period. Risks are product-integrals of the hazards of the event and of what competes with it.

Every number is a function of the children's case weights through all of these models. Its derivative in them is its
influence function, so that intervals account for the estimated weights.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from impact.cohort.person_periods import PersonPeriods
from impact.errors import EstimationError
from impact.estimate.arrays import Floats, Ints, sums_by
from impact.estimate.dose.fits import BinomialFit, fit_binomial, independent
from impact.estimate.dose.weights import PER_COEFFICIENT, DoseWeights, dose_weights, period_columns, unweighted

REGIMES: Final = (1.0, 0.0)
"""A service in every period, and in none."""


@dataclass(frozen=True, slots=True, eq=False)
class DoseModel:
    """A fitted model.

    Attributes
    ----------
    weights : DoseWeights
    risk : ndarray of shape (2, H)
        Of the event by each horizon, by regime.
    log_ratio : float
        b: logarithm of the ratio of the hazard after a period with a service to that after one without.
    influence : ndarray of shape (n, 2 H + 1)
        Derivative of the risks, regime by regime, and of b in each child's case weight.
    """

    weights: DoseWeights
    risk: Floats
    log_ratio: float
    influence: Floats


def fit_dose(rows: PersonPeriods, horizons: Ints, *, case: Floats | None = None, weighted: bool = True) -> DoseModel:
    """Fit the marginal structural model.

    Parameters
    ----------
    rows : PersonPeriods
    horizons : ndarray of int, shape (H,)
        Numbers of whole periods; one that is longer than the rows go counts as that.
    case : ndarray of shape (n,), optional
        Case weights of the children; 1 each.
    weighted : bool
        Without weights it is the naive comparison: who is likely to stay may also be served more.

    Raises
    ------
    EstimationError
        If a model has no solution, or no event comes after a period with a service, or after one without.

    Notes
    -----
    Hernán, Brumback & Robins (2000); Young, Stensrud, Tchetgen Tchetgen & Hernán (2020) for what competes.
    """
    own = np.ones(rows.children) if case is None else case
    weights = dose_weights(rows, own) if weighted else unweighted(rows)
    hazards = list(_hazards(rows, weights.weight * own[rows.child]))
    moved = [_moves(rows, hazard.fit, weights, own) for hazard in hazards]
    risks, influence = [], []
    for dose in REGIMES:
        risk, slopes = _risk([hazard.at(dose) for hazard in hazards], horizons)
        risks.append(risk)
        influence.append(np.sum([move @ slope for move, slope in zip(moved, slopes, strict=True)], axis=0))
    ratio = float(hazards[0].fit.coefficients[-1])
    return DoseModel(weights, np.stack(risks), ratio, np.hstack([*influence, moved[0][:, -1:]]))


@dataclass(frozen=True, slots=True)
class _Hazard:
    """A fitted hazard; `curve` (K, q) has the columns of each period that come before the dose's."""

    fit: BinomialFit
    curve: Floats

    def at(self, dose: float) -> tuple[Floats, Floats]:
        """Return the hazards under a regime, shape (K,), and their derivative in the coefficients, (K, p)."""
        served = dose * (np.arange(len(self.curve)) > 0)
        design = np.column_stack([self.curve, served])[:, : len(self.fit.coefficients)]
        rate = np.exp(design @ self.fit.coefficients)
        return -np.expm1(-rate), design * (rate * np.exp(-rate))[:, None]


def _hazards(rows: PersonPeriods, weights: Floats) -> Iterator[_Hazard]:
    """Fit the hazard of the event, and that of what competes with it, if anything did, among those without the event.

    What competes has a hazard of its own by dose where it is frequent enough, and else one for all periods.
    """
    served, event = rows.history[:, 0], rows.event == 1
    for state in (0.0, 1.0):
        if not (event & (served == state) & (rows.period > 0)).any():
            raise EstimationError("no event comes after a period with a service, or none after one without")
    last = int(rows.period.max())
    curve = period_columns(np.arange(last + 1))
    curve = curve @ independent(curve[rows.period[~rows.lost]])
    design = np.column_stack([curve[rows.period], served])
    yield _Hazard(fit_binomial(design, event.astype(float), weights, ~rows.lost, "cloglog", "the event"), curve)
    other, left = rows.event == 2, ~rows.lost & ~event
    if not other.any():
        return
    level = np.ones((last + 1, 1))
    each = [(other & (served == state)).sum() for state in (0.0, 1.0)]
    design = np.column_stack([level[rows.period], served])[:, : 2 if min(each) >= PER_COEFFICIENT else 1]
    yield _Hazard(fit_binomial(design, other.astype(float), weights, left, "cloglog", "what competes"), level)


def _moves(rows: PersonPeriods, fit: BinomialFit, weights: DoseWeights, case: Floats) -> Floats:
    """Return the derivative of a hazard's coefficients in the children's case weights, shape (n, p)."""
    scores = fit.scores * weights.weight[:, None]
    total = sums_by(rows.child, scores, rows.children)
    mass = scores * case[rows.child, None]
    for moved, slope in zip(weights.moved, weights.slope, strict=True):
        total = total + moved @ (slope.T @ mass)
    return fit.moves(total)


def _risk(hazards: list[tuple[Floats, Floats]], horizons: Ints) -> tuple[Floats, list[Floats]]:
    """Return the risk of the first hazard's event by each horizon (H,) and its derivatives (p, H) in coefficients."""
    first = hazards[0][0]
    stay = np.prod([1.0 - hazard for hazard, _ in hazards], axis=0)
    start = np.concatenate([[1.0], np.cumprod(stay)[:-1]])
    within = np.arange(len(first))[:, None] < horizons
    parts = (start * first)[:, None] * within
    rest = parts.sum(axis=0) - np.cumsum(parts, axis=0)
    slopes = []
    for which, (hazard, slope) in enumerate(hazards):
        by_period = -rest / (1.0 - hazard)[:, None] + (start[:, None] * within if which == 0 else 0.0)
        slopes.append(slope.T @ by_period)
    return parts.sum(axis=0), slopes
