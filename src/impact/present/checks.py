"""Checks in the reader's language, with values in each family's unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import check_in_words
from impact.i18n import number
from impact.present.words import NOT_SHOWN, share

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.model import Language

SHARES = frozenset({"equipoise", "traced", "traced_gap"})
COUNTS = frozenset({"effective_sample_size", "events", "few_at_risk", "convergence"})


def check_value(value: float, check: str, language: Language) -> str:
    """Write a check's value or threshold in its family's unit."""
    family = check.partition(".")[0]
    if pd.isna(value):
        return NOT_SHOWN
    if family in SHARES:
        return share(value, language)
    return number(float(value), language, 0 if family in COUNTS else 2)


def check_sentence(row: pd.Series, study: Study, language: Language) -> str:
    """Say what a check found; a family that the catalogue does not know keeps the sentence that it brought along."""
    value, threshold = float(row["value"]), float(row["threshold"])
    return check_in_words(str(row["check"]), value, threshold, study, language) or str(row["text"])
