"""The bootstrap, many replicates at once: resampled case weights, weights refitted in each, risks of both arms.

People are sorted once by arm and time. A replicate is a column of case weights; totals at risk and of events are
products with one sparse matrix of zeros and ones; propensity or balancing weights are refitted by batched Newton steps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from impact.cohort.table import AnalysisTable
from impact.estimate.arms import Spread
from impact.estimate.arrays import Bools, Floats, Ints, from_the_end, one_thread, units_of
from impact.estimate.reweigh import Model, refitted
from impact.jobs import run_jobs
from impact.study.parts import MINIMUM_REPLICATES

USABLE_SHARE = 0.95
"""Of the replicates; with fewer that have a value there is no interval."""

BLOCK_ELEMENTS = 2**21
"""People times replicates worked on at a time: a constant, so that memory stays flat and bytes repeat."""


@dataclass(frozen=True, slots=True)
class Replicates:
    """Risks and time lost in each replicate.

    Attributes
    ----------
    risk, time_lost : ndarray of shape (R, E, 2, H)
        Replicates, estimands in the order asked, programme and comparison, horizons. Missing where a replicate has
        nobody in an arm, or its weights could not be solved.
    """

    risk: Floats
    time_lost: Floats


@dataclass(frozen=True, slots=True)
class _Arm:
    """One arm's distinct event times (T,), and the sums that turn case weights into totals at them."""

    rows: slice
    times: Floats
    leaving: sparse.csr_array
    entering: sparse.csr_array | None
    own: sparse.csr_array
    every: sparse.csr_array


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What every block of replicates starts from."""

    table: AnalysisTable
    model: Model | None
    estimands: tuple[str, ...]
    horizons: Floats
    seed: int
    order: Ints
    units: Ints
    arms: tuple[_Arm, _Arm]

    def block(self, block: slice) -> tuple[Floats, Floats]:
        """Risks and time lost in a block's replicates, each (B, E, 2, H)."""
        weights = case_weights_of(self.units, block, self.seed)
        reweighed = refitted(self.table, self.order, self.model, weights)
        shape = (weights.shape[1], len(self.estimands), 2, len(self.horizons))
        risks, times = np.empty(shape), np.empty(shape)
        for position, estimand in enumerate(self.estimands):
            people, usable = weights, np.ones(weights.shape[1], dtype=bool)
            if estimand != "none":
                factors, usable = reweighed(estimand)
                people = weights * factors
            for which, arm in enumerate(self.arms):
                risk, lost = _risks(arm, people[arm.rows], self.horizons)
                risks[:, position, which] = np.where(usable, risk, np.nan).T
                times[:, position, which] = np.where(usable, lost, np.nan).T
        return risks, times


@one_thread
def bootstrap(
    table: AnalysisTable,
    model: Model | None,
    estimands: Sequence[str],
    horizons: Floats,
    replicates: int,
    seed: int,
    code: int = 1,
    *,
    scheduler: str | None = None,
) -> Replicates:
    """Resample persons, or clusters where the table has them, and re-estimate everything in each replicate.

    Parameters
    ----------
    table : AnalysisTable
    model : PropensityModel or EntropyModel, optional
        The fit to the data in hand, from which each refit starts; needed unless every estimand is none.
    estimands : sequence of str
        none, ate, att, ato; all of them share a replicate's weights and its refit.
    horizons : ndarray of shape (H,)
    replicates, seed : int
        Each replicate has a seed of its own (`SeedSequence.spawn`): the answer does not depend on how work is split.
    code : int
        Event type.
    scheduler : str, optional
        Where blocks of replicates are done (`run_jobs`); a bootstrap of one block stays in this process.
    """
    order = np.lexsort((table.time, -table.arm.astype(np.int64)))
    units = units_of(table)[order]
    arms = _arms(table, order, code)
    prepared = _Prepared(table, model, tuple(estimands), horizons, seed, order, units, arms)
    parts = run_jobs(prepared.block, blocks(len(units), replicates), scheduler=scheduler)
    risks, times = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Replicates(risks, times)


