"""Power of a plan: against statsmodels, against Schoenfeld's count of events, and what may not be planned."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.integrate import quad
from scipy.stats import norm
from statsmodels.stats.power import normal_power_het

from impact.errors import UsageError
from impact.simulate import Plan, detectable_difference, detectable_hazard_ratio, power_of, power_table

PLAN = Plan(children=500, comparison=2000, risk=0.30)
LOST = Plan(500, 2000, 0.30, 12, follow_up=0.7, cluster_size=5, icc=0.02, weighting=1.3)
REACH = norm.ppf(0.975) + norm.ppf(0.8)


@pytest.mark.parametrize("difference", [0.02, 0.05, 0.08, 0.15])
def test_without_loss_power_is_that_of_two_proportions(difference: float) -> None:
    risk, spread = 0.30 - difference, 0.30 * 0.70 / 2000
    spread += risk * (1 - risk) / 500
    theirs = normal_power_het(difference, 1, 0.05, np.sqrt(spread), np.sqrt(spread), alternative="two-sided")
    assert_allclose(power_of(PLAN, difference), theirs, rtol=1e-10)


def test_no_difference_is_found_as_often_as_the_level_says() -> None:
    assert_allclose(power_of(LOST, 0.0), 0.05)


def test_the_variance_with_loss_is_greenwoods_integral() -> None:
    hazard, loss = -np.log(0.7) / 12, -np.log(LOST.follow_up) / 12
    integral, _ = quad(lambda u: hazard / np.exp(-(hazard + loss) * u), 0, 12)
    assert_allclose(LOST.risk_variance(0.30, 2000), LOST.design_effect * 0.7**2 * integral / 2000)
    seen, _ = quad(lambda u: hazard * np.exp(-(hazard + loss) * u), 0, 12)
    assert_allclose(LOST.events(0.30, 2000), 2000 * seen)
    assert_allclose(PLAN.events(0.30, 2000), 600)


def test_clusters_and_weights_multiply_the_variance() -> None:
    assert_allclose(LOST.design_effect, (1 + 4 * 0.02) * 1.3)
    smaller = replace(LOST, children=round(500 / 1.404 * 100), comparison=round(2000 / 1.404 * 100))
    alone = replace(smaller, cluster_size=1, icc=0, weighting=1)
    assert_allclose(alone.risk_variance(0.3, 500 / 1.404), LOST.risk_variance(0.3, 500))


@pytest.mark.parametrize("plan", [PLAN, LOST])
def test_what_is_detectable_is_found_with_eighty_per_cent_power(plan: Plan) -> None:
    assert_allclose(power_of(plan, detectable_difference(plan)), 0.8, atol=1e-6)


@pytest.mark.parametrize("plan", [PLAN, LOST])
def test_the_hazard_ratio_has_schoenfelds_number_of_events(plan: Plan) -> None:
    ratio = detectable_hazard_ratio(plan)
    events = plan.events(1 - 0.7**ratio, 500) + plan.events(0.30, 2000)
    needed = REACH**2 * plan.design_effect / (0.2 * 0.8 * np.log(ratio) ** 2)
    assert 0.5 < ratio < 1
    assert_allclose(events, needed, rtol=1e-6)


def test_more_people_find_smaller_differences() -> None:
    found = [detectable_difference(replace(LOST, children=size)) for size in (100, 300, 1000)]
    assert found == sorted(found, reverse=True)
    assert np.isnan(detectable_difference(Plan(5, 5, 0.1)))
    assert np.isnan(detectable_hazard_ratio(Plan(2, 2, 0.1)))


def test_the_table_leaves_out_differences_that_the_risk_does_not_allow() -> None:
    table = power_table(PLAN, [250, 500], [0.1, 0.29, 0.4])
    assert list(table["children"]) == [250, 250, 500, 500]
    assert_allclose(table["power"].iloc[2], power_of(PLAN, 0.1))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("children", 1), ("comparison", 0), ("risk", 30.0), ("risk", 0.0), ("horizon_months", 0.0), ("follow_up", 0.0),
        ("follow_up", 75.0), ("cluster_size", 0.5), ("icc", 2.0), ("weighting", 0.5), ("children", 10**400),
        *((name, value) for name in ("risk", "horizon_months", "follow_up", "cluster_size", "icc", "weighting")
          for value in (np.inf, np.nan)),
    ],
)  # fmt: skip
def test_a_number_out_of_range_is_refused_by_its_option(name: str, value: float) -> None:
    with pytest.raises(UsageError, match=f"--{name.replace('_', '-')} must be"):
        replace(PLAN, **{name: value})
