"""Identity numbers of Guatemala, Honduras, El Salvador, Mexico and the US, told by their form and check digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from impact.data.different import Different

_SURE: Final = (
    # Mexico, CURP: letters of the names, date of birth, sex, state, consonants, check digit.
    r"[A-ZÑ][AEIOUX][A-ZÑ]{2}\d{2}(0[1-9]|1[0-2])([0-2]\d|3[01])[HMX][A-Z]{2}[B-DF-HJ-NP-TV-ZÑ]{3}[A-Z\d]\d",
    # United States, social security number.
    r"(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}",
    # United States, alien registration number as it is written on papers.
    r"A[- ]?\d{3}[- ]\d{3}[- ]\d{3}",
    # Honduras: department, municipality, year of birth, number.
    r"(0[1-9]|1[0-8])(0[1-9]|1\d|2[0-8])[- ](19|20)\d{2}[- ]\d{5}",
    # The line of a passport that machines read.
    r"P[A-Z<][A-Z<]{3}[A-Z]+<.*",
)
"""Forms that hardly anything else has: one cell is enough."""

_SURE_SHAPES: Final = re.compile(
    r"[A-ZÑ]{4}\d{6}[A-ZÑ]{6}[A-ZÑ\d]\d|\d{3}-\d{2}-\d{4}|A[- ]?\d{3}[- ]\d{3}[- ]\d{3}|"
    r"\d{4}[- ]\d{4}[- ]\d{5}|P[A-Z<]{4}[A-Z]+<.*"
)
"""The same, whatever their digits: what has none of these has none of those."""

_HONDURAS: Final = r"(0[1-9]|1[0-8])(0[1-9]|1\d|2[0-8])(19[3-9]\d|20[0-2]\d)\d{5}"
_PASSPORT: Final = r"[A-Z]{1,2}[1-9]\d{6,7}"
_PASSPORT_SHAPE: Final = re.compile(r"[A-Z]{1,2}\d{7,8}")
_CHECKED: Final = 3
"""Numbers of nine digits that must be there before their check digits count: one in ten fits by chance."""


def holds_identity_numbers(values: Different, *, of_known_meaning: bool) -> bool:
    """Whether a column holds identity numbers.

    Parameters
    ----------
    values : Different
    of_known_meaning : bool
        A column of ids may have the form of a passport's number, which has no check digit.

    Notes
    -----
    Numbers with a check digit count where at least half of those of that form fit it: of other numbers of 13 digits
    under one in a hundred does, of 9 digits one in ten.
    """
    if any(re.fullmatch(form, text) for text in _plain(values, _SURE_SHAPES) for form in _SURE):
        return True
    numbers = _plain(values, re.compile(r"[\d -]+"))
    digits = [text.replace(" ", "").replace("-", "") for text in numbers]
    long, short = ([text for text in digits if len(text) == length] for length in (13, 9))
    if _most(long, lambda text: _is_guatemalan(text) or _is_honduran(text)):
        return True
    is_written = any(re.fullmatch(r"\d{8}-\d", text) for text in numbers)
    if len(short) >= (1 if is_written else _CHECKED) and _most(short, _is_salvadoran):
        return True
    if of_known_meaning:
        return False
    passports = [text for text in _plain(values, _PASSPORT_SHAPE) if re.fullmatch(_PASSPORT, text)]
    return len(passports) > 0.5 * len(values)


def _plain(values: Different, shape: re.Pattern[str]) -> list[str]:
    """Return the texts of a shape, in capitals and without space around them."""
    found = values.like(lambda text: shape.fullmatch(text.strip().upper()))
    return [text.strip().upper() for text in values.texts[found]]


def _most(texts: list[str], test: Callable[[str], bool]) -> bool:
    return sum(map(test, texts)) >= 0.5 * len(texts) > 0


def _is_guatemalan(text: str) -> bool:
    """Whether 13 digits are a CUI: eight, their check digit modulo 11, department and municipality of birth."""
    total = sum(int(digit) * weight for weight, digit in enumerate(text[:8], start=2))
    return total % 11 == int(text[8]) and 1 <= int(text[9:11]) <= 22 and 1 <= int(text[11:]) <= 40


def _is_honduran(text: str) -> bool:
    return re.fullmatch(_HONDURAS, text) is not None


def _is_salvadoran(text: str) -> bool:
    """Whether nine digits are a DUI: eight, weighted from 9 down to 2, and their check digit modulo 10."""
    total = sum(int(digit) * (9 - place) for place, digit in enumerate(text[:8]))
    return -total % 10 == int(text[8])
