"""Words that tell what became of a child: which codes they may become, and which no `else` and no `value` may be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from impact.data.exports.columns import ColumnSource
from impact.data.exports.names import plain

_CENSORING = ("lost", "transferred", "withdrew", "other", "unknown", "")
_ABROAD = ("en_route", "abroad", "lawfully_abroad")

_BROUGHT_BACK = re.compile(r"\brepatri")
_TRANSFERRED = re.compile(
    # "Se trasladó a otro país" is a move, and no transfer of the case.
    r"\btransfer|\btraslad(?!\w* (?:a|al|hacia) (?:otro pais|extranjero|ee ?uu|estados unidos|mexico|el extranjero))"
)
_NOT_SEEN = re.compile(
    r"\b(?:not|never|nobody)(?: been| be)? (?:seen|found|find|located|locate|traced)\b"
    r"|\bno (?:(?:fue|ha|han|sido|se|la|le|lo|pudo|pudieron|logro) )*(?:visto|vista|vio|vieron|localiz|encontr)"
)

_ELSE: dict[str, tuple[str, ...]] = {
    "exit_reason": ("other", "unknown", "lost", ""),
    "location_status": ("unknown",),
    "has_reporting_consent": ("no",),
}
"""What answers that nobody listed may become: none of them says that something happened, or was allowed."""

_EVENTS: dict[str, tuple[str, ...]] = {
    "exit_reason": ("remigrated", "lawful_migration", "died"),
    "location_status": (*_ABROAD, "detained", "deceased"),
}
"""What is said of one child at a time, and never of every row of a sheet."""


def misread_events(name: str, origin: ColumnSource) -> Iterator[str]:
    """Say what is wrong in what the words of an export become in the canonical column of this name."""
    if origin.otherwise is not None and origin.otherwise not in _ELSE.get(name, (origin.otherwise,)):
        allowed = ", ".join(code or '""' for code in _ELSE[name])
        yield f"`else: {origin.otherwise}` would be said of answers that nobody has read; there is: {allowed}"
    if origin.value in _EVENTS.get(name, ()):
        yield f"`value: {origin.value}` would say of every row what befell some; map the column that tells of each"
    for value, code in origin.codes.items():
        yield from _misread_code(name, plain(value), value, code)


def _misread_code(name: str, value: str, shown: str, code: str) -> Iterator[str]:
    """Say what is wrong in what a value becomes: reasons for closing a Primero case that are easily misread."""
    if name == "exit_reason" and _BROUGHT_BACK.search(value) and code in ("remigrated", "lawful_migration"):
        yield f"'{shown}' says that a child was brought back, which is no remigration and no lawful migration"
    if name == "location_status" and _BROUGHT_BACK.search(value) and code in _ABROAD:
        yield f"'{shown}' says that a child was brought back, which is no place abroad"
    if name == "exit_reason" and is_loss(value) and code not in _CENSORING:
        yield (
            f"'{shown}' says that nobody knows: it ends follow-up, and is no event; "
            f"there is: {', '.join(_CENSORING[:-1])}"
        )
    if name == "location_status" and _NOT_SEEN.search(value) and code not in ("unknown", ""):
        yield f"'{shown}': a child that was not seen has neither stayed nor left; there is: unknown"


def is_loss(value: str) -> bool:
    """Whether a plain text says that follow-up ended without anybody knowing what became of the child."""
    return bool(_NOT_SEEN.search(value) or _TRANSFERRED.search(value))
