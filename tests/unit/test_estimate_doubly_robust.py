"""Modelled risks: against their definition, person by person; every standard error a derivative of the pipeline."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import hazard_ratio, risk_difference, risk_ratio, rmtl_difference
from impact.estimate.arrays import Bools, Floats, units_of
from impact.estimate.checks import Gates, model_checks
from impact.estimate.cox import fit_cox
from impact.estimate.modelled.doubly_robust import modelled
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.modelled.outcome_types import outcome_types
from impact.estimate.modelled.predicted import predict
from impact.estimate.modelled.risk_models import fit_risk_model, risk_model_bootstrap
from impact.estimate.propensity import fit_propensity
from impact.estimate.resample import resampled
from impact.study import Study

DERIVATIVE_TOLERANCE = 1e-5
"""Relative, METHODS.md: what central differences of this width leave."""
STEP = 1e-4
BOOTSTRAP_AGAINST_INFLUENCE = 0.2
"""Relative; 120 replicates leave 6.5%, the rest is what first order leaves out at this size."""
ROUNDING = 1e-12
HORIZONS = (4.0, 8.0)
ESTIMANDS = ("ate", "att", "ato")
METHODS = ("standardised", "aipw")


def make_frame(n: int = 110, seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x, z = random.normal(size=n), random.integers(0, 2, n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.3 - 0.6 * x + 0.4 * z))).astype(int)
    last = np.minimum(random.exponential(10 * np.exp(0.3 * arm - 0.4 * x)), random.uniform(3, 14, n))
    event = random.choice([0, 1, 2], n, p=[0.3, 0.45, 0.25])
    return pd.DataFrame({"arm": arm, "time": np.ceil(last), "event": event, "x": x, "z": z, "home": np.arange(n) // 2})


def table_of(frame: pd.DataFrame, *covariates: str, **columns: str) -> AnalysisTable:
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=list(covariates or ("x", "z")), **columns
    )


TABLE = table_of(make_frame())


def naive_cox(table: AnalysisTable, times: Floats, had: Bools, cases: Floats) -> tuple[Floats, Floats]:
    """Hazards (2 arms, n, T) by Efron's model, one step for each of a tied set; `times` decide who is at risk."""
    design = np.column_stack([table.arm, table.covariates]).astype(float)
    fit = fit_cox(times, had.astype(float), np.zeros(len(table)), design, cases)
    mass = cases * np.exp(design @ fit.coefficients)
    relative = np.array(
        [np.exp(np.column_stack([np.full(len(table), arm), table.covariates]) @ fit.coefficients) for arm in (1, 0)]
    )
    grid, hazards = np.unique(table.time), []
    for u in grid:
        tied, count = had & (table.time == u), int((had & (table.time == u)).sum())
        at_risk = mass[times >= times[tied].max()].sum() if count else 0.0
        stays = np.ones_like(relative)
        for step in range(count):
            stays *= np.maximum(1 - relative * cases[tied].mean() / (at_risk - step / count * mass[tied].sum()), 0)
        hazards.append(1 - stays)
    return grid, np.stack(hazards, axis=2)


def naive_km(table: AnalysisTable, had: Bools, cases: Floats) -> Floats:
    """Hazards of being censored (2, 1, T) by arm; who has an event at a time has left."""
    result = []
    for arm in (1, 0):
        own, hazards = table.arm == arm, []
        for u in np.unique(table.time):
            lost = cases[own & had & (table.time == u)].sum()
            hazards.append(lost / cases[own & ((table.time > u) | (had & (table.time == u)))].sum() if lost else 0.0)
        result.append(hazards)
    return np.array(result)[:, None, :]


def naive_chance(table: AnalysisTable, cases: Floats) -> Floats:
    design = np.column_stack([np.ones(len(table)), table.covariates]).astype(float)
    coefficients = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ coefficients))
        hessian = (design * (cases * chance * (1 - chance))[:, None]).T @ design
        coefficients += np.linalg.solve(hessian, design.T @ (cases * (table.arm - chance)))
    return 1 / (1 + np.exp(-design @ coefficients))


