"""Modelled risks find a known truth; aipw does so when either of its models is wrong, and only then."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Floats
from impact.estimate.modelled.doubly_robust import modelled
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.propensity import fit_propensity

STUDIES = 60
PEOPLE = 500
HORIZON = 8.0
UNBIASED = 3.5
"""Largest bias of a mean over studies, in its Monte Carlo standard errors."""
ERROR_OVER_SPREAD = (0.8, 1.25)
"""Mean standard error over empirical standard deviation, METHODS.md, wider: 60 studies know a deviation to 9%."""
HAZARD, OTHER, EFFECT, CONFOUNDING, SELECTION = 0.08, 0.03, -0.7, 1.2, 1.4


def study(seed: int, lost_by_x: float, *, months: bool = False) -> pd.DataFrame:
    """Draw one; with `months` only the month is known in which somebody had an event or was last seen, at its end."""
    random = np.random.default_rng([2026, seed])
    x = random.integers(0, 2, PEOPLE)
    arm = (random.uniform(size=PEOPLE) < chance(x)).astype(int)
    first = random.exponential(1 / (HAZARD * np.exp(EFFECT * arm + CONFOUNDING * x)))
    second = random.exponential(1 / OTHER, PEOPLE)
    lost = np.minimum(random.exponential(1 / (0.03 * np.exp(lost_by_x * x))), 12.0)
    had = np.minimum(first, second)
    if months:
        had, lost = np.ceil(had), np.ceil(lost)
    last = np.minimum(had, lost)
    event = np.where(had <= lost, np.where(first < second, 1, 2), 0)
    return pd.DataFrame({"arm": arm, "time": last, "event": event, "x": x, "noise": random.normal(size=PEOPLE)})


def chance(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(0.7 - SELECTION * x)))


def truth(estimand: str) -> float:
    x = np.array([0.0, 1.0])
    share = {"ate": np.ones(2), "att": chance(x), "ato": chance(x) * (1 - chance(x))}[estimand]

    def risk(arm: int) -> Floats:
        first = HAZARD * np.exp(EFFECT * arm + CONFOUNDING * x)
        return np.asarray(first / (first + OTHER) * (1 - np.exp(-(first + OTHER) * HORIZON)))

    return float(np.average(risk(1) - risk(0), weights=share))


def table_of(frame: pd.DataFrame, covariate: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=[covariate])


def differences(
    outcome: str, propensity: str, censoring: str | None, lost_by_x: float = 0.8, *, months: bool = False
) -> tuple[Floats, Floats]:
    """Risk differences and standard errors, (studies, 3 estimands); a wrong model sees noise for x."""
    estimates, errors = np.zeros((2, STUDIES, 3))
    for seed in range(STUDIES):
        frame = study(seed, lost_by_x, months=months)
        model = fit_propensity(table_of(frame, propensity))
        problem = Problem.of(table_of(frame, outcome), model, np.array([HORIZON]), 1, censoring=censoring)
        result = modelled(problem, ("ate", "att", "ato"), np.ones(PEOPLE))
        estimates[seed] = result.level[0, :, 0] - result.level[1, :, 0]
        influence = result.influence[0, ..., 0] - result.influence[1, ..., 0]
        errors[seed] = np.sqrt((influence**2).sum(axis=0))
    return estimates, errors


def bias(estimates: Floats) -> Floats:
    """Bias of each estimand in Monte Carlo standard errors."""
    true = np.array([truth(estimand) for estimand in ("ate", "att", "ato")])
    return np.asarray((estimates.mean(axis=0) - true) / (estimates.std(axis=0, ddof=1) / np.sqrt(STUDIES)))


@pytest.mark.parametrize("censoring", [None, "cox"])
def test_with_the_right_models_the_truth_and_its_uncertainty_are_found(censoring: str | None) -> None:
    estimates, errors = differences("x", "x", censoring)
    assert (np.abs(bias(estimates)) < UNBIASED).all()
    ratio = errors.mean(axis=0) / estimates.std(axis=0, ddof=1)
    assert (ratio > ERROR_OVER_SPREAD[0]).all()
    assert (ratio < ERROR_OVER_SPREAD[1]).all()


@pytest.mark.parametrize("censoring", [None, "cox"])
def test_with_times_in_months_the_truth_is_found_too(censoring: str | None) -> None:
    # Hazards of up to 0.27 a month: tied sets that counted twice would miss by ten standard errors.
    assert (np.abs(bias(differences("x", "x", censoring, months=True)[0])) < UNBIASED).all()


def test_a_wrong_propensity_is_forgiven() -> None:
    # Of everybody and of the programme: the overlap population is itself made by the propensity.
    ate, att, _ = np.abs(bias(differences("x", "noise", "cox")[0]))
    assert max(ate, att) < UNBIASED


def test_a_wrong_outcome_model_is_forgiven() -> None:
    # The censoring model must be right beside it: here being censored depends on nothing.
    assert (np.abs(bias(differences("noise", "x", "km", lost_by_x=0.0)[0])) < UNBIASED).all()
    standardised, _ = differences("noise", "x", None, lost_by_x=0.0)
    assert np.abs(bias(standardised)).min() > 2 * UNBIASED


def test_both_wrong_is_not_forgiven() -> None:
    ate, att, ato = np.abs(bias(differences("noise", "noise", "cox")[0]))
    assert min(ate, att, ato) > 2 * UNBIASED
