"""Every analysis in one picture: the estimates in order of size, and below each which choices made it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.disclosure import CONTROLS, FURTHER, LOSS_BOUNDS, NAIVE, POLICY_PERIOD, SERVICE_DOSE
from impact.i18n import t
from impact.present.beside import GROUPS, analysis_name, measure_of, no_effect, scale_of, value_of
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.select import ESTIMANDS, EVENT, has_interval, is_reported, primary_of
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, MUTED, RULE, figure, plain
from impact.present.withheld import in_place_of, is_answered
from impact.present.words import by_then, method_name, say, wrapped
from impact.study import METHODS

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

Choice = tuple[str, str]
"""What was chosen, and how: (`method`, `iptw att`) or (`analysis`, `date_lower`)."""

PLOT, ROW, BELOW = 190, 26, 10
LINE = 16
"""Pixels that a line of the axis's title takes above the picture."""
LIFT = 0.24
"""How far a choice's name stands above the middle of its row, and its dots below: a telephone has no room beside it."""
LABELS = 0.42
"""Share of the width that the choices' names take."""
_APART = frozenset({*CONTROLS, *FURTHER, *LOSS_BOUNDS, *NAIVE, POLICY_PERIOD, SERVICE_DOSE})
"""Analyses that do not answer the question of the headline: controls, bounds, naive clocks, parts of the time, and the
dose of services."""


