"""One view of the released numbers: of whom, by when, by which comparison and of which group, as a reader asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.disclosure import POLICY_PERIOD
from impact.i18n import number, t
from impact.present.beside import analysis_name
from impact.present.further import comparison_name
from impact.present.page import Chart, Fragment, bullets, paragraphs, together
from impact.present.select import EVENT, MAIN, has_interval, is_reported
from impact.present.tables import ordered, table, with_interval
from impact.present.theme import ARMS, COLOURS, DASHES, PAPER, RULE, figure, plain
from impact.present.withheld import UNADJUSTED, is_answered, withheld_reasons
from impact.present.words import (
    NOT_SHOWN,
    by_then,
    counted,
    covariate_name,
    duration,
    group,
    outward,
    say,
    signed,
)

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

EVERYBODY = ("main", "all")
_OF_SUBGROUPS = ("main", POLICY_PERIOD)
_BARE = {"risk": "view-risk-bare", "difference": "view-difference-bare"}
HEIGHT = 340


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader wants to see.

    Attributes
    ----------
    people : (str, str)
        Analysis and population: `EVERYBODY`, or a subgroup.
    comparison : (str, str)
        Method and estimand.
    horizon : float
    groups : tuple of str
        programme, comparison, or both.
    """

    people: tuple[str, str]
    comparison: tuple[str, str]
    horizon: float
    groups: tuple[str, ...] = ARMS


def people_there(released: ReleasedResults) -> list[tuple[str, str]]:
    """Return everybody, and each subgroup that was asked about, also one of which nothing may be shown."""
    frame = _differences(released)
    asked = zip(frame["analysis"], frame["population"], strict=True)
    subgroups = [pair for pair in dict.fromkeys(asked) if pair[0] in _OF_SUBGROUPS and "=" in pair[1]]
    return [EVERYBODY, *subgroups]


