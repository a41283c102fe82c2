"""Workbooks that mean harm, or that say less than they show: refused before their cells are read, and without them."""

import io
import re
import struct
import time
import tracemalloc
import zipfile

import openpyxl
import pytest

from impact import limits
from impact.data.formats import read_sheets, read_table
from impact.errors import InputError
from impact.study.formats import Reading

SECRET = "Xochitl"
SECONDS = 20.0
PLAIN = Reading()
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
CELLS = f"""<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c><c r="B1" t="inlineStr"><is><t>x</t></is></c></row>
<row r="2"><c r="A2" t="inlineStr"><is><t>{SECRET}</t></is></c><c r="B2"><v>1</v></c></row>"""


def sheet(cells: str = CELLS, after: str = "", before: str = "") -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>{before}<worksheet {MAIN}>'
    return f"{head}<sheetData>{cells}</sheetData>{after}</worksheet>"


def relations(*more: str) -> str:
    return f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>{"".join(more)}</Relationships>"""


def parts(**changes: str | bytes) -> dict[str, str | bytes]:
    """Return the parts of a small workbook, with some in the place of others or besides them."""
    override = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{override}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{override}.worksheet+xml"/></Types>""",
        "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>""",
        "xl/workbook.xml": f"""<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>
<sheet name="Caso" sheetId="1" r:id="r1"/></sheets></workbook>""",
        "xl/_rels/workbook.xml.rels": relations(),
        "xl/worksheets/sheet1.xml": sheet(),
    } | changes


