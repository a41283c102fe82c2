"""The report and the brief on paper: whole, numbered, marked when synthetic, in both sizes and languages."""

from __future__ import annotations

import re

import pypdf
import pytest

from impact.report import browser_here, write_pdfs
from impact.report.paper import SIZES

POINTS = {"a4": (595, 842), "letter": (612, 792)}
MOST_SHEETS = 26
"""Sheets that a report may take; one that takes more has a chart that fits no sheet, or a table that nobody reads."""


@pytest.fixture(scope="session")
def papers(chromium, study_run) -> dict[tuple[str, str, str], pypdf.PdfReader]:
    """Every PDF of a run, by what it is, language and size."""
    names = [(kind, language, size) for kind in ("report", "brief") for language in ("en", "es") for size in SIZES]
    return {name: pypdf.PdfReader(study_run.folder / f"{'.'.join(name)}.pdf") for name in names}


def _text(page: pypdf.PageObject) -> str:
    return " ".join(page.extract_text().split())


def test_every_sheet_has_its_size_and_its_number(papers):
    for (_, _, size), paper in papers.items():
        for number, page in enumerate(paper.pages, start=1):
            assert (round(float(page.mediabox.width)), round(float(page.mediabox.height))) == POINTS[size]
            assert f"{number} / {len(paper.pages)}" in _text(page)


def test_every_sheet_has_the_title_and_the_warning_of_synthetic_data(papers, study):
    from impact.i18n import t

    for (_, language, _), paper in papers.items():
        warning = t("synthetic-short", language)
        for page in paper.pages:
            assert study.title[language] in _text(page)
            # In the margin, and across the sheet.
            assert (_text(page).count(warning) >= 2) == study.synthetic
            assert study.synthetic or warning not in _text(page)


def test_the_brief_is_one_sheet_and_the_report_is_some(papers):
    for (kind, _, _), paper in papers.items():
        if kind == "brief":
            assert len(paper.pages) == 1
        else:
            assert 4 <= len(paper.pages) <= MOST_SHEETS


def test_paper_says_its_title_and_language_is_tagged_and_its_contents_are_links(papers, study):
    for (kind, language, _), paper in papers.items():
        assert paper.metadata.title == study.title[language]
        assert paper.root_object["/Lang"] == language
        assert paper.root_object["/MarkInfo"]["/Marked"]
        if kind == "report":
            assert len(paper.outline) >= 1
            links = [note.get_object() for note in paper.pages[0].get("/Annots", [])]
            assert len([link for link in links if link["/Subtype"] == "/Link"]) >= 10


def test_no_chart_is_cut_in_two(chromium, study_run):
    """Printed a chart a sheet, every chart is whole: none is taller than what `max-height` leaves it."""
    for language in ("en", "es"):
        with browser_here() as browser:
            browser.show(study_run.folder / f"report.{language}.html", scripts=False)
            browser._call("Emulation.setEmulatedMedia", {"media": "print"})
            tallest = browser.evaluate(
                "Math.max(...[...document.querySelectorAll('figure')].map(({ offsetHeight }) => offsetHeight))"
            )
        # Pixels between the margins of Letter, the lower of the two sheets.
        assert tallest < 96 * (11 - 39 / 25.4)


def test_the_brief_gives_the_answer_its_doubt_and_no_more_than_three_limits(papers, study_run, study):
    from impact.present import headline
    from impact.present.brief import MOST_LIMITS, brief

    facts = {"data_version": "d", "code_version": "c"}
    for language in ("en", "es"):
        answer, limits, _, _ = brief(facts, study_run.released, study, language)
        assert len(limits.content[0].text.splitlines()) == MOST_LIMITS
        shown = re.sub(r"[\s-]", "", _text(papers["brief", language, "a4"].pages[0]))
        said = headline(study_run.released, study, language).text.splitlines()
        for sentence in (said[0], *answer.content[0].text.splitlines()):
            assert re.sub(r"[\s-]", "", sentence) in shown


def test_printing_again_gives_the_same_bytes(chromium, study_run, tmp_path):
    page = tmp_path / "report.en.html"
    page.write_bytes((study_run.folder / "report.en.html").read_bytes())
    with browser_here() as browser:
        (once,) = [path.read_bytes() for path in write_pdfs(page, browser, ["a4"])]
        (again,) = [path.read_bytes() for path in write_pdfs(page, browser, ["a4"])]
    assert once == again == (study_run.folder / "report.en.a4.pdf").read_bytes()
