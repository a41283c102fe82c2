"""How densely each group is looked at: contacts per child and year, by time since the start."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import short_number, t
from impact.present.densities import piece, pieces_table
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.select import rows_of
from impact.present.theme import ARMS, COLOURS, DASHES, figure, plain
from impact.present.words import counted, group, in_brackets, number_of, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

PLOT = 220


def visits_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw contacts per child and year of observation in each quarter, by group; nothing where none are recorded."""
    rows = released.densities.select(what="visits")
    if rows["value"].isna().all():
        return paragraphs([])
    drawing = figure(study, language, PLOT + 64)
    for arm in ARMS:
        _draw(drawing, rows[rows["arm"] == arm].dropna(subset=["value"]), arm, study, language)
    drawing.update_layout(margin={"l": 40, "r": 12, "t": 16, "b": 52})
    drawing.update_yaxes(rangemode="tozero", nticks=5)
    ticks = [0.0, *study.horizons]
    drawing.update_xaxes(
        title_text=escape(say(f"since-{study.time_unit}", study, language)),
        tickvals=ticks,
        ticktext=[short_number(tick, language) for tick in ticks],
        range=[0, plain(1.02 * max(study.horizons))],
        showgrid=False,
    )
    return Chart(
        key="visits",
        title=t("chart-visits", language),
        note=say("chart-visits-note", study, language),
        figure=drawing,
        alt_text=_alt_text(rows, study, language),
        table=_table(rows, study, language),
        language=language,
        data=rows,
    )


def _draw(drawing: go.Figure, rows: pd.DataFrame, arm: str, study: Study, language: Language) -> None:
    if rows.empty:
        return
    first, course = rows_of(rows)[0], list(_course(rows_of(rows)))
    drawing.add_scatter(
        x=[None if at is None else plain(at) for at, _ in course],
        y=[None if at is None else plain(row["value"]) for at, row in course],
        connectgaps=False,
        mode="lines",
        line={"color": COLOURS[arm], "width": 3, "shape": "hv", "dash": DASHES[arm]},
        text=[escape(_sentence(row, study, language)) for _, row in course],
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.add_annotation(
        text=f"<b>{escape(group(arm, language))}</b>", font={"color": COLOURS[arm], "size": 13}, showarrow=False,
        x=plain(first["lower"]), xanchor="left", y=plain(first["value"]), yanchor="bottom", xshift=4, yshift=2,
    )  # fmt: skip


def _course(rows: list[dict[str, Any]]) -> Iterator[tuple[float | None, dict[str, Any]]]:
    """Yield where a line runs, and the piece behind each place; it breaks where a piece is not shown."""
    for row, following in zip_longest(rows, rows[1:]):
        yield row["lower"], row
        if following is None or following["lower"] > row["upper"]:
            yield row["upper"], row
            yield None, row


def _piece(row: dict[str, Any], language: Language) -> str:
    return piece(row, language, 0)


def _sentence(row: dict[str, Any], study: Study, language: Language) -> str:
    words = {"group": group(row["arm"], language), "rate": number_of(row["value"], language, 1)}
    return say("chart-visits-hover", study, language, piece=_piece(row, language), **words)


def _alt_text(rows: pd.DataFrame, study: Study, language: Language) -> str:
    points = " ".join(f"{_sentence(row, study, language)}." for row in rows_of(rows.dropna(subset=["value"])))
    return say("chart-visits-alt", study, language, points=points)


def _table(rows: pd.DataFrame, study: Study, language: Language) -> Fragment:
    return pieces_table(
        t("chart-visits-table", language),
        say(f"since-{study.time_unit}", study, language),
        rows,
        lambda row: _piece(row, language),
        lambda row: in_brackets(number_of(row["value"], language, 1), counted(row["n"], language), language),
        language,
    )
