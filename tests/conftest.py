"""What several tests share: the demonstration data and one run of each study, made once for all workers."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

ROOT = Path(__file__).parents[1]
CHILDREN = 2500


@pytest.fixture(scope="session")
def shared(tmp_path_factory) -> Path:
    """A folder that all workers of this test session see."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def once(shared) -> Callable[[str, Callable[[Path], object]], Path]:
    """Make something in a folder of the shared one, the first time that a worker asks."""

    def once(name: str, make: Callable[[Path], object]) -> Path:
        folder = shared / name
        with FileLock(shared / f"{name}.lock"):
            if not (folder / "made").exists():
                folder.mkdir(exist_ok=True)
                make(folder)
                (folder / "made").touch()
        return folder

    return once


@pytest.fixture(scope="session")
def project(once) -> Path:
    """A folder with studies/ and data/raw/, laid out as the project's, with both demonstration data sets."""

    def make(folder: Path) -> None:
        from impact.data.examples import write_rossi
        from impact.data.synthetic import synthesise

        (folder / "studies").mkdir()
        for study in (ROOT / "studies").glob("*.yaml"):
            (folder / "studies" / study.name).write_bytes(study.read_bytes())
        write_rossi(folder / "data" / "raw" / "rossi")
        synthesise(folder / "data" / "raw" / "cmrrp-demo", children=CHILDREN)

    return once("project", make)


@pytest.fixture(scope="session", params=["rossi", "cmrrp-demo"])
def study_run(request, project, once):
    """A complete run of a demonstration study, as `impact run` leaves it."""
    from impact import Study, run
    from impact.runner.runs import Run

    study = Study.load(project / "studies" / f"{request.param}.yaml")
    out = once(f"run-{study.id}", lambda folder: run(study, folder / "processed"))
    return Run((out / "processed" / study.id / "latest").resolve())
