"""AnalysisTable: what it accepts, what it refuses and how, and what comes back from a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact.cohort.table import AnalysisTable
from impact.errors import DataError, ImpactError, StudyError

ROLES = {"arm": "fin", "time": "week", "event": "arrest"}


def a_frame(**columns: Any) -> pd.DataFrame:
    usual = {"fin": [1, 0, 1, 0], "week": [4, 0, 7.5, 3], "arrest": [1, 0, 2, 1], "race": ["b", "a", "b", "a"]}
    return pd.DataFrame(usual | columns)


def test_arrays_have_the_types_that_estimators_rely_on() -> None:
    table = AnalysisTable.from_frame(a_frame(), **ROLES, covariates=["race"])
    assert (table.arm.dtype, table.time.dtype, table.event.dtype) == (np.int8, np.float64, np.int16)
    assert table.event_types == (1, 2)
    assert not table.has_delayed_entry
    assert not table.has_clusters
    np.testing.assert_array_equal(table.upper, [4, np.inf, 7.5, 3])
    np.testing.assert_array_equal(table.cluster, [0, 1, 2, 3])


def test_whatever_is_text_becomes_text_and_whatever_is_a_number_float() -> None:
    frame = a_frame(
        race=pd.Categorical([1, 2, 1, 2]),
        school=pd.array(["x", "y", "y", "y"], dtype="string"),
        prior=pd.array([1, 2, 3, 4], dtype="Int64"),
        grown=pd.array([True, False, True, True], dtype="boolean"),
    )
    found = AnalysisTable.from_frame(frame, **ROLES, covariates=["race", "school", "prior", "grown"]).covariates
    assert [str(kind) for kind in found.dtypes] == ["object", "object", "float64", "float64"]
    assert list(found["race"]) == ["1", "2", "1", "2"]


def test_the_formula_quotes_names_so_that_any_column_may_have_a_space() -> None:
    frame = a_frame(**{"years of age": [1, 2, 3, 4]})
    assert AnalysisTable.from_frame(frame, **ROLES, covariates=["years of age"]).formula == "`years of age`"
    assert AnalysisTable.from_frame(frame, **ROLES).formula == "1"


@pytest.mark.parametrize(
    ("columns", "error", "message"),
    [
        ({"week": [4, 0, -1, 3]}, DataError, "column week: 1–10 rows are below 0"),
        ({"week": [4, 0, np.nan, 3]}, DataError, "column week: 1–10 rows are missing or not a number"),
        ({"week": [4, 0, "soon", 3]}, DataError, "column week"),
        ({"week": [4, 0, np.inf, 3]}, DataError, "column week"),
        ({"fin": [1, 0, 2, 0]}, DataError, "column fin: 1–10 rows are neither 1"),
        ({"arrest": [1, 0, 0.5, 0]}, DataError, "column arrest: 1–10 rows are not a whole event code"),
        ({"arrest": [1, 0, -1, 0]}, DataError, "column arrest"),
        ({"race": ["a", None, "b", "a"]}, DataError, r"race \(1–10 rows\)"),
        ({"came": [4, 0, 1, 0]}, DataError, "column came: 1–10 rows do not come under observation"),
        ({"low": [5, 0, 1, 0]}, DataError, "column low"),
        ({"high": [3, None, 8, 3]}, DataError, "column high"),
        ({"home": ["x", None, "y", "y"]}, DataError, "column home: 1–10 rows are empty"),
    ],
)
def test_columns_that_cannot_be_what_they_are_said_to_be_are_refused_without_showing_a_row(
    columns: dict[str, Any], error: type[ImpactError], message: str
) -> None:
    more = {"came": "entry", "low": "lower", "high": "upper", "home": "cluster"}
    roles = {role: name for name, role in more.items() if name in columns}
    with pytest.raises(error, match=message):
        AnalysisTable.from_frame(a_frame(**columns), **ROLES, **roles, covariates=["race"])


def test_a_column_that_is_not_there_is_named_beside_those_that_are() -> None:
    with pytest.raises(StudyError, match=r"colour\. There are: fin, week, arrest, race"):
        AnalysisTable.from_frame(a_frame(), **ROLES, covariates=["colour"])


def test_large_counts_are_told_and_small_ones_are_not() -> None:
    frame = pd.DataFrame({"fin": [1] * 12, "week": [-1] * 12, "arrest": [0] * 12})
    with pytest.raises(DataError, match="12 rows are below 0"):
        AnalysisTable.from_frame(frame, **ROLES)


def test_rows_keeps_everything_of_the_rows_chosen() -> None:
    table = AnalysisTable.from_frame(a_frame(home=["x", "x", "y", "y"]), **ROLES, covariates=["race"], cluster="home")
    chosen = table.rows(table.arm == 1)
    np.testing.assert_array_equal(chosen.time, [4, 7.5])
    np.testing.assert_array_equal(chosen.cluster, [0, 1])
    assert list(chosen.covariates["race"]) == ["b", "b"]
    assert chosen.has_clusters


def test_a_saved_table_comes_back_bit_for_bit(tmp_path: Path) -> None:
    frame = a_frame(week=[0.1 + 0.2, 0, 7.5, 3], came=[0, 0, 1, 0])
    table = AnalysisTable.from_frame(frame, **ROLES, covariates=["race"], entry="came", time_unit="weeks")
    table.save(tmp_path / "analysis.parquet")
    loaded = AnalysisTable.load(tmp_path / "analysis.parquet")
    for name in ("arm", "time", "event", "entry", "lower", "upper", "cluster", "id"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(table, name))
        assert getattr(loaded, name).dtype == getattr(table, name).dtype
    pd.testing.assert_frame_equal(loaded.covariates, table.covariates)
    assert (loaded.formula, loaded.time_unit, loaded.has_clusters) == ("`race`", "weeks", False)
