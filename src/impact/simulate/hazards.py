"""Hazards that are constant between cut points and multiplied by each person's own factor: fitted, drawn from, summed.

Everything that there is to know of them is a formula: the time at which a cumulative hazard is reached, and every risk.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.cohort.table import AnalysisTable
from impact.estimate.cox import fit_cox
from impact.estimate.modelled.outcome_types import EVENTS_PER_COEFFICIENT

Floats = NDArray[np.float64]

PIECES = 8
EVENTS_PER_PIECE = 15
"""Fewer, and a piece's rate is mostly chance."""

LARGEST_FACTOR = 50.0
"""Of a person's hazard, and one over it of the smallest: a rare level without an event has a coefficient of minus
infinity."""


@dataclass(frozen=True, slots=True)
class Hazard:
    """The hazard of one type of event.

    Attributes
    ----------
    starts : ndarray of shape (J,)
        Where the pieces begin, from 0; the last one has no end.
    rates : ndarray of shape (J,)
        Per unit of time, of somebody whose factor is one.
    factors : ndarray of shape (2, n)
        What multiplies them for each person in the programme, and in the comparison.
    """

    starts: Floats
    rates: Floats
    factors: Floats

    def times(self, rows: NDArray[np.int64], arm: NDArray[np.int8], entry: Floats, draws: Floats) -> Floats:
        """Return when people (rows of the table that was fitted) have the event, shape (r,); infinite where never.

        `draws` are standard exponential: the cumulative hazard from `entry` at which it comes.
        """
        factors = np.where(arm == 1, self.factors[0, rows], self.factors[1, rows])
        reached = np.concatenate([[0.0], np.cumsum(self.rates[:-1] * np.diff(self.starts))])
        piece = np.searchsorted(self.starts, entry, side="right") - 1
        wanted = reached[piece] + self.rates[piece] * (entry - self.starts[piece]) + draws / factors
        # From the right: a piece without any hazard is never where a cumulative hazard is reached.
        piece = np.maximum(np.searchsorted(reached, wanted, side="left") - 1, 0)
        rate = self.rates[piece]
        with np.errstate(divide="ignore"):
            return np.where(rate > 0, self.starts[piece] + (wanted - reached[piece]) / rate, np.inf)


def pieces(table: AnalysisTable) -> Floats:
    """Return where pieces begin, so that about as many of the events of interest fall into each: shape (J,)."""
    times = table.time[table.event == 1]
    number = int(np.clip(len(times) // EVENTS_PER_PIECE, 1, PIECES))
    inner = np.quantile(times, np.arange(1, number) / number)
    first = float(table.entry.min())
    return np.unique(np.concatenate([[0.0, first], inner[inner > first]]))


def fit_hazard(table: AnalysisTable, columns: Floats, happened: NDArray[np.bool_], starts: Floats) -> Hazard:
    """Fit one hazard: Cox's coefficients of the arm and the columns, then the rate of each piece given them.

    With fewer than five events per coefficient, or none in an arm, there are no coefficients.

    Parameters
    ----------
    table : AnalysisTable
    columns : ndarray of shape (n, p)
        With mean zero.
    happened : ndarray of bool, shape (n,)
        Who had what is fitted at their exit.
    starts : ndarray of shape (J,)

    Notes
    -----
    Given the coefficients the rates are those of maximum likelihood: events over time at risk times factors.
    """
    predictor = np.zeros((2, len(table)))
    in_both = all((happened & (table.arm == code)).any() for code in (0, 1))
    if in_both and happened.sum() >= EVENTS_PER_COEFFICIENT * (columns.shape[1] + 1):
        design = np.column_stack([table.arm.astype(np.float64), columns])
        fit = fit_cox(table.time, happened.astype(np.float64), table.entry, design, np.ones(len(table)))
        predictor += columns @ fit.coefficients[1:]
        predictor[0] += fit.coefficients[0]
    factors = np.clip(np.exp(predictor), 1 / LARGEST_FACTOR, LARGEST_FACTOR)
    own = np.where(table.arm == 1, factors[0], factors[1])
    ends = np.append(starts[1:], np.inf)
    spent = np.minimum(table.time[:, None], ends) - np.maximum(table.entry[:, None], starts)
    at_risk = own @ np.maximum(spent, 0.0)
    piece = np.maximum(np.searchsorted(starts, table.time[happened], side="left") - 1, 0)
    events = np.bincount(piece, minlength=len(starts)).astype(np.float64)
    return Hazard(starts, np.divide(events, at_risk, out=np.zeros(len(starts)), where=at_risk > 0), factors)


def risks(hazards: list[Hazard], which: int, entry: float, horizons: Floats) -> tuple[Floats, Floats]:
    """Everybody's risk of, and mean time lost to, the first of the hazards' events when all of them compete.

    Parameters
    ----------
    hazards : list of Hazard
        On the same pieces.
    which : int
        0 for everybody in the programme, 1 for everybody in the comparison.
    entry : float
        When observation starts.
    horizons : ndarray of shape (H,)

    Returns
    -------
    risk, time_lost : ndarray of shape (n, H)
    """
    starts = hazards[0].starts
    people = hazards[0].factors.shape[1]
    own = np.outer(hazards[0].factors[which], hazards[0].rates)
    every = np.sum([np.outer(hazard.factors[which], hazard.rates) for hazard in hazards], axis=0)
    risk, lost = np.zeros((people, len(horizons))), np.zeros((people, len(horizons)))
    for column, horizon in enumerate(horizons):
        survival, so_far = np.ones(people), np.zeros(people)
        for piece, (start, end) in enumerate(zip(starts, np.append(starts[1:], np.inf), strict=True)):
            length = min(end, horizon) - max(start, entry)
            if length <= 0:
                continue
            total = every[:, piece]
            share = np.divide(own[:, piece], total, out=np.zeros(people), where=total > 0)
            gone = -np.expm1(-total * length)
            mean = np.divide(gone, total, out=np.full(people, length), where=total > 0)
            lost[:, column] += so_far * length + share * survival * (length - mean)
            so_far = so_far + share * survival * gone
            survival = survival * (1 - gone)
        risk[:, column] = so_far
    return risk, lost
