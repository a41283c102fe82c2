"""Reading the input: what comes in as text, and what is refused with which words."""

import pandas as pd
import pytest
import yaml

from impact.data.read import read_input
from impact.errors import DataError, InputError, StudyError
from impact.study import Study

SECRET = "Xochitl"
"""A value: a message that shows it shows a row."""

ANALYSIS = {
    "id": "small",
    "input": {
        "form": "analysis_table",
        "path": "people.csv",
        "columns": {"arm": "fin", "time": "week", "event": "arrest"},
    },
    "covariates": ["age", "town"],
    "horizons": [26],
}
RECORDS = {
    "id": "records",
    "input": {"form": "case_records", "path": "records", "date_format": "%d/%m/%Y"},
    "cut_off": "2025-12-31",
    "horizons": [12],
}
PEOPLE = "fin,week,arrest,age,town\n1,20,1,27,Quiché\n0,52,0,,San José Ñuñoa\n"


def load(folder, content) -> Study:
    path = folder / "study.yaml"
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return Study.load(path)


@pytest.fixture
def people(tmp_path):
    """A study of one flat file, written as the bytes that a test gives."""

    def people(content: bytes = PEOPLE.encode(), **changes) -> Study:
        (tmp_path / "people.csv").write_bytes(content)
        return load(tmp_path, {**ANALYSIS, **changes})

    return people


