"""Children enrolled, period by period: the services of each, and what was known of a child when it began.

The clock starts at enrolment. That is fine here, because nobody is compared with children who did not enrol: no time
before an enrolment is credited to anything. A child is followed while its services last: until the event, until it is
lost, or until services end.

What goes before what: a service of one period is set against the event of later ones only. And an event is put on the
last day on which the child is known to have been at home (the lower end of its interval), so that whatever is counted
as a service before it was one. A service in the period of the departure itself would mostly say that the child had not
left yet. The last period before the cut-off is left out, as a departure in it could not have come to be known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort import covariates
from impact.cohort.build import records_of
from impact.cohort.ever_enrolled import EverEnrolled, enrolled_people, ever_enrolled
from impact.cohort.evidence import People, days
from impact.study import Study
from impact.study.dose import Dose

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HISTORY = ("served_before", "share_served", "since_contact", "seen", "intends", "intention_not_known", "moved")
"""What is known of a child when a period begins, beside its baseline: whether it had a service in the period before,
the share of all periods before with one, periods since the last contact, whether that saw the child, whether its last
known intention was to leave, whether none is known, and whether it was last found moved within the country."""


@dataclass(frozen=True, slots=True, eq=False)
class PersonPeriods:
    """One row a child and period that it begins at home and in services; arrays of shape (rows,) unless said.

    Parameters
    ----------
    child : ndarray of int64
        Row of the child in `baseline`; a child's rows stand together, in order of time.
    period : ndarray of int64
        From 0, of `period_days` days since the enrolment.
    served : ndarray of bool
        Whether a service was delivered in the period.
    event : ndarray of int64
        0 none, 1 the event of interest, 2 death or lawful migration, in the period.
    lost : ndarray of bool
        Last known at home in the period, without an end, while the records and the services go on.
    history : ndarray of shape (rows, 7)
        The columns of `HISTORY`, all known at the start of the period.
    baseline : pandas.DataFrame of n rows
        Of each child, complete; `formula` makes columns of it.
    formula : str
    household : ndarray of int64, shape (n,)
    period_days : int
    """

    child: Ints
    period: Ints
    served: Bools
    event: Ints
    lost: Bools
    history: Floats
    baseline: pd.DataFrame
    formula: str
    household: Ints
    period_days: int

    @property
    def children(self) -> int:
        """Number of children; one without a row left services within its first period."""
        return len(self.household)


def person_periods(tables: Mapping[str, pd.DataFrame], study: Study, dose: Dose) -> PersonPeriods:
    """Cut the time of everybody who ever enrolled into periods, while services last.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The typed canonical tables.
    study : Study
        Of case records: its cut-off, covariates and `design.programme` count, and its longest horizon.
    dose : Dose
        Length of a period, and which services count.

    Raises
    ------
    StudyError
        If a covariate is no column of returns, or may not be one.
    """
    records = records_of(tables)
    _, people = enrolled_people(records, study)
    everybody = ever_enrolled(tables, study)
    last = int(np.ceil(study.days(max(dose.horizons or study.horizons)) / dose.period_days))
    child, period, ended = _rows(everybody, dose.period_days, last)
    served = _served(records, people, dose, last)
    index = people.returns.iloc[people.position].reset_index(drop=True)
    baseline = covariates.of_returns(index, study) if len(index) else None
    return PersonPeriods(
        child=child,
        period=period,
        served=served[child, period],
        event=np.where(ended, everybody.event[child].astype(np.int64), 0),
        lost=ended & (everybody.event[child] == 0),
        history=np.column_stack(
            [*_doses(served, child, period), *_contacts(records["contacts"], people, child, period, dose.period_days)]
        ),
        baseline=baseline.modelled if baseline else pd.DataFrame(),
        formula=baseline.formula if baseline else "1",
        household=everybody.household,
        period_days=dose.period_days,
    )


def _rows(people: EverEnrolled, length: int, last: int) -> tuple[Ints, Ints, Bools]:
    """Return child and period of each row, and whether the child was last known at home in it."""
    until = np.minimum(np.minimum(people.observable - length, people.left_services), last * length)
    whole = np.maximum(until // length, 0).astype(np.int64)
    end = (people.lower // length).astype(np.int64)
    count = np.minimum(whole, end + 1)
    child = np.repeat(np.arange(len(count)), count)
    period = np.arange(len(child)) - np.repeat(np.cumsum(count) - count, count)
    return child.astype(np.int64), period.astype(np.int64), period == end[child]


def _served(records: Mapping[str, pd.DataFrame], people: People, dose: Dose, last: int) -> Bools:
    """Tell by child and period whether a service of a kind that counts was delivered; shape (n, periods)."""
    services, enrolments = records["services"], records["enrolments"]
    counts = (services["status"] == "delivered").to_numpy(dtype=bool, na_value=False)
    if dose.services:
        counts &= services["service_type"].isin(dose.services).to_numpy(dtype=bool)
    services = services[counts]
    enrolment = pd.Index(enrolments["enrolment_id"]).get_indexer(pd.Index(services["enrolment_id"]))
    position = people.positions(enrolments["return_id"].iloc[enrolment])
    child = np.where((enrolment >= 0) & (position >= 0), people.child_of_return[position], -1)
    date = days(services["service_date"])
    known = (child >= 0) & ~np.isnat(date) & (date <= people.cut_off)
    child, date = child[known], date[known]
    period = (date - people.start[child]).astype(np.int64) // dose.period_days
    within = (period >= 0) & (period < last)
    served = np.zeros((len(people), last), dtype=bool)
    served[child[within], period[within]] = True
    return served


def _doses(served: Bools, child: Ints, period: Ints) -> tuple[Floats, Floats]:
    """Return whether the period before had a service, and the share of all before that had one; 0 at the start."""
    before: Ints = np.cumsum(served, axis=1, dtype=np.int64) - served
    previous = np.where(period > 0, served[child, np.maximum(period - 1, 0)], False)
    return previous.astype(np.float64), before[child, period] / np.maximum(period, 1)


def _contacts(contacts: pd.DataFrame, people: People, child: Ints, period: Ints, length: int) -> tuple[Floats, ...]:
    """Say what contacts before each row's period told of its child; enrolling counts as a contact that saw it."""
    day = period * length
    position = people.positions(contacts["return_id"])
    whose = np.where(position >= 0, people.child_of_return[position], -1)
    date = days(contacts["contact_date"])
    known = (whose >= 0) & ~np.isnat(date)
    made, whose = contacts[known], whose[known]
    when = (date[known] - people.start[whose]).astype(np.int64)
    order = np.lexsort((when, whose))
    made, whose, when = made.iloc[order], whose[order], when[order]
    later = when >= 0
    last = _latest(whose[later], when[later], child, day)
    seen = made["is_child_seen"][later].fillna(False).to_numpy(dtype=bool)
    moved = (made["location_status"] == "moved_in_country").to_numpy(dtype=bool, na_value=False)
    said = made["intends_to_remigrate"].isin(["yes", "no", "undecided"]).to_numpy(dtype=bool)
    told = _latest(whose[said], when[said], child, day)
    intends = (made["intends_to_remigrate"] == "yes").to_numpy(dtype=bool, na_value=False)[said]
    since = day - np.where(last >= 0, _at(when[later], last, 0), 0)
    return (
        since / length,
        _at(seen, last, 1).astype(np.float64),
        _at(intends, told, 0).astype(np.float64),
        (told < 0).astype(np.float64),
        _at(moved, _latest(whose, when, child, day), 0).astype(np.float64),
    )


def _latest(whose: Ints, when: Ints, child: Ints, day: Ints) -> Ints:
    """Return which of some contacts, in order of child and day, is the child's last before the day; −1 for none."""
    if not len(whose):
        return np.full(len(child), -1, dtype=np.int64)
    first = min(int(when.min()), 0)
    width = int(max(when.max(), day.max(initial=0))) - first + 2
    place = np.searchsorted(whose * width + when - first, child * width + day - first, side="left") - 1
    own = (place >= 0) & (whose[np.maximum(place, 0)] == child)
    return np.where(own, place, -1)


def _at(values: Bools | Ints, where: Ints, otherwise: int) -> Ints:
    """Read values at places, and something else where there is none."""
    if not len(values):
        return np.full(len(where), otherwise, dtype=np.int64)
    return np.where(where >= 0, values[np.maximum(where, 0)].astype(np.int64), otherwise)
