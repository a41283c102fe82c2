"""The slider and the switch: what they show is what `released/estimates.csv` holds, read here by other means."""

from __future__ import annotations

import csv
import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import pytest

ARMS = ("programme", "comparison")
FEWER, MORE = {"en": "fewer", "es": "menos"}, {"en": "more", "es": "más"}


@pytest.fixture(scope="module")
def released(study_run) -> dict[str, list[dict[str, str]]]:
    """Rows of released files as text."""
    found = {}
    for name in ("estimates", "followup"):
        with (study_run.folder / "released" / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
            found[name] = list(csv.DictReader(lines))
    return found


@pytest.fixture(scope="module", params=["en", "es"])
def page(request, browser, report_files):
    opened = browser.new_page(viewport={"width": 800, "height": 900})
    opened.goto(report_files[request.param].as_uri())
    opened.language = request.param
    yield opened
    opened.close()


def _row(rows: list[dict[str, str]], **equal: object) -> dict[str, str]:
    def holds(row: dict[str, str]) -> bool:
        return all(
            Decimal(row[name]) == Decimal(str(value)) if name in ("horizon", "event") else row[name] == value
            for name, value in equal.items()
        )

    (found,) = [row for row in rows if (row.get("horizon") or "x") != "x" and holds(row)]
    return found


def _per_hundred(text: str, rounding: str = ROUND_HALF_EVEN) -> str:
    """Write a share per 100 as pages do: whole, and with one decimal under 1."""
    value = abs(100 * Decimal(text))
    places = Decimal("0.1") if Decimal("0.05") <= value < Decimal("0.95") else Decimal(1)
    return str(value.quantize(places, rounding))


def _limits(low: str, high: str, language: str) -> list[str]:
    """Write an interval's limits, outward, in the order in which they are said, each with its direction."""
    ends = [(Decimal(low), ROUND_FLOOR), (Decimal(high), ROUND_CEILING)]
    said = []
    for value, outward in ends:
        away = {ROUND_FLOOR: ROUND_CEILING, ROUND_CEILING: ROUND_FLOOR}[outward] if value < 0 else outward
        said.append((_per_hundred(str(value), away), (FEWER if value < 0 else MORE)[language]))
    if Decimal(high) <= 0:
        said.reverse()
    return said


def _shown(page) -> dict:
    """Return what the one panel that is seen says."""
    panels = page.locator(".panel:visible")
    assert panels.count() == 1
    panel = panels.first
    return {
        "icons": [icon.get_attribute("aria-label") for icon in panel.locator(".icon svg").all()],
        "dots": [len(re.findall("M", dots.get_attribute("d"))) for dots in panel.locator(".icon .had").all()],
        "words": panel.locator(".icon p").all_inner_texts(),
        "difference": panel.locator(".difference b").inner_text(),
        "interval": panel.locator(".difference span").inner_text(),
        "traced": panel.locator(".difference + p").inner_text(),
    }


def _check(shown: dict, released: dict, study, time: float, view: str, language: str) -> None:
    adjusted = {"method": study.primary.method, "estimand": study.primary.estimand}
    how = adjusted if view == "adjusted" else {"method": "unadjusted", "estimand": "none"}
    same = {"analysis": "main", "population": "all", "event": 1, "horizon": time, **how}
    rows = {arm: _row(released["estimates"], measure="risk", arm=arm, **same) for arm in ARMS}
    for arm, words, said, dots in zip(ARMS, shown["words"], shown["icons"], shown["dots"], strict=True):
        assert words == said
        risk, low, high = (rows[arm][name] for name in ("estimate", "ci_lower", "ci_upper"))
        numbers = re.findall(r"\d+(?:\.\d+)?", said.removeprefix(getattr(study.labels, arm)[language]))
        ends = [_per_hundred(low, ROUND_FLOOR), _per_hundred(high, ROUND_CEILING)]
        assert numbers == [_per_hundred(risk), "100", "95", *ends]
        assert dots == int((100 * Decimal(risk)).quantize(Decimal(1), ROUND_HALF_EVEN))
    contrast = _row(released["estimates"], measure="risk_difference", arm="contrast", **same)
    size, way = re.match(r"([\d.]+) (\w+)", shown["difference"]).groups()
    assert size == _per_hundred(contrast["estimate"])
    assert way == (FEWER if Decimal(contrast["estimate"]) < 0 else MORE)[language]
    said = shown["interval"].partition(":")[2]
    limits = _limits(contrast["ci_lower"], contrast["ci_upper"], language)
    assert re.findall(r"[\d.]+", said) == [limit for limit, _ in limits]
    assert [word for word in re.findall(r"\w+", said) if word in (FEWER[language], MORE[language])] == list(
        dict.fromkeys(way for _, way in limits)
    )
    shares = [_row(released["followup"], horizon=time, arm=arm)["share"] for arm in ARMS]
    percents = [str((100 * Decimal(share)).quantize(Decimal(1), ROUND_HALF_EVEN)) for share in shares]
    assert re.findall(r"(\d+)\s?%", shown["traced"]) == percents


def test_slider_and_switch_show_the_released_numbers_at_every_time_in_both_views(page, released, study):
    from impact.present.words import duration

    slider, language = page.locator("#explore-time"), page.language
    assert page.locator(".panels").get_attribute("aria-live") == "polite"
    seen = []
    slider.focus()
    page.keyboard.press("Home")
    for place, time in enumerate(study.horizons):
        if place:
            slider.focus()
            page.keyboard.press("ArrowRight")
        assert slider.input_value() == str(place)
        words = duration(time, study, language)
        assert slider.get_attribute("aria-valuetext") == words
        assert page.locator(".controls output").inner_text() == words
        for view, key in (("adjusted", "ArrowUp"), ("observed", "ArrowDown")):
            page.locator("[name=explore-view]:checked").focus()
            if page.locator("[name=explore-view]:checked").input_value() != view:
                page.keyboard.press(key)
            assert page.locator("[name=explore-view]:checked").input_value() == view
            shown = _shown(page)
            _check(shown, released, study, time, view, language)
            seen.append(str(shown))
    assert len(seen) == 2 * len(study.horizons)
    # In an experiment the views may agree at some time; the times never do.
    assert len(set(seen)) > len(study.horizons)


def test_the_switch_takes_a_blank_and_the_ends_of_the_slider_hold(page, study):
    page.locator("[value=observed]").focus()
    page.keyboard.press(" ")
    assert page.locator("[name=explore-view]:checked").input_value() == "observed"
    page.locator("#explore-time").focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    assert page.locator("#explore-time").input_value() == str(len(study.horizons) - 1)
    assert page.locator(".panel:visible").get_attribute("data-view") == "observed"
