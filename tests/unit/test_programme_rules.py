"""Rules of milestones, participations and counts: each catches its own mistake, and leaves a true story alone."""

import pandas as pd
import pytest
from programme_rows import OF_KIND, programme_rows, programme_study

from impact.data.read import read_input
from impact.data.schema import TABLES
from impact.data.validate import validate
from impact.data.validate.asked import ask_records
from impact.data.validate.profile import profile
from impact.data.validate.suites import load_suites
from impact.errors import DataError, InputError

KIND = {table: kind for kind, tables in OF_KIND.items() for table in tables}
SUITES = load_suites(KIND)


def broken(tables, study) -> dict[str, int]:
    """Name the rules that some row breaks, with the number of rows."""
    counts = {}
    for table, asked in ask_records(tables, study).items():
        for name in asked.frame.columns:
            wrong = int((asked.frame[name] == False).sum()) if name.startswith("rule_") else 0  # noqa: E712 - missing is not asked
            if wrong:
                counts[f"{table}.{name.removeprefix('rule_')}"] = wrong
    return counts


def severity(rule: str) -> str:
    table, name = rule.split(".")
    return next(one["meta"]["severity"] for one in SUITES[table]["expectations"] if one["meta"]["rule"] == name)


def edited(table: str, row: int, cells: dict) -> dict[str, pd.DataFrame]:
    tables = programme_rows(KIND[table])
    for column, value in cells.items():
        tables[table].loc[row, column] = value
    return tables


@pytest.mark.parametrize("kind", OF_KIND)
def test_a_true_story_breaks_no_rule(kind):
    assert broken(programme_rows(kind), programme_study(kind)) == {}


@pytest.mark.parametrize("kind", OF_KIND)
def test_every_rule_that_is_asked_stands_in_a_suite_and_the_other_way_round(kind):
    for table, asked in ask_records(programme_rows(kind), programme_study(kind)).items():
        derived = {name for name in asked.frame.columns if name.startswith(("rule_", "number_"))}
        expected = {one["kwargs"]["column"] for one in SUITES[table]["expectations"]}
        assert expected - set(asked.frame.columns) == set()
        assert derived - expected == set()


# Rule: severity, table, row, and the one edit that breaks it and nothing else.
EDITS = {
    "cases.link_goes_one_step": ("critical", "cases", 4, {"parent_case_id": "A-sol-1"}),
    "cases.linked_case_of_other_unit": ("critical", "cases", 4, {"parent_case_id": "F-sol"}),
    "cases.age_at_start_years_is_number": ("critical", "cases", 0, {"age_at_start_years": "nine"}),
    "cases.exit_date_is_date": ("critical", "cases", 5, {"exit_date": "15 March", "exit_reason": None}),
    "cases.exit_date_by_cut_off": ("critical", "cases", 0, {"exit_date": "2026-01-02", "exit_reason": "lost"}),
    "cases.exit_reason_has_date": ("critical", "cases", 0, {"exit_reason": "lost"}),
    "cases.exit_date_has_reason": ("critical", "cases", 3, {"exit_reason": None}),
    "cases.has_reporting_consent_is_true_or_false": ("critical", "cases", 0, {"has_reporting_consent": "sí"}),
    "cases.exit_date_not_heaped": ("warning", "cases", 4, {"exit_date": "2024-09-01"}),
    "cases.sex_mostly_given": ("warning", "cases", 5, {"unit": "person"}),
    "milestones.case_known": ("critical", "milestones", 5, {"case_id": "F-nobody"}),
    "milestones.milestone_code": ("critical", "milestones", 5, {"milestone": "screend"}),
    "milestones.milestone_date_is_date": ("critical", "milestones", 5, {"milestone_date": "2024-02-30"}),
    "milestones.milestone_date_by_cut_off": ("critical", "milestones", 4, {"milestone_date": "2026-01-01"}),
    "milestones.milestone_not_after_exit": ("critical", "milestones", 5, {"milestone_date": "2024-03-16"}),
    "milestones.milestones_in_order": ("critical", "milestones", 4, {"milestone_date": "2024-02-19"}),
    "milestones.milestone_date_not_heaped": ("warning", "milestones", 5, {"milestone_date": "2024-03-01"}),
    "participations.participation_date_is_date": ("critical", "participations", 0, {"participation_date": "14/2/24"}),
    "participations.participation_date_by_cut_off": (
        "critical", "participations", 0, {"participation_date": "2026-03-03"},
    ),
    "participations.participation_date_not_heaped": (
        "warning", "participations", 0, {"participation_date": "2024-02-01"},
    ),
    "activity_counts.period_is_month": ("critical", "activity_counts", 3, {"period": "March"}),
    "activity_counts.period_by_cut_off": ("critical", "activity_counts", 3, {"period": "2026-02"}),
    "activity_counts.count_is_number": ("critical", "activity_counts", 3, {"count": "many"}),
    "activity_counts.sessions_is_number": ("critical", "activity_counts", 3, {"sessions": "2.5"}),
    "activity_counts.sessions_of_attendances": ("warning", "activity_counts", 0, {"sessions": "2"}),
}  # fmt: skip
FIRST_OF_A_MONTH = {"milestones.milestone_date_by_cut_off"}
"""Edits whose date is also a first of a month, which only the heaping of dates minds."""


