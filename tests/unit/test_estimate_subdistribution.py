"""The subdistribution hazard ratio: every derivative, what it reduces to, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import hazard_ratio
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.fine_gray import _kind, _observe, fit_fine_gray
from impact.estimate.reweigh import fit_weights, refitted
from impact.estimate.sensitivity import direct
from impact.estimate.subdistribution import subdistribution_hazard_ratio

STEP = 1e-4
DERIVATIVE = 1e-5
"""Relative to the largest; the project's tolerance for a derivative in case weights."""


def people(n: int = 160, seed: int = 3, ties: bool = True) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    last = random.exponential(12, n)
    frame = pd.DataFrame({"arm": np.arange(n) % 2, "x": random.normal(size=n), "home": random.integers(0, n // 3, n)})
    frame["time"] = np.ceil(np.minimum(last, 25)) if ties else np.minimum(last, 25)
    frame["event"] = np.where(frame["time"] >= 25, 0, random.choice([0, 1, 2, 3], n, p=[0.25, 0.4, 0.25, 0.1]))
    entry = frame["time"] * random.uniform(0, 0.9, n)
    frame["entry"] = np.where(random.uniform(size=n) < 0.5, 0.0, np.floor(entry) if ties else entry)
    return frame


def table_of(frame: pd.DataFrame, **columns: object) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x"], **columns)


@pytest.mark.parametrize("entry", [False, True])
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize(("columns", "by_arm"), [(["arm"], True), (["arm"], False), (["arm", "x"], True)])
def test_the_influence_is_the_derivative_in_case_weights(
    columns: list[str], by_arm: bool, ties: bool, entry: bool
) -> None:
    frame = people(ties=ties)
    weights = np.random.default_rng(0).uniform(0.3, 2.0, len(frame))
    groups = frame["arm"].to_numpy() if by_arm else np.zeros(len(frame), dtype=int)
    start = frame["entry"].to_numpy() if entry else np.zeros(len(frame))

    def fit(own: np.ndarray) -> object:
        data = frame["time"].to_numpy(), frame["event"].to_numpy(), start, frame[columns].to_numpy(float)
        return fit_fine_gray(*data, own, groups)

    exact = fit(weights).influence
    for person in range(0, len(frame), 9):
        move = STEP * (np.arange(len(frame)) == person)
        numeric = (fit(weights + move).coefficients - fit(weights - move).coefficients) / (2 * STEP)
        assert_allclose(exact[person], numeric, atol=DERIVATIVE * np.abs(exact).max())


@pytest.mark.parametrize("entry", [False, True])
def test_with_censoring_by_arm_the_risk_sets_are_those_of_aalen_johansen(entry: bool) -> None:
    # Geskus (2011): with the expansion's weights, Y(1 − F)/S people are at risk.
    frame = people()
    weights = np.random.default_rng(1).uniform(0.3, 2.0, len(frame))
    time, event = frame["time"].to_numpy(), frame["event"].to_numpy()
    start = frame["entry"].to_numpy() if entry else np.zeros(len(frame))
    fit = aalen_johansen(time, event, start, weights, (1, 2, 3))
    when = np.unique(time[event == 1])
    competing = np.flatnonzero(event > 1)
    kind = _kind(competing, 0, time[competing], weights[competing], when, _observe(time, event, start, weights))
    waiting = np.zeros(len(when))
    waiting[kind.steps] = kind.weights
    at = np.searchsorted(fit.times, when)
    other_risk = np.concatenate([[0.0], fit.risk[1:].sum(axis=0)])[at]
    assert_allclose(waiting, fit.weighted_at_risk[at] * other_risk / fit.survival_before[at], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("method", ["unadjusted", "iptw"])
def test_without_competing_events_it_is_the_hazard_ratio(method: str) -> None:
    table = direct(table_of(people(), entry="entry", cluster="home"))
    ours, cox = subdistribution_hazard_ratio(table, method, "att").frame, hazard_ratio(table, method, "att").frame
    assert_allclose(ours["estimate"], cox["estimate"], rtol=1e-9)
    assert_allclose(ours["std_error"], cox["std_error"], rtol=1e-9)
    assert list(ours["measure"]) == ["subdistribution_hazard_ratio"]


@pytest.mark.parametrize(
    ("method", "estimand"), [("iptw", "ate"), ("iptw", "att"), ("iptw", "ato"), ("entropy", "att")]
)
def test_weighted_standard_errors_are_derivatives_of_the_whole_pipeline(method: str, estimand: str) -> None:
    frame = people(80)
    table = table_of(frame, entry="entry")
    model = fit_weights(table, method, [estimand])
    cases = np.column_stack([np.ones((80, 80)) + sign * STEP * np.eye(80) for sign in (1, -1)])
    factors, _ = refitted(table, np.arange(80), model, cases)(estimand)
    arm = table.arm.astype(np.int64)

    def estimate(weights: np.ndarray) -> float:
        fit = fit_fine_gray(table.time, table.event.astype(np.int64), table.entry, arm[:, None] * 1.0, weights, arm)
        return float(fit.coefficients[0])

    moved = np.array([estimate(weights) for weights in (cases * factors).T])
    derivative = (moved[:80] - moved[80:]) / (2 * STEP)
    row = subdistribution_hazard_ratio(table, method, estimand).frame.iloc[0]
    assert_allclose(row["std_error"] / row["estimate"], np.sqrt((derivative**2).sum()), rtol=DERIVATIVE)


def test_the_order_of_rows_does_not_matter_and_units_are_summed() -> None:
    frame = people()
    shuffled = frame.iloc[np.random.default_rng(2).permutation(len(frame))]
    first, second = (
        subdistribution_hazard_ratio(table_of(f, entry="entry", cluster="home")).frame for f in (frame, shuffled)
    )
    assert_allclose(first[["estimate", "std_error"]], second[["estimate", "std_error"]], rtol=1e-8)
    alone = subdistribution_hazard_ratio(table_of(frame, entry="entry")).frame
    assert_allclose(first["estimate"], alone["estimate"])
    assert first["std_error"].iloc[0] != pytest.approx(alone["std_error"].iloc[0], rel=1e-6)


def test_everybody_leaving_by_censoring_ends_the_weight_of_those_who_wait() -> None:
    # The programme arm is empty after time 3; its competing event must not count at the comparison's events later.
    frame = pd.DataFrame(
        {
            "arm": [1, 1, 1, 1, 0, 0, 0, 0],
            "time": [1.0, 2, 2.5, 3, 2, 4, 5, 6],
            "event": [2, 1, 1, 0, 1, 1, 1, 0],
        }
    )
    data = frame["time"].to_numpy(), frame["event"].to_numpy(), np.zeros(8), frame[["arm"]].to_numpy(float)
    with_arm = fit_fine_gray(*data, np.ones(8), frame["arm"].to_numpy())
    shortened = replace(table_of(frame.assign(x=0)), time=np.minimum(frame["time"].to_numpy(), 3.5))
    event = np.where(frame["time"] > 3.5, 0, frame["event"])
    until = fit_fine_gray(shortened.time, event, np.zeros(8), data[3], np.ones(8), frame["arm"].to_numpy())
    assert_allclose(with_arm.coefficients, until.coefficients, rtol=1e-9)


def test_an_empty_gap_after_a_competing_event_is_refused() -> None:
    frame = pd.DataFrame({"arm": [1, 1, 1, 1, 0, 0], "time": [1.0, 2, 5, 6, 3, 6], "event": [2, 0, 1, 0, 1, 1]})
    table = table_of(frame.assign(x=0, entry=[0, 0, 4, 4, 0, 0]), entry="entry")
    with pytest.raises(EstimationError, match="nobody is under observation at some time after a competing event"):
        subdistribution_hazard_ratio(table, "unadjusted")


def test_names_that_are_not_offered_are_refused() -> None:
    table = table_of(people())
    for arguments, message in (
        ({"method": "iptv"}, "no method 'iptv'"),
        ({"censoring": "by_clinic"}, "no way of censoring 'by_clinic'"),
        ({"event": 7}, "no event type '7'"),
    ):
        with pytest.raises(EstimationError, match=message):
            subdistribution_hazard_ratio(table, **arguments)


def test_few_events_are_withheld() -> None:
    frame = people(60)
    frame.loc[(frame["arm"] == 1) & (frame["event"] == 1), "event"] = 0
    row = subdistribution_hazard_ratio(table_of(frame)).frame.iloc[0]
    assert row["status"] == "withheld"
    assert np.isnan(row["estimate"])
