"""Estimates in a table: who stands behind them, how fine they are, and where a curve may move."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
import pandas as pd

from impact.audit.facts import Finding, Place, found
from impact.audit.known import Known
from impact.audit.precision import are_in_steps, are_in_two_digits, are_no_finer, rate_steps
from impact.disclosure.analyses import MAIN, SAME_PEOPLE
from impact.disclosure.balance import SMD_STEP
from impact.disclosure.curves import GRID
from impact.disclosure.effects import IN_TWO_DIGITS, LIMITS
from impact.disclosure.footing import ARMS, UNADJUSTED
from impact.disclosure.frames import grouped
from impact.disclosure.rules import Floats
from impact.study import Disclosure
from impact.study.counts import smallest_shown

TOO_FEW: Final = "an estimate of fewer people than the rules ask for"
TOO_FINE: Final = "a number finer than its people allow"
TOO_MANY_DIGITS: Final = "a ratio of more than two digits"

_RATES: Final = ("risk", "risk_difference", "minimum_detectable_difference")
_TIMES: Final = ("rmtl", "rmtl_difference")
_CURVE: Final = ("analysis", "population", "method", "estimand", "arm", "event")


def judge_effects(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield estimates of too few people or events, and those that are too fine."""
    shown = frame[frame[list(LIMITS)].notna().any(axis=1)]
    people = _people(frame, known)
    arms = shown[shown["arm"].isin(ARMS)]
    hidden = arms["events"].isna() & ~_follows_hidden(frame).reindex(arms.index)
    for row, measure, n, is_hidden in zip(arms.index, arms["measure"], arms["n"], hidden, strict=True):
        here = place.at(f"row {row + 1}", measure)
        if n < known.disclosure.minimum_n:
            yield found(here, TOO_FEW)
        if is_hidden:
            yield found(here, "an estimate of events too few to be shown")
    if (shown["status"] == "withheld").any():
        yield found(place, "an estimate that is said to be withheld")
    shown = shown[~known.stood_before("effects", shown)]
    own = (shown["method"] == UNADJUSTED) & shown["arm"].isin(ARMS)
    whose = shown["arm"].where(own, "both")
    for key, rows in grouped(shown.assign(whose=whose), "analysis", "population", "whose", "measure"):
        analysis, population, arm, measure = key
        steps = rate_steps(_fewest(people, (analysis, population), arm), known.disclosure)
        yield from _judge_measure(rows, str(measure), steps, place.at(f"{measure} of {analysis}, {population}"))


def _follows_hidden(frame: pd.DataFrame) -> pd.Series:
    """Tell for each row whether its arm's events are hidden at an earlier horizon: one near to it is hidden with it."""
    hidden = frame["horizon"].where(frame["events"].isna())
    first = hidden.groupby([frame[name] for name in ("analysis", "population", "arm", "event")]).transform("min")
    return frame["horizon"] > first


def _judge_measure(rows: pd.DataFrame, measure: str, steps: tuple[float, ...], place: Place) -> Iterator[Finding]:
    numbers = rows[list(LIMITS)].to_numpy(dtype=np.float64)
    if measure in _RATES and not are_no_finer(numbers, steps):
        yield found(place, TOO_FINE)
    if measure in _TIMES and not are_no_finer(numbers / rows[["horizon"]].to_numpy(), steps):
        yield found(place, TOO_FINE)
    if measure in IN_TWO_DIGITS and not are_in_two_digits(numbers):
        yield found(place, TOO_MANY_DIGITS)


def _people(frame: pd.DataFrame, known: Known) -> dict[tuple[str, str], dict[str, float]]:
    """Return the people shown by analysis, population and arm."""
    shown: dict[tuple[str, str], dict[str, float]] = {(MAIN, "all"): dict(known.analysed)}
    arms = frame[frame["arm"].isin(ARMS)]
    for (analysis, population, arm), rows in grouped(arms[arms["n"].notna()], "analysis", "population", "arm"):
        shown.setdefault((analysis, population), {}).setdefault(arm, float(rows["n"].max()))
    return shown


