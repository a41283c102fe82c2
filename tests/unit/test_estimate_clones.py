"""Clones, the daily model behind their weights, and enrolment over time: against definitions and other programs."""

from __future__ import annotations

import warnings
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from immortal_time import GRACE, HORIZON, a_study, scenario

from impact.cohort import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import study_balance, study_checks, study_curves, study_effects, time_varying_hazard_ratio
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.designs.clone_censor import clone_headline, fit_models
from impact.estimate.designs.clones import Staying, clones_of, incidence
from impact.estimate.designs.enrolment import HALF_A_DAY, fit_enrolment, refit_enrolment, solve, stays_of
from impact.results import FollowUp
from impact.study import Study

EXACT = 1e-10
"""Sums of a few hundred terms in another order."""
SAME_FIT = 1e-5
"""Of a chance: statsmodels stops once its deviance moves by less than 1e-8."""
LIFELINES = 1e-4
"""Of a coefficient: lifelines stops at a gradient of that order."""
REFIT = 0.02
"""In standard errors: a resample is solved to a hundredth of one."""


@cache
def some(people: int = 400, competing: bool = True) -> AnalysisTable:
    """The simulation of immortal time with a covariate that matters, a competing event and half days."""
    table = scenario(3, people)
    random = np.random.default_rng(5)
    enrolled = table.context["enrolled"].to_numpy()
    # A midpoint may lie between two days, but never before the enrolment that shows the child at home.
    time = np.where(random.random(people) < 0.3, np.maximum(table.time - 0.5, np.nan_to_num(enrolled)), table.time)
    event = table.event.copy()
    if competing:
        event[(event == 1) & (random.random(people) < 0.2)] = 2
    late = random.random(people) < 0.02
    context = pd.DataFrame({"enrolled": np.where(late & np.isnan(enrolled) & (time > 300), 300.0, enrolled)})
    covariates = pd.DataFrame({"x": random.normal(size=people) + 0.5 * np.isfinite(enrolled)})
    return replace(table, time=time, event=event, context=context, covariates=covariates)


def test_the_daily_model_is_a_pooled_logistic_regression() -> None:
    import statsmodels.api as sm

    table = some()
    stays = stays_of(table)
    model = fit_enrolment(table, stays, GRACE)
    period = np.repeat(np.arange(len(model.length)), model.length)
    child = np.repeat(np.arange(len(table)), np.minimum(stays.opportunities, len(period)))
    day = np.concatenate([np.arange(min(n, len(period))) for n in stays.opportunities])
    took = stays.enrolled[child] == day
    columns = np.column_stack([table.covariates["x"].to_numpy()[child], np.eye(len(model.length))[period[day]]])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = sm.GLM(took.astype(float), columns, family=sm.families.Binomial()).fit(tol=1e-12)
    everyday = np.column_stack([np.tile(table.covariates["x"].to_numpy()[:, None], (1, len(period))).ravel()])
    predicted = fit.params[0] * everyday[:, 0].reshape(len(table), -1) + fit.params[1:][period]
    expected = np.cumprod(1 - 1 / (1 + np.exp(-predicted)), axis=1).T
    np.testing.assert_allclose(model.not_enrolled(model.coefficients)[1:], expected, atol=SAME_FIT)


def test_an_enrolment_on_the_day_of_an_event_came_before_it_and_one_after_it_did_not_happen() -> None:
    frame = pd.DataFrame({"a": [1, 1, 0], "t": [30.0, 20.0, 10.0], "e": [1, 1, 0]})
    table = AnalysisTable.from_frame(frame, arm="a", time="t", event="e")
    stays = stays_of(replace(table, context=pd.DataFrame({"enrolled": [30.0, 25.0, 10.0]})))
    np.testing.assert_array_equal(stays.end, [30 + HALF_A_DAY, 20, 10])
    np.testing.assert_array_equal(stays.enrolled, [30, np.inf, 10])
    # Days 0 to 30; days 0 to 19, as the event of day 20 comes first; days 0 to 10.
    np.testing.assert_array_equal(stays.opportunities, [31, 20, 11])


