"""What several tests share: one run of each demonstration study, made once for all workers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

ROOT = Path(__file__).parents[1]


LONGEST = ("test_killed.py", "test_readme.py")
"""Modules of few tests that take long: begun last, they would keep one process busy while the others wait."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first; the others keep their order."""
    items.sort(key=lambda item: item.path.name not in LONGEST)


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
def reports(once) -> Path:
    """What `make report` leaves: the demonstration data under data/raw, and a run of each study in this folder."""

    def make(folder: Path) -> None:
        done = subprocess.run(
            ["make", "report", f"OUT={folder}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            stdin=subprocess.DEVNULL,
        )
        (folder / "said.txt").write_text(done.stdout, encoding="utf-8")
        assert done.returncode == 0, done.stderr

    return once("reports", make)


@pytest.fixture(scope="session", params=["rossi", "cmrrp-demo"])
def study_run(request, reports):
    """A complete run of a demonstration study."""
    from impact.runner.runs import Run

    return Run((reports / request.param / "latest").resolve())


@pytest.fixture(scope="session")
def chromium() -> str:
    """The system's Chromium; without one its tests are skipped and say so, or fail where ARRAIGO_BROWSER=required."""
    from impact.report.browser import find_browser

    path = find_browser()
    if path is None:
        reason = "no Chromium on this machine: install the package chromium to run the browser's tests"
        if os.environ.get("ARRAIGO_BROWSER") == "required":
            pytest.fail(reason)
        pytest.skip(reason)
    return path
