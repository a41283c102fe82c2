"""Hazard ratios given the covariates: published numbers, their derivative, and their way through a study."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_rossi
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import hazard_ratio, study_effects
from impact.estimate.cox import fit_cox
from impact.study import Study

ROSSI = -0.37942
"""Coefficient of financial aid: lifelines' documentation; Fox & Weisberg."""
DIGITS = 6e-6
"""Half of the last digit published."""
DERIVATIVE_TOLERANCE = 1e-5
STEP = 1e-4
COVARIATES = ["age", "race", "wexp", "mar", "paro", "prio"]


def rossi(rows: slice = slice(None), **roles: str) -> AnalysisTable:
    frame = load_rossi().iloc[rows].assign(home=lambda frame: np.arange(len(frame)) // 2)
    return AnalysisTable.from_frame(frame, arm="fin", time="week", event="arrest", covariates=COVARIATES, **roles)


def study_of(**changes: object) -> Study:
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [52],
            "primary": {"measure": "hazard_ratio", "horizon": 52, "method": "adjusted", "estimand": "ate"},
            "bootstrap": {"replicates": 0},
            **changes,
        }
    )


def test_the_published_coefficient_is_that_of_rossi() -> None:
    (row,) = hazard_ratio(rossi(), "adjusted").frame.to_dict(orient="records")
    assert_allclose(np.log(row["estimate"]), ROSSI, atol=DIGITS)
    assert (row["method"], row["estimand"], row["status"]) == ("adjusted", "none", "reported")
    assert_allclose(row["ci_lower"] * row["ci_upper"], row["estimate"] ** 2)


@pytest.mark.parametrize("cluster", [False, True])
def test_its_standard_error_is_the_derivative_in_case_weights(cluster: bool) -> None:
    table = rossi(slice(0, 150), **({"cluster": "home"} if cluster else {}))
    columns = np.column_stack([table.arm, table.covariates]).astype(float)

    def coefficient(cases: np.ndarray) -> float:
        return float(fit_cox(table.time, (table.event == 1) * 1.0, table.entry, columns, cases).coefficients[0])

    moves = []
    for person in range(150):
        bump = STEP * (np.arange(150) == person)
        moves.append((coefficient(1 + bump) - coefficient(1 - bump)) / (2 * STEP))
    totals = np.array(moves).reshape(75, 2).sum(axis=1) if cluster else np.array(moves)
    row = hazard_ratio(table, "adjusted").frame.iloc[0]
    assert_allclose(row["std_error"] / row["estimate"], np.sqrt((totals**2).sum()), rtol=DERIVATIVE_TOLERANCE)


def test_a_bootstrap_refits_the_whole_model() -> None:
    by_influence, drawn = (hazard_ratio(rossi(), "adjusted", replicates=size, seed=1).frame.iloc[0] for size in (0, 60))
    assert drawn["interval"] == "bootstrap"
    assert drawn["estimate"] == by_influence["estimate"]
    assert_allclose(drawn["std_error"], by_influence["std_error"], rtol=0.3)  # 60 replicates know a spread to 9%


def test_a_study_may_ask_for_it_and_tells_its_risks_by_weights() -> None:
    effects = study_effects(rossi(), study_of())
    row = effects.select(measure="hazard_ratio", method="adjusted").iloc[0]
    assert_allclose(np.log(row["estimate"]), ROSSI, atol=DIGITS)
    assert study_of().headline_method == "iptw"
    assert set(effects.select(measure="risk_difference", population="all")["method"]) == {"unadjusted", "iptw"}
    # Beside another answer too.
    beside = study_of(primary={"horizon": 52}, methods=["adjusted"])
    assert "adjusted" in set(study_effects(rossi(), beside).select(measure="hazard_ratio")["method"])


def test_it_has_no_risks_and_no_propensities_to_truncate() -> None:
    with pytest.raises(ValueError, match="'adjusted': it gives a hazard ratio and no risk_difference"):
        study_of(primary={"horizon": 52, "method": "adjusted"})
    with pytest.raises(EstimationError, match="truncation belongs to the methods iptw and aipw"):
        hazard_ratio(rossi(), "adjusted", truncate=0.1)


def test_rows_in_any_order_give_the_same_ratio() -> None:
    frame = load_rossi().sample(frac=1, random_state=1)
    mixed = AnalysisTable.from_frame(frame, arm="fin", time="week", event="arrest", covariates=COVARIATES)
    pd.testing.assert_frame_equal(hazard_ratio(mixed, "adjusted").frame, hazard_ratio(rossi(), "adjusted").frame)
