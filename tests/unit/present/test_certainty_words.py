"""No words stronger than the certainty: every combination of its rules, every message, both languages."""

from __future__ import annotations

import re
import sys
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from impact import i18n
from impact import present as show
from impact.i18n import has, t
from impact.present.certainty import LEVELS, certainty, grade
from impact.present.headline import statement
from impact.results import Checks
from impact.study import Study
from impact.study.gates import GATES

LANGUAGES = ("en", "es")
CATALOGUES = {language: Path(i18n.__file__).parent / "locale" / f"{language}.ftl" for language in LANGUAGES}

ASKED = ("evidence", "lowest_traced", "tips_easily", "is_indirect", "includes_none", "outweighs_recorded")
EVERY = [
    dict(zip(ASKED, one, strict=True))
    for one in product(("experiment", "observational"), (1.0, 0.8, 0.79, np.nan), *[(False, True)] * 4)
]


def graded(one: dict[str, Any]) -> show.Certainty:
    rest = {name: value for name, value in one.items() if name != "evidence"}
    return grade(one["evidence"], **rest)


def expected(one: dict[str, Any]) -> int:
    """Count METHODS.md's steps anew: loss once, however it shows; up only for a clear observational comparison."""
    loss = not one["lowest_traced"] >= 0.8 or (one["tips_easily"] and not one["includes_none"])
    down = loss + one["is_indirect"] + one["includes_none"]
    is_trial = one["evidence"] == "experiment"
    up = one["outweighs_recorded"] and not one["includes_none"] and not is_trial
    return max((3 if is_trial else 1) - down + up, 0)


def test_every_combination_of_the_rules_gives_its_level() -> None:
    assert len(EVERY) == 2 * 4 * 2**4
    assert [graded(one).level for one in EVERY] == [LEVELS[expected(one)] for one in EVERY]


def test_every_step_is_named_and_none_is_named_that_was_not_taken() -> None:
    for one in EVERY:
        rules = set(graded(one).rules)
        assert f"start-{one['evidence']}" in rules
        assert ("step-indirectness" in rules) == one["is_indirect"]
        assert ("step-null" in rules) == one["includes_none"]
        assert ("step-up" in rules) == (
            one["outweighs_recorded"] and not one["includes_none"] and one["evidence"] == "observational"
        )
        assert len(rules & {"step-loss", "step-tipping"}) <= 1


def test_an_observational_comparison_is_never_high_and_a_null_result_neither() -> None:
    assert "high" not in {graded(one).level for one in EVERY if one["evidence"] == "observational"}
    assert "high" not in {graded(one).level for one in EVERY if one["includes_none"]}
    assert "high" in {graded(one).level for one in EVERY}
    assert not any(has("headline-high-unclear", language) for language in LANGUAGES)


BARE = {
    "en": r"(?<!probably )\b(reduces|increases|lowers|raises|cuts)\b",
    "es": r"(?<!probablemente )\b(reduce|aumenta|disminuye)\b",
}
PROBABLY = {"en": r"\bprobably\b|\blikely\b", "es": r"\bprobablemente\b"}
MAY = {"en": r"\b(may|might|could)\b", "es": r"\b(puede|podría)\b"}
NOT_KNOWN = {"en": r"\bwe do not know whether\b[^.]*", "es": r"\bno sabemos si\b[^.]*"}
"""What follows it is what is not known: the verb there says nothing."""
STRONGER = {"high": (), "moderate": (BARE,), "low": (BARE, PROBABLY), "very-low": (BARE, PROBABLY, MAY)}
OWN = {"high": BARE, "moderate": PROBABLY, "low": MAY, "very-low": NOT_KNOWN}
UNCLEAR = {"en": "no clear difference", "es": "no hay una diferencia clara"}


