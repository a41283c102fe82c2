"""The canonical tables: columns, kinds, codes and keys, in the one place that knows them."""

from __future__ import annotations

from typing import get_args

from impact.data.dictionary import UNKNOWN as UNKNOWN
from impact.data.dictionary import Column as Column
from impact.data.dictionary import Kind as Kind
from impact.data.dictionary import Table as Table
from impact.data.dictionary import coded, dated, identifier, yes_no
from impact.study.kinds import EXITS, ROLES
from impact.study.parts import Unit

PRECISIONS = ("day", "month")

RETURNS = Table(
    name="returns",
    key="return_id",
    columns=(
        identifier("child_id"),
        identifier("return_id"),
        identifier("household_id", required=False),
        dated("return_date", required=True),
        Column("return_date_precision", "code", required=True, codes=PRECISIONS),
        Column("country", "code", required=True, codes=("GTM", "HND", "SLV")),
        Column("department", "code", required=True),
        Column("municipality_code", "id", restricted=True),
        Column("returned_from", "code", required=True, codes=("US", "MX", "other")),
        coded(
            "return_mode",
            "voluntary_departure",
            "removal_order",
            "expulsion",
            "assisted_voluntary",
            "other",
            required=True,
        ),
        Column("age_at_return_years", "integer", required=True, lowest=0, highest=17),
        yes_no("is_age_estimated"),
        Column("birth_month", "month", restricted=True),
        coded("sex", "female", "male", "other", required=True),
        coded("is_unaccompanied", "yes", "no"),
        coded("is_indigenous", "yes", "no"),
        coded("language", "es", "mam", "kiche", "ixil", "qanjobal", "other"),
        *(coded(f"reason_{reason}", "yes", "no") for reason in ("violence", "economic", "family", "climate", "gbv")),
        Column("prior_attempts", "integer", required=True, lowest=0, highest=50),
        coded("has_parent_abroad", "yes", "no"),
        coded("lives_with", "both_parents", "one_parent", "grandparents", "other_relatives", "other", "alone"),
        coded("in_school_before", "yes", "no"),
        Column("grade_gap_years", "integer", lowest=0, highest=12),
        coded("has_smuggler_debt", "yes", "no"),
        Column("debt_usd", "number", lowest=0, highest=100_000),
        coded("data_source", "partner", "reception_centre", "survey", required=True),
        yes_no("has_reporting_consent", required=True),
    ),
)

DERIVED = ("return_year", "return_season", "return_quarter")
"""Covariates that a return has besides its columns: the calendar of its return date."""

ENROLMENTS = Table(
    name="enrolments",
    key="enrolment_id",
    references=(("return_id", "returns"),),
    columns=(
        identifier("enrolment_id"),
        identifier("return_id"),
        Column("programme", "code", required=True),
        Column("partner_id", "id", required=True, restricted=True),
        Column("status", "code", required=True, codes=("referred", "waitlisted", "declined", "enrolled")),
        dated("referral_date"),
        dated("consent_date"),
        dated("enrolment_date"),
        dated("exit_date"),
        coded(
            "exit_reason",
            "completed",
            "withdrew",
            "remigrated",
            "lawful_migration",
            "aged_out",
            "transferred",
            "lost",
            "died",
            "other",
        ),
    ),
)

SERVICES = Table(
    name="services",
    key="service_id",
    references=(("enrolment_id", "enrolments"),),
    columns=(
        identifier("service_id"),
        identifier("enrolment_id"),
        coded(
            "service_type",
            "psychosocial",
            "education",
            "vocational",
            "economic",
            "health",
            "legal_referral",
            "family_mediation",
            "other",
            required=True,
        ),
        Column("status", "code", required=True, codes=("referred", "delivered")),
        dated("service_date", required=True),
    ),
)

