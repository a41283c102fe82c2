"""People reached: distinct where everybody is identified, bounds where nobody knows, and nothing that is no person."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from case_rows import a_study
from reach_rows import a_reach_study, activity_counts, participations, reached, row_of

from impact.cohort.reach import count_reached
from impact.cohort.reach_entries import entries_flow, is_anything_left_out
from impact.errors import DataError, StudyError
from impact.study import Study
from impact.study.claims import Window


def between(row: dict[str, float]) -> tuple[float, float]:
    return row["at_least"], row["at_most"]


def test_a_person_counts_once_a_row_and_in_two_roles_the_total_is_below_the_sum() -> None:
    reach = reached(
        participations=participations(
            {"person_id": "a"},
            {"person_id": "a", "participation_date": "2025-03-01"},
            {"person_id": "a", "role": "community_leader"},
            {"person_id": "b"},
        )
    )
    assert [row_of(reach)[name] for name in ("basis", "n", "at_least", "at_most", "counted")] == [
        "distinct",
        2,
        2,
        2,
        4,
    ]
    assert row_of(reach, "teacher")["n"] == 2
    assert row_of(reach, "community_leader")["n"] == 1
    assert row_of(reach, period="2024")["n"] == 2
    assert row_of(reach, "teacher", "2025")["n"] == 1
    assert row_of(reach, "community_leader", "2025")["n"] == 0


def test_whoever_was_not_identified_may_be_anybody() -> None:
    reach = reached(participations=participations({"person_id": "a"}, {"person_id": "b"}, {}, {}, {"role": "other"}))
    assert row_of(reach)["basis"] == "partly_identified"
    assert np.isnan(row_of(reach)["n"])
    assert between(row_of(reach)) == (2, 5)
    assert between(row_of(reach, "other")) == (1, 1)


def test_quarters_are_told_apart() -> None:
    rows = participations({"person_id": "a"}, {"person_id": "a", "participation_date": "2024-04-01"})
    reach = reached(a_reach_study(period="quarter"), participations=rows)
    assert list(reach.select(role="").period) == ["", "2024-Q1", "2024-Q2"]


def test_deduplicated_counts_may_be_of_the_same_people_or_of_others() -> None:
    counts = activity_counts({}, {"period": "2024-02", "count": 50}, {"period": "2025-01", "count": 30})
    total = row_of(reached(activity_counts=counts))
    assert (total["basis"], *between(total), total["counted"]) == ("deduplicated", 50, 100, 100)
    assert np.isnan(total["n"])
    assert between(row_of(reached(activity_counts=counts), period="2024")) == (50, 70)


@pytest.mark.parametrize(
    ("sessions", "lowest"), [(None, 1), (1, 95), (10, 10), (9, 11), (200, 1)], ids=lambda value: str(value)
)
def test_attendances_at_several_meetings_are_of_at_least_so_many(sessions: int | None, lowest: int) -> None:
    counts = activity_counts({"unit": "attendance", "count": 95, "sessions": sessions, "is_deduplicated": False})
    row = row_of(reached(activity_counts=counts))
    assert (row["basis"], *between(row)) == ("attendance", lowest, 95)


def test_no_attendance_is_nobody() -> None:
    counts = activity_counts({"unit": "attendance", "count": 0, "is_deduplicated": False})
    assert between(row_of(reached(activity_counts=counts))) == (0, 0)


def test_one_role_each_adds_the_lower_bounds_of_roles_and_nothing_else() -> None:
    counts = activity_counts(
        {"role": "teacher", "count": 40},
        {"role": "teacher", "period": "2024-02", "count": 60},
        {"role": "caregiver", "count": 25},
        {"count": 70},
    )
    assert between(row_of(reached(activity_counts=counts))) == (70, 195)
    assert between(row_of(reached(a_reach_study(one_role_each=True), activity_counts=counts))) == (85, 195)
    counts = counts.assign(count=[40, 60, 25, 90])
    assert between(row_of(reached(a_reach_study(one_role_each=True), activity_counts=counts))) == (90, 215)


def test_somebody_in_two_roles_contradicts_one_role_each() -> None:
    rows = participations({"person_id": "a"}, {"person_id": "a", "role": "other"})
    with pytest.raises(DataError, match="one_role_each") as error:
        reached(a_reach_study(one_role_each=True), participations=rows)
    assert error.value.exit_code == 12
    unknown = participations({"person_id": "a"}, {"person_id": "a", "role": "unknown"})
    assert row_of(reached(a_reach_study(one_role_each=True), participations=unknown))["n"] == 1


def test_a_list_and_a_count_may_be_of_the_same_people_or_of_others() -> None:
    reach = reached(
        participations=participations({"person_id": "a"}, {"person_id": "b"}, {}), activity_counts=activity_counts({})
    )
    row = row_of(reach)
    assert (row["basis"], *between(row)) == ("partly_identified", 20, 23)
    assert np.isnan(row["n"])
    assert np.isnan(row["counted"])


def test_units_are_never_added() -> None:
    counts = activity_counts(
        {"count": 30},
        {"unit": "attendance", "count": 300, "is_deduplicated": False},
        {"unit": "family", "count": 400},
        {"unit": "child", "count": 500},
    )
    assert between(row_of(reached(activity_counts=counts))) == (30, 30)
    assert between(row_of(reached(a_reach_study(unit="child"), activity_counts=counts))) == (500, 500)


def test_a_study_of_children_counts_who_took_part_as_a_child() -> None:
    rows = participations({"person_id": "a", "role": "child"}, {"person_id": "b"})
    counts = activity_counts(
        *({"unit": "attendance", "role": role, "count": 12, "is_deduplicated": False} for role in ("child", "teacher"))
    )
    reach = reached(a_reach_study(unit="child"), participations=rows, activity_counts=counts)
    assert set(reach.frame["role"]) == {"", "child"}
    assert between(row_of(reach)) == (1, 13)


def test_only_consent_programme_and_cut_off_let_a_row_count_and_the_flow_says_so() -> None:
    tables = {
        "participations": participations(
            {"person_id": "a"},
            {"person_id": "b", "has_reporting_consent": False},
            {"person_id": "c", "programme": "else"},
            {"person_id": "d", "participation_date": "2026-01-01"},
            {"person_id": "e", "has_reporting_consent": None},
        )
    }
    study = a_reach_study()
    assert row_of(count_reached(tables, study))["n"] == 1
    flow = entries_flow(tables, study).frame.set_index("reason")["n"]
    assert dict(flow) == {
        "all": 5, "other_programme": 1, "after_cut_off": 1, "no_consent": 2, "other_unit": 0, "analysed": 1
    }  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([{}], False),
        ([{"unit": "family"}], True),
        ([{"unit": "family", "programme": "else"}], False),
        ([{"unit": "family", "period": "2026-02"}], False),
    ],
)
def test_counts_of_another_unit_may_hide_people(rows: list[dict[str, str]], expected: bool) -> None:
    assert is_anything_left_out({"activity_counts": activity_counts(*rows)}, a_reach_study(), Window()) is expected


def test_a_refusal_may_hide_people() -> None:
    tables = {"participations": participations({"has_reporting_consent": False})}
    assert is_anything_left_out(tables, a_reach_study(), Window())


def test_several_programmes_stand_beside_each_other_and_are_not_added() -> None:
    rows = participations({"person_id": "a"}, {"person_id": "a", "programme": "else"})
    reach = reached(a_reach_study(programmes=["talks", "else"]), participations=rows)
    assert [row_of(reach, programme=name)["n"] for name in ("talks", "else")] == [1, 1]
    assert set(reach.frame["activity"]) == {"talks", "else"}


def test_a_programme_that_the_records_do_not_have_is_refused() -> None:
    with pytest.raises(StudyError, match=r"reach\.programmes names nowhere") as error:
        reached(a_reach_study(programmes=["talks", "nowhere"]), participations=participations({"person_id": "a"}))
    assert error.value.exit_code == 10


def test_a_study_of_another_kind_says_nothing_of_reach() -> None:
    with pytest.raises(StudyError, match="kind reach"):
        count_reached({"participations": participations({})}, a_study())


def test_reach_needs_its_key(tmp_path: Path) -> None:
    path = tmp_path / "study.yaml"
    path.write_text("id: x\nkind: reach\ncut_off: 2025-12-31\ninput: {form: case_records, path: .}\n")
    with pytest.raises(StudyError, match="reach") as error:
        Study.load(path)
    assert error.value.exit_code == 10
