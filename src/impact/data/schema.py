"""The canonical tables: columns, kinds, codes and keys, in the one place that knows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from impact.study.kinds import EXITS, ROLES
from impact.study.parts import Unit

Kind = Literal["id", "code", "date", "month", "boolean", "integer", "number"]

UNKNOWN = "unknown"
"""Asked, not known. An empty cell means not asked; the two are never merged."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name : str
        Units are part of it (`_years`, `_usd`).
    kind : str
        What a cell holds; `code` is one of `codes`, `month` is YYYY-MM, `boolean` is true or false.
    required : bool
        Whether the column must be there and no cell of it may be empty.
    codes : tuple of str
        The legal values of a `code` column.
    restricted : bool
        Never leaves the validated tables: not shown, not released, not a covariate.
    lowest, highest : float, optional
        The plausible range of an `integer` or `number`.
    """

    name: str
    kind: Kind
    required: bool = False
    codes: tuple[str, ...] = ()
    restricted: bool = False
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: its columns, its key, and the tables that its references point to."""

    name: str
    columns: tuple[Column, ...]
    key: str | None
    references: tuple[tuple[str, str], ...] = ()
    """Pairs of a column here and the table whose key it must match."""

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


def _id(name: str, required: bool = True) -> Column:
    return Column(name, "id", required=required, restricted=True)


def _code(name: str, *codes: str, required: bool = False) -> Column:
    return Column(name, "code", required=required, codes=(*codes, UNKNOWN))


def _date(name: str, required: bool = False) -> Column:
    return Column(name, "date", required=required)


def _yes_no(name: str, required: bool = False) -> Column:
    return Column(name, "boolean", required=required)


PRECISIONS = ("day", "month")

RETURNS = Table(
    name="returns",
    key="return_id",
    columns=(
        _id("child_id"),
        _id("return_id"),
        _id("household_id", required=False),
        _date("return_date", required=True),
        Column("return_date_precision", "code", required=True, codes=PRECISIONS),
        Column("country", "code", required=True, codes=("GTM", "HND", "SLV")),
        Column("department", "code", required=True),
        Column("municipality_code", "id", restricted=True),
        Column("returned_from", "code", required=True, codes=("US", "MX", "other")),
        _code(
            "return_mode",
            "voluntary_departure",
            "removal_order",
            "expulsion",
            "assisted_voluntary",
            "other",
            required=True,
        ),
        Column("age_at_return_years", "integer", required=True, lowest=0, highest=17),
        _yes_no("is_age_estimated"),
        Column("birth_month", "month", restricted=True),
        _code("sex", "female", "male", "other", required=True),
        _code("is_unaccompanied", "yes", "no"),
        _code("is_indigenous", "yes", "no"),
        _code("language", "es", "mam", "kiche", "ixil", "qanjobal", "other"),
        *(_code(f"reason_{reason}", "yes", "no") for reason in ("violence", "economic", "family", "climate", "gbv")),
        Column("prior_attempts", "integer", required=True, lowest=0, highest=50),
        _code("has_parent_abroad", "yes", "no"),
        _code("lives_with", "both_parents", "one_parent", "grandparents", "other_relatives", "other", "alone"),
        _code("in_school_before", "yes", "no"),
        Column("grade_gap_years", "integer", lowest=0, highest=12),
        _code("has_smuggler_debt", "yes", "no"),
        Column("debt_usd", "number", lowest=0, highest=100_000),
        _code("data_source", "partner", "reception_centre", "survey", required=True),
        _yes_no("has_reporting_consent", required=True),
    ),
)

DERIVED = ("return_year", "return_season", "return_quarter")
"""Covariates that a return has besides its columns: the calendar of its return date."""

ENROLMENTS = Table(
    name="enrolments",
    key="enrolment_id",
    references=(("return_id", "returns"),),
    columns=(
        _id("enrolment_id"),
        _id("return_id"),
        Column("programme", "code", required=True),
        Column("partner_id", "id", required=True, restricted=True),
        Column("status", "code", required=True, codes=("referred", "waitlisted", "declined", "enrolled")),
        _date("referral_date"),
        _date("consent_date"),
        _date("enrolment_date"),
        _date("exit_date"),
        _code(
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
        _id("service_id"),
        _id("enrolment_id"),
        _code(
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
        _date("service_date", required=True),
    ),
)

CONTACTS = Table(
    name="contacts",
    key="contact_id",
    references=(("return_id", "returns"),),
    columns=(
        _id("contact_id"),
        _id("return_id"),
        _date("contact_date", required=True),
        Column(
            "mode", "code", required=True, codes=("home_visit", "community_visit", "call", "reception_centre", "other")
        ),
        _yes_no("is_child_seen", required=True),
        _date("reported_departure_date"),
        Column("reported_departure_precision", "code", codes=PRECISIONS),
        _code("informant", "child", "caregiver", "neighbour", "school", "authority"),
        _code(
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
        _code("not_seen_reason", "absent", "moved", "refused", "unsafe_to_visit", "no_answer", "other"),
        _code("intends_to_remigrate", "yes", "no", "undecided"),
        _code("is_in_school", "yes", "no"),
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
        _yes_no("is_deduplicated", required=True),
        _code("role", *ROLES),
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
        _id("case_id"),
        _id("parent_case_id", required=False),
        _id("household_id", required=False),
        Column("programme", "code", required=True),
        Column("unit", "code", required=True, codes=get_args(Unit)),
        _code("country", *_COUNTRIES),
        Column("department", "code"),
        _code("sex", "female", "male", "other"),
        Column("age_at_start_years", "integer", lowest=0, highest=17),
        Column("group", "code"),
        _date("exit_date"),
        _code("exit_reason", *EXITS),
        _yes_no("has_reporting_consent", required=True),
    ),
)
"""One row a case of a pathway. `parent_case_id` links an application to its family; `group` is an arm that is known at
the start, where there is one."""

MILESTONES = Table(
    name="milestones",
    key="milestone_id",
    references=(("case_id", "cases"),),
    columns=(
        _id("milestone_id"),
        _id("case_id"),
        Column("milestone", "code", required=True),
        _date("milestone_date", required=True),
    ),
)

PARTICIPATIONS = Table(
    name="participations",
    key="participation_id",
    columns=(
        _id("participation_id"),
        _id("person_id", required=False),
        Column("programme", "code", required=True),
        Column("activity", "code", required=True),
        _date("participation_date", required=True),
        _code("role", *ROLES, required=True),
        _code("sex", "female", "male", "other"),
        _code("country", *_COUNTRIES),
        Column("department", "code"),
        _yes_no("has_reporting_consent", required=True),
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
