"""Claims: what a study may claim, what the data are asked, and which verdict follows from which numbers."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import a_study, contacts, enrolments, on, returns, seen, services
from numpy.testing import assert_allclose

from impact.claims import Limits, study_claims, verdict
from impact.claims.participants import free_of_event
from impact.cohort.ever_enrolled import EverEnrolled, ever_enrolled
from impact.errors import StudyError
from impact.results import Effects
from impact.study import Study
from impact.study.claims import VERDICTS, Claim

TEXT = {"en": "Said.", "es": "Dicho."}
STUDIES = Path(__file__).parents[2] / "studies"
SAME = 1e-12
"""Two ways to the same number."""


def a_claim(**keys: Any) -> Claim:
    usual = {"id": "one", "statement": TEXT, "source": TEXT, "quantity": "free_of_event", "horizon": 100}
    return Claim.model_validate({**usual, "threshold": 0.9, **keys})


def limits(*numbers: float) -> Limits:
    return Limits(*numbers)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        # ci_lower, ci_upper, worst, best; the claim is of 0.9 and more.
        ((0.93, 0.97, 0.91, 0.98), "established"),
        ((0.93, 0.97, 0.90, 0.98), "established"),
        ((0.93, 0.97, 0.8999, 0.98), "consistent"),
        ((0.85, 0.90, 0.60, 0.95), "consistent"),
        ((0.85, 0.8999, 0.60, 0.95), "not_supported"),
        ((0.85, 0.89, 0.60, 0.90), "not_supported"),
        ((0.85, 0.89, 0.60, 0.8999), "contradicted"),
        ((0.85, 0.92, np.nan, np.nan), "consistent"),
        ((0.93, 0.97, np.nan, np.nan), "consistent"),
        ((0.80, 0.85, np.nan, np.nan), "not_supported"),
        ((np.nan, np.nan, 0.95, 0.99), "not_checkable"),
    ],
)
def test_each_verdict_follows_from_its_rule_up_to_the_limit(numbers: tuple[float, ...], expected: str) -> None:
    claim = a_claim()
    assert verdict(claim, limits(*numbers)) == expected
    # The same claim with the opposite sign, of which values under the threshold are in favour.
    lower, upper, worst, best = numbers
    mirrored = a_claim(quantity="effect", threshold=-0.9)
    assert verdict(mirrored, limits(-upper, -lower, -worst, -best)) == expected


def test_what_is_rounded_outward_onto_the_threshold_was_on_its_side_of_it() -> None:
    claim = a_claim()
    for exact, rounded in (((0.85, 0.9, 0.6, 0.9), "contradicted"), ((0.85, 0.9, 0.6, 0.95), "not_supported")):
        assert verdict(claim, limits(*exact)) == "consistent"
        assert verdict(claim, limits(*exact), rounded=True) == rounded
    assert verdict(claim, limits(0.9, 0.9, 0.9, 0.9), rounded=True) == "established"


def test_verdicts_never_grow_stronger_when_limits_move_outward() -> None:
    strength = {"contradicted": -2, "not_supported": -1, "consistent": 0, "established": 2}
    grid = (0.85, 0.89, 0.9, 0.91, 0.95)
    claim, seen_verdicts = a_claim(), set()
    for worst, lower, upper, best in product(grid, repeat=4):
        if not worst <= lower <= upper <= best:
            continue
        exact = verdict(claim, limits(lower, upper, worst, best))
        wider = verdict(claim, limits(lower - 0.004, upper + 0.004, worst - 0.004, best + 0.004))
        assert abs(strength[wider]) <= abs(strength[exact])
        assert strength[wider] * strength[exact] >= 0
        seen_verdicts.add(exact)
    assert seen_verdicts == set(strength)


DEMO = (STUDIES / "cmrrp-demo.yaml").read_text(encoding="utf-8").partition("claims:")[0]
CLAIM = """claims:
  - id: one
    statement: {en: "Said.", es: "Dicho."}
    source: {en: "Somebody.", es: "Alguien."}
