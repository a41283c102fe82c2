"""What is read aloud of a chart: every number of it stands in the chart's own table, or counts the table's rows."""

from __future__ import annotations

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Decimal

import pytest

_NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_SIGNED = re.compile(r"[−-]?\d+(?:,\d{3})*(?:\.\d+)?")
PER = {"100", "0.10"}
"""Of how many, and the limit of what counts as alike: part of the words."""
_CHARTS = """[...document.querySelectorAll("figure.chart:has(.plot)")].map((chart) => [
  chart.id.replace(/^chart-/, ""),
  chart.querySelector(".plot").getAttribute("aria-label"),
  [...chart.querySelectorAll("tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent)),
  [...chart.querySelectorAll("thead th, caption")].map((cell) => cell.textContent).join(" "),
])"""


@pytest.fixture(scope="module")
def charts(browser, every_file) -> list[tuple]:
    """Key, alternative text, table's body and table's heading of every chart of every page."""
    found = []
    for path in every_file:
        page = browser.new_context(java_script_enabled=False).new_page()
        page.goto(path.as_uri())
        found += [(f"{path.name} {key}", *rest) for key, *rest in page.evaluate(_CHARTS)]
        page.context.close()
    return found


def _value(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace("−", "-"))


def _written(number: str, exact: set[Decimal]) -> bool:
    """Tell whether a number is one of these, or what rounding one to its decimals makes of it, limits outward."""
    places = Decimal(1).scaleb(-len(number.partition(".")[2]))
    ways = (ROUND_HALF_EVEN, ROUND_FLOOR, ROUND_CEILING)
    return any(abs(value).quantize(places, way) == _value(number) for value in exact for way in ways)


def _counted(key: str, rows: list[list[str]]) -> set[str]:
    """Count what some charts' words count: rows, cells of a map by what they say, characteristics that differ."""
    cells = [[_value(found) for found in _SIGNED.findall(cell)] for row in rows for cell in row[1:]]
    of_three = [cell for cell in cells if len(cell) == 3]
    counts = [len(rows)]
    if "tipping" in key or "confounder" in key:
        fewer, more = (sum(high <= 0 for *_, high in of_three), sum(low >= 0 for _, low, _ in of_three))
        counts = [len(of_three), fewer, more, len(of_three) - fewer - more]
    if "balance" in key:
        # What divides everybody in two is one characteristic, told by its second half.
        shown = [(row[0].partition(": "), row[2]) for row in rows if _NUMBER.search(row[2])]
        halves = {name: [size for (one, _, _), size in shown if one == name] for (name, _, _), _ in shown}
        told = [size for sizes in halves.values() for size in (sizes[1:] if len(sizes) == 2 else sizes)]
        after = [_NUMBER.search(size)[0] for size in told]
        counts = [len(after), sum(_value(size) > Decimal("0.1") for size in after)]
    return {str(count) for count in counts}


def test_every_number_of_the_words_is_in_the_table(charts):
    assert len(charts) > 10
    for key, words, rows, heading in charts:
        text = " ".join([heading, *(cell for row in rows for cell in row)])
        exact = {_value(number) for number in _NUMBER.findall(text)}
        known = PER | _counted(key, rows)
        missing = [number for number in _NUMBER.findall(words) if number not in known and not _written(number, exact)]
        assert missing == [], f"{key}: {words}"


def test_the_words_say_more_than_that_there_is_a_chart(charts):
    for key, words, rows, _ in charts:
        assert len(_NUMBER.findall(words)) >= 2, key
        assert 60 < len(words) < 120 * max(len(rows), 4), key