def comparisons_there(released: ReleasedResults, people: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the comparisons that were made of these people, in the order in which comparisons are shown."""
    rows = _of(_differences(released), people)
    return list(dict.fromkeys((str(row["method"]), str(row["estimand"])) for row in ordered(rows)))


def horizons_there(released: ReleasedResults, people: tuple[str, str]) -> list[float]:
    """Return the horizons at which these people were compared."""
    return sorted({float(horizon) for horizon in _of(_differences(released), people)["horizon"]})


def people_name(people: tuple[str, str], released: ReleasedResults, study: Study, language: Language) -> str:
    """Name whom a view is of; a subgroup that disclosure hides is named as such."""
    analysis, population = people
    if people == EVERYBODY:
        return t("view-everybody", language)
    rows = [row for _, row in _of(_differences(released), people).iterrows()]
    period = analysis == POLICY_PERIOD
    name = analysis_name(rows[0], study, language) if period else covariate_name(population, study, language)
    return name if any(map(is_reported, rows)) else t("view-hidden", language, people=name)


def rows_asked(asked: Asked, released: ReleasedResults) -> pd.DataFrame:
    """Return the released rows behind a view: the groups' risks, and their difference where both are asked for."""
    frame = released.effects.select(event=EVENT, horizon=asked.horizon)
    rows = _of(frame[frame["measure"].isin(("risk", "risk_difference"))], asked.people)
    arms = (*asked.groups, "contrast") if len(asked.groups) > 1 else asked.groups
    method, estimand = asked.comparison
    return rows[(rows["method"] == method) & (rows["estimand"] == estimand) & rows["arm"].isin(arms)]


def view(asked: Asked, released: ReleasedResults, study: Study, language: Language) -> Chart | Fragment:
    """Show what is released of what is asked: sentence, picture and table say the same numbers.

    Where nothing of it is released, a sentence says why. The groups as they were observed never take the place of an
    answer that is withheld: they stand in the table, and no picture draws them.
    """
    rows = rows_asked(asked, released)
    numbers = _table(rows, asked, released, study, language)
    said = [_opening(asked, released, study, language), *sentences(rows, study, language)]
    is_raw = asked.comparison[0] == UNADJUSTED != study.headline_method
    if is_raw and not is_answered(released, study):
        return together(paragraphs([said[0], say("headline-withheld-raw", study, language)]), numbers)
    shown = [row for _, row in rows.iterrows() if is_reported(row)]
    if not shown:
        why = [reason for _, row in rows.iterrows() for reason in withheld_reasons(row, released, study, language)]
        return together(paragraphs([said[0], t("view-withheld", language)]), bullets(dict.fromkeys(why)), numbers)
    if asked.people != EVERYBODY:
        said.append(t("view-subgroup-note", language))
    if is_raw:
        said.append(say("explore-observed-note", study, language))
    note = " ".join(said)
    return Chart(
        key="view",
        title=say("chart-curves", study, language),
        note=note,
        figure=_drawing(asked, released, study, language),
        alt_text=note,
        table=numbers,
        language=language,
        data=rows,
    )


def sentences(rows: pd.DataFrame, study: Study, language: Language) -> list[str]:
    """Say what is reported of some rows of one horizon, each number with its interval."""
    said = []
    for row in filter(is_reported, [row for _, row in rows.iterrows()]):
        kind, shown = ("difference", signed) if row["arm"] == "contrast" else ("risk", number)
        words = {kind: shown(100 * row["estimate"], language, 1)}
        if kind == "risk":
            words["group"] = group(row["arm"], language)
        if has_interval(row):
            low, high = (
                shown(outward(100 * row[name], 1, up=up), language, 1)
                for name, up in (("ci_lower", False), ("ci_upper", True))
            )
            words["interval"] = t("span", language, **{"from": low, "to": high})
        said.append(say(f"view-{kind}" if has_interval(row) else _BARE[kind], study, language, **words))
    return said


def _opening(asked: Asked, released: ReleasedResults, study: Study, language: Language) -> str:
    return say(
        "view-of",
        study,
        language,
        who=people_name(asked.people, released, study, language),
        comparison=comparison_name(*asked.comparison, language),
        by=by_then(asked.horizon, study, language),
    )


def _table(rows: pd.DataFrame, asked: Asked, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    cells = []
    for _, row in rows.iterrows():
        is_contrast = row["arm"] == "contrast"
        name = t("view-contrast", language) if is_contrast else group(row["arm"], language)
        value = with_interval(row, language, scale=100) if is_reported(row) else NOT_SHOWN
        cells.append([name, value, counted(row["n"], language), counted(row["events"], language)])
    columns = [t(f"table-{name}", language) for name in ("group", "risk")]
    columns += [t(f"view-{name}", language) for name in ("people", "events")]
    return table(_opening(asked, released, study, language), columns, cells, language)


def _drawing(asked: Asked, released: ReleasedResults, study: Study, language: Language) -> go.Figure:
    """Draw each group's risk at every horizon, the one asked for filled, and the curve behind it where there is one."""
    drawing = figure(study, language, HEIGHT)
    tops = [0.01]
    for arm in asked.groups:
        curve = _curve(arm, asked, released, study)
        line = {"color": COLOURS[arm], "width": 1.5, "shape": "hv", "dash": DASHES[arm]}
        times, risks = (list(map(plain, values)) for values in (curve["time"], 100 * curve["estimate"]))
        drawing.add_scatter(x=times, y=risks, mode="lines", line=line, hoverinfo="skip")
        points = _points(arm, asked, released)
        for row in points:
            _point(drawing, row, arm, asked, study, language)
        tops += [float(row[name]) for row in points for name in ("estimate", "ci_upper") if not pd.isna(row[name])]
        tops += list(curve["estimate"])
    times = [0.0, *study.horizons]
    drawing.add_shape(
        type="line", x0=asked.horizon, x1=asked.horizon, yref="paper", y0=0, y1=1, line={"color": RULE, "width": 12},
        layer="below",
    )  # fmt: skip
    drawing.update_xaxes(
        title_text=escape(say(f"since-{study.time_unit}", study, language)), tickvals=times,
        ticktext=[f"{time:g}" for time in times], range=[0, plain(1.04 * max(times))], showgrid=False,
    )  # fmt: skip
    drawing.update_yaxes(title_text=escape(t("view-axis", language)), range=[0, plain(115 * max(tops))], nticks=6)
    return drawing


def _curve(arm: str, asked: Asked, released: ReleasedResults, study: Study) -> pd.DataFrame:
    method, estimand = asked.comparison
    rows = released.curves.select(**{**MAIN, "arm": arm, "method": method, "estimand": estimand})
    rows = rows[rows["time"] <= max(study.horizons)].dropna(subset=["estimate"])
    return rows if asked.people == EVERYBODY else rows.iloc[:0]


def _points(arm: str, asked: Asked, released: ReleasedResults) -> list[pd.Series]:
    one = [
        rows_asked(Asked(asked.people, asked.comparison, horizon, (arm,)), released)
        for horizon in horizons_there(released, asked.people)
    ]
    return [row for rows in one for _, row in rows.iterrows() if is_reported(row)]


def _point(drawing: go.Figure, row: pd.Series, arm: str, asked: Asked, study: Study, language: Language) -> None:
    # Side by side, so that the groups' intervals do not cover each other.
    aside = 0.008 * max(study.horizons) * (1 if arm == "programme" else -1)
    x, chosen = plain(row["horizon"] + aside), row["horizon"] == asked.horizon
    colour = COLOURS[arm]
    if has_interval(row):
        ends = [plain(100 * row[name]) for name in ("ci_lower", "ci_upper")]
        drawing.add_scatter(
            x=[x, x], y=ends, mode="lines", hoverinfo="skip", line={"color": colour, "width": 3 if chosen else 1.5}
        )
    words = [duration(row["horizon"], study, language), group(arm, language), with_interval(row, language, scale=100)]
    drawing.add_scatter(
        x=[x], y=[plain(100 * row["estimate"])], mode="markers",
        marker={
            "size": 13 if chosen else 9, "color": colour if chosen else PAPER, "line": {"color": colour, "width": 2},
            "symbol": "circle" if arm == "programme" else "square",
        },
        text=[escape(": ".join(words))], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip
    if chosen:
        outside = arm == "programme" and row["horizon"] < max(study.horizons)
        drawing.add_annotation(
            text=f"<b>{escape(group(arm, language))}</b>", x=x, y=plain(100 * row["estimate"]), showarrow=False,
            xanchor="left" if outside else "right", xshift=12 if outside else -12, font={"color": colour, "size": 13},
        )  # fmt: skip


def _differences(released: ReleasedResults) -> pd.DataFrame:
    return released.effects.select(measure="risk_difference", arm="contrast", event=EVENT)


def _of(frame: pd.DataFrame, people: Sequence[str]) -> pd.DataFrame:
    return frame[(frame["analysis"] == people[0]) & (frame["population"] == people[1])]
