"""What no file of a table may be: too large, too wide, or with names of columns that cannot be told apart."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from impact import limits
from impact.errors import InputError
from impact.study.characters import odd_character

MEBIBYTE = 1024**2


def refuse_what_is_no_file(path: Path) -> None:
    """Refuse folders, devices, pipes, empty files and files larger than `limits.FILE_BYTES`."""
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path}: this is a folder, a device or a pipe; a table is a file")
    if found.st_size == 0:
        raise InputError(f"{path}: the file is empty; export it again")
    if found.st_size > limits.FILE_BYTES:
        raise too_large(path, f"{limits.FILE_BYTES // MEBIBYTE} MiB")


def too_large(path: Path, limit: str) -> InputError:
    """Return the refusal of a table beyond a limit."""
    return InputError(f"{path}: the table has more than {limit}, which no evaluation needs; export it again")


def refuse_size(path: Path, rows: int, columns: int) -> None:
    """Refuse more rows, columns or cells than a table may have."""
    for number, limit, what in (
        (columns, limits.COLUMNS, "columns"),
        (rows, limits.ROWS, "rows"),
        (rows * columns, limits.CELLS, "cells"),
    ):
        if number > limit:
            raise too_large(path, f"{limit:,} {what}")


def refuse_long_cells(frame: pd.DataFrame, path: Path) -> None:
    """Refuse texts longer than a cell of a record can be."""
    for place, name in enumerate(frame, start=1):
        if max(map(len, frame[name].dropna().unique()), default=0) > limits.CELL_CHARACTERS:
            raise too_long(path, place)


def too_long(path: Path, place: int) -> InputError:
    """Say which column by its place: without a header line its name would be somebody's."""
    return InputError(
        f"{path}: column {place} has a cell of over {limits.CELL_CHARACTERS:,} characters; records carry no free text"
    )


def refuse_names(header: Sequence[str], path: Path, sheet: str = "") -> None:
    """Refuse columns whose names are not fit to be told apart, or to be shown: messages and pages name them.

    The columns meant are told by their place, in a sheet by its letters.
    """
    if len(header) > limits.COLUMNS:
        raise too_large(path, f"{limits.COLUMNS:,} columns")
    where, place = (f"{path}: {sheet}", letters) if sheet else (str(path), str)
    for number, name in enumerate(header, start=1):
        odd = odd_character(name)
        if odd:
            raise InputError(
                f"{where}: the name of column {place(number)} holds the character {odd}, which is not what it looks "
                "like; write the name anew"
            )
    for number, name in enumerate(header, start=1):
        first = header.index(name) + 1 if name else number
        if first < number:
            raise InputError(
                f"{where}: the first line must hold the names of the columns, each once; some stand twice (columns "
                f"{place(first)} and {place(number)} are called the same)"
            )


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column, from 1."""
    rest, last = divmod(column - 1, 26)
    return (letters(rest) if rest else "") + chr(ord("A") + last)


def named(header: Sequence[str]) -> list[str]:
    """Return the names of columns, those without one by their place."""
    return [name or f"Unnamed: {place}" for place, name in enumerate(header)]