"""
RISK = CLAIM + "    quantity: free_of_event\n    horizon: 12\n    threshold: 0.9\n"
COUNT = "    counts: [{programme: p, unit: family, threshold: 3}]\n"


def load(tmp_path: Path, text: str) -> Study:
    path = tmp_path / "study.yaml"
    path.write_text(DEMO + text, encoding="utf-8")
    return Study.load(path)


# ruff: noqa: E501 - a table reads best with a case a line
WRONG = {
    "no such quantity": (
        CLAIM + "    quantity: success\n    threshold: 1\n",
        ["there is no quantity 'success'", "free_of_event"],
    ),
    "a percentage": (RISK.replace("0.9", "90"), ["90% is 0.9"]),
    "no threshold": (CLAIM + "    quantity: free_of_event\n    horizon: 12\n", ["free_of_event needs a threshold"]),
    "a horizon of nothing": (RISK.replace("12", "0"), ["claims.0.horizon = 0"]),
    "a count with a horizon": (
        CLAIM + "    quantity: children_served\n    threshold: 5\n    horizon: 12\n",
        ["horizon does not belong to the quantity children_served"],
    ),
    "a negative count": (CLAIM + "    quantity: children_served\n    threshold: -5\n", ["never below 0"]),
    "activity without counts": (
        CLAIM + "    quantity: activity_count\n",
        ["counts belong to the quantity activity_count"],
    ),
    "counts of a risk": (RISK + COUNT, ["counts belong to the quantity activity_count"]),
    "activity with a threshold of its own": (
        CLAIM + "    quantity: activity_count\n    threshold: 4\n" + COUNT,
        ["threshold in each of its counts"],
    ),
    "no such unit": (
        CLAIM + "    quantity: activity_count\n" + COUNT.replace("family", "household"),
        ["claims.0.counts.0.unit = 'household'", "family"],
    ),
    "a window of a risk": (RISK + "    since: 2015-01-01\n", ["since does not belong to the quantity free_of_event"]),
    "a window that ends before it begins": (
        CLAIM + "    quantity: children_served\n    threshold: 5\n    since: 2015-01-01\n    until: 2014-01-01\n",
        ["until, 2014-01-01, is before since"],
    ),
    "an effect of another programme": (
        CLAIM + "    quantity: effect\n    horizon: 12\n    threshold: -0.1\n    programme: p\n",
        ["programme does not belong"],
    ),
    "an effect at another time": (
        CLAIM + "    quantity: effect\n    horizon: 9\n    threshold: -0.1\n",
        ["horizon 9", "not one of horizons"],
    ),
    "one language": (RISK.replace(', es: "Dicho."', ""), ["claims.0.statement has no text in es"]),
    "no statement": (RISK.replace('{en: "Said.", es: "Dicho."}', "{}"), ["statement must say so"]),
    "an unknown key": (RISK.replace("threshold", "treshold"), ["'claims.0.treshold'", "'threshold'"]),
    "a count twice": (
        CLAIM
        + "    quantity: activity_count\n"
        + COUNT.replace("}]", "}, {programme: p, unit: family, threshold: 4}]"),
        ["stand twice"],
    ),
    "twice the same": (RISK + RISK.partition("\n")[2], ["an id stands twice"]),
}


@pytest.mark.parametrize(("text", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_claim_is_refused_and_the_message_says_why(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(StudyError) as caught:
        load(tmp_path, text)
    for phrase in said:
        assert phrase in str(caught.value)


def test_a_claim_that_can_be_asked_is_read(tmp_path: Path) -> None:
    (claim,) = load(tmp_path, RISK).claims
    assert (claim.threshold, claim.is_met_from_above) == (0.9, True)
    (claim,) = load(tmp_path, CLAIM + "    quantity: effect\n    horizon: 12\n    threshold: -0.1\n").claims
    assert not claim.is_met_from_above


def test_the_demonstration_asks_the_six_claims_of_the_programmes() -> None:
    claims = Study.load(STUDIES / "cmrrp-demo.yaml").claims
    assert [claim.quantity for claim in claims].count("activity_count") == 3
    assert len(claims) == 6
    assert sum(len(claim.counts) for claim in claims) == 6
    for claim in claims:
        assert "http" not in str(claim.source)
        assert claim.needs
        assert claim.misleads
    assert "no time" in claims[0].reading["en"]


def tables(*children: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Children who returned on day 0 and enrolled on `enrolled` (day 10); `seen` are contacts, the rest an enrolment."""
    enrolled, visits, back = [], [], []
    for number, child in enumerate(children):
        row = {"return_id": f"r{number}", "enrolment_date": on(child.get("enrolled", 10))}
        enrolled.append(
            row | {name: child[name] for name in ("exit_date", "exit_reason", "programme", "status") if name in child}
        )
        visits += [{"return_id": f"r{number}"} | visit for visit in child.get("seen", ())]
        back.append({name: child[name] for name in ("household_id", "has_reporting_consent") if name in child})
    return {
        "returns": returns(*back),
        "enrolments": enrolments(*enrolled),
        "contacts": contacts(*visits),
        "services": services(),
    }


