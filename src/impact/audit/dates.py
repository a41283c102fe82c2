"""Days in a text, as people and programs write them: digits, English, Spanish, and moments counted from 1970."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from impact.audit.known import FIRST_YEAR, LAST_YEAR, dates_in
from impact.i18n import catalogues, region

FIRST, LAST = dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 1, 1)

_DIGITS: Final = re.compile(r"(?<![\d.,/-])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?![\d/-])")
_COMPACT: Final = re.compile(r"(?<![\w.-])((?:19|20)\d{2})(\d{2})(\d{2})(?:T\d|(?![\w.]))")


@cache
def _months() -> dict[str, int]:
    """Return names of months, whole and short, in every language that pages are written in."""
    from babel import Locale

    names: dict[str, int] = {}
    for language in catalogues():
        for width in ("wide", "abbreviated"):
            months = Locale.parse(region(language), sep="-").months["format"][width]
            names |= {str(name).lower().rstrip("."): number for number, name in months.items()}
    return names | {"setiembre": 9, "sep": 9}


@cache
def _written() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of `5 March 2025` or `5 de marzo de 2025`, and of `March 5, 2025`."""
    month = "(" + "|".join(sorted(_months(), key=len, reverse=True)) + r")\.?"
    day, year = r"\b(\d{1,2})(?:st|nd|rd|th|\.º|º|\.)?", r"((?:19|20)\d{2})\b"
    first = rf"{day}\s+(?:of\s+|de\s+)?{month},?\s+(?:de\s+|del\s+)?{year}"
    return re.compile(first, re.IGNORECASE), re.compile(rf"\b{month}\s+{day},?\s+{year}", re.IGNORECASE)


def days_in(text: str) -> Iterator[dt.date]:
    """Yield every day that a text names."""
    yield from dates_in(text)
    if not any(letter.isdigit() for letter in text):
        return
    for pattern in (_DIGITS,):
        for first, second, year in pattern.findall(text):
            yield from _day(year, second, first)
            yield from _day(year, first, second)
    for year, month, day in _COMPACT.findall(text):
        yield from _day(year, month, day)
    day_first, month_first = _written()
    for day, month, year in day_first.findall(text):
        yield from _day(year, _months()[month.lower()], day)
    for month, day, year in month_first.findall(text):
        yield from _day(year, _months()[month.lower()], day)


def _day(year: object, month: object, day: object) -> Iterator[dt.date]:
    try:
        yield dt.date(int(str(year)), int(str(month)), int(str(day)))
    except ValueError:
        return


def are_moments(numbers: Sequence[float]) -> bool:
    """Tell whether all of several numbers are milliseconds, microseconds or nanoseconds between `FIRST` and `LAST`."""
    low, high = ((day - dt.date(1970, 1, 1)).total_seconds() for day in (FIRST, LAST))
    if not numbers:
        return False
    return any(all(low * scale <= number <= high * scale for number in numbers) for scale in (1e3, 1e6, 1e9))
