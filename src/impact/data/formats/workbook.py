"""XLSX as text: what was found to be a workbook and nothing else, read sheet by sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from impact import limits
from impact.data.formats.cells import NUMBERS
from impact.data.formats.markup import MarkupError, Part, corners, hidden_columns
from impact.data.formats.package import open_package
from impact.data.formats.refusals import named, refuse_names, refuse_size, too_large
from impact.errors import InputError
from impact.study.characters import odd_character
from impact.study.counts import ADOPTED, several
from impact.study.formats import Reading

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta

HIDDEN = "hidden"
"""Under this key a frame's `attrs` say what of its sheet a spreadsheet does not show, in a tuple of phrases."""


def read_workbook(path: Path, reading: Reading) -> dict[str, pd.DataFrame]:
    """Read every sheet of a workbook; what a spreadsheet hides is read like everything else, and said in `HIDDEN`.

    Raises
    ------
    InputError
        If the file is not to be opened (`package.open_package`), or a sheet has merged cells in its header or below,
        formulas without their results, results that are errors, or too many rows or columns.
    """
    package = open_package(path)
    if package.is_1904 and reading.excel_serial_dates:
        raise InputError(
            f"{path}: the workbook counts days from 1904, so bare numbers would be four years off; take "
            "excel_serial_dates out, and format the columns of dates as dates"
        )
    try:
        for name, part in package.sheets.items():
            _refuse_sheet(name, part, path, reading)
        with CalamineWorkbook.from_filelike(package.copy) as workbook:
            sheets = {sheet.name: sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet}
            frames = {
                name: _frame(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False), name, path, reading)
                for name in sheets
            }
    except (CalamineError, MarkupError, ValueError, OSError):
        raise InputError(f"{path}: the workbook is damaged; save or copy it again") from None
    for name, frame in frames.items():
        is_shown = sheets[name].visible == SheetVisibleEnum.Visible
        frame.attrs[HIDDEN] = _hidden(package.sheets[name], is_shown=is_shown)
    return frames


def _refuse_sheet(name: str, part: Part, path: Path, reading: Reading) -> None:
    odd = odd_character(name)
    if odd:
        raise InputError(f"{path}: the name of a sheet holds the character {odd}; write the name anew")
    refuse_size(path, part.rows, part.columns)
    if part.rows * part.columns > limits.WORKBOOK_CELLS:
        raise too_large(path, f"{limits.WORKBOOK_CELLS:,} cells in a sheet (save it as CSV)")
    for reference in part.merged:
        top, _, bottom, _ = corners(reference)
        if top <= reading.header_row <= bottom:
            raise InputError(
                f"{path}: {name}: cells of the header, row {reading.header_row}, are merged ({reference}); part them, "
                "and give each column a name of its own"
            )
        if reading.header_row < top <= part.rows:
            raise InputError(
                f"{path}: {name}: cells below the header are merged ({reference}); part them, and fill in each what it "
                "holds"
            )
    for count, what in (
        (part.uncalculated, "formulas without their results; open it in a spreadsheet and save it again"),
        (part.errors, "results of formulas that are errors; correct them at their source, or leave them empty"),
    ):
        if count:
            raise InputError(f"{path}: {name}: {several(count, ADOPTED)} cells hold {what}")


def _hidden(part: Part, *, is_shown: bool) -> tuple[str, ...]:
    columns = len(list(hidden_columns(part)))
    told = {
        "the sheet is hidden": not is_shown,
        f"hidden rows: {several(part.hidden_rows, ADOPTED)}": part.hidden_rows > 0,
        f"hidden columns: {columns}": columns > 0,
    }
    return tuple(phrase for phrase, holds in told.items() if holds)


def _frame(rows: list[list[Cell]], name: str, path: Path, reading: Reading) -> pd.DataFrame:
    if not rows:
        return pd.DataFrame()
    if len(rows) < reading.header_row:
        raise InputError(f"{path}: {name}: there is no row {reading.header_row}, which header_row says holds the names")
    header = [" ".join((_text(cell, reading) or "").split()) for cell in rows[reading.header_row - 1]]
    body = rows[reading.header_row :]
    columns = [[_text(row[place], reading) for row in body] for place in range(len(header))]
    frame = pd.DataFrame(dict(enumerate(columns)), dtype=object).set_axis(pd.Index(named(header)), axis=1)
    kept = frame.notna().any().to_numpy() | [bool(title) for title in header]
    refuse_names([title if is_kept else "" for title, is_kept in zip(header, kept, strict=True)], path, name)
    frame = frame.loc[:, kept]
    frame.attrs[NUMBERS] = tuple(title for place, title in enumerate(header) if title and _are_numbers(body, place))
    return frame


def _are_numbers(body: list[list[Cell]], place: int) -> bool:
    return not any(isinstance(row[place], str) and row[place] for row in body)


def _text(cell: Cell, reading: Reading) -> str | None:
    """Write a cell as a CSV file would hold it."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        number = str(int(cell)) if abs(cell) < 1e15 and cell == int(cell) else repr(cell)
        return number.replace(".", ",") if reading.decimal == "comma" else number
    if isinstance(cell, dt.date):
        return cell.strftime(reading.date_format)
    return str(cell)
