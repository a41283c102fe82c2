"""Baseline covariates: complete without leaving anybody out, frequent enough, and not one of them said twice."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from formulaic import model_matrix

from impact.cohort import build_cohort, covariates, design
from impact.errors import DataError, EstimationError, StudyError
from impact.study import Study

N = 400


def records_study(*names: str) -> Study:
    return Study.model_validate(
        {
            "id": "tiny",
            "input": {"form": "case_records", "path": "."},
            "cut_off": "2025-12-31",
            "horizons": [100],
            "primary": {"horizon": 100},
            "covariates": names,
        }
    )


def index_returns(**columns: Any) -> pd.DataFrame:
    draw = np.random.default_rng(5)
    departments = np.array(["San Marcos", "Quiché", "Cortés", "Yoro"])[draw.integers(0, 4, N)]
    usual = {
        "child_id": [f"c{i}" for i in range(N)],
        "return_date": pd.to_datetime("2021-01-01") + pd.to_timedelta(draw.integers(0, 700, N), unit="D"),
        "country": np.where(np.isin(departments, ["Cortés", "Yoro"]), "HND", "GTM"),
        "department": departments,
        "returned_from": np.array(["US", "MX"])[draw.integers(0, 2, N)],
        "sex": np.array(["male", "female"])[draw.integers(0, 2, N)],
        "age_at_return_years": pd.array(draw.integers(8, 18, N), dtype="Int64"),
        "prior_attempts": pd.array(draw.integers(0, 4, N), dtype="Int64"),
    }
    return pd.DataFrame(usual | columns)


def rank_and_width(frame: pd.DataFrame, formula: str) -> tuple[int, int]:
    matrix = np.asarray(model_matrix(formula, frame), dtype=float)
    return int(np.linalg.matrix_rank(matrix)), matrix.shape[1]


def test_the_usual_covariates_hold_place_period_route_and_a_spline_of_age() -> None:
    found = covariates.of_returns(index_returns(), records_study())
    assert 'cr(`age_at_return_years`, df=3, constraints="center")' in found.formula
    for name in ("department", "returned_from", "return_year", "return_season"):
        assert f"`{name}`" in found.formula
    rank, width = rank_and_width(found.modelled, found.formula)
    assert rank == width


def test_a_department_says_the_country_already_and_the_design_stays_of_full_rank() -> None:
    found = covariates.of_returns(index_returns(), records_study("country", "department"))
    rank, width = rank_and_width(found.modelled, found.formula)
    assert rank == width == 4
    assert found.formula == "`department`"
    assert set(found.modelled["country"]) == {"GTM", "HND"}


def test_the_study_overrides_the_list() -> None:
    found = covariates.of_returns(index_returns(), records_study("sex", "prior_attempts"))
    assert found.formula == "`sex` + `prior_attempts`"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("aeg_at_return_years", "no column of returns.*nearest one is 'age_at_return_years'"),
        ("child_id", "restricted"),
        ("birth_month", "restricted"),
        ("return_date", "no column of returns"),
    ],
)
def test_a_covariate_that_there_is_not_or_may_not_be_is_refused(name: str, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        covariates.of_returns(index_returns(), records_study(name))


def test_nobody_is_left_out_for_an_empty_cell() -> None:
    answers = np.array(["yes", "no", "unknown", None], dtype=object)[np.arange(N) % 4]
    gap = pd.array([None if i % 5 == 0 else i % 3 for i in range(N)], dtype="Int64")
    estimated = pd.array([None if i % 3 == 0 else i % 3 == 1 for i in range(N)], dtype="boolean")
    frame = index_returns(
        is_indigenous=pd.array(answers, dtype="string"), grade_gap_years=gap, is_age_estimated=estimated
    )
    study = records_study("is_indigenous", "grade_gap_years", "is_age_estimated")
    found = covariates.of_returns(frame, study)
    assert len(found.modelled) == N
    assert not found.modelled.isna().any().any()
    assert set(found.modelled["is_indigenous"]) == {"yes", "no", "unknown", "not asked"}
    assert set(found.modelled["is_age_estimated"]) == {"yes", "no", "not asked"}
    missing = np.arange(N) % 5 == 0
    np.testing.assert_array_equal(found.modelled["grade_gap_years_missing"], missing)
    assert (found.modelled["grade_gap_years"][missing] == 1).all()
    assert found.recorded["grade_gap_years"].isna().sum() == missing.sum()


def test_who_owes_nothing_was_not_asked_how_much() -> None:
    owes = np.where(np.arange(N) % 2 == 0, "yes", "no")
    amount = np.where(np.arange(N) % 2 == 0, 9000.0 + np.arange(N), np.nan)
    frame = index_returns(has_smuggler_debt=pd.array(owes, dtype="string"), debt_usd=amount)
    found = covariates.of_returns(frame, records_study("has_smuggler_debt", "debt_usd"))
    assert (found.modelled["debt_usd"][owes == "no"] == 0).all()
    assert "debt_usd_missing" not in found.modelled
    assert "np.log1p(`debt_usd`)" in found.formula


def test_rare_levels_are_merged_whatever_their_outcome() -> None:
    levels = pd.Series(["a"] * 300 + ["b"] * 80 + ["c"] * 7 + ["d"] * 7 + ["e"] * 6)
    merged = design.merge_rare(levels)
    assert merged.value_counts().to_dict() == {"a": 300, "b": 80, "other": 20}


def test_what_stays_rare_joins_the_commonest_level() -> None:
    levels = pd.Series(["male"] * 250 + ["female"] * 146 + ["other"] * 2 + ["unknown"] * 2)
    assert design.merge_rare(levels).value_counts().to_dict() == {"male": 254, "female": 146}


def test_places_are_merged_within_their_country() -> None:
    levels = pd.Series(["P"] * 180 + ["q"] * 5 + ["r"] * 5 + ["S"] * 200 + ["t"] * 5 + ["u"] * 5)
    country = np.array(["GTM"] * 190 + ["HND"] * 210, dtype=object)
    counts = design.merge_rare(levels, country).value_counts().to_dict()
    assert counts == {"P": 180, "S": 200, "other GTM": 10, "other HND": 10}
    few = pd.Series(["P"] * 190 + ["S"] * 205 + ["t"] * 5)
    assert design.merge_rare(few, country).value_counts().to_dict() == {"P": 190, "S": 210}


def test_a_level_that_others_determine_joins_the_first_one_without_changing_the_span() -> None:
    """Two questions asked, or not, together: "not asked" to one is "not asked" to the other."""
    draw = np.random.default_rng(9)
    asked = draw.random(N) < 0.8
    one, two = (np.where(asked, np.array(["no", "yes"])[draw.integers(0, 2, N)], "not asked") for _ in range(2))
    frame = pd.DataFrame({"one": one, "two": two, "same": "x", "number": np.where(one == "yes", 3.0, 1.0)})
    folded, formula = design.formula(frame, {}, ())
    assert formula == "`one` + `two`"
    assert set(folded["two"]) == {"no", "yes"}
    before = np.asarray(model_matrix("one + two", frame), dtype=float)
    after = np.asarray(model_matrix(formula, folded), dtype=float)
    assert np.linalg.matrix_rank(before) == after.shape[1] == np.linalg.matrix_rank(np.hstack([before, after])) == 4


def test_a_spline_of_two_ages_is_a_line() -> None:
    frame = pd.DataFrame({"age": np.where(np.arange(N) % 3 == 0, 16.0, 17.0)})
    assert design.formula(frame, {"age": 3}, ())[1] == "`age`"


def test_baseline_counts_levels_as_recorded_and_averages_numbers() -> None:
    frame = index_returns(sex=["female"] * 3 + ["unknown"] * 1 + ["male"] * (N - 4))
    found = covariates.of_returns(frame, records_study("sex", "prior_attempts"))
    arm = (np.arange(N) < 100).astype(np.int8)
    rows = covariates.baseline(found, arm).frame
    sexes = rows[rows["covariate"] == "sex"].set_index(["level", "arm"])
    assert sexes.loc[("female", "programme"), "n"] == 3
    assert sexes.loc[("unknown", "comparison"), "n"] == 0
    assert sexes.loc[("male", "programme"), "value"] == pytest.approx(0.96)
    number = rows[(rows["covariate"] == "prior_attempts") & (rows["arm"] == "comparison")].iloc[0]
    assert (number["n"], number["value"]) == (300, pytest.approx(frame["prior_attempts"][100:].mean()))
    assert pd.isna(number["level"])


def table_study(covariates: list[str], **columns: str) -> Study:
    return Study.model_validate(
        {
            "id": "flat",
            "input": {
                "form": "analysis_table",
                "path": "flat.csv",
                "columns": {"arm": "aid", "time": "week", "event": "arrest", **columns},
            },
            "covariates": covariates,
            "horizons": [5],
            "primary": {"horizon": 5},
        }
    )


def flat(**columns: Any) -> pd.DataFrame:
    usual = {
        "aid": pd.array([1, 1, 1, 0, 0, 0], dtype="Int64"),
        "week": [2.0, 5.0, 9.0, 1.0, 5.0, 9.0],
        "arrest": pd.array([1, 0, 2, 0, 1, 0], dtype="Int64"),
        "age": [20.0, 30.0, np.nan, 25.0, 35.0, np.nan],
        "race": pd.array(["a", "b", "a", None, "b", "a"], dtype="string"),
    }
    return pd.DataFrame(usual | columns)


def test_an_analysis_table_keeps_everybody_and_fills_what_is_empty() -> None:
    cohort = build_cohort({"analysis": flat()}, table_study(["age", "race"]))
    assert cohort.table.formula == "`age` + `age_missing` + `race`"
    assert list(cohort.table.covariates["age"]) == [20, 30, 27.5, 25, 35, 27.5]
    assert list(cohort.table.covariates["race"]) == ["a", "b", "a", "not asked", "b", "a"]
    flow = cohort.flow.frame
    assert list(flow.loc[flow["step"] != "imputed", "n"]) == [3, 3, 3, 3]
    assert list(cohort.table.event) == [1, 0, 2, 0, 1, 0]
    assert len(cohort.checks.frame) == 0


def test_an_analysis_table_takes_its_other_roles_from_the_named_columns() -> None:
    frame = flat(came=[0.0, 1, 1, 0, 0, 0], low=[1.0, 5, 8, 1, 4, 9], home=pd.array(["x", "x", "y", "y", "z", "z"]))
    study = table_study(["age"], entry="came", lower="low", cluster="home")
    table = build_cohort({"analysis": frame}, study).table
    assert list(table.entry) == [0, 1, 1, 0, 0, 0]
    assert list(table.lower) == [1, 5, 8, 1, 4, 9]
    assert list(table.cluster) == [0, 0, 1, 1, 2, 2]
    assert table.has_clusters


def test_in_an_analysis_table_everybody_is_due() -> None:
    followup = build_cohort({"analysis": flat()}, table_study(["race"])).followup.frame
    assert list(followup["due"]) == [3, 3]
    assert list(followup["traced"]) == [3, 2]


@pytest.mark.parametrize("name", ["colour", "aid", "household_id"])
def test_an_analysis_table_refuses_covariates_that_it_cannot_have(name: str) -> None:
    with pytest.raises(StudyError, match=name):
        build_cohort({"analysis": flat(household_id=range(6))}, table_study(["age", name]))


def test_an_analysis_table_with_an_empty_or_hopeless_arm_is_refused() -> None:
    with pytest.raises(EstimationError, match="comparison arm"):
        build_cohort({"analysis": flat().iloc[:3]}, table_study([]))
    with pytest.raises(EstimationError, match=r"comparison arm.*day 0"):
        build_cohort({"analysis": flat(week=[2.0, 5, 9, 0, 0, 0], arrest=[1, 0, 2, 0, 0, 0])}, table_study([]))
    with pytest.raises(DataError, match="column week: 1–10 rows are below 0"):
        build_cohort({"analysis": flat(week=[2.0, 5, 9, -1, 5, 9])}, table_study([]))
