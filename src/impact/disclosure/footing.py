"""What a released estimate stands on: how many people and events are behind it, and which gates failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from impact.disclosure.frames import floats, grouped
from impact.disclosure.rules import Floats, held, hidden_cells, rate_step, shown_counts
from impact.results import StudyResults
from impact.study import Study

ARMS = ("programme", "comparison")
UNADJUSTED, ENTROPY = "unadjusted", "entropy"
SHRUNKEN = "_shrunken"
"""Ends the method of an estimate that borrows from other subgroups."""

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
        return {
            **_largest(curves, "at_risk"),
            **_largest(effects[effects["arm"].isin(ARMS)], "n"),
            **{("main", "all", arm): float(n) for arm, n in zip(analysed["arm"], floats(analysed["n"]), strict=True)},
        }

    def people(self, analysis: str, population: str) -> dict[str, float]:
        """Return the exact number of people in each arm; 0 where nothing says how many there are."""
        return {arm: self._people.get((analysis, population, arm), 0.0) for arm in ARMS}

    def is_small(self, analysis: str, population: str) -> bool:
        """Tell whether either arm has fewer people than anything may be estimated from."""
        return min(self.people(analysis, population).values()) < self.study.disclosure.minimum_n

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
        return shown

    def failed_gates(self, method: str, estimand: str, measure: str) -> tuple[str, ...]:
        """Return the failed checks that withhold an estimate; none for the unadjusted ones.

        Balance for one estimand concerns that estimand, with entropy's weights or with others; proportional hazards
        concern hazard ratios; every other check concerns all adjusted estimates.
        """
        method = method.removesuffix(SHRUNKEN)
        return () if method == UNADJUSTED else tuple(self._concerning(method, estimand, measure))

    def _concerning(self, method: str, estimand: str, measure: str) -> Iterator[str]:
        for check in self.results.checks.select(verdict="fail")["check"]:
            family, _, detail = str(check).partition(".")
            if family == "balance" and detail and not _is_about(detail, method, estimand):
                continue
            if family == "proportional_hazards" and measure != "hazard_ratio":
                continue
            yield str(check)


def _is_about(detail: str, method: str, estimand: str) -> bool:
    """Tell whether a balance check speaks of an estimate: of its estimand, and of entropy's weights if it has them.

    What is not entropy balancing rests on the propensity, of which the checks without a method speak.
    """
    parts = detail.split(".")
    return estimand in parts and (method == ENTROPY) == (ENTROPY in parts)


def at_risk_at(time: Floats, at_risk: Floats, moments: ArrayLike) -> Floats:
    """Return who is at risk just before each moment: as many as just before the next time at which anybody leaves."""
    return np.asarray(np.append(at_risk, 0.0)[np.searchsorted(time, moments, side="left")])


def _largest(frame: pd.DataFrame, column: str) -> dict[Arm, float]:
    return {key: float(np.nanmax(floats(rows[column]), initial=0.0)) for key, rows in grouped(frame, *_ARM)}
