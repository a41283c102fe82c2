"""What exports do besides: labels instead of names, counted days, decimal commas, hidden sheets, late telephones."""

import openpyxl
import pandas as pd
import pytest
from broken import RETURN
from by_hand import kobo_cells
from desk import Desk

from impact.data.exports import map_export, read_mapping
from impact.errors import StudyError

LABELS = {
    "violencia": "Violencia",
    "economico": "Razones económicas",
    "familia": "Reunificación familiar",
    "clima": "Clima",
    "vbg": "Violencia basada en género",
}
QUESTION = "¿Por qué salió?"


def with_labels(folder) -> Desk:
    """The KoboToolbox export as it is made with labels: of headers, and of answers in the column of them all."""
    desk = Desk(folder, "kobo")
    names = {f"retorno/motivos/{name}": f"{QUESTION}/{label}" for name, label in LABELS.items()}
    desk.fill(kobo_cells.MAIN, "retorno/motivos", lambda given: " ".join(LABELS[one] for one in given.split()))
    desk.rename(kobo_cells.MAIN, {"retorno/motivos": QUESTION, **names})
    return desk


def mapped(desk: Desk):
    desk.write()
    return map_export(desk.export, read_mapping(desk.using))


def test_labels_of_several_answers_are_read_from_their_own_columns(tmp_path):
    plain = mapped(Desk(tmp_path, "kobo")).tables["returns"]
    desk = with_labels(tmp_path)
    for reason, name in zip(("violence", "economic", "family", "climate", "gbv"), LABELS, strict=True):
        codes = {"1": "yes", "0": "no"}
        desk.columns("returns")[f"reason_{reason}"] = {"column": f"{QUESTION}/{LABELS[name]}", "codes": codes}
    pd.testing.assert_frame_equal(mapped(desk).tables["returns"], plain)


def test_labels_that_hold_their_separator_are_no_list(tmp_path):
    desk = with_labels(tmp_path)
    family = {"column": QUESTION, "holds": LABELS["familia"], "separator": " "}
    desk.columns("returns")["reason_family"] = family
    with pytest.raises(StudyError, match=r"reason_family: an answer holds what separates answers.*map the 0/1 columns"):
        mapped(desk)


def test_counted_days_are_dates_where_the_mapping_says_so(tmp_path):
    plain = mapped(Desk(tmp_path, "primero")).tables["returns"]["return_date"]
    counted = [str((day - pd.Timestamp("1899-12-30")).days) for day in pd.to_datetime(plain)]
    desk = Desk(tmp_path, "primero")
    place = desk.cells[RETURN][0].index("Fecha de retorno")
    for row, days in zip(desk.cells[RETURN][1:], counted, strict=True):
        row[place] = int(days)
    desk.mapping["reading"]["excel_serial_dates"] = "true"
    assert mapped(desk).tables["returns"]["return_date"].tolist() == plain.tolist()
    assert counted[0] == "44941"  # 15 January 2023, as a spreadsheet shows it


def test_decimal_commas_are_numbers_where_the_mapping_says_so(tmp_path):
    desk = Desk(tmp_path, "primero")
    desk.fill(RETURN, "Deuda por el viaje (USD)", lambda debt: "7.500,50" if debt == 7500.5 else f"{debt},00")
    desk.columns("returns")["debt_usd"]["decimal"] = "comma"
    assert mapped(desk).tables["returns"]["debt_usd"].dropna().astype(float).tolist() == [7500.5, 12000, 15000, 9000]


def test_hidden_sheets_are_read_and_told(tmp_path):
    desk = Desk(tmp_path, "primero")
    desk.write()
    book = openpyxl.load_workbook(desk.export)
    book[RETURN].sheet_state = "hidden"
    book.save(desk.export)
    found = map_export(desk.export, read_mapping(desk.using))
    assert len(found.tables["returns"]) == 9
    assert f"'{RETURN}': the sheet is hidden" in found.warnings


def test_a_late_telephone_is_a_warning(tmp_path):
    warnings = " ".join(mapped(Desk(tmp_path, "commcare")).warnings)
    assert "tables.contacts: 1–10 forms reached the server over 7 days from the time that the device gave" in warnings


def test_rows_of_cases_without_entries_are_left_out_and_counted(tmp_path):
    warnings = mapped(Desk(tmp_path, "primero")).warnings
    assert [line for line in warnings if line.startswith("tables.services:") and "hold an ID and nothing else" in line]


def test_the_account_says_of_every_column_what_became_of_it(tmp_path):
    report = mapped(Desk(tmp_path, "primero")).report.set_index(["sheet", "column"])
    assert report.loc[(RETURN, "Fecha de retorno"), "outcome"] == "mapped"
    assert report.loc[(RETURN, "Código del municipio"), "outcome"] == "dropped"
    assert set(report["outcome"]) == {"mapped", "dropped"}


def test_the_first_version_that_is_filled_counts(tmp_path):
    desk = Desk(tmp_path, "kobo")
    header, first = desk.cells[kobo_cells.MAIN][:2]
    first[header.index("intentos")], first[header.index("antecedentes/intentos")] = 3, 1
    assert mapped(desk).tables["returns"]["prior_attempts"].tolist()[:2] == ["1", "2"]
