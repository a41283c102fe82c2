"""People reached: counts rounded, bounds outward, and nothing from which a few people could be told.

- What may rest on 1–10 people is hidden, and with it what would give it away in its role, its period or the totals
  (`hidden_with_totals`); a hidden row shows no number at all.
- Counts are rounded as all are. A bound is rounded in the same way and then moved outward by a step, so that two
  numbers that are the same count tell no more than one; where everybody is identified, both bounds read as the count.
- A lower bound stays so far below the upper one that nobody can tell whether a few people, or none, make the
  difference; a lower bound that is itself too small to be shown is missing.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact.disclosure.frames import floats, grouped
from impact.disclosure.margins import Bools, hidden_with_totals
from impact.disclosure.rules import Floats, shown_counts
from impact.results import Reach
from impact.study import Disclosure
from impact.study.counts import smallest_shown

NUMBERS: Final = ("n", "at_least", "at_most", "counted")
PARTLY: Final = "partly_identified"
"""The basis on which lower bounds are counts of people, which add up as counts do."""


def release_reach(reach: Reach, rules: Disclosure) -> Reach:
    """Release the people reached by each programme, each role and period beside their totals.

    Parameters
    ----------
    reach : Reach
        As `count_reached` makes it: every role in every period, and the totals over either and both.
    rules : Disclosure

    Returns
    -------
    Reach
        The same rows; what is hidden is missing.
    """
    frame = reach.frame.assign(**{name: floats(reach.frame[name]) for name in NUMBERS})
    if frame.empty:
        return Reach(frame)
    return Reach(pd.concat([_release_programme(rows, rules) for _, rows in grouped(frame, "activity")]).sort_index())


def shown_bounds(at_least: ArrayLike, at_most: ArrayLike, rules: Disclosure) -> tuple[Floats, Floats]:
    """Return bounds of a number of people as they may be shown, which hold of whatever the exact ones hold of.

    Parameters
    ----------
    at_least, at_most : array_like of shape (k,)
        Whole numbers; missing ones stay missing.
    rules : Disclosure

    Returns
    -------
    (ndarray, ndarray)
        Of shape (k,): the lower bounds, missing where they would be too small to be shown, and the upper ones.
    """
    low, high = np.asarray(at_least, dtype=np.float64), np.asarray(at_most, dtype=np.float64)
    near_low, near_high, least = shown_counts(low, rules), shown_counts(high, rules), smallest_shown(rules)
    lowest = np.fmin(near_low, near_high - least) - rules.round_to
    lowest = np.where(np.isnan(near_low) | np.isnan(near_high) | (lowest < least), np.nan, lowest)
    nobody = high == 0
    return np.where(nobody, 0.0, lowest), np.where(nobody, 0.0, near_high + rules.round_to)


def _release_programme(rows: pd.DataFrame, rules: Disclosure) -> pd.DataFrame:
    hidden = _hidden(rows, floats(rows["at_most"]), rules.suppress_below)
    n, counted = shown_counts(rows["n"], rules), shown_counts(rows["counted"], rules)
    low, high = shown_bounds(rows["at_least"], rows["at_most"], rules)
    if (rows["basis"] == PARTLY).any():
        low = np.where(_hidden(rows, floats(rows["at_least"]), rules.suppress_below), np.nan, low)
    low, high = np.where(np.isnan(rows["n"]), low, n), np.where(np.isnan(rows["n"]), high, n)
    shown = dict(zip(NUMBERS, (n, low, high, counted), strict=True))
    return rows.assign(**{name: np.where(hidden, np.nan, of) for name, of in shown.items()})


def _hidden(rows: pd.DataFrame, counts: Floats, below: int) -> Bools:
    """Tell which rows must be hidden: they are the cells of a table of roles and periods, and its totals."""
    row, column = (_line(rows[name].fillna("")) for name in ("role", "period"))
    table = np.zeros((row.max() + 1, column.max() + 1))
    table[row, column] = counts
    return hidden_with_totals(table, below)[row, column]


def _line(names: pd.Series) -> NDArray[np.intp]:
    """Give each role, or each period, its line of a table, the totals the last one."""
    there = sorted(set(names) - {""})
    return pd.Index([*there, ""]).get_indexer(pd.Index(names))
