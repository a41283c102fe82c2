"""Checks in the reader's language: the sentence of each is a message of its family."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import has, number
from impact.present.words import NOT_SHOWN, label, method_name, say, share

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.model import Language

SHARES = frozenset({"equipoise", "traced", "traced_gap"})
COUNTS = frozenset({"effective_sample_size", "events"})


def family_of(check: str) -> str:
    """Return the family of a check named `family.detail`."""
    return check.partition(".")[0]


def failed_checks(released: ReleasedResults) -> pd.DataFrame:
    """Return the checks that withhold an estimate."""
    return released.checks.select(verdict="fail")


def check_value(value: float, family: str, language: Language) -> str:
    """Write a value or threshold in its family's unit."""
    if pd.isna(value):
        return NOT_SHOWN
    if family in SHARES:
        return share(value, language)
    return number(float(value), language, 0 if family in COUNTS else 2)


def check_sentence(row: pd.Series, study: Study, language: Language) -> str:
    """Say what a check looked at and found; a family that the catalogue does not know keeps its English sentence."""
    family, _, detail = str(row["check"]).partition(".")
    key = f"check-{family.replace('_', '-')}"
    if not has(key, language):
        return str(row["text"])
    return say(
        key,
        study,
        language,
        arm=_detail(detail, study, language),
        value=check_value(row["value"], family, language),
        threshold=check_value(row["threshold"], family, language),
    )


def _detail(detail: str, study: Study, language: Language) -> str:
    if detail in ("programme", "comparison"):
        return label(detail, study, language)
    return method_name(detail, language) if detail in ("att", "ate", "ato") else detail
