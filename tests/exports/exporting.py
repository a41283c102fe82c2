"""Exports as the systems write them: workbooks and folders of CSV or Parquet, from cells."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

Cells = Mapping[str, Sequence[Sequence[object]]]
"""Sheet to its rows, the header first. A short row ends in empty cells."""

TABLES = ("returns", "enrolments", "services", "contacts")


def write_workbook(cells: Cells, path: Path) -> Path:
    """Write a workbook; text that looks like a number or a formula stays text."""
    book = openpyxl.Workbook(write_only=True)
    for name, rows in cells.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append([None if cell == "" else cell for cell in row])
    book.save(path)
    return path


def write_folder(cells: Cells, folder: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write one CSV a sheet."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in cells.items():
        width = len(rows[0])
        with (folder / f"{name}.csv").open("w", encoding=encoding, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([*row, *[""] * (width - len(row))] for row in rows)
    return folder


def write_parquet(cells: Cells, folder: Path) -> Path:
    """Write one Parquet file a sheet, each column in the type of its cells."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, (header, *rows) in cells.items():
        columns = {column: [row[place] for row in rows] for place, column in enumerate(header)}
        pq.write_table(pa.table(columns), folder / f"{name}.parquet")
    return folder


def text(frame: pd.DataFrame, columns: Iterable[str]) -> list[dict[str, str]]:
    """Return rows as texts, an empty or absent cell as the empty text."""
    filled = frame.reindex(columns=list(columns)).astype(object)
    return filled.where(filled.notna(), "").astype(str).to_dict("records")
