"""Values of an export that may be told: those that enough children hold, however many rows they have."""

from __future__ import annotations

import pandas as pd

from impact.data.personal import tells_somebody
from impact.study.characters import odd_character
from impact.study.counts import ADOPTED

_SHOWN_CHARACTERS = 60


def told_values(text: pd.Series, persons: pd.Series | None) -> dict[str, int]:
    """Return the values that may be shown, each with the number of its rows, the most frequent first.

    Parameters
    ----------
    text : pandas.Series
        Cells of a column, missing where nothing stands.
    persons : pandas.Series, optional
        Whose each row is: the key of a child, of a return, or of the form that a repeat belongs to. Eleven visits to
        one child are one child, so nothing may be told where this is not known.

    Returns
    -------
    dict of str to int
        None that fewer than `suppress_below` keys hold, none that tells who somebody is, none that is long or odd.
    """
    if persons is None:
        return {}
    holders = persons.groupby(text, sort=False).nunique().to_dict()
    rows = text.value_counts()
    return {
        str(value): int(count)
        for value, count in rows.items()
        if holders[value] >= ADOPTED.suppress_below
        and len(str(value)) <= _SHOWN_CHARACTERS
        and not odd_character(str(value))
        and not tells_somebody(str(value))
    }
