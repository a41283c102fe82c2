"""A portfolio file: what it says, and what is refused with the key named."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from impact import cli
from impact.errors import StudyError
from impact.i18n import speaks
from impact.study.portfolio import Portfolio

STUDIES = Path(__file__).parents[2] / "studies"
PORTFOLIO = """
id: two
title: {en: "Two programmes", es: "Dos programas"}
programmes:
  - id: first
    title: {en: "First", es: "Primero"}
    what: {en: "It does this.", es: "Hace esto."}
    studies: [rossi.yaml]
  - id: second
    title: {en: "Second", es: "Segundo"}
    what: {en: "It does that.", es: "Hace aquello."}
    studies: [cmrrp-demo.yaml]
"""


@pytest.fixture
def write(tmp_path):
    """Write a portfolio file beside two studies, with one text in it replaced, which has to be there."""
    for name in ("rossi", "cmrrp-demo"):
        (tmp_path / f"{name}.yaml").write_text((STUDIES / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")

    def write(old: str = "", new: str = "") -> Path:
        assert old in PORTFOLIO
        path = tmp_path / "portfolio.yaml"
        path.write_text(PORTFOLIO.replace(old, new, 1) if old else PORTFOLIO, encoding="utf-8")
        return path

    return write


def test_it_knows_its_programmes_their_studies_and_whether_any_is_synthetic(write):
    portfolio = Portfolio.load(write())
    assert [(programme.id, [study.id for study in studies]) for programme, studies in portfolio.members] == [
        ("first", ["rossi"]),
        ("second", ["cmrrp-demo"]),
    ]
    assert portfolio.synthetic
    assert "cmrrp-demo (comparison)" in portfolio.card().html


REFUSED = {
    "a key that is not known": ("id: two", "id: two\nowner: me", "unknown key 'owner'"),
    "a nearly known key": ("    what:", "    wat:", r"programmes\.0\.wat.*nearest legal key is 'what'"),
    "its own place": ("id: two", "id: two\nsource: x", "source"),
    "no id": ("id: two", "", "the key 'id' is missing"),
    "a key twice": ("id: two", "id: two\nid: three", "the key 'id' stands twice"),
    "no words": ('what: {en: "It does this.", es: "Hace esto."}', "what: {}", r"programmes\.0.*what must say so"),
    "a programme twice": ("id: second", "id: first", "the id first stands twice"),
    "a silent language": (', es: "Hace esto."', "", r"programmes\.0\.what has no text in es"),
    "no study": ("[rossi.yaml]", "[]", r"programmes\.0\.studies"),
    "a study twice": ("[rossi.yaml]", "[cmrrp-demo.yaml]", "the study cmrrp-demo stands twice; programmes.0.studies.0"),
    "a file that is not there": ("[rossi.yaml]", "[none.yaml]", r"programmes\.0\.studies\.0 = 'none.yaml'.*no such"),
    "a file that is no study": ("[rossi.yaml]", "[portfolio.yaml]", r"programmes\.0\.studies\.0.*is no study"),
    "a path out of the project": ("[rossi.yaml]", "[../../x.yaml]", r"programmes\.0\.studies\.0.*climbs out"),
    "a study's id": ("id: two", "id: rossi", "has the portfolio's own id"),
    "a language nobody knows": ("programmes:", "languages: [en, fr]\nprogrammes:", "no catalogue for .* 'fr'"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_refused_with_its_key(write, old, new, says):
    with pytest.raises(StudyError, match=f"(?s){says}"):
        Portfolio.load(write(old, new))


def test_a_study_that_does_not_speak_a_language_of_the_portfolio_is_refused(write, tmp_path):
    path = write()
    study = tmp_path / "rossi.yaml"
    study.write_text(study.read_text(encoding="utf-8") + "\nlanguages: [en]\n", encoding="utf-8")
    with pytest.raises(StudyError, match="the study rossi has no text in es"):
        Portfolio.load(path)


def test_the_command_refuses_with_the_exit_code_of_a_wrong_study(write, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["impact", "portfolio", str(write("id: second", "id: first"))])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 10
    assert capsys.readouterr().out == ""


def test_the_demonstration_portfolio_has_six_programmes_in_both_languages():
    portfolio = Portfolio.load(STUDIES / "portfolio.yaml")
    assert len(portfolio.programmes) == 6
    assert len(portfolio.studies) == 7
    assert {study.kind for study in portfolio.studies} == {"comparison", "pathway", "reach"}
    assert all(study.synthetic for study in portfolio.studies)
    texts = [text for programme in portfolio.programmes for text in (programme.title, programme.what)]
    assert all(speaks(text, language) for text in [portfolio.title, *texts] for language in ("en", "es"))
