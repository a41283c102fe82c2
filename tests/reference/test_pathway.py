"""A pathway's risks and medians, from records to rows, against R survfit; `pathway.R` made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.pathway import PathwayCohort, build_pathway
from impact.estimate.milestone_times import MILESTONE, MilestoneTimes, OneArm, median_time
from impact.estimate.pathway import pathway_curves, pathway_effects
from impact.study import Study

HERE = Path(__file__).parent
CLOSE = 1e-8
"""METHODS.md, Estimators 1."""
DAY_ZERO = np.datetime64("2023-01-01")
CUT_OFF = DAY_ZERO + 700
STEPS = ("screened", "eligible", "application")
PEOPLE = pd.read_csv(HERE / "pathway_cases.csv", keep_default_na=False, na_values=["NA"])
CURVES = pd.read_csv(HERE / "pathway_curves.csv")
MEDIANS = pd.read_csv(HERE / "pathway_medians.csv").set_index("analysis")


def cohort_of(*, competing: bool) -> tuple[PathwayCohort, Study]:
    """R's families as records; where nothing competes every way out is a loss."""
    milestones = [{"id": name, "label": {"en": name, "es": name}} for name in STEPS]
    study = Study.model_validate(
        {
            "id": "r",
            "kind": "pathway",
            "input": {"form": "case_records", "path": "."},
            "cut_off": str(CUT_OFF),
            "horizons": [60, 120, 240],
            "pathway": {"unit": "family", "milestones": milestones} | ({} if competing else {"competing": ["died"]}),
        }
    )
    start = DAY_ZERO + PEOPLE["start"].to_numpy().astype("timedelta64[D]")
    left = PEOPLE["exit"] != ""
    cases = pd.DataFrame(
        {
            "case_id": PEOPLE["id"].astype("string"),
            "household_id": PEOPLE["household"].astype("string"),
            "programme": pd.array(["any"] * len(PEOPLE), dtype="string"),
            "unit": pd.array(["family"] * len(PEOPLE), dtype="string"),
            "exit_date": pd.Series(start + PEOPLE["followed"].to_numpy().astype("timedelta64[D]")).where(left),
            "exit_reason": PEOPLE["exit"].where(left).astype("string"),
            "has_reporting_consent": pd.array([True] * len(PEOPLE), dtype="boolean"),
        }
    )
    days = PEOPLE.assign(screened=0)[list(STEPS)].to_numpy()
    case, step = np.nonzero(~np.isnan(days))
    reached = pd.DataFrame(
        {
            "milestone_id": pd.array([str(number) for number in range(len(case))], dtype="string"),
            "case_id": cases["case_id"].to_numpy()[case],
            "milestone": pd.array([STEPS[place] for place in step], dtype="string"),
            "milestone_date": start[case] + days[case, step].astype("timedelta64[D]"),
        }
    )
    return build_pathway({"cases": cases, "milestones": reached}, study), study


def test_the_risks_are_r_s_and_so_are_their_errors_by_household() -> None:
    curves = pathway_curves(*cohort_of(competing=True)).frame
    keys = ["analysis", "event", "time"]
    beside = CURVES.merge(curves, on=keys, how="left", suffixes=("_r", "")).dropna(subset=["estimate"])
    assert len(beside) == len(CURVES) > 500
    assert_allclose(beside["estimate"], beside["estimate_r"], atol=CLOSE)
    assert_allclose(beside["std_error"], beside["std_error_r"], atol=CLOSE)
    assert set(beside["analysis"]) == {"from_start.eligible", "from_start.application", "from_previous.application"}


def test_the_risks_at_the_horizons_are_those_of_the_curves_of_r() -> None:
    effects = pathway_effects(*cohort_of(competing=True)).frame
    effects = effects[effects["analysis"].isin(CURVES["analysis"])]
    risks = effects[(effects["measure"] == "risk") & (effects["status"] == "reported")]
    compared = 0
    for _, row in risks.iterrows():
        r = CURVES[(CURVES["analysis"] == row["analysis"]) & (CURVES["event"] == row["event"])]
        last = r[r["time"] <= row["horizon"]].iloc[-1]
        assert_allclose([row["estimate"], row["std_error"]], last[["estimate", "std_error"]].tolist(), atol=CLOSE)
        compared += 1
    assert compared >= 12


@pytest.mark.parametrize("analysis", ["from_start.eligible", "from_start.application", "from_previous.application"])
def test_where_nothing_competes_the_median_and_its_limits_are_r_s(analysis: str) -> None:
    effects = pathway_effects(*cohort_of(competing=False)).frame
    row = effects[(effects["analysis"] == analysis) & (effects["measure"] == "median_time")].iloc[0]
    assert row["status"] == "reported"
    expected = MEDIANS.loc[analysis, ["median", "lower", "upper"]].tolist()
    assert_allclose(row[["estimate", "ci_lower", "ci_upper"]].astype(float).tolist(), expected, atol=CLOSE)


@pytest.mark.parametrize(("analysis", "events"), [("rest", 4), ("rest_to_the_end", 3)])
def test_a_curve_that_rests_on_one_half_has_the_median_of_r(analysis: str, events: int) -> None:
    time, n = np.array([2.0, 4, 6, 9, 11, 13]), np.arange(6)
    event = (n < events).astype(np.int64)
    times = MilestoneTimes("rest", time, event, np.ones(6, np.int64), n.astype(np.int64), np.zeros(6, dtype=bool))
    arm = OneArm.of(times, None, MILESTONE)
    assert arm is not None
    assert_allclose(median_time(arm)[0], MEDIANS.loc[analysis, "median"], atol=CLOSE)
