"""Rules across rows and tables: each catches its own mistake, and leaves a true story alone."""

import pandas as pd
import pytest

from impact.data.schema import TABLES
from impact.data.validate.asked import ask_records
from impact.provenance import project_root
from impact.study import Study

STUDY = Study.load(project_root() / "studies" / "cmrrp-demo.yaml")


def broken(tables) -> dict[str, int]:
    """Name the derived rules that some row breaks, with the number of rows."""
    counts = {}
    for table, asked in ask_records(tables, STUDY).items():
        for name in asked.frame.columns:
            if name.startswith("rule_") and (asked.frame[name] == False).any():  # noqa: E712 - missing is not asked
                counts[f"{table}.{name.removeprefix('rule_')}"] = int((asked.frame[name] == False).sum())  # noqa: E712
    return counts


def change(tables, table: str, key: str, **cells):
    """Change cells of the row with this key."""
    frame = tables[table].copy()
    row = frame.index[frame[TABLES[table].key] == key]
    assert len(row) == 1
    for column, value in cells.items():
        frame.loc[row, column] = value
    return {**tables, table: frame}


def test_a_true_story_breaks_no_rule(hand_made):
    assert broken(hand_made) == {}


CASES = {
    "returns.return_date_by_cut_off": ("returns", "R-luz-2", {"return_date": "2026-01-02", "birth_month": None}),
    "returns.age_fits_birth_month": ("returns", "R-ana", {"age_at_return_years": "12"}),
    "returns.return_date_is_date": ("returns", "R-joel", {"return_date": "31/02/2023"}),
    "returns.age_at_return_years_is_number": ("returns", "R-joel", {"age_at_return_years": "fifteen"}),
    "returns.prior_attempts_is_number": ("returns", "R-joel", {"prior_attempts": "1.5"}),
    "returns.debt_usd_is_number": ("returns", "R-joel", {"debt_usd": "inf"}),
    "returns.birth_month_is_month": ("returns", "R-joel", {"birth_month": "Nov 2007"}),
    "returns.has_reporting_consent_is_true_or_false": ("returns", "R-joel", {"has_reporting_consent": "sí"}),
    "enrolments.return_known": ("enrolments", "E-ana", {"return_id": "R-nobody"}),
    "enrolments.enrolment_not_before_consent": ("enrolments", "E-luz", {"consent_date": "2023-06-01"}),
    "enrolments.consent_not_before_referral": ("enrolments", "E-luz", {"referral_date": "2023-04-21"}),
    "enrolments.exit_not_before_enrolment": ("enrolments", "E-luz", {"exit_date": "2023-05-01"}),
    "enrolments.exit_has_reason": ("enrolments", "E-ana", {"exit_reason": None}),
    "enrolments.enrolled_has_consent_date": ("enrolments", "E-ana", {"consent_date": None}),
    "enrolments.exit_date_by_cut_off": ("enrolments", "E-ana", {"exit_date": "2026-02-01"}),
    "enrolments.dated_is_enrolled": ("enrolments", "E-ana", {"status": "declined"}),
    "services.enrolment_known": ("services", "S-1", {"enrolment_id": "E-nobody"}),
    "services.service_not_before_enrolment": ("services", "S-1", {"service_date": "2023-03-15"}),
    "services.service_date_by_cut_off": ("services", "S-1", {"service_date": "2027-01-01"}),
    "contacts.return_known": ("contacts", "K-1", {"return_id": "R-nobody"}),
    "contacts.contact_not_before_return": ("contacts", "K-1", {"contact_date": "2023-03-09"}),
    "contacts.contact_date_by_cut_off": ("contacts", "K-6", {"contact_date": "2026-03-09"}),
    "contacts.departure_not_before_return": ("contacts", "K-3", {"reported_departure_date": "2023-05-01"}),
    "contacts.departure_not_after_contact": ("contacts", "K-3", {"reported_departure_date": "2023-12-03"}),
    "contacts.contact_not_after_death": ("contacts", "K-4", {"contact_date": "2024-02-15"}),
    "contacts.contact_before_next_return": ("contacts", "K-3", {"contact_date": "2024-02-21"}),
    "contacts.seen_child_is_here": ("contacts", "K-1", {"location_status": "abroad"}),
    "contacts.not_seen_has_reason": ("contacts", "K-1", {"is_child_seen": "false"}),
    "contacts.contact_date_not_heaped": ("contacts", "K-1", {"contact_date": "2023-06-01"}),
}


@pytest.mark.parametrize("rule", CASES)
def test_a_mistake_breaks_its_rule_alone(hand_made, rule):
    table, key, cells = CASES[rule]
    assert broken(change(hand_made, table, key, **cells)) == {rule: 1}


