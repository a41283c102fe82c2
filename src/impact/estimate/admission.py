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
from impact.study.parts import CENSORINGS, MINIMUM_REPLICATES, TRUNCATED


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


def admit_horizons(horizons: float | Iterable[float]) -> Floats:
    """Return one or more horizons as an array; refuse none at all, text, or one that is not above 0."""
    wrong = "horizons must be given as numbers, e.g. [26, 52], and each must be a time above 0"
    try:
        alone = isinstance(horizons, str | bytes) or not np.iterable(horizons)
        given: list[object] = [horizons] if alone else list(horizons)  # type: ignore[arg-type]
        if any(isinstance(one, str | bytes) for one in given):
            raise EstimationError(wrong)
        array = np.asarray(given, dtype=np.float64)
    except (TypeError, ValueError):
        raise EstimationError(wrong) from None
    if array.ndim != 1 or not len(array) or not (np.isfinite(array) & (array > 0)).all():
        raise EstimationError(wrong)
    return array


def admit_event(table: AnalysisTable, event: int) -> None:
    """Refuse what is no code of an event that occurs; the event of interest is always one."""
    if not _whole(event) or event not in table.event_types:
        there = ", ".join(map(str, table.event_types))
        raise EstimationError(f"there is no event type '{event}' here. There is, as a whole number: {there}")


def admit_replicates(replicates: int, seed: int | None) -> None:
    """Refuse what is no number of replicates (0, or enough for a spread), and what is no seed."""
    if not _whole(replicates) or (replicates != 0 and replicates < MINIMUM_REPLICATES):
        raise EstimationError(
            f"replicates is {replicates!r}; give a whole number from {MINIMUM_REPLICATES} up, or 0 for "
            "influence-function intervals"
        )
    if seed is not None and (not _whole(seed) or seed < 0):
        raise EstimationError(f"seed is {seed!r}; give a whole number from 0 up, or None for the default of a study")


def admit_truncation(truncate: float | None, method: str = "iptw") -> None:
    """Refuse to truncate the propensities of a method that has none, or by what is not above 0 and below 0.5."""
    if truncate is None:
        return
    if method not in TRUNCATED:
        raise EstimationError(
            f"truncation belongs to the methods {' and '.join(TRUNCATED)}, which weigh by propensities, not to "
            f"'{method}'"
        )
    if isinstance(truncate, bool) or not isinstance(truncate, int | float | np.number) or not 0 < truncate < 0.5:
        raise EstimationError(
            f"truncate is {truncate!r}; give the smallest propensity to be left as it is, above 0 and below 0.5, e.g. "
            "0.05, or None to truncate nothing"
        )


def admit_models(method: str, censoring: str | None, folds: int, truncate: float | None) -> None:
    """Refuse a model of being censored, cross-fitting or truncation where the method has no such thing."""
    for name, given in (("censoring", censoring is not None), ("folds", folds != 0)):
        if given and method != "aipw":
            raise EstimationError(f"{name} belongs to the method 'aipw', not to '{method}'")
    if censoring is not None:
        offered("censoring model", censoring, CENSORINGS)
    if not _whole(folds):
        raise EstimationError(f"folds is {folds!r}; give a whole number: 0 for none, or 2 and more")
    admit_truncation(truncate, method)


def _whole(value: object) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)
