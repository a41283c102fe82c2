"""Parquet as text: what the file says of its own size is held against the limits before any of it is unpacked."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from impact import limits
from impact.data.formats.cells import NUMBERS
from impact.data.formats.refusals import MEBIBYTE, refuse_names, refuse_size, too_large, too_long
from impact.errors import InputError
from impact.study.formats import Reading


def read_parquet(path: Path, reading: Reading) -> pd.DataFrame:
    """Read a Parquet file as the CSV file that would say the same."""
    try:
        with pq.ParquetFile(path) as file:
            refuse_names(file.schema_arrow.names, path)
            _refuse_unpacked_size(file.metadata, path)
            texts = _texts(file.schema_arrow)
        # Texts stay with their dictionary: few bytes can say of one long text that it stands in every row.
        table = pq.read_table(path, read_dictionary=texts)
    except (pa.ArrowException, ValueError):
        raise InputError(f"{path}: the Parquet file is damaged or not Parquet; export or copy it again") from None
    columns = {}
    for place, (name, column) in enumerate(zip(table.column_names, table.columns, strict=True), start=1):
        if _longest_text(column) > limits.CELL_CHARACTERS:
            raise too_long(path, place)
        try:
            columns[name] = _as_text(column, reading).to_pandas()
        except (pa.ArrowException, ValueError):
            raise InputError(f"{path}: the column {name} holds something other than text, numbers and dates") from None
    frame = pd.DataFrame(columns, dtype=object)
    filled = frame.mask(frame.isna() | (frame == ""))
    kinds = zip(table.column_names, table.schema.types, strict=True)
    filled.attrs[NUMBERS] = tuple(name for name, kind in kinds if pa.types.is_floating(kind))
    return filled


def _texts(schema: pa.Schema) -> list[str]:
    return [field.name for field in schema if _is_text(field.type)]


def _refuse_unpacked_size(metadata: pq.FileMetaData, path: Path) -> None:
    refuse_size(path, metadata.num_rows, metadata.num_columns)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    chunks = [group.column(number) for group in groups for number in range(group.num_columns)]
    if sum(chunk.total_uncompressed_size for chunk in chunks) > limits.FILE_BYTES:
        raise too_large(path, f"{limits.FILE_BYTES // MEBIBYTE} MiB once unpacked")
    if any(chunk.num_values > limits.ROWS or chunk.num_values < 0 for chunk in chunks):
        raise too_large(path, f"{limits.ROWS:,} values in a column")


def _longest_text(column: pa.ChunkedArray) -> int:
    """Return the length of the longest text in the dictionary of a column; 0 where it has none."""
    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return 0
    return max((pc.max(pc.utf8_length(chunk.dictionary)).as_py() or 0 for chunk in column.chunks), default=0)


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _as_text(column: pa.ChunkedArray, reading: Reading) -> pa.ChunkedArray:
    """Write a column as a CSV file would hold it: a whole float without decimals, a date in the study's format."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _as_text(column.cast(kind.value_type), reading)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        moments = column.cast(pa.timestamp("us"), safe=False)
        return pc.strftime(moments, format=reading.date_format)
    if pa.types.is_floating(kind):
        numbers = pc.if_else(pc.is_nan(column), pa.scalar(None, kind), column)
        whole = pc.equal(pc.floor(numbers), numbers)
        small = pc.less(pc.abs(numbers), 1e15)
        integers = pc.if_else(pc.and_(whole, small), numbers, pa.scalar(None, kind)).cast(pa.int64())
        return _marked(pc.coalesce(integers.cast(pa.string()), numbers.cast(pa.string())), reading)
    if pa.types.is_decimal(kind):
        return _marked(column.cast(pa.string()), reading)
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        raise ValueError("not a column of single values")
    return column.cast(pa.string())


def _marked(numbers: pa.ChunkedArray, reading: Reading) -> pa.ChunkedArray:
    return pc.replace_substring(numbers, ".", ",") if reading.decimal == "comma" else numbers
