"""Every other choice of a study in one call: what a table can carry is there, and what it cannot stops nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.cohort import build_cohort
from impact.estimate import Robustness, study_confounding, study_effects, study_robustness
from impact.estimate.imputed import event_dates
from impact.results import Effects
from impact.study import Study


def make_study(**changes: object) -> Study:
    columns = {"arm": "arm", "time": "time", "event": "event", "lower": "lower", "upper": "upper"}
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": columns},
            "covariates": ["x"],
            "horizons": [6, 12],
            "primary": {"horizon": 12, "estimand": "att"},
            "bootstrap": {"replicates": 0},
            **changes,
        }
    )


def make_frame(n: int = 400, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(-0.6 * x))).astype(int)
    left, lost = random.exponential(18 * np.exp(-0.3 * x)), np.minimum(random.exponential(40, n), 18)
    event = (left < lost).astype(int)
    time = np.where(event == 1, left, lost)
    lower = np.where(event == 1, np.floor(time), time)
    upper = np.where(event == 1, np.floor(time) + 1, np.nan)
    return pd.DataFrame({"arm": arm, "time": time, "event": event, "lower": lower, "upper": upper, "x": x})


def asked(frame: pd.DataFrame, study: Study) -> Robustness:
    tables = {"analysis": frame}
    return study_robustness(tables, build_cohort(tables, study).table, study)


def test_a_flat_table_is_asked_what_it_can_answer_and_nothing_of_records() -> None:
    robustness = asked(make_frame(), make_study())
    there = set(robustness.effects.frame["analysis"])
    assert there >= {"date_lower", "date_upper", "censoring_weights", "loss_worst", "loss_best"}
    assert not there & {"main", "authority_recorded", "these_partners", "design_landmark", "naive_ever_enrolled"}
    assert set(robustness.grid.frame["analysis"]) == {"tipping_point"}
    assert set(robustness.curves.frame["analysis"]) == {"turnbull"}
    assert robustness.checks.frame.empty


def test_one_analysis_that_fails_stops_no_other() -> None:
    # One arm enters late and the other does not: weights for loss refuse that, bounds do not.
    frame, study = make_frame(), make_study()
    columns = study.input.columns.model_copy(update={"entry": "entry"})
    study = study.model_copy(update={"input": study.input.model_copy(update={"columns": columns})})
    frame["entry"] = np.where((frame["arm"] == 1) & (frame["lower"] > 0.5), 0.25, 0.0)
    there = set(asked(frame, study).effects.frame["analysis"])
    assert "censoring_weights" not in there
    assert {"loss_worst", "loss_best"} <= there


def test_what_it_saves_it_loads(tmp_path) -> None:
    robustness = asked(make_frame(), make_study())
    robustness.save(tmp_path)
    for frame, again in zip(robustness, Robustness.load(tmp_path), strict=True):
        assert frame.frame.to_csv() == again.frame.to_csv()


def test_confounding_needs_the_main_analysis_and_gives_a_grid_and_e_values() -> None:
    frame, study = make_frame(), make_study()
    table = build_cohort({"analysis": frame}, study).table
    grid, values = study_confounding(table, study, study_effects(table, study))
    assert set(grid.frame["analysis"]) == {"unmeasured_confounder"}
    assert values.frame["what"].tolist()[:2] == ["estimate", "limit"]
    assert "x" in set(values.frame["name"])


@pytest.mark.parametrize(("design", "imputes"), [("referral", True), ("clone_censor, grace: 120", False)])
def test_only_designs_that_take_imputed_dates_are_asked_for_them(monkeypatch, design, imputes) -> None:
    asked_for = []

    def answer(table: object, study: Study, horizons: object) -> Effects:
        asked_for.append(study.outcome.date)
        return Effects.empty()

    monkeypatch.setattr(event_dates, "headline_of", answer)
    frame = make_frame()
    table = build_cohort({"analysis": frame}, make_study()).table
    kind, _, grace = design.partition(", grace: ")
    records = {
        "input": {"form": "case_records", "path": "x"},
        "cut_off": "2025-12-31",
        "covariates": (),
        "design": {"kind": kind} | ({"grace": int(grace)} if grace else {}),
    }
    event_dates.event_date_effects(table, make_study(**records))
    assert ("imputed" in asked_for) == imputes
