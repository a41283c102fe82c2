"""People reached as a picture: a dot where the number is known, a bar between its bounds where it is not."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t
from impact.present.page import Fragment, plain_text
from impact.present.reached import Row, amount, period_name, programme_name, rows_of_programme, short, totals
from impact.present.svg import box, drawing, words
from impact.present.theme import COLOURS, INK, MUTED, PAPER, RULE

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

LINE, BAR, APART = 17, 10, 12
"""Heights in pixels: of a line of text, of a bar, and of what parts two rows."""


def reach_chart(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw each programme's people reached, in all and by period, on one scale from 0.

    A dot is a number of people who are all identified. A bar goes from the fewest people that there can have been to
    the most; without a lower bound that may be shown it is dashed. The numbers stand beside it as text.
    """
    top = max((float(row["at_most"]) for row in totals(released) if not pd.isna(row["at_most"])), default=0.0)
    title, note = t("chart-reach", language), t("chart-reach-note", language)
    panels, said = [], [title]
    for place, total in enumerate(totals(released)):
        name = programme_name(total["activity"], study, language)
        rows = [row for row in rows_of_programme(released, total["activity"]) if not row["role"]]
        told = [
            t("reach-alt", language, period=period_name(row["period"], language), amount=amount(row, study, language))
            for row in rows
        ]
        drawn = _panel(f"reach-{place}", name, rows, top, " ".join(told), study, language)
        panels.append(f'<div class="way programme"><p><strong>{escape(name)}</strong></p>{drawn}</div>')
        said += [name, *told]
    html = (
        f'<figure class="pathway" id="chart-reach"><figcaption><strong>{escape(title)}</strong> '
        f'<span>{escape(note)}</span></figcaption><div class="ways">{"".join(panels)}</div></figure>'
    )
    return Fragment(html, plain_text("\n".join(said)))


def _panel(key: str, name: str, rows: list[Row], top: float, told: str, study: Study, language: Language) -> str:
    pieces, y = [], 0.0
    for row in rows:
        is_total = not row["period"]
        period, people = period_name(row["period"], language), short(row, language)
        line = t("reach-row", language, period=period, amount=people)
        pieces.append(words([line], 0, y + 13, size=14 if is_total else 13, colour=INK, is_bold=is_total))
        pieces.append(_mark(row, top, y + LINE + 2))
        y += LINE + BAR + APART
    title = t("reach-row", language, period=name, amount=t("reach-kind", language))
    return drawing(key, "".join(pieces), y, (title, told), study, language)


def _mark(row: Row, top: float, y: float) -> str:
    """Draw a row's line from 0 to the largest number of the picture, and on it a dot or a bar."""
    middle = y + BAR / 2
    line = box(0, middle - 0.5, "100%", 1, fill=RULE)
    if pd.isna(row["at_most"]) or not top:
        return line
    if not pd.isna(row["n"]):
        return (
            line + f'<circle cx="{_at(row["n"], top)}" cy="{middle:g}" r="{BAR / 2:g}" fill="{COLOURS["programme"]}"/>'
        )
    low = 0.0 if pd.isna(row["at_least"]) else float(row["at_least"])
    look = {"fill": PAPER, "stroke": MUTED, "stroke_dasharray": "4 4"} if pd.isna(row["at_least"]) else {}
    width = _at(float(row["at_most"]) - low, top)
    return line + box(_at(low, top), y, width, BAR, **(look or {"fill": COLOURS["programme"]}), rx="3")


def _at(people: float, top: float) -> str:
    """Return a place on the line; a dot at its end stays inside the picture."""
    return f"{98 * people / top:.2f}%"
