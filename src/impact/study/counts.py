"""Counts of people under a study's rules: which are too few to be told, and how the others are rounded."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from impact.study.parts import Disclosure

ADOPTED = Disclosure()
"""The loosest rules that a study can have; for whoever counts people without a study at hand."""


def smallest_shown(rules: Disclosure) -> int:
    """Return the smallest count that is shown: the first multiple of `round_to` from `suppress_below` up."""
    return math.ceil(rules.suppress_below / rules.round_to) * rules.round_to


def shown_counts(counts: ArrayLike, rules: Disclosure) -> NDArray[np.float64]:
    """Return counts as they may be shown: small ones missing, zeros as they are, the others rounded.

    None is below `smallest_shown`: by default 11–17 are shown as 15, larger counts to the nearest 5. Missing values
    stay missing.
    """
    exact = np.asarray(counts, dtype=np.float64)
    rounded = np.floor(exact / rules.round_to + 0.5) * rules.round_to
    shown = np.where(exact == 0, 0.0, np.maximum(rounded, smallest_shown(rules)))
    return np.where((exact > 0) & (exact < rules.suppress_below), np.nan, shown)


def few(rules: Disclosure) -> str:
    """Write all the counts that are too small to be told, as one: 1–10 by default."""
    return f"1–{rules.suppress_below - 1}"


def several(count: float, rules: Disclosure) -> str:
    """Write a number of people or records for an error or a researcher: exact, but for one that is too small."""
    return few(rules) if 0 < count < rules.suppress_below else f"{count:.0f}"


def about(count: float, rules: Disclosure = ADOPTED) -> str:
    """Write a count for what may end up on a page: rounded as one that is released, and 0 as such."""
    shown = float(shown_counts(count, rules))
    if count == 0:
        return "0"
    return few(rules) if math.isnan(shown) else f"about {shown:.0f}"
