"""Made-up analyses beside the main one: every choice made otherwise, and what is assumed of those lost."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from impact.results import Checks, Confounding, Curves, Effects, Grid, StudyResults
from impact.study import Study

ARMS = ("programme", "comparison")
SHIFTS = {
    "date_lower": -0.01, "date_midpoint": 0.0, "date_upper": 0.01, "date_imputed": -0.002, "authority_recorded": 0.02,
    "direct_effect": -0.003, "composite": 0.006, "censoring_weights": 0.012, "loss_worst": 0.17, "loss_best": -0.19,
    "design_referral": 0.0, "design_landmark": 0.015, "design_clone_censor": 0.008, "naive_enrolment_clock": -0.06,
    "naive_ever_enrolled": -0.05, "these_partners": 0.001, "partners_like_these": 0.004, "chained_equations": -0.004,
}  # fmt: skip
"""How far from the main difference each analysis lies."""
CONTROLS = {"placebo_outcome": 0.012, "placebo_exposure": -0.01, "detection_control": 0.06}
ODDS = tuple(2.0 ** (half / 2) for half in range(-4, 7))


def challenged(results: StudyResults, study: Study) -> StudyResults:
    """Return the results with every analysis that may stand beside the main one."""
    return replace(
        results,
        effects=Effects.concat([results.effects, _effects(results, study)]),
        curves=Curves.concat([results.curves, _turnbull(results)]),
        grid=_grid(results, study),
        confounding=_confounding(study),
        checks=Checks.concat([results.checks, _immortal()]),
    )


def _effects(results: StudyResults, study: Study) -> Effects:
    method = study.primary.method
    estimand = "none" if method == "unadjusted" else study.primary.estimand
    main = results.effects.select(measure="risk_difference", method=method, estimand=estimand, population="all")
    numbers, parts = ["estimate", "ci_lower", "ci_upper"], []
    for name, shift in SHIFTS.items():
        parts.append(main.assign(analysis=name, **{number: (main[number] + shift).round(3) for number in numbers}))
    for name, value in CONTROLS.items():
        limits = {"estimate": value, "ci_lower": value - 0.04, "ci_upper": value + 0.04}
        parts.append(main.assign(analysis=name, **{key: round(number, 3) for key, number in limits.items()}))
    for label, shift in (("../2020-03-19", 0.02), ("2020-03-20/2023-05-11", -0.02), ("2023-05-12/2025-06-30", 0.0)):
        limits = {"ci_lower": main["ci_lower"] - 0.03 + shift, "ci_upper": main["ci_upper"] + 0.03 + shift}
        period = main.assign(analysis="policy_period", population=f"period={label}", estimate=main["estimate"] + shift)
        parts.append(period.assign(**limits).round(3))
    ends = {"estimate": np.nan, "ci_lower": main["estimate"] - 0.02, "ci_upper": main["estimate"] + 0.03}
    parts.append(main.assign(analysis="leave_one_partner_out", interval="range", **ends).round(3))
    ratio = {"analysis": "time_varying", "measure": "hazard_ratio", "horizon": np.nan}
    parts.append(main.head(1).assign(**ratio, estimate=0.7, ci_lower=0.52, ci_upper=0.94))
    return Effects(pd.concat(parts))


def _turnbull(results: StudyResults) -> Curves:
    rows = results.curves.select(method="unadjusted").copy()
    rows["estimate"] = (0.94 * rows["estimate"]).round(3)
    return Curves(rows.assign(analysis="turnbull", ci_lower=np.nan, ci_upper=np.nan))


def _grid(results: StudyResults, study: Study) -> Grid:
    primary = results.effects.select(
        measure="risk_difference", method=study.primary.method, estimand=study.primary.estimand,
        horizon=study.primary.horizon,
    ).iloc[0]  # fmt: skip
    half = float(primary["ci_upper"] - primary["estimate"])
    rows = []
    for programme in ODDS:
        for comparison in ODDS:
            moved = primary["estimate"] + 0.035 * np.log2(programme) - 0.03 * np.log2(comparison)
            rows.append(["tipping_point", "risk_difference", study.primary.horizon, programme, comparison, moved])
    for arm in (1.0, 1.5, 2.0, 3.0, 4.0):
        for event in (1.0, 1.5, 2.0, 3.0, 4.0):
            moved = primary["estimate"] * (1 - 0.3 * np.log2(arm) * np.log2(event))
            rows.append(["unmeasured_confounder", "risk_difference", study.primary.horizon, arm, event, moved])
    frame = pd.DataFrame(rows, columns=list(Grid.COLUMNS[:6])).round({"estimate": 3})
    return Grid(
        frame.assign(ci_lower=(frame["estimate"] - half).round(3), ci_upper=(frame["estimate"] + half).round(3))
    )


def _confounding(study: Study) -> Confounding:
    rows = [["estimate", None, study.primary.horizon, 0.62, 2.6], ["limit", None, study.primary.horizon, 0.82, 1.7]]
    for place, name in enumerate(study.covariates or ("sex=male", "prior_attempts", "department=Huehuetenango")):
        value = round(1.6 - 0.1 * place, 2)
        rows.append(["covariate", name, study.primary.horizon, round(1 + (value - 1) / 3, 2), value])
    return Confounding(pd.DataFrame(rows, columns=list(Confounding.COLUMNS)))


def _immortal() -> Checks:
    row = ["immortal_time", 0.12, 12000.0, "pass", "Share of time before enrolment, and child-days."]
    return Checks(pd.DataFrame([row], columns=list(Checks.COLUMNS)))
