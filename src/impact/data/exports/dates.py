"""Dates of an export as canonical text: ISO as they are, others by their format, months in words of two languages."""

from __future__ import annotations

import re

import pandas as pd

from impact.data.exports.sheets import ISO, canonical
from impact.data.formats import serial_to_text
from impact.errors import DataError, StudyError
from impact.study.counts import ADOPTED, several
from impact.study.formats import Reading

_ISO_DAY = r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{1,2}:\d{2}.*)?"
_MONTHS = (
    ("ene", "jan"), ("feb",), ("mar",), ("abr", "apr"), ("may",), ("jun",), ("jul",), ("ago", "aug"), ("sep", "set"),
    ("oct",), ("nov",), ("dic", "dec"),
)  # fmt: skip
_NUMBER_OF = {word: f"{number:02d}" for number, words in enumerate(_MONTHS, start=1) for word in words}
_MONTH_NUMBERS = 12
_WORD = re.compile(r"[^\W\d_]{3,}\.?")


def dates_to_text(text: pd.Series, reading: Reading, date_format: str | None, place: str, *, months: bool) -> pd.Series:
    """Write dates as YYYY-MM-DD, or months as YYYY-MM.

    A day that is written year first is read whatever the format says; a time of day is cut off.

    Parameters
    ----------
    text : pandas.Series
        Trimmed text.
    reading : Reading
        Of the mapping: how its dates are written, and whether bare numbers are counted days.
    date_format : str, optional
        How this column's dates are written, where it differs.
    place : str
        What an error calls the column.

    Raises
    ------
    StudyError
        If the format is no way to write a date, or names no year or no month.
    DataError
        If cells are no dates in that format, bare numbers though the mapping does not say that they count days, or
        dates and texts of which a spreadsheet has taken days for months.
    """
    form = date_format or reading.date_format
    if not (re.search("%[Yy]", form) and re.search("%[mbB]", form)):
        raise StudyError(f"{place}: '{form}' names no year or no month; e.g. \"%d/%m/%Y\"")
    counted = serial_to_text(text.rename(place), canonical(reading))
    codes, written = pd.factorize(counted)
    values = pd.Series(written, dtype=object)
    days = _days(values, form, place)
    _refuse_swapped(values, days, form, place)
    if months:
        days = days.fillna(
            pd.to_datetime(values.where(values.str.fullmatch(r"\d{4}-\d{2}")), format="%Y-%m", errors="coerce")
        )
    wrong = int(pd.Series(codes).isin(values.index[days.isna()]).sum())
    if wrong:
        raise DataError(
            f"{place}: {several(wrong, ADOPTED)} cells are no dates written as {form}; say how they are with "
            "`reading.date_format`, or with `date` in this column"
        )
    shown = days.dt.strftime("%Y-%m" if months else ISO).reindex([*values.index, -1])
    return pd.Series(shown.to_numpy(dtype=object)[codes], index=text.index, dtype=object)


def _refuse_swapped(values: pd.Series, days: pd.Series, form: str, place: str) -> None:
    """Refuse what a spreadsheet of the United States makes of 03/05 and 25/03: a date in March, and a text as it was.

    What it could read as month first has become a date with its day and month exchanged; only days after the 12th are
    left as text.
    """
    if not re.match(r"%d\W+%m", form):
        return
    is_date = values.str.fullmatch(_ISO_DAY).astype(bool)
    dates, texts = days[is_date].dropna(), days[~is_date].dropna()
    if len(dates) and len(texts) and (dates.dt.day <= _MONTH_NUMBERS).all() and (texts.dt.day > _MONTH_NUMBERS).all():
        raise DataError(
            f"{place}: the dates in it all lie in the first 12 days of a month and the texts all after them: a "
            "spreadsheet has read days as months. Export again, without opening it there"
        )


def _days(values: pd.Series, form: str, place: str) -> pd.Series:
    iso = values.str.extract(rf"^{_ISO_DAY}$")[0] if len(values) else values
    days = pd.to_datetime(iso, format=ISO, errors="coerce")
    rest = values.where(iso.isna())
    if "%b" in form or "%B" in form:
        rest, form = rest.str.replace(_WORD, _month, regex=True), form.replace("%b", "%m").replace("%B", "%m")
    try:
        return days.fillna(pd.to_datetime(rest, format=form, errors="coerce"))
    except ValueError:
        raise StudyError(f"{place}: '{form}' is no way to write a date; e.g. \"%d/%m/%Y\"") from None


def _month(word: re.Match[str]) -> str:
    return _NUMBER_OF.get(word.group()[:3].casefold(), word.group())
