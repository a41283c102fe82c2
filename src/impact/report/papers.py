"""What a run hands out on paper: the report and the one-page brief, each in A4 and Letter, once a language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from impact.present.brief import brief
from impact.report.browser import Browser, BrowserError, log
from impact.report.paper import write_pdfs
from impact.report.render import page_of_sections

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def write_brief(
    folder: Path, facts: Mapping[str, str], released: ReleasedResults, study: Study, language: Language
) -> Path:
    """Write brief.<language>.html into a folder and return its path.

    Parameters
    ----------
    folder : Path
    facts : mapping
        data_version and code_version, as `impact.provenance.versions` gives them.
    released, study, language
        As everywhere.
    """
    page = folder / f"brief.{language}.html"
    sections = brief(facts, released, study, language)
    page.write_text(page_of_sections(sections, study=study, language=language, look="brief"), encoding="utf-8")
    return page


def write_papers(
    folder: Path,
    facts: Mapping[str, str],
    released: ReleasedResults,
    study: Study,
    languages: Sequence[Language],
    browser: Browser | None,
) -> list[Path]:
    """Write the briefs beside the reports of a run, and print both where there is a browser.

    Only a comparison has a brief: of the other kinds the portfolio holds a page each.
    A browser that fails costs the PDFs alone, and the log says so: every number is in the pages.

    Parameters
    ----------
    folder : Path
        The run's, with report.<language>.html in it.
    facts, released, study
        As `write_brief` takes them.
    languages : sequence of str
    browser : Browser, optional

    Returns
    -------
    list of Path
        The briefs, then the PDFs.
    """
    has_brief = study.kind == "comparison"
    briefs = [write_brief(folder, facts, released, study, language) for language in languages if has_brief]
    printed: list[Path] = []
    if browser is None:
        return briefs
    try:
        for language in languages:
            printed += write_pdfs(folder / f"report.{language}.html", browser)
            if has_brief:
                printed += write_pdfs(folder / f"brief.{language}.html", browser, one_sheet=True)
    except BrowserError as error:
        log.warning("Chromium failed, and not every PDF was made: %s", error)
    return [*briefs, *printed]


def print_pages(pages: Sequence[Path], browser: Browser | None) -> list[Path]:
    """Print pages beside themselves where there is a browser; one that fails costs the PDFs alone, as the log says."""
    if browser is None:
        return []
    try:
        return [paper for page in pages for paper in write_pdfs(page, browser)]
    except BrowserError as error:
        log.warning("Chromium failed, and not every PDF was made: %s", error)
        return []
