"""What a study's design does over many simulated studies of known truth: sentences, a table and a picture."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from impact.i18n import number, percent, t
from impact.present.page import Chart, Fragment, paragraphs
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, MUTED, PAPER, RULE, figure, percent_ticks, plain
from impact.present.words import NOT_SHOWN, by_then, duration, labelled, method_name, say, signed

if TYPE_CHECKING:
    from impact.results import OperatingCharacteristics
    from impact.study import Study
    from impact.study.parts import Language

QUESTIONS = (("coverage", "effect", "coverage", 0.95), ("alarms", "null", "rejected", 0.05))
"""Name, scenario, column and what is wanted; power, of which more is better, comes last."""
POWER = ("power", "effect", "rejected", 0.80)

_ROW, _HEAD, _GAP = 42, 32, 12
_LABEL, _POINT = 11, 30
"""Where in a row the name and the dot stand: a name may be longer than a telephone is wide at its side."""

_MARGIN = {"l": 8, "r": 8, "t": 12, "b": 56}
_SCALE = {"risk_difference": 100.0, "risk_ratio": 1.0}
_DECIMALS = {"risk_difference": 1, "risk_ratio": 2, "rmtl_difference": 1}


def operating_summary(
    operating: OperatingCharacteristics, hazard_ratio: float, study: Study, language: Language
) -> Fragment:
    """Say what was simulated, what each method made of it by the primary horizon, and what that leaves out."""
    made = say(
        "operating-made",
        study,
        language,
        studies=number(_asked(operating), language),
        ratio=number(hazard_ratio, language, 2),
        by=by_then(study.primary.horizon, study, language),
    )
    found = _found(list(_shares(operating, study, language)), language)
    return paragraphs([made, *_stands_in(study, language), *found, say("operating-limits", study, language)])


def _stands_in(study: Study, language: Language) -> list[str]:
    """Say where the study's own answer is had in a way that is not simulated."""
    partners, dates = study.partners.inference == "partners_like_these", study.outcome.date == "imputed"
    if not (partners or dates):
        return []
    what = "both" if partners and dates else "partners" if partners else "dates"
    return [t("operating-stands-in", language, what=what)]


def operating_table(operating: OperatingCharacteristics, study: Study, language: Language) -> Fragment:
    """Lay out every characteristic of every method at every horizon."""
    frame = operating.frame
    rows = []
    for _, row in frame[frame["scenario"] == "effect"].iterrows():
        null = operating.select(scenario="null", method=row["method"], horizon=row["horizon"]).iloc[0]
        scale = _SCALE.get(row["measure"], study.days(1.0))
        shown = [signed(scale * row[name], language, _DECIMALS[row["measure"]]) for name in ("truth", "bias", "sd")]
        ratio = NOT_SHOWN if pd.isna(row["error_ratio"]) else number(row["error_ratio"], language, 2)
        shares = [_share(value, language) for value in (row["coverage"], null["rejected"], row["rejected"])]
        name = _name(row["method"], row["estimand"], language)
        rows.append([name, duration(row["horizon"], study, language), *shown, ratio, *shares])
    columns = [
        t(f"operating-column-{name}", language) for name in ("method", "horizon", "truth", "bias", "sd", "error")
    ]
    columns += [t(f"operating-column-{name}", language) for name in ("coverage", "alarms", "power")]
    return table(_caption(operating, language), columns, rows, language)


