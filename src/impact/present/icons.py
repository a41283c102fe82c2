"""Of 100 children: how many are expected to have the event in each group, drawn as a hundred dots."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.present.page import Fragment
from impact.present.select import has_interval, is_reported, primary_difference, risk_at
from impact.present.theme import ARMS
from impact.present.words import by_then, label, per_hundred, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

SIDE = 10
"""A square of ten by ten."""


def icon_array(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw both risks of the answer as squares of a hundred dots, each with its number and interval below.

    Nothing where the answer is withheld. Made of text and shapes: it needs no script, prints in grey, and bends to any
    screen; filled dots are also larger, so that they are told from the others without colour.
    """
    row = primary_difference(released, study)
    if row is None or not is_reported(row):
        return Fragment("", "")
    same = {name: row[name] for name in ("method", "estimand")}
    risks = {arm: risk_at(released, arm, row["horizon"], **same) for arm in ARMS}
    shown = {arm: risk for arm, risk in risks.items() if risk is not None}
    if len(shown) < len(ARMS):
        return Fragment("", "")
    title = say("icons-title", study, language, by=by_then(row["horizon"], study, language))
    said = {arm: _sentence(risk, arm, study, language) for arm, risk in shown.items()}
    squares = "".join(
        f'<div class="icon {arm}">{_square(float(risk["estimate"]), said[arm])}<p aria-hidden="true">'
        f"{escape(said[arm])}</p></div>"
        for arm, risk in shown.items()
    )
    note = say("icons-note", study, language)
    html = (
        f'<div class="icons"><h3>{escape(title)}</h3><div class="icon-squares">{squares}</div>'
        f'<p class="footnote">{escape(note)}</p></div>'
    )
    return Fragment(html, "\n".join([title, *said.values(), note]))


def _sentence(risk: pd.Series, arm: str, study: Study, language: Language) -> str:
    words = {"arm": label(arm, study, language), "risk": per_hundred(risk["estimate"], language)}
    if not has_interval(risk):
        return say("icons-risk-bare", study, language, **words)
    low, high = (per_hundred(risk[name], language) for name in ("ci_lower", "ci_upper"))
    return say("icons-risk", study, language, **words, low=low, high=high)


def _square(risk: float, words: str) -> str:
    """Draw a hundred dots, as many of them filled as are expected to have the event."""
    filled = round(100 * risk)
    dots = "".join(
        f'<circle class="{"had" if place < filled else "not"}" cx="{10 * (place % SIDE) + 5}" '
        f'cy="{10 * (place // SIDE) + 5}" r="{4.2 if place < filled else 3}"/>'
        for place in range(SIDE * SIDE)
    )
    return f'<svg viewBox="0 0 100 100" role="img" aria-label="{escape(words)}">{dots}</svg>'
