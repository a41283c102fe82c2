"""Small studies of the dose of services whose truth is a formula, with a confounder that earlier services move.

Each child has a hidden proneness U, uniform on 0–1, and has the event in the first period k in which the survival of
its own regime, ∏(1 − λ_j(A_{j−1})) over j ≤ k, is not above U. Whatever the services, the hazard of period k under them
is then λ_k(A_{k−1}) exactly, which is the model that is fitted (Havercroft & Didelez 2012). What is recorded, L, is a
noisy reading of U that a service lowers; children with high L are served less and lost more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit, ndtri

from impact.cohort.person_periods import HISTORY, PersonPeriods
from impact.estimate.arrays import variance
from impact.estimate.dose.model import fit_dose

Floats = NDArray[np.float64]

PERIODS = 12
HORIZONS = np.array([6, 12])
Z = 1.959963984540054


@dataclass(frozen=True)
class Truth:
    """Hazard of the event, as a complementary log-log, and of what competes."""

    log_ratio: float = -0.7
    level: float = -3.2
    slope: float = -0.03
    other: float = 0.004

    def hazard(self, period: NDArray[np.int64], served: Floats) -> Floats:
        """Hazard of the event by period and service in the one before."""
        return np.asarray(-np.expm1(-np.exp(self.level + self.slope * period + self.log_ratio * served)))

    def risks(self) -> Floats:
        """Risk by each horizon with a service in every period and in none, shape (2, H)."""
        period = np.arange(PERIODS)
        risks = []
        for dose in (1.0, 0.0):
            hazard = self.hazard(period, dose * (period > 0))
            start = np.concatenate([[1.0], np.cumprod((1.0 - hazard) * (1.0 - self.other))[:-1]])
            risks.append([float((start * hazard)[:horizon].sum()) for horizon in HORIZONS])
        return np.array(risks)


def draw(truth: Truth, people: int, seed: np.random.SeedSequence | int, regime: float | None = None) -> PersonPeriods:
    """Draw one study; under a `regime` (1 or 0) everybody is served so, and nobody is lost."""
    random = np.random.default_rng(seed)
    prone, x = random.uniform(size=people), random.normal(size=people)
    before, shares, survival = np.zeros(people), np.zeros(people), np.ones(people)
    there, rows = np.arange(people), []
    for period in range(PERIODS):
        reading = 0.9 * ndtri(prone) - 0.6 * before + random.normal(0.0, 0.6, people)
        lost = random.uniform(size=people) < expit(-3.9 + 0.5 * reading + 0.2 * x)
        served = random.uniform(size=people) < expit(0.4 - 0.5 * reading + 0.5 * before + 0.3 * x)
        if regime is not None:
            lost, served = np.zeros(people, dtype=bool), np.full(people, regime == 1.0)
        survival = survival * (1.0 - truth.hazard(np.full(people, period), before))
        other = random.uniform(size=people) < truth.other
        event = np.select([lost, survival <= prone, other], [0, 1, 2], 0)
        history = np.zeros((people, len(HISTORY)))
        history[:, 0], history[:, 1], history[:, 2] = before, shares / max(period, 1), reading
        rows.append((there, np.full(len(there), period), served[there], event[there], lost[there], history[there]))
        there = there[(event[there] == 0) & ~lost[there]]
        before, shares = served.astype(float), shares + served
    child, when, *parts = (np.concatenate(column) for column in zip(*rows, strict=True))
    order = np.lexsort((when, child))
    served, event, lost, history = (part[order] for part in parts)
    return PersonPeriods(
        child=child[order],
        period=when[order],
        served=served,
        event=event,
        lost=lost,
        history=history,
        baseline=pd.DataFrame({"x": x}),
        formula="x",
        household=np.arange(people),
        period_days=30,
    )


def one(truth: Truth, people: int, seed: np.random.SeedSequence) -> Floats:
    """Return the differences by each horizon and the log ratio: estimate, standard error and naive estimate."""
    rows = draw(truth, people, seed)
    model, naive = (fit_dose(rows, HORIZONS, weighted=weighted) for weighted in (True, False))
    size = len(HORIZONS)
    contrast = np.zeros((2 * size + 1, size + 1))
    contrast[:size, :size], contrast[size:-1, :size], contrast[-1, -1] = np.eye(size), -np.eye(size), 1.0
    estimates = [np.append(fit.risk.ravel(), fit.log_ratio) @ contrast for fit in (model, naive)]
    return np.stack([estimates[0], np.sqrt(variance(model.influence @ contrast, rows.household)), estimates[1]])


def characteristics(truth: Truth, *, studies: int = 1000, people: int = 500, seed: int = 20261122) -> pd.DataFrame:
    """Return bias with its Monte Carlo error, coverage, ratio of errors and rejections, one row a number estimated."""
    seeds = np.random.SeedSequence(seed).spawn(studies)
    found = np.stack([one(truth, people, each) for each in seeds])
    risks = truth.risks()
    known = np.append(risks[0] - risks[1], truth.log_ratio)
    estimate, error, naive = found[:, 0], found[:, 1], found[:, 2]
    spread = estimate.std(axis=0, ddof=1)
    return pd.DataFrame(
        {
            "truth": known,
            "bias": estimate.mean(axis=0) - known,
            "of_chance": spread / np.sqrt(studies),
            "coverage": (np.abs(estimate - known) <= Z * error).mean(axis=0),
            "error_ratio": error.mean(axis=0) / spread,
            "rejected": (np.abs(estimate) > Z * error).mean(axis=0),
            "naive_bias": naive.mean(axis=0) - known,
            "naive_of_chance": naive.std(axis=0, ddof=1) / np.sqrt(studies),
        },
        index=[*(f"difference by {horizon}" for horizon in HORIZONS), "log ratio"],
    )
