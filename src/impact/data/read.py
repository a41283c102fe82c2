"""Reading the input: CSV or Parquet, as text, with an error that says which file and what to do about it."""

from __future__ import annotations

import codecs
import csv
import difflib
import io
import warnings
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from impact.data.personal import personal_columns
from impact.data.schema import DERIVED, RETURNS, TABLES
from impact.errors import DataError, InputError, StudyError
from impact.study import Study
from impact.study.parts import TableColumns

ANALYSIS = "analysis"
"""What the one table of an analysis_table study is called."""

OPTIONAL_TABLES = ("activity_counts",)
_SUFFIXES = (".csv", ".parquet")


def read_input(study: Study) -> dict[str, pd.DataFrame]:
    """Read a study's input, and write nothing.

    Returns
    -------
    dict of str to pandas.DataFrame
        Table name (or `analysis`) to its rows as text, an empty cell missing. Columns that nobody asked for are still
        there; none of them looks personal.

    Raises
    ------
    InputError
        If something is missing, empty, a header alone, damaged, not UTF-8, or not a table.
    StudyError
        If a column that the study names is not there.
    DataError
        If a column looks personal, or a case-record table lacks a column that it must have.
    """
    if study.input.form == "case_records":
        _refuse_unknown_covariates(study)
        return _read_records(study.input_path, study.input.date_format)
    path = study.input_path
    if path.is_dir():
        raise InputError(f"{path} is a folder; input.path of an analysis_table study names one CSV or Parquet file")
    frame = read_table(path, "%Y-%m-%d")
    named = [*roles(study.input.columns).values(), *study.covariates]
    _refuse_absent(frame, study, path)
    _refuse_personal({path.name: personal_columns(frame, named)}, named)
    return {ANALYSIS: frame}


def _refuse_unknown_covariates(study: Study) -> None:
    """Refuse covariates that a return does not have, or that may never be shown."""
    known = [*DERIVED, *(column.name for column in RETURNS.columns if not column.restricted)]
    for name in study.covariates:
        if name not in known:
            raise StudyError(
                f"{study.source.name}: covariates names '{name}', which is no column of returns that may be used"
                f"{nearest(name, known)}"
            )


def roles(columns: TableColumns) -> dict[str, str]:
    """Return what each role of an analysis table (arm, time, event, …) is called in the file, where it is named."""
    named = columns.model_dump(exclude={"event_labels"}, exclude_none=True)
    return {role: str(name) for role, name in named.items()}


def read_table(path: Path, date_format: str) -> pd.DataFrame:
    """Read one CSV or Parquet file as text.

    Parameters
    ----------
    path : Path
        Ends in .csv or .parquet.
    date_format : str
        How dates of a Parquet file are written, so that they look like those of a CSV file.
    """
    if not path.exists():
        raise InputError(
            f"{path}: there is no such file; check the study's input.path, which resolves from the study file"
        )
    if path.suffix.lower() not in _SUFFIXES:
        raise InputError(f"{path}: a table is a .csv or a .parquet file; save it as one of these")
    try:
        if path.stat().st_size == 0:
            raise InputError(f"{path}: the file is empty; export it again")
        frame = _read_parquet(path, date_format) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except OSError as error:
        raise InputError(f"{path}: the file cannot be opened ({type(error).__name__}); check who may read it") from None
    frame = frame.dropna(how="all").reset_index(drop=True)
    if frame.empty:
        raise InputError(f"{path}: the file has a header and no rows; export it again, with the records")
    return frame


def nearest(name: str, candidates: Iterable[str]) -> str:
    """Return ` (the nearest column is …)` where a column is called much like `name`, or nothing.

    Only a name that is close is shown: in a file without a header line the candidates are somebody's record.
    """
    near = difflib.get_close_matches(name, [str(candidate) for candidate in candidates], n=1, cutoff=0.6)
    return f" (the nearest column is {near[0]})" if near else ""


def _read_records(folder: Path, date_format: str) -> dict[str, pd.DataFrame]:
    if folder.is_file():
        raise InputError(f"{folder} is a file; input.path of a case_records study names a folder of tables")
    if not folder.is_dir():
        raise InputError(
            f"{folder}: there is no such folder; check the study's input.path, which resolves from the study file"
        )
    files = {name: _file_of(folder, name) for name in TABLES}
    absent = [name for name, path in files.items() if path is None and name not in OPTIONAL_TABLES]
    if absent:
        raise InputError(
            f"{folder}: tables that are missing: {', '.join(absent)}. Each is a .csv or a .parquet file there"
        )
    tables = {name: read_table(path, date_format) for name, path in files.items() if path is not None}
    _refuse_incomplete(tables)
    known = {name: [column.name for column in TABLES[name].columns] for name in tables}
    _refuse_personal({name: personal_columns(frame, known[name]) for name, frame in tables.items()})
    return tables


