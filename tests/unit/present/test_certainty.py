"""Certainty by rule: every combination, and the verb that goes with it."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from impact.present.certainty import LEVELS, certainty, grade, includes_none
from impact.present.headline import statement

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
    [(-0.1, -0.01, False), (0.01, 0.1, False), (-0.1, 0.1, True), (-0.1, 0.0, True), (np.nan, 0.1, True)],
)
def test_an_interval_that_touches_zero_or_is_missing_includes_no_effect(low, high, expected):
    assert includes_none(pd.Series({"ci_lower": low, "ci_upper": high})) is expected


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
