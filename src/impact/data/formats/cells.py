"""Cells that are written in a country's or a program's own way: numbers with commas, counted days, months."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from impact.data.schema import Kind
from impact.errors import DataError
from impact.study.counts import ADOPTED, several
from impact.study.formats import Reading

NUMBERS = "numbers"
"""Under this key a frame's `attrs` name the columns in which the file holds numbers as numbers."""

_COUNTED = r"\d{1,5}(?:\.\d+)?"
_ROUNDED = r"(?:[A-Za-z][A-Za-z0-9]*-)?(?:\d+[.,]\d+[eE]\+?\d+|\d[eE]\+\d+|\d{15,}[.,]\d+)(?:-\d+)?"
"""Also in an id that a mapping made of such a number."""

FIRST_DAY, LAST_DAY = 20_000, 73_050
"""1954-10-03 and 2099-12-31: no record of a return is older, and a smaller number is rather a year (2023)."""
_DAY_NOUGHT = pd.Timestamp("1899-12-30")


def in_canonical_writing(table: str, frame: pd.DataFrame, kinds: Mapping[str, Kind], reading: Reading) -> pd.DataFrame:
    """Write numbers, counted days and months as the canonical tables do; dates stay in `reading.date_format`.

    Parameters
    ----------
    table : str
        What errors call it.
    frame : pandas.DataFrame
        Text, as read.
    kinds : mapping of str to str
        What the columns hold; all others are left as they are.
    reading : Reading

    Raises
    ------
    DataError
        As `serial_to_text` and `numbers_to_text`.
    """
    written = {}
    for name, kind in kinds.items():
        if name not in frame:
            continue
        column = frame[name].rename(f"{table}: {name}")
        if kind in ("integer", "number"):
            written[name] = numbers_to_text(column, reading, are_text=name not in frame.attrs.get(NUMBERS, ()))
        elif kind in ("date", "month"):
            written[name] = (serial_to_text if kind == "date" else months_to_text)(column, reading)
    return frame.assign(**written)


def serial_to_text(column: pd.Series, reading: Reading) -> pd.Series:
    """Write the days that a spreadsheet counted, in a column of dates, as `reading.date_format` writes them.

    Parameters
    ----------
    column : pandas.Series
        Text, as read, of a column that holds dates; its name is told in errors.
    reading : Reading

    Returns
    -------
    pandas.Series
        Text; a time of day is cut off. Cells that are no bare numbers are as they were.

    Raises
    ------
    DataError
        If cells are bare numbers and `excel_serial_dates` does not say that they are counted days; or if it does and a
        number is no day from October 1954 to 2099, as a year would be.
    """

    def written(values: pd.Series) -> pd.Series:
        numbers = values.str.replace(",", ".", regex=False) if reading.decimal == "comma" else values
        counted = numbers.str.fullmatch(_COUNTED).fillna(False) & _as_days(values, reading).isna()
        days = numbers.where(counted).astype(float) // 1
        outside = counted & ~days.between(FIRST_DAY, LAST_DAY)
        if not reading.excel_serial_dates:
            _refuse(column, values, counted & ~outside, _NUMBERS_FOR_DATES)
            return values
        _refuse(column, values, outside, _NO_DAYS)
        dates = (_DAY_NOUGHT + pd.to_timedelta(days, unit="D")).dt.strftime(reading.date_format)
        return values.where(~counted, dates)

    return _by_value(column, written)


