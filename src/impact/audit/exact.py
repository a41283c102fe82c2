"""Released results beside the restricted ones, where they are at hand: what follows from what is shown, exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from impact.audit.facts import Finding, Place, found
from impact.audit.known import Known
from impact.disclosure.footing import ARMS
from impact.disclosure.frames import grouped
from impact.disclosure.released import COUNTS
from impact.disclosure.rules import hidden_cells
from impact.disclosure.tables import PLACES
from impact.results import FRAMES
from impact.study import Disclosure

DERIVED: Final = "a hidden count that follows from what is shown"
SMALL: Final = "a count that is too small, shown as another"
FEW_BEHIND: Final = "an estimate of fewer people or events than the rules ask for"
FEW_EVENTS: Final = "a curve that moves for too few events"

KEYS: Final[dict[str, tuple[str, ...]]] = {
    "flow": ("step", "reason", "arm"),
    "baseline": ("covariate", "level", "arm"),
    "followup": ("horizon", "arm"),
    "quality": ("table", "rule", "column"),
    "effects": ("analysis", "population", "measure", "method", "estimand", "arm", "event", "horizon"),
}
"""What names a row of each frame."""
_CURVE: Final = ("analysis", "population", "method", "estimand", "arm", "event")


def judge_exactly(known: Known) -> Iterator[Finding]:
    """Yield what the exact results tell of the released ones; nothing where they are not at hand."""
    for name in KEYS:
        pairs = _pairs(name, known)
        if pairs is not None:
            yield from _judge_pairs(name, pairs, known)
    yield from _judge_curves(known)


def _pairs(name: str, known: Known) -> pd.DataFrame | None:
    """Return released rows beside their exact ones, in the order of the released frame."""
    released, exact = known.released(name), known.exact(name)
    if released is None or exact is None:
        return None
    keys = list(KEYS[name])
    left, right = (frame.assign(**{key: frame[key].astype(str) for key in keys}) for frame in (released, exact))
    return left.merge(right.drop_duplicates(keys), on=keys, how="left", suffixes=("", "_exact"))


def _judge_pairs(name: str, pairs: pd.DataFrame, known: Known) -> Iterator[Finding]:
    rules = known.disclosure
    place = Place(f"released/{FRAMES[name].FILE}.csv")
    for column in sorted(COUNTS & set(pairs.columns)):
        exact = pairs[f"{column}_exact"].astype(float)
        if ((exact > 0) & (exact < rules.suppress_below) & pairs[column].notna()).any():
            yield found(place.at(f"column {column}"), SMALL)
    if name == "flow":
        for arm, rows in grouped(pairs[pairs["step"] == "excluded"], "arm"):
            yield from _judge_parts(rows["n_exact"], rows["n"], rules.suppress_below, place.at(str(arm)))
    elif name == "baseline":
        yield from _judge_levels(pairs, known, place)
    elif name in ("followup", "quality"):
        whole, part = ("due", "traced") if name == "followup" else ("rows", "count")
        rest = pairs[f"{whole}_exact"].astype(float) - pairs[f"{part}_exact"].astype(float)
        if ((rest > 0) & (rest < rules.suppress_below) & pairs[part].notna() & pairs[whole].notna()).any():
            yield found(place.at(f"column {part}"), DERIVED)
    else:
        yield from _judge_effects(pairs, rules, place)


def _judge_parts(exact: pd.Series, shown: pd.Series, below: int, place: Place) -> Iterator[Finding]:
    """Yield that the parts of a known total that are hidden are fewer than one, or add up to too few."""
    hidden = exact.astype(float)[shown.isna().to_numpy()]
    small = (exact > 0) & (exact < below)
    if (small & shown.notna()).any() or (small.any() and len(exact) > 1 and _tell(hidden, below)):
        yield found(place, DERIVED)


def _tell(hidden: pd.Series, below: int) -> bool:
    """Tell whether hidden parts of a known total give one of them, or a few people, away."""
    return bool(np.count_nonzero(hidden) < 2 or hidden.sum() < below)


def _judge_levels(pairs: pd.DataFrame, known: Known, place: Place) -> Iterator[Finding]:
    """Yield levels of which, with those that have no level, too few are hidden."""
    exact = known.exact("baseline")
    assert exact is not None
    totals = exact.groupby(["arm", "covariate"])["n"].sum().groupby("arm").max()
    for (covariate, arm), rows in grouped(pairs[pairs["level"] != "nan"], "covariate", "arm"):
        below = known.disclosure.minimum_n if covariate in PLACES else known.disclosure.suppress_below
        counts = rows["n_exact"].astype(float).to_numpy()
        must = hidden_cells([*counts, totals[arm] - counts.sum()], below)[:-1]
        if (must & rows["n"].notna().to_numpy() & (counts > 0)).any():
            yield found(place.at(f"{covariate}, {arm}"), DERIVED)


def _judge_effects(pairs: pd.DataFrame, rules: Disclosure, place: Place) -> Iterator[Finding]:
    shown = pairs[pairs["arm"].isin(ARMS) & pairs["estimate"].notna()]
    n, events = shown["n_exact"].astype(float), shown["events_exact"].astype(float)
    if ((n < rules.minimum_n) | (events < rules.suppress_below)).any():
        yield found(place, FEW_BEHIND)
    yield from _judge_subgroups(pairs, rules, place)


def _judge_subgroups(pairs: pd.DataFrame, rules: Disclosure, place: Place) -> Iterator[Finding]:
    """Yield subgroups that are hidden alone, or that together are too few, among the levels of a column."""
    rows = pairs[pairs["arm"].isin(ARMS) & pairs["population"].str.contains("=")]
    rows = rows.assign(column=rows["population"].str.split("=").str[0])
    for (analysis, column, arm), levels in grouped(rows, "analysis", "column", "arm"):
        people = levels.groupby("population").agg(n=("n", "max"), exact=("n_exact", "max"))
        hidden = people.loc[people["n"].isna(), "exact"].dropna()
        if len(hidden) and len(people) > 1 and _tell(hidden, rules.minimum_n):
            yield found(place.at(f"{analysis}, {column}, {arm}"), DERIVED)


def _judge_curves(known: Known) -> Iterator[Finding]:
    """Yield curves whose steps stand for fewer events than the rules ask for."""
    released, exact = known.released("curves"), known.exact("curves")
    if released is None or exact is None:
        return
    steps = dict(grouped(exact, *_CURVE))
    kept = [dict(grouped(frame, *_CURVE)) for frame in known.shown_before("curves")]
    for key, rows in grouped(released[released["estimate"].notna()], *_CURVE):
        # A curve that an earlier release showed stands for the events that there were then.
        if key not in steps or any(key in curves and _are_alike(rows, curves[key]) for curves in kept):
            continue
        true = steps[key].sort_values("time", kind="stable")
        times, events = true["time"].to_numpy(), true["events"].to_numpy(dtype=float)
        rows = rows.sort_values("time", kind="stable")
        last = np.searchsorted(times, rows["time"].to_numpy(), side="right") - 1
        then = np.where(last >= 0, events[last], 0.0)
        moved = np.flatnonzero(np.diff(rows["estimate"].to_numpy(dtype=float), prepend=np.nan) != 0)
        if (np.diff(then[moved]) < known.disclosure.curve_step).any():
            yield found(Place("released/curves.csv").at("curve " + " ".join(map(str, key))), FEW_EVENTS)


def _are_alike(curve: pd.DataFrame, earlier: pd.DataFrame) -> bool:
    """Tell whether a curve has the steps of an earlier one."""
    earlier = earlier[earlier["estimate"].notna()]
    return curve[["time", "estimate"]].to_numpy().tolist() == earlier[["time", "estimate"]].to_numpy().tolist()
