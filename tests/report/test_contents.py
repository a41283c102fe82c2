"""The first page of a run: every link leads to what is there and may be shared, in each language, with no script."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from impact import Run
from impact.audit import audit
from impact.present import headline
from impact.provenance.manifest import RESTRICTED
from impact.report import write_contents

LARGEST = 100_000


@pytest.fixture(scope="module")
def page(study_run, read_page):
    return read_page(study_run.folder / "index.html")


def links_of(page) -> list[str]:
    return [unquote(str(attrs["href"])) for tag, attrs in page.elements if tag == "a" and "href" in attrs]


def files_of(page) -> list[str]:
    return [link for link in links_of(page) if not link.startswith("#")]


def resolve(page, folder: Path) -> None:
    for link in files_of(page):
        path = (folder / link).resolve()
        assert path.is_relative_to(folder.resolve()), link
        assert path.is_file(), link
        assert path.relative_to(folder.resolve()).parts[0] not in RESTRICTED, link
    ids = {attrs["id"] for _, attrs in page.elements if "id" in attrs}
    assert {link[1:] for link in links_of(page) if link.startswith("#")} <= ids


def test_every_link_leads_to_what_is_there_and_may_be_shared(page, study_run):
    resolve(page, study_run.folder)


def test_each_reader_is_led_to_their_part(page, study_run):
    linked, folder = set(files_of(page)), study_run.folder
    shown = [path for path in folder.rglob("*") if path.is_file() and path.parent.name in ("notebooks", "released")]
    wanted = {path.relative_to(folder).as_posix() for path in shown if not path.name.startswith("05-")}
    wanted |= {path.name for path in folder.iterdir() if path.suffix in (".html", ".pdf")} - {"index.html"}
    assert linked == wanted | {"manifest.json", "data-docs/index.html"}


def test_what_must_not_leave_is_named_in_each_language_and_linked_nowhere(page):
    for name in ("validated/", "analysis.parquet", "results/"):
        assert page.shown.count(name) == 2


def test_each_language_has_a_section_of_its_own(page, study_run, study):
    sections = [attrs.get("lang") for tag, attrs in page.elements if tag == "section"]
    assert sections == ["en", "es"]
    assert ("html", {"lang": "en"}) in page.elements
    for language in ("en", "es"):
        assert study.title[language] in page.text
        assert headline(study_run.released, study, language).text.splitlines()[0] in page.text
    assert "Certainty:" in page.text
    assert "Certeza:" in page.text


def test_it_is_small_asks_for_nothing_and_marks_synthetic_data(page, study_run, study):
    assert (study_run.folder / "index.html").stat().st_size < LARGEST
    assert not [attrs for tag, attrs in page.elements if "src" in attrs or tag == "form"]
    assert not any(link.startswith(("http", "/", "..")) for link in links_of(page))
    (policy,) = [attrs["content"] for tag, attrs in page.elements if attrs.get("http-equiv")]
    assert str(policy).startswith("default-src 'none';")
    notices = [attrs for _, attrs in page.elements if attrs.get("class") == "synthetic"]
    assert len(notices) == (2 if study.synthetic else 0)
    assert bool([attrs for _, attrs in page.elements if attrs.get("class") == "watermark"]) == study.synthetic


def test_it_is_hashed_in_the_manifest_and_the_same_bytes_again(study_run, study, tmp_path):
    manifest = json.loads((study_run.folder / "manifest.json").read_text(encoding="utf-8"))
    assert "index.html" in manifest["files"]
    copy = Path(shutil.copytree(study_run.folder, tmp_path / "run"))
    before = (copy / "index.html").read_bytes()
    (copy / "index.html").unlink()
    write_contents(copy, study_run.released, study, study.languages)
    assert (copy / "index.html").read_bytes() == before


def test_a_withheld_answer_and_its_failed_checks_are_named(reports, read_page):
    run = reports / "cmrrp-as-observed" / "latest"
    text = read_page(run / "index.html").text
    failed = Run(run).released.checks.select(verdict="fail")
    assert len(failed) > 1
    assert "This study gives no estimate" in text
    assert f"{len(failed)} checks failed:" in text
    assert f"Fallaron {len(failed)} revisiones:" in text
    assert "at least 60% is needed" in text


def test_a_run_of_some_notebooks_without_a_browser_links_only_what_it_has(study_run, study, read_page, tmp_path):
    for name in ("notebooks/02-cohort.html", "notebooks/02-cohort.ipynb", "RESTRICTED", "manifest.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(study_run.folder / name, tmp_path / name)
    partly = read_page(write_contents(tmp_path, None, study, ["es"]))
    resolve(partly, tmp_path)
    assert files_of(partly) == ["notebooks/02-cohort.html", "notebooks/02-cohort.ipynb", "manifest.json"]
    assert "solo se hicieron algunos de los cuadernos" in partly.text
    assert audit(tmp_path) == ()
    shutil.copy(study_run.folder / "report.es.html", tmp_path)
    unprinted = read_page(write_contents(tmp_path, study_run.released, study, ["es"]))
    resolve(unprinted, tmp_path)
    assert "sin PDF" in unprinted.text


def test_a_browser_shows_it_on_a_telephone_and_asks_for_nothing(browser, study_run):
    path = study_run.folder / "index.html"
    for width in (1280, 320):
        opened = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=width == 320)
        asked, said = [], []
        opened.on("request", lambda request, asked=asked: asked.append(request.url))
        opened.on("console", lambda message, said=said: said.append(message.text))
        opened.goto(path.as_uri())
        assert opened.locator("section").count() == 2
        assert asked == [path.as_uri()]
        assert said == []
        if width == 320:
            assert opened.evaluate("document.documentElement.scrollWidth") <= width
        opened.close()


def test_a_notebooks_page_leads_back(notebook_files, read_page):
    for path in notebook_files:
        back = [link for link in links_of(read_page(path)) if link.startswith("..")]
        assert back == ["../index.html"]
        assert (path.parent / back[0]).is_file()
