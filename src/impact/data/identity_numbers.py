"""Identity numbers of Guatemala, Honduras, El Salvador, Mexico and the US, told by their form and check digits."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

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

_HONDURAS: Final = r"(0[1-9]|1[0-8])(0[1-9]|1\d|2[0-8])(19[3-9]\d|20[0-2]\d)\d{5}"
_PASSPORT: Final = r"[A-Z]{1,2}[1-9]\d{6,7}"
_CHECKED: Final = 3
"""Numbers of nine digits that must be there before their check digits count: one in ten fits by chance."""


def holds_identity_numbers(values: pd.Series, *, of_known_meaning: bool) -> bool:
    """Whether a column holds identity numbers.

    Parameters
    ----------
    values : pandas.Series
        Its different values, as text.
    of_known_meaning : bool
        A column of ids may have the form of a passport's number, which has no check digit.

    Notes
    -----
    Numbers with a check digit count where at least half of those of that form fit it: of other numbers of 13 digits
    under one in a hundred does, of 9 digits one in ten.
    """
    plain = values.str.strip().str.upper()
    if any(plain.str.fullmatch(form).any() for form in _SURE):
        return True
    digits = plain[plain.str.fullmatch(r"[\d -]+")].str.replace(r"[ -]", "", regex=True)
    long, short = digits[digits.str.len() == 13], digits[digits.str.len() == 9]
    if len(long) and long.map(lambda text: _is_guatemalan(text) or _is_honduran(text)).mean() >= 0.5:
        return True
    is_written = plain.str.fullmatch(r"\d{8}-\d").sum()
    if len(short) >= (1 if is_written else _CHECKED) and short.map(_is_salvadoran).mean() >= 0.5:
        return True
    return not of_known_meaning and bool(plain.str.fullmatch(_PASSPORT).mean() > 0.5)


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