@pytest.fixture
def records(tmp_path, hand_made):
    """A study of case records, written as CSV."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name, frame in hand_made.items():
        frame.to_csv(folder / f"{name}.csv", index=False)
    return load(tmp_path, RECORDS)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_csv_is_text_with_accents_and_with_or_without_a_byte_order_mark(people, mark):
    frame = read_input(people(mark + PEOPLE.encode()))["analysis"]
    assert list(frame.columns) == ["fin", "week", "arrest", "age", "town"]
    assert frame["town"].tolist() == ["Quiché", "San José Ñuñoa"]
    assert frame["week"].tolist() == ["20", "52"]
    assert pd.isna(frame["age"][1])


def test_words_that_look_missing_are_kept(people):
    frame = read_input(people(PEOPLE.replace("Quiché", "NA").encode()))["analysis"]
    assert frame["town"][0] == "NA"


def test_rows_that_a_spreadsheet_left_empty_are_no_rows(people):
    assert len(read_input(people(PEOPLE.encode() + b",,,,\r\n,,,,\r\n"))["analysis"]) == 2


def test_parquet_is_brought_to_the_same_text(records, hand_made):
    folder = records.input_path
    typed = hand_made["returns"].assign(
        return_date=pd.to_datetime(hand_made["returns"]["return_date"]),
        age_at_return_years=[15.0, 15.0, None, 15.0, 15.0],
        debt_usd=[None, 7250.5, 9000.0, None, None],
        has_reporting_consent=True,
        sex=hand_made["returns"]["sex"].astype("category"),
    )
    (folder / "returns.csv").unlink()
    typed.to_parquet(folder / "returns.parquet")
    frame = read_input(records)["returns"]
    assert frame["return_date"][0] == "10/03/2023"
    assert frame["age_at_return_years"].dropna().tolist() == ["15"] * 4
    assert frame["debt_usd"].dropna().tolist() == ["7250.5", "9000"]
    assert set(frame["has_reporting_consent"]) == {"true"}
    assert frame["sex"].tolist() == hand_made["returns"]["sex"].tolist()
    assert frame["department"][0] == "Quiché"


def test_an_optional_table_may_be_missing(records):
    (records.input_path / "activity_counts.csv").unlink()
    assert set(read_input(records)) == {"returns", "enrolments", "services", "contacts"}


def test_reading_leaves_the_input_as_it_was(records):
    def state():
        return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in records.input_path.iterdir()}

    before = state()
    read_input(records)
    assert state() == before


UNREADABLE = {
    "empty": (b"", "is empty"),
    "a header alone": (b"fin,week,arrest,age,town\n", "no rows"),
    "blank lines": (b"\n\n", "first line is empty"),
    "latin-1": (PEOPLE.replace("1,20", f"{SECRET},20").encode("latin-1"), "not UTF-8"),
    "UTF-16": (PEOPLE.encode("utf-16"), "UTF-16"),
    "a spreadsheet called .csv": (b"PK\x03\x04 not text \x00\x01", "not a table"),
    "semicolons": (PEOPLE.replace(",", ";").encode(), "commas"),
    "rows longer than the header": (f"fin,week\n1,2\n1,2,{SECRET},4\n".encode(), "more cells"),
    "the first row longer than the header": (f"fin,week\n1,2,{SECRET}\n1,2\n".encode(), "more cells"),
    "a column twice": (
        f"fin,week,fin\n1,2,{SECRET}\n".encode(),
        r"stand twice \(columns 1 and 3 are called the same\)",
    ),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_a_file_that_cannot_be_read(people, case):
    content, said = UNREADABLE[case]
    with pytest.raises(InputError, match=said) as refused:
        read_input(people(content))
    assert refused.value.exit_code == 11
    assert "people.csv" in str(refused.value)
    assert SECRET not in str(refused.value)
    assert len(str(refused.value).splitlines()) == 1


@pytest.mark.parametrize("kept", [0, 40, -10])
def test_a_truncated_parquet_file(people, tmp_path, kept):
    study = people()
    table = pd.read_csv(tmp_path / "people.csv")
    table.to_parquet(tmp_path / "people.parquet")
    whole = (tmp_path / "people.parquet").read_bytes()
    (tmp_path / "people.parquet").write_bytes(whole[:kept])
    study = load(tmp_path, {**ANALYSIS, "input": {**ANALYSIS["input"], "path": "people.parquet"}})
    with pytest.raises(InputError, match="damaged" if kept else "empty"):
        read_input(study)


def test_parquet_with_lists_in_its_cells(tmp_path):
    pd.DataFrame({"fin": [[1, 2]], "week": [3]}).to_parquet(tmp_path / "people.parquet")
    study = load(tmp_path, {**ANALYSIS, "input": {**ANALYSIS["input"], "path": "people.parquet"}})
    with pytest.raises(InputError, match="the column fin holds something other"):
        read_input(study)


def test_a_missing_file(people, tmp_path):
    study = people()
    (tmp_path / "people.csv").unlink()
    with pytest.raises(InputError, match="no such file"):
        read_input(study)


@pytest.mark.parametrize(("path", "said"), [("people.ods", "a .csv, a .parquet or a .xlsx"), (".", "is a folder")])
def test_a_path_that_is_no_table(people, tmp_path, path, said):
    (tmp_path / "people.ods").write_bytes(b"anything")
    people()
    with pytest.raises(InputError, match=said):
        read_input(load(tmp_path, {**ANALYSIS, "input": {**ANALYSIS["input"], "path": path}}))


def test_a_missing_folder_a_missing_table_and_one_given_twice(records, tmp_path):
    (records.input_path / "services.parquet").write_bytes(b"PAR1")
    with pytest.raises(InputError, match=r"services\.csv and services\.parquet"):
        read_input(records)
    (records.input_path / "services.parquet").unlink()
    (records.input_path / "services.csv").unlink()
    with pytest.raises(InputError, match="missing: services"):
        read_input(records)
    with pytest.raises(InputError, match="no such folder"):
        read_input(load(tmp_path, {**RECORDS, "input": {**RECORDS["input"], "path": "nowhere"}}))


def test_columns_that_the_study_names_and_the_file_lacks_come_with_the_nearest(people):
    columns = {"arm": "fin", "time": "weeks", "event": "arrest", "cluster": "household"}
    study = people(input={**ANALYSIS["input"], "columns": columns}, covariates=["age", "twon"])
    with pytest.raises(StudyError) as refused:
        read_input(study)
    assert str(refused.value).splitlines()[1:] == [
        "  input.columns.time: weeks (the nearest column is week)",
        "  input.columns.cluster: household",
        "  covariates: twon (the nearest column is town)",
    ]


def test_a_file_without_a_header_line_shows_nobody(people, records):
    with pytest.raises(StudyError) as refused:
        read_input(people(f"1,20,0,27,{SECRET}\n0,52,0,30,{SECRET}2\n".encode()))
    assert SECRET not in str(refused.value)
    path = records.input_path / "returns.csv"
    path.write_text(path.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")
    with pytest.raises(InputError, match="first line must hold the names") as refused:
        read_input(records)
    assert "R-ana" not in str(refused.value)
    path.write_text("C-ana,R-ana\nC-luz,R-luz\n", encoding="utf-8")
    with pytest.raises(DataError, match="first line must hold their names") as refused:
        read_input(records)
    assert "ana" not in str(refused.value)


def test_a_column_that_records_must_have(records):
    path = records.input_path / "contacts.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("is_child_seen", "child_seen"), encoding="utf-8")
    with pytest.raises(DataError, match=r"contacts: is_child_seen \(the nearest column is child_seen\)"):
        read_input(records)


def test_personal_columns_are_refused_by_name_in_every_table_at_once(records):
    for name, column in (("returns", "Nombre completo"), ("contacts", "phone_number")):
        path = records.input_path / f"{name}.csv"
        frame = pd.read_csv(path, dtype=str)
        frame.assign(**{column: SECRET}).to_csv(path, index=False)
    with pytest.raises(DataError) as refused:
        read_input(records)
    assert refused.value.exit_code == 12
    assert "  returns: Nombre completo\n  contacts: phone_number\n" in str(refused.value)
    assert SECRET not in str(refused.value)


def test_a_personal_column_is_refused_even_where_the_study_names_it(people):
    study = people(PEOPLE.replace("town", "address").encode(), covariates=["age", "address"])
    with pytest.raises(DataError, match="it cannot be used"):
        read_input(study)


def test_an_email_address_is_refused_in_any_column(records):
    path = records.input_path / "returns.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("Quiché", f"{SECRET}@example.org", 1), encoding="utf-8")
    with pytest.raises(DataError, match="returns: department") as refused:
        read_input(records)
    assert SECRET not in str(refused.value)
