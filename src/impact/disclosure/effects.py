"""Effects: which rows are withheld and why, and how far the numbers of the others are rounded."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from impact.disclosure.analyses import LOSS_BOUNDS, SERVICE_DOSE
from impact.disclosure.curves import GRID
from impact.disclosure.footing import ARMS, Arm, Footing, Series
from impact.disclosure.frames import floats, unrestricted
from impact.disclosure.headline import FEW_LOST, HEADLINE, headline_rows, rests_on_headline
from impact.disclosure.reasons import BEYOND_FOLLOW_UP, FEW_EVENTS, GATE, reason_cell, reason_codes
from impact.disclosure.rules import Floats, digit_steps, interval_outward, two_digits
from impact.disclosure.subgroups import COMPLEMENT, INTERACTION, Hidden, Place, hidden_subgroups, is_hidden
from impact.errors import DisclosureError
from impact.results import Effects

LIMITS = ("estimate", "ci_lower", "ci_upper")
IN_TWO_DIGITS = frozenset(
    {
        "risk_ratio", "hazard_ratio", "subdistribution_hazard_ratio", "logrank_test", "gray_test", INTERACTION,
        "minimum_detectable_hazard_ratio", "design_effect",
    }
)  # fmt: skip
"""Measures that are ratios or test statistics."""
MEDIAN_TIME = "median_time"
"""The time by which half have had the event: shown to the step in time of a curve, as it could be read from one."""
_P_VALUES = ("p_value", "p_adjusted")
_NEVER = re.compile(r"^partner\b")
"""Populations of which nothing is released: partners are not told apart."""
_NUMBERS = (*LIMITS, *_P_VALUES, "horizon", "std_error", "n", "events")


def release_effects(effects: Effects, footing: Footing) -> Effects:
    """Withhold what too few people or events, or a failed gate, stand behind, and round the rest.

    Raises
    ------
    DisclosureError
        If a measure has no rule.
    """
    frame = unrestricted(effects.frame, "population")
    frame = frame[[not _NEVER.match(str(population)) for population in frame["population"]]]
    if frame.empty:
        return Effects.empty()
    frame = frame.assign(**{name: floats(frame[name]) for name in _NUMBERS})
    hidden, withheld = hidden_subgroups(frame, footing), withheld_horizons(frame, footing)
    return Effects(pd.DataFrame([_release_row(row, footing, hidden, withheld) for _, row in frame.iterrows()]))


def withheld_horizons(effects: pd.DataFrame, footing: Footing) -> frozenset[float]:
    """Return the horizons at which the headline is withheld, by the estimator, by its counts or by a gate."""
    rows = headline_rows(effects, footing.study)
    return frozenset(float(row["horizon"]) for _, row in rows.iterrows() if is_withheld(row, footing))


def _release_row(
    row: pd.Series, footing: Footing, hidden: Hidden, withheld: frozenset[float] = frozenset()
) -> dict[str, object]:
    released = {**row, "std_error": np.nan, "n": np.nan, "events": np.nan}
    codes = why_withheld(row, footing)
    if not codes and rests_on_headline(row, withheld, footing.study):
        codes = [HEADLINE]
    if _place(row) not in hidden:
        released |= {"n": _people(row, footing), "events": _events(row, footing)}
    if is_hidden(row, hidden) and "n" not in codes:
        codes = [*codes, COMPLEMENT]
    if not codes and row["status"] != "withheld":
        limits = dict(zip(LIMITS, rounded(row, footing).tolist(), strict=True))
        return {**released, **limits, **{name: float(two_digits(row[name])) for name in _P_VALUES}}
    blank = dict.fromkeys((*LIMITS, *_P_VALUES), np.nan)
    reason = reason_cell(codes, footing.study) if codes else row["reason"]
    return {**released, **blank, "interval": "none", "status": "withheld", "reason": reason}


def is_withheld(row: pd.Series, footing: Footing) -> bool:
    """Tell whether a row of the main analysis is withheld, by the estimator, by its counts or by a gate."""
    return bool(row["status"] == "withheld" or why_withheld(row, footing))


def why_withheld(row: pd.Series, footing: Footing) -> list[str]:
    """Return why a row is withheld; the estimator's own reason comes first.

    Fewer events than may be shown read as `few_events`, whether the estimator found them too few or not: two codes
    would tell the counts between its threshold and the one of release.
    """
    place = _place(row)
    own = reason_codes(row["reason"])
    few_events = FEW_EVENTS in own or _has_few_events(row, footing)
    applies = {
        **dict.fromkeys(own, True),
        "n": footing.is_small(*place) and not (own and not any(footing.people(*place).values())),
        FEW_EVENTS: few_events,
        "events": not few_events and _has_telling_events(row, footing),
        "at_risk": BEYOND_FOLLOW_UP not in own and _has_ended(row, footing),
        FEW_LOST: row["analysis"] in LOSS_BOUNDS and footing.has_few_lost(row["horizon"]),
    }
    gates = footing.failed_gates(row["method"], row["estimand"], row["measure"])
    return [*(code for code, so in applies.items() if so), *(GATE + check for check in gates)]


def rounded(row: pd.Series, footing: Footing) -> Floats:
    """Round an estimate and its limits by the measure's rule, the limits outward."""
    measure, numbers = row["measure"], row[list(LIMITS)].to_numpy(dtype=np.float64)
    step = footing.step(*_place(row), row["method"], row["arm"])
    least = 0.0 if measure in ("risk", "rmtl", "minimum_detectable_difference") else -1.0
    if measure in ("risk", "risk_difference", "minimum_detectable_difference"):
        return interval_outward(numbers, step, (least, 1.0))
    if measure in ("rmtl", "rmtl_difference"):
        return interval_outward(numbers, step * row["horizon"], (least * row["horizon"], row["horizon"]))
    if measure == MEDIAN_TIME:
        return interval_outward(numbers, GRID[footing.study.time_unit], (0.0, np.inf))
    if measure in IN_TWO_DIGITS:
        return interval_outward(numbers, digit_steps(numbers))
    raise DisclosureError(f"the measure '{measure}' has no rule of release, so nothing of this run is released")


