"""When milestones are reached: curves from the start, risks by each horizon, times by which half have, who waits."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import number, short_number, t
from impact.present.funnel import in_group
from impact.present.page import Chart, Fragment, paragraphs, together
from impact.present.select import EVENT, has_interval, is_reported
from impact.present.steps import milestone_name, own_unit, pathway_of, quoted, steps
from impact.present.tables import table
from impact.present.theme import BANDS, COLOURS, figure, plain
from impact.present.words import (
    NOT_SHOWN,
    by_then,
    counted,
    duration,
    label,
    moment,
    outward,
    per_hundred,
    risk_limit,
    say,
    wrapped,
)

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.kinds import Share
    from impact.study.parts import Language

HEIGHT: Final = 400
_LINES: Final = ("solid", "8px,3px", "3px,3px", "10px,3px,3px,3px", "14px,4px", "2px,5px", "6px,2px,2px,2px")
"""Milestones after the first, at most seven, by their dashes: they are told apart without colour."""
_NEAREST: Final = 0.075
"""Share of the axis that two lines' names are apart, at least."""


def risk_of(released: ReleasedResults, analysis: str, arm: str, horizon: float) -> pd.Series | None:
    """Return the reported risk of a milestone by a horizon, or nothing where it is withheld or was not asked."""
    rows = released.effects.select(analysis=analysis, measure="risk", arm=arm, event=EVENT, horizon=horizon)
    return rows.iloc[0] if len(rows) and is_reported(rows.iloc[0]) else None


def median_of(released: ReleasedResults, analysis: str, arm: str) -> pd.Series | None:
    """Return the time by which half have reached a milestone, or nothing where half never have or it is withheld."""
    rows = released.effects.select(analysis=analysis, measure="median_time", arm=arm, event=EVENT)
    return rows.iloc[0] if len(rows) and is_reported(rows.iloc[0]) else None


def with_limits(row: pd.Series, language: Language) -> str:
    """Write a risk per 100 with its interval, its limits rounded outward."""
    value = per_hundred(row["estimate"], language)
    if not has_interval(row):
        return value
    return t("in-brackets", language, value=value, more=limits_of(row, language))


def limits_of(row: pd.Series, language: Language) -> str:
    """Write the interval of a risk per 100, its limits rounded outward, e.g. 40 to 50."""
    low, high = (per_hundred(risk_limit(row[name], up=up), language) for name, up in _LIMITS)
    return t("span", language, **{"from": low, "to": high})


_LIMITS: Final = (("ci_lower", False), ("ci_upper", True))


def time_with_limits(row: pd.Series, study: Study, language: Language) -> str:
    """Write a median time with its unit and interval; one without an upper limit has a limit on one side alone."""
    value = duration(round(float(row["estimate"]), 1), study, language)
    low, high = (row[name] for name, _ in _LIMITS)
    if pd.isna(low):
        return value
    least = number(outward(low, 1, up=False), language, 1)
    if pd.isna(high):
        return t("in-brackets", language, value=value, more=t("span-open", language, **{"from": least}))
    most = number(outward(high, 1, up=True), language, 1)
    return t("in-brackets", language, value=value, more=t("span", language, **{"from": least, "to": most}))


