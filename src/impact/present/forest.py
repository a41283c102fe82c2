"""Every choice beside the main one: the same difference under each, with the main interval carried down as a band."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.disclosure import NAIVE
from impact.i18n import t
from impact.present.beside import (
    analysis_name,
    is_shown,
    main_row,
    measure_of,
    no_effect,
    rows_beside,
    rows_of_analysis,
    scale_of,
    value_of,
)
from impact.present.effects import DOT, HEAD, MARGIN, ROW, axes, heading
from impact.present.page import Chart, Fragment, paragraphs, together
from impact.present.select import EVENT, has_interval, is_reported
from impact.present.tables import table, with_interval
from impact.present.theme import BANDS, COLOURS, INK, MUTED, PAPER, figure, plain
from impact.present.withheld import in_place_of
from impact.present.words import duration, labelled, method_name, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

CONTROLS = "controls"


def choices_chart(released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Draw the main difference at the primary horizon and, below it, the same under every other choice.

    Naive analyses are hollow and say that they are not to be used; controls, which should be zero, stand apart. A
    sentence where nothing was asked beside the main comparison, or the main difference is withheld.
    """
    groups, main = rows_beside(released, study), main_row(released, study)
    if main is None or not groups:
        return paragraphs([t("further-none", language)])
    if not is_reported(main):
        return in_place_of("choices", language)
    height = ROW + sum(HEAD + ROW * len(rows) for rows in groups.values())
    drawing = figure(study, language, int(height + MARGIN["t"] + MARGIN["b"]))
    apart = height - (HEAD + ROW * len(groups[CONTROLS]) if CONTROLS in groups else 0)
    _band(drawing, main, apart, study)
    placed, place = [(0.0, main)], float(ROW)
    for group, rows in groups.items():
        heading(drawing, place, t(f"choices-{group}", language))
        place += HEAD
        placed += [(place + ROW * at, row) for at, row in enumerate(rows)]
        place += ROW * len(rows)
    # All at once: plotly copies what is there whenever something is added.
    drawing.add_traces([mark for at, row in placed for mark in _marks(row, at + ROW - DOT, study, language)])
    words = [word for at, row in placed for word in _words(row, at, study, language)]
    drawing.update_layout(annotations=[*drawing.layout.annotations, *words])
    measure = measure_of(study)
    every = [main, *(row for rows in groups.values() for row in rows)]
    axes(drawing, height, _ends(every, study), _axis(measure, study, language), language, no_effect(measure))
    return Chart(
        key="choices",
        title=t("chart-choices", language),
        note=say("chart-choices-note", study, language, duration=duration(study.primary.horizon, study, language)),
        figure=drawing,
        alt_text=_alt_text(main, groups, study, language),
        table=choices_table(released, study, language),
        language=language,
        data=pd.DataFrame(every),
    )


