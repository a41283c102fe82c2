"""Executing notebooks with papermill: strict parameters, two kernels at a time, errors without rows."""

from __future__ import annotations

import logging
import os
import re
import sys
from collections.abc import Awaitable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL
from tempfile import TemporaryDirectory
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from impact.errors import KINDS, RAISED_HERE, ImpactError, NotebookError, UsageError

KERNELS = 2
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
"""Matrix products differ in their last bits with the number of threads, and runs must repeat byte for byte."""

_LOUD = ("tornado", "papermill", "nbclient", "traitlets")
"""Libraries that log what passes between them and a kernel, which may be data."""

log = logging.getLogger("impact")


class _QuietKernel(AsyncKernelManager):
    """A kernel whose process cannot write to our stderr, as one that is stopped early does in many ways.

    What code in its cells writes to stderr comes through the kernel's channels all the same.
    """

    # The parent's annotation is that of the manager that does not wait.
    def start_kernel(self, **options: Any) -> Awaitable[Any]:  # type: ignore[override]
        return super().start_kernel(**options, stderr=DEVNULL)


@dataclass(frozen=True, slots=True)
class Job:
    """One notebook, executed once.

    Parameters
    ----------
    source, target : Path
        The notebook, and where its executed copy goes.
    parameters : dict
        Values for its `parameters` cell; a name that the cell does not have is refused.
    """

    source: Path
    target: Path
    parameters: dict[str, Any]


def execute(jobs: Sequence[Job]) -> Iterator[Job]:
    """Execute notebooks: the first alone, as what it refuses nobody else need try, then the rest two at a time.

    The order among the rest is free because a stage that two of them need is done once and waited for.

    Yields
    ------
    Job
        Each job when it is done.

    Raises
    ------
    ImpactError
        Of the kind raised in a notebook, with its message, when the error was one of ours.
    NotebookError
        When it was not: the notebook's name, the cell's number and the exception's class, never its message.
    UsageError
        If a notebook does not know a parameter.
    """
    for job in jobs:
        _know_the_parameters(job)
    for name in _LOUD:
        logging.getLogger(name).propagate = False
        logging.getLogger(name).handlers = [logging.NullHandler()]
    with _environment(ONE_THREAD), ThreadPoolExecutor(KERNELS) as pool:
        for group in (jobs[:1], jobs[1:]):
            pending = {pool.submit(_execute_one, job): job for job in group}
            while pending:
                done, _ = wait(pending, return_when=FIRST_COMPLETED)
                for future in done:
                    job = pending.pop(future)
                    try:
                        future.result()
                    except BaseException:
                        pool.shutdown(wait=False, cancel_futures=True)
                        raise
                    yield job


def _know_the_parameters(job: Job) -> None:
    known = set(papermill.inspect_notebook(str(job.source)))
    unknown = sorted(set(job.parameters) - known)
    if unknown:
        raise UsageError(f"{job.source.name} has no parameter {', '.join(unknown)}; it has: {', '.join(sorted(known))}")


def _execute_one(job: Job) -> None:
    log.info("%s starts", job.target.name)
    with TemporaryDirectory(prefix="impact-") as channels:
        try:
            papermill.execute_notebook(
                str(job.source),
                str(job.target),
                parameters=job.parameters,
                kernel_name="python3",
                # papermill's own cwd would move the whole process, under the feet of the notebook beside this one.
                resources={"metadata": {"path": str(job.source.parent)}},
                progress_bar=False,
                log_output=False,
                config=_private_channels(channels),
                kernel_manager_class=_QuietKernel,
            )
        except PapermillExecutionError as error:
            job.target.unlink(missing_ok=True)
            raise _our_error(job, error) from None
        except (DeadKernelError, CellTimeoutError) as error:
            job.target.unlink(missing_ok=True)
            raise NotebookError(
                f"{job.source.name}: {type(error).__name__}. Its kernel ended before the notebook did; "
                "most often the machine ran out of memory"
            ) from None
    _make_publishable(job.target)
    log.info("%s is done", job.target.name)


def _private_channels(folder: str) -> Config:
    """Talk to a kernel through socket files of this user's own.

    Over TCP, code and outputs pass unencrypted where any user of the machine can listen. Windows has no such files.
    """
    if sys.platform == "win32":
        return Config()
    return Config(KernelManager={"transport": "ipc", "ip": f"{folder}/channel"})


def _our_error(job: Job, error: PapermillExecutionError) -> ImpactError:
    lines = [str(line) for line in error.traceback]
    ours = KINDS.get(error.ename)
    if ours and lines and lines[0].startswith(RAISED_HERE):
        return ours(error.evalue)
    log.error("%s, cell %s\n%s", job.source.name, error.exec_count, "\n".join(lines))
    return NotebookError(
        f"{job.source.name}, cell {error.exec_count}: {error.ename}. "
        f"What it said may hold a person's data and stands only in the failed run's restricted run.log"
    )


def _make_publishable(path: Path) -> None:
    """Take out what says where and how the notebook ran, and what libraries wrote to stderr."""
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata.pop("papermill", None)
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.source = _shareable(cell.source)
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if cell.cell_type != "code":
            continue
        for output in cell.outputs:
            if output.get("name") == "stderr":
                log.warning("%s: a library wrote %d lines to stderr", path.name, output["text"].count("\n"))
        cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    nbformat.write(notebook, path)


def _shareable(parameters: str) -> str:
    """Leave out the run's folder, so that whoever opens the copy leaves the run alone, and where a study was kept."""
    without_run = re.sub(r'^(runs?_folder) = ".*"$', r"\1 = None", parameters, flags=re.MULTILINE)
    files = r'^((?:study|portfolio)_file = ")(?!\.\./studies/[^/]*$).*/'
    return re.sub(files, r"\1", without_run, flags=re.MULTILINE)


@contextmanager
def _environment(values: dict[str, str]) -> Iterator[None]:
    """Set environment variables, which kernels inherit, for the time of the block."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
