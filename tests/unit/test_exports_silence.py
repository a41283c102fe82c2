"""What an export could turn into without a word: answers, dates and rows that would be wrong, or gone, unseen."""

from functools import partial

import pandas as pd
import pytest
from export_rows import RETURN, VISIT, map_rows

from impact.data.exports.names import is_registration
from impact.errors import DataError, StudyError


@pytest.fixture
def mapped(tmp_path):
    return partial(map_rows, tmp_path)


# Answers


@pytest.mark.parametrize(
    ("cell", "holds", "separator", "others"),
    [
        ("Violencia ||| Clima", "Violence", " ||| ", ["Clima"]),
        ("Violencia ||| Clima", "violencia", " ||| ", ["Clima"]),
        ("Violencia ||| Clima", "Violencia", ";", ["Clima"]),
        ("No se sabe", "Violencia", " ||| ", ["Clima"]),
    ],
)
def test_an_answer_that_the_mapping_does_not_name_is_no_no(mapped, cell, holds, separator, others):
    origin = {"column": "motivos", "holds": holds, "separator": separator, "others": others}
    with pytest.raises(DataError, match="1–10 cells hold answers that no `holds` and no `unknown`") as refused:
        mapped("returns", {"own": [RETURN | {"motivos": cell}]}, {"reason_violence": origin})
    assert cell not in str(refused.value)


# Events


@pytest.mark.parametrize(
    ("table", "name", "origin", "words"),
    [
        ("enrolments", "exit_reason", {"codes": {"a": "completed"}, "else": "remigrated"}, "nobody has read"),
        ("contacts", "location_status", {"codes": {"a": "at_home"}, "else": "at_home"}, "there is: unknown"),
        ("returns", "has_reporting_consent", {"codes": {"si": "yes"}, "else": "yes"}, "there is: no$"),
        ("enrolments", "exit_reason", "died", "of every row"),
        ("contacts", "location_status", "abroad", "of every row"),
    ],
)
def test_no_event_and_no_consent_is_said_of_whoever_was_not_asked(mapped, table, name, origin, words):
    column = {"value": origin} if isinstance(origin, str) else {"column": "x"} | origin
    with pytest.raises(StudyError, match=rf"{name}: `.*{words}"):
        mapped(table, {"own": [VISIT | {"x": "b"}]}, {name: column})


def test_cells_that_fell_into_else_are_counted(mapped):
    origin = {"column": "x", "codes": {"a": "completed"}, "else": "other"}
    found = mapped("enrolments", {"own": [{"ID": "R1", "x": "b"}, {"ID": "R2", "x": "a"}]}, {"exit_reason": origin})
    assert "tables.enrolments.exit_reason: 1–10 cells hold what `codes` does not list, and become other" in (
        found.warnings
    )


@pytest.mark.parametrize(
    ("table", "name", "value", "code"),
    [
        ("enrolments", "exit_reason", "Child was repatriated", "remigrated"),
        ("enrolments", "exit_reason", "Niño repatriado", "lawful_migration"),
        ("enrolments", "exit_reason", "Case transferred", "completed"),
        ("enrolments", "exit_reason", "Transferred/Referred", "completed"),
        ("enrolments", "exit_reason", "Caso trasladado a otra sede", "completed"),
        ("enrolments", "exit_reason", "Child Not Seen During Verification", "remigrated"),
        ("enrolments", "exit_reason", "No localizado", "remigrated"),
        ("contacts", "location_status", "No se vio", "at_home"),
        ("contacts", "location_status", "Not found", "abroad"),
        ("contacts", "location_status", "No se le pudo encontrar", "abroad"),
        ("contacts", "location_status", "Repatriado", "abroad"),
    ],
)
def test_words_are_understood_wherever_they_stand(mapped, table, name, value, code):
    with pytest.raises(StudyError, match=rf"{name}: '{value}'"):
        mapped(table, {"own": [VISIT | {"x": value}]}, {name: {"column": "x", "codes": {value: code}}})


def test_a_child_that_moved_abroad_was_not_transferred(mapped):
    origin = {"column": "x", "codes": {"Se trasladó a otro país": "remigrated"}}
    found = mapped("enrolments", {"own": [{"ID": "R1", "x": "Se trasladó a otro país"}]}, {"exit_reason": origin})
    assert found.tables["enrolments"]["exit_reason"].tolist() == ["remigrated"]


# Dates


def test_a_registration_is_known_by_what_stands_nearest():
    registrations = (
        ("form.registration.date", ""), ("form.fecha", "Registro"), ("Registered on", ""), ("created_at", ""),
        ("Fecha de apertura del caso", ""), ("Fecha de identificación", ""), ("Fecha de registro del retorno", ""),
        ("return_registration_date", ""), ("opened_date", ""),
    )  # fmt: skip
    returns = (
        ("registro/fecha_retorno", ""), ("form.registration.return_date", ""), ("form.return.date", "Registration"),
        ("Fecha de llegada", "Identificación / Registro"), ("Fecha", "Retornos registrados"), ("Fecha de regreso", ""),
    )  # fmt: skip
    assert [one for one in registrations if not is_registration(*one)] == []
    assert [one for one in returns if is_registration(*one)] == []


