"""How the arms spread over the preference score and visits over time, and what of it may be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort import AnalysisTable
from impact.cohort.completeness import visit_density
from impact.disclosure.densities import release_densities
from impact.disclosure.footing import Footing
from impact.estimate.overlap import overlap
from impact.estimate.propensity import preference_score
from impact.results import CohortFlow, Curves, Densities, StudyResults
from impact.study import Study


@pytest.fixture
def small_study():
    return Study.model_validate(
        {
            "id": "small",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "time_unit": "months",
            "horizons": [12],
            "primary": {"horizon": 12},
        }
    )


@pytest.fixture
def one_covariate_table():
    """Make a table in which a covariate decides who is in the programme."""

    def make(n, time=20.0):
        rng = np.random.default_rng(20261122)
        z = rng.normal(size=n)
        frame = pd.DataFrame(
            {
                "arm": (rng.random(n) < 1 / (1 + np.exp(-z))).astype(int),
                "time": time,
                "event": (np.arange(n) % 5 == 0) * 1,
                "z": z,
            }
        )
        return AnalysisTable.from_frame(
            frame, arm="arm", time="time", event="event", covariates=["z"], time_unit="months"
        )

    return make


def test_preference_score_is_one_half_for_whoever_has_the_programmes_own_odds(one_covariate_table):
    table = one_covariate_table(n=200)
    share = (table.arm == 1).mean()
    assert_allclose(preference_score(np.full(len(table), share), table), 0.5)


def test_preference_score_agrees_with_its_definition_by_logits(one_covariate_table):
    # Walker et al. (2013): logit(F) = logit(propensity) − logit(prevalence).
    table = one_covariate_table(n=200)
    propensity = np.linspace(0.05, 0.95, len(table))
    prevalence = (table.arm == 1).mean()
    logit = np.log(propensity / (1 - propensity)) - np.log(prevalence / (1 - prevalence))
    assert_allclose(preference_score(propensity, table), 1 / (1 + np.exp(-logit)), atol=1e-12)


def test_overlap_counts_everybody_once(one_covariate_table, small_study):
    table = one_covariate_table(n=300)
    frame = overlap(table, small_study).frame
    by_arm = frame.groupby("arm")[["n", "value"]].sum()
    assert by_arm.loc["programme", "n"] == (table.arm == 1).sum()
    assert by_arm.loc["comparison", "n"] == (table.arm == 0).sum()
    assert_allclose(by_arm["value"], 1.0)
    # Enough programme people are found where the score is high: the covariate decides who takes part.
    high = frame[frame["lower"] >= 0.5].groupby("arm")["value"].sum()
    assert high["programme"] > high["comparison"]


def test_visits_are_counted_while_the_child_is_observed(one_covariate_table, small_study):
    table = one_covariate_table(n=40, time=12.0)
    child = np.zeros(3, dtype=np.intp)
    frame = visit_density(table, child, np.array([0, 100, 400], dtype=np.int64), small_study).frame
    arm = "programme" if table.arm[0] == 1 else "comparison"
    mine = frame[frame["arm"] == arm]
    assert mine["n"].tolist() == [1, 1, 0, 0]  # day 400 comes after the child's 12 months
    people = (table.arm == table.arm[0]).sum()
    assert_allclose(mine["value"].iloc[0], 1 / (people * 0.25), rtol=1e-12)


def _released(rows, n, study):
    results = StudyResults.of(
        {
            "densities": Densities(pd.DataFrame(rows, columns=list(Densities.COLUMNS))),
            "flow": CohortFlow(
                pd.DataFrame(
                    [("analysed", "analysed", "programme", n), ("analysed", "analysed", "comparison", n)],
                    columns=list(CohortFlow.COLUMNS),
                )
            ),
            "curves": Curves(
                pd.DataFrame(
                    [
                        ("main", "all", "unadjusted", "none", arm, 1, 20.0, 0.1, 0, 0, 0, n, 20, np.nan, np.nan)
                        for arm in ("programme", "comparison")
                    ],
                    columns=list(Curves.COLUMNS),
                )
            ),
        }
    )
    return release_densities(results.densities, Footing(results, study)).frame


def test_a_small_piece_goes_and_so_does_what_would_give_it_away(small_study):
    people = [0, 3, 20, 50, 127]
    rows = [("preference", "programme", i / 5, (i + 1) / 5, n, n / 200) for i, n in enumerate(people)]
    shown = _released(rows, 200, small_study)
    assert shown["n"].isna().tolist() == [True, True, True, False, False]
    assert shown["value"].isna().tolist() == [True, True, True, False, False]
    assert shown["n"].tolist()[3:] == [50, 125]
    assert shown["value"].tolist()[3:] == [0.25, 0.62]


@pytest.mark.parametrize(("n", "contacts", "is_shown"), [(200, 57, True), (200, 9, False), (25, 57, False)])
def test_visits_are_shown_of_enough_people_and_contacts(small_study, n, contacts, is_shown):
    rows = [("visits", arm, 0.0, 3.0, contacts, 4.567) for arm in ("programme", "comparison")]
    shown = _released(rows, n, small_study)
    assert shown["n"].tolist() == ([55, 55] if is_shown else pytest.approx([np.nan] * 2, nan_ok=True))
    assert shown["value"].tolist() == ([4.6, 4.6] if is_shown else pytest.approx([np.nan] * 2, nan_ok=True))
