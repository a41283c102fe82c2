"""A portfolio's run: which runs it reads and which it refuses, what it leaves, and what its audit finds."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import portfolios
import pytest

from impact import cli
from impact.audit import audit
from impact.errors import DisclosureError, StudyError, UsageError, VerificationError
from impact.provenance import MANIFEST, read_manifest
from impact.results import StudyResults
from impact.runner.portfolio import open_portfolio, run_portfolio
from impact.runner.verification import verify
from impact.study.portfolio import Portfolio


@pytest.fixture
def there(portfolio_file, tmp_path):
    """A copy of the studies and their runs to change: the portfolio's file, and where the runs are."""
    root = shutil.copytree(portfolio_file.parents[1], tmp_path / "there", symlinks=True)
    return root / "studies" / "portfolio.yaml", root / "processed"


@pytest.fixture(scope="module")
def made(portfolio_file, tmp_path_factory):
    """A portfolio's run in one language, without paper: nobody may change it."""
    patch = pytest.MonkeyPatch()
    patch.setenv("ARRAIGO_BROWSER", "none")
    root = shutil.copytree(portfolio_file.parents[1], tmp_path_factory.mktemp("made") / "all", symlinks=True)
    folder = run_portfolio(Portfolio.load(root / "studies" / "portfolio.yaml"), root / "processed", languages=["es"])
    patch.undo()
    return folder


@pytest.fixture
def copied(made, tmp_path):
    """A copy of the run to spoil, with the runs that it names beside it."""
    root = shutil.copytree(made.parents[1], tmp_path / "processed", symlinks=True)
    return root / made.parent.name / made.name


def test_it_reads_the_newest_run_of_each_study_and_nothing_else(there):
    file, runs = there
    members = open_portfolio(file, runs).members
    assert [(one.study.id, one.number, one.run) for one in members] == [
        ("cmrrp-demo", "effect", portfolios.RUN),
        ("family-path", "risk", portfolios.RUN),
        ("reach-talks", "count", portfolios.RUN),
    ]
    # Nothing of a run is at full precision in the made-up ones: no results/ is there to be read.
    assert not list(runs.glob("*/*/results"))
    assert all(one.reports == ("en", "es") for one in members)


def test_studies_without_a_finished_run_are_all_named_with_the_command_that_makes_them(there):
    file, runs = there
    for name in ("family-path", "reach-talks"):
        shutil.rmtree(runs / name)
    with pytest.raises(UsageError, match=r"family-path, reach-talks; .*impact run .*family-path\.yaml .*--out"):
        open_portfolio(file, runs)


def test_a_study_that_says_something_else_than_its_run_is_refused(there):
    file, runs = there
    study = file.with_name("family-path.yaml")
    study.write_text(study.read_text(encoding="utf-8").replace("[3, 6, 12]", "[3, 6]"), encoding="utf-8")
    with pytest.raises(StudyError, match=r"family-path\.yaml has changed since the run was made"):
        open_portfolio(file, runs)


def test_released_files_that_were_changed_are_refused(there):
    file, runs = there
    path = runs / "reach-talks" / "latest" / "released" / "reach.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1240", "9240"), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"reach-talks: released/ of the run .* is not as the run left it"):
        open_portfolio(file, runs)


def test_a_run_whose_numbers_were_never_released_is_refused_whatever_its_manifest_says(there):
    file, runs = there
    study = Portfolio.load(file).studies[2]
    shutil.rmtree(runs / study.id)
    reach = portfolios.people().reach
    exact = type(reach)(reach.frame.replace(285.0, 7.0))
    portfolios.write_run(runs.parent, study, StudyResults.of({"reach": exact}))
    with pytest.raises(DisclosureError, match="reach did not go through disclosure control"):
        open_portfolio(file, runs)


