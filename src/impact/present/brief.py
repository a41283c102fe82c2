"""The brief: the answer and its doubt on one sheet of paper, for who reads nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from impact.i18n import t
from impact.present.headline import headline_in_brief
from impact.present.page import Section, bullets, paragraphs, section
from impact.present.sentences import limit_sentences, method_line, who_in_brief

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

MOST_LIMITS = 3
"""Limits that the brief names; that its records were made up is said at its head."""


def brief(facts: Mapping[str, str], released: ReleasedResults, study: Study, language: Language) -> tuple[Section, ...]:
    """Return the sections of the brief: the answer, three limits, who, and a line on data, code and method.

    Parameters
    ----------
    facts : mapping
        data_version and code_version, as `impact.provenance.versions` gives them.
    released, study, language
        As everywhere.
    """
    stated = limit_sentences(released, study, language)[int(study.synthetic) :][:MOST_LIMITS]
    method = method_line(released, study, language)
    line = t(
        "brief-versions",
        language,
        method=method,
        study=study.id,
        data=facts["data_version"],
        code=facts["code_version"],
    )
    return (
        section("answer", study, language, headline_in_brief(released, study, language)),
        section("limits", study, language, bullets(stated)),
        section("who", study, language, who_in_brief(released, study, language)),
        section("versions", study, language, paragraphs([line])),
    )
