"""How many different people a programme reached: counted where everybody is identified, bounded where nobody knows.

What can be said of the number of different people behind a set of entries, and why:

===========================  =====================  ==================================================================
entries                      different people       argument
===========================  =====================  ==================================================================
d ids in a list, m rows      max(d, 1) to d + m     a row without an id is of one person, who may be any of the others
without one
a count c, deduplicated      c to c                 nobody stands twice in it
c attendances at s meetings  ceil(c / s) to c       nobody can attend a meeting twice, so that each person is behind s
                                                    entries at most (the pigeonhole principle)
c entries, nothing known     1 to c (0 if c = 0)    all may be of one person
several of these together    the largest lower      each is part of the whole; the whole is no more than its parts (the
                             bound to the sum of    union bound)
                             the upper ones
the same, one role each      the sum over roles of  nobody is in the parts of two roles
                             each role's largest
                             lower bound
===========================  =====================  ==================================================================

A list of participants and counts by month of the same programme are two sources, and nothing says whether those listed
are among those counted: the lower bound takes them to be the same people and the upper one takes them to be others.
Every bound is attained by some people who agree with the entries, so that no narrower one holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np
import pandas as pd

from impact.cohort.reach_entries import ATTENDANCE, Entries, read_entries
from impact.cohort.reach_entries import entries_flow as entries_flow
from impact.data.schema import UNKNOWN
from impact.errors import StudyError
from impact.results import Reach
from impact.study import Study

DISTINCT, PARTLY, DEDUPLICATED = "distinct", "partly_identified", "deduplicated"
"""What a programme's numbers rest on; else on attendances, or on counts in which somebody may stand twice."""

_BOUNDS = ("at_least", "at_most")


def count_reached(tables: Mapping[str, pd.DataFrame], study: Study) -> Reach:
    """Count, or bound, the different people whom each of a study's programmes reached, by role and period.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables: participations, activity_counts or both (`read_entries` says which rows count).
    study : Study
        Of kind reach.

    Returns
    -------
    Reach
        A row a programme, role and period of it, with totals over either (empty) and both. A person counts once in a
        row, and may be in several rows: totals are not the sum of their parts. `basis` is a whole programme's:
        `distinct` where all are listed with an id, `partly_identified` where some are without one, or are only counted;
        `deduplicated` where there are counts alone, none of which has anybody twice; else `attendance`. `counted` are
        the entries, and missing where they are of two units or two sources, which are never added.

    Raises
    ------
    StudyError
        If the records hold nothing of a programme that the study names, or it is of another kind.
    DataError
        If somebody stands in two roles though the study says that nobody does.
    """
    entries = read_entries(tables, study)
    programmes = study.reach.programmes if study.reach else ()
    one_role_each = study.reach is not None and study.reach.one_role_each
    frames = []
    for programme in programmes:
        own = entries.of(programme)
        if not len(own.listed) and not len(own.counted):
            raise StudyError(_nothing_of(programme, study))
        frames.append(_rows(own, one_role_each).assign(activity=programme))
    return Reach(pd.concat(frames, ignore_index=True).assign(unit=study.reach.unit if study.reach else ""))


def bounds(entries: Entries, by: Sequence[str] = (), *, one_role_each: bool = False) -> pd.DataFrame:
    """Bound the number of different people behind entries, together or by role and period.

    Parameters
    ----------
    entries : Entries
    by : sequence of str
        Of `programme`, `role`, `period`; none for all entries together.
    one_role_each : bool
        Whether nobody stands in two known roles.

    Returns
    -------
    pandas.DataFrame
        `at_least`, `at_most`, one row a group of `by` that has entries; one row in any case without.
    """
    keys = [*by]
    listed, counted = (part.assign(every=0) for part in (entries.listed, entries.counted))
    low = _lowest(listed, counted, ["every", *keys])
    if one_role_each and "role" not in by:
        known = [part[part["role"] != UNKNOWN] for part in (listed, counted)]
        apart = _lowest(known[0], known[1], ["every", *keys, "role"]).groupby(level=["every", *keys]).sum()
        low = pd.concat([low, apart], axis=1).max(axis=1)
    people = listed[listed["person"] >= 0].groupby(["every", *keys])["person"].nunique()
    nameless = listed[listed["person"] < 0].groupby(["every", *keys]).size()
    most = counted.groupby(["every", *keys])["at_most"].sum()
    high = pd.concat([people, nameless, most], axis=1).sum(axis=1)
    out = pd.DataFrame({"at_least": low, "at_most": high}).astype(np.float64)
    if keys:
        return out.droplevel("every")
    return out.reindex([0]).fillna(0.0)


