"""Events that are found at visits: what the day of finding does to a comparison, and that imputed dates repair it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from interval_detection import CHOSEN, DESIGN, NAIVE, repeat, scenario, summary, truth, two_contrasts

STUDIES = 30
SEED = 20261122
MONTE_CARLO_ERRORS = 4.0
"""How far the mean of the estimates may lie from the truth."""
COVERAGE = 0.83
"""Least share of intervals said to be 95% that hold the truth: three Monte-Carlo errors of 30 studies below it."""
ERROR_RATIO = (0.7, 1.4)
"""Mean standard error over the spread of the estimates; 30 studies leave 13%, three times over."""


@cache
def characteristics() -> pd.DataFrame:
    seeds = np.random.SeedSequence(SEED).spawn(STUDIES)
    return summary(repeat(DESIGN, seeds, two_contrasts), truth())


def test_the_arms_are_seen_as_differently_as_the_scenario_says() -> None:
    table = scenario(np.random.SeedSequence(SEED))
    width = table.upper - table.lower
    programme, comparison = (width[(table.event == 1) & (table.arm == code)].mean() for code in (1, 0))
    assert comparison > 5 * programme


def test_imputed_dates_recover_the_truth() -> None:
    row = characteristics().loc[CHOSEN]
    assert row["studies"] == STUDIES
    assert abs(row["bias"]) < MONTE_CARLO_ERRORS * row["sd"] / np.sqrt(STUDIES)
    assert ERROR_RATIO[0] < row["error_ratio"] < ERROR_RATIO[1]
    assert row["coverage"] >= COVERAGE


def test_the_day_of_finding_does_not() -> None:
    row = characteristics().loc[NAIVE]
    # It hides most of the effect, and its intervals leave the truth out.
    assert row["bias"] > 0.5 * abs(truth())
    assert row["bias"] > 10 * row["sd"] / np.sqrt(STUDIES)
    assert row["coverage"] < COVERAGE - 0.25
    assert ERROR_RATIO[0] < row["error_ratio"] < ERROR_RATIO[1]
