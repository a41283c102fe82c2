"""Every page of both studies in a real browser, and those of the one withheld: what a visit finds."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from visiting import visit, write

SMALLEST_TARGET = 24
"""CSS pixels across and down of whatever can be pressed (WCAG 2.2, 2.5.8)."""
_BAD = """<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>Bad</title>
<main><h1>Bad</h1><p style="color:#ccc">pale words</p><p>words</p>
<p style="margin-top:-1.6em">words on the words before</p>
<p style="width:9em;overflow:hidden;white-space:nowrap">words that are cut off at the end of their box</p>
<p style="width:1600px">wide</p><button style="width:9px;height:9px;padding:0" aria-label="small"></button></main>
<script>console.log("loud")</script><img src="missing.png" alt="">"""


@pytest.fixture(scope="session")
def photographs(chromium) -> Path:
    """Where pictures of the pages are kept for whoever looks at what a build drew."""
    folder = Path(os.environ.get("ARRAIGO_SCREENSHOTS") or Path(__file__).parents[1] / ".artefacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def visits(browser, study_run, report_files, notebook_files, photographs, once) -> dict[str, dict]:
    """One record a page, made once for the tests of all workers; the notebooks of one study, as both look alike."""
    reports = list(report_files.values())
    notebooks = notebook_files if study_run.folder.parent.name == "cmrrp-demo" else []
    pages = [*reports, *notebooks, *sorted(study_run.folder.glob("brief.*.html"))]

    def make(folder: Path) -> None:
        for page in pages:
            record = visit(browser, page, photographs if page in reports else None)
            write(record, folder / f"{page.name}.json")

    folder = once(f"visits-{study_run.folder.parent.name}", make)
    return {page.as_uri(): json.loads((folder / f"{page.name}.json").read_text("utf-8")) for page in pages}


def test_no_page_asks_for_anything_or_complains(visits):
    for address, record in visits.items():
        assert record["asked"] == [address]
        assert record["said"] == [], address


def test_axe_finds_nothing(visits):
    assert {page: record["violations"] for page, record in visits.items() if record["violations"]} == {}


def test_no_page_scrolls_sideways_at_320_pixels_or_with_letters_of_twice_the_size(visits):
    assert {page: record["wide"] for page, record in visits.items() if record["wide"]} == {}


def test_no_words_are_cut_off_or_lie_on_each_other(visits):
    assert {page: record["overlaps"] for page, record in visits.items() if record["overlaps"]} == {}


def test_whatever_can_be_pressed_is_large_enough(visits):
    for record in visits.values():
        small = [target for target in record["targets"] if min(target[1:3]) < SMALLEST_TARGET]
        assert small == []


def test_the_withheld_report_is_as_sound(browser, reports):
    folder = (reports / "cmrrp-as-observed" / "latest").resolve()
    for language in ("en", "es"):
        record = visit(browser, folder / f"report.{language}.html")
        assert [record[name] for name in ("said", "violations", "wide", "overlaps")] == [[], [], [], []]


def test_a_visit_finds_what_is_wrong(browser, tmp_path):
    """A page with one fault of each kind: what finds nothing in the reports could have found it."""
    page = tmp_path / "bad.html"
    page.write_text(_BAD, encoding="utf-8")
    record = visit(browser, page)
    assert len(record["asked"]) == 2
    assert any("loud" in said for said in record["said"])
    assert any("color-contrast" in said for said in record["violations"])
    assert record["wide"]
    assert any("on each other: words | words on the words" in said for said in record["overlaps"])
    assert any("cut off: words that are cut off" in said for said in record["overlaps"])
    assert [target for target in record["targets"] if min(target[1:3]) < SMALLEST_TARGET]


def test_pictures_of_the_reports_are_kept(visits, study_run, photographs):
    for language in ("en", "es"):
        for screen in ("laptop", "phone"):
            kept = photographs / f"{study_run.folder.parent.name}.report.{language}.{screen}.jpg"
            assert kept.stat().st_size > 50_000
