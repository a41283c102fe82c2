"""Shapes and sums that every estimator shares."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from impact.cohort.table import AnalysisTable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

ROUNDING = 1e-10
"""A standard error below this share of what it belongs to is rounding: it would take 10²⁰ people."""

P = ParamSpec("P")
R = TypeVar("R")

ARM_CODES = (1, 0)
"""Programme first, as the result frames have it."""


def one_thread(function: Callable[P, R]) -> Callable[P, R]:
    """Run BLAS on one thread inside `function`: sums in a fixed order, hence the same bytes on any machine load."""

    @wraps(function)
    def limited(*args: P.args, **kwargs: P.kwargs) -> R:
        from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

        with threadpool_limits(limits=1, user_api="blas"):
            return function(*args, **kwargs)

    return limited


def units_of(table: AnalysisTable) -> Ints:
    """Return the code, shape (n,), of the unit that is resampled and summed together: cluster, or else person."""
    codes = table.cluster if table.has_clusters else table.id
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def are_single(units: Ints) -> bool:
    """Whether every row is a unit of its own."""
    return len(units) == int(units.max(initial=-1)) + 1


def sums_by(codes: Ints, values: Floats, count: int | None = None) -> Floats:
    """Sum the rows of `values`, shape (n, …), that share a code; shape (codes, …)."""
    size = int(codes.max(initial=-1)) + 1 if count is None else count
    if values.ndim == 1:
        return np.bincount(codes, weights=values, minlength=size)[:size].astype(np.float64)
    n = len(codes)
    gather = sparse.csr_array((np.ones(n), (codes, np.arange(n))), shape=(size, n))
    return np.asarray(gather @ values.reshape(n, math.prod(values.shape[1:]))).reshape(size, *values.shape[1:])


def variance(influence: Floats, units: Ints) -> Floats:
    """Sum of squares, over units, of the summed influence; `influence` has shape (n, …), the answer shape (…)."""
    totals = influence if are_single(units) else sums_by(units, influence)
    return np.asarray((totals**2).sum(axis=0))


def beyond_rounding(std_error: Floats, size: Floats | float) -> Floats:
    """Return standard errors, 0 where one is only the rounding error of numbers of that size: what is certain."""
    return np.where(std_error > ROUNDING * np.abs(size), std_error, 0.0)


def from_the_end(values: Floats) -> Floats:
    """Cumulate along the first axis from the last row backwards: at-risk totals without cancellation."""
    return np.cumsum(values[::-1], axis=0)[::-1]


def padded(values: Floats) -> Floats:
    """Put a zero in front, so that index j holds the sum over the first j times."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), values])
