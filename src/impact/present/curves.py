"""Risk over time: step curves with their intervals and bands, and how many are still followed, aligned below."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import inside, number, short_number, t
from impact.present.page import Chart, Fragment
from impact.present.select import MAIN, at_risk, has_interval, primary_of, risk_at
from impact.present.tables import curves_table
from impact.present.theme import ARMS, BANDS, COLOURS, COUNT, DASHES, MUTED, figure, plain
from impact.present.withheld import in_place_of, is_answered
from impact.present.words import (
    count,
    duration,
    group,
    label,
    method_name,
    moment,
    per_hundred,
    say,
    wrapped,
)

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

PLOT, BELOW = 300, 168
"""Heights in pixels of the axes' box, and of what stands below it."""

_ROW, _FIRST_ROW = 40, 74


def cumulative_incidence_chart(
    released: ReleasedResults,
    study: Study,
    language: Language,
    *,
    method: str | None = None,
    estimand: str | None = None,
) -> Chart | Fragment:
    """Draw the cumulative incidence of the event of interest in both groups.

    Parameters
    ----------
    released, study, language
        As everywhere.
    method, estimand : str, optional
        Whose curves; the study's primary comparison by default, or the curves without weights, and a note that says so,
        where its method has none.

    Returns
    -------
    Chart or Fragment
        A sentence where the curves asked for are withheld with the answer: those without weights never stand in.
    """
    asked = (method, estimand or "none") if method else primary_of(study)
    shown = asked if _is_drawable(_curves(released, study, *asked)) else ("unadjusted", "none")
    is_raw_alone = shown == ("unadjusted", "none") != primary_of(study) and not is_answered(released, study)
    if is_raw_alone and shown != asked:
        return in_place_of("curves", language)
    curves = _curves(released, study, *shown)
    drawing = figure(study, language, PLOT + BELOW + 12)
    top = 100 * max([0.01, *curves["estimate"], *curves["ci_upper"].dropna(), *curves["band_upper"].dropna()])
    risks = _risks(released, study, *shown)
    for arm in sorted(curves["arm"].unique(), key=ARMS.index):
        _draw_arm(drawing, curves[curves["arm"] == arm], risks[arm], arm, study, language)
    label_arms(drawing, curves, study, language)
    _people_below(drawing, released, study, language)
    _axes(drawing, top, study, language)
    step = number(study.disclosure.curve_step, language)
    note = say("chart-curves-note", study, language, method=method_name(shown[1], language), curve_step=step)
    alt_text = _alt_text(risks, study, language)
    if shown != asked or is_raw_alone:
        raw = say("chart-curves-raw-note", study, language)
        note, alt_text = f"{raw} {note}", f"{raw} {alt_text}"
    return Chart(
        key=f"curves-{shown[1]}",
        title=say("chart-curves", study, language),
        note=note,
        figure=drawing,
        alt_text=alt_text,
        table=curves_table(released, study, language, method=shown[0], estimand=shown[1]),
        language=language,
        data=curves,
    )


def _curves(released: ReleasedResults, study: Study, method: str, estimand: str) -> pd.DataFrame:
    rows = released.curves.select(**{**MAIN, "method": method, "estimand": estimand}).dropna(subset=["estimate"])
    return rows[rows["time"] <= max(study.horizons)]


def _risks(released: ReleasedResults, study: Study, method: str, estimand: str) -> dict[str, dict[float, Any]]:
    """Read the estimated risk of each arm at each horizon, where it is reported."""
    found = {
        arm: {time: risk_at(released, arm, time, method=method, estimand=estimand) for time in study.horizons}
        for arm in ARMS
    }
    return {arm: {time: row for time, row in rows.items() if row is not None} for arm, rows in found.items()}


def _is_drawable(curves: pd.DataFrame) -> bool:
    return set(ARMS) <= set(curves["arm"])


def _draw_arm(
    drawing: go.Figure, rows: pd.DataFrame, risks: dict[float, Any], arm: str, study: Study, language: Language
) -> None:
    banded = rows.dropna(subset=["ci_lower", "ci_upper"])
    edge: dict[str, Any] = {"mode": "lines", "hoverinfo": "skip", "line": {"width": 0, "shape": "hv"}}
    for column, fill in (("ci_lower", None), ("ci_upper", "tonexty")):
        drawing.add_scatter(
            x=_list(banded["time"]), y=_list(100 * banded[column]), fill=fill, fillcolor=BANDS[arm], **edge
        )
    whole = rows.dropna(subset=["band_lower", "band_upper"])
    for column in ("band_lower", "band_upper"):
        line = {"color": COLOURS[arm], "width": 1, "dash": "dot", "shape": "hv"}
        drawing.add_scatter(
            x=_list(whole["time"]), y=_list(100 * whole[column]), mode="lines", hoverinfo="skip", line=line
        )
    drawing.add_scatter(
        x=_list(rows["time"]),
        y=_list(100 * rows["estimate"]),
        name=group(arm, language),
        mode="lines",
        line={"color": COLOURS[arm], "width": 3, "shape": "hv", "dash": DASHES[arm]},
        text=[_hover(row, risks, arm, study, language) for _, row in rows.iterrows()],
        hovertemplate="%{text}<extra></extra>",
    )


