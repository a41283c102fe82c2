"""Person-periods of children enrolled: which there are, what was served in them, and what was known when they began."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import a_study, contacts, enrolments, on, returns, seen, services

from impact.cohort.person_periods import HISTORY, PersonPeriods, person_periods
from impact.data.schema import SERVICES as SERVICE_TABLE
from impact.study.dose import SERVICES, Dose

ENROLLED = 10
"""Day of the enrolment; those below count from it."""


def after(day: int) -> str:
    return on(ENROLLED + day)


def known(*days: int, **more: Any) -> list[dict[str, Any]]:
    return [{"return_id": "r0", **seen(ENROLLED + day, **more)} for day in days]


def rows_of(
    contact: list[dict[str, Any]], service: list[dict[str, Any]] = (), dose: Dose | None = None, **enrolment: Any
) -> PersonPeriods:
    # A second child, without a story, so that columns are not empty.
    tables = {
        "returns": returns({}, {"sex": "male"}),
        "enrolments": enrolments({"return_id": "r0", "enrolment_date": on(ENROLLED), **enrolment}),
        "contacts": contacts(*contact).assign(
            is_child_seen=pd.array([row.get("is_child_seen", True) for row in contact], dtype="boolean"),
            intends_to_remigrate=pd.array([row.get("intends") for row in contact], dtype="string"),
        ),
        "services": services(*({"enrolment_id": "e0", "service_type": "health", **row} for row in service)),
    }
    return person_periods(tables, a_study(horizons=[150], primary={"horizon": 150}), dose or Dose())


def column(rows: PersonPeriods, name: str) -> list[float]:
    return rows.history[:, HISTORY.index(name)].tolist()


def test_a_child_has_a_row_for_each_period_that_it_begins_at_home() -> None:
    rows = rows_of(known(20, 70, 95))
    assert rows.period.tolist() == [0, 1, 2, 3]
    assert rows.event.tolist() == [0, 0, 0, 0]
    # Last known at home on day 95, while the records go on.
    assert rows.lost.tolist() == [False, False, False, True]


def test_an_event_is_put_on_the_last_day_known_at_home() -> None:
    rows = rows_of([*known(20, 65), *known(130, status="abroad")])
    assert rows.event.tolist() == [0, 0, 1]
    assert not rows.lost.any()
    assert rows_of([*known(20, 65), *known(130, status="deceased")]).event.tolist() == [0, 0, 2]


def test_following_ends_with_the_services_and_with_what_could_have_become_known() -> None:
    still = known(20, 140, 400)
    assert rows_of(still).period.tolist() == [0, 1, 2, 3, 4]
    left = rows_of(still, exit_date=after(100), exit_reason="completed")
    assert left.period.tolist() == [0, 1, 2]
    assert not left.lost.any()
    # A case closed because the child was lost ends no services, and a departure after the services is no event of them.
    assert len(rows_of(still, exit_date=after(100), exit_reason="lost").period) == 5
    gone = [*known(20, 140), *known(200, status="abroad")]
    assert rows_of(gone, exit_date=after(100), exit_reason="withdrew").event.tolist() == [0, 0, 0]
    # The records end 730 days after the return.
    late = rows_of([{"return_id": "r0", **seen(day)} for day in (660, 725)], enrolment_date=on(640))
    assert late.period.tolist() == [0, 1]


def test_a_service_counts_for_its_period_if_it_was_delivered_and_is_of_a_kind_asked_for() -> None:
    given = [
        {"service_date": after(0), "service_type": "education"},
        {"service_date": after(29)},
        {"service_date": after(30), "status": "referred"},
        {"service_date": after(90)},
    ]
    rows = rows_of(known(20, 140, 400), given)
    assert rows.served.tolist() == [True, False, False, True, False]
    assert column(rows, "served_before") == [0, 1, 0, 0, 1]
    np.testing.assert_allclose(column(rows, "share_served"), [0, 1, 1 / 2, 1 / 3, 1 / 2])
    only = rows_of(known(20, 140, 400), given, Dose(services=("education",)))
    assert only.served.tolist() == [True, False, False, False, False]


def test_nothing_is_known_before_it_happened() -> None:
    rows = rows_of(
        [
            *known(29, is_child_seen=False, intends="yes"),
            *known(60, intends="no"),
            *known(61, status="moved_in_country"),
            *known(200),
        ]
    )
    np.testing.assert_allclose(column(rows, "since_contact"), [0, 1 / 30, 31 / 30, 29 / 30, 59 / 30])
    assert column(rows, "seen") == [1, 0, 0, 1, 1]
    assert column(rows, "intends") == [0, 1, 1, 0, 0]
    assert column(rows, "intention_not_known") == [1, 0, 0, 0, 0]
    assert column(rows, "moved") == [0, 0, 0, 1, 1]


def test_nobody_enrolled_gives_no_rows() -> None:
    rows = rows_of(known(20, 60), status="declined")
    assert (rows.children, len(rows.child)) == (0, 0)


def test_the_kinds_of_service_are_those_of_the_data_dictionary() -> None:
    codes = next(column.codes for column in SERVICE_TABLE.columns if column.name == "service_type")
    assert set(SERVICES) == set(codes) - {"unknown"}


@pytest.mark.parametrize("length", [7, 45])
def test_a_period_is_as_long_as_the_study_says(length: int) -> None:
    rows = rows_of(known(20, 140, 400), [{"service_date": after(44)}], Dose(period_days=length))
    assert len(rows.period) == -(-150 // length)
    assert np.flatnonzero(rows.served).tolist() == [44 // length]
