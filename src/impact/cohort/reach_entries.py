"""What in the records speaks of people reached: rows of lists of participants, and counts by month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.evidence import days
from impact.data.schema import ACTIVITY_COUNTS, PARTICIPATIONS, UNKNOWN
from impact.errors import DataError, StudyError
from impact.results import CohortFlow
from impact.study import Study
from impact.study.claims import Window
from impact.study.kinds import Reach as Asked

Bools = NDArray[np.bool_]

ATTENDANCE: Final = "attendance"
LISTED: Final = ("programme", "role", "period", "person")
COUNTED: Final = ("programme", "role", "period", "unit", "is_deduplicated", "at_least", "at_most")
_PARTICIPATIONS, _COUNTS = "participations", "activity_counts"


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """What speaks of the people whom a study's programmes reached.

    Attributes
    ----------
    listed : pandas.DataFrame
        One row a person and activity: `LISTED`; `person` numbers whoever has an id, and is −1 for who has none.
    counted : pandas.DataFrame
        One row a month and role of a programme: `COUNTED`; between `at_least` and `at_most` different people are behind
        what was counted there.
    """

    listed: pd.DataFrame
    counted: pd.DataFrame

    def of(self, programme: str) -> Entries:
        """Return what speaks of one programme."""
        return Entries(*(part[(part["programme"] == programme).to_numpy()] for part in (self.listed, self.counted)))

    def in_role(self, role: str) -> Entries:
        """Return what speaks of people in one role."""
        return Entries(*(part[(part["role"] == role).to_numpy()] for part in (self.listed, self.counted)))


def read_entries(tables: Mapping[str, pd.DataFrame], study: Study, window: Window | None = None) -> Entries:
    """Return what speaks of the people whom the study's programmes reached, up to its cut-off.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables.
    study : Study
        Of kind reach.
    window : Window, optional
        Narrows it to some days: participations by their own, counts by the first one of their month.

    Raises
    ------
    StudyError
        If the study is not of kind reach.
    DataError
        If somebody stands in two roles though the study says that nobody does.

    Notes
    -----
    Units are never added. A list is of persons: for the unit child its rows in the role child count, and no others. Of
    `activity_counts`, counts of the study's unit are used; attendances (for the unit child those in the role child)
    only in a month and role that has no such count. All other units are left aside: a family is no person.
    """
    asked = _asked(study)
    return Entries(_listed(tables, study, asked, window), _counted(tables, study, asked, window))


def entries_flow(tables: Mapping[str, pd.DataFrame], study: Study) -> CohortFlow:
    """Say which rows of the lists of participants count, and why the others do not; counts by month have no rows here.

    Each row counts once, under the first reason that applies.
    """
    table, asked = _table(tables, _PARTICIPATIONS), _asked(study)
    left = np.ones(len(table), dtype=bool)
    rows: list[tuple[str, str, str, int]] = [("all", "all", "programme", len(table))]
    for reason, fits in _rules(table, study, asked, None).items():
        rows.append(("excluded", reason, "programme", int((left & ~fits).sum())))
        left &= fits
    rows.append(("analysed", "analysed", "programme", int(left.sum())))
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def is_anything_left_out(tables: Mapping[str, pd.DataFrame], study: Study, window: Window) -> bool:
    """Tell whether people may have been reached of whom nothing may, or can, be counted here.

    They are those without consent to reporting, and those behind counts of another unit.
    """
    asked, listed, counts = _asked(study), _table(tables, _PARTICIPATIONS), _table(tables, _COUNTS)
    rules = _rules(listed, study, asked, window)
    refused = rules["other_programme"] & rules["after_cut_off"] & ~(rules["no_consent"] & rules["other_unit"])
    others = _of_programmes(counts, asked) & _within(days(_months(counts)), study, window) & ~_of_unit(counts, asked)
    return bool(refused.any() or others.any())


def _asked(study: Study) -> Asked:
    if study.reach is None:
        raise StudyError(f"{study.id}: only a study of kind reach says who counts as reached; this is a {study.kind}")
    return study.reach


def _table(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return a table with all of its columns: those that the records do not have are empty."""
    schema = PARTICIPATIONS if name == _PARTICIPATIONS else ACTIVITY_COUNTS
    names = [column.name for column in schema.columns]
    return tables[name].reindex(columns=names) if name in tables else pd.DataFrame(columns=names, dtype=object)


