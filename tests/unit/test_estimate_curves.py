"""Properties of cumulative incidences, and the corners."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import cumulative_incidence, propensity_weights, risk_difference
from impact.estimate.aalen_johansen import aalen_johansen
from impact.estimate.intervals import ratio_interval, risk_interval

EXACT = 1e-12


def table_of(frame: pd.DataFrame, **columns: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", **columns)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    n = draw(st.integers(6, 40))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    frame = pd.DataFrame(
        {
            "arm": np.arange(n) % 2,
            "time": random.integers(1, draw(st.integers(2, 30)), n).astype(float),
            "event": random.integers(0, draw(st.integers(2, 4)), n),
            "weight": random.uniform(0.1, 3.0, n),
            "home": random.integers(0, n, n),
        }
    )
    frame.loc[0, "event"], frame.loc[1, "event"] = 1, 0
    return frame.assign(entry=np.floor(frame["time"] * random.uniform(0, 0.9, n)))


@settings(max_examples=25, deadline=None)
@given(frames(), st.floats(1e-3, 1e3))
def test_weights_are_scale_free(frame: pd.DataFrame, scale: float) -> None:
    table = table_of(frame, entry="entry", cluster="home")
    weights = frame["weight"].to_numpy()
    first, second = (cumulative_incidence(table, w).frame for w in (weights, scale * weights))
    assert_allclose(first["estimate"], second["estimate"], atol=EXACT)
    assert_allclose(first["std_error"] ** 2, second["std_error"] ** 2, rtol=1e-7, atol=EXACT)


@settings(max_examples=25, deadline=None)
@given(frames(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(frame: pd.DataFrame, random: object) -> None:
    order = np.random.default_rng(random.getrandbits(32)).permutation(len(frame))
    first, second = (
        cumulative_incidence(table_of(f, entry="entry", cluster="home"), f["weight"]).frame
        for f in (frame, frame.iloc[order])
    )
    assert_allclose(first["estimate"], second["estimate"], atol=EXACT)
    assert_allclose(first["std_error"] ** 2, second["std_error"] ** 2, rtol=1e-7, atol=EXACT)


@settings(max_examples=25, deadline=None)
@given(frames())
def test_incidences_sum_with_survival_to_one(frame: pd.DataFrame) -> None:
    weights = frame["weight"].to_numpy()
    types = tuple(int(code) for code in np.unique(frame["event"]) if code)
    time, entry, event = (frame[name].to_numpy() for name in ("time", "entry", "event"))
    fit = aalen_johansen(time, event, entry, weights, types)
    assert_allclose(fit.risk.sum(axis=0) + fit.survival, 1.0, atol=EXACT)


@settings(max_examples=25, deadline=None)
@given(frames())
def test_a_duplicated_data_set_halves_the_variance(frame: pd.DataFrame) -> None:
    once = cumulative_incidence(table_of(frame)).frame
    twice = cumulative_incidence(table_of(pd.concat([frame, frame], ignore_index=True))).frame
    assert_allclose(twice["estimate"], once["estimate"], atol=EXACT)
    assert_allclose(twice["std_error"] ** 2, once["std_error"] ** 2 / 2, atol=1e-10)


@settings(max_examples=25, deadline=None)
@given(frames())
def test_a_weight_of_zero_is_absence(frame: pd.DataFrame) -> None:
    gone = (np.arange(len(frame)) >= 4) & (np.arange(len(frame)) % 3 == 0)
    kept = cumulative_incidence(table_of(frame[~gone])).frame
    zeroed = cumulative_incidence(table_of(frame), np.where(gone, 0.0, 1.0)).frame
    both = kept.merge(zeroed, on=["arm", "event", "time"], suffixes=("", "_zeroed"))
    assert len(both) == len(kept)
    for column in ("estimate", "std_error", "at_risk", "events"):
        assert_allclose(both[column], both[f"{column}_zeroed"], atol=1e-10)


@settings(max_examples=25, deadline=None)
@given(frames())
def test_one_event_type_is_kaplan_meier(frame: pd.DataFrame) -> None:
    one = frame.assign(event=(frame["event"] == 1).astype(int))
    curve = cumulative_incidence(table_of(one)).select(arm="comparison")
    rows = one[one["arm"] == 0]
    theirs = KaplanMeierFitter().fit(rows["time"], rows["event"])
    at = theirs.survival_function_at_times(curve["time"]).to_numpy()
    assert_allclose(1 - curve["estimate"], at, atol=1e-9)


def test_entry_at_zero_is_no_delayed_entry() -> None:
    frame = pd.DataFrame({"arm": [1, 0] * 10, "time": np.repeat(np.arange(10.0), 2), "event": [1, 0, 0, 1] * 5})
    without = cumulative_incidence(table_of(frame)).frame
    with_zero = cumulative_incidence(table_of(frame.assign(entry=0.0), entry="entry")).frame
    pd.testing.assert_frame_equal(without, with_zero)


def test_events_at_time_zero_count_and_come_before_censorings() -> None:
    frame = pd.DataFrame({"arm": [1] * 4 + [0] * 4, "time": [0, 0, 2, 2.0] * 2, "event": [1, 0, 1, 0] * 2})
    curve = cumulative_incidence(table_of(frame)).select(arm="programme")
    assert_allclose(curve["time"], [0, 2])
    assert_allclose(curve["estimate"], [1 / 4, 1 / 4 + 3 / 4 / 2])
    assert list(curve["at_risk"]) == [4, 2]
    assert list(curve["events"]) == [1, 2]


def test_an_event_at_the_last_time_of_the_last_person_brings_survival_to_zero() -> None:
    frame = pd.DataFrame({"arm": [1] * 3 + [0] * 3, "time": [1, 2, 3.0] * 2, "event": [0, 1, 1, 0, 1, 1]})
    curve = cumulative_incidence(table_of(frame)).select(arm="programme")
    assert curve["estimate"].iloc[-1] == 1.0
    assert curve["std_error"].iloc[-1] == 0.0


def test_one_event_gives_a_curve_without_an_interval() -> None:
    frame = pd.DataFrame({"arm": [1, 0] * 20, "time": 5.0, "event": [1] + [0] * 39})
    curves = cumulative_incidence(table_of(frame))
    assert curves.select(arm="programme")["estimate"].iloc[0] == pytest.approx(1 / 20)
    assert curves.frame[["ci_lower", "ci_upper"]].isna().all(axis=None)


def test_propensity_weights_are_said_to_be_what_they_are() -> None:
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"arm": random.integers(0, 2, 80), "time": random.integers(1, 9, 80) * 1.0, "x": range(80)})
    table = table_of(frame.assign(event=random.integers(0, 2, 80)), covariates=["x"])
    assert set(cumulative_incidence(table).frame["method"]) == {"unadjusted"}
    iptw = cumulative_incidence(table, propensity_weights(table, "att")).frame
    assert set(iptw["method"]) == {"iptw"}
    assert set(iptw["estimand"]) == {"att"}


GOOD = pd.DataFrame({"arm": [1, 1, 0, 0], "time": [1.0, 2, 1, 2], "event": [1, 0, 1, 0]})


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (GOOD.assign(arm=1), "nobody is in the comparison arm"),
        (GOOD.assign(arm=0), "nobody is in the programme arm"),
        (GOOD.assign(event=0), "no event of interest"),
        (GOOD.assign(event=[2, 0, 2, 0]), "no event of interest"),
        (GOOD.assign(event=0, time=0.0), "everybody is censored at time 0"),
        (GOOD.assign(event=1), "right\\s*truncation"),
    ],
)
def test_what_cannot_be_estimated_is_refused_in_words(frame: pd.DataFrame, message: str) -> None:
    for estimate in (cumulative_incidence, lambda table: risk_difference(table, [1.0])):
        with pytest.raises(EstimationError, match=message) as refusal:
            estimate(table_of(frame))
        assert refusal.value.exit_code == 13


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, 1.0], "one number a row"),
        ([1.0, -1.0, 1.0, 1.0], "from 0 up"),
        ([1.0, np.nan, 1.0, 1.0], "none missing"),
        ([0.0, 0.0, 1.0, 1.0], "every weight is 0 in the programme arm"),
    ],
)
def test_wrong_weights_are_refused(weights: list[float], message: str) -> None:
    with pytest.raises(EstimationError, match=message):
        cumulative_incidence(table_of(GOOD), weights)


def test_the_interval_of_a_risk_stays_inside_and_needs_a_risk() -> None:
    lower, upper = risk_interval(np.array([0.02, 0.98, 0.0, 1.0]), np.array([0.02, 0.02, 0.0, 0.0]))
    assert (lower[:2] > 0).all()
    assert (upper[:2] < 1).all()
    assert (lower[:2] < [0.02, 0.98]).all()
    assert np.isnan(lower[2:]).all()
    assert_allclose(np.prod(ratio_interval(np.array(2.0), np.array(0.3))), 4.0)
