"""Many runs of one function: in this process, or on dask.distributed; the same results in the same order."""

from __future__ import annotations

import pickle
import threading
import traceback
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

from impact.errors import KINDS, ImpactError
from impact.jobs.cluster import ALLOWED_FAILURES, LOCAL, admit, connected, processors
from impact.jobs.kept import Kept
from impact.jobs.progress import Progress, silent

Item = TypeVar("Item")
Result = TypeVar("Result")

_ONE_AT_A_TIME = threading.RLock()
"""A worker with several threads does one chunk at a time: how many threads BLAS has is one number for a process."""


def run_jobs(
    function: Callable[[Item], Result],
    items: Sequence[Item],
    *,
    scheduler: str | None = None,
    workers: int | None = None,
    chunk: int = 1,
    progress: Progress = silent,
    keep: Path | None = None,
) -> list[Result]:
    """Call a function once for each item.

    Parameters
    ----------
    function : callable of one item
        Importable by name, or a `functools.partial` of such a one; what it returns depends on its item alone, so one
        that needs chance carries a seed of its own.
    items : sequence
    scheduler : str, optional
        None works in this process, `local` on a cluster of this machine's processors, `tcp://host:port` (or tls://) on
        one that is there already, whose workers must run the same code.
    workers : int, optional
        Of a local cluster; as many as there are processors by default. One alone, or one chunk, is this process.
    chunk : int
        Items that are done, sent back and kept together.
    progress : callable
        Told (done, total, "") at the start and after every chunk, in items.
    keep : Path, optional
        Where finished chunks are kept, below a name made of the function with its arguments, the items and the version
        of the code: whoever asks for the same again gets these and does only the rest.

    Returns
    -------
    list
        One result an item, in the order of the items, whatever the number of workers and whichever of them were lost.

    Raises
    ------
    UsageError
        If there is no such scheduler, it has no worker, or its workers run other code.
    ImpactError
        The one that a job raised, as it was. A foreign error in a worker comes back by its class and its place alone,
        as its message may hold a person's row.
    """
    admit(scheduler, workers)
    parts = {first: items[first : first + chunk] for first in range(0, len(items), chunk)}
    kept = Kept.of(keep, function, items, chunk) if keep is not None else None
    found = {first: done for first in parts if kept is not None and (done := kept.load(first)) is not None}
    todo = {first: part for first, part in parts.items() if first not in found}
    progress(sum(map(len, found.values())), len(items), "")
    with closing(_done(function, todo, scheduler, workers)) as arriving:
        for first, results in arriving:
            if kept is not None:
                kept.save(first, results)
            found[first] = results
            progress(sum(map(len, found.values())), len(items), "")
    return [result for first in parts for result in found[first]]


def _done(
    function: Callable[[Item], Result], todo: Mapping[int, Sequence[Item]], scheduler: str | None, workers: int | None
) -> Generator[tuple[int, list[Result]]]:
    """Yield each chunk's place and results when it is done."""
    if not todo:
        return
    if scheduler is None or (scheduler == LOCAL and 1 in (workers or processors(), len(todo))):
        for first, part in todo.items():
            yield first, _work(function, part)
        return
    from distributed import as_completed

    with connected(scheduler, workers) as client:
        # A task of its own, not scattered data: when the worker that holds it is lost, it is made again elsewhere.
        shared = client.submit(_itself, pickle.dumps(function), pure=False)
        places = {
            client.submit(_attempt, shared, pickle.dumps(part), pure=False): first for first, part in todo.items()
        }
        for future in as_completed(list(places), loop=client.loop):
            yield places[future], _result(future)
            future.release()


def _work(function: Callable[[Item], Result], part: Sequence[Item]) -> list[Result]:
    """Do one chunk with BLAS on one thread: sums in a fixed order, hence the same bytes wherever it is done."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    with _ONE_AT_A_TIME, threadpool_limits(limits=1, user_api="blas"):
        return [function(item) for item in part]


def _itself(function: bytes) -> bytes:
    return function


def _attempt(function: bytes, part: bytes) -> bytes | tuple[str, str]:
    """Do one chunk in a worker; return its results, or the kind and the message of the error that stopped it.

    What dask carries are bytes, which are read here: a worker that cannot load what it is sent would never say so, and
    of a call that raises dask would log the arguments, which are data.
    """
    try:
        work, items = pickle.loads(function), pickle.loads(part)  # noqa: S301 - whoever sends this sends code
        return pickle.dumps(_work(work, items))
    except ImpactError as error:
        return type(error).__name__, str(error)
    except Exception as error:
        where = traceback.extract_tb(error.__traceback__)[-1]
        return (
            ImpactError.__name__,
            f"a job failed with {type(error).__name__} in {Path(where.filename).name}, line {where.lineno}; what it "
            "said may hold a person's data and is not told. The same call without a scheduler raises it here",
        )


def _result(future: Any) -> Any:
    """Return a chunk's results, or raise what stopped it; dask's own messages hold addresses and arguments."""
    from distributed import KilledWorker

    try:
        found = future.result()
    except KilledWorker:
        raise ImpactError(
            f"{ALLOWED_FAILURES + 1} workers ended one after the other at the same job; most often the memory ran out. "
            "Try fewer workers"
        ) from None
    except Exception as error:
        raise ImpactError(
            f"the scheduler gave a job up ({type(error).__name__}); it may have been stopped, or its workers cannot "
            "load this project. Finished jobs are kept where that was asked for: run it again"
        ) from None
    if isinstance(found, bytes):
        return pickle.loads(found)  # noqa: S301 - from workers that run our code
    kind, message = found
    raise KINDS.get(kind, ImpactError)(message)
