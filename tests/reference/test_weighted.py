"""Weighted risks against stacked estimating equations and survfit; `weighted.R` beside this file made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import cumulative_incidence, risk_difference, risk_ratio, rmtl_difference

HERE = Path(__file__).parent
SOLVED = 1e-8
"""Relative; both sides solve the propensity's score equations to rounding error, R's glm to 1e-15 of the deviance."""
CURVE_TOLERANCE = 1e-8
"""METHODS.md 1: estimates and standard errors of curves."""
MEAN_TOLERANCE = 1e-6
"""METHODS.md 6, in months."""

PEOPLE, WHOLE = (pd.read_csv(HERE / f"{name}_people.csv") for name in ("survival", "weighted"))
STACKED, SURVFIT, CURVES, MEANS = (
    pd.read_csv(HERE / f"weighted_{name}.csv") for name in ("stacked", "survfit", "curves", "means")
)
COLUMNS = {"arm": "arm", "time": "time", "event": "event", "time_unit": "months"}


def assert_r(table: AnalysisTable, estimand: str, horizon: float, theirs: pd.DataFrame) -> None:
    """Both arms' risks, their difference and the logarithm of their ratio, with standard errors."""
    rows = risk_difference(table, [horizon], "iptw", estimand).frame.set_index("arm")
    ratio = risk_ratio(table, [horizon], "iptw", estimand).select(measure="risk_ratio").iloc[0]
    r = theirs.set_index("what")
    for arm, what in (("programme", "programme"), ("comparison", "comparison"), ("contrast", "difference")):
        assert_allclose(rows.loc[arm, "estimate"], r.loc[what, "estimate"], rtol=SOLVED)
        assert_allclose(rows.loc[arm, "std_error"], r.loc[what, "std_error"], rtol=SOLVED)
    assert_allclose(np.log(ratio["estimate"]), r.loc["log_ratio", "estimate"], rtol=SOLVED)
    assert_allclose(ratio["std_error"] / ratio["estimate"], r.loc["log_ratio", "std_error"], rtol=SOLVED)


@pytest.mark.parametrize("clustered", [False, True])
@pytest.mark.parametrize("estimand", ["ate", "att", "ato"])
def test_weighted_risks_are_the_stacked_sandwichs_where_nobody_is_lost(estimand: str, clustered: bool) -> None:
    table = AnalysisTable.from_frame(WHOLE, **COLUMNS, covariates=["x", "z"], cluster="cluster" if clustered else None)
    own = STACKED[(STACKED["estimand"] == estimand) & (STACKED["cluster"] == clustered)]
    assert len(own) == 12
    for horizon, theirs in own.groupby("horizon"):
        assert_r(table, estimand, float(horizon), theirs)


@pytest.mark.parametrize("estimand", ["ate", "att", "ato"])
def test_weighted_risks_are_survfits_influence_through_the_propensity(estimand: str) -> None:
    table = AnalysisTable.from_frame(PEOPLE, **COLUMNS, covariates=["x"])
    own = SURVFIT[SURVFIT["estimand"] == estimand]
    assert len(own) == 8
    for horizon, theirs in own.groupby("horizon"):
        assert_r(table, estimand, float(horizon), theirs)


@pytest.mark.parametrize("call", ["one", "several"])
def test_curves_with_entry_weights_and_clusters_at_once_are_survfits(call: str) -> None:
    frame = PEOPLE if call == "several" else PEOPLE.assign(event=(PEOPLE["event"] == 1).astype(int))
    table = AnalysisTable.from_frame(frame, **COLUMNS, entry="entry", cluster="cluster")
    ours = cumulative_incidence(table, PEOPLE["weight"].to_numpy()).frame
    ours = ours.assign(arm=(ours["arm"] == "programme").astype(int))
    both = CURVES[CURVES["call"] == call].merge(ours, on=["arm", "event", "time"], suffixes=("_r", ""))
    assert len(both) == len(ours) == (CURVES["call"] == call).sum()
    assert_allclose(both["estimate"], both["estimate_r"], rtol=0, atol=CURVE_TOLERANCE)
    # With delayed entry and under 10 at risk Greenwood stands in for the jackknife that R shows.
    jackknife = both[both["at_risk"] >= 10]
    assert len(jackknife) > 0.8 * len(both)
    assert_allclose(jackknife["std_error"], jackknife["std_error_r"], rtol=0, atol=CURVE_TOLERANCE)


def test_time_lost_is_the_horizon_less_the_restricted_mean() -> None:
    table = AnalysisTable.from_frame(PEOPLE.assign(event=(PEOPLE["event"] == 1).astype(int)), **COLUMNS)
    effects = rmtl_difference(table, sorted(MEANS["horizon"].unique()), "unadjusted")
    for arm, code in (("programme", 1), ("comparison", 0)):
        ours, theirs = effects.select(arm=arm), MEANS[MEANS["arm"] == code].sort_values("horizon")
        assert_allclose(ours["horizon"] - ours["estimate"], theirs["rmst"], rtol=0, atol=MEAN_TOLERANCE)
        assert_allclose(ours["std_error"], theirs["std_error"], rtol=0, atol=MEAN_TOLERANCE)
    contrast = effects.select(arm="contrast")
    parts = [MEANS[MEANS["arm"] == code].sort_values("horizon") for code in (1, 0)]
    difference = parts[1]["rmst"].to_numpy() - parts[0]["rmst"].to_numpy()
    assert_allclose(contrast["estimate"], difference, rtol=0, atol=MEAN_TOLERANCE)
    spread = np.hypot(*(part["std_error"].to_numpy() for part in parts))
    assert_allclose(contrast["std_error"], spread, rtol=0, atol=MEAN_TOLERANCE)
