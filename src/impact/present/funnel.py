"""The funnel of a pathway: one bar a milestone, as long as the share of those who started that reached it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import t
from impact.present.page import Fragment, folded, paragraphs, plain_text
from impact.present.steps import Step, milestone_name, own_unit, pathway_of, quoted, steps, unit_name
from impact.present.svg import box, drawing, words
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, MUTED, PAPER, RULE
from impact.present.words import NOT_SHOWN, counted, label, share, wrapped

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

BAR, LINE, SMALL, APART = 22, 18, 16, 22
"""Heights in pixels: of a bar, of a line of text, of a line of small text, and of what parts two milestones."""

LETTERS, SMALL_LETTERS = 34, 42
"""How many letters a line holds on a telephone."""


def funnel_chart(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw who reached which milestone, a panel an arm, with the same numbers as a table.

    Every bar says its unit. A number that is not shown has an empty outline as long as the bar before it at most, which
    says nothing of it. Cases of another unit stand beside a bar in words, and never are a part of it.
    """
    arms = {arm: found for arm in study.arms if (found := steps(released, study, arm)) and found[0].is_shown}
    if not arms:
        return paragraphs([t("pathway-hidden-all", language)])
    panels = "".join(_panel(arm, found, study, language) for arm, found in arms.items())
    numbers = _table(arms, study, language)
    return framed("funnel", panels, numbers, [funnel_words(arm, arms[arm], study, language) for arm in arms], language)


def framed(key: str, panels: str, numbers: Fragment, said: list[str], language: Language) -> Fragment:
    """Put a pathway's panels into a figure: title and how to read it, the panels, their numbers as a table."""
    title, note = t(f"chart-{key}", language), t(f"chart-{key}-note", language)
    html = (
        f'<figure class="pathway" id="chart-{key}"><figcaption><strong>{escape(title)}</strong> '
        f'<span>{escape(note)}</span></figcaption><div class="ways">{panels}</div>'
        f"{folded(t('show-table', language), numbers).html}</figure>"
    )
    return Fragment(html, plain_text("\n".join([title, *said, numbers.text])))


def panel(arm: str, svg: str, study: Study, language: Language) -> str:
    """Put a drawing under its arm's name, where there are two."""
    name = f"<p><strong>{escape(label(arm, study, language))}</strong></p>" if len(study.arms) > 1 else ""
    return f'<div class="way {arm}">{name}{svg}</div>'


def amount(n: float, unit: str, language: Language) -> str:
    """Write a count with its unit, or that it is not shown."""
    return t("pathway-not-shown", language) if pd.isna(n) else t("amount", language, n=counted(n, language), unit=unit)


def shares_of(found: tuple[Step, ...], place: int) -> tuple[float, float]:
    """Return what share of the first milestone's, and of the one before, reached one; missing where either is."""
    here, first, before = (found[at].reached for at in (place, 0, max(place - 1, 0)))
    return _ratio(here, first), _ratio(here, before)


def _ratio(part: float, whole: float) -> float:
    return min(part / whole, 1.0) if whole > 0 and not pd.isna(part) else float("nan")


def _panel(arm: str, found: tuple[Step, ...], study: Study, language: Language) -> str:
    pieces, y = [], 0.0
    for place, step in enumerate(found):
        drawn, y = _row(arm, found, place, y, study, language)
        pieces.append(drawn)
        y += APART if step is not found[-1] else 0
    said = (t("chart-funnel", language), funnel_words(arm, found, study, language))
    return panel(arm, drawing(f"funnel-{arm}", "".join(pieces), y + 4, said, study, language), study, language)


