"""Released results for the tests of what readers see, made from formulas: no person stands behind them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from challenged import challenged
from portfolios import write_portfolio

from impact.disclosure import ReleasedResults
from impact.results import (
    Balance,
    Baseline,
    Changes,
    Checks,
    Claims,
    CohortFlow,
    Confounding,
    Curves,
    Densities,
    Effects,
    FollowUp,
    Grid,
    Quality,
    StudyResults,
)
from impact.study import Study

STUDIES = Path(__file__).parents[3] / "studies"

ARMS = ("programme", "comparison")
COMPARISONS = (("unadjusted", "none", 0.03), ("iptw", "att", 0.0), ("iptw", "ate", 0.005), ("iptw", "ato", 0.002))
PEOPLE = {"programme": 500.0, "comparison": 1930.0}


@pytest.fixture(scope="session", params=["cmrrp-demo", "rossi"])
def study(request) -> Study:
    return Study.load(STUDIES / f"{request.param}.yaml")


@pytest.fixture(scope="session")
def demo() -> Study:
    return Study.load(STUDIES / "cmrrp-demo.yaml")


@pytest.fixture(scope="session")
def rossi() -> Study:
    return Study.load(STUDIES / "rossi.yaml")


@pytest.fixture(params=["en", "es"])
def language(request) -> str:
    return request.param


@pytest.fixture(scope="session")
def portfolio_file(tmp_path_factory, demo) -> Path:
    """The file of a portfolio of three studies, one of each kind, with their runs beside it; nobody may change it."""
    return write_portfolio(tmp_path_factory.mktemp("portfolio"), _results(demo), STUDIES / "cmrrp-demo.yaml")


@pytest.fixture
def released(tmp_path):
    """Make released results of a study whose primary difference is `effect` ± `half_width`."""

    def make(
        study: Study, *, is_withheld: bool = False, is_challenged: bool = False, **numbers: float
    ) -> ReleasedResults:
        results = _withheld(study) if is_withheld else _results(study, **numbers)
        results = challenged(results, study) if is_challenged else results
        results.save(tmp_path)
        return ReleasedResults.load(tmp_path)

    return make


def _results(study: Study, *, effect: float = -0.08, half_width: float = 0.045, share: float = 0.9) -> StudyResults:
    return StudyResults(
        quality=_quality(),
        flow=_flow(study),
        baseline=_baseline(),
        followup=_followup(study, share),
        curves=_curves(study, effect),
        effects=_effects(study, effect, half_width),
        balance=_balance(study),
        checks=_checks(share),
        grid=Grid.empty(),
        confounding=Confounding.empty(),
        claims=Claims.empty(),
        changes=Changes.empty(),
        densities=_densities(study),
    )


def _withheld(study: Study) -> StudyResults:
    """Return the same with every adjusted estimate withheld by the gates of follow-up."""
    results = _results(study, share=0.5)
    effects, curves = results.effects.frame.copy(), results.curves.frame
    adjusted = effects["method"] != "unadjusted"
    effects.loc[adjusted, ["estimate", "ci_lower", "ci_upper"]] = np.nan
    effects.loc[adjusted, "status"] = "withheld"
    effects.loc[adjusted, "reason"] = "Too few could be traced. [n gate:traced.programme]"
    return replace(results, effects=Effects(effects), curves=Curves(curves[curves["method"] == "unadjusted"]))


def _risk(study: Study, arm: str, time: float, effect: float) -> float:
    end = max(study.horizons)
    base = 0.34 * (time / end) ** 0.7
    return base if arm == "comparison" else base + effect * (time / study.primary.horizon) ** 0.7


def _curves(study: Study, effect: float) -> Curves:
    times = sorted({0.0, *np.round(np.linspace(0.3, max(study.horizons), 22), 1), *map(float, study.horizons)})
    rows = []
    for method, estimand, shift in COMPARISONS:
        for arm in ARMS:
            for time in times:
                # A released curve carries its last step to a horizon, so that it lags behind the estimate there.
                before = max((other for other in times if other < time), default=time)
                risk = _risk(study, arm, before if time in study.horizons else time, effect - shift)
                half = 0.035 * (time / max(study.horizons)) ** 0.5 * (1.6 if arm == "programme" else 0.8)
                left = 5 * round(PEOPLE[arm] * (1 - risk) * (1 - 0.35 * time / max(study.horizons)) / 5)
                row = ["main", "all", method, estimand, arm, 1.0, time, round(risk, 3), np.nan]
                limits = [np.nan, np.nan] if time < 1 else [round(max(risk - half, 0), 3), round(risk + half, 3)]
                events = 5.0 * round(PEOPLE[arm] * risk / 5)
                counts = [float(left), events if events > 10 else np.nan]
                band = [round(max(limits[0] - half / 2, 0), 3), round(limits[1] + half / 2, 3)]
                rows.append([*row, *limits, *counts, *band])
    return Curves(pd.DataFrame(rows, columns=list(Curves.COLUMNS)))


def _effects(study: Study, effect: float, half: float) -> Effects:
    rows = []

    def add(measure, method, estimand, arm, horizon, value, low, high) -> None:
        n = PEOPLE.get(arm, np.nan)
        of = ["main", "all", measure, method, estimand, arm, 1.0, horizon]
        numbers = [round(number, 3) for number in (value, np.nan, low, high)]
        rows.append([*of, *numbers, "bootstrap", np.nan, n, np.nan, "reported", None, np.nan])

    for horizon in study.horizons:
        for method, estimand, shift in COMPARISONS:
            moved = (effect - shift) * (horizon / study.primary.horizon) ** 0.7
            risks = {arm: _risk(study, arm, horizon, effect - shift) for arm in ARMS}
            for arm, risk in risks.items():
                add("risk", method, estimand, arm, horizon, risk, risk - 0.03, risk + 0.03)
            add("risk_difference", method, estimand, "contrast", horizon, moved, moved - half, moved + half)
    method, estimand = study.primary.method, study.primary.estimand
    add("rmtl_difference", method, estimand, "contrast", study.primary.horizon, -0.4, -0.7, -0.1)
    add("hazard_ratio", method, estimand, "contrast", np.nan, 0.66, 0.5, 0.87)
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def _densities(study: Study) -> Densities:
    scores = {"programme": (0, 50, 150, 200, 100), "comparison": (400, 800, 500, 200, 30)}
    rows = [
        ("preference", arm, place / 5, (place + 1) / 5, n, n / sum(people))
        for arm, people in scores.items()
        for place, n in enumerate(people)
    ]
    if study.input.form == "case_records":
        rows += [
            ("visits", arm, 3.0 * place, 3.0 * place + 3, 100 * rate, rate)
            for arm, rates in (("programme", (12.0, 8.0, 4.0)), ("comparison", (2.0, 3.0, 2.0)))
            for place, rate in enumerate(rates)
        ]
    return Densities(pd.DataFrame(rows, columns=list(Densities.COLUMNS)))


def _flow(study: Study) -> CohortFlow:
    if study.input.form == "analysis_table":
        counts = {"all": ("all", 215.0, 215.0), "analysed": ("analysed", 215.0, 215.0)}
    else:
        counts = {
            "all": ("all", 545.0, 2890.0),
            "no_consent": ("excluded", 15.0, 85.0),
            "return_window": ("excluded", 30.0, 240.0),
            "country": ("excluded", np.nan, 410.0),
            "age": ("excluded", 0.0, 0.0),
            "no_overlap_department": ("excluded", np.nan, 225.0),
            "analysed": ("analysed", 500.0, 1930.0),
        }
    rows = [
        [step, reason, arm, n]
        for reason, (step, *numbers) in counts.items()
        for arm, n in zip(ARMS, numbers, strict=True)
    ]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def _baseline() -> Baseline:
    rows = []
    for arm, shift in zip(ARMS, (0.08, 0.0), strict=True):
        rows += [
            ["age_at_return_years", None, arm, PEOPLE[arm], 15.4 + shift],
            ["sex", "male", arm, 5 * round(PEOPLE[arm] * (0.7 - shift) / 5), 0.7 - shift],
            ["sex", "female", arm, 5 * round(PEOPLE[arm] * (0.3 + shift) / 5), 0.3 + shift],
            ["sex", "other", arm, np.nan, np.nan],
        ]
    return Baseline(pd.DataFrame(rows, columns=list(Baseline.COLUMNS)))


def _followup(study: Study, share: float) -> FollowUp:
    rows = []
    for place, horizon in enumerate(study.horizons):
        for arm, less in zip(ARMS, (0.0, 0.05), strict=True):
            due = PEOPLE[arm] - 50 * place
            shown = round(share - less - 0.04 * place, 2)
            rows.append([float(horizon), arm, due, 5 * round(due * shown / 5), shown])
    return FollowUp(pd.DataFrame(rows, columns=list(FollowUp.COLUMNS)))


def _balance(study: Study) -> Balance:
    names = study.covariates or (
        "age_at_return_years", "sex=male", "is_indigenous=yes", "prior_attempts", "has_parent_abroad=yes",
        "department=Huehuetenango", "returned_from=US", "has_smuggler_debt=yes", "return_season=Q3",
    )  # fmt: skip
    rows = [
        [name, "iptw", estimand, before, after, 1.02, before - 0.12, before + 0.12, after - 0.05, after + 0.05]
        for estimand in ("att", "ate", "ato")
        for place, name in enumerate(names)
        for before, after in [(round(0.42 * np.cos(1.7 * place), 2), round(0.06 * np.sin(2.3 * place), 2))]
    ]
    return Balance(pd.DataFrame(rows, columns=list(Balance.COLUMNS)))


def _checks(share: float) -> Checks:
    verdict = "pass" if share >= 0.6 else "fail"
    rows = [
        ["balance.att", 0.06, 0.10, "warn", "The largest weighted difference is 0.06."],
        ["equipoise.programme", 0.71, 0.2, "pass", "Equipoise in the programme arm is 71%."],
        ["traced.programme", share, 0.6, verdict, "Traced in the programme arm."],
        ["traced.comparison", share - 0.05, 0.6, verdict, "Traced in the comparison arm."],
    ]
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def _quality() -> Quality:
    why = ("Without it, weights must guess.", "Sin ese dato, los pesos tienen que suponer.")
    rows = [
        ["returns", "debt_usd is known", "debt_usd", "warning", 320.0, 3435.0, *why, "warn"],
        ["contacts", "dates do not heap", "contact_date", "warning", np.nan, 9000.0, *why, "warn"],
        ["returns", "return_id is unique", "return_id", "critical", 0.0, 3435.0, *why, "pass"],
    ]
    return Quality(pd.DataFrame(rows, columns=list(Quality.COLUMNS)))
