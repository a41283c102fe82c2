"""Validation whole: what stops, with which words; what passes, typed and counted; and no value anywhere."""

import datetime as dt
import json
import re

import pandas as pd
import pytest

from impact.data.schema import OPTIONAL_TABLES, REQUIRED_TABLES, TABLES
from impact.data.validate import _ask, validate
from impact.data.validate.engine import run_suites
from impact.data.validate.pages import render_pages, shown, shown_of
from impact.disclosure.tables import release_quality
from impact.errors import DataError, ImpactError, StudyError
from impact.provenance import project_root
from impact.study import Disclosure, Study

RECORDS = (*REQUIRED_TABLES["comparison"], *OPTIONAL_TABLES["comparison"])
SECRET = "Xochitl"
"""A value: whatever shows it shows a row."""

STUDY = Study.load(project_root() / "studies" / "cmrrp-demo.yaml")
ROSSI = Study.load(project_root() / "studies" / "rossi.yaml")


@pytest.fixture
def flat() -> dict[str, pd.DataFrame]:
    """An analysis table as text, with a column that nobody asked for."""
    rows = [
        ("1", "20", "1", "27", "1", "0", "0", "1", "3", "x"),
        ("1", "52", "0", "30", "0", "1", "1", "1", "0", "y"),
        ("0", "17", "1", "19", "1", "1", "0", "0", "8", "x"),
        ("0", "52", "0", "41", "0", "0", "1", "1", "1", "z"),
    ]
    columns = ["fin", "week", "arrest", "age", "race", "wexp", "mar", "paro", "prio", "extra"]
    return {"analysis": pd.DataFrame(rows, columns=columns, dtype=object)}


@pytest.fixture(scope="module")
def passed(hand_made_once):
    """The hand-made records, with a value to search for and a gap, after validation."""
    returns = hand_made_once["returns"].assign(department=SECRET, household_id=None, extra=SECRET)
    return validate({**hand_made_once, "returns": returns}, STUDY)


def test_tables_are_typed_and_hold_only_what_is_known(passed):
    returns = passed.tables["returns"]
    assert list(returns.columns) == [column.name for column in TABLES["returns"].columns]
    kinds = {name: str(dtype) for name, dtype in returns.dtypes.items()}
    assert kinds["return_date"] == kinds["birth_month"] == "datetime64[ns]"
    assert kinds["has_reporting_consent"] == "boolean"
    assert kinds["age_at_return_years"] == "Int64"
    assert kinds["debt_usd"] == "float64"
    assert kinds["sex"] == kinds["return_id"] == "string"
    assert returns["return_date"][0] == pd.Timestamp("2023-03-10")
    assert returns["household_id"].isna().all()


def test_quality_has_a_row_a_rule_and_counts_what_is_weak(passed):
    frame = passed.quality.frame
    assert not frame.duplicated(["table", "rule"]).any()
    weak = frame[frame["verdict"] == "warn"].set_index(["table", "rule"])
    assert weak.index.tolist() == [
        ("returns", "household_id_mostly_given"),
        ("returns", "reason_gbv_mostly_known"),
        ("returns", "columns_left_out"),
    ]
    assert weak["count"].tolist()[:2] == [5, 5]
    assert weak["severity"].eq("warning").all()
    assert frame[["reason_en", "reason_es"]].map(len).gt(15).all(axis=None)


def test_a_rule_that_tolerates_a_share_holds_within_it(hand_made):
    tables = {**hand_made, "returns": pd.concat([hand_made["returns"]] * 2, ignore_index=True)}
    tables["returns"]["return_id"] += [f"-{row}" for row in range(10)]
    tables["returns"].loc[0, "household_id"] = None
    asked, suites = _ask(tables, STUDY, None)
    result = run_suites({"returns": asked["returns"].frame}, {"returns": suites["returns"]})["returns"]
    outcome = next(one for one in result.outcomes if one.rule == "household_id_mostly_given")
    assert (outcome.holds, outcome.count, outcome.rows) == (True, 1, 10)


