"""Power as planned is the share of simulated studies that find the difference, with loss and with clusters."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.estimate import risk_difference
from impact.simulate import Plan, detectable_difference, power_of

STUDIES = 300
STANDARD_ERRORS = 3.0
"""Of the share of simulated studies: how far it may lie from the power as planned."""
HORIZON = 12.0


def simulated(plan: Plan, difference: float, random: np.random.Generator) -> AnalysisTable:
    """Draw a study as planned: constant hazards and loss; clusters whose members now and then share one fate."""
    parts = []
    for arm, people, risk in ((1, plan.children, plan.risk - difference), (0, plan.comparison, plan.risk)):
        home = np.arange(people) // int(plan.cluster_size)
        own, shared = random.uniform(size=people), random.uniform(size=home.max() + 1)[home]
        # With probability √ρ somebody has the cluster's draw: two members then share it with probability ρ.
        draw = np.where(random.uniform(size=people) < np.sqrt(plan.icc), shared, own)
        time = HORIZON * np.log(draw) / np.log(1 - risk)
        lost = HORIZON * np.log(random.uniform(size=people)) / min(np.log(plan.follow_up), -1e-12)
        last = np.minimum(lost, 2 * HORIZON)
        frame = pd.DataFrame({"arm": arm, "time": np.minimum(time, last), "event": (time <= last) * 1})
        parts.append(frame.assign(home=home * 2 + arm))
    return AnalysisTable.from_frame(pd.concat(parts), arm="arm", time="time", event="event", cluster="home")


@pytest.mark.parametrize(
    "plan",
    [
        Plan(300, 900, 0.30, HORIZON),
        Plan(300, 900, 0.30, HORIZON, follow_up=0.6),
        Plan(300, 900, 0.30, HORIZON, follow_up=0.8, cluster_size=5, icc=0.15),
    ],
    ids=["complete", "loss", "clusters"],
)
def test_planned_power_is_the_share_of_studies_that_find_the_difference(plan: Plan) -> None:
    random = np.random.default_rng(20261122)
    for difference in (0.0, 0.8 * detectable_difference(plan)):
        tables = (simulated(plan, difference, random) for _ in range(STUDIES))
        rows = [risk_difference(table, [HORIZON], "unadjusted").select(arm="contrast").iloc[0] for table in tables]
        share, power = np.mean([row["p_value"] < 0.05 for row in rows]), power_of(plan, difference)
        assert abs(share - power) < STANDARD_ERRORS * np.sqrt(power * (1 - power) / STUDIES)


def test_the_simulation_can_tell_a_plan_without_its_design_effect() -> None:
    plan = Plan(300, 900, 0.30, HORIZON, cluster_size=5, icc=0.5)
    random = np.random.default_rng(7)
    tables = (simulated(plan, 0.09, random) for _ in range(STUDIES))
    rows = [risk_difference(table, [HORIZON], "unadjusted").select(arm="contrast").iloc[0] for table in tables]
    share = np.mean([row["p_value"] < 0.05 for row in rows])
    careless = power_of(Plan(300, 900, 0.30, HORIZON), 0.09)
    assert careless - share > 2 * STANDARD_ERRORS * np.sqrt(0.25 / STUDIES)
