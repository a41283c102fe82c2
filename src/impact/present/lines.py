"""Two step curves as a small picture: SVG that needs no script, prints as it is and bends to any screen."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import number
from impact.present.theme import ARMS, COLOURS, INK, MUTED, RULE
from impact.present.words import group, say

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

WIDTH, HEIGHT = 420, 260
LEFT, RIGHT, TOP, BOTTOM = 34, 412, 12, 212
"""Where the axes stand."""
DASHES = {"programme": "", "comparison": ' stroke-dasharray="6 3"'}
TICK = 0.2
NAME_WIDTH = 150
"""About what the name of a group takes."""


def step_lines(curves: pd.DataFrame, words: str, study: Study, language: Language) -> str:
    """Draw released curves of both groups, one row a moment, with their intervals as faint areas.

    Parameters
    ----------
    curves : pandas.DataFrame
        `arm`, `time`, `estimate`, `ci_lower`, `ci_upper`: one curve an arm.
    words : str
        What the picture shows, for whoever does not see it.
    """
    top = math.ceil(max(TICK, float(curves[["estimate", "ci_upper"]].max().max())) / TICK - 1e-9) * TICK
    end = float(max(study.horizons))
    parts = [_axes(top, end, study, language)]
    lines: dict[str, list[str]] = {}
    for arm in ARMS:
        rows = curves[curves["arm"] == arm].sort_values("time")
        banded = rows.dropna(subset=["ci_lower", "ci_upper"])
        line = _steps(rows, "estimate", end, top)
        lines[arm] = line
        if len(banded):
            area = [*_steps(banded, "ci_upper", end, top), *reversed(_steps(banded, "ci_lower", end, top))]
            parts.append(f'<polygon points="{" ".join(area)}" fill="{COLOURS[arm]}" fill-opacity="0.12"/>')
        parts.append(
            f'<polyline points="{" ".join(line)}" fill="none" stroke="{COLOURS[arm]}" stroke-width="2.5"{DASHES[arm]}/>'
        )
    parts += [_name(arm, lines, language) for arm in ARMS]
    return f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(words)}">{"".join(parts)}</svg>'


def _steps(rows: pd.DataFrame, column: str, end: float, top: float) -> list[str]:
    """Return the corners of a curve that stays where it is until its next moment, and to the end of the axis."""
    corners: list[str] = []
    before = None
    for time, value in zip([*rows["time"], end], [*rows[column], *rows[column].tail(1)], strict=True):
        x, y = f"{_x(time, end):.1f}", f"{_y(value, top):.1f}"
        corners += [f"{x},{before}"] if before not in (None, y) else []
        corners.append(f"{x},{y}")
        before = y
    return corners


def _x(time: float, end: float) -> float:
    return LEFT + (RIGHT - LEFT) * float(time) / end


def _y(share: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * float(share) / top


def _axes(top: float, end: float, study: Study, language: Language) -> str:
    marks = []
    for i in range(round(top / TICK) + 1):
        y = _y(i * TICK, top)
        marks.append(f'<path d="M{LEFT} {y:.1f}H{RIGHT}" stroke="{MUTED if i == 0 else RULE}"/>')
        marks.append(_text(LEFT - 6, y + 5, number(round(100 * i * TICK), language), MUTED, "end"))
    times = {time: "end" if time == end else "middle" for time in (0.0, *study.horizons)}
    marks += [_text(_x(x, end), BOTTOM + 18, number(x, language), MUTED, anchor) for x, anchor in times.items()]
    below = say(f"since-{study.time_unit}", study, language)
    return "".join([*marks, _text((LEFT + RIGHT) / 2, BOTTOM + 40, below, INK, "middle")])


def _name(arm: str, lines: dict[str, list[str]], language: Language) -> str:
    """Write a group's name at the right end of its line, above the upper one and below the lower one."""
    last = {name: float(line[-1].split(",")[1]) for name, line in lines.items()}
    upper = min(last, key=lambda name: last[name])
    near = [float(y) for x, y in (corner.split(",") for corner in lines[arm]) if float(x) > RIGHT - NAME_WIDTH]
    y = min(near) - 8 if arm == upper else min(max(near) + 18, BOTTOM - 4)
    return _text(RIGHT, y, group(arm, language), COLOURS[arm], "end")


def _text(x: float, y: float, words: str, colour: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}">{escape(words)}</text>'
