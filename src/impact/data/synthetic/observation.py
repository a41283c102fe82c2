"""What the records can see: planned contacts, second receptions, and loss to follow-up calibrated to the scenario."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.arms import Arms
from impact.data.synthetic.hazards import NONE, REMIGRATION, Events, loss_predictor
from impact.data.synthetic.people import Floats, Ints, People

NEVER = 1_000_000
"""A day that no record reaches."""
YEAR_SEEN = 366
"""First whole day after 12 months of 30.4375 days: evidence from then on traces a child to 12 months."""
ROUNDS = ((183, 21), (YEAR_SEEN, 30), (731, 30))
"""Rounds made in both arms alike, at 6, 12 and 24 months: first day and spread. None is missed by chance."""
PROGRAMME_PLAN = (21, 50, 80, 110, 140, 168, 183, 215, 245, 275, 305, 335, YEAR_SEEN, 460, 550, 640, 731)
COMPARISON_PLAN = (90, 183, YEAR_SEEN, 550, 731)
MISSED = 0.06
LATER_LOSS = 0.09


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Days from the return on which things are seen; shape (n,), of `planned` and `is_missed` (n, visits).

    `last_day` ends the records of a child (25 months or the cut-off); `lost_after` is the last day on which it can be
    found; `second_return` the day of a second reception; `detected` that of the contact or notice that finds out.
    """

    last_day: Ints
    planned: Ints
    is_missed: NDArray[np.bool_]
    lost_after: Ints
    second_return: Ints
    detected: Ints


def observe(rng: np.random.Generator, people: People, arms: Arms, events: Events, scenario: f.Scenario) -> Observation:
    """Plan the contacts, send some children through a reception centre again, and lose some to follow-up."""
    last_day = np.minimum(people.days_to_cut_off, f.FOLLOW_UP_DAYS)
    planned = _plan(rng, arms.is_referred, last_day)
    missable = ~np.isin(_plan_days(len(people), arms.is_referred), [start for start, _ in ROUNDS])
    is_missed = missable & (rng.random(planned.shape) < (0.0 if scenario.is_exact else MISSED))
    second = _second_returns(rng, events, last_day, people.days_to_cut_off)
    detected = _detected(planned, is_missed, events, last_day, scenario)
    lost_after = np.full(len(people), NEVER)
    if not scenario.is_exact:
        lost_after = _lost_after(rng, people, arms, events, detected, second, scenario)
    return Observation(last_day, planned, is_missed, lost_after, second, detected)


def _plan_days(size: int, is_referred: NDArray[np.bool_]) -> Ints:
    plan = np.full((size, len(PROGRAMME_PLAN)), NEVER)
    plan[is_referred] = PROGRAMME_PLAN
    plan[~is_referred, : len(COMPARISON_PLAN)] = COMPARISON_PLAN
    return plan


def _plan(rng: np.random.Generator, is_referred: NDArray[np.bool_], last_day: Ints) -> Ints:
    """Draw the day of each planned contact: rounds just after their horizon, others within 10 days of the plan."""
    plan = _plan_days(len(last_day), is_referred)
    draw = rng.random(plan.shape)
    days = plan + np.floor(21 * draw).astype(np.int64) - 10
    for start, spread in ROUNDS:
        room = np.clip(last_day[:, None] - start, 0, spread) + 1
        days = np.where(plan == start, start + np.floor(room * draw).astype(np.int64), days)
    return np.where(days <= last_day[:, None], days, NEVER)


def _second_returns(rng: np.random.Generator, events: Events, last_day: Ints, days_to_cut_off: Ints) -> Ints:
    """Return some of those who left: two weeks and more after the departure, whatever their arm and their contacts."""
    gap = 14 + np.floor(rng.exponential(60.0, len(events.day))).astype(np.int64)
    is_returned = rng.random(len(gap)) < f.SECOND_RETURN
    left = (events.kind == REMIGRATION) & (events.day <= last_day)
    day = events.day + gap
    return np.where(left & is_returned & (day <= days_to_cut_off), day, NEVER)


def _detected(
    planned: Ints, is_missed: NDArray[np.bool_], events: Events, last_day: Ints, scenario: f.Scenario
) -> Ints:
    """Find the day on which an event comes out unless the child is lost: at the next contact, or by a notice."""
    happened = (events.kind != NONE) & (events.day <= last_day)
    usable = np.where(is_missed | (planned < events.day[:, None]), NEVER, planned)
    at_once = scenario.is_exact | (events.kind != REMIGRATION)
    return np.where(happened, np.where(at_once, events.day, usable.min(axis=1)), NEVER)


def _lost_after(
    rng: np.random.Generator,
    people: People,
    arms: Arms,
    events: Events,
    detected: Ints,
    second: Ints,
    scenario: f.Scenario,
) -> Ints:
    """Draw the last day on which each child can be found, so that the scenario's share is traced to 12 months.

    A logistic score of the measured columns (and of remigration within the year, where the scenario says so) is cut, in
    each arm, where the share of children not traced is met. Its day depends on remigration only if its odds do.
    """
    size = len(people)
    gone = (events.kind == REMIGRATION) & (events.day < YEAR_SEEN)
    score = loss_predictor(people) + scenario.log_odds_if_gone * gone + rng.logistic(size=size)
    last = np.where(gone & (scenario.log_odds_if_gone > 0), events.day, YEAR_SEEN - 1)
    first = np.minimum(np.maximum(arms.enrols_on, 0), last - 1)
    day = first + np.floor(rng.random(size) * (last - first)).astype(np.int64)
    untraced_if_lost = (detected > day) & (day + second >= 2 * YEAR_SEEN)
    later = rng.random(size) < LATER_LOSS
    lost_later = np.where(later, rng.integers(396, 731, size), NEVER)
    is_lost = np.zeros(size, bool)
    for is_arm, share in zip((arms.is_referred, ~arms.is_referred), scenario.traced, strict=True):
        is_lost |= is_arm & (score >= _cut(score, untraced_if_lost, is_arm & _is_complete(people), 1.0 - share))
    return np.where(is_lost, day, lost_later)


def _is_complete(people: People) -> NDArray[np.bool_]:
    """Mark the eligible children whose first 12 months end before the cut-off."""
    return people.is_eligible & (people.days_to_cut_off >= YEAR_SEEN)


def _cut(score: Floats, counts: NDArray[np.bool_], among: NDArray[np.bool_], share: float) -> float:
    """Score from which on the marked children are `share` of those among."""
    order = np.argsort(-score[among], kind="stable")
    reached = np.cumsum(counts[among][order])
    position = int(np.searchsorted(reached, share * len(order)))
    return float(score[among][order][min(position, len(order) - 1)])