def test_pages_need_no_network_and_show_no_value(passed):
    assert set(passed.docs) == {"index.html", *(f"{table}.html" for table in RECORDS)}
    everything = "".join(passed.docs.values())
    assert SECRET not in everything
    for planted in ("R-ana", "C-luz", "K-3", "2023-03-10"):
        assert planted not in everything
    assert "http" not in everything
    assert "//" not in re.sub(r"<style>.*?</style>", "", everything, flags=re.S)
    assert "<script" not in everything
    assert set(re.findall(r'(?:href|src)="([^"]*)"', everything)) <= set(passed.docs)


def test_pages_say_how_grave_and_why_in_both_languages_and_hide_small_counts(passed):
    page = passed.docs["returns.html"]
    assert "must belong to this set" in page
    assert "The records answer less where this is often left out: the household&#39;s id." in page
    assert "Los registros responden menos si esto falta a menudo: el identificador del hogar." in page
    assert "advertencia" in page
    cells = set(re.findall(r'<td class="n">([^<]*)</td>', page))
    # Five rows, of which few break a rule: only zero and small counts can stand here.
    assert cells <= {"0", "1–10", "≈ 1–10"}


def test_synthetic_data_have_their_watermark_on_every_page_and_real_data_have_none(passed, flat):
    assert all("Nothing here is evidence" in page for page in passed.docs.values())
    real = validate(flat, ROSSI).docs
    assert not any("Nothing here is evidence" in page for page in real.values())


def test_an_analysis_table_keeps_the_study_s_names_and_types_its_covariates(flat):
    flat["analysis"]["race"] = ["garífuna", "k'iche'", "ñandú", "garífuna"]
    validated = validate(flat, ROSSI)
    table = validated.tables["analysis"]
    assert list(table.columns) == ["fin", "week", "arrest", "age", "race", "wexp", "mar", "paro", "prio"]
    assert table["fin"].tolist() == [1, 1, 0, 0]
    assert str(table["age"].dtype) == "float64"
    assert table["race"].tolist() == ["garífuna", "k'iche'", "ñandú", "garífuna"]
    assert set(validated.docs) == {"index.html", "analysis.html"}
    (left_out,) = validated.quality.select(rule="columns_left_out").to_dict("records")
    assert left_out["verdict"] == "warn"
    assert "One column is left out" in validated.docs["analysis.html"]
    assert "Se deja fuera una columna" in validated.docs["analysis.html"]


def test_columns_left_out_are_not_counted_as_rows(flat):
    """Twenty columns are no people: rounding them, or taking them for rows, would mislead."""
    more = flat["analysis"].assign(**{f"more_{place}": "x" for place in range(19)})
    validated = validate({"analysis": more}, ROSSI)
    (row,) = validated.quality.select(rule="columns_left_out").to_dict("records")
    assert (row["severity"], row["verdict"]) == ("warning", "warn")
    assert pd.isna(row["count"])
    assert pd.isna(row["rows"])
    shown_row = release_quality(validated.quality, ROSSI.disclosure).select(rule="columns_left_out").iloc[0]
    assert shown_row[["count", "rows"]].isna().all()
    assert "20 columns are left out" in validated.docs["analysis.html"]
    narrow = flat["analysis"].drop(columns="extra")
    assert validate({"analysis": narrow}, ROSSI).quality.select(rule="columns_left_out")["verdict"].tolist() == ["pass"]


FLAT_MISTAKES = {
    "arm_is_0_or_1": {"fin": ["2", "1", "0", "0"]},
    "time_is_number": {"week": [SECRET, "52", "17", "52"]},
    "time_in_range": {"week": ["-1", "52", "17", "52"]},
    "event_is_number": {"arrest": ["0.5", "0", "1", "0"]},
    "covariate_age_is_number": {"age": [SECRET, "30", "19", "41"]},
}


