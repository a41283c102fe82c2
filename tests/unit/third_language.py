"""A language that is one file: English in Cyrillic letters, so that Latin ones on its pages are an untranslated text.

Numbers and dates are those of Russia, whose months are written in Cyrillic too, and whose plurals English has no forms
for: what is not said of `few` and `many` is said as of any other.
"""

from __future__ import annotations

import ast as python
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from fluent.syntax import FluentParser, FluentSerializer, ast
from fluent.syntax.visitor import Transformer

from impact import i18n
from impact.present.page import PLOTLY
from impact.report import page_of
from impact.study import Study

THIRD = "ru"
NOTEBOOKS = Path(str(files("impact"))).parents[1] / "notebooks"
EXPECTATIONS = NOTEBOOKS.parent / "expectations"
_LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "абцдефгхийклмнопярстувшщызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЩЫЗ"
)


def in_cyrillic(text: str) -> str:
    return text.translate(_LETTERS)


class _Texts(Transformer):
    def visit_TextElement(self, node: ast.TextElement) -> ast.TextElement:
        node.value = in_cyrillic(node.value)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.Attribute:
        if node.id.name == "region":
            node.value.elements[0].value = "ru-RU"
        return node


def write_catalogues(folder: Path) -> None:
    """Copy the catalogues there are, and put a third beside them, which is English written otherwise."""
    for path in (files("impact") / "locale").iterdir():
        (folder / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    third: Any = _Texts().visit(FluentParser().parse((folder / "en.ftl").read_text(encoding="utf-8")))
    rules = [f"rule-{rule.replace('_', '-')} = {in_cyrillic(reason)}\n" for rule, reason in _reasons().items()]
    (folder / f"{THIRD}.ftl").write_text(FluentSerializer().serialize(third) + "\n" + "".join(rules), encoding="utf-8")


def _reasons() -> dict[str, str]:
    """Return why each rule of the expectations is there: suites say it in two languages, a third in its catalogue."""
    suites = [json.loads(path.read_text(encoding="utf-8")) for path in EXPECTATIONS.glob("*.json")]
    rules = [rule["meta"] for suite in suites for rule in suite["expectations"]]
    return {rule["rule"]: rule["reason"]["en"] for rule in rules}


@contextmanager
def third_language(folder: Path) -> Iterator[None]:
    """Let the third language be there, as it would be with its file in the catalogues' folder."""
    write_catalogues(folder)
    kept = [value for value in vars(i18n).values() if hasattr(value, "cache_clear")]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(i18n, "catalogue_folder", lambda: folder)
        for one in kept:
            one.cache_clear()
        yield
    for one in kept:
        one.cache_clear()


def in_third_language(study: Study) -> Study:
    """Return a study whose texts are there in the third language as well, and whose reports are in that alone."""
    content = _translated(study.model_dump(exclude_unset=True))
    return Study.model_validate({**content, "languages": (THIRD,), "source": study.source})


def _translated(content: Any) -> Any:
    if isinstance(content, tuple | list):
        return tuple(_translated(value) for value in content)
    if not isinstance(content, dict):
        return content
    if set(content) == {"en", "es"}:
        return {**content, THIRD: in_cyrillic(content["en"])}
    return {key: _translated(value) for key, value in content.items()}


class _Analysis:
    """Stands in for an analysis whose every stage is done."""

    def __init__(self, study: Study, released: Any) -> None:
        self.study, self._released = study, released
        self.versions = {"data_version": "0" * 12, "code_version": "1" * 12}

    def released(self, *names: str) -> Any:
        return self._released

    def __getattr__(self, stage: str) -> Callable[..., None]:
        return lambda *arguments: None


def executed(notebook: Path, study: Study, released: Any, language: str) -> nbformat.NotebookNode:
    """Return a notebook with what its cells show of results that are released already: no stage is done again."""
    done = nbformat.read(notebook, as_version=4)
    shown: list[Any] = []

    def display(*pieces: Any, metadata: Mapping[str, Any] | None = None) -> None:
        for piece in pieces:
            if hasattr(piece, "_ipython_display_"):
                piece._ipython_display_()
            elif piece is not None:
                data = piece._repr_mimebundle_()
                shown.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata or {}))

    names: dict[str, Any] = {"display": display}
    opened = SimpleNamespace(open=lambda *arguments, **more: _Analysis(study, released))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("IPython.display.display", display)
        patch.setattr("impact.Analysis", opened, raising=False)
        patch.setattr("impact.runner.simulation.Simulation", opened)
        for cell in (cell for cell in done.cells if cell.cell_type == "code"):
            display(_value_of(cell.source, names))
            names["language"] = language
            cell.outputs, shown[:] = list(shown), []
    return done


