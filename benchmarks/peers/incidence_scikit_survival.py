"""Cumulative incidences of both arms with their intervals, by scikit-survival."""

from __future__ import annotations

from sksurv.nonparametric import cumulative_incidence_competing_risks
from worker import people, serve

ARMS = [people[people["arm"] == arm] for arm in (1, 0)]
SAMPLES = [(arm["event"].to_numpy(), arm["time"].to_numpy()) for arm in ARMS]


def work() -> float:
    """Return the programme's risk at a year."""
    fits = [cumulative_incidence_competing_risks(*sample, conf_type="log-log") for sample in SAMPLES]
    times, risks, _ = fits[0]
    return float(risks[1][times <= 365][-1])


serve(work)
