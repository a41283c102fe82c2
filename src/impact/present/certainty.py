"""How sure the evidence lets us be, by rule, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.present.evalues import e_values, of_estimate
from impact.present.select import has_interval, is_reported, primary_difference, primary_of, traced
from impact.present.tipping import TIPPING_POINT, as_found, conclusion_of, grid_of
from impact.study.gates import GATES, is_loosened

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study

LEVELS = ("very-low", "low", "moderate", "high")
ENOUGH_TRACED = 0.80
"""Losing a fifth of a group is where loss stops being a small matter (Sackett's 5-and-20 rule)."""
PLAUSIBLE_ODDS = 2.0
"""Loss is no small matter either where double or half the odds of those lost would change the conclusion."""


@dataclass(frozen=True, slots=True)
class Certainty:
    """A level of `LEVELS`, and the rules behind it.

    start-<evidence>, then step-loss or step-tipping, step-indirectness, step-null and step-up as they apply.
    """

    level: str
    rules: tuple[str, ...]


def grade(
    evidence: str,
    *,
    lowest_traced: float,
    includes_none: bool,
    tips_easily: bool = False,
    is_indirect: bool = False,
    outweighs_recorded: bool = False,
) -> Certainty:
    """Grade the certainty of an estimate.

    Parameters
    ----------
    evidence : str
        experiment starts high, observational low.
    lowest_traced : float
        Share traced to the horizon in the arm with fewer; a missing one counts as loss, as nobody can tell.
    includes_none : bool
        Whether the interval includes no effect, or is missing.
    tips_easily : bool
        Whether the conclusion changes where those lost in one arm had between half and double the odds that their
        records suggest.
    is_indirect : bool
        Whether the people, the programme, the comparison or the outcome are not those of the question.
    outweighs_recorded : bool
        Whether every gate passes and only a factor stronger than each recorded one could explain the limit.

    Notes
    -----
    METHODS.md, Gates. One step down each for loss, for indirectness (GRADE's) and for an interval that includes no
    effect, never below very low. One step up, for an observational comparison alone: chance leaves no such factor to an
    experiment. It is therefore never high.
    """
    level = LEVELS.index("high" if evidence == "experiment" else "low")
    rules = [f"start-{evidence}"]
    if pd.isna(lowest_traced) or lowest_traced < ENOUGH_TRACED:
        level, rules = level - 1, [*rules, "step-loss"]
    elif tips_easily and not includes_none:
        level, rules = level - 1, [*rules, "step-tipping"]
    if is_indirect:
        level, rules = level - 1, [*rules, "step-indirectness"]
    if includes_none:
        level, rules = level - 1, [*rules, "step-null"]
    if outweighs_recorded and not includes_none and evidence != "experiment":
        level, rules = level + 1, [*rules, "step-up"]
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
        tips_easily=tips_easily(released, study),
        is_indirect=study.indirectness is not None,
        outweighs_recorded=passes_every_gate(released, study) and outweighs_recorded(released, study),
    )


def tips_easily(released: ReleasedResults, study: Study) -> bool:
    """Tell whether another conclusion follows if those lost in one group alone had between half and double the odds.

    The conclusion is the headline's: where the grid's own centre differs from it, as it may when the headline counts
    partners, what is assumed of those lost already decides.
    """
    grid = grid_of(released, study, TIPPING_POINT)
    found = as_found(grid)
    if found is None:
        return False
    odds = grid[["programme", "comparison"]]
    near = ((odds <= PLAUSIBLE_ODDS) & (odds >= 1 / PLAUSIBLE_ODDS)).all(axis=1) & (odds == 1).any(axis=1)
    row = primary_difference(released, study)
    concluded = found["conclusion"] if row is None or not is_reported(row) else conclusion_of(row)
    return bool((grid.loc[near, "conclusion"] != concluded).any())


def passes_every_gate(released: ReleasedResults, study: Study) -> bool:
    """Tell whether every gate of the answer was asked and passed, at its default limit or a stricter one.

    One that calls for caution did not pass.
    """
    if any(is_loosened(family, gate.threshold) for family, gate in study.gates.items()):
        return False
    method, estimand = primary_of(study)
    families, verdicts = set(), set()
    for _, row in released.checks.frame.iterrows():
        family, _, detail = str(row["check"]).partition(".")
        parts = detail.split(".")
        of_others = family == "balance" and (estimand not in parts or ("entropy" in parts) != (method == "entropy"))
        if family in GATES and not of_others:
            families.add(family)
            verdicts.add(row["verdict"])
    return families == set(GATES) and verdicts == {"pass"}


def outweighs_recorded(released: ReleasedResults, study: Study) -> bool:
    """Tell whether the E-value of the limit exceeds that of every recorded characteristic; one not shown might not."""
    limit, values = of_estimate(released, study, "limit"), e_values(released, study)
    covariates = values.loc[values["what"] == "covariate", "e_value"]
    return bool(len(covariates)) and bool((covariates < limit).all())
