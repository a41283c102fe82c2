"""Guesses which canonical column a header is: by its name in English or Spanish, exactly or nearly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import pandas as pd
from rapidfuzz import fuzz, process

from impact.data.exports.names import is_registration, plain
from impact.data.exports.synonyms import SYNONYMS
from impact.data.personal import looks_personal
from impact.data.schema import TABLES, Table

NEAR = 92.0
"""The least score of a near name, of 100; below it a header is listed as not mapped."""

_OF_THE_SYSTEM = frozenset(
    ("number", "formid", "form_link", "username", "completed_time", "started_time", "received_on")
)
_NEGATIONS = frozenset(("no", "not", "non", "never", "without", "sin", "nunca", "ni", "nadie"))
_NEGATED = re.compile(r"un(accompanied|seen|known|able)")


@dataclass(frozen=True, slots=True)
class Guess:
    """A header that may be a canonical column, with how alike the names are, of 100."""

    sheet: str
    header: str
    score: float


@cache
def _names(column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(text) for text in (column, *SYNONYMS.get(column, ()))))


@cache
def _known() -> frozenset[str]:
    columns = (column.name for table in TABLES.values() for column in table.columns)
    return frozenset(name for column in columns for name in _names(column))


def _is_negated(text: str) -> bool:
    """Whether a name says that something is not so: one letter more can turn a question round."""
    words = text.split()
    return not _NEGATIONS.isdisjoint(words) or any(map(_NEGATED.match, words))


def _likeness(text: str, column: str) -> float:
    """Return how like a column's names a text is, of 100; what is exactly another's is not like them at all."""
    if text in _known():
        return 100.0 if text in _names(column) else 0.0
    names = [name for name in _names(column) if _is_negated(name) == _is_negated(text)]
    found = process.extractOne(text, names, scorer=fuzz.token_sort_ratio)
    return float(found[1]) if found else 0.0


def guesses_of(table: Table, sheet: str, frame: pd.DataFrame) -> dict[str, Guess]:
    """Guess headers of a table's columns: the best pairs first, no header for two columns."""
    pairs = []
    for header in map(str, frame):
        # What stands before the last mark is the group of a question.
        texts = {plain(header), plain(re.split(r"[./]", header)[-1])} if _may_be_mapped(header) else ()
        for column in table.columns:
            if column.name == "return_date" and is_registration(header):
                continue
            score = max((_likeness(text, column.name) for text in texts if text), default=0.0)
            if score >= NEAR:
                pairs.append((-score, column.name, header))
    guesses: dict[str, Guess] = {}
    for score, name, header in sorted(pairs):
        if name not in guesses and header not in {guess.header for guess in guesses.values()}:
            guesses[name] = Guess(sheet, header, -score)
    return guesses


def _may_be_mapped(header: str) -> bool:
    """Whether a header is a question: no name of a person, and nothing that KoboToolbox or CommCare adds of itself."""
    return not (looks_personal(header) or header.startswith("_") or header in _OF_THE_SYSTEM)
