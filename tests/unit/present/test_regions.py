"""A report for a region: its tag, and its numbers in every sentence, table and drawing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from third_language import NOTEBOOKS, executed, texts_of_figure

from impact import present as show
from impact.errors import StudyError, UsageError
from impact.present.page import PLOTLY
from impact.report import page_of
from impact.report.papers import write_brief
from impact.report.power import write_power
from impact.runner.runs import languages_of
from impact.simulate import Plan
from impact.study import Study

SPAIN = "es-ES"
FACTS = {"data_version": "0" * 12, "code_version": "1" * 12}
POINT = re.compile(r"(?<![\w.,/:-])\d+\.\d{1,2}(?!\w)")
"""A number with a decimal point; three digits after a point are thousands."""


def test_a_report_for_spain_is_marked_so_and_writes_no_decimal_point(demo, released) -> None:
    notebook = executed(NOTEBOOKS / "05-report.ipynb", demo, released(demo, is_challenged=True), SPAIN)
    html = page_of(notebook, study=demo, language=SPAIN)
    assert f'<html lang="{SPAIN}">' in html
    outputs = [output.data for cell in notebook.cells for output in cell.get("outputs", [])]
    pieces = [output["text/plain"] for output in outputs]
    pieces += [text for output in outputs if PLOTLY in output for text in texts_of_figure(output[PLOTLY])]
    assert [found for text in pieces for found in POINT.findall(text)] == []
    assert any("2.430" in text for text in pieces)
    assert not re.search(r"\d%", " ".join(pieces))
    assert "95\u00a0%" in " ".join(pieces)


def test_the_same_report_for_latin_america_writes_them_as_it_did(demo, released) -> None:
    results = released(demo, is_challenged=True)
    for piece in (show.headline, show.checks_table, show.effects_table):
        texts = {piece(results, demo, language).text for language in ("es", "es-419", "es-GT")}
        assert len(texts) == 1
    assert POINT.search(show.effects_table(results, demo, "es").text)


def test_drawings_have_the_separators_of_the_region(demo, rossi, released) -> None:
    for study, language, signs in (
        (demo, "en", ".,"),
        (demo, "es-ES", ",."),
        (rossi, "es", ".,"),
        (rossi, "es-ES", ",."),
    ):
        results = released(study, is_challenged=True)
        for chart in (show.risk_difference_chart, show.tipping_chart, show.e_value_chart, show.visits_chart):
            drawn = chart(results, study, language)._repr_mimebundle_()
            assert PLOTLY not in drawn or drawn[PLOTLY]["layout"]["separators"] == signs


def test_what_is_taken_along_keeps_its_point(demo, released) -> None:
    results = released(demo)
    assert (
        show.risk_difference_chart(results, demo, SPAIN)._download.partition(";charset")[2].partition(">")[0]
        == (show.risk_difference_chart(results, demo, "en")._download.partition(";charset")[2].partition(">")[0])
    )


def test_a_region_s_brief_is_a_file_of_its_name(demo, released, tmp_path) -> None:
    page = write_brief(tmp_path, FACTS, released(demo), demo, SPAIN)
    assert page.name == "brief.es-ES.html"
    assert '<html lang="es-ES">' in page.read_text(encoding="utf-8")


def test_the_power_of_a_plan_for_a_region(tmp_path) -> None:
    page = write_power(Plan(500, 2000, 0.3, 12, 0.75, 2.0, 0.05, 1.2), SPAIN, tmp_path).read_text(encoding="utf-8")
    assert "2.000 en el grupo de comparación" in page
    assert "80\u00a0%" in page
    assert (tmp_path / "power.csv").read_text(encoding="utf-8").count(".") > 10


def with_languages(study: Study, path: Path, *languages: str, **labels: dict[str, str]) -> Study:
    content = study.source.read_text(encoding="utf-8")
    source = path / "study.yaml"
    source.write_text(content + f"\nlanguages: [{', '.join(languages)}]\n", encoding="utf-8")
    return Study.load(source)


def test_a_study_names_languages_with_their_regions(demo, tmp_path) -> None:
    study = with_languages(demo, tmp_path, "es-GT", "en-GB")
    assert study.languages == ("es-GT", "en-GB")
    assert languages_of(study, ()) == ("es-GT", "en-GB")
    assert languages_of(study, ["es-ES"]) == ["es-ES"]


@pytest.mark.parametrize(
    ("tag", "said"), [("es-XX", "no region 'XX'; it has: 419, AR"), ("fr", "no catalogue for the language 'fr'")]
)
def test_a_study_or_a_command_that_names_what_there_is_not_is_refused(demo, tmp_path, tag, said) -> None:
    with pytest.raises(StudyError, match=said):
        with_languages(demo, tmp_path, "en", tag)
    with pytest.raises(UsageError, match=said):
        languages_of(demo, [tag])


def test_a_language_that_the_study_does_not_speak_is_refused(demo, tmp_path) -> None:
    with pytest.raises(UsageError, match="no text in es-GT; it has: en"):
        languages_of(with_languages(demo, tmp_path, "en"), ["es-GT"])


def test_a_label_of_the_region_goes_before_that_of_the_language(demo, released) -> None:
    people = {**demo.labels.people, "es-GT": "patojas y patojos"}
    labels = demo.labels.model_copy(update={"people": people})
    study = demo.model_copy(update={"labels": labels})
    assert "patojas y patojos" in show.who(released(study), study, "es-GT").text
    assert "niñas, niños y adolescentes" in show.who(released(study), study, "es").text
