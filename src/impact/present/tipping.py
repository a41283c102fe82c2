"""What would have to be true of those lost, or of a factor that nobody recorded, for the conclusion to change."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import number, t
from impact.present.beside import decimals_of, no_effect, scale_of
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.tables import table, with_interval
from impact.present.theme import INK, MUTED, PAPER, RULE, figure, plain
from impact.present.words import duration, say, signed

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

TIPPING_POINT, UNMEASURED = "tipping_point", "unmeasured_confounder"
LOWER, UNCLEAR, HIGHER = "lower", "unclear", "higher"

FILLS = {LOWER: "#a9cbe8", UNCLEAR: "#f4f5f7", HIGHER: "#f0b87c"}
"""Far apart in lightness, so that they are told apart on a grey print; ink on each has a contrast over 7."""

_MARGIN = {"l": 60, "r": 8, "t": 64, "b": 56}
_SIDE = 340
"""Height of the map in pixels."""


def grid_of(released: ReleasedResults, study: Study, analysis: str) -> pd.DataFrame:
    """Return one grid of assumptions at the primary horizon, with the conclusion that each point leads to.

    It has no rows where no assumption changes anything, as when nobody was lost.
    """
    rows = released.grid.select(analysis=analysis, horizon=study.primary.horizon)
    if not rows["estimate"].max() > rows["estimate"].min():
        rows = rows.head(0)
    return rows.assign(conclusion=[conclusion_of(row) for _, row in rows.iterrows()])


def conclusion_of(row: pd.Series) -> str:
    """Tell the direction that an interval leaves no doubt of, or that there is none; without one, the estimate's."""
    none = no_effect(str(row["measure"]))
    low = row["ci_lower"] if not pd.isna(row["ci_lower"]) else row["estimate"]
    high = row["ci_upper"] if not pd.isna(row["ci_upper"]) else row["estimate"]
    if high <= none and low < none:
        return LOWER
    return HIGHER if low >= none and high > none else UNCLEAR


def as_found(grid: pd.DataFrame) -> pd.Series | None:
    """Return the point at which neither assumption changes anything."""
    rows = grid[(grid["programme"] == 1) & (grid["comparison"] == 1)]
    return rows.iloc[0] if len(rows) else None


def tipping_chart(
    released: ReleasedResults, study: Study, language: Language, *, analysis: str = TIPPING_POINT
) -> Chart | Fragment:
    """Draw where in a grid of two assumptions the conclusion holds, is no longer clear, or turns round.

    Parameters
    ----------
    released, study, language
        As everywhere.
    analysis : str
        tipping_point (what became of the lost) or unmeasured_confounder.

    Returns
    -------
    Chart or Fragment
        A sentence where the release has no such grid, or none that changes anything.
    """
    grid = grid_of(released, study, analysis)
    if grid.empty:
        return paragraphs([t("choices-nothing", language)])
    kind = analysis.replace("_", "-")
    drawing = figure(study, language, _SIDE + _MARGIN["t"] + _MARGIN["b"])
    _draw_map(drawing, grid, study, language)
    _legend(drawing, grid, language)
    _axes(drawing, grid, kind, study, language)
    return Chart(
        key=kind,
        title=_say(kind, "title", study, language),
        note=_say(kind, "note", study, language, duration=duration(study.primary.horizon, study, language)),
        figure=drawing,
        alt_text=_alt_text(grid, kind, study, language),
        table=grid_table(released, study, language, analysis=analysis),
        language=language,
        data=grid,
    )


def grid_table(released: ReleasedResults, study: Study, language: Language, *, analysis: str) -> Fragment:
    """List the estimate at every point of a grid, a row for each assumption about the programme group."""
    grid = grid_of(released, study, analysis)
    columns = sorted(grid["comparison"].unique())
    cells = {(row["programme"], row["comparison"]): _cell(row, study, language) for _, row in grid.iterrows()}
    rows = [
        [times(first, language), *(cells.get((first, second), "") for second in columns)]
        for first in sorted(grid["programme"].unique())
    ]
    kind = analysis.replace("_", "-")
    head = [t(f"table-{kind}", language), *(times(second, language) for second in columns)]
    return table(_say(kind, "title", study, language), head, rows, language)


def _say(kind: str, part: str, study: Study, language: Language, **variables: str) -> str:
    return say(f"chart-{kind}-{part}", study, language, **variables)


