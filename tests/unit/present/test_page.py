"""Pieces of a page, and how an executed notebook becomes one."""

from __future__ import annotations

import json
import re

import IPython.display
import nbformat
import pytest

from impact import present as show
from impact.present.page import PLOTLY
from impact.report import page_of, render_notebook
from impact.report.packed import unpacked


@pytest.fixture
def outputs(monkeypatch):
    """Collect what a section displays, as a notebook would store it."""
    kept = []

    def display(piece, metadata=None):
        data = piece._repr_mimebundle_()
        kept.append(nbformat.v4.new_output("display_data", data=data, metadata=metadata or {}))

    monkeypatch.setattr(IPython.display, "display", display)
    return kept


def _notebook(outputs):
    cell = nbformat.v4.new_code_cell("secret_code = 1", outputs=outputs, execution_count=1)
    note = nbformat.v4.new_markdown_cell("# A question?\n\nA note to researchers.")
    return nbformat.v4.new_notebook(cells=[note, cell], metadata={"language_info": {"name": "python"}})


def test_a_section_shows_heading_and_content_apart_so_that_a_chart_stays_a_chart(demo, released, outputs):
    results = released(demo)
    part = show.section("who", demo, "en", show.who(results, demo, "en"), show.followup_chart(results, demo, "en"))
    part._ipython_display_()
    assert [PLOTLY in output.data for output in outputs] == [False, False, True]
    assert outputs[0].metadata["section"] == {"key": "who", "title": "Who is in the study"}
    assert str(part).startswith("Who is in the study\n\n2,430 children")


def test_a_notebook_with_sections_is_a_report_without_code(demo, released, outputs):
    results = released(demo)
    for key, piece in (("answer", show.headline(results, demo, "en")), ("limits", show.limits(results, demo, "en"))):
        show.section(key, demo, "en", piece)._ipython_display_()
    page = page_of(_notebook(outputs), study=demo, language="en")
    assert re.findall(r'<section [^>]*id="(\w+)"', page) == ["answer", "limits"]
    assert page.count("<section") == page.count("</section>") == 2
    assert "secret_code" not in page
    assert "A note to researchers" not in page
    assert "plotly.js v" not in page


def test_another_notebook_keeps_code_and_notes_in_view(demo):
    printed = nbformat.v4.new_output("stream", name="stdout", text="<b>1 & 2</b>")
    page = page_of(_notebook([printed]), study=demo, language="es")
    assert "secret_code" in page
    assert "A note to researchers" in page
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in page
    assert '<html lang="es">' in page


def test_a_label_cannot_end_the_script_that_holds_a_charts_numbers(demo, released, outputs):
    text = "</script><script>alert(1)</script>"
    labels = demo.labels.model_copy(update={"programme": {"en": text, "es": text}})
    study = demo.model_copy(update={"labels": labels})
    chart = show.cumulative_incidence_chart(released(study), study, "en")
    show.section("risks", study, "en", chart)._ipython_display_()
    page = page_of(_notebook(outputs), study=study, language="en")
    assert "<script>alert" not in page
    (numbers,) = re.findall(r'<script [^>]*data-holds="figures">(.*?)</script>', page)
    assert json.loads(unpacked(numbers))[0]["config"]["showSendToCloud"] is False
    assert page.count('data-holds="plotly.js"') == 1


def test_a_study_that_is_not_synthetic_has_no_watermark(rossi):
    assert 'class="watermark"' not in page_of(_notebook([]), study=rossi, language="en")


def test_rendering_writes_the_page_and_returns_its_path(demo, tmp_path):
    nbformat.write(_notebook([]), tmp_path / "a.ipynb")
    page = render_notebook(tmp_path / "a.ipynb", tmp_path / "a.html", study=demo, language="en")
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
