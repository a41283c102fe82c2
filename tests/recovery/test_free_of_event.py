"""Shares of those enrolled, on records whose truth is known: the bounds hold it, whatever loss depends on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.testing import assert_allclose

from impact.claims.participants import FreeOfEvent, free_of_event
from impact.cohort.ever_enrolled import EverEnrolled, ever_enrolled
from impact.data.synthetic import generate
from impact.study import Study

STUDY = Study.load(Path(__file__).parents[2] / "studies" / "cmrrp-demo.yaml")
YEAR = 365.25
SEEDS = (1, 2, 3, 4, 5)
PEOPLE = 20_000
DRAWN = 4.0
"""Standard errors between a truth and what so many people show."""
DATES = 0.003
"""What a day's rounding of exponential times moves a share by, at most."""


@cache
def shares(scenario: str, in_services: bool) -> tuple[FreeOfEvent, ...]:
    """The same children and the same events in every scenario: only what the records see of them differs."""
    drawn = (generate(scenario=scenario, children=1500, seed=seed)[0] for seed in SEEDS)
    return tuple(free_of_event(ever_enrolled(tables, STUDY), YEAR, in_services=in_services) for tables in drawn)


@pytest.mark.parametrize("in_services", [False, True], ids=["by the horizon", "in services"])
@pytest.mark.parametrize("scenario", ["good", "observed"])
def test_what_full_follow_up_of_the_same_children_shows_lies_within_the_bounds(
    scenario: str, in_services: bool
) -> None:
    whole, seen = shares("selection", in_services), shares(scenario, in_services)
    assert [one.n for one in whole] == [one.n for one in seen]
    assert {one.lost for one in whole} == {0}
    assert all(one.lost > 50 for one in seen)
    for full, some in zip(whole, seen, strict=True):
        assert some.worst < full.recorded.estimate < some.best


def test_the_estimate_is_too_good_where_those_who_leave_are_lost() -> None:
    pairs = zip(shares("selection", False), shares("observed", False), strict=True)
    assert all(some.recorded.estimate > full.recorded.estimate for full, some in pairs)


def drawn(*, odds: float) -> tuple[EverEnrolled, float]:
    """Children who leave at a constant hazard, seen every 30 days; `odds` multiplies the hazard of losing who will."""
    rng = np.random.default_rng(20261122)
    rate = 0.3 / YEAR
    leaves = np.ceil(rng.exponential(1 / rate, PEOPLE))
    observable = np.floor(rng.uniform(200, 900, PEOPLE))
    lost = rng.exponential(1 / np.where(leaves < YEAR, odds * 0.2 / YEAR, 0.2 / YEAR))
    last = np.minimum(observable, np.where(lost < observable, 30 * np.floor(lost / 30), np.inf))
    upper = 30 * np.ceil(leaves / 30)
    found = upper <= last
    home = np.where(found, upper - 30, np.where(leaves > last, last, 30 * np.floor(leaves / 30)))
    return EverEnrolled(
        event=found.astype(np.int8),
        lower=home,
        upper=np.where(found, upper, np.inf),
        day=np.where(found, upper - 15, home),
        left_services=np.full(PEOPLE, np.inf),
        observable=observable,
        household=np.arange(PEOPLE),
    ), float(np.exp(-rate * 365))


@pytest.mark.parametrize("odds", [1.0, 4.0])
def test_the_bounds_hold_the_chance_that_the_records_were_drawn_from(odds: float) -> None:
    people, truth = drawn(odds=odds)
    found = free_of_event(people, YEAR)
    assert found.worst < truth < found.best
    error = (found.recorded.ci_upper - found.recorded.ci_lower) / 4
    is_near = abs(found.recorded.estimate - truth) < DRAWN * error + DATES
    assert is_near == (odds == 1.0)
    assert_allclose(error, 0, atol=0.004)  # so that the line above can fail
