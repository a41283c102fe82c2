"""Rules across rows and tables of the case records, each a column of true, false or not asked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

Rules = dict[str, pd.Series]
"""Rule to a boolean column of its table: true where a row obeys it, missing where it is not asked."""

SILENCE = pd.Timedelta(days=182)
"""How long a partner with open cases may go without any record before a warning."""

VISITS = ("home_visit", "community_visit")


def record_rules(tables: Mapping[str, pd.DataFrame], cut_off: dt.date) -> dict[str, Rules]:
    """Ask the case records everything that one column alone cannot answer.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed; rows whose references are broken or whose dates are missing are not asked what depends on them.
    cut_off : datetime.date
        The last day that the records speak of.

    Returns
    -------
    dict of str to dict
        Table to its rules.
    """
    records = _Linked(tables, pd.Timestamp(cut_off))
    rules = {
        "returns": _returns(records),
        "enrolments": _enrolments(records),
        "services": _services(records),
        "contacts": _contacts(records),
    }
    if "activity_counts" in tables:
        rules["activity_counts"] = _activity_counts(tables["activity_counts"], records.cut_off)
    return rules


class _Linked:
    """The tables with the columns that rules need from another table brought beside each row."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], cut_off: pd.Timestamp) -> None:
        self.cut_off = cut_off
        self.returns = _with_bounds(tables["returns"])
        by_return = _keyed(self.returns, "return_id", ["child_id", "earliest", "next_return"])
        self.enrolments = _beside(tables["enrolments"], by_return, "return_id")
        by_enrolment = _keyed(self.enrolments, "enrolment_id", ["child_id", "earliest", "enrolment_date", "partner_id"])
        self.services = _beside(tables["services"], by_enrolment, "enrolment_id")
        self.contacts = _beside(tables["contacts"], by_return, "return_id")
        death = self._deaths()
        for frame in (self.returns, self.enrolments, self.services, self.contacts):
            frame["death"] = frame["child_id"].map(death)

    def _deaths(self) -> pd.Series:
        """First day on which each child's death is on record."""
        seen = self.contacts.loc[_is(self.contacts["location_status"], "deceased"), ["child_id", "contact_date"]]
        told = self.enrolments.loc[_is(self.enrolments["exit_reason"], "died"), ["child_id", "exit_date"]]
        both = pd.concat([part.set_axis(["child_id", "day"], axis=1) for part in (seen, told)]).dropna()
        return both.groupby("child_id")["day"].min()

    def last_record(self) -> pd.Series:
        """Last day on which each partner's cases have a service or a contact."""
        partner = _keyed(self.enrolments, "return_id", ["partner_id"])["partner_id"]
        contacts = pd.DataFrame(
            {"partner_id": self.contacts["return_id"].map(partner), "day": self.contacts["contact_date"]}
        )
        services = self.services[["partner_id", "service_date"]].set_axis(["partner_id", "day"], axis=1)
        return pd.concat([contacts, services]).dropna().groupby("partner_id")["day"].max()


def _returns(records: _Linked) -> Rules:
    frame = records.returns
    is_day = ~_is(frame["return_date_precision"], "month")
    twice = frame.duplicated(["child_id", "return_date"], keep=False)
    sexes = frame["sex"].where(~_is(frame["sex"], "unknown")).groupby(frame["child_id"]).nunique()
    years = (frame["return_date"] - frame["birth_month"]).dt.days // 365.25
    is_exact = ~frame["is_age_estimated"].fillna(False)
    return {
        "return_date_by_cut_off": _ordered(frame["return_date"], records.cut_off),
        "return_not_after_death": _ordered(frame["earliest"], frame["death"]),
        "one_return_a_day": _asked(~twice, is_day & frame["child_id"].notna() & frame["return_date"].notna()),
        "age_fits_birth_month": _asked((years - frame["age_at_return_years"]).abs() <= 1, years.notna() & is_exact),
        "one_sex_per_child": _asked(frame["child_id"].map(sexes) <= 1, frame["child_id"].notna()),
        "return_date_not_heaped": _asked(frame["return_date"].dt.day != 1, is_day & frame["return_date"].notna()),
    }


def _enrolments(records: _Linked) -> Rules:
    frame, cut_off = records.enrolments, records.cut_off
    is_enrolled = _is(frame["status"], "enrolled")
    has_date = frame["enrolment_date"].notna()
    twice = frame.duplicated(["return_id", "programme"], keep=False)
    is_open = is_enrolled & frame["exit_date"].isna() & (frame["enrolment_date"] < cut_off - SILENCE)
    last = frame["partner_id"].map(records.last_record())
    return {
        "return_known": _asked(frame["is_known"], frame["return_id"].notna()),
        "one_enrolment_per_return": _asked(~twice, frame["return_id"].notna()),
        "enrolment_not_before_return": _ordered(frame["earliest"], frame["enrolment_date"]),
        "consent_not_before_referral": _ordered(frame["referral_date"], frame["consent_date"]),
        "enrolment_not_before_consent": _ordered(frame["consent_date"], frame["enrolment_date"]),
        "exit_not_before_enrolment": _ordered(frame["enrolment_date"], frame["exit_date"]),
        "enrolled_has_date": _asked(has_date, is_enrolled),
        "enrolled_has_consent_date": _asked(frame["consent_date"].notna(), is_enrolled),
        "dated_is_enrolled": _asked(is_enrolled, has_date),
        "exit_has_reason": _asked(frame["exit_reason"].notna(), frame["exit_date"].notna()),
        "enrolment_not_after_death": _ordered(frame["enrolment_date"], frame["death"]),
        "partner_still_reports": _asked(last >= cut_off - SILENCE, is_open & frame["partner_id"].notna()),
        **{
            f"{column}_by_cut_off": _ordered(frame[column], cut_off)
            for column in ("referral_date", "consent_date", "enrolment_date", "exit_date")
        },
    }


