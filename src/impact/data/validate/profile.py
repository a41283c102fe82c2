"""A profile of the data of one run: what the next run on new data is compared with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from impact.data.read import ANALYSIS
from impact.data.schema import CASES, RETURNS, TABLES
from impact.results import Quality
from impact.study import Study

KEY = ["what", "table", "column", "level"]
"""What names a row of a profile; empty text where a part does not apply."""

PROFILE = [*KEY, "now", "count", "n"]
"""Columns of a profile; what they hold is told by `impact.results.Changes`."""

_ENDS = ("given", "known")
"""How the rules end that ask a column whether its cells are filled, and whether what fills them is an answer."""

_YES_NO = {True: "yes", False: "no"}

Row = tuple[str, str, str, str, float, float, float]


def profile(tables: Mapping[str, pd.DataFrame], quality: Quality, study: Study) -> pd.DataFrame:
    """Describe validated tables by numbers that can be compared from run to run.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed, as `Validated` holds them.
    quality : Quality
        Of the same tables: which columns ought to be complete is what its warning rules ask.
    study : Study
        Names the covariates of an analysis table.

    Returns
    -------
    pandas.DataFrame
        The columns of `PROFILE`: rows, completeness, codes and covariates. Nothing of restricted columns, and of a
        column without any value nothing but its completeness.
    """
    kinds = {name: _kinds(name, table, study) for name, table in tables.items()}
    rows = [
        ("rows", name, "", "", float(len(table)), float(len(table)), float("nan")) for name, table in tables.items()
    ]
    rows += _completeness(quality, kinds)
    for name, table in tables.items():
        for column, kind in kinds[name].items():
            values = table[column].dropna()
            if kind == "code" and len(values):
                rows += _codes(name, column, values)
            elif kind == "number" and len(values) and name in (RETURNS.name, CASES.name, ANALYSIS):
                rows += _numbers(name, column, values)
    return pd.DataFrame(rows, columns=PROFILE)


def _kinds(name: str, table: pd.DataFrame, study: Study) -> dict[str, str]:
    """Return what the columns hold that may be told of: codes (yes and no among them), numbers, or neither."""
    if name == ANALYSIS:
        return {column: "code" if table[column].dtype == "string" else "number" for column in study.covariates}
    names = {"code": "code", "boolean": "code", "integer": "number", "number": "number"}
    return {column.name: names.get(column.kind, "") for column in TABLES[name].columns if not column.restricted}


def _completeness(quality: Quality, kinds: Mapping[str, Mapping[str, str]]) -> Iterator[Row]:
    """Give the shares of cells that hold an answer, where a warning rule asks for one."""
    asked = quality.select(severity="warning")
    for _, rule in asked[asked["rows"] > 0].iterrows():
        table, column, end = str(rule["table"]), str(rule["column"]), str(rule["rule"]).rpartition("_")[2]
        if end in _ENDS and column in kinds.get(table, ()):
            count, n = float(rule["rows"] - rule["count"]), float(rule["rows"])
            yield "completeness", table, column, end, count / n, count, n


def _codes(table: str, column: str, values: pd.Series) -> Iterator[Row]:
    named = values if values.dtype == "string" else values.map(_YES_NO)
    for level, count in named.value_counts().sort_index().items():
        yield "codes", table, column, str(level), count / len(values), float(count), float(len(values))


def _numbers(table: str, column: str, values: pd.Series) -> Iterator[Row]:
    numbers, n = values.astype("float64"), float(len(values))
    yield "covariate", table, column, "mean", float(numbers.mean()), float("nan"), n
    yield "covariate", table, column, "sd", float(numbers.std(ddof=0)), float("nan"), n
