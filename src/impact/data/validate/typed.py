"""From text to typed columns, remembering every cell that could not be read as what its column holds."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from impact.data.schema import Column
from impact.errors import StudyError
from impact.limits import NUMBER

MONTH_FORMAT = "%Y-%m"


def to_typed(
    frame: pd.DataFrame, columns: Iterable[Column], date_format: str
) -> tuple[pd.DataFrame, dict[str, pd.Series]]:
    """Type the columns of a table.

    Parameters
    ----------
    frame : pandas.DataFrame
        Text, as read.
    columns : iterable of Column
        Every one is in the result; one that is not in the frame is missing throughout.
    date_format : str
        How the study writes dates.

    Returns
    -------
    typed : pandas.DataFrame
        Dates and months (their first day) datetime64[ns], booleans boolean, integers Int64, numbers float64, codes and
        ids string. A cell that cannot be read is missing.
    readable : dict of str to pandas.Series
        For every column but codes and ids whether a cell could be read; missing where the cell is empty.
    """
    typed, readable = {}, {}
    for column in columns:
        text = frame.get(column.name, pd.Series(np.nan, index=frame.index, dtype=object))
        typed[column.name] = as_kind(text, column.kind, date_format)
        if column.kind not in ("id", "code"):
            readable[column.name] = typed[column.name].notna().astype("boolean").where(text.notna())
    return pd.DataFrame(typed, index=frame.index), readable


def as_kind(text: pd.Series, kind: str, date_format: str = "") -> pd.Series:
    """Read a column of text as dates, numbers, …; what cannot be read is missing."""
    match kind:
        case "date":
            return _as_dates(text, date_format)
        case "month":
            return _as_dates(text, MONTH_FORMAT)
        case "boolean":
            return text.str.lower().map({"true": True, "false": False}).astype("boolean")
        case "integer":
            numbers = _as_numbers(text)
            return numbers.where(numbers == np.floor(numbers)).astype("Int64")
        case "number":
            return _as_numbers(text)
        case _:
            return text.astype("string")


def _as_dates(text: pd.Series, date_format: str) -> pd.Series:
    """Read the different dates once; a table repeats few of them many times."""
    codes, written = pd.factorize(text)
    try:
        dates = pd.to_datetime(pd.Series(written, dtype=object), format=date_format, errors="coerce")
    except ValueError:
        raise StudyError(f"input.date_format = '{date_format}' is no way to write a date; e.g. \"%d/%m/%Y\"") from None
    days = dates.to_numpy("datetime64[ns]").astype("datetime64[D]").astype("datetime64[ns]")
    return pd.Series(np.append(days, np.datetime64("NaT", "ns"))[codes], index=text.index)


def _as_numbers(text: pd.Series) -> pd.Series:
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    return numbers.where(numbers.abs() <= NUMBER)