def _lowest(listed: pd.DataFrame, counted: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Return the largest of the lower bounds of the parts of each group."""
    people = listed[listed["person"] >= 0].groupby(keys)["person"].nunique()
    anybody = listed.groupby(keys).size().clip(upper=1)
    return pd.concat([people, anybody, counted.groupby(keys)["at_least"].max()], axis=1).max(axis=1)


def _rows(entries: Entries, one_role_each: bool) -> pd.DataFrame:
    """Return the rows of one programme: all together, by role, by period, by both; 0 where nothing was recorded."""
    both = [part[["role", "period"]] for part in (entries.listed, entries.counted)]
    there = pd.concat([part for part in both if len(part)])
    roles, periods = sorted(set(there["role"]), key=lambda role: (role == UNKNOWN, role)), sorted(set(there["period"]))
    cells = {
        (): [("", "")],
        ("role",): [(role, "") for role in roles],
        ("period",): [("", period) for period in periods],
        ("role", "period"): [*product(roles, periods)],
    }
    parts = []
    for by, places in cells.items():
        wanted = pd.MultiIndex.from_tuples(places, names=["role", "period"])
        found = bounds(entries, by, one_role_each=one_role_each).join(_entries_by(entries, by))
        parts.append(_placed(found, by).reindex(wanted).fillna(0.0).reset_index())
    frame = pd.concat(parts, ignore_index=True)
    basis = _basis(entries)
    return frame.assign(
        basis=basis,
        n=frame["at_least"] if basis == DISTINCT else np.nan,
        counted=frame["counted"] if _are_of_one_kind(entries) else np.nan,
    )


def _entries_by(entries: Entries, by: Sequence[str]) -> pd.Series:
    keys = ["every", *by]
    listed = entries.listed.assign(every=0).groupby(keys).size()
    counted = entries.counted.assign(every=0).groupby(keys)["at_most"].sum()
    both = pd.concat([listed, counted], axis=1).sum(axis=1).rename("counted")
    return both.droplevel("every") if by else both


def _placed(found: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """Give rows both of role and period: empty where they are about all of them."""
    places = found.reset_index()
    named = places.assign(**{name: "" for name in ("role", "period") if name not in by})
    return named.set_index(["role", "period"])[[*_BOUNDS, "counted"]]


def _basis(entries: Entries) -> str:
    if len(entries.listed):
        is_whole = not len(entries.counted) and bool((entries.listed["person"] >= 0).all())
        return DISTINCT if is_whole else PARTLY
    return DEDUPLICATED if bool(entries.counted["is_deduplicated"].all()) else ATTENDANCE


def _are_of_one_kind(entries: Entries) -> bool:
    units = set(entries.counted["unit"])
    return len(units) + bool(len(entries.listed)) == 1


def _nothing_of(programme: str, study: Study) -> str:
    asked = study.reach.unit if study.reach else ""
    unit = "persons or attendances" if asked == "person" else "children, or attendances in the role child"
    return (
        f"{study.id}: reach.programmes names {programme}, of which participations and activity_counts hold nothing "
        f"that counts {unit} with consent to reporting by the cut-off; name a programme as the records write it, or "
        "take it out"
    )
