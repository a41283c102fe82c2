"""How alike the arms are in what was known at time zero, before and after weighting, and how surely that is known."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arms import through_propensity
from impact.estimate.arrays import ARM_CODES, Floats, one_thread, units_of, variance
from impact.estimate.intervals import wald_interval
from impact.estimate.weighting import FittedWeights, values_of
from impact.results import Balance

ROUNDING = 1e-12
"""Relative to the largest value: a difference of means smaller than this is none."""


@one_thread
def balance(table: AnalysisTable, weights: FittedWeights | ArrayLike, *, interactions: bool = False) -> Balance:
    """Standardised mean differences, programme minus comparison, of each number and each level of a factor.

    Parameters
    ----------
    table : AnalysisTable
    weights : PropensityWeights, EntropyWeights or ndarray of shape (n,)
        Numbers are taken as known, fitted weights as estimated.
    interactions : bool
        Also products of each two covariates (`a:b`) and squares of numbers (`a:a`). Disclosure control releases none of
        them: the baseline that everybody may see does not show them.

    Returns
    -------
    Balance
        One row a covariate (`name`, or `name=level`). Differences before and after weighting are divided by the same
        unweighted pooled standard deviation √((v₁ + v₀)/2), so that they compare; their 95% bounds come from influence
        functions, summed within persons or clusters and through the estimated weights. The variance ratio is the
        weighted one, of numbers with more than two values.

    Raises
    ------
    EstimationError
        If the weights are missing, negative, of the wrong length, of another table, or all zero in an arm.

    Notes
    -----
    Austin (2009); Stuart (2010). A difference that the weights make zero by construction has bounds of zero.
    """
    fitted = weights if isinstance(weights, FittedWeights) else None
    if weights is None:
        raise EstimationError("balance compares before with after weighting: give weights, one a row, or fitted ones")
    values = values_of(table, weights)
    columns = dict(_columns(table.covariates))
    if interactions:
        columns |= dict(_products(columns))
    x = np.column_stack(list(columns.values())) if columns else np.empty((len(table), 0))
    before = _standardised(table, x, np.ones(len(table)), None)
    after = _standardised(table, x, values, fitted)
    frame = pd.DataFrame({"covariate": list(columns), "smd_before": before[0], "smd_after": after[0]})
    ratios = [_variance_ratio(table, column, values) for column in columns.values()]
    frame = frame.assign(
        method=fitted.method if fitted else "weighted",
        estimand=fitted.estimand if fitted else "none",
        variance_ratio=np.asarray(ratios, dtype=np.float64),
    )
    for when, (smd, std_error) in {"before": before, "after": after}.items():
        frame[f"smd_{when}_lower"], frame[f"smd_{when}_upper"] = wald_interval(smd, std_error)
    return Balance(frame)


def _columns(covariates: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    for name in covariates.columns:
        column = covariates[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            yield str(name), column.to_numpy(dtype=np.float64)
            continue
        for level in sorted(column.astype(str).unique()):
            yield f"{name}={level}", (column.astype(str) == level).to_numpy(dtype=np.float64)


def _products(columns: dict[str, Floats]) -> Iterator[tuple[str, Floats]]:
    """Squares of numbers with more than two values, and products of two columns that are not levels of one factor."""
    for name, column in columns.items():
        if len(np.unique(column)) > 2:
            yield f"{name}:{name}", column**2
    for (name, column), (other, values) in combinations(columns.items(), 2):
        if not ("=" in name and name.partition("=")[0] == other.partition("=")[0]):
            yield f"{name}:{other}", column * values


def _standardised(
    table: AnalysisTable, x: Floats, weights: Floats, fitted: FittedWeights | None
) -> tuple[Floats, Floats]:
    """Standardised differences of the columns of `x` (n, K) and their standard errors, each of shape (K,).

    Missing where both arms are constant and differ: then there is no scale.
    """
    n = len(table)
    difference, scale = np.zeros(x.shape[1]), np.zeros(x.shape[1])
    moved, stretched = np.zeros_like(x), np.zeros_like(x)
    for sign, code in zip((1.0, -1.0), ARM_CODES, strict=True):
        rows = np.flatnonzero(table.arm == code)
        own, share = x[rows], weights[rows] / weights[rows].sum()
        mean, plain, spread = share @ own, own.mean(axis=0), own.var(axis=0)
        difference += sign * mean
        scale += spread / 2
        per_weight = (own - mean) / weights[rows].sum()
        moved += sign * through_propensity(per_weight, rows, weights[rows], fitted, n)
        stretched[rows] += ((own - plain) ** 2 - spread) / (2 * len(rows))
    with np.errstate(divide="ignore", invalid="ignore"):
        smd = difference / np.sqrt(scale)
        derivative = moved / np.sqrt(scale) - smd * stretched / (2 * scale)
    # Of a constant, means differ by rounding alone, and so does its variance from zero.
    nothing = ROUNDING * np.abs(x).max(initial=0.0, axis=0)
    constant = np.sqrt(scale) <= nothing
    smd[constant] = np.where(np.abs(difference) <= nothing, 0.0, np.nan)[constant]
    derivative[:, constant] = np.where(np.isnan(smd[constant]), np.nan, 0.0)
    return smd, np.sqrt(variance(derivative, units_of(table)))


def _variance_ratio(table: AnalysisTable, column: Floats, weights: Floats) -> float:
    if len(np.unique(column)) <= 2:
        return np.nan
    above, below = (_spread(column[table.arm == code], weights[table.arm == code]) for code in ARM_CODES)
    return above / below if below > 0 else np.nan


def _spread(column: Floats, weights: Floats) -> float:
    mean = np.average(column, weights=weights)
    return float(np.average((column - mean) ** 2, weights=weights))
