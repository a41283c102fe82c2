"""Each chart as a fixed picture: seen without scripts and in an old browser, and the run goes on without any."""

from __future__ import annotations

import os
import re
import stat
import time

import nbformat
import pytest

from impact.report import browser as browsers
from impact.report import page_of
from impact.report.browser import Browser, BrowserError, browser_here
from impact.report.stills import stills

FIGURE = {
    "data": [{"type": "scatter", "x": [0, 1], "y": [0, 1], "text": ["<b>a</b>", "b"], "mode": "lines+text"}],
    "layout": {"height": 300, "annotations": [{"text": "5 < 6 & <i>more</i>", "x": 0.5, "y": 0.5}]},
    "config": {},
}


@pytest.fixture
def without_scripts(browser, report_files):
    page = browser.new_context(java_script_enabled=False, viewport={"width": 800, "height": 900}).new_page()
    page.goto(report_files["es"].as_uri())
    yield page
    page.context.close()


def test_without_scripts_every_chart_is_a_picture_with_words_and_its_table(without_scripts):
    frames = without_scripts.locator("figure.chart").all()
    assert len(frames) >= 4
    for frame in frames:
        picture = frame.locator(".plot > svg.still")
        box = picture.bounding_box()
        assert box["width"] > 600
        assert box["height"] > 150
        assert frame.locator(".plot").get_attribute("role") == "img"
        assert re.search(r"[0-9]", frame.locator(".plot").get_attribute("aria-label"))
        assert not frame.locator("table").first.is_visible()
        frame.locator("summary").click()
        assert frame.locator("table").first.is_visible()


def test_a_picture_only_shows_and_names_nothing_twice(chromium, every_page):
    for name, page in every_page.items():
        pictures = [attrs for tag, attrs in page.elements if tag == "svg" and "still" in str(attrs.get("class"))]
        assert len(pictures) == len(page.plots), name
        assert all(attrs["aria-hidden"] == "true" for attrs in pictures)
        ids = [attrs["id"] for _, attrs in page.elements if "still" in str(attrs.get("id"))]
        assert len(ids) == len(set(ids)), name
        wanted = {used for _, attrs in page.elements for used in re.findall(r"url\(#(.*?)\)", str(attrs))}
        assert wanted <= set(ids), name


def test_an_old_browser_keeps_pictures_and_tables_and_says_why(browser, report_files):
    page = browser.new_page()
    said = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.add_init_script("delete window.DecompressionStream")
    page.goto(report_files["en"].as_uri())
    page.locator("figure.chart").last.scroll_into_view_if_needed()
    assert page.locator(".cannot-draw").is_visible()
    assert "too old to draw" in page.locator(".cannot-draw").inner_text()
    assert page.locator(".main-svg").count() == 0
    assert page.locator("svg.still").count() == page.locator(".plot").count()
    assert not said
    page.close()


def test_scripts_put_the_chart_in_the_place_of_the_picture(browser, report_files):
    page = browser.new_page()
    page.goto(report_files["en"].as_uri())
    plot = page.locator(".plot").first
    plot.scroll_into_view_if_needed()
    plot.locator(".main-svg").first.wait_for()
    assert plot.locator("svg.still").count() == 0
    assert not page.locator(".cannot-draw").is_visible()
    page.close()


def test_the_same_figures_give_the_same_picture_and_text_stays_text(chromium):
    with browser_here() as first:
        (once,) = stills([FIGURE], first)
        again = stills([FIGURE, FIGURE], first)
    assert again[0] == once
    assert "5 &lt; 6 &amp; " in once
    assert not re.search(r"<(?!/?(svg|g|defs|clipPath|path|rect|circle|line|text|tspan)\b)", once)
    assert max(len(digits) for digits in re.findall(r"\.([0-9]+)", once)) <= 2


def test_a_page_of_which_no_browser_drew_pictures_still_holds_its_charts(monkeypatch, study_run, study, caplog):
    monkeypatch.setattr(browsers, "NAMES", ("no-such-browser",))
    notebook = nbformat.read(study_run.folder / "notebooks" / "05-report.en.ipynb", as_version=4)
    with browser_here() as missing:
        assert missing is None
        page = page_of(notebook, study=study, language="en", browser=missing)
    assert "install one, e.g. Debian's package chromium" in caplog.text
    assert 'data-figure="0"' in page
    assert 'class="still' not in page


@pytest.fixture
def broken(tmp_path, monkeypatch):
    """Make a program that stands in for a browser."""

    def make(does: str) -> Browser:
        program = tmp_path / "chromium"
        program.write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        return Browser(str(program), tmp_path / "profile")

    return make


@pytest.mark.parametrize(
    ("does", "patience", "why"), [("exit 1", 60.0, "it ended"), ("exec sleep 600", 0.3, "no answer")]
)
def test_a_browser_that_fails_is_given_up_once_and_leaves_no_process(
    broken, tmp_path, monkeypatch, does, patience, why
):
    monkeypatch.setattr(browsers, "PATIENCE", patience)
    page = tmp_path / "page.html"
    page.write_text("<p>text", encoding="utf-8")
    browser = broken(does)
    with pytest.raises(BrowserError, match=why):
        browser.show(page)
    began = time.monotonic()
    with pytest.raises(BrowserError, match=why):
        browser.show(page)
    assert time.monotonic() - began < 0.1
    browser.close()
    with pytest.raises(ProcessLookupError):
        os.killpg(browser._process.pid, 0)


def test_a_page_whose_script_fails_is_an_error_that_says_so(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>text", encoding="utf-8")
    with browser_here() as browser:
        browser.show(page)
        assert browser.evaluate("Promise.resolve(document.body.innerText)") == "text"
        with pytest.raises(BrowserError, match="nothing of the kind"):
            browser.evaluate("Promise.reject(new Error('nothing of the kind'))")
        with pytest.raises(BrowserError, match=r"absent\.html"):
            browser.show(tmp_path / "absent.html")


def test_the_browser_finds_no_network(chromium, tmp_path):
    page = tmp_path / "page.html"
    page.write_text("<p>text", encoding="utf-8")
    with browser_here() as browser:
        browser.show(page)
        asked = "fetch('http://localhost:1/').then(() => 'reached', (error) => String(error))"
        assert "Failed to fetch" in browser.evaluate(asked)
