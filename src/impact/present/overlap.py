"""Overlap: whether children of both groups are there at every chance of being in the programme."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import t
from impact.present.densities import piece, pieces_table
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.select import rows_of
from impact.present.theme import ARMS, BANDS, COLOURS, INK, MUTED, RULE, figure, plain
from impact.present.words import counted, group, in_brackets, number_of, say, share

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

PLOT = 250
MIDDLE = (0.3, 0.7)
"""The part of the scale in which either group was a real possibility: what equipoise counts."""


def overlap_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw how each group spreads over the preference score, the programme's above the line and the other's below.

    A sentence where nothing of it is shown.
    """
    rows = released.densities.select(what="preference")
    if rows["value"].isna().all():
        return paragraphs([t("chart-overlap-none", language)])
    drawing = figure(study, language, PLOT + 86)
    drawing.add_shape(
        type="rect", x0=MIDDLE[0], x1=MIDDLE[1], y0=0, y1=1, yref="paper", fillcolor=RULE, opacity=0.45, line_width=0,
        layer="below",
    )  # fmt: skip
    for arm, way in zip(ARMS, (1, -1), strict=True):
        _draw(drawing, rows[rows["arm"] == arm].dropna(subset=["value"]), arm, way, language)
    _axes(drawing, float(rows["value"].max()), language)
    return Chart(
        key="overlap",
        title=say("chart-overlap", study, language),
        note=say("chart-overlap-note", study, language),
        figure=drawing,
        alt_text=_alt_text(rows, study, language),
        table=_table(rows, study, language),
        language=language,
        data=rows,
    )


def _draw(drawing: go.Figure, rows: pd.DataFrame, arm: str, way: int, language: Language) -> None:
    drawing.add_bar(
        x=[plain((row["lower"] + row["upper"]) / 2) for row in rows_of(rows)],
        y=[plain(100 * way * row["value"]) for row in rows_of(rows)],
        width=[plain(row["upper"] - row["lower"]) for row in rows_of(rows)],
        marker={"color": COLOURS[arm] if way > 0 else BANDS[arm], "line": {"color": COLOURS[arm], "width": 1.5}},
        text=[escape(_sentence(row, language)) for row in rows_of(rows)],
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )
    drawing.add_annotation(
        text=f"<b>{escape(group(arm, language))}</b>", font={"color": COLOURS[arm], "size": 13}, xref="paper",
        yref="paper", x=0.01, y=0.99 if way > 0 else 0.01, xanchor="left", yanchor="top" if way > 0 else "bottom",
        showarrow=False,
    )  # fmt: skip


def _axes(drawing: go.Figure, highest: float, language: Language) -> None:
    top = plain(118 * highest)
    ticks = [tick for tick in (10, 20, 30, 40, 50, 60, 80, 100) if tick <= 100 * highest][-3::2] or [10]
    every = [*(-tick for tick in reversed(ticks)), 0, *ticks]
    drawing.add_shape(type="line", x0=0, x1=1, y0=0, y1=0, line={"color": INK, "width": 1})
    drawing.update_layout(barmode="overlay", bargap=0, margin={"l": 48, "r": 12, "t": 12, "b": 74})
    shares = [share(abs(tick) / 100, language) for tick in every]
    drawing.update_yaxes(range=[-top, top], tickvals=every, ticktext=shares)
    drawing.update_xaxes(
        range=[0, 1],
        tickvals=[0, 0.3, 0.5, 0.7, 1],
        ticktext=[number_of(tick, language, 1) for tick in (0, 0.3, 0.5, 0.7, 1)],
        showgrid=False,
    )
    for text, x, anchor in (("low", 0.0, "left"), ("high", 1.0, "right")):
        drawing.add_annotation(
            text=escape(t(f"chart-overlap-{text}", language)), x=x, xref="paper", xanchor=anchor, y=0, yref="paper",
            yanchor="top", yshift=-26, showarrow=False, font={"size": 12, "color": MUTED},
        )  # fmt: skip


def _sentence(row: dict[str, Any], language: Language) -> str:
    words = {"group": group(row["arm"], language), "share": share(row["value"], language)}
    return t("chart-overlap-hover", language, piece=_piece(row, language), **words)


def _piece(row: dict[str, Any], language: Language) -> str:
    return piece(row, language, 1)


def _alt_text(rows: pd.DataFrame, study: Study, language: Language) -> str:
    points = " ".join(f"{_sentence(row, language)}." for row in rows_of(rows.dropna(subset=["value"])))
    return say("chart-overlap-alt", study, language, points=points)


def _table(rows: pd.DataFrame, study: Study, language: Language) -> Fragment:
    return pieces_table(
        say("chart-overlap", study, language),
        t("chart-overlap-axis", language),
        rows,
        lambda row: _piece(row, language),
        lambda row: in_brackets(counted(row["n"], language), share(row["value"], language), language),
        language,
    )
