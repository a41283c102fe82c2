"""The model's right-hand side: levels that are frequent enough, terms that no other term determines."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from formulaic import model_matrix
from numpy.typing import NDArray

RARE = 0.02
"""Levels held by a smaller share of people are merged: a handful of people cannot carry a coefficient of their own."""

OTHER = "other"

_ALIASED = 1e-7
"""A column whose part outside the span of the others is smaller than this, relative to its length, says nothing new."""


def merge_rare(column: pd.Series, within: NDArray[np.object_] | None = None) -> pd.Series:
    """Merge the rare levels of a factor into "other", and "other" into the commonest level if it is rare itself.

    Parameters
    ----------
    column : pandas.Series of text, without missing values
    within : ndarray, optional
        Merge within these groups only, into "other <group>".
    """
    merged = column.where(column.map(column.value_counts(normalize=True)) >= RARE, OTHER)
    if within is not None:
        merged = merged.where(merged != OTHER, OTHER + " " + pd.Series(within, index=column.index).astype(str))
    for group in sorted(set(merged) - set(column) | {OTHER}):
        held = merged == group
        if 0 < held.mean() < RARE:
            peers = merged[~held] if within is None else merged[~held & np.isin(within, within[held])]
            if len(peers):
                merged = merged.mask(held, peers.value_counts(sort=False).sort_index().idxmax())
    return merged


def formula(frame: pd.DataFrame, splines: Mapping[str, int], logged: Sequence[str]) -> tuple[pd.DataFrame, str]:
    """Write the formula of the complete covariates, and fold what would make its design matrix singular.

    Terms are taken in the order of the columns. A column that the earlier terms determine is left out of the formula; a
    spline with too few distinct values enters as a line; single levels that they determine join the factor's first
    level, which changes no fitted value. What is the same in everybody is left out altogether.

    Parameters
    ----------
    frame : pandas.DataFrame
        Complete: text or numbers.
    splines : mapping of column name to degrees of freedom
        Natural cubic splines, centred so that they leave the intercept alone.
    logged : sequence of str
        Columns that enter as log(1 + value).

    Returns
    -------
    pandas.DataFrame
        The covariates, with levels folded.
    str
        The right-hand side, "1" if nothing is left.
    """
    frame = frame.loc[:, [not _is_constant(frame[name]) for name in frame]].copy()
    span = _Span(len(frame))
    terms = []
    for name in frame.columns.tolist():
        if frame[name].dtype == object:
            folded = _fold(frame[name], span)
            if not _is_constant(folded):
                frame[name] = folded
                terms.append(f"`{name}`")
        else:
            terms += _number_term(name, frame[name], span, splines.get(name), name in logged)
    return frame, " + ".join(terms) or "1"


def _number_term(name: str, column: pd.Series, span: _Span, degrees: int | None, log: bool) -> list[str]:
    if degrees:
        term = f'cr(`{name}`, df={degrees}, constraints="center")'
        columns = np.asarray(model_matrix(f"0 + {term}", column.to_frame()), dtype=np.float64)
        if span.add(columns):
            return [term]
    values = column.to_numpy(dtype=np.float64)
    new = span.add(np.log1p(values)[:, None] if log else values[:, None])
    return [f"np.log1p(`{name}`)" if log else f"`{name}`"] if new else []


def _fold(column: pd.Series, span: _Span) -> pd.Series:
    reference, *levels = sorted(column.unique())
    folded = [level for level in levels if not span.add((column == level).to_numpy(np.float64)[:, None])]
    return column.mask(column.isin(folded), reference)


def _is_constant(column: pd.Series) -> bool:
    values = column.to_numpy()
    return bool((values == values[:1]).all())


class _Span:
    """An orthonormal basis of the design's columns so far, the intercept first."""

    def __init__(self, n: int) -> None:
        self._basis = np.full((n, 1), 1.0 / np.sqrt(max(n, 1)))

    def add(self, columns: NDArray[np.float64]) -> bool:
        """Take all the columns in, or, if one of them brings nothing new, none."""
        basis = self._basis
        for column in columns.T:
            rest = column - basis @ (basis.T @ column)
            rest -= basis @ (basis.T @ rest)
            length = np.linalg.norm(rest)
            if length <= _ALIASED * np.linalg.norm(column):
                return False
            basis = np.column_stack([basis, rest / length])
        self._basis = basis
        return True
