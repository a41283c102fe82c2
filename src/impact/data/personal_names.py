"""Names of persons, told by what a column holds: words that begin with capitals and hardly repeat, or common names."""

from __future__ import annotations

import unicodedata
from typing import Final

import pandas as pd

_CAPITALISED: Final = r"(?:[A-ZÁÉÍÓÚÑÜ][\w'’.-]*)"
_SMALL: Final = r"(?:de|del|la|las|los|y|e|da|do|dos|van|von)"
_FULL_NAME: Final = rf"\s*{_CAPITALISED}(?:,? +(?:{_SMALL} +)*{_CAPITALISED}){{1,5}}\s*"
_DIFFERENT: Final = 8
"""Different full names that a column must hold: fewer can be places (San Marcos, Santa Rosa)."""

_GIVEN: Final = frozenset((
    "jose", "juan", "luis", "carlos", "jorge", "miguel", "pedro", "manuel", "mario", "oscar", "hector", "wilmer",
    "kevin", "brayan", "bryan", "byron", "elmer", "edwin", "josue", "cristian", "diego", "andres", "fernando",
    "ricardo", "roberto", "sergio", "victor", "francisco", "antonio", "marvin", "selvin", "rolando", "rudy", "maria",
    "ana", "juana", "marta", "sandra", "karen", "wendy", "yesenia", "gabriela", "claudia", "silvia", "blanca", "glenda",
    "heidy", "evelyn", "katherine", "jennifer", "ashley", "lucia", "sofia", "daniela", "alejandra", "xiomara", "keylin",
    "john", "james", "michael", "david", "mary",
))  # fmt: skip
"""Common given names that are no department, and no municipality's first word."""


def holds_names(column: pd.Series) -> bool:
    """Whether a column of text holds names of persons.

    Parameters
    ----------
    column : pandas.Series
        Every cell that is not empty, as text: names hardly repeat, codes do.
    """
    values = pd.Series(column.unique(), dtype=object)
    if values.empty:
        return False
    common = values[values.map(_begins_with_a_given_name)]
    if len(common) >= 3 and column.isin(common).mean() >= 0.5:
        return True
    full = values[values.str.fullmatch(_FULL_NAME)]
    hardly_repeat = len(full) > 0.5 * column.isin(full).sum()
    return len(full) >= _DIFFERENT and column.isin(full).mean() >= 0.7 and bool(hardly_repeat)


def _begins_with_a_given_name(text: str) -> bool:
    first = text.replace(",", " ").split()[:1]
    plain = unicodedata.normalize("NFKD", first[0]).encode("ascii", "ignore").decode().lower() if first else ""
    return plain in _GIVEN and (text[:1].isupper() or " " in text.strip())
