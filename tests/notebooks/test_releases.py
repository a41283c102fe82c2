"""Runs of one study one after the other: what is accepted, what is blocked, and what stays as it was."""

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact import Study, cli
from impact.data.examples import write_rossi
from impact.errors import DisclosureError
from impact.provenance import hash_tree
from impact.runner import runs
from impact.runner.analysis import Analysis
from impact.runner.ledger import RELEASES, Ledger
from impact.runner.runs import run

ROOT = Path(__file__).parents[2]
PEOPLE = 400
SEED = 5

STUDY = """
id: made-up
evidence: observational
input: {form: analysis_table, path: people.csv, columns: {arm: arm, time: time, event: event}}
time_unit: months
covariates: [sex]
horizons: [12]
primary: {horizon: 12, method: unadjusted, estimand: att}
bootstrap: {replicates: 0, seed: 1}
languages: [en]
"""


@pytest.fixture(autouse=True)
def without_pictures_and_paper(monkeypatch):
    monkeypatch.setenv("ARRAIGO_BROWSER", "none")


LEAK = "<html><body><table><tr><th>arm</th><th>n</th></tr><tr><td>programme</td><td>7</td></tr></table></body></html>"


def people(n):
    """Draw people of whom the first n are the same whatever n is."""
    rng = np.random.default_rng(SEED)
    draws = rng.random((4 * PEOPLE, 4))[:n]
    frame = pd.DataFrame({"sex": np.where(draws[:, 0] < 0.5, "female", "male"), "arm": (draws[:, 1] < 0.5).astype(int)})
    time, censored = -30 * np.log(draws[:, 2]), 3 + 40 * draws[:, 3]
    return frame.assign(time=np.ceil(10 * np.minimum(time, censored)) / 10, event=(time < censored).astype(int))


@pytest.fixture(autouse=True)
def without_notebooks(monkeypatch):
    """Let what notebooks ask of the analysis be asked in this process: papermill is tested elsewhere."""

    def ask(study, folder, *_):
        (folder / "notebooks").mkdir()
        Analysis(study, folder).released("flow", "baseline")

    monkeypatch.setattr(runs, "_execute", ask)


def study_in(folder, n):
    folder.mkdir(exist_ok=True)
    (folder / "study.yaml").write_text(STUDY, encoding="utf-8")
    people(n).to_csv(folder / "people.csv", index=False)
    return Study.load(folder / "study.yaml")


@pytest.fixture(scope="module")
def accepted(tmp_path_factory):
    """A folder with one accepted run."""
    place = tmp_path_factory.mktemp("accepted")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(runs, "_execute", lambda study, folder, *_: (folder / "notebooks").mkdir())
        run(study_in(place / "data", PEOPLE), place / "out")
    return place / "out" / "made-up"


@pytest.fixture
def studies(accepted, tmp_path):
    """The study's folder with its accepted run, for one test to go on from."""
    return Path(shutil.copytree(accepted, tmp_path / "out" / "made-up", symlinks=True))


def again(studies, n=PEOPLE, **options):
    return run(study_in(studies.parents[1] / "data", n), studies.parent, **options).folder


def refused(studies, n=PEOPLE):
    """Run what must be refused; the ledger and `latest` stay as they are."""
    latest, entries = (studies / "latest").readlink(), Ledger(studies / RELEASES).names
    with pytest.raises(DisclosureError) as error:
        again(studies, n)
    assert error.value.exit_code == 15
    assert (studies / "latest").readlink() == latest
    assert Ledger(studies / RELEASES).names == entries
    assert [path.suffix for path in studies.glob("2*") if path.name != latest.name] == [".failed"]
    return str(error.value)


@pytest.mark.parametrize("n", [PEOPLE - 1, PEOPLE + 1])
def test_two_releases_one_child_apart_are_blocked(studies, n):
    message = refused(studies, n)
    assert "people: analysed, " in message
    assert (studies / "latest").readlink().name in message
    assert str(n) not in message
    assert str(PEOPLE) not in message


def test_many_more_are_accepted_and_the_run_says_what_it_was_compared_with(studies):
    first = (studies / "latest").readlink().name
    folder = again(studies, 2 * PEOPLE)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["compared_with"] == [first]
    assert Ledger(studies / RELEASES).names == (first, folder.name)
    assert (studies / "latest").readlink().name == folder.name


