"""What a released estimate stands on: how many people and events are behind it, and which gates failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from impact.disclosure.analyses import (
    FIRST_SERVICE,
    MAIN,
    OF_DOSE,
    OTHER_EVENTS,
    PLACEBO_EXPOSURE,
    SAME_PEOPLE,
    TURNBULL,
)
from impact.disclosure.frames import floats, grouped
from impact.disclosure.funnel import near_to, reached, release_funnel
from impact.disclosure.rules import Floats, alike, held, hidden_cells, rate_step, shown_counts
from impact.results import StudyResults
from impact.study import Study
from impact.study.dose import METHODS as DOSE_METHODS

ARMS = ("programme", "comparison")
UNADJUSTED, ENTROPY = "unadjusted", "entropy"
SHRUNKEN = "_shrunken"
"""Ends the method of an estimate that borrows from other subgroups."""

_OF_WEIGHTS = frozenset({"effective_sample_size", "convergence"})
"""Checks that speak of weights alone."""

_OF_TRACING = frozenset({"traced", "traced_gap"})
"""Checks that speak of the records themselves, and of the dose of services too."""

_ARM = ("analysis", "population", "arm")

Arm = tuple[str, str, str]
"""Analysis, population, arm."""
Series = dict[float, float]
"""Counts by horizon; infinity stands for all of follow-up."""


@dataclass(frozen=True, eq=False)
class Footing:
    """People, events and failed gates of a study's results, and the steps of rates that follow from them."""

    results: StudyResults
    study: Study

    @cached_property
    def _people(self) -> dict[Arm, float]:
        """Number of people by arm; the flow speaks for everybody, the estimates for what else there may be."""
        curves, effects, flow = self.results.curves.frame, self.results.effects.frame, self.results.flow.frame
        analysed = flow[flow["step"] == "analysed"]
        # Curves of the same people begin when some have left already, and the flow has counted everybody.
        others = curves[~curves["analysis"].isin(SAME_PEOPLE)]
        return {
            **_largest(others, "at_risk"),
            **_largest(effects[effects["arm"].isin(ARMS)], "n"),
            **{("main", "all", arm): float(n) for arm, n in zip(analysed["arm"], floats(analysed["n"]), strict=True)},
        }

    def people(self, analysis: str, population: str) -> dict[str, float]:
        """Return the exact number of people in each arm; 0 where nothing says how many there are."""
        return {arm: self._people.get(self._speaker((analysis, population, arm)), 0.0) for arm in self.study.arms}

    def _speaker(self, arm: Arm) -> Arm:
        """Return whose counts speak for an arm: its own, or the main ones of an analysis of the same people."""
        analysis, population, name = arm
        same = analysis in SAME_PEOPLE or analysis == FIRST_SERVICE
        borrows = same and population == "all" and not self._people.get(arm)
        return (MAIN, population, name) if borrows else arm

    def shown_people(self, analysis: str, population: str) -> dict[str, float]:
        """Return the number of people in each arm as it may be shown beside the other analyses'."""
        arms = self.study.arms
        return {arm: self._shown_people.get(self._speaker((analysis, population, arm)), np.nan) for arm in arms}

    @cached_property
    def _shown_people(self) -> dict[Arm, float]:
        rules = self.study.disclosure
        shown = {arm: float(shown_counts(n, rules)) for arm, n in self._people.items()}
        for arms in _side_by_side(self._people):
            kept = alike([self._people[arm] for arm in arms], [shown[arm] for arm in arms], rules)
            shown |= dict(zip(arms, kept.tolist(), strict=True))
        return shown | {arm: of[0][1] for arm in shown if (of := self._in_funnel(arm))}

    @cached_property
    def _funnel(self) -> dict[tuple[str, str, str], tuple[float, float]]:
        exact = reached(self.results.funnel.frame)
        shown = reached(release_funnel(self.results.funnel, self.study.disclosure).frame)
        return {milestone: (n, shown[milestone]) for milestone, n in exact.items()}

    def _in_funnel(self, arm: Arm) -> tuple[tuple[float, float], ...]:
        """Return how many a pathway's analysis starts with, and how many reach its end: exactly, and as shown there."""
        analysis, _, name = arm
        ends = self.study.pathway.ends_of(analysis) if self.study.pathway else ()
        return tuple(self._funnel.get((name, *end), (np.nan, np.nan)) for end in ends)

    def people_beside_funnel(self, arm: Arm, exact: Floats, shown: Floats) -> Floats:
        """Let people at risk read as the funnel's number of those who start, where only few part them from it."""
        return near_to(exact, shown, self._in_funnel(arm)[:1], self.study.disclosure)

    def events_beside_funnel(self, arm: Arm, exact: Floats, shown: Floats) -> Floats:
        """Let those with the event read as the funnel's number of them, where only few part them from it.

        Beside the funnel they would else tell of the few whom it does not show. Competing events are no number of it.
        """
        return near_to(exact, shown, self._in_funnel(arm)[1:], self.study.disclosure)

    def is_small(self, analysis: str, population: str) -> bool:
        """Tell whether either arm has fewer people than anything may be estimated from."""
        return min(self.people(analysis, population).values(), default=0.0) < self.study.disclosure.minimum_n

    def step(self, analysis: str, population: str, method: str, arm: str) -> float:
        """Return the step of a rate: of the arm's own people for an arm as observed, else of the smaller arm's."""
        people = self.people(analysis, population)
        own = [people[arm]] if method == UNADJUSTED and arm in people else list(people.values())
        return rate_step(float(shown_counts(min(own), self.study.disclosure)), self.study.disclosure)

    @cached_property
    def _at_risk(self) -> dict[Arm, tuple[Floats, Floats]]:
        """Times and people at risk just before them, by arm; the same in every curve of an arm."""
        frame = self.results.curves.frame
        series = {}
        for key, rows in grouped(frame, *_ARM):
            by_time = rows.groupby("time")["at_risk"].min()
            series[key] = (floats(by_time.index), floats(by_time))
        return series

    def at_risk(self, arm: str, moments: ArrayLike) -> Floats:
        """Return how many of an arm of the main analysis are at risk just before each moment."""
        time, at_risk = self._at_risk.get((MAIN, "all", arm), (np.empty(0), np.empty(0)))
        return at_risk_at(time, at_risk, moments)

    def last_time(self, arm: str) -> float:
        """Return the last time of an arm's curves in the main analysis; 0 where there are none."""
        time, _ = self._at_risk.get((MAIN, "all", arm), (np.empty(0), np.empty(0)))
        return float(time.max(initial=0.0))

    def has_ended(self, analysis: str, population: str, horizon: float, arms: tuple[str, ...]) -> bool:
        """Tell whether the curve of one of these arms ends before the horizon: too few are at risk by then."""
        curves = [self._at_risk[key] for arm in arms if (key := (analysis, population, arm)) in self._at_risk]
        below = self.study.disclosure.suppress_below
        return any(at_risk_at(time, at_risk, [horizon])[0] < below for time, at_risk in curves)

    @cached_property
    def events(self) -> dict[tuple[Arm, int], Series]:
        """Exact numbers of events by arm and type, at each horizon and over all of follow-up."""
        found: dict[tuple[Arm, int], Series] = defaultdict(dict)
        effects = self.results.effects.frame
        for key, rows in grouped(effects[effects["arm"].isin(ARMS)], *_ARM, "event"):
            horizons = np.nan_to_num(floats(rows["horizon"]), nan=np.inf)
            found[key[:3], int(key[3])].update(zip(horizons.tolist(), floats(rows["events"]).tolist(), strict=True))
        for key, rows in grouped(self.results.curves.frame, *_ARM, "event"):
            time, events = floats(rows["time"]), floats(rows["events"])
            for horizon in (*self.study.horizons, np.inf):
                found[key[:3], int(key[3])][horizon] = float(events[time <= horizon].max(initial=0.0))
        return found

    @cached_property
    def shown_events(self) -> dict[tuple[Arm, int], Series]:
        """The same as they may be shown: held from horizon to horizon, missing where few had the event or did not."""
        rules, shown = self.study.disclosure, {}
        for (arm, event), series in self.events.items():
            horizons = sorted(series)
            exact = [series[horizon] for horizon in horizons]
            n = self._people.get(arm, 0.0)
            few = [hidden_cells([count, n - count], rules.suppress_below).any() for count in exact]
            shown[arm, event] = dict(zip(horizons, np.where(few, np.nan, held(exact, rules)).tolist(), strict=True))
        for event in {event for _, event in shown}:
            # Two kinds of events that are nearly as many tell of nobody.
            alone = [arm for arm, other in shown if other == event and arm[0] not in OTHER_EVENTS]
            for arms in _side_by_side(alone):
                self._show_alike([(arm, event) for arm in arms], shown)
        for arm, event in (key for key in shown if key[1] == 1):
            series = shown[arm, event]
            there = np.array([self.events[arm, event][horizon] for horizon in series])
            beside = self.events_beside_funnel(arm, there, np.array(list(series.values())))
            shown[arm, event] = dict(zip(series, beside.tolist(), strict=True))
        return shown

    def _show_alike(self, keys: list[tuple[Arm, int]], shown: dict[tuple[Arm, int], Series]) -> None:
        """Let events of several analyses, of one arm and type, read alike where they differ by a few."""
        for horizon in {horizon for key in keys for horizon in shown[key]}:
            there = [key for key in keys if horizon in shown[key]]
            exact = [self.events[key][horizon] for key in there]
            kept = alike(exact, [shown[key][horizon] for key in there], self.study.disclosure)
            for key, value in zip(there, kept.tolist(), strict=True):
                shown[key][horizon] = value

    def count_at(self, counts: dict[tuple[Arm, int], Series], arm: Arm, event: int, horizon: float) -> float:
        """Read an arm's events at a horizon from `events` or `shown_events`; missing if nobody knows how many."""
        own = counts.get((arm, event), {}).get(horizon, np.nan)
        analysis, population, name = arm
        if self._knows_events(arm, event) or analysis not in SAME_PEOPLE or population != "all":
            return own
        return counts.get(((MAIN, population, name), event), {}).get(horizon, np.nan)

    def _knows_events(self, arm: Arm, event: int) -> bool:
        return bool(np.isfinite(list(self.events.get((arm, event), {}).values())).any())

    def has_few_left_over(self, analysis: str, population: str) -> bool:
        """Tell whether a control that parts the comparison arm leaves out a few of it, whom subtraction would tell."""
        if analysis != PLACEBO_EXPOSURE:
            return False
        left = self.people(MAIN, "all")["comparison"] - sum(self.people(analysis, population).values())
        return 0 < left < self.study.disclosure.suppress_below

    def has_few_lost(self, horizon: float) -> bool:
        """Tell whether in either arm so few were lost by the horizon that what rests on them would tell of them."""
        followup, below = self.results.followup.frame, self.study.disclosure.suppress_below
        rows = followup[followup["horizon"] == horizon]
        lost = floats(rows["due"]) - floats(rows["traced"])
        return bool(((lost > 0) & (lost < below)).any())

    def failed_gates(self, method: str, estimand: str, measure: str) -> tuple[str, ...]:
        """Return the failed checks that withhold an estimate.

        An unadjusted one is withheld by none, unless it is the study's answer: then by whatever does not speak of
        weights. Balance for one estimand concerns that estimand, with entropy's weights or with others; proportional
        hazards concern hazard ratios; every other check concerns all adjusted estimates. The dose of services, weighted
        or not, has checks of its own, and is withheld too where too few children could be traced.
        """
        method = method.removesuffix(SHRUNKEN)
        if method in (UNADJUSTED, TURNBULL):
            if self.study.headline_method != UNADJUSTED:
                return ()
            method, estimand = UNADJUSTED, "none"
        return tuple(self._concerning(method, estimand, measure))

    def _concerning(self, method: str, estimand: str, measure: str) -> Iterator[str]:
        for check in self.results.checks.select(verdict="fail")["check"]:
            family, _, detail = str(check).partition(".")
            is_of_dose = family.startswith(OF_DOSE)
            if is_of_dose if method not in DOSE_METHODS else not (is_of_dose or family in _OF_TRACING):
                continue
            if family == "balance" and detail and not _is_about(detail, method, estimand):
                continue
            if family == "proportional_hazards" and measure != "hazard_ratio":
                continue
            if method == UNADJUSTED and family in _OF_WEIGHTS:
                continue
            yield str(check)


