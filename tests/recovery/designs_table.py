"""The full table of the designs: `make coverage-designs`, which writes docs/designs.md.

For each way in which records mislead, many studies of known truth, answered by the naive method and by the chosen one.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import few_partners
import immortal_time
import interval_detection
import lost
import missing_baselines
import numpy as np
import pandas as pd

SEED = 20261122
CHUNK = 10
"""Studies that a worker does at a time; how they are split changes nothing, as each has a seed of its own."""
Z = 1.959964
PAGE = Path(__file__).parents[2] / "docs" / "designs.md"

Seeds = Sequence[np.random.SeedSequence]


@dataclass(frozen=True)
class Trap:
    """One way in which records mislead; `answers` gives analysis, estimate, ci_lower, ci_upper of some studies."""

    title: str
    words: str
    studies: int
    truth: float
    answers: Callable[[Seeds], pd.DataFrame]
    shown: dict[str, str]
    """Analyses of the table and what they are called in it, the naive ones first."""


def immortal(seeds: Seeds) -> pd.DataFrame:
    """Clocks that start apart."""
    parts = []
    for seed in seeds:
        drawn = immortal_time.scenario(int(seed.generate_state(1)[0]), people=2_500)
        rows = immortal_time.answers(drawn).rename_axis("analysis").reset_index()
        parts.append(
            rows.assign(**{f"ci_{side}": rows["estimate"] + sign * Z * rows["std_error"] for side, sign in SIDES})
        )
    return pd.concat(parts, ignore_index=True)


SIDES = (("lower", -1), ("upper", 1))


def partners(seeds: Seeds) -> pd.DataFrame:
    """Five partners that differ."""
    return few_partners.scenario(few_partners.World(), seeds)


def every_trap() -> Iterator[Trap]:
    """All of them, with as many studies as take some minutes."""
    yield Trap(
        "Immortal time",
        "Children enrol within 120 days of the return; naive clocks start at enrolment, or count who ever enrolled.",
        400,
        immortal_time.TRUE_DIFFERENCE,
        immortal,
        {
            "naive_enrolment_clock": "naive: clock from enrolment",
            "naive_ever_enrolled": "naive: ever enrolled",
            "referral": "referral",
            "clone_censor": "clone and censor",
        },
    )
    dates = {
        "date_lower": "left end",
        "date_midpoint": "middle",
        "date_upper": "naive: right end",
        "date_imputed": "imputed",
    }
    words = "The programme is visited every month, the comparison every seven: an event is found at the next visit."
    for design, what in ((interval_detection.DESIGN, "an effect"), (interval_detection.NULL, "no effect")):
        answers = partial(interval_detection.repeat, design)
        yield Trap(
            f"Unequal visits, {what}",
            words,
            400,
            interval_detection.truth(design),
            answers,
            dict(sorted(dates.items())),
        )
    loss = {"main": "naive: loss ignored", "censoring_weights": "censoring weights"}
    for world in lost.WORLDS:
        first, second = world.odds
        planted = {f"odds {first:g}, {second:g}": f"tipping-point grid at the planted odds ({first:g}, {second:g})"}
        words = (
            f"Of those lost, the odds of the event are multiplied by {first:g} (programme) and {second:g} (comparison)."
        )
        yield Trap(
            world.name.capitalize(), words, 400, lost.truth(world), partial(lost.repeat, world), {**loss, **planted}
        )
    words = "Five partners whose hazards differ (SD 0.35 on the logarithm); no effect of partners like them."
    named = ("naive: persons", "naive: clusters of partners", "t interval over partners")
    yield Trap("Five partners", words, 4_000, 0.0, partners, dict(zip(few_partners.ANALYSES, named, strict=True)))
    words = "Two confounders are missing at random given the arm and the outcome."
    named = ("everything known", "naive: complete cases", "naive: indicator of missingness", "chained equations")
    yield Trap(
        "Missing baselines",
        words,
        400,
        missing_baselines.true_difference(),
        missing_baselines.scenario,
        dict(zip(missing_baselines.ANALYSES, named, strict=True)),
    )


def repeated(trap: Trap, studies: int, workers: int) -> pd.DataFrame:
    """Answers of many studies, in the order of their seeds."""
    seeds = np.random.SeedSequence([SEED, len(trap.title)]).spawn(studies)
    chunks = [seeds[first : first + CHUNK] for first in range(0, studies, CHUNK)]
    with ProcessPoolExecutor(workers) as pool:
        return pd.concat(pool.map(trap.answers, chunks), ignore_index=True)


def section(trap: Trap, rows: pd.DataFrame) -> str:
    """One trap: a line of words, and a row a method."""
    lines = [
        f"## {trap.title}",
        "",
        f"{trap.words} True difference: {trap.truth:+.4f}.",
        "",
        "| method | studies | bias | Monte Carlo error | SE/SD | coverage | rejects no difference |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for analysis, name in trap.shown.items():
        own = rows[rows["analysis"] == analysis].dropna(subset=["estimate", "ci_lower", "ci_upper"])
        lower, upper, spread = own["ci_lower"], own["ci_upper"], own["estimate"].std(ddof=1)
        cells = [
            name,
            f"{len(own):,}",
            f"{own['estimate'].mean() - trap.truth:+.4f}",
            f"{spread / np.sqrt(len(own)):.4f}",
            f"{(upper - lower).mean() / (2 * Z) / spread:.2f}",
            f"{100 * ((lower <= trap.truth) & (trap.truth <= upper)).mean():.1f}%",
            f"{100 * ((lower > 0) | (upper < 0)).mean():.1f}%",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    lines += bounds(trap, rows)
    return "\n".join(lines)


def bounds(trap: Trap, rows: pd.DataFrame) -> list[str]:
    """How often the bounds hold the truth, where a trap has them."""
    worst, best = (rows.loc[rows["analysis"] == name, "estimate"].to_numpy() for name in ("loss_worst", "loss_best"))
    if not len(worst):
        return []
    share = ((best <= trap.truth) & (trap.truth <= worst)).mean()
    return ["", f"Worst and best case hold the truth in {100 * share:.1f}% of {len(worst):,} studies."]


def main() -> None:
    """Run every trap and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the studies, to try it out")
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PAGE)
    arguments = parser.parse_args()
    began, parts = time.monotonic(), []
    for trap in every_trap():
        studies = max(2, int(trap.studies * arguments.share))
        parts.append(section(trap, repeated(trap, studies, arguments.workers)))
        print(f"{trap.title}: {time.monotonic() - began:.0f} s", flush=True)  # noqa: T201
    command = f"python tests/recovery/designs_table.py --share {arguments.share:g}"
    head = f"""# Designs: naive and chosen methods on studies of known truth

`make coverage-designs` does all of the studies; `{command}` wrote this page.
Each table is one way in which records mislead, made by a module of `tests/recovery/`, where a small version stands
among the tests. Differences are of risks, programme minus comparison. SE/SD is half the interval's mean width in
standard errors over the spread of the estimates.
"""
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text("\n\n".join([head.rstrip(), *parts]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
