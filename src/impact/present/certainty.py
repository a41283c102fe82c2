"""How sure the evidence lets us be, by rule, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.present.select import has_interval, primary_difference, traced

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study

LEVELS = ("very-low", "low", "moderate", "high")
ENOUGH_TRACED = 0.80
"""Losing a fifth of a group is where loss stops being a small matter (Sackett's 5-and-20 rule)."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """A level of `LEVELS`, and the rules that led to it: start-<evidence>, step-loss, step-null."""

    level: str
    rules: tuple[str, ...]


def grade(evidence: str, *, lowest_traced: float, includes_none: bool) -> Certainty:
    """Grade the certainty of an estimate.

    Parameters
    ----------
    evidence : str
        experiment starts high, observational low.
    lowest_traced : float
        Share traced to the horizon in the arm with fewer; a missing one counts as loss, as nobody can tell.
    includes_none : bool
        Whether the interval includes no effect, or is missing.

    Notes
    -----
    One step down each for loss and for an interval that includes no effect, never below very low. A step up needs a
    bias analysis that is not part of the released results, so that an observational comparison is low at best.
    """
    level = LEVELS.index("high" if evidence == "experiment" else "low")
    rules = [f"start-{evidence}"]
    if pd.isna(lowest_traced) or lowest_traced < ENOUGH_TRACED:
        level, rules = level - 1, [*rules, "step-loss"]
    if includes_none:
        level, rules = level - 1, [*rules, "step-null"]
    return Certainty(LEVELS[max(level, 0)], tuple(rules))


def includes_none(row: pd.Series) -> bool:
    """Tell whether an interval holds no effect (0, for a ratio 1), or there is no interval to tell by.

    Limits are released rounded outward, so that one shown as exactly 0 lies on the side of its interval: with strict
    comparisons the answer is that of the exact limits.
    """
    if not has_interval(row):
        return True
    none = 1.0 if str(row.get("measure")).endswith("_ratio") else 0.0
    low, high = row["ci_lower"], row["ci_upper"]
    return bool(low < none < high or low == high == none)


def certainty(released: ReleasedResults, study: Study) -> Certainty:
    """Grade the study's answer; one that is not reported counts as an interval that includes no effect."""
    row = primary_difference(released, study)
    shares = traced(released, study.primary.horizon)
    return grade(
        study.evidence,
        lowest_traced=float(pd.Series(shares).min(skipna=False)),
        includes_none=row is None or includes_none(row),
    )
