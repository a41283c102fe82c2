"""The headline of a reach study on a portfolio's page: how many different people, drawn on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t, wording
from impact.present.page import Fragment, paragraphs, together
from impact.present.portfolio.picture import Row, spans
from impact.present.reached import Row as Reached
from impact.present.reached import asked_of, programme_name, reach_card, short, totals
from impact.present.words import count

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def reach_answer(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many were reached, by programme of the study, draw the numbers, and say what being reached means."""
    rows = totals(released)
    definition = wording(asked_of(study).definition, language)
    means = paragraphs([t("portfolio-reach-means", language, definition=definition)])
    return together(reach_card(released, study, language), _picture(rows, study, language), means)


def is_certain(row: Reached) -> bool:
    """Tell whether everybody behind a row is identified, so that its number is the number."""
    return row["basis"] == "distinct" and not pd.isna(row["n"])


def _picture(rows: list[Reached], study: Study, language: Language) -> Fragment:
    """Draw each total as a bar, or as the stretch in which it lies, from 0 to the largest."""
    shown = [row for row in rows if not pd.isna(row["at_most"])]
    end = max((float(row["at_most"]) for row in shown), default=0.0)
    if not end:
        return Fragment("", "")
    drawn = [_row(row, programme_name(row["activity"], study, language), language) for row in shown]
    return spans(t("portfolio-reach-picture", language, end=count(end, language)), drawn, end)


def _row(row: Reached, name: str, language: Language) -> Row:
    if is_certain(row):
        return Row(name, short(row, language), point=float(row["n"]))
    low: float = 0.0 if pd.isna(row["at_least"]) else float(row["at_least"])
    return Row(name, short(row, language), low, float(row["at_most"]))