def test_an_analysis_table_is_refused_with_all_its_mistakes_at_once(flat):
    mistakes = {column: cells for change in FLAT_MISTAKES.values() for column, cells in change.items()}
    mistakes["fin"], mistakes["week"] = [SECRET, "2", "0", "0"], [SECRET, "-1", "17", "52"]
    with pytest.raises(DataError) as refused:
        validate({"analysis": flat["analysis"].assign(**mistakes)}, ROSSI)
    message = str(refused.value)
    said = {line.split()[0]: line.split()[2] for line in message.splitlines()[2:-1]}
    assert said == {rule: next(iter(change)) for rule, change in FLAT_MISTAKES.items()}
    assert SECRET not in message
    assert "1–10" in message
    assert refused.value.exit_code == 12


def test_an_empty_covariate_is_a_weakness_and_no_refusal(flat):
    tables = {"analysis": flat["analysis"].assign(prio=[None, "30", "19", "41"])}
    given = validate(tables, ROSSI).quality.select(rule="covariate_prio_given")
    assert given[["severity", "count", "verdict"]].to_numpy().tolist() == [["warning", 1, "warn"]]


def broken_records(tables):
    """Break a rule of each kind, with a value to search for."""

    def put(table, column, value):
        tables[table].loc[0, column] = value

    tables = {name: frame.copy() for name, frame in tables.items()}
    tables["returns"] = pd.concat([tables["returns"], tables["returns"].tail(1)], ignore_index=True)
    put("returns", "sex", SECRET)
    put("returns", "age_at_return_years", SECRET)
    put("returns", "country", None)
    put("enrolments", "return_id", SECRET)
    put("services", "service_date", "2031-01-01")
    put("contacts", "contact_date", "2001-01-01")
    return tables


BROKEN = {
    "return_id_unique": "returns",
    "sex_code": "returns",
    "age_at_return_years_is_number": "returns",
    "country_given": "returns",
    "one_return_a_day": "returns",
    "return_known": "enrolments",
    "service_date_by_cut_off": "services",
    "contact_not_before_return": "contacts",
}


def test_records_are_refused_with_all_their_mistakes_as_one_table(hand_made):
    with pytest.raises(DataError) as refused:
        validate(broken_records(hand_made), STUDY)
    lines = str(refused.value).splitlines()
    assert lines[0] == f"the data break {len(BROKEN)} critical rules:"
    assert lines[1].split() == ["rule", "table", "column", "rows", "why"]
    said = {line.split()[0]: line.split()[1:4:2] for line in lines[2:-1]}
    assert said == {rule: [table, "1–10"] for rule, table in BROKEN.items()}
    assert lines[-1].startswith("What to do:")
    for value in (SECRET, "R-noe", "R-ana", "2031", "2001"):
        assert value not in str(refused.value)


def test_many_mistakes_are_counted_and_large_counts_shown(hand_made):
    rows = pd.concat([hand_made["contacts"]] * 40, ignore_index=True)
    rows = rows.assign(
        contact_id="K", is_child_seen="?", mode="?", location_status="?", contact_date="?", return_id=None,
        informant="?", not_seen_reason="?", intends_to_remigrate="?", reported_departure_precision="?",
        reported_departure_date="?",
    )  # fmt: skip
    with pytest.raises(DataError) as refused:
        validate({**hand_made, "contacts": rows}, STUDY)
    message = str(refused.value)
    assert len(message.splitlines()) <= 14
    assert re.search(r"contact_id_unique +contacts +contact_id +240 ", message)
    assert re.search(r"… and \d+ more\n", message)


def test_what_great_expectations_keeps_and_draws_holds_no_value_even_of_broken_records(hand_made):
    asked, suites = _ask(broken_records(hand_made), STUDY, None)
    results = run_suites({name: part.frame for name, part in asked.items()}, suites)
    native = "".join(json.dumps(result.native.to_json_dict(), default=str) for result in results.values())
    pages = "".join(render_pages(results, {}, dict.fromkeys(results, 6), STUDY).values())
    for value in (SECRET, "R-noe", "2031-01-01"):
        assert value not in native
        assert value not in pages


