"""Two ways to one number, timed in turns on one machine: the median of each, their ratio, and whether they agree."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Self

TURNS = 5
SLOW = 15.0
"""Seconds; a peer that takes longer runs once."""
NOISE = 1.15
"""Wall-clock time over processor time of ours; more, and something else was using the machine."""
PEERS = Path(__file__).parent / "peers"
PYTHON = Path(__file__).parents[1] / "build" / "benchmarks" / "peers" / "bin" / "python"
"""The environment that setup.sh makes."""
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")

Run = Callable[[], tuple[float, float]]
"""Does the work once; returns the seconds it took and the number it came to."""


@dataclass(frozen=True)
class Outcome:
    """One row of the table; times in seconds."""

    work: str
    peer: str
    at_least: float
    ours: list[float]
    theirs: list[float]
    our_number: float
    their_number: float
    tolerance: float
    busy: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is."""
        return median(self.theirs) / median(self.ours)

    @property
    def agree(self) -> bool:
        """Whether both came to the same number."""
        return abs(self.our_number - self.their_number) <= self.tolerance


def timed(work: Callable[[], float]) -> Run:
    """Time work that is done in this process."""

    def run() -> tuple[float, float]:
        began = time.perf_counter()
        number = work()
        return time.perf_counter() - began, number

    return run


class Peer:
    """A program that reads its data once, then does the work each time it is told to: `seconds number` a line."""

    def __init__(self, *command: str | Path) -> None:
        self._command = [str(part) for part in command]

    def __enter__(self) -> Self:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            self._command, stdin=pipe, stdout=pipe, text=True, bufsize=1, env=os.environ | ONE_THREAD
        )
        self._answer("ready")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def __call__(self) -> tuple[float, float]:
        """Do the work once."""
        print("go", file=self._process.stdin, flush=True)
        seconds, number = self._answer("").split()
        return float(seconds), float(number)

    def _answer(self, expected: str) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line or expected not in line:
            raise SystemExit(f"{' '.join(self._command)} ended without an answer; has benchmarks/setup.sh been run?")
        return line


def rscript(name: str, *arguments: object) -> Peer:
    """Return an R program of peers/."""
    return Peer("Rscript", PEERS / name, *(str(argument) for argument in arguments))


def python(name: str, *arguments: object) -> Peer:
    """Return a Python program of peers/, in the peers' environment."""
    return Peer(PYTHON, PEERS / name, *(str(argument) for argument in arguments))


def race(ours: Run, theirs: Run, *, work: str, peer: str, at_least: float, tolerance: float) -> Outcome:
    """Run both in turns, ours once before for what is loaded on first use."""
    ours()
    our_times, their_times, processor = [], [], 0.0
    for turn in range(TURNS):
        began = time.process_time()
        seconds, our_number = ours()
        processor += time.process_time() - began
        our_times.append(seconds)
        if turn == 0 or their_times[0] <= SLOW:
            seconds, their_number = theirs()
            their_times.append(seconds)
    busy = sum(our_times) / processor
    return Outcome(work, peer, at_least, our_times, their_times, our_number, their_number, tolerance, busy)


def arguments(**defaults: int) -> argparse.Namespace:
    """Read a program's sizes, which only a trial changes, and where to write the outcome."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--json", type=Path, help="write the outcome here too")
    for name, value in defaults.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def report(outcome: Outcome, chosen: argparse.Namespace) -> None:
    """Say what came out, and refuse a comparison of different answers."""
    once = ", peer once" if len(outcome.theirs) == 1 else ""
    print(
        f"{outcome.work} | {outcome.peer}: {median(outcome.ours):.4g} s against {median(outcome.theirs):.4g} s, "
        f"{outcome.ratio:.1f} times (at least {outcome.at_least:g}{once}); "
        f"{outcome.our_number:.6g} against {outcome.their_number:.6g}"
    )
    if outcome.busy > NOISE:
        print(
            f"The machine was busy: ours waited for {100 * (1 - 1 / outcome.busy):.0f}% of its time.", file=sys.stderr
        )
    if chosen.json:
        chosen.json.write_text(json.dumps(asdict(outcome)), encoding="utf-8")
    if not outcome.agree:
        raise SystemExit("they do not agree, so their times say nothing")
