"""Estimates beside an earlier release: what rests on people or events that moved by few keeps the earlier numbers."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
import pandas as pd

from impact.disclosure.analyses import MAIN, SAME_PEOPLE
from impact.disclosure.behind import BETWEEN, claim_keys, keys_of, place_keys
from impact.disclosure.footing import ARMS
from impact.disclosure.frames import floats
from impact.disclosure.headline import FEW_LOST
from impact.disclosure.kept_tables import Kept
from impact.disclosure.moves import Bools, Moves, beside, seen_to_move, taken, with_complement
from impact.disclosure.reasons import EARLIER_RELEASE, FEW_EVENTS, reason_cell, reason_codes
from impact.disclosure.subgroups import COMPLEMENT, INTERACTION
from impact.study import Study

EFFECTS: Final = ("analysis", "population", "measure", "method", "estimand", "arm", "event", "horizon")
_NUMBERS = ("estimate", "ci_lower", "ci_upper", "p_value", "p_adjusted")
_TOLD = (*_NUMBERS, "interval", "status", "reason")
_BECAUSE_OF_COUNTS = frozenset({"n", "events", "at_risk", FEW_EVENTS, COMPLEMENT, FEW_LOST})
"""Reasons of which a reader learns how many there are; a gate, or an estimator's, tells nothing of the kind."""


def held_places(moves: Moves) -> set[str]:
    """Return the places (analysis, population, event, horizon) whose estimates keep the earlier numbers.

    Those behind which people, events or people without one moved by few, in either arm: both arms and their contrast go
    together. With everybody go all other readings of the same people, and the subgroups, which add up to everybody.
    """
    changes = moves.changes("effects")
    if changes.empty:
        return set()
    names = ("analysis", "population", "event", "horizon")
    places = pd.DataFrame([key.split(BETWEEN) for key in changes.index], columns=list(names), index=changes.index)
    held = np.array(changes.index.isin(moves.small("effects")))
    moment = places["event"] + BETWEEN + places["horizon"]
    everybody = (places["analysis"] == MAIN) & (places["population"] == "all")
    is_of_same = (places["analysis"] == MAIN) | (places["analysis"].isin(SAME_PEOPLE) & (places["population"] == "all"))
    held |= (is_of_same & moment.isin(set(moment[everybody & held]))).to_numpy()
    column = places["population"].str.partition("=")[0].where(places["population"].str.contains("="))
    for rows in places.groupby([places["analysis"], column, moment], sort=False).indices.values():
        held[rows] = with_complement(held[rows], changes.to_numpy()[rows], moves.below)
    return set(changes.index[held])


def keep_effects(now: pd.DataFrame, then: pd.DataFrame, moves: Moves, places: set[str], study: Study) -> Kept:
    """Keep the rows of the held places, old numbers as old silences; a count that would be seen to move by few as well.

    What is new there is withheld. What was told and must be withheld now, because of how few there are, is blocked.
    """
    old = beside(now, then, EFFECTS)
    held = (place_keys(now).isin(places) | _tests_held_levels(now, places)).to_numpy()
    told, was_told = ((frame["status"] == "reported").to_numpy() for frame in (now, old))
    is_there = old["is_there"].to_numpy()
    frame = taken(now, old, held & told & is_there, _TOLD)
    frame = taken(frame, old, held & is_there, ("n", "events"))
    frame = _silent(frame, held & told & ~is_there, reason_cell([EARLIER_RELEASE], study))
    by_counts = np.array([bool(_BECAUSE_OF_COUNTS & set(reason_codes(reason))) for reason in now["reason"]], dtype=bool)
    blocked = held & ~told & was_told & by_counts
    cells = tuple(f"effects | {key}" for key in keys_of(now[blocked], EFFECTS))
    return Kept(_steady_counts(frame, old, ~held, moves.below), places, cells)


def _silent(effects: pd.DataFrame, rows: Bools, reason: str) -> pd.DataFrame:
    """Withhold some rows, with the reason."""
    words = {"interval": "none", "status": "withheld", "reason": reason}
    blank = {name: effects[name].mask(rows) for name in (*_NUMBERS, "n", "events")}
    return effects.assign(**blank, **{name: effects[name].mask(rows, word) for name, word in words.items()})


def _tests_held_levels(effects: pd.DataFrame, places: set[str]) -> pd.Series:
    """Tell which rows test a column of which a level is held."""
    levels = {BETWEEN.join([a, p.partition("=")[0], *rest]) for a, p, *rest in map(_split, places) if "=" in p}
    return (effects["measure"] == INTERACTION) & keys_of(effects, ("analysis", "population", "event", "horizon")).isin(
        levels
    )


