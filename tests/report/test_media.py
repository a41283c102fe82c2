"""What a reader's settings ask of a page: less motion, colours of their own, a dark screen."""

from __future__ import annotations

import pytest
from visiting import draw_all

_LOOK = """() => {
  const look = (part, ...names) => names.map((name) => getComputedStyle(part)[name]).join(" ");
  const all = (which, ...names) => [...document.querySelectorAll(which)].map((part) => look(part, ...names));
  return {
    page: [look(document.body, "color"), look(document.documentElement, "backgroundColor")],
    letters: all(".plot text, .icon path", "fill", "stroke"),
    ground: [...new Set(all(".plot, .icon svg", "backgroundColor"))],
    bars: all(".bar .fill", "backgroundColor", "backgroundImage"),
    scroll: look(document.documentElement, "scrollBehavior"),
  };
}"""


@pytest.fixture(scope="module")
def page(browser, report_files):
    opened = browser.new_page(viewport={"width": 800, "height": 900})
    opened.goto(report_files["en"].as_uri())
    draw_all(opened)
    yield opened
    opened.close()


def test_forced_colours_reach_the_words_and_leave_the_pictures_readable(page):
    page.emulate_media(forced_colors="none", color_scheme="light")
    plain = page.evaluate(_LOOK)
    page.emulate_media(forced_colors="active", color_scheme="dark")
    forced = page.evaluate(_LOOK)
    page.emulate_media(forced_colors="none", color_scheme="light")
    assert forced["page"][0] != plain["page"][0]
    assert forced["letters"] == plain["letters"]
    assert forced["ground"] == ["rgb(255, 255, 255)"]
    assert forced["bars"] == plain["bars"]


def test_a_dark_screen_shows_the_page_as_it_is(page):
    page.emulate_media(color_scheme="light")
    light = page.evaluate(_LOOK)
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(_LOOK) == light
    assert page.evaluate("getComputedStyle(document.querySelector('input') ?? document.body).colorScheme") == "light"


def test_nothing_moves_for_whoever_asked_for_less_motion(page, every_page):
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(_LOOK)["scroll"] == "smooth"
    page.emulate_media(reduced_motion="reduce")
    assert page.evaluate(_LOOK)["scroll"] == "auto"
    assert page.evaluate("document.getAnimations().length") == 0
    for drawn in every_page.values():
        assert not any("@keyframes" in style or "transition" in style for style in drawn.styles)
        for chart in drawn.data:
            assert not {"transition", "updatemenus", "sliders"} & set(chart["layout"])
            assert not chart.get("frames")
