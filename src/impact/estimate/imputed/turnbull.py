"""The nonparametric maximum likelihood estimate from interval-censored dates, by arm: a description without a model.

The likelihood is decided by how much chance falls into a few innermost intervals, those that begin with somebody's last
day without the event and end with somebody's first day with it, with no such day between (Turnbull 1976). Each person's
interval covers a run of them, so that sums over people are differences of running totals. EM steps climb surely and
slowly; steps of the iterative convex minorant, a Newton step with a diagonal curvature put into order by isotonic
regression, close in fast. Taking turns they find the one maximum (Wellner & Zhan 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit
from impact.estimate.arrays import ARM_CODES, Floats, Ints
from impact.estimate.imputed.interval_data import bounds
from impact.results import Curves

TOLERANCE = 1e-7
"""Relative excess of the largest derivative of the likelihood over its value at the maximum, where none has any."""

ITERATIONS = 2000
EM_STEPS = 3
HALVINGS = 20


@dataclass(frozen=True, slots=True)
class Npmle:
    """Chance in each of m innermost intervals.

    Attributes
    ----------
    left, right : ndarray of shape (m,)
        Their ends: the event lies after `left` and by `right` (on it, where they are equal); infinite for no event.
    chance : ndarray of shape (m,)
        Sums to one. How it lies within an interval no data can tell.
    log_likelihood : float
    converged : bool
    """

    left: Floats
    right: Floats
    chance: Floats
    log_likelihood: float
    converged: bool


def turnbull(table: AnalysisTable) -> Curves:
    """Nonparametric risk of the event of interest over time, by arm, from the intervals that hold the events.

    Competing events are censorings, on the last day on which the person was known to be free of any: the curve is the
    risk if nothing competed, like that of the sensitivity `direct_effect`, and lies above the cumulative incidence.

    Parameters
    ----------
    table : AnalysisTable

    Returns
    -------
    Curves
        Analysis turnbull, method unadjusted, one row per arm and right end of an innermost interval with chance in it;
        between its ends the curve is not determined. No interval: the estimate converges slowly, with no normal limit.
        `at_risk` are people not known to have had the event, or been censored, before the time; `events` are expected
        by it under the estimate, in whole events.

    Raises
    ------
    EstimationError
        If an arm is empty, no event of interest occurs, people come under observation at different times after time
        zero, or the estimate does not converge.

    Notes
    -----
    Turnbull (1976). With exact dates it is one minus Kaplan–Meier.
    """
    admit(table)
    if len(np.unique(table.entry)) > 1:
        raise EstimationError(
            "the nonparametric estimate from intervals does not take people who come under observation at different "
            "times; these do: the curves of cumulative_incidence, and imputed dates (outcome.date: imputed)"
        )
    lower, upper = bounds(table)
    upper = np.where(table.event == 1, upper, np.inf)
    parts = []
    for code in ARM_CODES:
        rows = table.arm == code
        found = npmle(lower[rows], upper[rows])
        if not found.converged:
            raise EstimationError(f"the nonparametric estimate from intervals did not converge in the {ARMS[code]} arm")
        parts.append(_part(found, lower[rows], upper[rows]).assign(arm=ARMS[code]))
    frame = pd.concat(parts, ignore_index=True)
    blank = dict.fromkeys(("std_error", "ci_lower", "ci_upper", "band_lower", "band_upper"), np.nan)
    return Curves(
        frame.assign(analysis="turnbull", population="all", method="unadjusted", estimand="none", event=1, **blank)
    )


def npmle(lower: Floats, upper: Floats) -> Npmle:
    """Maximise the likelihood of events in (lower, upper], exact where these are equal, infinite where censored."""
    left, right, first, last = _innermost(lower, upper)
    pairs, counts = np.unique(np.column_stack([first, last]), axis=0, return_counts=True)
    problem = _Problem(pairs[:, 0], pairs[:, 1], counts.astype(np.float64), len(left))
    chance = np.full(len(left), 1.0 / len(left))
    converged = False
    for _ in range(ITERATIONS):
        for _ in range(EM_STEPS):
            chance = problem.em(chance)
        chance = problem.minorant(chance)
        if problem.excess(chance) < TOLERANCE:
            converged = True
            break
    return Npmle(left, right, chance, problem.log_likelihood(chance), converged)


def _innermost(lower: Floats, upper: Floats) -> tuple[Floats, Floats, Ints, Ints]:
    """Innermost intervals (left, right), and the first and last of them in each person's own.

    On the line a person's interval begins just after `lower` and ends at `upper`; an exact date begins just before it.
    Order at one time: the beginning of an exact date, ends, the beginning of others.
    """
    exact = lower == upper
    times = np.unique(np.concatenate([lower, upper]))
    start = 3 * np.searchsorted(times, lower) + np.where(exact, 0, 2)
    end = 3 * np.searchsorted(times, upper) + 1
    marks = np.unique(np.concatenate([2 * start, 2 * end + 1]))
    is_end = marks % 2 == 1
    inner = np.flatnonzero(~is_end[:-1] & is_end[1:])
    begins, ends = marks[inner] // 2, marks[inner + 1] // 2
    first = np.searchsorted(begins, start, side="left")
    last = np.searchsorted(ends, end, side="right") - 1
    return times[begins // 3], times[ends // 3], first.astype(np.int64), last.astype(np.int64)


@dataclass(frozen=True, slots=True)
class _Problem:
    """People with the same run of innermost intervals, [`first`, `last`], counted together; m is `size`."""

    first: Ints
    last: Ints
    counts: Floats
    size: int

    def likelihoods(self, chance: Floats) -> Floats:
        """Return the chance of what is known of each."""
        reached = np.concatenate([[0.0], np.cumsum(chance)])
        return np.asarray(np.maximum(reached[self.last + 1] - reached[self.first], np.finfo(float).tiny))

    def log_likelihood(self, chance: Floats) -> float:
        """Sum its logarithm over people."""
        return float(self.counts @ np.log(self.likelihoods(chance)))

    def gradient(self, chance: Floats) -> Floats:
        """Return the derivative in the chance of each interval: at the maximum n where there is any, else less."""
        each = self.counts / self.likelihoods(chance)
        change = np.bincount(self.first, each, self.size + 1) - np.bincount(self.last + 1, each, self.size + 1)
        return np.asarray(np.cumsum(change)[: self.size])

    def em(self, chance: Floats) -> Floats:
        """Give each interval the share of people that is expected in it."""
        moved = chance * self.gradient(chance)
        return np.asarray(moved / moved.sum())

    def minorant(self, chance: Floats) -> Floats:
        """Take a step of the convex minorant, halved until the likelihood does not fall."""
        from scipy.optimize import isotonic_regression

        if self.size == 1:
            return chance
        each = self.counts / self.likelihoods(chance)
        bend = each / self.likelihoods(chance)
        risk = np.cumsum(chance)[:-1]
        up, down = self.last, self.first - 1
        inner_up, inner_down = up < self.size - 1, down >= 0
        slope = np.bincount(up[inner_up], each[inner_up], self.size - 1)
        slope -= np.bincount(down[inner_down], each[inner_down], self.size - 1)
        weight = np.bincount(up[inner_up], bend[inner_up], self.size - 1)
        weight += np.bincount(down[inner_down], bend[inner_down], self.size - 1)
        weight = np.maximum(weight, np.finfo(float).tiny)
        wanted = np.clip(isotonic_regression(risk + slope / weight, weights=weight).x, 0.0, 1.0)
        step, before, length = np.diff(wanted, prepend=0.0, append=1.0) - chance, self.log_likelihood(chance), 1.0
        for _ in range(HALVINGS):
            moved = np.maximum(chance + length * step, 0.0)
            if self.log_likelihood(moved) >= before:
                return np.asarray(moved / moved.sum())
            length /= 2
        return chance

    def excess(self, chance: Floats) -> float:
        """Relative excess of the largest derivative: per person, how far at most the likelihood is from its maximum."""
        return float(self.gradient(chance).max() / self.counts.sum() - 1.0)


def _part(found: Npmle, lower: Floats, upper: Floats) -> pd.DataFrame:
    """Rows of one arm: the risk at the right ends, with the counts that its release depends on."""
    keep = np.isfinite(found.right) & (found.chance > TOLERANCE / len(lower))
    _, _, first, last = _innermost(lower, upper)
    problem = _Problem(first, last, np.isfinite(upper).astype(np.float64), len(found.left))
    expected = np.cumsum(found.chance * problem.gradient(found.chance))
    when = found.right[keep]
    gone = np.where(np.isfinite(upper), upper, lower)
    return pd.DataFrame(
        {
            "time": when,
            "estimate": np.cumsum(found.chance)[keep],
            "at_risk": (gone[:, None] >= when).sum(axis=0),
            "events": np.rint(expected[keep]).astype(np.int64),
        }
    )
