"""Bounds of standardised differences, and interactions: against the numerical derivative and the plain formula."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import balance, entropy_weights, propensity_weights
from impact.estimate.arrays import Floats, units_of
from impact.estimate.propensity import tilt

DERIVATIVE_TOLERANCE = 1e-5
"""Relative, METHODS.md: what central differences of this width leave."""
STEP = 1e-4
Z = 1.959963984540054


def make_table(n: int = 120, *, cluster: bool = False) -> AnalysisTable:
    random = np.random.default_rng(4)
    x, place = random.normal(size=n), random.choice(["a", "b", "c"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(-0.7 * x - 0.4 * (place == "b")))).astype(int)
    frame = pd.DataFrame({"arm": arm, "time": 1.0 + np.arange(n), "event": np.arange(n) % 2, "x": x, "place": place})
    frame = frame.assign(home=np.arange(n) // 3)
    roles = {"cluster": "home"} if cluster else {}
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=["x", "place"], formula="x", **roles
    )


def naive(table: AnalysisTable, estimand: str, cases: Floats) -> Floats:
    """Standardised difference of x and of one level, before and after, with a propensity in x refitted."""
    x, treated = table.covariates["x"].to_numpy(), table.arm == 1
    design, at = np.column_stack([np.ones(len(x)), x]), np.zeros(2)
    for _ in range(40):
        chance = 1 / (1 + np.exp(-design @ at))
        at += np.linalg.solve(
            (design * (cases * chance * (1 - chance))[:, None]).T @ design, design.T @ (cases * (treated - chance))
        )
    weights = cases * tilt(estimand, 1 / (1 + np.exp(-design @ at)), treated)
    result = []
    for column in (x, (table.covariates["place"] == "b").to_numpy(float)):
        means = [np.average(column[rows], weights=cases[rows]) for rows in (treated, ~treated)]
        spread = [
            np.average((column[rows] - mean) ** 2, weights=cases[rows])
            for rows, mean in zip((treated, ~treated), means, strict=True)
        ]
        after = np.average(column[treated], weights=weights[treated]) - np.average(
            column[~treated], weights=weights[~treated]
        )
        result.append([(means[0] - means[1]), after] / np.sqrt(np.mean(spread)))
    return np.array(result)


@pytest.mark.parametrize("cluster", [False, True])
@pytest.mark.parametrize("estimand", ["ate", "att"])
def test_bounds_are_those_of_the_derivative_of_the_pipeline(estimand: str, cluster: bool) -> None:
    table = make_table(cluster=cluster)
    derivative = []
    for person in range(len(table)):
        bump = np.zeros(len(table))
        bump[person] = STEP
        up, down = (naive(table, estimand, 1 + sign * bump) for sign in (1, -1))
        derivative.append((up - down) / (2 * STEP))
    totals = np.zeros((units_of(table).max() + 1, 2, 2))
    np.add.at(totals, units_of(table), np.array(derivative))
    errors = np.sqrt((totals**2).sum(axis=0))
    rows = balance(table, propensity_weights(table, estimand)).frame.set_index("covariate").loc[["x", "place=b"]]
    for column, when in enumerate(("before", "after")):
        smd = rows[f"smd_{when}"]
        assert_allclose(smd, naive(table, estimand, np.ones(len(table)))[:, column], rtol=1e-8, atol=1e-12)
        assert_allclose((rows[f"smd_{when}_upper"] - smd) / Z, errors[:, column], rtol=DERIVATIVE_TOLERANCE)
        assert_allclose((smd - rows[f"smd_{when}_lower"]) / Z, errors[:, column], rtol=DERIVATIVE_TOLERANCE)


def test_what_the_weights_balance_by_construction_has_no_width() -> None:
    table = make_table()
    for weights in (entropy_weights(table, "att"), propensity_weights(table, "ato")):
        row = balance(table, weights).select(covariate="x").iloc[0]
        assert_allclose(row[["smd_after", "smd_after_lower", "smd_after_upper"]].astype(float), 0.0, atol=1e-8)
        assert row["smd_before_upper"] - row["smd_before_lower"] > 0.1
        assert row["method"] == weights.method


def test_interactions_and_squares_come_on_request() -> None:
    table = make_table()
    weights = propensity_weights(table, "att")
    plain, rich = balance(table, weights).frame, balance(table, weights, interactions=True).frame
    assert list(plain["covariate"]) == ["x", "place=a", "place=b", "place=c"]
    pd.testing.assert_frame_equal(rich.iloc[: len(plain)], plain)
    assert list(rich["covariate"])[len(plain) :] == ["x:x", "x:place=a", "x:place=b", "x:place=c"]
    x, treated = table.covariates["x"].to_numpy(), table.arm == 1
    product = x * (table.covariates["place"] == "b")
    for name, column in (("x:x", x**2), ("x:place=b", product)):
        pooled = np.sqrt((column[treated].var(ddof=0) + column[~treated].var(ddof=0)) / 2)
        expected = (column[treated].mean() - column[~treated].mean()) / pooled
        assert_allclose(rich.set_index("covariate").loc[name, "smd_before"], expected)


def test_a_constant_is_alike_and_has_no_width() -> None:
    table = make_table()
    covariates = table.covariates.assign(same=0.1)
    frame = covariates.assign(arm=table.arm, time=table.time, event=table.event)
    with_constant = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=["x", "same"], formula="x"
    )
    row = balance(with_constant, propensity_weights(with_constant, "ate")).select(covariate="same").iloc[0]
    bounds = [name for name in row.index if name.startswith("smd_")]
    assert (row[bounds] == 0).all()