def test_children_are_followed_from_enrolment_whatever_a_comparison_would_ask_of_them() -> None:
    made = tables(
        {"seen": [seen(40), seen(60, "abroad")]},
        {"enrolled": 30, "seen": [seen(20, "abroad"), seen(100)]},
        {"seen": [seen(50, "deceased")]},
        {"has_reporting_consent": False},
        {"status": "referred"},
        {"programme": "other"},
    )  # fmt: skip
    made["returns"].loc[0, "country"] = "SLV"
    people = ever_enrolled(
        made, a_study(eligibility={"countries": ["GTM"]}, outcome={"competing": ["lawful_migration"]})
    )
    assert len(people) == 4
    assert people.event.tolist() == [1, 0, 2, 0]
    assert people.lower[:2].tolist() == [30, 70]
    assert people.upper[:2].tolist() == [50, np.inf]
    assert people.day.tolist() == [40, 70, 20, 0]
    assert len(ever_enrolled(made, a_study(), "cmrrp")) == 3


def test_a_child_who_enrols_again_is_followed_from_the_first_time() -> None:
    made = tables({"enrolled": 10}, {"enrolled": 50})
    made["returns"]["child_id"] = "c0"
    made["returns"].loc[1, "return_date"] = pd.Timestamp(on(40))
    people = ever_enrolled(made, a_study())
    assert people.event.tolist() == [1]
    # The second return, 30 days after the first enrolment, shows that the child had left.
    assert (people.lower[0], people.upper[0]) == (0, 30)


def test_services_end_for_a_known_reason_or_not_at_all() -> None:
    reasons = ("completed", "withdrew", "aged_out", "transferred", "other", "lost", "unknown", "remigrated", "died")
    made = tables(*({"exit_date": on(70), "exit_reason": reason} for reason in reasons))
    left = ever_enrolled(made, a_study()).left_services
    assert left.tolist() == [60.0] * 5 + [np.inf] * 4


def enrolled(**arrays: Any) -> EverEnrolled:
    size = len(arrays["event"])
    usual = {
        "lower": arrays.get("day"), "upper": np.where(np.array(arrays["event"]) > 0, arrays.get("day"), np.inf),
        "left_services": np.full(size, np.inf), "observable": np.full(size, 1000.0), "household": np.arange(size),
    }  # fmt: skip
    made = {name: np.asarray(value) for name, value in (usual | arrays).items()}
    return EverEnrolled(**made)


def test_without_loss_it_is_the_plain_share_and_the_bounds_are_its_interval() -> None:
    event = np.repeat([1, 2, 0], [20, 10, 70])
    day = np.where(event > 0, 50.0, 400.0)
    found = free_of_event(enrolled(event=event, day=day), 365.25)
    assert_allclose(found.recorded.estimate, 0.8, atol=SAME)
    assert (found.n, found.events, found.lost, found.at_risk) == (100, 20, 0, 70)
    assert (found.worst, found.best) == (found.recorded.ci_lower, found.recorded.ci_upper)


def test_everybody_lost_leaves_or_nobody_does() -> None:
    event = np.repeat([1, 0, 0], [20, 30, 50])
    day = np.repeat([50.0, 60.0, 400.0], [20, 30, 50])
    found = free_of_event(enrolled(event=event, day=day), 365.25)
    assert found.lost == 30
    for lost, bound, name in ((1, found.worst, "ci_lower"), (0, found.best, "ci_upper")):
        taken = np.repeat([1, lost, 0], [20, 30, 50])
        certain = free_of_event(enrolled(event=taken, day=np.where((event == 0) & (lost == 0), 400.0, day)), 365.25)
        assert_allclose(bound, getattr(certain.recorded, name), atol=SAME)
    assert_allclose(found.recorded.estimate, 0.8, atol=SAME)
    assert found.worst < 0.5 < 0.8 < found.best


def test_whom_the_cut_off_ends_is_not_lost_and_who_was_last_seen_before_it_is() -> None:
    event, day = np.zeros(60, int), np.full(60, 200.0)
    assert free_of_event(enrolled(event=event, day=day, observable=np.full(60, 200.0)), 365.25).lost == 0
    assert free_of_event(enrolled(event=event, day=day, observable=np.full(60, 201.0)), 365.25).lost == 60
    assert free_of_event(enrolled(event=event, day=np.full(60, 365.0)), 365.25).lost == 0


