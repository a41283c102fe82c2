"""Tables of counts beside an earlier release: the cells that keep its values, and those that cannot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from impact.disclosure.behind import BETWEEN, keys_of
from impact.disclosure.frames import floats
from impact.disclosure.moves import Moves, beside, is_small, seen_to_move, taken, with_complement
from impact.disclosure.rules import Floats, alike

FLOW = ("step", "reason", "arm")
BASELINE = ("covariate", "level", "arm")
FOLLOWUP = ("horizon", "arm")
DENSITIES = ("what", "arm", "lower")
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
    kept = _keep_blocks("flow", now, then, moves, FLOW, block, np.full(len(now), np.nan))
    frame = kept.frame.assign(n=kept.frame["n"].where(~is_total, now["n"]))
    shown = frame[frame["step"].isin(["excluded", "analysed"])].groupby("arm")["n"].sum()
    return Kept(
        frame.assign(n=frame["n"].mask(is_total & frame["n"].notna(), frame["arm"].map(shown))), kept.keys, kept.blocked
    )


def keep_baseline(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep levels whose people, or all but whose people, moved by few, and others that would give them away."""
    block = now["covariate"].astype(str) + BETWEEN + now["arm"].astype(str)
    whole = now["arm"].map(moves.changes("described").get("n", pd.Series(dtype=np.float64)))
    return _keep_blocks("baseline", now, then, moves, BASELINE, block, floats(whole))


def keep_densities(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep pieces of a scale whose people or contacts moved by few, and others that would give them away."""
    block = now["what"].astype(str) + BETWEEN + now["arm"].astype(str)
    return _keep_blocks("densities", now, then, moves, DENSITIES, block, np.full(len(now), np.nan))


def _keep_blocks(
    name: str,
    now: pd.DataFrame,
    then: pd.DataFrame,
    moves: Moves,
    columns: Sequence[str],
    block: pd.Series,
    whole: Floats,
) -> Kept:
    """Keep rows of a table whose blocks each add up to a total; `whole` is by how much that moved, where known."""
    keys, old = keys_of(now, columns), beside(now, then, columns)
    held = (keys.isin(moves.small(name)) | seen_to_move(now, old, ("n",), moves.below)).to_numpy()
    changes = np.nan_to_num(floats(moves.changes(name).get("n", pd.Series(dtype=np.float64)).reindex(keys)))
    now_n, then_n = floats(now["n"]), floats(old["n"])
    is_there = old["is_there"].to_numpy()
    hidden = np.isnan(now_n)
    for rows in pd.Series(range(len(now))).groupby(block.to_numpy(), sort=False).indices.values():
        beyond = np.nan_to_num(whole[rows[0]] - changes[rows].sum())
        start, moved = np.append((held | hidden)[rows], beyond != 0), np.append(changes[rows], beyond)
        held[rows] = with_complement(start, moved, moves.below)[:-1] & is_there[rows]
        was_hidden = np.isnan(then_n[rows]) & is_there[rows]
        # One hidden cell alone could be derived: those that were hidden together stay so.
        hidden[rows] |= was_hidden & (was_hidden & held[rows]).any()
    fell = keys[keys.isin(moves.fell(name)) & np.isnan(now_n) & (then_n > 0)]
    values = [column for column in now.columns if column not in columns]
    frame = taken(now, old, held, values)
    frame = frame.assign(**{value: frame[value].mask(hidden) for value in values})
    return Kept(frame, set(keys[held & ~np.isnan(now_n)]), _cells(name, fell))


def keep_followup(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep an arm's rows where at some horizon those due, traced or lost moved by few: rows are read one by another.

    A horizon that was not there before has to wait; those traced who are hidden now stay so.
    """
    keys, old = keys_of(now, FOLLOWUP), beside(now, then, FOLLOWUP)
    seen = seen_to_move(now, old, ("due", "traced"), moves.below)
    held = now["arm"].isin(set(now.loc[keys.isin(moves.small("followup")) | seen, "arm"]))
    fell = keys[keys.isin(moves.fell("followup")) & now["traced"].isna() & old["traced"].notna()]
    frame = taken(now, old, held.to_numpy(), ("due", "traced", "share"))
    return Kept(
        frame.assign(traced=frame["traced"].mask(now["traced"].isna())), set(keys[held]), _cells("followup", fell)
    )


def keep_quality(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep counts of rows that moved by few; one that is too small to be told now is hidden, whatever it was.

    They count rows, and a rule that begins to be broken has to be told. Numbers of rows asked that differ by few within
    a table read alike.
    """
    keys, old = keys_of(now, QUALITY), beside(now, then, QUALITY)
    held = (keys.isin(moves.small("quality")) | seen_to_move(now, old, ("count", "rows"), moves.below)).to_numpy()
    held &= old["is_there"].to_numpy()
    frame = taken(now, old, held, ("count", "rows"))
    rows = floats(frame["rows"])
    for table in now.groupby("table", sort=False).indices.values():
        leading = table[np.argsort(~held[table], kind="stable")]
        rows[leading] = alike(rows[leading], rows[leading], moves.rules)
    count = np.fmin(floats(frame["count"]), rows)
    hidden = now["count"].isna().to_numpy() | is_small(rows - count, moves.below)
    return Kept(frame.assign(count=np.where(hidden, np.nan, count), rows=rows), set(keys[held]))


def _cells(name: str, keys: pd.Series) -> tuple[str, ...]:
    return tuple(f"{name} | {key}" for key in keys)
