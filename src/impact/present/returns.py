"""Context: how many children were met at the border or returned by air, as authorities published it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

import plotly.graph_objects as go

from impact.i18n import number, t
from impact.present.page import Chart, Fragment
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, figure
from impact.present.words import at_time, labelled

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

PUBLISHED: Final = "published"
"""Marks a chart of counts that others published: it bears no watermark."""
COUNTRIES: Final = ("GTM", "HND", "SLV")
MET_AT_BORDER: Final = {
    "GTM": {2020: 8567, 2021: 58783, 2022: 60789, 2023: 49478},
    "HND": {2020: 4787, 2021: 39906, 2022: 37375, 2023: 33779},
    "SLV": {2020: 2378, 2021: 15530, 2022: 16434, 2023: 10167},
}
"""Unaccompanied children met at the United States' border by fiscal year: US Customs and Border Protection."""
REMOVED_BY_AIR: Final = {
    "GTM": dict(zip(range(2011, 2020), (330, 251, 229, 149, 92, 160, 226, 363, 133), strict=True)),
    "HND": dict(zip(range(2011, 2020), (44, 17, 7, 124, 29, 13, 0, 1, 0), strict=True)),
    "SLV": dict(zip(range(2011, 2020), (44, 8, 4, 41, 71, 77, 89, 36, 2), strict=True)),
}
"""Children removed on flights of US immigration authorities by fiscal year, 2019 in part: University of Washington
Center for Human Rights."""

_LINES: Final = {"GTM": (COLOURS["programme"], "solid"), "HND": (COLOURS["comparison"], "dash"), "SLV": (INK, "dot")}


def returns_context(study: Study, language: Language) -> tuple[Chart | Fragment, ...]:
    """Draw published counts of children met at the border, and list those removed by air.

    For studies of returns alone. They are real and public, count encounters or removals and not children, and say
    nothing of the programme.
    """
    if not study.input.is_records:
        return ()
    drawing = figure(study.model_copy(update={"synthetic": False}), language, 300)
    for country in COUNTRIES:
        _draw(drawing, country, language)
    drawing.update_layout(meta=[PUBLISHED])
    years = list(MET_AT_BORDER["GTM"])
    drawing.update_layout(margin={"l": 60, "r": 16, "t": 12, "b": 36})
    drawing.update_xaxes(tickvals=years, ticktext=[str(year) for year in years], tickangle=0, showgrid=False)
    ticks = [0, 20_000, 40_000, 60_000]
    drawing.update_yaxes(range=[0, 66_000], tickvals=ticks, ticktext=[number(tick, language) for tick in ticks])
    chart = Chart(
        key="context",
        title=t("chart-context", language),
        note=f"{t('context-lead', language)} {t('chart-context-note', language)}",
        figure=drawing,
        alt_text=_alt_text(language),
        table=_table("chart-context", MET_AT_BORDER, language),
        language=language,
    )
    return chart, _table("context-removed", REMOVED_BY_AIR, language)


def _draw(drawing: go.Figure, country: str, language: Language) -> None:
    colour, dash = _LINES[country]
    series, name = MET_AT_BORDER[country], t(f"level-{country.lower()}", language)
    drawing.add_scatter(
        x=list(series),
        y=list(series.values()),
        mode="lines+markers",
        line={"color": colour, "width": 2.5, "dash": dash},
        text=[
            escape(labelled(at_time(name, str(year), language), number(value, language), language))
            for year, value in series.items()
        ],
        hovertemplate="%{text}<extra></extra>",
    )
    year, value = list(series.items())[-1]
    drawing.add_annotation(
        text=f"<b>{escape(name)}</b>", x=year, y=value, xanchor="right", yanchor="top", yshift=-5, showarrow=False,
        font={"size": 12, "color": colour},
    )  # fmt: skip


def _alt_text(language: Language) -> str:
    points = [
        labelled(
            t(f"level-{country.lower()}", language),
            "; ".join(labelled(str(year), number(value, language), language) for year, value in by_year.items()),
            language,
        )
        for country, by_year in MET_AT_BORDER.items()
    ]
    return t("chart-context-alt", language, points=" ".join(f"{point}." for point in points))


def _table(title: str, counts: dict[str, dict[int, int]], language: Language) -> Fragment:
    rows = [[str(year), *(number(counts[country][year], language) for country in COUNTRIES)] for year in counts["GTM"]]
    columns = [t("context-year", language), *(t(f"level-{country.lower()}", language) for country in COUNTRIES)]
    return table(t(title, language), columns, rows, language)
