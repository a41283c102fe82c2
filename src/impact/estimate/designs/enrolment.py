"""A daily model of enrolment: the chance that a child at home and not enrolled enrols on a day, given its baseline.

Day d is an opportunity to enrol for whoever is at home, not yet enrolled and under observation when it ends; an event
on day d comes before it. The chance is logistic in the baseline, with a level of its own for each period since the
return, so that all the days of a child in one period are one binomial count, and child-periods stand for child-days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arrays import Floats, Ints
from impact.estimate.propensity import design_matrix, orthonormal
from impact.study import DAYS_PER_UNIT

ENROLMENTS_A_PERIOD = 10
"""At least so many in each period, so that its level can be estimated, in resamples too."""

MOST_PERIODS = 20

ITERATIONS = 40
SCORE_TOLERANCE = 1e-9
"""Of the whole score in units of the information's square root, per person: solved to full precision."""

REPLICATE_TOLERANCE = 1e-4
"""The same in a resample: the coefficients are then within a hundredth of a standard error, far below its own noise."""

HALVINGS = 12
"""A step so much smaller that still makes things worse leads nowhere."""

REFRESHED = 3
"""Steps for which one information matrix serves."""

HALF_A_DAY = 0.5
"""A child that enrols on a day was at home on it: an event dated on that very day is put so much later."""


@dataclass(frozen=True, slots=True)
class Stays:
    """Each child's stay at home, in days since the return; arrays of shape (n,).

    `end` is the day of the event or of censoring, `enrolled` that of the enrolment (infinite without one during the
    stay), `opportunities` the number of days on which the child could have enrolled, that of the enrolment included.
    """

    end: Floats
    event: Ints
    enrolled: Floats
    opportunities: Ints

    @property
    def last_opportunity(self) -> int:
        """Number of days on which anybody may enrol: until the last enrolment."""
        taken = self.enrolled[np.isfinite(self.enrolled)]
        return int(taken.max()) + 1 if len(taken) else 0


def stays_of(table: AnalysisTable) -> Stays:
    """Read the children's stays and enrolments from a table of case records.

    Raises
    ------
    EstimationError
        If the table does not tell when children enrolled, or nobody did.
    """
    if "enrolled" not in table.context:
        raise EstimationError(
            "these data do not tell when children enrolled, which only case records do; a comparison of enrolling with "
            "not enrolling cannot be made from them"
        )
    unit = DAYS_PER_UNIT[table.time_unit]
    end = np.round(table.time * unit, 6)
    enrolled = np.round(table.context["enrolled"].to_numpy(dtype=np.float64, na_value=np.nan) * unit)
    enrolled = np.where(np.isnan(enrolled) | (enrolled > end), np.inf, enrolled)
    if not np.isfinite(enrolled).any():
        raise EstimationError("nobody enrolled while at home, so enrolling cannot be compared with never enrolling")
    event = table.event.astype(np.int64)
    end = np.where((event > 0) & (enrolled == end), end + HALF_A_DAY, end)
    still = np.where(event > 0, np.ceil(end), np.floor(end) + 1)
    opportunities = np.where(np.isfinite(enrolled), enrolled + 1, still).astype(np.int64)
    return Stays(end, event, enrolled, opportunities)


@dataclass(frozen=True, slots=True)
class EnrolmentModel:
    """The fitted model, with what a refit to resampled children needs.

    Attributes
    ----------
    design : ndarray of shape (n, p)
        Orthonormal columns of the baseline, without the intercept.
    days, enrolments : ndarray of shape (n, K)
        Opportunities of each child in each period, and how many of them it took (0 or 1).
    length : ndarray of int, shape (K,)
        Days of each period.
    coefficients : ndarray of shape (p + K,)
        Of the design, then the level of each period.
    """

    design: Floats
    days: Floats
    enrolments: Floats
    length: Ints
    coefficients: Floats

    def not_enrolled(self, coefficients: Floats) -> Floats:
        """Chance that a child at home has not enrolled after 0, 1, … opportunities, shape (days + 1, n)."""
        stays = -np.logaddexp(0.0, _predictor(self, coefficients))
        first = np.cumsum(self.length) - self.length
        passed = np.clip(np.arange(int(self.length.sum()) + 1)[:, None] - first, 0, self.length)
        return np.exp(passed.astype(np.float64) @ stays.T)


