"""Rendering an executed notebook to one HTML file that opens with no network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from impact.i18n import t, wording
from impact.present.page import PLOTLY
from impact.report.browser import BrowserError, log
from impact.report.bundle import bundle_for
from impact.report.packed import FIGURES, PLOTLY_JS, packed
from impact.report.stills import stills

if TYPE_CHECKING:
    from impact.present.page import Section
    from impact.report.browser import Browser
    from impact.study.parts import Language, Text

TEMPLATE = "arraigo"
_CHARTS_HERE, _PICTURE_HERE = "<!-- charts -->", "<!-- picture {} -->"
_PLOT = re.compile(r'<div class="plot"([^>]*)></div>')
"""Where a chart is drawn, as `present` leaves it: empty, with its words in an attribute."""


class Titled(Protocol):
    """What a page is about: a study, or a portfolio of several."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> Text: ...  # noqa: D102
    @property
    def synthetic(self) -> bool: ...  # noqa: D102


def render_notebook(
    source: Path,
    target: Path,
    *,
    study: Titled,
    language: Language,
    browser: Browser | None = None,
    look: str | None = None,
    notice: str = "",
    contents: str | None = None,
) -> Path:
    """Write an executed notebook as one HTML file and return its path.

    Parameters
    ----------
    source : Path
        The executed notebook. One that shows sections is a report: its code and its notes to researchers are hidden,
        and the page is laid out for reading. Any other keeps its code in view.
    target : Path
        The page.
    study : Study or Portfolio
        Gives the title, and the watermark when its data are synthetic.
    language : str
        Of the page's own words; what the notebook shows is in the language that it was executed with.
    browser : Browser, optional
        Draws each chart as a fixed picture as well, for readers without scripts and for paper.
    look, notice : str, optional
        As for `page_of`.
    contents : str, optional
        Where the page of contents is, seen from this page: a notebook's page leads back to it.
    """
    notebook = nbformat.read(source, as_version=4)
    text = page_of(
        notebook, study=study, language=language, browser=browser, look=look, notice=notice, contents=contents
    )
    target.write_text(text, encoding="utf-8")
    return target


def page_of(
    notebook: nbformat.NotebookNode,
    *,
    study: Titled,
    language: Language,
    browser: Browser | None = None,
    look: str | None = None,
    notice: str = "",
    contents: str | None = None,
) -> str:
    """Return an executed notebook as the text of an HTML page; see `render_notebook`.

    Parameters
    ----------
    look : str, optional
        `report`, `notebook`, `brief`, `portfolio` or `contents`; by default what the notebook's content makes it.
    notice : str, optional
        What of the data was made up, where that is not all of them.
    contents : str, optional
        As for `render_notebook`.
    """
    from nbconvert import HTMLExporter

    sections = _sections(notebook)
    figures = [output.data[PLOTLY] for output in _outputs(notebook) if PLOTLY in output.get("data", {})]
    places = count()
    exporter = HTMLExporter(
        template_name=TEMPLATE,
        extra_template_basedirs=[str(files("impact.report") / "templates")],
        exclude_anchor_links=True,
        filters={"shown": lambda output: _shown(output, places), "words": lambda key: t(key, language)},
    )
    page = {
        "language": language,
        "title": wording(study.title, language, study.id),
        "contents": contents,
        "look": look or ("report" if sections else "notebook"),
        "synthetic": study.synthetic,
        "notice": notice or t("synthetic-long", language),
        "sections": sections,
        "charts": len(figures),
        "css": _part("page.css"),
        "js": page_script(),
        "margins": _margins(study, language),
    }
    text, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    # What is long goes in last: nobody needs to parse its million characters.
    for place, picture in enumerate(_pictures(figures, browser)):
        text = text.replace(_PICTURE_HERE.format(place), picture)
    return str(text).replace(_CHARTS_HERE, _charts(figures))


def _pictures(figures: list[dict[str, Any]], browser: Browser | None) -> list[str]:
    """Return each figure as SVG; nothing for each where no browser can: the table says the same."""
    if browser is not None and figures:
        try:
            return stills(figures, browser)
        except BrowserError as error:
            log.warning("Chromium failed, and a page has no fixed pictures: %s", error)
    return [""] * len(figures)


def _charts(figures: list[dict[str, Any]]) -> str:
    """Return what the page draws its charts from, compressed: their numbers, and plotly.js."""
    if not figures:
        return ""
    bundle = bundle_for(figures)
    numbers = json.dumps(figures, ensure_ascii=False, sort_keys=True)
    return packed(FIGURES, numbers) + "\n" + packed(PLOTLY_JS, bundle.source, bundle.edition)


def page_of_sections(
    sections: Iterable[Section], *, study: Titled, language: Language, look: str | None = None, notice: str = ""
) -> str:
    """Return sections that no notebook shows as the text of the same kind of page."""
    shown = []
    for part in sections:
        heading = {"text/html": f'<h2 id="{part.key}-title">{escape(part.title)}</h2>', "text/plain": part.title}
        marked = {"section": {"key": part.key, "title": part.title, "language": part.language}}
        shown.append(new_output("display_data", data=heading, metadata=marked))
        shown += [new_output("display_data", data=piece._repr_mimebundle_()) for piece in part.content]
    notebook = new_notebook(cells=[new_code_cell(outputs=shown)])
    return page_of(notebook, study=study, language=language, look=look, notice=notice)


def _outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def _sections(notebook: nbformat.NotebookNode) -> list[dict[str, str]]:
    """Return key and title of the sections that the notebook shows, in order."""
    marked = [output.get("metadata", {}).get("section") for output in _outputs(notebook)]
    return [dict(section) for section in marked if section]


def _shown(output: Mapping[str, Any], places: Iterator[int]) -> str:
    """Return what a cell put out as HTML: of the kinds that it offers, the one that a reader sees most in."""
    if "text" in output:
        return f'<pre class="text">{escape(output["text"])}</pre>'
    data = output.get("data", {})
    if PLOTLY in data:
        return _frame(str(data["text/html"]), next(places))
    if "text/html" in data:
        return f'<div class="shown">{data["text/html"]}</div>'
    return f'<pre class="text">{escape(data.get("text/plain", ""))}</pre>'


def _frame(html: str, place: int) -> str:
    """Tell a chart's frame which of the page's figures is drawn in it, and where its fixed picture goes."""
    picture = _PICTURE_HERE.format(place)
    return _PLOT.sub(lambda found: f'<div class="plot"{found[1]} data-figure="{place}">{picture}</div>', html, count=1)


def _margins(study: Titled, language: Language) -> str:
    """Return what stands in the margins of each sheet of paper, as CSS strings; a title cannot end the string."""
    texts = {"title": wording(study.title, language, study.id)}
    texts["warning"] = t("synthetic-short", language) if study.synthetic else ""
    return "".join(f'@page {{ {_BOXES[name]} {{ content: "{_in_css(text)}"; }} }}' for name, text in texts.items())


_BOXES = {"title": "@top-left", "warning": "@top-right"}


def _in_css(text: str) -> str:
    """Write a text so that it may stand in a CSS string inside a style element: anything unusual by its number."""
    return "".join(letter if letter.isalnum() or letter in " .,:;-–" else f"\\{ord(letter):06x}" for letter in text)


def page_script() -> str:
    """Return the script that draws a page's charts from the numbers beside them; it holds no data itself."""
    return _part("page.js")


def _part(name: str) -> str:
    return (files("impact.report") / "templates" / TEMPLATE / name).read_text(encoding="utf-8")
