"""How many could be traced: completeness of follow-up by group and horizon."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import t
from impact.present.page import Chart
from impact.present.select import traced
from impact.present.tables import followup_table
from impact.present.theme import ARMS, COLOURS, INK, MUTED, RULE, figure
from impact.present.words import duration, group, labelled, say, say_of_kind, share

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

BAR, HEAD, GAP = 30, 30, 8
_SHADES = {"programme": "#9dc1e3", "comparison": "#ecc9a1"}
"""Pale, so that the words on them are read whether a bar is long or short."""

_MARGIN = {"l": 8, "r": 22, "t": 26, "b": 52}


def followup_chart(released: ReleasedResults, study: Study, language: Language) -> Chart:
    """Draw the share traced of those who could have been followed to each horizon, by group."""
    height = len(study.horizons) * (HEAD + len(ARMS) * BAR + GAP)
    drawing = figure(study, language, height + _MARGIN["t"] + _MARGIN["b"])
    place = 0.0
    for horizon in study.horizons:
        shares = traced(released, horizon)
        drawing.add_annotation(
            text=f"<b>{escape(duration(horizon, study, language))}</b>", x=0, xref="paper", xanchor="left",
            y=place + HEAD - 4, yanchor="bottom", showarrow=False, font={"size": 13, "color": INK},
        )  # fmt: skip
        place += HEAD
        for arm in ARMS:
            _draw_bar(drawing, shares[arm], arm, place, language)
            place += BAR
        place += GAP
    _axes(drawing, released, height, language)
    return Chart(
        key="followup",
        title=t("chart-followup", language),
        note=say_of_kind("chart-followup-note", study, language),
        figure=drawing,
        alt_text=_alt_text(released, study, language),
        table=followup_table(released, study, language),
        language=language,
        data=released.followup.frame,
    )


def _draw_bar(drawing: go.Figure, value: float, arm: str, top: float, language: Language) -> None:
    """Draw one share as a bar with its group's name in it, on a pale bar that stands for everybody."""
    name, shown = group(arm, language), share(value, language)
    for width, colour in ((1.0, "#eef1f5"), (0.0 if pd.isna(value) else value, _SHADES[arm])):
        drawing.add_scatter(
            x=[0, width, width, 0, 0],
            y=[top, top, top + BAR - 5, top + BAR - 5, top],
            fill="toself",
            fillcolor=colour,
            mode="lines",
            line={"width": 0},
            text=escape(labelled(name, shown, language)),
            hoveron="fills",
            hoverinfo="text",
        )
    if not pd.isna(value):
        edge = {"color": COLOURS[arm], "width": 4}
        drawing.add_shape(type="line", x0=value, x1=value, y0=top, y1=top + BAR - 5, line=edge)
    drawing.add_annotation(
        text=f"{escape(name)} <b>{escape(shown)}</b>", x=0.01, xanchor="left", y=top + (BAR - 5) / 2, yanchor="middle",
        showarrow=False, font={"size": 13, "color": INK},
    )  # fmt: skip


def _axes(drawing: go.Figure, released: ReleasedResults, height: float, language: Language) -> None:
    checks = released.checks.frame
    gate = checks[checks["check"].str.startswith("traced.") & checks["threshold"].notna()]["threshold"]
    if len(gate):
        limit = float(gate.iloc[0])
        line = {"color": INK, "width": 1, "dash": "4px,3px"}
        drawing.add_shape(type="line", x0=limit, x1=limit, y0=0, y1=height, line=line)
        drawing.add_annotation(
            text=escape(t("chart-followup-limit", language, limit=share(limit, language))), x=limit, y=0,
            yanchor="bottom", showarrow=False, font={"size": 12, "color": MUTED},
        )  # fmt: skip
    ticks = [0.25, 0.5, 0.75, 1.0]
    drawing.update_layout(margin=_MARGIN)
    drawing.update_yaxes(range=[height, 0], visible=False)
    drawing.update_xaxes(
        range=[0, 1],
        tickvals=ticks,
        ticktext=[share(tick, language) for tick in ticks],
        title_text=escape(t("chart-followup-axis", language)),
        gridcolor=RULE,
    )


def _alt_text(released: ReleasedResults, study: Study, language: Language) -> str:
    points = [
        t(
            "chart-followup-alt-point",
            language,
            duration=duration(horizon, study, language),
            **{arm: share(value, language) for arm, value in traced(released, horizon).items()},
        )
        for horizon in study.horizons
    ]
    return say("chart-followup-alt", study, language, points=" ".join(points))