def by_definition(table: AnalysisTable, weights: np.ndarray, code: int) -> np.ndarray:
    """Aalen–Johansen of both arms by the letter of the definition: one child and one event time after the other."""
    stays = stays_of(table)
    model = fit_enrolment(table, stays, GRACE)
    free = model.not_enrolled(model.coefficients)
    by_grace = free[min(GRACE + 1, len(free) - 1)]
    times = np.unique(stays.end[stays.event > 0])
    risk, survival = np.zeros((2, len(times))), np.ones(2)
    for j, time in enumerate(times):
        at_risk, every, own = np.zeros(2), np.zeros(2), np.zeros(2)
        for i in np.flatnonzero(stays.end >= time):
            chance = free[min(int(np.ceil(time)), len(free) - 1), i]
            waits = stays.enrolled[i] >= time
            in_programme = (1 - by_grace[i] / chance) if waits else float(stays.enrolled[i] <= GRACE)
            if waits and time > GRACE:
                in_programme = 0.0
            share = weights[i] * np.array([in_programme / (1 - by_grace[i]), waits / chance])
            at_risk += share
            every += share * (stays.end[i] == time) * (stays.event[i] > 0)
            own += share * (stays.end[i] == time) * (stays.event[i] == code)
        risk[:, j] = (risk[:, j - 1] if j else 0) + survival * own / at_risk
        survival *= 1 - every / at_risk
    return risk


@pytest.mark.parametrize("code", [1, 2])
def test_weighted_clones_are_what_the_definition_says(code: int) -> None:
    table = some()
    clones = clones_of(table, GRACE)
    models = fit_models(table, clones)
    weights = np.random.default_rng(1).uniform(0.5, 2, len(table))
    (jumps,) = incidence(clones, Staying.of(clones, models.not_enrolled), weights, [code])
    np.testing.assert_allclose(np.cumsum(jumps.jumps, axis=1), by_definition(table, weights, code), atol=EXACT)


def test_where_everybody_enrols_at_the_return_clones_are_the_two_groups() -> None:
    table = some()
    treated = np.isfinite(table.context["enrolled"].to_numpy())
    context = pd.DataFrame({"enrolled": np.where(treated, 0.0, np.nan)})
    table = replace(table, context=context, covariates=pd.DataFrame(index=range(len(table))), formula="1")
    clones = clones_of(table, GRACE)
    (jumps,) = incidence(clones, Staying.of(clones, fit_models(table, clones).not_enrolled), np.ones(len(table)), [1])
    horizons = np.array([100.0, 365.0, 700.0])
    for which, own in enumerate((treated, ~treated)):
        event = table.event[own].astype(np.int64)
        alone = aalen_johansen(table.time[own], event, np.zeros(own.sum()), np.ones(own.sum()), (1, 2))
        np.testing.assert_allclose(jumps.risk(horizons)[which], alone.at(alone.risk[0], horizons), atol=EXACT)
        lost = [np.maximum(h - alone.times, 0) @ np.diff(alone.risk[0], prepend=0) for h in horizons]
        np.testing.assert_allclose(jumps.time_lost(horizons)[which], lost, rtol=EXACT)


def test_a_resample_is_solved_as_a_table_of_its_own_would_be() -> None:
    table = some()
    stays = stays_of(table)
    model = fit_enrolment(table, stays, GRACE)
    cases = np.random.default_rng(2).multinomial(len(table), np.full(len(table), 1 / len(table))).astype(float)
    coefficients, solved = refit_enrolment(model, cases)
    assert solved
    chance = 1 / (1 + np.exp(-((model.design @ coefficients[:1])[:, None] + coefficients[1:])))
    observed, expected = (cases @ model.enrolments), (cases @ (model.days * chance))
    # The score of a period's level: enrolments seen and expected, in units of their own standard error.
    assert (np.abs(observed - expected) / np.sqrt(np.maximum(expected, 1)) < REFIT).all()


def test_what_has_no_solution_is_said_to_have_none() -> None:
    start = np.zeros(1)
    assert not solve(start, lambda at: np.ones(1), lambda at: np.eye(1), 1e-4)[1]


def test_enrolment_over_time_is_coxs_model_with_a_covariate_that_changes() -> None:
    from lifelines import CoxTimeVaryingFitter

    table = some()
    stays = stays_of(table)
    rows: list[dict[str, Any]] = []
    for i in range(len(table)):
        x, event = float(table.covariates["x"].iloc[i]), bool(stays.event[i] == 1)
        if stays.enrolled[i] >= stays.end[i]:
            rows.append({"id": i, "start": 0.0, "stop": stays.end[i], "event": event, "on": 0.0, "x": x})
            continue
        if stays.enrolled[i] > 0:
            rows.append({"id": i, "start": 0.0, "stop": stays.enrolled[i], "event": False, "on": 0.0, "x": x})
        rows.append({"id": i, "start": stays.enrolled[i], "stop": stays.end[i], "event": event, "on": 1.0, "x": x})
    fit = CoxTimeVaryingFitter().fit(
        pd.DataFrame(rows), id_col="id", event_col="event", start_col="start", stop_col="stop"
    )
    (row,) = time_varying_hazard_ratio(table, "adjusted").frame.to_dict("records")
    assert np.log(row["estimate"]) == pytest.approx(fit.params_["on"], abs=LIFELINES)
    assert (row["measure"], row["method"], row["arm"]) == ("hazard_ratio", "adjusted", "contrast")
    assert np.isnan(row["horizon"])


