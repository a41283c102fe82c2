"""Every standard error is the derivative in case weights of the whole pipeline, refitting everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import (
    cumulative_incidence,
    hazard_ratio,
    propensity_weights,
    risk_difference,
    risk_ratio,
    rmtl_difference,
)
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.arrays import Floats, units_of
from impact.estimate.cox import fit_cox
from impact.estimate.greenwood import greenwood, greenwood_of_time_lost
from impact.estimate.influence import influence

DERIVATIVE_TOLERANCE = 1e-5
"""Relative, METHODS.md: what central differences of this width leave."""
STEP = 1e-4
HORIZONS = (4.0, 9.0)
BOUND = 0.3
"""Of truncation: about a third of the people's chances lie outside."""


def make_frame(seed: int = 7, n: int = 130) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    group = random.choice(["north", "south", "west"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.4 - 0.6 * x - 0.5 * (group == "south")))).astype(int)
    last = np.minimum(random.exponential(12 * np.exp(0.3 * arm - 0.2 * x)), random.uniform(6, 15, n))
    kind = random.choice([0, 1, 2], n, p=[0.3, 0.5, 0.2])
    time = np.ceil(last)
    entry = np.where(random.uniform(size=n) < 0.7, 0.0, np.floor(time * random.uniform(size=n) * 0.5))
    return pd.DataFrame(
        {"arm": arm, "time": time, "event": kind, "x": x, "group": group, "entry": entry, "home": np.arange(n) // 2}
    )


def make_table(*, entry: bool = False, cluster: bool = False) -> AnalysisTable:
    return AnalysisTable.from_frame(
        make_frame(),
        arm="arm",
        time="time",
        event="event",
        covariates=["x", "group"],
        entry="entry" if entry else None,
        cluster="home" if cluster else None,
    )


def naive_risks(table: AnalysisTable, rows: np.ndarray, weights: Floats) -> tuple[Floats, Floats]:
    """Risk and time lost of event 1 at the horizons, by the definition, one time after the other."""
    risk, lost, survival, total = [], [], 1.0, 0.0
    jumps = []
    for u in np.unique(table.time[rows]):
        present = rows & (table.time >= u) & ((table.entry < u) | (table.entry == 0))
        here = rows & (table.time == u)
        at_risk = weights[present].sum()
        jumps.append((u, survival * weights[here & (table.event == 1)].sum() / at_risk))
        survival *= 1 - weights[here & (table.event > 0)].sum() / at_risk
    for horizon in HORIZONS:
        total = sum(jump for u, jump in jumps if u <= horizon)
        risk.append(total)
        lost.append(sum(jump * (horizon - u) for u, jump in jumps if u <= horizon))
    return np.array(risk), np.array(lost)


def naive_propensity(table: AnalysisTable, cases: Floats) -> Floats:
    group = table.covariates["group"].to_numpy()
    design = np.column_stack([np.ones(len(table)), table.covariates["x"], group == "south", group == "west"]).astype(
        float
    )
    coefficients = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ coefficients))
        hessian = (design * (cases * chance * (1 - chance))[:, None]).T @ design
        coefficients += np.linalg.solve(hessian, design.T @ (cases * (table.arm - chance)))
    return 1 / (1 + np.exp(-design @ coefficients))


def naive_weights(table: AnalysisTable, estimand: str, cases: Floats, bound: float = 0.0) -> Floats:
    if estimand == "none":
        return cases
    e = np.clip(naive_propensity(table, cases), bound, 1 - bound)
    return (
        cases
        * {
            "ate": np.where(table.arm == 1, 1 / e, 1 / (1 - e)),
            "att": np.where(table.arm == 1, 1.0, e / (1 - e)),
            "ato": np.where(table.arm == 1, 1 - e, e),
        }[estimand]
    )


def naive(table: AnalysisTable, estimand: str, cases: Floats, bound: float = 0.0) -> Floats:
    """Risks, time lost, their differences and the log risk ratio: shape (7 statistics, horizons)."""
    weights = naive_weights(table, estimand, cases, bound)
    (risk1, lost1), (risk0, lost0) = (naive_risks(table, table.arm == code, weights) for code in (1, 0))
    return np.array([risk1, risk0, risk1 - risk0, np.log(risk1 / risk0), lost1, lost0, lost1 - lost0])


def naive_hazard(table: AnalysisTable, estimand: str, cases: Floats, bound: float = 0.0) -> Floats:
    weights = naive_weights(table, estimand, cases, bound)
    event = (table.event == 1).astype(float)
    return fit_cox(table.time, event, table.entry, table.arm[:, None].astype(float), weights).coefficients


def numerical_std_error(
    statistic: Callable[[AnalysisTable, str, Floats], Floats], table: AnalysisTable, estimand: str
) -> Floats:
    derivative = []
    for person in range(len(table)):
        bump = np.zeros(len(table))
        bump[person] = STEP
        up, down = (statistic(table, estimand, 1 + sign * bump) for sign in (1, -1))
        derivative.append((up - down) / (2 * STEP))
    units = units_of(table)
    totals = np.zeros((units.max() + 1, *np.shape(derivative[0])))
    np.add.at(totals, units, np.array(derivative))
    return np.sqrt((totals**2).sum(axis=0))


