"""What the records say about where a child was, and when, after its index return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

STATES = ("at_home", "remigration", "death", "lawful_migration")
"""What a piece of evidence says; its code is the place in this list, so 0 is at home and the others end the stay."""

AT_HOME, REMIGRATION, DEATH, LAWFUL_MIGRATION = range(4)

SOURCES = ("contact", "reported_departure", "enrolment", "exit", "service", "return")
"""Where evidence comes from; its code is the place in this list."""

WHEREABOUTS = {
    "at_home": AT_HOME,
    "moved_in_country": AT_HOME,
    "en_route": REMIGRATION,
    "abroad": REMIGRATION,
    "detained": REMIGRATION,
    "deceased": DEATH,
    "lawfully_abroad": LAWFUL_MIGRATION,
}
"""What the places that a contact may find a child in say; `unknown` says nothing."""

_EXIT = {"remigrated": REMIGRATION, "died": DEATH, "lawful_migration": LAWFUL_MIGRATION}


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The children under follow-up, and the way from any return to the child that it belongs to.

    Parameters
    ----------
    returns : pandas.DataFrame
        All returns, sorted by child and date.
    position : ndarray of int, shape (number of children,)
        Where in `returns` the index return of each child stands.
    start : ndarray of datetime64[D], shape (number of children,)
        The day of the index return, time zero.
    child_of_return : ndarray of int, shape (number of returns,)
        The row of the return's child here, or -1.
    cut_off : datetime64[D]
        The last day that the records speak of.
    """

    returns: pd.DataFrame
    position: NDArray[np.intp]
    start: NDArray[np.datetime64]
    child_of_return: NDArray[np.intp]
    cut_off: np.datetime64

    @classmethod
    def at(cls, returns: pd.DataFrame, position: NDArray[np.intp], cut_off: np.datetime64) -> Self:
        """Follow the children whose index returns stand at `position`."""
        child = pd.factorize(returns["child_id"])[0]
        row = np.full(child.max() + 1, -1)
        row[child[position]] = np.arange(len(position))
        return cls(returns, position, days(returns["return_date"])[position], row[child], cut_off)

    def __len__(self) -> int:
        return len(self.position)

    def positions(self, return_id: pd.Series) -> NDArray[np.intp]:
        """Return where in `returns` each id stands, or -1."""
        return np.asarray(pd.Index(self.returns["return_id"]).get_indexer(pd.Index(return_id)))


def gather(tables: Mapping[str, pd.DataFrame], people: People) -> pd.DataFrame:
    """Collect every piece of evidence up to the cut-off, from all sources and all returns of a child.

    At home: a contact at home or moved within the country, an enrolment, a delivered service. Away: a contact en route,
    abroad or detained, a reported departure, a case closed for remigration, a later return. A contact that does not
    know where the child is says nothing either way.

    Returns
    -------
    pandas.DataFrame
        `child` (row in `people`), `earliest` and `latest` (days since the index return between which the child came to
        be where `state` says; at home both are the day it was there), `state` and `source` (codes).
    """
    parts = [
        *_from_contacts(tables["contacts"]),
        *_from_enrolments(tables["enrolments"]),
        _from_services(tables["services"], tables["enrolments"]),
        _from_returns(people.returns),
    ]
    return _since_return(pd.concat(parts, ignore_index=True), people)


