"""Baselines missing at random: complete cases and indicators are biased, chained equations say what whole data say."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from missing_baselines import complete, scenario, seeds_of, summary, with_holes

STUDIES = 50
IMPUTATIONS = 5
MONTE_CARLO_ERRORS = 4.0
"""How far a mean over the studies may lie from what it estimates."""
COVERAGE = 0.86
"""Three binomial errors of 50 studies below .95."""
ERROR_RATIO = (0.75, 1.35)
"""Mean standard error over the spread, which 50 studies know to 10%."""


@cache
def studies() -> pd.DataFrame:
    return summary(scenario(seeds_of(STUDIES), IMPUTATIONS))


def test_much_is_missing_and_more_where_the_event_was_seen() -> None:
    frame = with_holes(complete(seeds_of(1)[0]), seeds_of(2)[1])
    share = frame[["x", "z"]].isna().groupby(frame["event"] == 1).mean()
    assert (share.loc[True] > share.loc[False] + 0.15).all()


@pytest.mark.parametrize("naive", ["complete cases", "indicator"])
def test_naive_ways_with_holes_are_biased(naive: str) -> None:
    row = studies().loc[naive]
    assert abs(row["gap"]) > MONTE_CARLO_ERRORS * row["gap_error"]
    assert abs(row["gap"]) > 0.02


def test_chained_equations_say_what_the_complete_data_say() -> None:
    rows = studies()
    row = rows.loc["chained equations"]
    assert abs(row["gap"]) < MONTE_CARLO_ERRORS * row["gap_error"]
    # The line above could be met by noise alone: a third of what the naive ways get wrong is not allowed either.
    assert abs(row["gap"]) < rows.loc[["complete cases", "indicator"], "gap"].abs().min() / 3
    assert abs(row["bias"]) < MONTE_CARLO_ERRORS * row["sd"] / np.sqrt(STUDIES)


def test_rubins_intervals_hold_the_truth_and_errors_are_what_they_say() -> None:
    row = studies().loc["chained equations"]
    assert row["coverage"] >= COVERAGE
    assert ERROR_RATIO[0] < row["error_ratio"] < ERROR_RATIO[1]
    assert row["error_ratio"] * row["sd"] > studies().loc["everything known"].pipe(
        lambda one: one["error_ratio"] * one["sd"]
    )
