"""The unrounded counts behind what a release shows: what a later release is compared with, and nobody else sees.

One tidy table: `frame` and `key` name a cell, or several that rest on the same people; `part` says which count, and
`count` is it. The parts of a cell are what a reader could subtract: those in it, and those who are not.

============  ============================================  ====================================================
`frame`       `key`                                         `part`
============  ============================================  ====================================================
people        all or analysed; an arm or together           n
flow          step, reason, arm                             n, and of those imputed the rest
described     arm                                           n
baseline      covariate, level, arm                         n, rest; of what could be yes or no, those too
followup      horizon, arm                                  due, traced, lost
quality       table, rule, column                           count, rest, rows
effects       analysis, population, event, horizon          people, events and the others, by arm and together
curves        analysis, population, arm                     people; events and the others by type and horizon
checks        check                                         those that a share is of, or what is counted
claims        claim, activity, unit, horizon                n; events, lost, at_risk and those without an event
densities     what, arm, lower                              n
funnel        arm, milestone, what, reason, horizon, unit   n; of the waiting longer the rest
============  ============================================  ====================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from impact.disclosure.analyses import MAIN, SIBLINGS
from impact.disclosure.footing import ARMS, Footing
from impact.disclosure.frames import floats, grouped
from impact.disclosure.released import ReleasedResults
from impact.disclosure.rules import Floats
from impact.disclosure.subgroups import INTERACTION
from impact.results import StudyResults
from impact.study import Study

COLUMNS: Final = ("frame", "key", "part", "count")
BETWEEN: Final = " | "
"""Between the words of a key."""

_PLACE = ("analysis", "population", "event", "horizon")
FUNNEL: Final = ("arm", "milestone", "what", "reason", "horizon", "unit")
_CLAIM = ("claim", "activity", "unit", "horizon")


def counts_behind(results: StudyResults, released: ReleasedResults, study: Study) -> pd.DataFrame:
    """Return the exact counts behind each cell that is released.

    Parameters
    ----------
    results : StudyResults
        At full precision.
    released : ReleasedResults
        The same after disclosure control; only what it has a row of is counted.
    study : Study

    Returns
    -------
    pandas.DataFrame
        `frame`, `key`, `part`, `count`; no cell stands in it twice.
    """
    footing = Footing(results, study)
    tables = (
        _people(results.flow.frame),
        _flow(results.flow.frame),
        _described(results.baseline.frame),
        _baseline(results.baseline.frame),
        _followup(results.followup.frame),
        _quality(results.quality.frame),
        _effects(released.effects.frame, footing),
        _curves(results.curves.frame, released.curves.frame, study),
        _checks(results.checks.frame, results.followup.frame, footing),
        _claims(results.claims.frame),
        _densities(results.densities.frame),
        _funnel(results.funnel.frame),
    )
    counts = pd.concat([table for table in tables if len(table)] or [pd.DataFrame(columns=list(COLUMNS))])
    counts = counts.astype({"count": np.float64})
    return counts[counts["count"].notna()].drop_duplicates(["frame", "key", "part"]).reset_index(drop=True)


def keys_of(frame: pd.DataFrame, columns: Sequence[str]) -> pd.Series:
    """Name each row by what stands in these columns, as one text."""
    words = [_words(frame[column]) for column in columns]
    text = [BETWEEN.join(row) for row in zip(*words, strict=True)]
    return pd.Series(text, index=frame.index, dtype=object)


def place_keys(effects: pd.DataFrame) -> pd.Series:
    """Name the people and events that each row of effects stands on; a test across levels stands on everybody."""
    population = effects["population"].where(effects["measure"] != INTERACTION, "all")
    return keys_of(effects.assign(population=population), _PLACE)


def claim_keys(claims: pd.DataFrame) -> pd.Series:
    """Name each row of claims."""
    return keys_of(claims, _CLAIM)


def _words(column: pd.Series) -> list[str]:
    return ["" if pd.isna(cell) else f"{cell:g}" if isinstance(cell, int | float) else str(cell) for cell in column]


def _table(name: str, keys: pd.Series, parts: Mapping[str, Any]) -> pd.DataFrame:
    columns = [
        pd.DataFrame({"frame": name, "key": keys.to_numpy(), "part": part, "count": np.asarray(of, dtype=np.float64)})
        for part, of in parts.items()
    ]
    return pd.concat(columns, ignore_index=True) if len(keys) else pd.DataFrame(columns=list(COLUMNS))


def _people(flow: pd.DataFrame) -> pd.DataFrame:
    rows = flow[flow["step"].isin(["all", "analysed"])].assign(n=lambda frame: floats(frame["n"]))
    both = rows.groupby("step", as_index=False)["n"].sum().assign(arm="together")
    every = pd.concat([rows, both], ignore_index=True)
    return _table("people", keys_of(every, ("step", "arm")), {"n": every["n"]})


def _flow(flow: pd.DataFrame) -> pd.DataFrame:
    n = floats(flow["n"])
    analysed = flow.assign(n=n)[flow["step"] == "analysed"].groupby("arm")["n"].sum()
    rest = np.where(flow["step"] == "imputed", floats(flow["arm"].map(analysed)) - n, np.nan)
    return _table("flow", keys_of(flow, ("step", "reason", "arm")), {"n": n, "rest": rest})


def _described(baseline: pd.DataFrame) -> pd.DataFrame:
    n = baseline.assign(n=floats(baseline["n"])).groupby(["arm", "covariate"], as_index=False)["n"].sum()
    n = n.groupby("arm", as_index=False)["n"].max()
    return _table("described", keys_of(n, ("arm",)), {"n": n["n"]})


def _baseline(baseline: pd.DataFrame) -> pd.DataFrame:
    frame = baseline.assign(n=floats(baseline["n"]), value=floats(baseline["value"]))
    described = _described(baseline).set_index("key")["count"]
    rest = floats(frame["arm"].map(described)) - frame["n"]
    could_be_yes = frame["level"].isna() & frame["value"].between(0, 1)
    yes = np.where(could_be_yes, np.rint(frame["value"] * frame["n"]), np.nan)
    parts = {"n": frame["n"], "rest": rest, "yes": yes, "no": frame["n"] - yes}
    return _table("baseline", keys_of(frame, ("covariate", "level", "arm")), parts)


def _followup(followup: pd.DataFrame) -> pd.DataFrame:
    due, traced = floats(followup["due"]), floats(followup["traced"])
    return _table(
        "followup", keys_of(followup, ("horizon", "arm")), {"due": due, "traced": traced, "lost": due - traced}
    )


def _quality(quality: pd.DataFrame) -> pd.DataFrame:
    count, rows = floats(quality["count"]), floats(quality["rows"])
    keys = keys_of(quality, ("table", "rule", "column"))
    return _table("quality", keys, {"count": count, "rest": rows - count, "rows": rows})


def _densities(densities: pd.DataFrame) -> pd.DataFrame:
    return _table("densities", keys_of(densities, ("what", "arm", "lower")), {"n": floats(densities["n"])})


def _funnel(funnel: pd.DataFrame) -> pd.DataFrame:
    n = floats(funnel["n"])
    waiting = funnel.assign(n=n)[funnel["what"] == "waiting"].set_index(["arm", "milestone"])["n"]
    of = pd.MultiIndex.from_frame(funnel[["arm", "milestone"]])
    rest = np.where(funnel["what"] == "waiting_longer", waiting.reindex(of).to_numpy(np.float64) - n, np.nan)
    return _table("funnel", keys_of(funnel, FUNNEL), {"n": n, "rest": rest})


def _effects(effects: pd.DataFrame, footing: Footing) -> pd.DataFrame:
    places = effects.assign(key=place_keys(effects)).drop_duplicates("key")
    arms = footing.study.arms
    parts: dict[str, Any] = {f"{what}.{arm}": [] for arm in arms for what in ("people", "events", "others")}
    population = places["population"].where(places["measure"] != INTERACTION, "all")
    horizons = np.nan_to_num(floats(places["horizon"]), nan=np.inf)
    for analysis, of, event, horizon in zip(places["analysis"], population, places["event"], horizons, strict=True):
        people = footing.people(analysis, of)
        for arm in arms:
            events = footing.count_at(footing.events, (analysis, of, arm), int(event), float(horizon))
            parts[f"people.{arm}"].append(people[arm])
            parts[f"events.{arm}"].append(events)
            parts[f"others.{arm}"].append(people[arm] - events)
    # A contrast shows the sum of its arms.
    both = {what: np.sum([parts[f"{what}.{arm}"] for arm in arms], axis=0) for what in ("people", "events", "others")}
    return _table("effects", places["key"], parts | both)


def _curves(exact: pd.DataFrame, shown: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Count from the curves alone, so that a release of curves without effects counts the same."""
    names = ("analysis", "population", "arm")
    there = set(keys_of(shown, names))
    rows: list[tuple[str, str, str, float]] = []
    for key, curve in grouped(exact, *names):
        if (name := BETWEEN.join(map(str, key))) not in there:
            continue
        people = float(np.nanmax(floats(curve["at_risk"]), initial=0.0))
        rows.append(("curves", name, "people", people))
        for event, of in grouped(curve, "event"):
            time, events = floats(of["time"]), floats(of["events"])
            for horizon in (*study.horizons, np.inf):
                count = float(events[time <= horizon].max(initial=0.0))
                rows.append(("curves", name, f"events {event} by {horizon:g}", count))
                rows.append(("curves", name, f"others {event} by {horizon:g}", people - count))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _checks(checks: pd.DataFrame, followup: pd.DataFrame, footing: Footing) -> pd.DataFrame:
    rows = [
        ("checks", str(check), part, count)
        for check, value in zip(checks["check"], floats(checks["value"]), strict=True)
        for part, count in _parts_of_check(str(check), value, followup, footing)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _parts_of_check(check: str, value: float, followup: pd.DataFrame, footing: Footing) -> Iterator[tuple[str, float]]:
    """Yield what a check counts, or the people that its share is of; nothing for what rests on everybody alike."""
    family, _, detail = check.partition(".")
    people = footing.people(MAIN, "all")
    if family in ("events", "truncated"):
        yield "n", value
    elif family in ("equipoise", "later_enrolled"):
        n = people.get(detail or "comparison", np.nan)
        yield from (("n", float(np.rint(value * n))), ("rest", n - float(np.rint(value * n))))
    elif family == "siblings_supported":
        n = footing.people(SIBLINGS, "all").get(detail, np.nan)
        yield from (("n", float(np.rint(value * n))), ("rest", n - float(np.rint(value * n))))
    elif family in ("traced", "traced_gap"):
        rows = followup[floats(followup["horizon"]) == footing.study.primary.horizon]
        for arm, due, traced in zip(rows["arm"], floats(rows["due"]), floats(rows["traced"]), strict=True):
            if detail in ("", arm):
                yield from ((f"traced.{arm}", traced), (f"lost.{arm}", due - traced))
    elif family in ("detection", "interval_width"):
        events = max(footing.events.get(((MAIN, "all", detail), 1), {}).values(), default=np.nan)
        yield "events", events
        if family == "detection":
            yield from (("own", float(np.rint(value * events))), ("other", events - float(np.rint(value * events))))
    elif family == "proportional_hazards":
        for arm in ARMS:
            yield f"events.{arm}", max(footing.events.get(((MAIN, "all", arm), 1), {}).values(), default=np.nan)


def _claims(claims: pd.DataFrame) -> pd.DataFrame:
    counted: dict[str, Floats] = {name: floats(claims[name]) for name in ("n", "events", "lost", "at_risk")}
    return _table("claims", claim_keys(claims), {**counted, "others": counted["n"] - counted["events"]})
