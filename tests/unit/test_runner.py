"""The run folder and the store: nothing half done is ever seen, nothing is done twice."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pandas as pd
import pytest

from impact.data.validate import Validated
from impact.errors import DataError
from impact.results import Quality
from impact.runner.analysis import Analysis
from impact.runner.folder import finished, new_run
from impact.runner.store import Store
from impact.study import Study


def make(studies: Path, *, complete: bool = True, text: str = "report") -> Path:
    with new_run(studies, "abc", complete=complete) as folder:
        (folder / "report.en.html").write_text(text, encoding="utf-8")
    return finished(folder)


def fail(studies: Path) -> None:
    with new_run(studies, "abc", complete=True) as folder:
        (folder / "run.log").write_text("what happened", encoding="utf-8")
        (folder / "report.en.html").write_text("half", encoding="utf-8")
        (folder / "results").mkdir()
        raise DataError("returns: 12 rows")


def test_a_run_appears_when_it_is_complete(tmp_path):
    with new_run(tmp_path, "abc", complete=True) as folder:
        (folder / "report.en.html").write_text("x", encoding="utf-8")
        assert folder.name.endswith(".partial")
        assert not (tmp_path / "latest").exists()
    run = finished(folder)
    assert {path.name for path in run.iterdir()} == {"report.en.html"}
    assert (tmp_path / "latest").readlink() == Path(run.name)


def test_latest_moves_to_the_newest(tmp_path):
    first, second = make(tmp_path), make(tmp_path)
    assert first != second
    assert (tmp_path / "latest").resolve() == second


def test_a_run_of_some_notebooks_does_not_move_latest(tmp_path):
    first = make(tmp_path)
    make(tmp_path, complete=False)
    assert (tmp_path / "latest").resolve() == first


def test_a_failed_run_leaves_its_reason_and_log_only(tmp_path):
    first = make(tmp_path)
    with pytest.raises(DataError):
        fail(tmp_path)
    (failed,) = tmp_path.glob("*.failed")
    assert {path.name for path in failed.iterdir()} == {"run.log", "reason.txt", "RESTRICTED"}
    assert (failed / "reason.txt").read_text(encoding="utf-8") == "DataError: returns: 12 rows\n"
    assert (tmp_path / "latest").resolve() == first


KILLED_RUN = """
import sys, time
from pathlib import Path
from impact.runner.folder import new_run
with new_run(Path(sys.argv[1]), "dead", complete=True) as folder:
    (folder / "report.en.html").write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


KILLED_AT = """
import os, sys
from pathlib import Path
from impact.runner.folder import new_run
with new_run(Path(sys.argv[1]), "dead", complete=True) as folder:
    (folder / "report.en.html").write_text("whole")
    setattr(Path, sys.argv[2], lambda *given, **named: os._exit(9))
"""
LAST_STEPS = ("unlink", "rename", "symlink_to", "replace")
"""What the end of a run calls in turn: its lock goes, it gets its name, a new link is made and replaces the old one."""


@pytest.mark.parametrize("step", LAST_STEPS)
def test_a_run_killed_while_it_ends_leaves_the_link_where_it_was(tmp_path, step):
    first = make(tmp_path)
    done = subprocess.run([sys.executable, "-c", KILLED_AT, str(tmp_path), step], check=False)
    assert done.returncode == 9
    assert (tmp_path / "latest").resolve() == first
    # Renamed before it is pointed at: the link never leads to what is not complete.
    complete = {path.name for path in tmp_path.iterdir() if path.is_dir() and not path.suffix and not path.is_symlink()}
    assert len(complete) == (1 if LAST_STEPS.index(step) < 2 else 2)
    run = make(tmp_path)
    assert (tmp_path / "latest").readlink() == Path(run.name)
    assert not list(tmp_path.glob("*.partial"))
    assert {path.name for path in tmp_path.iterdir() if path.is_symlink()} == {"latest"}


