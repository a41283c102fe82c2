"""Every benchmark in one run: `make bench`, which writes benchmarks/README.md and its plot."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from first_look import first_look_text
from growth import PEOPLE, REPLICATES, Line, against_people, against_replicates, is_rising, n_log_n, picture
from large import large
from machine import machine, versions
from people import FOLDER
from race import NOISE, ONE_THREAD, SLOW, TURNS, Outcome

HERE = Path(__file__).parent
TRIAL = {
    "aalen_johansen_lifelines": {"n": 2_000},
    "aalen_johansen_lifelines_quadratic": {"n": 1_000},
    "aalen_johansen_scikit_survival": {"n": 20_000},
    "aalen_johansen_r": {"n": 5_000},
    "doubly_robust_r": {"n": 300},
    "bootstrap_r": {"n": 500, "replicates": 60},
    "bootstrap_python": {"n": 500, "replicates": 40},
    "bootstrap_python_one_event": {"n": 500, "replicates": 40},
    "cox_lifelines": {"n": 1_000},
    "cox_lifelines_daily": {"n": 1_000},
    "memory": {"n": 2_000, "replicates": 100},
}
"""The programs, in the order of the table, with sizes that only show that they work."""
WORKERS_TRIAL = {"n": 300, "studies": 40, "pairs": 1}
MOST_MEMORY = 1024
"""MiB that the bootstrap may need at n = 50,000."""


def command(program: str, trial: bool) -> list[str]:
    """Return the command of one program."""
    sizes = TRIAL[program] if trial else {}
    options = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
    return [sys.executable, str(HERE / f"{program}.py"), *options]


def measured(program: str, trial: bool) -> Outcome:
    """Run one program and return its outcome."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{program}.json"
    subprocess.run([*command(program, trial), "--json", str(path)], check=True, env=os.environ | ONE_THREAD)
    return Outcome(**json.loads(path.read_text(encoding="utf-8")))


def memory(trial: bool) -> int:
    """Return the peak of the bootstrap, in MiB."""
    done = subprocess.run(
        command("memory", trial), check=True, capture_output=True, text=True, env=os.environ | ONE_THREAD
    )
    return int(done.stdout)


def workers(trial: bool) -> str:
    """Run the program of two workers against one, and say what came out."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path, sizes = FOLDER / "workers.json", WORKERS_TRIAL if trial else {}
    options = [part for name, value in sizes.items() for part in (f"--{name}", str(value))]
    program = [sys.executable, str(HERE / "workers.py"), *options, "--json", str(path)]
    subprocess.run(program, check=True, env=os.environ | ONE_THREAD)
    found = json.loads(path.read_text(encoding="utf-8"))
    ours, pool = median(found["ours"]), median(found["pool"])
    less = "" if ours >= found["at_least"] else " (**less than wanted**)"
    return (
        f"{found['work']}: two workers on dask.distributed are {ours:.2f} times as fast as one process{less}, a plain "
        f"pool of two {pool:.2f} times. Medians of {found['pairs']} runs of all three in turns, the start of the "
        f"processes included; wanted: at least {found['at_least']:g}. All three come to the same bytes."
    )


def first_look(trial: bool) -> str:
    """Open the demonstration's report on a slow processor, and say what came out."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "first_look.json"
    turns = ["--turns", "1"] if trial else []
    subprocess.run([sys.executable, str(HERE / "first_look.py"), *turns, "--json", str(path)], check=True)
    return first_look_text(**json.loads(path.read_text(encoding="utf-8")))


def row(outcome: Outcome) -> str:
    """Write one row of the table; a ratio that is too small is bold, and says so."""
    once = " (once)" if len(outcome.theirs) == 1 else ""
    ratio = f"{outcome.ratio:,.0f} ×" if outcome.ratio >= 10 else f"{outcome.ratio:.1f} ×"
    if outcome.ratio < outcome.at_least:
        ratio = f"**{ratio}, less than wanted**"
    ours, theirs = (f"{median(times):.3g} s" for times in (outcome.ours, outcome.theirs))
    return f"| {outcome.work} | {outcome.peer} | {ours} | {theirs}{once} | {outcome.at_least:g} × | {ratio} |"


def growth_lines(lines: list[Line]) -> str:
    """Say how fast each cost grows over the last decade of sizes."""
    return "\n".join(
        f"- {line.name}: {line.seconds[-1]:.3g} s at {line.sizes[-1]:,}; over the last decade as the power "
        f"{line.slope:.2f} of the size."
        for line in lines
    )


def page(outcomes: list[Outcome], peak: int, lines: list[Line], two: str, look: str, million: str) -> str:
    """Write the page."""
    table = "\n".join(map(row, outcomes))
    busy = 100 * (1 - 1 / max(outcome.busy for outcome in outcomes))
    return f"""# Benchmarks

`make bench` writes this page: it installs the peers (`benchmarks/setup.sh`), then measures everything in one run.

- Machine: {machine()}; BLAS on one thread for all.
- Versions: {versions()}
- Ours and the peer take turns, {TURNS} each, in one run; the times are medians. A peer that takes over {SLOW:g} s runs
  once. Each program checks that both come to the same number, and stops where they do not.
- Ours waited for the processor for at most {max(busy, 0):.0f}% of its time in any of them.

| work | peer | ours | peer takes | at least | measured |
| --- | --- | --- | --- | --- | --- |
{table}

What is compared is one output, and where the work differs ours does more. Of cumulative incidences ours gives both
arms and both event types with standard errors; lifelines fits one event type in each arm. The Cox weights
are given to both. riskRegression counts duplicated censoring
times again, so with daily times its estimate is up to a quarter of a standard error from ours; without ties they agree.

Two rows are here twice, because the peer's figure depends on what it is given. lifelines' variance of a cumulative
incidence was quadratic in the number of times up to 0.30.0 and is linear in the lock's 0.30.3. Its Cox model takes a
faster way when many times are tied, as daily ones are.

## Growth

![Cost against people and against replicates, logarithmic axes](growth.svg)

{growth_lines(lines)}

Over that decade n log n grows as the power {n_log_n(PEOPLE):.2f}.

## Memory

The bootstrap (1,000 replicates, propensity refitted, n = 50,000) needs {peak:,} MiB at its peak, the libraries
included; wanted: under {MOST_MEMORY:,}.

## A million contacts

{million}

## Two workers

{two}

## First look

{look}
"""


def main() -> None:
    """Measure everything, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--trial", action="store_true", help="small sizes, into build/benchmarks: does it all work?")
    trial = parser.parse_args().trial
    outcomes = [measured(program, trial) for program in TRIAL if program != "memory"]
    people_lines = against_people(PEOPLE[:3] if trial else PEOPLE)
    replicate_lines = against_replicates(REPLICATES[:3] if trial else REPLICATES)
    lines = [*people_lines, *replicate_lines]
    target = FOLDER if trial else HERE
    picture(people_lines, replicate_lines, target / "growth.svg")
    million = large(FOLDER / "large-trial", 600, 5_000) if trial else large()
    text = page(outcomes, memory(trial), lines, workers(trial), first_look(trial), million)
    (target / "README.md").write_text(text, encoding="utf-8")
    if max(outcome.busy for outcome in outcomes) > NOISE or not all(map(is_rising, lines)):
        print("The machine was busy: measure again before you believe the page.", file=sys.stderr)
    print(target / "README.md")


if __name__ == "__main__":
    main()