def _services(records: _Linked) -> Rules:
    frame = records.services
    delivered = frame["service_date"].where(_is(frame["status"], "delivered"))
    return {
        "enrolment_known": _asked(frame["is_known"], frame["enrolment_id"].notna()),
        "service_not_before_return": _ordered(frame["earliest"], delivered),
        "service_not_before_enrolment": _ordered(frame["enrolment_date"], delivered),
        "service_not_after_death": _ordered(delivered, frame["death"]),
        "service_date_by_cut_off": _ordered(frame["service_date"], records.cut_off),
    }


def _contacts(records: _Linked) -> Rules:
    frame = records.contacts
    date, departure, status = frame["contact_date"], frame["reported_departure_date"], frame["location_status"]
    is_month = _is(frame["reported_departure_precision"], "month")
    is_seen = frame["is_child_seen"].fillna(False)
    is_visit = frame["mode"].isin(VISITS)
    is_alive = ~status.isin(["deceased", "unknown"]) | (is_seen & _is(status, "unknown"))
    return {
        "return_known": _asked(frame["is_known"], frame["return_id"].notna()),
        "contact_not_before_return": _ordered(frame["earliest"], date),
        "contact_date_by_cut_off": _ordered(date, records.cut_off),
        "departure_not_before_return": _ordered(frame["earliest"], _month_end(departure).where(is_month, departure)),
        "departure_not_after_contact": _ordered(_month_start(departure).where(is_month, departure), date),
        "contact_not_after_death": _ordered(date.where(is_alive), frame["death"]),
        "contact_before_next_return": _ordered(date, frame["next_return"]),
        "seen_child_is_here": _asked(
            status.isin(["at_home", "moved_in_country"]), is_seen & is_visit & ~_is(status, "unknown")
        ),
        "not_seen_has_reason": _asked(frame["not_seen_reason"].notna(), ~frame["is_child_seen"] & is_visit),
        "contact_date_not_heaped": _asked(date.dt.day != 1, date.notna()),
    }


def _activity_counts(frame: pd.DataFrame, cut_off: pd.Timestamp) -> Rules:
    key = ["programme", "period", "unit"]
    return {
        "period_by_cut_off": _ordered(frame["period"], cut_off),
        "one_count_per_period": _asked(~frame.duplicated(key, keep=False), frame[key].notna().all(axis=1)),
    }


def _with_bounds(returns: pd.DataFrame) -> pd.DataFrame:
    """Add the earliest day that a return can have been, and the day of the child's next one."""
    frame = returns.copy()
    date = frame["return_date"]
    frame["earliest"] = _month_start(date).where(_is(frame["return_date_precision"], "month"), date)
    frame["next_return"] = frame.sort_values("return_date", kind="stable").groupby("child_id")["return_date"].shift(-1)
    return frame


def _keyed(frame: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    """Return columns by key; of rows that share a key, which another rule refuses, the first."""
    return frame.dropna(subset=[key]).drop_duplicates(key).set_index(key)[columns]


def _beside(frame: pd.DataFrame, other: pd.DataFrame, key: str) -> pd.DataFrame:
    """Bring the other table's columns beside each row; `is_known` tells whether its key is there."""
    joined = frame.join(other, on=key)
    return joined.assign(is_known=frame[key].isin(other.index))


def _ordered(first: pd.Series, then: pd.Series | pd.Timestamp) -> pd.Series:
    """Whether `first` is not after `then`, asked where both are there."""
    is_there = first.notna() & (then.notna() if isinstance(then, pd.Series) else True)
    return _asked(first <= then, is_there)


def _asked(holds: pd.Series, where: pd.Series) -> pd.Series:
    return holds.astype("boolean").where(where.astype("boolean").fillna(False))


def _is(codes: pd.Series, code: str) -> pd.Series:
    """Whether a code is there and is this one."""
    return (codes == code).fillna(False).astype(bool)


def _month_start(date: pd.Series) -> pd.Series:
    return pd.Series(date.to_numpy().astype("datetime64[M]").astype("datetime64[ns]"), index=date.index)


def _month_end(date: pd.Series) -> pd.Series:
    following = (date.to_numpy().astype("datetime64[M]") + 1).astype("datetime64[ns]")
    return pd.Series(following - np.timedelta64(1, "D"), index=date.index)
