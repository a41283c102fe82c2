"""XLSX as text: what `package` has found to be a workbook and nothing else, read sheet by sheet."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
from python_calamine import CalamineWorkbook, SheetTypeEnum

from impact.data.formats.refusals import named, refuse_names, refuse_size
from impact.errors import InputError
from impact.study.formats import Reading

Cell = int | float | str | bool | dt.time | dt.date | dt.datetime | dt.timedelta


def read_workbook(path: Path, reading: Reading) -> dict[str, pd.DataFrame]:
    """Read every sheet of a workbook that holds cells; those without any are empty frames."""
    with CalamineWorkbook.from_path(path) as workbook:
        names = [sheet.name for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        return {name: _frame(workbook, name, path, reading) for name in names}


def _frame(workbook: CalamineWorkbook, name: str, path: Path, reading: Reading) -> pd.DataFrame:
    rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    if not rows:
        return pd.DataFrame()
    if len(rows) < reading.header_row:
        raise InputError(f"{path}: {name}: there is no row {reading.header_row}, which header_row says holds the names")
    refuse_size(path, len(rows), len(rows[0]))
    header = [" ".join((_text(cell, reading) or "").split()) for cell in rows[reading.header_row - 1]]
    refuse_names(header, path)
    cells = zip(*rows[reading.header_row :], strict=True) if len(rows) > reading.header_row else ([] for _ in header)
    columns = [[_text(cell, reading) for cell in column] for column in cells]
    frame = pd.DataFrame(dict(enumerate(columns)), dtype=object).set_axis(named(header), axis=1)
    return frame.loc[:, [bool(title) for title in header] | frame.notna().any().to_numpy()]


def _text(cell: Cell, reading: Reading) -> str | None:
    """Write a cell as a CSV file would hold it."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        number = str(int(cell)) if cell == int(cell) and abs(cell) < 1e15 else repr(cell)
        return number.replace(".", ",") if reading.decimal == "comma" else number
    if isinstance(cell, dt.date):
        return cell.strftime(reading.date_format)
    return str(cell)
