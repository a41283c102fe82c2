"""An export to canonical tables: rows found, parents joined, cells read, and an account of every column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from impact.data.exports.account import account_of, refuse_personal_names
from impact.data.exports.answers import answers_known
from impact.data.exports.cells import Way, made_ids, read_cells, trimmed, unlisted
from impact.data.exports.columns import ColumnSource
from impact.data.exports.mapping import Mapping, TablePart
from impact.data.exports.rows import AbsentError, Rows, rows_of
from impact.data.exports.rules import (
    misread_date,
    refuse_export,
    refuse_files,
    refuse_misread,
    refuse_other_parents,
    refuse_readings,
    warnings_of,
    without_placeholders,
)
from impact.data.exports.sheets import Export, canonical
from impact.data.exports.synonyms import SYNONYMS
from impact.data.formats import NUMBERS, read_sheets
from impact.data.schema import TABLES
from impact.errors import DataError, StudyError
from impact.limits import CELL_CHARACTERS
from impact.study.counts import ADOPTED, several


@dataclass(frozen=True, slots=True)
class MappedExport:
    """What an export became.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Canonical tables as text: dates YYYY-MM-DD, numbers with a point, an empty cell missing.
    report : pandas.DataFrame
        One row a column of the export: `sheet`, `column`, `outcome` (mapped, dropped, unmapped), `becomes`, `filled`
        (how many cells hold something; small numbers as 1–10). Columns that are not named stand in one row a sheet.
    warnings : tuple of str
        What is not wrong in itself and should be known.
    """

    tables: dict[str, pd.DataFrame]
    report: pd.DataFrame
    warnings: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    """What is found on the way, so that everything that is wrong is told at once."""

    absent: list[str] = field(default_factory=list)
    misread: list[str] = field(default_factory=list)
    unreadable: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    used: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def refuse(self, path: Path) -> None:
        """Raise one error with all that is absent, or with all that is misread, or with all that cannot be read."""
        if self.absent:
            what = "What to do: correct the names in the mapping, or export again, in the language it was written for."
            lines = [f"{path}: the mapping names columns that are not there:", *dict.fromkeys(self.absent), what]
            raise StudyError("\n".join(lines))
        refuse_misread(self.misread)
        if self.unreadable:
            lines = [f"  {line}" for line in dict.fromkeys(self.unreadable)]
            raise DataError("\n".join([f"{path}: cells that cannot be read as the mapping says:", *lines]))


def map_export(path: str | Path, mapping: Mapping) -> MappedExport:
    """Turn an export into canonical tables; what the tables hold is checked by whoever reads them.

    Parameters
    ----------
    path : path
        A workbook, a folder of CSV or Parquet files, or one such file.
    mapping : Mapping

    Raises
    ------
    InputError
        If the export cannot be read.
    StudyError
        If it has no sheet or column that the mapping names, or the mapping reads one as what it is not.
    DataError
        If cells cannot be read as the mapping says, a repeat's form is not there, or a column that looks personal is
        not listed under `dropped`.
    """
    path = Path(path)
    refuse_readings(mapping)
    refuse_files(mapping, path)
    export = Export(path, read_sheets(path, canonical(mapping.reading)))
    _refuse_shared_cuts(mapping, export)
    refuse_export(mapping, export)
    refuse_personal_names(mapping, export)
    found = _Found()
    parts = [(table, _mapped(table, place, part, mapping, export, found)) for table, place, part in mapping.parts()]
    found.refuse(path)
    tables = {name: _one_table(name, [frame for table, frame in parts if table == name]) for name in mapping.tables}
    return MappedExport(tables, account_of(mapping, export, found.used), tuple(dict.fromkeys(found.warnings)))


def _refuse_shared_cuts(mapping: Mapping, export: Export) -> None:
    """Refuse two names of a mapping that are cut to the name of one sheet: one of the two would be the other's rows."""
    wanted: dict[str, str] = {}
    for _, place, part in mapping.parts():
        for name, key in ((part.sheet, "sheet"), *((join.sheet, "join") for join in part.join)):
            if name is not None:
                wanted.setdefault(name, f"{place}.{key}")
    meant: dict[str, str] = {}
    for name, place in wanted.items():
        sheet = export.find(name, place)
        if sheet in meant:
            raise StudyError(
                f"{place}: '{meant[sheet]}' and '{name}' are both cut to the sheet '{sheet}', which is only one of "
                "them; write the sheets' names as they stand in the workbook"
            )
        meant[sheet] = name


