"""From all records to those compared, as a picture made of text: it bends to any screen and is read aloud as it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t, variant
from impact.present.page import Fragment, marked, plain_text
from impact.present.select import rows_of
from impact.present.tables import flow_reason
from impact.present.words import NOT_SHOWN, counted, group, label

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def flow_chart(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw the flow of both groups from the records to the comparison, with everybody left out and why."""
    frame = released.flow.frame
    numbers = {(row["reason"], row["arm"]): float(row["n"]) for row in rows_of(frame)}
    left_out = list(dict.fromkeys(frame.loc[frame["step"] == "excluded", "reason"]))
    left_out = [reason for reason in left_out if any(numbers.get((reason, arm), 0.0) != 0 for arm in study.arms)]
    steps = [_box("all", numbers, study, language)]
    if left_out:
        steps.append(_table("flow-excluded", left_out, numbers, study, language))
    steps.append(_box("analysed", numbers, study, language))
    if any(reason == "imputed" for reason, _ in numbers):
        steps.append(_table("flow-among-analysed", ["imputed"], numbers, study, language))
    totals = {step: plain_text(_total(step, numbers, study, language)) for step in ("all", "analysed")}
    alt = t(variant("chart-flow-alt", study.kind), language, **totals)
    title, how_to_read = (t(variant(key, study.kind), language) for key in ("chart-flow", "chart-flow-note"))
    caption = f"<strong>{escape(title)}</strong> <span>{escape(how_to_read)}</span>"
    dashed = any(pd.isna(value) for value in numbers.values())
    note = f'<p class="footnote">{escape(t("table-footnote", language))}</p>' if dashed else ""
    html = (
        f'<figure class="flow" id="chart-flow" aria-label="{escape(alt)}"><figcaption>{caption}</figcaption>'
        f"<ol>{''.join(steps)}</ol>{note}</figure>"
    )
    return Fragment(html, alt)


def _box(step: str, numbers: dict[tuple[str, str], float], study: Study, language: Language) -> str:
    arms = "".join(
        f'<div class="{arm}"><dt>{escape(label(arm, study, language))}</dt>'
        f"<dd>{marked(counted(numbers.get((step, arm), float('nan')), language))}</dd></div>"
        for arm in study.arms
    )
    title = escape(flow_reason(step, study, language))
    total = marked(_total(step, numbers, study, language))
    return f'<li class="box"><p>{title} <b>{total}</b></p><dl>{arms}</dl></li>'


def _table(
    title: str, reasons: list[str], numbers: dict[tuple[str, str], float], study: Study, language: Language
) -> str:
    head = "".join(f'<th scope="col">{escape(_column(arm, study, language))}</th>' for arm in study.arms)
    rows = "".join(
        f'<tr><th scope="row">{escape(flow_reason(reason, study, language))}</th>'
        + "".join(
            f"<td>{marked(counted(numbers.get((reason, arm), float('nan')), language))}</td>" for arm in study.arms
        )
        + "</tr>"
        for reason in reasons
    )
    first = f'<th scope="col">{escape(t(title, language))}</th>'
    return f'<li class="out"><table><thead><tr>{first}{head}</tr></thead><tbody>{rows}</tbody></table></li>'


def _column(arm: str, study: Study, language: Language) -> str:
    """Name a column: the group, or where there is but one what is counted."""
    return group(arm, language) if len(study.arms) > 1 else t("flow-number", language)


def _total(step: str, numbers: dict[tuple[str, str], float], study: Study, language: Language) -> str:
    """Add up what is shown; a total with a hidden part is hidden, or it would give the part away."""
    parts = [numbers.get((step, arm), float("nan")) for arm in study.arms]
    return NOT_SHOWN if any(pd.isna(part) for part in parts) else counted(sum(parts), language)
