"""The brief: one sheet whatever the answer, and nothing in it that the report would not say."""

from __future__ import annotations

import pytest

from impact.present import headline
from impact.present.brief import brief
from impact.present.headline import headline_in_brief
from impact.report import browser_here, write_brief, write_pdfs
from impact.report.browser import BrowserError
from impact.report.paper import sheets

FACTS = {"data_version": "0123456789ab", "code_version": "0.1.0+0123456789ab"}
ANSWERS = ({}, {"effect": 0.001}, {"effect": -0.12, "share": 0.5}, {"is_withheld": True})


@pytest.mark.parametrize("numbers", ANSWERS)
def test_the_brief_says_nothing_that_the_report_does_not(study, language, released, numbers):
    results = released(study, **numbers)
    short = headline_in_brief(results, study, language).text.splitlines()
    assert set(short) <= set(headline(results, study, language).text.splitlines())


def test_a_withheld_answer_is_named_so_with_its_reason_and_no_number(study, language, released):
    answer = brief(FACTS, released(study, is_withheld=True), study, language)[0]
    (said,) = answer.content
    assert said.text == headline(released(study, is_withheld=True), study, language).text
    assert 'class="bar' not in said.html


def test_it_names_the_versions_once(study, language, released):
    versions = brief(FACTS, released(study), study, language)[-1]
    for fact in (*FACTS.values(), study.id):
        assert str(versions).count(fact) == 1 + (FACTS["code_version"].endswith(fact) and fact != FACTS["code_version"])


def test_it_is_one_sheet_whatever_the_answer(chromium, study, language, released, tmp_path):
    with browser_here() as browser:
        for numbers in ANSWERS[-2:]:
            page = write_brief(tmp_path, FACTS, released(study, **numbers), study, language)
            for paper in write_pdfs(page, browser, one_sheet=True):
                assert sheets(paper.read_bytes()) == 1


def test_what_is_too_long_for_a_sheet_is_an_error(chromium, tmp_path):
    page = tmp_path / "brief.en.html"
    page.write_text("<p>line" * 200, encoding="utf-8")
    with browser_here() as browser, pytest.raises(BrowserError, match="too long for one sheet of a4"):
        write_pdfs(page, browser, ["a4"], one_sheet=True)
