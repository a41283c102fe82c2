"""Further outcomes by hand-made records: when a child is back in school or served, and what a household's event is."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import a_study, contacts, enrolments, on, returns, seen, services

from impact.cohort import build_cohort, households, other_events
from impact.cohort.build import Followed, follow, records_of
from impact.cohort.table import AnalysisTable
from impact.errors import StudyError
from impact.study import Study

SCHOOL, REMIGRATION, DEATH, LAWFUL = 1, 2, 3, 4
STUDY = a_study()

Row = dict[str, Any]


def told(day: int, answer: str | None, status: str = "at_home", **more: Any) -> Row:
    return seen(day, status, is_in_school=answer, **more)


def followed(
    visits: list[list[Row]], study: Study = STUDY, homes: list[str | None] | None = None, **more: pd.DataFrame
) -> tuple[dict[str, pd.DataFrame], Followed, AnalysisTable]:
    """Follow children with these contacts; the first is in the programme, enrolled on day 10, the others are not."""
    rows = [{"household_id": home} for home in homes or [None] * len(visits)]
    tables = {
        "returns": more.get("returns", returns(*rows)),
        "enrolments": enrolments({"return_id": "r0", "enrolment_date": on(10)}),
        "services": services(),
        "contacts": contacts(*({"return_id": f"r{i}"} | visit for i, own in enumerate(visits) for visit in own)),
    } | more
    records = records_of(tables)
    return records, follow(records, study), build_cohort(tables, study).table


def school_of(*visits: Row, study: Study = STUDY) -> tuple[float, int, float, float]:
    """Return time, event and interval of a programme child with these contacts."""
    records, children, table = followed([list(visits), [told(200, "no"), told(300, "yes")]], study)
    until = children.outcome["event_upper"].to_numpy(np.float64)
    answers = other_events.school_answers(records["contacts"], children.people, until)
    found = other_events.school_return(table, children, answers, study)
    return float(found.time[0]), int(found.event[0]), float(found.lower[0]), float(found.upper[0])


@pytest.mark.parametrize(
    ("visits", "expected"),
    {
        "between the last no and the first yes": ([told(20, "no"), told(60, "yes")], (40, SCHOOL, 20, 60)),
        "from the return on, where nobody asked before": ([told(60, "yes")], (30, SCHOOL, 0, 60)),
        "a later no changes nothing": ([told(20, "no"), told(60, "yes"), told(90, "no")], (40, SCHOOL, 20, 60)),
        "never seen in it: until the last no": ([told(20, "no"), told(90, None)], (20, 0, 20, np.inf)),
        "unknown tells nothing": ([told(20, "no"), told(90, "unknown")], (20, 0, 20, np.inf)),
        "nobody ever asked": ([told(90, None)], (0, 0, 0, np.inf)),
        "left before": ([told(20, "no"), told(60, None, "abroad")], (40, REMIGRATION, 20, 60)),
        "left, and home once more at the last contact": (
            [told(20, "no"), told(50, None), told(60, None, "abroad")], (55, REMIGRATION, 50, 60),
        ),
        "in school, then left": ([told(20, "yes"), told(60, None, "abroad")], (10, SCHOOL, 0, 20)),
        "in school after it had left": ([told(60, None, "abroad"), told(90, "yes")], (35, REMIGRATION, 10, 60)),
        "an answer about who is away": ([told(20, "no"), told(60, "yes", "abroad")], (40, REMIGRATION, 20, 60)),
        "died before": ([told(20, "no"), told(60, None, "deceased")], (40, DEATH, 20, 60)),
        "lawfully abroad": ([told(20, "no"), told(60, None, "lawfully_abroad")], (40, LAWFUL, 20, 60)),
        "on the day of the return": ([told(0, "yes"), told(60, "no")], (60, 0, 60, np.inf)),
        "after the cut-off": ([told(20, "no"), told(800, "yes")], (20, 0, 20, np.inf)),
    }.values(),
    ids=str,
)  # fmt: skip
def test_a_child_is_back_in_school_when_a_contact_first_finds_it_there(visits: list[Row], expected: Any) -> None:
    assert school_of(*visits) == expected


def test_school_is_dated_within_its_interval_as_the_study_says() -> None:
    visits = told(20, "no"), told(60, "yes")
    dated = {where: school_of(*visits, study=a_study(outcome={"date": where}))[0] for where in ("lower", "upper")}
    assert dated == {"lower": 20, "upper": 60}


def test_what_the_study_does_not_name_as_competing_censors_school() -> None:
    study = a_study(outcome={"date": "midpoint", "competing": ["death"]})
    assert school_of(told(20, "no"), told(60, None, "lawfully_abroad"), study=study)[:2] == (20, 0)


def test_who_is_in_school_by_the_landmark_is_not_asked_when_it_goes_back() -> None:
    visits = [
        [told(20, "yes"), told(200, "yes")],
        [told(20, "no"), told(200, "yes")],
        [told(20, "no"), told(300, "no")],
    ]
    study = a_study(design={"kind": "landmark", "day": 30})
    records, children, table = followed(visits, study)
    answers = other_events.school_answers(
        records["contacts"], children.people, children.outcome["event_upper"].to_numpy(np.float64)
    )
    found = other_events.school_return(table, children, answers, study)
    assert len(table) == 3
    assert found.time.tolist() == [110, 300]
    assert found.entry.tolist() == [30, 30]


def test_answers_are_counted_by_arm_until_a_child_is_found_in_school() -> None:
    visits = [[told(20, "no"), told(60, "yes"), told(100, "yes")], [told(200, "no"), told(365, None)]]
    records, children, _ = followed(visits)
    answers = other_events.school_answers(records["contacts"], children.people, np.full(2, np.inf))
    rates = other_events.answers_a_year(answers, children)
    assert rates == {"programme": pytest.approx(2 * 365.25 / 60), "comparison": pytest.approx(1 * 365.25 / 365)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    {
        "the first delivered": ([("delivered", 40), ("delivered", 30)], (30, 1)),
        "not what was only referred": ([("referred", 20), ("delivered", 40)], (40, 1)),
        "none: followed as in the main analysis": ([("referred", 20)], (50, 0)),
    }.values(),
    ids=str,
)
def test_the_first_service_is_on_the_day_it_was_delivered(rows: list[tuple[str, int]], expected: Any) -> None:
    given = [{"enrolment_id": "e0", "status": status, "service_date": on(day)} for status, day in rows]
    _, children, table = followed([[seen(50)], [seen(50)]], services=services(*given))
    found = other_events.first_service(table, children, STUDY)
    assert (found.time[0], found.event[0]) == expected
    assert found.event[1] == 0


def test_a_service_recorded_after_the_child_left_is_none() -> None:
    late = services({"enrolment_id": "e0", "service_date": on(90)})
    _, children, table = followed([[seen(20), seen(60, "abroad")], [seen(50)]], services=late)
    found = other_events.first_service(table, children, STUDY)
    assert (found.time[0], found.event[0]) == (40, REMIGRATION)


def homes_of(
    *visits: list[Row], homes: list[str | None], study: Study = STUDY, **more: pd.DataFrame
) -> tuple[AnalysisTable, AnalysisTable, households.Homes]:
    records, children, _ = followed(list(visits), study, homes, **more)
    made = households.homes_of(records, children, study)
    return households.household_table(made, children, study), households.siblings_table(made, children, study), made


def test_a_household_has_the_event_when_its_first_child_leaves_again() -> None:
    home, siblings, _ = homes_of([seen(300)], [seen(100), seen(200, "abroad")], [seen(90)], homes=["a", "a", "b"])
    assert home.time.tolist() == [150, 90]
    assert home.event.tolist() == [1, 0]
    assert home.arm.tolist() == [1, 0]
    assert (siblings.time.tolist(), siblings.event.tolist(), siblings.arm.tolist()) == ([150], [1], [1])


def test_a_household_is_followed_until_the_first_of_its_children_is_lost() -> None:
    home, _, _ = homes_of([seen(300)], [seen(100)], [seen(90)], homes=["a", "a", "b"])
    assert home.time.tolist() == [100, 90]
    assert home.event.tolist() == [0, 0]
    after, _, _ = homes_of([seen(10), seen(300, "abroad")], [seen(100)], [seen(90)], homes=["a", "a", "b"])
    assert (after.time[0], after.event[0]) == (100, 0)


def test_what_ends_the_stay_of_every_child_competes_and_of_one_does_not() -> None:
    died = [seen(40), seen(60, "deceased")]
    home, _, _ = homes_of(died, [seen(100), seen(200, "lawfully_abroad")], [seen(90)], homes=["a", "a", "b"])
    assert (home.time[0], home.event[0]) == (150, 3)
    home, _, _ = homes_of(died, [seen(100)], [seen(90)], homes=["a", "a", "b"])
    assert (home.time[0], home.event[0]) == (100, 0)


def test_a_sibling_counts_from_its_own_return_and_the_household_from_the_first() -> None:
    later = returns({"household_id": "a"}, {"household_id": "a", "return_date": on(50)}, {"household_id": "b"})
    home, siblings, made = homes_of([seen(300)], [seen(100), seen(200, "abroad")], [seen(90)], homes=[], returns=later)
    assert made.offset.tolist() == [50]
    assert siblings.time.tolist() == [100]
    assert home.time.tolist() == [150, 90]


def test_siblings_need_consent_need_not_be_eligible_and_must_have_returned() -> None:
    rows = [
        {"household_id": "a"},
        {"household_id": "a", "has_reporting_consent": False},
        {"household_id": "a", "country": "SLV"},
        {"household_id": "a", "return_date": "2023-06-01", "has_reporting_consent": True, "country": "SLV"},
        {"household_id": "b"},
        {"household_id": None, "country": "SLV"},
    ]
    study = a_study(eligibility={"countries": ["GTM"]})
    visits = [[seen(300)], [seen(310)], [seen(320)], [seen(330)], [seen(340)], [seen(350)]]
    home, siblings, _ = homes_of(*visits, homes=[], study=study, returns=returns(*rows))
    assert siblings.time.tolist() == [320]
    assert home.time.tolist() == [300, 340]


def test_siblings_in_the_programme_stay_in_and_their_share_is_told() -> None:
    records, children, _ = followed(
        [[seen(300)], [seen(300)], [seen(300)]],
        homes=["a", "a", "b"],
        enrolments=enrolments({"return_id": "r0"}, {"return_id": "r1"}),
    )
    made = households.homes_of(records, children, STUDY)
    shares = made.supported_share(children.arm)
    assert shares["programme"] == 1.0
    assert np.isnan(shares["comparison"])
    assert len(households.siblings_table(made, children, STUDY)) == 1


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"further_outcomes": ["school"]}, "no further outcome 'school'"),
        ({"further_outcomes": ["siblings", "siblings"]}, "stands twice"),
        (
            {"further_outcomes": ["siblings"], "design": {"kind": "clone_censor", "grace": 120}},
            "design clone_censor lets children change groups",
        ),
    ],
)
def test_a_study_that_asks_for_what_there_is_not_is_refused_with_the_reason(
    tmp_path: Any, keys: dict[str, Any], said: str
) -> None:
    import yaml

    base = {"id": "x", "input": {"form": "case_records", "path": "."}, "cut_off": "2025-12-31", "horizons": [12]}
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(base | {"primary": {"horizon": 12}} | keys), encoding="utf-8")
    with pytest.raises(StudyError, match=said) as caught:
        Study.load(path)
    assert caught.value.exit_code == 10


def test_an_analysis_table_has_no_further_outcomes(tmp_path: Any) -> None:
    import yaml

    columns = {"arm": "a", "time": "t", "event": "e"}
    keys = {"id": "x", "input": {"form": "analysis_table", "path": "x.csv", "columns": columns}, "horizons": [12]}
    path = tmp_path / "x.yaml"
    path.write_text(yaml.safe_dump(keys | {"primary": {"horizon": 12}, "further_outcomes": ["school_return"]}), "utf-8")
    with pytest.raises(StudyError, match="derived from case records"):
        Study.load(path)
