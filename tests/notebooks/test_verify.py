"""`impact verify` says what has changed, file by file; `impact rerun` refuses what it cannot do again and cleans up."""

import json
import shutil
import sys
from pathlib import Path

import pytest

from impact import cli
from impact.data.examples import write_rossi
from impact.errors import EstimationError, ImpactError, InputError, UsageError, VerificationError
from impact.provenance import MANIFEST, project_root, read_manifest, seal, write_manifest
from impact.runner import rerun as rerun_module
from impact.runner import verification
from impact.runner.rerun import rerun
from impact.runner.runs import Run
from impact.runner.verification import verify
from impact.study import Study

ROOT = Path(__file__).parents[2]
FILES = (
    "RESTRICTED", "report.en.html", "run.log", "released/estimates.csv", "released/flow.csv", "results/flow.csv",
    "validated/analysis.parquet", "analysis.parquet", "notebooks/05-report.en.ipynb",
)  # fmt: skip
EARLIER = "20251231T000000Z-earlier"


@pytest.fixture
def study(tmp_path) -> Path:
    write_rossi(tmp_path)
    text = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")
    path = tmp_path / "study.yaml"
    path.write_text(text.replace("../data/raw/rossi/", ""), encoding="utf-8")
    return path


@pytest.fixture
def seal_again(study):
    """Write the manifest of what is there now, as a run does at its end."""

    def seal_again(folder: Path, **given: object) -> None:
        content = Study.load(study)
        write_manifest(
            folder, content.input_path, content.model_dump(mode="json"), 7, study_file=study, languages=["en"], **given
        )

    return seal_again


@pytest.fixture
def run_folder(study, seal_again) -> Path:
    """A run as `impact run` leaves it: the files stand for the real ones, the manifest is one."""
    folder = study.parent / "processed" / "rossi" / "20260101T000000Z-good"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    (folder.parent / "latest").symlink_to(folder.name)
    seal_again(folder)
    return folder


