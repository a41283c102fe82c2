"""What every kind of estimated weights offers, so that risks, curves and balance need not know how they were made."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import ArrayLike

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arrays import ARM_CODES, Floats

SAME_TOTAL = 1e-6
"""Relative: fitted weights sum to the number of people in each arm, but for rounding."""


class WeightModel(Protocol):
    """What the weights were computed from: weights are functions of `design` times some coefficients.

    Attributes
    ----------
    design : ndarray of shape (n, p)
    influence : ndarray of shape (n, p)
        Derivative of the coefficients in each person's case weight.
    """

    @property
    def design(self) -> Floats:
        """Columns of the linear predictor."""

    @property
    def influence(self) -> Floats:
        """Derivative of the coefficients in case weights."""


@runtime_checkable
class FittedWeights(Protocol):
    """Weights that were estimated from the table.

    Attributes
    ----------
    method : str
        As the result frames name it: iptw or entropy.
    estimand : str
    values : ndarray of shape (n,)
    effective_n : dict of arm to float
    slope : ndarray of shape (n,)
        Derivative of `values` in the model's linear predictor.
    model : WeightModel
    """

    @property
    def method(self) -> str:
        """Name of the method."""

    @property
    def estimand(self) -> str:
        """Population that the arms are made to resemble."""

    @property
    def values(self) -> Floats:
        """Everybody's weight."""

    @property
    def effective_n(self) -> dict[str, float]:
        """Effective sample size by arm."""

    @property
    def slope(self) -> Floats:
        """Derivative of the weights in the linear predictor."""

    @property
    def model(self) -> WeightModel:
        """What they were computed from."""


def values_of(table: AnalysisTable, weights: FittedWeights | ArrayLike | None) -> Floats:
    """Return everybody's weight, shape (n,): fitted ones, those that somebody brings, or one each where there are none.

    Raises
    ------
    EstimationError
        If they are not numbers from 0 up, one a row; are all 0 in an arm; or were fitted to another table.
    """
    if weights is None:
        return np.ones(len(table))
    if isinstance(weights, FittedWeights):
        return _own(table, weights)
    try:
        values = np.asarray(weights, dtype=np.float64)
    except (TypeError, ValueError):
        raise EstimationError("weights must be numbers, one a row, or what propensity_weights makes") from None
    if values.shape != (len(table),):
        raise EstimationError(f"weights must be one number a row: {len(table)}, not shape {values.shape}")
    if not np.isfinite(values).all() or (values < 0).any():
        raise EstimationError("weights must be numbers from 0 up, none missing")
    for code in ARM_CODES:
        if not (values[table.arm == code] > 0).any():
            raise EstimationError(f"every weight is 0 in the {ARMS[code]} arm, so nobody is left in it")
    return values


def _own(table: AnalysisTable, weights: FittedWeights) -> Floats:
    """Refuse weights of another table: theirs do not sum to this one's arms."""
    values = np.asarray(weights.values)
    totals = [values[table.arm == code].sum() for code in ARM_CODES] if len(values) == len(table) else []
    people = [(table.arm == code).sum() for code in ARM_CODES]
    if not totals or not np.allclose(totals, people, rtol=SAME_TOTAL):
        raise EstimationError("the weights were fitted to another table; fit them to this one")
    return values


def normalised(table: AnalysisTable, weights: Floats) -> Floats:
    """Return the factor, shape (n,), that makes the weights of each arm sum to its number of people (Hájek)."""
    factor = np.ones(len(table))
    for code in ARM_CODES:
        rows = table.arm == code
        factor[rows] = rows.sum() / weights[rows].sum()
    return factor


def effective_n(table: AnalysisTable, weights: Floats) -> dict[str, float]:
    """Return the effective sample size (Σw)²/Σw² of each arm."""
    arms = {ARMS[code]: weights[table.arm == code] for code in ARM_CODES}
    return {arm: float(own.sum() ** 2 / (own**2).sum()) for arm, own in arms.items()}