def _place(row: pd.Series) -> Place:
    """Return analysis and population that a row stands on: a test across a column's levels stands on everybody."""
    return row["analysis"], "all" if row["measure"] == INTERACTION else row["population"]


def _arms(row: pd.Series) -> tuple[str, ...]:
    """Return the arms that a row speaks of: a contrast speaks of both."""
    return (row["arm"],) if row["arm"] in ARMS else ARMS


def _people(row: pd.Series, footing: Footing) -> float:
    """Return the number of people as it may be shown; a contrast's is the sum of what its arms show.

    Two regimes of the same people have no sum.
    """
    people = footing.shown_people(*_place(row))
    if footing.has_few_left_over(*_place(row)) or (row["analysis"] == SERVICE_DOSE and row["arm"] not in ARMS):
        return np.nan
    return float(sum(people[arm] for arm in _arms(row)))


def _events(row: pd.Series, footing: Footing) -> float:
    """Return the number of events as it may be shown; missing where the estimator gave none."""
    return (
        float(sum(_counts(row, footing, footing.shown_events, _arms(row)))) if not np.isnan(row["events"]) else np.nan
    )


def _has_few_events(row: pd.Series, footing: Footing) -> bool:
    """Tell whether fewer had the event than may be shown, in an arm that the row speaks of."""
    counts = _counts(row, footing, footing.events, _rests_on(row))
    return any(events < footing.study.disclosure.suppress_below for events in counts)


def _has_telling_events(row: pd.Series, footing: Footing) -> bool:
    """Tell whether an arm's number of events tells a few people: those without one, or nobody knows how many."""
    below = footing.study.disclosure.suppress_below
    people = footing.people(*_place(row))
    counts = zip(_counts(row, footing, footing.events, _rests_on(row)), _rests_on(row), strict=True)
    return any(not below <= events <= people[arm] - below for events, arm in counts)


def _has_ended(row: pd.Series, footing: Footing) -> bool:
    """Tell whether too few are left at risk at the row's horizon, in an arm that it speaks of."""
    moment = row["estimate"] if row["measure"] == MEDIAN_TIME else row["horizon"]
    return not np.isnan(moment) and footing.has_ended(*_place(row), moment, _arms(row))


def _rests_on(row: pd.Series) -> tuple[str, ...]:
    """Return the arms whose events a row rests on: its own, but for regimes of the same people, which share a model."""
    return ARMS if row["analysis"] == SERVICE_DOSE else _arms(row)


def _counts(
    row: pd.Series, footing: Footing, counts: dict[tuple[Arm, int], Series], arms: tuple[str, ...]
) -> list[float]:
    """Read some arms' events at a row's horizon, or over all of follow-up if it has none; missing if unknown."""
    horizon = np.inf if np.isnan(row["horizon"]) else row["horizon"]
    return [footing.count_at(counts, (*_place(row), arm), int(row["event"]), horizon) for arm in arms]
