"""The suites: readable, complete, of one mind with the schema, and unable to print a value."""

import json

import pandas as pd
import pytest

from impact.data.schema import TABLES, UNKNOWN
from impact.data.validate.asked import ask_analysis, ask_records
from impact.data.validate.suites import for_roles, load_suites
from impact.errors import ImpactError
from impact.provenance import project_root
from impact.study import Study
from impact.study.inputs import TableColumns

SUITES = load_suites([*TABLES, "analysis"])
EXPECTATIONS = [(name, one) for name, suite in SUITES.items() for one in suite["expectations"]]

# Each counts rows that break it; an aggregate would print what it observed.
TYPES = {
    f"expect_column_values_to_{kind}"
    for kind in ("not_be_null", "be_unique", "be_in_set", "not_be_in_set", "be_between")
}


def of_type(table: str, kind: str) -> dict[str, dict]:
    """Expectations of one type, by the column that they are asked of."""
    found = [one for one in SUITES[table]["expectations"] if one["type"] == f"expect_column_values_to_{kind}"]
    return {one["kwargs"]["column"]: one for one in found}


@pytest.mark.parametrize(
    ("table", "expectation"), EXPECTATIONS, ids=[f"{name}-{one['meta']['rule']}" for name, one in EXPECTATIONS]
)
def test_every_expectation_says_how_grave_it_is_and_why(table, expectation):
    meta = expectation["meta"]
    assert expectation["type"] in TYPES
    assert meta["severity"] in ("critical", "warning")
    assert set(meta["reason"]) == {"en", "es"}
    assert all(len(text) > 15 and text.endswith(".") for text in meta["reason"].values())
    assert meta["reason"]["en"] != meta["reason"]["es"]
    assert "mostly" not in expectation["kwargs"] or meta["severity"] == "warning"


@pytest.mark.parametrize("table", SUITES)
def test_rules_are_named_once(table):
    rules = [one["meta"]["rule"] for one in SUITES[table]["expectations"]]
    assert len(set(rules)) == len(rules)
    assert SUITES[table]["name"] == table


@pytest.mark.parametrize("table", TABLES)
def test_suites_speak_of_every_column_as_the_schema_does(table):
    columns = TABLES[table].columns
    about = {one["meta"]["column"] for one in SUITES[table]["expectations"]}
    # These may be empty for good reason, and any text is a code of them.
    silent = {"programme"}
    assert {column.name for column in columns} - silent <= about
    given, codes, ranges = of_type(table, "not_be_null"), of_type(table, "be_in_set"), of_type(table, "be_between")
    critical = {name for name, one in given.items() if one["meta"]["severity"] == "critical"}
    assert critical == set(TABLES[table].required)
    for column in columns:
        if column.codes:
            assert codes[column.name]["kwargs"]["value_set"] == list(column.codes)
        if column.kind in ("integer", "number"):
            kwargs = ranges[f"number_{column.name}"]["kwargs"]
            assert (kwargs.get("min_value"), kwargs.get("max_value")) == (column.lowest, column.highest)
        if column.kind not in ("id", "code"):
            assert any(name.startswith(f"rule_{column.name}_is_") for name in codes)
    key = TABLES[table].key
    assert set(of_type(table, "be_unique")) == ({key} if key else set())


@pytest.mark.parametrize("table", TABLES)
def test_no_suite_lists_ids_and_unknown_is_only_ever_a_warning(table):
    ids = {column.name for column in TABLES[table].columns if column.kind == "id"}
    assert ids.isdisjoint(of_type(table, "be_in_set"))
    for one in of_type(table, "not_be_in_set").values():
        assert one["kwargs"]["value_set"] == [UNKNOWN]
        assert one["meta"]["severity"] == "warning"


def test_every_rule_that_is_asked_stands_in_a_suite_and_the_other_way_round(hand_made):
    study = Study.load(project_root() / "studies" / "cmrrp-demo.yaml")
    for table, asked in ask_records(hand_made, study).items():
        derived = {name for name in asked.frame.columns if name.startswith(("rule_", "number_"))}
        expected = {one["kwargs"]["column"] for one in SUITES[table]["expectations"]}
        assert expected - set(asked.frame.columns) == set()
        assert derived - expected == set()


def test_every_rule_of_an_analysis_table_stands_in_its_suite_and_the_other_way_round():
    columns = {role: role for role in ("arm", "time", "event", "entry", "lower", "upper", "cluster", "id")}
    rossi = Study.load(project_root() / "studies" / "rossi.yaml")
    named = rossi.input.model_copy(update={"columns": TableColumns(**columns)})
    study = rossi.model_copy(update={"input": named, "covariates": ("age",)})
    asked = ask_analysis(pd.DataFrame({role: ["1"] for role in (*columns, "age")}, dtype=object), study)
    fitted = for_roles(SUITES["analysis"], columns, ["age"])
    expected = {one["kwargs"]["column"] for one in fitted["expectations"]}
    assert expected - set(asked.frame.columns) == set()
    assert {name for name in asked.frame.columns if name.startswith(("rule_", "number_"))} - expected == set()


def test_an_analysis_suite_is_fitted_to_the_study():
    fitted = for_roles(SUITES["analysis"], {"arm": "fin", "time": "week", "event": "arrest"}, ["age", "race"])
    rules = [one["meta"]["rule"] for one in fitted["expectations"]]
    assert "entry_given" not in rules
    assert "covariate_age_given" in rules
    assert "covariate_race_is_number" in rules
    assert {one["meta"]["column"] for one in fitted["expectations"]} == {"fin", "week", "arrest", "age", "race"}


def test_a_suite_that_is_missing_or_not_json(tmp_path):
    (tmp_path / "returns.json").write_text(json.dumps(SUITES["returns"])[:-5], encoding="utf-8")
    for table in ("returns", "contacts"):
        with pytest.raises(ImpactError, match=rf"{table}\.json"):
            load_suites([table], tmp_path)
