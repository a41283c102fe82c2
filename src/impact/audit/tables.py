"""Tables: CSV files, and what a text lays out in columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence

from impact.audit.facts import Cell, Count, Fact, Name, Place, Table, Text, Unseen
from impact.audit.values import is_count

_GAP = re.compile(r"\t+| {2,}")
_ARTICLES = frozenset(["a", "an", "el", "la", "las", "los", "the", "un", "una"])
"""Words of a sentence, which the names of a table's columns do without."""
_COUNTED = re.compile(r"^(?:\d[\d,]*(?:\.\d+)?|NaN|nan|<NA>|None|[–-])$")
_SHAPE = re.compile(r"^\[?(\d+) rows x (\d+) columns\]?$")
"""How pandas ends what it shows of a table: with the exact number of its rows."""


def facts_of_csv(data: bytes, place: Place) -> Iterator[Fact]:
    """Open a CSV file with a header."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))
    except (ValueError, csv.Error):
        yield Unseen(place, "a CSV file that cannot be read")
        return
    if not rows:
        return
    if any(len(row) != len(rows[0]) for row in rows[1:] if row):
        yield Unseen(place, "a CSV file whose rows are not of one length")
        return
    yield from facts_of_rows(rows[0], rows[1:], place)


def facts_of_rows(columns: Sequence[str], rows: Sequence[Sequence[str]], place: Place) -> Iterator[Fact]:
    """Yield a table, its columns' names, its counts and its cells."""
    for name in columns:
        yield Name(place.at(f"column {name}"), name)
    kept = tuple(tuple(row) for row in rows if row)
    yield Table(place, tuple(columns), kept)
    for number, row in enumerate(kept, start=1):
        for name, cell in zip(columns, row, strict=False):
            here = place.at(f"row {number}", f"column {name}")
            if is_count(name):
                yield Count(here, cell)
            else:
                yield Cell(here, cell)


def facts_of_text(text: str, place: Place) -> Iterator[Fact]:
    """Yield a text, and the tables that are laid out in it."""
    yield Text(place, text)
    lines = text.splitlines()
    number = 0
    while number < len(lines):
        columns, taken = _table_at(lines, number)
        if taken:
            rows = [_cells(line, len(columns)) for line in lines[number + 1 : number + 1 + taken]]
            yield from facts_of_rows(columns, rows, place.at(f"line {number + 1}"))
        shape = _SHAPE.match(lines[number].strip())
        if shape:
            yield Count(place.at(f"line {number + 1}", "rows"), shape.group(1))
        number += 1 + taken


def _table_at(lines: Sequence[str], start: int) -> tuple[list[str], int]:
    """Return the columns of the table that begins at a line and how many rows it has; no rows where there is none.

    A table that is text has a count among the names of its header, and below it rows of as many cells, or more where
    the rows have names, with a number or nothing where the count stands.
    """
    columns = [name for name in _GAP.split(lines[start].strip()) if name]
    if len(columns) == 1:
        # A printed page puts one space between columns, and the words of a caption beside the numbers of a picture.
        words = lines[start].split()
        columns = [] if _ARTICLES & {word.lower() for word in words} else words
    counted = [place for place, name in enumerate(columns) if is_count(name)]
    taken = 0
    for line in lines[start + 1 :] if counted else ():
        cells = _cells(line, len(columns))
        if not cells or not all(_COUNTED.match(cells[place]) for place in counted):
            break
        taken += 1
    return columns, taken


def _cells(line: str, width: int) -> list[str]:
    """Return a line's last `width` cells, as what stands before them names the row; nothing if it has fewer."""
    cells = [cell for cell in _GAP.split(line.strip()) if cell]
    if len(cells) < width:
        cells = line.split()
    return cells[-width:] if len(cells) >= width else []
