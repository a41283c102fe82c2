"""School return recovers its truth where departures are seen on their day, and errs as it says where they are not."""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd
import pytest
from test_selection import a_study, records

from impact.cohort import build_cohort
from impact.data.synthetic import generate
from impact.estimate.further import further_outcomes

STANDARD_ERRORS = 3.0
"""How far an estimate may lie from the truth."""
UNSEEN = 0.05
"""How far too low a risk may be because children left before a contact asked: of those who left (31 of 100 by 12 months
in the comparison arm) about a tenth went back to school in the three to six months between two contacts."""


@cache
def found(scenario: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    tables, truth = records() if scenario == "selection" else generate(scenario=scenario, children=10_000, seed=5)
    study = a_study(kind="referral").model_copy(
        update={"further_outcomes": ("school_return",), "horizons": (6.0, 12.0, 24.0)}
    )
    primary = study.primary.model_copy(update={"estimand": "att"})
    study = study.model_copy(update={"primary": primary})
    effects = further_outcomes(tables, build_cohort(tables, study).table, study).effects
    return effects.frame, truth["school_return"]["populations"]["treated"]


def rows(scenario: str, months: int, method: str = "iptw") -> tuple[dict[str, pd.Series], dict[str, float]]:
    """Return each arm's risk and the difference as estimated, and the truth."""
    effects, truth = found(scenario)
    at = effects[(effects["horizon"] == months) & (effects["method"] == method)]
    at = at[at["measure"].isin(["risk", "risk_difference"])]
    true = truth[str(months)]
    names = {"programme": "risk_programme", "comparison": "risk_comparison", "contrast": "risk_difference"}
    return {str(row["arm"]): row for _, row in at.iterrows()}, {arm: true[name] for arm, name in names.items()}


@pytest.mark.parametrize("months", [6, 12, 24])
def test_the_weighted_risks_and_their_difference_recover_the_truth(months: int) -> None:
    estimated, truth = rows("selection", months)
    for arm, row in estimated.items():
        assert abs(row["estimate"] - truth[arm]) < STANDARD_ERRORS * row["std_error"], arm


def test_without_weights_the_difference_is_wrong() -> None:
    estimated, truth = rows("selection", 12, "unadjusted")
    crude = estimated["contrast"]
    assert crude["estimate"] - truth["contrast"] > STANDARD_ERRORS * crude["std_error"]


@pytest.mark.parametrize("months", [12, 24])
def test_who_is_asked_seldom_is_seen_in_school_too_seldom_and_within_what_is_said(months: int) -> None:
    estimated, truth = rows("good", months)
    programme, comparison = estimated["programme"], estimated["comparison"]
    assert abs(programme["estimate"] - truth["programme"]) < STANDARD_ERRORS * programme["std_error"]
    missing = truth["comparison"] - comparison["estimate"]
    assert 0 < missing < UNSEEN
