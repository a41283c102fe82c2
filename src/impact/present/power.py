"""What a planned programme could show: a sentence, a table and a picture of its power."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from math import ceil, isnan, log10
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import catalogues, number, percent, t
from impact.present.page import Chart, Fragment, Section, paragraphs
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, figure, percent_ticks, plain
from impact.present.words import NOT_SHOWN, duration
from impact.simulate.power import POWER, Plan, detectable_difference, detectable_hazard_ratio, power_table
from impact.study import Study

if TYPE_CHECKING:
    from impact.study.parts import Language

SIZES = (0.5, 1.0, 2.0)
"""Programmes that are half as large, as planned, and twice as large."""

DIFFERENCES = (0.02, 0.04, 0.06, 0.08, 0.10, 0.12, 0.15, 0.20)
SHARES = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.75, 0.9)
"""Of the risk: the reductions that are shown where the risk leaves room for few of those above."""

FEW = 3
RARE = 0.02
"""A risk below it needs more digits than one after the point, per 100."""
POINTS = 41
_DASHES = ("2px,3px", "solid", "7px,4px")
_MARGIN = {"l": 48, "r": 12, "t": 30, "b": 56}
_HEIGHT = 380


def power_section(plan: Plan, language: Language) -> Section:
    """Put everything that is to be said of a plan under one heading."""
    content = (power_summary(plan, language), power_chart(plan, language))
    return Section("power", t("power-heading", language), content)


def planned_study(plan: Plan) -> Study:
    """Return a study in name alone, which gives a page its title and its unit of time."""
    return Study.model_validate(
        {
            "id": "power",
            "title": {language: t("power-title", language) for language in catalogues()},
            "input": {
                "form": "analysis_table",
                "path": "none",
                "columns": {"arm": "arm", "time": "time", "event": "event"},
            },
            "time_unit": "months",
            "horizons": [plan.horizon_months],
            "primary": {"horizon": plan.horizon_months},
        }
    )


def power_summary(plan: Plan, language: Language) -> Fragment:
    """Say what is planned, what it could find, and what that rests on."""
    when = duration(plan.horizon_months, planned_study(plan), language)
    difference, ratio = detectable_difference(plan), detectable_hazard_ratio(plan)
    found = t("power-none", language, power=percent(POWER, language))
    if not isnan(difference):
        found = t(
            "power-detectable",
            language,
            power=percent(POWER, language),
            difference=number(100 * difference, language, _digits(plan)),
            risk=number(100 * (plan.risk - difference), language, _digits(plan)),
            ratio=NOT_SHOWN if isnan(ratio) else number(ratio, language, 2),
        )
    planned = t(
        "power-planned",
        language,
        children=number(plan.children, language),
        comparison=number(plan.comparison, language),
        risk=number(100 * plan.risk, language, _digits(plan)),
        duration=when,
        followup=percent(plan.follow_up, language),
    )
    effect = number(plan.design_effect, language, 2)
    size, icc = number(plan.cluster_size, language, 1), number(plan.icc, language, 3)
    design = [t("power-design", language, effect=effect, size=size, icc=icc)] if plan.design_effect > 1 else []
    return paragraphs([found, planned, *design, t("power-limits", language)])


def power_cells(plan: Plan, language: Language) -> Fragment:
    """Lay out the power for each size of the programme and each true reduction of the risk."""
    shown = power_table(plan, sizes(plan), differences(plan))
    rows = [
        [number(size, language), *(percent(value, language) for value in shown["power"][shown["children"] == size])]
        for size in sizes(plan)
    ]
    decimals = 0 if differences(plan) == DIFFERENCES else _digits(plan) + 1
    columns = shown["difference"].drop_duplicates()
    fewer = [t("power-column", language, size=number(100 * value, language, decimals)) for value in columns]
    return table(t("power-table", language), [t("power-size", language), *fewer], rows, language)


def power_chart(plan: Plan, language: Language) -> Chart:
    """Draw power against the true reduction of the risk, a line for each size of the programme."""
    study = planned_study(plan)
    drawing = figure(study, language, _HEIGHT)
    most = min(plan.risk * 0.98, 2.5 * _or(detectable_difference(plan), plan.risk))
    points = power_table(plan, sizes(plan), [most * step / (POINTS - 1) for step in range(POINTS)])
    for size, dash in _lines(plan).items():
        _draw_line(drawing, plan, points[points["children"] == size], dash, language)
    _key(drawing, points, plan, language)
    drawing.add_shape(
        type="line", x0=0, x1=1, xref="x domain", y0=100 * POWER, y1=100 * POWER,
        line={"color": INK, "width": 1, "dash": "4px,3px"},
    )  # fmt: skip
    drawing.add_annotation(
        text=escape(t("power-axis", language)), x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom",
        yshift=6, showarrow=False, font={"size": 13, "color": INK},
    )  # fmt: skip
    drawing.update_layout(margin=_MARGIN)
    drawing.update_yaxes(range=[0, 102], **percent_ticks(language))
    drawing.update_xaxes(range=[0, plain(100 * most)], nticks=7, title_text=escape(t("power-difference", language)))
    return Chart(
        key="power",
        title=t("power-chart", language),
        note=t("power-note", language, power=percent(POWER, language)),
        figure=drawing,
        alt_text=_alt_text(plan, language),
        table=power_cells(plan, language),
        language=language,
    )


def _draw_line(drawing: go.Figure, plan: Plan, line: pd.DataFrame, dash: str, language: Language) -> None:
    x, y = ([plain(100 * value) for value in line[name]] for name in ("difference", "power"))
    name = t("power-line", language, children=number(line["children"].iloc[0], language))
    digits = _digits(plan)
    hover = [
        t(
            "power-hover",
            language,
            line=name,
            difference=number(fewer, language, digits),
            power=percent(found, language),
        )
        for fewer, found in zip(x, line["power"].tolist(), strict=True)
    ]
    drawing.add_scatter(
        x=x, y=y, mode="lines", name=name, line={"color": COLOURS["programme"], "width": 2, "dash": dash},
        text=[escape(text) for text in hover], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _key(drawing: go.Figure, points: pd.DataFrame, plan: Plan, language: Language) -> None:
    """Name the lines where none of them passes: below their ends, or above them where all stay low."""
    ends = points["power"][points["children"] == min(sizes(plan))]
    left, top = (0.55, 0.34) if ends.iloc[-1] > 0.5 else (0.05, 0.92)
    for place, (size, dash) in enumerate(_lines(plan).items()):
        y = plain(top - 0.1 * place)
        drawing.add_shape(
            type="line", x0=left, x1=plain(left + 0.1), y0=y, y1=y, xref="paper", yref="paper",
            line={"color": COLOURS["programme"], "width": 2, "dash": dash},
        )  # fmt: skip
        drawing.add_annotation(
            x=plain(left + 0.12), y=y, xref="paper", yref="paper", xanchor="left", yanchor="middle", showarrow=False,
            text=escape(t("power-line", language, children=number(size, language))),
            font={"size": 12, "color": INK},
        )  # fmt: skip


def sizes(plan: Plan) -> list[int]:
    """Sizes of the programme that are compared, each once."""
    return list(_lines(plan))


def differences(plan: Plan) -> tuple[float, ...]:
    """Return the true reductions of the risk that are compared: the usual ones, or shares of a risk that is small."""
    if sum(value < plan.risk for value in DIFFERENCES) >= FEW:
        return DIFFERENCES
    return tuple(round(plan.risk * share, 15) for share in SHARES)


def _lines(plan: Plan) -> dict[int, str]:
    """How each size is drawn; the size planned is solid, even where half of it is no smaller."""
    return {max(2, round(plan.children * size)): dash for size, dash in zip(SIZES, _DASHES, strict=True)}


def _digits(plan: Plan) -> int:
    """Digits after the point that a number per 100 needs: one, and more where the risk is small."""
    return 1 + max(0, ceil(-log10(plan.risk / RARE)))


def _or(value: float, otherwise: float) -> float:
    return otherwise if isnan(value) else value


def _alt_text(plan: Plan, language: Language) -> str:
    points = [
        t(
            "power-alt-point",
            language,
            children=number(size, language),
            difference=NOT_SHOWN if isnan(found) else number(100 * found, language, _digits(plan)),
        )
        for size in sizes(plan)
        for found in [detectable_difference(replace(plan, children=size))]
    ]
    return t("power-alt", language, power=percent(POWER, language), points=" ".join(points))
