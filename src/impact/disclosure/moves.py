"""How the counts behind two releases differ: which cells moved by so few that the move would tell of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from impact.disclosure.behind import keys_of
from impact.disclosure.frames import floats
from impact.study import Disclosure

Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Moves:
    """The counts behind a release beside those behind an earlier one, both as `counts_behind` gives them.

    Parameters
    ----------
    now, then : pandas.DataFrame
    rules : Disclosure
    """

    now: pd.DataFrame
    then: pd.DataFrame
    rules: Disclosure

    @property
    def below(self) -> int:
        """The smallest move that may be seen."""
        return self.rules.suppress_below

    @cached_property
    def _both(self) -> pd.DataFrame:
        """Counts that stand behind both, and whether each moved by few."""
        both = self.now.merge(self.then, on=["frame", "key", "part"], suffixes=("", "_then"))
        return both.assign(small=is_small(both["count"] - both["count_then"], self.below))

    def small(self, frame: str) -> set[str]:
        """Return the keys of a frame behind which some count moved by few."""
        of = self._both[(self._both["frame"] == frame) & self._both["small"]]
        return set(of["key"])

    def fell(self, frame: str) -> set[str]:
        """Return the keys behind which a count fell by few, from what may be shown to what may not."""
        both, below = self._both, self.below
        sank = both["small"] & (both["count_then"] >= below) & (both["count"] > 0) & (both["count"] < below)
        return set(both.loc[sank & (both["frame"] == frame), "key"])

    def changes(self, frame: str) -> pd.DataFrame:
        """Return by how much each part of each key moved; what stands behind one release alone was 0 in the other."""
        sides = [side[side["frame"] == frame] for side in (self.now, self.then)]
        now, then = (side.pivot_table(index="key", columns="part", values="count", sort=False) for side in sides)
        return now.sub(then, fill_value=0.0).fillna(0.0)


def is_small(change: ArrayLike, below: int) -> Bools:
    """Tell which changes of a count are of 1 to `below` − 1; a missing one is not."""
    size = np.abs(np.asarray(change, dtype=np.float64))
    return np.asarray((size > 0) & (size < below))


def with_complement(held: Bools, changes: ArrayLike, below: int) -> Bools:
    """Tell which parts of a total keep their old values, so that the moves of the others give none of theirs away.

    The parts of a total that moved by few keep their old values. What a reader can derive of them is the move of their
    sum: where that is small as well, the part that moved least is kept with them, and so on.

    Parameters
    ----------
    held : ndarray of bool, shape (k,)
        Parts that moved by few.
    changes : array_like of shape (k,) or (k, m)
        By how much each part moved, in each of m counts that have a total of their own.
    below : int
        The smallest move that may be seen.
    """
    moved = np.atleast_2d(np.asarray(changes, dtype=np.float64).T).T
    out = held.copy()
    while out.any() and not out.all() and is_small(moved[out].sum(axis=0), below).any():
        out[np.argmin(np.where(out, np.inf, np.abs(moved).sum(axis=1)))] = True
    return out


def beside(now: pd.DataFrame, then: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return the earlier rows in the order of the present ones, told by `columns`; missing where there is none.

    A column `is_there` says which there are.
    """
    earlier = then.assign(is_there=True).set_index(keys_of(then, columns))
    earlier = earlier[~earlier.index.duplicated()].reindex(keys_of(now, columns))
    return earlier.assign(is_there=earlier["is_there"].notna()).set_index(now.index)


def seen_to_move(now: pd.DataFrame, then: pd.DataFrame, columns: Sequence[str], below: int) -> Bools:
    """Tell in which rows a shown count would be seen to move by few, however many moved: rounding hides how many."""
    moved = [is_small(floats(now[name]) - floats(then[name]), below) for name in columns]
    return np.asarray(np.any(moved, axis=0), dtype=bool)


def taken(now: pd.DataFrame, then: pd.DataFrame, rows: Bools, columns: Sequence[str]) -> pd.DataFrame:
    """Return the present rows with some columns of the earlier ones, in the rows told."""
    return now.assign(**{name: now[name].where(~rows, then[name]) for name in columns})
