"""What a table of case records knows of a child beside its covariates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from case_rows import CUT_OFF, a_study, contacts, enrolments, on, returns, seen, services

from impact.cohort import AnalysisTable, build_cohort
from impact.cohort.context import COLUMNS
from impact.errors import EstimationError
from impact.study import Study


def tables(**more: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Six children: enrolled, referred (enrolment planned after the cut-off), waitlisted, declined, and two others."""
    all_returns = returns(
        *({"household_id": "h"} for _ in range(6)),
        {"child_id": "c4", "return_id": "r4b", "return_date": on(200), "data_source": "survey"},
        {"child_id": "c4", "return_id": "r4c", "return_date": on(300), "data_source": "reception_centre"},
        {"child_id": "c5", "return_id": "r5b", "return_date": "2026-02-01", "data_source": "reception_centre"},
    ).assign(prior_attempts=pd.array([2, pd.NA, 0, 0, 1, 0, 0, 0, 0], dtype="Int64"))
    steps = enrolments(
        {"return_id": "r0", "enrolment_date": on(12), "partner_id": "p2"},
        {"return_id": "r0", "enrolment_date": on(5), "partner_id": "p1"},
        {"return_id": "r1", "enrolment_date": "2026-03-01"},
        {"return_id": "r2", "status": "waitlisted", "consent_date": None},
        {"return_id": "r3", "status": "declined", "consent_date": None},
        {"return_id": "r3", "status": "referred", "consent_date": None},
    )
    visits = contacts(
        *({"return_id": f"r{i}", **seen(400 + i)} for i in range(6) if i != 4),
        {"return_id": "r3", **seen(50, "moved_in_country")},
        {"return_id": "r3", **seen(20, "moved_in_country")},
        {"return_id": "r2", **seen(350, "detained", mode="reception_centre")},
        {"return_id": "r2", **seen(0, mode="reception_centre")},
    )
    return {"returns": all_returns, "enrolments": steps, "services": services(), "contacts": visits} | more


def context(study: Study | None = None, **more: pd.DataFrame) -> pd.DataFrame:
    return build_cohort(tables(**more), study or a_study()).table.context


def test_the_columns_are_those_of_the_list() -> None:
    assert list(context().columns) == list(COLUMNS)


@pytest.mark.parametrize(
    ("column", "expected"),
    {
        "partner": ["p1", "p1", None, None, None, None],
        "status": ["enrolled", "referred", "waitlisted", "declined", "none", "none"],
        "enrolled": [5, np.nan, np.nan, np.nan, np.nan, np.nan],
        "second_return": [np.nan, np.nan, 350, np.nan, 300, np.nan],
        "moved": [np.nan, np.nan, np.nan, 20, np.nan, np.nan],
        "prior_attempts": [2, np.nan, 0, 0, 1, 0],
        "department": ["San Marcos"] * 6,
    }.items(),
)
def test_each_column_holds_what_it_says(column: str, expected: list[Any]) -> None:
    pd.testing.assert_series_equal(context()[column], pd.Series(expected, name=column), check_dtype=False)


def test_times_are_in_the_studys_unit_and_end_with_the_records() -> None:
    weeks = context(a_study(time_unit="weeks"))
    days = context()
    np.testing.assert_allclose(7 * weeks["enrolled"][:1], days["enrolled"][:1])
    np.testing.assert_allclose(days["observable"], (pd.Timestamp(CUT_OFF) - days["return_date"]).dt.days)


def test_a_month_that_may_hold_the_return_itself_is_no_second_one() -> None:
    coarse = tables()["returns"]
    coarse.loc[coarse["return_id"] == "r4c", "return_date"] = pd.Timestamp(on(20))
    coarse["return_date_precision"] = coarse["return_date_precision"].mask(coarse["return_id"] == "r4c", "month")
    assert np.isnan(context(returns=coarse)["second_return"][4])


def test_a_table_keeps_its_context_by_row_and_in_its_file(tmp_path: Path) -> None:
    table = build_cohort(tables(), a_study()).table
    path = tmp_path / "analysis.parquet"
    table.save(path)
    pd.testing.assert_frame_equal(AnalysisTable.load(path).context, table.context)
    pd.testing.assert_frame_equal(
        table.rows(table.arm == 0).context, table.context[table.arm == 0].reset_index(drop=True)
    )


def test_an_analysis_table_has_none(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": [0, 1, 0, 1], "t": [1.0, 2.0, 3.0, 4.0], "e": [0, 1, 1, 0]})
    study = Study.model_validate(
        {
            "id": "flat",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [2],
            "primary": {"horizon": 2},
        }
    )
    table = build_cohort({"analysis": frame}, study).table
    assert table.context.empty
    assert table.rows(table.arm == 1).context.empty
    table.save(tmp_path / "t.parquet")
    assert not len(AnalysisTable.load(tmp_path / "t.parquet").context.columns)


def test_the_arm_of_enrolment_over_time_is_what_the_child_did_in_the_end() -> None:
    primary = {"horizon": 100, "measure": "hazard_ratio", "method": "adjusted"}
    table = build_cohort(tables(), a_study(design={"kind": "time_varying"}, primary=primary)).table
    assert table.arm.tolist() == [1, 0, 0, 0, 0, 0]


def test_the_arm_of_clones_is_what_the_child_did_within_the_grace() -> None:
    within = build_cohort(tables(), a_study(design={"kind": "clone_censor", "grace": 5})).table
    assert within.arm.tolist() == [1, 0, 0, 0, 0, 0]
    with pytest.raises(EstimationError, match="programme arm"):
        build_cohort(tables(), a_study(design={"kind": "clone_censor", "grace": 4}))


def test_a_register_of_those_who_left_again_is_refused_with_the_reason() -> None:
    came_back = returns(*({"household_id": "h"} for _ in range(4)), *(
        {"child_id": f"c{i}", "return_id": f"again{i}", "return_date": on(100 + i)} for i in range(4)
    ))  # fmt: skip
    register = tables(returns=came_back, contacts=contacts())
    with pytest.raises(
        EstimationError, match=r"every row is an event.*right truncation.*still free of the event"
    ) as caught:
        build_cohort(register, a_study())
    assert caught.value.exit_code == 13
