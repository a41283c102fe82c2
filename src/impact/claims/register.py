"""The register of a study's claims: each with its numbers and its verdict, as rows of Claims."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from typing import Final

import numpy as np
import pandas as pd

from impact.claims.counted import Counted, activity_count, children_served
from impact.claims.effect import claimed_effect
from impact.claims.milestones import milestone_count, share_row
from impact.claims.participants import FreeOfEvent, free_of_event
from impact.claims.verdict import Limits, verdict
from impact.cohort.ever_enrolled import ever_enrolled
from impact.cohort.pathway import PathwayCohort, build_pathway, pathway_of
from impact.estimate.arrays import one_thread
from impact.results import Claims, Effects
from impact.study import Study
from impact.study.claims import COUNTS, MILESTONES, RISKS, Claim, Count

NO_HORIZON: Final = "no_horizon"
NO_DENOMINATOR: Final = "no_denominator"
NO_COUNT: Final = "no_count"
MAY_REPEAT: Final = "may_repeat"
"""Codes of reasons: the claim has no horizon; nobody is there to ask it of; the records hold no such count; a sum may
count somebody twice. The others are those of estimates (`impact.disclosure.reasons`)."""


@one_thread
def study_claims(tables: Mapping[str, pd.DataFrame], effects: Callable[[], Effects], study: Study) -> Claims:
    """Ask of the data every claim that the study names, in its order.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables. An analysis table knows no enrolment, service or activity: what rests on them cannot be
        checked with it.
    effects : callable without arguments
        Returns the run's effects, its bounds for loss among them; asked for by claims of an effect alone.
    study : Study

    Returns
    -------
    Claims
        A row a claim, of a claim of activity a row a count. The rules of the verdicts stand in
        `impact.claims.verdict`. A risk of fewer than `disclosure.minimum_n` children, or with fewer than
        `disclosure.suppress_below` events, children without one or children followed to the horizon, cannot be checked.

    Raises
    ------
    StudyError
        If the records cannot be those that the study describes.
    """
    is_records = study.input.is_records
    pathway = cache(partial(build_pathway, tables, study))
    rows: list[dict[str, object]] = []
    for claim in study.claims:
        if claim.quantity == "effect":
            rows.append(_row(claim) | claimed_effect(claim, effects(), study))
        elif not is_records:
            rows += [_row(claim, count) | _unchecked(NO_DENOMINATOR, claim) for count in claim.counts or (None,)]
        elif claim.quantity in MILESTONES:
            rows.append(_row(claim) | _milestone(claim, pathway(), study))
        elif claim.quantity in RISKS:
            rows.append(_row(claim) | _risk(claim, tables, study))
        else:
            rows += _counted(claim, tables, study)
    return Claims(pd.DataFrame(rows, columns=list(Claims.COLUMNS)))


def _row(claim: Claim, count: Count | None = None) -> dict[str, object]:
    """Return a row with what is claimed, and nothing of the data yet."""
    numbers = dict.fromkeys((*Claims.COLUMNS[4:10], "events", "lost", "at_risk"), np.nan)
    return {
        **numbers,
        "claim": claim.id,
        "quantity": claim.quantity,
        "horizon": np.nan if claim.horizon is None else claim.horizon,
        "threshold": claim.threshold if count is None else count.threshold,
        "activity": "" if count is None else count.programme,
        "unit": "" if count is None else count.unit,
        "reason": "",
    }


def _unchecked(code: str, claim: Claim) -> dict[str, object]:
    return {"verdict": "count" if claim.quantity in COUNTS else "not_checkable", "reason": f"[{code}]"}


def _milestone(claim: Claim, cohort: PathwayCohort, study: Study) -> dict[str, object]:
    unit = {"unit": claim.unit or pathway_of(study).unit}
    if claim.quantity == "milestone_count":
        return unit | _count_row(milestone_count(cohort, study, claim))
    return unit | share_row(claim, cohort, study)


def _risk(claim: Claim, tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, object]:
    people = ever_enrolled(tables, study, claim.programme)
    if not len(people):
        return {"n": 0, **_unchecked(NO_DENOMINATOR, claim)}
    if claim.horizon is None:
        return {"n": len(people), **_unchecked(NO_HORIZON, claim)}
    in_services = claim.quantity == "free_of_event_in_services"
    found = free_of_event(people, study.days(claim.horizon), in_services=in_services)
    limits = Limits(found.recorded.ci_lower, found.recorded.ci_upper, *_sides(found, claim))
    code = _why_not(found, study)
    return {
        "estimate": found.recorded.estimate,
        **{name: getattr(limits, name) for name in ("ci_lower", "ci_upper", "worst", "best")},
        **{name: getattr(found, name) for name in ("n", "events", "lost", "at_risk")},
        "verdict": "not_checkable" if code else verdict(claim, limits),
        "reason": f"[{code}]" if code else "",
    }


def _sides(found: FreeOfEvent, claim: Claim) -> tuple[float, float]:
    """Return the limits least and most in favour of a claim: the other way round where it claims at most so much."""
    sides = (found.worst, found.best)
    return sides if claim.is_met_from_above else sides[::-1]


def _why_not(found: FreeOfEvent, study: Study) -> str:
    """Return the first reason for which a share may not be reported, or nothing."""
    rules = study.disclosure
    applies = {
        "few_enrolled": found.n < rules.minimum_n,
        "enrolled_not_followed": not found.is_followed,
        "few_enrolled_events": found.events < rules.suppress_below,
        "few_enrolled_without": found.n - found.events < rules.suppress_below,
        "few_enrolled_followed": found.is_followed and found.at_risk < rules.suppress_below,
    }
    return next((code for code, so in applies.items() if so), "")


def _counted(claim: Claim, tables: Mapping[str, pd.DataFrame], study: Study) -> Iterator[dict[str, object]]:
    if claim.quantity == "children_served":
        yield _row(claim) | _count_row(children_served(tables, study, claim))
    for count in claim.counts:
        yield _row(claim, count) | _count_row(activity_count(tables, study, count))


def _count_row(counted: Counted) -> dict[str, object]:
    code = NO_COUNT if np.isnan(counted.n) else MAY_REPEAT if counted.may_repeat else ""
    return {"n": counted.n, "verdict": "count", "reason": f"[{code}]" if code else ""}
