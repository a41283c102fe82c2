"""Loss through the baseline is repaired by weights; loss that depends on the event is not: bounds and odds hold it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from lost import ALIKE, BY_EVENT, HORIZON, MEASURED, World, held, repeat, summary, truth
from numpy.testing import assert_allclose

STUDIES = 40
SEED = 20261122
UNBIASED = 2.0
"""Largest bias of a mean over studies, in its Monte Carlo standard errors."""
BIASED = 4.0
"""A bias that nobody could overlook, in the same."""
ERROR_RATIO = (0.75, 1.3)
"""Mean standard error over spread, METHODS.md, wider: 40 studies know a standard deviation to 11%."""
COVERAGE = 0.85
"""Fewest intervals that hold the truth: 95% less three standard errors of a share of 40."""
HELD = 0.95
PEOPLE = 400_000
DRAWN = 4.0
"""Standard errors between a formula and as many people."""


@cache
def rows(world: World) -> pd.DataFrame:
    return repeat(world, np.random.SeedSequence(SEED).spawn(STUDIES))


@cache
def results(world: World) -> pd.DataFrame:
    found = summary(world, rows(world))
    assert (found["studies"] == STUDIES).all()
    return found.assign(bias=found["bias"] / found["monte_carlo_error"])


@pytest.mark.parametrize("world", [MEASURED, BY_EVENT, ALIKE], ids=lambda world: world.name)
def test_the_truth_is_what_a_very_large_study_without_loss_would_see(world: World) -> None:
    random = np.random.default_rng(SEED)
    x, z = random.normal(size=PEOPLE), (random.uniform(size=PEOPLE) < 0.4).astype(float)
    chance, seen = world.propensity(x, z), []
    for arm in (1.0, 0.0):
        arms = np.full(PEOPLE, arm)
        hazards = world.hazards(x, z, arms)
        first, other, lost = (random.exponential(1 / hazard) for hazard in hazards)
        gone = (lost < np.minimum(first, other)) & (lost < HORIZON)
        unseen = world.after_loss(hazards[0], hazards[1], np.minimum(lost, HORIZON), arms)
        seen.append(np.where(gone, random.uniform(size=PEOPLE) < unseen, (first < other) & (first <= HORIZON)))
    difference = seen[0].astype(float) - seen[1]
    weights = chance * (1 - chance)
    estimate = np.average(difference, weights=weights)
    error = np.sqrt(np.sum((weights * (difference - estimate)) ** 2)) / weights.sum()
    assert abs(estimate - truth(world)) < DRAWN * error
    assert_allclose(error, 0, atol=0.002)  # so that the line above can fail


def test_weights_repair_loss_through_the_measured_baseline() -> None:
    found = results(MEASURED)
    assert abs(found.loc["main", "bias"]) > BIASED
    assert abs(found.loc["censoring_weights", "bias"]) < UNBIASED
    assert found.loc["censoring_weights", "coverage"] >= COVERAGE
    assert ERROR_RATIO[0] < found.loc["censoring_weights", "error_ratio"] < ERROR_RATIO[1]


def test_weights_fail_where_loss_depends_on_the_event() -> None:
    found = results(BY_EVENT)
    assert abs(found.loc["censoring_weights", "bias"]) > BIASED
    assert found.loc["censoring_weights", "coverage"] < found.loc["odds 4, 1", "coverage"]


@pytest.mark.parametrize("world", [MEASURED, BY_EVENT], ids=lambda world: world.name)
def test_the_bounds_hold_the_truth_whatever_the_loss_depends_on(world: World) -> None:
    assert held(world, rows(world)) >= HELD
    found = results(world)
    assert found.loc["loss_best", "bias"] < -BIASED
    assert found.loc["loss_worst", "bias"] > BIASED


def test_the_grid_recovers_the_planted_odds_and_brackets_them() -> None:
    found = results(BY_EVENT)
    assert abs(found.loc["odds 4, 1", "bias"]) < UNBIASED
    assert found.loc["odds 2, 1", "bias"] < -UNBIASED
    assert found.loc["odds 8, 1", "bias"] > UNBIASED
    assert found.loc["odds 4, 1", "coverage"] >= COVERAGE
    assert ERROR_RATIO[0] < found.loc["odds 4, 1", "error_ratio"] < ERROR_RATIO[1]


def test_at_odds_of_one_the_grid_repairs_what_weights_repair() -> None:
    assert abs(results(MEASURED).loc["odds 1, 1", "bias"]) < UNBIASED
