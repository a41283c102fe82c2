"""What a hidden factor would have to be, beside what the measured ones are; and the negative controls."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import propensity_weights, risk_difference, risk_ratio, study_effects
from impact.estimate.confounding import bounding_factor, e_value, e_values, nearer_limit, unmeasured_confounder
from impact.estimate.covariate_strength import covariate_strengths
from impact.estimate.negative_controls import negative_controls, without_covariate
from impact.study import Study

EXACT = 1e-10
"""Two ways to the same number."""
HORIZON = 8.0


def make_frame(n: int = 600, seed: int = 4) -> pd.DataFrame:
    """A binary confounder, a factor with a rare level, a skewed count and a number that say little."""
    random = np.random.default_rng(seed)
    strong, count = random.integers(0, 2, n), random.poisson(0.4, n).astype(float)
    arm = (random.uniform(size=n) < 0.25 + 0.35 * strong).astype(int)
    event = random.exponential(14 / (1 + 1.5 * strong + count) * np.exp(0.7 * arm))
    last = random.uniform(4, 14, n)
    place = random.choice(["north", "south", "far"], n, p=[0.6, 0.38, 0.02])
    frame = pd.DataFrame({"arm": arm, "time": np.minimum(event, last), "event": (event <= last).astype(int)})
    return frame.assign(strong=strong, prior_attempts=count, place=place, x=random.normal(size=n))


COVARIATES = ("strong", "prior_attempts", "place", "x")


def make_table(frame: pd.DataFrame, **context: Any) -> AnalysisTable:
    table = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=list(COVARIATES), time_unit="months"
    )
    return replace(table, context=pd.DataFrame(context)) if context else table


def make_study(**changes: Any) -> Study:
    content: dict[str, Any] = {
        "id": "confounding",
        "input": {
            "form": "analysis_table",
            "path": "x.csv",
            "columns": {"arm": "arm", "time": "time", "event": "event"},
        },
        "time_unit": "months",
        "horizons": [HORIZON],
        "primary": {"horizon": HORIZON, "estimand": "ato"},
        "bootstrap": {"replicates": 0},
    }
    return Study.model_validate(content | changes)


FRAME, STUDY = make_frame(), make_study()
TABLE = make_table(FRAME)


@pytest.mark.parametrize("ratio", [0.2, 0.8, 1.0, 1.3, 3.9])
def test_an_e_value_is_the_strength_whose_bounding_factor_is_the_ratio(ratio: float) -> None:
    value = e_value(ratio)
    assert_allclose(bounding_factor(value, value), max(ratio, 1 / ratio), rtol=EXACT)
    assert_allclose(e_value(1 / ratio), value, rtol=EXACT)


def test_no_factor_explains_a_risk_of_zero_and_nothing_is_known_of_what_is_missing() -> None:
    assert e_value(0.0) == np.inf
    assert np.isnan(e_value(np.nan))


def test_the_bounding_factor_is_reached_and_never_passed() -> None:
    # Every binary factor with these risk ratios, by brute force: shares in the arms and risk by the factor.
    for with_arm, with_event in [(1.5, 3.0), (2.0, 2.0), (4.0, 1.2)]:
        most = bounding_factor(with_arm, with_event)
        confounded = []
        for other in np.linspace(0.001, 1 / with_arm, 400):
            risks = [1 + (with_event - 1) * share for share in (with_arm * other, other)]
            confounded.append(risks[0] / risks[1])
        assert max(confounded) <= most + EXACT
        assert_allclose(max(confounded), most, rtol=1e-6)


@pytest.mark.parametrize(
    ("numbers", "limit"),
    [((0.5, 0.3, 0.8), 0.8), ((2.0, 1.5, 2.6), 1.5), ((0.5, 0.2, 1.1), 1.0), ((1.4, 0.9, 2.0), 1.0)],
)
def test_the_limit_is_the_one_nearer_to_no_effect(numbers: tuple[float, float, float], limit: float) -> None:
    assert nearer_limit(*numbers) == limit


def test_e_values_are_those_of_the_headlines_risk_ratio() -> None:
    row = risk_ratio(TABLE, [HORIZON]).select(arm="contrast").iloc[0]
    frame = e_values(TABLE, STUDY).frame.set_index("what")
    assert_allclose(frame.loc["estimate", "risk_ratio"], row["estimate"], rtol=EXACT)
    assert_allclose(frame.loc["limit", "risk_ratio"], nearer_limit(*row[["estimate", "ci_lower", "ci_upper"]]))
    assert_allclose(frame["e_value"], [e_value(ratio) for ratio in frame["risk_ratio"]], rtol=EXACT)
    assert set(frame["horizon"]) == {HORIZON}
    assert frame.loc["estimate", "e_value"] > frame.loc["limit", "e_value"] > 1


def test_results_that_are_there_already_give_the_same() -> None:
    effects = study_effects(TABLE, STUDY)
    pd.testing.assert_frame_equal(e_values(TABLE, STUDY, effects).frame, e_values(TABLE, STUDY).frame)
    pd.testing.assert_frame_equal(
        unmeasured_confounder(TABLE, STUDY, effects).frame, unmeasured_confounder(TABLE, STUDY).frame
    )


def test_a_covariates_strength_is_its_risk_ratios_by_hand() -> None:
    strengths = covariate_strengths(TABLE, STUDY)
    shares = FRAME.groupby("arm")["strong"].mean()
    expected = max(abs(np.log(shares[1] / shares[0])), abs(np.log((1 - shares[1]) / (1 - shares[0]))))
    assert_allclose(np.log(strengths["strong"][0]), expected, rtol=EXACT)
    risks = []
    for level in (0, 1):
        own = TABLE.rows(FRAME["strong"].to_numpy() == level)
        arms = risk_difference(own, [HORIZON], "unadjusted").select(measure="risk")["estimate"].to_numpy()
        risks.append(arms @ [FRAME["arm"].mean(), 1 - FRAME["arm"].mean()])
    assert_allclose(strengths["strong"][1], max(risks) / min(risks), rtol=EXACT)
    assert min(value for pair in strengths.values() for value in pair) >= 1


def test_rare_levels_are_taken_together_and_say_nothing_alone() -> None:
    strengths = covariate_strengths(TABLE, STUDY)
    assert set(strengths) == set(COVARIATES)
    merged = make_table(FRAME.assign(place=FRAME["place"].replace("far", "south")))
    # "far" alone is too small to speak, so that north and south are compared as they are.
    kept = FRAME["place"] != "far"
    alone = FRAME[kept].groupby("arm")["place"].value_counts().unstack()  # noqa: PD010
    alone = alone.div(FRAME.groupby("arm").size(), axis=0)
    assert_allclose(np.log(strengths["place"][0]), np.abs(np.log(alone.loc[1] / alone.loc[0])).max(), rtol=EXACT)
    assert covariate_strengths(merged, STUDY)["place"] != strengths["place"]
    same = make_table(FRAME.assign(place=np.where(np.arange(len(FRAME)) < 20, "few", "many")))
    assert "place" not in covariate_strengths(same, STUDY)


def test_a_strong_confounder_left_out_is_within_what_its_own_strength_allows() -> None:
    # The bias that `strong` makes is at most its bounding factor: the benchmark is on the right scale.
    without = without_covariate(TABLE, "strong")
    ratios = [
        risk_ratio(table, [HORIZON], estimand="ate").select(arm="contrast")["estimate"].item()
        for table in (TABLE, without)
    ]
    factor = bounding_factor(*covariate_strengths(TABLE, STUDY)["strong"])
    assert 1.02 < ratios[1] / ratios[0] < factor


def test_the_grid_starts_at_the_estimate_and_reaches_no_effect_at_the_e_value() -> None:
    main = risk_difference(TABLE, [HORIZON]).select(arm="contrast").iloc[0]
    ratio = risk_ratio(TABLE, [HORIZON]).select(arm="contrast").iloc[0]
    grid = unmeasured_confounder(TABLE, STUDY).frame
    start = grid[(grid["programme"] == 1) & (grid["comparison"] == 1)].iloc[0]
    assert_allclose(start["estimate"], main["estimate"], rtol=EXACT)
    value = e_value(ratio["estimate"])
    square = grid[grid["programme"] == grid["comparison"]]
    assert ((square["estimate"] < 0) == (square["programme"] < value)).all()
    for _, row in grid.iterrows():
        factor = bounding_factor(row["programme"], row["comparison"])
        assert (row["estimate"] < 0) == (factor < 1 / ratio["estimate"])
        assert row["ci_lower"] < row["estimate"] < row["ci_upper"]
    assert {"unmeasured_confounder"} == set(grid["analysis"])


def test_a_harmful_estimate_is_taken_down_and_not_up() -> None:
    turned = make_table(FRAME.assign(arm=1 - FRAME["arm"]))
    ratio = risk_ratio(turned, [HORIZON]).select(arm="contrast").iloc[0]
    assert ratio["estimate"] > 1
    grid = unmeasured_confounder(turned, STUDY).frame
    assert (np.diff(grid[grid["programme"] == 5]["estimate"]) < 0).all()
    limit = e_values(turned, STUDY).select(what="limit")["risk_ratio"].item()
    assert_allclose(limit, max(ratio["ci_lower"], 1.0))


def test_a_withheld_ratio_has_no_e_value() -> None:
    few = make_table(
        FRAME.assign(event=np.where((FRAME["arm"] == 1) & (np.arange(len(FRAME)) > 30), 0, FRAME["event"]))
    )
    assert e_values(few, STUDY).frame.empty
    assert unmeasured_confounder(few, STUDY).frame.empty


def test_without_covariates_there_are_only_the_estimates_e_values() -> None:
    bare = AnalysisTable.from_frame(FRAME, arm="arm", time="time", event="event")
    assert e_values(bare, make_study(primary={"horizon": HORIZON, "method": "unadjusted"})).frame["what"].tolist() == [
        "estimate",
        "limit",
    ]


def controls(**context: Any) -> pd.DataFrame:
    return negative_controls(make_table(FRAME, **context), STUDY).frame


def test_what_the_records_do_not_hold_is_absent() -> None:
    assert negative_controls(TABLE, STUDY).frame.empty
    nothing = np.full(len(FRAME), np.nan)
    assert controls(prior_attempts=nothing, moved=nothing).empty


def test_the_placebo_outcome_is_a_weighted_difference_of_a_share() -> None:
    found = controls(prior_attempts=FRAME["prior_attempts"])
    assert set(found["analysis"]) == {"placebo_outcome"}
    assert found["horizon"].isna().all()
    weights = propensity_weights(without_covariate(TABLE, "prior_attempts"), "ato").values  # noqa: PD011
    often = FRAME["prior_attempts"].to_numpy() >= 2
    shares = [np.average(often[TABLE.arm == arm], weights=weights[TABLE.arm == arm]) for arm in (1, 0)]
    assert_allclose(found["estimate"], [*shares, shares[0] - shares[1]], rtol=EXACT)
    assert found["events"].tolist() == [often[TABLE.arm == 1].sum(), often[TABLE.arm == 0].sum(), often.sum()]


def test_who_was_not_asked_of_earlier_attempts_is_not_counted() -> None:
    known = FRAME["prior_attempts"].mask(np.arange(len(FRAME)) < 100)
    assert controls(prior_attempts=known)["n"].max() == len(FRAME) - 100


def test_a_covariate_leaves_the_models_with_its_indicator_and_its_curve() -> None:
    formula = 'cr(`x`, df=3, constraints="center") + np.log1p(`x_missing`) + `place` + `prior_attempts`'
    covariates = TABLE.covariates.assign(x_missing=0.0)
    left = without_covariate(replace(TABLE, covariates=covariates, formula=formula), "x")
    assert left.formula == "`place` + `prior_attempts`"
    assert list(left.covariates.columns) == ["strong", "prior_attempts", "place"]
    assert without_covariate(replace(TABLE, formula="`x`"), "x").formula == "1"


def test_the_placebo_exposure_compares_the_offered_with_the_never_referred() -> None:
    status = np.where(
        FRAME["arm"] == 1, "enrolled", np.random.default_rng(1).choice(["none", "declined", "referred"], len(FRAME))
    )
    found = controls(status=status)
    counts = pd.Series(status).value_counts()
    assert found.set_index("arm")["n"].to_dict() == {
        "programme": counts["declined"],
        "comparison": counts["none"],
        "contrast": counts["declined"] + counts["none"],
    }
    few = np.where(np.cumsum(status == "declined") > 20, "none", status)
    assert controls(status=few).empty


def test_the_detection_control_lets_every_event_compete() -> None:
    random = np.random.default_rng(3)
    moved = np.where(random.uniform(size=len(FRAME)) < 0.4, random.uniform(0, 10, len(FRAME)), np.nan)
    found = controls(moved=moved)
    seen = (moved <= FRAME["time"]) & (moved <= HORIZON)
    assert found[found["arm"] == "contrast"]["events"].tolist() == [seen.sum()]
    by_hand = FRAME.assign(
        time=np.where(moved <= FRAME["time"], moved, FRAME["time"]),
        event=np.where(moved <= FRAME["time"], 1, 2 * FRAME["event"]),
    )
    expected = risk_difference(make_table(by_hand), [HORIZON])
    assert_allclose(found["estimate"], expected.frame["estimate"], rtol=EXACT)
    assert_allclose(found["std_error"], expected.frame["std_error"], rtol=EXACT)


def test_fewer_than_ten_events_are_withheld_with_the_reason() -> None:
    moved = np.where(np.arange(len(FRAME)) < 12, 0.01, np.nan)
    found = controls(moved=moved)
    assert set(found["status"]) == {"withheld"}
    assert found["reason"].str.contains("few_events").all()
    assert found[["ci_lower", "ci_upper"]].isna().all(axis=None)


def test_a_control_whose_groups_the_covariates_tell_apart_is_absent() -> None:
    status = np.where(FRAME["x"] > 0, "declined", "none")
    assert controls(status=status).empty


@pytest.mark.parametrize("method", ["aipw", "entropy", "unadjusted"])
def test_controls_take_the_headlines_weights(method: str) -> None:
    study = make_study(primary={"horizon": HORIZON, "method": method, "estimand": "att"})
    table = make_table(FRAME, prior_attempts=FRAME["prior_attempts"])
    assert set(negative_controls(table, study).frame["method"]) == {"iptw" if method == "aipw" else method}