def _value_of(source: str, names: dict[str, Any]) -> Any:
    """Run a cell, and return what its last line comes to if that is shown."""
    lines = python.parse(source).body
    last = lines.pop() if isinstance(lines[-1], python.Expr) else None
    exec(compile(python.Module(lines, []), "cell", "exec"), names)
    value = eval(compile(python.Expression(last.value), "cell", "eval"), names) if last else None
    return value if hasattr(value, "_repr_mimebundle_") or hasattr(value, "_ipython_display_") else None


def said_by(study: Study, released: Any, notebooks: str = "0[1-6]-*.ipynb") -> Iterator[tuple[str, list[str]]]:
    """Yield each notebook with every text that its page shows of results in the third language, drawings included."""
    for path in sorted(NOTEBOOKS.glob(notebooks)):
        done = executed(path, study, released, THIRD)
        outputs = [output.data for cell in done.cells if cell.cell_type == "code" for output in cell.outputs]
        drawn = [text for data in outputs if PLOTLY in data for text in texts_of_figure(data[PLOTLY])]
        yield path.name, [*texts_of_page(page_of(done, study=study, language=THIRD)), *drawn]


class _Shown(HTMLParser):
    """Collect what an HTML page shows or has read aloud, but for code and for the notes of a notebook."""

    APART = ("style", "script")
    SPOKEN = ("aria-label", "aria-valuetext", "alt", "title", "placeholder", "data-when", "content")

    def __init__(self, but: str) -> None:
        super().__init__()
        self._but = but or None
        self.texts: list[str] = []
        self._inside: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if tag != "meta":
            self.texts += [text for name in self.SPOKEN if (text := of.get(name))]
        if tag not in ("meta", "link", "input", "br", "path", "img"):
            is_apart = tag in self.APART or of.get("class") in ("prose", "code") or tag == "code"
            is_apart = is_apart or (self._but is not None and of.get("lang") == self._but)
            self._inside.append((tag, is_apart))

    def handle_endtag(self, tag: str) -> None:
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(is_apart for _, is_apart in self._inside):
            self.texts.append(data)


def texts_of_page(html: str, but: str = "") -> list[str]:
    """Return every text of a page that a reader sees or hears, its margins on paper too, but for its drawings.

    What is marked as being in the language `but` is left out.
    """
    page = _Shown(but)
    page.feed(html)
    return [*page.texts, *(_from_css(text) for text in re.findall(r'content: "((?:[^"\\]|\\.)*)"', html))]


def _from_css(text: str) -> str:
    return re.sub(r"\\([0-9a-f]{6})", lambda found: chr(int(found[1], 16)), text)


def texts_of_figure(figure: Any, key: str = "") -> Iterator[str]:
    """Yield every text that a drawing shows, at once or under the pointer."""
    if isinstance(figure, str):
        if key in ("text", "hovertext", "hovertemplate", "ticktext", "ticksuffix", "x", "y"):
            yield re.sub(r"%\{[^}]*\}|<[^>]*>", " ", figure)
    elif isinstance(figure, Mapping):
        for name, value in figure.items():
            if name != "template":
                yield from texts_of_figure(value, name)
    elif isinstance(figure, Iterable):
        for value in figure:
            yield from texts_of_figure(value, key)


def latin(texts: Iterable[str], allowed: Iterable[str]) -> set[str]:
    """Return what is still in Latin letters of some texts, once what may be is taken out: files, and what is named."""
    known = sorted(allowed, key=len, reverse=True)
    left = set()
    for text in texts:
        rest = re.sub(r"[a-z0-9-]+\.csv\b", " ", " ".join(text.split()))
        for one in known:
            rest = re.sub(rf"(?<![A-Za-z]){re.escape(one)}(?![A-Za-z])", " ", rest)
        if re.search(r"[A-Za-zÀ-ÿ]{2,}", rest):
            left.add(text.strip())
    return left
