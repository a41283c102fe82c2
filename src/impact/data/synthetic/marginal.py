"""True curves of each design's populations: the cells' curves averaged with the children's true weights."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from impact.data.synthetic import figures as f
from impact.data.synthetic.curves import (
    ENROLLED_SINCE,
    LANDMARK_DAY,
    LATE_SINCE,
    MIXED,
    NEVER,
    NEVER_SINCE,
    alive_at_landmark,
    enrolled_by_day,
    follow,
)
from impact.data.synthetic.people import Floats
from impact.data.synthetic.superpopulation import Superpopulation

DESIGNS = ("referral", "landmark", "clone")
POPULATIONS = ("treated", "all", "overlap")
COMPARISON, PROGRAMME = 0, 1

Key = tuple[str, str]
"""A design and a population."""
Parts = list[tuple[int, Floats]]
"""Paths with the cells' weights on them: what an arm is a mixture of."""


@dataclass(frozen=True, slots=True, eq=False)
class Marginal:
    """One population under both arms; arrays of shape (2 arms, days), comparison first, from day 1.

    `leaving` is the share that remigrates on the day, with nobody lost; `seen` and `at_risk` are the shares that the
    records see leave and at risk, which end at the cut-off.
    """

    leaving: Floats
    seen: Floats
    at_risk: Floats

    def hazard_ratio(self) -> float:
        """Solve the score of a Cox model with the arm alone, the arms of equal size."""

        def score(log_ratio: float) -> float:
            programme = self.at_risk[PROGRAMME] * np.exp(log_ratio)
            total = np.maximum(programme + self.at_risk[COMPARISON], 1e-300)
            return float(np.sum(self.seen[PROGRAMME] - self.seen.sum(axis=0) * programme / total))

        return float(np.exp(brentq(score, -8.0, 8.0, xtol=1e-12)))


def marginal_curves(people: Superpopulation, hazard_ratio: float) -> dict[Key, Marginal]:
    """Average the cells over every design and population."""
    arms = {**_from_return(people, hazard_ratio), **_from_landmark(people, hazard_ratio)}
    columns: dict[int, list[tuple[Key, int]]] = defaultdict(list)
    weights: dict[int, list[Floats]] = defaultdict(list)
    for key, mixtures in arms.items():
        for arm, parts in enumerate(mixtures):
            total = sum(weight.sum() for _, weight in parts)
            for path, weight in parts:
                columns[path].append((key, arm))
                weights[path].append(weight / total)
    matrices = {path: np.stack(rows) for path, rows in weights.items()}
    sums = {key: np.zeros((2, f.FOLLOW_UP_DAYS, 3)) for key in arms}
    for day in follow(people, hazard_ratio, f.FOLLOW_UP_DAYS):
        recorded = (people.return_date + day.number <= f.CUT_OFF).astype(float)
        for path, matrix in matrices.items():
            leaving, at_home = day.leaving[path], day.at_home[path]
            values = matrix @ np.stack([leaving, leaving * recorded, at_home * recorded], axis=1)
            for (key, arm), value in zip(columns[path], values, strict=True):
                sums[key][arm, day.number - 1] += value
    return {key: Marginal(*np.moveaxis(total, 2, 0)) for key, total in sums.items()}


def _from_return(people: Superpopulation, hazard_ratio: float) -> dict[Key, tuple[Parts, Parts]]:
    """Arms of the designs that start at the return; the treated of the clone design are those who are seen to enrol."""
    seen_to_enrol = people.propensity * (1.0 - f.NEVER_ENROLS) * _home_to_enrol(people, hazard_ratio)[people.cell]
    arms: dict[Key, tuple[Parts, Parts]] = {}
    for design, propensity in (("referral", people.propensity), ("clone", seen_to_enrol)):
        never = f.NEVER_ENROLS if design == "referral" else 0.0
        for population, weight in _weights(propensity, 1.0 - propensity).items():
            cells = people.gather(weight)
            arms[design, population] = [(NEVER, cells)], [(NEVER, never * cells), (MIXED, (1.0 - never) * cells)]
    return arms


def _from_landmark(people: Superpopulation, hazard_ratio: float) -> dict[Key, tuple[Parts, Parts]]:
    """Arms of those at home on the landmark day; among the not yet enrolled are some who will enrol later."""
    never, enrolled = (share[people.cell] for share in alive_at_landmark(people, hazard_ratio))
    would_enrol = people.propensity * (1.0 - f.NEVER_ENROLS)
    by_then = would_enrol * enrolled_by_day()[LANDMARK_DAY]
    later = (would_enrol - by_then) / (1.0 - by_then)
    arms: dict[Key, tuple[Parts, Parts]] = {}
    for population, weight in _weights(would_enrol * enrolled, (1.0 - by_then) * never).items():
        comparison = [
            (NEVER_SINCE, people.gather(weight * (1.0 - later))),
            (LATE_SINCE, people.gather(weight * later)),
        ]
        arms["landmark", population] = comparison, [(ENROLLED_SINCE, people.gather(weight))]
    return arms


def _weights(programme: Floats, comparison: Floats) -> dict[str, Floats]:
    """Weights of the populations, from the probability of being there in each arm."""
    both = programme + comparison
    return {"treated": programme, "all": both, "overlap": programme * comparison / both}


def _home_to_enrol(people: Superpopulation, hazard_ratio: float) -> Floats:
    """Probability, by cell, that a child who would enrol is still at home on its day of enrolment."""
    enrolled = enrolled_by_day()
    share = np.diff(enrolled, prepend=0.0)
    total = np.full(people.cells, share[0])
    for day in follow(people, hazard_ratio, f.ENROLMENT_DAYS):
        if day.number > 1:
            total += share[day.number - 1] * day.at_home[NEVER]
    return total
