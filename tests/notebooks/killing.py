"""Kill runs at random moments and look at what they leave: `make kill-runs`; the tests do it a few times.

A moment is some lines of the run's log and up to two seconds more, so that moments spread over a run whatever the
machine's speed. Every other kill takes the kernels along, as the end of a session does; the others leave them orphans,
as the system does when it is out of memory.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from impact.data.examples import write_rossi
from impact.errors import ImpactError
from impact.provenance import write_manifest
from impact.runner.runs import _notebooks
from impact.runner.verification import verify
from impact.study import Study

SEED = 20261122
GOOD = "20260101T000000Z-good"
PATIENCE = 300
"""Seconds after which a run that wrote no further line is taken for stuck."""
ORPHAN = 15
"""Seconds after which a kernel must be gone: it looks for its parent every second, between two steps of its own."""
STUDY = """\
id: killed
evidence: experiment
input: {form: analysis_table, path: rossi.csv, columns: {arm: fin, time: week, event: arrest}}
time_unit: weeks
covariates: [age, prio]
horizons: [52]
primary: {measure: risk_difference, horizon: 52, method: iptw, estimand: ato}
bootstrap: {replicates: 40, seed: 20261122}
languages: [en]
"""


ALL = tuple(path.name[:2] for path in _notebooks("comparison", ()))
RUN = """
import sys
from impact import cli
from impact.runner import runs
every, numbers = runs._notebooks, sys.argv.pop().split(",")
runs._notebooks = lambda kind, only: [path for path in every(kind, only) if path.name[:2] in numbers]
cli.main()
"""
"""The command, which believes that the project has no other notebooks than these."""


@dataclass(frozen=True)
class Moment:
    """When a run is killed: so many seconds after so many lines of its log; and whether its kernels go with it."""

    lines: int
    seconds: float
    with_kernels: bool


def moments(kills: int, seed: int, notebooks: Collection[str] = ALL) -> list[Moment]:
    """Draw moments, each from a part of the run of its own."""
    draw = random.Random(seed)
    # From no line at all to the last before "complete": the study's name, the start and the end of each notebook.
    lines = 2 * len(notebooks) + 2
    parts = [int((number + draw.random()) / kills * lines) for number in range(kills)]
    return [Moment(part, round(2 * draw.random(), 2), number % 2 == 0) for number, part in enumerate(parts)]


def prepare(folder: Path) -> Path:
    """Write a cheap study, and a good run of it that `latest` points at; return the study file."""
    write_rossi(folder)
    path = folder / "study.yaml"
    path.write_text(STUDY, encoding="utf-8")
    study = Study.load(path)
    good = folder / "processed" / study.id / GOOD
    good.mkdir(parents=True)
    (good / "report.en.html").write_text("a report", encoding="utf-8")
    write_manifest(good, study.input_path, study.model_dump(mode="json"), SEED, study_file=path)
    (good.parent / "latest").symlink_to(good.name)
    return path


def start(study: Path, notebooks: Collection[str] = ALL) -> subprocess.Popen[str]:
    """Start a run in a session of its own."""
    command = [sys.executable, "-c", RUN, "run", str(study), "--out", str(study.parent / "processed")]
    return subprocess.Popen(
        [*command, ",".join(notebooks)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def kill(study: Path, moment: Moment, notebooks: Collection[str] = ALL) -> list[str]:
    """Start a run, kill it at a moment, and return what is wrong with what it leaves."""
    studies = study.parent / "processed" / Study.load(study).id
    before = set(studies.iterdir())
    process = start(study, notebooks)
    end = time.monotonic() + PATIENCE
    while _lines(studies, before) < moment.lines and process.poll() is None:
        if time.monotonic() > end:
            process.kill()
            return ["the run is stuck"]
        time.sleep(0.02)
    time.sleep(moment.seconds)
    try:
        kernels = psutil.Process(process.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        kernels = []
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    for kernel in kernels if moment.with_kernels else ():
        kernel.kill()
    process.communicate()
    _, alive = psutil.wait_procs(kernels, timeout=ORPHAN)
    return [*(f"a kernel outlives its run: {kernel.status()}" for kernel in alive), *faults(studies, study)]


def _lines(studies: Path, before: set[Path]) -> int:
    """Count the lines in the log of the run that is going."""
    for partial in set(studies.glob("*.partial")) - before:
        try:
            return (partial / "run.log").read_text(encoding="utf-8").count("\n")
        except FileNotFoundError:
            return 0
    return 0


def faults(studies: Path, study: Path) -> Iterator[str]:
    """Say what a reader could take for a report and is none, or is not whole."""
    latest = studies / "latest"
    if not latest.is_symlink() or not latest.is_dir():
        yield "latest points at nothing"
    for folder in studies.iterdir():
        if not folder.is_dir() or folder.is_symlink() or folder.suffix == ".partial" or folder.name == "releases":
            continue
        if folder.suffix == ".failed":
            if {path.name for path in folder.iterdir()} - {"run.log", "reason.txt", "RESTRICTED"}:
                yield f"{folder.name} holds more than its log and its reason"
            continue
        try:
            yield from (f"{folder.name}: {line}" for line in verify(folder, study).differences)
        except ImpactError as error:
            yield f"{folder.name}: {error}"


def finish(study: Path) -> Path:
    """Run the study once more, undisturbed; return the run, which must be complete and the latest."""
    studies = study.parent / "processed" / Study.load(study).id
    process = start(study)
    out, err = process.communicate()
    if process.returncode:
        raise SystemExit(f"the next run failed with {process.returncode}: {err}")
    run = Path(out.strip())
    left = [f"{path.name} is left" for path in studies.glob("*.partial")]
    if wrong := [*faults(studies, study), *left]:
        raise SystemExit("\n".join(wrong))
    if (studies / "latest").resolve() != run:
        raise SystemExit("latest is not the next run")
    return run


def main() -> None:
    """Kill, look, and say so; exit 1 at the first fault, whose folder stays."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=SEED)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="impact-kills-"))
    study = prepare(folder)
    for number, moment in enumerate(moments(given.kills, given.seed), start=1):
        wrong = kill(study, moment)
        sys.stdout.write(f"{number}/{given.kills} {moment}: {'; '.join(wrong) or 'nothing half done to be seen'}\n")
        sys.stdout.flush()
        if wrong:
            sys.exit(f"what it left is in {folder}; seed {given.seed}")
    sys.stdout.write(f"the next run is complete: {finish(study).name}\n")
    shutil.rmtree(folder)


if __name__ == "__main__":
    main()
