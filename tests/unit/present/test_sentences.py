"""The answer and what stands around it, sentence by sentence."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from impact import present as show
from impact.i18n import has

SOURCES = Path(show.__file__).parents[1]


def test_the_headline_holds_estimate_interval_risks_and_certainty(demo, released):
    said = show.headline(released(demo, effect=-0.08, half_width=0.045, share=0.95), demo, "en")
    assert said.text.splitlines()[0] == "Reintegration support may reduce the risk of remigration."
    assert "13 per 100 children in the programme group and 21 per 100 in the comparison group" in said.text
    assert "8 fewer per 100 children" in said.html
    assert "95% interval: 3 to 13 fewer" in said.html
    assert "Certainty: Low" in said.text
    assert "children like those in the programme group" in said.text


def test_a_null_result_says_what_difference_is_still_possible(demo, released):
    said = show.headline(released(demo, effect=-0.02, half_width=0.06), demo, "en").text
    assert "There is no clear difference" in said
    assert "Anything from 8 fewer to 4 more per 100 remains possible." in said


def test_a_clear_estimate_of_very_low_certainty_is_called_too_uncertain(demo, released):
    said = show.headline(released(demo, share=0.7), demo, "es").text
    assert said.startswith("No sabemos si contar con apoyo a la reintegración reduce el riesgo de remigración.")
    assert "demasiado incierta" in said


def test_a_withheld_answer_shows_no_number_and_gives_each_reason_once(demo, released):
    said = show.headline(released(demo, is_withheld=True), demo, "en")
    assert said.text.startswith("This study gives no estimate")
    assert "fewer than 30 children in one of the groups" in said.text
    assert said.text.count("children in the programme group could be traced") == 1
    assert "50%" in said.text
    assert "per 100" not in said.html
    assert "Too few could be traced" not in said.text


def test_a_withheld_answer_gives_its_reasons_in_spanish(demo, released):
    said = show.headline(released(demo, is_withheld=True), demo, "es").text
    assert "menos de 30 niñas, niños y adolescentes" in said
    assert not re.search(r"\b(the|groups|traced)\b", said)


def test_numbers_that_do_not_add_up_are_explained(demo, released):
    results = released(demo, effect=-0.08)
    effects = results.effects.frame
    effects.loc[(effects["measure"] == "risk") & (effects["arm"] == "comparison"), "estimate"] += 0.02
    assert "rounded on its own" in show.headline(results, demo, "en").text
    assert "rounded on its own" not in show.headline(released(demo, effect=-0.08), demo, "en").text


def test_an_observational_study_says_so_and_an_experiment_does_not(demo, rossi, released):
    assert "observational comparison" in show.limits(released(demo), demo, "en").text
    said = show.limits(released(rossi), rossi, "en").text
    assert "Chance decided" in said
    assert "observational" not in said


def test_synthetic_data_are_the_first_limit(demo, rossi, released):
    assert show.limits(released(demo), demo, "es").text.startswith("- Los registros son sintéticos")
    assert "sintétic" not in show.limits(released(rossi), rossi, "es").text


def test_full_follow_up_is_no_limit(rossi, released):
    results = released(rossi)
    results.followup.frame["share"] = 1.0
    assert "could be traced" not in show.limits(results, rossi, "en").text


def test_those_without_a_record_are_named_as_the_study_names_them(study, released, language):
    said = show.limits(released(study), study, language).text + show.definitions(study, language).text
    assert study.labels.no_event[language] in said
    assert not re.search(r"\b(stayed|se quedaron|permanecieron)\b", said)


def test_who_adds_up_what_is_shown_and_says_when_too_few(demo, released):
    results = released(demo)
    assert "2,430 children are compared: 500 in the programme group" in show.who(results, demo, "en").text
    results.flow.frame.loc[results.flow.frame["step"] == "analysed", "n"] = float("nan")
    said = show.who(results, demo, "en").text
    assert "Too few children" in said
    assert "nan" not in said


def test_versions_name_data_code_and_method(study, released, language):
    facts = {"data_version": "d4ta", "code_version": "0.1.0+c0de"}
    said = show.versions_note(facts, released(study), study, language).text
    assert "d4ta" in said
    assert "0.1.0+c0de" in said
    assert "1,000" in said


def test_a_changed_threshold_is_printed_with_its_reason(demo, released):
    gates = {"traced": {"threshold": 0.5, "reason": {"en": "Few roads.", "es": "Pocos caminos."}}}
    changed = type(demo).model_validate({**demo.model_dump(), "gates": gates, "source": demo.source})
    facts = {"data_version": "d", "code_version": "c"}
    results = released(demo)
    said = "The limit is 50% instead of 60%. The reason given: Few roads."
    for piece in (
        show.headline(results, changed, "en"),
        show.headline(released(demo, is_withheld=True), changed, "en"),
        show.certainty_note(results, changed, "en"),
        show.versions_note(facts, results, changed, "en"),
    ):
        assert said in piece.text
    assert "El límite es 50% en lugar de 60%. La razón que se da: Pocos caminos." in (
        show.headline(results, changed, "es").text.replace("\u00a0", "")
    )


def test_privacy_gives_the_rules_of_the_study(demo):
    assert "from 1 to 10" in show.privacy(demo, "en").text


def with_columns(study, **changes):
    """Return a study of an analysis table with other columns."""
    columns = study.input.columns.model_copy(update=changes)
    return study.model_copy(update={"input": study.input.model_copy(update={"columns": columns})})


def test_competing_events_of_a_table_are_named_as_the_study_names_them(rossi, language):
    labels = {
        3: {"en": "Emigration", "es": "Emigración"},
        2: {"en": "Death", "es": "Muerte"},
        1: {"en": "x", "es": "x"},
    }
    said = show.definitions(with_columns(rossi, event_labels=labels), language).text
    assert {"en": "counted apart: death, emigration.", "es": "cuentan aparte: muerte, emigración."}[language] in said
    title = {"en": "Other events", "es": "Otros eventos"}[language]
    assert title not in show.definitions(rossi, language).text


def test_a_table_does_not_claim_to_know_who_could_have_been_followed(demo, rossi, released):
    results = released(rossi, share=0.7)
    pieces = (
        show.definitions(rossi, "en").text,
        show.limits(results, rossi, "en").text,
        show.followup_chart(results, rossi, "en").html,
        show.checks_table(results, rossi, "en").text,
    )
    assert not [text for text in pieces if "could have been followed that long by" in text]
    assert "All men are counted" in pieces[0]
    assert "lost or came too late to be followed that long" in pieces[1]
    assert "The share of everybody who had had the event by then" in pieces[2]
    assert "nothing is withheld" in pieces[3]
    assert "who could have been followed that long" in show.definitions(demo, "en").text
    spanish = show.definitions(rossi, "es").text + show.limits(results, rossi, "es").text
    assert "quien llegó demasiado tarde cuenta" in spanish


def test_the_design_is_named_where_records_have_one(demo, rossi, released):
    facts = {"data_version": "d", "code_version": "c"}
    said = {study.id: show.versions_note(facts, released(study), study, "en").text for study in (demo, rossi)}
    assert "accepted or had consented by the day of the return" in said["cmrrp-demo"]
    assert "by referral" not in said["rossi"]


def test_every_message_named_in_the_code_is_in_the_catalogue():
    named = {
        key
        for path in SOURCES.rglob("*.py")
        for key in re.findall(r'\b(?:t|say)\(\s*"([a-z][a-z0-9-]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(named) > 50
    assert not sorted(key for key in named if not has(key, "en"))


FORBIDDEN = {
    "en": ("success rate", "prevent", "deterr", "recidiv", "illegal", "proven", "significant", "control group"),
    "es": ("tasa de éxito", "previn", "prevenir", "disuasi", "reinciden", "ilegal", "demostrad", "grupo de control"),
}


def test_the_report_never_uses_the_forbidden_words(study, released, language):
    facts = {"data_version": "d", "code_version": "c"}
    pages = []
    for results in (released(study), released(study, effect=0.01), released(study, is_withheld=True)):
        pieces = (
            show.headline(results, study, language),
            show.limits(results, study, language),
            show.who(results, study, language),
            show.flow_chart(results, study, language),
            show.followup_chart(results, study, language),
            show.definitions(study, language),
            show.cumulative_incidence_chart(results, study, language),
            show.risk_difference_chart(results, study, language),
            show.other_measures_table(results, study, language),
            show.love_plot(results, study, language),
            show.checks_table(results, study, language),
            show.certainty_note(results, study, language),
            show.privacy(study, language),
            show.versions_note(facts, results, study, language),
        )
        pages += [piece.html for piece in pieces]
    text = " ".join(pages).lower().replace("estadísticamente", "")
    assert not [word for word in (*FORBIDDEN[language], "significativ") if word in text]
    if study.id == "rossi":
        assert not re.search(r"remigra|children|niñ|return\b|retorno", text)


@pytest.mark.parametrize("key", ["answer", "limits", "who", "definitions", "risks", "comparable", "certainty"])
def test_a_section_has_a_heading_in_the_language(demo, key):
    english, spanish = (show.section(key, demo, language) for language in ("en", "es"))
    assert english.key == spanish.key == key
    assert english.title != spanish.title
