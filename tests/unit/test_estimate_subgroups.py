"""Subgroups: each its own estimate, a test of whether they differ, shrinking, false discoveries, what is withheld."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import chi2
from statsmodels.stats.multitest import multipletests

from impact.cohort.table import AnalysisTable
from impact.errors import StudyError
from impact.estimate import hazard_ratio, minimum_detectable, risk_difference, study_effects, subgroup_effects
from impact.estimate.multiplicity import benjamini_hochberg, equality_test
from impact.estimate.shrinkage import shrink
from impact.study import Study

HORIZON = 10.0
GRID = 2e-3
"""Relative; what the grids leave of each other."""
COVERED = 120
"""Draws in which coverage is counted, to within 6 points: empirical Bayes with a known τ held 85% here."""
Z80 = 1.959963984540054 + 0.8416212335729143


def make_table(n: int = 900, *, cluster: bool = False) -> AnalysisTable:
    random = np.random.default_rng(6)
    sex, place = random.choice(["female", "male"], n), random.choice(["a", "b", "c", "d"], n, p=[0.4, 0.35, 0.22, 0.03])
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.3 - 0.5 * x))).astype(int)
    rate = 0.06 * np.exp(0.3 * x - 1.1 * arm * (sex == "male"))
    time = np.ceil(np.minimum(random.exponential(1 / rate), random.uniform(8, 24, n)))
    event = np.where(random.uniform(size=n) < 0.75, 1, 0)
    frame = pd.DataFrame({"arm": arm, "time": time, "event": event, "x": x, "sex": sex, "place": place})
    frame = frame.assign(many=random.normal(size=n), half=(x > 0) * 1, home=np.arange(n) // 2)
    covariates = ["x", "sex", "place", "many", "half"]
    roles = {"cluster": "home"} if cluster else {}
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=covariates, formula="x + sex + place", **roles
    )


def study_of(*subgroups: str, replicates: int = 0, **primary: object) -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [HORIZON],
            "subgroups": list(subgroups),
            "primary": {"horizon": HORIZON, "method": "iptw", "estimand": "att", **primary},
            "bootstrap": {"replicates": replicates, "seed": 1},
        }
    )


TABLE = make_table()


@pytest.mark.parametrize("method", ["unadjusted", "iptw", "entropy"])
def test_a_subgroup_is_estimated_as_if_it_were_all_there_is(method: str) -> None:
    effects = subgroup_effects(TABLE, study_of("sex", method=method))
    for sex in ("female", "male"):
        alone = risk_difference(TABLE.rows((TABLE.covariates["sex"] == sex).to_numpy()), [HORIZON], method, "att").frame
        rows = effects.select(population=f"sex={sex}", method=method)
        assert list(rows["arm"]) == ["programme", "comparison", "contrast"]
        for column in ("estimate", "std_error", "ci_lower", "p_value", "n", "events", "status"):
            assert_array_equal(rows[column], alone[column])


def test_the_test_of_interaction_is_walds_on_the_subgroups() -> None:
    effects = subgroup_effects(TABLE, study_of("sex"))
    first, second = (effects.select(population=f"sex={sex}", method="iptw").iloc[-1] for sex in ("female", "male"))
    test = effects.select(population="sex", measure="interaction_test").iloc[0]
    z = (first["estimate"] - second["estimate"]) / np.hypot(first["std_error"], second["std_error"])
    assert_allclose(test["estimate"], z**2)
    assert_allclose(test["p_value"], chi2.sf(z**2, 1))
    assert test["p_value"] < 0.05
    assert (test["n"], test["status"]) == (len(TABLE), "reported")


def test_the_test_knows_of_clusters_that_subgroups_share() -> None:
    table = make_table(cluster=True)
    # Every home has one row twice, in each of two groups: whatever the groups' estimates, they differ by nothing.
    twice = pd.DataFrame({"arm": table.arm, "time": table.time, "event": table.event, "x": table.covariates["x"]})
    both = pd.concat([twice.assign(group="one"), twice.assign(group="two")])
    both["home"] = np.tile(np.arange(len(twice)), 2)
    shared = AnalysisTable.from_frame(
        both, arm="arm", time="time", event="event", covariates=["x", "group"], formula="x", cluster="home"
    )
    alone = replace(shared, has_clusters=False)
    moved = shared.time + 5 * (shared.covariates["group"] == "two").to_numpy() * (shared.arm == 1)
    tests = [
        subgroup_effects(replace(one, time=moved), study_of("group")).select(measure="interaction_test").iloc[0]
        for one in (shared, alone)
    ]
    # Estimates of the same people move together, so the same gap is surer than between strangers.
    assert tests[0]["estimate"] > 1.3 * tests[1]["estimate"]


def test_ratios_are_compared_and_shrunken_on_the_logarithm() -> None:
    effects = subgroup_effects(TABLE, study_of("sex", measure="risk_ratio"))
    rows = effects.select(measure="risk_ratio", method="iptw", arm="contrast")
    logs, errors = np.log(rows["estimate"]).to_numpy(), (rows["std_error"] / rows["estimate"]).to_numpy()
    statistic = effects.select(measure="interaction_test")["estimate"].iloc[0]
    assert_allclose(statistic, (logs[0] - logs[1]) ** 2 / (errors**2).sum())
    shrunken = effects.select(method="iptw_shrunken")
    expected = shrink(logs, np.diag(errors**2))
    for column, value in (("estimate", expected.estimate), ("ci_lower", expected.lower), ("ci_upper", expected.upper)):
        assert_allclose(np.log(shrunken[column]), value)


def test_false_discoveries_are_counted_among_contrasts_and_apart_among_tests() -> None:
    frame = subgroup_effects(TABLE, study_of("sex", "place", "half")).frame
    tests = frame["measure"] == "interaction_test"
    contrasts = (frame["arm"] == "contrast") & (frame["method"] == "iptw") & ~tests
    for family in (tests, contrasts):
        rows = frame[family & frame["p_value"].notna()]
        assert len(rows) >= 3
        assert_allclose(rows["p_adjusted"], multipletests(rows["p_value"], method="fdr_bh")[1])
    assert frame.loc[~tests & ~contrasts, "p_adjusted"].isna().all()


def test_missing_p_values_stay_missing_and_are_not_counted() -> None:
    adjusted = benjamini_hochberg(np.array([0.04, np.nan, 0.01, 0.03]))
    assert_allclose(adjusted, [0.04, np.nan, 0.03, 0.04])
    assert np.isnan(benjamini_hochberg(np.array([np.nan]))).all()


def test_equality_of_three_estimates_with_covariance_is_walds() -> None:
    estimates = np.array([0.1, 0.3, 0.25])
    root = np.array([[0.1, 0, 0], [0.02, 0.12, 0], [0.01, 0.03, 0.08]])
    covariance = root @ root.T
    inverse = np.linalg.inv(covariance)
    mean = inverse.sum(axis=0) @ estimates / inverse.sum()
    statistic, p = equality_test(estimates, covariance)
    assert_allclose(statistic, (estimates - mean) @ inverse @ (estimates - mean))
    assert_allclose(p, chi2.sf(statistic, 2))
    assert np.isnan(equality_test(estimates[:1], covariance[:1, :1])).all()


def test_shrinking_is_the_posterior_of_the_normal_model() -> None:
    # By brute force: the mean and τ on a grid, priors flat, the likelihood of the estimates given both.
    estimates = np.array([-0.20, 0.02, -0.08, -0.01])
    root = np.array([[0.05, 0, 0, 0], [0.01, 0.04, 0, 0], [0, 0.02, 0.06, 0], [0.01, 0, 0, 0.03]])
    covariance = root @ root.T
    typical = np.sqrt(4 / (1 / np.diag(covariance)).sum())
    moments, weight = np.zeros((2, 4)), 0.0
    for tau in (np.arange(1500) + 0.5) / 1500 * 20 * typical:
        total = np.linalg.inv(covariance + tau**2 * np.eye(4))
        precision = total.sum()
        mean = total.sum(axis=0) @ estimates / precision
        fit = np.sqrt(np.linalg.det(total) / precision) * np.exp(-(estimates - mean) @ total @ (estimates - mean) / 2)
        value = mean + tau**2 * total @ (estimates - mean)
        borrowed = 1 - tau**2 * total.sum(axis=0)
        spread = tau**2 - tau**4 * np.diag(total) + borrowed**2 / precision
        moments += fit * np.array([value, spread + value**2])
        weight += fit
    first, second = moments / weight
    found = shrink(estimates, covariance)
    assert_allclose(found.estimate, first, rtol=GRID, atol=GRID * typical)
    assert_allclose(found.std_error, np.sqrt(second - first**2), rtol=GRID)
    assert (found.lower < found.estimate).all()
    assert (found.estimate < found.upper).all()


@pytest.mark.parametrize("groups", [2, 3, 5, 8])
@pytest.mark.parametrize("between", [0.5, 1.0, 2.0])
def test_shrunken_limits_hold_the_true_effects(groups: int, between: float) -> None:
    random = np.random.default_rng([groups, int(10 * between)])
    # Groups that share clusters: a third of the variance is common.
    covariance = np.full((groups, groups), 1 / 3) + 2 / 3 * np.eye(groups)
    root, held = np.linalg.cholesky(covariance), []
    for _ in range(COVERED):
        true = random.normal(0, between, groups)
        found = shrink(true + root @ random.normal(size=groups), covariance)
        held += [(found.lower < true) & (true < found.upper)]
    assert np.mean(held) > 0.95 - 3 * np.sqrt(0.95 * 0.05 / COVERED)


def test_shrunken_estimates_lie_between_their_own_and_the_mean() -> None:
    effects = subgroup_effects(TABLE, study_of("place"))
    raw = effects.select(method="iptw", arm="contrast", measure="risk_difference", status="reported")
    shrunken = effects.select(method="iptw_shrunken")
    assert list(shrunken["population"]) == list(raw["population"]) == ["place=a", "place=b", "place=c"]
    assert set(shrunken["interval"]) == {"posterior"}
    assert np.ptp(shrunken["estimate"]) < np.ptp(raw["estimate"])


def test_a_level_below_the_minimum_is_withheld_with_the_reason_and_has_no_part_in_the_test() -> None:
    effects = subgroup_effects(TABLE, study_of("place"))
    small = effects.select(population="place=d")
    assert set(small["status"]) == {"withheld"}
    assert small["estimate"].isna().all()
    assert small["reason"].str.endswith("[n]").all()
    assert "fewer than 30 people" in small["reason"].iloc[0]
    place = TABLE.covariates["place"] == "d"
    assert small.set_index("arm").loc["contrast", "n"] == place.sum()
    test = effects.select(measure="interaction_test").iloc[0]
    assert test["n"] == (~place).sum()


def test_a_level_whose_follow_up_ends_before_the_horizon_is_withheld() -> None:
    female = (TABLE.covariates["sex"] == "female").to_numpy()
    short = replace(TABLE, time=np.where(female & (TABLE.arm == 1), np.minimum(TABLE.time, HORIZON - 1), TABLE.time))
    effects = subgroup_effects(short, study_of("sex"))
    assert effects.select(population="sex=female")["reason"].str.endswith("[at_risk]").all()
    test = effects.select(measure="interaction_test").iloc[0]
    assert (test["status"], np.isnan(test["p_value"])) == ("withheld", True)


def test_a_subgroup_that_cannot_be_weighted_is_withheld_and_the_others_are_not() -> None:
    female = (TABLE.covariates["sex"] == "female").to_numpy()
    # Among girls x tells the arms apart perfectly.
    x = np.where(female, TABLE.arm * 4.0 + np.linspace(0, 1, len(TABLE)), TABLE.covariates["x"])
    effects = subgroup_effects(replace(TABLE, covariates=TABLE.covariates.assign(x=x)), study_of("sex"))
    assert effects.select(population="sex=female")["reason"].str.endswith("[not_estimable]").all()
    assert set(effects.select(population="sex=male")["status"]) == {"reported"}


def test_columns_that_are_no_subgroups_are_refused_by_name() -> None:
    with pytest.raises(StudyError, match=r"'county' is no covariate.*There are: x, sex, place"):
        subgroup_effects(TABLE, study_of("county"))
    with pytest.raises(StudyError, match="'many' has more than 20 values"):
        subgroup_effects(TABLE, study_of("many"))


def test_a_number_with_few_values_names_its_levels_plainly() -> None:
    populations = set(subgroup_effects(TABLE, study_of("half")).frame["population"])
    assert populations == {"half=0", "half=1", "half"}


def test_intervals_come_from_the_studys_bootstrap() -> None:
    rows = subgroup_effects(TABLE, study_of("sex", replicates=50)).select(arm="contrast", method="iptw")
    assert set(rows.loc[rows["measure"] == "risk_difference", "interval"]) == {"bootstrap"}


def test_a_study_reports_its_subgroups_and_what_it_could_have_detected() -> None:
    frame = study_effects(TABLE, study_of("sex")).frame
    assert {"all", "sex=female", "sex=male", "sex"} == set(frame["population"])
    assert {"minimum_detectable_difference", "minimum_detectable_hazard_ratio", "design_effect"} < set(frame["measure"])
    assert set(study_effects(TABLE, study_of()).frame["population"]) == {"all"}


def test_what_can_be_detected_follows_from_the_standard_errors() -> None:
    table = make_table(cluster=True)
    found = minimum_detectable(table, study_of()).frame.set_index("measure")
    row = risk_difference(table, [HORIZON], "iptw", "att").select(arm="contrast").iloc[0]
    hazard = hazard_ratio(table, "iptw", "att").frame.iloc[0]
    crude = risk_difference(TABLE, [HORIZON], "unadjusted").select(arm="contrast").iloc[0]
    assert_allclose(found.loc["minimum_detectable_difference", "estimate"], Z80 * row["std_error"])
    ratio = found.loc["minimum_detectable_hazard_ratio", "estimate"]
    assert_allclose(np.log(ratio), -Z80 * hazard["std_error"] / hazard["estimate"])
    assert_allclose(found.loc["design_effect", "estimate"], (row["std_error"] / crude["std_error"]) ** 2)
    assert found["p_value"].isna().all()


def test_nothing_can_be_said_of_detection_where_the_estimate_is_withheld() -> None:
    event = TABLE.event.copy()
    event[np.flatnonzero((TABLE.arm == 1) & (event == 1))[5:]] = 0
    few = replace(TABLE, event=event)
    found = minimum_detectable(few, study_of()).frame
    assert set(found["status"]) == {"withheld"}
    assert found["estimate"].isna().all()
    assert (found["reason"] != "").all()
