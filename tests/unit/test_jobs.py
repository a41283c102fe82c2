"""Many runs of one function: the same bytes wherever they are done, nothing done twice, errors without rows."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import chores
import numpy as np
import pandas as pd
import pytest
from chores import SECRET, notes
from simulate import HORIZON, Design, draw

from impact import cli
from impact.errors import DataError, ImpactError, UsageError
from impact.estimate import risk_difference
from impact.jobs import LOCAL, progress_bar, run_jobs
from impact.jobs.kept import Kept

ROOT = Path(__file__).parents[2]
WITHIN = 15.0
"""Seconds in which an address is refused: 4 to knock, and what a busy machine adds."""


@pytest.fixture
def seeds() -> list[np.random.SeedSequence]:
    return np.random.SeedSequence(5).spawn(16)


@pytest.fixture(scope="module")
def scheduler():
    """A scheduler with two worker processes, as somebody else would start it."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=2, dashboard_address="127.0.0.1:0") as cluster:
        yield cluster.scheduler_address


def same_bytes(one: list, other: list) -> bool:
    return [part.tobytes() for part in one] == [part.tobytes() for part in other]


def test_results_come_in_the_order_of_the_items_however_they_are_cut(tmp_path, seeds):
    every = [run_jobs(partial(chores.numbers, tmp_path), seeds, chunk=chunk) for chunk in (1, 5, 100)]
    assert same_bytes(every[0], every[1])
    assert same_bytes(every[0], every[2])
    assert not same_bytes(every[0], every[0][::-1])


def test_no_items_are_no_results():
    assert run_jobs(chores.refused, []) == []


def test_a_worker_that_is_killed_changes_nothing(tmp_path, seeds):
    """Two processes; the one that does the seventh job is killed in the middle of it."""
    alone = run_jobs(partial(chores.numbers, tmp_path), seeds)
    together = run_jobs(partial(chores.deadly, tmp_path), seeds, scheduler=LOCAL, workers=2, chunk=2)
    assert (tmp_path / "killed").exists()
    assert same_bytes(alone, together)


def test_a_scheduler_that_is_there_already(tmp_path, seeds, scheduler):
    here = run_jobs(partial(chores.numbers, tmp_path), seeds)
    there = run_jobs(partial(chores.numbers, tmp_path), seeds, scheduler=scheduler, chunk=3)
    assert same_bytes(here, there)


def test_an_error_of_ours_comes_back_as_itself(scheduler):
    with pytest.raises(DataError, match=r"^returns: 12 rows$") as raised:
        run_jobs(chores.refused, range(6), scheduler=scheduler)
    assert raised.value.exit_code == 12


def test_a_foreign_error_comes_back_without_what_it_said(scheduler, capfd):
    with pytest.raises(ImpactError, match=r"KeyError in chores\.py, line \d+") as raised:
        run_jobs(chores.broken, range(6), scheduler=scheduler)
    assert raised.value.exit_code == 1
    said = capfd.readouterr()
    assert SECRET not in str(raised.value) + said.out + said.err


def test_what_a_worker_cannot_load_is_an_error_and_no_endless_wait(scheduler):
    with pytest.raises(ImpactError, match=r"ImportError in chores\.py"):
        run_jobs(chores.Unloadable(), range(2), scheduler=scheduler)


def test_in_this_process_a_foreign_error_is_raised_where_it_happens():
    with pytest.raises(KeyError, match=SECRET):
        run_jobs(chores.broken, range(6))


def test_what_is_finished_is_not_done_again(tmp_path):
    work = partial(chores.slow, tmp_path)
    kept = tmp_path / "kept"
    assert run_jobs(work, range(6), chunk=2, keep=kept) == [0, 1, 4, 9, 16, 25]
    assert run_jobs(work, range(6), chunk=2, keep=kept) == [0, 1, 4, 9, 16, 25]
    assert notes(tmp_path) == [str(item) for item in range(6)]
    assert run_jobs(work, range(7), chunk=2, keep=kept)[-1] == 36
    assert len(notes(tmp_path)) == 6 + 7


def test_other_code_or_other_arguments_are_other_work(tmp_path, monkeypatch):
    folders = [Kept.of(tmp_path, partial(chores.slow, place), range(3), 1).folder for place in (tmp_path, ROOT)]
    monkeypatch.setattr("impact.jobs.kept.code_version", lambda: "another")
    folders.append(Kept.of(tmp_path, partial(chores.slow, tmp_path), range(3), 1).folder)
    assert len(set(folders)) == 3


def test_a_damaged_file_is_done_again(tmp_path):
    work = partial(chores.slow, tmp_path)
    run_jobs(work, range(3), keep=tmp_path / "kept")
    (file,) = (tmp_path / "kept").rglob("00000001")
    file.write_bytes(file.read_bytes()[:-1])
    assert run_jobs(work, range(3), keep=tmp_path / "kept") == [0, 1, 4]
    assert notes(tmp_path) == ["0", "1", "2", "1"]


INTERRUPTED = """
import signal
import sys
from functools import partial
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import chores
from impact.jobs import run_jobs
if __name__ == "__main__":
    # Whoever runs these tests in the background may have had a shell that ignores Ctrl-C for them.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    here = Path(sys.argv[2])
    print(run_jobs(partial(chores.slow, here), range(20), scheduler=sys.argv[3] or None, workers=2, keep=here / "kept"))
"""


