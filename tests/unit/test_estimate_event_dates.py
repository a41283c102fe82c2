"""Other dates for the same events: the ends of their intervals, what authorities record, and Turnbull's estimate."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.cohort.completeness import detection
from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate import cumulative_incidence, risk_difference
from impact.estimate.imputed.event_dates import authority_recorded, dated, event_date_effects, received
from impact.estimate.imputed.turnbull import npmle, turnbull
from impact.study import Study


def a_study(**changes: Any) -> Study:
    keys: dict[str, Any] = {
        "id": "dates",
        "input": {"form": "case_records", "path": "."},
        "time_unit": "months",
        "cut_off": "2025-12-31",
        "horizons": [6, 12],
        "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
        "imputation": {"bootstraps": 20},
        "bootstrap": {"replicates": 40},
        "source": Path("dates.yaml"),
    }
    return Study.model_validate(keys | changes)


def a_table(n: int = 300, *, entry: float = 0.0, gaps: tuple[float, float] = (5.0, 2.0)) -> AnalysisTable:
    """Events found at visits, whose months apart are those of comparison and programme."""
    random = np.random.default_rng(11)
    arm, x = random.integers(0, 2, n), random.normal(size=n)
    when, end = random.exponential(10 * np.exp(0.3 * arm), n), random.uniform(6, 24, n)
    gap = np.where(arm == 1, gaps[1], gaps[0])
    event = np.where(when <= end, np.where(random.random(n) < 0.1, 2, 1), 0)
    lower = np.where(event > 0, np.floor(when / gap) * gap, end)
    upper = np.where(event > 0, lower + gap, np.inf)
    time = np.where(event > 0, (lower + np.minimum(upper, 99)) / 2, end)
    frame = pd.DataFrame(
        {"arm": arm, "time": time, "event": event, "lower": lower, "upper": upper, "entry": entry, "x": x}
    )[time > entry]
    table = AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", entry="entry", lower="lower", upper="upper", covariates=["x"],
        time_unit="months",
    )  # fmt: skip
    second = np.where((table.event == 1) & (random.random(len(table)) < 0.4), table.upper + 1.0, np.nan)
    observable = np.where(table.event > 0, 30.0, np.maximum(table.time, 20.0))
    return replace(table, context=pd.DataFrame({"second_return": second, "observable": observable}))


def test_each_end_and_the_middle_of_the_intervals() -> None:
    table = a_table()
    events = table.event > 0
    for share, expected in ((0.0, table.lower), (0.5, table.time), (1.0, table.upper)):
        moved = dated(table, share)
        np.testing.assert_allclose(moved.time[events], expected[events])
        np.testing.assert_array_equal(moved.time[~events], table.time[~events])


def test_rows_of_every_date() -> None:
    table = a_table()
    frame = event_date_effects(table, a_study()).frame
    assert list(frame["analysis"].unique()) == ["date_lower", "date_midpoint", "date_upper", "date_imputed"]
    assert set(frame.loc[frame["analysis"] == "date_imputed", "interval"]) == {"imputation"}
    assert set(frame.loc[frame["analysis"] != "date_imputed", "interval"]) == {"influence"}
    middle = risk_difference(table, [6, 12], "iptw", "att").frame
    shown = frame[frame["analysis"] == "date_midpoint"].reset_index(drop=True)
    pd.testing.assert_frame_equal(shown.drop(columns="analysis"), middle.drop(columns="analysis"))
    risk = frame[(frame["measure"] == "risk") & (frame["arm"] == "comparison") & (frame["horizon"] == 12)]
    ordered = risk.set_index("analysis")["estimate"]
    assert ordered["date_lower"] > ordered["date_imputed"] > ordered["date_upper"]


def test_imputed_dates_do_not_stand_beside_themselves() -> None:
    frame = event_date_effects(a_table(), a_study(outcome={"date": "imputed"})).frame
    assert list(frame["analysis"].unique()) == ["date_lower", "date_midpoint", "date_upper"]


def test_exact_dates_have_no_ends() -> None:
    assert event_date_effects(dated(a_table(), 0.5), a_study()).frame.empty


def test_an_event_that_an_end_puts_before_a_landmark_leaves() -> None:
    table = a_table(entry=1.0)
    early = (table.event > 0) & (table.lower <= 1.0)
    assert early.any()
    assert len(dated(table, 0.0)) == len(table) - early.sum()
    assert len(dated(table, 1.0)) == len(table)


def test_what_authorities_record_follows_everybody_until_the_records_end() -> None:
    table = a_table()
    seen = received(table)
    assert seen is not None
    second = table.context["second_return"].to_numpy()
    np.testing.assert_array_equal(seen.event == 1, np.isfinite(second))
    np.testing.assert_array_equal(seen.time[seen.event == 1], second[np.isfinite(second)])
    np.testing.assert_array_equal(seen.event == 2, table.event == 2)
    np.testing.assert_array_equal(seen.time[seen.event == 0], table.context["observable"][seen.event == 0])
    frame = authority_recorded(table, a_study()).frame
    assert set(frame["analysis"]) == {"authority_recorded"}
    expected = risk_difference(seen, [6, 12], "iptw", "att").frame["estimate"]
    np.testing.assert_array_equal(frame["estimate"], expected)


def test_a_second_return_after_the_end_of_the_records_or_a_death_is_none() -> None:
    table = a_table()
    context = table.context.assign(second_return=40.0)
    late = received(replace(table, context=context))
    assert late is not None
    assert not (late.event == 1).any()
    assert authority_recorded(replace(table, context=context), a_study()).frame.empty
    died = table.event == 2
    after = received(replace(table, context=table.context.assign(second_return=np.where(died, table.time + 1, np.nan))))
    assert after is not None
    assert (after.event[died] == 2).all()


def test_a_table_that_knows_of_no_authorities_has_no_such_rows() -> None:
    assert authority_recorded(replace(a_table(), context=pd.DataFrame()), a_study()).frame.empty


def test_turnbull_of_exact_dates_is_one_minus_kaplan_meier() -> None:
    exact = dated(a_table(), 0.5)
    one = replace(exact, event=(exact.event == 1).astype(np.int16))
    expected = cumulative_incidence(one).frame
    found = turnbull(one).frame
    for arm in ("programme", "comparison"):
        curve = expected[(expected["arm"] == arm) & (expected["estimate"].diff().fillna(expected["estimate"]) != 0)]
        own = found[found["arm"] == arm]
        np.testing.assert_allclose(own["time"], curve["time"])
        np.testing.assert_allclose(own["estimate"], curve["estimate"], atol=1e-6)
        np.testing.assert_array_equal(own["events"], curve["events"])
        np.testing.assert_array_equal(own["at_risk"], curve["at_risk"])


def test_the_maximum_meets_its_conditions() -> None:
    random = np.random.default_rng(12)
    when = random.weibull(0.8, 3000) * 10
    visits = np.sort(random.uniform(0, 24, (3000, 4)), axis=1)
    lower = np.where(visits < when[:, None], visits, 0.0).max(axis=1)
    upper = np.where(visits >= when[:, None], visits, np.inf).min(axis=1)
    found = npmle(lower, upper)
    assert found.converged
    assert found.chance.sum() == pytest.approx(1.0)
    covers = (lower[:, None] <= found.left) & (found.right <= upper[:, None])
    slope = (covers / (covers @ found.chance)[:, None]).sum(axis=0) / len(when)
    # Kuhn & Tucker: no interval could gain, and those with chance break even.
    assert slope.max() < 1 + 1e-6
    np.testing.assert_allclose(slope[found.chance > 1e-4], 1.0, atol=1e-3)


def test_turnbull_refuses_different_late_entries_and_takes_a_common_one() -> None:
    common = a_table(entry=1.0)
    assert (turnbull(common).frame["time"] > 1.0).all()
    entry = np.where(np.arange(len(common)) % 2 == 0, 1.0, 0.0)
    with pytest.raises(EstimationError, match="imputed dates"):
        turnbull(replace(common, entry=entry))


def test_how_closely_events_are_seen_is_compared() -> None:
    table, study = a_table(600), a_study()
    found_by = np.where((table.arm == 0) & (np.arange(len(table)) % 2 == 0), "return", "contact").astype(object)
    checks = detection(table, found_by, study).frame.set_index("check")
    days = 30.4375
    assert checks.loc["interval_width.programme", "value"] == pytest.approx(2 * days)
    assert checks.loc["interval_width.comparison", "value"] == pytest.approx(5 * days)
    assert checks.loc["detection.programme", "value"] == 1.0
    assert checks.loc["detection.comparison", "value"] == pytest.approx(0.5, abs=0.1)
    assert (checks["verdict"] == "warn").all()
    assert "known to within 61 days" in checks.loc["interval_width.programme", "text"]
    alike = detection(a_table(600, gaps=(3.0, 2.0)), np.full(600, "contact", dtype=object), study).frame
    assert (alike["verdict"] == "pass").all()


def test_too_few_events_to_tell_have_no_value_and_warn() -> None:
    table = a_table(600)
    few = replace(table, event=np.where(np.cumsum(table.event == 1) > 12, 0, table.event).astype(np.int16))
    checks = detection(few, np.full(600, "contact", dtype=object), a_study()).frame
    assert checks["value"].isna().any()
    assert (checks["verdict"] == "warn").all()
    assert checks.loc[checks["value"].isna(), "text"].str.contains("–").all()
