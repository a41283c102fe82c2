"""Cumulative incidences with imputed dates, on a grid of times, with intervals and bands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.admission import admit
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, one_thread
from impact.estimate.imputed.imputed_risks import Sorted
from impact.estimate.imputed.imputer import Imputer, Resamples
from impact.estimate.imputed.pooling import pool
from impact.estimate.intervals import MINIMUM_AT_RISK, MINIMUM_EVENTS, half_width, risk_interval
from impact.estimate.propensity import fit_propensity
from impact.estimate.reweigh import method_of, refitted
from impact.results import Curves
from impact.study import ESTIMANDS, Study

TIMES = 100
"""Steps of the grid to the last exit, the horizons beside them."""

CURVE_BOOTSTRAPS = 50
"""Resamples, at most: a curve is a picture, and its intervals are some 1% wider than with 200."""

MULTIPLIERS = 1000
"""Replicates of the bands."""

LEVEL = 0.95
WEIGHTED = ("none", *ESTIMANDS)


@one_thread
def imputed_curves(table: AnalysisTable, study: Study) -> Curves:
    """Cumulative incidence of every event type, by arm, with event dates imputed: unadjusted, and by population.

    Returns
    -------
    Curves
        One row per estimand, arm, event and time of a grid (to the arm's last exit): estimate and interval as
        `imputed_effects` has them; `at_risk` and `events` are expected, given what is known, in whole people. Bands
        are as those of `confidence_bands`, with the resamples' deviations as its influence functions.

    Raises
    ------
    EstimationError
        As for `imputed_effects`.
    """
    admit(table)
    model = fit_propensity(table, truncate=study.models.truncate)
    imputer = Imputer.of(table, model)
    grid = _grid(table, study.horizons)
    bootstraps = min(study.imputation.bootstraps, CURVE_BOOTSTRAPS)
    blocks = list(imputer.resamples(bootstraps, study.imputation.per_bootstrap, study.bootstrap.seed))
    random = np.random.default_rng([study.bootstrap.seed, TIMES])
    counts = _counts(imputer, grid)
    parts = []
    for estimand in WEIGHTED:
        drawn = [np.stack(list(_of_block(imputer, block, estimand, grid))) for block in blocks]
        # Arms, event types, resamples, imputations, times.
        values = np.concatenate(drawn, axis=2)
        for which, code in enumerate(ARM_CODES):
            until = grid <= np.where(table.event > 0, table.upper, table.time)[table.arm == code].max(initial=0.0)
            for kind, event in enumerate(table.event_types):
                at_risk, events = counts[0][which][until], counts[1][which, kind][until]
                part = _part(values[which, kind][..., until], grid[until], at_risk, events, random)
                parts.append(
                    part.assign(estimand=estimand, method=method_of(model, estimand), arm=ARMS[code], event=event)
                )
    return Curves(pd.concat(parts, ignore_index=True).assign(analysis="main", population="all"))


def _grid(table: AnalysisTable, horizons: Sequence[float]) -> Floats:
    last = float(np.where(np.isfinite(table.upper), table.upper, table.time).max())
    return np.unique(np.concatenate([np.linspace(0.0, last, TIMES + 1)[1:], np.asarray(horizons, dtype=np.float64)]))


def _of_block(imputer: Imputer, block: Resamples, estimand: str, grid: Floats) -> Iterator[Floats]:
    """Risks of each arm, shape (K, B, M, T)."""
    table, (resamples, imputations, people) = imputer.table, block.time.shape
    cases = block.cases
    if estimand != "none":
        factors, usable = refitted(table, np.arange(people), imputer.propensity, cases)(estimand)
        cases = np.where(usable, cases * factors, np.nan)
    weights = np.repeat(cases.T, imputations, axis=0)
    time, event = block.time.reshape(-1, people), block.event.reshape(-1, people)
    for code in ARM_CODES:
        rows = table.arm == code
        ordered = Sorted.of(time[:, rows], event[:, rows], table.entry[rows])
        risks = [ordered.risks(weights[:, rows], grid, kind)[0] for kind in table.event_types]
        yield np.stack(risks).reshape(len(risks), resamples, imputations, len(grid))


def _counts(imputer: Imputer, grid: Floats) -> tuple[Ints, Ints]:
    """People expected at risk just before each time (2, T), and events of each type by it (2, K, T)."""
    table, reached = imputer.table, imputer.reached(grid)
    censored = (table.event == 0)[:, None] & (table.time[:, None] < grid)
    entered = (table.entry[:, None] < grid).astype(np.float64)
    there = entered * ~censored * (1.0 - reached.sum(axis=0))
    # Who has an exactly dated event at a time is at risk just before it.
    at_once = (imputer.data.happened.sum(axis=0) > 0)[:, None] & (table.time[:, None] == grid)
    there += entered * at_once
    arms = [table.arm == code for code in ARM_CODES]
    at_risk = np.stack([there[rows].sum(axis=0) for rows in arms])
    events = np.stack([reached[:, rows].sum(axis=1) for rows in arms])
    return np.rint(at_risk).astype(np.int64), np.rint(events).astype(np.int64)


def _part(values: Floats, times: Floats, at_risk: Ints, events: Ints, random: np.random.Generator) -> pd.DataFrame:
    """Rows of one curve from its risks (B, M, T)."""
    pooled = pool(values)
    risk, std_error = pooled.estimate, pooled.std_error
    width = np.array([half_width(float(degrees)) for degrees in pooled.degrees])
    enough = events >= MINIMUM_EVENTS
    banded = enough & (at_risk >= MINIMUM_AT_RISK) & (std_error > 0) & (risk > 0) & (risk < 1)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = risk_interval(risk, std_error, width)
        factor = _band_width(values, std_error, width, banded, random)
        band_lower, band_upper = risk_interval(risk, std_error, factor)
    return pd.DataFrame(
        {
            "time": times,
            "estimate": risk,
            "std_error": std_error,
            "ci_lower": np.where(enough, lower, np.nan),
            "ci_upper": np.where(enough, upper, np.nan),
            "at_risk": at_risk,
            "events": events,
            "band_lower": np.where(banded, band_lower, np.nan),
            "band_upper": np.where(banded, band_upper, np.nan),
        }
    )


def _band_width(values: Floats, std_error: Floats, width: Floats, banded: Bools, random: np.random.Generator) -> Floats:
    """Half-width of a band in standard errors, shape (T,): never less than that of an interval."""
    means = values.mean(axis=1)
    means = means[np.isfinite(means).all(axis=1)][:, banded]
    if not banded.any() or len(means) < 2:
        return width
    deviations = means - means.mean(axis=0)
    spread = np.sqrt((deviations**2).sum(axis=0))
    drawn = random.standard_normal((MULTIPLIERS, len(means))) @ (deviations / np.where(spread > 0, spread, np.inf))
    largest = float(np.quantile(np.abs(drawn).max(axis=1), LEVEL))
    return np.maximum(width, largest * width / half_width(np.inf))
