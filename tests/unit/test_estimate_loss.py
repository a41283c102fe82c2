"""Loss: weights for it against their definition, and every standard error a derivative of the whole pipeline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import risk_difference
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.arrays import Bools, Floats, units_of
from impact.estimate.cox import fit_cox
from impact.estimate.influence import influence
from impact.estimate.intervals import Z
from impact.estimate.loss.censoring_weights import censoring_weighted
from impact.estimate.loss.loss_bounds import bounded_arms, loss_bounds
from impact.estimate.loss.loss_model import loss_models
from impact.estimate.loss.lost import lost_before
from impact.estimate.loss.marked_risk import marked_risk
from impact.estimate.loss.tipping_point import DELTAS, shifted_risks, tipping_odds, tipping_point
from impact.results import Effects, Grid
from impact.study import Study

DERIVATIVE_TOLERANCE = 1e-5
"""Relative, METHODS.md: what central differences of this width leave."""
STEP = 1e-4
EXACT = 1e-10
"""Two ways to the same number."""
HORIZONS = (5.0, 9.0)
ARMS = ("programme", "comparison", "contrast")


def make_frame(n: int = 130, seed: int = 3) -> pd.DataFrame:
    """People of whom some are lost and some are cut off by the end of the records; times are tied."""
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.2 - 0.6 * x))).astype(int)
    event = random.exponential(7 * np.exp(0.4 * arm - 0.4 * x))
    lost = random.exponential(11 * np.exp(-0.6 * x))
    observable = np.ceil(random.uniform(5, 16, n))
    time = np.ceil(np.minimum(np.minimum(event, lost), observable))
    kind = np.where(event <= np.minimum(lost, observable), random.choice([1, 2], n, p=[0.6, 0.4]), 0)
    return pd.DataFrame(
        {"arm": arm, "time": time, "event": kind, "x": x, "observable": observable, "home": np.arange(n) // 2}
    )


def make_table(frame: pd.DataFrame, *, covariates: tuple[str, ...] = ("x",), **columns: str) -> AnalysisTable:
    table = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=list(covariates), time_unit="months", **columns
    )
    return replace(table, context=frame[["observable"]]) if "observable" in frame else table


def make_study(**changes: Any) -> Study:
    columns = {"arm": "arm", "time": "time", "event": "event"}
    content: dict[str, Any] = {
        "id": "loss",
        "input": {"form": "analysis_table", "path": "loss.csv", "columns": columns},
        "time_unit": "months",
        "horizons": list(HORIZONS),
        "primary": {"horizon": HORIZONS[1], "estimand": "att"},
        "bootstrap": {"replicates": 0},
    }
    return Study.model_validate(content | changes)


TABLE = make_table(make_frame())
STUDY = make_study()


def naive_weights(table: AnalysisTable, cases: Floats) -> Floats:
    """ATT weights by Newton's method."""
    design = np.column_stack([np.ones(len(table)), table.covariates["x"]])
    coefficients = np.zeros(2)
    for _ in range(30):
        e = 1 / (1 + np.exp(-design @ coefficients))
        hessian = (design * (cases * e * (1 - e))[:, None]).T @ design
        coefficients += np.linalg.solve(hessian, design.T @ (cases * (table.arm - e)))
    e = 1 / (1 + np.exp(-design @ coefficients))
    return cases * np.where(table.arm == 1, 1.0, e / (1 - e))


def naive_cox(x: Floats, time: Floats, at_risk_until: Floats, had: Bools, cases: Floats) -> tuple[Floats, list[Floats]]:
    """Relative hazards and the steps of the baseline at each distinct time, Efron's, by their definitions."""
    fit = fit_cox(at_risk_until, had.astype(float), np.zeros(len(x)), x, cases)
    relative = np.exp(x @ fit.coefficients)
    steps = []
    for u in np.unique(time):
        tied = had & (time == u)
        total, count = (cases * relative)[at_risk_until >= u].sum(), int(tied.sum())
        part = np.arange(count) / max(count, 1)
        steps.append(cases[tied].sum() / max(count, 1) / (total - part * (cases * relative)[tied].sum()))
    return relative, steps


