"""What a notebook's cell returns: pieces of a page that show themselves in JupyterLab and in the rendered report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import t
from impact.present.theme import CONFIG, inert
from impact.present.words import COUNT_AS, COUNT_FROM, COUNT_TO, say
from impact.results.cells import released_csv

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

PLOTLY = "application/vnd.plotly.v1+json"

_COUNT = re.compile(f"{COUNT_FROM}([^{COUNT_AS}]*){COUNT_AS}([^{COUNT_TO}]*){COUNT_TO}")


def marked(text: str) -> str:
    """Escape text for HTML, with an element around every count in it (`words.counted`), by which an audit finds it."""
    return _COUNT.sub(r'<data class="count" value="\1">\2</data>', escape(text))


def plain_text(text: str) -> str:
    """Return text without the marks of counts: for whoever reads no HTML."""
    return _COUNT.sub(r"\2", text)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of HTML and the plain text that says the same; every text in `html` is escaped already."""

    html: str
    text: str

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        return {"text/html": self.html, "text/plain": self.text}

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart with everything that it takes to be read by everybody.

    Parameters
    ----------
    key : str
        Makes the ids of the page; the same in every language and run.
    title, note : str
        What it shows, and how to read it.
    figure : plotly.graph_objects.Figure
    alt_text : str
        The chart in words, made from its numbers.
    table : Fragment
        The same numbers as a table.
    language : str
    data : pandas.DataFrame, optional
        The released rows behind the chart, for whoever wants to take them along.
    """

    key: str
    title: str
    note: str
    figure: go.Figure
    alt_text: str
    table: Fragment
    language: Language
    data: pd.DataFrame | None = None

    @property
    def html(self) -> str:
        """The chart's frame: title, a place for the drawing, note, and the numbers as a table."""
        height = int(self.figure.layout.height)
        return (
            f'<figure class="chart" id="chart-{self.key}">'
            f"<figcaption><strong>{escape(self.title)}</strong> <span>{escape(self.note)}</span></figcaption>"
            f'<div class="plot" role="img" aria-label="{escape(self.alt_text)}" style="min-height:{height}px"></div>'
            f"<details><summary>{escape(t('show-table', self.language))}</summary>{self.table.html}"
            f"{self._download}</details></figure>"
        )

    @property
    def _download(self) -> str:
        """Return a link that holds the rows themselves: it asks nobody for them, and needs no script."""
        if self.data is None:
            return ""
        name, held = f"{self.key}.csv", quote(released_csv(self.data), safe=",:;=()[]/ ")
        words = escape(t("download-table", self.language, name=name))
        return f'<p><a class="download" download="{name}" href="data:text/csv;charset=utf-8,{held}">{words}</a></p>'

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> dict[str, Any]:
        """JupyterLab draws the first kind; the report's template puts the first into the frame of the second."""
        drawing = inert(self.figure.to_plotly_json())
        return {PLOTLY: {**drawing, "config": CONFIG}, "text/html": self.html, "text/plain": self.alt_text}

    def __str__(self) -> str:
        return self.alt_text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: a heading that the page can link to, and what stands below it.

    `language` is given where it is not the page's own.
    """

    key: str
    title: str
    content: tuple[Fragment | Chart, ...]
    language: Language | None = None

    def _ipython_display_(self) -> None:
        """Show heading and content as outputs of their own, so that each chart keeps its own kind; no empty section."""
        from IPython.display import display

        if not self.content:
            return
        heading = Fragment(f'<h2 id="{self.key}-title">{escape(self.title)}</h2>', self.title)
        display(heading, metadata={"section": {"key": self.key, "title": self.title}})  # type: ignore[no-untyped-call]
        for piece in self.content:
            display(piece)  # type: ignore[no-untyped-call]

    def __str__(self) -> str:
        return "\n\n".join([self.title, *map(str, self.content)])


def section(key: str, study: Study, language: Language, *content: Fragment | Chart) -> Section:
    """Put content under the report's heading `key`.

    Parameters
    ----------
    key : str
        Of a message `section-<key>`: answer, limits, who, definitions, risks, further, comparable, choices, certainty,
        criteria, claims, privacy, versions.
    study, language
        Where the heading takes its words from.
    *content : Fragment or Chart
        In reading order.
    """
    return Section(key, say(f"section-{key}", study, language), content)


def paragraphs(texts: Iterable[str]) -> Fragment:
    """Set sentences as paragraphs."""
    kept = list(texts)
    return Fragment("".join(f"<p>{marked(text)}</p>" for text in kept), plain_text("\n".join(kept)))


def bullets(texts: Iterable[str]) -> Fragment:
    """Set sentences as a list."""
    kept = list(texts)
    items = "".join(f"<li>{marked(text)}</li>" for text in kept)
    return Fragment(f"<ul>{items}</ul>", plain_text("\n".join(f"- {text}" for text in kept)))


def terms(entries: Mapping[str, str]) -> Fragment:
    """Set names and what they mean as a definition list."""
    items = "".join(f"<div><dt>{escape(name)}</dt><dd>{marked(text)}</dd></div>" for name, text in entries.items())
    return Fragment(f"<dl>{items}</dl>", plain_text("\n".join(f"{name}: {text}" for name, text in entries.items())))


def folded(title: str, piece: Fragment) -> Fragment:
    """Put a fragment under a title that opens it."""
    return Fragment(f"<details><summary>{escape(title)}</summary>{piece.html}</details>", piece.text)


def headed(title: str, piece: Fragment) -> Fragment:
    """Put a heading before a piece of a section."""
    return Fragment(f"<h3>{escape(title)}</h3>{piece.html}", f"{title}\n{piece.text}")


def together(*pieces: Fragment) -> Fragment:
    """Join fragments into one."""
    return Fragment("".join(piece.html for piece in pieces), "\n".join(piece.text for piece in pieces))
