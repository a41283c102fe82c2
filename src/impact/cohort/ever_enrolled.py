"""All who ever enrolled, each followed from its first enrolment: whom a claim about participants is about.

Nobody is left out for coming from another place, for being observed badly or for leaving early: such rules belong to a
comparison. The clock starts at enrolment, which describes those enrolled from the day on which they were. There is no
second arm whose clock could start elsewhere, so that no immortal time is credited to anybody; and for the same reason
nothing here says what the programme does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort import evidence, followup
from impact.cohort.build import households, records_of
from impact.cohort.evidence import People, days
from impact.study import Study

KNOWN_EXITS: Final = ("completed", "withdrew", "aged_out", "transferred", "other")
"""Reasons for which services end while the child is there; a case closed as lost, or for no known reason, is not."""


@dataclass(frozen=True, slots=True, eq=False)
class EverEnrolled:
    """Children ever enrolled; arrays of shape (n,), times in days since the first enrolment.

    Parameters
    ----------
    event : ndarray of int8
        How the stay is known to have ended: 0 it is not, 1 the event of interest, 2 death or lawful migration.
    lower, upper : ndarray of float64
        Last known at home, and first known away (infinite without an end).
    day : ndarray of float64
        Where in the interval the study dates the end (`outcome.date`; the midpoint where dates are imputed, as one date
        a child will do for a description); without an end, the last day known at home.
    left_services : ndarray of float64
        When services ended for one of `KNOWN_EXITS`; infinite if they did not.
    observable : ndarray of float64
        Time to the cut-off.
    household : ndarray of int64
        Codes; a child whose household is not known is one of its own.
    """

    event: NDArray[np.int8]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    day: NDArray[np.float64]
    left_services: NDArray[np.float64]
    observable: NDArray[np.float64]
    household: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.day)


_NONE: NDArray[np.float64] = np.empty(0)
NOBODY: Final = EverEnrolled(np.empty(0, np.int8), _NONE, _NONE, _NONE, _NONE, _NONE, np.empty(0, np.int64))


def ever_enrolled(tables: Mapping[str, pd.DataFrame], study: Study, programme: str | None = None) -> EverEnrolled:
    """Follow everybody who ever enrolled, by all contacts and records of the child, up to the cut-off.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The typed canonical tables.
    study : Study
        Of case records. Of its rules only `cut_off`, `outcome.date` and `design.programme` count here. Death and
        lawful migration end a stay whatever it names as competing.
    programme : str, optional
        The programme whose enrolments count, in the place of the study's.

    Returns
    -------
    EverEnrolled
        One row a child with an enrolment by the cut-off, of which the first counts: a child who enrols again is one
        child. Children without consent to reporting are left out, as everywhere.
    """
    records = records_of(tables)
    enrolled, people = enrolled_people(records, study, programme)
    if not len(people):
        return NOBODY
    outcome = followup.outcomes(evidence.gather(records, people), people, study)
    kind = outcome["type"]
    return EverEnrolled(
        event=np.select([kind.isna(), kind == study.outcome.event], [0, 1], 2).astype(np.int8),
        lower=outcome["event_lower"].to_numpy(np.float64),
        upper=outcome["event_upper"].to_numpy(np.float64),
        day=outcome["day"].to_numpy(np.float64),
        left_services=_left_services(enrolled, people),
        observable=(people.cut_off - people.start).astype(np.float64),
        household=households(people.returns.iloc[people.position]).astype(np.int64),
    )


def enrolled_people(
    records: Mapping[str, pd.DataFrame], study: Study, programme: str | None = None
) -> tuple[pd.DataFrame, People]:
    """Return each child's first enrolment by the cut-off, and the children, whose time starts on its day.

    Parameters
    ----------
    records : mapping of str to pandas.DataFrame
        As `records_of` returns them.
    study, programme
        As for `ever_enrolled`.
    """
    returns = records["returns"]
    enrolled, position = _first_enrolments(returns, records["enrolments"], study, programme or study.design.programme)
    return enrolled, replace(People.at(returns, position, _cut_off(study)), start=days(enrolled["enrolment_date"]))


def consenting(returns: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which returns may be reported of."""
    return returns["has_reporting_consent"].fillna(False).to_numpy(dtype=bool)


def _cut_off(study: Study) -> np.datetime64:
    return np.datetime64(str(study.cut_off), "D")


def _first_enrolments(
    returns: pd.DataFrame, enrolments: pd.DataFrame, study: Study, programme: str | None
) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return each child's first enrolment, and where in `returns` the return that it belongs to stands."""
    position = pd.Index(returns["return_id"]).get_indexer(pd.Index(enrolments["return_id"]))
    date = days(enrolments["enrolment_date"])
    counts = (enrolments["status"] == "enrolled").to_numpy(dtype=bool, na_value=False) & (position >= 0)
    counts &= ~np.isnat(date) & (date <= _cut_off(study)) & consenting(returns)[position]
    if programme is not None:
        counts &= (enrolments["programme"] == programme).to_numpy(dtype=bool, na_value=False)
    chosen = enrolments[counts].assign(position=position[counts])
    chosen = chosen.assign(child=returns["child_id"].to_numpy()[chosen["position"]])
    first = chosen.sort_values(["child", "enrolment_date", "enrolment_id"]).drop_duplicates("child")
    return first, first["position"].to_numpy(dtype=np.intp)


def _left_services(enrolled: pd.DataFrame, people: People) -> NDArray[np.float64]:
    date = days(enrolled["exit_date"])
    known = enrolled["exit_reason"].isin(KNOWN_EXITS).to_numpy(dtype=bool) & ~np.isnat(date) & (date <= people.cut_off)
    return np.where(known, np.maximum((date - people.start).astype(np.float64), 0.0), np.inf)
