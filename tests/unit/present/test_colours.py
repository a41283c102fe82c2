"""The palette: dark enough on paper, and told apart by colour-blind readers and on a grey print."""

from __future__ import annotations

import itertools
import re
from importlib.resources import files

import numpy as np
import pytest

from impact.present import followup, theme, tipping

TEXT, GRAPHIC = 4.5, 3.0
"""Least contrasts of text and of what has to be seen to understand a picture (WCAG 2.2, 1.4.3 and 1.4.11)."""
APART, APART_IN_GREY = 20.0, 9.0
"""Least distances in CIELAB of two colours and of two greys; 2.3 is what a careful eye can just tell (Mahy, Van Eycken
& Oosterlinck 1994). The groups differ in dash as well."""
SEEN_BY = {
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
"""Simulations at full severity, on linear RGB: Machado, Oliveira & Fernandes (2009), IEEE TVCG 15(6)."""
XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
"""From linear sRGB (IEC 61966-2-1) with the white of D65, which its rows sum to."""


def linear(colour: str) -> np.ndarray:
    """Return a colour as linear RGB in 0–1."""
    coded = np.array([int(colour[place : place + 2], 16) for place in (1, 3, 5)]) / 255
    return np.where(coded <= 0.04045, coded / 12.92, ((coded + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Return the ratio of two luminances as WCAG 2.2 defines it."""
    lights = sorted(float(np.dot([0.2126, 0.7152, 0.0722], linear(colour))) + 0.05 for colour in (one, other))
    return lights[1] / lights[0]


def lab(light: np.ndarray) -> np.ndarray:
    """Return linear RGB as CIELAB."""
    ratio = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    root = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * root[1] - 16, 500 * (root[0] - root[1]), 200 * (root[1] - root[2])])


def style() -> dict[str, str]:
    """Return the page's own colours by the names of their variables."""
    css = (files("impact.report") / "templates" / "arraigo" / "page.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6})\b", css))


def test_the_measures_agree_with_published_values():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert lab(linear("#ff0000")) == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    for seen in SEEN_BY.values():
        assert np.sum(seen, axis=1) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("colour", [theme.INK, theme.MUTED, *theme.COLOURS.values()])
def test_colours_of_words_and_lines_are_dark_enough_on_paper(colour):
    assert contrast(colour, theme.PAPER) >= TEXT


def test_the_pages_words_are_dark_enough_on_each_of_its_grounds():
    colours = style()
    grounds = ["#ffffff", colours["wash"]]
    for name in ("ink", "muted", "programme", "comparison", "caution"):
        assert min(contrast(colours[name], ground) for ground in grounds) >= TEXT, name
    assert contrast(colours["caution"], colours["caution-wash"]) >= TEXT


def test_the_page_and_its_charts_have_the_same_colours():
    colours = style()
    assert {name: colours[name] for name in theme.ARMS} == theme.COLOURS
    assert (colours["ink"], colours["muted"], colours["rule"]) == (theme.INK, theme.MUTED, theme.RULE)


@pytest.mark.parametrize("ground", [*followup._SHADES.values(), *tipping.FILLS.values()])
def test_words_on_a_coloured_ground_can_be_read(ground):
    assert contrast(theme.INK, ground) >= TEXT


def test_dots_of_the_icon_array_are_seen_and_differ_in_size():
    css = (files("impact.report") / "templates" / "arraigo" / "page.css").read_text(encoding="utf-8")
    drawn = {name: re.search(rf"\.icon \.{name} {{([^}}]*)}}", css)[1] for name in ("had", "not")}
    assert contrast(re.search(r"#[0-9a-f]{6}", drawn["not"])[0], theme.PAPER) >= GRAPHIC
    had, none = (float(re.search(r"stroke-width: ([\d.]+)", drawn[name])[1]) for name in ("had", "not"))
    assert had > 2 * none


@pytest.mark.parametrize("sight", SEEN_BY)
def test_the_groups_are_told_apart_without_one_kind_of_cone(sight):
    seen = [lab(np.array(SEEN_BY[sight]) @ linear(colour)) for colour in theme.COLOURS.values()]
    assert all(np.linalg.norm(one - other) > APART for one, other in itertools.combinations(seen, 2))


def test_the_groups_are_told_apart_on_a_grey_print():
    greys = [lab(linear(colour))[0] for colour in theme.COLOURS.values()]
    assert abs(greys[0] - greys[1]) > APART_IN_GREY
    assert len(set(theme.DASHES.values())) == len(theme.DASHES) == len(theme.COLOURS)
