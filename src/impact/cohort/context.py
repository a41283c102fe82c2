"""What designs and sensitivity analyses know of a child beside its covariates: the columns of `AnalysisTable.context`.

Times are counted from the return in the table's unit and are missing where the thing did not happen.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort import exposure
from impact.cohort.evidence import People, days
from impact.study import DAYS_PER_UNIT, Study

COLUMNS: dict[str, str] = {
    "partner": "Code of the partner of a child in the programme; missing in the comparison arm.",
    "department": "Department of the return; missing where the input has no such column.",
    "return_date": "Day of the return.",
    "status": "Furthest recorded step of the programme: none, referred, waitlisted, declined or enrolled.",
    "enrolled": "Time of the first enrolment.",
    "observable": "Time from the return to the cut-off: who is censored before it was lost.",
    "second_return": "Time of the next reception that authorities recorded, as a return or as a contact.",
    "moved": "Time of the first contact that found the child moved within the country.",
    "prior_attempts": "Number of earlier attempts, as recorded; missing where the input has no such column.",
}
"""Each column and what it holds; nothing recorded after the cut-off is in any of them."""

AUTHORITY = "reception_centre"
"""What `returns.data_source` and `contacts.mode` say of a record that authorities made, in both arms alike."""


def of_children(
    tables: Mapping[str, pd.DataFrame], people: People, arm: NDArray[np.int8], study: Study
) -> pd.DataFrame:
    """Collect the columns of `COLUMNS` for the children analysed, in their order.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        `returns`, sorted as in `people`, `enrolments` and `contacts`.
    people : People
    arm : ndarray of int8, shape (number of children,)
    """
    index = people.returns.iloc[people.position].reset_index(drop=True)
    steps = exposure.steps(people.returns, tables["enrolments"], study).iloc[people.position].reset_index(drop=True)
    unit = DAYS_PER_UNIT[study.time_unit]

    def since_return(date: pd.Series | NDArray[np.datetime64]) -> NDArray[np.float64]:
        day = pd.Series(date).to_numpy("datetime64[D]")
        known = ~np.isnat(day) & (day <= people.cut_off)
        return np.where(known, (day - people.start).astype(np.float64), np.nan) / unit

    absent = pd.Series(None, index=index.index, dtype=object)
    attempts = pd.to_numeric(index.get("prior_attempts", absent), errors="coerce")
    return pd.DataFrame(
        {
            "partner": _text(steps["partner"], arm == 1),
            "department": _text(index.get("department", absent), np.ones(len(index), dtype=bool)),
            "return_date": people.start.astype("datetime64[ns]"),
            "status": steps["status"].astype(object),
            "enrolled": since_return(steps["enrolment_date"]),
            "observable": (people.cut_off - people.start).astype(np.float64) / unit,
            "second_return": since_return(_second_reception(tables["contacts"], people)),
            "moved": since_return(_moved(tables["contacts"], people)),
            "prior_attempts": attempts.to_numpy(dtype=np.float64, na_value=np.nan),
        }
    )


def _text(column: pd.Series, where: NDArray[np.bool_]) -> NDArray[np.object_]:
    text = column.to_numpy(dtype=object, copy=True)
    text[column.isna().to_numpy() | ~where] = None
    return text


def _second_reception(contacts: pd.DataFrame, people: People) -> NDArray[np.datetime64]:
    """Return each child's first reception by authorities on a day after that of its index return."""
    returns = people.returns
    date = days(returns["return_date"])
    if "return_date_precision" in returns:
        # A date of which only the month is known may be a second record of the index return, unless all of it is later.
        coarse = (returns["return_date_precision"] == "month").fillna(False).to_numpy(dtype=bool)
        start = people.start[people.child_of_return].astype("datetime64[M]")
        date = np.where(coarse & (date.astype("datetime64[M]") <= start), np.datetime64("NaT", "D"), date)
    received = np.ones(len(returns), dtype=bool)
    if "data_source" in returns:
        received = (returns["data_source"] == AUTHORITY).fillna(False).to_numpy(dtype=bool)
    visits = contacts[(contacts["mode"] == AUTHORITY).to_numpy(dtype=bool, na_value=False)]
    child = np.concatenate([people.child_of_return[received], _child(visits["return_id"], people)])
    return _first(child, np.concatenate([date[received], days(visits["contact_date"])]), people)


def _moved(contacts: pd.DataFrame, people: People) -> NDArray[np.datetime64]:
    found = contacts[(contacts["location_status"] == "moved_in_country").to_numpy(dtype=bool, na_value=False)]
    return _first(_child(found["return_id"], people), days(found["contact_date"]), people)


def _child(return_id: pd.Series, people: People) -> NDArray[np.intp]:
    position = people.positions(return_id)
    return np.where(position >= 0, people.child_of_return[position], -1)


def _first(child: NDArray[np.intp], day: NDArray[np.datetime64], people: People) -> NDArray[np.datetime64]:
    """Return each child's first of the days that lie after its return, missing where there is none."""
    # A comparison with a missing date is false.
    keep = (child >= 0) & (day > people.start[child])
    never = np.datetime64("9999-12-31", "D").astype(np.int64)
    first = np.full(len(people), never)
    np.minimum.at(first, child[keep], day[keep].astype("datetime64[D]").astype(np.int64))
    return np.where(first < never, first, np.datetime64("NaT").astype(np.int64)).astype("datetime64[D]")
