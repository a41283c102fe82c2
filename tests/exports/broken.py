"""Exports and mappings with one thing wrong, each as it happens on a desk; docs/exports.md says what is answered."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from by_hand import primero_cells
from desk import Desk
from exporting import write_folder

RETURN, FOLLOW_UP = primero_cells.RETURN, primero_cells.FOLLOW_UP
SECRET = "Xochitl"
"""Stands in cells that nobody may be told."""

Change = Callable[[Desk], Path | None]
"""Breaks something, before or after it writes; returns the export where it is another file than usual."""
VARIANTS: dict[str, tuple[str, Change]] = {}


def variant(source: str) -> Callable[[Change], Change]:
    def add(change: Change) -> Change:
        VARIANTS[change.__name__] = (source, change)
        return change

    return add


def lay(name: str, folder: Path) -> tuple[Path, Path]:
    """Write a variant into a folder; return its export and its mapping."""
    source, change = VARIANTS[name]
    desk = Desk(folder, source)
    export = change(desk)
    if not desk.using.exists():
        desk.write()
    return export or desk.export, desk.using


def add_part(path: Path, name: str, content: bytes = b"") -> None:
    """Add a file to the archive that a workbook is."""
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, content)


@variant("primero")
def missing_sheet(desk: Desk) -> None:
    del desk.cells[FOLLOW_UP]


@variant("primero")
def renamed_header(desk: Desk) -> None:
    desk.rename(RETURN, {"Fecha de retorno": "Fecha del retorno"})


@variant("primero")
def mixed_languages(desk: Desk) -> None:
    desk.cells[RETURN][0][1:6] = (
        "Date of return",
        "Country of origin",
        "Department of return",
        "Code",
        "Returned from",
    )


@variant("primero")
def merged_header(desk: Desk) -> None:
    desk.write()
    book = openpyxl.load_workbook(desk.export)
    book[RETURN].merge_cells("C1:D1")
    book.save(desk.export)


@variant("primero")
def csv_called_xlsx(desk: Desk) -> None:
    desk.write()
    folder = write_folder({RETURN: desk.cells[RETURN]}, desk.folder / "csv")
    (folder / f"{RETURN}.csv").replace(desk.export)


@variant("kobo")
def xlsx_called_csv(desk: Desk) -> Path:
    desk.write()
    return desk.export.rename(desk.folder / "retorno.csv")


@variant("primero")
def serial_dates(desk: Desk) -> None:
    desk.fill(RETURN, "Fecha de retorno", lambda _: 44941)


@variant("primero")
def dates_of_another_kind(desk: Desk) -> None:
    desk.fill(RETURN, "Fecha de retorno", lambda _: "15/01/2023")


@variant("primero")
def sheets_cut_alike(desk: Desk) -> None:
    rows = desk.cells.pop(FOLLOW_UP)
    desk.cells |= {f"{FOLLOW_UP[:-3]}{end}": rows for end in ("...", ".-1")}


@variant("primero")
def sheets_cut_to_one(desk: Desk) -> None:
    desk.mapping["tables"]["services"]["sheet"] = "Subformulario d-Seguimiento de los servicios"


@variant("primero")
def points_of_thousands(desk: Desk) -> None:
    desk.fill(RETURN, "Deuda por el viaje (USD)", lambda debt: f"{int(debt):,}".replace(",", "."))


@variant("primero")
def commas_of_decimals(desk: Desk) -> None:
    desk.fill(RETURN, "Deuda por el viaje (USD)", lambda debt: f"{debt / 1000:.3f}".replace(".", ","))


@variant("primero")
def zip_bomb(desk: Desk) -> None:
    desk.write()
    content = bytearray(desk.export.read_bytes())
    # The directory of the archive says of the first sheet that it unpacks to 3 GiB.
    entry = content.rindex(b"xl/worksheets/sheet1.xml") - 46
    struct.pack_into("<I", content, entry + 24, 3 * 2**30)
    desk.export.write_bytes(content)


@variant("primero")
def external_links(desk: Desk) -> None:
    desk.write()
    add_part(desk.export, "xl/externalLinks/externalLink1.xml", b"<externalLink/>")


@variant("primero")
def macros(desk: Desk) -> None:
    desk.write()
    add_part(desk.export, "xl/vbaProject.bin")


@variant("primero")
def formulas_without_results(desk: Desk) -> None:
    desk.fill(RETURN, "Intentos anteriores", lambda _: "=1+1")


@variant("primero")
def password(desk: Desk) -> None:
    desk.write()
    desk.export.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1024))


@variant("primero")
def one_column_twice_in_the_mapping(desk: Desk) -> None:
    line = "      return_date: {column: Fecha de retorno}\n"
    desk.mapping_text = desk.mapping_text.replace(line, f"{line}      return_date: {{column: Fecha de registro}}\n")


@variant("primero")
def same_header_twice(desk: Desk) -> None:
    desk.rename(RETURN, {"Departamento de retorno": "País de origen"})


@variant("primero")
def date_of_registration(desk: Desk) -> None:
    desk.columns("returns")["return_date"] = {"column": "Fecha de registro"}


@variant("primero")
def repatriated_as_remigrated(desk: Desk) -> None:
    desk.columns("enrolments")["exit_reason"]["codes"]["Repatriado"] = "remigrated"


@variant("primero")
def another_consent(desk: Desk) -> None:
    desk.columns("returns")["has_reporting_consent"]["column"] = "Consentimiento obtenido de"


@variant("primero")
def required_column_not_mapped(desk: Desk) -> None:
    del desk.columns("returns")["prior_attempts"]


@variant("primero")
def no_such_code(desk: Desk) -> None:
    desk.columns("returns")["sex"]["codes"]["Femenino"] = "femal"


@variant("primero")
def value_not_listed(desk: Desk) -> None:
    del desk.columns("returns")["return_mode"]["codes"]["Expulsión"]


@variant("primero")
def personal_column(desk: Desk) -> None:
    desk.rename(primero_cells.IDENTITY, {"Nacionalidad": "Nombre de la madre"})
    desk.fill(primero_cells.IDENTITY, "Nombre de la madre", lambda _: SECRET)


@variant("primero")
def personal_content(desk: Desk) -> None:
    desk.fill(RETURN, "Código del hogar", lambda _: f"{SECRET.lower()}@example.org")


@variant("primero")
def csv_of_primero(desk: Desk) -> Path:
    tables = desk.mapping["tables"]
    for table in tables.values():
        del table["sheet"]
        table.pop("join", None)
    desk.write()
    return write_folder({"casos": desk.cells[RETURN]}, desk.folder) / "casos.csv"


@variant("primero")
def case_twice_in_a_form(desk: Desk) -> None:
    desk.cells[primero_cells.IDENTITY] += desk.cells[primero_cells.IDENTITY][1:2]


@variant("kobo")
def repeat_without_its_form(desk: Desk) -> None:
    desk.fill("visitas", "_parent_index", lambda index: 99 if index == 9 else index)


@variant("kobo")
def time_of_the_server(desk: Desk) -> None:
    desk.columns("contacts")["contact_date"]["column"] = "_submission__submission_time"


@variant("commcare")
def export_of_cases(desk: Desk) -> None:
    header = ["number", "caseid", "name", "estado", "closed", "closed_date", "last_modified_date", "owner_name"]
    desk.cells["Visita"] = [header, [0, "5d0c6f1e", SECRET, "en casa", "False", "", "2024-01-22 22:42:31", "campo"]]


@variant("commcare")
def question_called_alike(desk: Desk) -> None:
    desk.rename("Visita", {"form.modo": "form.visita.modo", "form.informante": "form.informe.modo"})


@variant("commcare")
def file_of_windows(desk: Desk) -> None:
    desk.write()
    write_folder({"Registro": desk.cells["Registro"]}, desk.export, encoding="windows-1252")


@variant("commcare")
def semicolons(desk: Desk) -> None:
    desk.write()
    write_folder({"Registro": desk.cells["Registro"]}, desk.export, delimiter=";")
