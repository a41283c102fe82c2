"""Claims of milestones: what is counted in which unit and window, and what loss leaves open of a share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pathway_rows import a_case, a_label, a_study, an_application, tables

from impact.claims import study_claims
from impact.cohort.pathway import build_pathway
from impact.disclosure.release import release
from impact.estimate.pathway import pathway_curves, pathway_effects, pathway_funnel
from impact.results import Effects, StudyResults

DAY = np.datetime64("2025-01-01")


def on(day: int) -> str:
    return str(DAY + day)


def a_claim(**keys: Any) -> dict[str, Any]:
    return {"id": "one", "statement": a_label("Said."), "source": a_label("Here."), **keys}


def counted(**keys: Any) -> dict[str, Any]:
    return a_claim(quantity="milestone_count", threshold=2, **keys)


def shared(**keys: Any) -> dict[str, Any]:
    usual = {"milestone": "eligible", "among": "screened", "horizon": 100, "threshold": 0.5}
    return a_claim(quantity="milestone_share", **(usual | keys))


def asked(rows: list[dict[str, Any]], claim: dict[str, Any], **study: Any) -> pd.Series:
    return study_claims(tables(*rows), Effects.empty, a_study(claims=[claim], **study)).frame.iloc[0]


FAMILIES = [
    a_case("a", screened=on(0), eligible=on(5)),
    a_case("b", screened=on(10)),
    a_case("silent", screened=on(0), has_reporting_consent=False),
    an_application("x", "a", application=on(20)),
    an_application("y", "a", application=on(50)),
    an_application("z", "b", application=on(60)),
    an_application("s", "silent", application=on(60)),
]


@pytest.mark.parametrize(
    ("claim", "n", "unit"),
    [
        ({"milestone": "screened"}, 2, "family"),
        ({"milestone": "screened", "since": on(1)}, 1, "family"),
        ({"milestone": "screened", "since": on(10), "until": on(10)}, 1, "family"),
        ({"milestone": "application"}, 2, "family"),
        ({"milestone": "application", "unit": "family"}, 2, "family"),
        ({"milestone": "application", "unit": "application"}, 3, "application"),
        # Its second application makes no second family, and the day of the first is the family's.
        ({"milestone": "application", "since": on(21)}, 1, "family"),
        ({"milestone": "application", "unit": "application", "since": on(21), "until": on(59)}, 1, "application"),
        ({"milestone": "decision"}, 0, "family"),
        # Whoever has an application has been found eligible, on that day if nobody wrote another.
        ({"milestone": "eligible", "since": on(60)}, 1, "family"),
    ],
)
def test_a_milestone_is_counted_in_one_unit_and_window(claim: dict[str, Any], n: int, unit: str) -> None:
    row = asked(FAMILIES, counted(**claim))
    assert (row["n"], row["unit"], row["verdict"], row["reason"]) == (n, unit, "count", "")


def test_a_window_is_exact_to_the_day_in_a_study_of_months() -> None:
    rows = [a_case(str(i), screened=on(0), eligible=on(i)) for i in range(1, 300)]
    for day in (1, 30, 61, 92, 299):
        row = asked(rows, counted(milestone="eligible", since=on(day), until=on(day)), time_unit="months", horizons=[3])
        assert row["n"] == 1


def test_activity_is_counted_in_a_pathway_too() -> None:
    counts = pd.DataFrame(
        {"programme": ["cam"], "period": ["2025-01"], "unit": ["family"], "count": [40], "is_deduplicated": [True]}
    )
    claim = a_claim(quantity="activity_count", counts=[{"programme": "cam", "unit": "family", "threshold": 30}])
    records = tables(*FAMILIES) | {"activity_counts": counts}
    row = study_claims(records, Effects.empty, a_study(claims=[claim])).frame.iloc[0]
    assert (row["n"], row["verdict"], row["activity"]) == (40, "count", "cam")


def families(*, eligible: int = 60, withdrew: int = 20, lost: int = 0, waiting: int = 20) -> list[dict[str, Any]]:
    """Families that go their way within a hundred days; the lost are lost on day 30."""
    ways = [{"eligible": on(10 + i % 60)} for i in range(eligible)]
    exits = [None] * eligible + [(on(20), "withdrew")] * withdrew + [(on(30), "lost")] * lost + [None] * waiting
    ways += [{}] * (withdrew + lost + waiting)
    return [a_case(f"f{i}", left, screened=on(0), **way) for i, (left, way) in enumerate(zip(exits, ways, strict=True))]


def test_where_nobody_is_lost_a_share_is_a_proportion_and_its_bounds_are_its_interval() -> None:
    row = asked(families(), shared())
    assert row["estimate"] == pytest.approx(0.6)
    assert row[["n", "events", "lost", "at_risk"]].tolist() == [100, 60, 0, 20]
    assert (row["worst"], row["best"]) == (row["ci_lower"], row["ci_upper"])
    assert row["unit"] == "family"


def test_the_bounds_take_all_who_are_lost_for_one_or_the_other() -> None:
    row = asked(families(lost=20), shared())
    # 60 of 120 if none of the lost got there, 80 of 120 if all did; the estimate is between.
    assert 0.5 < row["estimate"] < 80 / 120
    none, everyone = (asked(families(withdrew=20 + a, eligible=60 + b), shared()) for a, b in ((20, 0), (0, 20)))
    assert row["worst"] == pytest.approx(none["ci_lower"])
    assert row["best"] == pytest.approx(everyone["ci_upper"])
    assert row["lost"] == 20


@pytest.mark.parametrize(
    ("threshold", "met", "verdict"),
    [
        (0.3, None, "established"),
        (0.55, None, "consistent"),
        (0.74, None, "not_supported"),
        (0.9, None, "contradicted"),
        (0.9, "at_most", "established"),
        (0.3, "at_most", "contradicted"),
    ],
)
def test_the_verdict_follows_from_interval_and_bounds(threshold: float, met: str | None, verdict: str) -> None:
    row = asked(families(lost=20), shared(threshold=threshold, **({"met": met} if met else {})))
    assert row["verdict"] == verdict, row


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (families(eligible=12, withdrew=2, waiting=12), "few_starting"),
        (families(eligible=8), "few_reaching"),
        (families(withdrew=3, waiting=3), "few_not_reaching"),
        (families(waiting=5), "few_followed"),
    ],
)
def test_a_share_that_would_tell_of_few_is_not_checked(rows: list[dict[str, Any]], code: str) -> None:
    row = asked(rows, shared())
    assert (row["verdict"], row["reason"]) == ("not_checkable", f"[{code}]")


def test_a_share_that_nobody_was_followed_to_is_not_checked() -> None:
    row = asked(families(), shared(horizon=500))
    assert (row["verdict"], row["reason"]) == ("not_checkable", "[nobody_followed]")


def test_whom_the_cut_off_hides_is_not_lost() -> None:
    late = [a_case(f"l{i}", screened="2025-12-01") for i in range(40)]
    row = asked(families() + late, shared())
    assert row["lost"] == 0
    # Late families tell of the first days alone, and open no bounds beyond the interval.
    assert (row["worst"], row["best"]) == (row["ci_lower"], row["ci_upper"])


def test_who_was_followed_through_the_last_whole_day_of_the_horizon_is_not_lost() -> None:
    rows = families() + [a_case(f"l{i}", (on(365), "lost"), screened="2024-12-31") for i in range(11)]
    claim = shared(horizon=12, threshold=0.5)
    row = asked(rows, claim, time_unit="months", horizons=[12], cut_off="2026-06-30")
    assert row["lost"] == 0
    row = asked(
        families() + [a_case(f"l{i}", (on(363), "lost"), screened="2024-12-31") for i in range(11)],
        claim, time_unit="months", horizons=[12], cut_off="2026-06-30",
    )  # fmt: skip
    assert row["lost"] == 11


def test_a_claim_across_units_is_no_claim_that_a_study_can_make() -> None:
    with pytest.raises(ValueError, match="different units are never divided"):
        asked(FAMILIES, shared(milestone="application", among="screened", unit="application"))


def released_of(rows: list[dict[str, Any]], claim: dict[str, Any]) -> Any:
    study = a_study(claims=[claim])
    records = tables(*rows)
    cohort = build_pathway(records, study)
    frames = {
        "flow": cohort.flow,
        "checks": cohort.checks,
        "funnel": pathway_funnel(cohort, study),
        "curves": pathway_curves(cohort, study),
        "effects": pathway_effects(cohort, study),
        "claims": study_claims(records, Effects.empty, study),
    }
    return release(StudyResults.of(frames), study)


def test_a_released_share_comes_in_steps_and_its_verdict_is_passed_on_them() -> None:
    exact = asked(families(lost=20), shared(threshold=0.3))
    shown = released_of(families(lost=20), shared(threshold=0.3)).claims.frame.iloc[0]
    assert shown["verdict"] == "established"
    assert shown["worst"] <= exact["worst"] <= shown["ci_lower"] <= exact["ci_lower"] < exact["estimate"]
    assert shown["best"] >= exact["best"]
    assert shown[["events", "lost", "at_risk"]].isna().all()
    assert shown["n"] == 120


def test_bounds_that_would_tell_of_a_few_who_were_lost_are_not_released() -> None:
    shown = released_of(families(lost=5), shared(threshold=0.3)).claims.frame.iloc[0]
    assert shown[["worst", "best"]].isna().all()
    assert shown["reason"].endswith("[few_starting_lost]")
    assert shown["verdict"] == "consistent"


def test_a_claimed_count_reads_as_the_funnel_does_where_they_differ_by_few() -> None:
    # All but four of the hundred were screened by the last day of the window: the four are nobody's to work out.
    rows = families(eligible=60, withdrew=20, waiting=23)
    rows += [a_case(f"late{i}", screened=on(50)) for i in range(4)]
    found = released_of(rows, counted(milestone="screened", until=on(40)))
    funnel = found.funnel.frame
    reached = funnel[(funnel["what"] == "reached") & (funnel["milestone"] == "screened")]["n"].iloc[0]
    assert found.claims.frame["n"].iloc[0] == reached


def test_checks_of_a_pathway_are_released_as_verdicts_without_shares() -> None:
    checks = released_of(families(lost=5), counted(milestone="screened")).checks.frame.set_index("check")
    assert checks.loc["pathway_lost.screened", "verdict"] == "pass"
    assert checks["value"].isna().all()
    assert checks.loc["pathway_lost.screened", "text"].startswith("screened: if more than 20% were no longer followed")