def _listed(tables: Mapping[str, pd.DataFrame], study: Study, asked: Asked, window: Window | None) -> pd.DataFrame:
    table = _table(tables, _PARTICIPATIONS)
    fits: Bools = np.logical_and.reduce([*_rules(table, study, asked, window).values()])
    rows = table[fits]
    listed = pd.DataFrame(
        {
            "programme": rows["programme"].astype(object).to_numpy(),
            "role": _roles(rows),
            "period": _periods(pd.to_datetime(rows["participation_date"]), asked),
            "person": pd.factorize(rows["person_id"])[0],
        }
    )
    if asked.one_role_each:
        _refuse_two_roles(listed)
    return listed


def _rules(table: pd.DataFrame, study: Study, asked: Asked, window: Window | None) -> dict[str, Bools]:
    """Return which rows of the lists keep each rule, by the reason for which the others do not count."""
    every = np.ones(len(table), dtype=bool)
    return {
        "other_programme": _of_programmes(table, asked),
        "after_cut_off": _within(days(pd.to_datetime(table["participation_date"])), study, window),
        "no_consent": table["has_reporting_consent"].astype("boolean").fillna(False).to_numpy(dtype=bool),
        "other_unit": every if asked.unit == "person" else np.asarray(_roles(table) == "child"),
    }


def _refuse_two_roles(listed: pd.DataFrame) -> None:
    known = listed.loc[(listed["person"] >= 0) & (listed["role"] != UNKNOWN), ["person", "role"]]
    if known.drop_duplicates()["person"].duplicated().any():
        raise DataError(
            "participations: somebody stands in two roles, and reach.one_role_each says that nobody does; leave the "
            "key out of the study, or mend the roles"
        )


def _counted(tables: Mapping[str, pd.DataFrame], study: Study, asked: Asked, window: Window | None) -> pd.DataFrame:
    table = _table(tables, _COUNTS)
    fits = _of_programmes(table, asked) & _within(days(_months(table)), study, window) & _of_unit(table, asked)
    rows = table[fits]
    count = pd.to_numeric(rows["count"]).fillna(0).to_numpy(dtype=np.float64)
    sessions = pd.to_numeric(rows["sessions"]).to_numpy(dtype=np.float64, na_value=np.nan)
    once = rows["is_deduplicated"].astype("boolean").fillna(False).to_numpy(dtype=bool)
    counted = pd.DataFrame(
        {
            "programme": rows["programme"].astype(object).to_numpy(),
            "role": _roles(rows),
            "month": days(_months(rows)),
            "period": _periods(_months(rows), asked),
            "unit": rows["unit"].astype(object).to_numpy(),
            "is_deduplicated": once,
            "at_least": np.where(once, count, np.where(sessions >= 1, np.ceil(count / sessions), np.minimum(count, 1))),
            "at_most": count,
        }
    )
    # Attendances of a month and role whose people are counted as well are those of the same people.
    place = pd.MultiIndex.from_frame(counted[["programme", "month", "role"]])
    has_people = place.isin(place[(counted["unit"] != ATTENDANCE).to_numpy()])
    return counted.loc[~has_people | (counted["unit"] != ATTENDANCE).to_numpy(), list(COUNTED)].reset_index(drop=True)


def _of_programmes(table: pd.DataFrame, asked: Asked) -> Bools:
    return np.asarray(table["programme"].isin(asked.programmes).to_numpy(dtype=bool))


def _of_unit(table: pd.DataFrame, asked: Asked) -> Bools:
    unit = table["unit"].astype(object).to_numpy()
    fits = (asked.unit == "person") | (_roles(table) == "child")
    return np.asarray((unit == asked.unit) | ((unit == ATTENDANCE) & fits), dtype=bool)


def _within(day: NDArray[np.datetime64], study: Study, window: Window | None) -> Bools:
    limits = [limit for limit in (study.cut_off, window.until if window else None) if limit is not None]
    first = np.datetime64(str(window.since if window and window.since else "0001-01-01"), "D")
    # A comparison with a missing date is false.
    return np.asarray((day >= first) & np.logical_and.reduce([day <= np.datetime64(str(last), "D") for last in limits]))


def _months(table: pd.DataFrame) -> pd.Series:
    return pd.Series(pd.to_datetime(table["period"].astype("string"), format="mixed", errors="coerce"))


def _periods(dates: pd.Series, asked: Asked) -> NDArray[np.object_]:
    """Name the year (2024) or the quarter (2024-Q1) of each day."""
    year = dates.dt.year.astype("Int64").astype(str)
    named = year if asked.period == "year" else year + "-Q" + dates.dt.quarter.astype("Int64").astype(str)
    return np.asarray(named.to_numpy(dtype=object))


def _roles(table: pd.DataFrame) -> NDArray[np.object_]:
    """Return each row's role; where none is given it is not known."""
    return np.asarray(table["role"].astype(object).where(table["role"].notna(), UNKNOWN).to_numpy(dtype=object))
