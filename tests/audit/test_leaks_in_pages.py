"""Leaks in pages and their charts: text, attributes, comments, scripts, and arrays that nobody sees drawn."""

from __future__ import annotations

import base64
import gzip
import json
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest

from impact.report.bundle import editions
from impact.report.packed import FIGURES, PLOTLY_JS, packed

PAGE = "report.en.html"


def _an_id(spoiled) -> str:
    return str(pd.read_parquet(spoiled.folder / "validated/returns.parquet")["child_id"].iloc[3])


SMALL = "1–10"
IN_PAGES = {
    "a marked count": ('<p>Of them <data class="count" value="7">7</data> were lost.</p>', SMALL),
    "a value that its words round": ('<p><data class="count" value="43">45</data></p>', "not rounded"),
    "a cell marked as a count": ('<table><tr><td class="count">9</td></tr></table>', SMALL),
    "a column called n": ("<table><tr><th>sex</th><th>n</th></tr><tr><td>f</td><td>8</td></tr></table>", SMALL),
    "a sentence": ("<p>Only 7 children could be traced.</p>", "in words"),
    "a sentence in Spanish": ("<p>Se siguió a 8 niñas en total.</p>", "in words"),
    "thousands as Spain writes them": ("<p>Se siguió a 1.233 niñas en total.</p>", "in words"),
    "what is read aloud": ('<figure aria-label="At risk: 8 children after a year"></figure>', "in words"),
    "a title": ('<p title="events: 4">Risk</p>', "in words"),
    "an attribute": ('<p data-n="6">Risk</p>', SMALL),
    "a comment": ("<!-- n = 6 -->", "in words"),
    "a table in a comment": ("<!-- <table><tr><th>events</th></tr><tr><td>3</td></tr></table> -->", SMALL),
    "a day": ("<p>The first left on 2024-02-15.</p>", "a day"),
    "a day in English": ("<p>One left on February 15, 2024.</p>", "a day"),
    "a day in Spanish": ("<p>La primera salió el 15 de febrero de 2024.</p>", "a day"),
    "a day across elements": ("<p>2024-<b>02</b>-15</p>", "a day"),
    "an inline drawing's text": ("<svg><text>15/02/2024</text></svg>", "a day"),
    "a drawing with a point a person": ("<svg>" + '<circle r="1"/>' * 600 + "</svg>", "one entry a person"),
    "a line through a point a person": (f'<svg><polyline points="{"1,2 " * 600}"/></svg>', "one entry a person"),
    "a list of people": ("<ul>" + "<li>a</li>" * 600 + "</ul>", "one entry a person"),
    "a municipality": ("<p>municipality_code=0112</p>", "a municipality"),
    "a partner": ("<p>Partner: P3</p>", "a partner"),
    "a department of few": (
        "<table><tr><th>x</th><th>y</th></tr><tr><th>Department: Yoro</th><td>20 (7%)</td></tr></table>",
        "a department",
    ),
    "a JSON script": ('<script type="application/json">{"at_risk": [120, 4]}</script>', SMALL),
    "a program's data": ('<script>draw([{"n": 5, "arm": "programme"}])</script>', SMALL),
    "a picture": ('<img alt="" src="data:image/png;base64,iVBORw0KGgo=">', "pixels"),
}  # fmt: skip


@pytest.mark.parametrize("leak", IN_PAGES)
def test_a_leak_in_a_page(pages, leak):
    html, rule = IN_PAGES[leak]
    pages.add_to_page(html)
    pages.is_caught(PAGE, rule)


def test_a_table_behind_a_data_address(pages):
    data = base64.b64encode(b"arm\tn\nprogramme\t6\n").decode()
    pages.add_to_page(f'<a href="data:text/plain;base64,{data}">numbers</a>')
    pages.is_caught(PAGE, SMALL)


@pytest.mark.parametrize("form", ["{}", "child-{}", "<b>{}</b>", '<i title="{}"></i>', '<i id="row-{}-x"></i>'])
def test_an_identifier_in_a_page(whole, form):
    whole.add_to_page(f"<p>{form.format(_an_id(whole))}</p>")
    whole.is_caught(PAGE, "an identifier")


def test_an_identifier_in_a_compressed_script(whole):
    packed = base64.b64encode(gzip.compress(json.dumps({"rows": [[_an_id(whole), 3.2]]}).encode())).decode()
    whole.add_to_page(f'<script>inflate("{packed}")</script>')
    whole.is_caught(PAGE, "an identifier")