def choices_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List the difference under every choice at every horizon, and hazard ratios, which have no horizon, last."""
    groups, main = rows_beside(released, study), main_row(released, study)
    if main is None or not groups:
        return paragraphs([t("further-none", language)])
    rows = [[t("choices-main", language), *_cells(released, main, study, language)]]
    rows += [
        [_name(row, study, language), *_cells(released, row, study, language)]
        for group in groups.values()
        for row in group
    ]
    columns = [t("table-further-what", language), *(duration(time, study, language) for time in study.horizons)]
    differences = table(_axis(measure_of(study), study, language), columns, rows, language)
    ratios = _ratios(released, study, language)
    if not ratios:
        return differences
    heads = [t("table-further-what", language), t("table-estimate", language)]
    return together(differences, table(t("measure-hazard-ratio", language), heads, ratios, language))


def _cells(released: ReleasedResults, row: pd.Series, study: Study, language: Language) -> list[str]:
    cells = []
    for horizon in study.horizons:
        found = rows_of_analysis(released, str(row["analysis"]), study, horizon)
        same = [other for other in found if other["population"] == row["population"]]
        cells.append(value_of(same[0], study, language) if same else "")
    return cells


def _ratios(released: ReleasedResults, study: Study, language: Language) -> list[list[str]]:
    """Return the hazard ratios with enrolment as it happens, which have no horizon."""
    rows = released.effects.select(analysis="time_varying", measure="hazard_ratio", arm="contrast", event=EVENT)
    found = []
    for _, row in rows.iterrows():
        value = with_interval(row, language, decimals=2) if is_reported(row) else t("chart-effects-withheld", language)
        how = method_name(str(row["estimand"]), language, str(row["method"]))
        found.append([labelled(analysis_name(row, study, language), how, language), value])
    return found


def _name(row: pd.Series, study: Study, language: Language) -> str:
    if row["analysis"] == "main":
        return t("choices-main", language)
    name = analysis_name(row, study, language)
    return t("choices-naive", language, name=name) if row["analysis"] in NAIVE else name


def _band(drawing: go.Figure, main: pd.Series, height: float, study: Study) -> None:
    """Carry the main interval down, so that every row can be read against it."""
    if not is_reported(main) or not has_interval(main):
        return
    low, high = (plain(scale_of(str(main["measure"]), study) * main[name]) for name in ("ci_lower", "ci_upper"))
    drawing.add_shape(
        type="rect", x0=low, x1=high, y0=0, y1=height, fillcolor=BANDS["programme"], line_width=0, layer="below",
        name="band",
    )  # fmt: skip


def _words(row: pd.Series, place: float, study: Study, language: Language) -> list[dict[str, Any]]:
    """Return a row's name, and below it, beside the dot, its value."""
    common: dict[str, Any] = {"xref": "paper", "showarrow": False, "yanchor": "middle"}
    is_main = row["analysis"] == "main"
    name, value = escape(_name(row, study, language)), escape(value_of(row, study, language))
    font = {"size": 12, "color": INK if is_main else MUTED}
    named = {"text": f"<b>{name}</b>" if is_main else name, "x": 0, "xanchor": "left", "y": place + 14, "font": font}
    font = {"size": 13, "color": INK}
    return [common | named, common | {"text": value, "x": 1, "xanchor": "right", "y": place + ROW - DOT, "font": font}]


def _marks(row: pd.Series, y: float, study: Study, language: Language) -> list[go.Scatter]:
    """Return a row's interval and its dot: none where it is withheld, no dot for a range."""
    if not is_shown(row):
        return []
    scale, is_main = scale_of(str(row["measure"]), study), row["analysis"] == "main"
    colour = COLOURS["programme"] if is_main else COLOURS["comparison"] if row["analysis"] in NAIVE else MUTED
    marks = []
    if has_interval(row):
        ends = [plain(scale * row[name]) for name in ("ci_lower", "ci_upper")]
        line = {"color": colour, "width": 3 if is_main else 2}
        marks.append(go.Scatter(x=ends, y=[y, y], mode="lines", line=line, hoverinfo="skip"))
    if not pd.isna(row["estimate"]):
        fill = PAPER if row["analysis"] in NAIVE else colour
        dot = go.Scatter(
            x=[plain(scale * row["estimate"])],
            y=[y],
            mode="markers",
            marker={"size": 11, "color": fill, "line": {"color": colour, "width": 2}},
            text=[escape(_sentence(row, study, language))],
            hovertemplate="%{text}<extra></extra>",
        )
        marks.append(dot)
    return marks


def _ends(rows: list[pd.Series], study: Study) -> list[float]:
    return [
        scale_of(str(row["measure"]), study) * float(row[name])
        for row in rows
        if is_shown(row)
        for name in ("ci_lower", "ci_upper", "estimate")
    ]


def _axis(measure: str, study: Study, language: Language) -> str:
    if measure == "risk_difference":
        return say("chart-effects-axis", study, language)
    return t(f"measure-{measure.replace('_', '-')}", language)


def _sentence(row: pd.Series, study: Study, language: Language) -> str:
    return labelled(_name(row, study, language), value_of(row, study, language), language) + "."


def _alt_text(main: pd.Series, groups: dict[str, list[pd.Series]], study: Study, language: Language) -> str:
    parts = [_sentence(main, study, language)]
    for group, rows in groups.items():
        said = " ".join(_sentence(row, study, language) for row in rows)
        parts.append(labelled(t(f"choices-{group}", language), said, language))
    return say("chart-choices-alt", study, language, points=" ".join(parts)).strip()
