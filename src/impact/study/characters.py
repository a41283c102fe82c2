"""Characters that have no place in a label, a column's name or a code: unseen ones, and those that pose as others."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSEEN: Final = frozenset(("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
"""Categories of Unicode: control, format (direction, zero width), lone surrogates, private use, line separators."""

_LOOKALIKES: Final = frozenset(("CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"))
"""Scripts with letters that read as Latin ones; none of the region's languages mixes them into a word."""

_COPIES: Final = frozenset(("FULLWIDTH", "MATHEMATICAL"))
"""Second copies of the Latin letters, which no language is written in."""

_WORD: Final = re.compile(r"[^\W\d_]+")


def odd_character(text: str, *, lines: bool = False) -> str | None:
    """Name the first character of `text` that is unseen, or a letter that poses as a Latin one.

    Parameters
    ----------
    text : str
    lines : bool
        Whether it may have line breaks and tabs, as a text of a study may.

    Returns
    -------
    str or None
        The code point with its name, e.g. `U+202E (RIGHT-TO-LEFT OVERRIDE)`, which can be shown where the text cannot;
        None where there is no such character.

    Notes
    -----
    Unicode Technical Standard 39 (mixed-script detection) and CVE-2021-42574 (writing direction).
    """
    if text.isascii() and text.isprintable():
        return None
    for character in text:
        if unicodedata.category(character) in _UNSEEN and not (lines and character in "\n\t"):
            return code_point(character)
    for word in _WORD.findall(text):
        scripts = {character: unicodedata.name(character, "").split(" ")[0] for character in word}
        posed_as = _COPIES | _LOOKALIKES if "LATIN" in scripts.values() else _COPIES
        posing = [character for character in word if scripts[character] in posed_as]
        if posing:
            return code_point(posing[0])
    return None


def unaccented(text: str) -> str:
    """Return a text in small letters without their accents; what is no Latin letter, digit or sign falls out."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


def words_apart(name: str) -> str:
    """Return a name as `unaccented`, with a space where a program ran words together: `fechaRetorno`."""
    return unaccented(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))


def code_point(character: str) -> str:
    """Write a character as its number and its name."""
    named = unicodedata.name(character, "")
    return f"U+{ord(character):04X}" + (f" ({named})" if named else "")
