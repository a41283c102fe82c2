"""A fixed superpopulation: many children with their true propensity, gathered into cells of equal hazards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit

from impact.data.synthetic import figures as f
from impact.data.synthetic.hazards import lawful_rate, referral_predictor, remigration_predictor
from impact.data.synthetic.people import Days, Floats, Ints, People, draw_people

SIZE = 400_000
SEED = 1951
"""Of the superpopulation alone: the truth does not depend on the seed of the data."""
_DATE_BIN, _PREDICTOR_BIN = 28, 0.15


def referral_propensity(people: People) -> Floats:
    """Return each child's true propensity of referral, whose intercept makes a fifth of these children referred."""
    log_odds = referral_predictor(people)
    intercept = brentq(lambda a: float(expit(a + log_odds).mean()) - f.REFERRED_SHARE, -10.0, 10.0)
    return np.asarray(expit(intercept + log_odds))


@dataclass(frozen=True, slots=True, eq=False)
class Superpopulation:
    """Children with `propensity` of referral and a `cell` each; children of a cell share date and hazards.

    A cell is four weeks of return by 0.15 of the log hazard by the rate of lawful migration; it takes the mean of its
    children. What that rounds away is below 0.0002 of a risk (against cells of a week by 0.03).
    """

    propensity: Floats
    cell: Ints
    return_date: Days
    relative_hazard: Floats
    lawful: Floats

    @property
    def cells(self) -> int:
        """Number of cells."""
        return len(self.return_date)

    def gather(self, weight: Floats) -> Floats:
        """Add the children's weights up by cell."""
        return np.asarray(np.bincount(self.cell, weight, self.cells), dtype=np.float64)

    @classmethod
    def draw(cls, size: int = SIZE) -> Self:
        """Draw the children."""
        people = draw_people(np.random.default_rng(SEED), size, siblings=False)
        predictor, lawful = remigration_predictor(people), lawful_rate(people)
        day = (people.return_date - f.WINDOW[0]).astype(np.int64)
        rates, rate = np.unique(lawful, return_inverse=True)
        step = np.floor((predictor - predictor.min()) / _PREDICTOR_BIN).astype(np.int64)
        key = (day // _DATE_BIN * (step.max() + 1) + step) * len(rates) + rate
        _, cell, count = np.unique(key, return_inverse=True, return_counts=True)

        def mean(values: Floats) -> Floats:
            return np.asarray(np.bincount(cell, values) / count)

        start = f.WINDOW[0] + day // _DATE_BIN * _DATE_BIN + _DATE_BIN // 2
        dates = f.WINDOW[0] + np.rint(mean((start - f.WINDOW[0]).astype(float))).astype(np.int64)
        return cls(referral_propensity(people), cell, dates, mean(np.exp(predictor)), mean(lawful))
