"""What a study says of models reaches every estimate; a method that has no such model refuses it by name."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from pydantic import ValidationError

from impact.cohort.table import AnalysisTable
from impact.disclosure.checks import check_in_words
from impact.errors import EstimationError, StudyError
from impact.estimate import (
    hazard_ratio,
    propensity_weights,
    risk_difference,
    study_balance,
    study_checks,
    study_curves,
    study_effects,
    subdistribution_hazard_ratio,
    subgroup_effects,
)
from impact.estimate.headline import headline_of
from impact.estimate.modelled.doubly_robust import modelled
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.propensity import fit_propensity
from impact.results import FollowUp
from impact.study import Study

BOUND = 0.35
STEP = 1e-5
DERIVATIVE_TOLERANCE = 1e-5
"""Relative to the largest: what central differences of that width leave."""
NUMBERS = ["estimate", "std_error", "ci_lower", "ci_upper"]


def make_table(n: int = 400, **columns: str) -> AnalysisTable:
    random = np.random.default_rng(8)
    x, town = random.normal(size=n), random.choice(["north", "south"], n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.2 - 0.9 * x))).astype(int)
    time = np.ceil(np.minimum(random.exponential(14 * np.exp(0.3 * x), n), random.uniform(9, 24, n)))
    event = random.choice([0, 1, 2], n, p=[0.3, 0.5, 0.2])
    entry = np.where(random.uniform(size=n) < 0.1, np.floor(time / 3), 0.0)
    home = np.arange(n) // 2
    frame = pd.DataFrame({"arm": arm, "time": time, "event": event, "x": x, "town": town, "entry": entry, "home": home})
    chosen = {"arm": "arm", "time": "time", "event": "event", "covariates": ["x", "town"], **columns}
    return AnalysisTable.from_frame(frame, **chosen)


def make_study(method: str = "iptw", models: dict[str, Any] | None = None, **changes: Any) -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [6, 12],
            "primary": {"horizon": 12, "method": method, "estimand": "ate"},
            "bootstrap": {"replicates": 0},
            **({"models": models} if models else {}),
            **changes,
        }
    )


TABLE = make_table()
CROSSED = {"censoring": "km", "folds": 3, "truncate": BOUND}


def test_a_study_says_how_the_doubly_robust_answer_is_made() -> None:
    study = make_study("aipw", CROSSED)
    own = risk_difference(TABLE, [6, 12], "aipw", "ate", seed=study.bootstrap.seed, **CROSSED)
    rows = study_effects(TABLE, study).select(method="aipw", estimand="ate", measure="risk_difference")
    assert_allclose(rows[NUMBERS], own.select(arm="contrast")[NUMBERS], rtol=1e-12)
    assert_allclose(headline_of(TABLE, study, [6, 12]).frame[NUMBERS], own.frame[NUMBERS], rtol=1e-12)
    for key in CROSSED:
        without = {name: value for name, value in CROSSED.items() if name != key}
        other = risk_difference(TABLE, [6, 12], "aipw", "ate", seed=study.bootstrap.seed, **without)
        assert np.abs(other.frame["estimate"] - own.frame["estimate"]).max() > 1e-6


def test_truncation_reaches_every_weighted_row() -> None:
    study = make_study("iptw", {"truncate": BOUND}, sensitivities=["composite"])
    effects = study_effects(TABLE, study)
    chosen = {"method": "iptw", "estimand": "ate", "truncate": BOUND}
    own = risk_difference(TABLE, [6, 12], **chosen).select(arm="contrast")
    rows = effects.select(analysis="main", method="iptw", estimand="ate", measure="risk_difference", arm="contrast")
    assert_allclose(rows[NUMBERS], own[NUMBERS], rtol=1e-12)
    for measure, function in (
        ("hazard_ratio", hazard_ratio),
        ("subdistribution_hazard_ratio", subdistribution_hazard_ratio),
    ):
        row = effects.select(method="iptw", estimand="ate", measure=measure)
        assert_allclose(row[NUMBERS], function(TABLE, **chosen).frame[NUMBERS], rtol=1e-12)
        assert abs(row["estimate"].iloc[0] - function(TABLE, "iptw", "ate").frame["estimate"].iloc[0]) > 1e-6
    detectable = effects.select(measure="minimum_detectable_difference")["estimate"].iloc[0]
    assert_allclose(detectable, 2.8016 * own["std_error"].iloc[1], rtol=1e-4)
    weights = propensity_weights(TABLE, "ate", truncate=BOUND)
    curve = study_curves(TABLE, study).select(method="iptw", estimand="ate", arm="programme", event=1)
    at = curve.loc[curve["time"] <= 12, "estimate"].iloc[-1]
    risk = risk_difference(TABLE, [12], **chosen).select(arm="programme")["estimate"].iloc[0]
    assert_allclose(at, risk, rtol=1e-12)
    smd = study_balance(TABLE, study).select(method="iptw", estimand="ate").set_index("covariate")["smd_after"]
    x, treated, values = TABLE.covariates["x"].to_numpy(), TABLE.arm == 1, weights.values  # noqa: PD011 - a field
    means = [np.average(x[rows], weights=values[rows]) for rows in (treated, ~treated)]
    scale = np.sqrt((x[treated].var() + x[~treated].var()) / 2)
    assert_allclose(smd["x"], (means[0] - means[1]) / scale, rtol=1e-9)


def test_replicates_are_truncated_too() -> None:
    # With everybody at one of two bounds that lie next to each other, weights are almost the same for all.
    close = 0.5 - 1e-9
    options = {"replicates": 40, "seed": 3}
    bound = risk_difference(TABLE, [12], "iptw", "ate", truncate=close, **options)
    plain = risk_difference(TABLE, [12], "unadjusted", **options)
    assert_allclose(bound.frame["std_error"], plain.frame["std_error"], rtol=1e-6)
    doubly = [risk_difference(TABLE, [12], "aipw", "ate", truncate=bar, **options) for bar in (None, 0.45)]
    first, second = (one.select(arm="contrast")["std_error"].iloc[0] for one in doubly)
    assert abs(first - second) > 1e-4


@pytest.mark.parametrize("folds", [0, 2])
def test_truncated_doubly_robust_answers_have_a_derivative_too(folds: int) -> None:
    table = make_table(120)
    problem = Problem.of(
        table, fit_propensity(table, truncate=BOUND), np.array([9.0]), 1, censoring="km", folds=folds, seed=1
    )
    ones, estimands = np.ones(len(table)), ["ate", "att", "ato"]
    own = modelled(problem, estimands, ones).influence
    for person in range(0, len(table), 9):
        bump = STEP * (np.arange(len(table)) == person)
        up, down = (modelled(problem, estimands, ones + sign * bump, derivative=False).level for sign in (1, -1))
        assert_allclose(own[:, person], (up - down) / (2 * STEP), atol=DERIVATIVE_TOLERANCE * np.abs(own).max())


@pytest.mark.parametrize("method", ["iptw", "aipw"])
def test_subgroups_take_the_studys_models(method: str) -> None:
    table = make_table(cluster="home")
    models = {"truncate": BOUND} if method == "iptw" else {"censoring": "km", "truncate": BOUND}
    study = make_study(method, models, subgroups=["town"])
    rows = subgroup_effects(table, study).select(population="town=north", arm="contrast", method=method)
    north = table.rows((table.covariates["town"] == "north").to_numpy())
    own = risk_difference(north, [12], method, "ate", seed=study.bootstrap.seed, **models).select(arm="contrast")
    assert_allclose(rows[NUMBERS], own[NUMBERS], rtol=1e-12)


def test_how_many_were_truncated_is_a_check_in_both_languages() -> None:
    def found(models: dict[str, Any] | None) -> pd.DataFrame:
        checks = study_checks(TABLE, make_study("iptw", models), FollowUp.empty()).frame
        return checks[checks["check"] == "truncated"]

    row = found({"truncate": BOUND}).iloc[0]
    assert row["value"] == propensity_weights(TABLE, "ate", truncate=BOUND).truncated > 0
    assert row["verdict"] == "warn"
    assert found({"truncate": 0.001})["verdict"].iloc[0] == "pass"
    assert found(None).empty
    said = [check_in_words("truncated", row["value"], 0.0, make_study(), language) for language in ("en", "es")]
    assert all(f"{row['value']:.0f}" in text for text in said)
    assert said[0] != said[1]


def test_balance_with_interactions_is_there_for_the_asking() -> None:
    plain, with_them = (study_balance(TABLE, make_study("iptw", models)).frame for models in (None, INTERACTIONS))
    extra = set(with_them["covariate"]) - set(plain["covariate"])
    assert extra == {"x:x", "x:town=north", "x:town=south"}
    checks = [
        study_checks(TABLE, make_study("iptw", models), FollowUp.empty()).frame for models in (None, INTERACTIONS)
    ]
    assert_allclose(checks[1]["value"], checks[0]["value"])


INTERACTIONS = {"balance_interactions": True}


def test_fine_and_gray_with_delayed_entry_is_in_a_run() -> None:
    late = make_table(entry="entry")
    effects = study_effects(late, make_study())
    assert len(effects.select(measure="subdistribution_hazard_ratio")) == 2
    assert effects.select(measure="gray_test").empty


@pytest.mark.parametrize(
    ("method", "options", "said"),
    [
        ("iptw", {"folds": 3}, "folds belongs to the method 'aipw', not to 'iptw'"),
        ("iptw", {"censoring": "cox"}, "censoring belongs to the method 'aipw', not to 'iptw'"),
        ("standardised", {"censoring": "km"}, "censoring belongs to the method 'aipw'"),
        ("entropy", {"truncate": 0.1}, "truncation belongs to the methods iptw and aipw.*not to 'entropy'"),
        ("standardised", {"truncate": 0.1}, "truncation belongs to the methods iptw and aipw"),
        ("aipw", {"folds": 2.5}, "folds is 2.5; give a whole number"),
        ("aipw", {"folds": 1}, "folds is 1; give 0 for none"),
        ("aipw", {"censoring": "weibull"}, "no censoring model 'weibull'"),
        *[("iptw", {"truncate": bad}, "truncate is .*above 0 and below 0.5") for bad in (0, 0.5, 0.7, -0.1, 1.5, "a")],
    ],
)
def test_a_method_without_such_a_model_refuses_it(method: str, options: dict[str, Any], said: str) -> None:
    with pytest.raises(EstimationError, match=said):
        risk_difference(TABLE, [6], method, "ate", **options)


@pytest.mark.parametrize(
    ("method", "models", "said"),
    [
        ("iptw", {"folds": 3}, "models.folds belongs to the method aipw"),
        ("iptw", {"censoring": "km"}, "models.censoring belongs to the method aipw"),
        ("entropy", {"truncate": 0.1}, "headline's method entropy does not weigh by propensities"),
        ("aipw", {"folds": 1}, "one fold leaves nobody"),
        ("aipw", {"censoring": "weibull"}, "no censoring model 'weibull'"),
        ("iptw", {"truncate": 0.5}, "less than 0.5"),
        ("iptw", {"trim": 0.1}, "trim"),
    ],
)
def test_a_study_that_asks_it_is_refused(method: str, models: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        make_study(method, models)


@pytest.mark.parametrize(("formula", "said"), [("agee + x", "no covariate agee. There are: x, town"), ("x + (", "(")])
def test_a_misspelt_formula_is_the_studys_fault(formula: str, said: str) -> None:
    with pytest.raises(StudyError) as caught:
        risk_difference(make_table(formula=formula), [6])
    assert said in str(caught.value)
