"""The share free of the event among those enrolled, against one-arm R survfit; `survival.R` made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from impact.claims.participants import free_of_event
from impact.cohort.ever_enrolled import EverEnrolled

HERE = Path(__file__).parent
CLOSE = 1e-8
"""METHODS.md, Estimators 1."""
SHOWN = 1e-7
"""The limits go through logarithms of logarithms of what R printed with 17 digits."""
PEOPLE = pd.read_csv(HERE / "survival_people.csv")
CURVES = pd.read_csv(HERE / "survival_curves.csv")
INTERVALS = pd.read_csv(HERE / "survival_intervals.csv")


def enrolled(arm: int, *, several: bool) -> EverEnrolled:
    """An arm of R's people as children who enrolled, censored by the cut-off; its months are days here."""
    own = PEOPLE[PEOPLE["arm"] == arm]
    day = own["time"].to_numpy(np.float64)
    event = own["event"].to_numpy() if several else (own["event"] == 1).to_numpy()
    return EverEnrolled(
        event=event.astype(np.int8),
        lower=day,
        upper=np.where(event > 0, day, np.inf),
        day=day,
        left_services=np.full(len(own), np.inf),
        observable=day,
        household=own["id"].to_numpy(),
    )


@pytest.mark.parametrize("arm", [0, 1])
@pytest.mark.parametrize("several", [False, True], ids=["one event", "competing events"])
def test_it_is_one_minus_the_incidence_of_r_and_nobody_lost_leaves_its_interval_alone(arm: int, several: bool) -> None:
    call = "several" if several else "one_event"
    r = CURVES[(CURVES["call"] == call) & (CURVES["arm"] == arm) & (CURVES["event"] == 1)]
    people = enrolled(arm, several=several)
    found = [free_of_event(people, float(time)) for time in r["time"]]
    assert_allclose([1 - one.recorded.estimate for one in found], r["estimate"], atol=CLOSE)
    assert {one.lost for one in found} == {0}
    assert [one.worst for one in found] == [one.recorded.ci_lower for one in found]


@pytest.mark.parametrize("arm", [0, 1])
def test_its_interval_is_that_of_r_on_the_log_log_scale(arm: int) -> None:
    r = INTERVALS[INTERVALS["arm"] == arm]
    people = enrolled(arm, several=False)
    found = [free_of_event(people, float(time)).recorded for time in r["time"]]
    assert_allclose([1 - one.ci_upper for one in found], r["lower"], atol=SHOWN)
    assert_allclose([1 - one.ci_lower for one in found], r["upper"], atol=SHOWN)
