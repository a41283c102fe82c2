"""The dose of services among the children enrolled: what was found under two regimes, and what it rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from impact.disclosure import SERVICE_DOSE, reason_in_words
from impact.i18n import t
from impact.present.page import Fragment, bullets, headed, paragraphs, together
from impact.present.select import EVENT, is_reported
from impact.present.tables import table, with_interval
from impact.present.words import NOT_SHOWN, duration, labelled, level_name, method_name, say
from impact.study.dose import METHODS

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

NEEDS = ("measured", "order", "memory", "possible", "lost", "same")
"""Assumptions, the one that is hardest to believe first."""


def dose(released: ReleasedResults, study: Study, language: Language) -> tuple[Fragment, ...]:
    """Return the panel on the dose of services: the comparison, its certainty and its assumptions.

    Nothing where the study does not ask. Where nothing may be reported it says why; the naive rows then stand nowhere.
    """
    frame = released.effects.select(analysis=SERVICE_DOSE, event=EVENT)
    if study.dose is None or frame.empty:
        return ()
    title, length = t("dose-title", language), t("duration-days", language, count=study.dose.period_days)
    lead = [say("dose-lead", study, language, length=length)]
    if study.dose.services:
        kinds = ", ".join(level_name(kind, language) for kind in study.dose.services)
        lead.append(t("dose-counted", language, kinds=kinds))
    weighted = frame[frame["method"] == METHODS[0]]
    if not any(is_reported(row) for _, row in weighted.iterrows()):
        why = dict.fromkeys(reason_in_words(reason, study, language) for reason in weighted["reason"])
        return (headed(title, together(paragraphs([*lead, t("dose-withheld", language)]), bullets(why))),)
    said = [say("dose-certainty", study, language), *_ratio(weighted, language), t("dose-naive", language)]
    said += _silences(weighted, study, language)
    return (
        headed(title, paragraphs(lead)),
        _table(frame, length, study, language),
        together(
            paragraphs([*said, t("dose-needs", language)]),
            bullets(t(f"dose-need-{need}", language) for need in NEEDS),
        ),
    )


def _table(frame: pd.DataFrame, length: str, study: Study, language: Language) -> Fragment:
    """List both risks and their difference per 100, by method and time; what is withheld says so."""
    rows = []
    for method in METHODS:
        for horizon in dict.fromkeys(frame["horizon"]):
            here = frame[(frame["method"] == method) & (frame["horizon"] == horizon)]
            name = labelled(method_name("none", language, method), duration(horizon, study, language), language)
            rows.append([name, *(_cell(here, arm, language) for arm in ("programme", "comparison", "contrast"))])
    heads = [t("table-further-what", language), t("dose-with", language), t("dose-without", language)]
    heads.append(t("table-difference", language))
    return table(say("dose-caption", study, language, length=length), heads, rows, language)


def _cell(rows: pd.DataFrame, arm: str, language: Language) -> str:
    found = rows[(rows["arm"] == arm) & rows["measure"].isin(("risk", "risk_difference"))].iloc[0]
    if is_reported(found):
        return with_interval(found, language, scale=100)
    return t("chart-effects-withheld", language) if arm == "contrast" else NOT_SHOWN


def _ratio(weighted: pd.DataFrame, language: Language) -> list[str]:
    rows = [row for _, row in weighted[weighted["measure"] == "hazard_ratio"].iterrows() if is_reported(row)]
    return [t("dose-ratio", language, value=with_interval(row, language, decimals=2)) for row in rows]


def _silences(weighted: pd.DataFrame, study: Study, language: Language) -> list[str]:
    """Say why nothing is reported at a horizon, once each."""
    rows = [row for _, row in weighted[weighted["arm"] == "contrast"].iterrows() if not is_reported(row)]
    said = [
        labelled(duration(row["horizon"], study, language), reason_in_words(row["reason"], study, language), language)
        for row in rows
    ]
    return list(dict.fromkeys(said))
