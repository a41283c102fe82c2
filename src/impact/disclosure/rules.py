"""The rules that released numbers obey: small pure functions on arrays of numbers.

========================================  ==============================================================================
what is released                          rule
========================================  ==============================================================================
a count                                   `shown_counts` (`impact.study.counts`: data docs keep to it too)
a count in a table whose total is known   `hidden_cells`: what else must go, so that no hidden cell can be derived
a count followed over time or over rules  `held`: what changes by 1–10 keeps the old value
a count of several analyses               `alike`: what differs by 1–10 reads as the first one
a share of a table's level                shown count over shown count, to 0.001
any other share                           `shown_shares`
a risk, a difference of risks             `to_step` with `rate_step`
time lost, a difference of times lost     `to_step` with the horizon times `rate_step`
a ratio, a p value                        `two_digits`
an estimate with its interval             `interval_outward`, in the steps of the estimate
a mean                                    `to_step` with `mean_step`
========================================  ==============================================================================

Sources: CMS cell size policy (no cell of 1–10, nor one that can be derived); OpenSAFELY output checking (rounding to 5,
totals from rounded cells, steps of curves).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.study import Disclosure
from impact.study.counts import shown_counts as shown_counts
from impact.study.counts import smallest_shown

Floats = NDArray[np.float64]

FINEST_RATE = 0.001
"""A tenth of a percentage point."""

SHARE_STEP = 0.01
"""So coarse that the shown counts cannot be had back from their share."""

FINEST_MEAN = 1 / 200
"""A mean is shown to about half a per cent of itself, however many people it is of."""


def hidden_cells(parts: ArrayLike, below: int) -> NDArray[np.bool_]:
    """Tell which parts of a total must not be shown when the total is known.

    Parts of 1 to `below` − 1 go. Where one goes, so do the zeros, and then the smallest of what is left, until at least
    two parts with people in them are hidden which together reach `below`: their sum is what a reader can derive.

    Parameters
    ----------
    parts : array_like of shape (k,)
        Counts that add up to the total.
    below : int
        The smallest count that may be shown.
    """
    counts = np.nan_to_num(np.asarray(parts, dtype=np.float64))
    hidden = (counts > 0) & (counts < below)
    if not hidden.any():
        return hidden
    hidden |= counts == 0
    for smallest in np.argsort(counts, kind="stable"):
        if np.count_nonzero(counts[hidden]) >= 2 and counts[hidden].sum() >= below:
            break
        hidden[smallest] = True
    return hidden


def shown_shares(part: ArrayLike, whole: ArrayLike, rules: Disclosure) -> Floats:
    """Return shares as they may be shown where the counts behind them need not be: from shown counts, to 0.01.

    A small part, or a small rest, enters as the smallest count that is shown, so that 1, 10 and 15 of 500 all read 3%:
    a share near 0 is then too large and one near 1 too small, never the other way. Nothing under `minimum_n`.
    """
    exact, total = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    smallest = smallest_shown(rules)
    people = shown_counts(np.where(total < rules.minimum_n, np.nan, total), rules)
    rest = total - exact
    shown = np.where((exact > 0) & (exact < rules.suppress_below), smallest, shown_counts(exact, rules))
    shown = np.where((rest > 0) & (rest < rules.suppress_below), people - smallest, shown)
    shown = np.where(rest == 0, people, shown)
    return to_step(np.divide(shown, people, out=np.full(np.shape(people), np.nan), where=people > 0), SHARE_STEP)


def held(counts: ArrayLike, rules: Disclosure) -> Floats:
    """Return a series of counts of the same people as it may be shown: what changes by 1–10 keeps the old value.

    Neighbours that differ by a few would give those few away. A small count itself stays missing.
    """
    exact = np.asarray(counts, dtype=np.float64)
    shown = shown_counts(exact, rules)
    out = shown.copy()
    base = 0
    for i in range(1, len(exact)):
        change, visible = abs(exact[i] - exact[base]), abs(shown[i] - shown[base])
        if change >= rules.suppress_below and not visible < rules.suppress_below:
            base = i
        elif not np.isnan(shown[i]):
            out[i] = out[base]
    return out


def alike(exact: ArrayLike, shown: ArrayLike, rules: Disclosure) -> Floats:
    """Return counts of nearly the same people, from several analyses, as they may stand beside each other.

    One that differs by 1–10 from an earlier one reads as that does: the difference would give those few away.

    Parameters
    ----------
    exact, shown : array_like of shape (k,)
        The counts, the first of which leads; and how each of them would be shown alone, missing where it is not.
    rules : Disclosure
    """
    counts, out = np.asarray(exact, dtype=np.float64), np.array(shown, dtype=np.float64)
    leads: list[int] = []
    for i in np.flatnonzero(~np.isnan(out)):
        apart = [min(abs(counts[i] - counts[j]), abs(out[i] - out[j])) for j in leads]
        if apart and min(apart) < rules.suppress_below:
            out[i] = out[leads[int(np.argmin(apart))]]
        else:
            leads.append(int(i))
    return out


def rate_step(n: float, rules: Disclosure) -> float:
    """Return the finest step of a rate among `n` people (as shown): what a rate of rounded counts could tell apart.

    That is `round_to` people among the fewest that the shown count can stand for, rounded up to a whole number of 0.001
    so that released rates are plain decimals.
    """
    fewest = max(int(n) - rules.round_to // 2, 1)
    return max(FINEST_RATE, -(-1000 * rules.round_to // fewest) / 1000)


def mean_step(mean: float, n: float, rules: Disclosure) -> float:
    """Return the step (1, 2 or 5 times a power of ten) of a mean of `n` people (as shown).

    It is no finer than a rate's, because the mean of a yes-or-no column is a rate, and no finer than half a per cent of
    the mean itself, so that no single child can be seen in a sum.
    """
    least = max(rate_step(n, rules), abs(mean) * FINEST_MEAN)
    power: float = 10.0 ** math.floor(math.log10(least))
    return next(round(k * power, 12) for k in (1, 2, 5, 10) if k * power >= least * (1 - 1e-9))


def to_step(values: ArrayLike, step: float | Floats) -> Floats:
    """Round to whole numbers of `step`, as plain decimals (0.3, never 0.30000000000000004) and without a minus zero."""
    return np.asarray(np.round(np.rint(np.asarray(values, dtype=np.float64) / step) * step, 9) + 0.0)


def two_digits(values: ArrayLike) -> Floats:
    """Round to two significant digits, and to no more than two decimals: 0.62, 1.3, 0.06, 12."""
    return to_step(values, digit_steps(values))


def digit_steps(values: ArrayLike) -> Floats:
    """Return the step that leaves each value two significant digits, and no more than two decimals."""
    exact = np.asarray(values, dtype=np.float64)
    size = np.where(np.isfinite(exact) & (exact != 0), np.abs(exact), 1.0)
    return np.asarray(10.0 ** np.maximum(np.floor(np.log10(size)) - 1, -2), dtype=np.float64)


def interval_outward(
    numbers: ArrayLike, step: ArrayLike, bounds: tuple[float, float] = (-math.inf, math.inf)
) -> Floats:
    """Round estimates to the nearest step and their limits outward, so that no interval is shown narrower than it is.

    Parameters
    ----------
    numbers : array_like of shape (3,) or (3, k)
        Estimates, lower limits, upper limits; a missing one stays missing.
    step : array_like of shape () or (3,)
        One step for all, or one each.
    bounds : tuple of float
        What can be: 0 and 1 for risks.

    Returns
    -------
    ndarray
        In the shape of `numbers`; estimates stand within their limits. A limit is shown as exactly 0 only where it is 0
        or on the side of the interval, so that 0 is strictly inside what is shown if and only if it was inside before.
    """
    estimate, lower, upper = np.asarray(numbers, dtype=np.float64)
    by = np.broadcast_to(np.asarray(step, dtype=np.float64), (3,))
    low = np.maximum(_step_below(lower, float(by[1])), bounds[0])
    high = np.minimum(-_step_below(-upper, float(by[2])) + 0.0, bounds[1])
    near = np.clip(to_step(estimate, float(by[0])), *bounds)
    within = np.where(np.isnan(near), np.nan, np.fmin(np.fmax(near, low), high))
    return np.stack([within, low, high])


def _step_below(values: Floats, step: float) -> Floats:
    """Round down, from the nearest step: a value that is a whole number of steps, but for float noise, keeps it."""
    near = to_step(values, step)
    return np.where(near > values, to_step(near - step, step), near)


def on_its_side(value: float, shown: float, threshold: float, step: float) -> float:
    """Move a rounded value by at most a step, so that it stands on the same side of the threshold as the value did.

    A verdict is passed on the exact value; "0.10, over 0.10" would read as a mistake.
    """
    if value > threshold >= shown:
        return float(to_step((math.floor(threshold / step + 1e-9) + 1) * step, step))
    if value < threshold <= shown:
        return float(to_step((math.ceil(threshold / step - 1e-9) - 1) * step, step))
    return shown