def test_a_language_that_the_portfolio_does_not_have_is_refused(there):
    file, runs = there
    file.write_text(file.read_text(encoding="utf-8") + "languages: [en]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="the portfolio three has no text in es; it has: en"):
        run_portfolio(Portfolio.load(file), runs, languages=["es"])
    assert not (runs / "three").exists()


def test_the_command_refuses_with_its_exit_code_and_leaves_nothing(there, monkeypatch, capsys):
    file, runs = there
    shutil.rmtree(runs / "cmrrp-demo")
    monkeypatch.setattr(sys, "argv", ["impact", "portfolio", str(file), "--out", str(runs)])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "make it first: impact run" in said.err
    assert not (runs / "three").exists()


def test_a_run_leaves_its_pages_a_manifest_and_a_link_to_itself(made):
    assert (made.parent / "latest").resolve() == made
    names = {path.relative_to(made).as_posix() for path in made.rglob("*") if path.is_file()}
    assert names == {
        "index.html", "portfolio.es.html", "manifest.json", "run.log", "notebooks/13-portfolio.es.ipynb",
    }  # fmt: skip
    manifest = json.loads((made / MANIFEST).read_text(encoding="utf-8"))
    assert [(one["study"]["id"], one["run"]) for one in manifest["components"]] == [
        (name, portfolios.RUN) for name in ("cmrrp-demo", "family-path", "reach-talks")
    ]
    for one in manifest["components"]:
        behind = read_manifest(made.parents[1] / one["study"]["id"] / one["run"])
        assert one["seal"] == behind["seal"]
        assert one["released"] == {name: h for name, h in behind["files"].items() if name.startswith("released/")}
    assert str(made.parents[2]) not in json.dumps(manifest)


def test_the_executed_notebook_does_not_say_where_it_ran(made):
    notebook = json.loads((made / "notebooks" / "13-portfolio.es.ipynb").read_text(encoding="utf-8"))
    text = json.dumps(notebook, ensure_ascii=False)
    assert "runs_folder = None" in text
    assert made.parents[2].name + "/" not in text


def test_its_pages_lead_to_what_is_there(made):
    index = (made / "index.html").read_text(encoding="utf-8")
    assert 'href="portfolio.es.html"' in index
    assert 'href="portfolio.en.html"' not in index
    assert ".pdf" not in index
    page = (made / "portfolio.es.html").read_text(encoding="utf-8")
    assert (made / "../../cmrrp-demo/latest/report.es.html").resolve().is_file()
    assert 'href="../../cmrrp-demo/latest/report.es.html"' in page
    assert "http:" not in page.replace("http://www.w3.org", "")
    assert 'class="watermark"' in page
    assert 'class="watermark"' in index


def test_what_a_run_leaves_passes_the_audit_with_and_without_the_runs_behind_it(made, tmp_path):
    assert audit(made) == ()
    alone = shutil.copytree(made, tmp_path / "sent" / "on" / "alone")
    assert audit(alone) == ()


LEAKS = {
    "an unrounded count": ('<p><data class="count" value="433">433</data></p>', "not rounded"),
    "a small count": ('<p><data class="count" value="4">4</data></p>', "1–10"),
    "a count of no run": ('<p><data class="count" value="770">770</data></p>', "no run of the portfolio released"),
    "a count of no run in words": ("<p>Hubo 770 familias.</p>", "no run of the portfolio released"),
    "a share of no run": ("<p>Llegó el 87.3% de todo.</p>", "a percentage that no run"),
    "a day of nobody's": ("<p>Fue el 2024-03-07.</p>", "a day that is none"),
    "a partner": ("<p>partner: P7</p>", "a partner"),
    "a picture of people": (f"<svg>{'<circle/>' * 700}</svg>", "one entry a person"),
}


@pytest.mark.parametrize(("planted", "rule"), LEAKS.values(), ids=LEAKS)
def test_a_leak_in_a_page_is_found(copied, planted, rule):
    page = copied / "portfolio.es.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("</main>", f"{planted}</main>", 1), encoding="utf-8")
    findings = audit(copied)
    assert {one.artefact for one in findings} == {"portfolio.es.html"}
    assert any(rule in one.rule for one in findings), findings


def test_an_id_of_any_study_is_found(copied):
    import pandas as pd

    folder = copied.parents[1] / "family-path" / portfolios.RUN / "validated"
    folder.mkdir()
    pd.DataFrame({"case_id": ["F00417", "F00418"]}).to_parquet(folder / "cases.parquet")
    page = copied / "portfolio.es.html"
    page.write_text(page.read_text(encoding="utf-8").replace("</main>", "<p>F00417</p></main>", 1), encoding="utf-8")
    assert {one.rule for one in audit(copied)} == {"an identifier"}


def test_a_run_that_was_changed_behind_the_pages_is_found(copied):
    path = copied.parents[1] / "reach-talks" / portfolios.RUN / "released" / "reach.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("1240", "1245"), encoding="utf-8")
    findings = audit(copied)
    assert any("no longer has the released files" in one.rule for one in findings)
    assert any("reach-talks" in line and "changed since the run" in line for line in verify(copied).differences)


def test_verify_knows_what_of_it_changed(made, copied, tmp_path):
    assert verify(made).differences == ()
    page = copied / "portfolio.es.html"
    page.write_text("edited", encoding="utf-8")
    assert verify(copied).differences == ("portfolio.es.html: changed since the run",)
    alone = shutil.copytree(made, tmp_path / "sent" / "on" / "alone")
    assert [note for note in verify(alone).notes if "which is not here" in note] != []


def test_it_is_taken_for_no_study_s_run(made):
    with pytest.raises(UsageError, match="is a portfolio's run"):
        read_manifest(made)


def test_a_page_that_would_disclose_is_never_published(there, monkeypatch):
    file, runs = there
    monkeypatch.setenv("ARRAIGO_BROWSER", "none")
    monkeypatch.setattr("impact.runner.portfolio.execute", _leak)
    with pytest.raises(DisclosureError, match="this must not be published"):
        run_portfolio(Portfolio.load(file), runs, languages=["en"])
    assert [path.suffix for path in (runs / "three").iterdir() if path.is_dir()] == [".failed"]
    assert not (runs / "three" / "latest").exists()


def _leak(jobs):
    """Execute nothing, and leave a notebook that shows a small count in the place of each."""
    shown = {"text/html": '<p><data class="count" value="4">4</data></p>', "text/plain": "4"}
    for job in jobs:
        cell = {
            "cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "source": "x",
            "outputs": [{"output_type": "display_data", "data": shown, "metadata": {}}],
        }  # fmt: skip
        notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        Path(job.target).write_text(json.dumps(notebook), encoding="utf-8")
        yield job
