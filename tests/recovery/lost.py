"""Studies that lose people whose truth is known: through the measured baseline alone, or because of the event itself.

Given covariates x (standard normal), z (0 or 1) and the arm, those still followed have constant hazards of the event,
of a competing event and of being lost. Who is lost at t has the event by the horizon with odds that are those of people
like them who are still followed, times `odds` of the arm: 1 is loss that says nothing beyond the baseline. Records end
at a time of everybody's own, from `first_end` to `last_end`, which is no loss.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import one_thread
from impact.estimate.headline import headline_of
from impact.estimate.loss.censoring_weights import censoring_weighted
from impact.estimate.loss.loss_bounds import loss_bounds
from impact.estimate.loss.tipping_point import tipping_point
from impact.results import Effects
from impact.study import Study

Floats = NDArray[np.float64]

HORIZON = 12.0
SHARE_WITH_Z = 0.4
NODES = 40
"""Of x (Gauss–Hermite) and of the time of loss (Gauss–Legendre): doubled, the truth moves by less than 1e-10."""


@dataclass(frozen=True)
class World:
    """What studies are drawn from; rates are per month, effects on the logarithm of a hazard; programme first."""

    name: str
    people: int = 500
    rate: float = 0.05
    other_rate: float = 0.006
    loss_rates: tuple[float, float] = (0.03, 0.05)
    effect: float = -0.4
    selection: float = 0.6
    loss_by_x: tuple[float, float] = (0.9, -0.9)
    odds: tuple[float, float] = (1.0, 1.0)
    first_end: float = 6.0
    last_end: float = 30.0

    def propensity(self, x: Floats, z: Floats) -> Floats:
        """Chance of being in the programme."""
        return np.asarray(expit(-0.2 + self.selection * x - self.selection / 2 * z))

    def hazards(self, x: Floats, z: Floats, arm: Floats) -> tuple[Floats, Floats, Floats]:
        """Hazards of the event, of the competing event and of being lost, among those still followed."""
        event = self.rate * np.exp(self.effect * arm + 0.6 * x - 0.4 * z)
        other = self.other_rate * np.exp(0.2 * arm - 0.3 * x)
        rates, slopes = (np.where(arm == 1, *pair) for pair in (self.loss_rates, self.loss_by_x))
        return event, other, rates * np.exp(slopes * x)

    def after_loss(self, event: Floats, other: Floats, time: Floats, arm: Floats) -> Floats:
        """Chance of having the event by the horizon, for somebody lost at `time`."""
        every = event + other
        p = event / every * -np.expm1(-every * (HORIZON - time))
        odds = np.where(arm == 1, *self.odds)
        return np.asarray(odds * p / (1 - p + odds * p))


MEASURED = World("loss through measured covariates")
"""Those at risk are lost from the programme, and those not at risk from the comparison."""

BY_EVENT = World("loss that depends on the event", odds=(4.0, 1.0), loss_by_x=(0.3, 0.3))
"""Odds of the event four times as high among the lost of the programme arm, which is a point of the grid."""

ALIKE = replace(BY_EVENT, name="loss that depends on the event in both arms", odds=(4.0, 2.0))

WORLDS = (MEASURED, BY_EVENT, ALIKE)


def study() -> Study:
    """Ask for the risk difference by the horizon in the overlap population."""
    columns = {"arm": "arm", "time": "time", "event": "event"}
    return Study.model_validate(
        {
            "id": "lost",
            "input": {"form": "analysis_table", "path": "lost.csv", "columns": columns},
            "time_unit": "months",
            "horizons": [HORIZON],
            "primary": {"horizon": HORIZON, "estimand": "ato"},
            "bootstrap": {"replicates": 0},
        }
    )


def scenario(world: World, seed: np.random.SeedSequence) -> AnalysisTable:
    """Draw one study as it is observed."""
    random, n = np.random.default_rng(seed), world.people
    x, z = random.normal(size=n), (random.uniform(size=n) < SHARE_WITH_Z).astype(float)
    arm = (random.uniform(size=n) < world.propensity(x, z)).astype(float)
    first, other, lost = (random.exponential(1 / hazard) for hazard in world.hazards(x, z, arm))
    end = random.uniform(world.first_end, world.last_end, n)
    time = np.minimum(np.minimum(first, other), np.minimum(lost, end))
    code = np.select([time == first, time == other], [1, 2], 0)
    frame = pd.DataFrame({"arm": arm, "time": time, "event": code, "x": x, "z": z})
    table = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", covariates=["x", "z"], time_unit="months"
    )
    return replace(table, context=pd.DataFrame({"observable": end}))


@cache
def truth(world: World) -> float:
    """Return the true risk difference of the overlap population."""
    nodes, masses = np.polynomial.hermite_e.hermegauss(NODES)
    x, z = np.tile(nodes, 2), np.repeat([0.0, 1.0], NODES)
    mass = np.tile(masses / masses.sum(), 2) * np.where(z == 1, SHARE_WITH_Z, 1 - SHARE_WITH_Z)
    chance = world.propensity(x, z)
    share = mass * chance * (1 - chance)
    first, second = (_risk(world, x, z, np.full_like(x, arm)) @ share / share.sum() for arm in (1.0, 0.0))
    return float(first - second)


def _risk(world: World, x: Floats, z: Floats, arm: Floats) -> Floats:
    """Risk by the horizon, seen or after being lost."""
    points, lengths = np.polynomial.legendre.leggauss(NODES)
    times, lengths = (points + 1) * HORIZON / 2, lengths * HORIZON / 2
    event, other, lost = world.hazards(x, z, arm)
    followed = np.exp(-np.outer(times, event + other + lost))
    unseen = np.stack([world.after_loss(event, other, time, arm) for time in times])
    return np.asarray(lengths @ (followed * (event + lost * unseen)))


@one_thread
def answers(table: AnalysisTable, asked: Study, odds: Iterable[tuple[float, float]]) -> pd.DataFrame:
    """Return the headline, every answer to loss, and the grid at some odds: estimate and limits, one row each."""
    parts = [headline_of(table, asked, [HORIZON]), censoring_weighted(table, asked), loss_bounds(table, asked)]
    columns = ["analysis", "estimate", "ci_lower", "ci_upper"]
    rows = Effects.concat(parts).select(arm="contrast")[columns]
    grid = tipping_point(table, asked)
    points = [
        grid.select(programme=first, comparison=second)[columns].assign(analysis=f"odds {first:g}, {second:g}")
        for first, second in odds
    ]
    return pd.concat([rows, *points], ignore_index=True)


def repeat(world: World, seeds: Iterable[np.random.SeedSequence]) -> pd.DataFrame:
    """Answer every study, below one another; the grid at the odds planted, and at half and twice the programme's."""
    asked, (first, second) = study(), world.odds
    points = [(first / 2, second), (first, second), (2 * first, second)]
    parts = [answers(scenario(world, seed), asked, points).assign(study=index) for index, seed in enumerate(seeds)]
    return pd.concat(parts, ignore_index=True)


