"""Tests of equality, and the named sensitivities: what they return and refuse."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import cumulative_incidence, hazard_ratio, risk_difference
from impact.estimate.equality import _GrayArms, gray_test, logrank_test
from impact.estimate.sensitivity import SENSITIVITIES, composite, direct, named


def people(n: int = 200, effect: float = 0.0, seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    arm = np.arange(n) % 2
    first, other = random.exponential(15 * np.exp(effect * arm)), random.exponential(30, n)
    times = np.column_stack([random.uniform(5, 30, n), first, other])
    return pd.DataFrame({"arm": arm, "time": np.ceil(times.min(axis=1)), "event": times.argmin(axis=1)})


def table_of(frame: pd.DataFrame, **columns: str) -> AnalysisTable:
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", **columns)


def test_alike_arms_have_a_statistic_of_zero() -> None:
    frame = people()
    twins = pd.concat([frame.assign(arm=0), frame.assign(arm=1)], ignore_index=True)
    for test in (gray_test, logrank_test):
        assert_allclose(test(table_of(twins)).statistic, 0.0, atol=1e-20)
        assert test(table_of(twins)).p_value == pytest.approx(1.0)


def test_both_hold_their_size_and_find_an_effect() -> None:
    for test in (gray_test, logrank_test):
        rejected = np.mean([test(table_of(people(seed=seed))).p_value < 0.05 for seed in range(400)])
        # Two binomial standard errors either side of 5%.
        assert 0.028 <= rejected <= 0.072
        assert test(table_of(people(400, effect=1.0))).p_value < 1e-4


def observed_less_expected(table: AnalysisTable) -> float:
    """Events in the programme arm less those that its share of the people at risk lets expect, over all times."""
    score = 0.0
    for time in np.unique(table.time[table.event == 1]):
        at_risk, now = table.time >= time, (table.time == time) & (table.event == 1)
        score += table.arm[now].sum() - now.sum() * table.arm[at_risk].mean()
    return score


@pytest.mark.parametrize("effect", [0.0, 0.3])
def test_without_competing_events_grays_score_is_the_logranks(effect: float) -> None:
    table = direct(table_of(people(effect=effect)))
    assert_allclose(_GrayArms.of(table, 1).score(), observed_less_expected(table), rtol=1e-10)


def test_without_competing_events_gray_is_logrank_but_for_its_variance() -> None:
    # Gray's variance takes both arms' risks for one and the same, the log-rank's only their hazards at each time: where
    # the arms do not differ both estimate one number, and lie within 0.1% of each other with 2,000 people.
    table = direct(table_of(people(2000)))
    assert_allclose(gray_test(table).statistic, logrank_test(table).statistic, rtol=2e-3)


def test_persons_of_one_are_units_like_clusters_of_one() -> None:
    frame = people().assign(home=range(200))
    assert_allclose(
        logrank_test(table_of(frame)).statistic, logrank_test(table_of(frame, cluster="home")).statistic, rtol=1e-12
    )
    pairs = logrank_test(table_of(frame.assign(home=np.arange(200) // 4), cluster="home"))
    assert pairs.statistic != pytest.approx(logrank_test(table_of(frame)).statistic, rel=1e-6)


def test_a_test_is_one_row_without_an_interval() -> None:
    test = gray_test(table_of(people()))
    row = test.effects().frame.iloc[0]
    assert (row["measure"], row["arm"], row["status"]) == ("gray_test", "contrast", "reported")
    assert row["estimate"] == test.statistic
    assert row["p_value"] == test.p_value
    assert row[["horizon", "std_error", "ci_lower", "ci_upper"]].isna().all()
    assert (row["n"], row["events"], test.df) == (200, int((people()["event"] == 1).sum()), 1)


def test_a_test_of_few_events_is_withheld() -> None:
    frame = people(40)
    frame.loc[frame["event"] == 1, "event"] = 0
    frame.loc[:5, "event"] = 1
    row = logrank_test(table_of(frame)).effects().frame.iloc[0]
    assert row["status"] == "withheld"
    assert np.isnan(row["p_value"])


def test_what_gray_does_not_take_is_refused_by_name() -> None:
    frame = people().assign(entry=0.5, home=0)
    with pytest.raises(EstimationError, match="does not take delayed entry; the log-rank test does"):
        gray_test(table_of(frame, entry="entry"))
    with pytest.raises(EstimationError, match="does not take clusters"):
        gray_test(table_of(frame, cluster="home"))
    with pytest.raises(EstimationError, match="no event type '4'"):
        logrank_test(table_of(frame), event=4)


def test_the_direct_effect_is_one_minus_kaplan_meier_and_the_composite_the_sum() -> None:
    table = table_of(people())
    curves = [
        cumulative_incidence(t).select(arm="programme", event=1) for t in (table, direct(table), composite(table))
    ]
    main, alone, every = (curve.set_index("time")["estimate"] for curve in curves)
    assert (alone >= main - 1e-12).all()
    assert alone.iloc[-1] > main.iloc[-1]
    other = cumulative_incidence(table).select(arm="programme", event=2).set_index("time")["estimate"]
    assert_allclose(every, main + other, atol=1e-12)
    # The cause-specific hazard does not see which events compete.
    assert_allclose(
        hazard_ratio(direct(table), "unadjusted").frame["estimate"], hazard_ratio(table, "unadjusted").frame["estimate"]
    )


def test_a_sensitivity_keeps_what_is_known_of_the_censored() -> None:
    table = table_of(people())
    changed = direct(table)
    assert np.isinf(changed.upper[table.event != 1]).all()
    assert_allclose(changed.upper[table.event == 1], table.upper[table.event == 1])
    assert changed.event_types == composite(table).event_types == (1,)
    assert table.event_types == (1, 2)


def test_every_sensitivity_names_its_rows() -> None:
    table = table_of(people())
    for name, reading in SENSITIVITIES.items():
        effects = named(risk_difference(reading(table), [10.0], "unadjusted"), name)
        assert set(effects.frame["analysis"]) == {name}
    assert set(SENSITIVITIES) == {"direct_effect", "composite"}