def fit_enrolment(table: AnalysisTable, stays: Stays, grace: int) -> EnrolmentModel:
    """Fit the model by Newton steps.

    Raises
    ------
    EstimationError
        If the fit does not converge: the baseline decides who enrols.
    """
    length = _periods(stays, grace)
    stop = np.cumsum(length)
    start = stop - length
    days = (np.clip(stays.opportunities[:, None], start, stop) - start).astype(np.float64)
    took = np.isfinite(stays.enrolled)
    enrolments = ((stays.enrolled[:, None] >= start) & (stays.enrolled[:, None] < stop) & took[:, None]).astype(float)
    design = orthonormal(design_matrix(table).to_numpy(dtype=np.float64))[:, 1:]
    level = np.log(enrolments.sum(axis=0) / (days - enrolments).sum(axis=0))
    start_at = np.concatenate([np.zeros(design.shape[1]), level])
    model = EnrolmentModel(design, days, enrolments, length, start_at)
    everybody = np.ones(len(table))
    coefficients, solved = solve(
        start_at,
        lambda at: _score(model, at, everybody),
        lambda at: _information(model, at, everybody),
        SCORE_TOLERANCE,
    )
    if solved:
        return replace(model, coefficients=coefficients)
    raise EstimationError(
        "the daily model of enrolment does not converge: some of what was known at the return decides who enrols, so "
        "that enrolling and not enrolling cannot be compared in everybody"
    )


def refit_enrolment(model: EnrolmentModel, weights: Floats) -> tuple[Floats, bool]:
    """Refit to case weights (n,) from the fit in hand; see `solve`."""
    return solve(
        model.coefficients,
        lambda coefficients: _score(model, coefficients, weights),
        lambda coefficients: _information(model, coefficients, weights),
        REPLICATE_TOLERANCE,
    )


def solve(
    start: Floats, score: Callable[[Floats], Floats], information: Callable[[Floats], Floats], tolerance: float
) -> tuple[Floats, bool]:
    """Take Newton steps until the score is below `tolerance`; return the coefficients and whether they are solved.

    The size of the score is measured by the information at the start. One information matrix serves a few steps, and a
    step that would make the score larger is halved: where a resample has nobody of a level who enrols, its coefficient
    runs off, and the others must not run with it.
    """
    scale = inverse = _inverse(information(start))
    coefficients, now = start, score(start)
    size = float(now @ scale @ now)
    for step in range(1, ITERATIONS + 1):
        if size < tolerance:
            return coefficients, True
        move = inverse @ now
        for _ in range(HALVINGS):
            trial = score(coefficients + move)
            new_size = float(trial @ scale @ trial)
            if new_size < size:
                break
            move = move / 2.0
        else:
            return coefficients, False
        coefficients, now, size = coefficients + move, trial, new_size
        if step % REFRESHED == 0:
            inverse = _inverse(information(coefficients))
    return coefficients, size < tolerance


def _inverse(information: Floats) -> Floats:
    return np.asarray(np.linalg.pinv(information, hermitian=True))


def _periods(stays: Stays, grace: int) -> Ints:
    """Lengths in days of the periods, which end with the grace or the last enrolment; each has enough enrolments."""
    total = stays.last_opportunity
    taken = np.sort(stays.enrolled[np.isfinite(stays.enrolled)]).astype(np.int64)
    least = max(ENROLMENTS_A_PERIOD, int(np.ceil(len(taken) / MOST_PERIODS)))
    stops: list[int] = []
    for first, last in ((0, min(grace + 1, total)), (grace + 1, total)):
        own = taken[(taken >= first) & (taken < last)]
        if not len(own):
            continue
        inner, begun = [], 0
        for day in np.unique(own).tolist():
            if np.searchsorted(own, day, side="right") - begun >= least:
                inner.append(day + 1)
                begun = int(np.searchsorted(own, day, side="right"))
        # What is left over at the end joins the last period.
        stops += [*inner[:-1], last]
    return np.diff([0, *stops]).astype(np.int64)


def _predictor(model: EnrolmentModel, coefficients: Floats) -> Floats:
    p = model.design.shape[1]
    return (model.design @ coefficients[:p])[:, None] + coefficients[p:]


def _chance(model: EnrolmentModel, coefficients: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-_predictor(model, coefficients))))


def _score(model: EnrolmentModel, coefficients: Floats, weights: Floats) -> Floats:
    residual = weights[:, None] * (model.enrolments - model.days * _chance(model, coefficients))
    return np.concatenate([model.design.T @ residual.sum(axis=1), residual.sum(axis=0)])


def _information(model: EnrolmentModel, coefficients: Floats, weights: Floats) -> Floats:
    chance = _chance(model, coefficients)
    spread = weights[:, None] * model.days * chance * (1.0 - chance)
    across = model.design.T @ spread
    baseline = model.design.T @ (spread.sum(axis=1)[:, None] * model.design)
    return np.block([[baseline, across], [across.T, np.diag(spread.sum(axis=0))]])
