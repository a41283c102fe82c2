"""What the programme is for: shown as expectation, never as a finding; and criteria that say what was not assessed."""

from __future__ import annotations

import pytest

from impact.errors import StudyError
from impact.i18n import t
from impact.present import criteria, purpose
from impact.study import Study
from impact.study.purpose import CRITERIA


def with_keys(study: Study, **keys: object) -> Study:
    return study.model_copy(update=keys)


def test_the_steps_of_the_theory_stand_in_order_with_their_source_and_as_no_finding(study, language):
    said = purpose(study, language).text
    places = [said.index(step.text[language]) for step in study.theory.steps]
    assert places == sorted(places)
    assert said.index(t("theory-source", language, source=study.theory.source[language])) > places[-1]
    assert said.index(t("theory-expected", language)) < places[0]


def test_a_study_without_a_theory_says_so(study, language):
    said = purpose(with_keys(study, theory=None), language).text
    assert {"en": "does not say how", "es": "no dice cómo"}[language] in said


def test_the_childs_choice_belongs_to_childrens_records(demo, rossi, language):
    assert t("choice-title", language) in purpose(demo, language).text
    assert t("choice-title", language) not in purpose(rossi, language).text


def statuses(text: str, language: str) -> list[str]:
    known = [t(f"criterion-{status}", language) for status in ("in-part", "not-assessed")]
    return [next(status for status in known if line.startswith(status)) for line in text.splitlines()[2::2]]


def test_three_criteria_are_assessed_in_part_and_the_others_are_not(study, language, released):
    text = criteria(released(study), study, language).text
    titles = [line.split(" ")[0] for line in text.splitlines()[1::2]]
    assert titles == [t(f"criterion-{name}", language).split(" ")[0] for name in CRITERIA]
    part, none = (t(f"criterion-{status}", language) for status in ("in-part", "not-assessed"))
    assert statuses(text, language) == [none, none, part, none, part, part]


def test_nothing_is_assessed_where_the_answer_is_withheld(study, language, released):
    text = criteria(released(study, is_withheld=True), study, language).text
    assert set(statuses(text, language)) == {t("criterion-not-assessed", language)}


def test_what_a_study_knows_from_elsewhere_stands_beside_it_as_its_own_word(demo, language, released):
    told = with_keys(demo, criteria={"efficiency": {"en": "Costs were <audited>.", "es": "Los costos se <auditaron>."}})
    piece = criteria(released(told), told, language)
    line = t("criterion-told", language, text=told.criteria["efficiency"][language])
    assert line in piece.text
    assert "<audited>" not in piece.html
    assert "<auditaron>" not in piece.html


REFUSED = {
    "a criterion that there is not": ("criteria: {success: {en: x, es: x}}", ["success", "sustainability"]),
    "a criterion in one language": ("criteria: {impact: {en: Wide.}}", ["criteria.impact", "es"]),
    "a theory of one step": (
        "theory: {source: {en: x, es: x}, steps: [{text: {en: x, es: x}}]}", ["theory.steps"],
    ),
    "a step in one language": (
        "theory: {source: {en: x, es: x}, steps: [{text: {en: x, es: x}}, {text: {en: x}}]}", ["theory.steps.1", "es"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED, ids=lambda name: name.replace(" ", "-"))
def test_a_purpose_that_cannot_be_printed_is_refused_by_its_key(case, rossi, tmp_path):
    keys, words = REFUSED[case]
    plain = rossi.source.read_text(encoding="utf-8").split("theory:")[0]
    path = tmp_path / "study.yaml"
    path.write_text(f"{plain}\n{keys}\n", encoding="utf-8")
    with pytest.raises(StudyError) as refused:
        Study.load(path)
    assert all(word in str(refused.value) for word in words), str(refused.value)
