"""The full table of operating characteristics: `make coverage`, which writes docs/operating-characteristics.md."""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from operating import NAIVE_TARGET, equipoise, fewest_events, repeat, summary
from simulate import HORIZON, SHARE_WITH_Z, Design

from impact.study import METHODS

SEED = 20261122
CHUNK = 50
"""Studies that a worker does at a time; how they are split changes nothing, as each has a seed of its own."""
EFFECT = Design("effect", people=400)
NULL = replace(EFFECT, name="null", effect=0.0, effect_on_other=0.0)
"""Both cause-specific hazards are the same in both arms, and so is every risk."""
COVERAGE = (0.93, 0.97)
TYPE_ONE = (0.04, 0.065)
ERROR_RATIO = (0.85, 1.15)
PAGE = Path(__file__).parents[2] / "docs" / "operating-characteristics.md"
WORDS = {
    "risk_difference": "risk difference",
    "risk_ratio": "risk ratio (log)",
    "rmtl_difference": "time lost, difference",
    "hazard_ratio": "hazard ratio (log)",
}


def seeds_of(design: Design, studies: int, seed: int) -> list[np.random.SeedSequence]:
    """One seed a study; those of a design begin alike however many are asked."""
    return np.random.SeedSequence([seed, int(design.effect != 0)]).spawn(studies)


def work(design: Design, seeds: list[np.random.SeedSequence]) -> tuple[pd.DataFrame, int]:
    """Do one chunk of studies by every method."""
    return repeat(design, METHODS, seeds), fewest_events(design, seeds)


def characteristics(design: Design, studies: int, seed: int, workers: int) -> tuple[pd.DataFrame, int]:
    """Summarise one design, with the fewest events in an arm of any of its studies."""
    seeds = seeds_of(design, studies, seed)
    chunks = [seeds[first : first + CHUNK] for first in range(0, studies, CHUNK)]
    with ProcessPoolExecutor(workers) as pool:
        parts, events = zip(*pool.map(work, [design] * len(chunks), chunks), strict=True)
    return summary(design, pd.concat(parts, ignore_index=True)), min(events)


def is_outside(value: float, bounds: tuple[float, float]) -> bool:
    """Whether a figure, as it is printed, is outside its bounds."""
    return not bounds[0] <= round(value, 3) <= bounds[1]


def lines(effect: pd.DataFrame, null: pd.DataFrame) -> Iterator[str]:
    """Rows of the table; what is outside its bounds is in bold."""
    both = effect.merge(null, on=["method", "estimand", "measure"], suffixes=("", "_null"))
    for _, row in both.iterrows():
        shown = [f"{row[name]:+.4f}" for name in ("truth", "bias")] + [f"{row['sd']:.4f}"]
        figures = ((row["error_ratio"], ERROR_RATIO), (row["coverage"], COVERAGE), (row["rejected_null"], TYPE_ONE))
        for place, (value, bounds) in enumerate(figures):
            text = f"{value:.3f}" if place == 0 else f"{100 * value:.1f}%"
            shown.append(f"**{text}**" if is_outside(value, bounds) else text)
        cells = [row["method"], row["estimand"], WORDS[row["measure"]], *shown]
        yield "| " + " | ".join(cells) + " |"


def verdict(effect: pd.DataFrame, null: pd.DataFrame) -> list[str]:
    """Say in words which figures of the adjusted methods are outside their bounds."""
    both = effect.merge(null, on=["method", "estimand", "measure"], suffixes=("", "_null"))
    said = []
    for _, row in both[both["method"] != "unadjusted"].iterrows():
        name = f"{row['method']}, {row['estimand']}, {WORDS[row['measure']]}"
        if is_outside(row["coverage"], COVERAGE):
            said.append(f"- {name}: coverage {100 * row['coverage']:.1f}%")
        if is_outside(row["rejected_null"], TYPE_ONE):
            said.append(f"- {name}: type I error {100 * row['rejected_null']:.1f}%")
        if is_outside(row["error_ratio"], ERROR_RATIO):
            said.append(f"- {name}: standard error {row['error_ratio']:.3f} of the spread")
    return said


def page(arguments: argparse.Namespace, results: list[tuple[pd.DataFrame, int]]) -> str:
    """Write the whole page."""
    (effect, events), (null, null_events) = results
    outside = verdict(effect, null)
    counts = effect["studies"].min(), null["studies"].min()
    command = f"python tests/recovery/table.py --studies {arguments.studies} --seed {arguments.seed}"
    text = f"""# Operating characteristics

What the estimators do when the same study is repeated {arguments.studies:,} times and the truth is known.

`make coverage` writes this page: `{command}`. The studies are made by
`tests/recovery/simulate.py`; a small version stands among the tests, `tests/recovery/test_coverage.py`.

## The studies

{EFFECT.people} people. A standard normal and a binary covariate ({100 * SHARE_WITH_Z:.0f}% have it) decide both who
is in the programme (log odds {EFFECT.selection:+.2f} and {-EFFECT.selection / 2:+.2f}) and when the event comes (log
hazard +0.50 and −0.40). One competing event; loss at random; follow-up ends at {EFFECT.end:.0f} months and the horizon
is {HORIZON:.0f}. Times are continuous: no ties. Equipoise is {equipoise(EFFECT):.2f} in the arm with less of it. The
models of `iptw`, `standardised` and `aipw` are true here; those that entropy balancing implies are not exactly.

- Effect: log cause-specific hazard ratios of {EFFECT.effect:+.2f} for the event and {EFFECT.effect_on_other:+.2f} for
  the competing one. Every study has at least {events} events in each arm by the horizon.
- Null: both cause-specific hazards are the same in both arms. Every study has at least {null_events}.

## What they show

Truth, bias and spread (standard deviation over studies) under the effect; ratios on the logarithm. SE/SD is the mean
standard error (influence function) over the spread, and coverage that of the 95% intervals. Type I error is the share
of p-values below 0.05 under the null. At least {min(counts):,} of {arguments.studies:,} studies reported each number.
Wanted: SE/SD {ERROR_RATIO[0]}–{ERROR_RATIO[1]}, coverage 93–97%, type I error 4–6.5%; what is outside is **bold**. The
unadjusted comparison, held against the truth of {NAIVE_TARGET}, is here to fail.

| method | population | measure | truth | bias | spread | SE/SD | coverage | type I error |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
    text += "\n".join(lines(effect, null)) + "\n\n## Outside the bounds\n\n"
    text += "\n".join(outside) if outside else "Nothing but the unadjusted comparison."
    return text + "\n"


def main() -> None:
    """Run every study of both designs and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--studies", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PAGE)
    arguments = parser.parse_args()
    began = time.monotonic()
    results = [
        characteristics(design, arguments.studies, arguments.seed, arguments.workers) for design in (EFFECT, NULL)
    ]
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(page(arguments, results), encoding="utf-8")
    seconds = time.monotonic() - began
    print(f"{2 * arguments.studies} studies in {seconds:.0f} s: {arguments.out}")  # noqa: T201


if __name__ == "__main__":
    main()