def _hover(row: pd.Series, risks: dict[float, Any], arm: str, study: Study, language: Language) -> str:
    """Say the risk at a step of the curve, and at a horizon the estimate, as the curve may lag behind it."""
    words = {"group": group(arm, language), "when": inside(moment(row["time"], study, language), language)}
    if row["time"] in study.horizons:
        row = risks.get(row["time"], pd.Series(dict.fromkeys(("estimate", "ci_lower", "ci_upper"), float("nan"))))
    words["risk"] = per_hundred(row["estimate"], language, 1)
    if not has_interval(row):
        return escape(t("risk-hover-bare", language, **words))
    low, high = (per_hundred(row[name], language, 1) for name in ("ci_lower", "ci_upper"))
    return escape(t("risk-hover", language, interval=t("span", language, **{"from": low, "to": high}), **words))


def label_arms(drawing: go.Figure, curves: pd.DataFrame, study: Study, language: Language) -> None:
    """Write each group's name at its curve: the upper one's above the bands, the lower one's below them."""
    last = curves.sort_values("time").groupby("arm")["estimate"].last()
    drawn = [arm for arm in ARMS if arm in last.index]
    upper = max(drawn, key=lambda arm: float(last[arm]), default="")
    for arm in drawn:
        above = arm == upper
        drawing.add_annotation(
            text=f"<b>{escape(wrapped(label(arm, study, language)))}</b>".replace("\n", "<br>"),
            font={"color": COLOURS[arm], "size": 13},
            xref="paper", yref="paper", showarrow=False, align="left" if above else "right",
            x=0.02 if above else 1, y=0.99 if above else 0.02,
            xanchor="left" if above else "right", yanchor="top" if above else "bottom",
        )  # fmt: skip


def _people_below(drawing: go.Figure, released: ReleasedResults, study: Study, language: Language) -> None:
    """Write how many are still followed at time zero and at each horizon, each under its tick."""
    line: dict[str, Any] = {"showarrow": False, "yref": "paper", "y": 0, "yanchor": "top", "font": {"size": 12}}
    title = {**line, "xref": "paper", "x": 0, "xanchor": "left"}
    drawing.add_annotation(
        title, text=escape(t("chart-curves-at-risk", language)), yshift=-56, font={"size": 12, "color": MUTED}
    )
    for row, arm in enumerate(ARMS):
        below = -_FIRST_ROW - _ROW * row
        drawing.add_annotation(
            title, text=f"<b>{escape(group(arm, language))}</b>", yshift=below, font={"size": 12, "color": COLOURS[arm]}
        )
        for time in (0.0, *study.horizons):
            drawing.add_annotation(
                line,
                text=count(at_risk(released, arm, time), language),
                name=COUNT,
                x=time,
                xref="x",
                xanchor="left" if time == 0 else "right" if time == max(study.horizons) else "center",
                yshift=below - 17,
            )


def _axes(drawing: go.Figure, top: float, study: Study, language: Language) -> None:
    drawing.update_layout(margin={"l": 34, "r": 12, "t": 12, "b": BELOW})
    times = [0.0, *study.horizons]
    end = max(times)
    drawing.update_xaxes(
        title_text=escape(say(f"since-{study.time_unit}", study, language)),
        tickvals=times,
        ticktext=[short_number(time, language) for time in times],
        range=[0, plain(end * 1.01)],
        showgrid=False,
    )
    drawing.update_yaxes(range=[0, plain(top * 1.3)], nticks=6, rangemode="tozero")


def _alt_text(risks: dict[str, dict[float, Any]], study: Study, language: Language) -> str:
    points = []
    for horizon in study.horizons:
        if all(horizon in risks[arm] for arm in ARMS):
            shown = {arm: per_hundred(risks[arm][horizon]["estimate"], language) for arm in ARMS}
            points.append(
                say("chart-curves-alt-point", study, language, duration=duration(horizon, study, language), **shown)
            )
    return say("chart-curves-alt", study, language, points=" ".join(points)).strip()


def _list(values: pd.Series) -> list[float]:
    """Return plain numbers: a chart's arrays stay readable for whoever checks what a page holds."""
    return [plain(value) for value in values]