def naive_censoring_weighted(table: AnalysisTable, cases: Floats) -> Floats:
    """Risk and time lost at the horizons of the arms, (2, 2, H), one time after the other."""
    weights, result = naive_weights(table, cases), np.zeros((2, 2, len(HORIZONS)))
    everybody_lost = lost_before(table, STUDY, max(HORIZONS))
    for which, arm in enumerate((1, 0)):
        own = table.arm == arm
        time, event, w, lost = table.time[own], table.event[own], weights[own], everybody_lost[own]
        x = table.covariates["x"].to_numpy()[own, None]
        until = np.where(event > 0, time - 0.5, time)
        relative, steps = naive_cox(x, time, until, lost, cases[own])
        jumps = np.array([own_steps.sum() for own_steps in steps])
        grid, survival, risk = np.unique(time), 1.0, []
        for u in grid:
            weight = w * np.exp(relative * jumps[grid < u].sum())
            total = weight[time >= u].sum()
            risk.append(survival * weight[(time == u) & (event == 1)].sum() / total)
            survival *= 1 - weight[(time == u) & (event > 0)].sum() / total
        for index, horizon in enumerate(HORIZONS):
            result[0, which, index] = sum(r for u, r in zip(grid, risk, strict=True) if u <= horizon)
            result[1, which, index] = sum(r * (horizon - u) for u, r in zip(grid, risk, strict=True) if u <= horizon)
    return result


def with_derivative(statistic: Callable[[Floats], Floats]) -> tuple[Floats, Floats]:
    """A statistic of the case weights, and its central differences in every one of them, (n, …)."""
    rows, n = [], len(TABLE)
    for person in range(n):
        bump = STEP * (np.arange(n) == person)
        rows.append((statistic(1 + bump) - statistic(1 - bump)) / (2 * STEP))
    return statistic(np.ones(n)), np.array(rows)


def std_errors(derivative: Floats, units: Any) -> Floats:
    totals = np.zeros((int(units.max()) + 1, *derivative.shape[1:]))
    np.add.at(totals, units, derivative)
    return np.sqrt((totals**2).sum(axis=0))


@cache
def weighted_levels() -> tuple[Floats, Floats]:
    """The definition's levels, (2, 2, H), and their derivative in every case weight, (n, 2, 2, H)."""
    return with_derivative(lambda cases: naive_censoring_weighted(TABLE, cases))


def contrasted(levels: tuple[Floats, Floats], ratio: bool) -> tuple[Floats, Floats]:
    """The contrast of arms (2, …) and its derivative from theirs (n, 2, …)."""
    (first, second), derivative = levels
    if ratio:
        return np.log(first / second), derivative[:, 0] / first - derivative[:, 1] / second
    return first - second, derivative[:, 0] - derivative[:, 1]


@pytest.mark.parametrize("measure", ["risk_difference", "risk_ratio", "rmtl_difference"])
@pytest.mark.parametrize("cluster", [False, True])
def test_weighted_estimates_are_the_definition_and_standard_errors_its_derivative(measure: str, cluster: bool) -> None:
    table = make_table(make_frame(), **({"cluster": "home"} if cluster else {}))
    effects = censoring_weighted(table, make_study(primary={"horizon": 9, "estimand": "att", "measure": measure})).frame
    assert set(effects["analysis"]) == {"censoring_weights"}
    assert set(effects["interval"]) == {"influence"}
    values, derivative = weighted_levels()
    part = 1 if measure.startswith("rmtl") else 0
    levels, ratio = (values[part], derivative[:, part]), measure == "risk_ratio"
    arms = [(levels[0][row], levels[1][:, row]) for row in (0, 1)]
    for arm, (value, slope) in zip(ARMS, [*arms, contrasted(levels, ratio)], strict=True):
        own = effects[effects["arm"] == arm]
        estimate, std_error = own["estimate"].to_numpy(), own["std_error"].to_numpy()
        if arm == "contrast" and ratio:
            estimate, std_error = np.log(estimate), std_error / estimate
        assert_allclose(estimate, value, rtol=EXACT)
        assert_allclose(std_error, std_errors(slope, units_of(table)), rtol=DERIVATIVE_TOLERANCE)


