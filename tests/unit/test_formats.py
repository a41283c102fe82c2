"""Files written in other ways: the same text comes out, or a refusal that says which key to give."""

import datetime as dt

import numpy as np
import openpyxl
import pandas as pd
import pytest
import yaml

from impact.data.formats import (
    in_canonical_writing,
    months_to_text,
    numbers_to_text,
    read_sheets,
    read_table,
    refuse_rounded_ids,
    serial_to_text,
)
from impact.data.read import check_records, read_input
from impact.errors import DataError, InputError
from impact.study import Study
from impact.study.formats import Reading

PLAIN = Reading()
ROWS = [["id", "día", "monto"], ["A1", "05/03/2024", "1234,5"], ["A2", "06/03/2024", ""]]
SECRET = "Xochitl"


def workbook(path, sheets: dict[str, list[list[object]]]):
    """Write a workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
@pytest.mark.parametrize(("delimiter", "mark"), [("comma", ","), ("semicolon", ";"), ("tab", "\t")])
def test_every_encoding_and_delimiter_comes_to_the_same_text(tmp_path, encoding, delimiter, mark):
    quoted = [[f'"{cell}"' if mark in cell else cell for cell in row] for row in ROWS]
    text = "".join(mark.join(row) + "\r\n" for row in quoted)
    (tmp_path / "people.csv").write_bytes(text.encode(encoding))
    frame = read_table(tmp_path / "people.csv", Reading(encoding=encoding, delimiter=delimiter))
    assert frame.columns.tolist() == ROWS[0]
    assert frame["monto"].tolist()[0] == "1234,5"
    assert frame.isna().to_numpy().sum() == 1


MISTAKEN = {
    "semicolons": (b"id;x\n1;2\n", {}, "delimiter: semicolon"),
    "tabs": (b"id\tx\n1\t2\n", {}, "delimiter: tab"),
    "commas": (b"id,x\n1,2\n", {"delimiter": "semicolon"}, "not separated by semicolons; .*delimiter: comma"),
    "Windows-1252": (f"id,x\n1,Quiché {SECRET}\n".encode("windows-1252"), {}, "encoding: windows-1252"),
    "UTF-8": (f"id,x\n1,Quiché {SECRET}\n".encode(), {"encoding": "windows-1252"}, "is UTF-8, not Windows-1252"),
    "no encoding": (b"id,x\n1,\x81\n", {"encoding": "windows-1252"}, "is not Windows-1252"),
    "a header too far down": (b"id,x\n1,2\n", {"header_row": 9}, "there is no line 9"),
}


@pytest.mark.parametrize("case", MISTAKEN)
def test_a_key_that_is_wrong_is_named(tmp_path, case):
    content, keys, said = MISTAKEN[case]
    (tmp_path / "people.csv").write_bytes(content)
    with pytest.raises(InputError, match=said) as refused:
        read_table(tmp_path / "people.csv", Reading(**keys))
    assert SECRET not in str(refused.value)


def test_what_stands_above_the_header_is_passed_over(tmp_path):
    (tmp_path / "people.csv").write_text('Informe\n"n, m",3\nid,x\n1,2\n', encoding="utf-8")
    assert read_table(tmp_path / "people.csv", Reading(header_row=3)).to_dict("list") == {"id": ["1"], "x": ["2"]}
    path = workbook(tmp_path / "people.xlsx", {"x": [["Informe"], [], ["id", "x"], [1, 2]]})
    assert read_table(path, Reading(header_row=3)).to_dict("list") == {"id": ["1"], "x": ["2"]}


def test_a_name_of_a_column_over_two_lines_is_one(tmp_path):
    (tmp_path / "people.csv").write_text('id,"fecha\nde  retorno"\n1,2\n', encoding="utf-8")
    assert read_table(tmp_path / "people.csv", PLAIN).columns.tolist() == ["id", "fecha de retorno"]
    path = workbook(tmp_path / "people.xlsx", {"x": [["id", "fecha\nde  retorno "], [1, 2]]})
    assert read_table(path, PLAIN).columns.tolist() == ["id", "fecha de retorno"]


CELLS = [
    ["text", "day", "moment", "whole", "part", "yes", "gap", None],
    ["007", dt.date(2024, 3, 5), dt.datetime(2024, 3, 5, 14, 30), 20230001, 7250.5, True, None, None],
    ["NA", dt.date(2023, 12, 31), dt.datetime(2024, 3, 6), 45000, -0.25, False, "", None],
    [None] * 8,
]


@pytest.mark.parametrize(
    ("keys", "day", "part"),
    [({}, "2024-03-05", "7250.5"), ({"date_format": "%d/%m/%Y", "decimal": "comma"}, "05/03/2024", "7250,5")],
)
def test_cells_of_a_workbook_and_of_parquet_are_written_as_the_study_writes_them(tmp_path, keys, day, part):
    reading = Reading(**keys)
    frame = read_table(workbook(tmp_path / "people.xlsx", {"Caso": CELLS}), reading)
    assert frame.columns.tolist() == CELLS[0][:-1]
    assert len(frame) == 2
    assert frame.iloc[0, :6].tolist() == ["007", day, day, "20230001", part, "true"]
    assert frame["whole"].tolist() == ["20230001", "45000"]
    assert frame["text"][1] == "NA"
    assert frame["gap"].isna().all()
    typed = pd.DataFrame(CELLS[1:3], columns=CELLS[0])[["text", "day", "moment", "whole", "part", "yes"]]
    typed.to_parquet(tmp_path / "people.parquet")
    pd.testing.assert_frame_equal(read_table(tmp_path / "people.parquet", reading), frame[typed.columns])


def test_every_sheet_of_a_workbook_in_its_order_with_what_is_hidden(tmp_path):
    path = workbook(tmp_path / "export.xlsx", {"Z": [["id"], ["1"]], "Caso": [["id", "x"]], "empty": []})
    book = openpyxl.load_workbook(path)
    book["Z"].row_dimensions[2].hidden = True
    book["Z"].column_dimensions["A"].hidden = True
    book["Caso"].sheet_state = "hidden"
    book.save(path)
    sheets = read_sheets(path, PLAIN)
    assert list(sheets) == ["Z", "Caso", "empty"]
    assert sheets["Z"]["id"].tolist() == ["1"]
    assert sheets["Caso"].columns.tolist() == ["id", "x"]
    assert [len(sheet) for sheet in sheets.values()] == [1, 0, 0]
    assert sheets["Z"].attrs["hidden"] == ("hidden rows: 1–10", "hidden columns: 1")
    assert sheets["Caso"].attrs["hidden"] == ("the sheet is hidden",)


def test_every_table_of_a_folder_and_one_file_by_its_name(tmp_path):
    (tmp_path / "b.csv").write_text("id\n1\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("nothing", encoding="utf-8")
    pd.DataFrame({"id": [2]}).to_parquet(tmp_path / "a.parquet")
    assert {name: frame["id"].tolist() for name, frame in read_sheets(tmp_path, PLAIN).items()} == {
        "a": ["2"],
        "b": ["1"],
    }
    assert list(read_sheets(tmp_path / "b.csv", PLAIN)) == ["b"]
    (tmp_path / "A.csv").write_text("id\n1\n", encoding="utf-8")
    with pytest.raises(InputError, match="same name"):
        read_sheets(tmp_path, PLAIN)
    (tmp_path / "A.csv").unlink()
    workbook(tmp_path / "c.xlsx", {"x": [["id"]]})
    with pytest.raises(InputError, match="name it instead of its folder"):
        read_sheets(tmp_path, PLAIN)


def test_a_table_is_one_sheet_or_the_one_called_like_its_file(tmp_path):
    two = {"returns": [["id"], ["1"]], "other": [["id"], ["2"]]}
    assert read_table(workbook(tmp_path / "returns.xlsx", two), PLAIN)["id"].tolist() == ["1"]
    with pytest.raises(InputError, match="has 2 with rows; keep one, or call it 'people'"):
        read_table(workbook(tmp_path / "people.xlsx", two), PLAIN)


def column(*cells, name="debt_usd"):
    return pd.Series(cells, name=name, dtype=object)


def test_counted_days_are_dates_where_the_study_says_so():
    counted = Reading(excel_serial_dates=True, date_format="%d/%m/%Y")
    # 3 October 1954 is day 20000 to a spreadsheet, 1 January 2000 day 36526; .5 is noon.
    written = serial_to_text(column("20000", "36526", "36526.5", "02/01/2000", np.nan, "unknown"), counted)
    assert written.tolist()[:4] == ["03/10/1954", "01/01/2000", "01/01/2000", "02/01/2000"]
    assert pd.isna(written[4])
    assert written[5] == "unknown"
    for day in ("2023", "1999", "1", "0", "99999"):
        with pytest.raises(DataError, match="debt_usd: 1–10 cells hold numbers that are no days") as refused:
            serial_to_text(column("36526", day), counted)
        assert "99999" not in str(refused.value)
    with pytest.raises(DataError, match="say excel_serial_dates: true"):
        serial_to_text(column("36526"), PLAIN)
    assert serial_to_text(column("20240305"), Reading(date_format="%Y%m%d")).tolist() == ["20240305"]


@pytest.mark.parametrize(
    ("decimal", "cells"),
    [
        ("comma", ["0,5", "1.234,50", "-12", "1.234.567", "3,2E5", "unknown"]),
        ("point", ["0.5", "1,234.50", "-12", "1,234,567", "3.2E5", "unknown"]),
    ],
)
def test_marks_that_can_be_read_one_way_only(decimal, cells):
    numbers = ["0.5", "1234.50", "-12", "1234567", "3.2E5", "unknown"]
    assert numbers_to_text(column(*cells), Reading(decimal=decimal)).tolist() == numbers


@pytest.mark.parametrize(
    ("decimal", "cell"), [("comma", "1.234"), ("comma", "12.5"), ("point", "1,234"), ("point", "0,5")]
)
def test_one_mark_that_is_not_the_study_s_is_refused(decimal, cell):
    with pytest.raises(DataError, match="thousands or decimals") as refused:
        numbers_to_text(column("7", *[cell] * 12), Reading(decimal=decimal))
    assert refused.value.exit_code == 12
    assert "debt_usd: 12 cells" in str(refused.value)


def test_the_first_day_that_a_spreadsheet_made_of_a_month_is_that_month():
    cells = column("01/05/2024", "17/05/2024", "2024-05", np.nan)
    assert months_to_text(cells, Reading(date_format="%d/%m/%Y")).tolist()[:3] == ["2024-05", "17/05/2024", "2024-05"]


@pytest.mark.parametrize(
    "cell", [123456789012345678, "1.23457E+17", "1,23457E+17", "1E+17", "V-1.2E+17-1", 1234567890123456]
)
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_ids_that_a_spreadsheet_shortened_are_refused(tmp_path, hand_made, cell, suffix):
    if isinstance(cell, int) and suffix == ".csv":
        cell = f"{float(cell)}"
    rows = [["return_id"], [cell]]
    path = tmp_path / f"ids{suffix}"
    if suffix == ".xlsx":
        workbook(path, {"ids": rows})
    else:
        pd.DataFrame(rows[1:], columns=rows[0]).to_csv(path, index=False)
    value = read_table(path, PLAIN)["return_id"][0]
    with pytest.raises(DataError, match=r"returns: return_id: .* shortened, like 1.23E.* Export again") as refused:
        check_records(hand_made | {"returns": hand_made["returns"].assign(return_id=value)})
    assert value not in str(refused.value)


@pytest.mark.parametrize("cell", ["12E5", "1E05", "123456789012345678", "R1.5", "E-12", "12E-5", "1234.5"])
def test_other_ids_with_an_e_or_many_digits_pass(cell):
    refuse_rounded_ids(column(cell, np.nan))


def test_points_before_three_digits_are_decimals_where_the_study_or_the_file_says_so():
    cells = column("7.000", "12.500", "3")
    with pytest.raises(DataError, match="debt_usd: every number with a point has three digits after it"):
        numbers_to_text(cells, PLAIN)
    for said in (numbers_to_text(cells, Reading(decimal="point")), numbers_to_text(cells, PLAIN, are_text=False)):
        assert said.tolist() == ["7.000", "12.500", "3"]


@pytest.mark.parametrize("suffix", [".xlsx", ".parquet"])
def test_numbers_that_a_file_holds_as_numbers_have_no_marks_of_thousands(tmp_path, suffix):
    path = tmp_path / f"returns{suffix}"
    if suffix == ".xlsx":
        workbook(path, {"returns": [["debt_usd", "text"], [7.125, "7.125"], [None, None], [12, "12"]]})
    else:
        pd.DataFrame({"debt_usd": [7.125, 12], "text": ["7.125", "12"]}).to_parquet(path)
    frame = read_table(path, PLAIN)
    written = in_canonical_writing("returns", frame, {"debt_usd": "number"}, PLAIN)
    assert written["debt_usd"].tolist() == ["7.125", "12"]
    with pytest.raises(DataError, match="thousands or decimals"):
        in_canonical_writing("returns", frame, {"text": "number"}, PLAIN)


def test_an_analysis_table_with_commas(tmp_path):
    (tmp_path / "people.csv").write_text("fin;week;arrest;dose\n1;20,5;1;0,5\n0;52;0;1,25\n", encoding="utf-8")
    columns = {"arm": "fin", "time": "week", "event": "arrest"}
    given = {
        "form": "analysis_table",
        "path": "people.csv",
        "columns": columns,
        "delimiter": "semicolon",
        "decimal": "comma",
    }
    study = {"id": "small", "input": given, "covariates": ["dose"], "horizons": [26]}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    frame = read_input(Study.load(tmp_path / "study.yaml"))["analysis"]
    assert frame["week"].tolist() == ["20.5", "52"]
    assert frame["dose"].tolist() == ["0.5", "1.25"]


def test_case_records_as_a_spreadsheet_in_spanish_writes_them(tmp_path, hand_made):
    """Semicolons, commas, Windows-1252 and dd/mm/yyyy; one table a workbook with real dates, one with counted days."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name, frame in hand_made.items():
        dates = [title for title in frame if title.endswith("_date")]
        days = frame.assign(**{title: pd.to_datetime(frame[title], format="%Y-%m-%d") for title in dates})
        if name == "contacts":
            workbook(
                folder / "contacts.xlsx",
                {"Hoja1": [days.columns.tolist(), *days.astype(object).where(days.notna(), None).to_numpy().tolist()]},
            )
            continue
        written = {title: days[title].dt.strftime("%d/%m/%Y") for title in dates}
        if name == "services":
            written["service_date"] = (days["service_date"] - pd.Timestamp("1899-12-30")).dt.days.astype(str)
        text = frame.assign(**written)
        if name == "returns":
            text = text.assign(debt_usd=["7.250,5", *[""] * (len(text) - 1)])
        text.to_csv(folder / f"{name}.csv", index=False, sep=";", encoding="windows-1252")
    keys = {"encoding": "windows-1252", "delimiter": "semicolon", "decimal": "comma", "date_format": "%d/%m/%Y"}
    given = {"form": "case_records", "path": "records", **keys, "excel_serial_dates": True}
    study = {"id": "records", "input": given, "cut_off": "2025-12-31", "horizons": [12]}
    (tmp_path / "study.yaml").write_text(yaml.safe_dump(study), encoding="utf-8")
    tables = read_input(Study.load(tmp_path / "study.yaml"))
    assert tables["returns"]["debt_usd"][0] == "7250.5"
    assert tables["returns"]["department"][0] == "Quiché"
    assert tables["services"]["service_date"].tolist() == ["02/04/2023", "12/06/2023"]
    assert tables["contacts"]["contact_date"].tolist()[:2] == ["15/06/2023", "05/09/2023"]