def naive(table: AnalysisTable, censoring: str, cases: Floats) -> Floats:
    """METHODS.md 4 and 5 by the definition: (2 methods, 3 estimands, 2 arms, 4 targets)."""
    event, time, a = table.event, table.time, table.arm.astype(float)
    grid, first = naive_cox(table, time, event == 1, cases)
    _, second = naive_cox(table, time, event == 2, cases)
    if censoring == "cox":
        # Events come first at a tie: who has one is no longer at risk of being censored then.
        _, lost = naive_cox(table, np.where(event > 0, time - 0.5, time), event == 0, cases)
    else:
        lost = naive_km(table, event == 0, cases) * np.ones((1, len(table), 1))
    needed = grid <= max(HORIZONS)
    grid, first, second, lost = grid[needed], first[..., needed], second[..., needed], lost[..., needed]
    survival = np.cumprod(1 - first - second, axis=2)
    before = np.concatenate([np.ones_like(survival[..., :1]), survival[..., :-1]], axis=2)
    jump = before * first
    e = naive_chance(table, cases)
    h = {"ate": np.ones_like(e), "att": a, "ato": e * (1 - e)}
    w = {"ate": a / e + (1 - a) / (1 - e), "att": a + (1 - a) * e / (1 - e), "ato": a * (1 - e) + (1 - a) * e}
    result = np.zeros((2, 3, 2, 4))
    for which, arm in enumerate((1, 0)):
        own = table.arm == arm
        free = np.cumprod(1 - lost[which], axis=1)
        free_before = np.concatenate([np.ones((len(table), 1)), free[:, :-1]], axis=1)
        at_exit = free_before[np.arange(len(table)), np.minimum(np.searchsorted(grid, time), len(grid) - 1)]
        for target in range(4):
            horizon = HORIZONS[target % 2]
            reach = (grid <= horizon) * (1.0 if target < 2 else horizon - grid)
            predicted = jump[which] @ reach
            rest = predicted[:, None] - np.cumsum(jump[which] * reach, axis=1)
            present = (time[:, None] > grid) | ((time[:, None] == grid) & (event == 0)[:, None])
            martingale = ((time[:, None] == grid) & (event == 0)[:, None]) - present * lost[which]
            seen = (event == 1) * (time <= horizon) * (1.0 if target < 2 else horizon - time)
            added = rest * martingale / (survival[which] * free) * (grid <= horizon)
            gain = seen / at_exit + added.sum(axis=1) - predicted
            for position, estimand in enumerate(ESTIMANDS):
                plain = np.average(predicted, weights=cases * h[estimand])
                result[0, position, which, target] = plain
                result[1, position, which, target] = plain + np.average(gain[own], weights=(cases * w[estimand])[own])
    return result


def with_contrasts(levels: Floats) -> Floats:
    """Arms, difference and log ratio in place of the arms."""
    first, second = levels[:, :, 0], levels[:, :, 1]
    return np.stack([first, second, first - second, np.log(first / second)], axis=2)


@pytest.mark.parametrize(("censoring", "cluster"), [("cox", False), ("km", True)])
def test_estimates_are_the_definition_and_standard_errors_its_derivative(censoring: str, cluster: bool) -> None:
    table = table_of(make_frame(), **({"cluster": "home"} if cluster else {}))
    n, units = len(table), units_of(table)
    values = with_contrasts(naive(table, censoring, np.ones(n)))
    derivative = []
    for person in range(n):
        bump = STEP * (np.arange(n) == person)
        up, down = (with_contrasts(naive(table, censoring, 1 + sign * bump)) for sign in (1, -1))
        derivative.append((up - down) / (2 * STEP))
    totals = np.zeros((units.max() + 1, *values.shape))
    np.add.at(totals, units, np.array(derivative))
    errors = np.sqrt((totals**2).sum(axis=0))
    for one, method in enumerate(METHODS):
        for two, estimand in enumerate(ESTIMANDS):
            difference, ratio, lost = (
                measure(table, HORIZONS, method, estimand, censoring=censoring if method == "aipw" else None)
                for measure in (risk_difference, risk_ratio, rmtl_difference)
            )
            ratios = ratio.select(measure="risk_ratio")
            for arm, name in enumerate(("programme", "comparison", "contrast")):
                for measure, targets in ((difference, slice(0, 2)), (lost, slice(2, 4))):
                    rows = measure.select(arm=name)
                    assert set(rows["method"]) == {method}
                    assert_allclose(rows["estimate"], values[one, two, arm, targets], rtol=1e-7)
                    assert_allclose(rows["std_error"], errors[one, two, arm, targets], rtol=DERIVATIVE_TOLERANCE)
            assert_allclose(np.log(ratios["estimate"]), values[one, two, 3, :2], rtol=1e-6)
            assert_allclose(
                ratios["std_error"] / ratios["estimate"], errors[one, two, 3, :2], rtol=DERIVATIVE_TOLERANCE
            )


