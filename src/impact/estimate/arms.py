"""Both arms' risks and time lost at the horizons, with the derivative of each in every person's case weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.aalen_johansen import Incidence, aalen_johansen
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, beyond_rounding, variance
from impact.estimate.greenwood import greenwood, greenwood_of_time_lost, is_thin
from impact.estimate.influence import influence
from impact.estimate.propensity import case_weights
from impact.estimate.weighting import FittedWeights


@dataclass(frozen=True, slots=True)
class Outcome:
    """Risk, or time lost, of one event type; the first axis is programme, comparison.

    Attributes
    ----------
    level : ndarray of shape (2, H)
    influence : ndarray of shape (2, n, H)
        Derivative in case weights, through the estimated propensity where there is one; n are the rows of the table.
    floor : ndarray of shape (2, H)
        Greenwood's variance where the jackknife's is too small, else 0.
    """

    level: Floats
    influence: Floats
    floor: Floats


@dataclass(frozen=True, slots=True)
class Arms:
    """What one method says of the two arms.

    Attributes
    ----------
    risk, time_lost : Outcome
    people : ndarray of int, shape (2,)
    events : ndarray of int, shape (2, H)
        Events of the type by each horizon, unweighted.
    followed : ndarray of bool, shape (2, H)
        Whether anybody is observed until the horizon, or everybody has had an event before it.
    """

    risk: Outcome
    time_lost: Outcome
    people: Ints
    events: Ints
    followed: Bools


def compare_arms(table: AnalysisTable, weights: FittedWeights | None, horizons: Floats, code: int = 1) -> Arms:
    """Estimate both arms' risk of, and time lost to, event type `code` at the horizons."""
    size = len(horizons)
    values = np.zeros((2, 2, size))
    derivative = np.zeros((2, 2, len(table), size))
    floor = np.zeros((2, 2, size))
    people, events = np.zeros(2, dtype=np.int64), np.zeros((2, size), dtype=np.int64)
    followed = np.zeros((2, size), dtype=bool)
    everybody = case_weights(table, weights)
    for arm, arm_code in enumerate(ARM_CODES):
        rows = np.flatnonzero(table.arm == arm_code)
        incidence, own = incidence_of(table, rows, everybody), everybody[rows]
        direct = influence(incidence, table.event[rows].astype(np.int64), code)
        row = incidence.types.index(code)
        values[0, arm] = incidence.at(incidence.risk[row], horizons)
        values[1, arm] = time_lost(incidence, code, horizons)
        for measure, part in enumerate((direct.at(horizons), direct.integrated(horizons))):
            derivative[measure, arm] = through_propensity(part, rows, own, weights, len(table))
        thin = incidence.at(is_thin(incidence).astype(np.float64), horizons) > 0
        floor[0, arm] = np.where(thin, incidence.at(greenwood(incidence, own, code), horizons), 0.0)
        floor[1, arm] = np.where(thin, greenwood_of_time_lost(incidence, own, code, horizons), 0.0)
        people[arm] = len(rows)
        events[arm] = incidence.at(np.cumsum(incidence.counts[row]).astype(np.float64), horizons)
        followed[arm] = (horizons <= incidence.times[incidence.at_risk > 0].max()) | (incidence.survival[-1] == 0)
    outcomes = [Outcome(*parts) for parts in zip(values, derivative, floor, strict=True)]
    return Arms(outcomes[0], outcomes[1], people, events, followed)


def incidence_of(table: AnalysisTable, rows: Ints, values: Floats) -> Incidence:
    """Aalen–Johansen of some rows of the table under weights `values` of all n rows."""
    event = table.event[rows].astype(np.int64)
    return aalen_johansen(table.time[rows], event, table.entry[rows], values[rows], table.event_types)


def time_lost(incidence: Incidence, code: int, horizons: Floats) -> Floats:
    """Return the exact area under the risk curve (a step function) of type `code` until each horizon, shape (H,)."""
    row = incidence.types.index(code)
    jumps = np.diff(incidence.risk[row], prepend=0.0)
    return np.asarray(np.maximum(horizons[:, None] - incidence.times, 0.0) @ jumps)


def through_propensity(direct: Floats, rows: Ints, own: Floats, weights: FittedWeights | None, people: int) -> Floats:
    """Turn the influence per unit of weight, of an arm's `rows` (r, H), into the derivative in everybody's case weight.

    A person moves an arm's estimate by their own row, and, whichever arm they are in, by moving the propensity model.
    """
    result = np.zeros((people, direct.shape[1]))
    result[rows] = own[:, None] * direct
    if weights is not None:
        gradient = weights.model.design[rows].T @ (weights.slope[rows, None] * direct)
        result += weights.model.influence @ gradient
    return result


@dataclass(frozen=True, slots=True)
class Spread:
    """Standard errors of an outcome: of the arms (2, H), of their difference and of the log of their ratio (H,).

    They are 0 where nothing is left to chance: where everybody has had the event.
    """

    arms: Floats
    difference: Floats
    log_ratio: Floats

    @classmethod
    def beyond_rounding(cls, arms: Floats, difference: Floats, log_ratio: Floats, level: Floats) -> Self:
        """Make a spread around `level` (2, H) that is 0 where there is nothing but rounding error."""
        largest = np.abs(level).max(axis=0)
        return cls(beyond_rounding(arms, level), beyond_rounding(difference, largest), beyond_rounding(log_ratio, 1.0))


def spread_of(outcome: Outcome, units: Ints) -> Spread:
    """Compute standard errors from the influence, summed within units; the arms may share units."""
    first, second = outcome.influence
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(outcome.level > 0, 1.0 / outcome.level, np.nan)
    arms = np.stack([variance(first, units), variance(second, units)])
    difference = variance(first - second, units)
    log_ratio = variance(first * relative[0] - second * relative[1], units)
    # Where Greenwood is larger it replaces the arm's own part; what the arms share stays.
    short = np.maximum(outcome.floor - arms, 0.0)
    return Spread.beyond_rounding(
        np.sqrt(arms + short),
        np.sqrt(difference + short.sum(axis=0)),
        np.sqrt(log_ratio + (short * relative**2).sum(axis=0)),
        outcome.level,
    )
