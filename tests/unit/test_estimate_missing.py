"""Missing baselines: Rubin's rules against published numbers, what fills a hole, and who is counted in the flow."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from impact.cohort import build_cohort
from impact.disclosure.tables import release_flow
from impact.estimate.chained_equations import completed
from impact.estimate.headline import headline_of
from impact.estimate.missing_baselines import chained_equations, outcome_columns
from impact.estimate.rubin import pool
from impact.present.flow import flow_chart
from impact.present.tables import flow_table
from impact.results import CohortFlow
from impact.study import Study

PUBLISHED = {
    "Oxygen": (0.056930, 0.954041, 1.022356, 25.549),
    "RunTime": (0.000811, 0.064496, 0.065469, 27.721),
    "RunPulse": (0.922032, 3.269089, 4.375528, 15.753),
}
"""SAS/STAT User's Guide, The MI Procedure, "Variance Information": 31 men, 5 imputations; the variance between and
within, the total, and the degrees of freedom of Barnard & Rubin with 30 for complete data."""
PRINTED = {"rtol": 1e-3}
"""What is left of numbers printed to six places, of which the smallest have three digits."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_rubins_rules_give_the_published_variance_and_degrees_of_freedom(name: str) -> None:
    between, within, total, degrees = PUBLISHED[name]
    steps = np.array([-1.0, -0.5, 0.0, 0.5, 1.0]) / np.sqrt(0.625)  # variance 1
    pooled = pool(40.0 + steps * np.sqrt(between), np.full(5, np.sqrt(within)), 30.0)
    np.testing.assert_allclose(pooled.std_error**2, total, **PRINTED)
    np.testing.assert_allclose(pooled.degrees, degrees, **PRINTED)
    assert pooled.estimate == pytest.approx(40.0)
    assert pooled.missing_information == pytest.approx(1.2 * between / total, rel=1e-3)


def test_with_very_many_people_the_degrees_of_freedom_are_rubins() -> None:
    pooled = pool(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0))
    share = (4 / 3) / (4 + 4 / 3)
    assert pooled.degrees == pytest.approx(2 / share**2)
    assert pool(np.array([1.0, 2.0, 3.0]), np.full(3, 2.0), 1e9).degrees == pytest.approx(pooled.degrees, rel=1e-6)


def study(**changes: Any) -> Study:
    columns = {"arm": "arm", "time": "time", "event": "event"}
    content = {
        "id": "missing",
        "input": {"form": "analysis_table", "path": "x.csv", "columns": columns},
        "covariates": ["age", "place"],
        "horizons": [6.0, 12.0],
        "primary": {"horizon": 12.0, "method": "iptw", "estimand": "ate"},
        "bootstrap": {"replicates": 0},
        "missing": {"imputations": 4},
    }
    return Study.model_validate(content | changes)


def people(n: int = 400, holes: bool = True) -> pd.DataFrame:
    random = np.random.default_rng(3)
    place = random.choice(["hills", "coast", "unknown"], n, p=[0.5, 0.4, 0.1])
    age = random.normal(14, 2, n) + 3 * (place == "coast")
    arm = (random.uniform(size=n) < 0.3 + 0.3 * (place == "coast")).astype(int)
    event = random.exponential(30, n)
    frame = pd.DataFrame({"arm": arm, "age": age, "place": place, "time": np.minimum(event, 20.0), "event": event < 20})
    frame["event"] = frame["event"].astype(int)
    if holes:
        frame["age"] = frame["age"].mask(random.uniform(size=n) < 0.25)
        frame["place"] = frame["place"].mask(random.uniform(size=n) < 0.25)
    return frame


def test_only_holes_are_filled_and_only_with_values_that_occur() -> None:
    frame = people()[["age", "place"]]
    first, second = completed(frame, np.zeros((len(frame), 1)), 2, seed=1)
    for made in (first, second):
        assert not made.isna().any(axis=None)
        for name in frame:
            known = frame[name].notna()
            assert (made.loc[known, name] == frame.loc[known, name]).all()
            assert set(made[name]) <= set(frame[name].dropna())
    assert not first.equals(second)


def test_draws_follow_the_other_columns() -> None:
    whole, frame = people(4000, holes=False), people(4000)[["age", "place"]]
    (made,) = completed(frame, np.zeros((len(frame), 1)), 1, seed=2)
    drawn = frame["place"].isna() & frame["age"].notna()
    old = made["age"] > 15.5
    for age in (old, ~old):
        true = (whole.loc[drawn & age, "place"] == "coast").mean()
        # Two shares of some 500 people each: three of their errors.
        assert abs((made.loc[drawn & age, "place"] == "coast").mean() - true) < 3 * np.sqrt(
            2 * 0.25 / (drawn & age).sum()
        )
    drawn = frame["age"].isna()
    by_place = made[drawn].groupby("place")["age"].agg(["mean", "std"])
    assert by_place.loc["coast", "mean"] - by_place.loc["hills", "mean"] == pytest.approx(3.0, abs=0.5)
    assert by_place.loc["hills", "std"] == pytest.approx(2.0, rel=0.15)


def test_seeds_decide_the_draws_and_the_first_do_not_depend_on_how_many_follow() -> None:
    frame, beside = people()[["age", "place"]], np.zeros((400, 1))
    few, many = list(completed(frame, beside, 2, 7)), list(completed(frame, beside, 3, 7))
    for one, other in zip(few, many, strict=False):
        pd.testing.assert_frame_equal(one, other)
    assert not few[0].equals(next(completed(frame, beside, 1, 8)))


