"""Imputed dates: how estimates are pooled, that they are those of the other estimators, and that every row is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import cumulative_incidence, hazard_ratio, imputed_curves, imputed_effects, risk_difference
from impact.estimate.arrays import units_of
from impact.estimate.contrasts import Request
from impact.estimate.cox import fit_cox
from impact.estimate.headline import headline_of
from impact.estimate.imputed import imputation as module
from impact.estimate.imputed.imputed_models import grid_error, on_grid
from impact.estimate.imputed.imputed_risks import Sorted
from impact.estimate.imputed.imputer import Imputer
from impact.estimate.imputed.pooling import FEWEST_DEGREES, pool
from impact.estimate.modelled.risk_models import fit_risk_model, risk_model_arms
from impact.estimate.propensity import fit_propensity
from impact.estimate.resample import bootstrap, resampled
from impact.study import Study
from impact.study.parts import Models

HORIZONS = (6.0, 12.0)
ROUNDING = 1e-10
"""Sums in another order, of some thousand terms."""


def a_study(**changes: Any) -> Study:
    keys: dict[str, Any] = {
        "id": "dates",
        "input": {"form": "case_records", "path": "."},
        "time_unit": "months",
        "cut_off": "2025-12-31",
        "horizons": HORIZONS,
        "outcome": {"date": "imputed"},
        "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
        "imputation": {"bootstraps": 20},
        "bootstrap": {"replicates": 50, "seed": 5},
        "source": Path("dates.yaml"),
    }
    return Study.model_validate(keys | changes)


def a_table(n: int = 400, *, exact: bool = False, late: bool = False, seed: int = 7) -> AnalysisTable:
    """Events found at visits two to five months apart; competing events dated exactly; dates tie."""
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    arm = (random.random(n) < 1 / (1 + np.exp(-0.6 * x))).astype(int)
    moved = random.exponential(1 / (0.08 * np.exp(-0.5 * arm + 0.4 * x)))
    left, end = random.exponential(1 / 0.02, n), random.uniform(3, 24, n)
    when = np.ceil(np.minimum(np.minimum(moved, left), end) * 10) / 10
    event = np.where(np.minimum(moved, left) <= end, np.where(moved < left, 1, 2), 0)
    gap = np.where(arm == 1, 2.0, 5.0)
    lower = np.where((event == 1) & (not exact), np.floor((when - 0.05) / gap) * gap, when)
    upper = np.where(event == 0, np.inf, np.where((event == 1) & (not exact), lower + gap, when))
    time = np.where(event == 1, (lower + np.minimum(upper, 99)) / 2, when)
    entry = np.full(n, 0.5 if late else 0.0)
    frame = pd.DataFrame(
        {
            "arm": arm,
            "time": time,
            "event": event,
            "lower": lower,
            "upper": upper,
            "entry": entry,
            "x": x,
            "id": np.arange(n) // 2,
        }
    )[time > entry]
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", entry="entry", lower="lower", upper="upper", covariates=["x"],
        cluster="id", time_unit="months",
    )  # fmt: skip


def test_pooling_by_hand() -> None:
    # Means 2, 6, 4: MSB = 2·8/2 = 8; MSW = (2 + 2 + 0)/3.
    pooled = pool(np.array([[1.0, 3.0], [5.0, 7.0], [4.0, 4.0]]))
    between, within = 8.0, 4.0 / 3.0
    variance = (1 + 1 / 3) * (between - within) / 2 + within / 6
    spread = (4 / 6 * between) ** 2 / 2 + (within / 2) ** 2 / 3
    assert float(pooled.estimate) == pytest.approx(4.0)
    assert float(pooled.std_error) ** 2 == pytest.approx(variance)
    assert float(pooled.degrees) == pytest.approx(max(variance**2 / spread, FEWEST_DEGREES))


def test_pooling_estimates_the_variance_that_an_estimate_has() -> None:
    random = np.random.default_rng(1)
    values = random.normal(0, 2.0, size=(40, 1, 5000)) + random.normal(0, 1.5, size=(40, 2, 5000))
    pooled = pool(values)
    # One resample stands for the data: the variance of a mean over resamples, and of the data themselves.
    assert (pooled.std_error**2).mean() == pytest.approx(4.0 * (1 + 1 / 40) + 2.25 / 80, rel=0.02)
    assert pooled.estimate.std() == pytest.approx(np.sqrt(4.0 / 40 + 2.25 / 80), rel=0.05)
    assert (pooled.degrees > 15).mean() > 0.9


def test_a_resample_without_a_number_is_left_out() -> None:
    values = np.random.default_rng(2).normal(size=(30, 2))
    spoilt = np.vstack([values, [[np.nan, 1.0]]])
    assert pool(spoilt) == pool(values)


def test_imputations_that_agree_leave_the_bootstraps_own_spread() -> None:
    values = np.repeat(np.random.default_rng(3).normal(size=(50, 1)), 2, axis=1)
    pooled = pool(values)
    assert float(pooled.std_error) == pytest.approx(values[:, 0].std(ddof=1) * np.sqrt(1 + 1 / 50))
    assert float(pooled.degrees) == pytest.approx(49)


@pytest.mark.parametrize("late", [False, True])
def test_risks_of_many_replicates_are_aalen_johansens(late: bool) -> None:
    table = a_table(late=late, exact=True)
    random = np.random.default_rng(4)
    weights = random.integers(0, 3, len(table)).astype(float)
    rows = table.arm == 0
    ordered = Sorted.of(table.time[rows][None], table.event[rows].astype(int)[None], table.entry[rows])
    for code in (1, 2):
        risk, lost = ordered.risks(weights[None, rows], np.array(HORIZONS), code)
        curve = cumulative_incidence(table, weights).select(arm="comparison", event=code)
        times = np.concatenate([[0.0], curve["time"]])
        steps = np.concatenate([[0.0], curve["estimate"]])
        for position, horizon in enumerate(HORIZONS):
            kept = times <= horizon
            assert risk[0, position] == pytest.approx(steps[kept][-1], abs=ROUNDING)
            area = (steps[kept] * np.diff(np.append(times[kept], horizon))).sum()
            assert lost[0, position] == pytest.approx(area, abs=ROUNDING)


@pytest.mark.parametrize("late", [False, True])
def test_hazard_ratios_of_many_replicates_are_coxs(late: bool) -> None:
    table = a_table(late=late, exact=True)
    random = np.random.default_rng(5)
    time, weights = table.time + random.uniform(0, 0.01, len(table)), random.uniform(0.2, 2, len(table))
    event = table.event.astype(int)
    ordered = Sorted.of(time[None], event[None], table.entry, random)
    expected = fit_cox(time, (event == 1).astype(float), table.entry, table.arm[:, None].astype(float), weights)
    value = ordered.log_hazard_ratio(table.arm == 1, weights[None], 1)
    assert value[0] == pytest.approx(float(expected.coefficients[0]), abs=1e-7)


def test_ties_are_broken_at_random_which_is_close_to_efron() -> None:
    table = a_table(exact=True)
    many = 200
    time, event = np.repeat(table.time[None], many, axis=0), np.repeat(table.event.astype(int)[None], many, axis=0)
    ordered = Sorted.of(time, event, table.entry, np.random.default_rng(6))
    values = np.exp(ordered.log_hazard_ratio(table.arm == 1, np.ones(time.shape), 1))
    efron = float(hazard_ratio(table, "unadjusted").frame["estimate"].iloc[0])
    assert len(np.unique(values)) > 1
    assert values.mean() == pytest.approx(efron, rel=1e-3)


def test_with_exact_dates_the_replicates_are_the_bootstraps() -> None:
    table, study = a_table(exact=True), a_study()
    model = fit_propensity(table)
    request = Request(np.array(HORIZONS), ("risk_difference",), seed=5)
    imputer = Imputer.of(table, model)
    names = ("none", "ate", "att", "ato")
    keys = [("unadjusted" if name == "none" else "iptw", name) for name in names]
    draws = module._drawn(imputer, keys, request, study, 20, 0)
    expected = bootstrap(table, model, names, np.array(HORIZONS), 20, 5)
    for position, key in enumerate(keys):
        for imputation in range(2):
            np.testing.assert_allclose(draws[key].risk[:, imputation], expected.risk[:, position], atol=ROUNDING)
            np.testing.assert_allclose(
                draws[key].time_lost[:, imputation], expected.time_lost[:, position], atol=ROUNDING
            )


@pytest.mark.parametrize("models", [Models(), Models(censoring="km", folds=2)])
def test_models_of_risk_are_refitted_as_they_are_fitted(models: Models) -> None:
    table = a_table(exact=True)
    model = fit_propensity(table)
    imputer, request = Imputer.of(table, model), Request(np.array(HORIZONS), ("risk_difference",), seed=5)
    methods = ("standardised", "aipw")
    block = next(iter(imputer.resamples(1, 2, 5)))
    ones = replace(block, cases=np.ones(block.cases.shape))
    found, error = (
        dict(on_grid(imputer, methods, ones, request, models)),
        dict(grid_error(imputer, methods, request, models)),
    )
    for method in methods:
        how = {"censoring": models.censoring, "folds": models.folds, "seed": 5} if method == "aipw" else {}
        fitted = fit_risk_model(table, method, ["ate", "att", "ato"], propensity=model, **how)
        every = risk_model_arms(table, fitted, ["ate", "att", "ato"], np.array(HORIZONS))
        for name, arms in zip(("ate", "att", "ato"), every, strict=True):
            risk, lost = (part[0, 0] for part in found[method, name])
            moved, moved_lost = error[method, name]
            # What the grid does is taken out again, exactly where the data are those it was measured on.
            np.testing.assert_allclose(risk + moved, arms.risk.level, atol=ROUNDING)
            np.testing.assert_allclose(lost + moved_lost, arms.time_lost.level, atol=ROUNDING)
            assert 0 < np.abs(moved).max() < 0.01


def test_every_row_is_there_that_exact_dates_give() -> None:
    table = a_table(exact=False)
    methods = ("unadjusted", "iptw", "entropy", "standardised", "aipw")
    frame = imputed_effects(table, a_study(methods=methods)).frame
    assert set(frame["interval"]) == {"imputation"}
    assert (frame["status"] == "reported").all()
    assert (frame["ci_lower"] <= frame["estimate"]).all()
    assert (frame["estimate"] <= frame["ci_upper"]).all()
    shape = frame.groupby(["measure", "method", "estimand"], sort=False).size()
    pairs = [("unadjusted", "none"), *(("iptw", name) for name in ("ate", "att", "ato"))]
    modelled = [(method, name) for method in ("standardised", "aipw") for name in ("ate", "att", "ato")]
    pairs += [("entropy", "att"), ("entropy", "ate"), *modelled]
    expected = {("hazard_ratio", *pair): 1 for pair in pairs[:4]}
    for pair in pairs:
        expected |= {("risk", *pair): 4, ("rmtl", *pair): 4}
        expected |= {(name, *pair): 2 for name in ("risk_difference", "risk_ratio", "rmtl_difference")}
    assert shape.to_dict() == expected
    for method, estimand in pairs:
        own = frame[(frame["method"] == method) & (frame["estimand"] == estimand) & (frame["horizon"] == 12.0)]
        value = own.set_index(["measure", "arm"])["estimate"]
        gap = value["risk", "programme"] - value["risk", "comparison"]
        assert value["risk_difference", "contrast"] == pytest.approx(gap)


def test_same_seed_same_bytes_and_the_first_resamples_are_the_first_of_more() -> None:
    table, study = a_table(), a_study()
    pd.testing.assert_frame_equal(imputed_effects(table, study).frame, imputed_effects(table, study).frame)
    imputer = Imputer.of(table, fit_propensity(table))
    few, more = (next(iter(imputer.resamples(number, 2, 5))) for number in (3, 8))
    np.testing.assert_allclose(few.time, more.first(3).time, atol=ROUNDING)
    assert not np.array_equal(more.time[0, 0], more.time[0, 1])
    cases = next(iter(resampled(units_of(table), 3, 5)))[1]
    np.testing.assert_array_equal(few.cases, cases)


def test_who_is_known_exactly_is_never_moved() -> None:
    table = a_table()
    block = next(iter(Imputer.of(table, None).resamples(5, 2, 5)))
    known = (table.event == 0) | (table.lower == table.upper)
    assert known.any()
    assert (block.time[:, :, known] == table.time[known]).all()
    assert (block.event == table.event).all()
    drawn = block.time[:, :, ~known]
    assert (drawn > table.lower[~known]).all()
    assert (drawn <= table.upper[~known]).all()


def test_the_headline_imputes_where_there_is_something_to_impute() -> None:
    study = a_study()
    assert set(headline_of(a_table(), study, [12]).frame["interval"]) == {"imputation"}
    exact = a_table(exact=True)
    found = headline_of(exact, study, [12]).frame
    expected = risk_difference(exact, [12], "iptw", "att", replicates=50, seed=5).frame
    pd.testing.assert_frame_equal(found, expected)


def test_methods_that_do_not_take_a_late_entry_say_so() -> None:
    study = a_study(methods=["aipw"])
    with pytest.raises(EstimationError, match="does not take delayed entry"):
        imputed_effects(a_table(late=True), study)
    weighted = imputed_effects(a_table(late=True), a_study()).frame
    assert (weighted["status"] == "reported").all()


def test_curves_are_those_of_the_effects() -> None:
    table, study = a_table(), a_study()
    curves, effects = imputed_curves(table, study).frame, imputed_effects(table, study).frame
    assert set(zip(curves["method"], curves["estimand"], strict=True)) == {
        ("unadjusted", "none"), ("iptw", "ate"), ("iptw", "att"), ("iptw", "ato"),
    }  # fmt: skip
    assert set(curves["event"]) == {1, 2}
    keys = ["method", "estimand", "arm"]
    at = curves[(curves["time"] == 12.0) & (curves["event"] == 1)].set_index(keys)
    risks = effects[(effects["measure"] == "risk") & (effects["horizon"] == 12.0)].set_index(keys).loc[at.index]
    for column in ("estimate", "std_error", "ci_lower", "ci_upper"):
        np.testing.assert_allclose(at[column].astype(float), risks[column].astype(float), atol=ROUNDING)
    assert (at["events"] == risks["events"]).all()
    assert (at["band_lower"] < at["ci_lower"]).all()
    assert (at["band_upper"] > at["ci_upper"]).all()
    for _, own in curves.groupby([*keys, "event"]):
        assert (np.diff(own["estimate"]) >= 0).all()
        assert (np.diff(own["events"]) >= 0).all()
        assert (np.diff(own["at_risk"]) <= 0).all()
        assert own.loc[own["events"] < 10, "ci_lower"].isna().all()
