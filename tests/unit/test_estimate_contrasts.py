"""Rows of effects: names, status, intervals, horizons beyond follow-up, and the propensity behind them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import (
    balance,
    hazard_ratio,
    propensity_weights,
    risk_difference,
    risk_ratio,
    rmtl_difference,
)
from impact.estimate.propensity import design_matrix
from impact.results import Effects

Z = 1.959963984540054


def make_frame(n: int = 400, seed: int = 11) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x, place = random.normal(size=n), random.choice(["Quiché", "San Marcos", "Cortés"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.5 - 0.8 * x - 0.6 * (place == "Quiché")))).astype(int)
    time = np.ceil(np.minimum(random.exponential(20, n), random.uniform(6, 24, n)))
    event = random.choice([0, 1, 2], n, p=[0.4, 0.5, 0.1])
    return pd.DataFrame({"arm": arm, "time": time, "event": event, "x": x, "place": place, "seen": x > 0})


def table_of(frame: pd.DataFrame, *covariates: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=list(covariates))


TABLE = table_of(make_frame(), "x", "place", "seen")


def test_the_arms_stand_beside_the_contrast_with_its_arithmetic() -> None:
    effects = risk_difference(TABLE, [6, 12], "iptw", "att")
    assert list(effects.frame["horizon"]) == [6.0] * 3 + [12.0] * 3
    for horizon in (6, 12):
        rows = effects.select(horizon=horizon).set_index("arm")
        difference = rows.loc["contrast"]
        assert difference["measure"] == "risk_difference"
        assert_allclose(difference["estimate"], rows.loc["programme", "estimate"] - rows.loc["comparison", "estimate"])
        assert_allclose(difference["ci_lower"], difference["estimate"] - Z * difference["std_error"])
        assert_allclose(difference["ci_upper"], difference["estimate"] + Z * difference["std_error"])
        assert difference["n"] == len(TABLE) == rows["n"].iloc[:2].sum()
        assert difference["events"] == ((TABLE.event == 1) & (TABLE.time <= horizon)).sum()
        assert rows["p_value"].isna().tolist() == [True, True, False]


def test_a_ratio_has_its_interval_on_the_logarithm() -> None:
    effects = risk_ratio(TABLE, [12], "unadjusted")
    ratio = effects.select(measure="risk_ratio").iloc[0]
    arms = effects.select(measure="risk").set_index("arm")["estimate"]
    assert_allclose(ratio["estimate"], arms["programme"] / arms["comparison"])
    assert_allclose(ratio["ci_lower"] * ratio["ci_upper"], ratio["estimate"] ** 2)
    log_error = ratio["std_error"] / ratio["estimate"]
    assert_allclose(np.log(ratio["ci_upper"] / ratio["estimate"]), Z * log_error)


def test_time_lost_is_the_area_under_the_risk() -> None:
    frame = pd.DataFrame(
        {"arm": [1] * 4 + [0] * 4, "time": [2, 4, 9, 9, 1, 9, 9, 9.0], "event": [1, 2, 0, 0, 1, 0, 0, 0]}
    )
    effects = rmtl_difference(table_of(frame), [5, 8], "unadjusted").select(measure="rmtl")
    by_arm = effects.pivot_table(index="horizon", columns="arm", values="estimate")
    assert_allclose(by_arm["programme"], [3 / 4, 6 / 4])
    assert_allclose(by_arm["comparison"], [4 / 4, 7 / 4])


def test_a_horizon_beyond_the_follow_up_has_no_number() -> None:
    # Nobody in the comparison is followed past 10 and somebody is still free of the event: nothing is known beyond.
    frame = make_frame()
    frame["time"] = np.where(frame["arm"] == 0, np.minimum(frame["time"], 10), frame["time"])
    frame["event"] = np.where((frame["arm"] == 0) & (frame["time"] == 10), 0, frame["event"])
    rows = risk_difference(table_of(frame), [8, 12], "unadjusted").frame.set_index(["horizon", "arm"])
    assert (rows.loc[8, "status"] == "reported").all()
    for arm in ("comparison", "contrast"):
        row = rows.loc[(12, arm)]
        assert row["status"] == "withheld"
        assert "nobody was followed" in row["reason"]
        assert row["reason"].endswith("[beyond_follow_up]")
        assert row[["estimate", "std_error", "ci_lower", "ci_upper", "p_value"]].isna().all()
    assert rows.loc[(12, "programme"), "status"] == "reported"


def test_under_ten_events_there_is_an_estimate_but_no_interval_and_no_release() -> None:
    frame = make_frame()
    treated = np.flatnonzero((frame["arm"] == 1) & (frame["event"] == 1))
    for left, status in ((9, "withheld"), (10, "reported")):
        some = frame.assign(time=30.0)
        some.loc[treated[left:], "event"] = 0
        rows = risk_difference(table_of(some), [30], "unadjusted").frame.set_index("arm")
        assert rows.loc["programme", "status"] == rows.loc["contrast", "status"] == status
        assert rows.loc["programme", "events"] == left
        assert np.isfinite(rows.loc["programme", "estimate"])
        assert np.isnan(rows.loc["contrast", "ci_lower"]) == (status == "withheld")
        assert rows.loc["contrast", "interval"] == ("none" if status == "withheld" else "influence")


def test_an_arm_without_events_gives_no_ratio() -> None:
    frame = make_frame()
    frame.loc[frame["arm"] == 0, "event"] = 0
    for effects in (risk_ratio(table_of(frame), [12], "unadjusted"), hazard_ratio(table_of(frame), "unadjusted")):
        row = effects.select(arm="contrast").iloc[0]
        assert row["status"] == "withheld"
        assert np.isnan(row["estimate"])


Estimate = Callable[..., Effects]


@pytest.mark.parametrize("estimate", [risk_difference, risk_ratio, rmtl_difference])
def test_names_that_are_not_there_are_refused_with_those_that_are(estimate: Estimate) -> None:
    with pytest.raises(
        EstimationError,
        match=r"no method 'ipw' here; the nearest is 'iptw'. There is: unadjusted, iptw, entropy, standardised, aipw",
    ):
        estimate(TABLE, [6], "ipw", "ate")
    with pytest.raises(
        EstimationError, match=r"no estimand 'atm' here; the nearest is 'at[teo]'. There is: ate, att, ato"
    ):
        estimate(TABLE, [6], "iptw", "atm")
    with pytest.raises(EstimationError, match="no event type '7'"):
        estimate(TABLE, [6], event=7)
    for horizons in ([], [0.0], [np.nan]):
        with pytest.raises(EstimationError, match="horizons must be given"):
            estimate(TABLE, horizons)


def test_propensity_weights_keep_their_promises() -> None:
    treated = TABLE.arm == 1
    for estimand in ("ate", "att", "ato"):
        weights = propensity_weights(TABLE, estimand)
        for arm, rows in (("programme", treated), ("comparison", ~treated)):
            own = weights.values[rows]  # noqa: PD011 - a field
            assert_allclose(own.sum(), rows.sum())
            assert_allclose(weights.effective_n[arm], own.sum() ** 2 / (own**2).sum())
        assert weights.truncated == 0
    assert_allclose(propensity_weights(TABLE, "att").values[treated], 1.0)  # noqa: PD011 - a field
    # Overlap weights of a logistic model balance the means of what is in it, exactly.
    after = balance(TABLE, propensity_weights(TABLE, "ato")).frame["smd_after"]
    assert_allclose(after, 0.0, atol=1e-9)
    assert_allclose(propensity_weights(TABLE).propensity[treated].sum(), propensity_weights(TABLE).propensity @ treated)


def test_equipoise_is_full_where_covariates_say_nothing() -> None:
    nothing = propensity_weights(table_of(make_frame()), "ate")
    assert nothing.equipoise == {"programme": 1.0, "comparison": 1.0}
    assert_allclose(nothing.values, 1.0)
    assert propensity_weights(TABLE, "ate").equipoise["programme"] < 1.0


def test_the_design_takes_text_categories_booleans_and_odd_names() -> None:
    frame = make_frame().rename(columns={"x": "edad (años)"})
    frame["place"] = frame["place"].astype("category")
    frame["copy"] = frame["edad (años)"] * 2
    table = table_of(frame, "edad (años)", "place", "seen", "copy")
    assert design_matrix(table).shape == (len(frame), 6)
    # A column that another determines changes nothing.
    assert_allclose(
        propensity_weights(table, "ate").values,
        propensity_weights(table_of(frame, "edad (años)", "place", "seen"), "ate").values,
    )


def test_perfect_separation_is_refused_in_words() -> None:
    frame = make_frame()
    frame["x"] = frame["arm"] * 2.0 + np.linspace(0, 0.5, len(frame))
    with pytest.raises(EstimationError, match="tell the arms apart perfectly"):
        propensity_weights(table_of(frame, "x"))


def test_balance_is_the_textbook_formula() -> None:
    rows = balance(TABLE, propensity_weights(TABLE, "att")).frame.set_index("covariate")
    assert list(rows.index) == ["x", "place=Cortés", "place=Quiché", "place=San Marcos", "seen"]
    frame, treated = make_frame(), TABLE.arm == 1
    weights = propensity_weights(TABLE, "att").values  # noqa: PD011 - a field
    for name, column in (("x", frame["x"]), ("place=Quiché", (frame["place"] == "Quiché") * 1.0)):
        pooled = np.sqrt((np.var(column[treated]) + np.var(column[~treated])) / 2)
        assert_allclose(rows.loc[name, "smd_before"], (column[treated].mean() - column[~treated].mean()) / pooled)
        weighted = np.average(column[~treated], weights=weights[~treated])
        assert_allclose(rows.loc[name, "smd_after"], (column[treated].mean() - weighted) / pooled)
    assert rows["variance_ratio"].notna().tolist() == [True, False, False, False, False]
