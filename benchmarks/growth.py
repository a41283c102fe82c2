"""Cost against people, 1,000 to 1,000,000, and against replicates, drawn as a small SVG with logarithmic axes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from math import log, log10
from pathlib import Path
from statistics import median

import numpy as np
from people import HORIZON, people, table_of

from impact import AnalysisTable
from impact.estimate import cumulative_incidence, risk_difference

TURNS = 3
PEOPLE = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
REPLICATES = (100, 300, 1_000, 3_000, 10_000)
RESAMPLED = 2_000
COLOURS = ("#1b6ca8", "#b8500c", "#3f7d20")
WIDTH, HEIGHT, LEFT, TOP, PANEL = 760, 330, 56, 40, 276
DECADES = (-3, 2)
"""Of seconds."""


@dataclass(frozen=True)
class Line:
    """Seconds (median) at each size."""

    name: str
    sizes: tuple[int, ...]
    seconds: tuple[float, ...]

    @property
    def slope(self) -> float:
        """Power of the size that the cost grows with, over the last decade measured."""
        x, y = np.log(self.sizes[-3:]), np.log(self.seconds[-3:])
        return float(np.polyfit(x, y, 1)[0])


def seconds_of(work: Callable[[], object]) -> float:
    """Return the median of several turns, after one that loads what is loaded on first use."""
    work()
    taken = []
    for _ in range(TURNS):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return median(taken)


def against_people(sizes: tuple[int, ...]) -> list[Line]:
    """Measure cumulative incidence, and the weighted risk difference, with their standard errors."""
    jobs: dict[str, Callable[[AnalysisTable], object]] = {
        "cumulative incidence": cumulative_incidence,
        "risk difference, iptw": lambda table: risk_difference(table, [HORIZON], "iptw", "ato"),
    }
    tables = [table_of(people(size)) for size in sizes]
    return [
        Line(name, sizes, tuple(seconds_of(lambda table=table, job=job: job(table)) for table in tables))
        for name, job in jobs.items()
    ]


def against_replicates(counts: tuple[int, ...], n: int = RESAMPLED) -> list[Line]:
    """Measure the bootstrap of the weighted risk difference, propensity refitted."""
    table = table_of(people(n))

    def work(count: int) -> float:
        return seconds_of(lambda: risk_difference(table, [HORIZON], "iptw", "ato", replicates=count, seed=1))

    return [Line(f"bootstrap, n = {n:,}", counts, tuple(work(count) for count in counts))]


def panel(lines: list[Line], left: float, title: str, colours: Iterable[str]) -> str:
    """Draw one pair of axes with its lines; a dashed line grows in proportion to the size."""
    sizes = lines[0].sizes
    low, high = log10(sizes[0]), log10(sizes[-1])
    bottom = HEIGHT - 50

    def across(size: float) -> float:
        return left + PANEL * (log10(size) - low) / (high - low)

    def up(seconds: float) -> float:
        return bottom - (bottom - TOP) * (log10(seconds) - DECADES[0]) / (DECADES[1] - DECADES[0])

    drawn = [f'<text x="{left}" y="20" class="t">{escape(title)}</text>']
    for power in range(DECADES[0], DECADES[1] + 1):
        y = up(10.0**power)
        drawn.append(f'<path d="M{left} {y:.1f}h{PANEL}" class="g"/>')
        drawn.append(f'<text x="{left - 6}" y="{y + 4:.1f}" class="e">{10.0**power:g} s</text>')
    powers = range(int(low), int(high) + 1)
    drawn += [f'<text x="{across(10**power):.1f}" y="{bottom + 18}" class="m">{10**power:,}</text>' for power in powers]
    for line, colour in zip(lines, colours, strict=False):
        points = " ".join(f"{across(x):.1f},{up(y):.1f}" for x, y in zip(line.sizes, line.seconds, strict=True))
        drawn.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [
            f'<circle cx="{across(x):.1f}" cy="{up(y):.1f}" r="3" fill="{colour}"/>'
            for x, y in zip(line.sizes, line.seconds, strict=True)
        ]
    most = max(lines, key=lambda line: line.seconds[-1])
    start = most.seconds[-1] * sizes[0] / sizes[-1]
    foot = max(start, 10.0 ** DECADES[0])
    first = across(sizes[-1] * foot / most.seconds[-1])
    drawn.append(
        f'<path d="M{first:.1f} {up(foot):.1f}L{across(sizes[-1]):.1f} {up(most.seconds[-1]):.1f}" class="p"/>'
    )
    for place, (line, colour) in enumerate(zip(lines, colours, strict=False)):
        y = TOP + 14 + 16 * place
        drawn.append(f'<text x="{left + 8}" y="{y}" style="fill:{colour}">{escape(line.name)}</text>')
    return "\n".join(drawn)


def picture(people_lines: list[Line], replicate_lines: list[Line], path: Path) -> None:
    """Write both panels."""
    second = LEFT + PANEL + 104
    style = (
        "text{font:12px sans-serif;fill:#222}.t{font-weight:bold}.e{text-anchor:end}.m{text-anchor:middle}"
        ".g{stroke:#ddd}.p{stroke:#888;stroke-dasharray:4 4;fill:none}"
    )
    told = "; ".join(
        f"{line.name}: {line.seconds[0]:.2g} s at {line.sizes[0]:,}, {line.seconds[-1]:.2g} s at {line.sizes[-1]:,}"
        for line in [*people_lines, *replicate_lines]
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>Cost against people and against replicates</title><desc>{escape(told)}</desc><style>{style}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        panel(people_lines, LEFT, "Cost against people", COLOURS),
        panel(replicate_lines, second, "Cost against replicates", COLOURS[2:]),
        f'<text x="{LEFT}" y="{HEIGHT - 8}">Dashed: in proportion to the size.</text>',
        "</svg>",
    ]
    path.write_text("\n".join(parts) + "\n", encoding="utf-8")


def n_log_n(sizes: tuple[int, ...]) -> float:
    """Power that n log n looks like over the last decade of these sizes."""
    x = np.log(sizes[-3:])
    return float(np.polyfit(x, [log(n * log(n)) for n in sizes[-3:]], 1)[0])


def is_rising(line: Line) -> bool:
    """Whether more people or replicates cost more at every step: a measurement that does not was disturbed."""
    return all(first < second for first, second in pairwise(line.seconds))
