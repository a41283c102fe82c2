"""Several answers in one cell: which of them a column looks for, and which the mapping does not know."""

from __future__ import annotations

import re

import pandas as pd

from impact.data.exports.columns import ColumnSource
from impact.data.exports.mapping import TablePart
from impact.errors import DataError
from impact.study.counts import ADOPTED, several

SEPARATORS = {"primero": " ||| ", "kobo": " ", "commcare": " "}
"""What stands between several answers in one cell: as text in Primero, as XML values in the other two."""


def answers_known(part: TablePart, origin: ColumnSource) -> frozenset[str]:
    """Return every answer that a part names for the cells that an origin reads: a question has a column a reason.

    A reason may also be read from the column of 1 and 0 beside it, which KoboToolbox calls `question/answer`.
    """
    here = set(origin.named)
    others = part.columns.values()
    listed = [answer for one in others if set(one.named) & here for answer in (*one.holds, *one.unknown, *one.others)]
    beside = [tuple(name.rsplit("/", maxsplit=1)) for one in others for name in one.named if "/" in name]
    return frozenset([*listed, *(answer for question, answer in beside if question in here)])


def given_in(cell: str, separator: str) -> set[str]:
    """Return the answers of a cell."""
    parts = cell.split(separator) if separator.strip() else cell.split()
    return {part.strip() for part in parts} - {""}


def separator_of(origin: ColumnSource, source: str) -> str:
    """Return what stands between answers; the empty text where nobody says."""
    return origin.separator or SEPARATORS.get(source, "")


def fits_separator(origin: ColumnSource, source: str) -> bool:
    """Whether answers can be told apart by the separator: none of them holds it."""
    separator = separator_of(origin, source)
    return bool(separator) and not any(
        re.search(re.escape(separator.strip() or " "), text)
        for text in (*origin.holds, *origin.unknown, *origin.others)
    )


def refuse_unknown_answers(text: pd.Series, known: frozenset[str], separator: str, place: str) -> None:
    """Refuse cells with answers that nothing names: a misspelt answer would be a `no` that nobody gave.

    Raises
    ------
    DataError
        With the number of cells; no answer is shown.
    """
    values = pd.Series(text.dropna().unique(), dtype=object)
    strange = values[[not given_in(value, separator) <= known for value in values]]
    cells = int(text.isin(strange).sum())
    if cells:
        raise DataError(
            f"{place}: {several(cells, ADOPTED)} cells hold answers that no `holds` and no `unknown` of this question "
            "names. Compare the words and the separator with the form, and list under `others` the answers that are "
            "none of these"
        )
