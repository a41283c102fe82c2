"""Strong selection, exact dates, nobody lost: the weighted differences recover the truth, the crude one does not."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.cohort import Cohort, build_cohort
from impact.data.synthetic import generate
from impact.estimate import clone_effects, risk_difference, time_varying_hazard_ratio
from impact.study import Study

CHILDREN = 20_000
HORIZON = 12
STANDARD_ERRORS = 3.0
"""How far an estimate may lie from the truth."""
DAYS: dict[str, dict[str, int]] = {"landmark": {"day": 30}, "clone_censor": {"grace": 120}}
ASKED = {"time_varying": {"measure": "hazard_ratio", "method": "adjusted"}}
"""What a design can be asked where it is not a risk difference by weights."""
REPLICATES = 20
"""Of the clones' bootstrap: enough for a standard error within a fifth."""
POPULATIONS = {"ato": "overlap", "att": "treated"}
"""The population of truth.json that each estimand speaks of."""


def a_study(**design: Any) -> Study:
    return Study.model_validate(
        {
            "id": "recovery",
            "input": {"form": "case_records", "path": "."},
            "time_unit": "months",
            "cut_off": "2025-12-31",
            "eligibility": {"countries": ["GTM", "HND"], "return_window": ["2019-01-01", "2025-06-30"]},
            "design": design,
            "clusters": "household",
            "horizons": [HORIZON],
            "primary": {"horizon": HORIZON} | ASKED.get(str(design.get("kind")), {}),
            "source": Path("recovery.yaml"),
        }
    )


@cache
def records() -> tuple[Mapping[str, pd.DataFrame], Mapping[str, Any]]:
    return generate(scenario="selection", children=CHILDREN)


@cache
def cohort(kind: str) -> Cohort:
    design = {"kind": kind} | DAYS.get(kind, {})
    return build_cohort(records()[0], a_study(**design))


def contrast(kind: str, population: str, **how: Any) -> tuple[float, float, float]:
    """Return the risk difference, its standard error and the truth."""
    effects = risk_difference(cohort(kind).table, horizons=[HORIZON], **how)
    row = effects.select(arm="contrast", event=1, horizon=HORIZON).iloc[0]
    truth = records()[1]["designs"][kind][population]["horizons"][str(HORIZON)]["risk_difference"]
    return row["estimate"], row["std_error"], truth


def test_the_cohort_is_everybody_who_is_eligible_and_nobody_else() -> None:
    flow = cohort("referral").flow.frame
    assert flow.loc[flow["step"] == "analysed", "n"].sum() == CHILDREN
    by_step = flow.groupby("step")["n"].sum()
    assert by_step["all"] == by_step["excluded"] + by_step["analysed"]


def test_every_event_is_dated_on_its_day_and_everybody_is_traced() -> None:
    found = cohort("referral")
    events = found.table.event > 0
    assert events.sum() > CHILDREN / 4
    np.testing.assert_array_equal(found.table.lower[events], found.table.upper[events])
    assert (found.followup.frame["share"] == 1).all()


@pytest.mark.parametrize("kind", ["referral", "landmark"])
@pytest.mark.parametrize("estimand", list(POPULATIONS))
def test_weighted_differences_lie_within_three_standard_errors_of_the_truth(kind: str, estimand: str) -> None:
    estimate, std_error, truth = contrast(kind, POPULATIONS[estimand], method="iptw", estimand=estimand)
    assert abs(estimate - truth) < STANDARD_ERRORS * std_error
    # The truth is an effect that this many children can tell from none, so that the line above can fail.
    assert abs(truth) > STANDARD_ERRORS * std_error


@pytest.mark.parametrize("kind", ["referral", "landmark"])
@pytest.mark.parametrize("population", list(POPULATIONS.values()))
def test_the_crude_difference_does_not(kind: str, population: str) -> None:
    estimate, std_error, truth = contrast(kind, population, method="unadjusted")
    assert abs(estimate - truth) > STANDARD_ERRORS * std_error


@cache
def clones() -> pd.DataFrame:
    """Risk differences of enrolling within 120 days against never, by estimand; `none` is without weights."""
    study = a_study(kind="clone_censor", grace=120)
    study = study.model_copy(update={"bootstrap": study.bootstrap.model_copy(update={"replicates": REPLICATES})})
    return clone_effects(cohort("clone_censor").table, study).select(measure="risk_difference").set_index("estimand")


@pytest.mark.parametrize("estimand", ["ate", *POPULATIONS])
def test_weighted_clones_lie_within_three_standard_errors_of_the_truth(estimand: str) -> None:
    truth = _truth_of_clones(POPULATIONS.get(estimand, "all"))
    estimate, std_error = clones().loc[estimand, ["estimate", "std_error"]]
    assert abs(estimate - truth) < STANDARD_ERRORS * std_error
    assert abs(truth) > STANDARD_ERRORS * std_error


def test_clones_without_weights_do_not() -> None:
    estimate, std_error = clones().loc["none", ["estimate", "std_error"]]
    assert abs(estimate - _truth_of_clones("all")) > STANDARD_ERRORS * std_error


def _truth_of_clones(population: str) -> float:
    return float(records()[1]["designs"]["clone"][population]["horizons"][str(HORIZON)]["risk_difference"])


def test_enrolment_over_time_recovers_the_conditional_hazard_ratio_where_it_is_adjusted() -> None:
    truth = np.log(records()[1]["conditional_hazard_ratio"])
    found = {}
    for method in ("adjusted", "unadjusted"):
        row = time_varying_hazard_ratio(cohort("time_varying").table, method).frame.iloc[0]
        found[method] = abs(np.log(row["estimate"]) - truth) * row["estimate"] / row["std_error"]
    assert found["adjusted"] < STANDARD_ERRORS < found["unadjusted"]
