"""Numbers, durations and names as a reader meets them."""

from __future__ import annotations

import numpy as np
import pytest

from impact.present import words


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


def test_no_difference_is_neither_fewer_nor_more():
    assert words.difference(-0.0004, "en") == "no difference"
    assert words.difference(-0.08, "es") == "8 menos"
    assert words.difference(0.08, "es") == "8 más"


@pytest.mark.parametrize(
    ("code", "english", "spanish"),
    [
        ("sex=female", "Sex: female", "Sexo: mujer"),
        ("department=Quiché", "Department: Quiché", "Departamento: Quiché"),
        ("department=other GTM", "Department: others in Guatemala", "Departamento: otros de Guatemala"),
        ("is_indigenous=not asked", "Indigenous: not asked", "Pertenencia a un pueblo indígena: no se preguntó"),
        ("debt_usd_missing", "Debt, in US dollars, not recorded", "Deuda, en dólares de EE. UU., sin registro"),
        ("shoe_size", "shoe size", "shoe size"),
    ],
)
def test_characteristics_have_names_where_the_catalogue_knows_them(demo, code, english, spanish):
    assert words.covariate_name(code, demo, "en") == english
    assert words.covariate_name(code, demo, "es") == spanish


def test_a_study_names_its_own_characteristics(rossi):
    assert words.covariate_name("prio", rossi, "es") == "Condenas anteriores"


def test_moments_and_durations_are_in_the_unit_of_the_study(demo, rossi):
    assert words.duration(12.0, demo, "es") == "12 meses"
    assert words.duration(1.0, rossi, "en") == "1 week"
    assert words.moment(4.25, demo, "en") == "Month 4.2"
