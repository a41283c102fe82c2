"""Where nothing is left to infer: everybody has had the event, the arms' events are apart, weights leave none."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import (
    cumulative_incidence,
    hazard_ratio,
    propensity_weights,
    risk_difference,
    risk_ratio,
    rmtl_difference,
    subdistribution_hazard_ratio,
)
from impact.estimate.cox import fit_cox
from impact.results import Effects

METHODS = ("unadjusted", "iptw", "entropy", "standardised", "aipw")
ROUNDING = 1e-12
"""Of a risk that is one."""


def table_of(frame: pd.DataFrame, *covariates: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=list(covariates))


def make_frame(n: int = 200, seed: int = 3) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(0.2 - 0.5 * x))).astype(int)
    time = np.ceil(np.minimum(random.exponential(9, n), random.uniform(6, 14, n)))
    return pd.DataFrame({"arm": arm, "time": time, "event": random.choice([0, 1], n, p=[0.4, 0.6]), "x": x})


def where_everybody_goes() -> tuple[pd.DataFrame, float]:
    """Make an arm's last person have the event: after it nobody is left, and the risk is one whatever the weights."""
    frame = make_frame()
    last = frame["time"].max()
    for arm in (0, 1):
        frame.loc[frame.index[frame["arm"] == arm][0], ["time", "event"]] = (last + 1 + arm, 1)
    return frame, float(last + 2)


@pytest.mark.parametrize(
    ("method", "replicates"), [(method, 0) for method in METHODS] + [("unadjusted", 40), ("iptw", 40), ("entropy", 40)]
)
def test_a_certain_risk_has_no_error_and_its_contrast_is_withheld(method: str, replicates: int) -> None:
    frame, last = where_everybody_goes()
    table = table_of(frame, "x")
    for measure in (risk_difference, risk_ratio):
        frame = measure(table, [last], method, "att", replicates=replicates).frame
        certain = frame[np.isclose(frame["estimate"], [1, 1, 0 if measure is risk_difference else 1], atol=ROUNDING)]
        # The models of the last methods may leave somebody; what is certain is never an effect.
        assert len(certain) == 3 or method in ("standardised", "aipw")
        assert (certain["status"] == "withheld").all()
        assert certain["reason"].str.endswith("[not_estimable]").all()
        assert certain[["ci_lower", "ci_upper", "p_value"]].isna().all(axis=None)
    assert (frame["status"] == "withheld").any() or method in ("standardised", "aipw")
    # Time until then is not certain.
    lost = rmtl_difference(table, [last], method, "att", replicates=replicates).select(arm="contrast").iloc[0]
    if method not in ("standardised", "aipw"):
        assert lost["status"] == "reported"
        assert lost["std_error"] > 0.01


@pytest.mark.parametrize("weighted", [False, True])
def test_the_curve_of_a_certain_risk_ends_at_one_without_an_interval(weighted: bool) -> None:
    frame, _ = where_everybody_goes()
    table = table_of(frame, "x")
    curves = cumulative_incidence(table, propensity_weights(table, "ate") if weighted else None)
    for arm in ("programme", "comparison"):
        last, before = curves.select(arm=arm).iloc[-1], curves.select(arm=arm).iloc[-2]
        assert (last["estimate"], last["std_error"]) == (1.0, 0.0)
        assert np.isnan(last["ci_lower"])
        assert before["std_error"] > 0.01


def test_with_competing_events_a_risk_after_the_last_person_is_not_certain() -> None:
    frame, last = where_everybody_goes()
    frame.loc[frame.index[frame["event"] == 1][::3], "event"] = 2
    row = risk_difference(table_of(frame, "x"), [last], "iptw", "ate").select(arm="contrast").iloc[0]
    assert row["status"] == "reported"
    assert row["std_error"] > 0.01


def apart() -> AnalysisTable:
    """Every event of the comparison comes before every one of the programme."""
    random = np.random.default_rng(0)
    time = np.concatenate([random.uniform(11, 20, 100), random.uniform(1, 10, 100)])
    frame = pd.DataFrame({"arm": np.repeat([1, 0], 100), "time": time, "event": random.integers(0, 2, 200)})
    return table_of(frame.assign(x=random.normal(size=200)), "x")


def assert_not_estimable(effects: Effects) -> None:
    (row,) = effects.frame.to_dict(orient="records")
    assert row["status"] == "withheld"
    assert row["reason"].endswith("[not_estimable]")
    assert np.isnan(row["estimate"])
    assert np.isnan(row["ci_lower"])


def test_a_likelihood_that_rises_for_ever_gives_no_hazard_ratio_and_no_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for method in ("unadjusted", "iptw", "entropy", "adjusted"):
            assert_not_estimable(hazard_ratio(apart(), method, "ate"))
            assert_not_estimable(hazard_ratio(apart(), method, "ate", replicates=25))
        for method in ("unadjusted", "adjusted", "iptw"):
            assert_not_estimable(subdistribution_hazard_ratio(apart(), method, "ate"))


def test_modelled_risks_are_refused_where_the_arm_has_no_coefficient() -> None:
    frame = make_frame()
    # A covariate that is the arm, but for one person who has no event.
    frame["twin"] = frame["arm"]
    odd = frame.index[frame["event"] == 0][0]
    frame.loc[odd, "twin"] = 1 - frame.loc[odd, "twin"]
    for table in (apart(), table_of(frame, "twin")):
        for method in ("standardised", "aipw"):
            with pytest.raises(EstimationError, match=r"the event of interest.* did not converge"):
                risk_difference(table, [8], method, "ate")
    with pytest.raises(EstimationError, match="tell the arms apart perfectly"):
        risk_difference(table_of(frame.assign(twin=frame["arm"]), "twin"), [8], "standardised", "ate")
    with pytest.raises(EstimationError, match="tell the arms apart perfectly"):
        risk_difference(table_of(frame.assign(z=frame["x"].abs() * (2 * frame["arm"] - 1)), "z"), [8], "standardised")


def test_a_coefficient_is_determined_unless_its_information_is_gone() -> None:
    frame = make_frame(400)
    random = np.random.default_rng(1)
    rare = (random.uniform(size=400) < 0.05).astype(float)
    event = (frame["event"] * (1 - rare)).to_numpy(dtype=float)
    arm, x = frame["arm"].to_numpy(dtype=float), frame["x"].to_numpy()
    columns = np.column_stack([arm, x, rare, x - arm])
    time, ones = frame["time"].to_numpy(), np.ones(400)
    fit = fit_cox(time, event, np.zeros(400), columns[:, :3], ones)
    # A level without events runs off, and the arm beside it does not.
    assert [fit.is_determined(column) for column in range(3)] == [True, True, False]
    assert_allclose(
        fit.coefficients[:2],
        fit_cox(*(a[rare == 0] for a in (time, event, 0 * time, columns[:, :2], ones))).coefficients,
        rtol=1e-6,
    )
    twice = fit_cox(time, event, np.zeros(400), columns[:, [0, 1, 3]], ones)
    assert not any(twice.is_determined(column) for column in range(3))
    # A hazard ratio of e⁴ is no runaway.
    strong = fit_cox(time - 3 * arm * event, event, np.zeros(400) - 9, columns[:, :2], ones)
    assert strong.is_determined()


def test_weights_that_leave_no_event_are_refused() -> None:
    frame = make_frame()
    table = table_of(frame)
    with pytest.raises(EstimationError, match="every weight is 0 of those with the event"):
        cumulative_incidence(table, (frame["event"] != 1).to_numpy(dtype=float))
