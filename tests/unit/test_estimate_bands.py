"""Simultaneous bands: the process behind them, where they stand, and their critical value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.optimize import brentq
from scipy.stats import norm

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import bands, cumulative_incidence, entropy_weights, propensity_weights
from impact.estimate.arrays import units_of
from impact.estimate.bands import confidence_bands
from impact.estimate.intervals import Z


def table_of(n: int = 400, seed: int = 7, types: int = 3, **columns: object) -> AnalysisTable:
    random = np.random.default_rng(seed)
    x = random.normal(size=n)
    arm = (random.uniform(size=n) < 1 / (1 + np.exp(-0.5 * x))).astype(int)
    time = np.ceil(np.minimum(random.exponential(15, n), random.uniform(10, 30, n)))
    frame = pd.DataFrame({"arm": arm, "time": time, "event": random.integers(0, types, n), "x": x})
    frame["home"] = random.integers(0, n // 3, n)
    frame["entry"] = np.where(random.uniform(size=n) < 0.7, 0.0, np.floor(time * random.uniform(0, 0.9, n)))
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x"], **columns)


@pytest.mark.parametrize("cluster", [None, "home"])
@pytest.mark.parametrize("entry", [None, "entry"])
@pytest.mark.parametrize("kind", ["none", "numbers", "iptw", "entropy"])
def test_the_process_has_variance_one_at_every_time(kind: str, entry: str | None, cluster: str | None) -> None:
    table = table_of(cluster=cluster, entry=entry)
    weights = {
        "none": lambda: None,
        "numbers": lambda: np.random.default_rng(0).uniform(0, 2, len(table)),
        "iptw": lambda: propensity_weights(table, "ate"),
        "entropy": lambda: entropy_weights(table, "att"),
    }[kind]()
    frame = cumulative_incidence(table, weights).frame
    found = list(bands._processes(table, weights, frame, 10))
    assert len(found) == 2 * 2
    for process in found:
        # With one unit's multiplier at a time: the columns are the units' standardised influences.
        influence = process.deviations(np.eye(int(units_of(table).max()) + 1))
        assert_allclose((influence**2).sum(axis=1), 1.0, rtol=1e-7)


def test_a_band_is_wider_than_the_intervals_and_stands_where_it_says() -> None:
    table = table_of()
    frame = confidence_bands(table, seed=1, from_events=20).frame
    pd.testing.assert_frame_equal(
        frame.drop(columns=["band_lower", "band_upper"]),
        cumulative_incidence(table).frame.drop(columns=["band_lower", "band_upper"]),
    )
    expected = (frame["events"] >= 20) & (frame["at_risk"] >= 10)
    assert expected.any()
    assert not expected.all()
    assert (frame["band_lower"].notna() == expected).all()
    inside = frame[expected]
    assert (inside["band_lower"] < inside["ci_lower"]).all()
    assert (inside["ci_upper"] < inside["band_upper"]).all()
    assert inside[["band_lower", "band_upper"]].to_numpy().min() > 0
    assert inside[["band_lower", "band_upper"]].to_numpy().max() < 1


def test_without_bands_the_columns_are_missing() -> None:
    assert cumulative_incidence(table_of()).frame[["band_lower", "band_upper"]].isna().all(axis=None)
    few = confidence_bands(table_of(30), seed=1).frame
    assert few[["band_lower", "band_upper"]].isna().all(axis=None)


def test_the_seed_decides_and_the_blocks_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of()
    weights = propensity_weights(table)
    first, other = (confidence_bands(table, weights, seed=seed, replicates=300).frame for seed in (1, 2))
    again = confidence_bands(table, weights, seed=1, replicates=300).frame
    pd.testing.assert_frame_equal(first, again, check_exact=True)
    assert (first["band_upper"].dropna() != other["band_upper"].dropna()).any()
    monkeypatch.setattr(bands, "BLOCK_ELEMENTS", 7 * len(table))
    pd.testing.assert_frame_equal(first, confidence_bands(table, weights, seed=1, replicates=300).frame, rtol=1e-12)


def width_of(curve: pd.DataFrame) -> np.ndarray:
    """Half-width of a band in standard errors, back from its upper limit."""
    curve = curve.dropna(subset=["band_upper"])
    stay = 1 - curve["estimate"]
    moved = np.log(np.log(1 - curve["band_upper"]) / np.log(stay))
    return (moved * stay * np.abs(np.log(stay)) / curve["std_error"]).to_numpy()


def test_the_critical_value_is_that_of_brownian_motion() -> None:
    # One event type: the log of survival has independent increments, so that the standardised process is |W(s)|/√s,
    # whose tail is 4φ(c)/c + φ(c)(c − 1/c) log(s₂/s₁) (Miller & Siegmund 1982).
    random = np.random.default_rng(7)
    time, censored = random.exponential(15, 6000), random.uniform(10, 30, 6000)
    frame = pd.DataFrame({"arm": np.arange(6000) % 2, "time": np.minimum(time, censored), "event": time < censored})
    table = AnalysisTable.from_frame(frame.astype({"event": int}), arm="arm", time="time", event="event")
    curve = confidence_bands(table, seed=3, replicates=4000).select(arm="programme").dropna(subset=["band_upper"])
    clock = (curve["std_error"] / (1 - curve["estimate"])).to_numpy() ** 2
    spread = np.log(clock[-1] / clock[0])
    nominal = brentq(lambda c: norm.pdf(c) * (4 / c + (c - 1 / c) * spread) - 0.05, 1.5, 6)
    widths = width_of(curve)
    assert_allclose(widths, widths[0], rtol=1e-6)
    # A process of few steps at first crosses a little less often than one in continuous time.
    assert 0.94 * nominal < widths[0] < 1.01 * nominal
    assert widths[0] > 1.3 * Z


def test_a_higher_level_is_wider_and_never_narrower_than_an_interval() -> None:
    table = table_of()
    wide, narrow = (
        width_of(confidence_bands(table, level=level, seed=1).select(arm="programme")) for level in (0.99, 0.5)
    )
    assert wide.min() > narrow.max()
    one_time = AnalysisTable.from_frame(
        pd.DataFrame({"arm": [1, 0] * 60, "time": [5.0] * 60 + [6.0] * 60, "event": [1] * 60 + [0] * 60}),
        arm="arm",
        time="time",
        event="event",
    )
    alone = width_of(confidence_bands(one_time, seed=1).select(arm="programme"))
    # Of 1,000 normal numbers the 95th percentile of their sizes is 1.96 to within 0.2.
    assert (alone >= Z - 1e-9).all()
    assert alone.max() < Z + 0.2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"level": 1.0}, "the level of a band must be between 0 and 1"),
        ({"level": 0.99, "replicates": 99}, "99 replicates are too few for a band of level 0.99"),
    ],
)
def test_what_makes_no_band_is_refused(arguments: dict[str, float], message: str) -> None:
    with pytest.raises(EstimationError, match=message):
        confidence_bands(table_of(), seed=1, **arguments)