def summary(world: World, rows: pd.DataFrame) -> pd.DataFrame:
    """One row an analysis: bias, its Monte Carlo standard error, coverage; and of the bounds, how often they hold."""
    value, lines = truth(world), []
    for analysis, own in rows.groupby("analysis", sort=False):
        spread = own["estimate"].std(ddof=1)
        width = (own["ci_upper"] - own["ci_lower"]) / (2 * 1.959964)
        lines.append(
            {
                "world": world.name,
                "analysis": analysis,
                "studies": len(own),
                "truth": value,
                "bias": own["estimate"].mean() - value,
                "monte_carlo_error": spread / np.sqrt(len(own)),
                "error_ratio": width.mean() / spread,
                "coverage": ((own["ci_lower"] <= value) & (value <= own["ci_upper"])).mean(),
                "above": (own["estimate"] >= value).mean(),
                "below": (own["estimate"] <= value).mean(),
            }
        )
    return pd.DataFrame(lines).set_index("analysis")


def held(world: World, rows: pd.DataFrame) -> float:
    """Share of the studies whose bounds, as they are and without their intervals, hold the truth."""
    bounds = [rows[rows["analysis"] == name]["estimate"].to_numpy() for name in ("loss_best", "loss_worst")]
    return float(((bounds[0] <= truth(world)) & (truth(world) <= bounds[1])).mean())
