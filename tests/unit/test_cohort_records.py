"""Case records to a cohort, on a handful of children whose outcomes can be worked out by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import CUT_OFF, a_study, contacts, enrolments, on, returns, seen, services

from impact.cohort import Cohort, build_cohort
from impact.cohort.evidence import People, gather
from impact.cohort.followup import outcomes
from impact.errors import EstimationError, StudyError
from impact.study import Study


def outcome_of(
    *visits: dict[str, Any],
    after: tuple[dict[str, Any], ...] = (),
    enrolled: tuple[dict[str, Any], ...] = (),
    served: tuple[dict[str, Any], ...] = (),
    **study: Any,
) -> pd.Series:
    """Return the outcome of one child, returned on 2024-01-01 as r0."""
    tables = {
        "contacts": contacts(*({"return_id": "r0"} | visit for visit in visits)),
        "enrolments": enrolments(*({"return_id": "r0"} | row for row in enrolled)),
        "services": services(*served),
    }
    all_returns = returns({}, *({"child_id": "c0"} | row for row in after))
    people = People.at(all_returns, np.array([0]), np.datetime64(CUT_OFF))
    return outcomes(gather(tables, people), people, a_study(**study)).iloc[0]


@pytest.mark.parametrize("status", ["en_route", "abroad", "detained"])
def test_a_departure_lies_between_the_last_day_at_home_and_the_first_away(status: str) -> None:
    child = outcome_of(seen(10), seen(40), seen(60, status), seen(90, status))
    assert (child["event"], child["event_lower"], child["event_upper"], child["day"]) == (1, 40, 60, 50)
    assert child["evidence"] == "contact"


@pytest.mark.parametrize(("where", "day"), [("lower", 40), ("midpoint", 50), ("upper", 60)])
def test_the_study_says_where_in_its_interval_an_event_is_put(where: str, day: float) -> None:
    child = outcome_of(seen(40), seen(60, "abroad"), outcome={"date": where})
    assert child["day"] == day


def test_without_news_of_leaving_a_child_is_censored_when_last_known_at_home() -> None:
    child = outcome_of(seen(10), seen(30, "moved_in_country"), seen(200, "unknown"))
    assert (child["event"], child["day"], child["event_upper"]) == (0, 30, np.inf)
    assert child["censor_reason"] == "last_known_at_home"


def test_a_child_never_heard_of_again_is_censored_on_day_zero() -> None:
    child = outcome_of(seen(50, "unknown"))
    assert (child["event"], child["day"], child["censor_reason"]) == (0, 0, "never_heard_of")


def test_enrolment_and_delivered_services_show_a_child_at_home_and_referred_services_do_not() -> None:
    enrolled = ({"enrolment_date": on(20)},)
    assert outcome_of(enrolled=enrolled)["day"] == 20
    delivered = {"enrolment_id": "e0", "service_date": on(70)}
    assert outcome_of(enrolled=enrolled, served=(delivered,))["day"] == 70
    assert outcome_of(enrolled=enrolled, served=(delivered | {"status": "referred"},))["day"] == 20


def test_the_end_of_services_is_no_event() -> None:
    child = outcome_of(seen(30), enrolled=({"enrolment_date": on(5), "exit_date": on(90), "exit_reason": "completed"},))
    assert (child["event"], child["day"]) == (0, 30)


@pytest.mark.parametrize(("reason", "event"), [("remigrated", 1), ("died", 2), ("lawful_migration", 3)])
def test_a_case_may_be_closed_because_the_stay_ended(reason: str, event: int) -> None:
    child = outcome_of(seen(30), enrolled=({"exit_date": on(90), "exit_reason": reason},))
    assert (child["event"], child["event_lower"], child["event_upper"]) == (event, 30, 90)
    assert child["evidence"] == "exit"


def test_a_reported_departure_is_the_event_itself() -> None:
    child = outcome_of(seen(30), seen(90, "abroad", reported_departure_date=on(45)))
    assert (child["event_lower"], child["event_upper"], child["day"]) == (45, 45, 45)
    assert child["evidence"] == "reported_departure"


def test_a_departure_reported_by_month_is_clipped_by_other_evidence() -> None:
    month = {"reported_departure_date": "2024-03-01", "reported_departure_precision": "month"}
    # March 2024 is days 60 to 90; the report itself comes later.
    assert list(outcome_of(seen(120, "abroad", **month))[["event_lower", "event_upper"]]) == [60, 90]
    assert list(outcome_of(seen(70), seen(120, "abroad", **month))[["event_lower", "event_upper"]]) == [70, 90]
    assert list(outcome_of(seen(80, "abroad", **month))[["event_lower", "event_upper"]]) == [60, 80]


def test_the_first_departure_counts_even_if_the_child_is_home_again_later() -> None:
    child = outcome_of(seen(10), seen(30, "abroad"), seen(50), seen(80, "abroad"))
    assert (child["event"], child["event_lower"], child["event_upper"]) == (1, 10, 30)
    back = outcome_of(seen(10), seen(50, "at_home", reported_departure_date=on(20)))
    assert (back["event"], back["day"]) == (1, 20)


def test_a_later_return_shows_that_the_child_had_left_whoever_recorded_it() -> None:
    again = {"return_date": on(200), "data_source": "reception_centre", "has_reporting_consent": False}
    child = outcome_of(seen(100), after=(again,))
    assert (child["event"], child["event_lower"], child["event_upper"]) == (1, 100, 200)
    assert child["evidence"] == "return"


def test_a_return_recorded_twice_or_by_the_month_is_not_a_later_return() -> None:
    assert outcome_of(seen(100), after=({"return_date": on(0)},))["event"] == 0
    same_month = {"return_date": "2024-01-15", "return_date_precision": "month"}
    assert outcome_of(seen(100), after=(same_month,))["event"] == 0


def test_what_is_recorded_after_a_second_return_changes_nothing() -> None:
    tables = {
        "contacts": contacts({"return_id": "r0", **seen(20)}, {"return_id": "r1", **seen(300)}),
        "enrolments": enrolments(),
        "services": services(),
    }
    people = People.at(returns({}, {"child_id": "c0", "return_date": on(200)}), np.array([0]), np.datetime64(CUT_OFF))
    child = outcomes(gather(tables, people), people, a_study()).iloc[0]
    assert (child["event_lower"], child["event_upper"]) == (20, 200)


@pytest.mark.parametrize(("status", "event"), [("deceased", 2), ("lawfully_abroad", 3)])
def test_competing_events_have_codes_in_the_order_of_the_study(status: str, event: int) -> None:
    assert outcome_of(seen(10), seen(30, status))["event"] == event
    turned = outcome_of(seen(10), seen(30, status), outcome={"competing": ["lawful_migration", "death"]})
    assert turned["event"] == 5 - event


def test_an_end_that_the_study_does_not_count_censors() -> None:
    child = outcome_of(seen(10), seen(30, "lawfully_abroad"), outcome={"competing": ["death"], "date": "upper"})
    assert (child["event"], child["day"], child["type"]) == (0, 30, "lawful_migration")
    assert child["censor_reason"] == "lawful_migration"


def test_a_lawful_departure_reported_with_its_date_is_no_remigration() -> None:
    child = outcome_of(seen(60, "lawfully_abroad", reported_departure_date=on(40)))
    assert (child["event"], child["day"]) == (3, 40)


def test_nothing_after_the_cut_off_is_used() -> None:
    late = (pd.Timestamp(CUT_OFF) - pd.Timestamp("2024-01-01")).days
    child = outcome_of(seen(late), seen(late + 1, "abroad"))
    assert (child["event"], child["day"], child["censor_reason"]) == (0, late, "cut_off")


def test_an_event_on_the_day_of_the_return_is_kept_at_time_zero() -> None:
    child = outcome_of(seen(5, "abroad", reported_departure_date=on(0)))
    assert (child["event"], child["day"]) == (1, 0)


def a_cohort(study: Study, *rows: dict[str, Any], enrolled: dict[str, dict[str, Any]], known: int = 50) -> Cohort:
    """Build a cohort in which every return is followed by one contact at home."""
    all_returns = returns(*rows)
    visits = [
        {"return_id": row.return_id, "contact_date": row.return_date + pd.Timedelta(days=known)}
        for row in all_returns.itertuples()
    ]
    tables = {
        "returns": all_returns,
        "enrolments": enrolments(*({"return_id": key} | value for key, value in enrolled.items())),
        "contacts": contacts(*visits),
    }
    return build_cohort(tables, study)


def counted(cohort: Cohort) -> dict[tuple[str, str], int]:
    frame = cohort.flow.frame
    return {(row.reason, row.arm): row.n for row in frame.itertuples() if row.n}


def test_every_child_is_counted_under_one_reason_and_the_flow_adds_up() -> None:
    cohort = a_cohort(
        a_study(eligibility={"countries": ["GTM"], "return_window": ["2019-01-01", "2025-06-30"]}),
        {},
        {},
        {"has_reporting_consent": False, "country": "HND"},
        {"return_date": "2018-05-01"},
        {"return_date": "2025-07-01"},
        {"country": "HND"},
        {"age_at_return_years": 18},
        {"returned_from": "MX"},
        {"department": "Petén"},
        {"return_date": "2024-04-01"},
        enrolled={"r0": {}},
    )
    assert counted(cohort) == {
        ("all", "programme"): 1,
        ("all", "comparison"): 9,
        ("no_consent", "comparison"): 1,
        ("return_window", "comparison"): 2,
        ("country", "comparison"): 1,
        ("age", "comparison"): 1,
        ("no_overlap_returned_from", "comparison"): 1,
        ("no_overlap_department", "comparison"): 1,
        ("no_overlap_return_quarter", "comparison"): 1,
        ("analysed", "programme"): 1,
        ("analysed", "comparison"): 1,
    }


def test_the_index_return_is_the_first_eligible_one_and_a_later_one_is_follow_up() -> None:
    cohort = a_cohort(
        a_study(),
        {},
        {"child_id": "a", "return_date": "2024-01-05", "has_reporting_consent": False},
        {"child_id": "a", "return_date": "2024-02-10"},
        {"child_id": "a", "return_date": "2024-03-11", "data_source": "reception_centre"},
        enrolled={"r0": {}},
    )
    assert counted(cohort)["all", "comparison"] == 1
    table = cohort.table
    assert list(table.event[table.arm == 0]) == [1]
    assert list(table.upper[table.arm == 0]) == [30]


def test_a_child_without_eligible_return_falls_out_where_its_best_return_does() -> None:
    cohort = a_cohort(
        a_study(),
        {},
        {},
        {"child_id": "a", "has_reporting_consent": False},
        {"child_id": "a", "return_date": "2024-02-10", "department": "Petén"},
        enrolled={"r0": {}},
    )
    assert counted(cohort)["no_overlap_department", "comparison"] == 1
    assert ("no_consent", "comparison") not in counted(cohort)


def test_overlap_needs_an_index_return_in_the_programme() -> None:
    """Petén has a programme child only at a second return, which is follow-up: nobody there can be compared."""
    cohort = a_cohort(
        a_study(),
        {"child_id": "a"},
        {"child_id": "b"},
        {"child_id": "b", "return_date": "2024-03-01", "department": "Petén"},
        {"child_id": "c", "department": "Petén"},
        enrolled={"r0": {}, "r2": {"consent_date": "2024-02-01"}},
    )
    assert counted(cohort)["no_overlap_department", "comparison"] == 1
    assert counted(cohort)["analysed", "comparison"] == 1


@pytest.mark.parametrize(
    ("record", "in_programme"),
    [
        ({"consent_date": "2024-01-01"}, True),
        ({"status": "waitlisted"}, True),
        ({"consent_date": "2024-01-02"}, False),
        ({"consent_date": None}, False),
        ({"status": "declined"}, False),
        ({"programme": "other"}, False),
    ],
)
def test_the_referral_arm_is_known_on_the_day_of_the_return(record: dict[str, Any], in_programme: bool) -> None:
    cohort = a_cohort(a_study(design={"programme": "cmrrp"}), {}, {}, {}, enrolled={"r0": {}, "r1": record})
    assert cohort.table.arm.sum() == 1 + in_programme


def test_a_programme_without_enrolments_is_a_mistake_in_the_study() -> None:
    with pytest.raises(StudyError, match=r"design\.programme = 'cam'.*there is: cmrrp"):
        a_cohort(a_study(design={"programme": "cam"}), {}, {}, enrolled={"r0": {}})


def test_the_order_of_the_rows_does_not_matter() -> None:
    all_returns = returns(*({"child_id": f"c{i % 31}", "return_date": on(i)} for i in range(60)))
    tables = {
        "returns": all_returns,
        "enrolments": enrolments(*({"return_id": f"r{i}"} for i in range(0, 60, 7))),
        "contacts": contacts(*({"return_id": f"r{i}", **seen(i + 40)} for i in range(60))),
    }
    tables["enrolments"]["consent_date"] = pd.Timestamp("2023-12-01")
    shuffled = {name: frame.sample(frac=1, random_state=3) for name, frame in tables.items()}
    one, other = (build_cohort(given, a_study()).table for given in (tables, shuffled))
    for name in ("arm", "time", "event", "lower", "upper", "id"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_an_arm_without_anybody_is_named() -> None:
    with pytest.raises(EstimationError, match="programme arm"):
        a_cohort(a_study(eligibility={"overlap": []}), {}, {}, enrolled={})
    with pytest.raises(EstimationError, match="comparison arm"):
        a_cohort(a_study(), {}, enrolled={"r0": {}})
    with pytest.raises(EstimationError, match="programme arm"):
        a_cohort(a_study(eligibility={"countries": ["SLV"]}), {}, {}, enrolled={"r0": {}})


def test_everybody_censored_on_day_zero_is_refused() -> None:
    with pytest.raises(EstimationError, match=r"programme arm.*day 0"):
        a_cohort(a_study(), {}, {}, enrolled={"r0": {}}, known=0)


def test_children_of_one_household_are_one_cluster_and_the_others_are_their_own() -> None:
    rows = ({"household_id": "h"}, {"household_id": "h"}, {}, {})
    cohort = a_cohort(a_study(), *rows, enrolled={"r0": {}})
    assert cohort.table.has_clusters
    assert len(set(cohort.table.cluster)) == 3


def test_case_records_have_no_clusters_below_the_household() -> None:
    with pytest.raises(ValueError, match="household"):
        a_study(clusters=None)


def landmark_cohort() -> Cohort:
    all_returns = returns(*({"child_id": f"c{i}"} for i in range(7)))
    tables = {
        "returns": all_returns,
        "enrolments": enrolments(
            {"return_id": "r0", "enrolment_date": on(20)},
            {"return_id": "r1", "enrolment_date": on(31)},
            {"return_id": "r2", "enrolment_date": on(10)},
            {"return_id": "r3", "enrolment_date": on(10), "status": "waitlisted"},
        ),
        "contacts": contacts(
            *({"return_id": f"r{i}", **seen(100)} for i in (0, 1, 3)),
            {"return_id": "r2", **seen(25, "abroad")},
            {"return_id": "r4", **seen(30)},
            {"return_id": "r5", **seen(30, "deceased", reported_departure_date=None)},
            {"return_id": "r6", **seen(200, "abroad", reported_departure_date=on(31))},
        ),
    }
    return build_cohort(tables, a_study(design={"kind": "landmark", "day": 30}))


def test_the_landmark_compares_children_still_at_home_on_that_day() -> None:
    cohort = landmark_cohort()
    assert counted(cohort) == {
        ("all", "programme"): 2,
        ("all", "comparison"): 5,
        ("left_before_landmark", "programme"): 1,
        ("left_before_landmark", "comparison"): 1,
        ("lost_before_landmark", "comparison"): 1,
        ("analysed", "programme"): 1,
        ("analysed", "comparison"): 3,
    }
    table = cohort.table
    assert (table.entry == 30).all()
    checks = cohort.checks.frame.set_index("check")
    # Of the three, the second child enrolled on day 31; the waitlisted one never did.
    assert checks.loc["later_enrolled", "value"] == pytest.approx(1 / 3)
    assert checks.loc["later_enrolled", "verdict"] == "pass"
    assert sorted(table.time[table.arm == 0]) == [31, 100, 100]


def test_traced_are_those_with_an_event_or_known_at_home_at_the_horizon_among_those_due() -> None:
    all_returns = returns(*({} for _ in range(6)), {"return_date": "2025-10-01"})
    tables = {
        "returns": all_returns,
        "enrolments": enrolments({"return_id": "r0"}),
        "contacts": contacts(
            {"return_id": "r0", **seen(100)},
            {"return_id": "r1", **seen(99)},
            {"return_id": "r2", **seen(60, "abroad")},
            {"return_id": "r3", **seen(60, "deceased")},
            {"return_id": "r4", **seen(300, "abroad")},
            {"return_id": "r5", **seen(300)},
        ),
    }
    cohort = build_cohort(tables, a_study(eligibility={"overlap": []}))
    frame = cohort.followup.frame.set_index("arm")
    # Not due: the child of October 2025. Not traced: known until day 99, and away at some time between 0 and 300.
    assert list(frame.loc["comparison", ["due", "traced", "share"]]) == [5, 3, 0.6]
    assert list(frame.loc["programme", ["due", "traced", "share"]]) == [1, 1, 1.0]


def test_twelve_months_are_reached_on_day_365() -> None:
    cohort = a_cohort(
        a_study(time_unit="months", horizons=[12], primary={"horizon": 12}), {}, {}, enrolled={"r0": {}}, known=365
    )
    assert list(cohort.followup.frame["traced"]) == [1, 1]


def test_arms_that_are_visited_unlike_are_a_warning() -> None:
    tables = {
        "returns": returns({}, {}),
        "enrolments": enrolments({"return_id": "r0"}),
        "contacts": contacts(
            *({"return_id": "r0", **seen(day)} for day in (73, 146, 219, 292, 365)),
            {"return_id": "r1", **seen(365)},
            {"return_id": "r1", **seen(100, mode="reception_centre")},
        ),
    }
    checks = visits_of(tables)
    assert list(checks["verdict"]) == ["warn", "warn"]
    assert checks.loc["visits.programme", "value"] == pytest.approx(5 * 365.25 / 365)
    assert checks.loc["visits.comparison", "value"] == pytest.approx(365.25 / 365)
    assert "5.0 contacts per person and year" in checks.loc["visits.programme", "text"]
    tables["contacts"] = tables["contacts"].iloc[3:]
    assert list(visits_of(tables)["verdict"]) == ["pass", "pass"]


def visits_of(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    checks = build_cohort(tables, a_study()).checks.frame.set_index("check")
    return checks[checks.index.str.startswith("visits.")]