def test_a_rule_that_itself_fails_is_a_fault_of_ours(hand_made, tmp_path):
    for table in RECORDS:
        suite = json.loads((project_root() / "expectations" / f"{table}.json").read_text(encoding="utf-8"))
        if table == "returns":
            suite["expectations"][0]["kwargs"]["column"] = "no_such_column"
        (tmp_path / f"{table}.json").write_text(json.dumps(suite), encoding="utf-8")
    with pytest.raises(ImpactError, match=r"child_id_given \(expectations/returns\.json\)") as refused:
        validate(hand_made, STUDY, tmp_path)
    assert refused.value.exit_code == 1


def test_a_cut_off_in_the_future_is_the_study_s_mistake(hand_made):
    later = STUDY.model_copy(update={"cut_off": dt.date(9999, 1, 1)})
    with pytest.raises(StudyError, match="is in the future"):
        validate(hand_made, later)


def test_a_date_format_that_is_none_is_the_study_s_mistake(hand_made):
    wrong = STUDY.model_copy(update={"input": STUDY.input.model_copy(update={"date_format": "%Y-%Q"})})
    with pytest.raises(StudyError, match="date_format"):
        validate(hand_made, wrong)


@pytest.mark.parametrize(
    ("count", "text"), [(0, "0"), (1, "1–10"), (10, "1–10"), (11, "15"), (17, "15"), (18, "20"), (1234, "1,235")]
)
def test_counts_as_they_are_shown(count, text):
    assert shown(count, STUDY) == text


def test_a_part_that_leaves_few_over_is_not_told_from_the_whole():
    assert shown_of(2495, 2500, STUDY) == "≈ 2,500"
    assert shown_of(2480, 2500, STUDY) == "2,480"
    assert shown_of(0, 5, STUDY) == "0"


STRICT = Disclosure(suppress_below=21, round_to=10)


def test_data_docs_keep_to_the_rules_of_a_stricter_study(hand_made):
    study = STUDY.model_copy(update={"disclosure": STRICT})
    rows = pd.concat([hand_made["activity_counts"]] * 15, ignore_index=True)
    docs = validate(
        {**hand_made, "activity_counts": rows.assign(period=[f"20{n:02}-01" for n in range(10, 25)])}, study
    )
    page = docs.docs["activity_counts.html"]
    assert "Counts from 1 to 20 are shown as 1–20 and others to the nearest 10" in page
    assert "Los conteos de 1 a 20 se muestran como 1–20" in page
    assert set(re.findall(r'<td class="n">([^<]*)</td>', page)) <= {"0", "1–20", "≈ 1–20"}
    assert [shown(count, study) for count in (20, 21, 1234)] == ["1–20", "30", "1,230"]
    assert shown_of(2485, 2500, study) == "≈ 2,500"


def test_pages_are_in_the_languages_of_the_study_and_write_counts_as_the_first_of_them_does(flat):
    study = ROSSI.model_copy(update={"languages": ("es-ES",)})
    rows = pd.concat([flat["analysis"]] * 500, ignore_index=True)
    docs = validate({"analysis": rows}, study).docs
    assert all('<html lang="es-ES">' in page and 'class="also"' not in page for page in docs.values())
    assert "¿Sirven los datos?" in docs["index.html"]
    assert "Are the data fit" not in docs["index.html"]
    assert "2.000" in docs["index.html"]
    assert 'class="also">' in validate(flat, ROSSI).docs["index.html"]


def test_a_refusal_keeps_to_the_rules_of_a_stricter_study(flat):
    rows = pd.concat([flat["analysis"].assign(fin=["2", "1", "0", "0"])] * 15, ignore_index=True)
    study = ROSSI.model_copy(update={"disclosure": STRICT})
    with pytest.raises(DataError, match=r"arm_is_0_or_1 +analysis +fin +1–20 "):
        validate({"analysis": rows}, study)
