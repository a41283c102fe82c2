"""Two workers against one: a study's simulation through dask.distributed, and through a plain pool of processes."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from people import HORIZON, people, table_of

from impact.jobs import LOCAL, run_jobs
from impact.simulate import plasmode
from impact.simulate.operating import CHUNK, Question, one_study

PAIRS = 9
AT_LEAST = 1.5
QUESTION = Question("risk_difference", (HORIZON,), (("iptw", "ato"), ("unadjusted", "none")), "ato")

Work = Callable[[], list[np.ndarray]]


def seconds(*works: Work) -> list[float]:
    """Time each once, start and end of its processes included; all must come to the same bytes."""
    taken, answers = [], set()
    for work in works:
        began = time.perf_counter()
        answers.add(np.stack(work()).tobytes())
        taken.append(time.perf_counter() - began)
    if len(answers) > 1:
        raise SystemExit("one worker and two do not agree, so their times say nothing")
    return taken


def pooled(function: Callable, items: list) -> list[np.ndarray]:
    """Do the same with two processes of a plain pool."""
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        return pool.map(function, items, chunksize=CHUNK)


def main() -> None:
    """Measure, say what came out, and write it where asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, help="write the outcome here too")
    parser.add_argument("--n", type=int, default=1_000)
    parser.add_argument("--studies", type=int, default=2_000)
    parser.add_argument("--pairs", type=int, default=PAIRS)
    chosen = parser.parse_args()
    function = partial(one_study, plasmode(table_of(people(chosen.n))), QUESTION)
    items = [(0.6, seed) for seed in np.random.SeedSequence(1).spawn(chosen.studies)]
    run = partial(run_jobs, function, items, chunk=CHUNK)
    two, pool = partial(run, scheduler=LOCAL, workers=2), partial(pooled, function, items)
    turns = np.array([seconds(run, two, pool) for _ in range(chosen.pairs)])
    ours, theirs = ((turns[:, 0] / turns[:, column]).tolist() for column in (1, 2))
    outcome = {
        "work": f"{chosen.studies:,} simulated studies of {chosen.n:,} people", "ours": ours, "pool": theirs,
        "pairs": chosen.pairs, "at_least": AT_LEAST,
    }  # fmt: skip
    print(
        f"{outcome['work']}: two workers {median(ours):.2f} times as fast as one (at least {AT_LEAST:g}), "
        f"a plain pool of two {median(theirs):.2f} times"
    )
    if median(ours) < AT_LEAST:
        print("Less than wanted.", file=sys.stderr)
    if chosen.json:
        chosen.json.write_text(json.dumps(outcome), encoding="utf-8")


if __name__ == "__main__":
    main()
