"""Synthetic records obey the schema and the critical rules of the data dictionary, in every scenario."""

from __future__ import annotations

import pandas as pd
import pytest

from impact.data.schema import REQUIRED_TABLES, TABLES
from impact.data.synthetic import generate
from impact.data.synthetic.figures import CUT_OFF, PARTNERS, SCENARIOS

RECORDS = (*REQUIRED_TABLES["comparison"], "activity_counts")
NOT_HELD = {"activity_counts": {"role", "sessions"}}
"""Columns that these records have no use for."""
AT_HOME = ("at_home", "moved_in_country")
AWAY = ("en_route", "abroad", "detained")
DTYPES = {"date": "datetime64[ns]", "boolean": "boolean", "integer": "Int64", "number": "float64"}


@pytest.fixture(scope="module", params=sorted(SCENARIOS))
def scenario(request):
    return request.param


@pytest.fixture(scope="module")
def tables(scenario):
    return generate(scenario=scenario, children=4000, seed=3)[0]


@pytest.fixture(scope="module")
def contacts(tables):
    """Contacts with the return they belong to."""
    return tables["contacts"].merge(tables["returns"], on="return_id", validate="many_to_one")


@pytest.fixture(scope="module")
def enrolments(tables):
    return tables["enrolments"].merge(tables["returns"], on="return_id", validate="many_to_one")


@pytest.mark.parametrize("name", RECORDS)
def test_columns_are_those_of_the_schema_in_its_order_and_types(tables, name):
    columns = [column for column in TABLES[name].columns if column.name not in NOT_HELD.get(name, ())]
    assert list(tables[name].columns) == [column.name for column in columns]
    for column in columns:
        assert tables[name][column.name].dtype == DTYPES.get(column.kind, "string"), column.name


@pytest.mark.parametrize("name", RECORDS)
def test_cells_hold_legal_values(tables, name):
    for column in TABLES[name].columns:
        if column.name not in tables[name]:
            continue
        values = tables[name][column.name].dropna()
        assert not column.required or len(values) == len(tables[name]), column.name
        assert not column.codes or set(values) <= set(column.codes), column.name
        assert column.lowest is None or values.min() >= column.lowest, column.name
        assert column.highest is None or values.max() <= column.highest, column.name
        assert column.kind != "month" or values.str.fullmatch(r"\d{4}-(0[1-9]|1[0-2])").all(), column.name


@pytest.mark.parametrize("name", RECORDS)
def test_keys_are_unique_and_references_are_matched(tables, name):
    table = TABLES[name]
    assert table.key is None or tables[name][table.key].is_unique
    for column, other in table.references:
        assert tables[name][column].isin(tables[other][TABLES[other].key]).all()


def test_nothing_is_dated_after_the_cut_off(tables):
    for name in RECORDS:
        for column in TABLES[name].columns:
            if column.kind == "date":
                assert not (tables[name][column.name] > CUT_OFF).any(), f"{name}.{column.name}"


def test_nobody_enrols_after_the_cut_off():
    """A few children return so late that they would enrol only afterwards."""
    dates = [generate(children=10_000, seed=seed)[0]["enrolments"]["enrolment_date"] for seed in range(3)]
    assert pd.concat(dates).max() <= CUT_OFF


def test_dates_of_contacts_are_in_order(contacts):
    assert (contacts["contact_date"] >= contacts["return_date"]).all()
    reported = contacts.dropna(subset="reported_departure_date")
    assert len(reported) > 0
    assert reported["reported_departure_date"].between(reported["return_date"], reported["contact_date"]).all()
    assert reported["reported_departure_precision"].notna().all()


def test_dates_of_enrolments_are_in_order(enrolments):
    consented = enrolments.dropna(subset="consent_date")
    assert (consented["referral_date"] <= consented["consent_date"]).all()
    assert (consented["consent_date"] <= consented["return_date"]).all()
    enrolled = enrolments[enrolments["status"] == "enrolled"]
    assert enrolled["consent_date"].notna().all()
    assert enrolled["enrolment_date"].notna().all()
    assert enrolments.loc[enrolments["status"] != "enrolled", "enrolment_date"].isna().all()
    delay = (enrolled["enrolment_date"] - enrolled["return_date"]).dt.days
    assert delay.between(0, 120).all()
    left = enrolments.dropna(subset="exit_date")
    assert (left["exit_date"] >= left["enrolment_date"]).all()
    assert (enrolments["exit_date"].isna() == enrolments["exit_reason"].isna()).all()


def test_services_lie_between_enrolment_and_exit(tables):
    served = tables["services"].merge(tables["enrolments"], on="enrolment_id", validate="many_to_one")
    assert (served["service_date"] >= served["enrolment_date"]).all()
    assert not (served["service_date"] > served["exit_date"]).any()
    months = (served["service_date"] - served["enrolment_date"]).dt.days / 30.4375
    assert months.max() < 13.5


