"""One seeded data set, in memory: the canonical tables and the truth behind them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from impact.data.schema import TABLES
from impact.data.synthetic import figures as f
from impact.data.synthetic.arms import draw_arms
from impact.data.synthetic.contacts import contacts
from impact.data.synthetic.hazards import draw_events
from impact.data.synthetic.observation import observe
from impact.data.synthetic.people import People, draw_ineligible, draw_people
from impact.data.synthetic.returns import has_grown, returns
from impact.data.synthetic.school import school_answers, school_days
from impact.data.synthetic.support import activity_counts, enrolments, services
from impact.data.synthetic.truth import truth
from impact.errors import UsageError


def generate(
    *, scenario: str = "good", children: int = 2500, seed: int = 20261122, hazard_ratio: float = 0.6
) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Draw the canonical tables of one synthetic programme, and give the truth that they were drawn from.

    A fifth of the children are referred by a logistic model of measured baseline columns and consent before the return;
    most of them enrol 0–120 days after it. From the day of enrolment on, and not before, the hazard of remigration is
    multiplied: the effect of referral is therefore diluted by the days before enrolment and by those who never enrol.

    Parameters
    ----------
    scenario : str
        good (traced at 12 months 80% and 72%, loss through measured columns), observed (75% and 35%, odds of loss
        doubled by remigration), selection (every event seen on its day, nobody lost: the midpoint of its interval is
        the day) or null (as good, and the hazard ratio is 1).
    children : int
        Eligible children; about 27 more for each 100 are not eligible.
    seed : int
        Same arguments, same tables.
    hazard_ratio : float
        Conditional hazard ratio of remigration after enrolment.

    Returns
    -------
    tables : dict of str to pandas.DataFrame
        returns, enrolments, services, contacts and activity_counts (in no role, and without meetings), columns in the
        schema's order: dates
        datetime64[ns], booleans "boolean", whole numbers Int64, numbers float64, everything else "string".
    truth : dict
        What `truth.json` holds; see `truth`.

    Raises
    ------
    UsageError
        If there is no such scenario, or a number is out of range.
    """
    check_arguments(scenario, children, seed, hazard_ratio)
    how = f.SCENARIOS[scenario]
    # A stream of its own for what came later: every other cell stays what it was.
    who, arm, what, sight, record, school = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(6))
    people = People.join(draw_people(who, children), draw_ineligible(who, children))
    arms = draw_arms(arm, people)
    events = draw_events(what, people, arms.enrols_on, hazard_ratio if how.has_effect else 1.0)
    seen = observe(sight, people, arms, events, how)
    returned = returns(record, people, arms.is_referred, seen)
    ids = returned["return_id"].to_numpy(dtype=object)
    enrolled, child, last_day = enrolments(record, people, arms, events, seen, ids)
    grown = has_grown(people, seen)
    # In this order, which is that of the records' stream.
    served = services(record, people, events, enrolled, child, last_day)
    met = contacts(record, people, arms, events, seen, ids, grown, is_exact=how.is_exact)
    back = school_days(school, people, arms.enrols_on, f.SCHOOL_RATIO if how.has_effect else 1.0)
    tables = {
        "returns": returned,
        "enrolments": enrolled,
        "services": served,
        "contacts": met.assign(is_in_school=school_answers(school, met, people, ids, back)),
        "activity_counts": activity_counts(record),
    }
    return _in_order(tables), truth(scenario=scenario, children=children, seed=seed, hazard_ratio=hazard_ratio)


def _in_order(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put columns into the schema's order; a column that the records do not hold is left out."""
    columns = {name: [column.name for column in TABLES[name].columns if column.name in tables[name]] for name in tables}
    return {name: frame[columns[name]] for name, frame in tables.items()}


def check_arguments(scenario: str, children: int, seed: int, hazard_ratio: float) -> None:
    """Refuse what cannot be drawn; see `generate`."""
    if scenario not in f.SCENARIOS:
        raise UsageError(f"there is no scenario '{scenario}'; there is: {', '.join(f.SCENARIOS)}")
    if children < f.MINIMUM_CHILDREN:
        raise UsageError(
            f"children = {children}: at least {f.MINIMUM_CHILDREN} are needed, so that every route and quarter has "
            "children who enrol"
        )
    if seed < 0:
        raise UsageError(f"seed = {seed}: it must be 0 or above")
    if not (math.isfinite(hazard_ratio) and hazard_ratio > 0):
        raise UsageError(
            f"hazard ratio = {hazard_ratio:g}: it must be above 0 (documented values are 1.0, 0.8 and 0.6)"
        )