def specification_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw every reported answer to the headline's question, from the smallest difference to the largest.

    Above, estimates with their intervals, the study's own filled; below, a dot for each choice that an estimate rests
    on. Controls, bounds, naive clocks and parts of the time are other questions and are left out. A sentence stands in
    where the answer is withheld or there is one analysis alone.
    """
    if not is_answered(released, study):
        return in_place_of("choices", language)
    rows = _answers(released, study)
    if len(rows) < 2:
        return paragraphs([t("further-none", language)])
    choices = _choices(rows)
    below = ROW * len(choices) + BELOW
    title = wrapped(say("chart-effects-axis", study, language) if measure_of(study) == "risk_difference" else "", 40)
    above = LINE * (title.count("\n") + 1) + 4
    drawing = figure(study, language, PLOT + below + 30 + above)
    share = round(below / (PLOT + below), 2)
    drawing.update_layout(
        margin={"l": 8, "r": 10, "t": above, "b": 30},
        yaxis={"domain": [share, 1.0], "nticks": 5},
        yaxis2={
            "domain": [0.0, round(share - 0.02, 2)],
            "range": [len(choices) - 0.4, -0.6],
            "visible": False,
            "fixedrange": True,
        },
        xaxis={"domain": [LABELS, 1.0], "range": [-0.7, len(rows) - 0.3], "visible": False, "anchor": "y2"},
    )
    _estimates(drawing, rows, study, language)
    _dots(drawing, rows, choices, study, language)
    drawing.add_annotation(
        text=escape(title).replace("\n", "<br>"), x=0, xref="paper", xanchor="left", y=1, yref="paper",
        yanchor="bottom", showarrow=False, font={"size": 12, "color": MUTED}, align="left",
    )  # fmt: skip
    return Chart(
        key="specifications",
        title=t("chart-specifications", language),
        note=say("chart-specifications-note", study, language, by=by_then(study.primary.horizon, study, language)),
        figure=drawing,
        alt_text=_alt_text(rows, study, language),
        table=_table(rows, study, language),
        language=language,
        data=pd.DataFrame(rows),
    )


def _answers(released: ReleasedResults, study: Study) -> list[pd.Series]:
    """Return the reported contrasts of everybody at the primary horizon, in order of size."""
    rows = released.effects.select(measure=measure_of(study), arm="contrast", event=EVENT, population="all")
    rows = rows[(rows["horizon"] == study.primary.horizon) & ~rows["analysis"].isin(_APART)]
    rows = rows[[is_reported(row) and has_interval(row) for _, row in rows.iterrows()]]
    return [row for _, row in rows.sort_values("estimate", kind="stable").iterrows()]


def _made_by(row: pd.Series) -> tuple[Choice, Choice]:
    return ("method", f"{row['method']} {row['estimand']}"), ("analysis", str(row["analysis"]))


def _choices(rows: list[pd.Series]) -> list[Choice]:
    """Return every choice that was made, methods first, in the order in which the report tells of them."""
    methods = [f"{method} {estimand}" for method in METHODS for estimand in ESTIMANDS]
    analyses = ["main", *(name for group in GROUPS.values() for name in group)]
    order = {choice: place for place, choice in enumerate([*methods, *analyses])}
    made = {choice for row in rows for choice in _made_by(row)}
    return sorted(made, key=lambda choice: (choice[0] != "method", order.get(choice[1], len(order)), choice[1]))


def _estimates(drawing: go.Figure, rows: list[pd.Series], study: Study, language: Language) -> None:
    measure = measure_of(study)
    scale = scale_of(measure, study)
    intervals = []
    for place, row in enumerate(rows):
        ends = [plain(scale * row[name]) for name in ("ci_lower", "ci_upper")]
        line = {"color": _colour(row, study), "width": 3 if _is_headline(row, study) else 1.5}
        intervals.append(go.Scatter(x=[place, place], y=ends, mode="lines", line=line, hoverinfo="skip"))
    # All at once: plotly copies what is there whenever something is added.
    drawing.add_traces(intervals)
    drawing.add_scatter(
        x=list(range(len(rows))),
        y=[plain(scale * row["estimate"]) for row in rows],
        mode="markers",
        marker={
            "size": [10 if _is_headline(row, study) else 7 for row in rows],
            "color": [_colour(row, study) for row in rows],
        },
        text=[escape(_sentence(row, study, language)) for row in rows],
        hovertemplate="%{text}<extra></extra>",
    )
    none = no_effect(measure)
    drawing.add_shape(
        type="line", x0=LABELS, x1=1, xref="paper", y0=none, y1=none, line={"color": INK, "width": 1}, layer="between"
    )


def _dots(drawing: go.Figure, rows: list[pd.Series], choices: list[Choice], study: Study, language: Language) -> None:
    words: list[dict[str, Any]] = [
        {
            "text": escape(_choice_name(choice, rows, study, language)), "x": 0, "xref": "paper", "xanchor": "left",
            "y": place - LIFT, "yref": "y2", "yanchor": "middle", "showarrow": False,
            "font": {"size": 11, "color": INK},
        }
        for place, choice in enumerate(choices)
    ]  # fmt: skip
    drawing.update_layout(annotations=[*drawing.layout.annotations, *words])
    made = [(x, choices.index(choice), row) for x, row in enumerate(rows) for choice in _made_by(row)]
    drawing.add_scatter(
        x=[x for x, _, _ in made],
        y=[y + LIFT for _, y, _ in made],
        yaxis="y2",
        mode="markers",
        marker={
            "size": 7,
            "color": [_colour(row, study) for _, _, row in made],
        },
        hoverinfo="skip",
    )
    lines = [
        {"type": "line", "x0": 0, "x1": 1, "xref": "paper", "y0": y + 0.5, "y1": y + 0.5, "yref": "y2",
         "line": {"color": RULE, "width": 1}, "layer": "below"}
        for y in range(len(choices) - 1)
    ]  # fmt: skip
    drawing.update_layout(shapes=[*drawing.layout.shapes, *lines])


def _is_headline(row: pd.Series, study: Study) -> bool:
    return row["analysis"] == "main" and (row["method"], row["estimand"]) == primary_of(study)


def _colour(row: pd.Series, study: Study) -> str:
    return COLOURS["programme"] if _is_headline(row, study) else MUTED


def _choice_name(choice: Choice, rows: list[pd.Series], study: Study, language: Language) -> str:
    kind, name = choice
    if kind == "method":
        method, estimand = name.split()
        return method_name(estimand, language, method)
    row = next(row for row in rows if row["analysis"] == name)
    return t("choices-main", language) if name == "main" else analysis_name(row, study, language)


def _sentence(row: pd.Series, study: Study, language: Language) -> str:
    method, analysis = (_choice_name(choice, [row], study, language) for choice in _made_by(row))
    return t(
        "chart-specifications-point", language, analysis=analysis, method=method, value=value_of(row, study, language)
    )


def _alt_text(rows: list[pd.Series], study: Study, language: Language) -> str:
    points = " ".join(f"{_sentence(row, study, language)}." for row in rows)
    return say("chart-specifications-alt", study, language, analyses=len(rows), points=points)


def _table(rows: list[pd.Series], study: Study, language: Language) -> Fragment:
    body = [
        [
            *(_choice_name(choice, [row], study, language) for choice in reversed(_made_by(row))),
            value_of(row, study, language),
        ]
        for row in rows
    ]
    columns = [t(f"table-{name}", language) for name in ("further-what", "method", "difference")]
    return table(t("chart-specifications", language), columns, body, language)
