"""The answer in plain words: one sentence, two risks, their difference, and how sure we can be."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t
from impact.present.certainty import LEVELS, Certainty, certainty, includes_none
from impact.present.choices import bound_sentence
from impact.present.departures import changed_gates
from impact.present.page import Fragment
from impact.present.select import has_interval, is_reported, primary_difference, risk_at
from impact.present.withheld import withheld_answer, withheld_card
from impact.present.words import by_then, difference, duration, interval, interval_parts, label, per_hundred, say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language


def headline(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what the study found, with an interval, and no more certainty than its rules allow.

    Whatever the study's primary measure, the answer is told as risks per 100 people at the primary horizon, by the
    primary method and estimand. An answer that is withheld is named as such, and why.
    """
    row = primary_difference(released, study)
    if row is None or not is_reported(row):
        return withheld_answer(row, released, study, language)
    verdict = certainty(released, study)
    sentences = [statement(row, verdict, study, language), *_numbers(row, released, study, language)]
    html = _card(row, released, study, language) + "".join(f"<p>{escape(text)}</p>" for text in sentences[1:])
    said = [*sentences, f"{t('certainty', language)}: {t(f'certainty-{verdict.level}', language)}"]
    return Fragment(html, "\n".join(said))


def headline_in_brief(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say what the study found as the picture of the two risks, and between which bounds those lost leave it."""
    row = primary_difference(released, study)
    if row is None or not is_reported(row):
        return withheld_answer(row, released, study, language)
    said = statement(row, certainty(released, study), study, language)
    beside = [
        text for text in (_doubt(row, released, study, language), bound_sentence(released, study, language)) if text
    ]
    html = _card(row, released, study, language) + "".join(f"<p>{escape(text)}</p>" for text in beside)
    return Fragment(html, "\n".join([said, *beside]))


def headline_card(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Say the answer, its interval and its certainty and no more, or that it is withheld: for a page that leads on."""
    row = primary_difference(released, study)
    if row is None or not is_reported(row):
        return withheld_card(study, language)
    verdict = certainty(released, study)
    said = statement(row, verdict, study, language)
    html = (
        f'<div class="answer"><p class="statement">{escape(said)}</p>'
        f"{_difference(row, study, language)}{_meter(verdict, language)}</div>"
    )
    return Fragment(html, said)


def _card(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> str:
    verdict = certainty(released, study)
    return (
        f'<div class="answer"><p class="statement">{escape(statement(row, verdict, study, language))}</p>'
        f"{_bars(row, released, study, language)}{_difference(row, study, language)}{_meter(verdict, language)}</div>"
    )


def statement(row: pd.Series, verdict: Certainty, study: Study, language: Language) -> str:
    """Say the direction of the effect with the verb that the certainty allows, or that there is no clear difference."""
    way = "unclear" if includes_none(row) else "lower" if row["ci_upper"] <= 0 else "higher"
    return say(f"headline-{verdict.level}-{way}", study, language)


def _numbers(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> list[str]:
    risks = _risks(row, released)
    sentences = []
    if len(risks) == 2:
        shown = {f"{arm}_risk": per_hundred(risk["estimate"], language) for arm, risk in risks.items()}
        time = duration(row["horizon"], study, language)
        sentences.append(say("headline-risks", study, language, duration=time, **shown))
        if not _adds_up(row, risks):
            sentences.append(t("headline-rounded", language))
    beside = (
        _doubt(row, released, study, language),
        _authorities(row, released, study, language),
        bound_sentence(released, study, language),
    )
    sentences += [sentence for sentence in beside if sentence]
    return [*sentences, say(f"population-{row['estimand']}", study, language), *changed_gates(study, language)]


def _doubt(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> str:
    """Say what else remains possible, where that is much; nothing where the answer is clear."""
    if not has_interval(row):
        return t("headline-no-interval", language)
    if includes_none(row):
        parts = interval_parts(row["ci_lower"], row["ci_upper"], language)
        return say("headline-possible", study, language, **parts)
    if certainty(released, study).level == "very-low":
        return say("headline-doubt", study, language)
    return ""


def _authorities(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> str:
    """Say the co-primary answer: of what authorities record, which both groups meet alike; nothing where unreported."""
    same = {name: row[name] for name in ("measure", "arm", "horizon", "event", "population")}
    rows = released.effects.select(analysis="authority_recorded", **same)
    if rows.empty or not is_reported(rows.iloc[0]) or not has_interval(rows.iloc[0]):
        return ""
    other = rows.iloc[0]
    size = difference(other["estimate"], language)
    limits = interval(other["ci_lower"], other["ci_upper"], language)
    return say("headline-authorities", study, language, difference=size, interval=limits)


def _adds_up(row: pd.Series, risks: dict[str, pd.Series]) -> bool:
    """Tell whether the shown risks differ by the shown difference; each is rounded on its own."""
    shown = {arm: round(100 * float(risk["estimate"])) for arm, risk in risks.items()}
    return shown["programme"] - shown["comparison"] == round(100 * float(row["estimate"]))


def _risks(row: pd.Series, released: ReleasedResults) -> dict[str, pd.Series]:
    same = {name: row[name] for name in ("method", "estimand")}
    found = {arm: risk_at(released, arm, row["horizon"], **same) for arm in ("programme", "comparison")}
    return {arm: risk for arm, risk in found.items() if risk is not None}


def _bars(row: pd.Series, released: ReleasedResults, study: Study, language: Language) -> str:
    """Draw the two risks as bars on a scale that ends a little above the larger; the words beside them say the same."""
    risks = _risks(row, released)
    largest = max((float(risk["estimate"]) for risk in risks.values()), default=0.0) or 1.0
    bars = "".join(
        f'<div class="bar {arm}"><dt>{escape(label(arm, study, language))}</dt><dd>'
        f'<span class="fill" style="width:{78 * float(risk["estimate"]) / largest:.1f}%"></span>'
        f"<b>{per_hundred(risk['estimate'], language)}</b></dd></div>"
        for arm, risk in risks.items()
    )
    title = escape(say("headline-bars", study, language, by=by_then(row["horizon"], study, language)))
    return f'<p class="bars-title">{title}</p><dl class="bars">{bars}</dl>'


def _difference(row: pd.Series, study: Study, language: Language) -> str:
    size = say("headline-difference", study, language, difference=difference(row["estimate"], language))
    limits = t("headline-interval", language, interval=interval(row["ci_lower"], row["ci_upper"], language))
    return f'<p class="difference"><b>{escape(size)}</b> <span>{escape(limits)}</span></p>'


def _meter(verdict: Certainty, language: Language) -> str:
    filled = LEVELS.index(verdict.level) + 1
    dots = "●" * filled + "○" * (len(LEVELS) - filled)
    return (
        f'<p class="certainty"><span>{escape(t("certainty", language))}:</span> '
        f'<span aria-hidden="true">{dots}</span> <b>{escape(t(f"certainty-{verdict.level}", language))}</b></p>'
    )
