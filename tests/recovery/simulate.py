"""Small studies whose truth is known exactly: constant cause-specific hazards, a confounded arm, a competing event.

Given covariates x (standard normal), z (0 or 1) and the arm, the event and the competing event have constant hazards,
so that every risk and time lost is a formula; the truth of a population is its average over x (Gauss–Hermite) and z.
Observation ends at random (exponential) or at the end of follow-up, whichever is first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from impact.cohort.table import AnalysisTable

Floats = NDArray[np.float64]

HORIZON = 12.0
SHARE_WITH_Z = 0.4
NODES = 60
"""Of x: doubled, the truth moves by less than 1e-12."""
TIMES = 200
"""Gauss–Legendre points over follow-up, for the hazard ratio alone."""


@dataclass(frozen=True)
class Design:
    """One way of making studies; rates are per month.

    `effect` and `effect_on_other` are the programme's log hazard ratios given the covariates; `selection` is how
    strongly x and z (with half of it, the other way) decide who is in the programme.
    """

    name: str
    people: int = 500
    effect: float = -0.5
    effect_on_other: float = 0.2
    selection: float = 0.7
    rate: float = 0.06
    other_rate: float = 0.008
    loss_rate: float = 0.012
    end: float = 24.0

    def propensity(self, x: Floats, z: Floats) -> Floats:
        """Chance of being in the programme."""
        return np.asarray(expit(-0.3 + self.selection * x - self.selection / 2 * z))

    def hazards(self, x: Floats, z: Floats, arm: Floats) -> tuple[Floats, Floats]:
        """Hazards of the event and of the competing event."""
        event = self.rate * np.exp(self.effect * arm + 0.5 * x - 0.4 * z)
        other = self.other_rate * np.exp(self.effect_on_other * arm - 0.3 * x + 0.3 * z)
        return event, other


def draw(design: Design, seed: np.random.SeedSequence) -> AnalysisTable:
    """Draw one study."""
    random, n = np.random.default_rng(seed), design.people
    x, z = random.normal(size=n), (random.uniform(size=n) < SHARE_WITH_Z).astype(float)
    arm = (random.uniform(size=n) < design.propensity(x, z)).astype(float)
    event, other = design.hazards(x, z, arm)
    moved, left = random.exponential(1 / event), random.exponential(1 / other)
    lost = np.minimum(random.exponential(1 / design.loss_rate, n), design.end)
    time = np.minimum(np.minimum(moved, left), lost)
    code = np.select([time == moved, time == left], [1, 2], 0)
    frame = pd.DataFrame({"arm": arm, "time": time, "event": code, "x": x, "z": z})
    return AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x", "z"])


def truth(design: Design) -> dict[tuple[str, str], float]:
    """Return the true value by (estimand, measure)."""
    nodes, masses = np.polynomial.hermite_e.hermegauss(NODES)
    x, z = np.tile(nodes, 2), np.repeat([0.0, 1.0], NODES)
    mass = np.tile(masses / masses.sum(), 2) * np.where(z == 1, SHARE_WITH_Z, 1 - SHARE_WITH_Z)
    chance = design.propensity(x, z)
    populations = {"ate": mass, "att": mass * chance, "ato": mass * chance * (1 - chance)}
    result = {}
    for estimand, own in populations.items():
        share = own / own.sum()
        risks, losts = np.transpose(
            [_risk_and_time_lost(*design.hazards(x, z, np.full_like(x, a))) @ share for a in (1, 0)]
        )
        result[estimand, "risk_difference"] = float(risks[0] - risks[1])
        result[estimand, "risk_ratio"] = float(risks[0] / risks[1])
        result[estimand, "rmtl_difference"] = float(losts[0] - losts[1])
        result[estimand, "hazard_ratio"] = _hazard_ratio(design, x, z, share)
    return result


def _risk_and_time_lost(event: Floats, other: Floats) -> Floats:
    """Risk by the horizon and its integral, one row each."""
    every = event + other
    gone = -np.expm1(-every * HORIZON)
    return np.array([event / every * gone, event / every * (HORIZON - gone / every)])


def _hazard_ratio(design: Design, x: Floats, z: Floats, share: Floats) -> float:
    """What Cox's model with the arm alone converges to when both arms are this population, observed as they are.

    The root of the expected score (Struthers & Kalbfleisch 1986): averaged hazards are not proportional in general, so
    the loss and the end of follow-up have a say in it.
    """
    points, lengths = np.polynomial.legendre.leggauss(TIMES)
    times, lengths = (points + 1) * design.end / 2, lengths * design.end / 2
    seen = np.exp(-design.loss_rate * times) * lengths
    at_risk, having = [], []
    for arm in (1.0, 0.0):
        event, other = design.hazards(x, z, np.full_like(x, arm))
        free = np.exp(-np.outer(times, event + other)) * share
        at_risk.append(free.sum(axis=1))
        having.append(free @ event * seen)

    def score(log_ratio: float) -> float:
        programme = at_risk[0] * np.exp(log_ratio)
        return float((having[0] - programme / (programme + at_risk[1]) * (having[0] + having[1])).sum())

    return float(np.exp(brentq(score, -5, 5, xtol=1e-13)))
