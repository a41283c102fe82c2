"""What makes a child leave: linear predictors, a front-loaded hazard with shocks, and the events drawn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.people import EMPTY, Days, Floats, Ints, People

YEAR = 365.25
NONE, REMIGRATION, DEATH, LAWFUL = 0, 1, 2, 3
_STARTS = np.array([start for start, _ in f.SHOCKS], "datetime64[D]")
_SHOCKS = np.array([shock for _, shock in f.SHOCKS])


def referral_predictor(people: People) -> Floats:
    """Log odds of referral, up to the intercept."""
    years = (people.return_date - f.WINDOW[0]).astype(float) / YEAR
    place = np.array([d.referral for d in f.DEPARTMENTS])[people.department]
    return place + f.REFERRAL["year"] * years + _main_effects(people, f.REFERRAL)


def remigration_predictor(people: People) -> Floats:
    """Log hazard of remigration relative to the reference child."""
    place = np.array([d.remigration for d in f.DEPARTMENTS])[people.department]
    return place + _main_effects(people, f.REMIGRATION)


def loss_predictor(people: People) -> Floats:
    """Log odds of loss to follow-up, up to the intercept."""
    return _main_effects(people, f.LOSS)


def school_rate(people: People) -> Floats:
    """Daily hazard of being back in school without support."""
    return np.asarray(f.SCHOOL_PER_YEAR / YEAR * np.exp(_main_effects(people, f.SCHOOL)))


def lawful_rate(people: People) -> Floats:
    """Daily hazard of lawful migration."""
    low, high = f.LAWFUL_PER_YEAR["no_parent"], f.LAWFUL_PER_YEAR["parent"]
    return (low + (high - low) * known_share(people.parent_abroad)) / YEAR


def known_share(answer: Ints) -> Floats:
    """Map no to 0, yes to 1, unknown and empty to a half."""
    return np.where((answer == EMPTY) | (answer == 2), 0.5, answer.astype(float))


def cumulative_shape(days: Floats, return_date: Days) -> Floats:
    """Add up the reference hazard, per unit of scale, from the return to `days` after it; arrays broadcast together.

    The Weibull increments of each calendar period are multiplied by the period's shock.
    """
    total = np.zeros(np.broadcast(days, return_date).shape)
    for period, shock in enumerate(_SHOCKS):
        start = _since(return_date, _STARTS[period]) if period else np.zeros(return_date.shape)
        end = (
            _since(return_date, _STARTS[period + 1])
            if period + 1 < len(_STARTS)
            else np.full(return_date.shape, np.inf)
        )
        total += shock * (_weibull(np.clip(days, start, end)) - _weibull(start))
    return total


def days_at_shape(target: Floats, return_date: Days) -> Floats:
    """Invert `cumulative_shape`: the day on which each child's cumulative hazard reaches its target."""
    starts = np.column_stack([np.zeros(len(target)), *(_since(return_date, day) for day in _STARTS[1:])])
    reached = np.column_stack([cumulative_shape(starts[:, k], return_date) for k in range(len(_STARTS))])
    period = (reached <= target[:, None]).sum(axis=1) - 1
    rows = np.arange(len(target))
    weibull = _weibull(starts[rows, period]) + (target - reached[rows, period]) / _SHOCKS[period]
    return np.asarray(YEAR * weibull ** (1.0 / f.WEIBULL_SHAPE))


@dataclass(frozen=True, slots=True, eq=False)
class Events:
    """What happened, per child: `day` of the event (whole days, from 1; beyond every record if none) and its `kind`.

    `enrolled_on` is the day of enrolment, −1 for children who never enrol.
    """

    day: Ints
    kind: Ints
    enrolled_on: Ints


def draw_events(rng: np.random.Generator, people: People, enrols_on: Ints, hazard_ratio: float) -> Events:
    """Draw each child's first event; the hazard of remigration is `hazard_ratio` times it after the day of enrolment.

    A child who has an event before the day on which it would enrol (−1: never) does not enrol. Half of the time
    siblings leave on one draw. Deaths and lawful migration do not depend on the programme.
    """
    remigrates = _shared_exponential(rng, people) / (f.REMIGRATION_SCALE * np.exp(remigration_predictor(people)))
    others = rng.exponential(size=(2, len(people)))
    dies, migrates = others[0] * YEAR / f.DEATHS_PER_YEAR, others[1] / lawful_rate(people)
    would_enrol = enrols_on >= 0
    before = cumulative_shape(np.maximum(enrols_on, 0).astype(float), people.return_date)
    is_later = would_enrol & (remigrates > before)
    target = np.where(is_later, before + (remigrates - before) / hazard_ratio, remigrates)
    times = np.stack([days_at_shape(target, people.return_date), dies, migrates])
    first = times.min(axis=0)
    day = np.ceil(np.minimum(first, 10.0 * f.FOLLOW_UP_DAYS)).astype(np.int64)
    kind = np.where(day <= f.FOLLOW_UP_DAYS, times.argmin(axis=0) + 1, NONE)
    return Events(np.maximum(day, 1), kind, np.where(would_enrol & (first > enrols_on), enrols_on, -1))


def _main_effects(people: People, effects: dict[str, float]) -> Floats:
    columns: dict[str, NDArray[np.floating[Any]]] = {
        "us": (people.route == 0).astype(float),
        "age": people.age - 15.0,
        "prior": people.prior_attempts.astype(float),
        "debt": known_share(people.debt),
        "parent": known_share(people.parent_abroad),
        "violence": known_share(people.violence),
        "girl": (people.sex == 0).astype(float),
    }
    return np.asarray(np.sum([effects[name] * columns[name] for name in effects if name != "year"], axis=0))


def _shared_exponential(rng: np.random.Generator, people: People) -> Floats:
    own = rng.exponential(size=len(people))
    household = rng.exponential(size=int(people.household.max()) + 1)[people.household]
    return np.where(rng.random(len(people)) < np.sqrt(f.SIBLINGS_LEAVE_TOGETHER), household, own)


def _since(return_date: Days, day: np.datetime64) -> Floats:
    return np.asarray(np.maximum((day - return_date).astype(float), 0.0))


def _weibull(days: Floats) -> Floats:
    return np.asarray((days / YEAR) ** f.WEIBULL_SHAPE)