def test_waitlisted_and_declined_children_are_few_and_never_consented(enrolments):
    others = enrolments[enrolments["status"].isin(["waitlisted", "declined"])]
    assert set(others["status"]) == {"waitlisted", "declined"}
    assert others["consent_date"].isna().all()
    assert len(others) < 0.1 * 4000


def test_nothing_follows_a_death(tables, contacts):
    died = contacts[contacts["location_status"] == "deceased"].set_index("return_id")["contact_date"]
    assert died.index.is_unique
    assert len(died) > 0
    assert not (contacts["contact_date"] > contacts["return_id"].map(died)).any()
    enrolled = tables["enrolments"].assign(died=tables["enrolments"]["return_id"].map(died))
    assert not (enrolled["exit_date"] > enrolled["died"]).any()
    served = tables["services"].merge(enrolled, on="enrolment_id")
    assert not (served["service_date"] > served["died"]).any()
    ids = tables["returns"].set_index("return_id")["child_id"]
    again = tables["returns"][tables["returns"]["child_id"].duplicated()]
    assert not set(again["child_id"]) & set(ids[died.index])


def test_second_returns_follow_the_first_in_both_arms_while_a_child(tables):
    returns = tables["returns"]
    second = returns[returns["child_id"].duplicated()].merge(
        returns.drop_duplicates("child_id"), on="child_id", suffixes=("", "_first")
    )
    assert (second["return_date"] > second["return_date_first"]).all()
    assert set(second["data_source"]) == {"reception_centre"}
    referred = tables["enrolments"].dropna(subset="consent_date")["return_id"]
    arms = second["return_id_first"].isin(set(referred)).value_counts()
    assert arms[True] > 10
    assert arms[False] > 10
    assert second["country"].eq(second["country_first"]).all()


def test_grown_children_are_seen_again_by_reception_centres_as_contacts(contacts):
    received = contacts[contacts["mode"] == "reception_centre"]
    assert set(received["location_status"]) == {"detained"}
    age = received["age_at_return_years"] + (received["contact_date"] - received["return_date"]).dt.days / 365.25
    assert (age > 17).all()


def test_age_fits_the_month_of_birth(tables):
    returns = tables["returns"].drop_duplicates("child_id")
    born = pd.to_datetime(returns["birth_month"].astype(str) + "-01")
    age = (returns["return_date"] - born).dt.days / 365.25
    assert (age >= returns["age_at_return_years"].astype(float) - 0.01).all()
    assert (age <= returns["age_at_return_years"].astype(float) + 1.09).all()


def test_no_evidence_at_home_follows_evidence_away(tables, contacts):
    away = contacts[contacts["location_status"].isin(AWAY)]
    first = away["reported_departure_date"].fillna(away["contact_date"]).groupby(away["return_id"]).min()
    home = contacts[contacts["location_status"].isin(AT_HOME)]
    assert not (home["contact_date"] > home["return_id"].map(first)).any()
    enrolled = tables["enrolments"]
    assert not (enrolled["enrolment_date"] > enrolled["return_id"].map(first)).any()
    served = tables["services"].merge(enrolled, on="enrolment_id")
    assert not (served["service_date"] > served["return_id"].map(first)).any()


def test_partners_serve_their_own_departments(enrolments):
    assert set(enrolments["partner_id"]) == set(PARTNERS)
    consented = enrolments.dropna(subset="consent_date")
    assert not consented.drop_duplicates(["department", "partner_id"])["department"].duplicated().any()


def test_siblings_share_household_and_return(tables):
    first = tables["returns"].drop_duplicates("child_id")
    homes = first.groupby("household_id").agg(n=("child_id", "size"), dates=("return_date", "nunique"))
    assert (homes["dates"] == 1).all()
    assert 0.1 < homes.loc[homes["n"] > 1, "n"].sum() / len(first) < 0.2
    assert 0.005 < first["household_id"].isna().mean() < 0.03


def test_missing_and_unknown_are_both_there(tables):
    for column in ("has_parent_abroad", "has_smuggler_debt", "reason_violence", "in_school_before"):
        values = tables["returns"][column]
        assert 0.01 < values.isna().mean() < 0.1
        assert 0.01 < (values == "unknown").mean() < 0.1


def test_unknown_status_goes_with_children_not_seen(scenario, contacts):
    unknown = contacts[contacts["location_status"] == "unknown"]
    assert (len(unknown) == 0) == (scenario == "selection")
    assert not unknown["is_child_seen"].any()
    assert unknown["not_seen_reason"].notna().all()
