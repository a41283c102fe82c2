"""What the programme is for: how it is thought to work, the child's choice, and the criteria of an evaluation."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from impact.i18n import t, variant, wording
from impact.present.page import Fragment, headed, paragraphs, together
from impact.present.withheld import is_answered
from impact.present.words import duration, say
from impact.study.purpose import CRITERIA

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

ASKED = ("effectiveness", "impact", "sustainability")
"""Criteria that a comparison of risks over time speaks to, each in part; the others need other evidence."""


def purpose(study: Study, language: Language) -> Fragment:
    """Say how the programme is thought to work, and that a further move can be a child's choice.

    The second belongs to children's records; a study of other people has no such words.
    """
    pieces = [headed(t("theory-title", language), _theory(study, language))]
    if study.kind == "comparison" and study.input.is_records:
        said = [say(f"choice-{part}", study, language) for part in ("outcome", "records", "sustainable")]
        pieces.append(headed(t("choice-title", language), paragraphs(said)))
    return together(*pieces)


def _theory(study: Study, language: Language) -> Fragment:
    if study.theory is None:
        return paragraphs([say(variant("theory-none", study.kind), study, language)])
    steps = [wording(step.text, language) for step in study.theory.steps]
    html = "".join(f"<li>{escape(step)}</li>" for step in steps)
    chain = Fragment(f'<ol class="steps">{html}</ol>', "\n".join(f"{n}. {step}" for n, step in enumerate(steps, 1)))
    source = t("theory-source", language, source=wording(study.theory.source, language))
    return together(paragraphs([say("theory-expected", study, language)]), chain, paragraphs([source]))


def criteria(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Go through the criteria by which programmes are evaluated, and say of each what this study knows.

    The criteria are those of the OECD's Development Assistance Committee (2019). A comparison of risks speaks to three
    of them, in part; of any, the study itself may say what is known from elsewhere.
    """
    intro = paragraphs([say(variant("criteria-intro", study.kind), study, language)])
    return together(intro, *(_criterion(name, released, study, language) for name in CRITERIA))


def _criterion(name: str, released: ReleasedResults, study: Study, language: Language) -> Fragment:
    title, question = t(f"criterion-{name}", language), t(f"criterion-asks-{name}", language)
    status, said = _assessed(name, released, study, language)
    told = study.criteria.get(name)
    if told:
        said.append(t("criterion-told", language, text=wording(told, language)))
    html = (
        f'<div class="criterion"><h3>{escape(title)} <span>{escape(question)}</span></h3>'
        f"<p><strong>{escape(status)}</strong> {escape(' '.join(said))}</p></div>"
    )
    return Fragment(html, f"{title} {question}\n{status} {' '.join(said)}")


def _assessed(name: str, released: ReleasedResults, study: Study, language: Language) -> tuple[str, list[str]]:
    """Return how far a criterion is assessed, and what the study can say of it."""
    if study.kind != "comparison":
        return _of_counts(name, study, language)
    last = duration(max(study.horizons), study, language)
    if name not in ASKED:
        return t("criterion-not-assessed", language), [say(f"criterion-{name}-not", study, language)]
    if not is_answered(released, study):
        return t("criterion-not-assessed", language), [say("criterion-withheld", study, language)]
    return t("criterion-in-part", language), [say(f"criterion-{name}-part", study, language, last=last)]


def _of_counts(name: str, study: Study, language: Language) -> tuple[str, list[str]]:
    """Say what a study that compares nobody knows of a criterion: of effectiveness a pathway a part, else nothing."""
    if name in ASKED:
        is_part = study.kind == "pathway" and name == "effectiveness"
        status = "criterion-in-part" if is_part else "criterion-not-assessed"
        return t(status, language), [t(variant(f"criterion-{name}-alone", study.kind), language)]
    return t("criterion-not-assessed", language), [say(f"criterion-{name}-not", study, language)]
