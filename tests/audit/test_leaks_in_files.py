"""Leaks in notebooks, data docs, logs, PDFs and the manifest, and files that nobody can open."""

from __future__ import annotations

import base64
import json
import struct
import zlib

import pytest

NOTEBOOK = "notebooks/02-cohort.ipynb"
SMALL = "1–10"

OUTPUTS = {
    "a table as text": ("text/plain", "      arm    n\n0  programme  7\n1  comparison  200", SMALL),
    "how long a table is": ("text/plain", "[432 rows x 9 columns]", "not rounded"),
    "a table of pandas": (
        "text/html",
        "<table><thead><tr><th></th><th>events</th></tr></thead><tr><th>0</th><td>3</td></tr></table>",
        SMALL,
    ),
    "a dictionary": ("application/json", {"by_arm": {"programme": {"n": 9}}}, SMALL),
    "columns of ids": ("application/json", [{"child_id": "x"}], "never shown"),
    "a drawing": ("image/svg+xml", "<svg><text>7 children</text></svg>", "in words"),
    "a program": ("application/javascript", 'show({"n": 8})', SMALL),
    "a kind unknown": ("application/vnd.apache.arrow", "QVJST1cx", "cannot be opened"),
    "a chart": (
        "application/vnd.plotly.v1+json",
        {"data": [{"customdata": [[3]], "meta": {"customdata": ["at_risk"]}}], "layout": {}},
        SMALL,
    ),
}


@pytest.mark.parametrize("leak", OUTPUTS)
def test_a_leak_in_an_output(pages, leak):
    kind, content, rule = OUTPUTS[leak]
    pages.add_output(kind, content)
    pages.is_caught(NOTEBOOK, rule)


def _png(*chunks: tuple[bytes, bytes]) -> str:
    parts = [b"\x89PNG\r\n\x1a\n"]
    for kind, data in chunks:
        parts.append(struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)))
    return base64.b64encode(b"".join(parts)).decode()


CHUNKS = [(b"tEXt", b"Comment\0left 2024-02-15"), (b"zTXt", b"C\0\0" + zlib.compress(b"2024-02-15"))]


@pytest.mark.parametrize("chunk", CHUNKS)
def test_the_metadata_of_a_picture(pages, chunk):
    pages.add_output("image/png", _png((b"IHDR", b"\0" * 13), chunk))
    pages.is_caught(NOTEBOOK, "metadata in a picture")
    pages.is_caught(NOTEBOOK, "a day")


def test_metadata_of_an_output(pages):
    pages.add_output("text/plain", "fine", n=7)
    pages.is_caught(NOTEBOOK, SMALL)


def test_a_parameter_in_a_cell(pages):
    notebook = json.loads(pages.read(NOTEBOOK))
    notebook["cells"][1]["source"] = '# Parameters\nchild_id = "x"\nlast_seen = "2024-02-15"\nn = 4\n'
    pages.write(NOTEBOOK, json.dumps(notebook))
    for rule in ("never shown", "a day", SMALL):
        pages.is_caught(NOTEBOOK, rule)


def test_an_identifier_in_an_error(whole):
    notebook = json.loads(whole.read(NOTEBOOK))
    error = {"output_type": "error", "ename": "KeyError", "evalue": "'C0000005'", "traceback": ["KeyError: 'C0000005'"]}
    notebook["cells"][-1]["outputs"].append(error)
    whole.write(NOTEBOOK, json.dumps(notebook))
    whole.is_caught(NOTEBOOK, "an identifier")


def test_an_attachment_of_a_note(pages):
    notebook = json.loads(pages.read(NOTEBOOK))
    notebook["cells"][0]["attachments"] = {"a.csv": {"text/plain": "arm\tn\nprogramme\t6"}}
    pages.write(NOTEBOOK, json.dumps(notebook))
    pages.is_caught(NOTEBOOK, SMALL)


def test_a_count_in_data_docs(pages):
    pages.change("data-docs/index.html", ">600<", ">601<")
    pages.is_caught("data-docs/index.html", "not rounded")


def test_an_identifier_in_the_log(whole):
    whole.write("run.log", "2026-11-22T10:00:00Z WARNING child C0000007 has no return\n")
    whole.is_caught("run.log", "an identifier")


