"""`impact verify` says what has changed, file by file, and what it could not check."""

import json
import shutil
from pathlib import Path

import pytest
from made_up_run import edit, edit_data, edit_manifest, edit_study, seal_again

from impact.provenance import MANIFEST, read_manifest, seal
from impact.runner import verification
from impact.runner.verification import verify


def edit_and_seal_manifest(folder: Path) -> None:
    """What is tied to something that is still here shows all the same."""
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    content["notebooks"]["05-report.ipynb"]["source"] = "0" * 64
    edit(folder / MANIFEST, json.dumps({**content, "seal": seal(content)}))


TAMPERED = {
    "a released table": (lambda run: edit(run / "released/flow.csv"), "released/flow.csv: changed since the run"),
    "a page": (lambda run: edit(run / "report.en.html"), "report.en.html: changed since the run"),
    "an executed notebook": (
        lambda run: edit(run / "notebooks/05-report.en.ipynb"), "notebooks/05-report.en.ipynb: changed since the run",
    ),
    "a file added": (lambda run: edit(run / "released/more.csv"), "file added: released/more.csv"),
    "a hidden file added": (lambda run: edit(run / "released/.more"), "file added: released/.more"),
    "a name that steers the terminal": (lambda run: edit(run / "a\x1b[2Jb"), r"file added: 'a\x1b[2Jb'"),
    "a link in a file's place": (
        lambda run: ((run / "run2").symlink_to("/etc"), (run / "run2").rename(run / "report.en.html")),
        "report.en.html: changed since the run",
    ),
    "a file removed": (lambda run: (run / "released/flow.csv").unlink(), "file missing: released/flow.csv"),
    "a restricted file": (
        lambda run: edit(run / "results/flow.csv"),
        "restricted files (validated, analysis, results): changed since the run",
    ),
    "a restricted file removed": (
        lambda run: (run / "analysis.parquet").unlink(),
        "restricted files (validated, analysis, results): changed since the run",
    ),
    "the data": (edit_data, "data: rossi.csv: changed since the run"),
    "the study": (edit_study, "study: study.yaml says something else than it did in the run: bootstrap"),
    "the manifest": (edit_manifest, "manifest.json: damaged, as its seal is broken"),
    "the manifest, sealed again": (
        edit_and_seal_manifest, "notebooks/05-report.ipynb of the project: changed since the run",
    ),
    "a manifest that is none": (lambda run: edit(run / MANIFEST, "{"), "manifest.json: missing or damaged"),
    "no manifest": (lambda run: (run / MANIFEST).unlink(), "manifest.json: missing or damaged"),
}  # fmt: skip


@pytest.mark.parametrize("case", TAMPERED)
def test_what_has_changed_is_said(impact_to_stderr, run_folder, study, case):
    tamper, said = TAMPERED[case]
    assert impact_to_stderr("verify", run_folder, "--study", study) == (0, "nothing changed\n")
    tamper(run_folder)
    code, message = impact_to_stderr("verify", run_folder, "--study", study)
    assert code == 16, message
    assert said in message
    # One line for what differs and one for the outcome, or the outcome alone.
    assert len(message.splitlines()) == (1 if said.startswith(MANIFEST) else 2)


def test_code_and_lock_that_have_changed_are_said(run_folder, study, monkeypatch):
    monkeypatch.setattr(verification, "code_label", lambda: "9.9.9+other")
    monkeypatch.setattr(verification, "lock_hash", lambda: "0" * 64)
    code, lock = verify(run_folder, study).differences
    assert code.startswith("code: changed since the run")
    assert lock == "requirements.lock: changed since the run"


def test_another_version_of_a_library_is_told_and_is_no_difference(run_folder, study, monkeypatch):
    versions = {"pandas": "9.9.9"}

    def version(name: str) -> str:
        if name == "papermill":
            raise verification.metadata.PackageNotFoundError
        return versions.get(name) or recorded[name]

    recorded = read_manifest(run_folder)["libraries"]
    monkeypatch.setattr(verification.platform, "python_version", lambda: "4.0.0")
    monkeypatch.setattr(verification.metadata, "version", version)
    monkeypatch.setattr(verification, "code_label", lambda: read_manifest(run_folder)["code_version"])
    verdict = verify(run_folder, study)
    assert not verdict.differences
    assert [note.partition(" here")[0] for note in verdict.notes] == [
        "Python: 4.0.0",
        "pandas: 9.9.9",
        "papermill: none",
    ]


def test_a_run_is_verified_through_its_link_and_where_it_was_moved(impact_to_stderr, run_folder, study, tmp_path):
    assert impact_to_stderr("verify", run_folder.parent / "latest", "--study", study)[0] == 0
    moved = shutil.move(run_folder, tmp_path / "elsewhere")
    assert impact_to_stderr("verify", moved, "--study", study) == (0, "nothing changed\n")


def test_what_is_not_here_is_not_checked_and_said(impact_to_stderr, run_folder, study):
    """A published set travels alone; what stayed behind is no sign that anybody touched it."""
    for name in ("validated", "results"):
        shutil.rmtree(run_folder / name)
    (run_folder / "analysis.parquet").unlink()
    code, message = impact_to_stderr("verify", run_folder)
    assert code == 0, message
    assert "not checked: the restricted files" in message
    assert "not checked: the study study.yaml" in message
    (study.parent / "rossi.csv").unlink()
    code, message = impact_to_stderr("verify", run_folder, "--study", study)
    assert code == 0, message
    assert "not checked: the data" in message
    assert message.endswith("nothing changed in what was checked\n")


def test_a_study_within_the_project_is_found(study_run):
    """Both real runs, as `make report` left them."""
    verdict = verify(study_run.folder)
    assert verdict.differences == ()
    assert not any("not checked" in note for note in verdict.notes)
    notebooks = read_manifest(study_run.folder)["notebooks"]
    assert set(notebooks["05-report.ipynb"]["executed"]) == {
        f"notebooks/05-report.{name}.ipynb" for name in ("en", "es")
    }


def test_a_study_that_is_none_any_more_is_a_difference(run_folder, study, monkeypatch):
    monkeypatch.setattr("impact.provenance.manifest.project_root", lambda: study.parent)
    seal_again(run_folder)
    monkeypatch.undo()
    monkeypatch.setattr(verification, "project_root", lambda: study.parent)
    assert verify(run_folder).differences == ()
    edit(study, "id: [")
    assert verify(run_folder).differences == ("study: study.yaml can no longer be read as one",)


NO_RUN = {"nothing": "absent", "an empty folder": "", "a failed run": "x.failed", "a run that is going": "x.partial"}


@pytest.mark.parametrize("command", ["verify", "rerun"])
@pytest.mark.parametrize("case", NO_RUN)
def test_a_folder_that_is_no_run(impact_to_stderr, tmp_path, command, case):
    folder = tmp_path / "studies" / NO_RUN[case]
    if case != "nothing":
        folder.mkdir(parents=True)
    code, message = impact_to_stderr(command, folder)
    assert code == 2
    assert str(folder) in message
