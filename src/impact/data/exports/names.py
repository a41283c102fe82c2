"""Names of columns and sheets: found as a mapping writes them, or the nearest that could be meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence

from impact.study.characters import words_apart

_ALIKE, _NEAR = 0.85, 0.6
"""How like another name for the same thing, and how like the name itself, a name must be to be shown: in a sheet
without a header line the names are somebody's record."""


def squeezed(name: str) -> str:
    """Return a name with single spaces: line breaks in headers come and go with the program."""
    return " ".join(str(name).split())


def plain(name: str) -> str:
    """Return a name in lower case, without accents, its words apart."""
    return " ".join(re.findall(r"[a-z0-9]+", words_apart(name)))


_DAY = frozenset(("date", "fecha", "day", "dia", "time", "hora", "on", "at", "when", "cuando"))
_BARE = _DAY | {"form", "the", "of", "de", "del", "la", "el"}
_RETURN = re.compile(r"\b(?:return|retorn|regres|reingres|arriv|llegad|deport|repatri)")
_REGISTERED = re.compile(r"\b(?:regist(?:ration|ered|ro|rad[oa])|opened|opening|apertura|created|identificacion)\b")
_OF_A_RETURN = re.compile(
    r"\b(?:registration|registro|opening|apertura|identificacion)\b.*\b(?:return|retorn|regres)"
    r"|\b(?:return|retorno|regreso) (?:registration|registro)\b"
)
"""A registration of a return: it says both, and is none."""


def is_registration(name: str, sheet: str = "") -> bool:
    """Whether a column says when somebody was registered, which is never when the child returned.

    What stands nearest to the question decides: `registro/fecha_retorno` is a return, `form.registration.date` is none.
    The sheet is asked only of a column whose own name is nothing but the word for a date.
    """
    parts = [plain(part) for part in re.split(r"[./]", name)]
    if not _DAY & {word for part in parts for word in part.split()}:
        return False
    bare = set(" ".join(parts).split()) <= _BARE
    for part in [*reversed(parts), *([plain(sheet)] if bare else [])]:
        if _REGISTERED.search(part) or _RETURN.search(part):
            return bool(_OF_A_RETURN.search(part)) or not _RETURN.search(part)
    return False


def find_column(wanted: str, columns: Iterable[str], source: str) -> list[str]:
    """Return the columns that a mapping can mean by a name: the one of this name, or for CommCare those that end so.

    CommCare names a question by its path, `form.visit.date`; its end will do where no other question ends so.
    """
    name = squeezed(wanted)
    there = [str(column) for column in columns]
    exact = [column for column in there if squeezed(column) == name]
    if exact or source != "commcare":
        return exact
    return [column for column in there if column.startswith("form.") and column.endswith(f".{name}")]


def nearest(name: str, groups: Sequence[Iterable[str]], others: Sequence[str] = ()) -> str:
    """Return ` (the nearest is '…')`, or nothing where no name is near.

    Parameters
    ----------
    name : str
        What is wanted.
    groups : sequence of iterables of str
        What there is: a name of an earlier group goes before one of a later.
    others : sequence of str
        What else the same thing is called, in any language: a name that is like one of these goes before one that is
        only like `name`.
    """
    for group in groups:
        there = {plain(str(candidate)): str(candidate) for candidate in group}
        for wanted, cutoff in (*((other, _ALIKE) for other in others), (name, _NEAR)):
            near = difflib.get_close_matches(plain(wanted), there, n=1, cutoff=cutoff)
            if near:
                return f" (the nearest is '{there[near[0]]}')"
    return ""