def _file_of(folder: Path, name: str) -> Path | None:
    found = [folder / f"{name}{suffix}" for suffix in _SUFFIXES if (folder / f"{name}{suffix}").exists()]
    if len(found) > 1:
        raise InputError(f"{folder}: there are {' and '.join(path.name for path in found)}; keep the one that is right")
    return found[0] if found else None


def _read_csv(path: Path) -> pd.DataFrame:
    text = _decoded(path)
    header = next(csv.reader(text.splitlines()[:1]), [])
    if not any(cell.strip() for cell in header):
        raise InputError(f"{path}: the first line is empty; it must hold the names of the columns")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise InputError(f"{path}: the columns are not separated by commas; save it as CSV with commas")
    _refuse_repeated(header, path)
    try:
        with warnings.catch_warnings():
            # pandas only warns of rows with more cells than the header, and then shifts or drops cells.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""], index_col=False)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        raise InputError(
            f"{path}: this is not a table: some rows have more cells than the header; export it again"
        ) from None
    return frame


def _decoded(path: Path) -> str:
    raw = path.read_bytes()
    advice = "save it as CSV UTF-8, so that accents survive"
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(f"{path}: the text is UTF-16, not UTF-8; {advice}")
    if b"\0" in raw or raw.startswith((b"PK\3\4", b"PAR1")):
        raise InputError(f"{path}: this is not a table of text, whatever its name says; {advice}")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(f"{path}: the text is not UTF-8; {advice}") from None


def _read_parquet(path: Path, date_format: str) -> pd.DataFrame:
    try:
        table = pq.read_table(path)
    except (pa.ArrowException, ValueError):
        raise InputError(f"{path}: the Parquet file is damaged or not Parquet; export or copy it again") from None
    _refuse_repeated(table.column_names, path)
    columns = {}
    for name, column in zip(table.column_names, table.columns, strict=True):
        try:
            columns[name] = _as_text(column, date_format).to_pandas()
        except (pa.ArrowException, ValueError):
            raise InputError(f"{path}: the column {name} holds something other than text, numbers and dates") from None
    frame = pd.DataFrame(columns, dtype=object)
    return frame.mask(frame.isna() | (frame == ""))


def _as_text(column: pa.ChunkedArray, date_format: str) -> pa.ChunkedArray:
    """Write a column as a CSV file would hold it: a whole float without decimals, a date in the study's format."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.cast(kind.value_type), date_format)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us"), safe=False)
        return pc.strftime(moments, format=date_format)
    if pa.types.is_floating(kind):
        numbers = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        whole = pc.equal(pc.floor(numbers), numbers)
        small = pc.less(pc.abs(numbers), 1e15)
        integers = pc.if_else(pc.and_(whole, small), numbers, pa.scalar(None, kind)).cast(pa.int64())
        return pc.coalesce(integers.cast(pa.string()), numbers.cast(pa.string()))
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise ValueError("not a column of single values")
    return column.cast(pa.string())


def _refuse_repeated(header: list[str], path: Path) -> None:
    names = [name for name in header if name]
    if len(set(names)) < len(names):
        raise InputError(f"{path}: the first line must hold the names of the columns, each once; some stand twice")


def _refuse_absent(frame: pd.DataFrame, study: Study, path: Path) -> None:
    if study.input.form != "analysis_table":
        return
    keys = {f"input.columns.{role}": name for role, name in roles(study.input.columns).items()}
    keys |= {f"covariates: {name}": name for name in study.covariates}
    absent = {key: name for key, name in keys.items() if name not in frame.columns}
    if absent:
        lines = [f"  {key.split(':')[0]}: {name}{nearest(name, frame.columns)}" for key, name in absent.items()]
        raise StudyError("\n".join([f"the study names columns that {path.name} does not have:", *lines]))


def _refuse_incomplete(tables: dict[str, pd.DataFrame]) -> None:
    lines = []
    for name, frame in tables.items():
        absent = [column for column in TABLES[name].required if column not in frame.columns]
        if len(absent) == len(TABLES[name].required):
            lines.append(f"  {name}: none of its columns; the first line must hold their names")
        else:
            lines += [f"  {name}: {column}{nearest(column, frame.columns)}" for column in absent]
    if lines:
        what = "What to do: name the columns as the data dictionary does, and export those that are missing."
        raise DataError("\n".join(["columns that the records must have are missing:", *lines, what]))


def _refuse_personal(found: dict[str, list[str]], named: Collection[str] = ()) -> None:
    lines = [f"  {table}: {column}" for table, columns in found.items() for column in columns]
    if not lines:
        return
    what = "What to do: take them out of the export; records carry pseudonymous ids only."
    if any(column in named for columns in found.values() for column in columns):
        what += " The study names one of them; it cannot be used."
    raise DataError("\n".join(["columns that look as if they told who a person is:", *lines, what]))
