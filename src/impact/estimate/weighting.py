"""What every kind of estimated weights offers, so that risks, curves and balance need not know how they were made."""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.arrays import ARM_CODES, Floats


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
