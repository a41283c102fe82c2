"""Cumulative incidence of the event of interest, with its variance, in both arms, by lifelines."""

from __future__ import annotations

from lifelines import AalenJohansenFitter
from worker import people, serve

ARMS = [people[people["arm"] == arm] for arm in (1, 0)]


def work() -> float:
    """Return the programme's risk at a year."""
    fits = [AalenJohansenFitter(seed=1).fit(arm["time"], arm["event"], event_of_interest=1) for arm in ARMS]
    curve = fits[0].cumulative_density_.iloc[:, 0]
    return float(curve[curve.index <= 365].iloc[-1])


serve(work)
