"""What holds of every method whatever the data: of those that stand in METHODS, and of any that joins them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import risk_difference, rmtl_difference
from impact.study import METHODS

HORIZON = 12.0
SOLVED = 1e-7
"""Relative: what iterations that start elsewhere leave."""
WEIGHTED = [method for method in METHODS if method not in ("standardised", "aipw")]
"""Methods that are Aalen–Johansen under weights; the others rest on Cox's model, whose ties are Efron's."""
NO_ANSWER = ("no weights give", "did not converge", "do not tell the programme", "tell the arms apart")
"""What a data set as small as these may truly lack; any other refusal is a fault."""
few = settings(max_examples=8, deadline=None)
every_method = pytest.mark.parametrize("method", METHODS)


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    """Confounded people with ties, two event types and losses."""
    n = draw(st.integers(70, 110))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    x, place = random.normal(size=n), random.choice(["north", "south"], n)
    arm = random.uniform(size=n) < 1 / (1 + np.exp(-0.6 * x - 0.4 * (place == "south")))
    time = np.ceil(random.exponential(draw(st.sampled_from([9.0, 30.0])), n) + 0.1)
    event = random.choice([0, 1, 2], n, p=[0.35, 0.45, 0.2])
    # Somebody is followed past the horizon in each arm.
    time[:2], arm[:2], event[:2] = 40.0, (True, False), 0
    return pd.DataFrame({"arm": arm.astype(int), "time": time, "event": event, "x": x, "place": place})


def table_of(frame: pd.DataFrame, *covariates: str, **columns: str) -> AnalysisTable:
    chosen = covariates or ("x", "place")
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=list(chosen), **columns)


def rows_of(table: AnalysisTable, method: str, *, estimand: str = "ate", horizon: float = HORIZON) -> pd.DataFrame:
    """Both arms' risks and their difference, in that order."""
    try:
        return risk_difference(table, [horizon], method, estimand).frame
    except EstimationError as error:
        if method in ("unadjusted", "iptw") or not any(reason in str(error) for reason in NO_ANSWER):
            raise
        return reject()


def assert_same(first: pd.DataFrame, second: pd.DataFrame) -> None:
    for column in ("estimate", "std_error"):
        assert_allclose(first[column], second[column], rtol=SOLVED, atol=SOLVED)
    assert list(first["n"]) == list(second["n"])
    assert list(first["events"]) == list(second["events"])


@few
@every_method
@given(frame=frames(), seed=st.integers(0, 1000))
def test_the_order_of_rows_does_not_matter(method: str, frame: pd.DataFrame, seed: int) -> None:
    shuffled = frame.sample(frac=1, random_state=seed)
    assert_same(rows_of(table_of(frame), method), rows_of(table_of(shuffled), method))


@few
@every_method
@given(frame=frames(), unit=st.floats(0.01, 100), shift=st.floats(-5, 5))
def test_the_unit_of_a_covariate_does_not_matter(method: str, frame: pd.DataFrame, unit: float, shift: float) -> None:
    other = frame.assign(x=frame["x"] * unit + shift)
    assert_same(rows_of(table_of(frame), method), rows_of(table_of(other), method))


@few
@every_method
@given(frame=frames(), unit=st.floats(0.03, 31))
def test_the_unit_of_time_does_not_matter(method: str, frame: pd.DataFrame, unit: float) -> None:
    other = table_of(frame.assign(time=frame["time"] * unit))
    assert_same(rows_of(table_of(frame), method), rows_of(other, method, horizon=HORIZON * unit * (1 + 1e-12)))
    lost, scaled = (
        rmtl_difference(table, [horizon], method, "ate").frame
        for table, horizon in ((table_of(frame), HORIZON), (other, HORIZON * unit))
    )
    assert_allclose(scaled["estimate"], lost["estimate"] * unit, rtol=SOLVED, atol=SOLVED * unit)
    assert_allclose(scaled["std_error"], lost["std_error"] * unit, rtol=SOLVED)


@few
@every_method
@given(frame=frames())
def test_arms_that_change_places_change_the_sign(method: str, frame: pd.DataFrame) -> None:
    # Of everybody: the population is the same whichever arm is called the programme.
    there = rows_of(table_of(frame), method).set_index("arm")
    back = rows_of(table_of(frame.assign(arm=1 - frame["arm"])), method).set_index("arm")
    assert_allclose(back.loc["contrast", "estimate"], -there.loc["contrast", "estimate"], rtol=SOLVED, atol=SOLVED)
    assert_allclose(back.loc["contrast", "std_error"], there.loc["contrast", "std_error"], rtol=SOLVED)
    assert_allclose(back.loc["programme", "estimate"], there.loc["comparison", "estimate"], rtol=SOLVED)


@few
@every_method
@given(frame=frames())
def test_entry_at_zero_is_no_delayed_entry(method: str, frame: pd.DataFrame) -> None:
    with_zero = table_of(frame.assign(entry=0.0), entry="entry")
    assert_same(rows_of(table_of(frame), method), rows_of(with_zero, method))


@few
@every_method
@given(frame=frames())
def test_clusters_of_one_are_persons(method: str, frame: pd.DataFrame) -> None:
    alone = table_of(frame.assign(home=np.arange(len(frame))[::-1]), cluster="home")
    assert_same(rows_of(table_of(frame), method), rows_of(alone, method))


@few
@pytest.mark.parametrize("method", WEIGHTED)
@given(frame=frames())
def test_a_duplicated_data_set_halves_the_variance(method: str, frame: pd.DataFrame) -> None:
    once = rows_of(table_of(frame), method)
    twice = rows_of(table_of(pd.concat([frame, frame], ignore_index=True)), method)
    assert_allclose(twice["estimate"], once["estimate"], rtol=SOLVED, atol=SOLVED)
    assert_allclose(twice["std_error"] ** 2, once["std_error"] ** 2 / 2, rtol=1e-6)


@few
@pytest.mark.parametrize("method", WEIGHTED)
@given(frame=frames())
def test_the_risks_of_all_types_sum_to_the_risk_of_any(method: str, frame: pd.DataFrame) -> None:
    rows_of(table_of(frame), method)
    each = [risk_difference(table_of(frame), [HORIZON], method, "ate", event=event).frame for event in (1, 2)]
    any_event = rows_of(table_of(frame.assign(event=(frame["event"] > 0).astype(int))), method)
    assert_allclose(each[0]["estimate"] + each[1]["estimate"], any_event["estimate"], rtol=SOLVED, atol=SOLVED)


@few
@pytest.mark.parametrize("method", [*WEIGHTED, "aipw"])
@given(frame=frames())
def test_where_nothing_is_known_of_people_every_method_is_aalen_johansen(method: str, frame: pd.DataFrame) -> None:
    bare = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event")
    options = {"censoring": "km"} if method == "aipw" else {}
    rows = risk_difference(bare, [HORIZON], method, "ate", **options).frame
    assert_allclose(rows["estimate"], rows_of(bare, "unadjusted")["estimate"], rtol=SOLVED, atol=SOLVED)
