"""Further outcomes in a release: counted apart from the main analysis, and telling nothing of a few beside it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_disclosure_beside import MAIN, released_rows, results_of, rows_of, study_of

from impact.disclosure import Earlier, ReleasedResults, hold, reason_codes, release
from impact.disclosure.behind import counts_behind
from impact.results import FRAMES, Checks, Curves, StudyResults

SCHOOL = {"programme": (503, 276), "comparison": (1997, 581)}
FEW = {"programme": (24, 12), "comparison": (226, 50)}
HOMES = {"programme": (500, 57), "comparison": (1775, 457)}


def served(n: int = 503, events: int = 415) -> list[dict[str, object]]:
    """The one row of a first service."""
    return rows_of("first_service", {"programme": (n, events), "comparison": (0, 0)}, method="unadjusted")[:1]


def told(results: StudyResults, analysis: str) -> pd.DataFrame:
    return released_rows(results, analysis)


def test_the_risk_of_one_arm_is_released_without_the_other() -> None:
    row = told(results_of(rows_of("main"), served()), "first_service").iloc[0]
    assert row["status"] == "reported"
    assert (row["n"], row["events"]) == (505, 415)


@pytest.mark.parametrize(("events", "code"), [(7, "few_events"), (498, "events")])
def test_the_risk_of_one_arm_is_withheld_where_its_events_or_the_others_are_few(events: int, code: str) -> None:
    row = told(results_of(rows_of("main"), served(events=events)), "first_service").iloc[0]
    assert code in reason_codes(row["reason"])
    assert row[["estimate", "ci_lower", "ci_upper"]].isna().all()


def test_units_of_which_an_arm_has_too_few_are_withheld() -> None:
    rows = told(results_of(rows_of("main"), rows_of("siblings", FEW)), "siblings")
    assert all("n" in reason_codes(reason) for reason in rows["reason"])


def test_a_question_of_its_own_stays_where_the_headline_has_few_events_and_goes_with_a_failed_gate() -> None:
    few = rows_of("main", {"programme": (503, 8), "comparison": (1997, 412)})
    parts = few, rows_of("school_return", SCHOOL), rows_of("chained_equations")
    assert set(told(results_of(*parts), "school_return")["status"]) == {"reported"}
    assert set(told(results_of(*parts), "chained_equations")["status"]) == {"withheld"}
    failed = Checks(pd.DataFrame([["traced.comparison", 0.3, 0.6, "fail", ""]], columns=list(Checks.COLUMNS)))
    rows = told(results_of(*parts, checks=failed), "school_return")
    assert all("gate:traced.comparison" in reason_codes(reason) for reason in rows["reason"])


def test_events_of_another_kind_keep_their_number_and_those_of_households_read_as_the_nearest() -> None:
    near = {"programme": (503, 67), "comparison": (1997, 419)}
    results = results_of(rows_of("main"), rows_of("school_return", near), rows_of("household", near))
    school, home, main = (told(results, name) for name in ("school_return", "household", "main"))
    assert school["events"].tolist()[:2] == [65, 420]
    assert home["events"].tolist()[:2] == main["events"].tolist()[:2] == [65, 410]


def test_households_that_are_nearly_as_many_as_children_read_as_many() -> None:
    results = results_of(rows_of("main"), rows_of("household", HOMES))
    assert told(results, "household")["n"].tolist()[:2] == [505, 1775]


def curve(analysis: str, arm: str, at_risk: list[float], events: list[float]) -> pd.DataFrame:
    frame = pd.DataFrame({"time": [0.0, 3.0, 6.0, 12.0], "at_risk": at_risk, "events": events, "arm": arm})
    frame["estimate"] = frame["events"] / MAIN[arm][0]
    words = {"analysis": analysis, "population": "all", "method": "unadjusted", "estimand": "none", "event": 1}
    return frame.assign(**words).reindex(columns=list(Curves.COLUMNS))


def curves_of(*parts: pd.DataFrame) -> Curves:
    return Curves(pd.concat(parts, ignore_index=True))


def test_people_at_risk_read_as_the_main_ones_where_few_lie_between() -> None:
    main = [curve("main", arm, [n, n - 90, n - 200, n - 300], [0, 30, 50, 64]) for arm, (n, _) in MAIN.items()]
    home = [curve("household", arm, [n - 3, n - 97, n - 240, n - 303], [0, 30, 50, 60]) for arm, (n, _) in MAIN.items()]
    results = results_of(rows_of("main"), rows_of("household"), curves=curves_of(*main, *home))
    frame = release(results, study_of()).curves.frame
    shown = {
        name: frame[(frame["analysis"] == name) & (frame["arm"] == "programme")].set_index("time")["at_risk"]
        for name in ("main", "household")
    }
    assert shown["household"][0.0] == shown["main"][0.0] == 505
    between = (shown["main"] - shown["household"]).dropna()
    assert ((between == 0) | (between >= 11)).all()
    assert shown["household"].is_monotonic_decreasing


@pytest.mark.parametrize(
    ("share", "shown"), [(8 / 226, np.nan), (1 - 7 / 226, np.nan), (113 / 226, round(115 / 225, 2))]
)
def test_the_share_of_supported_siblings_tells_of_no_few(share: float, shown: float) -> None:
    people = {"programme": (226, 60), "comparison": (226, 60)}
    rows = [
        ["siblings_supported.comparison", share, np.nan, "pass", ""],
        ["school_asked.comparison", 2.449, 1.0, "warn", ""],
    ]
    check = Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))
    results = results_of(rows_of("main"), rows_of("siblings", people), checks=check)
    frame = release(results, study_of()).checks.frame.set_index("check")
    assert frame.loc["siblings_supported.comparison", "value"] == pytest.approx(shown, nan_ok=True)
    assert frame.loc["school_asked.comparison", "value"] == 2.4
    behind = counts_behind(results, release(results, study_of()), study_of())
    parts = behind[behind["key"] == "siblings_supported.comparison"].set_index("part")["count"]
    assert parts["n"] + parts["rest"] == 226


def test_a_later_release_keeps_a_further_outcome_whose_events_moved_by_few() -> None:
    study = study_of()

    def released_of(events: int, estimate: float) -> tuple[StudyResults, ReleasedResults]:
        moved = SCHOOL | {"programme": (503, events)}
        results = results_of(rows_of("main"), rows_of("school_return", moved, estimate=estimate))
        return results, release(results, study)

    first, shown = released_of(276, 0.21)
    frames = {name: getattr(shown, name).frame for name in FRAMES}
    earlier = Earlier("first", frames, counts_behind(first, shown, study))
    for events, is_kept in ((279, True), (300, False)):
        later, now = released_of(events, 0.24)
        held = hold(later, now, [earlier], study).released.effects.select(analysis="school_return")
        old = shown.effects.select(analysis="school_return")
        assert (held["estimate"].tolist() == old["estimate"].tolist()) == is_kept