def test_enrolment_before_the_return(hand_made):
    dates = {"referral_date": "2023-01-01", "consent_date": "2023-01-05", "enrolment_date": "2023-03-09"}
    assert broken(change(hand_made, "enrolments", "E-ana", **dates)) == {"enrolments.enrolment_not_before_return": 1}


def test_an_enrolled_child_without_a_date(hand_made):
    assert broken(change(hand_made, "enrolments", "E-ana", enrolment_date=None)) == {"enrolments.enrolled_has_date": 1}


def test_a_service_before_the_return_counts_only_when_delivered(hand_made):
    early = change(hand_made, "services", "S-1", service_date="2023-03-01")
    both = {"services.service_not_before_return": 1, "services.service_not_before_enrolment": 1}
    assert broken(early) == both
    assert broken(change(early, "services", "S-1", status="referred")) == {}


def test_a_return_entered_twice_counts_both_and_only_where_the_day_is_known(hand_made):
    twice = pd.concat(
        [hand_made["returns"], hand_made["returns"].iloc[[2]].assign(return_id="R-luz-3")], ignore_index=True
    )
    assert broken({**hand_made, "returns": twice}) == {"returns.one_return_a_day": 2}
    monthly = twice.assign(return_date_precision="month")
    assert broken({**hand_made, "returns": monthly}) == {}


def test_two_enrolments_of_one_return_in_one_programme(hand_made):
    again = hand_made["enrolments"].head(1).assign(enrolment_id="E-ana-2")
    enrolments = pd.concat([hand_made["enrolments"], again], ignore_index=True)
    assert broken({**hand_made, "enrolments": enrolments}) == {"enrolments.one_enrolment_per_return": 2}
    other = enrolments.assign(programme=["cmrrp", "cmrrp", "gender_initiative"])
    assert broken({**hand_made, "enrolments": other}) == {}


def test_nothing_follows_a_death(hand_made):
    again = hand_made["returns"].iloc[[3]].assign(return_id="R-joel-2", return_date="2024-06-03", birth_month=None)
    returns = pd.concat([hand_made["returns"], again], ignore_index=True)
    late = (
        hand_made["enrolments"]
        .head(1)
        .assign(
            enrolment_id="E-joel", return_id="R-joel", enrolment_date="2024-03-05", exit_date=None, exit_reason=None
        )
    )
    served = hand_made["services"].head(1).assign(service_id="S-3", enrolment_id="E-joel", service_date="2024-04-02")
    tables = {
        **hand_made,
        "returns": returns,
        "enrolments": pd.concat([hand_made["enrolments"], late], ignore_index=True),
        "services": pd.concat([hand_made["services"], served], ignore_index=True),
    }
    after_death = {f"{table}s.{table}_not_after_death": 1 for table in ("return", "enrolment", "service")}
    # Nobody reports from a case that stays open after a death, either.
    found = broken(tables)
    assert after_death.items() <= found.items()


def test_a_death_that_two_reports_tell_is_no_contradiction(hand_made):
    again = hand_made["contacts"].iloc[[4]].assign(contact_id="K-7", contact_date="2024-03-03")
    assert broken({**hand_made, "contacts": pd.concat([hand_made["contacts"], again], ignore_index=True)}) == {}


def test_dates_known_to_the_month_are_given_the_whole_month(hand_made):
    monthly = change(hand_made, "returns", "R-ana", return_date="2023-03-25", return_date_precision="month")
    assert broken(change(monthly, "contacts", "K-1", contact_date="2023-03-02")) == {}
    departure = {"reported_departure_date": "2023-12-28", "reported_departure_precision": "month"}
    assert broken(change(hand_made, "contacts", "K-3", **departure)) == {}


def test_a_partner_with_open_cases_that_stopped_reporting(hand_made):
    silent = change(hand_made, "enrolments", "E-ana", exit_date=None, exit_reason=None)
    assert broken(silent) == {"enrolments.partner_still_reports": 1}
    heard = change(silent, "contacts", "K-1", contact_date="2025-11-02")
    assert broken(heard) == {}


def test_one_child_two_sexes(hand_made):
    assert broken(change(hand_made, "returns", "R-luz-2", sex="male")) == {"returns.one_sex_per_child": 2}
    assert broken(change(hand_made, "returns", "R-luz-2", sex="unknown")) == {}


def test_counts_of_one_month_given_twice_or_for_days_to_come(hand_made):
    counts = hand_made["activity_counts"]
    twice = pd.concat([counts, counts], ignore_index=True)
    assert broken({**hand_made, "activity_counts": twice}) == {"activity_counts.one_count_per_period": 2}
    later = counts.assign(period="2026-01")
    assert broken({**hand_made, "activity_counts": later}) == {"activity_counts.period_by_cut_off": 1}
