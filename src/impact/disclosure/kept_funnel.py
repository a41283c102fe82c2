"""A funnel beside an earlier release: it keeps old numbers where few moved, and still adds up."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.disclosure.behind import FUNNEL, keys_of
from impact.disclosure.frames import floats, grouped
from impact.disclosure.funnel import PARTS
from impact.disclosure.kept_tables import Kept
from impact.disclosure.moves import Bools, Moves, beside, seen_to_move


def keep_funnel(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep the whole funnel of an arm while any of its milestones moved by few.

    The numbers of a funnel are sums of one another, so that one of them cannot keep its old value alone. An arm takes
    new numbers when every milestone's has moved by none or by enough; what became of those between two milestones is
    then blank wherever it moved by few, until it too has moved by enough.
    """
    if now.empty:
        return Kept(now)
    keys, old = keys_of(now, FUNNEL), beside(now, then, FUNNEL)
    moved = (keys.isin(moves.small("funnel")) | seen_to_move(now, old, ("n",), moves.below)).to_numpy()
    reached = (now["what"] == "reached").to_numpy()
    held_arms = set(now["arm"][moved & reached]) & set(then["arm"])
    parts = []
    for arm, rows in grouped(now, "arm"):
        is_held = arm in held_arms
        parts.append(then[then["arm"] == arm] if is_held else _fresh(rows, moved[rows.index]))
    frame = pd.concat(parts, ignore_index=True)[list(now.columns)]
    return Kept(frame, set(keys_of(then[then["arm"].isin(held_arms)], FUNNEL)))


def _fresh(arm: pd.DataFrame, moved: Bools) -> pd.DataFrame:
    """Blank what became of those after a milestone where any part moved by few; linked cases alone where they did."""
    is_part = arm["what"].isin([*PARTS, "waiting_longer"])
    blank = is_part & arm["milestone"].isin(set(arm["milestone"][moved & is_part]))
    blank |= moved & (arm["what"] == "linked")
    return arm.assign(n=np.where(blank, np.nan, floats(arm["n"])))
