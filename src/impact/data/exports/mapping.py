"""A mapping file: which sheet and column of an export becomes which canonical column, and what is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Literal, Self, get_args

from pydantic import BeforeValidator, Field, model_validator

from impact.data.exports.columns import ColumnSource
from impact.data.schema import TABLES
from impact.study.formats import Reading
from impact.study.parts import Part, offered
from impact.study.reading import read_file

Source = Literal["primero", "kobo", "commcare", "spreadsheet"]
SOURCES: tuple[str, ...] = get_args(Source)

FOLLOW_UP = ("contacts", "services")
"""Tables that tell what happened after the return."""

_NOT_ASKED: dict[str, tuple[str, ...]] = {"commcare": ("---",)}
"""What a system writes into the cell of a question that was not shown (corehq/apps/export/const.py of commcare-hq)."""


def _several(value: object) -> object:
    """Let one value stand for a list of one."""
    return (value,) if isinstance(value, str | dict) else value


Texts = Annotated[tuple[str, ...], BeforeValidator(_several)]


class Join(Part):
    """Columns of a parent sheet, found by key: `on` names columns here, and what each is called there."""

    sheet: str
    on: Annotated[dict[str, str], Field(min_length=1)]


class TablePart(Part):
    """Rows of a canonical table that come from one sheet, or from one file of a folder.

    `sheet` may be left out where the export has only one. `where` keeps the rows whose column holds one of the texts.
    `key_of_row` names the column within which `rows` numbers ids.
    """

    sheet: str | None = None
    where: dict[str, Texts] = Field(default_factory=dict)
    join: Annotated[tuple[Join, ...], BeforeValidator(_several)] = ()
    key_of_row: str | None = None
    columns: Annotated[dict[str, ColumnSource], Field(min_length=1)]


Parts = Annotated[tuple[TablePart, ...], BeforeValidator(_several), Field(min_length=1)]
TableName = Annotated[str, offered("table", tuple(TABLES))]


class Mapping(Part):
    """What becomes of an export's sheets and columns; see docs/exports.md.

    Attributes
    ----------
    source : str
        Which system's rules hold.
    reading : Reading
        How the files are written.
    tables : dict of str to tuple of TablePart
        Canonical table to where its rows come from.
    dropped : dict of str to tuple of str
        Sheet to the columns of it that are not wanted; `all` for the whole sheet.
    empty : tuple of str
        Texts that a cell holds where nothing was asked.
    """

    source: Source
    reading: Reading = Reading()
    tables: Annotated[dict[TableName, Parts], Field(min_length=1)]
    dropped: dict[str, Texts] = Field(default_factory=dict)
    empty: Texts = ()

    @model_validator(mode="after")
    def _columns_are_canonical(self) -> Self:
        for name, place, part in self.parts():
            known = {column.name: column for column in TABLES[name].columns}
            strange = [column for column in part.columns if column not in known]
            if strange:
                raise ValueError(f"{place}.columns: {name} has no column {', '.join(strange)}")
            absent = [column for column in TABLES[name].required if column not in part.columns]
            if absent:
                raise ValueError(f"{place}.columns: columns that {name} must have are not mapped: {', '.join(absent)}")
            for column, source in part.columns.items():
                source.check(known[column], f"{place}.columns.{column}")
        return self

    def parts(self) -> Iterator[tuple[str, str, TablePart]]:
        """Walk over the tables and yield each of their parts with the table's name and the part's place in the file."""
        for name, parts in self.tables.items():
            for number, part in enumerate(parts):
                yield name, f"tables.{name}" + (f".{number}" if len(parts) > 1 else ""), part

    @property
    def not_asked(self) -> tuple[str, ...]:
        """Texts that mean an empty cell: those of the source, and those that the mapping names."""
        return (*_NOT_ASKED.get(self.source, ()), *self.empty)


def read_mapping(path: str | Path) -> Mapping:
    """Read a mapping file.

    Every value is text as it stands there: `yes` is not turned into a truth, nor `01` into a number.

    Raises
    ------
    StudyError
        If the file is missing, not YAML, repeats a key, or a key or value is wrong; the message gives the key and,
        where one is unknown, the nearest legal key.
    """
    return read_file(Mapping, Path(path), "mapping file")