def milestones_chart(
    released: ReleasedResults, study: Study, language: Language, *, arm: str = "programme"
) -> Chart | Fragment:
    """Draw the risk of each milestone since the first, a line a milestone, with intervals and the horizons' numbers."""
    names = pathway_of(study).steps
    curves = {name: _curve(released, study, name, arm) for name in names[1:]}
    curves = {name: rows for name, rows in curves.items() if len(rows) > 1}
    if not curves:
        return paragraphs([t("milestones-hidden", language)])
    tops = [float(rows[column].max()) for rows in curves.values() for column in ("estimate", "ci_upper")]
    top = 100 * max(0.01, *(value for value in tops if not pd.isna(value)))
    drawn = figure(study, language, HEIGHT)
    for name, rows in curves.items():
        _draw(drawn, rows, names.index(name) - 1, arm, (milestone_name(name, study, language), study, language))
    _name_lines(drawn, curves, top, arm, study, language)
    _axes(drawn, top, study, language)
    title = t("chart-milestones", language)
    if len(study.arms) > 1:
        title = t("labelled", language, name=label(arm, study, language), value=title)
    return Chart(
        key=f"milestones-{arm}",
        title=title,
        note=say("chart-milestones-note", study, language, units=own_unit(study, language)),
        figure=drawn,
        alt_text=_alt_text(released, study, language, arm),
        table=milestones_table(released, study, language, arms=(arm,)),
        language=language,
        data=pd.concat(curves.values()),
    )


def _curve(released: ReleasedResults, study: Study, milestone: str, arm: str) -> pd.DataFrame:
    rows = released.curves.select(analysis=f"from_start.{milestone}", arm=arm, event=EVENT)
    return rows[rows["time"] <= max(study.horizons)].dropna(subset=["estimate"])


def _on_the_way(curves: dict[str, pd.DataFrame], arm: str, study: Study, language: Language) -> Fragment:
    """List how many are still followed and have not reached each milestone, at the start and at each horizon."""
    times = [0.0, *map(float, study.horizons)]
    rows = []
    for name, curve in curves.items():
        left = dict(zip(curve["time"], curve["at_risk"], strict=True))
        cells = [counted(left.get(time, float("nan")), language) for time in times]
        rows.append([*in_group(arm, milestone_name(name, study, language), study, language), *cells])
    columns = [t("pathway-milestone", language), *(duration(time, study, language) for time in times)]
    return table(t("table-on-the-way", language), columns, rows, language)


