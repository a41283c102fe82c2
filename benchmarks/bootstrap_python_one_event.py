"""The same bootstrap without competing events, against a loop in Python with Kaplan–Meier."""

from __future__ import annotations

import warnings

import numpy as np
from lifelines import KaplanMeierFitter
from people import HORIZON, people
from race import arguments, race, report, timed
from weighted import looped, our_bootstrap, tolerance

warnings.simplefilter("ignore")
chosen = arguments(n=2_000, replicates=1_000)
frame = people(chosen.n, competing=False)
ours = our_bootstrap(frame, chosen.replicates)


def risk(time: np.ndarray, event: np.ndarray, weights: np.ndarray) -> float:
    """Return one arm's risk at a year by lifelines."""
    return 1 - float(KaplanMeierFitter().fit(time, event, weights=weights).predict(HORIZON))


outcome = race(
    timed(ours),
    timed(looped(frame, chosen.replicates, risk)),
    work=f"{chosen.replicates:,} bootstrap replicates, no competing events, n = {chosen.n:,}",
    peer="loop in Python (statsmodels GLM + KaplanMeierFitter)",
    at_least=30,
    tolerance=tolerance(ours(), chosen.replicates),
)
report(outcome, chosen)
