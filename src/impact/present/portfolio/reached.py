"""The headline of a reach study on a portfolio's page: how many different people, or between which numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t, wording
from impact.present.page import Fragment, marked, paragraphs, plain_text, together
from impact.present.portfolio.picture import Row, spans
from impact.present.words import count, counted

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def reach_answer(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say how many were reached in all, by programme of the study, what being reached means, and draw the numbers."""
    rows = totals(released, study)
    said = [_named(row, _statement(row, language), rows) for row in rows]
    said = said or [t("portfolio-withheld-else", language)]
    html = "".join(f'<p class="statement">{marked(text)}</p>' for text in said)
    is_withheld = not any(_limits(row) for row in rows)
    box = Fragment(f'<div class="answer{" withheld" if is_withheld else ""}">{html}</div>', plain_text("\n".join(said)))
    definition = wording(study.reach.definition, language) if study.reach else ""
    entries = [
        _named(row, t("portfolio-reach-counted", language, counted=counted(row["counted"], language)), rows)
        for row in rows
        if not pd.isna(row["counted"])
    ]
    notes = paragraphs([*entries, t("portfolio-reach-means", language, definition=definition)])
    return together(box, _picture(rows, language), notes)


def totals(released: ReleasedResults, study: Study) -> list[pd.Series]:
    """Return the row about all roles and all of the records, for each programme of a reach study."""
    frame = released.reach.frame
    whole = frame[frame["role"].isna() & frame["period"].isna()]
    named = study.reach.programmes if study.reach else ()
    return [row for name in named for _, row in whole[whole["activity"] == name].iterrows()]


def is_certain(row: pd.Series) -> bool:
    """Tell whether everybody behind a row is identified, so that its number is the number."""
    return row["basis"] == "distinct" and not pd.isna(row["n"])


def _named(row: pd.Series, said: str, rows: list[pd.Series]) -> str:
    """Put the programme before a sentence where the study is about several."""
    return said if len(rows) == 1 else f"{_activity(row)}. {said}"


def _activity(row: pd.Series) -> str:
    """Write an activity's code as words; the records have no other name for it."""
    name = str(row["activity"]).replace("_", " ")
    return name[:1].upper() + name[1:]


def _limits(row: pd.Series) -> dict[str, float]:
    """Return what is shown of the limits of a row; both are its number where everybody is identified."""
    names = {"low": "n", "high": "n"} if is_certain(row) else {"low": "at_least", "high": "at_most"}
    return {side: float(row[name]) for side, name in names.items() if not pd.isna(row[name])}


def _statement(row: pd.Series, language: Language) -> str:
    people, limits = t(f"claim-unit-{row['unit']}", language), _limits(row)
    if is_certain(row):
        return t("portfolio-reach-number", language, n=counted(row["n"], language), people=people)
    if not limits:
        return t("portfolio-reach-hidden", language, people=people)
    shape = "both" if len(limits) == 2 else next(iter(limits))
    sides = {side: counted(limits.get(side, float("nan")), language) for side in ("low", "high")}
    return t("portfolio-reach-bounds", language, shape=shape, people=people, **sides)


def _picture(rows: list[pd.Series], language: Language) -> Fragment:
    """Draw each total as a bar, or as the stretch in which it lies, from 0 to the largest."""
    end = max((limit for row in rows for limit in _limits(row).values()), default=0.0)
    if not end:
        return Fragment("", "")
    drawn = []
    for row in rows:
        limits, certain = _limits(row), is_certain(row)
        name = _activity(row) if len(rows) > 1 else t(f"claim-unit-{row['unit']}", language)
        if certain or not limits:
            drawn.append(Row(name, _words(row, language), point=limits.get("low")))
        else:
            drawn.append(Row(name, _words(row, language), limits.get("low", 0.0), limits.get("high", end)))
    return spans(t("portfolio-reach-picture", language, end=count(end, language)), drawn, end)


def _words(row: pd.Series, language: Language) -> str:
    if is_certain(row):
        return counted(row["n"], language)
    sides = (counted(row[name], language) for name in ("at_least", "at_most"))
    return t("span", language, **dict(zip(("from", "to"), sides, strict=True)))