def naive_shifts(table: AnalysisTable, cases: Floats, deltas: tuple[float, ...]) -> Floats:
    """What each odds adds to the arms' risks by the last horizon, (2, D), person by person."""
    weights, horizon = naive_weights(table, cases), HORIZONS[1]
    lost = lost_before(table, STUDY, horizon)
    x = np.column_stack([table.arm, table.covariates["x"]]).astype(float)
    models = [naive_cox(x, table.time, table.time, table.event == kind, cases) for kind in (1, 2)]
    grid, more = np.unique(table.time), np.zeros((len(table), len(deltas)))
    for person in np.flatnonzero(lost):
        survival, p = 1.0, 0.0
        for index in np.flatnonzero((grid > table.time[person]) & (grid <= horizon)):
            first, second = (1 - np.prod(1 - relative[person] * steps[index]) for relative, steps in models)
            p += survival * first
            survival *= 1 - first - second
        odds = np.array(deltas) * p / (1 - p)
        more[person] = odds / (1 + odds) - p
    result = np.zeros((2, len(deltas)))
    for which, arm in enumerate((1, 0)):
        survival, own = 1.0, table.arm == arm
        leaving = np.where(lost, table.time + 0.25, table.time)  # events before losses at a tie
        for u in np.unique(leaving[own]):
            total, here = weights[own & (leaving >= u)].sum(), own & (leaving == u)
            result[which] += survival * (weights[here, None] * more[here]).sum(axis=0) / total
            survival *= 1 - weights[here & (lost | (table.event > 0))].sum() / total
    return result


@cache
def shifted_levels() -> tuple[Floats, Floats]:
    shifts = with_derivative(lambda cases: naive_shifts(TABLE, cases, DELTAS))
    middle, slope = weighted_levels()
    return middle[0, :, 1:] + shifts[0], slope[:, 0, :, 1:] + shifts[1]


@pytest.mark.parametrize("measure", ["risk_difference", "risk_ratio"])
@pytest.mark.parametrize("cluster", [False, True])
def test_the_grid_is_the_definition_and_its_intervals_the_derivative(measure: str, cluster: bool) -> None:
    table = make_table(make_frame(), **({"cluster": "home"} if cluster else {}))
    grid = tipping_point(table, make_study(primary={"horizon": 9, "estimand": "att", "measure": measure})).frame
    assert set(grid["measure"]) == {measure}
    values, derivative = shifted_levels()
    ratio, size = measure == "risk_ratio", len(DELTAS)
    pairs = [np.repeat(values[0], size), np.tile(values[1], size)]
    slopes = [np.repeat(derivative[:, 0], size, axis=1), np.tile(derivative[:, 1], size)]
    value, slope = contrasted((np.array(pairs), np.stack(slopes, axis=1)), ratio)
    numbers = grid[["estimate", "ci_lower", "ci_upper"]].to_numpy()
    estimate, lower, upper = (np.log(numbers) if ratio else numbers).T
    assert_allclose(estimate, value, rtol=EXACT, atol=EXACT)
    assert_allclose((upper - lower) / 2, Z * std_errors(slope, units_of(table)), rtol=DERIVATIVE_TOLERANCE)
    assert_allclose((upper + lower) / 2, estimate, rtol=EXACT, atol=EXACT)
    assert grid["programme"].tolist() == np.repeat(DELTAS, size).tolist()
    assert grid["comparison"].tolist() == np.tile(DELTAS, size).tolist()


def numbers(effects: Effects, **which: object) -> Floats:
    return effects.select(**which)["estimate"].to_numpy(dtype=float)


def of_the_headline(table: AnalysisTable) -> Effects:
    return risk_difference(table, HORIZONS, estimand="att")


def cut_off_alone(frame: pd.DataFrame) -> pd.DataFrame:
    """The same people as if the records had ended whenever somebody was lost."""
    return frame.assign(observable=np.where(frame["event"] == 0, frame["time"], frame["observable"]))


def test_lost_is_who_was_censored_before_the_horizon_and_before_the_records_end() -> None:
    time, end = [3.0, 9.0, 5.0, 5.0, 2.0], [8.0, 12.0, 5.0, np.nan, 9.0]
    frame = pd.DataFrame({"arm": [1, 0, 1, 0, 1], "time": time, "event": [0, 0, 0, 0, 1], "observable": end})
    table = make_table(frame, covariates=())
    assert lost_before(table, STUDY, 9.0).tolist() == [True, False, False, True, False]
    assert lost_before(table, STUDY, 5.0).tolist() == [True, False, False, False, False]


def test_day_365_reaches_a_horizon_of_twelve_months_in_case_records() -> None:
    records = {"form": "case_records", "path": "."}
    study = make_study(input=records, cut_off="2025-12-31", horizons=[12], primary={"horizon": 12})
    frame = pd.DataFrame({"arm": [1, 0], "time": np.array([364, 365]) / 30.4375, "event": [0, 0]})
    assert lost_before(make_table(frame, covariates=()), study, 12.0).tolist() == [True, False]


def test_without_covariates_censoring_weights_change_nothing() -> None:
    table = make_table(make_frame(), covariates=())
    assert_allclose(numbers(censoring_weighted(table, STUDY)), numbers(of_the_headline(table)), rtol=EXACT)


