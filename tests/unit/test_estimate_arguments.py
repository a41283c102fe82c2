"""Arguments that nobody meant are refused in words, rather than answered or left to another library to complain of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import DataError, EstimationError, StudyError
from impact.estimate import (
    balance,
    confidence_bands,
    cumulative_incidence,
    entropy_weights,
    gray_test,
    hazard_ratio,
    logrank_test,
    propensity_weights,
    risk_difference,
    subdistribution_hazard_ratio,
)
from impact.estimate.admission import MINIMUM_REPLICATES
from impact.estimate.subgroups import levels_of

N = 80


def make_frame(n: int = N) -> pd.DataFrame:
    random = np.random.default_rng(1)
    frame = pd.DataFrame({"arm": np.arange(n) % 2, "x": random.normal(size=n)})
    frame["time"] = np.ceil(random.exponential(10, n))
    return frame.assign(event=random.choice([0, 1, 2], n, p=[0.3, 0.5, 0.2]))


def table_of(frame: pd.DataFrame, **columns: Any) -> AnalysisTable:
    return AnalysisTable.from_frame(
        frame, **{"arm": "arm", "time": "time", "event": "event", "covariates": ["x"], **columns}
    )


TABLE = table_of(make_frame())
OTHER = table_of(make_frame(N + 2))


@pytest.mark.parametrize(
    "horizons", ["52", ["6"], b"6", [6, "12"], [], [-1], [0], [np.nan], [np.inf], None, [None], [[6, 12]]]
)
def test_horizons_are_numbers_above_0(horizons: Any) -> None:
    with pytest.raises(EstimationError, match=r"horizons must be given as numbers, e.g. \[26, 52\]"):
        risk_difference(TABLE, horizons)


@pytest.mark.parametrize("horizon", [6, 6.0, np.int64(6), np.array([6]), pd.Series([6]), (6,), iter([6])])
def test_one_horizon_may_stand_alone(horizon: Any) -> None:
    rows, same = risk_difference(TABLE, horizon).frame, risk_difference(TABLE, [6]).frame
    assert_allclose(rows["estimate"], same["estimate"])


@pytest.mark.parametrize("replicates", [-5, 1, MINIMUM_REPLICATES - 1, 2.5, 40.0, True, "40", None])
@pytest.mark.parametrize("estimate", [risk_difference, hazard_ratio, confidence_bands])
def test_replicates_are_a_whole_number_that_says_something(estimate: Callable[..., Any], replicates: Any) -> None:
    asked = {"horizons": [6]} if estimate is risk_difference else {}
    with pytest.raises(EstimationError, match=f"give a whole number from {MINIMUM_REPLICATES} up"):
        estimate(TABLE, **asked, replicates=replicates)


@pytest.mark.parametrize("seed", [-1, "a", 1.5, True])
@pytest.mark.parametrize("estimate", [risk_difference, hazard_ratio, confidence_bands])
def test_a_seed_is_a_whole_number_from_0_up(estimate: Callable[..., Any], seed: Any) -> None:
    asked = {"horizons": [6]} if estimate is risk_difference else {}
    with pytest.raises(EstimationError, match=r"seed is .*; give a whole number from 0 up"):
        estimate(TABLE, **asked, replicates=MINIMUM_REPLICATES, seed=seed)


def test_numbers_of_numpy_are_whole_too() -> None:
    options = {"replicates": np.int64(MINIMUM_REPLICATES), "seed": np.int32(3), "event": np.int16(2)}
    assert len(risk_difference(TABLE, [6], **options).frame) == 3


@pytest.mark.parametrize("event", ["1", 1.0, 0, 3, None, True])
@pytest.mark.parametrize(
    "estimate", [risk_difference, hazard_ratio, subdistribution_hazard_ratio, gray_test, logrank_test]
)
def test_an_event_is_a_code_that_occurs(estimate: Callable[..., Any], event: Any) -> None:
    asked = {"horizons": [6]} if estimate is risk_difference else {}
    with pytest.raises(EstimationError, match=r"no event type '.*' here. There is, as a whole number: 1, 2"):
        estimate(TABLE, **asked, event=event)


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        (["a"] * N, "weights must be numbers, one a row"),
        (np.ones(3), f"one number a row: {N}"),
        (np.ones((N, 1)), f"one number a row: {N}"),
        (-np.ones(N), "from 0 up, none missing"),
        (np.full(N, np.nan), "from 0 up, none missing"),
        (np.arange(N) % 2, "every weight is 0 in the comparison arm"),
        (propensity_weights(OTHER), "fitted to another table"),
        (entropy_weights(OTHER), "fitted to another table"),
        (propensity_weights(table_of(make_frame().assign(arm=(np.arange(N) < 30).astype(int)))), "another table"),
    ],
)
@pytest.mark.parametrize("estimate", [cumulative_incidence, confidence_bands, balance])
def test_weights_are_numbers_of_this_table(estimate: Callable[..., Any], weights: Any, said: str) -> None:
    with pytest.raises(EstimationError, match=said):
        estimate(TABLE, weights)


def test_balance_needs_weights() -> None:
    with pytest.raises(EstimationError, match="give weights, one a row, or fitted ones"):
        balance(TABLE, None)


def test_a_code_that_would_wrap_around_is_refused() -> None:
    for code in (32768, 65537, np.inf):
        frame = make_frame()
        frame["event"] = frame["event"].astype(float).replace(2.0, code)
        with pytest.raises(DataError, match=r"event: .* are above 32767"):
            table_of(frame)
    assert table_of(make_frame().replace({"event": {2: 32767}})).event_types == (1, 32767)


def test_covariates_are_a_list_and_a_unit_is_known() -> None:
    with pytest.raises(StudyError, match=r"covariates must be a list of column names: \['x'\]"):
        table_of(make_frame(), covariates="x")
    with pytest.raises(StudyError, match=r"no time unit 'fortnights'. There is: days, weeks, months, years"):
        table_of(make_frame(), time_unit="fortnights")


def test_levels_that_differ_in_the_last_digit_are_not_merged() -> None:
    codes = make_frame().assign(town=np.where(np.arange(N) % 4 < 2, 1010101, 1010102), share=np.arange(N) % 3 / 10)
    table = table_of(codes, covariates=["town", "share"])
    assert {name: int(keep.sum()) for name, keep in levels_of(table, "town").items()} == {
        "1010101": N // 2, "1010102": N // 2,
    }  # fmt: skip
    assert list(levels_of(table, "share")) == ["0", "0.1", "0.2"]


def test_text_with_very_many_values_is_no_set_of_subgroups() -> None:
    frame = make_frame(400)
    named = frame.assign(
        village=[f"village {row % 200}" for row in range(400)], place=[f"p{row % 54}" for row in range(400)]
    )
    table = table_of(named, covariates=["village", "place"])
    with pytest.raises(StudyError, match="'village' has more than 60 values"):
        levels_of(table, "village")
    assert len(levels_of(table, "place")) == 54


def test_everybody_leaving_at_one_time_is_answered_or_refused_in_words() -> None:
    frame = make_frame(200).assign(time=5.0)
    for made in (frame, frame.replace({"event": {2: 0}})):
        try:
            row = subdistribution_hazard_ratio(table_of(made), "unadjusted").frame.iloc[0]
        except EstimationError:
            continue
        # Everybody is at risk at the one time: the log of the ratio of the arms' odds, or of their shares.
        shares = made.assign(had=made["event"] == 1).groupby("arm")["had"].mean()
        assert row["status"] == "withheld" or np.sign(np.log(row["estimate"])) == np.sign(shares[1] - shares[0])