def chunks(finished):
    """Count the files of finished work; the folder that they are in is named by a hash, which may begin with 0 too."""
    return sum(path.is_file() for path in finished.rglob("0*"))


@pytest.mark.parametrize("where", ["", LOCAL], ids=["in process", "two processes"])
def test_an_interruption_leaves_what_is_finished(tmp_path, where):
    """Ctrl-C on a terminal reaches the workers too; the rest is done by whoever asks again."""
    program = tmp_path / "program.py"
    program.write_text(INTERRUPTED, encoding="utf-8")
    command = [sys.executable, str(program), str(ROOT / "tests" / "recovery"), str(tmp_path), where]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    finished = tmp_path / "kept"
    while chunks(finished) < 4 and process.poll() is None:
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode != 0
    left = chunks(finished)
    assert 4 <= left < 20
    done = len(notes(tmp_path))
    assert run_jobs(partial(chores.slow, tmp_path), range(20), keep=finished) == [item**2 for item in range(20)]
    assert len(notes(tmp_path)) - done == 20 - left


def test_an_address_where_nobody_answers_is_refused_soon():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    began = time.monotonic()
    with pytest.raises(UsageError, match=f"--scheduler tcp://127.0.0.1:{port}: no scheduler answers") as raised:
        run_jobs(chores.refused, range(3), scheduler=f"tcp://127.0.0.1:{port}")
    assert raised.value.exit_code == 2
    assert time.monotonic() - began < WITHIN


def test_something_else_at_the_address_is_refused_soon():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        began = time.monotonic()
        with pytest.raises(UsageError, match="no scheduler answers"):
            run_jobs(chores.refused, range(3), scheduler=f"tcp://127.0.0.1:{silent.getsockname()[1]}")
    assert time.monotonic() - began < WITHIN


@pytest.mark.parametrize("address", ["localhost", "tcp://host", "http://host:8786", "threads"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UsageError, match="--scheduler must be local or an address"):
        run_jobs(chores.refused, range(3), scheduler=address)


def test_workers_belong_to_a_cluster_of_this_machine():
    with pytest.raises(UsageError, match="--workers is for a cluster on this machine"):
        run_jobs(chores.refused, range(3), scheduler="tcp://127.0.0.1:8786", workers=2)
    with pytest.raises(UsageError, match="--workers must be a number from 1 up"):
        run_jobs(chores.refused, range(3), scheduler=LOCAL, workers=0)


def test_progress_is_told_in_items(tmp_path):
    told: list[tuple[int, int, str]] = []
    run_jobs(partial(chores.slow, tmp_path), range(5), chunk=2, progress=lambda *news: told.append(news))
    assert told == [(0, 5, ""), (2, 5, ""), (4, 5, ""), (5, 5, "")]


def test_there_is_no_bar_where_nobody_looks(capfd):
    with progress_bar("studies") as progress:
        progress(1, 2, "")
    assert capfd.readouterr() == ("", "")


def test_one_process_does_not_load_dask(tmp_path):
    code = "import sys; from impact.jobs import run_jobs; run_jobs(abs, [1]); print('distributed' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(("method", "replicates"), [("iptw", 60), ("aipw", 20)])
def test_a_bootstrap_that_is_split_has_the_same_bytes(monkeypatch, scheduler, method, replicates):
    table = draw(Design("small", people=200), np.random.SeedSequence(3))
    monkeypatch.setattr("impact.estimate.resample.BLOCK_ELEMENTS", 200 * 16)
    here, there = (
        risk_difference(table, [HORIZON], method, "ate", replicates=replicates, seed=1, scheduler=where).frame
        for where in (None, scheduler)
    )
    assert here["std_error"].notna().all()
    pd.testing.assert_frame_equal(here, there, check_exact=True)


def test_a_grid_of_studies_prints_its_folders_in_order(monkeypatch, scheduler, tmp_path, capfd):
    monkeypatch.setattr("impact.runner.grid.run_one", chores.pretend_run)
    studies = [str(ROOT / "studies" / f"{name}.yaml") for name in ("rossi", "cmrrp-demo")]
    monkeypatch.setattr(sys, "argv", ["impact", "run", *studies, "--out", str(tmp_path), "--scheduler", scheduler])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    assert capfd.readouterr().out.split() == [str(tmp_path / "rossi"), str(tmp_path / "cmrrp-demo")]


def test_a_study_that_fails_in_a_worker_fails_as_it_does_here(monkeypatch, scheduler, tmp_path, capfd):
    study = tmp_path / "rossi.yaml"
    study.write_text((ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["impact", "run", str(study), "--out", str(tmp_path), "--scheduler", scheduler])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capfd.readouterr()
    assert (stopped.value.code, out) == (11, "")
    assert "there is nothing there" in err


def test_a_wrong_address_is_a_wrong_command_line(monkeypatch, capfd):
    study = str(ROOT / "studies" / "rossi.yaml")
    for command in ("run", "simulate"):
        monkeypatch.setattr(sys, "argv", ["impact", command, study, "--scheduler", "somewhere"])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        assert "--scheduler must be local or an address" in capfd.readouterr().err