def assert_influence_is_the_derivative(problem: Problem, **options: bool) -> None:
    """Compare with central differences of the same pipeline, which the test above holds against the definition."""
    n = len(problem.arm)
    result = modelled(problem, ESTIMANDS, np.ones(n), **options)
    for person in range(0, n, 3):
        bump = STEP * (np.arange(n) == person)
        up, down = (
            modelled(problem, ESTIMANDS, 1 + sign * bump, derivative=False, **options).level for sign in (1, -1)
        )
        expected = (up - down) / (2 * STEP)
        assert_allclose(result.influence[:, person], expected, rtol=DERIVATIVE_TOLERANCE, atol=1e-7)


def test_cross_fitted_influence_is_the_derivative() -> None:
    problem = Problem.of(TABLE, fit_propensity(TABLE), np.array(HORIZONS), 1, censoring="cox", folds=3, seed=2)
    assert sorted(np.bincount(problem.folds)) == [36, 37, 37]
    assert_influence_is_the_derivative(problem)


def test_the_reference_choices_have_their_derivative_too() -> None:
    problem = Problem.of(TABLE, fit_propensity(TABLE), np.array(HORIZONS), 1, censoring="cox")
    assert_influence_is_the_derivative(problem, like_riskregression=True)


def test_where_hazards_would_exceed_one_they_share_it() -> None:
    frame = make_frame()
    frame["time"] = np.ceil(frame["time"] * np.exp(-0.5 * frame["x"]))
    table = table_of(frame)
    last = np.array([frame["time"].max()])
    problem = Problem.of(table, fit_propensity(table), last, 1, censoring="cox")
    (part,) = problem.fit(np.ones(len(table)))
    everybody = np.arange(len(table))
    by_type = []
    for models in (part.events, part.events[::-1]):
        curves = predict(models, 0, everybody, problem.targets)
        assert len(curves.spent)
        by_type.append(curves)
    assert (by_type[0].survival >= 0).all()
    total = by_type[0].risk + by_type[1].risk + by_type[0].survival
    assert_allclose(total, 1.0, rtol=1e-12)
    assert_influence_is_the_derivative(problem)


def test_a_level_without_events_does_no_harm() -> None:
    # Its coefficient runs off to minus infinity, where its hazard is zero: what the data say.
    frame = make_frame(150)
    frame["event"] = frame["event"].where((frame["z"] == 0) | (frame["event"] != 1), 0)
    table = table_of(frame)
    problem = Problem.of(table, fit_propensity(table), np.array(HORIZONS), 1, censoring="cox")
    (part,) = problem.fit(np.ones(len(table)))
    curves = predict(part.events, 0, np.flatnonzero(frame["z"] == 1), problem.targets)
    assert_allclose(curves.values, 0.0, atol=1e-6)
    assert_influence_is_the_derivative(problem)


@pytest.mark.parametrize("method", METHODS)
def test_horizons_at_the_edges_of_follow_up(method: str) -> None:
    table = table_of(make_frame())
    last = float(table.time.max())
    apart = risk_difference(table, [8.0], method, "ate").select(arm="contrast")
    rows = risk_difference(table, [0.5, 8.0, last + 1], method, "ate").select(arm="contrast")
    assert rows["status"].tolist() == ["withheld", "reported", "withheld"]
    assert rows["reason"].iloc[2].endswith("[beyond_follow_up]")
    assert rows["estimate"].iloc[0] == 0
    assert_allclose(
        rows[["estimate", "std_error"]].iloc[1].astype(float), apart[["estimate", "std_error"]].iloc[0].astype(float)
    )
    # Before anybody leaves there is no curve at all.
    before = risk_difference(table, [0.5], method, "ate").select(arm="contrast")
    assert before["estimate"].tolist() == [0.0]


def test_however_many_are_lost_at_once_whoever_is_still_followed_had_a_chance() -> None:
    # At each step of a tied set the hazard of somebody outside it is below one: their own is among those at risk.
    frame = make_frame(300)
    last = frame["time"].max()
    table = table_of(frame)
    problem = Problem.of(table, fit_propensity(table), np.array([8.0, last]), 1, censoring="cox")
    (part,) = problem.fit(np.ones(len(table)))
    assert part.censoring is not None
    for which, arm in enumerate((1, 0)):
        rows = np.flatnonzero(table.arm == arm)
        chance = part.censoring.hazards(which, rows, len(problem.targets.times)).chance
        later = part.censoring.spells.until[rows][:, None] > np.arange(chance.shape[1])
        assert chance[later].max() < 1
    rows = risk_difference(table, [8.0, last], "aipw", "att").select(arm="contrast")
    assert rows["status"].tolist() == ["reported", "reported"]


