"""Curves: steps of eleven events on a coarse grid of times, until few are left at risk."""

from __future__ import annotations

from typing import cast

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.disclosure.analyses import MAIN, SAME_PEOPLE, TURNBULL
from impact.disclosure.footing import Footing, at_risk_at
from impact.disclosure.frames import floats, grouped, unrestricted
from impact.disclosure.rules import Floats, alike, held, interval_outward, shown_counts
from impact.results import Curves
from impact.study import Disclosure, Study

Bools = NDArray[np.bool_]

GRID: dict[str, float] = {"days": 7.0, "weeks": 1.0, "months": 0.25, "years": 0.02}
"""About a week in each unit: a step stands at the first such moment at which it is permitted, never a child's day."""

_KEY = ("analysis", "population", "method", "estimand", "arm", "event")
_INTERVALS = (("estimate", "ci_lower", "ci_upper"), ("estimate", "band_lower", "band_upper"))
_LIMITS = tuple(dict.fromkeys(name for interval in _INTERVALS for name in interval))


def release_curves(curves: Curves, footing: Footing) -> Curves:
    """Release each curve at time 0, at its permitted steps and at the study's horizons, where the last step is carried.

    A curve is left out when its estimates are withheld: too few people in either arm, or a failed gate. One that never
    reaches its first step has rows without estimates, so that the numbers at risk can be read.
    """
    frame = unrestricted(curves.frame, "population")
    parts = []
    for key, rows in grouped(frame, *_KEY):
        analysis, population, method, estimand, arm, _ = key
        if footing.is_small(analysis, population) or footing.failed_gates(method, estimand, "risk"):
            continue
        released = _release_curve(_counted(rows, footing) if analysis == TURNBULL else rows, footing.study)
        step = footing.step(analysis, population, method, arm)
        rounded: dict[str, Floats] = {}
        for names in reversed(_INTERVALS):
            numbers = interval_outward(released[list(names)].to_numpy(dtype=np.float64).T, step, (0.0, 1.0))
            rounded |= dict(zip(names, numbers, strict=True))
        parts.append(released.assign(**rounded, **dict(zip(_KEY, key, strict=True))))
    if not parts:
        return Curves.empty()
    exact = pd.concat(parts, ignore_index=True)
    shown = _with_shown_counts(exact, footing)
    return Curves(shown.assign(at_risk=_beside_the_main(shown, exact, footing)))


def _counted(rows: pd.DataFrame, footing: Footing) -> pd.DataFrame:
    """Return the curve of events in intervals with the main curve's people at risk: who is at risk is not known.

    It is carried on from its last step until the main curve ends.
    """
    arm = str(rows["arm"].iloc[0])
    last = rows.sort_values("time", kind="stable").tail(1)
    carried = last.assign(time=max(footing.last_time(arm), float(last["time"].iloc[0])))
    rows = pd.concat([rows, carried]).drop_duplicates("time")
    return rows.assign(at_risk=footing.at_risk(arm, floats(rows["time"])))


