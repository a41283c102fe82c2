"""Rules across the rows of participations and of counts by month."""

from __future__ import annotations

import pandas as pd

from impact.data.validate.holds import Rules, asked, has_code, not_heaped, once, ordered


def participation_rules(frame: pd.DataFrame, cut_off: pd.Timestamp) -> Rules:
    """Ask participations what one column alone cannot answer; who was not identified is not asked about themselves.

    Parameters
    ----------
    frame : pandas.DataFrame
        Typed.
    cut_off : pandas.Timestamp
        The last day that the records speak of.
    """
    person, date = frame["person_id"], frame["participation_date"]
    sexes = frame["sex"].where(~has_code(frame["sex"], "unknown")).groupby(person).nunique()
    answers = frame["has_reporting_consent"].groupby(person).nunique()
    return {
        "participation_date_by_cut_off": ordered(date, cut_off),
        "participation_date_not_heaped": not_heaped(date),
        "one_participation_a_day": once(frame, ["person_id", "programme", "activity", "participation_date", "role"]),
        "one_sex_per_person": asked(person.map(sexes) <= 1, person.notna()),
        "one_consent_per_person": asked(person.map(answers) <= 1, person.notna()),
    }


def count_rules(frame: pd.DataFrame, cut_off: pd.Timestamp) -> Rules:
    """Ask counts by month what one column alone cannot answer.

    Parameters
    ----------
    frame : pandas.DataFrame
        Typed; a row without a role counts everybody.
    cut_off : pandas.Timestamp
        The last day that the records speak of.
    """
    key = ["programme", "period", "unit"]
    has_key = frame[key].notna().all(axis=1)
    by_role = frame["role"].notna()
    roles = by_role.groupby([frame[name] for name in key]).transform("nunique") if len(frame) else by_role.astype(int)
    return {
        "period_by_cut_off": ordered(frame["period"], cut_off),
        # Two rows without a role are two counts of the same, as pandas takes missing for equal here.
        "one_count_per_period": asked(~frame.duplicated([*key, "role"], keep=False), has_key),
        "counted_by_role_or_not": asked(roles <= 1, has_key),
        "sessions_of_attendances": asked(has_code(frame["unit"], "attendance"), frame["sessions"].notna()),
    }
