"""The formats of a table: CSV and Parquet, opened only where they are files of a size that a table can have."""

from __future__ import annotations

import codecs
import csv
import io
import re
import stat
import warnings
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from impact import limits
from impact.errors import InputError
from impact.study.characters import odd_character

SUFFIXES = (".csv", ".parquet")
_MEBIBYTE = 1024**2


def read_table(path: Path, date_format: str) -> pd.DataFrame:
    """Read one CSV or Parquet file as text.

    Parameters
    ----------
    path : Path
        Ends in .csv or .parquet; nothing else is opened, as a spreadsheet can unpack to any size and name other files.
    date_format : str
        How dates of a Parquet file are written, so that they look like those of a CSV file.

    Raises
    ------
    InputError
        If it is missing, no file, empty, too large (`impact.limits`), damaged, not UTF-8, or not a table.
    """
    if path.suffix.lower() not in SUFFIXES and path.exists():
        raise InputError(f"{path}: a table is a .csv or a .parquet file; save it as one of these")
    try:
        _refuse_what_is_no_table(path)
        frame = _read_parquet(path, date_format) if path.suffix.lower() == ".parquet" else _read_csv(path)
    except FileNotFoundError:
        raise InputError(
            f"{path}: there is no such file; check the study's input.path, which resolves from the study file"
        ) from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be opened ({type(error).__name__}); check who may read it") from None
    frame = frame.dropna(how="all").reset_index(drop=True)
    if frame.empty:
        raise InputError(f"{path}: the file has a header and no rows; export it again, with the records")
    _refuse_long_cells(frame, path)
    return frame


def _refuse_what_is_no_table(path: Path) -> None:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise InputError(f"{path}: this is a folder, a device or a pipe; a table is a file")
    if found.st_size == 0:
        raise InputError(f"{path}: the file is empty; export it again")
    if found.st_size > limits.FILE_BYTES:
        raise _too_large(path, f"{limits.FILE_BYTES // _MEBIBYTE} MiB")


def _too_large(path: Path, limit: str) -> InputError:
    return InputError(f"{path}: the table has more than {limit}, which no evaluation needs; export it again")


def _refuse_size(path: Path, rows: int, columns: int) -> None:
    for number, limit, what in (
        (columns, limits.COLUMNS, "columns"),
        (rows, limits.ROWS, "rows"),
        (rows * columns, limits.CELLS, "cells"),
    ):
        if number > limit:
            raise _too_large(path, f"{limit:,} {what}")


def _refuse_long_cells(frame: pd.DataFrame, path: Path) -> None:
    for place, name in enumerate(frame, start=1):
        if frame[name].str.len().max() > limits.CELL_CHARACTERS:
            raise _too_long(path, place)


def _too_long(path: Path, place: int) -> InputError:
    """Say which column by its place: without a header line its name would be somebody's."""
    return InputError(
        f"{path}: column {place} has a cell of over {limits.CELL_CHARACTERS:,} characters; records carry no free text"
    )


def _read_csv(path: Path) -> pd.DataFrame:
    text = _decoded(path)
    line = re.split(r"[\r\n]", text[: limits.HEADER_CHARACTERS + 1], maxsplit=1)[0]
    if len(line) > limits.HEADER_CHARACTERS:
        raise InputError(f"{path}: the first line is longer than the names of columns can be; export it again")
    header = next(csv.reader([line]), [])
    if not any(cell.strip() for cell in header):
        raise InputError(f"{path}: the first line is empty; it must hold the names of the columns")
    if len(header) == 1 and any(mark in header[0] for mark in ";\t|"):
        raise InputError(f"{path}: the columns are not separated by commas; save it as CSV with commas")
    _refuse_names(header, path)
    _refuse_size(path, max(text.count("\n"), text.count("\r")), len(header))
    try:
        with warnings.catch_warnings():
            # pandas only warns of rows with more cells than the header, and then shifts or drops cells.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False, na_values=[""], index_col=False)
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        raise InputError(
            f"{path}: this is not a table: some rows have more cells than the header, or a quotation mark is never "
            "closed; export it again"
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
        with pq.ParquetFile(path) as file:
            _refuse_names(file.schema_arrow.names, path)
            _refuse_unpacked_size(file.metadata, path)
            texts = _texts(file.schema_arrow)
        # Texts stay with their dictionary: few bytes can say of one long text that it stands in every row.
        table = pq.read_table(path, read_dictionary=texts)
    except (pa.ArrowException, ValueError):
        raise InputError(f"{path}: the Parquet file is damaged or not Parquet; export or copy it again") from None
    columns = {}
    for place, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True), start=1):
        if _longest_text(column) > limits.CELL_CHARACTERS:
            raise _too_long(path, place)
        try:
            columns[name] = _as_text(column, date_format).to_pandas()
        except (pa.ArrowException, ValueError):
            raise InputError(f"{path}: the column {name} holds something other than text, numbers and dates") from None
    frame = pd.DataFrame(columns, dtype=object)
    return frame.mask(frame.isna() | (frame == ""))


def _texts(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if _is_text(field.type)]


def _refuse_unpacked_size(metadata: pq.FileMetaData, path: Path) -> None:
    """Hold what the file says of itself against the limits, before anything of it is unpacked."""
    _refuse_size(path, metadata.num_rows, metadata.num_columns)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    if sum(chunk.total_uncompressed_size for chunk in chunks) > limits.FILE_BYTES:
        raise _too_large(path, f"{limits.FILE_BYTES // _MEBIBYTE} MiB once unpacked")
    if any(chunk.num_values > limits.ROWS or chunk.num_values < 0 for chunk in chunks):
        raise _too_large(path, f"{limits.ROWS:,} values in a column")


def _longest_text(column: pa.ChunkedArray) -> int:
    """Return the length of the longest text in the dictionary of a column; 0 where it has none."""
    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return 0
    return max((pc.max(pc.utf8_length(chunk.dictionary)).as_py() or 0 for chunk in column.chunks), default=0)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


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


def _refuse_names(header: list[str], path: Path) -> None:
    """Refuse columns whose names are not fit to be told apart, or to be shown: messages and pages name them."""
    if len(header) > limits.COLUMNS:
        raise _too_large(path, f"{limits.COLUMNS:,} columns")
    for place, name in enumerate(header, start=1):
        odd = odd_character(name)
        if odd:
            raise InputError(
                f"{path}: the name of column {place} holds the character {odd}, which is not what it looks like; write "
                "the name anew"
            )
    names = [name for name in header if name]
    if len(set(names)) < len(names):
        raise InputError(f"{path}: the first line must hold the names of the columns, each once; some stand twice")
