"""The rendered pages: no request, the same sections in both languages, every chart in words, marked when synthetic."""

from __future__ import annotations

import re
from importlib.resources import files

import nbformat
from fluent.syntax import FluentParser, ast

from impact.report import browser_here, page_of
from impact.report.packed import HOLDS

SECTIONS = [
    "answer",
    "limits",
    "who",
    "definitions",
    "risks",
    "further",
    "comparable",
    "choices",
    "certainty",
    "criteria",
    "claims",
    "privacy",
    "versions",
]
PUBLISHED = "published"
"""Marks a chart of counts that others published."""
CHARTS = {"chart-flow", "chart-followup", "chart-effects"}


def test_no_page_points_outside_itself(every_page):
    for name, page in every_page.items():
        for tag, attrs in page.elements:
            for attribute in ("src", "href", "srcset", "action", "data", "poster"):
                target = attrs.get(attribute)
                back = (tag, target) == ("a", "../index.html")
                assert back or target is None or target.startswith(("#", "data:")), (
                    f"{name}: <{tag} {attribute}={target}>"
                )
        for text in (*page.styles, *page.scripts):
            assert not re.search(r"@import|url\(|https?://|fetch\(|XMLHttpRequest|import\(", text), name
        assert not re.search(r"mathjax|require\.js|cdnjs|unpkg", " ".join(page.scripts), re.IGNORECASE), name


def test_every_page_forbids_requests_itself(every_page):
    for name, page in every_page.items():
        policies = [attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv")]
        assert len(policies) == 1, name
        assert str(policies[0]).startswith("default-src 'none';")
        assert "http" not in str(policies[0])


def test_plotly_is_in_a_page_once_and_only_where_charts_are(every_page):
    for name, page in every_page.items():
        assert set(page.packed) == (set(HOLDS) if page.plots else set()), name


def test_both_languages_hold_the_same_sections_in_the_order_of_a_policy_report(report_pages, study):
    absent = {name for name, asked in {"claims": study.claims, "further": study.further_outcomes}.items() if not asked}
    for page in report_pages.values():
        assert page.ids("section") == [name for name in SECTIONS if name not in absent]
    english, spanish = report_pages.values()
    assert english.ids("figure") == spanish.ids("figure")
    assert set(english.ids("figure")) > CHARTS
    assert any(name.startswith("chart-curves-") for name in english.ids("figure"))
    assert any(name.startswith("chart-balance-") for name in english.ids("figure"))


def test_every_id_is_there_once_and_every_link_finds_one(report_pages):
    for page in report_pages.values():
        ids = [attrs["id"] for _, attrs in page.elements if "id" in attrs]
        assert len(ids) == len(set(ids))
        targets = [str(attrs["href"]) for tag, attrs in page.elements if tag == "a"]
        links = [target[1:] for target in targets if not target.startswith("data:text/csv;")]
        assert set(links) <= set(ids)
        assert set(page.ids("section")) <= set(links)


def test_the_page_says_its_language_and_fits_a_telephone(report_pages):
    for language, page in report_pages.items():
        assert ("html", {"lang": language}) in page.elements
        assert any(attrs.get("name") == "viewport" for _, attrs in page.elements)


def test_a_report_shows_no_code_and_a_notebook_does(report_pages, every_page):
    for page in report_pages.values():
        assert "released" not in page.text.split()
        assert "import" not in page.text.split()
    for name, page in every_page.items():
        assert name.startswith("report.") or "import" in page.text.split()


def test_every_chart_has_words_a_caption_and_its_numbers_as_a_table(every_page):
    for name, page in every_page.items():
        assert [attrs.get("data-figure") for attrs in page.plots] == [str(place) for place in range(len(page.data))], (
            name
        )
        for attrs in page.plots:
            assert attrs["role"] == "img"
            assert re.search(r"\d", str(attrs["aria-label"])), f"{name}: alternative text without a number"
        tags = [tag for tag, _ in page.elements]
        assert tags.count("details") >= len(page.plots)
        assert tags.count("figcaption") == tags.count("figure")
        assert tags.count("caption") <= tags.count("table")


def test_charts_offer_no_upload_and_hide_no_array(every_page):
    for page in every_page.values():
        for chart in page.data:
            assert chart["config"]["showSendToCloud"] is False
            assert "bdata" not in str(chart["data"])


def test_synthetic_data_are_marked_on_every_page_and_chart_and_others_on_none(every_page, study):
    for name, page in every_page.items():
        marked = [attrs for _, attrs in page.elements if attrs.get("class") == "watermark"]
        assert bool(marked) == study.synthetic, name
        for chart in page.data:
            notes = [note.get("name") for note in chart["layout"]["annotations"]]
            # What authorities published is real, whatever the study's records are.
            assert ("watermark" in notes) == study.synthetic or PUBLISHED in chart["layout"].get("meta", [])


def test_the_study_supplies_the_words(every_page, report_pages, study):
    for language, page in report_pages.items():
        for label in (study.labels.programme, study.labels.comparison, study.labels.event, study.labels.no_event):
            assert label[language] in page.text
    if study.id == "rossi":
        assert not re.search(
            r"remigra|\bchild|\breturned\b|niñ|retorn", report_pages["es"].text + report_pages["en"].text
        )


def _literal(language: str) -> dict[str, str]:
    text = (files("impact") / "locale" / f"{language}.ftl").read_text(encoding="utf-8")
    return {
        entry.id.name: entry.value.elements[0].value
        for entry in FluentParser().parse(text).body
        if isinstance(entry, ast.Message)
        and len(entry.value.elements) == 1
        and isinstance(entry.value.elements[0], ast.TextElement)
    }


def test_no_sentence_is_left_in_the_other_language(report_pages):
    english, spanish = _literal("en"), _literal("es")
    differing = [key for key in english if english[key] != spanish.get(key) and len(english[key]) > 14]
    assert len(differing) > 60
    assert not [key for key in differing if english[key] in report_pages["es"].text]
    assert not [key for key in differing if key in spanish and spanish[key] in report_pages["en"].text]


def test_the_answer_is_that_of_the_released_results(report_pages, study_run, study):
    from impact.present import headline

    for language, page in report_pages.items():
        said = headline(study_run.released, study, language)
        for sentence in said.text.splitlines()[:2]:
            assert " ".join(sentence.lstrip("- ").split()) in page.text


def test_rendering_again_gives_the_same_bytes(study_run, report_files, study):
    notebook = nbformat.read(study_run.folder / "notebooks" / "05-report.es.ipynb", as_version=4)
    with browser_here() as browser:
        again = page_of(notebook, study=study, language="es", browser=browser)
    assert again == report_files["es"].read_text(encoding="utf-8")
