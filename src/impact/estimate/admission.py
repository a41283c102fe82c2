"""What cannot be estimated is refused here, by name and before any work."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

import numpy as np

from impact.cohort.table import ARMS, AnalysisTable
from impact.cohort.truncation import refuse_right_truncation
from impact.errors import EstimationError
from impact.estimate.arrays import ARM_CODES, Floats
from impact.study import METHODS


def admit(table: AnalysisTable) -> None:
    """Refuse a table from which no risk by arm can be estimated.

    Raises
    ------
    EstimationError
        If an arm has nobody, nobody is followed past time zero, no event of interest occurs, or every row of the table
        or of a large arm is an event.
    """
    for code in ARM_CODES:
        if not (table.arm == code).any():
            raise EstimationError(
                f"nobody is in the {ARMS[code]} arm, so there is nothing to compare; check the arm column"
            )
    if not (table.event > 0).any() and float(table.time.max()) <= 0:
        raise EstimationError(
            "everybody is censored at time 0, so nobody was observed; check the last dates of follow-up"
        )
    if not (table.event == 1).any():
        raise EstimationError(
            "no event of interest (code 1) occurs in either arm; check the event column and its codes"
        )
    refuse_right_truncation(table)


def offered(kind: str, name: str, names: Sequence[str]) -> None:
    """Refuse a name that is not offered, listing those that are."""
    if name not in names:
        near = difflib.get_close_matches(str(name), names, n=1)
        hint = f"; the nearest is '{near[0]}'" if near else ""
        raise EstimationError(f"there is no {kind} '{name}' here{hint}. There is: {', '.join(names)}")


def method_and_estimand(method: str, estimand: str) -> str:
    """Check both names; return the estimand that the result frames show (none where nothing is adjusted)."""
    from impact.study import ESTIMANDS

    offered("method", method, METHODS)
    if method == "unadjusted":
        if estimand != "none":
            offered("estimand", estimand, ESTIMANDS)
        return "none"
    offered("estimand", estimand, ESTIMANDS)
    if method == "entropy":
        admit_entropy(estimand)
    return estimand


def admit_entropy(estimand: str) -> None:
    """Refuse ato for entropy balancing, and what is no estimand at all."""
    if estimand == "ato":
        raise EstimationError(
            "the estimand ato is not defined for method entropy: the overlap population is made by propensity weights. "
            "Use estimand att or ate, or method iptw"
        )
    offered("estimand", estimand, ("ate", "att"))


def admit_horizons(horizons: Iterable[float]) -> Floats:
    """Return the horizons as an array; refuse none at all, or one that is not above 0."""
    array = np.asarray(list(horizons), dtype=np.float64)
    if not len(array) or not (np.isfinite(array) & (array > 0)).all():
        raise EstimationError("horizons must be given, and each must be a time above 0")
    return array
