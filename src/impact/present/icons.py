"""Of 100 children: how many are expected to have the event in each group, drawn as a hundred dots."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.present.page import Fragment
from impact.present.select import has_interval, risk_at
from impact.present.theme import ARMS
from impact.present.words import by_then, label, per_hundred, risk_limit, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

SIDE = 10
"""A square of ten by ten."""


def icon_array(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw both risks behind a difference as squares of a hundred dots, each with its number and interval below.

    Nothing where one of them is not reported. Made of text and shapes: it needs no script, prints in grey, and bends to
    any screen; filled dots are also larger, so that they are told from the others without colour.

    Parameters
    ----------
    row : pandas.Series
        Of a reported risk difference.
    released, study, language
        As everywhere.
    """
    same = {name: row[name] for name in ("method", "estimand")}
    risks = {arm: risk_at(released, arm, row["horizon"], **same) for arm in ARMS}
    shown = {arm: risk for arm, risk in risks.items() if risk is not None}
    if len(shown) < len(ARMS):
        return Fragment("", "")
    title = say("headline-bars", study, language, by=by_then(row["horizon"], study, language))
    said = {arm: _sentence(risk, arm, study, language) for arm, risk in shown.items()}
    squares = "".join(
        f'<div class="icon {arm}">{_square(float(risk["estimate"]), said[arm])}<p aria-hidden="true">'
        f"{escape(said[arm])}</p></div>"
        for arm, risk in shown.items()
    )
    html = f'<p class="bars-title">{escape(title)}</p><div class="icons">{squares}</div>'
    return Fragment(html, "\n".join([title, *said.values()]))


def _sentence(risk: pd.Series, arm: str, study: Study, language: Language) -> str:
    words = {"arm": label(arm, study, language), "risk": per_hundred(risk["estimate"], language)}
    if not has_interval(risk):
        return say("icons-risk-bare", study, language, **words)
    low, high = (
        per_hundred(risk_limit(risk[name], up=up), language) for name, up in (("ci_lower", False), ("ci_upper", True))
    )
    return say("icons-risk", study, language, **words, low=low, high=high)


def _square(risk: float, words: str) -> str:
    """Draw a hundred dots, as many of them filled as are expected to have the event."""
    filled = round(100 * risk)
    dots = [f"M{10 * (place % SIDE) + 5} {10 * (place // SIDE) + 5}h0" for place in range(SIDE * SIDE)]
    drawn = "".join(f'<path class="{name}" d="{"".join(some)}"/>' for name, some in _parts(dots, filled) if some)
    return f'<svg viewBox="0 0 100 100" role="img" aria-label="{escape(words)}">{drawn}</svg>'


def _parts(dots: list[str], filled: int) -> tuple[tuple[str, list[str]], ...]:
    return ("had", dots[:filled]), ("not", dots[filled:])
