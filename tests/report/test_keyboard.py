"""The keyboard alone: everything that can be pressed or scrolled is reached, in the order of the page, and is seen."""

from __future__ import annotations

from itertools import pairwise

import pytest
from visiting import LAPTOP, SMALLEST, draw_all, resize

_EXPECTED = """() => {
  const shown = (part) => part.checkVisibility() && part.getClientRects().length > 0;
  const scrolls = (part) => part.scrollWidth > part.clientWidth + 1
    && ["auto", "scroll"].includes(getComputedStyle(part).overflowX);
  const pressed = [...document.querySelectorAll("a[href], summary, input:not([type=radio]:not(:checked))")];
  const rolled = [...document.querySelectorAll("main *")].filter(scrolls);
  const all = [...new Set([...pressed, ...rolled])].filter(shown);
  all.sort((one, other) => (one.compareDocumentPosition(other) & 4 ? -1 : 1));
  all.forEach((part, place) => { part.dataset.stop = place; });
  return all.map((part) => part.outerHTML.slice(0, 90));
}"""
_HERE = """() => {
  const part = document.activeElement;
  if (part === document.body) return null;
  const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(part);
  const { top, bottom, left, right } = part.getBoundingClientRect();
  return {
    stop: part.dataset.stop ?? part.outerHTML.slice(0, 90),
    outlined: outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && outlineColor !== "rgba(0, 0, 0, 0)",
    seen: bottom > 0 && top < innerHeight && right > 0 && left < innerWidth,
    top: top + scrollY,
  };
}"""


@pytest.fixture(scope="module")
def page(browser, report_files):
    """The report in Spanish, whose words are longer, with every chart drawn."""
    opened = browser.new_page(viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, reduced_motion="reduce")
    opened.goto(report_files["es"].as_uri())
    draw_all(opened)
    yield opened
    opened.close()


def _walk(page, stops: int) -> list[dict]:
    """Press Tab from the beginning until the page is left; a trap never leaves it."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0); getSelection().removeAllRanges()")
    page.locator("html").evaluate("html => { html.tabIndex = -1; html.focus(); html.removeAttribute('tabindex'); }")
    walked = []
    for _ in range(stops + 3):
        page.keyboard.press("Tab")
        here = page.evaluate(_HERE)
        if here is None or (walked and here["stop"] == walked[0]["stop"]):
            return walked
        walked.append(here)
    raise AssertionError("Tab does not leave the page")


@pytest.mark.parametrize(("size", "is_open"), [(LAPTOP, False), (SMALLEST, True)])
def test_tab_reaches_everything_in_the_order_of_the_page_and_shows_where_it_is(page, size, is_open):
    resize(page, *size)
    page.evaluate("(open) => document.querySelectorAll('details').forEach((part) => { part.open = open; })", is_open)
    page.wait_for_timeout(50)
    expected = page.evaluate(_EXPECTED)
    walked = _walk(page, len(expected))
    assert [here["stop"] for here in walked] == [str(place) for place in range(len(expected))], expected
    assert [expected[int(here["stop"])] for here in walked if not here["outlined"]] == []
    assert [expected[int(here["stop"])] for here in walked[1:] if not here["seen"]] == []
    tops = [here["top"] for here in walked[1:]]
    assert all(later > earlier - size[1] / 20 for earlier, later in pairwise(tops))


def test_every_chart_has_its_numbers_one_stop_away(page):
    """What hovering tells, the table below tells whoever has no mouse."""
    page.evaluate("document.querySelectorAll('details').forEach((part) => { part.open = false; })")
    for chart in page.locator("figure.chart:has(.plot)").all():
        chart.locator("summary").focus()
        page.keyboard.press("Enter")
        assert chart.locator("table").first.is_visible()
        page.keyboard.press("Enter")
        assert not chart.locator("table").first.is_visible()


def test_the_first_stop_leads_past_the_contents(page):
    page.locator(".skip").focus()
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
