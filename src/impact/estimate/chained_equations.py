"""Multiple imputation by chained equations: each column with holes drawn in turn, given all the others.

A column is drawn by predictive mean matching. A number, or the indicators of a factor's levels, is regressed on
everything else among those who have it; coefficients are drawn from their posterior; whoever has none takes the value
of one of the five people whose predictions are nearest. So only values that occur are imputed, a factor stays one, and
a level that all but identifies another column sends no coefficient to infinity, as it would in a logistic model.

statsmodels' MICE draws numbers alone (a factor of several levels has no prediction that it could match), which is why
these equations stand here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from impact.estimate.arrays import Bools, Floats, Ints

CYCLES = 5
"""Passes over the columns before a data set is taken (van Buuren & Groothuis-Oudshoorn 2011: 5 to 10 mostly do)."""

DONORS = 5
"""People among whom a value is drawn (van Buuren 2018, section 3.4)."""

SAME = 1e-9
"""Predictions (in a column's standard units, or chances) that differ by less are those of people who are alike."""

RIDGE = 1e-5
"""Of the columns' sums of squares: a column that others determine, or no donor has, gets a middling coefficient."""


def completed(frame: pd.DataFrame, beside: Floats, imputations: int, seed: int) -> Iterator[pd.DataFrame]:
    """Yield the frame as many times as asked, each time with its holes filled by other draws.

    Parameters
    ----------
    frame : pandas.DataFrame of n rows
        Text or float64; missing values are drawn. A column without any value is left out.
    beside : ndarray of shape (n, q)
        What else predicts: the arm and the outcome, complete.
    imputations, seed : int
        Each data set has a seed of its own, so that the first of them are the same however many are asked.

    Notes
    -----
    Van Buuren & Groothuis-Oudshoorn (2011); matching of the first type, of the fitted to the drawn predictions.
    """
    kept = frame.loc[:, frame.notna().any(axis=0)]
    columns = [_Column.of(kept[name]) for name in kept]
    for child in np.random.SeedSequence(seed).spawn(imputations):
        chosen = _chain(columns, _standard(beside), np.random.default_rng(child))
        yield kept.assign(**{str(name): kept[name].to_numpy()[rows] for name, rows in zip(kept, chosen, strict=True)})


@dataclass(frozen=True, slots=True)
class _Column:
    """A column as the regressions see it.

    Attributes
    ----------
    coded : ndarray of shape (n, K)
        A number in standard units, or the indicators of a factor's levels; 0 where missing.
    known, missing : ndarray of int
        Rows.
    """

    coded: Floats
    known: Ints
    missing: Ints

    @classmethod
    def of(cls, column: pd.Series) -> _Column:
        holes: Bools = column.isna().to_numpy()
        if column.dtype == object:
            codes, levels = pd.factorize(column, sort=True)
            coded = (codes[:, None] == np.arange(len(levels))).astype(np.float64)
        else:
            values = column.to_numpy(dtype=np.float64)
            coded = np.where(holes, 0.0, (values - values[~holes].mean()) / (values[~holes].std() or 1.0))[:, None]
        return cls(coded, np.flatnonzero(~holes), np.flatnonzero(holes))


def _standard(columns: Floats) -> Floats:
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 0, spread, 1.0))


def _chain(columns: list[_Column], beside: Floats, random: np.random.Generator) -> list[Ints]:
    """Run one chain; return, for each column, the row (n,) whose value each person has in the end."""
    n = len(beside)
    chosen = [np.arange(n) for _ in columns]
    for column, rows in zip(columns, chosen, strict=True):
        rows[column.missing] = random.choice(column.known, len(column.missing))
    blocks = [np.ones((n, 1)), beside, *(column.coded[rows] for column, rows in zip(columns, chosen, strict=True))]
    ends = np.cumsum([block.shape[1] for block in blocks])
    design = np.column_stack(blocks)
    products = design.T @ design
    holed = [index for index, column in enumerate(columns) if len(column.missing)]
    holed.sort(key=lambda index: len(columns[index].missing))
    for _ in range(CYCLES if len(holed) > 1 else 1):
        for index in holed:
            column, own = columns[index], np.arange(ends[index + 1], ends[index + 2])
            # Products of the rows that have a value, without going through all of them each time.
            products -= design[column.missing].T @ design[column.missing]
            donors = _matched(design, products, own, column, random)
            chosen[index][column.missing] = donors
            design[np.ix_(column.missing, own)] = column.coded[donors]
            products += design[column.missing].T @ design[column.missing]
    return chosen


def _matched(design: Floats, products: Floats, own: Ints, column: _Column, random: np.random.Generator) -> Ints:
    """Draw, for each person without a value, somebody whose value they take.

    `products` are the sums of squares and products of the design's columns over those with a value; `own` are the
    columns to be predicted from the others.
    """
    others = np.delete(np.arange(len(products)), own)
    penalty = RIDGE * (np.diag(products)[others] + 1.0)
    penalty[0] = 0.0
    information, cross = products[np.ix_(others, others)], products[np.ix_(others, own)]
    fitted = np.linalg.solve(information + np.diag(penalty), cross)
    squares = products[np.ix_(own, own)] - 2.0 * fitted.T @ cross + fitted.T @ information @ fitted
    degrees = max(len(column.known) - len(others), 1)
    noise = _noise(information + np.diag(penalty), squares / random.chisquare(degrees), random)
    every = np.zeros((len(products), len(own)))
    every[others] = fitted
    predicted = (design @ every)[column.known]
    every[others] += noise
    return np.asarray(column.known[_nearest(predicted, design[column.missing] @ every, random)])


def _nearest(donors: Floats, takers: Floats, random: np.random.Generator) -> Ints:
    """Draw one of the nearest donors (d, K) for each taker (m, K): their places, shape (m,).

    Donors who are alike share one prediction; which of them are the nearest is drawn anew for every taker.
    """
    score = donors @ random.uniform(1.0, 2.0, donors.shape[1])
    order = np.argsort(score)
    first = np.flatnonzero(np.diff(score[order], prepend=-np.inf) > SAME)
    sizes = np.diff(np.append(first, len(order)))
    count = min(DONORS, len(order))
    near = cKDTree(donors[order[first]]).query(takers, k=np.arange(1, min(DONORS, len(first)) + 1))[1]
    rank = random.integers(0, count, len(takers))
    place = (sizes[near].cumsum(axis=1) <= rank[:, None]).sum(axis=1)
    group = near[np.arange(len(takers)), place]
    return np.asarray(order[first[group] + random.integers(0, sizes[group])])


def _noise(information: Floats, covariance: Floats, random: np.random.Generator) -> Floats:
    """Draw errors of coefficients (p, K) with precision `information` among rows and `covariance` among columns."""
    sizes, axes = np.linalg.eigh((covariance + covariance.T) / 2.0)
    free = random.normal(size=(len(information), len(covariance)))
    spread = np.linalg.solve(np.linalg.cholesky(information).T, free)
    return np.asarray(spread @ (axes * np.sqrt(np.maximum(sizes, 0.0))).T)
