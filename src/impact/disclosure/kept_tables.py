"""Tables of counts beside an earlier release: the cells that keep its values, and those that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from impact.disclosure.behind import keys_of
from impact.disclosure.frames import floats
from impact.disclosure.moves import Bools, Moves, beside, seen_to_move, taken, with_complement

FLOW = ("step", "reason", "arm")
BASELINE = ("covariate", "level", "arm")
FOLLOWUP = ("horizon", "arm")
QUALITY = ("table", "rule", "column")


@dataclass(frozen=True, slots=True)
class Kept:
    """A frame as it may stand beside an earlier release.

    Attributes
    ----------
    frame : pandas.DataFrame
    keys : set of str
        What keeps the earlier values, as `counts_behind` calls it.
    blocked : tuple of str
        Cells that can neither keep their old value nor show the new one.
    """

    frame: pd.DataFrame
    keys: set[str] = field(default_factory=set)
    blocked: tuple[str, ...] = ()


def keep_flow(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep counts of those excluded, and let an arm's total be the sum of what is shown."""
    is_total = (now["step"] == "all").to_numpy()
    # Those analysed, and those imputed among them, are no parts of those excluded.
    block = now["arm"].astype(str) + now["step"].where(now["step"] == "excluded", now["step"] + now["reason"])
    kept = _keep_blocks(now, then, moves, "flow", FLOW, ("n",), block, ~is_total)
    frame = kept.frame
    counted = frame[frame["step"].isin(["excluded", "analysed"])].groupby("arm")["n"].sum()
    shown = is_total & floats(now["n"]).astype(bool) & now["n"].notna().to_numpy()
    return Kept(frame.assign(n=frame["n"].where(~shown, frame["arm"].map(counted))), kept.keys, kept.blocked)


def keep_baseline(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep levels whose people, or all but whose people, moved by few, and others that would give them away."""
    block = now["covariate"].astype(str) + " " + now["arm"].astype(str)
    everywhere = np.ones(len(now), dtype=bool)
    return _keep_blocks(now, then, moves, "baseline", BASELINE, ("n", "value"), block, everywhere)


def _keep_blocks(
    now: pd.DataFrame,
    then: pd.DataFrame,
    moves: Moves,
    name: str,
    columns: Sequence[str],
    values: Sequence[str],
    block: pd.Series,
    may_be_kept: Bools,
) -> Kept:
    """Keep rows of a table whose blocks each add up to a total."""
    keys, old = keys_of(now, columns), beside(now, then, columns)
    is_there = old["is_there"].to_numpy()
    held = keys.isin(moves.small(name)).to_numpy() & is_there & may_be_kept
    changes = moves.changes(name).reindex(keys).fillna(0.0).get("n", pd.Series(0.0, index=keys)).to_numpy()
    for rows in pd.Series(range(len(now))).groupby(block.to_numpy(), sort=False).indices.values():
        held[rows] = with_complement(held[rows], changes[rows], moves.below) & is_there[rows]
        held[rows] &= ~_must_hide(now["n"].to_numpy()[rows], old["n"].to_numpy()[rows], held[rows])
    held |= seen_to_move(now, old, ("n",), moves.below) & may_be_kept
    blocked = keys[keys.isin(moves.fell(name)) & now["n"].isna() & old["n"].gt(0) & may_be_kept]
    return Kept(taken(now, old, held, values), set(keys[held]), _cells(name, blocked))


def _must_hide(now: np.ndarray, then: np.ndarray, held: Bools) -> Bools:
    """Tell which rows of a block stay hidden: all that are hidden now, unless old values can stand in every one."""
    hidden = np.isnan(now)
    return hidden if bool((hidden & ~(held & ~np.isnan(then))).any()) else np.zeros_like(hidden)


def keep_followup(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep rows of which those due, traced or lost moved by few."""
    keys, old = keys_of(now, FOLLOWUP), beside(now, then, FOLLOWUP)
    held = keys.isin(moves.small("followup")) | seen_to_move(now, old, ("due", "traced"), moves.below)
    held &= old["is_there"]
    blocked = keys[keys.isin(moves.fell("followup")) & now["traced"].isna() & old["traced"].notna()]
    frame = taken(now, old, held.to_numpy(), ("due", "traced", "share"))
    return Kept(frame, set(keys[held]), _cells("followup", blocked))


def keep_quality(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep counts of rows that moved by few; one that is too small to be told now is hidden, whatever it was.

    They count rows, and a rule that begins to be broken has to be told.
    """
    keys, old = keys_of(now, QUALITY), beside(now, then, QUALITY)
    held = keys.isin(moves.small("quality")) | seen_to_move(now, old, ("count", "rows"), moves.below)
    held &= old["is_there"]
    frame = taken(now, old, held.to_numpy(), ("count", "rows"))
    return Kept(frame.assign(count=frame["count"].where(now["count"].notna())), set(keys[held]))


def _cells(name: str, keys: pd.Series) -> tuple[str, ...]:
    return tuple(f"{name} | {key}" for key in keys)
