"""The figures that synthetic records were asked to have, within sampling error at 20,000 eligible children."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from impact.data.synthetic import figures, generate

CHILDREN = 20_000
HOME = ("at_home", "moved_in_country")
AWAY = ("en_route", "abroad", "detained")
YEAR = 365.25


def describe(tables):
    """One row an eligible child: arm, and days from the return to what the records know."""
    returns = tables["returns"]
    first = returns.drop_duplicates("child_id").set_index("return_id")
    quarter = first["return_date"].dt.to_period("Q")
    enrolled = tables["enrolments"].set_index("return_id")
    taken = enrolled[enrolled["status"] == "enrolled"]
    eligible = first["has_reporting_consent"].astype(bool) & first["country"].isin(["GTM", "HND"])
    eligible &= first["return_date"].between(*map(pd.Timestamp, figures.WINDOW))
    for values in (first["returned_from"], first["department"], quarter):
        eligible &= values.isin(values[first.index.isin(taken.index) & eligible])
    children = first[eligible].copy()
    consent = enrolled["consent_date"].reindex(children.index)
    children["arm"] = (consent <= children["return_date"]).astype(int)
    children["enrolled_on"] = (taken["enrolment_date"].reindex(children.index) - children["return_date"]).dt.days
    contacts = tables["contacts"]
    served = tables["services"].query("status == 'delivered'").merge(tables["enrolments"], on="enrolment_id")
    away = contacts[contacts["location_status"].isin(AWAY)]
    second = returns[returns["child_id"].duplicated()].merge(
        returns.drop_duplicates("child_id")[["child_id", "return_id"]], on="child_id", suffixes=("_again", "")
    )
    other = contacts[contacts["location_status"].isin(["deceased", "lawfully_abroad"])]
    known_away = away["reported_departure_date"].fillna(away["contact_date"])
    children["away"] = _days(children, [(away["return_id"], known_away), _pair(second, "return_date")]).min(axis=1)
    children["other"] = _days(children, [_pair(other, "contact_date")]).min(axis=1)
    children["came_back"] = children["child_id"].isin(second["child_id"]) | children.index.isin(
        contacts.loc[contacts["mode"] == "reception_centre", "return_id"]
    )
    home = contacts[contacts["location_status"].isin(HOME)]
    at_home = [_pair(home, "contact_date"), _pair(served, "service_date")]
    children["home"] = (
        _days(children, at_home, "max").max(axis=1).fillna(0).clip(lower=children["enrolled_on"].fillna(0))
    )
    children["remigrated"] = children["away"].notna() & ~(children["other"] < children["away"])
    midpoint = (children["home"] + children["away"]) / 2
    children["time"] = midpoint.where(children["remigrated"], children["other"].fillna(children["home"]))
    children["has_year"] = (figures.CUT_OFF - children["return_date"]).dt.days > YEAR
    return children


def _pair(frame, date):
    return frame["return_id"], frame[date]


def _days(children, dated, how="min"):
    columns = []
    for ids, dates in dated:
        best = dates.groupby(ids.to_numpy()).agg(how)
        columns.append((best.reindex(children.index) - children["return_date"]).dt.days)
    return pd.concat(columns, axis=1)


def traced(children):
    """Share traced to 12 months by arm, comparison first, as METHODS defines it."""
    known = (children["remigrated"] | children["other"].notna()) & (children["time"] <= YEAR)
    known |= children["home"] >= YEAR
    return known[children["has_year"]].groupby(children["arm"]).mean().to_numpy()


def year_risk(children):
    """Share known to have remigrated by 12 months by arm, comparison first; exact where nobody is lost."""
    gone = children["remigrated"] & (children["time"] <= YEAR)
    return gone[children["has_year"]].groupby(children["arm"]).mean().to_numpy()


@pytest.fixture(scope="module")
def exact():
    return describe(generate(scenario="selection", children=CHILDREN, seed=5)[0])


@pytest.fixture(scope="module")
def no_effect():
    return describe(generate(scenario="selection", children=CHILDREN, seed=5, hazard_ratio=1.0)[0])


@pytest.fixture(scope="module")
def good():
    return generate(scenario="good", children=CHILDREN, seed=5, hazard_ratio=1.0)[0]


def test_eligible_children_are_counted_exactly_and_a_fifth_is_referred(exact):
    assert len(exact) == CHILDREN
    assert exact["arm"].sum() == CHILDREN // 5


def test_overlap_of_routes_departments_and_quarters_holds(exact):
    enrolled = exact[exact["enrolled_on"].notna()]
    quarter = exact["return_date"].dt.to_period("Q")
    assert quarter.nunique() == 25
    assert len(set(zip(quarter[enrolled.index], enrolled["returned_from"], strict=True))) == 50
    assert set(enrolled["department"]) == set(exact["department"])


@pytest.mark.parametrize("children", [500, 2500])
@pytest.mark.parametrize("seed", range(3))
def test_overlap_holds_in_small_data_too(children, seed):
    described = describe(generate(children=children, seed=seed)[0])
    assert len(described) == children
    assert described["arm"].sum() == children // 5


def test_thirty_of_a_hundred_comparison_children_remigrate_within_a_year(exact):
    assert year_risk(exact)[0] == pytest.approx(0.30, abs=0.012)


def test_departures_are_front_loaded(exact):
    day = exact.loc[exact["remigrated"] & (exact["arm"] == 0), "time"]
    # Weibull with shape 0.7: 62% of the year's hazard falls into its first half; shocks and depletion move it.
    assert 0.58 < (day <= 182).sum() / (day <= 365).sum() < 0.72


def test_competing_events_have_the_yearly_rates_asked_for(exact):
    years = exact["time"].sum() / YEAR
    contacts = generate(scenario="selection", children=CHILDREN, seed=5)[0]["contacts"]
    contacts = contacts[contacts["return_id"].isin(exact.index)]
    counts = contacts["location_status"].value_counts()
    assert counts["deceased"] / years == pytest.approx(0.002, abs=0.001)
    assert counts["lawfully_abroad"] / years == pytest.approx(0.020, abs=0.003)


def test_every_event_of_the_selection_scenario_is_seen_on_its_day(exact):
    gone = exact[exact["remigrated"]]
    assert (gone["home"] == gone["away"]).all()
    rest = exact[~exact["remigrated"] & exact["other"].isna()]
    end = (figures.CUT_OFF - rest["return_date"]).dt.days.clip(upper=figures.FOLLOW_UP_DAYS)
    assert (rest["home"] == end).all()


@pytest.mark.parametrize(
    ("scenario", "shares"), [("good", (0.72, 0.80)), ("observed", (0.35, 0.75)), ("null", (0.72, 0.80))]
)
@pytest.mark.parametrize("children", [2500, CHILDREN])
def test_children_are_traced_as_the_scenario_says(scenario, shares, children):
    described = describe(generate(scenario=scenario, children=children, seed=8)[0])
    assert traced(described) == pytest.approx(shares, abs=0.01)


def test_loss_depends_on_remigration_only_where_it_is_meant_to(no_effect, good):
    """Odds of not being traced of those who leave within the year over those of the others, second receptions apart."""
    gone = no_effect["remigrated"] & (no_effect["time"] <= 365)
    ratio = {}
    for scenario, tables in (("good", good), ("observed", _observed())):
        seen = describe(tables)
        known = (seen["remigrated"] & (seen["time"] <= YEAR)) | (seen["home"] >= YEAR) | seen["other"].notna()
        counted = seen["has_year"] & (seen["arm"] == 0) & ~seen["came_back"]
        lost = 1 - known[counted].groupby(gone[counted]).mean()
        ratio[scenario] = (lost[True] / (1 - lost[True])) / (lost[False] / (1 - lost[False]))
    # Those who leave are found out before they could be lost; debts and age raise both, beside the doubled odds.
    assert ratio["good"] < 1
    assert 1.8 < ratio["observed"] < 3.2


def _observed():
    return generate(scenario="observed", children=CHILDREN, seed=5, hazard_ratio=1.0)[0]


def test_crude_programme_rates_are_low_without_any_effect(no_effect, good):
    """What selection and three habits make of a programme that does nothing (hazard ratio 1)."""
    comparison, programme = year_risk(no_effect)
    assert comparison == pytest.approx(0.30, abs=0.012)
    assert programme == pytest.approx(0.163, abs=0.018)
    children = describe(good)
    enrolled = children[children["enrolled_on"].notna() & children["has_year"]]
    since = enrolled["time"] - enrolled["enrolled_on"]
    crude = (enrolled["remigrated"] & (since <= YEAR)).mean()
    # The clock from enrolment, only those who enrolled, and everybody who was lost counted as stayed: near 10%.
    assert crude == pytest.approx(0.125, abs=0.02)


def test_selection_is_strong_and_the_arms_still_overlap(exact):
    x = pd.DataFrame(
        {"us": exact["returned_from"] == "US", "age": exact["age_at_return_years"], "prior": exact["prior_attempts"]}
    )
    for name in ("has_smuggler_debt", "has_parent_abroad"):
        x[name] = (exact[name] == "yes").fillna(False)
    x = x.astype(float)
    arms = [x[exact["arm"] == arm] for arm in (0, 1)]
    difference = (arms[1].mean() - arms[0].mean()) / np.sqrt((arms[0].var() + arms[1].var()) / 2)
    assert difference.abs().max() > 0.35
    assert difference.abs().max() < 0.80


def test_background_has_the_shares_of_the_surveys(exact):
    boys = (exact["sex"] == "male").mean()
    assert boys == pytest.approx(0.70, abs=0.015)
    assert exact["age_at_return_years"].mean() == pytest.approx(15.5, abs=0.1)
    guatemala, honduras = (exact[exact["country"] == name] for name in ("GTM", "HND"))
    assert (honduras["sex"] == "female").mean() == pytest.approx(0.45, abs=0.02)
    known = guatemala["is_indigenous"].isin(["yes", "no"])
    assert (guatemala["is_indigenous"][known] == "yes").mean() == pytest.approx(0.65, abs=0.02)
    known = exact["has_parent_abroad"].isin(["yes", "no"])
    assert (exact["has_parent_abroad"][known] == "yes").mean() == pytest.approx(0.63, abs=0.02)
    leading = guatemala["department"].value_counts().index[:4]
    assert set(leading) == {"San Marcos", "Huehuetenango", "Quiché", "Quetzaltenango"}
    assert exact["debt_usd"].min() >= 7_000
    assert exact["debt_usd"].max() <= 16_000
    turning = exact["age_at_return_years"].eq(17).mean()
    assert 0.20 < turning < 0.42


def test_programme_children_mostly_return_from_the_united_states(exact):
    share = exact["returned_from"].eq("US").groupby(exact["arm"]).mean()
    assert share[1] > 0.55
    assert share[0] < 0.45


def test_contacts_are_denser_in_the_programme_arm_and_some_children_enrol_never(good):
    children = describe(good)
    visits = good["contacts"]["return_id"].value_counts().reindex(children.index).fillna(0)
    assert visits[children["arm"] == 1].mean() > 2 * visits[children["arm"] == 0].mean()
    never = children.loc[children["arm"] == 1, "enrolled_on"].isna().mean()
    assert 0.12 < never < 0.20


def test_shocks_move_the_risk_with_the_calendar(exact):
    year = exact["return_date"].dt.year
    gone = exact["remigrated"] & (exact["time"] <= 182)
    late_2020 = exact["return_date"].between(pd.Timestamp("2020-11-01"), pd.Timestamp("2020-12-31"))
    early_2020 = exact["return_date"].between(pd.Timestamp("2020-02-15"), pd.Timestamp("2020-03-31"))
    assert gone[late_2020].mean() > 1.25 * gone[early_2020].mean()
    assert year.nunique() == 7
