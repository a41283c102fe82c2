"""`impact rerun` refuses what it cannot do again, names what comes out differently, and cleans up."""

from pathlib import Path

import pytest
from made_up_run import FILES, edit, edit_data, edit_manifest, edit_study, seal_again

from impact.errors import EstimationError, ImpactError, InputError, UsageError, VerificationError
from impact.provenance import project_root
from impact.runner import rerun as rerun_module
from impact.runner import verification
from impact.runner.rerun import rerun
from impact.runner.runs import Run
from impact.runner.verification import verify
from impact.study import Study

EARLIER = "20251231T000000Z-earlier"


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
def test_a_rerun_names_what_came_out_differently(impact_to_stderr, run_folder, study, outcome, case):
    files, said = UNLIKE[case]
    seen = outcome(files)
    before = sorted(path.name for path in run_folder.parent.iterdir())
    code, message = impact_to_stderr("rerun", run_folder.parent / "latest", "--study", study)
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


def test_a_rerun_sees_the_releases_that_the_run_was_compared_with_and_no_others(run_folder, study, outcome):
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
def test_a_release_that_is_not_in_the_ledger_stops_a_rerun(run_folder, study, outcome, name):
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


def test_a_run_of_some_notebooks_is_not_done_again(run_folder, study, outcome):
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
