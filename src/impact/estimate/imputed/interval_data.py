"""When each person can have had the event, cut into pieces of time: what the interval-censored model is fitted to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Bools, Floats, Ints

MOST_PIECES = 8
EVENTS_PER_PIECE = 15
"""Pieces of time in which a hazard is constant: so many, or fewer where there are not enough events for each."""

POINTS = 16
"""Where in its interval an event may be, for the placing of the pieces' edges."""

INSTANT = 1e-9
"""Width, relative to the longest time, of the interval of an exactly dated event whose type is not known."""

TYPE_UNKNOWN = "type_unknown"
"""Column of `AnalysisTable.context` that may say so of an event, whose code is then a stand-in."""


@dataclass(frozen=True, slots=True)
class IntervalData:
    """A table as the model sees it: J pieces of time, K event types, n people of whom m have an event in an interval.

    Attributes
    ----------
    types : tuple of K event codes
    edges : ndarray of shape (J + 1,)
        From 0 to infinity.
    exposure : ndarray of shape (n, J)
        Time known to be free of events and under observation, in each piece.
    happened : ndarray of shape (K, n)
        Who is known to have an exactly dated event of the type: 1.0 or 0.0.
    piece : ndarray of int, shape (n,)
        Piece of the exact date; of no account for others.
    rows : ndarray of int, shape (m,)
        Who has an event in an interval.
    starts, widths : ndarray of shape (m, J)
        Part of the interval in each piece; a width of zero where it does not reach.
    possible : ndarray of shape (K, m)
        Which types it may be: 1.0 or 0.0.
    """

    types: tuple[int, ...]
    edges: Floats
    exposure: Floats
    happened: Floats
    piece: Ints
    rows: Ints
    starts: Floats
    widths: Floats
    possible: Floats

    @classmethod
    def of(cls, table: AnalysisTable) -> Self:
        """Read a table: free of events until `lower`, with one in (lower, upper], exact where these are equal.

        Somebody censored is free until `time`. What is before `entry` is not observed: an interval that reaches back
        beyond it starts there.
        """
        lower, upper = bounds(table)
        had = table.event > 0
        unknown = had & unknown_types(table)
        within = had & ((upper > lower) | unknown)
        first = np.where(unknown, np.minimum(lower, upper - INSTANT * max(float(upper.max()), 1.0)), lower)
        edges = _edges(lower[had & (table.event == 1)], upper[had & (table.event == 1)])
        rows = np.flatnonzero(within)
        begin, end = edges[:-1], edges[1:]
        starts = np.maximum(first[rows, None], begin)
        codes = np.asarray(table.event_types)[:, None]
        return cls(
            types=table.event_types,
            edges=edges,
            exposure=np.maximum(np.minimum(lower[:, None], end) - np.maximum(table.entry[:, None], begin), 0.0),
            happened=((table.event == codes) & ~within).astype(np.float64),
            piece=np.minimum(np.searchsorted(end, upper, side="left"), len(end) - 1).astype(np.int64),
            rows=rows.astype(np.int64),
            starts=starts,
            widths=np.maximum(np.minimum(upper[rows, None], end) - starts, 0.0),
            possible=((table.event[rows] == codes) | unknown[rows]).astype(np.float64),
        )

    def among(self, keep: Bools) -> Self:
        """Return the data of the people where `keep` (n,) is true."""
        within = keep[self.rows]
        return type(self)(
            types=self.types,
            edges=self.edges,
            exposure=self.exposure[keep],
            happened=self.happened[:, keep],
            piece=self.piece[keep],
            rows=(np.cumsum(keep) - 1)[self.rows[within]],
            starts=self.starts[within],
            widths=self.widths[within],
            possible=self.possible[:, within],
        )

    @property
    def counts(self) -> Floats:
        """Events of each type, one of unknown type shared among all, shape (K,)."""
        shared = self.possible / np.maximum(self.possible.sum(axis=0), 1.0)
        return np.asarray(self.happened.sum(axis=1) + shared.sum(axis=1))


def bounds(table: AnalysisTable) -> tuple[Floats, Floats]:
    """Return until when each person is known free of events, and by when it had one (both `time` without one)."""
    had = table.event > 0
    lower = np.where(had, np.maximum(table.lower, table.entry), table.time)
    upper = np.where(had & np.isfinite(table.upper), table.upper, table.time)
    return np.minimum(lower, upper), upper


def unknown_types(table: AnalysisTable) -> Bools:
    """Return whose event is of a type that the table says is not known, shape (n,)."""
    if TYPE_UNKNOWN not in table.context:
        return np.zeros(len(table), dtype=bool)
    return table.context[TYPE_UNKNOWN].to_numpy(dtype=bool, na_value=False)


def is_dated(table: AnalysisTable) -> bool:
    """Whether the date of every event, and its type, is known exactly: then there is nothing to impute."""
    lower, upper = bounds(table)
    return not ((upper > lower) | unknown_types(table)).any()


def _edges(lower: Floats, upper: Floats) -> Floats:
    """Cut time so that the events, spread evenly over their intervals, are as many in every piece."""
    number = int(np.clip(len(lower) // EVENTS_PER_PIECE, 1, MOST_PIECES))
    share = (np.arange(POINTS) + 0.5) / POINTS
    spread = lower[:, None] + (upper - lower)[:, None] * share
    inner = np.unique(np.quantile(spread, np.arange(1, number) / number)) if len(lower) else np.empty(0)
    return np.concatenate([[0.0], inner[inner > 0], [np.inf]])
