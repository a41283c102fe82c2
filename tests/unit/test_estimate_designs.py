"""What stands beside the headline: other designs, clocks that start apart, policy periods; and registers of events."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.cohort import AnalysisTable, build_cohort
from impact.data.synthetic import generate
from impact.errors import EstimationError
from impact.estimate import (
    cumulative_incidence,
    design_effects,
    immortal_time,
    naive_effects,
    policy_period_effects,
    risk_difference,
)
from impact.estimate.admission import admit
from impact.estimate.designs.naive import enrolment_clock, ever_enrolled
from impact.estimate.designs.policy_periods import periods_of
from impact.study import Study

BEGINS = (dt.date(2021, 3, 1), dt.date(2023, 1, 1))


def a_study(**changes: Any) -> Study:
    keys: dict[str, Any] = {
        "id": "designs",
        "input": {"form": "case_records", "path": "."},
        "time_unit": "months",
        "cut_off": "2025-12-31",
        "eligibility": {"countries": ["GTM", "HND"], "return_window": ["2019-01-01", "2025-06-30"]},
        "horizons": [12],
        "primary": {"horizon": 12, "method": "iptw", "estimand": "ato"},
        "bootstrap": {"replicates": 0},
        "covariates": ["sex", "country", "prior_attempts"],
        "source": Path("designs.yaml"),
    }
    return Study.model_validate(keys | changes)


@cache
def records() -> Mapping[str, pd.DataFrame]:
    return generate(scenario="good", children=800, seed=4)[0]


def small(enrolled: list[float], time: list[float], event: list[int]) -> AnalysisTable:
    frame = pd.DataFrame({"a": np.isfinite(enrolled).astype(int), "t": time, "e": event, "u": np.inf})
    frame["u"] = np.where(frame["e"] > 0, frame["t"] + 2, np.inf)
    frame["l"] = np.where(frame["e"] > 0, np.maximum(frame["t"] - 2, 0), frame["t"])
    table = AnalysisTable.from_frame(frame, arm="a", time="t", event="e", lower="l", upper="u")
    return replace(table, context=pd.DataFrame({"enrolled": enrolled}))


def test_the_naive_clock_forgets_the_time_before_the_enrolment() -> None:
    table = small([10.0, np.nan, 5.0], [40.0, 30.0, 25.0], [1, 1, 0])
    clock = enrolment_clock(table)
    assert clock.arm.tolist() == ever_enrolled(table).arm.tolist() == [1, 0, 1]
    assert clock.time.tolist() == [30, 30, 20]
    assert clock.lower.tolist() == [28, 28, 20]
    assert clock.upper.tolist() == [32, 32, np.inf]
    assert ever_enrolled(table).time.tolist() == table.time.tolist()


def test_both_naive_answers_stand_beside_the_others() -> None:
    frame = naive_effects(records(), a_study()).frame
    assert list(dict.fromkeys(frame["analysis"])) == ["naive_enrolment_clock", "naive_ever_enrolled"]
    assert set(frame["arm"]) == {"programme", "comparison", "contrast"}
    assert set(frame["interval"]) == {"influence"}


def test_immortal_time_of_few_is_not_told() -> None:
    study = a_study()
    enrolled = [10.0] * 10 + [np.nan] * 5
    assert immortal_time(small(enrolled, [40.0] * 15, [1, 0] * 7 + [1]), study).frame.empty
    enrolled[10] = 20.0
    (row,) = immortal_time(small(enrolled, [40.0] * 15, [1, 0] * 7 + [1]), study).frame.to_dict("records")
    assert row["value"] == pytest.approx(120 / 440)
    assert row["threshold"] == 120
    assert "120" in row["text"]


@cache
def other_designs() -> pd.DataFrame:
    return design_effects(records(), a_study(bootstrap={"replicates": 0})).frame


def test_every_other_design_answers_and_the_studys_own_is_not_repeated() -> None:
    frame = other_designs()
    assert list(dict.fromkeys(frame["analysis"])) == ["design_landmark", "design_clone_censor", "time_varying"]
    contrasts = frame[frame["arm"] == "contrast"].set_index("analysis")
    assert contrasts.loc["design_landmark", "estimate"] != contrasts.loc["design_clone_censor", "estimate"]
    assert contrasts.loc["time_varying", "method"].tolist() == ["unadjusted", "adjusted"]


def test_a_landmark_study_is_asked_as_intention_to_treat_too() -> None:
    study = a_study(design={"kind": "landmark", "day": 30})
    frame = design_effects(records(), study).frame
    expected = risk_difference(build_cohort(records(), a_study()).table, [12], "iptw", "ato").frame
    own = frame[frame["analysis"] == "design_referral"].drop(columns="analysis").reset_index(drop=True)
    pd.testing.assert_frame_equal(own, expected.drop(columns="analysis"))
    assert "design_landmark" not in set(frame["analysis"])


def test_a_design_that_the_data_do_not_allow_is_withheld_with_the_reason() -> None:
    nobody = records()["enrolments"].copy()
    # Children were referred and consented, but no enrolment was written down.
    nobody["status"] = nobody["status"].where(nobody["status"] != "enrolled", "referred")
    nobody["enrolment_date"] = pd.NaT
    tables = {**records(), "enrolments": nobody}
    frame = design_effects(tables, a_study()).frame
    assert set(frame["analysis"]) == {"design_landmark", "design_clone_censor", "time_varying"}
    assert set(frame["status"]) == {"withheld"}
    assert frame["reason"].str.endswith("[not_estimable]").all()
    assert naive_effects(tables, a_study()).frame.empty


def test_policy_periods_are_labelled_by_the_studys_days_alone() -> None:
    dates = pd.Series(pd.to_datetime(["2019-01-01", "2021-02-28", "2021-03-01", "2022-12-31", "2023-01-01"]))
    first, second, third = "2019-01-01/2021-02-28", "2021-03-01/2022-12-31", "2023-01-01/2025-06-30"
    assert periods_of(dates, a_study(policy_periods=BEGINS)).tolist() == [first, first, second, second, third]
    open_ended = a_study(policy_periods=BEGINS[:1], eligibility={"countries": ["GTM"]})
    assert set(periods_of(dates, open_ended)) == {"../2021-02-28", "2021-03-01/.."}


def test_effects_by_policy_period_are_those_of_the_children_of_the_period() -> None:
    study = a_study(policy_periods=BEGINS)
    table = build_cohort(records(), study).table
    frame = policy_period_effects(table, study).frame
    assert set(frame["analysis"]) == {"policy_period"}
    labels = periods_of(table.context["return_date"], study)
    for label in np.unique(labels):
        own = risk_difference(table.rows(labels == label), [12], "iptw", "ato").frame
        rows = frame[(frame["population"] == f"period={label}") & (frame["method"] == "iptw")]
        np.testing.assert_array_equal(rows["estimate"], own["estimate"])
    assert (frame["measure"] == "interaction_test").sum() == 1
    assert policy_period_effects(table, a_study()).frame.empty


def test_a_period_with_too_few_children_is_withheld() -> None:
    study = a_study(policy_periods=(dt.date(2019, 1, 8),))
    frame = policy_period_effects(build_cohort(records(), study).table, study).frame
    first = frame[frame["population"] == "period=2019-01-01/2019-01-07"]
    assert set(first["status"]) == {"withheld"}
    assert first["reason"].str.endswith("[n]").all()


def of_events(programme: list[int], comparison: list[int]) -> AnalysisTable:
    event = np.array([*programme, *comparison])
    arm = np.array([1] * len(programme) + [0] * len(comparison))
    frame = pd.DataFrame({"a": arm, "t": np.arange(1.0, len(event) + 1), "e": event})
    return AnalysisTable.from_frame(frame, arm="a", time="t", event="e")


def test_a_register_of_events_is_refused_whatever_the_events_are() -> None:
    with pytest.raises(EstimationError, match=r"every row is an event.*right truncation") as caught:
        cumulative_incidence(of_events([1, 2, 1], [1, 1, 2]))
    assert caught.value.exit_code == 13


@pytest.mark.parametrize(("arm", "other"), [("programme", "comparison"), ("comparison", "programme")])
def test_an_arm_that_is_a_register_is_refused_by_name(arm: str, other: str) -> None:
    register, mixed = [1] * 30, [1, 0] * 15
    table = of_events(register, mixed) if arm == "programme" else of_events(mixed, register)
    with pytest.raises(EstimationError, match=f"everybody in the {arm} arm.*right truncation"):
        admit(table)


@pytest.mark.parametrize("register", [[1] * 29, [1] * 29 + [2], [1] * 29 + [0]])
def test_a_small_or_a_mixed_arm_may_have_had_its_events(register: list[int]) -> None:
    admit(of_events(register, [1, 0] * 15))
