"""Five partners that differ, and no effect of partners like them: studies whose null hypothesis is true.

Children of ten departments, two a partner, are in the programme or not by a confounder x. A partner multiplies the
hazard of its programme children by exp(u), u normal with standard deviation 0.35: it is what partners do, and no child
of the comparison has it. The constant of the programme is such that over partners and children the risk by the horizon
is the same in both arms, so that the effect of partners like these is zero, though that of any five of them is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import brentq
from scipy.special import expit

from impact.cohort.table import AnalysisTable
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.partner_contrast import partner_contrasts
from impact.estimate.propensity import fit_propensity
from impact.study import Study

Floats = NDArray[np.float64]

HORIZON = 12.0
END = 24.0
NODES = 40
"""Gauss–Hermite points of x and of the frailty: doubled, the constant moves by less than 1e-10."""
LEVEL = 0.05
FULL = 4_000
"""Studies of the full table."""
ANALYSES = ("person", "sandwich", "partners")
"""Persons as units; partners as units of a sandwich; the t interval on partners."""


@dataclass(frozen=True)
class World:
    """What studies are drawn from; rates are per month, effects on the log hazard."""

    partners: int = 5
    children: int = 400
    """Behind each partner, in both arms."""
    frailty: float = 0.35
    rate: float = 0.04
    loss_rate: float = 0.01
    of_x: float = 0.5
    selection: float = 0.7
    effect: float = 0.0
    """Added to the programme's log hazard, on top of the constant that makes the arms equal."""

    @property
    def of_departments(self) -> Floats:
        """Effects of the departments, two a partner, on the log hazard."""
        return np.linspace(-0.3, 0.3, 2 * self.partners)

    def chance(self, x: Floats) -> Floats:
        """Chance of being in the programme: a fifth on the average."""
        return np.asarray(expit(-1.5 + self.selection * x))


@cache
def constant(world: World) -> float:
    """Return the programme's constant under which its children's risk does not depend on the arm."""
    nodes, mass = np.polynomial.hermite_e.hermegauss(NODES)
    of_x = mass * world.chance(nodes) / (mass * world.chance(nodes)).sum()
    hazard = world.rate * np.exp(world.of_departments[:, None] + world.of_x * nodes)

    def risk(log_ratio: Floats) -> Floats:
        return -np.expm1(-hazard * np.exp(log_ratio) * HORIZON).mean(axis=0) @ of_x

    def gap(shift: float) -> float:
        partners = np.array([risk(np.asarray(shift + world.frailty * node)) for node in nodes])
        return float(partners @ mass / mass.sum() - risk(np.zeros(())))

    return float(brentq(gap, -1, 1, xtol=1e-12))


def draw(world: World, seed: np.random.SeedSequence) -> AnalysisTable:
    """Draw one study, with its context."""
    random, n = np.random.default_rng(seed), world.partners * world.children
    department = np.repeat(np.arange(2 * world.partners), world.children // 2)
    partner, x = department // 2, random.normal(size=n)
    arm = random.uniform(size=n) < world.chance(x)
    of_partner = random.normal(scale=world.frailty, size=world.partners)[partner] + constant(world) + world.effect
    hazard = world.rate * np.exp(world.of_departments[department] + world.of_x * x + np.where(arm, of_partner, 0.0))
    event, lost = random.exponential(1 / hazard), np.minimum(random.exponential(1 / world.loss_rate, n), END)
    names = np.array([f"D{code}" for code in range(2 * world.partners)])[department]
    frame = pd.DataFrame(
        {"arm": arm.astype(int), "time": np.minimum(event, lost), "event": (event <= lost).astype(int)}
    )
    frame = frame.assign(x=x, department=names)
    table = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x", "department"])
    whose = np.where(arm, np.array([f"P{code}" for code in range(world.partners)])[partner], None)
    return replace(table, context=pd.DataFrame({"partner": whose, "department": names}))


def study(**changes: object) -> Study:
    """Return the study that asks about partners like these, by the weights of those in the programme."""
    content = {
        "id": "few-partners",
        "input": {"form": "case_records", "path": "."},
        "cut_off": "2025-12-31",
        "horizons": [HORIZON],
        "primary": {"horizon": HORIZON, "method": "iptw", "estimand": "att"},
        "bootstrap": {"replicates": 0},
        "partners": {"inference": "partners_like_these"},
    }
    return Study.model_validate(content | changes)


def analysed(table: AnalysisTable) -> pd.DataFrame:
    """Contrast of one study by each analysis: estimate, limits, p-value."""
    partner = pd.factorize(table.context["partner"])[0]
    alone = np.arange(len(table)) + partner.max() + 1
    clustered = replace(table, cluster=np.where(partner >= 0, partner, alone), has_clusters=True)
    model, asked = fit_propensity(table), Request(np.array([HORIZON]), ("risk_difference",))
    every = (
        contrast_all(table, model, ["att"], asked),
        contrast_all(clustered, model, ["att"], asked),
        partner_contrasts(table, study(), ["risk_difference"]),
    )
    rows = [effects.select(arm="contrast").iloc[0] for effects in every]
    return pd.DataFrame(rows).assign(analysis=ANALYSES)[["analysis", "estimate", "ci_lower", "ci_upper", "p_value"]]


def scenario(world: World, seeds: Iterable[np.random.SeedSequence]) -> pd.DataFrame:
    """Every contrast of every study, below one another."""
    return pd.concat([analysed(draw(world, seed)) for seed in seeds], ignore_index=True)


def summary(rows: pd.DataFrame, truth: float = 0.0) -> pd.DataFrame:
    """One row an analysis: bias, spread, coverage of the truth and share of rejections, with the number of studies."""
    lines = {}
    for name, own in rows.groupby("analysis", sort=False):
        lines[name] = {
            "studies": len(own),
            "bias": own["estimate"].mean() - truth,
            "sd": own["estimate"].std(ddof=1),
            "coverage": ((own["ci_lower"] <= truth) & (truth <= own["ci_upper"])).mean(),
            "rejected": (own["p_value"] < LEVEL).mean(),
        }
    return pd.DataFrame(lines).T


def seeds_of(studies: int, seed: int = 20261122) -> list[np.random.SeedSequence]:
    """One seed a study; they begin alike however many are asked."""
    return np.random.SeedSequence(seed).spawn(studies)