def operating_chart(operating: OperatingCharacteristics, study: Study, language: Language) -> Chart:
    """Draw how often each method's interval holds the truth, how often it cries wolf, and how often it finds it."""
    shares = list(_shares(operating, study, language))
    questions = (*QUESTIONS, POWER)
    block = _HEAD + _ROW * len(shares) + _GAP
    height = block * len(questions)
    drawing = figure(study, language, height + _MARGIN["t"] + _MARGIN["b"])
    for place, (key, _, _, wanted) in enumerate(questions):
        top = place * block
        _heading(drawing, top, t(f"operating-question-{key}", language, wanted=percent(wanted, language)))
        line = {"color": INK, "width": 1, "dash": "4px,3px"}
        x = plain(100 * wanted)
        drawing.add_shape(type="line", x0=x, x1=x, y0=top + _HEAD, y1=top + block - _GAP, line=line)
        for index, (name, values) in enumerate(shares):
            _dot(drawing, name, values[key], top + _HEAD + _ROW * index, index == 0, language)
    drawing.update_layout(margin=_MARGIN)
    drawing.update_yaxes(range=[height, 0], visible=False)
    title = escape(t("operating-axis", language))
    drawing.update_xaxes(range=[-2, 102], domain=[0.02, 0.98], title_text=title, **percent_ticks(language))
    return Chart(
        key="operating",
        title=t("operating-chart", language, by=by_then(study.primary.horizon, study, language)),
        note=t("operating-note", language),
        figure=drawing,
        alt_text=" ".join([t("operating-alt", language), *_found(shares, language)]),
        table=operating_table(operating, study, language),
        language=language,
    )


def _heading(drawing: go.Figure, top: float, text: str) -> None:
    drawing.add_annotation(
        text=f"<b>{escape(text)}</b>", x=0, xref="paper", xanchor="left", y=top + _HEAD - 8, yanchor="bottom",
        showarrow=False, font={"size": 13, "color": INK},
    )  # fmt: skip
    drawing.add_shape(type="line", xref="paper", x0=0, x1=1, y0=top + _HEAD - 6, y1=top + _HEAD - 6, line_color=RULE)


def _dot(drawing: go.Figure, name: str, value: float, top: float, is_primary: bool, language: Language) -> None:
    drawing.add_annotation(
        text=escape(name), x=0, xref="paper", xanchor="left", y=top + _LABEL, yanchor="middle", showarrow=False,
        font={"size": 12, "color": INK},
    )  # fmt: skip
    if pd.isna(value):
        return
    colour = COLOURS["programme"] if is_primary else MUTED
    drawing.add_scatter(
        x=[plain(100 * value)], y=[top + _POINT], mode="markers",
        marker={"size": 11, "color": colour if is_primary else PAPER, "line": {"color": colour, "width": 2}},
        text=[escape(labelled(name, _share(value, language), language))], hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _shares(
    operating: OperatingCharacteristics, study: Study, language: Language
) -> Iterator[tuple[str, dict[str, float]]]:
    """Name every method, the study's own first, with its shares at the primary horizon."""
    at = operating.select(horizon=study.primary.horizon)
    for method, estimand in dict.fromkeys(zip(at["method"], at["estimand"], strict=True)):
        own = at[at["method"] == method].set_index("scenario")
        values = {key: float(own.loc[scenario, column]) for key, scenario, column, _ in (*QUESTIONS, POWER)}
        yield _name(method, estimand, language), values


def _found(shares: list[tuple[str, dict[str, float]]], language: Language) -> list[str]:
    return [
        t("operating-found", language, method=name, **{key: _share(value, language) for key, value in values.items()})
        for name, values in shares
    ]


def _name(method: str, estimand: str, language: Language) -> str:
    if method == "lost_as_event_free":
        return t("operating-lost-as-event-free", language)
    return method_name(estimand, language, method)


def _caption(operating: OperatingCharacteristics, language: Language) -> str:
    measure = str(operating.frame["measure"].iloc[0]).replace("_", "-")
    return t("operating-table", language, unit=t(f"operating-unit-{measure}", language))


def _asked(operating: OperatingCharacteristics) -> float:
    """Return how many studies of a scenario were drawn; a method reports on all of them, or nearly."""
    return float(operating.frame["studies"].max())


def _share(value: float, language: Language) -> str:
    return NOT_SHOWN if pd.isna(value) else percent(value, language, 1)
