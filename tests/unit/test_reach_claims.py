"""Claims of people reached: what the bounds say of them, in whole and as released, and on the page."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from reach_rows import a_reach_study, activity_counts, participations

from impact import present as show
from impact.audit.facts import Place
from impact.audit.reach import judge_reach
from impact.claims import study_claims
from impact.cohort.reach import count_reached, entries_flow
from impact.disclosure import ReleasedResults, release
from impact.results import Effects, StudyResults
from impact.study import Disclosure, Study

TEXT = {"en": "Said.", "es": "Dicho."}


def a_claim(threshold: float, **keys: Any) -> dict[str, Any]:
    return {"id": "reached", "statement": TEXT, "source": TEXT, "quantity": "people_reached",
            "threshold": threshold, **keys}  # fmt: skip


def released(study: Study, tables: dict[str, pd.DataFrame]) -> ReleasedResults:
    made = {
        "flow": entries_flow(tables, study),
        "reach": count_reached(tables, study),
        "claims": study_claims(tables, Effects.empty, study),
    }
    return release(StudyResults.of(made), study)


def people(n: int, **keys: Any) -> list[dict[str, Any]]:
    return [{"person_id": f"x{i}", **keys} for i in range(n)]


@pytest.mark.parametrize(
    ("threshold", "verdict"), [(60, "established"), (61, "count"), (90, "count"), (91, "contradicted")]
)
def test_the_bounds_pass_the_verdict(threshold: float, verdict: str) -> None:
    tables = {"activity_counts": activity_counts({"count": 60}, {"period": "2024-02", "count": 30})}
    study = a_reach_study([a_claim(threshold)])
    (row,) = study_claims(tables, Effects.empty, study).frame.to_dict("records")
    assert (row["verdict"], row["worst"], row["best"], row["unit"]) == (verdict, 60, 90, "person")
    assert np.isnan(row["n"])


def test_nobody_is_contradicted_where_somebody_was_left_out() -> None:
    rows = [*people(50), {"has_reporting_consent": False}]
    study = a_reach_study([a_claim(400)])
    (row,) = study_claims({"participations": participations(*rows)}, Effects.empty, study).frame.to_dict("records")
    assert (row["n"], row["verdict"], row["reason"]) == (50, "count", "[some_left_out]")


def test_role_and_days_narrow_what_counts_and_nothing_there_is_said() -> None:
    rows = [*people(20), *people(30, role="student", participation_date="2023-05-01")]
    tables = {"participations": participations(*rows)}
    claims = [
        a_claim(1, role="student"),
        a_claim(1, id="late", since="2024-01-01"),
        a_claim(1, id="no", role="official"),
    ]
    frame = study_claims(tables, Effects.empty, a_reach_study(claims)).frame
    assert list(frame["n"][:2]) == [30, 20]
    assert (frame["verdict"].iloc[2], frame["reason"].iloc[2]) == ("count", "[no_count]")


def test_a_released_verdict_rests_on_released_bounds_and_never_says_more() -> None:
    tables = {"participations": participations(*people(402))}
    shown = {
        threshold: released(a_reach_study([a_claim(threshold)]), tables).claims.frame.iloc[0]
        for threshold in (380, 400, 405, 406)
    }
    assert {at: row["verdict"] for at, row in shown.items()} == {
        380: "established", 400: "count", 405: "count", 406: "contradicted"
    }  # fmt: skip
    assert all(row["worst"] <= 402 <= row["best"] for row in shown.values())
    assert {row["n"] for row in shown.values()} == {400}


def test_a_claim_a_few_people_apart_from_the_total_shows_no_bounds() -> None:
    late = [{"person_id": f"late{i}", "participation_date": "2025-05-01"} for i in range(4)]
    tables = {"participations": participations(*people(301), *late)}
    row = released(a_reach_study([a_claim(100, until="2024-12-31")]), tables).claims.frame.iloc[0]
    assert row["n"] == 305
    assert np.isnan(row["worst"])
    assert row["verdict"] == "count"


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_says_a_count_its_bounds_and_never_an_effect(language: Any) -> None:
    counts = activity_counts({"count": 600, "role": "teacher"}, {"period": "2025-02", "count": 300, "role": "student"})
    study = a_reach_study([a_claim(500)])
    page = released(study, {"activity_counts": counts}), study, language
    pieces = [
        show.reach_headline(*page), show.reach_limits(*page), show.reach_definitions(*page), show.reach_who(*page),
        show.reach_chart(*page), show.reach_table(*page), *show.claims(*page),
    ]  # fmt: skip
    said = "\n".join(piece.text for piece in pieces)
    expected = {
        "en": ["Talks: between 595 and 905 different people.", "A count, not an effect"],
        "es": ["Talks: entre 595 y 905 personas distintas.", "Es un recuento, no un efecto"],
    }
    assert all(text in said for text in expected[language])
    assert "%" not in said
    assert "\ue000" not in "".join(piece.html for piece in pieces)


def test_the_audit_finds_a_number_that_stands_where_it_may_not() -> None:
    class Known:
        disclosure = Disclosure()

    study = a_reach_study([])
    rows = [*people(40), *people(33, role="student"), *people(21, role="student", participation_date="2025-01-01")]
    frame = released(study, {"participations": participations(*rows)}).reach.frame
    known: Any = Known()
    assert list(judge_reach(frame, Place("reach.csv"), known)) == []
    small = frame.assign(counted=frame["counted"].mask(frame["role"] == "teacher", 7.0))
    alone = frame.assign(at_most=frame["at_most"].mask((frame["role"] == "teacher") & frame["period"].isna()))
    assert "1–10" in str([*judge_reach(small, Place("reach.csv"), known)])
    assert "follows" in str([*judge_reach(alone, Place("reach.csv"), known)])