def test_dates_that_may_lie_beyond_the_horizon_are_within_it_in_the_worst_case_alone() -> None:
    event = np.repeat([1, 0], [40, 60])
    people = enrolled(
        event=event,
        day=np.where(event == 1, 105.0, 400.0),
        lower=np.where(event == 1, 90.0, 400.0),
        upper=np.where(event == 1, 120.0, np.inf),
    )
    found = free_of_event(people, 100.0)
    assert (found.events, found.recorded.estimate) == (0, 1.0)
    assert found.worst < 0.6
    assert found.best == 1.0


def test_a_case_that_was_closed_shows_nothing_in_the_worst_case() -> None:
    event, left = np.repeat([1, 0], [20, 80]), np.repeat([np.inf, 300.0], [20, 80])
    day = np.repeat([50.0, 290.0], [20, 80])
    unseen = free_of_event(enrolled(event=event, day=day, left_services=left), 365.25, in_services=True)
    seen_after = free_of_event(
        enrolled(event=event, day=np.repeat([50.0, 310.0], [20, 80]), left_services=left), 365.25, in_services=True
    )
    assert_allclose([unseen.recorded.estimate, seen_after.recorded.estimate], 0.8, atol=SAME)
    assert (unseen.lost, seen_after.lost) == (80, 0)
    assert unseen.worst == 0.0
    assert seen_after.worst > 0.7


def test_who_leaves_services_first_did_not_remigrate_during_them() -> None:
    event = np.repeat([1, 1], [20, 80])
    left = np.repeat([np.inf, 100.0], [20, 80])
    people = enrolled(event=event, day=np.repeat([50.0, 200.0], [20, 80]), left_services=left)
    assert_allclose(free_of_event(people, 365.25, in_services=True).recorded.estimate, 0.8, atol=SAME)
    assert free_of_event(people, 365.25).recorded.estimate == 0.0