@pytest.mark.parametrize(("entry", "cluster"), [(False, False), (True, False), (True, True)])
@pytest.mark.parametrize("estimand", ["none", "ate", "att", "ato"])
def test_standard_errors_are_the_derivative_of_the_pipeline(estimand: str, entry: bool, cluster: bool) -> None:
    table = make_table(entry=entry, cluster=cluster)
    chosen = {"method": "unadjusted"} if estimand == "none" else {"method": "iptw", "estimand": estimand}
    difference = risk_difference(table, HORIZONS, **chosen)
    lost = rmtl_difference(table, HORIZONS, **chosen)
    ratio = risk_ratio(table, HORIZONS, **chosen).select(measure="risk_ratio")
    values = naive(table, estimand, np.ones(len(table)))
    errors = numerical_std_error(naive, table, estimand)
    shown = [
        difference.select(arm="programme"),
        difference.select(arm="comparison"),
        difference.select(arm="contrast"),
        ratio.assign(estimate=np.log(ratio["estimate"]), std_error=ratio["std_error"] / ratio["estimate"]),
        lost.select(arm="programme"),
        lost.select(arm="comparison"),
        lost.select(arm="contrast"),
    ]
    for rows, value, error in zip(shown, values, errors, strict=True):
        assert_allclose(rows["estimate"], value, rtol=1e-9)
        assert_allclose(rows["std_error"], error, rtol=DERIVATIVE_TOLERANCE)


@pytest.mark.parametrize("estimand", ["none", "ate", "att", "ato"])
def test_standard_errors_of_the_hazard_ratio_are_the_derivative_of_the_pipeline(estimand: str) -> None:
    table = make_table(entry=True, cluster=True)
    chosen = {"method": "unadjusted"} if estimand == "none" else {"method": "iptw", "estimand": estimand}
    row = hazard_ratio(table, **chosen).frame.iloc[0]
    assert_allclose(np.log(row["estimate"]), naive_hazard(table, estimand, np.ones(len(table)))[0], rtol=1e-8)
    error = numerical_std_error(naive_hazard, table, estimand)[0]
    assert_allclose(row["std_error"] / row["estimate"], error, rtol=DERIVATIVE_TOLERANCE)


@pytest.mark.parametrize(("entry", "cluster"), [(False, False), (True, True)])
@pytest.mark.parametrize("estimand", ["none", "ate", "att", "ato"])
def test_the_whole_curve_and_the_horizons_agree(estimand: str, entry: bool, cluster: bool) -> None:
    table = make_table(entry=entry, cluster=cluster)
    weights = None if estimand == "none" else propensity_weights(table, estimand)
    curves = cumulative_incidence(table, weights)
    chosen = {"method": "unadjusted"} if weights is None else {"method": "iptw", "estimand": estimand}
    for event in table.event_types:
        for arm in ("programme", "comparison"):
            curve = curves.select(arm=arm, event=event)
            times = curve.loc[curve["time"] > 0, "time"].to_numpy()
            rows = risk_difference(table, times, event=event, **chosen).select(arm=arm)
            for column in ("estimate", "std_error"):
                assert_allclose(curve.loc[curve["time"] > 0, column], rows[column], rtol=1e-9, atol=1e-14)


def test_without_delayed_entry_greenwood_equals_the_jackknife() -> None:
    table = make_table()
    ones, horizons = np.ones(len(table)), np.array(HORIZONS)
    event = table.event.astype(np.int64)
    fit = aalen_johansen(table.time, event, table.entry, ones, table.event_types)
    for code in table.event_types:
        derivative = influence(fit, event, code)
        assert_allclose(greenwood(fit, ones, code), derivative.squares(ones, np.arange(len(table))), atol=1e-14)
        assert_allclose(
            greenwood_of_time_lost(fit, ones, code, horizons), (derivative.integrated(horizons) ** 2).sum(axis=0)
        )


def test_truncated_weights_are_told_from_the_others() -> None:
    table = make_table()
    free, bound = propensity_weights(table, "ate"), propensity_weights(table, "ate", truncate=BOUND)
    moved = (free.propensity < BOUND) | (free.propensity > 1 - BOUND)
    assert 0 < bound.truncated == moved.sum() < len(table)
    assert_allclose(bound.propensity, np.clip(free.propensity, BOUND, 1 - BOUND))
    assert free.truncated == 0


@pytest.mark.parametrize("estimand", ["ate", "att", "ato"])
def test_truncated_weights_have_a_derivative_too(estimand: str) -> None:
    table = make_table(entry=True, cluster=True)
    chosen = {"method": "iptw", "estimand": estimand, "truncate": BOUND}
    contrast = risk_difference(table, HORIZONS, **chosen).select(arm="contrast")
    ones = np.ones(len(table))
    assert_allclose(contrast["estimate"], naive(table, estimand, ones, BOUND)[2], rtol=1e-9)
    errors = numerical_std_error(partial(naive, bound=BOUND), table, estimand)
    assert_allclose(contrast["std_error"], errors[2], rtol=DERIVATIVE_TOLERANCE)
    row = hazard_ratio(table, **chosen).frame.iloc[0]
    assert_allclose(np.log(row["estimate"]), naive_hazard(table, estimand, ones, BOUND)[0], rtol=1e-8)
    error = numerical_std_error(partial(naive_hazard, bound=BOUND), table, estimand)[0]
    assert_allclose(row["std_error"] / row["estimate"], error, rtol=DERIVATIVE_TOLERANCE)