def _row(
    arm: str, found: tuple[Step, ...], place: int, y: float, study: Study, language: Language
) -> tuple[str, float]:
    """Draw one milestone from the height `y` down; return it, and where it ends."""
    step = found[place]
    names = wrapped(milestone_name(step.milestone, study, language), LETTERS).split("\n")
    pieces = [words(names, 0, y + 14, is_bold=True, apart=LINE)]
    y += LINE * len(names) + 2
    pieces.append(_bar(arm, found, place, y))
    y += BAR
    told = [(amount(step.reached, own_unit(study, language), language), True, LINE)]
    told += [(line, False, SMALL) for text in _beside(found, place, study, language) for line in text]
    for text, is_number, height in told:
        y += height
        size, colour = (15, INK) if is_number else (13, MUTED)
        pieces.append(words([text], 0, y, size=size, colour=colour, is_bold=is_number))
    return "".join(pieces), y + 4


def _bar(arm: str, found: tuple[Step, ...], place: int, y: float) -> str:
    of_first, _ = shares_of(found, place)
    whole = box(0, y, "100%", BAR, fill=RULE, rx="3")
    if not pd.isna(of_first):
        return whole + box(0, y, f"{100 * of_first:.1f}%", BAR, fill=COLOURS[arm], rx="3")
    return box(1, y + 1, "99%", BAR - 2, fill=PAPER, stroke=MUTED, stroke_dasharray="4 4", rx="3")


def _beside(found: tuple[Step, ...], place: int, study: Study, language: Language) -> list[list[str]]:
    """Return the lines beside a milestone's number: its shares, and cases of another unit."""
    step, lines = found[place], []
    of_first, of_before = shares_of(found, place)
    if place and not pd.isna(of_first):
        lines.append(t("funnel-of-first", language, share=share(of_first, language)))
    if place > 1 and not pd.isna(of_before):
        lines.append(t("funnel-of-before", language, share=share(of_before, language)))
    if step.linked:
        unit, n = step.linked
        lines.append(t("funnel-linked", language, amount=amount(n, unit_name(unit, study, language), language)))
    return [wrapped(line, SMALL_LETTERS).split("\n") for line in lines]


def funnel_words(arm: str, found: tuple[Step, ...], study: Study, language: Language) -> str:
    """Say the funnel of an arm in words: each milestone with its count, its unit and its share of the first."""
    own = own_unit(study, language)
    said = []
    for place, step in enumerate(found):
        of_first, _ = shares_of(found, place)
        key = "funnel-words" if place == 0 or pd.isna(of_first) else "funnel-words-share"
        shares = {} if key == "funnel-words" else {"share": share(of_first, language)}
        name = quoted(step.milestone, study, language)
        said.append(t(key, language, milestone=name, amount=amount(step.reached, own, language), **shares))
        if step.linked:
            unit, n = step.linked
            other = amount(n, unit_name(unit, study, language), language)
            said.append(t("funnel-words-linked", language, amount=other))
    title = [f"{label(arm, study, language)}."] if len(study.arms) > 1 else []
    return " ".join([*title, *said])


def _table(arms: dict[str, tuple[Step, ...]], study: Study, language: Language) -> Fragment:
    rows = []
    for arm, found in arms.items():
        for place, step in enumerate(found):
            of_first, of_before = shares_of(found, place)
            unit, n = step.linked or ("", float("nan"))
            linked = amount(n, unit_name(unit, study, language), language) if step.linked else ""
            shares = [share(value, language) if place else "" for value in (of_first, of_before)]
            name = milestone_name(step.milestone, study, language)
            shown = NOT_SHOWN if not step.is_shown else amount(step.reached, own_unit(study, language), language)
            rows.append(
                [*in_group(arm, name, study, language), shown, *shares, *([linked] if _has_linked(study) else [])]
            )
    heads = ["pathway-milestone", "pathway-reached", "pathway-of-first", "pathway-of-before"]
    heads += ["pathway-linked"] if _has_linked(study) else []
    return table(t("table-funnel", language), [t(name, language) for name in heads], rows, language)


def in_group(arm: str, name: str, study: Study, language: Language) -> list[str]:
    """Return the first cell of a row: a name, with its arm where there are two."""
    is_alone = len(study.arms) < 2
    return [name if is_alone else t("labelled", language, name=label(arm, study, language), value=name)]


def _has_linked(study: Study) -> bool:
    pathway = pathway_of(study)
    return any(step.unit not in (None, pathway.unit) for step in pathway.milestones)