@pytest.mark.parametrize("rule", EDITS)
def test_a_mistake_breaks_its_rule_alone(rule):
    grave, table, row, cells = EDITS[rule]
    found = broken(edited(table, row, cells), programme_study(KIND[table]))
    if rule in FIRST_OF_A_MONTH:
        found.pop("milestones.milestone_date_not_heaped")
    assert found == {rule: 1}
    assert severity(rule) == grave


# Edits that break more than one row, or more than one rule: what is broken, with how many rows.
TOGETHER = [
    ("cases", 1, {"parent_case_id": "F-nobody"}, {"cases.parent_case_known": 1, "milestones.no_milestone_skipped": 1}),
    ("cases", 1, {"parent_case_id": None}, {"cases.linked_unit_has_parent": 1}),
    ("cases", 3, {"parent_case_id": "F-mar"}, {"cases.link_goes_one_step": 1, "cases.linked_case_of_other_unit": 1}),
    ("milestones", 2, {"case_id": "F-sol"}, {"milestones.milestone_of_its_unit": 1}),
    ("milestones", 6, {"case_id": "F-mar", "milestone_date": "2024-03-10"}, {"milestones.one_milestone_per_case": 2}),
    # Filed before the family was found eligible: the first application breaks the order, the interview does not.
    ("milestones", 2, {"milestone_date": "2024-02-19"}, {"milestones.milestones_in_order": 1}),
    # Found eligible after everything else: all that follows breaks the order.
    ("milestones", 1, {"milestone_date": "2024-12-12"}, {"milestones.milestones_in_order": 3}),
    (
        "milestones", 1, {"milestone": "decision", "milestone_date": "2024-12-12"},
        {"milestones.no_milestone_skipped": 2},
    ),
    ("participations", 1, {"sex": "male"}, {"participations.one_sex_per_person": 2}),
    ("participations", 1, {"sex": "unknown"}, {}),
    ("participations", 1, {"has_reporting_consent": "false"}, {"participations.one_consent_per_person": 2}),
    ("participations", 3, {"person_id": "P-ana"}, {"participations.one_participation_a_day": 2}),
    ("participations", 3, {"person_id": None}, {}),
    ("activity_counts", 1, {"role": "teacher"}, {"activity_counts.one_count_per_period": 2}),
    ("activity_counts", 3, {"period": "2024-01"}, {"activity_counts.one_count_per_period": 2}),
    ("activity_counts", 1, {"role": None}, {"activity_counts.counted_by_role_or_not": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "row", "cells", "rules"), TOGETHER)
def test_mistakes_that_concern_several_rows(table, row, cells, rules):
    assert broken(edited(table, row, cells), programme_study(KIND[table])) == rules


def test_an_application_after_its_family_left_is_refused():
    tables = edited("cases", 0, {"exit_date": "2024-11-10", "exit_reason": "withdrew"})
    # The family's interview, and its second application.
    assert broken(tables, programme_study("pathway")) == {"milestones.milestone_not_after_exit": 2}


def test_whose_group_is_not_recorded_is_told_only_where_the_study_has_groups():
    groups = {"column": "group", "programme": ["detained"], "comparison": ["released"]}
    pathway = programme_study("pathway").pathway.model_dump(exclude={"arms"})
    study = programme_study("pathway", pathway={**pathway, "arms": groups})
    assert broken(programme_rows("pathway"), study) == {"cases.group_mostly_given": 3}


@pytest.mark.parametrize("kind", OF_KIND)
def test_records_without_returns_are_validated_and_profiled(kind):
    study = programme_study(kind)
    passed = validate(programme_rows(kind), study)
    assert set(passed.docs) == {"index.html", *(f"{table}.html" for table in OF_KIND[kind])}
    told = profile(passed.tables, passed.quality, study)
    assert set(told["table"]) == set(OF_KIND[kind])
    assert {"rows", "codes"} <= set(told["what"])
    restricted = {column.name for table in OF_KIND[kind] for column in TABLES[table].columns if column.restricted}
    assert restricted.isdisjoint(told["column"])
    for planted in ("F-sol", "P-luz", "2024-01-10", "2024-02-14"):
        assert not any(planted in page for page in passed.docs.values())


STOPPED = (
    "cases.exit_date_has_reason", "milestones.milestones_in_order", "participations.participation_date_by_cut_off",
    "activity_counts.count_is_number",
)  # fmt: skip


@pytest.mark.parametrize("rule", STOPPED)
def test_a_critical_mistake_stops_and_shows_no_row(rule):
    _, table, row, cells = EDITS[rule]
    tables = edited(table, row, cells)
    with pytest.raises(DataError) as refused:
        validate(tables, programme_study(KIND[table]))
    assert refused.value.exit_code == 12
    assert rule.split(".")[1] in str(refused.value)
    cell = [str(value) for value in tables[table].loc[row].dropna() if len(str(value)) > 5 and "-" in str(value)]
    assert cell
    assert not [value for value in cell if value in str(refused.value)]


def test_a_code_out_of_its_list_and_an_age_out_of_range_stop():
    for cells in ({"exit_reason": "gone"}, {"unit": "household"}, {"age_at_start_years": "18"}):
        with pytest.raises(DataError, match=next(iter(cells))):
            validate(edited("cases", 3, cells), programme_study("pathway"))


@pytest.mark.parametrize(
    ("kind", "there", "words"),
    [
        ("pathway", ("cases",), "tables that are missing: milestones"),
        ("pathway", ("activity_counts",), "tables that are missing: cases, milestones"),
        ("reach", ("milestones",), "one of participations and activity_counts"),
    ],
)
def test_a_folder_without_the_tables_of_its_kind_is_refused(tmp_path, kind, there, words):
    tables = programme_rows("pathway") | programme_rows("reach")
    for name in there:
        tables[name].to_csv(tmp_path / f"{name}.csv", index=False)
    study = programme_study(kind, source=tmp_path / "study.yaml")
    with pytest.raises(InputError, match=words) as refused:
        read_input(study)
    assert refused.value.exit_code == 11


@pytest.mark.parametrize("kind", OF_KIND)
def test_records_on_disk_are_read_as_they_were_written(tmp_path, kind):
    tables = programme_rows(kind)
    for name, frame in tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    read = read_input(programme_study(kind, source=tmp_path / "study.yaml"))
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(read[name].fillna(""), frame.fillna(""), check_dtype=False)