def contact_days(contacts: pd.DataFrame, people: People) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Return the child and the day since return of every contact, but for what authorities record.

    Contacts that found nobody count: this is about how densely an arm is looked at, not about what was seen.
    """
    visits = contacts[(contacts["mode"] != "reception_centre").to_numpy(bool)]
    position = people.positions(visits["return_id"])
    child = np.where(position >= 0, people.child_of_return[position], -1)
    date = days(visits["contact_date"])[child >= 0]
    child = child[child >= 0]
    return child, (date - people.start[child]).astype(np.int64)


def _from_contacts(contacts: pd.DataFrame) -> list[pd.DataFrame]:
    state = contacts["location_status"].map(WHEREABOUTS)
    seen = days(contacts["contact_date"])
    located = _evidence(contacts["return_id"], state, seen, "contact")
    # A reported date is of the departure itself; a move within the country is none, and a plan is not one yet.
    first, last = _month(contacts["reported_departure_date"], contacts["reported_departure_precision"])
    ends = state.where(state == LAWFUL_MIGRATION, REMIGRATION)
    ends = ends.mask((contacts["location_status"] == "moved_in_country") | (first > seen))
    reported = _evidence(
        contacts["return_id"], ends, np.minimum(last, seen), "reported_departure", earliest=first, recorded=seen
    )
    return [located, reported]


def _from_enrolments(enrolments: pd.DataFrame) -> list[pd.DataFrame]:
    enrolled = enrolments["status"].map({"enrolled": AT_HOME})
    exits = enrolments["exit_reason"].map(_EXIT)
    return [
        _evidence(enrolments["return_id"], enrolled, days(enrolments["enrolment_date"]), "enrolment"),
        _evidence(enrolments["return_id"], exits, days(enrolments["exit_date"]), "exit"),
    ]


def _from_services(services: pd.DataFrame, enrolments: pd.DataFrame) -> pd.DataFrame:
    enrolment = pd.Index(enrolments["enrolment_id"]).get_indexer(pd.Index(services["enrolment_id"]))
    services, enrolment = services[enrolment >= 0], enrolment[enrolment >= 0]
    delivered = services["status"].map({"delivered": AT_HOME})
    return _evidence(enrolments["return_id"].iloc[enrolment], delivered, days(services["service_date"]), "service")


def _from_returns(returns: pd.DataFrame) -> pd.DataFrame:
    """Take a return as saying that the child was away before it; `_since_return` keeps those after the index one."""
    first, last = _month(returns["return_date"], returns["return_date_precision"])
    away = pd.Series(REMIGRATION, index=returns.index)
    return _evidence(returns["return_id"], away, last, "return", recorded=first)


def _evidence(
    return_id: pd.Series,
    state: pd.Series,
    latest: NDArray[np.datetime64],
    source: str,
    *,
    earliest: NDArray[np.datetime64] | None = None,
    recorded: NDArray[np.datetime64] | None = None,
) -> pd.DataFrame:
    """Make evidence of the rows that have a state and a date; without `earliest` it may be from any time before."""
    keep = state.notna().to_numpy() & ~np.isnat(latest)
    long_ago = np.full(len(latest), np.datetime64("1900-01-01", "D"))
    return pd.DataFrame(
        {
            "return_id": return_id.to_numpy()[keep],
            "state": state[keep].to_numpy(dtype=np.int8),
            "earliest": (long_ago if earliest is None else earliest)[keep],
            "latest": latest[keep],
            "recorded": (latest if recorded is None else recorded)[keep],
            "source": np.full(int(keep.sum()), SOURCES.index(source), dtype=np.int8),
        }
    )


def _since_return(found: pd.DataFrame, people: People) -> pd.DataFrame:
    """Count days from the index return, and leave out what is before it or was recorded after the cut-off."""
    position = people.positions(found["return_id"])
    child = np.where(position >= 0, people.child_of_return[position], -1)
    start = people.start[child]
    earliest, latest, recorded = (days(found[name]) for name in ("earliest", "latest", "recorded"))
    # On the day of the return itself only records of that return speak of the time after it; and what is dated by the
    # month may be a second record of the same return.
    is_return = (found["source"] == SOURCES.index("return")).to_numpy()
    on_the_day = (position == people.position[child]) & (latest == start)
    later = np.where(is_return, recorded > start, (latest > start) | on_the_day)
    keep = (child >= 0) & later & (recorded <= people.cut_off)
    last = (np.minimum(latest, people.cut_off) - start)[keep].astype(np.int64)
    first = (np.maximum(earliest, start) - start)[keep].astype(np.int64)
    state = found["state"].to_numpy()[keep]
    return pd.DataFrame(
        {
            "child": child[keep],
            "earliest": np.where(state == AT_HOME, last, first),
            "latest": last,
            "state": state,
            "source": found["source"].to_numpy()[keep],
        }
    )


def _month(dates: pd.Series, precision: pd.Series) -> tuple[NDArray[np.datetime64], NDArray[np.datetime64]]:
    """Return the first and the last day that a date may mean: the whole month where only that is known."""
    day = days(dates)
    coarse = (precision == "month").fillna(False).to_numpy(dtype=bool)
    month = day.astype("datetime64[M]")
    end = (month + 1).astype("datetime64[D]") - np.timedelta64(1, "D")
    return np.where(coarse, month.astype("datetime64[D]"), day), np.where(coarse, end, day)


def days(dates: pd.Series) -> NDArray[np.datetime64]:
    """Return the dates as whole days."""
    return dates.to_numpy("datetime64[D]")
