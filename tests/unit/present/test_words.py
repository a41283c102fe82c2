"""Numbers, durations and names as a reader meets them."""

from __future__ import annotations

import re

import numpy as np
import pytest

from impact import present as show
from impact.present import words
from impact.study import Study


def test_a_label_inside_a_sentence_begins_small_unless_it_is_an_acronym(demo):
    assert words.vocabulary(demo, "en")["programme"] == "reintegration support"
    assert words.vocabulary(demo, "en")["programme_title"] == "Reintegration support"
    labels = demo.labels.model_copy(update={"programme": {"en": "CMRRP support", "es": "Apoyo CMRRP"}})
    assert words.vocabulary(demo.model_copy(update={"labels": labels}), "en")["programme"] == "CMRRP support"


@pytest.mark.parametrize(
    ("risk", "shown"), [(0.184, "18"), (0.004, "0.4"), (0.0, "0"), (0.0096, "1"), (-0.08, "8"), (np.nan, "–")]
)
def test_risks_are_whole_per_hundred_but_for_those_under_one(risk, shown):
    assert words.per_hundred(risk, "en") == shown


@pytest.mark.parametrize(
    ("value", "shown"), [(-8.24, "−8.2"), (-0.04, "0.0"), (0.0, "0.0"), (1234.5, "1,234.5"), (np.nan, "–")]
)
def test_signed_numbers_have_a_true_minus_and_no_minus_zero(value, shown):
    assert words.signed(value, "es") == shown


@pytest.mark.parametrize(
    ("low", "high", "english", "spanish"),
    [
        (-0.13, -0.03, "3 to 13 fewer", "de 3 a 13 menos"),
        (0.03, 0.13, "3 to 13 more", "de 3 a 13 más"),
        (-0.09, 0.04, "from 9 fewer to 4 more", "de 9 menos a 4 más"),
        (-0.17, 0.0, "0 to 17 fewer", "de 0 a 17 menos"),
        (0.0, 0.17, "0 to 17 more", "de 0 a 17 más"),
        (np.nan, 0.1, "–", "–"),
    ],
)
def test_intervals_are_said_from_the_smaller_to_the_larger_difference(low, high, english, spanish):
    assert words.interval(low, high, "en") == english
    assert words.interval(low, high, "es") == spanish


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.125, -0.035, "3 to 13 fewer"),
        (0.0345, 0.1212, "3 to 13 more"),
        (-0.081, 0.041, "from 9 fewer to 5 more"),
        (-0.02, -0.0062, "0.6 to 2 fewer"),
        (-0.02, -0.0003, "0 to 2 fewer"),
        (-0.0096, 0.0004, "from 1 fewer to 0.1 more"),
        (0.07, 0.29, "7 to 29 more"),
    ],
)
def test_the_limits_that_are_said_are_rounded_outward(low, high, said):
    assert words.interval(low, high, "en") == said


@pytest.mark.parametrize(
    ("value", "decimals", "down", "up"), [(-21.3, 0, -22, -21), (0.29, 2, 0.29, 0.29), (12.04, 1, 12, 12.1)]
)
def test_float_noise_moves_no_limit(value, decimals, down, up):
    assert words.outward(value, decimals, up=False) == down
    assert words.outward(value, decimals, up=True) == up


def test_no_difference_is_neither_fewer_nor_more():
    assert words.difference(-0.0004, "en") == "neither fewer nor more"
    assert words.difference(-0.08, "es") == "8 menos"
    assert words.difference(0.08, "es") == "8 más"


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("sex=female", "Sex: female", "Sexo: mujer"),
        ("department=Quiché", "Department: Quiché", "Departamento: Quiché"),
        ("department=other GTM", "Department: others in Guatemala", "Departamento: otros de Guatemala"),
        ("is_indigenous=not asked", "Indigenous: not asked", "Pertenencia a un pueblo indígena: no se preguntó"),
        ("debt_usd_missing", "Debt, in US dollars, not recorded", "Deuda, en dólares estadounidenses, sin registro"),
        ("shoe_size", "shoe size", "shoe size"),
    ],
)
def test_characteristics_have_names_where_the_catalogue_knows_them(demo, code, english, spanish):
    assert words.covariate_name(code, demo, "en") == english
    assert words.covariate_name(code, demo, "es") == spanish


def test_a_study_names_its_own_characteristics(rossi):
    assert words.covariate_name("prio", rossi, "es") == "Condenas anteriores"


@pytest.mark.parametrize(
    ("unit", "one", "several"),
    [
        ("days", "al día", "a los 2 días"),
        ("weeks", "a la semana", "a las 2 semanas"),
        ("months", "al mes", "a los 2 meses"),
        ("years", "al año", "a los 2 años"),
    ],
)
def test_a_spanish_moment_has_the_article_of_its_unit(demo, unit, one, several):
    study = demo.model_copy(update={"time_unit": unit})
    assert words.by_then(1.0, study, "es") == one
    assert words.by_then(2.0, study, "es") == several
    assert words.by_then(2.0, study, "en") == f"by 2 {unit}"


def test_a_spanish_page_in_weeks_has_the_article_of_weeks(rossi, released):
    results = released(rossi)
    said = show.headline(results, rossi, "es").html + show.cumulative_incidence_chart(results, rossi, "es").alt_text
    assert "a las 52 semanas de la salida de prisión" in said
    assert "los 52" not in said


def test_default_labels_stand_in_sentences(released, language):
    study = Study.model_validate(
        {
            "id": "plain",
            "input": {"form": "analysis_table", "path": "x", "columns": {"arm": "a", "time": "t", "event": "e"}},
            "horizons": [90, 180],
            "primary": {"horizon": 180},
        }
    )
    pieces = []
    for effect in (-0.08, -0.01, 0.08):
        for evidence, share in (("experiment", 0.95), ("experiment", 0.7), ("observational", 0.7)):
            changed = study.model_copy(update={"evidence": evidence})
            results = released(changed, effect=effect, share=share)
            pieces += [show.headline(results, changed, language), show.limits(results, changed, language)]
    pieces += [show.headline(released(study, is_withheld=True), study, language), show.definitions(study, language)]
    text = "\n".join(piece.text for piece in pieces)
    expected = {
        "en": (
            "The programme reduces the risk of the event.",
            "whether the programme changes it",
            "counted is the event,",
        ),
        "es": (
            "Contar con el programa reduce el riesgo del evento.",
            "no sabemos si contar con el programa lo modifica",
        ),
    }
    assert not [sentence for sentence in expected[language] if sentence not in text]
    wrong = {
        "en": r"(?<!the )\bprogramme (?!group)|recorded the event|\b(the|a|an) the\b",
        "es": r"\b(de|a) el\b|contar con programa|\b(el|la|los|las) (el|la|los|las)\b",
    }
    assert not re.search(wrong[language], text.lower().replace("the programme", "the"))


def test_moments_and_durations_are_in_the_unit_of_the_study(demo, rossi):
    assert words.duration(12.0, demo, "es") == "12 meses"
    assert words.duration(1.0, rossi, "en") == "1 week"
    assert words.moment(4.25, demo, "en") == "Month 4.2"
