"""Checks in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.disclosure import check_in_words

if TYPE_CHECKING:
    import pandas as pd

    from impact.study import Study
    from impact.study.parts import Language


def check_sentence(row: pd.Series, study: Study, language: Language) -> str:
    """Say what a check found; a family that the catalogue does not know keeps the sentence that it brought along."""
    value, threshold = float(row["value"]), float(row["threshold"])
    return check_in_words(str(row["check"]), value, threshold, study, language) or str(row["text"])
