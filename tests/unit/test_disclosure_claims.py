"""Claims released: numbers as coarse as their kind, verdicts that these numbers can carry, no count of a few."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import a_study

from impact.claims import Limits, verdict
from impact.disclosure import reason_codes
from impact.disclosure.claims import release_claims
from impact.disclosure.footing import Footing
from impact.disclosure.rules import rate_step
from impact.results import Checks, Claims, CohortFlow, Effects, StudyResults
from impact.study import Study

TEXT = {"en": "Said.", "es": "Dicho."}
SHARE = {"estimate": 0.8927, "ci_lower": 0.8539, "ci_upper": 0.9216, "worst": 0.5433, "best": 0.9336}
PEOPLE = {"n": 449.0, "events": 42.0, "lost": 139.0, "at_risk": 260.0}
NUMBERS = [*SHARE]


def asked(**keys: Any) -> dict[str, Any]:
    usual = {"id": "one", "statement": TEXT, "source": TEXT, "quantity": "free_of_event", "horizon": 100}
    return {**usual, "threshold": 0.9, **keys}


def row(claim: dict[str, Any], **numbers: Any) -> dict[str, Any]:
    """A row as the register writes it, with the verdict that its numbers lead to."""
    made = {name: claim.get(name) for name in ("quantity", "horizon", "threshold")} | {"claim": claim["id"]}
    made |= {**SHARE, **PEOPLE, "activity": "", "unit": "", "reason": "", **numbers}
    (study_claim,) = a_study(claims=[claim]).claims
    limits = Limits(*(made[name] for name in ("ci_lower", "ci_upper", "worst", "best")))
    return {"verdict": "not_checkable" if made["reason"] else verdict(study_claim, limits), **made}


def flow(people: float = 455.0) -> CohortFlow:
    rows = [
        (step, step, arm, n)
        for step in ("all", "analysed")
        for arm, n in (("programme", people), ("comparison", 1900.0))
    ]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def released(
    *rows: dict[str, Any], claims: list[dict[str, Any]], study: Study | None = None, **frames: Any
) -> pd.DataFrame:
    study = study or a_study(claims=claims)
    made = Claims(pd.DataFrame([dict.fromkeys(Claims.COLUMNS) | each for each in rows], columns=list(Claims.COLUMNS)))
    results = StudyResults.of({"flow": flow(), "claims": made, **frames})
    return release_claims(made, Footing(results, study)).frame


def test_a_share_comes_in_steps_with_its_limits_outward_and_nothing_else_is_counted() -> None:
    claim = asked()
    (shown,) = released(row(claim), claims=[claim]).to_dict("records")
    step = rate_step(450, a_study().disclosure)
    for name in NUMBERS:
        assert abs(shown[name] / step - round(shown[name] / step)) < 1e-6
        assert abs(shown[name] - SHARE[name]) < step
    assert shown["worst"] <= SHARE["worst"]
    assert shown["ci_lower"] <= SHARE["ci_lower"]
    assert shown["ci_upper"] >= SHARE["ci_upper"]
    assert shown["best"] >= SHARE["best"]
    assert np.isnan([shown[name] for name in ("events", "lost", "at_risk")]).all()
    assert shown["verdict"] == "consistent"


def test_children_nearly_those_of_the_programme_arm_or_of_another_claim_read_alike() -> None:
    claims = [asked(), asked(id="two", quantity="children_served", horizon=None), asked(id="three", horizon=50)]
    rows = [
        row(claims[0]),
        {**row(claims[0]), "claim": "two", "quantity": "children_served", "n": 437.0, "verdict": "count"},
    ]
    shown = released(*rows, {**row(claims[2]), "n": 431.0}, claims=claims)
    # 449 is within 10 of the arm's 455; 437 is not, and 431 is within 10 of 437.
    assert shown["n"].tolist() == [455.0, 435.0, 435.0]


@pytest.mark.parametrize(("exact", "n"), [(7.0, np.nan), (0.0, 0.0), (13.0, 15.0), (842.0, 840.0), (np.nan, np.nan)])
def test_counts_are_shown_as_counts_are(exact: float, n: float) -> None:
    counts = [{"programme": "p", "unit": "family", "threshold": 430}]
    claim = asked(quantity="activity_count", horizon=None, threshold=None, counts=counts)
    made = {
        "claim": "one",
        "quantity": "activity_count",
        "threshold": 430.0,
        "n": exact,
        "verdict": "count",
        "reason": "[may_repeat]",
    }
    (shown,) = released({**made, "activity": "p", "unit": "family"}, claims=[claim]).to_dict("records")
    assert shown["n"] == n or (np.isnan(n) and np.isnan(shown["n"]))
    assert shown["verdict"] == "count"
    assert "twice" in shown["reason"]


def test_a_few_lost_take_the_bounds_with_them_and_what_rests_on_them() -> None:
    near = {"worst": 0.95, "ci_lower": 0.953, "estimate": 0.97, "ci_upper": 0.98, "best": 0.981}
    low = {"worst": 0.70, "ci_lower": 0.71, "estimate": 0.75, "ci_upper": 0.79, "best": 0.80}
    claim = asked()
    for numbers, exact, weaker in ((near, "established", "consistent"), (low, "contradicted", "not_supported")):
        for lost, expected in ((10.0, weaker), (0.0, exact), (11.0, exact)):
            made = row(claim, **numbers, lost=lost)
            assert made["verdict"] == exact
            (shown,) = released(made, claims=[claim]).to_dict("records")
            assert shown["verdict"] == expected
            assert np.isnan(shown["worst"]) == np.isnan(shown["best"]) == (lost == 10.0)
            assert reason_codes(shown["reason"]) == (("few_enrolled_lost",) if lost == 10.0 else ())


@pytest.mark.parametrize(
    "code", ["few_enrolled", "few_enrolled_events", "few_enrolled_without", "few_enrolled_followed"]
)
def test_what_rests_on_a_few_has_no_number_and_no_verdict(code: str) -> None:
    claim = asked()
    (shown,) = released(row(claim, reason=f"[{code}]", n=7.0), claims=[claim]).to_dict("records")
    assert np.isnan([shown[name] for name in (*NUMBERS, "n", "events", "lost", "at_risk")]).all()
    assert shown["verdict"] == "not_checkable"
    assert shown["reason"].endswith(f"[{code}]")
    assert shown["reason"][0].isupper()


@pytest.mark.parametrize(("threshold", "is_on_the_grid"), [(0.9, True), (0.895, False)])
def test_a_released_verdict_is_that_of_the_released_numbers_and_never_stronger_than_the_exact_one(
    threshold: float, is_on_the_grid: bool
) -> None:
    strength = {"contradicted": -2, "not_supported": -1, "consistent": 0, "established": 2}
    rng, claim = np.random.default_rng(1), asked(threshold=threshold)
    names = ("worst", "ci_lower", "estimate", "ci_upper", "best")
    exact = [
        row(claim, **dict(zip(names, np.sort(numbers), strict=True))) for numbers in rng.uniform(0.85, 0.95, (300, 5))
    ]
    frame = released(*exact, claims=[claim])
    before, after = (
        np.array([strength[one] for one in verdicts])
        for verdicts in ([one["verdict"] for one in exact], frame["verdict"])
    )
    assert (np.abs(after) <= np.abs(before)).all()
    assert (after * before >= 0).all()
    # Limits that are rounded in steps of which the threshold is a whole number never cross it.
    assert ((after != before).sum() == 0) == is_on_the_grid
    assert (after == before).mean() > 0.6
    assert set(after) == set(strength.values())
    assert ((frame["verdict"] == "established") == (frame["worst"] >= threshold)).all()
    assert ((frame["verdict"] == "contradicted") == (frame["best"] <= threshold)).all()


def effects(**gap: float) -> Effects:
    rows = [
        ("main", -0.0812, -0.1312, -0.0312),
        ("loss_worst", 0.0212, -0.0312, 0.0612),
        ("loss_best", -0.2, -0.2512, -0.15),
    ]
    frame = pd.DataFrame(rows, columns=["analysis", "estimate", "ci_lower", "ci_upper"])
    same = {
        "population": "all",
        "method": "iptw",
        "estimand": "att",
        "event": 1,
        "horizon": 100.0,
        "status": "reported",
        "interval": "influence",
        "reason": "",
    }
    contrasts = frame.assign(measure="risk_difference", arm="contrast", n=2355.0, events=600.0)
    arms = [
        {
            "analysis": name,
            "measure": "risk",
            "arm": arm,
            "n": n,
            "events": events,
            "estimate": 0.3,
            "ci_lower": 0.2,
            "ci_upper": 0.4,
        }
        for name in frame["analysis"]
        for arm, n, events in (("programme", 455.0, 100.0), ("comparison", 1900.0, 500.0))
    ]
    return Effects(pd.concat([contrasts, pd.DataFrame(arms)]).assign(**same).reindex(columns=list(Effects.COLUMNS)))


EFFECT = asked(quantity="effect", threshold=0.08)


def of_effect() -> dict[str, Any]:
    numbers = {
        "estimate": -0.0812,
        "ci_lower": -0.1312,
        "ci_upper": -0.0312,
        "worst": 0.0612,
        "best": -0.2512,
        "n": 2355.0,
    }
    return row(EFFECT, **numbers, events=np.nan, lost=np.nan, at_risk=np.nan)


def test_an_effect_is_shown_as_the_effects_show_it() -> None:
    made = of_effect()
    assert made["verdict"] == "established"
    (shown,) = released(made, claims=[EFFECT], effects=effects()).to_dict("records")
    step = rate_step(455, a_study().disclosure)
    assert [round(shown[name] / step) for name in NUMBERS] == [-7, -11, -2, 6, -21]
    assert shown["verdict"] == "established"
    assert shown["n"] == 455 + 1900


def test_a_gate_that_withholds_the_headline_leaves_no_verdict_of_an_effect_and_leaves_shares_alone() -> None:
    failed = Checks(pd.DataFrame([["traced.comparison", 0.4, 0.6, "fail", "Few."]], columns=list(Checks.COLUMNS)))
    share = asked(id="two")
    shown = released(of_effect(), row(share), claims=[EFFECT, share], effects=effects(), checks=failed)
    assert shown["verdict"].tolist() == ["not_checkable", "consistent"]
    assert shown.loc[0, NUMBERS].isna().all()
    assert reason_codes(shown.loc[0, "reason"]) == ("gate:traced.comparison",)
    assert shown.loc[1, NUMBERS].notna().all()


def test_frames_read_back_from_files_are_released_alike(tmp_path) -> None:
    claim = asked()
    made = Claims(pd.DataFrame([row(claim)], columns=list(Claims.COLUMNS)))
    made.save(tmp_path)
    loaded = Claims.load(tmp_path)
    footing = Footing(StudyResults.of({"flow": flow(), "claims": loaded}), a_study(claims=[claim]))
    assert loaded.frame["unit"].isna().all()
    expected = release_claims(made, footing).frame
    pd.testing.assert_frame_equal(release_claims(loaded, footing).frame[NUMBERS], expected[NUMBERS])
