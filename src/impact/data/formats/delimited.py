"""CSV as text, with the encoding and the delimiter that the study says, and no other."""

from __future__ import annotations

import codecs
import csv
import io
import warnings
from pathlib import Path

import pandas as pd

from impact import limits
from impact.data.formats.refusals import named, refuse_names, refuse_size
from impact.errors import InputError
from impact.study.formats import Reading

_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
_UTF_8 = "save it as CSV UTF-8, so that accents survive"
_NO_TEXT = {
    b"PK\3\4": "it begins like a workbook: call it .xlsx",
    b"PAR1": "it begins like Parquet: call it .parquet",
    b"\xd0\xcf\x11\xe0": "it begins like an old workbook, or one with a password: save it as .xlsx without one",
}


def read_csv(path: Path, reading: Reading) -> pd.DataFrame:
    """Read a CSV file as text; an empty cell is missing, words that look missing are kept."""
    text = _from_header(_decoded(path, reading), path, reading)
    header = _header(text, path, reading)
    refuse_size(path, max(text.count("\n"), text.count("\r")), len(header))
    try:
        with warnings.catch_warnings():
            # pandas only warns of rows with more cells than the header, and then shifts or drops cells.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            frame = pd.read_csv(
                io.StringIO(text),
                sep=_DELIMITERS[reading.delimiter],
                dtype=str,
                keep_default_na=False,
                na_values=[""],
                index_col=False,
            )
    except (pd.errors.ParserError, pd.errors.ParserWarning):
        raise InputError(
            f"{path}: this is not a table: some rows have more cells than the header, or a quotation mark is never "
            "closed; export it again"
        ) from None
    if len(frame.columns) == len(header):
        frame.columns = pd.Index(named(header))
    return frame


def _from_header(text: str, path: Path, reading: Reading) -> str:
    """Pass over the lines above the header."""
    lines = io.StringIO(text, newline=None)
    for _ in range(reading.header_row - 1):
        if not lines.readline():
            raise InputError(f"{path}: there is no line {reading.header_row}, which header_row says holds the names")
    return lines.read() if reading.header_row > 1 else text


def _header(text: str, path: Path, reading: Reading) -> list[str]:
    start = text[: limits.HEADER_CHARACTERS + 1]
    if len(start.splitlines()[0] if start.strip() else "") > limits.HEADER_CHARACTERS:
        raise InputError(f"{path}: the first line is longer than the names of columns can be; export it again")
    mark = _DELIMITERS[reading.delimiter]
    cells = next(csv.reader(start.splitlines(keepends=True), delimiter=mark), [])
    header = [" ".join(cell.split()) for cell in cells]
    if not any(header):
        raise InputError(f"{path}: the first line is empty; it must hold the names of the columns")
    others = {name: other for name, other in _DELIMITERS.items() if other != mark and other in cells[0]}
    if len(header) == 1 and (others or "|" in cells[0]):
        instead = f", or say delimiter: {next(iter(others))}" if others else ""
        raise InputError(
            f"{path}: the columns are not separated by {reading.delimiter}s; save it as CSV with {reading.delimiter}s"
            f"{instead}"
        )
    refuse_names(header, path)
    return header


def _decoded(path: Path, reading: Reading) -> str:
    raw = path.read_bytes()
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise InputError(f"{path}: the text is UTF-16, not UTF-8; {_UTF_8}")
    for start, advice in _NO_TEXT.items():
        if raw.startswith(start):
            raise InputError(f"{path}: this is not a table of text, whatever its name says; {advice}")
    if b"\0" in raw:
        raise InputError(f"{path}: this is not a table of text, whatever its name says; {_UTF_8}")
    if reading.encoding == "windows-1252":
        return _of_windows(raw, path)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError(
            f"{path}: the text is not UTF-8; {_UTF_8}, or say encoding: windows-1252 where a spreadsheet wrote it so"
        ) from None


def _of_windows(raw: bytes, path: Path) -> str:
    """Decode Windows-1252; every UTF-8 text would pass for it, with two signs for each accent."""
    if not raw.isascii():
        try:
            raw.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            raise InputError(f"{path}: the text is UTF-8, not Windows-1252; take encoding out, or say utf-8")
    try:
        return raw.decode("windows-1252")
    except UnicodeDecodeError:
        raise InputError(f"{path}: the text is not Windows-1252; {_UTF_8}, and take encoding out") from None
