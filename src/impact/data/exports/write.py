"""Canonical tables of an export on disk: one CSV a table and the account of its columns, all of them or none."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from impact.data.exports.convert import MappedExport
from impact.errors import UsageError
from impact.results.cells import without_formulas
from impact.study.counts import ADOPTED, several

REPORT = "mapping_report.csv"
"""What the account of the columns is called."""


def write_mapped(mapped: MappedExport, out: str | Path) -> Path:
    """Write the tables of an export into a folder that is empty or not there yet.

    The files are UTF-8 with LF, one a table, and `mapping_report.csv`. They are written beside the folder and moved
    when all of them are complete.

    Returns
    -------
    pathlib.Path
        The folder.

    Raises
    ------
    UsageError
        If the folder holds something already, is a file, or cannot be written.
    """
    folder = Path(out)
    refuse_filled(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    except OSError as error:
        raise UsageError(
            f"{folder}: nothing can be written there ({type(error).__name__}); name another folder"
        ) from None
    try:
        for name, table in mapped.tables.items():
            table.to_csv(partial / f"{name}.csv", index=False, lineterminator="\n", encoding="utf-8")
        report = without_formulas(mapped.report)
        report.to_csv(partial / REPORT, index=False, lineterminator="\n", encoding="utf-8")
        if folder.is_dir():
            folder.rmdir()
        partial.rename(folder)
    except OSError as error:
        raise UsageError(f"{folder}: nothing was written ({type(error).__name__}); name another folder") from None
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return folder


def refuse_filled(folder: Path) -> None:
    """Refuse a folder that holds something: what an earlier export became is never mixed with another's.

    The folder somebody is in is refused too: it would be put into the place of itself.
    """
    if folder.is_file():
        raise UsageError(f"{folder}: this is a file; --out names a folder")
    if folder.resolve() == Path.cwd():
        raise UsageError(f"{folder}: this is the folder that you are in; name a new one, e.g. --out records")
    if folder.is_dir() and any(folder.iterdir()):
        raise UsageError(f"{folder}: the folder is not empty; name another, so that nothing in it is mixed or lost")


def summary(mapped: MappedExport) -> Iterator[str]:
    """Say in lines what became of an export: rows of each table, columns that became nothing, and what to know."""
    for name, table in mapped.tables.items():
        yield f"  {name}: {several(len(table), ADOPTED)} rows"
    for sheet, left in mapped.report[mapped.report["outcome"] == "unmapped"].groupby("sheet", sort=False):
        # Columns without a number of filled cells are those that are counted and not named.
        names = [repr(name) if filled else name for name, filled in zip(left["column"], left["filled"], strict=True)]
        yield f"  not mapped: '{sheet}': {', '.join(names)}"
    for warning in mapped.warnings:
        yield f"  warning: {warning}"