def test_where_nobody_is_lost_no_assumption_about_the_lost_matters() -> None:
    table = make_table(cut_off_alone(make_frame()))
    main = numbers(of_the_headline(table))
    assert_allclose(numbers(censoring_weighted(table, STUDY)), main, rtol=EXACT)
    for name in ("loss_worst", "loss_best"):
        assert_allclose(numbers(loss_bounds(table, STUDY), analysis=name), main, rtol=EXACT)
    assert np.ptp(tipping_point(table, STUDY).frame["estimate"]) < EXACT


def test_the_middle_of_the_grid_is_the_estimate_with_censoring_weights() -> None:
    middle = tipping_point(TABLE, STUDY).select(programme=1.0, comparison=1.0)
    weighted = censoring_weighted(TABLE, STUDY).select(arm="contrast", horizon=9.0)
    columns = ["estimate", "ci_lower", "ci_upper"]
    assert_allclose(middle[columns], weighted[columns], rtol=EXACT)


def test_an_arm_without_enough_losses_shares_a_model_and_then_has_none() -> None:
    frame = make_frame()
    lost = (frame["event"] == 0) & (frame["time"] < frame["observable"]) & (frame["arm"] == 1)
    few = frame.assign(observable=frame["observable"].mask(lost & (np.cumsum(lost) > 3), frame["time"]))
    first, second = loss_models(make_table(few), lost_before(make_table(few), STUDY, 9.0))
    assert first is not None
    assert second is not None
    assert second.coefficients[0] == 0.0  # the arm is the same for all of it
    assert first.coefficients[0] != 0.0
    alone = few[few["arm"] == 1].assign(arm=np.arange(int((few["arm"] == 1).sum())) % 2)
    assert loss_models(make_table(alone), lost_before(make_table(alone), STUDY, 9.0)) == (None, None)


@pytest.mark.parametrize("seed", range(12))
def test_the_bounds_hold_the_estimate_in_every_arm(seed: int) -> None:
    table = make_table(make_frame(seed=seed))
    main, bounds = of_the_headline(table), loss_bounds(table, STUDY)
    for arm, low, high in [
        ("programme", "loss_best", "loss_worst"),
        ("comparison", "loss_worst", "loss_best"),
        ("contrast", "loss_best", "loss_worst"),
    ]:
        estimate = numbers(main, arm=arm)
        lower, upper = (numbers(bounds, analysis=name, arm=arm) for name in (low, high))
        assert (lower <= estimate + EXACT).all()
        assert (estimate <= upper + EXACT).all()
        assert (upper - lower > EXACT).any()


def test_the_bounds_count_the_events_that_were_seen() -> None:
    main, bounds = of_the_headline(TABLE).frame, loss_bounds(TABLE, STUDY).frame
    for name in ("loss_worst", "loss_best"):
        own = bounds[bounds["analysis"] == name]
        assert own["events"].tolist() == main["events"].tolist()
        assert own["n"].tolist() == main["n"].tolist()
        assert (own["ci_lower"] < own["estimate"]).all()


def test_where_everybody_is_lost_everything_is_possible() -> None:
    frame = make_frame()
    gone = (frame["arm"] == 1) & (frame["time"] > 1)
    frame = frame.assign(time=frame["time"].mask(frame["arm"] == 1, 1.0), event=frame["event"].mask(gone, 0))
    frame.loc[frame["arm"] == 1, ["event", "observable"]] = [0, 20.0]
    bounds = loss_bounds(make_table(frame), STUDY)
    assert_allclose(numbers(bounds, analysis="loss_worst", arm="programme"), np.nan)  # nobody is followed that long
    assert set(bounds.select(arm="programme")["status"]) == {"withheld"}
    table = make_table(frame)
    arms = bounded_arms(table, None, lost_before(table, STUDY, 9.0), 1, 9.0)
    assert arms.risk.level[0, 0] == 1.0
    arms = bounded_arms(table, None, lost_before(table, STUDY, 9.0), 0, 9.0)
    assert arms.risk.level[0, 0] == 0.0