def test_the_same_again_is_the_same_to_the_byte_and_enters_the_ledger_once(studies):
    first = (studies / "latest").resolve()
    folder = again(studies)
    assert hash_tree(folder / "released") == hash_tree(first / "released")
    assert Ledger(studies / RELEASES).names == (first.name,)
    assert (studies / "latest").resolve() == folder


def test_a_part_is_shown_as_in_the_whole_and_as_it_was(studies):
    """A notebook that asks for few frames shows what the run releases, old values where they are kept."""
    folder = again(studies, PEOPLE + 60)
    whole, part = Analysis(study_in(studies.parents[1] / "data", PEOPLE + 60), folder), {}
    for name in ("flow", "baseline", "curves", "checks"):
        part[name] = getattr(whole.released(name), name).frame
    released = runs.Run(folder).released
    for name, frame in part.items():
        pd.testing.assert_frame_equal(frame, getattr(released, name).frame)


def test_an_entry_is_restricted_and_holds_unrounded_counts(studies):
    ledger = studies / RELEASES
    (name,) = Ledger(ledger).names
    assert name in (ledger / "RESTRICTED").read_text(encoding="utf-8").split()
    assert hash_tree(ledger / name / "released") == hash_tree(studies / name / "released")
    assert hash_tree(ledger / name / "results") == hash_tree(studies / name / "results")
    counts = pd.read_csv(ledger / name / "counts.csv")
    assert counts.loc[counts["key"] == "analysed | together", "count"].tolist() == [PEOPLE]


def test_a_run_of_some_notebooks_is_no_release(studies):
    entries = Ledger(studies / RELEASES).names
    again(studies, 2 * PEOPLE, only=["02"])
    assert Ledger(studies / RELEASES).names == entries


def test_an_audit_that_fails_leaves_no_latest(studies, monkeypatch):
    def leak(study, folder, *_):
        (folder / "notebooks").mkdir()
        (folder / "notebooks" / "page.html").write_text(LEAK, encoding="utf-8")

    monkeypatch.setattr(runs, "_execute", leak)
    assert "notebooks/page.html" in refused(studies)
    shutil.rmtree(studies)
    with pytest.raises(DisclosureError):
        again(studies)
    assert not (studies / "latest").is_symlink()
    assert not Ledger(studies / RELEASES).names


def test_nothing_is_released_beside_an_entry_that_is_damaged(studies):
    (entry,) = Ledger(studies / RELEASES).names
    (studies / RELEASES / entry / "counts.csv").write_text("no table", encoding="utf-8")
    assert f"{RELEASES}/{entry}" in refused(studies)


def test_a_frame_that_an_entry_does_not_have_yet_was_not_released_then(studies):
    (entry,) = Ledger(studies / RELEASES).names
    (studies / RELEASES / entry / "released" / "grid.csv").unlink()
    assert again(studies).is_dir()


def test_a_release_accepted_in_the_meantime_is_not_passed_over(studies, monkeypatch):
    (entry,) = Ledger(studies / RELEASES).names

    def meanwhile(study, folder, *_):
        (folder / "notebooks").mkdir()
        shutil.copytree(studies / RELEASES / entry, studies / RELEASES / "20990101T000000Z-00000000")

    monkeypatch.setattr(runs, "_execute", meanwhile)
    with pytest.raises(DisclosureError, match="another release of this study was accepted"):
        again(studies)


@pytest.fixture
def with_notebooks(monkeypatch):
    """Undo what the other tests do without: notebooks executed by papermill."""
    monkeypatch.undo()


def test_the_command_says_what_is_blocked(with_notebooks, reports, tmp_path, capfd, monkeypatch):
    """One man fewer than in the release that the demonstration made: refused by the second notebook."""
    write_rossi(tmp_path)
    rows = (tmp_path / "rossi.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "rossi.csv").write_text("\n".join([*rows[:-1], ""]), encoding="utf-8")
    text = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")
    (tmp_path / "rossi.yaml").write_text(text.replace("../data/raw/rossi/", "").replace("1000", "50"), encoding="utf-8")
    shutil.copytree(reports / "rossi" / RELEASES, tmp_path / "out" / "rossi" / RELEASES)
    monkeypatch.setattr(sys, "argv", ["impact", "run", str(tmp_path / "rossi.yaml"), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    printed, message = capfd.readouterr()
    assert (stopped.value.code, printed) == (15, "")
    assert "people: analysed, together" in message
    assert not (tmp_path / "out" / "rossi" / "latest").exists()
    assert "Traceback" not in message
