"""A third language is one file: with it, no page says anything in another, however results came out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from third_language import THIRD, in_cyrillic, in_third_language, latin, said_by, texts_of_page, third_language

from impact import present as show
from impact.data.validate import validate
from impact.i18n import catalogues, refusal, t
from impact.report.papers import write_brief
from impact.report.power import say_power, write_power
from impact.results import OperatingCharacteristics
from impact.simulate import Plan
from impact.study import Study

STUDIES = Path(__file__).parents[3] / "studies"
FACTS = {"data_version": "0" * 12, "code_version": "1" * 12}
CODES = {
    "cmrrp-demo", "rossi",  # a study is known by its id
    "returns", "contacts", "debt_usd", "contact_date",  # tables and columns, as whoever exports them calls them
    "Without it, weights must guess",  # the reason of a rule that no suite has
    "Huehuetenango",  # what the data hold
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def third(tmp_path_factory) -> Iterator[None]:
    with third_language(tmp_path_factory.mktemp("locale")):
        yield


def study_of(name: str) -> Study:
    return in_third_language(Study.load(STUDIES / f"{name}.yaml"))


@pytest.fixture(scope="module", params=["cmrrp-demo", "rossi"])
def translated(request) -> Study:
    return study_of(request.param)


def test_the_third_language_is_there_by_its_file_alone() -> None:
    assert catalogues() == ("en", "es", THIRD)
    assert refusal(f"{THIRD}-RU") == ""
    assert t("language", THIRD) == "Енглисх"


@pytest.mark.parametrize("kind", ["plain", "challenged", "withheld"])
def test_no_notebook_shows_a_text_in_another_language(translated, released, kind) -> None:
    results = released(translated, is_challenged=kind == "challenged", is_withheld=kind == "withheld")
    for name, texts in said_by(translated, results):
        assert len(texts) > 20, name
        assert latin(texts, CODES) == set(), name


def test_the_same_of_the_operating_characteristics() -> None:
    study = study_of("cmrrp-demo")
    rows = [
        [scenario, method, estimand, "risk_difference", 12.0, 100.0, -0.1, 0.01, 0.05, 0.98, 0.94, rejected]
        for scenario, rejected in (("effect", 0.8), ("null", 0.05))
        for method, estimand in (("iptw", "att"), ("unadjusted", "none"), ("lost_as_event_free", "none"))
    ]
    operating = OperatingCharacteristics(pd.DataFrame(rows, columns=list(OperatingCharacteristics.COLUMNS)))
    ((_, texts),) = said_by(study, operating, notebooks="07-*.ipynb")
    assert latin(texts, CODES) == set()


def test_the_same_of_the_brief_with_its_margins(translated, released, tmp_path) -> None:
    page = write_brief(tmp_path, FACTS, released(translated), translated, THIRD)
    html = page.read_text(encoding="utf-8")
    assert page.name == f"brief.{THIRD}.html"
    assert f'<html lang="{THIRD}">' in html
    assert latin(texts_of_page(html), CODES) == set()
    title = translated.title[THIRD] if translated.title else translated.id
    assert texts_of_page(html).count(title) >= 2


def test_the_same_of_the_power_of_a_plan(tmp_path) -> None:
    plan = Plan(500, 2000, 0.3, 12, 0.75, 2.0, 0.05, 1.2)
    assert latin([say_power(plan, THIRD)], ()) == set()
    assert latin(texts_of_page(write_power(plan, THIRD, tmp_path).read_text(encoding="utf-8")), ()) == set()


def test_the_same_of_the_pages_that_show_what_the_data_were_asked() -> None:
    study = study_of("rossi")
    rows = [("1", "20", "1", "27", "1", "0", "0", "1", "3", "x"), ("0", "52", "0", "30", "", "1", "1", "1", "0", "y")]
    columns = ["fin", "week", "arrest", "age", "race", "wexp", "mar", "paro", "prio", "extra"]
    docs = validate({"analysis": pd.DataFrame(rows, columns=columns, dtype=object)}, study).docs
    for html in docs.values():
        # What great_expectations draws is marked as English; names of tables and columns are the data's.
        assert latin(texts_of_page(html, but="en"), {"rossi", "analysis", *columns}) == set()


def test_a_study_without_labels_has_those_of_the_catalogue() -> None:
    bare = Study.model_validate(
        {
            "id": "bare", "languages": (THIRD,), "horizons": [12], "primary": {"horizon": 12},
            "input": {"form": "analysis_table", "path": "x", "columns": {"arm": "a", "time": "t", "event": "e"}},
        }
    )  # fmt: skip
    assert bare.labels.people[THIRD] == in_cyrillic("people")
    assert latin([show.definitions(bare, THIRD).text], ()) == set()


def test_a_text_that_is_not_from_the_catalogue_would_be_found(demo, released) -> None:
    assert latin(["Цертаинты: Low"], ()) == {"Цертаинты: Low"}
    assert latin([show.headline(released(demo), demo, "es").text], CODES)
    with pytest.raises(AssertionError):
        assert not latin([t("certainty", "en")], CODES)