CONTACTS = Table(
    name="contacts",
    key="contact_id",
    references=(("return_id", "returns"),),
    columns=(
        identifier("contact_id"),
        identifier("return_id"),
        dated("contact_date", required=True),
        Column(
            "mode", "code", required=True, codes=("home_visit", "community_visit", "call", "reception_centre", "other")
        ),
        yes_no("is_child_seen", required=True),
        dated("reported_departure_date"),
        Column("reported_departure_precision", "code", codes=PRECISIONS),
        coded("informant", "child", "caregiver", "neighbour", "school", "authority"),
        coded(
            "location_status",
            "at_home",
            "moved_in_country",
            "detained",
            "en_route",
            "abroad",
            "lawfully_abroad",
            "deceased",
            required=True,
        ),
        coded("not_seen_reason", "absent", "moved", "refused", "unsafe_to_visit", "no_answer", "other"),
        coded("intends_to_remigrate", "yes", "no", "undecided"),
        coded("is_in_school", "yes", "no"),
    ),
)

ACTIVITY_COUNTS = Table(
    name="activity_counts",
    key=None,
    columns=(
        Column("programme", "code", required=True),
        Column("period", "month", required=True),
        Column("unit", "code", required=True, codes=get_args(Unit)),
        Column("count", "integer", required=True, lowest=0),
        yes_no("is_deduplicated", required=True),
        coded("role", *ROLES),
        Column("sessions", "integer", lowest=1),
    ),
)
"""Counts by month. `is_deduplicated`: nobody stands twice in this one count; in two of them somebody may. `sessions`:
how many meetings attendances were counted at."""

_COUNTRIES = ("GTM", "HND", "SLV", "MEX", "USA", "other")

CASES = Table(
    name="cases",
    key="case_id",
    references=(("parent_case_id", "cases"),),
    columns=(
        identifier("case_id"),
        identifier("parent_case_id", required=False),
        identifier("household_id", required=False),
        Column("programme", "code", required=True),
        Column("unit", "code", required=True, codes=get_args(Unit)),
        coded("country", *_COUNTRIES),
        Column("department", "code"),
        coded("sex", "female", "male", "other"),
        Column("age_at_start_years", "integer", lowest=0, highest=17),
        Column("group", "code"),
        dated("exit_date"),
        coded("exit_reason", *EXITS),
        yes_no("has_reporting_consent", required=True),
    ),
)
"""One row a case of a pathway. `parent_case_id` links an application to its family; `group` is an arm that is known at
the start, where there is one."""

MILESTONES = Table(
    name="milestones",
    key="milestone_id",
    references=(("case_id", "cases"),),
    columns=(
        identifier("milestone_id"),
        identifier("case_id"),
        Column("milestone", "code", required=True),
        dated("milestone_date", required=True),
    ),
)

PARTICIPATIONS = Table(
    name="participations",
    key="participation_id",
    columns=(
        identifier("participation_id"),
        identifier("person_id", required=False),
        Column("programme", "code", required=True),
        Column("activity", "code", required=True),
        dated("participation_date", required=True),
        coded("role", *ROLES, required=True),
        coded("sex", "female", "male", "other"),
        coded("country", *_COUNTRIES),
        Column("department", "code"),
        yes_no("has_reporting_consent", required=True),
    ),
)
"""One row a person and activity; who was not identified has no `person_id` and may be anybody."""

TABLES: dict[str, Table] = {
    table.name: table
    for table in (RETURNS, ENROLMENTS, SERVICES, CONTACTS, ACTIVITY_COUNTS, CASES, MILESTONES, PARTICIPATIONS)
}

REQUIRED_TABLES: dict[str, tuple[str, ...]] = {
    "comparison": ("returns", "enrolments", "services", "contacts"),
    "pathway": ("cases", "milestones"),
    "reach": (),
}
"""Tables that a study of each kind must find in its records."""
OPTIONAL_TABLES: dict[str, tuple[str, ...]] = {
    "comparison": ("activity_counts",),
    "pathway": ("activity_counts",),
    "reach": ("participations", "activity_counts"),
}
"""Tables that it reads where they are there; a study of kind reach needs at least one of them."""
