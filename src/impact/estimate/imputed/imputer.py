"""Bootstrap, then impute: in each resample event dates are drawn from a model that is refitted to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arrays import Floats, Ints, units_of
from impact.estimate.imputed.interval_data import IntervalData
from impact.estimate.imputed.interval_model import IntervalModel, fit_intervals
from impact.estimate.imputed.interval_moments import Within, expected_within
from impact.estimate.modelled.nuisance import spread_columns
from impact.estimate.propensity import PropensityModel
from impact.estimate.resample import resampled
from impact.estimate.reweigh import refitted

DRAWS = 1
"""Marks the random numbers of the imputations apart from those of the resampling, which have the same seed."""


@dataclass(frozen=True, slots=True)
class Resamples:
    """A block of B resamples with M imputations in each.

    Attributes
    ----------
    cases : ndarray of shape (n, B)
        Case weights.
    time : ndarray of shape (B, M, n)
        Exit times; those of exactly dated events, and of censorings, are the table's.
    event : ndarray of int, shape (B, M, n)
    """

    cases: Floats
    time: Floats
    event: Ints

    def first(self, number: int) -> Self:
        """Return the first so many resamples, or all if there are fewer."""
        return type(self)(self.cases[:, :number], self.time[:number], self.event[:number])


@dataclass(frozen=True, slots=True, eq=False)
class Imputer:
    """A table, its interval-censored model, and the fit to the data in hand from which every refit starts.

    Attributes
    ----------
    table : AnalysisTable
    data : IntervalData
    propensity : PropensityModel, or None
    columns : ndarray of shape (n, p)
        The arm, then the columns of `table.formula`.
    model : IntervalModel
    """

    table: AnalysisTable
    data: IntervalData
    propensity: PropensityModel | None
    columns: Floats
    model: IntervalModel

    @classmethod
    def of(cls, table: AnalysisTable, propensity: PropensityModel | None) -> Self:
        """Fit the model: arm, covariates, and (where there is one) the propensity, which the weighting goes by.

        Raises
        ------
        EstimationError
            If the model does not converge.
        """
        data = IntervalData.of(table)
        columns = np.column_stack([table.arm.astype(np.float64), spread_columns(table)])
        start = fit_intervals(data, with_propensity(columns, propensity), np.ones(len(table)))
        if not start.converged:
            raise EstimationError(
                "the model of interval-censored event dates did not converge; leave out covariates with rare levels, "
                "or choose a date in the interval (outcome.date: lower, midpoint or upper)"
            )
        return cls(table, data, propensity, columns, start)

    def once(self, seed: int) -> tuple[Floats, Ints]:
        """Draw one imputation of the data in hand: exit times and events, shape (n,)."""
        time, event = self.table.time.copy(), self.table.event.astype(np.int64)
        drawn = draw_within(self.data, self.expected, 1, np.random.default_rng([seed, DRAWS]))
        for values, new in zip((time, event), drawn, strict=True):
            values[self.data.rows] = new[0]
        return time, event

    @property
    def expected(self) -> Within:
        """Where in their intervals the events of the data in hand are expected."""
        return expected_within(self.data, self.model.hazards(self.data, with_propensity(self.columns, self.propensity)))

    def reached(self, times: Floats) -> Floats:
        """Chance that each person has had an event of each type by each time, shape (K, n, T); dates known are 0 or 1.

        It is given all that is known of the person: summed over people, how many events are expected by then.
        """
        result = self.data.happened[:, :, None] * (self.table.time[:, None] <= times)
        result[:, self.data.rows] = chance_by(self.data, self.expected, times)
        return np.asarray(result)

    def resamples(self, bootstraps: int, per_bootstrap: int, seed: int) -> Iterator[Resamples]:
        """Resample persons, or clusters where the table has them, and impute `per_bootstrap` times in each.

        The resamples are those of `bootstrap` for the same seed. Each has random numbers of its own for what is drawn,
        so that the first ones are the same, but for rounding, however many follow.
        """
        seeds = iter(np.random.SeedSequence([seed, DRAWS]).spawn(bootstraps))
        everybody = np.arange(len(self.table))
        for _, cases in resampled(units_of(self.table), bootstraps, seed):
            chance = None
            if self.propensity is not None:
                inverse, _ = refitted(self.table, everybody, self.propensity, cases)("ate")
                chance = np.where(self.table.arm[:, None] == 1, 1.0 / inverse, 1.0 - 1.0 / inverse)
            shape = (cases.shape[1], per_bootstrap, len(self.table))
            time, event = np.empty(shape), np.empty(shape, dtype=np.int64)
            for column in range(cases.shape[1]):
                own = self.propensity
                if own is not None and chance is not None:
                    own = replace(own, propensity=chance[:, column])
                random = np.random.default_rng(next(seeds))
                time[column], event[column] = self._draw(own, cases[:, column], per_bootstrap, random)
            yield Resamples(cases, time, event)

    def _draw(
        self, propensity: PropensityModel | None, weights: Floats, number: int, random: np.random.Generator
    ) -> tuple[Floats, Ints]:
        """Refit under these case weights and draw: exit times and events, shape (number, n)."""
        covariates = with_propensity(self.columns, propensity, self.propensity)
        fit = fit_intervals(self.data, covariates, np.ascontiguousarray(weights), self.model)
        within = expected_within(self.data, fit.hazards(self.data, covariates))
        time = np.repeat(self.table.time[None, :], number, axis=0)
        event = np.repeat(self.table.event[None, :].astype(np.int64), number, axis=0)
        time[:, self.data.rows], event[:, self.data.rows] = draw_within(self.data, within, number, random)
        return time, event


def with_propensity(
    columns: Floats, propensity: PropensityModel | None, scale: PropensityModel | None = None
) -> Floats:
    """Add the propensity as a column of mean zero and mean square one (on the scale of another fit, if given)."""
    if propensity is None:
        return columns
    usual = (scale or propensity).propensity
    spread = float(usual.std())
    column = (propensity.propensity - usual.mean()) / spread if spread > 0 else np.zeros(len(columns))
    return np.column_stack([columns, column])


def chance_by(data: IntervalData, within: Within, times: Floats) -> Floats:
    """Chance that an event in an interval is of each type and has happened by each time, shape (K, m, T)."""
    hazard = within.hazards.sum(axis=0)
    result = np.zeros((*within.chance.shape[:2], len(times)))
    for piece in range(data.widths.shape[1]):
        width, rate = data.widths[:, piece, None], hazard[:, piece, None]
        inside = np.clip(times - data.starts[:, piece, None], 0.0, width)
        share = np.divide(np.expm1(-rate * inside), np.expm1(-rate * width), out=inside * 0.0, where=width > 0)
        result += within.chance[:, :, piece, None] * share
    return result


def draw_within(data: IntervalData, within: Within, number: int, random: np.random.Generator) -> tuple[Floats, Ints]:
    """Draw the date and the type of each event in an interval in proportion to dF_k(t | x), `number` times.

    Returns
    -------
    ndarray of shape (number, m)
        Times in (lower, upper].
    ndarray of int, shape (number, m)
        Event codes.
    """
    kinds, people, pieces = within.chance.shape
    reached = within.chance.transpose(1, 0, 2).reshape(people, kinds * pieces).cumsum(axis=1)
    first, second = 1.0 - random.random((2, number, people))
    cell = (first[:, :, None] * reached[:, -1:] > reached).sum(axis=2)
    kind, piece = np.divmod(cell, pieces)
    who = np.arange(people)
    width, hazard = data.widths[who, piece], within.hazards.sum(axis=0)[who, piece]
    growth = hazard * width
    flat = growth < np.finfo(float).eps
    gone = -np.log1p(second * np.expm1(-growth)) / np.where(flat, 1.0, hazard)
    gone = np.where(flat, second * width, np.minimum(gone, width))
    return data.starts[who, piece] + gone, np.asarray(data.types)[kind]
