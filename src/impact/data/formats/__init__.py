"""The formats of a table: CSV, Parquet and XLSX, read as text whatever their cells are."""

from impact.data.formats.cells import (
    NUMBERS,
    in_canonical_writing,
    months_to_text,
    numbers_to_text,
    refuse_rounded_ids,
    serial_to_text,
)
from impact.data.formats.tables import SUFFIXES, read_sheets, read_table

__all__ = [
    "NUMBERS",
    "SUFFIXES",
    "in_canonical_writing",
    "months_to_text",
    "numbers_to_text",
    "read_sheets",
    "read_table",
    "refuse_rounded_ids",
    "serial_to_text",
]
