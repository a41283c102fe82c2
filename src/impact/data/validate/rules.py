"""Rules across rows and tables of the case records, each a column of true, false or not asked."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.data.validate.activity_rules import count_rules, participation_rules
from impact.data.validate.holds import Rules, asked, beside, has_code, keyed, not_heaped, ordered
from impact.data.validate.pathway_rules import pathway_rules
from impact.study import Study

SILENCE = pd.Timedelta(days=182)
"""How long a partner with open cases may go without any record before a warning."""

VISITS = ("home_visit", "community_visit")


def record_rules(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, Rules]:
    """Ask the case records everything that one column alone cannot answer.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed; rows whose references are broken or whose dates are missing are not asked what depends on them.
    study : Study
        Its kind tells which tables there are, its cut-off the last day that they speak of, its pathway their order.

    Returns
    -------
    dict of str to dict
        Table to its rules.
    """
    cut_off = pd.Timestamp(str(study.cut_off))
    rules: dict[str, Rules] = {}
    if study.kind == "comparison":
        rules = _return_rules(_Linked(tables, cut_off))
    if study.pathway is not None:
        rules = pathway_rules(tables, study.pathway, cut_off)
    if "participations" in tables:
        rules["participations"] = participation_rules(tables["participations"], cut_off)
    if "activity_counts" in tables:
        rules["activity_counts"] = count_rules(tables["activity_counts"], cut_off)
    return rules


class _Linked:
    """The tables with the columns that rules need from another table brought beside each row."""

    def __init__(self, tables: Mapping[str, pd.DataFrame], cut_off: pd.Timestamp) -> None:
        self.cut_off = cut_off
        self.returns = _with_bounds(tables["returns"])
        by_return = keyed(self.returns, "return_id", ["child_id", "earliest", "next_return"])
        self.enrolments = beside(tables["enrolments"], by_return, "return_id")
        by_enrolment = keyed(self.enrolments, "enrolment_id", ["child_id", "earliest", "enrolment_date", "partner_id"])
        self.services = beside(tables["services"], by_enrolment, "enrolment_id")
        self.contacts = beside(tables["contacts"], by_return, "return_id")
        death = self._deaths()
        for frame in (self.returns, self.enrolments, self.services, self.contacts):
            frame["death"] = frame["child_id"].map(death)

    def _deaths(self) -> pd.Series:
        """First day on which each child's death is on record."""
        seen = self.contacts.loc[has_code(self.contacts["location_status"], "deceased"), ["child_id", "contact_date"]]
        told = self.enrolments.loc[has_code(self.enrolments["exit_reason"], "died"), ["child_id", "exit_date"]]
        both = pd.concat([part.set_axis(["child_id", "day"], axis=1) for part in (seen, told)]).dropna()
        return both.groupby("child_id")["day"].min()

    def last_record(self) -> pd.Series:
        """Last day on which each partner's cases have a service or a contact."""
        partner = keyed(self.enrolments, "return_id", ["partner_id"])["partner_id"]
        contacts = pd.DataFrame(
            {"partner_id": self.contacts["return_id"].map(partner), "day": self.contacts["contact_date"]}
        )
        services = self.services[["partner_id", "service_date"]].set_axis(["partner_id", "day"], axis=1)
        return pd.concat([contacts, services]).dropna().groupby("partner_id")["day"].max()


def _return_rules(records: _Linked) -> dict[str, Rules]:
    return {
        "returns": _returns(records),
        "enrolments": _enrolments(records),
        "services": _services(records),
        "contacts": _contacts(records),
    }


def _returns(records: _Linked) -> Rules:
    frame = records.returns
    is_day = ~has_code(frame["return_date_precision"], "month")
    twice = frame.duplicated(["child_id", "return_date"], keep=False)
    sexes = frame["sex"].where(~has_code(frame["sex"], "unknown")).groupby(frame["child_id"]).nunique()
    years = (frame["return_date"] - frame["birth_month"]).dt.days // 365.25
    is_exact = ~frame["is_age_estimated"].fillna(False)
    return {
        "return_date_by_cut_off": ordered(frame["return_date"], records.cut_off),
        "return_not_after_death": ordered(frame["earliest"], frame["death"]),
        "one_return_a_day": asked(~twice, is_day & frame["child_id"].notna() & frame["return_date"].notna()),
        "age_fits_birth_month": asked((years - frame["age_at_return_years"]).abs() <= 1, years.notna() & is_exact),
        "one_sex_per_child": asked(frame["child_id"].map(sexes) <= 1, frame["child_id"].notna()),
        "return_date_not_heaped": asked(frame["return_date"].dt.day != 1, is_day & frame["return_date"].notna()),
    }


