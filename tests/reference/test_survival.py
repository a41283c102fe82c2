"""Aalen–Johansen, Greenwood and Cox against R survival; `survival.R` beside this file made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import cumulative_incidence, hazard_ratio
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.arrays import variance
from impact.estimate.cox import fit_cox
from impact.estimate.greenwood import greenwood
from impact.estimate.hazard import proportional_hazards
from impact.estimate.influence import influence

HERE = Path(__file__).parent
CURVE_TOLERANCE = 1e-8
"""METHODS.md 1: estimates and standard errors of curves."""
COX_TOLERANCE = 1e-7
"""Relative; R's coxph stops at a relative change of the likelihood of 1e-9."""
WHERE_R_STOPS = 1e-3
"""Relative difference in a p-value: R computes its test one Newton step from its own solution."""

PEOPLE = pd.read_csv(HERE / "survival_people.csv")
CURVES = pd.read_csv(HERE / "survival_curves.csv")
COX = pd.read_csv(HERE / "survival_cox.csv").set_index("call")


def people(*, several: bool, entry: bool = False, cluster: bool = False) -> AnalysisTable:
    frame = PEOPLE if several else PEOPLE.assign(event=(PEOPLE["event"] == 1).astype(int))
    return AnalysisTable.from_frame(
        frame,
        arm="arm",
        time="time",
        event="event",
        covariates=["x"],
        entry="entry" if entry else None,
        cluster="cluster" if cluster else None,
        time_unit="months",
    )


@pytest.mark.parametrize(
    ("call", "several", "entry", "weights", "cluster"),
    [
        ("one_event", False, False, False, False),
        ("one_event_entry", False, True, False, False),
        ("several", True, False, False, False),
        ("several_entry", True, True, False, False),
        ("several_weights", True, False, True, False),
        ("several_weights_clusters", True, False, True, True),
    ],
)
def test_curves_and_standard_errors_equal_survfit(
    call: str, several: bool, entry: bool, weights: bool, cluster: bool
) -> None:
    table = people(several=several, entry=entry, cluster=cluster)
    ours = cumulative_incidence(table, PEOPLE["weight"].to_numpy() if weights else None).frame
    ours = ours.assign(arm=(ours["arm"] == "programme").astype(int))
    both = CURVES[CURVES["call"] == call].merge(ours, on=["arm", "event", "time"], suffixes=("_r", ""))
    assert len(both) == len(ours) == (CURVES["call"] == call).sum()
    assert_allclose(both["estimate"], both["estimate_r"], rtol=0, atol=CURVE_TOLERANCE)
    # With delayed entry and under 10 at risk Greenwood stands in for the jackknife that R shows.
    jackknife = both[both["at_risk"] >= 10] if entry else both
    assert len(jackknife) > 0.8 * len(both)
    assert_allclose(jackknife["std_error"], jackknife["std_error_r"], rtol=0, atol=CURVE_TOLERANCE)


@pytest.mark.parametrize("call", ["one_event_entry", "several_entry"])
def test_the_jackknife_itself_equals_survfit_to_the_last_time(call: str) -> None:
    table = people(several=call.startswith("several"), entry=True)
    for arm in (0, 1):
        rows = table.arm == arm
        event = table.event[rows].astype(np.int64)
        fit = aalen_johansen(table.time[rows], event, table.entry[rows], np.ones(rows.sum()), table.event_types)
        for code in table.event_types:
            r = CURVES.query("call == @call and arm == @arm and event == @code")
            derivative = influence(fit, event, code)
            units = np.arange(rows.sum())
            assert_allclose(
                np.sqrt(derivative.squares(np.ones(rows.sum()), units)), r["std_error"], atol=CURVE_TOLERANCE
            )
            at_times = variance(derivative.at(fit.times), units)
            assert_allclose(np.sqrt(at_times), r["std_error"], atol=CURVE_TOLERANCE)


def test_greenwood_equals_survfit_with_delayed_entry() -> None:
    r = pd.read_csv(HERE / "survival_greenwood.csv")
    table = people(several=False, entry=True)
    for arm in (0, 1):
        rows = table.arm == arm
        ones = np.ones(rows.sum())
        fit = aalen_johansen(table.time[rows], table.event[rows].astype(np.int64), table.entry[rows], ones, (1,))
        assert_allclose(np.sqrt(greenwood(fit, ones, 1)), r.loc[r["arm"] == arm, "std_error"], atol=CURVE_TOLERANCE)


def test_with_delayed_entry_and_few_at_risk_the_larger_standard_error_is_shown() -> None:
    r = pd.read_csv(HERE / "survival_greenwood.csv")
    shown = cumulative_incidence(people(several=False, entry=True)).frame
    shown = shown.assign(arm=(shown["arm"] == "programme").astype(int))
    jackknife = CURVES[CURVES["call"] == "one_event_entry"]
    both = shown.merge(r, on=["arm", "time"], suffixes=("", "_greenwood")).merge(
        jackknife, on=["arm", "time"], suffixes=("", "_jackknife")
    )
    few = both[both["at_risk"] < 10]
    assert len(few) > 0
    assert_allclose(few["std_error"], few[["std_error_greenwood", "std_error_jackknife"]].max(axis=1), atol=1e-8)


def test_intervals_equal_the_log_log_intervals_of_survfit() -> None:
    r = pd.read_csv(HERE / "survival_intervals.csv")
    ours = cumulative_incidence(people(several=False)).frame
    ours = ours.assign(arm=(ours["arm"] == "programme").astype(int))
    both = r.merge(ours, on=["arm", "time"])
    shown = both[both["events"] >= 10]
    assert both.loc[both["events"] < 10, ["ci_lower", "ci_upper"]].isna().all(axis=None)
    assert_allclose(shown[["ci_lower", "ci_upper"]], shown[["lower", "upper"]], rtol=0, atol=CURVE_TOLERANCE)


def test_crude_hazard_ratio_equals_coxph() -> None:
    table = people(several=True)
    row = hazard_ratio(table, method="unadjusted").frame.iloc[0]
    assert_allclose(np.log(row["estimate"]), COX.loc["crude", "coefficient"], rtol=COX_TOLERANCE)
    assert_allclose(row["std_error"] / row["estimate"], COX.loc["crude", "std_error"], rtol=COX_TOLERANCE)
    assert_allclose(proportional_hazards(table), COX.loc["crude", "zph"], rtol=WHERE_R_STOPS)


@pytest.mark.parametrize("call", ["entry", "entry_weights", "entry_weights_clusters"])
def test_cox_with_delayed_entry_weights_and_clusters_equals_coxph(call: str) -> None:
    table = people(several=True, entry=True)
    weighted = call != "entry"
    columns = np.column_stack([table.arm, PEOPLE["x"]]) if weighted else table.arm[:, None]
    weights = PEOPLE["weight"].to_numpy() if weighted else np.ones(len(table))
    fit = fit_cox(table.time, (table.event == 1) * 1.0, table.entry, columns.astype(float), weights)
    units = PEOPLE["cluster"].to_numpy() if call.endswith("clusters") else np.arange(len(table))
    std_error = np.sqrt(variance(weights[:, None] * fit.influence, np.unique(units, return_inverse=True)[1]))
    assert fit.converged
    assert_allclose(fit.coefficients[0], COX.loc[call, "coefficient"], rtol=COX_TOLERANCE)
    assert_allclose(std_error[0], COX.loc[call, "std_error"], rtol=COX_TOLERANCE)
    assert_allclose(fit.log_likelihood, COX.loc[call, "log_likelihood"], rtol=1e-9)
