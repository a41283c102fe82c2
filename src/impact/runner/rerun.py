"""Doing a run again from what it was made from, to see whether the same comes out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock

from impact.errors import InputError, UsageError, VerificationError
from impact.provenance import hash_tree
from impact.runner.ledger import RELEASES
from impact.runner.runs import REPORT, run
from impact.runner.verification import find_study, run_at, sealed_manifest, verify_inputs
from impact.study import Study

PLACE = ".rerun"


def rerun(
    folder: Path,
    study_file: Path | None = None,
    *,
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> tuple[str, ...]:
    """Do a run again, aside, and compare what it releases byte for byte.

    `latest`, the run and the ledger of releases stay as they are; what is built is removed in every case (what one that
    was killed left, by the next).

    Parameters
    ----------
    folder : Path
        A complete run, or a link to one.
    study_file : Path, optional
        Where the study is now; by default where the manifest says, within the project.
    progress : callable
        As for `run`.

    Returns
    -------
    tuple of str
        The released files that came out differently; none where all are the same.

    Raises
    ------
    UsageError
        If this is no complete run, or its study is not where it was.
    InputError
        If the data, or a release that this one was compared with, are not here.
    VerificationError
        If the manifest is damaged, or the study, the data, the code or the lock are no longer those of the run.
    ImpactError
        As for `run`.
    """
    first = run_at(folder)
    manifest = sealed_manifest(first)
    if not any(Path(name).stem.endswith(REPORT) for name in manifest["notebooks"]):
        raise UsageError(f"{folder}: only a run of all notebooks can be done again")
    study = _same_study(manifest, study_file)
    with _aside(first.parent) as place:
        _lend_releases(manifest["compared_with"], first.parent / RELEASES, place / study.id / RELEASES)
        again = run(study, place, languages=manifest["languages"], progress=progress).folder
        return tuple(_unlike(first / "released", again / "released"))


def _same_study(manifest: Mapping[str, Any], study_file: Path | None) -> Study:
    verdict = verify_inputs(manifest, study_file)
    if verdict.differences:
        lines = "".join(f"\n  {line}" for line in verdict.differences)
        raise VerificationError(f"the run cannot be done again from what is here:{lines}")
    study = find_study(manifest, study_file)
    if study is None:
        raise UsageError(f"the run's study, {manifest['study_file']}, is not here; --study says where it is")
    if not study.input_path.exists():
        raise InputError(f"the run's data are not at {study.input_path}; without them it cannot be done again")
    return study


@contextmanager
def _aside(studies: Path) -> Iterator[Path]:
    """Give an empty folder beside the runs, where data that must not leave are at home, and remove it afterwards."""
    place = studies / PLACE
    try:
        place.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise UsageError(
            f"{studies}: the run is done again beside itself, where nothing can be written ({type(error).__name__}); "
            "copy it elsewhere"
        ) from None
    with FileLock(place / ".lock"):
        shutil.rmtree(place / "runs", ignore_errors=True)
        try:
            yield place / "runs"
        finally:
            shutil.rmtree(place, ignore_errors=True)


def _lend_releases(names: list[str], ledger: Path, copy: Path) -> None:
    """Copy the earlier releases that the run was compared with, as it may have kept values of theirs."""
    # Among the names that are there, so that none leads elsewhere.
    there = {path.name for path in ledger.iterdir()} if ledger.is_dir() else set()
    for name in names:
        if name not in there:
            raise InputError(f"{ledger}: the release {name!r}, with which the run was compared, is not there")
        shutil.copytree(ledger / name, copy / name)


def _unlike(first: Path, again: Path) -> Iterator[str]:
    before, after = (hash_tree(folder) if folder.is_dir() else {} for folder in (first, again))
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            yield f"released/{name}"