def _release_curve(rows: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Read one curve at the moments that may be shown; counts stay exact here, as they are shown curve beside curve."""
    rows = rows.sort_values("time", kind="stable")
    exact = {name: floats(rows[name]) for name in ("time", "at_risk", "events", *_LIMITS)}
    moments = _moments(float(exact["time"][-1]), study)
    last = np.searchsorted(exact["time"], moments, side="right") - 1
    at_risk = at_risk_at(exact["time"], exact["at_risk"], moments)
    events = np.where(last >= 0, exact["events"][last], 0.0)
    open_ = _is_open(at_risk, study.disclosure.suppress_below)
    stepped = _steps(events, open_, study.disclosure)
    carried = np.maximum.accumulate(np.where(stepped, np.arange(len(moments)), 0))
    keep = (open_ & (stepped | np.isin(moments, study.horizons))) | (moments == 0)
    flat = 0.0 if stepped.any() else np.nan
    before = carried == 0
    columns = {name: np.where(before, flat, exact[name][last[carried]]) for name in _LIMITS}
    counted = np.where(before, np.where(moments == 0, flat, np.nan), events[carried])
    frame = pd.DataFrame({"time": moments, **columns, "std_error": np.nan, "at_risk": at_risk, "events": counted})
    return pd.DataFrame(frame.loc[keep])


def _moments(end: float, study: Study) -> Floats:
    step = GRID[study.time_unit]
    grid = np.round(np.arange(int(np.ceil(end / step - 1e-9)) + 1) * step, 9)
    return np.union1d(grid, study.horizons)


def _is_open(at_risk: Floats, below: int) -> Bools:
    """Tell at which moments a curve may be shown: from the first with enough at risk until there are too few."""
    enough = at_risk >= below
    return np.asarray(enough & (np.cumsum(~enough & np.maximum.accumulate(enough)) == 0))


def _steps(events: Floats, open_: Bools, rules: Disclosure) -> Bools:
    """Tell at which moments a curve moves: when `curve_step` events came since it last did."""
    steps, base = np.zeros(len(events), dtype=bool), 0.0
    for i in np.flatnonzero(open_):
        if i and events[i] - base >= rules.curve_step:
            steps[i], base = True, events[i]
    return steps


def _with_shown_counts(frame: pd.DataFrame, footing: Footing) -> pd.DataFrame:
    """Show the same people at risk in all curves of an arm: their steps differ, and few would be left between two."""
    rules = footing.study.disclosure
    shown, counted = floats(frame["at_risk"]), floats(frame["events"])
    events = shown_counts(counted, rules)
    people = frame.assign(analysis=frame["analysis"].where(~frame["analysis"].isin(SAME_PEOPLE), MAIN))
    for key, indices in people.groupby(["analysis", "population", "arm"], sort=False).indices.items():
        analysis, population, name = cast("tuple[str, str, str]", key)
        arm = (analysis, population, name)
        times, where = np.unique(frame["time"].to_numpy()[indices], return_inverse=True)
        fewest = np.full(len(times), np.inf)
        np.minimum.at(fewest, where, shown[indices])
        shown[indices] = footing.people_beside_funnel(arm, fewest, held(fewest, rules))[where]
        reached = indices[frame["event"].to_numpy()[indices] == 1]
        events[reached] = footing.events_beside_funnel(arm, counted[reached], events[reached])
    return frame.assign(at_risk=shown, events=events)


def _beside_the_main(shown: pd.DataFrame, exact: pd.DataFrame, footing: Footing) -> Floats:
    """Show people at risk of other analyses as the main one's where both differ by few, whom subtraction would tell."""
    out, time, own = floats(shown["at_risk"]), floats(shown["time"]), floats(exact["at_risk"])
    everybody = shown[shown["population"] == "all"]
    of_main = everybody[everybody["analysis"] == MAIN].drop_duplicates(["arm", "time"]).sort_values("time")
    main = {str(arm): rows for arm, rows in grouped(of_main, "arm")}
    others = shown.index.isin(everybody.index[~everybody["analysis"].isin({MAIN, *SAME_PEOPLE})])
    for (_, arm), rows in shown[others].reset_index().groupby(["analysis", "arm"])["index"]:
        if arm not in main:
            continue
        moments, first, where = np.unique(time[rows], return_index=True, return_inverse=True)
        there, here = footing.at_risk(arm, moments), own[rows][first]
        told = floats(main[arm]["at_risk"])[np.searchsorted(floats(main[arm]["time"]), moments, side="right") - 1]
        pairs = zip(there, here, told, out[rows][first], strict=True)
        series = np.array([alike([a, b], [c, d], footing.study.disclosure)[1] for a, b, c, d in pairs])
        # What reads as the main one's, which changes seldom, must not rise where the people only become fewer.
        out[rows] = (np.fmin.accumulate(series) if (np.diff(here) <= 0).all() else series)[where]
    return out