def _draw(drawn: go.Figure, rows: pd.DataFrame, place: int, arm: str, how: tuple[str, Study, Language]) -> None:
    name, study, language = how
    banded = rows.dropna(subset=["ci_lower", "ci_upper"])
    edge: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"}}
    for column, fill in (("ci_lower", None), ("ci_upper", "tonexty")):
        values = [plain(value) for value in 100 * banded[column]]
        times = [plain(value) for value in banded["time"]]
        drawn.add_scatter(x=times, y=values, fill=fill, fillcolor=BANDS[arm], **edge)
    said = [
        t("milestones-hover", language, milestone=name, when=moment(row["time"], study, language),
          risk=with_limits(row, language))
        for _, row in rows.iterrows()
    ]  # fmt: skip
    drawn.add_scatter(
        x=[plain(value) for value in rows["time"]], y=[plain(value) for value in 100 * rows["estimate"]],
        mode="lines", name=name, line={"color": COLOURS[arm], "width": 2.5, "shape": "hv", "dash": _LINES[place]},
        text=[escape(text) for text in said], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _name_lines(
    drawn: go.Figure, curves: dict[str, pd.DataFrame], top: float, arm: str, study: Study, language: Language
) -> None:
    """Write each milestone's name above the end of its line, lower names moved down where they would touch."""
    above = 1.15 * top
    for name, rows in sorted(curves.items(), key=lambda item: -float(item[1]["estimate"].iloc[-1])):
        place = min(100 * float(rows["estimate"].iloc[-1]) + 0.01 * top, above - _NEAREST * top)
        above = place
        drawn.add_annotation(
            text=f"<b>{escape(wrapped(milestone_name(name, study, language), 44))}</b>".replace("\n", "<br>"),
            x=1, xref="paper", xanchor="right", y=plain(place), yanchor="bottom", showarrow=False, align="right",
            font={"color": COLOURS[arm], "size": 12.5}, bgcolor="rgba(255, 255, 255, 0.7)", borderpad=0,
        )  # fmt: skip


def _axes(drawn: go.Figure, top: float, study: Study, language: Language) -> None:
    times = [0.0, *study.horizons]
    start = quoted(pathway_of(study).steps[0], study, language)
    drawn.update_layout(margin={"l": 34, "r": 12, "t": 12, "b": 56})
    drawn.update_xaxes(
        title_text=escape(say(f"since-{study.time_unit}", study, language, start=start)), tickvals=times,
        ticktext=[short_number(time, language) for time in times], range=[0, plain(1.01 * max(times))], showgrid=False,
    )  # fmt: skip
    drawn.update_yaxes(range=[0, plain(1.25 * top)], nticks=6, rangemode="tozero")


def _alt_text(released: ReleasedResults, study: Study, language: Language, arm: str) -> str:
    points = []
    for name in pathway_of(study).steps[1:]:
        for horizon in study.horizons:
            row = risk_of(released, f"from_start.{name}", arm, horizon)
            if row is not None:
                words = {"milestone": milestone_name(name, study, language), "by": by_then(horizon, study, language)}
                points.append(t("milestones-point", language, risk=with_limits(row, language), **words))
    return t("milestones-alt", language, points=" ".join(points)).strip()


def milestones_table(
    released: ReleasedResults, study: Study, language: Language, *, arms: tuple[str, ...] | None = None
) -> Fragment:
    """List each milestone's risk by each horizon and the time by which half have reached it, by either clock.

    The shares that the study asks for follow, each counted from the milestone that it is a share of.
    """
    pathway = pathway_of(study)
    later = {name: milestone_name(name, study, language) for name in pathway.steps[1:]}
    asked = {
        t("table-milestones-start", language, start=quoted(pathway.steps[0], study, language)): {
            f"from_start.{name}": words for name, words in later.items()
        },
        t("table-milestones-previous", language): {f"from_previous.{name}": words for name, words in later.items()},
        t("table-milestones-shares", language): {
            f"from.{share.among}.{share.of}": _share_name(share, study, language) for share in pathway.shares
        },
    }
    shown = [
        _risks_table(caption, rows, released, arms or study.arms, study, language)
        for caption, rows in asked.items()
        if rows
    ]
    return together(*shown)


def _share_name(share: Share, study: Study, language: Language) -> str:
    names = {"of": quoted(share.of, study, language), "among": quoted(share.among, study, language)}
    return t("milestones-share", language, **names)


def _risks_table(
    caption: str, analyses: dict[str, str], released: ReleasedResults, arms: tuple[str, ...], study: Study,
    language: Language,
) -> Fragment:  # fmt: skip
    rows = []
    for arm in arms:
        for analysis, name in analyses.items():
            risks = [risk_of(released, analysis, arm, horizon) for horizon in study.horizons]
            median = median_of(released, analysis, arm)
            cells = [NOT_SHOWN if row is None else with_limits(row, language) for row in risks]
            cells.append(NOT_SHOWN if median is None else time_with_limits(median, study, language))
            rows.append([*in_group(arm, name, study, language), *cells])
    heads = [by_then(horizon, study, language) for horizon in study.horizons]
    columns = [t("pathway-milestone", language), *heads, t("milestones-half", language)]
    return table(caption, columns, rows, language)


def waiting_table(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """List who waited for each milestone when the records end, and how many of them had waited how long: counts."""
    names = pathway_of(study).steps
    rows = []
    for arm in study.arms:
        for step, following in zip(steps(released, study, arm), names[1:], strict=False):
            cells = [step.waiting, *(step.longer.get(float(time), float("nan")) for time in study.horizons)]
            name = in_group(arm, milestone_name(following, study, language), study, language)
            rows.append([*name, *(counted(n, language) for n in cells)])
    heads = [t("waiting-longer", language, duration=duration(time, study, language)) for time in study.horizons]
    columns = [t("waiting-for", language), t("waiting-all", language), *heads]
    caption = t("table-waiting", language, units=own_unit(study, language))
    return table(caption, columns, rows, language)
