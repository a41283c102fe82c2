"""The bootstrap of the overlap-weighted risk difference, propensity refitted, against a loop in Python."""

from __future__ import annotations

import warnings

import numpy as np
from lifelines import AalenJohansenFitter
from people import HORIZON, people
from race import arguments, race, report, timed
from weighted import looped, our_bootstrap, tolerance

warnings.simplefilter("ignore")
chosen = arguments(n=2_000, replicates=1_000)
frame = people(chosen.n)
ours = our_bootstrap(frame, chosen.replicates)


def risk(time: np.ndarray, event: np.ndarray, weights: np.ndarray) -> float:
    """Return one arm's risk at a year by lifelines, without the variance that a replicate does not need."""
    fit = AalenJohansenFitter(calculate_variance=False, seed=1).fit(time, event, event_of_interest=1, weights=weights)
    curve = fit.cumulative_density_.iloc[:, 0]
    return float(curve[curve.index <= HORIZON].iloc[-1])


outcome = race(
    timed(ours),
    timed(looped(frame, chosen.replicates, risk)),
    work=f"{chosen.replicates:,} bootstrap replicates of the overlap-weighted risk difference, n = {chosen.n:,}",
    peer="loop in Python (statsmodels GLM + AalenJohansenFitter without variance)",
    at_least=80,
    tolerance=tolerance(ours(), chosen.replicates),
)
report(outcome, chosen)
