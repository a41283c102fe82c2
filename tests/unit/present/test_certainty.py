"""Certainty by rule: every combination, and the verb that goes with it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.disclosure.rules import digit_steps, interval_outward, rate_step
from impact.i18n import t
from impact.present.certainty import LEVELS, certainty, grade, includes_none
from impact.present.headline import statement
from impact.present.sentences import certainty_note
from impact.study import Disclosure

EVERY = list(product(["experiment", "observational"], [1.0, 0.8, 0.79, np.nan], [False, True]))
START = {"experiment": 3, "observational": 1}


@pytest.mark.parametrize(("evidence", "traced", "none"), EVERY)
def test_certainty_starts_with_the_design_and_steps_down_once_for_each_doubt(evidence, traced, none):
    lost = not traced >= 0.8
    verdict = grade(evidence, lowest_traced=traced, includes_none=none)
    assert verdict.level == LEVELS[max(START[evidence] - lost - none, 0)]
    assert verdict.rules[0] == f"start-{evidence}"
    assert ("step-loss" in verdict.rules) == lost
    assert ("step-null" in verdict.rules) == none


def test_an_observational_comparison_is_never_more_than_low():
    levels = {grade("observational", lowest_traced=traced, includes_none=none).level for _, traced, none in EVERY}
    assert levels == {"low", "very-low"}


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (-0.1, -0.01, False),
        (0.01, 0.1, False),
        (-0.1, 0.1, True),
        (-0.1, 0.0, False),
        (0.0, 0.1, False),
        (0.0, 0.0, True),
        (np.nan, 0.1, True),
    ],
)
def test_zero_strictly_inside_an_interval_or_no_interval_is_no_effect(low, high, expected):
    assert includes_none(pd.Series({"ci_lower": low, "ci_upper": high})) is expected


@pytest.mark.parametrize(("low", "high", "expected"), [(0.8, 1.1, True), (0.8, 1.0, False), (1.0, 1.4, False)])
def test_no_effect_is_a_ratio_of_one(low, high, expected):
    row = pd.Series({"measure": "risk_ratio", "ci_lower": low, "ci_upper": high})
    assert includes_none(row) is expected


def _row(measure, numbers):
    return pd.Series(dict(zip(("estimate", "ci_lower", "ci_upper"), numbers, strict=True)) | {"measure": measure})


@given(st.lists(st.one_of(st.floats(-1, 1), st.floats(-1e-9, 1e-9)), min_size=3, max_size=3), st.integers(30, 5000))
def test_a_released_difference_is_judged_as_the_exact_one(numbers, n):
    low, estimate, high = sorted(numbers)
    shown = interval_outward([estimate, low, high], rate_step(n, Disclosure()), (-1, 1))
    row = _row("risk_difference", shown)
    assert includes_none(row) == includes_none(_row("risk_difference", (estimate, low, high)))
    assert row["ci_lower"] <= low <= high <= row["ci_upper"]
    assert row["ci_lower"] <= row["estimate"] <= row["ci_upper"]


@given(st.lists(st.one_of(st.floats(0.001, 90), st.floats(0.99, 1.01)), min_size=3, max_size=3))
def test_a_released_ratio_is_judged_as_the_exact_one(numbers):
    low, estimate, high = sorted(numbers)
    row = _row("risk_ratio", interval_outward([estimate, low, high], digit_steps([estimate, low, high])))
    assert includes_none(row) == includes_none(_row("risk_ratio", (estimate, low, high)))
    assert row["ci_lower"] <= low <= high <= row["ci_upper"]
    assert row["ci_lower"] <= row["estimate"] <= row["ci_upper"]


@pytest.mark.parametrize(("low", "high", "way"), [(-0.01, 0.0, "reduces"), (0.0, 0.01, "increases")])
def test_a_clear_effect_that_rounds_to_none_keeps_its_direction(demo, low, high, way):
    row = pd.Series({"estimate": 0.0, "ci_lower": low, "ci_upper": high})
    verdict = grade("experiment", lowest_traced=1.0, includes_none=False)
    assert f" {way} the risk" in statement(row, verdict, demo, "en")


@pytest.mark.parametrize(("language", "said"), [("en", "no estimate to grade"), ("es", "ninguna estimación que calif")])
def test_an_answer_that_is_withheld_is_not_graded(study, released, language, said):
    text = certainty_note(released(study, is_withheld=True), study, language).text
    assert said in text
    assert len(text.splitlines()) == 1
    levels = [t(f"certainty-{level}", language).lower() for level in LEVELS]
    assert not [word for word in (*levels, "step", "nivel") if word in text.lower()]
    assert said not in certainty_note(released(study), study, language).text


def test_the_arm_with_fewer_traced_decides(demo, released):
    assert certainty(released(demo, share=0.95), demo).level == "low"
    assert certainty(released(demo, share=0.85), demo).rules == ("start-observational", "step-loss")


VERBS = {
    "high": ("{} reduces the risk", "reduce el riesgo"),
    "moderate": ("{} probably reduces the risk", "probablemente reduce el riesgo"),
    "low": ("{} may reduce the risk", "podría reducir el riesgo"),
    "very-low": ("We do not know whether", "No sabemos si"),
}


@pytest.mark.parametrize(("evidence", "traced", "none"), EVERY)
@pytest.mark.parametrize("sign", [-1, 1])
def test_every_certainty_has_its_words_in_both_languages_and_both_directions(study, evidence, traced, none, sign):
    verdict = grade(evidence, lowest_traced=traced, includes_none=none)
    limits = (-0.02, 0.02) if none else (0.01, 0.1) if sign > 0 else (-0.1, -0.01)
    row = pd.Series({"estimate": 0.05 * sign, "ci_lower": limits[0], "ci_upper": limits[1]})
    english, spanish = (statement(row, verdict, study, language) for language in ("en", "es"))
    if none:
        assert english.startswith("There is no clear difference")
        assert spanish.startswith("No hay una diferencia clara")
        return
    if sign < 0:
        expected = VERBS[verdict.level]
        assert expected[0].format(study.labels.programme["en"]) in english
        assert expected[1] in spanish
    else:
        assert "increase" in english
        assert "aument" in spanish
    assert study.labels.event["en"] in english
    assert study.labels.event["es"] in spanish
