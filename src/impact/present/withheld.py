"""What a page says where the answer is withheld: what, why, and what can still be read.

The groups as they were observed never take the answer's place. Their difference stands in tables, named as what it is;
no sentence repeats it, and no picture draws it alone.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import GATE, code_in_words, reason_codes
from impact.i18n import t
from impact.present.checks import check_sentence
from impact.present.departures import changed_gates
from impact.present.page import Fragment, bullets, paragraphs, together
from impact.present.select import effect_rows, is_reported, primary_difference
from impact.present.words import say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

UNADJUSTED = "unadjusted"


def is_answered(released: ReleasedResults, study: Study) -> bool:
    """Tell whether the headline's difference is reported."""
    return is_reported(primary_difference(released, study))


def shows_only_raw(rows: pd.DataFrame, study: Study) -> bool:
    """Tell whether nothing of some contrasts is reported but those without weights, which are not the answer."""
    shown = [row for _, row in rows.iterrows() if is_reported(row)]
    return study.headline_method != UNADJUSTED and all(row["method"] == UNADJUSTED for row in shown)


def withheld_answer(row: pd.Series | None, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say that there is no answer, why, what is withheld with it, and what can still be read."""
    card = withheld_card(study, language)
    reasons = [] if row is None else withheld_reasons(row, released, study, language)
    if not reasons:
        return together(card, paragraphs([say("headline-withheld-else", study, language)]))
    why = paragraphs([say("headline-withheld-why", study, language)])
    around = paragraphs([*changed_gates(study, language), *_extent(row, released, study, language)])
    return together(card, why, bullets(reasons), around)


def withheld_card(study: Study, language: Language) -> Fragment:
    """Say that there is no answer."""
    title = say("headline-withheld", study, language)
    return Fragment(f'<div class="answer withheld"><p class="statement">{escape(title)}</p></div>', title)


def withheld_reasons(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say in the reader's language why an estimate is withheld; a failed check adds its numbers."""
    checks = {f"{GATE}{check['check']}": check for _, check in released.checks.frame.iterrows()}
    reasons = []
    for code in reason_codes(row["reason"]):
        numbers = check_sentence(checks[code], study, language) if code in checks else ""
        reasons.append(f"{code_in_words(code, study, language)} {numbers}".strip())
    return reasons


def _extent(row: pd.Series | None, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    """Say what a failed gate takes with the answer, and what it leaves; nothing where no gate failed."""
    codes = () if row is None else reason_codes(row["reason"])
    if not any(code.startswith(GATE) for code in codes):
        return []
    rows = effect_rows(released, measure="risk_difference", arm="contrast")
    others = rows[rows["method"] != UNADJUSTED]
    is_all = not any(is_reported(other) for _, other in others.iterrows())
    said = [say("headline-withheld-what" if is_all else "headline-withheld-what-some", study, language)]
    if study.headline_method != UNADJUSTED:
        said.append(say("headline-withheld-raw", study, language))
    return [*said, say("headline-withheld-left", study, language)]


def in_place_of(what: str, language: Language, *more: Fragment) -> Fragment:
    """Say that a picture or a table is withheld like the answer; `what` ends a message `withheld-<what>`."""
    return together(paragraphs([t(f"withheld-{what}", language)]), *more)