def test_a_column_that_nobody_has_is_left_out() -> None:
    frame = people().assign(never=np.nan)[["never", "age", "place"]]
    assert list(next(completed(frame, np.zeros((400, 1)), 1, 1))) == ["age", "place"]


def test_the_outcome_is_in_the_model_as_indicator_and_cumulative_hazard() -> None:
    frame = pd.DataFrame({"arm": [1, 1, 0, 0] * 6, "time": [1.0, 2, 3, 4] * 6, "event": [1, 0, 1, 1] * 6, "age": 1.0})
    columns = outcome_columns(build_cohort({"analysis": frame}, study(covariates=["age"])).table)
    hazard = np.cumsum([6 / 24, 0, 6 / 12, 6 / 6])[np.tile([0, 1, 2, 3], 6)]
    np.testing.assert_allclose(columns[:, 0], frame["arm"])
    np.testing.assert_allclose(columns[:, 1], frame["event"])
    np.testing.assert_allclose(columns[:, 2], hazard)
    np.testing.assert_allclose(columns[:, 3:], columns[:, 1:3] * columns[:, :1])


@pytest.mark.parametrize("measure", ["risk_difference", "risk_ratio", "rmtl_difference"])
def test_the_answer_is_pooled_over_completed_data_sets(measure: str) -> None:
    asked = study(primary={"horizon": 12.0, "method": "iptw", "estimand": "ate", "measure": measure})
    found = chained_equations({"analysis": people()}, asked)
    assert set(found.frame["analysis"]) == {"chained_equations"}
    assert set(found.frame["interval"]) == {"rubin"}
    assert len(found.frame) == 2 * 3
    whole = headline_of(build_cohort({"analysis": people(holes=False)}, asked).table, asked, asked.horizons)
    same = found.frame.set_index(["arm", "horizon"]), whole.frame.set_index(["arm", "horizon"])
    assert list(same[0]["n"]) == list(same[1]["n"])
    gap = (same[0]["estimate"] - same[1]["estimate"]).abs()
    assert (gap < same[1]["std_error"]).all()  # holes at random change less than chance does
    contrast = found.select(arm="contrast")
    assert ((contrast["ci_lower"] < contrast["estimate"]) & (contrast["estimate"] < contrast["ci_upper"])).all()


def test_of_few_events_nothing_is_pooled() -> None:
    frame = people()
    late = (frame["event"] == 1) & (frame.groupby("event").cumcount() >= 12)
    found = chained_equations({"analysis": frame.assign(event=frame["event"].mask(late, 0))}, study())
    assert set(found.frame["status"]) == {"withheld"}
    assert found.frame["reason"].str.endswith("[few_events]").all()
    assert found.frame[["estimate", "ci_lower", "ci_upper"]].isna().all(axis=None)


def test_without_holes_or_without_imputations_there_are_no_rows() -> None:
    assert chained_equations({"analysis": people(holes=False)}, study()).frame.empty
    assert chained_equations({"analysis": people()}, study(missing={"imputations": 0})).frame.empty
    with pytest.raises(ValidationError, match="several, or for 0"):
        study(missing={"imputations": 1})


def test_the_flow_counts_who_is_imputed_among_those_analysed() -> None:
    frame = people()
    flow = build_cohort({"analysis": frame}, study()).flow
    holes = frame[["age", "place"]].isna().any(axis=1)
    for code, arm in ((1, "programme"), (0, "comparison")):
        assert list(flow.select(step="imputed", arm=arm)["n"]) == [(holes & (frame["arm"] == code)).sum()]
    for other in (study(missing={"imputations": 0}), study(covariates=["arm_free"])):
        whole = frame.assign(arm_free=1.0)
        assert "imputed" not in set(build_cohort({"analysis": whole}, other).flow.frame["step"])


def a_flow(imputed: tuple[int, int], analysed: int = 200) -> CohortFlow:
    arms = ("programme", "comparison")
    rows = [("all", "all", arm, analysed + 40) for arm in arms]
    rows += [("excluded", "age", arm, 40) for arm in arms] + [("analysed", "analysed", arm, analysed) for arm in arms]
    rows += [("imputed", "imputed", arm, n) for arm, n in zip(arms, imputed, strict=True)]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def test_those_imputed_are_released_by_the_same_rules_and_leave_the_sum_alone() -> None:
    released = release_flow(a_flow((33, 4)), study().disclosure)
    assert list(released.select(step="imputed")["n"].fillna(-1)) == [35, -1]
    assert list(released.select(step="all")["n"]) == [240, 240]
    # All but a few imputed: the few could be had.
    assert list(release_flow(a_flow((195, 100)), study().disclosure).select(step="imputed")["n"].fillna(-1)) == [
        -1,
        100,
    ]


@pytest.mark.parametrize(("language", "said"), [("en", "was not asked"), ("es", "Faltaba preguntar")])
def test_the_flow_says_so_in_both_languages(language: Any, said: str) -> None:
    class Released:
        flow = release_flow(a_flow((33, 60)), study().disclosure)

    for piece in (flow_chart, flow_table):
        html = piece(Released, study(), language).html  # type: ignore[arg-type]
        assert said in html
        assert html.index(said) > html.index("200")