def test_people_in_pairs_have_wider_intervals_only_through_their_pairs() -> None:
    table = some()
    twice = replace(
        table.rows(np.ones(len(table), dtype=bool)),
        cluster=np.arange(len(table)) // 2,
        has_clusters=True,
    )
    alone, paired = (time_varying_hazard_ratio(one, "unadjusted").frame.iloc[0] for one in (table, twice))
    assert alone["estimate"] == paired["estimate"]
    assert alone["std_error"] != paired["std_error"]


def study_of(**design: Any) -> Study:
    return a_study(**design).model_copy(update={"horizons": (180, HORIZON)})


@pytest.fixture(scope="module")
def clone_study() -> tuple[AnalysisTable, Study]:
    return some(1500, competing=False), study_of(kind="clone_censor", grace=GRACE)


def test_a_study_of_clones_has_every_frame(clone_study: tuple[AnalysisTable, Study]) -> None:
    table, study = clone_study
    effects = study_effects(table, study)
    reported = effects.select(analysis="main", status="reported")
    assert set(reported["method"]) == {"unadjusted", "iptw"}
    assert set(reported["estimand"]) == {"none", "ate", "att", "ato"}
    assert set(reported["measure"]) == {"risk", "risk_difference", "risk_ratio", "rmtl", "rmtl_difference"}
    curves = study_curves(table, study)
    for horizon in study.horizons:
        row = effects.select(arm="programme", measure="risk", horizon=horizon, estimand="ate").iloc[0]
        curve = curves.select(arm="programme", event=1, estimand="ate")
        assert row["estimate"] == pytest.approx(curve[curve["time"] <= horizon]["estimate"].iloc[-1])
    assert curves.select(arm="comparison", estimand="ate")["estimate"].is_monotonic_increasing
    assert (
        study_balance(table, study).frame["smd_after"].abs().max()
        < study_balance(table, study).frame["smd_before"].abs().max()
    )


def test_counts_are_of_what_children_did_and_add_up(clone_study: tuple[AnalysisTable, Study]) -> None:
    table, study = clone_study
    rows = study_effects(table, study).select(analysis="main", measure="risk", estimand="ate", horizon=HORIZON)
    enrolled = clones_of(table, GRACE).enrols
    happened = (table.event == 1) & (table.time <= HORIZON)
    by_arm = rows.set_index("arm")
    assert by_arm["n"].tolist() == [enrolled.sum(), (~enrolled).sum()]
    assert by_arm["events"].tolist() == [(happened & enrolled).sum(), (happened & ~enrolled).sum()]


def test_the_checks_say_who_was_censored_and_who_weighs(clone_study: tuple[AnalysisTable, Study]) -> None:
    table, study = clone_study
    checks = study_checks(table, study, FollowUp.empty()).frame.set_index("check")
    clones = clones_of(table, GRACE)
    took = np.isfinite(clones.stays.enrolled) & (clones.stays.enrolled < clones.stays.end)
    assert checks.loc["censored_by_design.comparison", "value"] == pytest.approx(took.mean())
    still = ~clones.enrols & (clones.stays.end > GRACE)
    assert checks.loc["censored_by_design.programme", "value"] == pytest.approx(still.mean())
    assert 0 < checks.loc["largest_weight.programme", "value"] < 1
    assert 30 < checks.loc["effective_sample_size.programme", "value"] <= clones.enrols.sum()


def test_the_same_seed_gives_the_same_interval(clone_study: tuple[AnalysisTable, Study]) -> None:
    table, study = clone_study
    one, other = (clone_headline(table, study, [HORIZON], "risk_difference", 20).frame for _ in range(2))
    pd.testing.assert_frame_equal(one, other)


def test_enrolment_over_time_gives_no_risk_and_says_why() -> None:
    primary = {"horizon": HORIZON, "measure": "hazard_ratio", "method": "adjusted"}
    study = a_study(primary, kind="time_varying")
    effects = study_effects(some(1500, competing=False), study)
    assert set(effects.select(status="reported")["measure"]) == {"hazard_ratio"}
    risks = effects.select(measure="risk_difference")
    assert risks["reason"].str.contains("hazard_ratio_only").all()
    assert risks["estimate"].isna().all()
    assert study_curves(some(1500, competing=False), study).frame.empty


@pytest.mark.parametrize("context", [pd.DataFrame(), pd.DataFrame({"enrolled": np.full(400, np.nan)})])
def test_without_enrolments_clones_are_refused(context: pd.DataFrame) -> None:
    with pytest.raises(EstimationError, match=r"only case records do|nobody enrolled"):
        clones_of(replace(some(), context=context), GRACE)