def times(factor: float, language: Language) -> str:
    """Write a factor as short as it can be read: 8, 2.8, 0.5."""
    decimals = 1 if factor > 1 else 2
    fewest = next(places for places in range(decimals + 1) if places == decimals or factor == round(factor, places))
    return number(factor, language, fewest)


SIDE = 0.97
"""Of a point's square: a little less than one, so that a line of paper parts it from the next."""


def _draw_map(drawing: go.Figure, grid: pd.DataFrame, study: Study, language: Language) -> None:
    xs, ys = (sorted(grid[name].unique()) for name in ("programme", "comparison"))
    centre = as_found(grid)
    # Bars are shapes; a heatmap would be a picture of pixels, whose words nobody can check.
    for conclusion, fill in FILLS.items():
        rows = [row for _, row in grid[grid["conclusion"] == conclusion].iterrows()]
        drawing.add_bar(
            x=[xs.index(row["programme"]) for row in rows],
            base=[plain(ys.index(row["comparison"]) - SIDE / 2) for row in rows],
            y=[SIDE for _ in rows],
            width=SIDE,
            marker={"color": fill, "line": {"width": 0}},
            name=conclusion,
            text=[_whole(row, study, language) for row in rows],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            constraintext="none",
            textfont={"size": 11 if len(xs) < 8 else 9, "color": INK},
            hovertext=[escape(_hover(row, study, language)) for row in rows],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    drawing.update_layout(barmode="overlay")
    if centre is not None:
        x, y = xs.index(1.0), ys.index(1.0)
        drawing.add_shape(
            type="rect", x0=x - 0.5, x1=x + 0.5, y0=y - 0.5, y1=y + 0.5, line={"color": INK, "width": 3}, name="found"
        )


def _legend(drawing: go.Figure, grid: pd.DataFrame, language: Language) -> None:
    """Say above the map what its fills mean: those that are in it."""
    shown = [conclusion for conclusion in FILLS if (grid["conclusion"] == conclusion).any()]
    parts = [f'<span style="color:{_dark(name)}">■</span> {escape(t(f"tipping-{name}", language))}' for name in shown]
    drawing.add_annotation(
        text="<br>".join(parts), x=0, xref="paper", xanchor="left", xshift=-_MARGIN["l"] + 8, y=1, yref="paper",
        yanchor="bottom", yshift=6, showarrow=False, align="left", font={"size": 12, "color": MUTED},
    )  # fmt: skip


def _dark(conclusion: str) -> str:
    """Return the colour of a fill's square in the legend, where paper stands behind it."""
    return RULE if conclusion == UNCLEAR else FILLS[conclusion]


def _axes(drawing: go.Figure, grid: pd.DataFrame, kind: str, study: Study, language: Language) -> None:
    for axis, name in ((drawing.update_xaxes, "programme"), (drawing.update_yaxes, "comparison")):
        values = sorted(grid[name].unique())
        # Every second tick where they stand close, so that 1 keeps its own.
        start = values.index(1.0) % 2 if len(values) > 7 and 1.0 in values else 0
        ticks = list(range(start, len(values), 2 if len(values) > 7 else 1))
        axis(
            tickvals=ticks,
            ticktext=[f"×{times(values[tick], language)}" for tick in ticks],
            tickangle=0,
            tickfont={"size": 11},
            showgrid=False,
            range=[-0.5, len(values) - 0.5],
            title_text=escape(_say(kind, name, study, language)),
        )
    drawing.update_layout(margin=_MARGIN, plot_bgcolor=PAPER)


def _whole(row: pd.Series, study: Study, language: Language) -> str:
    measure = str(row["measure"])
    return signed(row["estimate"] * scale_of(measure, study), language, 1 if measure.endswith("ratio") else 0)


def _cell(row: pd.Series, study: Study, language: Language) -> str:
    measure = str(row["measure"])
    return with_interval(row, language, scale=scale_of(measure, study), decimals=decimals_of(measure))


def _hover(row: pd.Series, study: Study, language: Language) -> str:
    words = {name: times(row[name], language) for name in ("programme", "comparison")}
    return t(
        "tipping-hover",
        language,
        first=words["programme"],
        second=words["comparison"],
        value=_cell(row, study, language),
    )


def _alt_text(grid: pd.DataFrame, kind: str, study: Study, language: Language) -> str:
    centre = as_found(grid)
    value = "" if centre is None else _cell(centre, study, language)
    counts = {conclusion: str(int((grid["conclusion"] == conclusion).sum())) for conclusion in FILLS}
    return _say(kind, "alt", study, language, all=str(len(grid)), value=value, **counts)