def _enrolments(records: _Linked) -> Rules:
    frame, cut_off = records.enrolments, records.cut_off
    is_enrolled = has_code(frame["status"], "enrolled")
    has_date = frame["enrolment_date"].notna()
    twice = frame.duplicated(["return_id", "programme"], keep=False)
    is_open = is_enrolled & frame["exit_date"].isna() & (frame["enrolment_date"] < cut_off - SILENCE)
    last = frame["partner_id"].map(records.last_record())
    return {
        "return_known": asked(frame["is_known"], frame["return_id"].notna()),
        "one_enrolment_per_return": asked(~twice, frame["return_id"].notna()),
        "enrolment_not_before_return": ordered(frame["earliest"], frame["enrolment_date"]),
        "consent_not_before_referral": ordered(frame["referral_date"], frame["consent_date"]),
        "enrolment_not_before_consent": ordered(frame["consent_date"], frame["enrolment_date"]),
        "exit_not_before_enrolment": ordered(frame["enrolment_date"], frame["exit_date"]),
        "enrolled_has_date": asked(has_date, is_enrolled),
        "enrolled_has_consent_date": asked(frame["consent_date"].notna(), is_enrolled),
        "dated_is_enrolled": asked(is_enrolled, has_date),
        "exit_has_reason": asked(frame["exit_reason"].notna(), frame["exit_date"].notna()),
        "enrolment_not_after_death": ordered(frame["enrolment_date"], frame["death"]),
        "partner_still_reports": asked(last >= cut_off - SILENCE, is_open & frame["partner_id"].notna()),
        **{
            f"{column}_by_cut_off": ordered(frame[column], cut_off)
            for column in ("referral_date", "consent_date", "enrolment_date", "exit_date")
        },
    }


def _services(records: _Linked) -> Rules:
    frame = records.services
    delivered = frame["service_date"].where(has_code(frame["status"], "delivered"))
    return {
        "enrolment_known": asked(frame["is_known"], frame["enrolment_id"].notna()),
        "service_not_before_return": ordered(frame["earliest"], delivered),
        "service_not_before_enrolment": ordered(frame["enrolment_date"], delivered),
        "service_not_after_death": ordered(delivered, frame["death"]),
        "service_date_by_cut_off": ordered(frame["service_date"], records.cut_off),
    }


def _contacts(records: _Linked) -> Rules:
    frame = records.contacts
    date, departure, status = frame["contact_date"], frame["reported_departure_date"], frame["location_status"]
    is_month = has_code(frame["reported_departure_precision"], "month")
    is_seen = frame["is_child_seen"].fillna(False)
    is_visit = frame["mode"].isin(VISITS)
    is_alive = ~status.isin(["deceased", "unknown"]) | (is_seen & has_code(status, "unknown"))
    return {
        "return_known": asked(frame["is_known"], frame["return_id"].notna()),
        "contact_not_before_return": ordered(frame["earliest"], date),
        "contact_date_by_cut_off": ordered(date, records.cut_off),
        "departure_not_before_return": ordered(frame["earliest"], _month_end(departure).where(is_month, departure)),
        "departure_not_after_contact": ordered(_month_start(departure).where(is_month, departure), date),
        "contact_not_after_death": ordered(date.where(is_alive), frame["death"]),
        "contact_before_next_return": ordered(date, frame["next_return"]),
        "seen_child_is_here": asked(
            status.isin(["at_home", "moved_in_country"]), is_seen & is_visit & ~has_code(status, "unknown")
        ),
        "not_seen_has_reason": asked(frame["not_seen_reason"].notna(), ~frame["is_child_seen"] & is_visit),
        "contact_date_not_heaped": not_heaped(date),
    }


def _with_bounds(returns: pd.DataFrame) -> pd.DataFrame:
    """Add the earliest day that a return can have been, and the day of the child's next one."""
    frame = returns.copy()
    date = frame["return_date"]
    frame["earliest"] = _month_start(date).where(has_code(frame["return_date_precision"], "month"), date)
    frame["next_return"] = frame.sort_values("return_date", kind="stable").groupby("child_id")["return_date"].shift(-1)
    return frame


def _month_start(date: pd.Series) -> pd.Series:
    return pd.Series(date.to_numpy().astype("datetime64[M]").astype("datetime64[ns]"), index=date.index)


def _month_end(date: pd.Series) -> pd.Series:
    following = (date.to_numpy().astype("datetime64[M]") + 1).astype("datetime64[ns]")
    return pd.Series(following - np.timedelta64(1, "D"), index=date.index)
