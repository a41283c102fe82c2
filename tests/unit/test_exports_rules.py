"""What is known of the systems that exports come from: readings that would be wrong, and rows that mean nothing."""

import pytest
from export_rows import VISIT, map_rows

from impact.data.exports.names import is_registration, nearest
from impact.errors import StudyError


@pytest.fixture
def mapped(tmp_path):
    """Map sheets by the rules of a source."""

    def mapped(source, sheets, columns=None, table="contacts", **part):
        return map_rows(tmp_path, table, sheets, columns, source, **part)

    return mapped


def codes(value, code):
    return {"exit_reason": {"column": "razon", "codes": {value: code}}}


# Every source


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        ("Repatriado", "remigrated", "brought back"),
        ("repatriated", "lawful_migration", "brought back"),
        ("Not Seen During Verification", "remigrated", "nobody knows"),
        ("not_seen_during_verification_64094", "completed", "nobody knows"),
        ("Transferred", "died", "nobody knows"),
    ],
)
def test_reasons_for_closing_a_case_are_no_events(mapped, value, code, words):
    with pytest.raises(StudyError, match=words):
        mapped("primero", {"own": [{"ID": "R1", "razon": value}]}, codes(value, code), table="enrolments")


@pytest.mark.parametrize(
    ("value", "code"), [("repatriated", "other"), ("Transferred", "transferred"), ("No visto", "lost")]
)
def test_reasons_for_closing_a_case_that_end_follow_up_are_read(mapped, value, code):
    found = mapped("primero", {"own": [{"ID": "R1", "razon": value}]}, codes(value, code), table="enrolments")
    assert found.tables["enrolments"]["exit_reason"].tolist() == [code]
    assert any("maybe not by chance" in warning for warning in found.warnings) == (value != "repatriated")


def test_a_child_that_was_not_seen_is_nowhere(mapped):
    where = {"location_status": {"column": "estado", "codes": {"No vista": "abroad"}}}
    with pytest.raises(StudyError, match="neither stayed nor left"):
        mapped("kobo", {"own": [VISIT]}, where)


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("registration_date", True), ("Date of Registration or Interview", True), ("Fecha de registro o entrevista", True),
     ("Fecha de retorno", False), ("Centro de registro", False)],
)  # fmt: skip
def test_dates_of_registration_are_known_by_their_names(name, is_one):
    assert is_registration(name) is is_one


def test_the_nearest_is_of_the_first_sheet_and_by_meaning():
    sheets = [["Date of return", "Other"], ["Fecha de retorno1"]]
    assert (
        nearest("Fecha de retorno", sheets, ("return_date", "date of return")) == " (the nearest is 'Date of return')"
    )
    assert nearest("Fecha de retorno", sheets) == " (the nearest is 'Fecha de retorno1')"
    assert nearest("Fecha de retorno", [["Xochitl"]]) == ""


# Primero


def test_primero_begins_with_its_id(mapped):
    with pytest.raises(StudyError, match="the first column of 'own' is not ID"):
        mapped("primero", {"own": [{"fecha": "2024-05-01", "ID": "R1", "estado": "casa"}]})


def test_a_row_of_primero_that_holds_an_id_alone_is_left_out_and_said(mapped):
    found = mapped("primero", {"own": [VISIT, {"ID": "R2"}]}, key_of_row="ID")
    assert found.tables["contacts"]["contact_id"].tolist() == ["V-R1-1"]
    assert any("hold an ID and nothing else" in warning for warning in found.warnings)


# KoboToolbox


def kobo(**parent):
    return {
        "own": [{"_parent_index": "1", "fecha": "2024-05-01", "estado": "casa", "_parent_table_name": "hogar"}],
        "hogar": [{"ID": "R1", "_index": "1"} | parent],
    }


def test_a_repeat_of_kobo_finds_its_form(mapped):
    join = {"sheet": "hogar", "on": {"_parent_index": "_index"}}
    found = mapped("kobo", kobo(), join=join)
    assert found.tables["contacts"]["return_id"].tolist() == ["R1"]


@pytest.mark.parametrize(
    ("on", "name", "words"),
    [
        ({"_parent_index": "_id"}, "hogar", "names the `_index` of its parent"),
        ({"_parent_index": "_index"}, "persona", "their parent is another sheet than 'hogar'"),
    ],
)
def test_a_repeat_of_kobo_has_one_parent(mapped, on, name, words):
    sheets = kobo(_id="1")
    sheets["own"][0]["_parent_table_name"] = name
    with pytest.raises(StudyError, match=words):
        mapped("kobo", sheets, join={"sheet": "hogar", "on": on})


def test_a_question_that_a_version_of_a_form_lacks_is_told(mapped):
    rows = [VISIT | {"__version__": "a"}] * 12 + [VISIT | {"__version__": "b", "estado": ""}] * 12
    found = mapped("kobo", {"own": rows})
    assert [w for w in found.warnings if "is empty throughout 1 of 2 versions" in w and "'estado'" in w]


# CommCare


def test_a_question_of_commcare_is_found_by_the_end_of_its_path(mapped):
    row = {"formid": "f", "form.ID": "R1", "form.visita.fecha": "2024-05-01", "form.estado": "casa"}
    found = mapped("commcare", {"own": [row, row | {"form.estado": "---"}]}, {"contact_id": {"column": "formid"}})
    assert found.tables["contacts"]["contact_date"].tolist() == ["2024-05-01"] * 2
    assert found.tables["contacts"]["location_status"].isna().tolist() == [False, True]
    with pytest.raises(StudyError, match="'fecha' can be"):
        mapped("commcare", {"own": [row | {"form.otra.fecha": "2024-05-02"}]})


def test_cases_of_commcare_hold_no_visits(mapped):
    case = {"caseid": "R1", "fecha": "2024-05-01", "estado": "casa", "closed": "False"}
    with pytest.raises(StudyError, match="properties are overwritten"):
        mapped("commcare", {"own": [case]}, {"return_id": {"column": "caseid"}})


@pytest.mark.parametrize("name", ["received_on", "_submission_time"])
def test_a_visit_is_not_dated_by_a_server(mapped, name):
    with pytest.raises(StudyError, match="a server got a form"):
        mapped("commcare", {"own": [VISIT]}, {"contact_date": {"column": name}})


def test_forms_that_reached_the_server_late_are_counted(mapped):
    times = [("2024-05-01 10:00:00", "2024-05-02 10:00:00"), ("2019-01-01 10:00:00", "2024-05-02T10:00:00Z")]
    rows = [{"form.ID": "R1", "form.fecha": day, "form.estado": "casa", "completed_time": day, "received_on": got}
            for day, got in times]  # fmt: skip
    found = mapped("commcare", {"own": rows})
    assert [warning for warning in found.warnings if "1–10 forms reached the server over 7 days" in warning]
