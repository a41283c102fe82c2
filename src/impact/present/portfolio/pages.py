"""One page a programme: what it does, what its studies ask, their headline numbers, and what these cannot say."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from impact.i18n import date, t, wording
from impact.present.headline import headline_in_brief
from impact.present.page import Fragment, Section, bullets, paragraphs, together
from impact.present.portfolio.member import Member
from impact.present.portfolio.pathway import pathway_answer
from impact.present.portfolio.reached import is_certain, reach_answer
from impact.present.reached import totals
from impact.present.sentences import limit_sentences
from impact.present.words import by_then, say

if TYPE_CHECKING:
    from impact.study.parts import Language

MOST_LIMITS = 3
"""Limits that a page names; the full report names them all."""


def programme_pages(members: Sequence[Member], language: Language) -> tuple[Section, ...]:
    """Lay out a section a programme, in the order of the portfolio."""
    programmes = {member.programme.id: member.programme for member in members}
    return tuple(
        Section(
            f"programme-{programme.id}",
            wording(programme.title, language),
            (
                paragraphs([wording(programme.what, language)]),
                *(_study(member, language) for member in members if member.programme.id == programme.id),
            ),
        )
        for programme in programmes.values()
    )


def _study(member: Member, language: Language) -> Fragment:
    """Lay out one study: its question, the kind of its number, the number, its limits, and where all of it stands."""
    question = study_question(member, language)
    title = t("section-limits", language)
    limits = bullets(member_limits(member, language))
    return together(
        Fragment(f"<h3>{escape(question)}</h3>", question),
        number_label(member, language),
        _answer(member, language),
        Fragment(f'<p class="cannot"><strong>{escape(title)}</strong></p>', title),
        limits,
        _source(member, language),
    )


def study_question(member: Member, language: Language) -> str:
    """Say what a study asks."""
    study = member.study
    if study.pathway is not None:
        steps = study.pathway.milestones
        ends = {"first": wording(steps[0].label, language), "last": wording(steps[-1].label, language)}
        return t("portfolio-question-pathway", language, **ends)
    if study.reach is not None:
        return t("portfolio-question-reach", language, people=t(f"claim-unit-{study.reach.unit}", language))
    by = by_then(study.primary.horizon, study, language)
    return say("portfolio-question-comparison", study, language, by=by)


def number_label(member: Member, language: Language) -> Fragment:
    """Say in a word or two whether the number below is an effect, a risk or a count."""
    words = t(f"number-{member.number}", language)
    if member.number == "effect":
        words = t(f"number-effect-{member.study.evidence}", language)
    return Fragment(f'<p class="number">{escape(words)}</p>', words)


def _answer(member: Member, language: Language) -> Fragment:
    page = member.released, member.study, language
    answers = {"comparison": headline_in_brief, "pathway": pathway_answer, "reach": reach_answer}
    return answers[member.study.kind](*page)


def member_limits(member: Member, language: Language) -> list[str]:
    """Say what a study cannot tell, what weighs most first; that its records were made up stands beside its name."""
    study = member.study
    if study.pathway is not None:
        keys = ["pathway-groups" if len(study.arms) > 1 else "pathway-alone", "pathway-waiting"]
        if any(step.unit not in (None, study.pathway.unit) for step in study.pathway.milestones):
            keys.append("pathway-units")
        return [t(f"portfolio-limit-{key}", language) for key in keys]
    if study.reach is not None:
        unsure = any(not is_certain(row) for row in totals(member.released))
        keys = ["reach-count", *(["reach-twice"] if unsure else []), "reach-share"]
        return [t(f"portfolio-limit-{key}", language) for key in keys]
    return limit_sentences(member.released, study, language)[int(study.synthetic) :][:MOST_LIMITS]


def _source(member: Member, language: Language) -> Fragment:
    """Name study, data and dates in one line, and lead to the full report."""
    study, link = member.study, member.report(language)
    key = "portfolio-source-synthetic" if study.synthetic else "portfolio-source"
    until = "–" if study.cut_off is None else date(study.cut_off, language)
    line = t(
        key, language, study=study.id, until=until, data=member.data_version, made=date(member.made, language),
    )  # fmt: skip
    words = t("portfolio-report" if link else "portfolio-no-report", language)
    shown = f'<a href="{escape(link)}">{escape(words)}</a>' if link else escape(words)
    return Fragment(f'<p class="source">{escape(line)} {shown}</p>', f"{line} {words}")
