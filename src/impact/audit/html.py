"""HTML and SVG: text as it is read, attributes, comments, tables, scripts and what they hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from impact.audit.facts import Array, Count, Fact, Name, Place, Text, Unseen
from impact.audit.scripts import facts_of_script, facts_of_uri, own_scripts
from impact.audit.tables import facts_of_rows, facts_of_text
from impact.audit.values import facts_of_packed, facts_of_string, is_count

MARK: Final = "count"
"""The class of an element that is a count: its text, and its `value` where it has one."""

_INLINE = frozenset(
    {
        "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "i", "kbd", "mark", "q", "s", "samp",
        "small", "span", "strong", "sub", "sup", "time", "tspan", "u", "var", "wbr",
    }
)  # fmt: skip
"""Elements that part no words: a date may stand across several of them."""
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_REPEATED = frozenset(
    {
        "li", "option", "tr", "dt", "dd", "circle", "rect", "ellipse", "line", "path", "polygon", "polyline", "use",
        "text", "image", "details", "p",
    }
)  # fmt: skip
"""Elements of which a page may hold one a person."""
_SPOKEN = frozenset(
    {
        "alt",
        "aria-label",
        "aria-description",
        "content",
        "id",
        "label",
        "name",
        "placeholder",
        "srcdoc",
        "summary",
        "title",
        "value",
    }
)
"""Attributes whose value is something said; those of the others are sizes and looks."""
_POINTS = ("points", "d")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def facts_of_page(data: bytes, place: Place) -> Iterator[Fact]:
    """Open an HTML file; plotly.js is recognised by its bytes, and skipped."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield Unseen(place, "a page that is not UTF-8")
        return
    for source in own_scripts():
        text = text.replace(f"<script>{source}</script>", "", 1)
    yield from facts_of_html(text, place)


def facts_of_html(text: str, place: Place) -> Iterator[Fact]:
    """Read HTML or SVG apart."""
    reader = _Reader(place)
    reader.feed(text)
    reader.close()
    reader.end()
    yield from reader.facts


@dataclass
class _Grid:
    """A table that is being read: rows of cells, and which rows are all headers."""

    number: int
    rows: list[list[str]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, place: Place) -> None:
        super().__init__(convert_charrefs=True)
        self.place = place
        self.facts: list[Fact] = []
        self.words: list[str] = []
        self.stack: list[tuple[str, bool, list[str]]] = []
        self.children: list[Counter[str]] = [Counter()]
        self.grids: list[_Grid] = []
        self.tables = 0
        self.raw: tuple[str, dict[str, str]] | None = None

    @property
    def here(self) -> Place:
        """The line, and the element that is open."""
        tag = self.stack[-1][0] if self.stack else "page"
        return self.place.at(f"line {self.getpos()[0]}", f"<{tag}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self._flush()
        self.children[-1][tag] += 1
        given = {name: value or "" for name, value in attrs}
        self._read_attributes(tag, given)
        if tag == "table":
            self.tables += 1
            self.grids.append(_Grid(self.tables))
        elif tag == "tr" and self.grids:
            self.grids[-1].rows.append([])
            self.grids[-1].heads.append(True)
        elif tag in ("td", "th") and self.grids and self.grids[-1].rows:
            self.grids[-1].rows[-1].append("")
            self.grids[-1].heads[-1] &= tag == "th"
        if tag in ("script", "style"):
            self.raw = (tag, given)
        if tag not in _VOID:
            self.stack.append((tag, MARK in given.get("class", "").split(), []))
            self.children.append(Counter())

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._flush()
        if tag not in [name for name, _, _ in self.stack]:
            return
        while self.stack:
            if self._close() == tag:
                return

    def _close(self) -> str:
        here = self.here
        tag, is_marked, words = self.stack.pop()
        if is_marked:
            self.facts.append(Count(here, "".join(words)))
        for name, times in self.children.pop().items():
            if name in _REPEATED and not (name == "tr" and self.grids):
                self.facts.append(Array(here.at(f"<{name}> elements"), times))
        if tag == "table" and self.grids:
            self.facts.extend(self._table(self.grids.pop()))
        self.raw = None
        return tag

    def handle_data(self, data: str) -> None:
        if self.raw:
            tag, attributes = self.raw
            reader = facts_of_script(data, attributes, self.here) if tag == "script" else [Text(self.here, data)]
            self.facts.extend(reader)
            return
        self.words.append(data)
        for _, is_marked, words in self.stack:
            if is_marked:
                words.append(data)
        if self.grids and self.grids[-1].rows and self.grids[-1].rows[-1]:
            self.grids[-1].rows[-1][-1] += data

    def handle_comment(self, data: str) -> None:
        self.facts.extend(facts_of_string(data, self.here.at("comment")))
        self.facts.extend(facts_of_text(data, self.here.at("comment")))

    def handle_decl(self, decl: str) -> None:
        self.facts.append(Text(self.here, decl))

    def handle_pi(self, data: str) -> None:
        self.facts.append(Text(self.here, data))

    def unknown_decl(self, data: str) -> None:
        self.facts.extend(facts_of_string(data, self.here))

    def end(self) -> None:
        """Close whatever the page left open."""
        self._flush()
        while self.stack:
            self._close()

    def _flush(self) -> None:
        text = "".join(self.words)
        self.words = []
        if text.strip():
            inside_pre = any(tag == "pre" for tag, _, _ in self.stack)
            self.facts.extend(facts_of_text(text, self.here) if inside_pre else [Text(self.here, text)])
            self.facts.extend(facts_of_packed(text, self.here))

    def _read_attributes(self, tag: str, given: dict[str, str]) -> None:
        marked = MARK in given.get("class", "").split()
        for name, value in given.items():
            here = self.place.at(f"line {self.getpos()[0]}", f"<{tag} {name}>")
            called = name.removeprefix("data-").replace("-", "_") if name.startswith("data-") else ""
            if called:
                self.facts.append(Name(here, called))
            if is_count(called) or (marked and name == "value"):
                self.facts.append(Count(here, value))
            elif value.startswith("data:"):
                self.facts.extend(facts_of_uri(value, here))
            elif name in _POINTS:
                numbers = [float(number) for number in _NUMBER.findall(value)]
                self.facts.append(Array(here, len(numbers) // 2))
            elif called or name in _SPOKEN:
                self.facts.extend(facts_of_string(value, here))
            else:
                self.facts.append(Text(here, value))

    def _table(self, grid: _Grid) -> Iterator[Fact]:
        """Yield a table under its row of headers; its cells are texts of the page already."""
        rows = [row for row in grid.rows if row]
        heads = [is_head for row, is_head in zip(grid.rows, grid.heads, strict=True) if row]
        if not rows:
            return
        columns = rows[0] if heads[0] else [""] * len(rows[0])
        body = [row for row, is_head in zip(rows, heads, strict=True) if not is_head]
        width = len(columns)
        cells = [([*row, *[""] * width])[:width] for row in body]
        yield from facts_of_rows([name.strip() for name in columns], cells, self.place.at(f"table {grid.number}"))
