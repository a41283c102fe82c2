"""How fine a released number may be: counts, steps of rates, digits of ratios, decimals of shares."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from impact.disclosure.rules import FINEST_RATE, rate_step, two_digits
from impact.study import Disclosure
from impact.study.counts import few, smallest_shown

CLOSE = 1e-7
"""Float noise in a number of steps: released numbers are plain decimals of at most ten digits."""


SEVERAL = 4
"""Different values from which on their common step is taken for the one that they were rounded to."""


def rule_of_count(value: float, rules: Disclosure) -> str:
    """Return the rule that a count breaks; "" if it may be shown."""
    if value == 0:
        return ""
    if 0 < value < rules.suppress_below:
        return f"a count of {few(rules)}"
    if value < smallest_shown(rules) or value % rules.round_to:
        return f"a count that is not rounded to {rules.round_to}"
    return ""


def are_in_steps(values: ArrayLike, step: float) -> bool:
    """Tell whether all values, but for missing ones and for the bounds 0, 1 and −1, are whole numbers of a step."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    numbers = numbers[np.isfinite(numbers) & (np.abs(numbers) != 1)]
    steps = numbers / step
    return bool((np.abs(steps - np.rint(steps)) <= np.maximum(CLOSE, CLOSE * np.abs(steps))).all())


def are_in_two_digits(values: ArrayLike) -> bool:
    """Tell whether all values have two significant digits and two decimals at most; missing ones do."""
    numbers = np.asarray(values, dtype=np.float64).ravel()
    numbers = numbers[np.isfinite(numbers)]
    return bool(np.isclose(two_digits(numbers), numbers, rtol=0, atol=CLOSE).all())


def rate_steps(people: float, rules: Disclosure) -> tuple[float, ...]:
    """Return the steps that rates of about so many people may have.

    Counts that differ by a few between analyses are shown alike, so that the people shown beside a rate can be fewer
    or more than those whose step it has, by what is too few to be told.
    """
    if not math.isfinite(people):
        return ()
    reach = math.ceil(rules.suppress_below / rules.round_to) * rules.round_to
    near = np.arange(people - reach, people + reach + 1, rules.round_to)
    return tuple(sorted({rate_step(n, rules) for n in near if n >= rules.minimum_n - rules.round_to}))


def are_no_finer(values: ArrayLike, steps: Iterable[float]) -> bool:
    """Tell whether one step of several fits all values, or a coarser one does; any values do where no step is known.

    Of many values the coarsest step that they have in common is known; of one or two it would be the value itself.
    """
    allowed = sorted(steps)
    if not allowed or any(are_in_steps(values, step) for step in allowed):
        return True
    numbers = np.unique(np.abs(np.asarray(values, dtype=np.float64).ravel()))
    thousandths = numbers[np.isfinite(numbers) & (numbers != 0) & (numbers != 1)] / FINEST_RATE
    if len(thousandths) < SEVERAL or not are_in_steps(thousandths, 1.0):
        return False
    common = np.gcd.reduce(np.rint(thousandths).astype(np.int64))
    return bool(common * FINEST_RATE >= allowed[0] - CLOSE)