@pytest.fixture
def impact(monkeypatch, capfd):
    """Call the command; return its exit code and what it wrote to stderr, as it writes nothing else."""

    def impact(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["impact", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfd.readouterr()
        assert out == ""
        return int(stopped.value.code or 0), err

    return impact


def edit(path: Path, text: str = "edited") -> None:
    path.write_text(text, encoding="utf-8")


def edit_study(folder: Path) -> None:
    path = folder.parents[2] / "study.yaml"
    edit(path, path.read_text(encoding="utf-8").replace("replicates: 1000", "replicates: 999"))


def edit_data(folder: Path) -> None:
    with (folder.parents[2] / "rossi.csv").open("a", encoding="utf-8") as file:
        file.write("0,52,0,30,1,1,0,1,1\n")


def edit_manifest(folder: Path) -> None:
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    edit(folder / MANIFEST, json.dumps({**content, "seed": 8}))


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
def test_what_has_changed_is_said(impact, run_folder, study, case):
    tamper, said = TAMPERED[case]
    assert impact("verify", run_folder, "--study", study) == (0, "nothing changed\n")
    tamper(run_folder)
    code, message = impact("verify", run_folder, "--study", study)
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


def test_a_run_is_verified_through_its_link_and_where_it_was_moved(impact, run_folder, study, tmp_path):
    assert impact("verify", run_folder.parent / "latest", "--study", study)[0] == 0
    moved = shutil.move(run_folder, tmp_path / "elsewhere")
    assert impact("verify", moved, "--study", study) == (0, "nothing changed\n")


def test_what_is_not_here_is_not_checked_and_said(impact, run_folder, study):
    """A published set travels alone; what stayed behind is no sign that anybody touched it."""
    for name in ("validated", "results"):
        shutil.rmtree(run_folder / name)
    (run_folder / "analysis.parquet").unlink()
    code, message = impact("verify", run_folder)
    assert code == 0, message
    assert "not checked: the restricted files" in message
    assert "not checked: the study study.yaml" in message
    (study.parent / "rossi.csv").unlink()
    code, message = impact("verify", run_folder, "--study", study)
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


def test_a_study_that_is_none_any_more_is_a_difference(run_folder, study, seal_again, monkeypatch):
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
def test_a_folder_that_is_no_run(impact, tmp_path, command, case):
    folder = tmp_path / "studies" / NO_RUN[case]
    if case != "nothing":
        folder.mkdir(parents=True)
    code, message = impact(command, folder)
    assert code == 2
    assert str(folder) in message


@pytest.fixture
def outcome(monkeypatch):
    """Let a rerun release these files at once; remember where it ran and which earlier releases it saw."""
    seen = {}

    def outcome(files: dict[str, str], error: Exception | None = None) -> dict:
        def run(study: Study, out: Path, *, languages: list[str], **_: object) -> Run:
            folder = out / study.id / "again"
            for name, text in files.items():
                (folder / "released" / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / "released" / name).write_text(text, encoding="utf-8")
            ledger = out / study.id / "releases"
            seen.update(languages=languages, place=out, ledger=sorted(path.name for path in ledger.glob("*")))
            if error:
                raise error
            return Run(folder)

        monkeypatch.setattr(rerun_module, "run", run)
        return seen

    return outcome


SAME = {name.partition("/")[2]: name for name in FILES if name.startswith("released/")}
UNLIKE = {
    "nothing": (SAME, ""),
    "a file": ({**SAME, "flow.csv": "other"}, "released/flow.csv"),
    "one more": ({**SAME, "more.csv": ""}, "released/more.csv"),
    "one less": ({"flow.csv": SAME["flow.csv"]}, "released/estimates.csv"),
}


@pytest.mark.parametrize("case", UNLIKE)
def test_a_rerun_names_what_came_out_differently(impact, run_folder, study, outcome, case):
    files, said = UNLIKE[case]
    seen = outcome(files)
    before = sorted(path.name for path in run_folder.parent.iterdir())
    code, message = impact("rerun", run_folder.parent / "latest", "--study", study)
    assert code == (16 if said else 0), message
    assert message.splitlines()[0] == (
        f"{said}: came out differently" if said else "released/ came out the same, byte for byte"
    )
    assert seen["languages"] == ["en"]
    assert sorted(path.name for path in run_folder.parent.iterdir()) == before
    assert (run_folder.parent / "latest").resolve() == run_folder
    assert verify(run_folder, study).differences == ()


def test_a_rerun_that_fails_leaves_nothing(run_folder, study, outcome):
    seen = outcome(SAME, EstimationError("no events"))
    with pytest.raises(EstimationError):
        rerun(run_folder, study)
    assert not seen["place"].exists()
    assert {path.name for path in run_folder.parent.iterdir()} == {run_folder.name, "latest"}


def test_what_a_killed_rerun_left_goes_with_the_next(run_folder, study, outcome):
    outcome(SAME)
    left = run_folder.parent / ".rerun" / "runs" / "rossi" / "again" / "released" / "old.csv"
    left.parent.mkdir(parents=True)
    edit(left)
    assert rerun(run_folder, study) == ()
    assert not (run_folder.parent / ".rerun").exists()


def test_a_rerun_sees_the_releases_that_the_run_was_compared_with_and_no_others(run_folder, study, outcome, seal_again):
    seen = outcome(SAME)
    ledger = run_folder.parent / "releases"
    for name in (EARLIER, "20260102T000000Z-later"):
        (ledger / name / "results").mkdir(parents=True)
        edit(ledger / name / "results" / "flow.csv", name)
    seal_again(run_folder, compared_with=[EARLIER])
    assert rerun(run_folder, study) == ()
    assert seen["ledger"] == [EARLIER]
    assert len(list(ledger.iterdir())) == 2


@pytest.mark.parametrize("name", [EARLIER, "../20260101T000000Z-good", ".."])
def test_a_release_that_is_not_in_the_ledger_stops_a_rerun(run_folder, study, outcome, seal_again, name):
    outcome(SAME)
    (run_folder.parent / "releases").mkdir()
    seal_again(run_folder, compared_with=[name])
    with pytest.raises(InputError, match="with which the run was compared"):
        rerun(run_folder, study)
    assert not (run_folder.parent / ".rerun").exists()


REFUSED = {
    "the data changed": (edit_data, VerificationError, "data: rossi.csv"),
    "the study changed": (edit_study, VerificationError, "bootstrap"),
    "the manifest changed": (edit_manifest, VerificationError, "seal"),
    "no data": (lambda run: (run.parents[2] / "rossi.csv").unlink(), InputError, "data"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_run_whose_origins_are_not_the_same_is_not_done_again(run_folder, study, outcome, case):
    change, kind, said = REFUSED[case]
    seen = outcome(SAME)
    change(run_folder)
    with pytest.raises(kind, match=said):
        rerun(run_folder, study)
    assert not seen


def test_a_run_made_by_other_code_is_not_done_again(run_folder, study, outcome, monkeypatch):
    seen = outcome(SAME)
    monkeypatch.setattr(verification, "code_label", lambda: "9.9.9+other")
    with pytest.raises(VerificationError, match="code: changed"):
        rerun(run_folder, study)
    assert not seen


def test_a_run_of_some_notebooks_is_not_done_again(run_folder, study, outcome, seal_again):
    outcome(SAME)
    (run_folder / "notebooks" / "05-report.en.ipynb").rename(run_folder / "notebooks" / "03-time-to-remigration.ipynb")
    seal_again(run_folder)
    with pytest.raises(UsageError, match="all notebooks"):
        rerun(run_folder, study)


def test_a_rerun_asks_where_the_study_is(run_folder, outcome):
    outcome(SAME)
    assert not (project_root() / "study.yaml").exists()
    with pytest.raises(UsageError, match="--study"):
        rerun(run_folder)


def test_nobody_may_write_beside_the_run(run_folder, study, outcome, monkeypatch):
    outcome(SAME)

    def mkdir(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "mkdir", mkdir)
    with pytest.raises(ImpactError, match="nothing can be written"):
        rerun(run_folder, study)