def stronger(text: str, level: str, language: str) -> list[str]:
    """Return the words of a text that say more than a level allows."""
    known = re.sub(NOT_KNOWN[language], "", text.lower())
    return [found[0] for words in STRONGER[level] for found in re.finditer(words[language], known)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reader_of_strong_words_finds_them(language: str) -> None:
    says = {level: t(f"headline-{level}-lower", language, **WORDS) for level in LEVELS}
    for at, level in enumerate(LEVELS):
        for other in LEVELS[at + 1 :]:
            assert stronger(says[other], level, language), (level, other)


WORDS = dict.fromkeys(
    ("programme", "programme_title", "comparison", "comparison_title", "event", "no_event", "people", "start"), "x"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
def test_no_headline_of_the_catalogue_says_more_than_its_level(level: str, language: str) -> None:
    keys = [f"headline-{level}-{way}" for way in ("lower", "higher", "unclear")]
    there = [key for key in keys if has(key, language)]
    assert len(there) == (2 if level == "high" else 3)
    for key in there:
        text = t(key, language, **WORDS).lower()
        assert stronger(text, level, language) == []
        if key.endswith("unclear"):
            assert UNCLEAR[language] in text
            known = re.sub(NOT_KNOWN[language], "", text)
            assert not [words for words in (BARE, PROBABLY, MAY) if re.search(words[language], known)]
        else:
            assert re.search(OWN[level][language], text)


def test_the_catalogue_has_no_headline_of_another_kind() -> None:
    about = {
        "withheld", "withheld-why", "withheld-else", "withheld-what", "withheld-what-some", "withheld-raw",
        "withheld-left", "risks", "difference", "interval", "possible", "no-interval", "rounded", "authorities",
        "doubt", "bars",
    }  # fmt: skip
    ways = {f"{level}-{way}" for level in LEVELS for way in ("lower", "higher", "unclear")} - {"high-unclear"}
    for path in CATALOGUES.values():
        keys = re.findall(r"^headline-([a-z-]+) =", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(keys) == about | ways


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_combination_says_no_more_than_it_may_in_either_direction(
    demo: Study, rossi: Study, language: str
) -> None:
    for study, one, sign in product((demo, rossi), EVERY, (-1, 1)):
        limits = (-0.02, 0.02) if one["includes_none"] else (0.01, 0.1) if sign > 0 else (-0.1, -0.01)
        row = pd.Series({"estimate": 0.05 * sign, "ci_lower": limits[0], "ci_upper": limits[1]})
        verdict = graded(one)
        text = statement(row, verdict, study, language)
        assert stronger(text, verdict.level, language) == []
        assert (UNCLEAR[language] in text.lower()) == one["includes_none"]
        if not one["includes_none"]:
            assert re.search(OWN[verdict.level][language], text.lower())


SITUATIONS = {
    "high": ("rossi", {"share": 0.95}),
    "moderate": ("rossi", {"share": 0.7}),
    "low": ("cmrrp-demo", {"share": 0.95}),
    "very-low": ("cmrrp-demo", {"share": 0.7}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("effect", [-0.08, 0.08])
def test_the_whole_answer_says_no_more_than_its_headline(demo, rossi, released, level, language, effect) -> None:
    name, numbers = SITUATIONS[level]
    study = {study.id: study for study in (demo, rossi)}[name]
    results = released(study, effect=effect, **numbers)
    assert certainty(results, study).level == level
    text = show.headline(results, study, language).text
    assert re.search(OWN[level][language], text.splitlines()[0].lower())
    assert stronger(text, level, language) == []


NULLS = {"moderate": ("rossi", 0.95), "low": ("rossi", 0.7), "very-low": ("cmrrp-demo", 0.95)}


LIMITS = {
    ("cmrrp-demo", -0.02): (8, 4), ("cmrrp-demo", 0.02): (4, 8), ("rossi", -0.02): (9, 4), ("rossi", 0.02): (5, 8)
}  # fmt: skip
"""What is possible, rounded outward: the made-up results move the overlap population by 0.2 per 100."""


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", NULLS)
@pytest.mark.parametrize("effect", [-0.02, 0.02])
def test_a_null_result_reads_as_one_with_what_is_still_possible(demo, rossi, released, level, language, effect) -> None:
    name, share = NULLS[level]
    study = {study.id: study for study in (demo, rossi)}[name]
    results = released(study, effect=effect, half_width=0.06, share=share)
    assert certainty(results, study).level == level
    text = show.headline(results, study, language).text
    assert UNCLEAR[language] in text.splitlines()[0].lower()
    ends = LIMITS[name, effect]
    possible = {
        "en": f"Anything from {ends[0]} fewer to {ends[1]} more per 100 remains possible.",
        "es": f"Sigue siendo posible cualquier valor desde {ends[0]} menos hasta {ends[1]} más por cada 100.",
    }
    assert possible[language] in text
    assert stronger(text, level, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_estimate_without_an_interval_reads_as_no_clear_difference(study, released, language) -> None:
    results = released(study)
    results.effects.frame[["ci_lower", "ci_upper"]] = np.nan
    text = show.headline(results, study, language).text
    assert UNCLEAR[language] in text.splitlines()[0].lower()
    assert {"en": "No interval could be computed", "es": "No se pudo calcular un intervalo"}[language] in text
    assert {"en": "remains possible", "es": "Sigue siendo posible"}[language] not in text
    assert "step-null" in certainty(results, study).rules


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_withheld_answer_claims_nothing(study, released, language) -> None:
    text = show.headline(released(study, is_withheld=True), study, language).text
    assert stronger(text.split("\n- ")[0], "very-low", language) == []
    assert UNCLEAR[language] not in text.lower()


WHY = {"en": "Only those with a telephone were asked.", "es": "Solo se preguntó a quienes tenían teléfono."}


def indirect(study: Study) -> Study:
    return Study.model_validate({**study.model_dump(exclude_unset=True), "indirectness": WHY, "source": study.source})


@pytest.mark.parametrize("language", LANGUAGES)
def test_indirectness_costs_a_step_and_its_reason_is_printed(study, released, language) -> None:
    results, asked = released(study, share=0.95), indirect(study)
    before, after = certainty(results, study).level, certainty(results, asked).level
    assert LEVELS.index(before) - LEVELS.index(after) == 1
    assert WHY[language] in show.certainty_note(results, asked, language).text
    assert WHY[language] in show.limits(results, asked, language).text
    assert WHY[language] in show.limits(released(study, is_withheld=True), asked, language).text
    assert t("certainty-step-none", language) not in show.certainty_note(results, asked, language).text


def changed(study: Study, **limits: float) -> Study:
    gates = {name: {"threshold": limit, "reason": WHY} for name, limit in limits.items()}
    return Study.model_validate({**study.model_dump(exclude_unset=True), "gates": gates, "source": study.source})


SAID = {
    ("balance", 0.125): ("0.125 instead of 0.10", "0.125 en lugar de 0.10"),
    ("equipoise", 0.25): ("25% instead of 20%", "25% en lugar de 20%"),
    ("effective_sample_size", 25): ("25 instead of 30", "25 en lugar de 30"),
    ("traced", 0.555): ("55.5% instead of 60%", "55.5% en lugar de 60%"),
    ("traced_gap", 0.2): ("20% instead of 10%", "20% en lugar de 10%"),
    ("events", 40): ("40 instead of 11", "40 en lugar de 11"),
    ("convergence", 0): ("0 instead of 1", "0 en lugar de 1"),
}
LOOSER = {"balance", "effective_sample_size", "traced", "traced_gap", "convergence"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("family", "limit"), SAID)
def test_a_changed_gate_stands_beside_the_answer_with_its_default_and_the_reason(
    demo, released, family, limit, language
) -> None:
    study = changed(demo, **{family: limit})
    limits = SAID[family, limit][LANGUAGES.index(language)]
    for results in (released(demo), released(demo, is_withheld=True)):
        text = show.headline(results, study, language).text.replace("\u00a0", "")
        assert limits in text
        assert WHY[language] in text
        assert (t("gate-changed-looser", language) in text) == (family in LOOSER)
        assert t(f"gate-{family.replace('_', '-')}", language) in text


def test_a_loosened_gate_raises_no_certainty(demo, released, monkeypatch) -> None:
    # The package's attribute of that name is the function.
    monkeypatch.setattr(sys.modules["impact.present.certainty"], "outweighs_recorded", lambda released, study: True)
    results = released(demo, share=0.95)
    names = [f"{gate}.att" if gate == "balance" else gate for gate in GATES]
    rows = [[name, 1.0, 1.0, "pass", "Passed."] for name in names]
    object.__setattr__(results, "checks", Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS))))
    assert certainty(results, demo).level == "moderate"
    assert certainty(results, changed(demo, traced=0.7)).level == "moderate"
    assert certainty(results, changed(demo, traced=0.5)).level == "low"
    assert certainty(results, changed(demo, traced_gap=0.2)).level == "low"
