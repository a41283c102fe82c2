"""Small pictures of one number or two a row: a bar from a common start, or the stretch between two limits.

Each row is a label, a strip of SVG and the number in words, so that it bends to any screen, prints in grey, needs no
script, and says everything without the drawing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from impact.present.page import Fragment, marked, plain_text


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a picture.

    Parameters
    ----------
    label, words : str
        What it is about, and its number or numbers, counts from `words.counted`.
    low, high : float, optional
        Limits, on the picture's scale.
    point : float, optional
        The number itself. A row without numbers is not drawn, and its words say why.
    arm : str
        programme or comparison: its colour.
    """

    label: str
    words: str
    low: float | None = None
    high: float | None = None
    point: float | None = None
    arm: str = "programme"


def spans(title: str, rows: Iterable[Row], end: float) -> Fragment:
    """Draw rows on one scale from 0 to `end`.

    Parameters
    ----------
    title : str
        What is drawn, and its scale.
    rows : iterable of Row
    end : float
        Positive.
    """
    kept = list(rows)
    drawn = "".join(
        f'<div class="span {row.arm}"><dt>{escape(row.label)}</dt><dd>{_strip(row, end)}<b>{marked(row.words)}</b></dd>'
        "</div>"
        for row in kept
    )
    html = f'<p class="bars-title">{escape(title)}</p><dl class="spans">{drawn}</dl>'
    return Fragment(html, plain_text("\n".join([title, *(f"{row.label}: {row.words}" for row in kept)])))


def _strip(row: Row, end: float) -> str:
    """Draw a row: its scale, a thin bar up to the number, the stretch between its limits, and a mark at the number."""
    shapes = ['<rect class="scale" x="0" y="7" width="100" height="2"/>']
    if row.point is not None:
        shapes.append(_box("bar", 0, row.point, 4, 8, end))
    if row.low is not None and row.high is not None:
        shapes.append(
            _box("limits", row.low, row.high, 2 if row.point is None else 6, 12 if row.point is None else 4, end)
        )
    if row.point is not None:
        shapes.append(f'<rect class="mark" x="{_at(row.point, end) - 0.4:.1f}" y="1" width="0.8" height="14"/>')
    return f'<svg viewBox="-0.5 0 101 16" preserveAspectRatio="none" aria-hidden="true">{"".join(shapes)}</svg>'


def _box(name: str, low: float, high: float, top: int, height: int, end: float) -> str:
    left, right = _at(low, end), _at(high, end)
    # So narrow an interval is still seen.
    width = max(right - left, 0.4)
    return f'<rect class="{name}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'


def _at(value: float, end: float) -> float:
    return 100 * min(max(value / end, 0.0), 1.0)