def _pdf(text: str, title: str = "Report") -> bytes:
    """Write a PDF of one page, as small as one can be."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        f"<</Title({title})>>".encode(),
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return (
        out + head + b"trailer<</Size %d/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(parts) + 1, len(out))
    )


def test_a_pdf_without_a_leak_passes(pages):
    from impact.audit import audit

    pages.write(
        "report.pdf",
        _pdf(r"Of 600 people, half had aid.) Tj 0 -20 Td (Any other events now) Tj 0 -20 Td (2.2 \(5.5 to 7\)"),
    )
    assert audit(pages.folder) == ()


def test_what_only_stands_together_on_a_sheet_is_no_count(pages):
    """A picture's axis beside its caption, and a table's last number above the title of the next."""
    from impact.audit import audit

    caption = r"the dotted ones take other events as the) Tj 0 -20 Td (end of follow-up. 0 6 12 24"
    pages.write("report.pdf", _pdf(rf"{caption}) Tj 0 -20 Td (2023 33,779 10,167) Tj 0 -20 Td (Children by year"))
    assert audit(pages.folder) == ()


@pytest.mark.parametrize(
    ("pdf", "rule"),
    [
        (_pdf("Only 7 children were traced."), "in words"),
        (_pdf("Nobody could trace more than 7) Tj 0 -20 Td (children by then."), "in words"),
        (_pdf("Group events time) Tj 0 -20 Td (Programme 7 12"), "1–10"),
        (_pdf("The first left on 15 February 2024."), "a day"),
        (_pdf("Fine.", title="Seen on 2024-02-15"), "a day"),
        (b"%PDF-1.4 damaged", "cannot be read"),
    ],
)
def test_a_leak_in_a_pdf(pages, pdf, rule):
    pages.write("report.pdf", pdf)
    pages.is_caught("report.pdf", rule)


@pytest.mark.parametrize("name", ["released/people.parquet", "released/results.zip", "notebooks/table.pkl", "core"])
def test_a_file_that_cannot_be_opened(pages, name):
    pages.write(name, b"PAR1 or whatever")
    pages.is_caught(name, "cannot be opened")


def test_a_link_out_of_the_folder(pages, tmp_path):
    (tmp_path / "elsewhere.csv").write_text("a\n1\n", encoding="utf-8")
    (pages.folder / "released" / "more.csv").symlink_to(tmp_path / "elsewhere.csv")
    pages.is_caught("released/more.csv", "leads out")


def test_a_link_to_what_is_restricted(whole):
    (whole.folder / "released" / "returns.csv").symlink_to(whole.folder / "results" / "followup.csv")
    whole.is_caught("released/returns.csv", "a link to what is restricted")


def test_what_is_restricted_and_not_said_to_be(whole):
    whole.change("RESTRICTED", "validated/\n", "")
    whole.is_caught("validated/returns.parquet", "cannot be opened")


def test_a_restricted_file_cannot_keep_what_is_published_from_the_audit(pages):
    pages.write("RESTRICTED", "released/\nreport.en.html\n.\n")
    pages.add_to_page("<p>Only 7 children.</p>")
    pages.is_caught("report.en.html", "in words")


def test_the_hash_of_a_restricted_table(pages):
    pages.change("manifest.json", '"released/flow.csv": "ab"', '"results/flow.csv": "ab"')
    pages.is_caught("manifest.json", "hash of a restricted file")


def test_rules_looser_than_the_adopted_ones(pages):
    pages.change("manifest.json", '"suppress_below": 11', '"suppress_below": 3')
    pages.is_caught("manifest.json", "looser")


def test_a_day_in_the_manifest(pages):
    manifest = json.loads(pages.read("manifest.json"))
    pages.write("manifest.json", json.dumps({**manifest, "note": "last return 2024-02-15"}))
    pages.is_caught("manifest.json", "a day")


def test_a_study_with_stricter_rules_is_held_to_them(pages):
    pages.change("manifest.json", '"round_to": 5', '"round_to": 50')
    from impact.audit import audit

    assert any("not rounded to 50" in one.rule for one in audit(pages.folder))
