"""The run folder: built under another name, renamed when complete, so that nobody ever sees half a run."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from impact.errors import ImpactError

PARTIAL, FAILED = ".partial", ".failed"
LATEST = "latest"
LOG = "run.log"
_LOCK = ".lock"
_ENDED = ".ended"

KILLED = "The run was ended from outside before it was complete; nothing of it was published. Run it again."


@contextlib.contextmanager
def new_run(studies: Path, tag: str, *, complete: bool) -> Iterator[Path]:
    """Give a folder to build a run in; rename it when the block ends, or set it aside when the block raises.

    Parameters
    ----------
    studies : Path
        The study's folder, e.g. data/processed/rossi.
    tag : str
        A short hash of what goes in; the run is named by UTC time and tag.
    complete : bool
        Whether this is a whole run, which moves `latest`.
    """
    studies.mkdir(parents=True, exist_ok=True)
    with FileLock(studies / _LOCK):
        _set_aside_the_killed(studies)
        partial = _unused(studies, f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{tag}")
        partial.mkdir()
        lock = FileLock(partial / _LOCK)
        lock.acquire()
    try:
        yield partial
    except BaseException as error:
        _set_aside(partial, _reason(error))
        raise
    else:
        # Without its own lock and under its old name, the run would be taken for a killed one by another that begins.
        with FileLock(studies / _LOCK):
            lock.release()
            (partial / _LOCK).unlink(missing_ok=True)
            run = partial.rename(partial.with_suffix(""))
            if complete:
                _point(studies / LATEST, run.name)
    finally:
        lock.release()


def _reason(error: BaseException) -> str:
    """Say why a run failed: in an error's own words where it is ours, as another's may quote a row."""
    if isinstance(error, ImpactError):
        return f"{type(error).__name__}: {error}"
    return f"A fault of ours: {type(error).__name__}." if isinstance(error, Exception) else KILLED


def finished(partial: Path) -> Path:
    """Return the name that the run in `partial` has once it is complete."""
    return partial.with_suffix("")


def _unused(studies: Path, name: str) -> Path:
    taken = {path.name.split(".")[0] for path in studies.iterdir()}
    number = 2
    candidate = name
    while candidate in taken:
        candidate, number = f"{name}-{number}", number + 1
    return studies / f"{candidate}{PARTIAL}"


def _set_aside_the_killed(studies: Path) -> None:
    """Rename what a killed run left; a run that is still going holds its lock and is left alone."""
    for partial in studies.glob(f"*{PARTIAL}"):
        try:
            with FileLock(partial / _LOCK, timeout=0):
                _set_aside(partial, KILLED)
        except Timeout:
            continue


def _set_aside(partial: Path, reason: str) -> None:
    """Leave the reason and the log of a run that failed, and nothing that could be taken for a report."""
    name = partial.name.split(".")[0]
    # Under another name first: a kernel that outlives a killed run by a second finds nothing to write into.
    ended = partial.rename(partial.with_name(f"{name}{_ENDED}{PARTIAL}"))
    for path in ended.iterdir():
        if path.name == LOG:
            continue
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    (ended / "RESTRICTED").write_text(
        "The log may hold what an error said about the data.\n\nrun.log\n", encoding="utf-8"
    )
    (ended / "reason.txt").write_text(reason + "\n", encoding="utf-8")
    failed = ended.with_name(f"{name}{FAILED}")
    # There already, when such a kernel made the folder anew.
    shutil.rmtree(ended) if failed.exists() else ended.rename(failed)


def _point(link: Path, name: str) -> None:
    """Turn a relative link to another run in one step."""
    new = link.with_name(f".{link.name}")
    new.unlink(missing_ok=True)
    new.symlink_to(name, target_is_directory=True)
    new.replace(link)
