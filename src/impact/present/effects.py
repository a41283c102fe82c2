"""Differences between the groups: a dot and an interval for each horizon and comparison."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import inside, t
from impact.present.page import Chart, Fragment, folded
from impact.present.select import effect_rows, has_interval, is_reported, primary_of
from impact.present.tables import effects_table, ordered, with_interval
from impact.present.theme import COLOURS, INK, MUTED, PAPER, RULE, figure, plain
from impact.present.withheld import in_place_of, shows_only_raw
from impact.present.words import difference, duration, interval, method_name, say, wrapped
from impact.study import REPORTED

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

ROW, HEAD, DOT = 46, 34, 14
"""Heights in pixels of an estimate's row, of a horizon's heading, and of a dot above the end of its row."""

WIDTH = 0.54
"""Share of the width that the dots take; the numbers stand beside them."""

MARGIN = {"l": 8, "r": 8, "t": 30, "b": 64}


def risk_difference_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw the risk differences per 100 people with their intervals, without weights beside each weighting.

    An estimate that is withheld keeps its row, which says so; the study's own comparison is filled. Where nothing but
    the comparison without weights is left to draw, a sentence says so, over the table.
    """
    if shows_only_raw(effect_rows(released, measure="risk_difference", arm="contrast"), study):
        numbers = folded(t("show-table", language), effects_table(released, study, language))
        return in_place_of("differences", language, numbers)
    rows = {
        horizon: [
            row
            for row in ordered(effect_rows(released, measure="risk_difference", arm="contrast", horizon=horizon))
            if row["method"] in (*REPORTED, study.headline_method)
        ]
        for horizon in study.horizons
    }
    height = sum(HEAD + ROW * len(group) for group in rows.values())
    drawing = figure(study, language, height + MARGIN["t"] + MARGIN["b"])
    place = 0.0
    for horizon, group in rows.items():
        heading(drawing, place, duration(horizon, study, language))
        place += HEAD
        for row in group:
            _draw_row(drawing, row, place, study, language)
            place += ROW
    axes(drawing, height, _ends(rows), say("chart-effects-axis", study, language), language)
    return Chart(
        key="effects",
        title=t("chart-effects", language),
        note=t("chart-effects-note", language),
        figure=drawing,
        alt_text=_alt_text(rows, study, language),
        table=effects_table(released, study, language),
        language=language,
        data=effect_rows(released, measure="risk_difference", arm="contrast"),
    )


def heading(drawing: go.Figure, place: float, text: str) -> None:
    """Write the heading of a group of rows over a rule, `HEAD` pixels high, from `place` on."""
    drawing.add_annotation(
        text=f"<b>{escape(text)}</b>", x=0, xref="paper", xanchor="left", y=place + HEAD - 6, yanchor="bottom",
        showarrow=False, font={"size": 13, "color": INK},
    )  # fmt: skip
    drawing.add_shape(type="line", xref="paper", x0=0, x1=1, y0=place + HEAD - 5, y1=place + HEAD - 5, line_color=RULE)


def _draw_row(drawing: go.Figure, row: pd.Series, place: float, study: Study, language: Language) -> None:
    reported = is_reported(row)
    value = with_interval(row, language, scale=100) if reported else t("chart-effects-withheld", language)
    words: dict[str, Any] = {"xref": "paper", "showarrow": False, "yanchor": "middle"}
    name = escape(method_name(row["estimand"], language, row["method"]))
    line = place + ROW - DOT
    drawing.add_annotation(words, text=name, x=0, xanchor="left", y=place + 14, font={"size": 12, "color": MUTED})
    drawing.add_annotation(words, text=escape(value), x=1, xanchor="right", y=line, font={"size": 13, "color": INK})
    if reported:
        _dot(drawing, row, line, study, language)


def _dot(drawing: go.Figure, row: pd.Series, y: float, study: Study, language: Language) -> None:
    is_primary = (row["method"], row["estimand"]) == primary_of(study)
    colour = COLOURS["programme"] if is_primary else MUTED
    if has_interval(row):
        ends = [plain(100 * row[name]) for name in ("ci_lower", "ci_upper")]
        drawing.add_scatter(
            x=ends, y=[y, y], mode="lines", line={"color": colour, "width": 3 if is_primary else 2}, hoverinfo="skip"
        )
    drawing.add_scatter(
        x=[plain(100 * row["estimate"])],
        y=[y],
        mode="markers",
        marker={"size": 11, "color": colour if is_primary else PAPER, "line": {"color": colour, "width": 2}},
        text=[escape(_sentence(row, study, language))],
        hovertemplate="%{text}<extra></extra>",
    )


def axes(
    drawing: go.Figure, height: float, ends: Iterable[float], title: str, language: Language, none: float = 0
) -> None:
    """Draw the line of no effect with its two sides, and an axis that holds it and every one of `ends`."""
    drawing.add_shape(type="line", x0=none, x1=none, y0=0, y1=height, line={"color": INK, "width": 1}, layer="between")
    for text, x, anchor in (("fewer", 0.0, "left"), ("more", WIDTH, "right")):
        drawing.add_annotation(
            text=escape(t(f"chart-effects-{text}", language)), x=x, xref="paper", xanchor=anchor, y=1, yref="paper",
            yanchor="bottom", yshift=6, showarrow=False, font={"size": 12, "color": MUTED},
        )  # fmt: skip
    drawing.add_annotation(
        text=escape(wrapped(title, 44)).replace("\n", "<br>"), x=0, xref="paper", xanchor="left", y=0, yref="paper",
        yanchor="top", yshift=-26, align="left", showarrow=False, font={"size": 12, "color": MUTED},
    )  # fmt: skip
    drawing.update_layout(margin=MARGIN)
    drawing.update_yaxes(range=[height, 0], visible=False)
    known = [none, *(end for end in ends if not pd.isna(end))]
    low, high = min(known), max(known)
    room = 0.12 * (high - low) or 1.0
    drawing.update_xaxes(range=[plain(low - room), plain(high + room)], domain=[0, WIDTH], nticks=5)


def _ends(rows: dict[float, list[pd.Series]]) -> list[float]:
    shown = [row for group in rows.values() for row in group if is_reported(row)]
    return [100 * float(row[name]) for row in shown for name in ("ci_lower", "ci_upper", "estimate")]


def _sentence(row: pd.Series, study: Study, language: Language) -> str:
    words = {
        "horizon": duration(row["horizon"], study, language),
        "method": inside(method_name(row["estimand"], language, row["method"]), language),
    }
    if not is_reported(row):
        return t("chart-effects-alt-withheld", language, **words)
    limits = interval(row["ci_lower"], row["ci_upper"], language)
    return t(
        "chart-effects-alt-point", language, difference=difference(row["estimate"], language), interval=limits, **words
    )


def _alt_text(rows: dict[float, list[pd.Series]], study: Study, language: Language) -> str:
    points = " ".join(_sentence(row, study, language) for group in rows.values() for row in group)
    return say("chart-effects-alt", study, language, points=points).strip()
