"""The reports of the demonstration runs, read apart: what a reader sees, what a browser would fetch, what it draws."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest


@dataclass
class Page(HTMLParser):
    """One page: elements with their attributes, the text that is shown, the styles and scripts."""

    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    styles: list[str] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    data: list[dict] = field(default_factory=list)
    inside: str = ""

    @classmethod
    def read(cls, path: Path) -> Page:
        page = cls()
        HTMLParser.__init__(page)
        page.feed(path.read_text(encoding="utf-8"))
        return page

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.inside = tag if tag != "script" or not dict(attrs).get("type") else "drawing"

    def handle_endtag(self, tag):
        self.inside = ""

    def handle_data(self, text):
        if self.inside == "drawing":
            self.data.append(json.loads(text))
        else:
            {"style": self.styles, "script": self.scripts}.get(self.inside, self.shown).append(text)

    @property
    def text(self) -> str:
        """Everything that is shown or read aloud, with single blanks."""
        spoken = [value for _, attrs in self.elements for name in ("aria-label", "alt") if (value := attrs.get(name))]
        return " ".join(" ".join([*self.shown, *spoken]).split())

    def ids(self, tag: str) -> list[str]:
        return [str(attrs["id"]) for name, attrs in self.elements if name == tag and "id" in attrs]


@pytest.fixture(scope="session")
def read_page() -> Callable[[Path], Page]:
    """Read one page apart."""
    return Page.read


@pytest.fixture(scope="session")
def report_files(study_run) -> dict[str, Path]:
    """The policy report's files by language."""
    return {language: study_run.folder / f"report.{language}.html" for language in ("en", "es")}


@pytest.fixture(scope="session")
def notebook_files(study_run) -> list[Path]:
    """The researcher's notebooks as pages."""
    return sorted((study_run.folder / "notebooks").glob("*.html"))


@pytest.fixture(scope="session")
def every_file(report_files, notebook_files) -> list[Path]:
    return [*report_files.values(), *notebook_files]


@pytest.fixture(scope="session")
def report_pages(report_files) -> dict[str, Page]:
    return {language: Page.read(path) for language, path in report_files.items()}


@pytest.fixture(scope="session")
def every_page(every_file) -> dict[str, Page]:
    return {path.name: Page.read(path) for path in every_file}


@pytest.fixture(scope="session")
def study(study_run):
    from impact import Study

    return Study.load(Path(__file__).parents[2] / "studies" / f"{study_run.folder.parent.name}.yaml")


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """The system's Chromium; where there is none, the tests that need it are skipped and say so."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on this machine: install the package chromium to run the browser's tests")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()