def test_a_date_of_return_is_judged_by_the_column_that_is_found(mapped):
    row = {"form.registration.date": "2024-05-01", **RETURN}
    with pytest.raises(StudyError, match="return_date: a date of registration"):
        mapped("returns", {"own": [row]}, {"return_date": {"column": "date"}}, source="commcare")
    sheets = {"own": [RETURN], "Registro": [{"key": "R1", "Fecha": "2024-05-02"}]}
    join = {"sheet": "Registro", "on": {"ID": "key"}}
    with pytest.raises(StudyError, match="return_date: a date of registration"):
        mapped("returns", sheets, {"return_date": {"column": "Fecha", "sheet": "Registro"}}, join=join)


@pytest.mark.parametrize(
    ("table", "name", "origin"),
    [
        ("returns", "return_date", {"column": "_submission_time"}),
        ("returns", "return_date", {"first_of": ["fecha", "_submission_time"]}),
        ("enrolments", "exit_date", {"column": "received_on_utc"}),
        ("enrolments", "enrolment_date", {"column": "received_on"}),
        ("contacts", "reported_departure_date", {"column": "server_modified_on"}),
    ],
)
def test_nothing_happened_when_a_server_got_a_form(mapped, table, name, origin):
    with pytest.raises(StudyError, match=rf"{name}: the time at which a server got a form"):
        mapped(table, {"own": [RETURN]}, {name: origin})


def test_a_visit_is_not_dated_by_its_parents_column_of_the_same_name(mapped):
    own = [{"ID": "R1", "fecha de visita": "2024-05-01", "estado": "casa"}]
    parent = [{"ID": "R1", "fecha": "2023-01-01"}]
    join = {"sheet": "form", "on": {"ID": "ID"}}
    with pytest.raises(StudyError, match="'own' has no column 'fecha'"):
        mapped("contacts", {"own": own, "form": parent}, join=join)
    asked = {"contact_date": {"column": "fecha", "sheet": "form"}}
    table = mapped("contacts", {"own": own, "form": parent}, asked, join=join).tables["contacts"]
    assert table["contact_date"].tolist() == ["2023-01-01"]


def test_rows_that_where_leaves_out_are_told(mapped):
    rows = [VISIT, *({**VISIT, "estado": "Casa"} for _ in range(30))]
    done = mapped("contacts", {"own": rows}, where={"estado": ["casa", "hogar"]})
    assert len(done.tables["contacts"]) == 1
    said = "\n".join(done.warnings)
    assert "30 rows of 'own' are left out by 'estado'" in said
    assert "no cell of 'estado' is 'hogar'" in said


def test_a_key_is_found_without_its_spaces_and_a_lost_parent_is_told(mapped):
    own = [{**VISIT, "ID": "R1 "}, {**VISIT, "ID": "R9"}]
    parent = [{"ID": "R1", "quien": "visita"}]
    columns = {"mode": {"column": "quien", "sheet": "form", "codes": {"visita": "home_visit"}}}
    done = mapped("contacts", {"own": own, "form": parent}, columns, join={"sheet": "form", "on": {"ID": "ID"}})
    assert done.tables["contacts"]["mode"].iloc[0] == "home_visit"
    assert pd.isna(done.tables["contacts"]["mode"].iloc[1])
    assert any("1–10 rows of 'own' name a row of 'form' that is not there" in said for said in done.warnings)


def test_an_entry_of_a_repeat_without_its_form_is_refused(mapped):
    own = [{**VISIT, "_parent_index": "1"}, {**VISIT, "_parent_index": ""}]
    join = {"sheet": "form", "on": {"_parent_index": "_index"}}
    with pytest.raises(DataError, match="that is not there"):
        mapped("contacts", {"own": own, "form": [{"_index": "1"}]}, source="kobo", join=join)


def test_days_that_a_spreadsheet_took_for_months_are_refused(mapped):
    rows = [{**VISIT, "fecha": day} for day in ("2024-05-03", "25/03/2024", "2024-01-12")]
    with pytest.raises(DataError, match="has read days as months"):
        mapped("contacts", {"own": rows}, reading={"date_format": "%d/%m/%Y"})
    rows[2]["fecha"] = "2024-01-21"
    assert len(mapped("contacts", {"own": rows}, reading={"date_format": "%d/%m/%Y"}).tables["contacts"]) == 3


@pytest.mark.parametrize("form", ["%H:%M", "%d/%m", "%Y"])
def test_a_way_to_write_dates_names_year_and_month(mapped, form):
    with pytest.raises(StudyError, match="names no year or no month"):
        mapped("contacts", {"own": [VISIT]}, reading={"date_format": form})