def spread_of_replicates(values: Floats) -> tuple[Spread, int]:
    """Return standard deviations over replicates of values (R, 2, H), and the number of replicates that had a value."""
    complete = np.isfinite(values).all(axis=(1, 2))
    values = values[complete]
    if len(values) < 2:
        missing = np.full(values.shape[2], np.nan)
        return Spread(np.full(values.shape[1:], np.nan), missing, missing), len(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values[:, 0]) - np.log(values[:, 1])
        log_ratio = np.where(np.isfinite(logs).all(axis=0), logs.std(axis=0, ddof=1), np.nan)
    difference = (values[:, 0] - values[:, 1]).std(axis=0, ddof=1)
    spread = Spread.beyond_rounding(values.std(axis=0, ddof=1), difference, log_ratio, values.mean(axis=0))
    return spread, len(values)


def is_steady(usable: int, replicates: int) -> bool:
    """Whether enough replicates had a value: nearly all, and no fewer than a spread can be read off."""
    return usable >= max(USABLE_SHARE * replicates, MINIMUM_REPLICATES)


def resampled(units: Ints, replicates: int, seed: int) -> Iterator[tuple[slice, Floats]]:
    """Blocks of replicates with their multinomial case weights, shape (n, B)."""
    for block in blocks(len(units), replicates):
        yield block, case_weights_of(units, block, seed)


def blocks(people: int, replicates: int) -> list[slice]:
    """Replicates that are worked on at a time: matrix products of another shape differ in their last bits."""
    size = max(1, BLOCK_ELEMENTS // people)
    return [slice(first, min(first + size, replicates)) for first in range(0, replicates, size)]


def case_weights_of(units: Ints, block: slice, seed: int) -> Floats:
    """Multinomial case weights of some replicates, shape (n, B): those that `SeedSequence(seed).spawn` leads to."""
    count = int(units.max()) + 1
    draws = np.empty((block.stop - block.start, count))
    for row, replicate in enumerate(range(block.start, block.stop)):
        child = np.random.SeedSequence(seed, spawn_key=(replicate,))
        picked = np.random.default_rng(child).integers(0, count, size=count)
        draws[row] = np.bincount(picked, minlength=count)
    return np.ascontiguousarray(draws[:, units].T)


def _arms(table: AnalysisTable, order: Ints, code: int) -> tuple[_Arm, _Arm]:
    treated = int((table.arm == 1).sum())
    first, second = slice(0, treated), slice(treated, len(table))
    return _arm(table, order, first, code), _arm(table, order, second, code)


def _arm(table: AnalysisTable, order: Ints, rows: slice, code: int) -> _Arm:
    time, event, entry = (values[order[rows]] for values in (table.time, table.event, table.entry))
    times: Floats = np.unique(time[event > 0]).astype(np.float64)
    leave = np.searchsorted(times, time, side="right") - 1
    enter = np.where(entry > 0, np.searchsorted(times, entry, side="right"), 0)
    return _Arm(
        rows=rows,
        times=times,
        leaving=_indicator(leave, leave >= 0, len(times)),
        entering=_indicator(enter - 1, enter > 0, len(times)) if (enter > 0).any() else None,
        own=_indicator(leave, event == code, len(times)),
        every=_indicator(leave, event > 0, len(times)),
    )


def _indicator(codes: Ints, keep: Bools, size: int) -> sparse.csr_array:
    columns = np.flatnonzero(keep)
    return sparse.csr_array((np.ones(len(columns)), (codes[columns], columns)), shape=(size, len(codes)))


def _risks(arm: _Arm, weights: Floats, horizons: Floats) -> tuple[Floats, Floats]:
    """Risk and time lost at the horizons, each (H, B), from case weights (n, B) of one arm."""
    at_risk = from_the_end(arm.leaving @ weights)
    if arm.entering is not None:
        at_risk -= from_the_end(arm.entering @ weights)
    own, every = arm.own @ weights, arm.every @ weights
    hazard = np.divide(own, at_risk, out=np.zeros_like(own), where=own > 0)
    stays = 1.0 - np.divide(every, at_risk, out=np.zeros_like(own), where=every > 0)
    survival = np.cumprod(np.maximum(stays, 0.0), axis=0)
    hazard[1:] *= survival[:-1]
    until = (arm.times <= horizons[:, None]).astype(np.float64)
    rest = np.maximum(horizons[:, None] - arm.times, 0.0)
    empty = ~(weights.sum(axis=0) > 0)
    return np.where(empty, np.nan, until @ hazard), np.where(empty, np.nan, rest @ hazard)
