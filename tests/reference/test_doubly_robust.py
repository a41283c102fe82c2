"""Modelled risks against riskRegression::ate, whose numbers `doubly_robust.R` beside this file made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate import cumulative_incidence, risk_difference
from impact.estimate.modelled.doubly_robust import modelled
from impact.estimate.modelled.hazard_model import Spells, arm_hazard
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.propensity import fit_propensity

HERE = Path(__file__).parent
ESTIMATE_TOLERANCE = 1e-6
"""METHODS.md 5."""
STD_ERROR_TOLERANCE = {"AIPTW": 1e-3, "GFORMULA": 2e-2}
"""Relative, METHODS.md 5: riskRegression differentiates exp(−H) where we differentiate the product."""
INVARIANT_TOLERANCE = 1e-12
HORIZONS = np.array([6.0, 12.0])
ATE = pd.read_csv(HERE / "doubly_robust_ate.csv")


def table_of(frame: pd.DataFrame, *covariates: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=list(covariates))


@pytest.mark.parametrize("data", ["single", "several"])
@pytest.mark.parametrize(("estimator", "censoring"), [("GFORMULA", None), ("AIPTW", "cox")])
def test_risks_and_standard_errors_equal_riskregression(data: str, estimator: str, censoring: str | None) -> None:
    frame = pd.read_csv(HERE / f"doubly_robust_{data}.csv")
    assert frame["time"].is_unique
    assert sorted(frame["event"].unique()) == ([0, 1] if data == "single" else [0, 1, 2])
    table = table_of(frame, "x", "z")
    problem = Problem.of(table, fit_propensity(table), HORIZONS, 1, censoring=censoring)
    result = modelled(problem, ["ate"], np.ones(len(table)), like_riskregression=True)
    level, influence = result.level[:, 0, :2], result.influence[:, :, 0, :2]
    ours = {"programme": (level[0], influence[0]), "comparison": (level[1], influence[1])}
    ours["contrast"] = (level[0] - level[1], influence[0] - influence[1])
    theirs = ATE[(ATE["data"] == data) & (ATE["estimator"] == estimator)]
    for arm, (estimate, derivative) in ours.items():
        rows = theirs[theirs["arm"] == arm].sort_values("horizon")
        assert_allclose(estimate, rows["estimate"], atol=ESTIMATE_TOLERANCE, rtol=0)
        error = np.sqrt((derivative**2).sum(axis=0))
        assert_allclose(error, rows["std_error"], rtol=STD_ERROR_TOLERANCE[estimator])


def test_our_own_choices_are_near_those_of_riskregression() -> None:
    # Normalised weights and G(u) for G(u−): differences of an order below the standard error (0.05 here).
    frame = pd.read_csv(HERE / "doubly_robust_several.csv")
    rows = risk_difference(table_of(frame, "x", "z"), HORIZONS, "aipw", "ate").select(arm="contrast")
    theirs = ATE[(ATE["data"] == "several") & (ATE["estimator"] == "AIPTW") & (ATE["arm"] == "contrast")]
    assert_allclose(rows["estimate"], theirs["estimate"], atol=0.005)
    assert_allclose(rows["std_error"], theirs["std_error"], rtol=0.05)


def test_inverse_censoring_weights_give_aalen_johansen() -> None:
    # METHODS.md 5: Σ 1{X ≤ τ, Δ = 1}/G(X−)/n is Aalen–Johansen with Kaplan–Meier G, with ties of all kinds.
    people = pd.read_csv(HERE / "survival_people.csv")
    curves = cumulative_incidence(table_of(people))
    times, at = np.unique(people["time"], return_inverse=True)
    lost = people["event"].to_numpy() == 0
    arm = people["arm"].to_numpy()
    censoring = arm_hazard(Spells(at, at - ~lost, lost, len(times)), arm.astype(float), np.ones(len(people)))
    for which, (name, code) in enumerate((("programme", 1), ("comparison", 0))):
        free = np.cumprod(1.0 - censoring.jumps(which, len(times)))
        # Nobody of this arm has an event where it is 0.
        before = np.maximum(np.concatenate([[1.0], free[:-1]])[at], np.finfo(float).tiny)
        for event in (1, 2):
            curve = curves.select(arm=name, event=event)
            had = (arm == code) & (people["event"].to_numpy() == event)
            until = np.searchsorted(times, curve["time"])
            weighted = np.bincount(at, weights=np.where(had, 1 / before, 0.0), minlength=len(times)).cumsum()[until]
            assert_allclose(weighted / (arm == code).sum(), curve["estimate"], atol=INVARIANT_TOLERANCE)


@pytest.mark.parametrize("method", ["standardised", "aipw"])
def test_without_covariates_the_models_are_aalen_johansen(method: str) -> None:
    table = table_of(pd.read_csv(HERE / "survival_people.csv"))
    ours = risk_difference(table, [6, 12, 24], method, "ate").frame
    plain = risk_difference(table, [6, 12, 24], "unadjusted").frame
    assert_allclose(ours["estimate"], plain["estimate"], atol=INVARIANT_TOLERANCE)
    assert_allclose(ours["std_error"], plain["std_error"], rtol=1e-9)
