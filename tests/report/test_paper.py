"""The report and the brief on paper: whole, numbered, marked when synthetic, in both sizes and languages."""

from __future__ import annotations

import re

import pypdf
import pytest

from impact.report import browser_here, write_pdfs
from impact.report.paper import SIZES

POINTS = {"a4": (595, 842), "letter": (612, 792)}
ONE_POINT = 1.0
"""The browser rounds a size in millimetres to whole pixels of a 96th of an inch."""
COLUMN = 680
"""Pixels between the margins across A4, the narrower of the two sizes."""
MOST_SHEETS = 24
"""Sheets that a report may take; one that takes more leaves sheets half empty, or has a table that nobody reads."""
_TABLES = """[...document.querySelectorAll("table")].filter((table) => !table.closest(".told-below")).map((table) =>
  [table.closest("figure")?.id ?? "", [...table.querySelectorAll("tbody tr")].map((row) =>
    [...row.cells].map((cell) => cell.textContent))])"""
_CHARTS = """[...document.querySelectorAll("figure")].map((chart) => [chart.id,
  [...chart.querySelectorAll("figcaption strong, .still text")].map((text) => text.textContent)])"""


@pytest.fixture(scope="session")
def papers(chromium, study_run) -> dict[tuple[str, str, str], pypdf.PdfReader]:
    """The PDFs of a run, by what it is, language and size: each size and language of a report once."""
    names = [("report", "en", "a4"), ("report", "es", "letter")]
    names += [("brief", language, size) for language in ("en", "es") for size in SIZES]
    return {name: pypdf.PdfReader(study_run.folder / f"{'.'.join(name)}.pdf") for name in names}


@pytest.fixture(scope="session")
def texts(papers) -> dict[tuple[str, str, str], list[str]]:
    """What each sheet says, with single blanks."""
    return {name: [" ".join(page.extract_text().split()) for page in paper.pages] for name, paper in papers.items()}


def test_every_sheet_has_its_size_and_its_number(papers, texts):
    for name, paper in papers.items():
        for number, page in enumerate(paper.pages, start=1):
            size = (float(page.mediabox.width), float(page.mediabox.height))
            assert size == pytest.approx(POINTS[name[2]], abs=ONE_POINT)
            assert f"{number} / {len(paper.pages)}" in texts[name][number - 1]


def test_every_sheet_has_the_title_and_the_warning_of_synthetic_data(texts, study):
    from impact.i18n import t

    for (_, language, _), sheets in texts.items():
        warning = t("synthetic-short", language)
        for text in sheets:
            assert study.title[language] in text
            # In the margin, and across the sheet.
            assert text.count(warning) >= 2 if study.synthetic else warning not in text


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


@pytest.fixture(scope="session")
def opened(browser, report_files) -> dict[str, dict[str, list]]:
    """What the pages hold that are printed, by language: tables, charts, and how wide they are on paper."""
    found = {}
    for language, path in report_files.items():
        page = browser.new_context(java_script_enabled=False, viewport={"width": COLUMN, "height": 900}).new_page()
        page.emulate_media(media="print")
        page.goto(path.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        found[language] = {"tables": page.evaluate(_TABLES), "charts": page.evaluate(_CHARTS), "wide": wide}
        page.context.close()
    return found


def _bare(text: str) -> str:
    """Leave out what a PDF may set otherwise: blanks and hyphens at the ends of lines."""
    return re.sub(r"[\s\-\u00ad]", "", text)


def test_no_chart_is_cut_in_two(opened, texts):
    """Every word of a picture, and its title, stand on one and the same sheet."""
    for (kind, language, _), sheets in texts.items():
        if kind == "brief":
            continue
        bare = [_bare(sheet) for sheet in sheets]
        for key, words in opened[language]["charts"]:
            assert words
            assert any(all(_bare(word) in sheet for word in words) for sheet in bare), key


def test_nothing_is_so_wide_that_the_browser_would_print_everything_smaller(opened):
    assert [found["wide"] for found in opened.values()] == [COLUMN, COLUMN]


def test_every_number_of_every_table_is_on_paper(opened, texts):
    for (kind, language, _), sheets in texts.items():
        if kind == "brief":
            continue
        paper = _bare("".join(sheets))
        for key, rows in opened[language]["tables"]:
            missing = [cell for row in rows for cell in row[1:] if _bare(cell) not in paper]
            assert missing == [], key


def test_the_brief_gives_the_answer_its_doubt_and_no_more_than_three_limits(texts, study_run, study):
    from impact.present import headline
    from impact.present.brief import MOST_LIMITS, brief

    facts = {"data_version": "d", "code_version": "c"}
    for language in ("en", "es"):
        answer, limits, _, _ = brief(facts, study_run.released, study, language)
        assert len(limits.content[0].text.splitlines()) == MOST_LIMITS
        shown = re.sub(r"[\s-]", "", texts["brief", language, "a4"][0])
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