@pytest.mark.parametrize("kind", ["text/plain", "application/gzip;base64"])
def test_a_small_count_in_a_compressed_script(pages, kind):
    packed = base64.b64encode(gzip.compress(b'[{"arm": "programme", "n": 6}]')).decode()
    pages.add_to_page(f'<script type="{kind}">{packed}</script>')
    pages.is_caught(PAGE, SMALL)


def test_a_municipality_in_a_cell(whole):
    whole.add_to_page("<table><tr><th>place</th></tr><tr><td>0112</td></tr></table>")
    whole.is_caught(PAGE, "an identifier")


def test_a_count_that_reads_like_a_municipality_is_no_leak(whole):
    from impact.audit import audit

    returns = pd.read_parquet(whole.folder / "validated/returns.parquet")
    returns["municipality_code"] = "1365"
    returns.to_parquet(whole.folder / "validated/returns.parquet")
    whole.add_to_page('<p><data class="count" value="1365">1,365</data></p><svg width="1365"></svg>')
    assert audit(whole.folder) == ()


def _packed(values: np.ndarray) -> dict:
    shape = {} if values.ndim == 1 else {"shape": ", ".join(map(str, values.shape))}
    return {"dtype": values.dtype.str[1:], "bdata": base64.b64encode(values.tobytes()).decode(), **shape}


MOMENTS = np.array(["2024-02-15", "2024-03-01"], dtype="datetime64[ms]").astype("i8").tolist()
TRACES = {
    "an array a person": ({"x": list(range(600))}, "one entry a person"),
    "a packed array a person": ({"x": _packed(np.arange(600, dtype="f8"))}, "one entry a person"),
    "a packed grid a person": ({"z": _packed(np.ones((600, 2)))}, "one entry a person"),
    "customdata called n": ({"customdata": [[120, 4]], "meta": {"customdata": ["due", "n"]}}, SMALL),
    "packed customdata": (
        {"customdata": _packed(np.array([[9, 200]], dtype="i4")), "meta": {"customdata": ["events", "n"]}},
        SMALL,
    ),
    "a bar that counts": ({"y": [35, 3], "meta": {"counts": ["y"]}}, SMALL),
    "an identifier's column": ({"customdata": [["a"]], "meta": {"customdata": ["child_id"]}}, "never shown"),
    "hover text": ({"text": ["7 children at month 6"]}, "in words"),
    "hover template": ({"hovertemplate": "n = 6<extra></extra>"}, "in words"),
    "days on an axis": ({"x": ["2024-02-15T00:00:00"]}, "a day"),
    "days as numbers": ({"x": MOMENTS}, "a day"),
    "exact times": ({"x": [1.0333333, 2.0667]}, "finer"),
    "a broken array": ({"x": {"dtype": "f8", "bdata": "AAAA"}}, "cannot be decoded"),
}  # fmt: skip


@pytest.mark.parametrize("leak", TRACES)
def test_a_leak_in_a_chart(pages, leak):
    trace, rule = TRACES[leak]
    figure = {"data": [trace], "layout": {"height": 300}}
    pages.add_to_page(f'<script type="application/json">{json.dumps(figure)}</script>')
    pages.is_caught(PAGE, rule)


def test_an_annotation_that_counts(pages):
    figure = {"data": [], "layout": {"annotations": [{"name": "count", "text": "8"}]}}
    pages.add_to_page(f'<script type="application/json">{json.dumps(figure)}</script>')
    pages.is_caught(PAGE, SMALL)


def test_a_chart_as_plotly_writes_it_itself(pages):
    pages.add_to_page('<script>Plotly.newPlot("a", [{"x": [1], "text": ["3 events"]}], {"height": 9})</script>')
    pages.is_caught(PAGE, "in words")


def test_plotly_js_with_something_in_it_is_no_longer_plotly_js(pages):
    for edition in editions():
        clean = packed(PLOTLY_JS, edition.source, edition.edition)
        if clean in pages.read(PAGE):
            pages.change(PAGE, clean, packed(PLOTLY_JS, 'var hidden = {"n": 4};' + edition.source, edition.edition))
    pages.is_caught(PAGE, "too large to be read")


def test_a_count_among_the_packed_figures(pages):
    figure = {"data": [{"y": [120, 7], "meta": {"counts": ["y"]}}], "layout": {"height": 300}}
    pages.add_to_page(packed(FIGURES, json.dumps([figure])))
    pages.is_caught(PAGE, SMALL)


def test_a_count_in_the_rows_that_a_chart_brings_along(pages):
    rows = quote("arm,n\nprogramme,120\ncomparison,7\n")
    pages.add_to_page(f'<a download="rows.csv" href="data:text/csv;charset=utf-8,{rows}">rows</a>')
    pages.is_caught(PAGE, SMALL)
