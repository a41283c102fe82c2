"""Several studies run as jobs of one another's size: on this machine's processors or on a scheduler's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from impact.errors import InputError
from impact.jobs import Progress, run_jobs, silent
from impact.study import Study


def run_grid(
    studies: Sequence[Study],
    out: Path | None = None,
    only: Sequence[str] = (),
    languages: Sequence[str] = (),
    *,
    scheduler: str,
    progress: Progress = silent,
) -> list[Path]:
    """Run each study in a worker and return the run folders, in the order of the studies.

    Workers elsewhere must see the studies, the data and the output under the same paths.

    Parameters
    ----------
    studies, out, only, languages
        As for `run`.
    scheduler, progress
        As for `run_jobs`, in studies.

    Raises
    ------
    InputError
        If a worker wrote a run where this machine does not see it.
    ImpactError
        As for `run` and `run_jobs`; runs that are complete stay.
    """
    function = partial(run_one, out.resolve() if out else None, tuple(only), tuple(languages))
    files = [study.source.resolve() for study in studies]
    folders = run_jobs(function, files, scheduler=scheduler, progress=progress)
    for folder in folders:
        if not folder.is_dir():
            raise InputError(f"{folder}: a worker wrote this run, and it is not here; give --out a folder that all see")
    return folders


def run_one(out: Path | None, only: Sequence[str], languages: Sequence[str], study: Path) -> Path:
    """Run one study and return its folder."""
    from impact.runner.runs import run

    return run(Study.load(study), out, only=only, languages=languages).folder
