"""Love plot: how far apart the groups are in each characteristic, as they came and after weighting."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import inside, number, t
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.select import balance_rows
from impact.present.tables import balance_table, smd_cell
from impact.present.theme import COLOURS, INK, MUTED, PAPER, RULE, figure, plain
from impact.present.words import covariate_name, method_name

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

ROW = 36
DEFAULT_LIMIT = 0.10
_MARGIN = {"l": 8, "r": 8, "t": 30, "b": 56}


def love_plot(
    released: ReleasedResults, study: Study, language: Language, *, estimand: str | None = None, most: int | None = 15
) -> Chart | Fragment:
    """Draw standardised differences before and after weighting, the largest first.

    Parameters
    ----------
    released, study, language
        As everywhere.
    estimand : str, optional
        Whose weights; the study's primary estimand by default.
    most : int, optional
        Draw only so many characteristics (the table below has all); None draws all.

    Returns
    -------
    Chart or Fragment
        A sentence where there is nothing to draw: the study names no characteristics, or none may be shown.
    """
    estimand = estimand or study.primary.estimand
    named = balance_rows(released, study, estimand)
    everything = _told_once(named.dropna(subset=["smd_before", "smd_after"]))
    if everything.empty:
        return paragraphs([t("balance-none" if named.empty else "balance-hidden", language)])
    everything = everything.sort_values("smd_before", key=lambda values: -values.abs(), kind="stable")
    rows = everything.head(most) if most else everything
    limit = _limit(released)
    height = ROW * len(rows)
    drawing = figure(study, language, height + _MARGIN["t"] + _MARGIN["b"])
    for place, (_, row) in enumerate(rows.iterrows()):
        _draw_row(drawing, row, place * ROW, study, language)
    _axes(drawing, rows, limit, height, language)
    note = t("chart-balance-note", language, method=inside(method_name(estimand, language), language))
    if len(rows) < len(everything):
        note = f"{note} {t('chart-balance-most', language, count=str(len(rows)))}"
    return Chart(
        key=f"balance-{estimand}",
        title=t("chart-balance", language),
        note=note,
        figure=drawing,
        alt_text=_alt_text(everything, limit, language),
        table=balance_table(released, study, language, estimand=estimand),
        language=language,
        data=named,
    )


def _told_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Leave out one of two levels: where there are only two, the one mirrors the other."""
    if rows.empty:
        return rows
    factors = rows["covariate"].str.partition("=")
    size = factors.groupby(0)[2].transform("size")
    mirrored = (factors[1] == "=") & (size == 2) & ~factors.duplicated(0, keep="first")
    return rows[~mirrored]


def _limit(released: ReleasedResults) -> float:
    """Return the threshold of the balance gate as the study's checks hold it."""
    checks = released.checks.frame
    found = checks[checks["check"].str.startswith("balance") & checks["threshold"].notna()]
    return float(found["threshold"].iloc[0]) if len(found) else DEFAULT_LIMIT


def _draw_row(drawing: go.Figure, row: pd.Series, top: float, study: Study, language: Language) -> None:
    name = covariate_name(row["covariate"], study, language)
    drawing.add_annotation(
        text=escape(name), x=0, xref="paper", xanchor="left", y=top + 2, yanchor="top", showarrow=False,
        font={"size": 12, "color": INK},
    )  # fmt: skip
    y = top + ROW - 10
    points = {"before": float(row["smd_before"]), "after": float(row["smd_after"])}
    limits = [plain(row["smd_after_lower"]), plain(row["smd_after_upper"])]
    if not any(map(isnan, limits)):
        drawing.add_scatter(
            x=limits, y=[y, y], mode="lines", line={"color": COLOURS["programme"], "width": 1}, hoverinfo="skip",
            name="interval",
        )  # fmt: skip
    drawing.add_scatter(
        x=list(points.values()), y=[y, y], mode="lines", line={"color": RULE, "width": 2}, hoverinfo="skip"
    )
    for when, value in points.items():
        colour = COLOURS["comparison"] if when == "before" else COLOURS["programme"]
        drawing.add_scatter(
            x=[value],
            y=[y],
            mode="markers",
            marker={"size": 10, "color": PAPER if when == "before" else colour, "line": {"color": colour, "width": 2}},
            text=[escape(f"{name}, {t(f'chart-balance-{when}', language)}: {smd_cell(row, when, language)}")],
            hovertemplate="%{text}<extra></extra>",
        )


def _axes(drawing: go.Figure, rows: pd.DataFrame, limit: float, height: float, language: Language) -> None:
    for x in (-limit, 0.0, limit):
        line = {"color": INK if x == 0 else MUTED, "width": 1, "dash": "solid" if x == 0 else "4px,3px"}
        drawing.add_shape(type="line", x0=x, x1=x, y0=0, y1=height, line=line, layer="between")
    legend = (("before", "○", 0.0, "left", "comparison"), ("after", "●", 1.0, "right", "programme"))
    for when, sign, x, anchor, colour in legend:
        drawing.add_annotation(
            text=f"{sign} {escape(t(f'chart-balance-{when}', language))}", x=x, xref="paper", xanchor=anchor, y=1,
            yref="paper", yanchor="bottom", yshift=6, showarrow=False, font={"size": 12, "color": COLOURS[colour]},
        )  # fmt: skip
    drawn = rows[["smd_before", "smd_after", "smd_after_lower", "smd_after_upper"]].abs()
    reach = 1.1 * max([limit, *drawn.max().dropna()])
    drawing.update_layout(margin=_MARGIN)
    drawing.update_yaxes(range=[height, 0], visible=False)
    drawing.update_xaxes(
        range=[plain(-reach), plain(reach)], nticks=7, title_text=escape(t("chart-balance-axis", language))
    )


def _alt_text(rows: pd.DataFrame, limit: float, language: Language) -> str:
    before, after = rows["smd_before"].abs(), rows["smd_after"].abs()
    return t(
        "chart-balance-alt",
        language,
        count=str(len(rows)),
        before=number(float(before.max()), language, 2),
        after=number(float(after.max()), language, 2),
        over=str(int((after > limit).sum())),
        limit=number(limit, language, 2),
    )
