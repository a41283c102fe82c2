"""Work for the tests of `run_jobs`: in a module of its own, as workers import it by name."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from impact.errors import DataError

SECRET = "Xochitl"
"""Stands in what a job says: a message that shows it shows a row."""


def noted(folder: Path, name: object) -> None:
    """Leave a line that says that something was done."""
    with (folder / "done").open("a", encoding="utf-8") as file:
        file.write(f"{name}\n")


def notes(folder: Path) -> list[str]:
    """Return the lines left."""
    path = folder / "done"
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def numbers(folder: Path, seed: np.random.SeedSequence) -> NDArray[np.float64]:
    """Draw numbers and multiply matrices of them, which BLAS does differently on several threads."""
    noted(folder, seed.spawn_key[-1])
    drawn = np.random.default_rng(seed).normal(size=(150, 150))
    return np.asarray(np.linalg.solve(drawn @ drawn.T + np.eye(150), drawn[0]))


def deadly(folder: Path, seed: np.random.SeedSequence) -> NDArray[np.float64]:
    """Do the same; whoever is the first to do the seventh is killed, as if the machine had run out of memory."""
    if seed.spawn_key[-1] == 7:
        try:
            os.close(os.open(folder / "killed", os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            pass
        else:
            os.kill(os.getpid(), signal.SIGKILL)
    return numbers(folder, seed)


def hopeless(item: int) -> int:
    """Kill whoever does it."""
    os.kill(os.getpid(), signal.SIGKILL)
    return item


def refused(item: int) -> int:
    """Refuse an item, as ours do."""
    if item == 3:
        raise DataError("returns: 12 rows")
    return item


def broken(item: int) -> int:
    """Fail on an item with an error that shows a row."""
    if item == 3:
        raise KeyError(SECRET)
    return item


class Unloadable:
    """Work that can be sent and not be received, as that of another version of this code."""

    def __call__(self, item: int) -> int:
        return item

    def __reduce__(self) -> tuple[object, ...]:
        return _refuse_to_load, ()


def _refuse_to_load() -> Unloadable:
    raise ImportError


def slow(folder: Path, item: int) -> int:
    """Take a while."""
    time.sleep(0.15)
    noted(folder, item)
    return item * item


def pretend_run(out: Path, only: tuple[str, ...], languages: tuple[str, ...], study: Path) -> Path:
    """Make the folder of a run; the first study takes longest."""
    time.sleep(0.5 if study.stem == "rossi" else 0.0)
    folder = out / study.stem
    folder.mkdir()
    return folder
