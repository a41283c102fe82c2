"""Names of persons, told by what a column holds: words that begin with capitals and hardly repeat, or common names."""

from __future__ import annotations

import re
from typing import Final

from impact.data.different import Different
from impact.study.characters import unaccented

_CAPITALISED: Final = r"(?:[A-ZÁÉÍÓÚÑÜ][\w'’.-]*)"
_SMALL: Final = r"(?:de|del|la|las|los|y|e|da|do|dos|van|von)"
_FULL_NAME: Final = re.compile(rf"\s*{_CAPITALISED}(?:,? +(?:{_SMALL} +)*{_CAPITALISED}){{1,5}}\s*")
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


def holds_names(values: Different) -> bool:
    """Whether a column of text holds names of persons; names hardly repeat, codes do."""
    if not len(values):
        return False
    common = values.like(_begins_with_a_given_name)
    if common.sum() >= 3 and values.share(common) >= 0.5:
        return True
    full = values.like(_FULL_NAME.fullmatch)
    hardly_repeat = full.sum() > 0.5 * values.cells[full].sum()
    return bool(full.sum() >= _DIFFERENT and values.share(full) >= 0.7 and hardly_repeat)


def holds_a_given_name(text: str) -> bool:
    """Whether a word of a text, with a capital, is a common given name: enough to hide what nobody has to see."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word[:1].isupper()]
    return any(unaccented(word) in _GIVEN for word in words)


def _begins_with_a_given_name(text: str) -> bool:
    first = text.replace(",", " ").split()[:1]
    plain = unaccented(first[0]) if first else ""
    return plain in _GIVEN and (text[:1].isupper() or " " in text.strip())
