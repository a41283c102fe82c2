"""Aalen–Johansen with variance against the lifelines of the lock."""

from __future__ import annotations

import warnings

from incidence import JITTERED, our_incidence
from lifelines import AalenJohansenFitter
from people import HORIZON, people
from race import arguments, race, report, timed

warnings.simplefilter("ignore")
chosen = arguments(n=20_000)
frame = people(chosen.n)
arms = [frame[frame["arm"] == arm] for arm in (1, 0)]


def theirs() -> float:
    """Fit the event of interest in each arm; the programme's risk at a year."""
    fits = [AalenJohansenFitter(seed=1).fit(arm["time"], arm["event"], event_of_interest=1) for arm in arms]
    curve = fits[0].cumulative_density_.iloc[:, 0]
    return float(curve[curve.index <= HORIZON].iloc[-1])


outcome = race(
    timed(our_incidence(frame)),
    timed(theirs),
    work=f"Aalen–Johansen with variance, n = {chosen.n:,} daily times",
    peer="lifelines 0.30.3 AalenJohansenFitter",
    at_least=500,
    tolerance=JITTERED,
)
report(outcome, chosen)