def test_children_of_one_household_are_counted_together() -> None:
    event = np.repeat([1, 0], [20, 80])
    day = np.where(event > 0, 50.0, 400.0)
    alone = free_of_event(enrolled(event=event, day=day), 365.25)
    twice = free_of_event(enrolled(event=event, day=day, household=np.arange(100) // 2), 365.25)
    half = free_of_event(enrolled(event=event[::2], day=day[::2]), 365.25)
    assert_allclose(
        [twice.recorded.ci_lower, twice.recorded.ci_upper], [half.recorded.ci_lower, half.recorded.ci_upper], atol=SAME
    )
    assert twice.recorded.ci_lower < alone.recorded.ci_lower


def register(
    made: dict[str, pd.DataFrame], *claims: Claim, effects: Effects | None = None, **study: Any
) -> pd.DataFrame:
    asked = a_study(claims=[claim.model_dump(exclude_unset=True) for claim in claims], **study)
    return study_claims(made, lambda: effects or Effects.empty(), asked).frame


def test_a_claim_without_a_time_or_without_anybody_cannot_be_checked() -> None:
    made = tables({"seen": [seen(40)]})
    frame = register(made, a_claim(horizon=None), a_claim(id="two", programme="nobodys"), a_claim(id="three"))
    assert frame["verdict"].tolist() == ["not_checkable"] * 3
    assert frame["reason"].tolist() == [
        "[no_horizon]",
        "[no_denominator]",
        "[few_enrolled]",
    ]
    assert frame["n"].tolist() == [1, 0, 1]


def forty(*, leave: int, lost: int) -> dict[str, pd.DataFrame]:
    gone = [{"seen": [seen(30), seen(50, "abroad")]}] * leave
    unseen = [{"seen": [seen(30)]}] * lost
    return tables(*gone, *unseen, *[{"seen": [seen(30), seen(300)]}] * (100 - leave - lost))


@pytest.mark.parametrize(
    ("leave", "lost", "threshold", "expected"),
    [
        (15, 0, 0.7, "established"),
        (15, 40, 0.8, "consistent"),
        (15, 40, 0.95, "contradicted"),
        (45, 40, 0.55, "not_supported"),
        (9, 40, 0.5, "not_checkable"),
    ],
)
def test_a_register_passes_every_verdict_on_a_share(leave: int, lost: int, threshold: float, expected: str) -> None:
    frame = register(forty(leave=leave, lost=lost), a_claim(threshold=threshold))
    assert frame["verdict"].tolist() == [expected]
    assert frame[["n", "events", "lost"]].to_numpy().tolist() == [[100, leave, lost]]


def test_children_served_are_distinct_and_their_services_delivered() -> None:
    made = tables({}, {}, {}, {"has_reporting_consent": False}, {"programme": "other"})
    made["services"] = services(
        {"enrolment_id": "e0", "service_date": on(20)}, {"enrolment_id": "e0", "service_date": on(30)},
        {"enrolment_id": "e1", "service_date": on(20), "status": "referred"},
        {"enrolment_id": "e2", "service_date": on(99)}, {"enrolment_id": "e3", "service_date": on(20)},
        {"enrolment_id": "e4", "service_date": on(20)},
    )  # fmt: skip
    served = {"quantity": "children_served", "horizon": None, "threshold": 2}
    frame = register(
        made,
        a_claim(**served),
        a_claim(id="two", programme="cmrrp", **served),
        a_claim(id="three", until=on(50), **served),
    )
    assert frame["verdict"].tolist() == ["count"] * 3
    assert frame["n"].tolist() == [3, 2, 2]


def counted(*counts: dict[str, Any]) -> dict[str, Any]:
    return {"quantity": "activity_count", "horizon": None, "threshold": None, "counts": counts}


def test_a_sum_of_months_may_count_somebody_twice_and_one_deduplicated_count_does_not() -> None:
    rows = [
        ("p", "2024-01", "family", 40, True),
        ("p", "2024-02", "family", 30, True),
        ("p", "2024-01", "person", 90, False),
        ("p", "2026-01", "family", 500, True),
    ]
    activity = pd.DataFrame(rows, columns=["programme", "period", "unit", "count", "is_deduplicated"])
    family = {"programme": "p", "unit": "family", "threshold": 50}
    frame = register(
        {**tables({}), "activity_counts": activity},
        a_claim(**counted(family, {**family, "unit": "person"}, {**family, "unit": "case"})),
        a_claim(id="two", **counted({**family, "until": on(20)})),
    )
    assert frame["verdict"].tolist() == ["count"] * 4
    assert frame["n"].fillna(-1).tolist() == [70, 90, -1, 40]
    assert frame["reason"].tolist() == ["[may_repeat]", "[may_repeat]", "[no_count]", ""]
    assert frame["unit"].tolist() == ["family", "person", "case", "family"]


def effects(*, status: str = "reported", bounds: bool = True) -> Effects:
    rows = [("main", "iptw", -0.08, -0.13, -0.03, status)]
    rows += (
        [("loss_worst", "iptw", 0.02, -0.03, 0.06, "reported"), ("loss_best", "iptw", -0.2, -0.25, -0.15, "reported")]
        if bounds
        else []
    )
    frame = pd.DataFrame(rows, columns=["analysis", "method", "estimate", "ci_lower", "ci_upper", "status"])
    frame.loc[frame["status"] == "withheld", ["estimate", "ci_lower", "ci_upper"]] = np.nan
    frame["reason"] = np.where(frame["status"] == "withheld", "Too few. [few_events]", "")
    same = {
        "population": "all",
        "measure": "risk_difference",
        "estimand": "att",
        "arm": "contrast",
        "event": 1,
        "horizon": 100.0,
        "n": 200,
    }
    return Effects(frame.assign(**same).reindex(columns=list(Effects.COLUMNS)))


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [(0.06, "established"), (0.0, "consistent"), (-0.14, "not_supported"), (-0.26, "contradicted")],
)
def test_an_effect_is_judged_by_the_bounds_of_the_difference(threshold: float, expected: str) -> None:
    claim = a_claim(quantity="effect", threshold=threshold)
    (row,) = register(tables({}), claim, effects=effects()).to_dict("records")
    assert row["verdict"] == expected
    assert (row["worst"], row["best"]) == (0.06, -0.25)


def test_an_effect_without_bounds_or_without_an_estimate_is_never_established() -> None:
    claim = a_claim(quantity="effect", threshold=0.0)
    frame = register(tables({}), claim, effects=effects(bounds=False))
    assert (frame["verdict"][0], frame[["worst", "best"]].isna().all(axis=None)) == ("consistent", True)
    frame = register(tables({}), claim, effects=effects(status="withheld"))
    assert (frame["verdict"][0], frame["reason"][0]) == ("not_checkable", "Too few. [few_events]")
    assert register(tables({}), claim)["verdict"].tolist() == ["not_checkable"]


def test_a_flat_table_knows_nobody_who_enrolled() -> None:
    study = Study.load(STUDIES / "rossi.yaml")
    claims = [a_claim(), a_claim(id="two", **counted({"programme": "p", "unit": "case", "threshold": 5}))]
    frame = study_claims({}, Effects.empty, study.model_copy(update={"claims": tuple(claims)})).frame
    assert frame["verdict"].tolist() == ["not_checkable", "count"]
    assert set(frame["reason"]) == {"[no_denominator]"}
    assert set(frame["verdict"]) < set(VERDICTS)
