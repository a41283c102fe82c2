"""Further outcomes estimated: as the estimators do alone; withheld where school is seldom asked or arms are unlike."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.cohort import build_cohort, other_events
from impact.cohort.build import follow, records_of
from impact.data.synthetic import generate
from impact.estimate import balance, cumulative_incidence, propensity_weights, risk_difference, rmtl_difference
from impact.estimate.further import further_outcomes
from impact.study import Study

KEYS = ["analysis", "method", "arm", "horizon"]


def a_study(*asked: str, **more: object) -> Study:
    return Study.model_validate(
        {
            "id": "further",
            "input": {"form": "case_records", "path": "."},
            "time_unit": "months",
            "cut_off": "2025-12-31",
            "eligibility": {"countries": ["GTM", "HND"], "return_window": ["2019-01-01", "2025-06-30"]},
            "outcome": {"date": "midpoint"},
            "horizons": [6, 12],
            "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
            "further_outcomes": asked,
            "source": Path("further.yaml"),
        }
        | more
    )


ALL = a_study("school_return", "first_service", "household", "siblings")


@pytest.fixture(scope="module")
def tables():
    return generate(children=1200, seed=8)[0]


@pytest.fixture(scope="module")
def table(tables):
    return build_cohort(tables, ALL).table


@pytest.fixture(scope="module")
def found(tables, table):
    return further_outcomes(tables, table, ALL)


def test_school_is_what_the_estimators_say_of_its_table(tables, table, found):
    records = records_of(tables)
    children = follow(records, ALL)
    answers = other_events.school_answers(
        records["contacts"], children.people, children.outcome["event_upper"].to_numpy(np.float64)
    )
    school = other_events.school_return(table, children, answers, ALL)
    asked = {"horizons": [6, 12], "method": "iptw", "estimand": "att", "replicates": 0}
    rows = found.effects.select(analysis="school_return", method="iptw")
    for alone in (risk_difference(school, **asked), rmtl_difference(school, **asked)):
        both = rows.merge(alone.frame, on=["measure", "arm", "horizon"], suffixes=("", "_alone"))
        assert len(both) == len(alone.frame)
        for column in ("estimate", "std_error", "ci_lower", "ci_upper", "n", "events"):
            np.testing.assert_allclose(both[column], both[f"{column}_alone"], atol=1e-12)
    curve = cumulative_incidence(school, propensity_weights(school, "att")).select(event=1)
    shown = found.curves.select(analysis="school_return", method="iptw")
    np.testing.assert_allclose(shown["estimate"], curve["estimate"], atol=1e-12)


def test_a_service_is_a_risk_of_the_programme_arm_and_nothing_else(found):
    rows = found.effects.select(analysis="first_service")
    assert set(rows["arm"]) == {"programme"}
    assert set(rows["measure"]) == {"risk", "rmtl"}
    assert set(rows["method"]) == {"unadjusted"}
    assert (rows["status"] == "reported").all()
    assert set(found.curves.select(analysis="first_service")["arm"]) == {"programme"}


def test_every_outcome_has_both_arms_and_a_contrast_at_every_horizon(found):
    for name in ("school_return", "household", "siblings"):
        rows = found.effects.select(analysis=name, measure="risk_difference", method="unadjusted")
        assert rows["horizon"].tolist() == [6, 12]
        assert set(found.effects.select(analysis=name)["measure"]) == {
            "risk", "rmtl", "risk_difference", "rmtl_difference",
        }  # fmt: skip
    assert not found.effects.frame.duplicated([*KEYS, "measure"]).any()
    assert set(found.curves.frame["event"]) == {1}


def test_fewer_households_than_children_and_as_many_siblings_as_are_left(found, table):
    n = found.effects.select(measure="risk_difference", method="unadjusted", horizon=12).set_index("analysis")["n"]
    assert n["household"] < n["school_return"] == len(table)
    # Siblings return together here, and all of them are eligible.
    assert n["siblings"] == len(table) - n["household"]


def test_checks_tell_how_often_school_is_asked_and_never_fail(found):
    checks = found.checks.frame.set_index("check")
    assert checks.loc["school_asked.programme", "value"] > 2 * checks.loc["school_asked.comparison", "value"] > 2
    assert (checks.loc[["school_asked.programme", "school_asked.comparison"], "verdict"] == "warn").all()
    assert checks.loc["siblings_supported.programme", "value"] > checks.loc["siblings_supported.comparison", "value"]
    assert "fail" not in set(checks["verdict"])


def test_where_an_arm_is_seldom_asked_nothing_is_said_of_school(tables, table):
    met = tables["contacts"]
    dropped = met.assign(is_in_school=met["is_in_school"].where(np.arange(len(met)) % 4 == 0))
    found = further_outcomes(tables | {"contacts": dropped}, table, a_study("school_return"))
    assert found.checks.frame["value"].min() < 1
    assert set(found.effects.frame["status"]) == {"withheld"}
    assert found.effects.frame["reason"].str.contains("school_seldom_asked").any()
    assert found.effects.frame[["ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert found.curves.frame.empty


def test_where_nobody_was_asked_school_has_no_rows_and_the_others_do(tables, table):
    silent = tables | {"contacts": tables["contacts"].drop(columns="is_in_school")}
    found = further_outcomes(silent, table, a_study("school_return", "household"))
    assert set(found.effects.frame["analysis"]) == {"household"}
    assert (found.checks.frame["value"] == 0).all()


def test_weighted_rows_are_withheld_where_weights_leave_the_arms_unlike(tables, table, found):
    strict = {"gates": {"balance": {"threshold": 1e-9, "reason": {"en": "a test", "es": "una prueba"}}}}
    unlike = further_outcomes(tables, table, a_study("household", **strict)).effects
    weighted = unlike.select(method="iptw")
    assert set(weighted["status"]) == {"withheld"}
    assert weighted["reason"].str.contains("not_alike").any()
    pd.testing.assert_frame_equal(
        unlike.select(method="unadjusted").reset_index(drop=True),
        found.effects.select(analysis="household", method="unadjusted").reset_index(drop=True),
    )
    weights = propensity_weights(table, "att")
    assert balance(table, weights).frame["smd_after"].abs().max() > 1e-9


def test_a_study_that_asks_for_none_has_none(tables, table):
    nothing = further_outcomes(tables, table, a_study())
    assert nothing.effects.frame.empty
    assert nothing.curves.frame.empty
    assert nothing.checks.frame.empty
