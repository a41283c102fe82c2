"""Hand-made case records: four children whose stories fit together, for tests that break them on purpose."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.data.schema import TABLES

RETURNS = [
    # Enrolled, finishes the programme.
    {"child_id": "C-ana", "return_id": "R-ana", "household_id": "H-1", "return_date": "2023-03-10", "sex": "female"},
    # Enrolled, leaves again and returns a second time.
    {"child_id": "C-luz", "return_id": "R-luz", "household_id": "H-2", "return_date": "2023-05-02", "sex": "female"},
    {"child_id": "C-luz", "return_id": "R-luz-2", "household_id": "H-2", "return_date": "2024-02-20", "sex": "female"},
    # Never referred; dies.
    {"child_id": "C-joel", "return_id": "R-joel", "household_id": "H-3", "return_date": "2023-04-15", "sex": "male"},
    # Never referred; last seen at home.
    {"child_id": "C-noe", "return_id": "R-noe", "household_id": "H-1", "return_date": "2023-03-10", "sex": "male"},
]
RETURN_OF_ALL = {
    "return_date_precision": "day", "country": "GTM", "department": "Quiché", "municipality_code": "1401",
    "returned_from": "US", "return_mode": "voluntary_departure", "age_at_return_years": "15",
    "is_age_estimated": "false", "birth_month": "2007-11", "is_unaccompanied": "yes", "is_indigenous": "yes",
    "language": "kiche", "reason_violence": "no", "reason_economic": "yes", "reason_family": "yes",
    "reason_climate": "no", "reason_gbv": "unknown", "prior_attempts": "0", "has_parent_abroad": "yes",
    "lives_with": "grandparents", "in_school_before": "yes", "grade_gap_years": "1", "has_smuggler_debt": "no",
    "debt_usd": "", "data_source": "partner", "has_reporting_consent": "true",
}  # fmt: skip
ENROLMENTS = [
    {
        "enrolment_id": "E-ana", "return_id": "R-ana", "programme": "cmrrp", "partner_id": "P-1", "status": "enrolled",
        "referral_date": "2023-02-20", "consent_date": "2023-03-01", "enrolment_date": "2023-03-20",
        "exit_date": "2024-03-18", "exit_reason": "completed",
    },
    {
        "enrolment_id": "E-luz", "return_id": "R-luz", "programme": "cmrrp", "partner_id": "P-2", "status": "enrolled",
        "referral_date": "2023-04-11", "consent_date": "2023-04-20", "enrolment_date": "2023-05-25",
        "exit_date": "2023-12-04", "exit_reason": "remigrated",
    },
]  # fmt: skip
SERVICES = [
    {"service_id": "S-1", "enrolment_id": "E-ana", "service_type": "education", "service_date": "2023-04-02"},
    {"service_id": "S-2", "enrolment_id": "E-luz", "service_type": "psychosocial", "service_date": "2023-06-12"},
]
CONTACTS = [
    {"contact_id": "K-1", "return_id": "R-ana", "contact_date": "2023-06-15", "location_status": "at_home"},
    {"contact_id": "K-2", "return_id": "R-luz", "contact_date": "2023-09-05", "location_status": "at_home"},
    {
        "contact_id": "K-3", "return_id": "R-luz", "contact_date": "2023-12-02", "location_status": "en_route",
        "mode": "call", "is_child_seen": "false", "reported_departure_date": "2023-11-20", "informant": "caregiver",
        "reported_departure_precision": "day", "not_seen_reason": "moved",
    },
    {"contact_id": "K-4", "return_id": "R-joel", "contact_date": "2023-08-08", "location_status": "at_home"},
    {
        "contact_id": "K-5", "return_id": "R-joel", "contact_date": "2024-01-30", "location_status": "deceased",
        "is_child_seen": "false", "informant": "caregiver", "not_seen_reason": "other",
    },
    {"contact_id": "K-6", "return_id": "R-noe", "contact_date": "2024-09-09", "location_status": "at_home"},
]  # fmt: skip
COUNTS = [{"programme": "cmrrp", "period": "2024-01", "unit": "child", "count": "41", "is_deduplicated": "true"}]
OF_ALL = {
    "returns": RETURN_OF_ALL,
    "enrolments": {},
    "services": {"status": "delivered"},
    "contacts": {
        "mode": "home_visit", "is_child_seen": "true", "reported_departure_date": "", "informant": "child",
        "reported_departure_precision": "", "not_seen_reason": "", "intends_to_remigrate": "no",
    },
    "activity_counts": {},
}  # fmt: skip
ROWS = {
    "returns": RETURNS,
    "enrolments": ENROLMENTS,
    "services": SERVICES,
    "contacts": CONTACTS,
    "activity_counts": COUNTS,
}


def made() -> dict[str, pd.DataFrame]:
    """Write the children down."""
    frames = {}
    for name, rows in ROWS.items():
        columns = [column.name for column in TABLES[name].columns]
        frame = pd.DataFrame([{**OF_ALL[name], **row} for row in rows], columns=columns, dtype=object)
        frames[name] = frame.mask(frame == "")
    return frames


@pytest.fixture
def hand_made() -> dict[str, pd.DataFrame]:
    """The canonical tables as text, as `read_input` gives them; every rule holds."""
    return made()


@pytest.fixture(scope="module")
def hand_made_once() -> dict[str, pd.DataFrame]:
    """The same, for something that is made once and not changed."""
    return made()
