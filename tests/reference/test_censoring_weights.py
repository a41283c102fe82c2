"""Censoring weights against R's survival package; `censoring_weights.R` made the numbers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate.loss.censoring_weights import censoring_weighted
from impact.study import Study

FOLDER = Path(__file__).parent
TOLERANCE = 1e-8
"""METHODS.md, for numbers of survfit; coxph stops at 1e-9 of the likelihood."""


def test_risks_with_censoring_weights_are_those_of_r() -> None:
    people = pd.read_csv(FOLDER / "censoring_weights_people.csv")
    expected = pd.read_csv(FOLDER / "censoring_weights_risks.csv").sort_values(["horizon", "arm"])
    table = AnalysisTable.from_frame(people, arm="arm", time="time", event="event", covariates=["x"])
    table = replace(table, context=people[["observable"]])
    horizons = expected["horizon"].unique().tolist()
    columns = {"arm": "arm", "time": "time", "event": "event"}
    study = Study.model_validate(
        {
            "id": "reference",
            "input": {"form": "analysis_table", "path": "people.csv", "columns": columns},
            "horizons": horizons,
            "primary": {"horizon": horizons[-1], "method": "unadjusted"},
        }
    )
    found = censoring_weighted(table, study).frame
    for arm, code in (("programme", 1), ("comparison", 0)):
        own = expected[expected["arm"] == code]
        assert_allclose(found[found["arm"] == arm]["estimate"], own["event"], rtol=TOLERANCE)
        # The weights matter, so that the line above can fail.
        unweighted = censoring_weighted(replace(table, covariates=table.covariates[[]], formula="1"), study).frame
        plain = unweighted[unweighted["arm"] == arm]["estimate"].to_numpy()
        assert np.abs(plain[-1] - own["event"].iloc[-1]) > 1e6 * TOLERANCE