def test_a_run_that_ends_is_not_taken_for_a_killed_one(tmp_path, monkeypatch):
    """Another begins between the moments at which this one gives up its lock and gets its name."""
    unlink, begun = Path.unlink, []

    def meanwhile(path: Path, missing_ok: bool = False) -> None:
        if not begun and path.name == ".lock":
            begun.append(threading.Thread(target=make, args=(tmp_path,)))
            begun[0].start()
            begun[0].join(0.3)
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", meanwhile)
    run = make(tmp_path)
    begun[0].join()
    assert (run / "report.en.html").exists()
    assert not list(tmp_path.glob("*.failed"))
    assert len([path for path in tmp_path.iterdir() if path.is_dir() and not path.is_symlink()]) == 2


def test_a_kernel_that_outlives_its_run_does_not_stand_in_the_way(tmp_path):
    """What it makes anew under the run's old name goes with the next run, though the name of a failed one is taken."""
    for _ in range(2):
        (tmp_path / "20260101T000000Z-dead.partial" / "results").mkdir(parents=True)
        make(tmp_path)
        assert not list(tmp_path.glob("*.partial"))
    (failed,) = tmp_path.glob("*.failed")
    assert {path.name for path in failed.iterdir()} == {"reason.txt", "RESTRICTED"}


def test_a_killed_run_is_set_aside_by_the_next(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", KILLED_RUN, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    run = make(tmp_path)
    assert not list(tmp_path.glob("*.partial"))
    (failed,) = tmp_path.glob("*.failed")
    assert not (failed / "report.en.html").exists()
    assert "ended from outside" in (failed / "reason.txt").read_text(encoding="utf-8")
    assert (tmp_path / "latest").resolve() == run


def test_a_run_that_is_still_going_is_left_alone(tmp_path):
    process = subprocess.Popen([sys.executable, "-c", KILLED_RUN, str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        make(tmp_path)
        assert len(list(tmp_path.glob("*.partial"))) == 1
    finally:
        process.kill()
        process.wait()


def text_stage(store: Store, made: list[str], text: str = "x") -> str:
    path = store.folder / "text"

    def build() -> str:
        time.sleep(0.1)
        made.append(text)
        return text

    return store.once("text", build, path.write_text, path.read_text)


def test_a_stage_is_done_once(tmp_path):
    made: list[str] = []
    assert [text_stage(Store(tmp_path, "key"), made) for _ in range(2)] == ["x", "x"]
    assert made == ["x"]


def test_another_key_does_it_again(tmp_path):
    made: list[str] = []
    text_stage(Store(tmp_path, "one"), made, "one")
    assert text_stage(Store(tmp_path, "two"), made, "two") == "two"


def test_two_who_ask_at_once_get_one_answer(tmp_path):
    made: list[str] = []
    threads = [threading.Thread(target=text_stage, args=(Store(tmp_path, "key"), made)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == ["x"]


def test_a_stage_that_raises_is_not_kept(tmp_path):
    def fail() -> str:
        raise DataError("no")

    path = tmp_path / "text"
    for _ in range(2):
        with pytest.raises(DataError):
            Store(tmp_path, "key").once("text", fail, path.write_text, path.read_text)


def test_a_workbench_forgets_a_table_that_the_input_no_longer_has(tmp_path, monkeypatch):
    def validated(*names: str) -> Validated:
        """Do the stage anew as if the input had these tables."""
        pages = {f"{name}.html": "x" for name in names}
        made = Validated({name: pd.DataFrame({"x": [1]}) for name in names}, Quality.empty(), pages)
        monkeypatch.setattr("impact.data.read.read_input", lambda _: {})
        monkeypatch.setattr("impact.data.validate.validate", lambda *_: made)
        (tmp_path / "input").write_text(" ".join(names), encoding="utf-8")
        return Analysis(study, tmp_path / "run").validate()

    keys = {"id": "x", "horizons": [1], "primary": {"horizon": 1}, "source": tmp_path / "study.yaml"}
    columns = {"arm": "a", "time": "t", "event": "e"}
    study = Study.model_validate(keys | {"input": {"form": "analysis_table", "path": "input", "columns": columns}})
    assert set(validated("returns", "contacts").tables) == {"returns", "contacts"}
    again = validated("returns")
    assert (set(again.tables), set(again.docs)) == ({"returns"}, {"returns.html"})
