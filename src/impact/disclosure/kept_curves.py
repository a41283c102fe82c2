"""Curves beside an earlier release: an arm's curves keep their old course, or take a new one that tells of no few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from impact.disclosure.analyses import MAIN, SAME_PEOPLE
from impact.disclosure.behind import BETWEEN, keys_of
from impact.disclosure.frames import floats
from impact.disclosure.kept_tables import Kept
from impact.disclosure.moves import Bools, Moves, beside, is_small, seen_to_move
from impact.disclosure.rules import Floats, alike

CURVE: Final = ("analysis", "population", "method", "estimand", "arm", "event")
_NUMBERS: Final = ("estimate", "ci_lower", "ci_upper", "band_lower", "band_upper", "events")


def keep_curves(now: pd.DataFrame, then: pd.DataFrame, moves: Moves, horizons: Sequence[float]) -> Kept:
    """Keep all curves of an arm of which people, or events by a horizon or in all, moved by few.

    A curve that takes a new course goes without the steps that stand at the moment of an old one and would be seen to
    differ from it by few events; the next step makes up for them. Numbers at risk keep the old value where they would
    be seen to move by few, and those near to it read as it does.
    """
    arms, old = keys_of(now, ("analysis", "population", "arm")), beside(now, then, (*CURVE, "time"))
    is_there = old["is_there"].to_numpy()
    at_horizon = now["time"].isin(horizons).to_numpy()
    apart = seen_to_move(now, old, ("events",), moves.below)
    held = _with_the_same_people(moves.small("curves") | set(arms[at_horizon & apart]), set(arms))
    held &= set(keys_of(then, ("analysis", "population", "arm")))
    same_events = (floats(now["events"]) == floats(old["events"])) & _differ(now, old)
    goes = is_there & ~at_horizon & (floats(now["time"]) > 0) & (apart | same_events)
    frame = now.assign(at_risk=_steady_at_risk(now, old, moves))
    curves, then_curves = keys_of(now, CURVE), keys_of(then, CURVE)
    parts = [
        then[then_curves == curve] if arms.iloc[rows[0]] in held else frame.iloc[rows[~goes[rows]]]
        for curve, rows in pd.Series(range(len(now))).groupby(curves.to_numpy(), sort=False).indices.items()
    ]
    return Kept(pd.concat(parts, ignore_index=True)[list(now.columns)] if parts else now, held)


def _with_the_same_people(held: set[str], arms: set[str]) -> set[str]:
    """Return the arms whose curves are kept: with the main analysis's go those of the same people."""
    for arm in arms:
        analysis, _, rest = arm.partition(BETWEEN)
        if analysis in SAME_PEOPLE and MAIN + BETWEEN + rest in held:
            held = held | {arm}
    return held


def _differ(now: pd.DataFrame, then: pd.DataFrame) -> Bools:
    """Tell in which rows some number is shown otherwise."""
    pairs = [(floats(now[name]), floats(then[name])) for name in _NUMBERS]
    apart = [(one != other) & ~(np.isnan(one) & np.isnan(other)) for one, other in pairs]
    return np.asarray(np.any(apart, axis=0), dtype=bool)


def _steady_at_risk(now: pd.DataFrame, old: pd.DataFrame, moves: Moves) -> Floats:
    """Return the people at risk: the old number where it would be seen to move by few, the same in all of an arm."""
    new, then = floats(now["at_risk"]), floats(old["at_risk"])
    kept = is_small(new - then, moves.below)
    out = np.where(kept, then, new)
    people = now.assign(analysis=now["analysis"].where(~now["analysis"].isin(SAME_PEOPLE), MAIN))
    for rows in people.groupby(["analysis", "population", "arm"], sort=False).indices.values():
        if not kept[rows].any():
            continue
        times, where = np.unique(floats(now["time"])[rows], return_inverse=True)
        series, leads = np.full(len(times), np.inf), np.zeros(len(times), dtype=bool)
        np.fmin.at(series, where, out[rows])
        np.logical_or.at(leads, where, kept[rows])
        order = np.argsort(~leads, kind="stable")
        series[order] = alike(series[order], series[order], moves.rules)
        falls = bool((np.diff(new[rows][np.unique(where, return_index=True)[1]]) <= 0).all())
        out[rows] = (np.minimum.accumulate(series) if falls else series)[where]
    return out
