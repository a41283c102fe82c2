"""Where jobs are done on dask.distributed: a cluster of this machine's own, or a scheduler that is there already."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from impact.errors import ImpactError, UsageError
from impact.provenance import code_version

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "local"
"""The scheduler that means: a cluster on this machine, for as long as it takes."""

ANSWER_WITHIN = 4.0
"""Seconds that a scheduler, and then its first worker, has to answer."""

ALLOWED_FAILURES = 5
"""Workers that may end under one chunk before that chunk is given up: it is then the chunk that ends them."""

_LEAVE_INTERRUPTS = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)"
"""Ctrl-C on a terminal reaches the workers too; this process ends them, and they say nothing."""

_ADDRESS = re.compile(r"(tcp|tls)://\S+:\d+")


def admit(scheduler: str | None, workers: int | None) -> None:
    """Refuse what is no scheduler and no number of workers, before any work.

    Raises
    ------
    UsageError
    """
    if scheduler not in (None, LOCAL) and not _ADDRESS.fullmatch(str(scheduler)):
        raise UsageError(f"--scheduler must be {LOCAL} or an address such as tcp://host:8786, not '{scheduler}'")
    if workers is not None and scheduler not in (None, LOCAL):
        raise UsageError(
            "--workers is for a cluster on this machine; a scheduler elsewhere has the workers that it has"
        )
    if workers is not None and workers < 1:
        raise UsageError("--workers must be a number from 1 up")


def reach(scheduler: str | None) -> None:
    """Refuse an address where no scheduler answers; a client would wait for ever for some that are something else.

    Raises
    ------
    UsageError
    """
    if scheduler in (None, LOCAL):
        return
    from distributed.comm import connect
    from distributed.security import Security

    async def knock() -> None:
        settings = Security().get_connection_args("client")
        comm = await asyncio.wait_for(connect(scheduler, timeout=ANSWER_WITHIN, **settings), ANSWER_WITHIN + 1)
        await comm.close()

    try:
        # In a thread of its own, as a notebook's has a loop already.
        with ThreadPoolExecutor(1) as pool:
            pool.submit(asyncio.run, knock()).result()
    except Exception as error:
        raise UsageError(
            f"--scheduler {scheduler}: no scheduler answers there ({type(error).__name__}); is it running, and "
            "reachable?"
        ) from None


def processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def connected(scheduler: str | None, workers: int | None) -> Iterator[Client]:
    """Give a client of the cluster that was asked for."""
    with ExitStack() as stack:
        if scheduler == LOCAL:
            yield stack.enter_context(local_cluster(workers or processors()))
        else:
            yield stack.enter_context(existing(str(scheduler)))


@contextmanager
def local_cluster(workers: int) -> Iterator[Client]:
    """Start a cluster on this machine that only this process can talk to, and end it with the block.

    Its channels are encrypted with keys of its own, its web pages answer nothing, and nothing of memory goes to disk.
    """
    import logging
    from tempfile import TemporaryDirectory

    import dask
    from distributed import Client, LocalCluster

    settings = {
        "distributed.scheduler.allowed-failures": ALLOWED_FAILURES,
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
    }
    with ExitStack() as stack:
        stack.enter_context(dask.config.set(settings))
        scratch = stack.enter_context(TemporaryDirectory(prefix="impact-", ignore_cleanup_errors=True))
        try:
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                security=True,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",
                local_directory=scratch,
                silence_logs=logging.CRITICAL,
                preload=[_LEAVE_INTERRUPTS],
            )
        except RuntimeError:
            raise ImpactError(
                "the workers did not start; a program that asks for them needs `if __name__ == '__main__':` around it"
            ) from None
        stack.enter_context(cluster)
        yield stack.enter_context(Client(cluster, set_as_default=False))


@contextmanager
def existing(address: str) -> Iterator[Client]:
    """Join a scheduler that is there already, once it is known to have workers with the same code."""
    from distributed import Client

    reach(address)
    with Client(address, timeout=ANSWER_WITHIN, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_WITHIN)
        except TimeoutError:
            raise UsageError(f"--scheduler {address}: the scheduler has no workers; start some there") from None
        versions = client.run(code_version, on_error="return")
        if any(version != code_version() for version in versions.values()):
            raise UsageError(
                f"--scheduler {address}: its workers cannot load this project, or another version of it; install the "
                "same checkout where they run"
            )
        yield client
