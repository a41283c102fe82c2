"""Fine and Gray's model and tests of equality against R cmprsk and survival; `competing.R` made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.estimate.equality import gray_test, logrank_test
from impact.estimate.subdistribution import subdistribution_hazard_ratio

HERE = Path(__file__).parent
ESTIMATE = 1e-8
"""Relative; all three programs solve the same equations, R's to 1e-12."""
STANDARD_ERROR = 2e-4
"""Relative: crr's censoring term has Nelson–Aalen increments, ours those of the product-limit in its weights."""
OF_ONE_GROUP = 3e-3
"""Relative: with censoring by arm, crr's q of a group leaves out the other group's events (`qu` in its crrvv)."""
STATISTIC = 1e-10
"""Relative."""

PEOPLE = pd.read_csv(HERE / "competing_people.csv")
MODELS = pd.read_csv(HERE / "competing_models.csv").set_index("call")
TESTS = pd.read_csv(HERE / "competing_tests.csv").set_index(["call", "event"])


def table(time: str = "time", entry: str | None = None, cluster: str | None = None) -> AnalysisTable:
    names = {"arm": "arm", "time": time, "event": "event", "covariates": ["x"], "entry": entry, "cluster": cluster}
    return AnalysisTable.from_frame(PEOPLE, **names, time_unit="months")


def log_ratio(people: AnalysisTable, method: str, censoring: str) -> tuple[float, float]:
    row = subdistribution_hazard_ratio(people, method, censoring=censoring).frame.iloc[0]
    return np.log(row["estimate"]), row["std_error"] / row["estimate"]


@pytest.mark.parametrize(
    ("call", "method", "censoring", "tolerance"),
    [
        ("crr_pooled", "unadjusted", "pooled", STANDARD_ERROR),
        ("crr_adjusted", "adjusted", "pooled", STANDARD_ERROR),
        ("crr_by_arm", "unadjusted", "by_arm", OF_ONE_GROUP),
    ],
)
def test_without_ties_the_ratio_and_its_standard_error_equal_crr(
    call: str, method: str, censoring: str, tolerance: float
) -> None:
    estimate, std_error = log_ratio(table(), method, censoring)
    assert_allclose(estimate, MODELS.loc[call, "coefficient"], rtol=ESTIMATE)
    assert_allclose(std_error, MODELS.loc[call, "std_error"], rtol=tolerance)


@pytest.mark.parametrize(
    ("call", "time", "entry"),
    [
        ("finegray", "time", None),
        ("finegray_ties", "months", None),
        ("finegray_entry", "time", "entry"),
        ("finegray_entry_ties", "months", "entry_months"),
    ],
)
def test_with_ties_and_delayed_entry_the_ratio_equals_finegray(call: str, time: str, entry: str | None) -> None:
    estimate, _ = log_ratio(table(time, entry), "unadjusted", "pooled")
    assert_allclose(estimate, MODELS.loc[call, "coefficient"], rtol=ESTIMATE)


@pytest.mark.parametrize("event", [1, 2])
@pytest.mark.parametrize(("suffix", "time"), [("", "time"), ("_ties", "months")])
def test_gray_equals_cuminc_and_logrank_survdiff(suffix: str, time: str, event: int) -> None:
    for name, test in (("gray", gray_test), ("logrank", logrank_test)):
        found, r = test(table(time), event=event), TESTS.loc[(name + suffix, event)]
        assert_allclose(found.statistic, r["statistic"], rtol=STATISTIC)
        assert_allclose(found.p_value, r["p_value"], rtol=1e-9)


@pytest.mark.parametrize("event", [1, 2])
@pytest.mark.parametrize(("call", "entry"), [("logrank_clusters", None), ("logrank_entry_clusters", "entry_months")])
def test_logrank_with_clusters_and_delayed_entry_equals_the_robust_score_test(
    call: str, entry: str | None, event: int
) -> None:
    found = logrank_test(table("months", entry, "cluster"), event=event)
    assert_allclose(found.statistic, TESTS.loc[(call, event), "statistic"], rtol=STATISTIC)