def test_boundless_odds_are_the_bounds() -> None:
    # Where the risk of the lost is that of Aalen–Johansen the bounds are what is left when odds are 0 and infinite.
    table = make_table(make_frame(), covariates=())
    study = make_study(primary={"horizon": 9, "method": "unadjusted"})
    lost = lost_before(table, study, 9.0)
    never, always = shifted_risks(table, study, None, (1e-13, 1e13))[0].T
    for which, arm in enumerate((1, 0)):
        worst, best = (bounded_arms(table, None, lost, treated, 9.0).risk.level[which, 0] for treated in (arm, 1 - arm))
        # No odds move who was lost after the last event: there p is 0.
        own = table.arm == arm
        last = table.time[own & (table.event == 1) & (table.time <= 9)].max()
        late = (lost & (table.time >= last))[own]
        leaves = (lost | (table.event > 0))[own]
        unmoved = marked_risk(
            np.where(lost, table.time + 0.25, table.time)[own], leaves, late[:, None] * 1.0, np.ones(own.sum())
        )
        assert_allclose([never[which], always[which]], [best, worst - unmoved.values[0]], atol=EXACT)  # noqa: PD011


def test_marks_of_one_are_a_cumulative_incidence_and_its_influence() -> None:
    random = np.random.default_rng(8)
    time, event, weights = np.ceil(random.uniform(0, 12, 60)), random.integers(0, 3, 60), random.uniform(0.5, 2, 60)
    found = marked_risk(time, event > 0, (event == 1)[:, None] * 1.0, weights)
    incidence = aalen_johansen(time, event, np.zeros(60), weights, (1, 2))
    assert_allclose(found.values, incidence.risk[0, -1], rtol=EXACT)
    assert_allclose(found.influence[:, 0], influence(incidence, event, 1).at(np.array([12.0]))[:, 0], atol=EXACT)


def test_more_odds_of_the_event_among_the_lost_raise_an_arms_risk() -> None:
    grid = tipping_point(TABLE, STUDY).frame["estimate"].to_numpy().reshape(len(DELTAS), len(DELTAS))
    assert (np.diff(grid, axis=0) > 0).all()
    assert (np.diff(grid, axis=1) < 0).all()


def a_grid(estimates: list[float], half_width: float) -> Grid:
    rows = {"analysis": "tipping_point", "measure": "risk_difference", "horizon": 9.0, "comparison": 1.0}
    middle = np.array(estimates)
    columns = {"programme": [0.5, 1.0, 2.0, 4.0, 8.0], "estimate": middle}
    limits = {"ci_lower": middle - half_width, "ci_upper": middle + half_width}
    return Grid(pd.DataFrame(rows | columns | limits))


@pytest.mark.parametrize(
    ("estimates", "interval", "estimate"),
    [
        ([-0.2, -0.15, -0.08, 0.01, 0.1], 2.0, 4.0),
        ([-0.2, -0.05, -0.08, -0.1, -0.1], 1.0, np.nan),
        ([-0.05, 0.15, 0.2, 0.3, 0.4], 0.5, 0.5),
        ([-0.5, -0.5, -0.5, -0.5, -0.5], np.nan, np.nan),
    ],
)
def test_the_tipping_odds_are_those_nearest_to_one_that_change_the_conclusion(
    estimates: list[float], interval: float, estimate: float
) -> None:
    found = tipping_odds(a_grid(estimates, 0.1))
    assert_allclose([found.interval, found.estimate], [interval, estimate])


def test_a_landmark_changes_nothing_and_later_entries_are_refused() -> None:
    frame = make_frame().assign(entry=0.5)
    late = make_table(frame, entry="entry")
    assert_allclose(numbers(censoring_weighted(late, STUDY)), numbers(censoring_weighted(TABLE, STUDY)), rtol=EXACT)
    frame["entry"] = np.where(frame["time"] > 4, 3.0, 0.0)
    for analysis in (censoring_weighted, tipping_point):
        with pytest.raises(EstimationError, match="delayed entry"):
            analysis(make_table(frame, entry="entry"), STUDY)


@pytest.mark.parametrize("method", ["standardised", "aipw", "entropy", "unadjusted"])
def test_every_headline_has_its_weights(method: str) -> None:
    study = make_study(primary={"horizon": 9, "estimand": "att", "method": method})
    shown = {"standardised": "iptw", "aipw": "iptw"}.get(method, method)
    for effects in (censoring_weighted(TABLE, study), loss_bounds(TABLE, study)):
        assert set(effects.frame["method"]) == {shown}
        assert set(effects.frame["status"]) == {"reported"}


def test_how_people_are_split_into_blocks_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tipping_point(TABLE, STUDY).frame
    for module in ("conditional_risk", "censoring_weights"):
        monkeypatch.setattr(f"impact.estimate.loss.{module}.BLOCK_ELEMENTS", 100)
    columns = ["estimate", "ci_lower", "ci_upper"]
    assert_allclose(tipping_point(TABLE, STUDY).frame[columns], whole[columns], rtol=EXACT, atol=EXACT)