def _is_about(detail: str, method: str, estimand: str) -> bool:
    """Tell whether a balance check speaks of an estimate: of its estimand, and of entropy's weights if it has them.

    What is not entropy balancing rests on the propensity, of which the checks without a method speak.
    """
    parts = detail.split(".")
    return estimand in parts and (method == ENTROPY) == (ENTROPY in parts)


def _side_by_side(arms: Iterable[Arm]) -> list[list[Arm]]:
    """Gather the arms of everybody, by name, across analyses; the main one leads."""
    found: dict[str, list[Arm]] = defaultdict(list)
    for arm in sorted({arm for arm in arms if arm[1] == "all"}, key=lambda arm: (arm[0] != MAIN, arm)):
        found[arm[2]].append(arm)
    return list(found.values())


def at_risk_at(time: Floats, at_risk: Floats, moments: ArrayLike) -> Floats:
    """Return who is at risk just before each moment: as many as just before the next time at which anybody leaves."""
    return np.asarray(np.append(at_risk, 0.0)[np.searchsorted(time, moments, side="left")])


def _largest(frame: pd.DataFrame, column: str) -> dict[Arm, float]:
    return {key: float(np.nanmax(floats(rows[column]), initial=0.0)) for key, rows in grouped(frame, *_ARM)}