def numbers_to_text(column: pd.Series, reading: Reading, *, are_text: bool = True) -> pd.Series:
    """Write the numbers of a column with a point and without marks of thousands.

    Parameters
    ----------
    column : pandas.Series
        Text, as read, of a column that holds numbers; its name is told in errors.
    reading : Reading
    are_text : bool
        Whether the file holds them as text; numbers of a workbook or of Parquet have no marks of thousands.

    Returns
    -------
    pandas.Series
        Text. Two marks, or one that stands twice, can be read one way only (1.234,50; 1,234,567). Cells that are no
        numbers are as they were.

    Raises
    ------
    DataError
        If cells hold one mark only and it is not that of `reading.decimal`: 1,234 can be thousands or decimals. Or if
        every number with a point has three digits after it, and nobody said `decimal`.
    """
    if are_text and "decimal" not in reading.model_fields_set:
        _refuse_points_of_thousands(column)
    mark, other = (",", ".") if reading.decimal == "comma" else (".", ",")
    grouped = rf"[-+]?\d{{1,3}}(?:(?:\{other}\d{{3}})+\{mark}\d+|(?:\{other}\d{{3}}){{2,}})"

    def written(values: pd.Series) -> pd.Series:
        _refuse(column, values, values.str.fullmatch(rf"[-+]?\d*\{other}\d+").fillna(False), _TWO_WAYS)
        is_grouped = values.str.fullmatch(grouped).fillna(False)
        plain = values.where(~is_grouped, values.str.replace(other, "", regex=False))
        is_number = plain.str.fullmatch(rf"[-+]?\d*\{mark}\d+(?:[eE][-+]?\d+)?").fillna(False)
        return plain.where(~is_number, plain.str.replace(mark, ".", regex=False))

    return _by_value(column, written)


def _refuse_points_of_thousands(column: pd.Series) -> None:
    values = pd.Series(column.dropna().unique(), dtype=object)
    marked = values[values.str.contains(r"[.,]", regex=True)] if len(values) else values
    if len(marked) and marked.str.fullmatch(r"[-+]?[1-9]\d{0,2}\.\d{3}").all():
        raise DataError(
            f"{column.name}: every number with a point has three digits after it, like 1.234, and can be thousands or "
            "decimals. Say `decimal: comma` if the point marks thousands, `decimal: point` if it does not"
        )


def refuse_rounded_ids(column: pd.Series) -> None:
    """Refuse ids that a spreadsheet made numbers of: with over 15 digits it keeps the first, and two ids become one.

    Raises
    ------
    DataError
        If cells are written like 1.23E+17, or as a number with over 15 digits and a point.
    """
    values = pd.Series(column.dropna().unique(), dtype=object)
    if len(values):
        _refuse(column, values, values.str.fullmatch(_ROUNDED).fillna(False).astype(bool), _ROUNDED_IDS)


def months_to_text(column: pd.Series, reading: Reading) -> pd.Series:
    """Write cells that a spreadsheet made the first day of a month as that month, YYYY-MM; others are as they were."""

    def written(values: pd.Series) -> pd.Series:
        days = _as_days(values, reading)
        return values.where(days.dt.day != 1, days.dt.strftime("%Y-%m"))

    return _by_value(column, written)


_NUMBERS_FOR_DATES = (
    "hold bare numbers where dates should stand. If a spreadsheet counted the days, say excel_serial_dates: true"
)
_NO_DAYS = (
    "hold numbers that are no days from October 1954 to 2099; a number like 2023 is rather a year. Correct them at "
    "their source, as dates"
)
_ROUNDED_IDS = (
    "hold numbers that a spreadsheet shortened, like 1.23E+17: it keeps 15 digits, so different ids may have become "
    "the same. Export again, with this column as text"
)
_TWO_WAYS = (
    "hold numbers like 1.234 or 1,234, which can be thousands or decimals. Write them without marks of thousands, and "
    "say decimal: comma where a comma begins the decimals"
)


def _refuse(column: pd.Series, values: pd.Series, wrong: pd.Series, what: str) -> None:
    """Refuse a column of which some values are wrong, with the number of its cells and none of them."""
    if wrong.any():
        count = int(column.isin(values[wrong]).sum())
        raise DataError(f"{column.name}: {several(count, ADOPTED)} cells {what}")


def _as_days(values: pd.Series, reading: Reading) -> pd.Series:
    """Read values as dates in the reading's format; none where it is no format, which whoever types them refuses."""
    try:
        return pd.to_datetime(values, format=reading.date_format, errors="coerce")
    except ValueError:
        return pd.Series(pd.NaT, index=values.index, dtype="datetime64[ns]")


def _by_value(column: pd.Series, written: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Write the different values once; a table repeats few of them many times."""
    codes, values = pd.factorize(column)
    if not len(values):
        return column
    texts = written(pd.Series(values, dtype=object)).to_numpy(dtype=object)
    return pd.Series(np.append(texts, np.nan)[codes], index=column.index, name=column.name, dtype=object)