@pytest.mark.parametrize("method", METHODS)
def test_with_ties_and_covariates_of_no_account_modelled_risks_are_aalen_and_johansens(method: str) -> None:
    # Everybody in both arms at both levels: every coefficient is zero, and each tied set goes one person after another.
    frame = make_frame(150).drop(columns=["arm", "z"])
    everywhere = frame.merge(pd.DataFrame({"arm": [1, 1, 0, 0], "z": [0, 1, 0, 1]}), how="cross")
    assert everywhere["time"].nunique() < 15
    table = table_of(everywhere, "z")
    for estimator, measure in ((risk_difference, "risk"), (rmtl_difference, "rmtl")):
        plain = estimator(table, HORIZONS, "unadjusted").select(measure=measure)["estimate"]
        ours = estimator(table, HORIZONS, method, "ate").select(measure=measure)["estimate"]
        assert_allclose(ours, plain, rtol=ROUNDING)


def test_rows_may_come_in_any_order_and_a_doubled_table_halves_the_variance() -> None:
    frame = make_frame()
    frame["time"] += np.random.default_rng(1).uniform(0, 0.01, len(frame))
    one = risk_difference(table_of(frame), HORIZONS, "aipw", "att").frame
    mixed = risk_difference(table_of(frame.sample(frac=1, random_state=3)), HORIZONS, "aipw", "att").frame
    assert_allclose(mixed["estimate"], one["estimate"], rtol=1e-9)
    assert_allclose(mixed["std_error"], one["std_error"], rtol=1e-9)
    problem = Problem.of(table_of(frame), fit_propensity(table_of(frame)), np.array(HORIZONS), 1, censoring="cox")
    once, twice = (modelled(problem, ESTIMANDS, np.full(len(frame), size)) for size in (1.0, 2.0))
    assert_allclose(twice.level, once.level, rtol=1e-9)
    assert_allclose(twice.influence, once.influence / 2, rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_types_with_few_events_are_pooled_and_then_left_without_covariates(method: str) -> None:
    frame = make_frame(300)
    types = frame["event"].to_numpy().copy()
    second = np.flatnonzero(types == 2)
    types[second[:8]], types[second[8:20]] = 3, 4
    many = outcome_types(table_of(frame.assign(event=types)), 1, 2)
    assert many.groups == ((1,), (2,), (3, 4))
    assert (many.pooled, many.without_covariates) == ((3, 4), ())
    types[second[8:]] = 4
    joined = outcome_types(table_of(frame.assign(event=types)), 1, 2)
    assert joined.groups == ((1,), (3, 4))
    assert joined.adjusted == (True, True)
    of_interest = outcome_types(table_of(frame.assign(event=types)), 3, 2)
    assert of_interest.groups == ((3,), (1,), (4,))
    assert of_interest.without_covariates == (3,)
    table = table_of(frame.assign(event=np.where(types == 2, 0, types)))
    study = Study.load(Path(__file__).parents[2] / "studies" / "rossi.yaml")
    assert [row["check"] for row in model_checks(Gates(study), table)] == ["pooled_events"]
    few = table_of(frame.assign(event=np.where((types == 1) & (np.cumsum(types == 1) > 9), 0, types)))
    rows = list(model_checks(Gates(study), few))
    assert [(row["check"], row["verdict"]) for row in rows] == [("pooled_events", "warn"), ("thin_models", "warn")]
    assert all("too rare for a model" in str(row["text"]) for row in rows)
    # One competing event, in one arm: its hazard is that arm's own.
    types[second] = 0
    types[second[frame["arm"].to_numpy()[second] == 1][:1]] = 2
    table = table_of(frame.assign(event=types))
    alone = outcome_types(table, 1, 2)
    assert (alone.groups, alone.adjusted) == (((1,), (2,)), (True, False))
    rare = risk_difference(table, HORIZONS, method, "ate").select(arm="contrast")
    assert np.isfinite(rare[["estimate", "std_error"]].to_numpy(dtype=float)).all()
    censored = risk_difference(table_of(frame.assign(event=types * (types == 1))), HORIZONS, method, "ate")
    assert_allclose(rare["estimate"], censored.select(arm="contrast")["estimate"], atol=0.01)


def test_before_anybody_is_lost_aipw_is_the_weighted_residual() -> None:
    # Everybody is followed to 9: up to then being censored has no part in anything.
    frame = make_frame(200)
    frame.loc[frame["event"] == 0, "time"] = 9.0
    frame["event"] = frame["event"].where(frame["time"] < 9, 0)
    frame["time"] = frame["time"].clip(upper=9.0)
    table = table_of(frame)
    cox, km, plain = (
        risk_difference(table, [8], method, "ate", censoring=censoring).select(measure="risk")
        for method, censoring in (("aipw", "cox"), ("aipw", "km"), ("standardised", None))
    )
    assert_allclose(cox["estimate"], km["estimate"], rtol=1e-12)
    assert_allclose(cox["std_error"], km["std_error"], rtol=1e-12)
    problem = Problem.of(table, None, np.array([8.0]), 1, censoring=None)
    (part,) = problem.fit(np.ones(len(table)))
    e = fit_propensity(table).propensity
    had = (table.event == 1) & (table.time <= 8)
    for which, (arm, chance) in enumerate(((1, e), (0, 1 - e))):
        curves = predict(part.events, which, np.arange(len(table)), problem.targets)
        risk = curves.risk[:, -1]
        own = table.arm == arm
        expected = risk.mean() + np.average((had - risk)[own], weights=1 / chance[own])
        assert_allclose(cox["estimate"].iloc[which], expected, rtol=1e-10)
        assert_allclose(plain["estimate"].iloc[which], risk.mean(), rtol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_what_these_methods_cannot_do_is_refused_by_name(method: str) -> None:
    late = table_of(make_frame().assign(entry=lambda frame: np.where(frame["x"] > 1, 0.5, 0.0)), entry="entry")
    with pytest.raises(
        EstimationError, match=rf"'{method}' does not take delayed entry.*these do: unadjusted, iptw, entropy"
    ):
        risk_difference(late, HORIZONS, method, "ate")
    with pytest.raises(EstimationError, match=rf"no method of a hazard ratio '{method}'.*There is: unadjusted, iptw"):
        hazard_ratio(TABLE, method, "ate")
    wrong = "no censoring model 'weibull' here.*There is: cox, km" if method == "aipw" else "censoring belongs to"
    with pytest.raises(EstimationError, match=wrong):
        risk_difference(TABLE, HORIZONS, method, "ate", censoring="weibull")
    wrong = (
        "folds is 1000; give 0 for none, or from 2 to 110" if method == "aipw" else "folds belongs to the method 'aipw'"
    )
    with pytest.raises(EstimationError, match=wrong):
        risk_difference(TABLE, HORIZONS, method, "ate", folds=1000)


def test_a_fold_without_anything_to_learn_from_is_refused() -> None:
    frame = make_frame()
    treated = np.flatnonzero((frame["arm"] == 1) & (frame["event"] == 1))
    frame.loc[treated[1:], "event"] = 0
    with pytest.raises(EstimationError, match="no event of interest in an arm to learn from"):
        risk_difference(table_of(frame), HORIZONS, "aipw", "ate", folds=2, seed=1)


def test_the_seed_decides_the_folds() -> None:
    first, again, other = (
        risk_difference(TABLE, HORIZONS, "aipw", "ate", folds=4, seed=seed).frame["estimate"] for seed in (1, 1, 2)
    )
    assert_array_equal(first, again)
    assert (first != other).all()


@pytest.mark.parametrize("cluster", [False, True])
@pytest.mark.parametrize("method", METHODS)
def test_bootstrap_refits_everything_and_is_close_to_the_influence(method: str, cluster: bool) -> None:
    table = table_of(make_frame(300), **({"cluster": "home"} if cluster else {}))
    model = fit_risk_model(table, method, ["att"])
    drawn = risk_model_bootstrap(table, model, ["att"], np.array(HORIZONS), 2, seed=4)
    _, cases = next(resampled(units_of(table), 2, 4))
    for replicate in range(2):
        level = modelled(model.problem(table, np.array(HORIZONS), 1), ["att"], cases[:, replicate]).level
        assert_allclose(drawn.risk[replicate, 0], level[:, 0, :2], rtol=1e-12)
        assert_allclose(drawn.time_lost[replicate, 0], level[:, 0, 2:], rtol=1e-12)
    by_influence = risk_difference(table, HORIZONS, method, "att").frame
    by_bootstrap = risk_difference(table, HORIZONS, method, "att", replicates=120, seed=2).frame
    assert set(by_bootstrap["interval"]) == {"bootstrap"}
    assert_array_equal(by_bootstrap["estimate"], by_influence["estimate"])
    assert_allclose(by_bootstrap["std_error"], by_influence["std_error"], rtol=BOOTSTRAP_AGAINST_INFLUENCE)
