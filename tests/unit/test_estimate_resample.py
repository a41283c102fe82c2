"""The bootstrap: each replicate is the whole pipeline, and how work is split changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

from impact.cohort.table import AnalysisTable
from impact.estimate import cumulative_incidence, hazard_ratio, resample, risk_difference
from impact.estimate.arrays import units_of
from impact.estimate.logistic import fit_logistic
from impact.estimate.propensity import fit_propensity, tilt
from impact.estimate.resample import bootstrap, resampled, spread_of_replicates

ESTIMANDS = ("none", "ate", "att", "ato")
HORIZONS = np.array([5.0, 10.0])
BOOTSTRAP_AGAINST_INFLUENCE = 0.12
"""Relative; 400 replicates leave 3.5%, the rest is what first order leaves out at this size."""


def make_table(n: int = 300, *, entry: bool = False, cluster: bool = False, seed: int = 3) -> AnalysisTable:
    random = np.random.default_rng(seed)
    x, z = random.normal(size=n), random.choice(["a", "b"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.3 - 0.7 * x))).astype(int)
    time = np.ceil(np.minimum(random.exponential(14 * np.exp(0.2 * x)), random.uniform(8, 16, n)))
    frame = pd.DataFrame({"arm": arm, "time": time, "event": random.choice([0, 1, 2], n, p=[0.3, 0.55, 0.15])})
    frame = frame.assign(x=x, z=z, home=np.arange(n) // 2, entry=np.where(np.arange(n) % 4, 0.0, np.floor(time / 3)))
    return AnalysisTable.from_frame(
        frame,
        arm="arm",
        time="time",
        event="event",
        covariates=["x", "z"],
        entry="entry" if entry else None,
        cluster="home" if cluster else None,
    )


@pytest.mark.parametrize(("entry", "cluster"), [(False, False), (True, True)])
def test_a_replicate_is_the_pipeline_on_resampled_people(entry: bool, cluster: bool) -> None:
    table = make_table(entry=entry, cluster=cluster)
    model = fit_propensity(table)
    drawn = bootstrap(table, model, ESTIMANDS, HORIZONS, 3, seed=5)
    # The resampling has its people in the order of arm and time.
    order = np.lexsort((table.time, -table.arm.astype(int)))
    _, cases = next(resampled(units_of(table)[order], 3, 5))
    design = np.column_stack([np.ones(len(table)), table.covariates["x"], table.covariates["z"] == "b"]).astype(float)
    for replicate in range(3):
        weights = np.zeros(len(table))
        weights[order] = cases[:, replicate]
        chance = GLM(table.arm, design, family=Binomial(), freq_weights=weights).fit(tol=1e-12).fittedvalues
        for position, estimand in enumerate(ESTIMANDS):
            own = weights if estimand == "none" else weights * tilt(estimand, chance, table.arm == 1)
            curves = cumulative_incidence(table, own)
            for arm, name in enumerate(("programme", "comparison")):
                curve = curves.select(arm=name, event=1)
                at = [curve.loc[curve["time"] <= horizon, "estimate"].iloc[-1] for horizon in HORIZONS]
                assert_allclose(drawn.risk[replicate, position, arm], at, rtol=1e-7)


def test_resampled_weights_are_whole_and_kept_together_within_clusters() -> None:
    units = np.array([0, 0, 1, 2, 2, 3])
    (_, cases), *_ = resampled(units, 50, 1)
    assert cases.shape == (6, 50)
    assert_array_equal(cases[0], cases[1])
    assert_array_equal(cases[3], cases[4])
    assert (cases[[0, 2, 3, 5]].sum(axis=0) == 4).all()


def test_the_answer_does_not_depend_on_the_size_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    table = make_table()
    model = fit_propensity(table)
    whole = bootstrap(table, model, ESTIMANDS, HORIZONS, 20, seed=9)
    monkeypatch.setattr(resample, "BLOCK_ELEMENTS", 7 * len(table))
    parts = bootstrap(table, model, ESTIMANDS, HORIZONS, 20, seed=9)
    assert_allclose(parts.risk, whole.risk, rtol=1e-10)
    assert_allclose(parts.time_lost, whole.time_lost, rtol=1e-10)


def test_the_first_replicates_are_the_same_however_many_are_asked() -> None:
    table = make_table()
    few = bootstrap(table, None, ["none"], HORIZONS, 5, seed=9)
    many = bootstrap(table, None, ["none"], HORIZONS, 9, seed=9)
    assert_array_equal(many.risk[:5], few.risk)


@pytest.mark.parametrize("cluster", [False, True])
@pytest.mark.parametrize("estimand", ESTIMANDS)
def test_bootstrap_standard_errors_are_close_to_those_of_the_influence(estimand: str, cluster: bool) -> None:
    table = make_table(600, cluster=cluster)
    chosen = {"method": "unadjusted"} if estimand == "none" else {"method": "iptw", "estimand": estimand}
    by_influence = risk_difference(table, HORIZONS, **chosen).frame
    by_bootstrap = risk_difference(table, HORIZONS, **chosen, replicates=400, seed=2).frame
    assert set(by_bootstrap["interval"]) == {"bootstrap"}
    assert_allclose(by_bootstrap["estimate"], by_influence["estimate"], rtol=0)
    assert_allclose(by_bootstrap["std_error"], by_influence["std_error"], rtol=BOOTSTRAP_AGAINST_INFLUENCE)


def test_bootstrap_of_the_hazard_ratio_is_close_to_its_influence() -> None:
    table = make_table()
    by_influence = hazard_ratio(table, "iptw", "att").frame.iloc[0]
    by_bootstrap = hazard_ratio(table, "iptw", "att", replicates=200, seed=4).frame.iloc[0]
    assert_allclose(by_bootstrap["std_error"], by_influence["std_error"], rtol=2 * BOOTSTRAP_AGAINST_INFLUENCE)


def test_the_same_seed_gives_the_same_bytes() -> None:
    table = make_table(120)
    first, second = (risk_difference(table, [6.0], replicates=30, seed=8).frame for _ in range(2))
    other = risk_difference(table, [6.0], replicates=30, seed=9).frame
    pd.testing.assert_frame_equal(first, second, check_exact=True)
    assert (first["std_error"] != other["std_error"]).all()


def test_batched_fits_equal_statsmodels_and_say_which_are_not_solved() -> None:
    random = np.random.default_rng(1)
    design = np.column_stack([np.ones(60), random.normal(size=(60, 2))])
    response = (random.uniform(size=60) < 0.4).astype(float)
    weights = random.integers(0, 4, (60, 3)).astype(float)
    fits = fit_logistic(design, response, weights, np.zeros(3))
    for column in range(3):
        theirs = GLM(response, design, family=Binomial(), freq_weights=weights[:, column]).fit(tol=1e-12)
        assert_allclose(fits.coefficients[:, column], theirs.params, rtol=1e-7)
    assert fits.converged.all()
    separated = fit_logistic(design, (design[:, 1] > 0) * 1.0, weights, np.zeros(3))
    assert_allclose(separated.fitted[weights[:, 0] > 0, 0], design[weights[:, 0] > 0, 1] > 0, atol=1e-4)


def test_replicates_without_a_value_are_left_out_and_counted() -> None:
    values = np.array([[[0.2], [0.1]], [[np.nan], [0.2]], [[0.4], [0.2]]])
    spread, usable = spread_of_replicates(values)
    assert usable == 2
    assert_allclose(spread.arms[:, 0], [np.std([0.2, 0.4], ddof=1), np.std([0.1, 0.2], ddof=1)])
    assert_allclose(spread.log_ratio, [0.0], atol=1e-12)
