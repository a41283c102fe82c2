"""What the expectations are asked of: a frame a table, in which no id can be told and every rule is a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from impact.data.read import ANALYSIS, roles
from impact.data.schema import TABLES, Column, Kind
from impact.data.validate.holds import Rules
from impact.data.validate.rules import record_rules
from impact.data.validate.suites import EACH_COVARIATE
from impact.data.validate.typed import as_kind, to_typed
from impact.errors import DataError, ImpactError
from impact.limits import LEVELS
from impact.study import Study

_READABLE = {"date": "is_date", "month": "is_month", "boolean": "is_true_or_false"}
_ROLE_KINDS: dict[str, Kind] = {
    "arm": "integer",
    "time": "number",
    "event": "integer",
    "entry": "number",
    "lower": "number",
    "upper": "number",
    "cluster": "id",
    "id": "id",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """One table, typed, beside the frame that its suite is asked of.

    Parameters
    ----------
    typed : pandas.DataFrame
        The columns that the project knows, under the names of the input.
    frame : pandas.DataFrame
        Text columns as categories, ids as numbers, `number_<column>` and `rule_<rule>`.
    left_out : tuple of str
        Columns that nobody asked for.
    """

    typed: pd.DataFrame
    frame: pd.DataFrame
    left_out: tuple[str, ...]


def ask_records(tables: Mapping[str, pd.DataFrame], study: Study) -> dict[str, Asked]:
    """Type the case records, and make a column of every rule."""
    if not study.input.is_records or study.cut_off is None:
        raise ImpactError("case records are asked with the study of case records that they belong to")
    typed, readable = {}, {}
    for name, frame in tables.items():
        typed[name], readable[name] = to_typed(frame, TABLES[name].columns, study.input.date_format)
        for column in TABLES[name].columns:
            if column.kind == "code":
                _refuse_many_levels(name, typed[name][column.name])
    rules = record_rules(typed, study)
    return {name: _ask_table(name, frame, typed[name], readable[name], rules[name]) for name, frame in tables.items()}


def ask_analysis(frame: pd.DataFrame, study: Study) -> Asked:
    """Type an analysis table, and make a column of every rule, under the names of the roles."""
    if study.input.form != "analysis_table":
        raise ImpactError("an analysis table is asked with the study of an analysis table that it belongs to")
    named = roles(study.input.columns)
    columns = [Column(name, _ROLE_KINDS[role]) for role, name in named.items()]
    typed, readable = to_typed(frame, columns, "")
    asked = {role: _shielded(frame[name], _ROLE_KINDS[role]) for role, name in named.items()}
    is_given = frame[named["arm"]].notna()
    asked["rule_arm_is_0_or_1"] = typed[named["arm"]].isin([0, 1]).astype("boolean").where(is_given)
    for role, name in named.items():
        if role != "arm" and name in readable:
            asked[f"rule_{role}_is_number"] = readable[name]
            asked[f"number_{role}"] = typed[name].astype("float64")
    asked |= _intervals(asked)
    for name in study.covariates:
        typed[name], fits = _covariate(frame[name])
        _refuse_many_levels(ANALYSIS, typed[name])
        asked[f"{EACH_COVARIATE}_{name}"] = _shielded(frame[name], "code")
        asked[f"rule_{EACH_COVARIATE}_{name}_is_number"] = fits
    left_out = tuple(str(name) for name in frame.columns if name not in typed.columns)
    return Asked(typed, pd.DataFrame(asked, index=frame.index), left_out)


def _ask_table(
    name: str, frame: pd.DataFrame, typed: pd.DataFrame, readable: Mapping[str, pd.Series], rules: Rules
) -> Asked:
    asked: dict[str, pd.Series] = {}
    for column in TABLES[name].columns:
        text = frame.get(column.name, pd.Series(index=frame.index, dtype=object))
        asked[column.name] = _shielded(text, column.kind)
        if column.name in readable:
            asked[f"rule_{column.name}_{_READABLE.get(column.kind, 'is_number')}"] = readable[column.name]
        if column.kind in ("integer", "number"):
            asked[f"number_{column.name}"] = typed[column.name].astype("float64")
    asked |= {f"rule_{rule}": column for rule, column in rules.items()}
    left_out = tuple(str(column) for column in frame.columns if column not in typed.columns)
    return Asked(typed, pd.DataFrame(asked, index=frame.index), left_out)


def _shielded(text: pd.Series, kind: Kind) -> pd.Series:
    """Replace ids by numbers in the order of appearance; anything else becomes categories, which are quick to ask."""
    if kind != "id":
        return text.astype("category")
    codes = pd.Series(pd.factorize(text)[0], index=text.index)
    return codes.where(codes >= 0)


def _intervals(asked: Mapping[str, pd.Series]) -> Rules:
    """Ask the times of an analysis table for their order, where the study names them."""
    rules = {}
    if "number_entry" in asked:
        entry, time = asked["number_entry"], asked["number_time"]
        holds = ((entry < time) | (time == 0)).astype("boolean")
        rules["rule_entry_before_time"] = holds.where(entry.notna() & time.notna())
    if "number_lower" in asked and "number_upper" in asked:
        lower, upper = asked["number_lower"], asked["number_upper"]
        rules["rule_interval_in_order"] = (lower <= upper).astype("boolean").where(lower.notna() & upper.notna())
    if "id" in asked:
        rules["rule_id_once_at_a_time"] = _once_at_a_time(asked["id"], asked.get("number_entry"), asked["number_time"])
    return rules


def _once_at_a_time(person: pd.Series, entry: pd.Series | None, time: pd.Series) -> pd.Series:
    """Whether a row begins no earlier than the same person's row before it ends; asked of persons with several rows."""
    began = pd.Series(0.0, index=person.index) if entry is None else entry
    rows = pd.DataFrame({"person": person, "began": began, "time": time}).sort_values(
        ["person", "began"], kind="stable"
    )
    ended = rows.groupby("person")["time"].shift(1)
    holds = (rows["began"] >= ended).astype("boolean").where(ended.notna() & rows["began"].notna())
    return holds.reindex(person.index)


def _covariate(text: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Type a covariate: numbers where most of its cells are numbers, else a category.

    Returns
    -------
    tuple of pandas.Series
        The column, and whether each cell fits it; missing where there is nothing to fit.
    """
    numbers = as_kind(text, "number")
    is_given = text.notna()
    if numbers.notna().sum() * 2 <= is_given.sum():
        return text.astype("string"), pd.Series(pd.NA, index=text.index, dtype="boolean")
    return numbers, numbers.notna().astype("boolean").where(is_given)


def _refuse_many_levels(table: str, column: pd.Series) -> None:
    """Refuse codes that are as many as ids are, or as words of free text: every one is a column of a model."""
    if column.dtype == "string" and column.nunique() > LEVELS:
        raise DataError(
            f"{table}: {column.name} has more than {LEVELS} different values that are no numbers; these are no codes. "
            "Group them, or leave the column out"
        )
