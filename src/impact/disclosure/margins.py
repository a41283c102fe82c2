"""Two-way tables beside their totals: which cells must be hidden, so that no small one follows from the others.

A table of r rows and c columns stands with its totals as an array of shape (r + 1, c + 1): the last column has the
totals of rows, the last row those of columns. Each row and each column is a line whose parts add up to its last entry.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from impact.disclosure.rules import Floats

Bools = NDArray[np.bool_]
Line = tuple[int | slice, int | slice]

_NOTHING = 1e-9
"""Under it a number is float noise."""


def hidden_with_totals(table: Floats, below: int) -> Bools:
    """Tell what of a table must not be shown, totals and all.

    Parameters
    ----------
    table : ndarray of shape (r + 1, c + 1)
        Counts with their totals. Parts may add up to more than their total, where somebody can be in several: then a
        reader learns less from it.
    below : int
        The smallest count that may be shown.

    Returns
    -------
    ndarray of bool, shape (r + 1, c + 1)
        Counts of 1 to `below` − 1 are hidden. In every line with a hidden part and its total shown, zeros and then the
        smallest parts are hidden too, until two parts with people in them are, which together reach `below`; where
        there are none left, so is the total; and a hidden total hides a part. So in every row and column, until nothing
        changes. If a small count still follows from the totals together, all cells but the totals are hidden, and if
        one follows from these, everything is.

    Notes
    -----
    Secondary suppression to a fixed point; whether a hidden cell follows from all equations together is a matter of
    their null space (Duncan, Elliot & Salazar-González 2011, Statistical Confidentiality, ch. 4).
    """
    small = (table > 0) & (table < below)
    if not small.any():
        return small
    hidden = _settled(table, small, below, _lines(table.shape))
    if not _follows(hidden)[small].any():
        return hidden
    hidden = small.copy()
    hidden[:-1, :-1] = True
    hidden = _settled(table, hidden, below, [(-1, slice(None)), (slice(None), -1)])
    return np.ones_like(hidden) if _follows(hidden)[small].any() else hidden


def _lines(shape: tuple[int, ...]) -> list[Line]:
    return [*((i, slice(None)) for i in range(shape[0])), *((slice(None), j) for j in range(shape[1]))]


def _settled(table: Floats, hidden: Bools, below: int, lines: list[Line]) -> Bools:
    """Hide with what is hidden what would give it away in its line, until no line asks for more."""
    out = hidden.copy()
    while True:
        before = out.copy()
        for line in lines:
            out[line] = _completed(table[line], out[line], below)
        if (out == before).all():
            return out


def _completed(line: Floats, hidden: Bools, below: int) -> Bools:
    parts, out = line[:-1], hidden.copy()
    if not out.any():
        return out
    if out[-1]:
        if not out[:-1].any():
            out[np.argmin(parts)] = True
        return out
    out[:-1] |= parts == 0
    for smallest in np.argsort(parts, kind="stable"):
        if np.count_nonzero(parts[out[:-1]]) >= 2 and parts[out[:-1]].sum() >= below:
            return out
        out[smallest] = True
    out[-1] = np.count_nonzero(parts) < 2 or parts.sum() < below
    return out


def _follows(hidden: Bools) -> Bools:
    """Tell which hidden cells are given by the others through all lines together."""
    out = np.zeros_like(hidden)
    places = np.flatnonzero(hidden)
    if not len(places):
        return out
    equations = np.array([*_equations(hidden.shape)])[:, places]
    _, sizes, directions = np.linalg.svd(equations)
    rank = int((sizes > _NOTHING).sum())
    out.flat[places] = (np.abs(directions[rank:]) < _NOTHING).all(axis=0)
    return out


def _equations(shape: tuple[int, ...]) -> Iterator[Floats]:
    for line in _lines(shape):
        signs = np.zeros(shape)
        signs[line] = 1.0
        signs[line] = np.append(signs[line][:-1], -1.0)
        yield signs.ravel()
