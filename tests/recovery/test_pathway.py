"""A pathway's risks and medians hold the truth that generated records were drawn from; counting who got there does not.

One large draw is cut into studies: cases are independent of each other, and every study goes all the way from records
to rows.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_less

from impact.cohort.pathway import PathwayCohort, build_pathway
from impact.data.synthetic.programmes import generate_programme
from impact.estimate.intervals import Z, risk_interval
from impact.estimate.milestone_times import EXIT, MILESTONE, MilestoneTimes, OneArm, median_time, milestone_times
from impact.estimate.pathway import pathway_effects, pathway_funnel
from impact.study import Study

STUDIES, PEOPLE = 200, 300
SEED = 20261122
COVERAGE = (0.90, 0.99)
"""Of intervals said to be 95%: three Monte-Carlo errors of 200 studies on either side, METHODS.md."""
ERROR_RATIO = (0.85, 1.15)
MONTE_CARLO_ERRORS = 4.0
"""How far a number may lie from the truth, in its own standard errors: many are held against it."""
ROOT = Path(__file__).parents[2]
ASKED = (
    ("from_start.application", 6),
    ("from_start.decision", 12),
    ("from_previous.interview", 6),
    ("from_previous.interview", 12),
)


def drawn(name: str, cases: int) -> tuple[PathwayCohort, Study, dict[str, Any]]:
    study = Study.load(ROOT / "studies" / f"{name.replace('_', '-')}-demo.yaml")
    tables, truth = generate_programme(name, cases=cases, seed=SEED)
    return build_pathway(tables, study), study, truth


@cache
def cam() -> tuple[PathwayCohort, Study, dict[str, Any]]:
    return drawn("cam", STUDIES * PEOPLE)


def true_risk(
    truth: dict[str, Any], analysis: str, horizon: float, event: int = MILESTONE, arm: str = "programme"
) -> float:
    by = truth["arms"][arm]["analyses"][analysis]["horizons"][f"{horizon:g}"]
    return float(by["reached" if event == MILESTONE else "exited"])


@cache
def times_of(analysis: str) -> list[MilestoneTimes]:
    """Return the times of each small study: households stay together."""
    cohort, study, _ = cam()
    steps = study.pathway.steps if study.pathway else ()
    of = analysis.partition(".")[2]
    among = steps[0] if analysis.startswith("from_start") else steps[steps.index(of) - 1]
    number = cohort.cases["cluster"].to_numpy() % STUDIES
    parts = [replace(cohort, cases=cohort.cases[number == one]) for one in range(STUDIES)]
    return [milestone_times(part, study, of, among, analysis=analysis) for part in parts]


def risks(every: list[MilestoneTimes], horizon: float) -> pd.DataFrame:
    numbers = [arm.number(horizon) for times in every if (arm := OneArm.of(times, None, MILESTONE)) is not None]
    frame = pd.DataFrame({"estimate": [one.estimate for one in numbers], "error": [one.std_error for one in numbers]})
    lower, upper = risk_interval(frame["estimate"].to_numpy(), frame["error"].to_numpy())
    return frame.assign(lower=lower, upper=upper)


def covered(frame: pd.DataFrame, truth: float) -> float:
    return float(((frame["lower"] <= truth) & (truth <= frame["upper"])).mean())


@pytest.mark.parametrize(("analysis", "horizon"), ASKED)
def test_intervals_of_risks_hold_the_truth_and_errors_are_the_spread(analysis: str, horizon: float) -> None:
    truth = true_risk(cam()[2], analysis, horizon)
    found = risks(times_of(analysis), horizon)
    assert len(found) == STUDIES
    assert COVERAGE[0] <= covered(found, truth) <= COVERAGE[1]
    spread = found["estimate"].std()
    assert ERROR_RATIO[0] <= found["error"].mean() / spread <= ERROR_RATIO[1]
    assert abs(found["estimate"].mean() - truth) < MONTE_CARLO_ERRORS * spread / np.sqrt(STUDIES)


@pytest.mark.parametrize("analysis", ["from_start.application", "from_previous.interview"])
def test_intervals_of_medians_hold_the_truth(analysis: str) -> None:
    truth = cam()[2]["arms"]["programme"]["analyses"][analysis]["median_months"]
    arms = [OneArm.of(times, None, MILESTONE) for times in times_of(analysis)]
    found = pd.DataFrame([median_time(arm) for arm in arms if arm], columns=["estimate", "lower", "upper"])
    found["upper"] = found["upper"].fillna(np.inf)
    assert len(found) == STUDIES
    assert COVERAGE[0] <= covered(found, truth) <= COVERAGE[1]


def test_counting_who_got_there_among_all_who_started_misses_the_truth() -> None:
    analysis, horizon = "from_start.decision", 12
    truth, every = true_risk(cam()[2], analysis, horizon), times_of(analysis)
    share = np.array([((times.event == MILESTONE) & (times.time <= horizon)).mean() for times in every])
    width = Z * np.sqrt(share * (1 - share) / [len(times.time) for times in every])
    naive = pd.DataFrame({"lower": share - width, "upper": share + width})
    assert share.mean() < 0.8 * truth
    assert covered(naive, truth) < 0.5 < covered(risks(every, horizon), truth)


def test_taking_those_who_left_for_lost_misses_the_truth() -> None:
    analysis, horizon = "from_start.decision", 12
    truth, every = true_risk(cam()[2], analysis, horizon), times_of(analysis)
    censored = [replace(times, event=np.where(times.event == EXIT, 0, times.event)) for times in every]
    naive = risks(censored, horizon)
    assert naive["estimate"].mean() > 1.25 * truth
    assert covered(naive, truth) < 0.5


@pytest.mark.parametrize(("name", "cases"), [("cam", STUDIES * PEOPLE), ("legal_representation", 20_000)])
def test_in_a_large_study_every_risk_of_every_arm_is_near_the_truth(name: str, cases: int) -> None:
    cohort, study, truth = cam() if name == "cam" else drawn(name, cases)
    frame = pathway_effects(cohort, study).frame
    arms = frame[
        (frame["measure"] == "risk") & frame["analysis"].str.startswith("from_") & (frame["status"] == "reported")
    ]
    expected = [
        true_risk(truth, row["analysis"], row["horizon"], row["event"], row["arm"]) for _, row in arms.iterrows()
    ]
    assert len(expected) > 20
    assert_array_less(np.abs(arms["estimate"] - expected), MONTE_CARLO_ERRORS * arms["std_error"])
    assert arms["std_error"].max() < 0.02  # so that the line above can fail
    assert set(arms["arm"]) == set(study.arms)


def test_the_funnel_has_everybody_who_started_and_lacks_no_more_than_were_lost() -> None:
    cohort, study, truth = cam()
    frame = pathway_funnel(cohort, study).frame
    totals = frame[(frame["reason"] == "") & frame["horizon"].isna()]
    n = totals.set_index(["what", "milestone"])["n"].to_dict()
    whole = truth["without_loss"]["programme"]
    lost = 0
    for milestone, of in whole["funnel"].items():
        reached = n["reached", milestone]
        assert of["reached"] - lost <= reached <= of["reached"]
        lost += n.get(("lost", milestone), 0)
    assert n["reached", "screened"] == whole["funnel"]["screened"]["reached"]
    assert 0.8 * whole["linked"] < n["linked", "application"] <= whole["linked"]
