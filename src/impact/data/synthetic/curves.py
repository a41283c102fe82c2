"""True incidence by cell of the superpopulation, day by day, along each way of enrolling or not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import beta

from impact.data.synthetic import figures as f
from impact.data.synthetic.hazards import YEAR, cumulative_shape
from impact.data.synthetic.people import Floats
from impact.data.synthetic.superpopulation import Superpopulation

LANDMARK_DAY = 30
NEVER, MIXED, NEVER_SINCE, ENROLLED_SINCE, LATE_SINCE = range(5)
"""Paths: never enrolled, or enrolling as those who would enrol do; and among those at home on the landmark day: never
enrolled, enrolled by then, enrolling later as those who would do."""


@dataclass(frozen=True, slots=True, eq=False)
class Day:
    """One day after the return; arrays of shape (5 paths, cells).

    `at_home` is the share at home as the day begins, `leaving` the share that remigrates on it; of those at home at the
    return, or on the landmark day (0 until then) for the last three paths.
    """

    number: int
    at_home: Floats
    leaving: Floats


def enrolled_by_day() -> Floats:
    """Share that has enrolled by the end of days 0, 1, …, 119, of those who would enrol."""
    days = np.arange(1, f.ENROLMENT_DAYS + 1) / f.ENROLMENT_DAYS
    return np.asarray(beta.cdf(days, *f.ENROLMENT_SHAPE), dtype=np.float64)


def follow(people: Superpopulation, hazard_ratio: float, days: int) -> Iterator[Day]:
    """Follow every cell from the return for a number of days.

    Exact for hazards that are constant within a day: an enrolment takes effect on the day after it, as in the records.
    """
    waiting, active = np.zeros((5, people.cells)), np.zeros((5, people.cells))
    enrolled = enrolled_by_day()
    waiting[NEVER] = 1.0
    waiting[MIXED], active[MIXED] = 1.0 - enrolled[0], enrolled[0]
    other = f.DEATHS_PER_YEAR / YEAR + people.lawful
    for day, remigration in enumerate(_daily_hazards(people, days), start=1):
        leave, stay = _day(remigration, other)
        leave_enrolled, stay_enrolled = _day(hazard_ratio * remigration, other)
        yield Day(day, waiting + active, waiting * leave + active * leave_enrolled)
        waiting, active = waiting * stay, active * stay_enrolled
        if day < f.ENROLMENT_DAYS:
            share = (enrolled[day] - enrolled[day - 1]) / (1.0 - enrolled[day - 1])
            for path in (MIXED, LATE_SINCE):
                joining = share * waiting[path]
                waiting[path] -= joining
                active[path] += joining
        if day == LANDMARK_DAY:
            waiting[[NEVER_SINCE, LATE_SINCE]] = 1.0
            active[ENROLLED_SINCE] = 1.0


def alive_at_landmark(people: Superpopulation, hazard_ratio: float) -> tuple[Floats, Floats]:
    """Share at home on the landmark day, by cell: of the never enrolled; of those who would enrol, enrolled by then.

    Of the second, those not yet enrolled are left out: the two shares do not add up.
    """
    *_, day = follow(people, hazard_ratio, LANDMARK_DAY + 1)
    waiting = (1.0 - enrolled_by_day()[LANDMARK_DAY]) * day.at_home[NEVER]
    return day.at_home[NEVER], day.at_home[MIXED] - waiting


def _daily_hazards(people: Superpopulation, days: int) -> Iterator[Floats]:
    """Hazard of remigration of each cell on each day, without support."""
    dates, position = np.unique(people.return_date, return_inverse=True)
    shape = cumulative_shape(np.arange(days + 1, dtype=float)[:, None], dates[None, :])
    for increment in np.diff(shape, axis=0):
        yield f.REMIGRATION_SCALE * people.relative_hazard * increment[position]


def _day(remigration: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Probability of remigrating within a day with these hazards, and of having no event."""
    total = remigration + other
    stay = np.exp(-total)
    return (1.0 - stay) * remigration / total, stay