def packed(content: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return buffer.getvalue()


def with_sheet(text: str | bytes) -> bytes:
    return packed(parts(**{"xl/worksheets/sheet1.xml": text}))


def refusal(folder, content: bytes, reading: Reading = PLAIN) -> str:
    path = folder / "people.xlsx"
    path.write_bytes(content)
    began = time.process_time()
    with pytest.raises(InputError) as refused:
        read_sheets(path, reading)
    assert time.process_time() - began < SECONDS
    message = str(refused.value)
    assert SECRET not in message
    assert len(message.splitlines()) == 1
    assert refused.value.exit_code == 11
    return message


def test_a_workbook_written_by_hand_is_read(tmp_path):
    (tmp_path / "people.xlsx").write_bytes(packed(parts()))
    assert read_table(tmp_path / "people.xlsx", PLAIN).to_dict("list") == {"id": [SECRET], "x": ["1"]}


def test_prefixes_links_to_pages_and_cells_without_references_are_no_harm(tmp_path):
    plain = sheet().replace(' r="A1"', "").replace(' r="B1"', "").replace(' r="1"', "")
    prefixed = (
        plain.replace("<", "<s:").replace("<s:/", "</s:").replace("<s:?xml", "<?xml").replace("xmlns=", "xmlns:s=")
    )
    page = f'<Relationship Id="r9" Type="{OFFICE}/hyperlink" Target="https://example.org" TargetMode="External"/>'
    content = parts(**{"xl/worksheets/sheet1.xml": prefixed, "xl/_rels/workbook.xml.rels": relations(page)})
    (tmp_path / "people.xlsx").write_bytes(packed(content))
    assert read_table(tmp_path / "people.xlsx", PLAIN).to_dict("list") == {"id": [SECRET], "x": ["1"]}


def link(kind: str) -> str:
    return f'<Relationship Id="r9" Type="{OFFICE}/{kind}" Target="file:///etc/passwd" TargetMode="External"/>'


def cell(reference: str) -> str:
    row = "".join(letter for letter in reference if letter.isdigit())
    return CELLS + f'<row r="{row}"><c r="{reference}"><v>1</v></c></row>'


def entity() -> str:
    return f'<!DOCTYPE x [<!ENTITY a "{"a" * 100}">]>'


HOSTILE = {
    "a CSV called .xlsx": (b"id,x\n1,2\n", "no workbook, whatever its name says"),
    "an archive of something else": (packed({"word/document.xml": "<a/>"}), "no .xlsx workbook"),
    "a way of packing that can hold far more": (packed(parts(), zipfile.ZIP_LZMA), "as no spreadsheet packs it"),
    "half a workbook": (packed(parts())[:-40], "damaged"),
    "a password": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "with a password"),
    "macros": (packed(parts(**{"xl/vbaProject.bin": b"\0"})), "has macros"),
    "macros of 1992": (packed(parts(**{"xl/macrosheets/sheet1.xml": "<a/>"})), "has macros"),
    "another workbook's cells": (packed(parts(**{"xl/externalLinks/link1.xml": "<a/>"})), "links to other files"),
    "a relation to a file": (
        packed(parts(**{"xl/_rels/workbook.xml.rels": relations(link("externalLinkPath"))})), "links to other files"
    ),
    "a database": (packed(parts(**{"xl/connections.xml": "<a/>"})), "draws its data from elsewhere"),
    "a file inside": (packed(parts(**{"xl/embeddings/oleObject1.bin": b"\0"})), "other files inside"),
    "entities": (with_sheet(sheet(before=entity())), "definitions of its own"),
    "UTF-16": (with_sheet(sheet().replace("UTF-8", "UTF-16").encode("utf-16")), "not UTF-8"),
    "another encoding": (with_sheet(sheet().replace("UTF-8", "ISO-8859-1")), "not UTF-8"),
    "markup that never ends": (with_sheet(sheet()[:-20]), "markup is damaged"),
    "the last cell of a sheet": (with_sheet(sheet(cell("XFD1048576"))), "more than"),
    "a cell beyond all sheets": (with_sheet(sheet(cell("ZZZ2000000"))), "where no sheet has any"),
    "a cell in another row": (with_sheet(sheet(CELLS.replace('"B2"', '"B900000"'))), "another row"),
    "a sheet that is not there": (
        packed(parts(**{"xl/_rels/workbook.xml.rels": relations().replace("sheet1", "sheet2")})), "not there"
    ),
    "merged names": (
        with_sheet(sheet(after='<mergeCells><mergeCell ref="A1:B1"/></mergeCells>')),
        r"Caso: cells of the header, row 1, are merged \(A1:B1\)",
    ),
    "merged cells": (
        with_sheet(sheet(after='<mergeCells><mergeCell ref="A2:A3"/></mergeCells>')),
        r"below the header are merged \(A2:A3\)",
    ),
    "a formula without its result": (
        with_sheet(sheet(CELLS.replace("<v>1</v>", "<f>1+1</f><v></v>"))), "Caso: 1–10 cells hold formulas without"
    ),
    "a result that is an error": (
        with_sheet(sheet(CELLS.replace('"B2"><v>1</v>', '"B2" t="e"><f>1/0</f><v>#DIV/0!</v>'))),
        "1–10 cells hold results",
    ),
    "a sheet's name that is not what it seems": (
        packed(parts(**{"xl/workbook.xml": str(parts()["xl/workbook.xml"]).replace("Caso", "Ca\u202eso")})), "U.202E"
    ),
    "a name twice": (with_sheet(sheet(CELLS.replace(">x<", ">id<"))), r"Caso: .* twice \(columns A and B are called"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_workbook_is_refused_with_what_to_do(tmp_path, case):
    content, said = HOSTILE[case]
    message = refusal(tmp_path, content)
    assert re.search(said, message), message


def test_a_part_that_stands_twice(tmp_path):
    buffer = io.BytesIO(packed(parts()))
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet(cell("XFD1048576")))
    assert "no .xlsx workbook" in refusal(tmp_path, buffer.getvalue())


def test_a_formula_with_its_result_even_an_empty_text_is_read(tmp_path):
    cells = CELLS.replace("<v>1</v>", "<f>1+1</f><v>2</v>").replace(
        "</row>", '<c r="C{}" t="str"><f>""</f><v></v></c></row>'
    )
    first, second = cells.split("\n")
    (tmp_path / "people.xlsx").write_bytes(with_sheet(sheet(first.format(1) + second.format(2))))
    assert read_table(tmp_path / "people.xlsx", PLAIN).to_dict("list") == {"id": [SECRET], "x": ["2"]}


def test_what_is_merged_above_the_header_is_a_title(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Informe", None], ["id", "x"], ["1", "2"]):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.save(tmp_path / "people.xlsx")
    assert read_table(tmp_path / "people.xlsx", Reading(header_row=2)).to_dict("list") == {"id": ["1"], "x": ["2"]}


def test_counted_days_of_a_workbook_that_counts_from_1904(tmp_path):
    workbook = str(parts()["xl/workbook.xml"]).replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    content = packed(parts(**{"xl/workbook.xml": workbook}))
    assert "from 1904" in refusal(tmp_path, content, Reading(excel_serial_dates=True))
    assert list(read_sheets(tmp_path / "people.xlsx", PLAIN)) == ["Caso"]


def bomb() -> bytes:
    """60 MB of spaces before the cells, in 60 kilobytes."""
    head, tail = sheet().split("<sheetData>")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts().items():
            with archive.open(name, "w") as file:
                if name.endswith("sheet1.xml"):
                    file.write(head.encode())
                    for _ in range(60):
                        file.write(b" " * 1_000_000)
                    file.write(b"<sheetData>" + tail.encode())
                else:
                    file.write(str(text).encode())
    return buffer.getvalue()


def lying(content: bytes, size: int) -> bytes:
    """Let the directory and the part itself say that the last part, the sheet, is small."""
    changed = bytearray(content)
    directory = changed.rindex(b"PK\1\2")
    entry = struct.unpack_from("<I", changed, directory + 42)[0]
    struct.pack_into("<I", changed, directory + 24, size)
    struct.pack_into("<I", changed, entry + 22, size)
    return bytes(changed)


@pytest.mark.parametrize(("size", "said"), [(None, "once unpacked"), (1_000, "damaged")])
def test_a_bomb_is_not_unpacked_whether_its_directory_is_true_or_lies(tmp_path, monkeypatch, size, said):
    monkeypatch.setattr(limits, "WORKBOOK_BYTES", 20_000_000)
    content = bomb()
    assert len(content) < 100_000
    tracemalloc.start()
    try:
        message = refusal(tmp_path, content if size is None else lying(content, size))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert said in message
    assert peak < 20_000_000


@pytest.mark.parametrize(
    ("limit", "value", "said"),
    [("WORKBOOK_PARTS", 3, "3 parts"), ("WORKBOOK_ELEMENTS", 6, "6 elements"), ("WORKBOOK_CELLS", 3, "3 cells")],
)
def test_more_than_a_workbook_may_have(tmp_path, monkeypatch, limit, value, said):
    monkeypatch.setattr(limits, limit, value)
    assert f"more than {said}" in refusal(tmp_path, packed(parts()))
