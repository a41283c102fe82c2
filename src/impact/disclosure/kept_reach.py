"""People reached beside an earlier release: a programme keeps its old numbers while any of them moved by few."""

from __future__ import annotations

import pandas as pd

from impact.disclosure.behind import REACH, keys_of
from impact.disclosure.frames import grouped
from impact.disclosure.kept_tables import Kept
from impact.disclosure.moves import Moves, beside, seen_to_move
from impact.disclosure.reach import NUMBERS


def keep_reach(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep all numbers of a programme as the earlier release showed them while one of them moved by 1–10.

    Roles and periods are parts of each other's totals, so that none of them can keep its old value alone. New periods
    wait with the others. A number that was shown and has become too small blocks the release.
    """
    if now.empty:
        return Kept(now)
    keys, old = keys_of(now, REACH), beside(now, then, REACH)
    moved = (keys.isin(moves.small("reach")) | seen_to_move(now, old, NUMBERS, moves.below)).to_numpy()
    held = set(now["activity"][moved]) & set(then["activity"])
    fell = keys[keys.isin(moves.fell("reach")) & now["at_most"].isna() & old["at_most"].notna()]
    parts = [
        then[then["activity"] == programme] if programme in held else rows
        for programme, rows in grouped(now, "activity")
    ]
    frame = pd.concat(parts, ignore_index=True)[list(now.columns)]
    kept = set(keys_of(then[then["activity"].isin(held)], REACH))
    return Kept(frame, kept, tuple(f"reach | {key}" for key in fell))