def _mapped(
    table: str, place: str, part: TablePart, mapping: Mapping, export: Export, found: _Found
) -> pd.DataFrame | None:
    """Return the rows of one part as canonical text; None where its rows cannot even be found."""
    try:
        rows = rows_of(part, export, mapping.source, place)
        refuse_other_parents(part, rows, export)
        found.warnings += without_placeholders(mapping, table, rows)
        key = rows.text(part.key_of_row, f"{place}.key_of_row") if part.key_of_row else None
    except AbsentError as error:
        found.absent.append(f"  {place}: {error}")
        return None
    columns = {}
    persons = _persons(part, rows, export)
    for column in TABLES[table].columns:
        origin = part.columns.get(column.name)
        if origin is None:
            continue
        way = Way(
            column, origin, mapping.reading, mapping.source, f"{place}.{column.name}", answers_known(part, origin),
            persons, are_text=not _are_numbers(origin, rows, export),
        )  # fmt: skip
        try:
            text = made_ids(key, origin.rows, len(rows)) if origin.rows else _text(rows, way, mapping, export, found)
            columns[column.name] = text if origin.rows or origin.value is not None else read_cells(text, way)
            found.warnings += _doubts_of(text, way)
            _refuse_long(columns[column.name], way.place)
        except AbsentError as error:
            found.absent.append(f"  {way.place}: {error}")
        except DataError as error:
            found.unreadable.append(str(error))
    found.warnings += [*rows.warnings, *warnings_of(mapping, part, rows), *_remarks(rows, export)]
    for name, becomes in rows.used.items():
        found.used.setdefault(name, []).extend(becomes)
    return pd.DataFrame(columns, index=range(len(rows)), dtype=object)


def _text(rows: Rows, way: Way, mapping: Mapping, export: Export, found: _Found) -> pd.Series:
    """Return the cells that a column comes from: one value throughout, a column, or the first that is filled."""
    origin, becomes = way.origin, way.place.removeprefix("tables.")
    if origin.value is not None:
        constant = origin.code(origin.value, way.column.kind) or None
        return pd.Series([constant] * len(rows), dtype=object)
    sheet = _joined_sheet(origin, rows, export)
    if sheet is None and becomes.startswith(("contacts.", "services.")) and way.column.kind != "id":
        # A parent's column of the same name is about the case, not about this visit; `sheet` says where it is meant.
        sheet = rows.own
    synonyms = (way.column.name, *SYNONYMS.get(way.column.name, ()))
    texts: list[pd.Series] = []
    absent: list[AbsentError] = []
    for name in origin.named:
        try:
            found.misread += _misread(rows, way, name, sheet, synonyms)
            texts.append(trimmed(rows.text(name, becomes, sheet, synonyms, closed=origin.is_closed), mapping.not_asked))
        except AbsentError as error:
            absent.append(error)
    if not texts:
        raise absent[0]
    found.warnings += [f"{way.place}: `first_of` names a column that this export does not have" for _ in absent]
    text = texts[0]
    for later in texts[1:]:
        text = text.where(text.notna(), later)
    return text


def _doubts_of(text: pd.Series, way: Way) -> Iterator[str]:
    """Say of the cells of a column what was read without being sure."""
    if way.origin.otherwise is not None:
        other = int(unlisted(text, way.origin).sum())
        if other:
            becomes = way.origin.otherwise or "empty"
            yield f"{way.place}: {several(other, ADOPTED)} cells hold what `codes` does not list, and become {becomes}"


def _misread(rows: Rows, way: Way, name: str, sheet: str | None, synonyms: tuple[str, ...]) -> Iterator[str]:
    """Say what is wrong in a date by the sheet and the column that are found: a mapping may name them in short."""
    one, column = rows.find(name, sheet, synonyms)
    yield from (f"  {way.place}: {problem}" for problem in misread_date(way.column.name, column, one))


def _are_numbers(origin: ColumnSource, rows: Rows, export: Export) -> bool:
    """Whether the export holds all cells that a column comes from as numbers, not as text."""
    try:
        found = [rows.find(name, _joined_sheet(origin, rows, export)) for name in origin.named]
    except StudyError:
        return False
    return all(column in export.sheets[sheet].attrs.get(NUMBERS, ()) for sheet, column in found)


def _persons(part: TablePart, rows: Rows, export: Export) -> pd.Series | None:
    """Return whose each row is, as far as the export says: the child's key, else that of what belongs to one child."""
    for key in ("child_id", "return_id", "enrolment_id"):
        origin = part.columns.get(key)
        if origin is None:
            continue
        for name in origin.named:
            try:
                sheet, column = rows.find(name, _joined_sheet(origin, rows, export))
            except StudyError:
                continue
            return rows.frames[sheet][column]
    return None


def _joined_sheet(origin: ColumnSource, rows: Rows, export: Export) -> str | None:
    if origin.sheet is None:
        return None
    sheet = export.find(origin.sheet, rows.place)
    if sheet not in rows.frames:
        raise StudyError(f"{rows.place}: a column is taken from '{sheet}', which is not joined; add it under `join`")
    return sheet


def _remarks(rows: Rows, export: Export) -> Iterator[str]:
    if not len(rows):
        yield f"{rows.place}: no row of '{rows.own}' is kept"
    for sheet in rows.frames:
        for remark in export.sheets[sheet].attrs.get("hidden", ()):
            yield f"'{sheet}': {remark}"


def _refuse_long(text: pd.Series, place: str) -> None:
    if max(map(len, text.dropna().unique()), default=0) > CELL_CHARACTERS:
        raise DataError(f"{place}: a cell has over {CELL_CHARACTERS:,} characters; records carry no free text")


def _one_table(name: str, parts: Sequence[pd.DataFrame | None]) -> pd.DataFrame:
    table = pd.concat([part for part in parts if part is not None], ignore_index=True)
    if table.empty:
        raise DataError(
            f"tables.{name}: the export has no row for {name}; look at `sheet` and `where`, or export again"
        )
    return table[[column.name for column in TABLES[name].columns if column.name in table]]