def _fewest(people: dict[tuple[str, str], dict[str, float]], place: tuple[str, str], arm: str) -> float:
    """Return how many people a rate is of: an arm's own, or the smaller arm's; missing where nothing tells."""
    arms = people.get(place) or (people.get((MAIN, place[1]), {}) if place[0] in SAME_PEOPLE else {})
    if arm in ARMS:
        return arms.get(arm, np.nan)
    return min(arms.values(), default=np.nan) if len(arms) == len(ARMS) else np.nan


def judge_curves(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield curves that move too often, at too fine a time, for too few people, or in too fine steps."""
    unit = str(known.study.get("time_unit", ""))
    grid = GRID.get(unit, 0.0)
    people = {(MAIN, "all"): dict(known.analysed)}
    for key, rows in grouped(frame, *_CURVE):
        here = place.at("curve " + " ".join(map(str, key)))
        rows = rows.sort_values("time", kind="stable")
        yield from _judge_curve(rows, here, known)
        off = ~rows["time"].isin(known.horizons)
        if grid and not are_in_steps(rows.loc[off & (rows["time"] != 1), "time"], grid):
            yield found(here, "a time finer than the grid of curves")
        analysis, population, method, _, arm, _ = key
        steps = rate_steps(
            _fewest(people, (analysis, population), arm if method == UNADJUSTED else ""), known.disclosure
        )
        numbers = rows.loc[
            ~known.stood_before("curves", rows), ["estimate", "ci_lower", "ci_upper", "band_lower", "band_upper"]
        ]
        if not are_no_finer(numbers, steps):
            yield found(here, TOO_FINE)


def _judge_curve(rows: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    rules = known.disclosure
    estimate, events, at_risk = (rows[name].to_numpy(dtype=np.float64) for name in ("estimate", "events", "at_risk"))
    there = ~np.isnan(estimate)
    if (there & (np.isnan(at_risk) | (at_risk < rules.suppress_below))).any():
        yield found(place, "a curve among fewer people at risk than may be shown")
    estimate, events = estimate[there], np.where(np.isnan(events), 0.0, events)[there]
    moves = np.diff(estimate) != 0
    if (moves & (_most(events[1:], rules) - _least(events[:-1], rules) < rules.curve_step)).any():
        yield found(place, "a curve that moves for too few events")
    left = np.abs(np.diff(at_risk[~np.isnan(at_risk)]))
    if ((left > 0) & (left < rules.suppress_below)).any():
        yield found(place, "people at risk that differ by too few")


def _least(shown: Floats, rules: Disclosure) -> Floats:
    """Return the smallest counts that shown ones can stand for."""
    near = np.ceil(shown - rules.round_to / 2)
    return np.where(shown <= smallest_shown(rules), np.minimum(rules.suppress_below, shown), near)


def _most(shown: Floats, rules: Disclosure) -> Floats:
    """Return the largest counts that shown ones can stand for."""
    return np.asarray(np.ceil(shown + rules.round_to / 2) - 1)


def judge_grid(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield contrasts under assumptions that are finer than the headline may be."""
    steps = rate_steps(_fewest({(MAIN, "all"): dict(known.analysed)}, (MAIN, "all"), ""), known.disclosure)
    for measure, rows in frame[~known.stood_before("grid", frame)].groupby("measure", sort=False):
        yield from _judge_measure(rows, str(measure), steps, place)


def judge_balance(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield standardised differences finer than 0.01 and ratios of more than two digits."""
    smd = [name for name in frame.columns if name.startswith("smd_")]
    if not all(are_in_steps(frame[name], SMD_STEP) for name in smd):
        yield found(place, "a standardised difference finer than 0.01")
    if not are_in_two_digits(frame["variance_ratio"]):
        yield found(place, TOO_MANY_DIGITS)


def judge_confounding(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    """Yield E-values of more than two digits."""
    if not are_in_two_digits(frame[["risk_ratio", "e_value"]]):
        yield found(place, TOO_MANY_DIGITS)
