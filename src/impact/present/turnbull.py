"""The event wherever it may lie between two contacts: Turnbull's curves beside those that put it on one day."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.disclosure import TURNBULL
from impact.i18n import inside, short_number, t
from impact.present.curves import label_arms
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.select import MAIN
from impact.present.tables import table
from impact.present.theme import ARMS, COLOURS, MUTED, figure, plain
from impact.present.withheld import is_answered
from impact.present.words import NOT_SHOWN, at_time, group, moment, per_hundred, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

PLOT = 220
_MARGIN = {"l": 34, "r": 12, "t": 44, "b": 48}
_LINES = {"main": {"dash": "solid", "width": 1.5}, TURNBULL: {"dash": "2px,3px", "width": 3}}


def turnbull_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw both groups' risk without weights, with the event on one day and anywhere in its interval.

    A sentence where the release has no such curves, the day of every event is known, or the answer is withheld: lines
    without weights would be the only ones of their kind on the page.
    """
    curves = {name: _curves(released, study, name) for name in _LINES}
    if _is_dated(study) or not is_answered(released, study) or not set(ARMS) <= set(curves[TURNBULL]["arm"]):
        return paragraphs([t("choices-nothing", language)])
    drawing = figure(study, language, PLOT + _MARGIN["t"] + _MARGIN["b"])
    for name, rows in curves.items():
        for arm in ARMS:
            _draw(drawing, rows[rows["arm"] == arm], name, arm, study, language)
    label_arms(drawing, curves[TURNBULL], study, language)
    _legend(drawing, language)
    top = 100 * max(float(rows["estimate"].max()) for rows in curves.values() if len(rows))
    end = max(study.horizons)
    drawing.update_layout(margin=_MARGIN)
    ticks = [0, *study.horizons]
    drawing.update_xaxes(
        title_text=escape(say(f"since-{study.time_unit}", study, language)), tickvals=ticks,
        ticktext=[short_number(time, language) for time in ticks], range=[0, plain(end * 1.01)], showgrid=False,
    )  # fmt: skip
    drawing.update_yaxes(range=[0, plain(top * 1.3)], nticks=5, rangemode="tozero")
    return Chart(
        key="turnbull",
        title=say("chart-turnbull", study, language),
        note=say("chart-turnbull-note", study, language),
        figure=drawing,
        alt_text=_alt_text(curves, study, language),
        table=_table(curves, study, language),
        language=language,
        data=pd.concat(curves.values()),
    )


def _curves(released: ReleasedResults, study: Study, analysis: str) -> pd.DataFrame:
    equal = {**MAIN, "analysis": analysis, "estimand": "none"}
    rows = released.curves.select(**equal).dropna(subset=["estimate"])
    return rows[rows["time"] <= max(study.horizons)]


def _is_dated(study: Study) -> bool:
    """Tell whether the study's input can say no more of an event than its day."""
    return study.input.form == "analysis_table" and study.input.columns.lower is None


def _draw(drawing: go.Figure, rows: pd.DataFrame, name: str, arm: str, study: Study, language: Language) -> None:
    said = [
        escape(
            t(
                "risk-hover-bare",
                language,
                group=f"{group(arm, language)}, {t(f'turnbull-{name}', language)}",
                when=inside(moment(row["time"], study, language), language),
                risk=per_hundred(row["estimate"], language, 1),
            )
        )
        for _, row in rows.iterrows()
    ]
    drawing.add_scatter(
        x=[plain(time) for time in rows["time"]],
        y=[plain(100 * risk) for risk in rows["estimate"]],
        name=f"{name} {arm}",
        mode="lines",
        line={"color": COLOURS[arm], "shape": "hv", **_LINES[name]},
        text=said,
        hovertemplate="%{text}<extra></extra>",
    )


def _legend(drawing: go.Figure, language: Language) -> None:
    """Say above the curves which line is which reading."""
    signs = {"main": "──", TURNBULL: "▪▪▪"}
    lines = "<br>".join(f"{signs[name]} {escape(t(f'turnbull-{name}', language))}" for name in _LINES)
    drawing.add_annotation(
        text=lines, x=0, xref="paper", xanchor="left", xshift=-_MARGIN["l"] + 8, y=1, yref="paper",
        yanchor="bottom", yshift=4, align="left", showarrow=False, font={"size": 12, "color": MUTED},
    )  # fmt: skip


def _at(rows: pd.DataFrame, arm: str, time: float) -> float:
    """Read a stepped curve at a time; missing where it has ended before."""
    own = rows[rows["arm"] == arm]
    before = own.loc[own["time"] <= time, "estimate"]
    return float(before.iloc[-1]) if len(before) and own["time"].max() >= time else float("nan")


def _table(curves: dict[str, pd.DataFrame], study: Study, language: Language) -> Fragment:
    rows = []
    for arm in ARMS:
        for time in study.horizons:
            read = [_at(curves[name], arm, time) for name in _LINES]
            shown = [NOT_SHOWN if pd.isna(risk) else per_hundred(risk, language, 1) for risk in read]
            when = inside(moment(time, study, language), language)
            rows.append([at_time(group(arm, language), when, language), *shown])
    columns = [t("table-group", language), *(t(f"turnbull-{name}", language) for name in _LINES)]
    return table(say("chart-turnbull", study, language), columns, rows, language)


def _alt_text(curves: dict[str, pd.DataFrame], study: Study, language: Language) -> str:
    points = [
        t(
            "chart-turnbull-alt-point",
            language,
            group=group(arm, language),
            when=inside(moment(time, study, language), language),
            main=per_hundred(_at(curves["main"], arm, time), language, 1),
            turnbull=per_hundred(_at(curves[TURNBULL], arm, time), language, 1),
        )
        for arm in ARMS
        for time in study.horizons
    ]
    return say("chart-turnbull-alt", study, language, points=" ".join(points))
