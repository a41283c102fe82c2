"""Intervals hold the truth as often as they say, and standard errors are the spread that repetition shows."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from operating import CONTRASTS, ON_THE_LOGARITHM, equipoise, estimands_of, fewest_events, repeat, summary
from simulate import Design, truth

from impact.study import METHODS

STUDIES = 200
SEED = 20261122
DESIGN = Design("effect", people=400)
COVERAGE = (0.90, 0.99)
"""Of intervals said to be 95%: three Monte-Carlo errors of 200 studies on either side, METHODS.md."""
ERROR_RATIO = (0.85, 1.15)
"""Mean standard error over the spread of the estimates; 200 studies leave 5%."""
MONTE_CARLO_ERRORS = 4.0
"""How far the mean of the estimates may lie from the truth: many means are held against it."""
ADJUSTED = [method for method in METHODS if method != "unadjusted"]


@cache
def characteristics(method: str) -> pd.DataFrame:
    seeds = np.random.SeedSequence(SEED).spawn(STUDIES)
    return summary(DESIGN, repeat(DESIGN, [method], seeds))


def test_the_truth_is_what_a_very_large_study_shows() -> None:
    large = Design("effect", people=50_000)
    rows = summary(large, repeat(large, ["iptw"], np.random.SeedSequence(SEED).spawn(2)))
    shown = rows.set_index(["estimand", "measure"])
    for (estimand, measure), value in truth(large).items():
        row = shown.loc[(estimand, measure)]
        assert row["truth"] == pytest.approx(np.log(value) if measure in ON_THE_LOGARITHM else value)
        # The error of a mean of two; four of them, as above.
        assert abs(row["bias"]) < MONTE_CARLO_ERRORS * row["error_ratio"] * row["sd"] / np.sqrt(2)


def test_the_design_gives_the_methods_a_chance() -> None:
    assert fewest_events(DESIGN, np.random.SeedSequence(SEED).spawn(STUDIES)) >= 20
    assert equipoise(DESIGN) >= 0.2


@pytest.mark.parametrize("method", ADJUSTED)
def test_intervals_hold_the_truth_and_errors_are_what_they_say(method: str) -> None:
    rows = characteristics(method)
    assert set(rows["method"]) == {method}
    assert set(rows["estimand"]) == set(estimands_of(method))
    assert set(rows["measure"]) >= set(CONTRASTS)
    assert (rows["studies"] == STUDIES).all()
    named = rows.set_index(["estimand", "measure"])
    assert named["coverage"].between(*COVERAGE).all(), named["coverage"]
    assert named["error_ratio"].between(*ERROR_RATIO).all(), named["error_ratio"]
    assert (named["bias"].abs() < MONTE_CARLO_ERRORS * named["sd"] / np.sqrt(STUDIES)).all(), named["bias"]


def test_the_naive_comparison_misses_the_truth_with_confidence() -> None:
    rows = characteristics("unadjusted").set_index("measure")
    assert (rows["coverage"] < COVERAGE[0]).all()
    assert (rows["bias"].abs() > 10 * rows["sd"] / np.sqrt(STUDIES)).all()
    # What it gets wrong is the comparison, not its own spread.
    assert rows["error_ratio"].between(*ERROR_RATIO).all()
