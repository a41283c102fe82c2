"""What result frames say of themselves: released ones show rows, all others what they hold and never a row."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from impact.cards import RELEASED, RESTRICTED, Card
from impact.results.meanings import meaning
from impact.study.counts import about

if TYPE_CHECKING:
    from impact.results.frame import ResultFrame

FIRST, WHOLE = 6, 40
"""Rows shown of a longer frame, and how long one may be that is shown whole: a flow's totals need their parts."""

NOT_SHOWN: Final = "–"
KEEP_OUT: Final = "`.frame` holds it; do not save it in a notebook, where a row of it would leave with the file."

EACH: Final = "Each is an attribute and shows itself; its `.frame` is a pandas DataFrame."


def frame_card(shown: ResultFrame) -> Card:
    """Return the card of a result frame.

    How many rows a frame at full precision has may itself tell of few people, e.g. at how many times somebody had the
    event: it is rounded as a count of people is.
    """
    kind, frame = type(shown), shown.frame
    what = summary_of(shown)
    if not shown.is_released:
        return Card(
            kind.__name__,
            what,
            f"{size_of(shown)} rows, {len(kind.COLUMNS)} columns",
            RESTRICTED,
            columns=("column", "what it holds"),
            rows=[(name, meaning(kind.FILE, name)) for name in kind.COLUMNS],
            notes=(KEEP_OUT,),
        )
    first = frame if len(frame) <= WHOLE else frame.head(FIRST)
    told = [name for name in kind.COLUMNS if first[name].notna().any()] or list(kind.COLUMNS)
    return Card(
        kind.__name__,
        what,
        f"{size_of(shown)} rows, {len(kind.COLUMNS)} columns",
        RELEASED,
        columns=told,
        second=[meaning(kind.FILE, name) for name in told],
        rows=[[_cell(row[name]) for name in told] for _, row in first.iterrows()],
        notes=_notes(frame, first[told]),
    )


def bundle_card(bundle: Any, what: str, parts: Mapping[str, ResultFrame], mark: str, *notes: str) -> Card:
    """Return the card of what holds several frames: their names, how many rows, and what a row is."""
    rows = [(name, type(part).__name__, size_of(part), summary_of(part)) for name, part in parts.items()]
    return Card(
        type(bundle).__name__,
        what,
        f"{len(rows)} frames",
        mark,
        columns=("attribute", "kind", "length", "what a row is"),
        rows=rows,
        notes=notes,
    )


def summary_of(shown: ResultFrame) -> str:
    """Return the first sentence of a frame's documentation: what a row is."""
    return (inspect.getdoc(type(shown)) or "").split("\n\n")[0].replace("\n", " ")


def size_of(shown: ResultFrame) -> str:
    """Say how many rows a frame has: exactly only where they are released."""
    count = len(shown.frame)
    return str(count) if shown.is_released else about(count)


def _notes(frame: pd.DataFrame, first: pd.DataFrame) -> tuple[str, ...]:
    more, blank = len(frame) - len(first), len(frame.columns) - len(first.columns)
    notes = ["`.frame` has them all, as a pandas DataFrame."]
    if more > 0:
        notes.insert(0, f"{more} more rows.")
    if blank:
        notes.insert(0, f"{blank} columns are empty in these rows.")
    if first.isna().any(axis=None):
        notes.insert(0, f"{NOT_SHOWN} is suppressed, or was not asked.")
    return (" ".join(notes),)


def _cell(value: object) -> str:
    """Write a cell: a number in the digits that were released."""
    if value is None or pd.isna(value):  # type: ignore[call-overload]
        return NOT_SHOWN
    return f"{value:.10g}" if isinstance(value, int | float) else str(value)
