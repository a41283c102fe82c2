"""E-values: how strong a factor that nobody recorded would have to be, beside the factors that were."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from impact.i18n import number, t
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, MUTED, PAPER, figure, plain
from impact.present.words import NOT_SHOWN, covariate_name, duration, labelled, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

ROW, MOST = 36, 10
"""Height in pixels of a row, and how many covariates are drawn; the table has all."""

_MARGIN = {"l": 8, "r": 8, "t": 12, "b": 56}


def e_values(released: ReleasedResults, study: Study) -> pd.DataFrame:
    """Return the E-values at the primary horizon: estimate, limit, then covariates, the strongest first."""
    rows = released.confounding.select(horizon=study.primary.horizon)
    covariates = rows[rows["what"] == "covariate"].sort_values("e_value", ascending=False, kind="stable")
    return pd.concat([rows[rows["what"] == "estimate"], rows[rows["what"] == "limit"], covariates])


def of_estimate(released: ReleasedResults, study: Study, what: str) -> float:
    """Return the E-value of the estimate or of its limit; missing where there is none."""
    values = e_values(released, study)
    found = values.loc[values["what"] == what, "e_value"]
    return float(found.iloc[0]) if len(found) else float("nan")


def e_value_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw the E-values of estimate and limit over the recorded characteristics'; a sentence where there are none.

    Parameters
    ----------
    released, study, language
        As everywhere.
    """
    values = e_values(released, study)
    shown = values[np.isfinite(values["e_value"])]
    if not (shown["what"] == "estimate").any():
        return paragraphs([t("choices-nothing", language)])
    drawn = pd.concat([shown[shown["what"] != "covariate"], shown[shown["what"] == "covariate"].head(MOST)])
    height = ROW * len(drawn)
    drawing = figure(study, language, int(height + _MARGIN["t"] + _MARGIN["b"]))
    for place, (_, row) in enumerate(drawn.iterrows()):
        _draw_row(drawing, row, place * ROW, study, language)
    _axes(drawing, drawn, height, language)
    return Chart(
        key="e-values",
        title=t("chart-e-values", language),
        note=say("chart-e-values-note", study, language, duration=duration(study.primary.horizon, study, language)),
        figure=drawing,
        alt_text=_alt_text(drawn, study, language),
        table=e_value_table(released, study, language),
        language=language,
        data=values,
    )


def e_value_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List every E-value with the risk ratio that it is of."""
    rows = [
        [name_of(row, study, language), _written(row["risk_ratio"], language), _written(row["e_value"], language)]
        for _, row in e_values(released, study).iterrows()
    ]
    columns = [t(f"table-{name}", language) for name in ("covariate", "ratio-of", "e-value")]
    return table(t("chart-e-values", language), columns, rows, language)


def name_of(row: pd.Series, study: Study, language: Language) -> str:
    """Name what an E-value is of."""
    what = str(row["what"])
    return covariate_name(str(row["name"]), study, language) if what == "covariate" else t(f"e-value-{what}", language)


def _written(value: float, language: Language) -> str:
    """Write a released number of two digits."""
    return (
        number(float(value), language, 2 if value < 1 else 1 if value < 10 else 0) if np.isfinite(value) else NOT_SHOWN
    )


def _draw_row(drawing: go.Figure, row: pd.Series, top: float, study: Study, language: Language) -> None:
    is_covariate, name = row["what"] == "covariate", escape(name_of(row, study, language))
    colour = MUTED if is_covariate else COLOURS["programme"]
    words = {"xref": "paper", "yanchor": "top", "showarrow": False, "y": top + 2}
    drawing.add_annotation(
        words, text=name if is_covariate else f"<b>{name}</b>", x=0, xanchor="left", font={"size": 12, "color": INK}
    )
    value = _written(row["e_value"], language)
    drawing.add_annotation(words, text=value, x=1, xanchor="right", font={"size": 12, "color": INK})
    drawing.add_scatter(
        x=[plain(row["e_value"])],
        y=[top + ROW - 10],
        mode="markers",
        marker={"size": 10, "color": PAPER if is_covariate else colour, "line": {"color": colour, "width": 2}},
        text=[labelled(name, escape(value), language)],
        hovertemplate="%{text}<extra></extra>",
    )


def _axes(drawing: go.Figure, rows: pd.DataFrame, height: float, language: Language) -> None:
    limit = rows.loc[rows["what"] == "limit", "e_value"]
    lines = [(1.0, INK, "solid"), *((plain(value), COLOURS["programme"], "4px,3px") for value in limit)]
    for x, colour, dash in lines:
        line = {"color": colour, "width": 1, "dash": dash}
        drawing.add_shape(type="line", x0=x, x1=x, y0=0, y1=height, line=line, layer="below")
    top = float(rows["e_value"].max())
    drawing.update_layout(margin=_MARGIN)
    drawing.update_yaxes(range=[height, 0], visible=False)
    drawing.update_xaxes(
        range=[plain(1 - 0.04 * top), plain(top * 1.06)],
        nticks=6,
        title_text=escape(t("chart-e-values-axis", language)),
    )


def _alt_text(rows: pd.DataFrame, study: Study, language: Language) -> str:
    points = " ".join(
        labelled(name_of(row, study, language), _written(row["e_value"], language), language) + "."
        for _, row in rows.iterrows()
    )
    return t("chart-e-values-alt", language, points=points).strip()
