"""The door: which file is opened as what, and what may come of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from impact.data.formats.delimited import read_csv
from impact.data.formats.parquet import read_parquet
from impact.data.formats.refusals import refuse_long_cells, refuse_what_is_no_file
from impact.data.formats.workbook import read_workbook
from impact.errors import InputError
from impact.study.formats import Reading

SUFFIXES = (".csv", ".parquet", ".xlsx")


def read_table(path: Path, reading: Reading) -> pd.DataFrame:
    """Read one CSV, Parquet or XLSX file as text.

    Parameters
    ----------
    path : Path
        Ends in .csv, .parquet or .xlsx; nothing else is opened. A workbook has one sheet that is not hidden, or one
        called like the file.
    reading : Reading
        How the file is written. Dates and numbers that are no text in the file are written so too.

    Raises
    ------
    InputError
        If it is missing, no file, empty, too large (`impact.limits`), damaged, in another encoding, or not a table.
    """
    sheets = _opened(path, reading)
    frame = _rows(_only_sheet(sheets, path) if _is_workbook(path) else sheets[path.stem])
    if frame.empty:
        raise InputError(f"{path}: the file has a header and no rows; export it again, with the records")
    refuse_long_cells(frame, path)
    return frame


def read_sheets(path: Path, reading: Reading) -> dict[str, pd.DataFrame]:
    """Read an export as text: every sheet of a workbook, every table of a folder, or one table.

    Parameters
    ----------
    path : Path
        A workbook; a folder of CSV and Parquet files (what else is in it is left alone); or one such file.
    reading : Reading

    Returns
    -------
    dict of str to pandas.DataFrame
        Sheet, or name of the file without its ending, to its rows; without rows where it has none.

    Raises
    ------
    InputError
        As `read_table`, but for tables without rows.
    """
    if not path.is_dir():
        return {name: _rows(frame) for name, frame in _opened(path, reading).items()}
    files = sorted(file for file in path.iterdir() if file.suffix.lower() in SUFFIXES)
    if not files:
        raise InputError(f"{path}: there is no .csv or .parquet file in this folder")
    stems = [file.stem.casefold() for file in files]
    for file, stem in zip(files, stems, strict=True):
        if _is_workbook(file):
            raise InputError(f"{file}: a workbook is an export of its own; name it instead of its folder")
        if stems.count(stem) > 1:
            raise InputError(f"{file}: another file of the folder has the same name; keep the one that is right")
    return {file.stem: _rows(_opened(file, reading)[file.stem]) for file in files}


def _rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out the rows that a spreadsheet left empty; a column without holes tells that there are none."""
    if any(frame[name].notna().all() for name in frame):
        return frame
    return frame.dropna(how="all").reset_index(drop=True)


def _is_workbook(path: Path) -> bool:
    return path.suffix.lower() == ".xlsx"


def _opened(path: Path, reading: Reading) -> dict[str, pd.DataFrame]:
    if path.suffix.lower() not in SUFFIXES and path.exists():
        raise InputError(f"{path}: a table is a .csv, a .parquet or a .xlsx file; save it as one of these")
    try:
        refuse_what_is_no_file(path)
        if _is_workbook(path):
            return read_workbook(path, reading)
        reader = read_parquet if path.suffix.lower() == ".parquet" else read_csv
        return {path.stem: reader(path, reading)}
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file; check the study's input.path, which resolves from the study file"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be opened ({type(error).__name__}); check who may read it") from None


def _only_sheet(sheets: dict[str, pd.DataFrame], path: Path) -> pd.DataFrame:
    if path.stem in sheets:
        return sheets[path.stem]
    filled = [name for name, frame in sheets.items() if not frame.empty]
    if len(filled) != 1:
        raise InputError(
            f"{path}: a table is one sheet, and this workbook has {len(filled)} with rows; keep one, or call it "
            f"'{path.stem}'"
        )
    return sheets[filled[0]]
