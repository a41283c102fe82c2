"""Which returns are in the programme arm, by the study's design, and which enrolled only later."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.errors import StudyError
from impact.study import Study


def in_programme(returns: pd.DataFrame, enrolments: pd.DataFrame, study: Study) -> NDArray[np.bool_]:
    """Tell which returns belong to the programme arm.

    In the design `referral` these are the returns with an enrolment that was consented on or before the return and not
    declined: known at time zero, whatever happens after. In the design `landmark` they are those enrolled by the
    landmark day, in `clone_censor` those enrolled within the grace and in `time_varying` those ever enrolled: there the
    arm only says what the child did in the end, and the estimator decides to whom its time belongs.

    Parameters
    ----------
    returns, enrolments : pandas.DataFrame
        The typed tables. With `design.programme` only that programme's enrolments count.

    Returns
    -------
    ndarray of bool, shape (number of returns,)
        A return recorded twice, by several sources on the same day, has one answer.

    Raises
    ------
    StudyError
        If `design.programme` names a programme without any enrolment.
    """
    records, position = _matched(returns, enrolments, study)
    start = returns["return_date"].to_numpy()[position]
    if study.design.kind == "referral":
        counts = (records["consent_date"].to_numpy() <= start) & (records["status"] != "declined").to_numpy(bool)
    else:
        by, within = np.full(len(start), np.datetime64(str(study.cut_off))), study.design.day or study.design.grace
        if within is not None:
            by = np.minimum(by, start + np.timedelta64(within, "D"))
        counts = (records["enrolment_date"].to_numpy() <= by) & (records["status"] == "enrolled").to_numpy(bool)
    return _of_returns(returns, position[counts])


def later_enrolled(returns: pd.DataFrame, enrolments: pd.DataFrame, study: Study) -> NDArray[np.bool_]:
    """Tell which returns have an enrolment after the landmark day and none by it; none in a design without one."""
    if study.design.day is None:
        return np.zeros(len(returns), dtype=bool)
    records, position = _matched(returns, enrolments, study)
    ever = records["enrolment_date"].notna().to_numpy() & (records["status"] == "enrolled").to_numpy(bool)
    return _of_returns(returns, position[ever]) & ~in_programme(returns, enrolments, study)


STEPS = ("none", "referred", "waitlisted", "declined", "enrolled")
"""How far a child came in the programme, in order."""


def steps(returns: pd.DataFrame, enrolments: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Tell what the programme's records up to the cut-off say of each return.

    Returns
    -------
    pandas.DataFrame
        One row a return: `status`, the furthest of `STEPS`; `enrolment_date`, the first (missing where there is none);
        `partner`, of the first enrolment, or of the first consent where none came of it. A return recorded twice, by
        several sources on the same day, has one answer.
    """
    records, position = _matched(returns, enrolments, study)
    group = returns.groupby(["child_id", "return_date"], sort=False).ngroup().to_numpy()
    enrolled = (records["status"] == "enrolled").to_numpy(dtype=bool, na_value=False)
    by_cut_off = (records["enrolment_date"] <= pd.Timestamp(str(study.cut_off))).to_numpy()
    found = pd.DataFrame(
        {
            "group": group[position],
            # A date after the cut-off is a plan: until then the child was no more than referred.
            "step": np.where(
                enrolled & ~by_cut_off, 1, records["status"].map(STEPS.index).fillna(1).to_numpy(np.int64)
            ),
            "enrolment_date": records["enrolment_date"].where(enrolled & by_cut_off).to_numpy(),
            "consent_date": records["consent_date"].to_numpy(),
            "partner": records["partner_id"].to_numpy() if "partner_id" in records else None,
        }
    )
    found = found.sort_values(["group", "enrolment_date", "consent_date", "partner"], na_position="last", kind="stable")
    furthest = found.groupby("group")["step"].max().reindex(group, fill_value=0).to_numpy()
    first = found.drop_duplicates("group").set_index("group").reindex(group)
    return pd.DataFrame(
        {
            "status": np.array(STEPS, dtype=object)[furthest],
            "enrolment_date": first["enrolment_date"].to_numpy("datetime64[ns]"),
            "partner": first["partner"].to_numpy(dtype=object),
        }
    )


def _matched(returns: pd.DataFrame, enrolments: pd.DataFrame, study: Study) -> tuple[pd.DataFrame, NDArray[np.intp]]:
    """Return the programme's enrolments whose return is there, and that return's position."""
    records = _of_programme(enrolments, study.design.programme)
    position = pd.Index(returns["return_id"]).get_indexer(pd.Index(records["return_id"]))
    return records[position >= 0], position[position >= 0]


def _of_returns(returns: pd.DataFrame, position: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Flag the returns at these positions, and the same returns as other sources recorded them."""
    flags = np.zeros(len(returns), dtype=bool)
    flags[position] = True
    same_return = returns.groupby(["child_id", "return_date"], sort=False).ngroup().to_numpy()
    return np.bincount(same_return, weights=flags)[same_return] > 0


def _of_programme(enrolments: pd.DataFrame, programme: str | None) -> pd.DataFrame:
    if programme is None:
        return enrolments
    chosen = enrolments[(enrolments["programme"] == programme).to_numpy(bool)]
    if chosen.empty:
        there = ", ".join(sorted(enrolments["programme"].unique())) or "none"
        raise StudyError(f"design.programme = '{programme}': no enrolment is of that programme; there is: {there}")
    return chosen


def at_landmark(outcome: pd.DataFrame, day: int) -> NDArray[np.object_]:
    """Tell who is still at home and under observation after the landmark day, and why the others are not.

    An event or a censoring on the day itself is before the curves start, as they start at zero on that day. With wide
    intervals the date that is imputed decides who left before: where the first contact is late, a midpoint lies after
    the landmark more often than the event did.
    """
    gone = (outcome["day"] <= day).to_numpy()
    left = gone & outcome["type"].notna().to_numpy()
    return np.select([left, gone], ["left_before_landmark", "lost_before_landmark"], "analysed").astype(object)
