"""What the pictures of densities share: the name of a piece of the scale, and the pieces as a table by group."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pandas as pd

from impact.i18n import t
from impact.present.page import Fragment
from impact.present.select import rows_of
from impact.present.tables import table
from impact.present.theme import ARMS
from impact.present.words import group, number_of

if TYPE_CHECKING:
    from impact.study.parts import Language

Row = dict[str, Any]


def piece(row: Row, language: Language, decimals: int) -> str:
    """Write from where to where a piece reaches."""
    return t("span", language, **{name: number_of(row[end], language, decimals) for name, end in _ENDS})


_ENDS = (("from", "lower"), ("to", "upper"))


def pieces_table(
    title: str,
    scale: str,
    rows: pd.DataFrame,
    name: Callable[[Row], str],
    write: Callable[[Row], str],
    language: Language,
) -> Fragment:
    """Lay the pieces out with a column for each group.

    Parameters
    ----------
    title, scale : str
        Of the table, and of the column that names the pieces.
    rows : pandas.DataFrame
        Released densities of one kind.
    name, write : callable
        Writes the name of a row's piece, and what stands in its cell.
    language
        As everywhere.
    """
    cells = {(row["lower"], row["arm"]): row for row in rows_of(rows)}
    body = [
        [name(row), *(write(cells[row["lower"], arm]) for arm in ARMS)] for row in rows_of(rows[rows["arm"] == ARMS[0]])
    ]
    return table(title, [scale, *(group(arm, language) for arm in ARMS)], body, language)
