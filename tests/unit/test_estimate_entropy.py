"""Entropy balancing: exact balance, the least change of weights that gives it, and the derivative of all of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import minimize, root

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import (
    balance,
    cumulative_incidence,
    entropy_weights,
    hazard_ratio,
    risk_difference,
    risk_ratio,
    rmtl_difference,
)
from impact.estimate.arrays import Floats, units_of
from impact.estimate.cox import fit_cox
from impact.estimate.entropy import fit_entropy
from impact.estimate.resample import bootstrap, resampled

HORIZONS = (4.0, 9.0)
DERIVATIVE_TOLERANCE = 1e-5
"""Relative, METHODS.md: what central differences of this width leave."""
STEP = 1e-4
PRIMAL_TOLERANCE = 1e-5
"""Absolute, in weights around one: where SLSQP stops."""
BOOTSTRAP_AGAINST_INFLUENCE = 0.12
"""Relative; 400 replicates leave 3.5%, the rest is what first order leaves out at this size."""


def make_table(n: int = 130, seed: int = 7, *, entry: bool = False, cluster: bool = False) -> AnalysisTable:
    random = np.random.default_rng(seed)
    x, group = random.normal(size=n), random.choice(["north", "south", "west"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.4 - 0.6 * x - 0.5 * (group == "south")))).astype(int)
    last = np.minimum(random.exponential(12 * np.exp(0.3 * arm - 0.2 * x)), random.uniform(6, 15, n))
    frame = pd.DataFrame({"arm": arm, "time": np.ceil(last), "event": random.choice([0, 1, 2], n, p=[0.3, 0.5, 0.2])})
    frame = frame.assign(x=x, group=group, home=np.arange(n) // 2)
    frame["entry"] = np.where(random.uniform(size=n) < 0.7, 0.0, np.floor(frame["time"] * random.uniform(size=n) * 0.5))
    return AnalysisTable.from_frame(
        frame,
        arm="arm",
        time="time",
        event="event",
        covariates=["x", "group"],
        entry="entry" if entry else None,
        cluster="home" if cluster else None,
    )


def design_of(table: AnalysisTable) -> Floats:
    group = table.covariates["group"]
    return np.column_stack([np.ones(len(table)), table.covariates["x"], group == "south", group == "west"]).astype(
        float
    )


def naive_weights(table: AnalysisTable, estimand: str, cases: Floats) -> Floats:
    """The balancing weights by a general solver of the equations, times the case weights."""
    design, weights = design_of(table), cases.copy()
    target = np.ones(len(table), bool) if estimand == "ate" else table.arm == 1
    for code in (1, 0) if estimand == "ate" else (0,):
        rows = table.arm == code
        own, wanted = design[rows], cases[target] @ design[target]

        def imbalance(at: Floats, rows=rows, own=own, wanted=wanted) -> Floats:
            return (cases[rows] * np.exp(own @ at)) @ own - wanted

        found = root(imbalance, np.zeros(design.shape[1]), tol=1e-13)
        weights[rows] = cases[rows] * np.exp(own @ found.x)
    return weights


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_the_arms_have_the_target_populations_averages_exactly(estimand: str) -> None:
    table = make_table()
    weights = entropy_weights(table, estimand)
    design, treated = design_of(table), table.arm == 1
    target = design.mean(axis=0) if estimand == "ate" else design[treated].mean(axis=0)
    for rows in (treated, ~treated):
        own = weights.values[rows]  # noqa: PD011 - a field
        assert_allclose(np.average(design[rows], weights=own, axis=0), target, atol=1e-8)
        assert_allclose(own.sum(), rows.sum())
    assert_allclose(balance(table, weights).frame["smd_after"], 0.0, atol=1e-8)
    assert_allclose(weights.effective_n["comparison"], (~treated).sum() ** 2 / (weights.values[~treated] ** 2).sum())  # noqa: PD011
    if estimand == "att":
        assert_allclose(weights.values[treated], 1.0)  # noqa: PD011 - a field


def test_no_other_weights_with_that_balance_are_nearer_to_equal_ones() -> None:
    # Hainmueller's problem as it is posed: least Σ w log w under the constraints, by a solver of constrained problems.
    table = make_table(60)
    rows, design = table.arm == 0, design_of(table)
    wanted = design[~rows].mean(axis=0)
    own, size = design[rows], int(rows.sum())

    def entropy(w: Floats) -> float:
        return float((w * np.log(w)).sum())

    solved = minimize(
        entropy,
        np.full(size, 1 / size),
        jac=lambda w: np.log(w) + 1,
        bounds=[(1e-9, 1)] * size,
        constraints={"type": "eq", "fun": lambda w: own.T @ w - wanted, "jac": lambda w: own.T},
        options={"ftol": 1e-14, "maxiter": 500},
    )
    assert solved.success
    assert_allclose(entropy_weights(table, "att").values[rows] / size, solved.x, atol=PRIMAL_TOLERANCE)  # noqa: PD011


def naive(table: AnalysisTable, estimand: str, cases: Floats) -> Floats:
    """Risks, their difference, log ratio, and time lost, at the horizons, under weights solved anew."""
    curves = cumulative_incidence(table, naive_weights(table, estimand, cases)).select(event=1)
    risk, lost = np.zeros((2, len(HORIZONS))), np.zeros((2, len(HORIZONS)))
    for arm, name in enumerate(("programme", "comparison")):
        curve = curves[curves["arm"] == name]
        jumps, time = np.diff(curve["estimate"], prepend=0.0), curve["time"].to_numpy()
        for place, horizon in enumerate(HORIZONS):
            risk[arm, place] = jumps[time <= horizon].sum()
            lost[arm, place] = (jumps * np.maximum(horizon - time, 0)).sum()
    return np.array([*risk, risk[0] - risk[1], np.log(risk[0] / risk[1]), lost[0] - lost[1]])


def naive_hazard(table: AnalysisTable, estimand: str, cases: Floats) -> Floats:
    event, arm = (table.event == 1).astype(float), table.arm[:, None].astype(float)
    return fit_cox(table.time, event, table.entry, arm, naive_weights(table, estimand, cases)).coefficients


def numerical_std_error(statistic, table: AnalysisTable, estimand: str) -> Floats:
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


@pytest.mark.parametrize(("entry", "cluster"), [(False, False), (True, True)])
@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_standard_errors_are_the_derivative_of_the_pipeline(estimand: str, entry: bool, cluster: bool) -> None:
    table = make_table(90, entry=entry, cluster=cluster)
    difference = risk_difference(table, HORIZONS, "entropy", estimand)
    ratio = risk_ratio(table, HORIZONS, "entropy", estimand).select(measure="risk_ratio")
    shown = [
        difference.select(arm="programme"),
        difference.select(arm="comparison"),
        difference.select(arm="contrast"),
        ratio.assign(estimate=np.log(ratio["estimate"]), std_error=ratio["std_error"] / ratio["estimate"]),
        rmtl_difference(table, HORIZONS, "entropy", estimand).select(arm="contrast"),
    ]
    values = naive(table, estimand, np.ones(len(table)))
    errors = numerical_std_error(naive, table, estimand)
    for rows, value, error in zip(shown, values, errors, strict=True):
        assert set(rows["method"]) == {"entropy"}
        assert_allclose(rows["estimate"], value, rtol=1e-7)
        assert_allclose(rows["std_error"], error, rtol=DERIVATIVE_TOLERANCE)


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_standard_errors_of_the_hazard_ratio_are_the_derivative_too(estimand: str) -> None:
    table = make_table(90, entry=True, cluster=True)
    row = hazard_ratio(table, "entropy", estimand).frame.iloc[0]
    assert_allclose(np.log(row["estimate"]), naive_hazard(table, estimand, np.ones(len(table)))[0], rtol=1e-7)
    error = numerical_std_error(naive_hazard, table, estimand)[0]
    assert_allclose(row["std_error"] / row["estimate"], error, rtol=DERIVATIVE_TOLERANCE)


def test_the_whole_curve_and_the_horizons_agree() -> None:
    table = make_table(entry=True, cluster=True)
    curves = cumulative_incidence(table, entropy_weights(table, "ate"))
    assert set(curves.frame["method"]) == {"entropy"}
    for arm in ("programme", "comparison"):
        curve = curves.select(arm=arm, event=1)
        rows = risk_difference(table, curve["time"], "entropy", "ate").select(arm=arm)
        for column in ("estimate", "std_error"):
            assert_allclose(curve[column], rows[column], rtol=1e-9, atol=1e-14)


def test_a_replicate_balances_the_resampled_people_anew() -> None:
    table = make_table(200)
    drawn = bootstrap(table, fit_entropy(table), ("none", "att", "ate"), np.array(HORIZONS), 3, seed=5)
    order = np.lexsort((table.time, -table.arm.astype(int)))
    _, cases = next(resampled(units_of(table)[order], 3, 5))
    for replicate in range(3):
        weights = np.zeros(len(table))
        weights[order] = cases[:, replicate]
        for position, estimand in enumerate(("att", "ate"), start=1):
            risks = naive(table, estimand, weights)[:2]
            assert_allclose(drawn.risk[replicate, position], risks, rtol=1e-6)


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_bootstrap_standard_errors_are_close_to_those_of_the_influence(estimand: str) -> None:
    table = make_table(600, cluster=True)
    by_influence = risk_difference(table, HORIZONS, "entropy", estimand).frame
    by_bootstrap = risk_difference(table, HORIZONS, "entropy", estimand, replicates=400, seed=2).frame
    assert set(by_bootstrap["interval"]) == {"bootstrap"}
    assert_allclose(by_bootstrap["std_error"], by_influence["std_error"], rtol=BOOTSTRAP_AGAINST_INFLUENCE)


def test_the_overlap_population_is_refused_by_name() -> None:
    for refused in (
        lambda: entropy_weights(make_table(), "ato"),
        lambda: risk_difference(make_table(), [4], "entropy"),
    ):
        with pytest.raises(EstimationError, match=r"estimand ato is not defined for method entropy.*att or ate"):
            refused()


def test_averages_that_nobody_can_reach_are_refused_in_words() -> None:
    table = make_table()
    x = np.where(table.arm == 1, 5.0, 0.0) + np.linspace(0, 1, len(table))
    apart = AnalysisTable.from_frame(
        pd.DataFrame({"arm": table.arm, "time": table.time, "event": table.event, "x": x, "y": x**0 + table.time}),
        arm="arm",
        time="time",
        event="event",
        covariates=["y", "x"],
    )
    with pytest.raises(EstimationError, match=r"no weights give the comparison arm the same averages.*\(see x\)"):
        entropy_weights(apart, "att")


def test_without_covariates_every_weight_is_one() -> None:
    table = make_table()
    bare = AnalysisTable.from_frame(
        pd.DataFrame({"arm": table.arm, "time": table.time, "event": table.event}),
        arm="arm",
        time="time",
        event="event",
    )
    assert_allclose(entropy_weights(bare, "ate").values, 1.0)
