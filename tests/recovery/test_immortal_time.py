"""Clocks that start apart more than double the effect; clocks that start together recover it."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from immortal_time import (
    GRACE,
    HAZARD_RATIO,
    HORIZON,
    NAIVE_DIFFERENCE,
    TRUE_DIFFERENCE,
    a_study,
    answers,
    ratio,
    scenario,
    true_values,
)

from impact.estimate import immortal_time
from impact.estimate.designs.clone_censor import clone_headline

SEED = 20261122
STANDARD_ERRORS = 3.0
"""How far an estimate may lie from what it converges to."""
ROUNDED = 5e-5
"""The two differences of the issue have three decimals; the parameters solve for them to five digits."""
STUDIES, PEOPLE, REPLICATES = 80, 800, 40
ERROR_RATIO = (0.7, 1.4)
"""Mean of three bootstrap standard errors over the spread of the estimates; the noise of that is about 13%."""


@cache
def study() -> pd.DataFrame:
    return answers(scenario(SEED))


def test_the_simulation_is_the_one_that_was_asked_for() -> None:
    np.testing.assert_allclose(true_values(), (TRUE_DIFFERENCE, NAIVE_DIFFERENCE), atol=ROUNDED)


@pytest.mark.parametrize("design", ["referral", "clone_censor"])
def test_aligned_clocks_recover_the_true_difference(design: str) -> None:
    estimate, std_error = study().loc[design]
    assert abs(estimate - TRUE_DIFFERENCE) < STANDARD_ERRORS * std_error
    # Told from none, and from what the naive clock says, so that the line above can fail.
    assert abs(TRUE_DIFFERENCE) > STANDARD_ERRORS * std_error
    assert abs(estimate - NAIVE_DIFFERENCE) > STANDARD_ERRORS * std_error


def test_a_clock_from_enrolment_more_than_doubles_it() -> None:
    estimate, std_error = study().loc["naive_enrolment_clock"]
    assert abs(estimate - NAIVE_DIFFERENCE) < STANDARD_ERRORS * std_error
    assert estimate < 2 * TRUE_DIFFERENCE


def test_taking_the_arm_from_the_future_is_no_better() -> None:
    estimate, _ = study().loc["naive_ever_enrolled"]
    assert estimate < 2 * TRUE_DIFFERENCE


def test_enrolment_as_it_happens_recovers_the_hazard_ratio() -> None:
    log_ratio, std_error = ratio(scenario(SEED))
    assert abs(log_ratio - np.log(HAZARD_RATIO)) < STANDARD_ERRORS * std_error
    assert abs(np.log(HAZARD_RATIO)) > STANDARD_ERRORS * std_error


def test_the_immortal_share_is_of_the_time_from_return_to_enrolment() -> None:
    table = scenario(SEED)
    (row,) = immortal_time(table, a_study()).frame.to_dict("records")
    enrolled = table.context["enrolled"].to_numpy()
    took = np.isfinite(enrolled)
    assert row["value"] == pytest.approx(enrolled[took].sum() / table.time[took].sum())
    assert row["threshold"] == float(f"{enrolled[took].sum():.2g}")
    assert row["verdict"] == "pass"


def test_resampling_knows_how_far_the_clones_answers_spread() -> None:
    asked = a_study(kind="clone_censor", grace=GRACE)

    def answer(seed: int, replicates: int) -> pd.Series:
        table = scenario(seed, PEOPLE)
        effects = clone_headline(table, asked, [HORIZON], "risk_difference", replicates)
        return effects.select(arm="contrast").iloc[0]

    estimates = np.array([answer(seed, 1)["estimate"] for seed in range(SEED, SEED + STUDIES)])
    std_errors = [answer(seed, REPLICATES)["std_error"] for seed in range(SEED, SEED + 3)]
    spread = estimates.std(ddof=1)
    assert abs(estimates.mean() - TRUE_DIFFERENCE) < STANDARD_ERRORS * spread / np.sqrt(STUDIES)
    assert ERROR_RATIO[0] < np.mean(std_errors) / spread < ERROR_RATIO[1]
