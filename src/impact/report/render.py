"""Rendering an executed notebook to one HTML file that opens with no network."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from nbformat.v4 import new_code_cell, new_notebook, new_output

from impact.i18n import t
from impact.present.page import PLOTLY
from impact.present.theme import plotly_js

if TYPE_CHECKING:
    from impact.present.page import Section
    from impact.study import Study
    from impact.study.parts import Language

TEMPLATE = "arraigo"
_PLOTLY_HERE = "<!-- plotly.js -->"


def render_notebook(source: Path, target: Path, *, study: Study, language: Language) -> Path:
    """Write an executed notebook as one HTML file and return its path.

    Parameters
    ----------
    source : Path
        The executed notebook. One that shows sections is a report: its code and its notes to researchers are hidden,
        and the page is laid out for reading. Any other keeps its code in view.
    target : Path
        The page.
    study : Study
        Gives the title, and the watermark when its data are synthetic.
    language : str
        Of the page's own words; what the notebook shows is in the language that it was executed with.
    """
    notebook = nbformat.read(source, as_version=4)
    target.write_text(page_of(notebook, study=study, language=language), encoding="utf-8")
    return target


def page_of(notebook: nbformat.NotebookNode, *, study: Study, language: Language) -> str:
    """Return an executed notebook as the text of an HTML page; see `render_notebook`."""
    from nbconvert import HTMLExporter

    sections = _sections(notebook)
    exporter = HTMLExporter(
        template_name=TEMPLATE,
        extra_template_basedirs=[str(files("impact.report") / "templates")],
        exclude_anchor_links=True,
        filters={"shown": _shown, "words": lambda key: t(key, language)},
    )
    page = {
        "language": language,
        "title": study.title.get(language) or study.id,
        "look": "report" if sections else "notebook",
        "synthetic": study.synthetic,
        "sections": sections,
        "css": _part("page.css"),
        "js": page_script(),
    }
    text, _ = exporter.from_notebook_node(notebook, resources={"page": page})
    # plotly.js goes in last: nobody needs to parse its five million characters.
    drawing = f"<script>{plotly_js()}</script>" if _has_charts(notebook) else ""
    return str(text).replace(_PLOTLY_HERE, drawing)


def page_of_sections(sections: Iterable[Section], *, study: Study, language: Language) -> str:
    """Return sections that no notebook shows as the text of the same kind of page."""
    shown = []
    for part in sections:
        heading = {"text/html": f'<h2 id="{part.key}-title">{escape(part.title)}</h2>', "text/plain": part.title}
        marked = {"section": {"key": part.key, "title": part.title}}
        shown.append(new_output("display_data", data=heading, metadata=marked))
        shown += [new_output("display_data", data=piece._repr_mimebundle_()) for piece in part.content]
    return page_of(new_notebook(cells=[new_code_cell(outputs=shown)]), study=study, language=language)


def _outputs(notebook: nbformat.NotebookNode) -> list[Any]:
    return [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]


def _sections(notebook: nbformat.NotebookNode) -> list[dict[str, str]]:
    """Return key and title of the sections that the notebook shows, in order."""
    marked = [output.get("metadata", {}).get("section") for output in _outputs(notebook)]
    return [dict(section) for section in marked if section]


def _has_charts(notebook: nbformat.NotebookNode) -> bool:
    return any(PLOTLY in output.get("data", {}) for output in _outputs(notebook))


def _shown(output: Mapping[str, Any]) -> str:
    """Return what a cell put out as HTML: of the kinds that it offers, the one that a reader sees most in."""
    if "text" in output:
        return f'<pre class="text">{escape(output["text"])}</pre>'
    data = output.get("data", {})
    if PLOTLY in data:
        return _chart(data)
    if "text/html" in data:
        return f'<div class="shown">{data["text/html"]}</div>'
    return f'<pre class="text">{escape(data.get("text/plain", ""))}</pre>'


def _chart(data: Mapping[str, Any]) -> str:
    """Put a drawing's numbers into its frame, as data that no browser executes."""
    numbers = json.dumps(data[PLOTLY], ensure_ascii=False, sort_keys=True).replace("<", "\\u003c")
    frame, end = str(data["text/html"]).rsplit("</figure>", 1)
    return f'{frame}<script type="application/json">{numbers}</script></figure>{end}'


def page_script() -> str:
    """Return the script that draws a page's charts from the numbers beside them; it holds no data itself."""
    return _part("page.js")


def _part(name: str) -> str:
    return (files("impact.report") / "templates" / TEMPLATE / name).read_text(encoding="utf-8")
