"""Checks in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.disclosure import check_in_words
from impact.present.words import counted

if TYPE_CHECKING:
    import pandas as pd

    from impact.study import Study
    from impact.study.parts import Language


def check_sentence(row: pd.Series, study: Study, language: Language) -> str:
    """Say what a check found, its counts marked; one that the catalogue does not know keeps its own sentence."""
    value, threshold = float(row["value"]), float(row["threshold"])

    def people(number: float, _: str) -> str:
        return counted(number, language)

    return check_in_words(str(row["check"]), value, threshold, study, language, people) or str(row["text"])