def _split(key: str) -> list[str]:
    return key.split(BETWEEN)


def _steady_counts(now: pd.DataFrame, then: pd.DataFrame, rows: Bools, below: int) -> pd.DataFrame:
    """Keep shown counts that would be seen to move by few, in the rows told; a contrast's is the sum of its arms'."""
    of_arm = now["arm"].isin(ARMS).to_numpy()
    place = place_keys(now)
    has_arms = place.isin(set(place[of_arm])).to_numpy()
    for name in ("n", "events"):
        seen = seen_to_move(now, then, (name,), below) & rows & (of_arm | ~has_arms)
        kept = now[name].where(~seen, then[name])
        by_arm = (kept - now[name])[of_arm].groupby([place[of_arm], now["arm"][of_arm]]).first()
        shift = floats(place.map(by_arm.groupby(level=0).sum())) if len(by_arm) else np.zeros(len(now))
        now = now.assign(**{name: np.where(~of_arm & has_arms & rows, kept + np.nan_to_num(shift), kept)})
    return now


def keep_at_horizons(now: pd.DataFrame, then: pd.DataFrame, places: set[str]) -> Kept:
    """Keep whatever rests on the headline (the grid, the E-values) at the horizons at which that is kept."""
    held = {f"{MAIN} | all | 1 | {horizon:g}": horizon for horizon in floats(now["horizon"].drop_duplicates())}
    horizons = [horizon for key, horizon in held.items() if key in places]
    if not horizons:
        return Kept(now)
    kept = then[then["horizon"].isin(horizons)]
    return Kept(pd.concat([now[~now["horizon"].isin(horizons)], kept], ignore_index=True)[list(now.columns)])


def keep_balance(now: pd.DataFrame, then: pd.DataFrame, baseline: set[str]) -> Kept:
    """Keep the differences in what the baseline keeps; blank one that was not there."""
    names = ("covariate", "method", "estimand")
    about = {tuple(key.split(BETWEEN)[:2]) for key in baseline}
    held = np.array([_about(str(term)) in about for term in now["covariate"]], dtype=bool)
    return Kept(taken(now, beside(now, then, names), held, [name for name in now.columns if name not in names]))


_TERM = re.compile(r"^(?P<name>.+?)\s*(?:\[(?:T\.)?(?P<level>.*)\]|[=:]\s*(?P<other>.+))$")


def _about(term: str) -> tuple[str, str]:
    """Return covariate and level that a model's term is about."""
    parts = _TERM.match(term)
    return (parts["name"], parts["level"] or parts["other"]) if parts else (term.removesuffix("_missing"), "")


def keep_checks(now: pd.DataFrame, then: pd.DataFrame, moves: Moves) -> Kept:
    """Keep checks whose counts moved by few; one that fails now, and did not, is blocked: it must be told."""
    keys, old = now["check"].astype(str), beside(now, then, ("check",))
    small = keys.isin(moves.small("checks")) & old["is_there"]
    counted = keys.str.match("events|effective_sample_size|few_at_risk|truncated|dose_effective_size")
    seen = seen_to_move(now, old, ("value",), moves.below) & counted & (now["verdict"] == old["verdict"])
    turned = small & (now["verdict"] == "fail") & (old["verdict"] != "fail")
    frame = taken(now, old, ((small | seen) & ~turned).to_numpy(), ("value", "threshold", "verdict", "text"))
    return Kept(frame, set(keys[small]), tuple(f"checks | {key}" for key in keys[turned]))


def keep_claims(now: pd.DataFrame, then: pd.DataFrame, moves: Moves, places: set[str]) -> Kept:
    """Keep claims whose people, events or losses moved by few, and those of an effect where the headline is kept."""
    names = [name for name in ("claim", "quantity", "activity", "unit", "horizon", "threshold") if name in now.columns]
    keys, old = claim_keys(now), beside(now, then, names)
    effect = (now["quantity"] == "effect") & (MAIN + " | all | 1 | " + keys_of(now, ("horizon",))).isin(places)
    held = keys.isin(moves.small("claims")) | effect | seen_to_move(now, old, ("n",), moves.below)
    # What withholds the headline withholds what rests on it: no old verdict stands in for that.
    held &= old["is_there"] & ((now["verdict"] != "not_checkable") | (old["verdict"] == "not_checkable"))
    return Kept(taken(now, old, held.to_numpy(), [name for name in now.columns if name not in names]), set(keys[held]))
