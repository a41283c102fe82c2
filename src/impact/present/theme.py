"""How every chart looks: one template, one palette, one configuration. The door to plotly.

The two groups differ in lightness and dash as well as in hue, so that they are told apart by colour-blind readers and
on a grey print; every colour that carries text has a contrast of 4.5 or more on white.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import plotly.graph_objects as go

from impact.i18n import percent, separators, t

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

INK, MUTED, RULE, PAPER = "#1d2733", "#55606e", "#dfe4ea", "#ffffff"
COLOURS: dict[str, str] = {"programme": "#0b4f8a", "comparison": "#a8560a"}
BANDS: dict[str, str] = {"programme": "rgba(11, 79, 138, 0.16)", "comparison": "rgba(168, 86, 10, 0.14)"}
DASHES: dict[str, str] = {"programme": "solid", "comparison": "6px,3px"}
PARTING: dict[str, str] = {"exited": "#7b3f6e", "lost": "#55606e", "waiting": "#4f86b8"}
"""Ways out of a pathway, those lost from view, and those who wait: apart in lightness, and the lost striped as well."""
ARMS = ("programme", "comparison")
WATERMARK = "rgba(120, 20, 20, 0.17)"
FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, "Noto Sans", sans-serif'

CONFIG: dict[str, Any] = {
    "showSendToCloud": False,
    "plotlyServerURL": "",
    "displaylogo": False,
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
    "showTips": False,
}
"""No upload, no buttons in one language only, no zoom that would catch a thumb that means to scroll."""

COUNT = "count"
"""The name of an annotation that shows a count of people, by which an audit finds it.

A trace that holds counts names them in its `meta`: `{"counts": ["y"]}` for arrays of its own, and
`{"customdata": ["n", …]}` for the columns of its customdata.
"""

_AXIS: dict[str, Any] = {
    "gridcolor": RULE,
    "linecolor": MUTED,
    "zeroline": False,
    "ticks": "outside",
    "ticklen": 4,
    "tickcolor": RULE,
    "fixedrange": True,
    "title": {"font": {"size": 13, "color": MUTED}, "standoff": 8},
    "tickfont": {"size": 13, "color": INK},
}

TEMPLATE = go.layout.Template(
    layout={
        "font": {"family": FONT, "size": 13, "color": INK},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "colorway": list(COLOURS.values()),
        "xaxis": _AXIS,
        "yaxis": _AXIS,
        "showlegend": False,
        "dragmode": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": INK, "bordercolor": INK, "font": {"family": FONT, "size": 13, "color": PAPER}},
        "margin": {"l": 44, "r": 12, "t": 12, "b": 48},
    }
)


def figure(study: Study, language: Language, height: int) -> go.Figure:
    """Return an empty figure in the house's style, with the watermark when the study's data are synthetic."""
    drawing = go.Figure(layout={"template": TEMPLATE, "height": height, "separators": separators(language)})
    if study.synthetic:
        drawing.add_annotation(
            text=t("synthetic-short", language).replace(": ", ":<br>"),
            xref="paper", yref="paper", x=0.5, y=0.5, showarrow=False, textangle=-18,
            font={"size": 24, "color": WATERMARK}, name="watermark",
        )  # fmt: skip
    return drawing


def percent_ticks(language: Language) -> dict[str, list[Any]]:
    """Return the ticks of an axis from 0 to 100 percent, with the sign where the region has it."""
    return {
        "tickvals": list(range(0, 101, 20)),
        "ticktext": [percent(tick / 100, language) for tick in range(0, 101, 20)],
    }


_FOREIGN: Final = re.compile(r'<(?!/?b>|br>|/?extra>|span style="color:#[0-9a-f]{6}">|/span>)')
"""What begins an element that no chart of ours has."""


def inert(drawing: Any) -> Any:
    """Return a figure's content with every text as plotly shows it verbatim, but for the markup that charts use.

    plotly draws a subset of HTML, links among it, wherever a text stands. Texts of a study or of data are escaped where
    a chart takes them up; what was not escaped there is here. plotly does not know `&quot;`.
    """
    if isinstance(drawing, dict):
        return {key: inert(value) for key, value in drawing.items()}
    if isinstance(drawing, list | tuple):
        return [inert(value) for value in drawing]
    return _FOREIGN.sub("&lt;", drawing).replace("&quot;", '"') if isinstance(drawing, str) else drawing


def plain(value: float) -> float:
    """Round a number that goes into a figure: an axis that ends at 24.240000000000002 reads as a mistake."""
    return round(float(value), 6)


def plotly_js() -> str:
    """Return the source of plotly.js, which a page that shows charts holds once."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs())
