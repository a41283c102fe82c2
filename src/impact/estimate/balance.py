"""How alike the arms are in what was known at time zero, before and after weighting."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Bools, Floats
from impact.estimate.propensity import PropensityWeights, case_weights
from impact.results import Balance


def balance(table: AnalysisTable, weights: PropensityWeights | ArrayLike) -> Balance:
    """Standardised mean differences, programme minus comparison, of each number and each level of a factor.

    Parameters
    ----------
    table : AnalysisTable
    weights : PropensityWeights or ndarray of shape (n,)

    Returns
    -------
    Balance
        One row a covariate (`name`, or `name=level`). Differences before and after weighting are divided by the same
        unweighted pooled standard deviation √((v₁ + v₀)/2), so that they compare. The variance ratio is the weighted
        one, of numbers with more than two values.

    Notes
    -----
    Austin (2009); Stuart (2010).
    """
    fitted = weights if isinstance(weights, PropensityWeights) else None
    values = case_weights(table, fitted) if fitted else np.asarray(weights, dtype=np.float64)
    treated = table.arm == 1
    rows = []
    for name, column in _columns(table.covariates):
        before, after = _differences(column, treated, values)
        ratio = _variance_ratio(column, treated, values) if len(np.unique(column)) > 2 else np.nan
        rows.append(
            (name, "iptw" if fitted else "weighted", fitted.estimand if fitted else "none", before, after, ratio)
        )
    return Balance(pd.DataFrame(rows, columns=list(Balance.COLUMNS)))


def _columns(covariates: pd.DataFrame) -> Iterator[tuple[str, Floats]]:
    for name in covariates.columns:
        column = covariates[name]
        if pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
            yield str(name), column.to_numpy(dtype=np.float64)
            continue
        for level in sorted(column.astype(str).unique()):
            yield f"{name}={level}", (column.astype(str) == level).to_numpy(dtype=np.float64)


def _differences(column: Floats, treated: Bools, weights: Floats) -> tuple[float, float]:
    pooled = np.sqrt((column[treated].var() + column[~treated].var()) / 2)
    before = column[treated].mean() - column[~treated].mean()
    after = np.average(column[treated], weights=weights[treated]) - np.average(
        column[~treated], weights=weights[~treated]
    )
    if pooled == 0:
        # Constant in both arms: alike, or told apart without a scale.
        return (0.0, 0.0) if before == 0 else (np.nan, np.nan)
    return float(before / pooled), float(after / pooled)


def _variance_ratio(column: Floats, treated: Bools, weights: Floats) -> float:
    def spread(rows: Bools) -> float:
        mean = np.average(column[rows], weights=weights[rows])
        return float(np.average((column[rows] - mean) ** 2, weights=weights[rows]))

    below = spread(~treated)
    return spread(treated) / below if below > 0 else np.nan
