"""Claims on the page: every verdict in words of both languages, marked as an illustration on synthetic data."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from test_sentences import FORBIDDEN

from impact.i18n import t
from impact.present import claims, claims_table
from impact.present.page import Section
from impact.results import Claims
from impact.study.claims import VERDICTS

SHARE = {
    "horizon": 12.0,
    "estimate": 0.888,
    "ci_lower": 0.852,
    "ci_upper": 0.924,
    "worst": 0.54,
    "best": 0.936,
    "n": 455.0,
}


def of(study, *rows: dict[str, Any]) -> SimpleNamespace:
    """Released claims of the study: rows by the place of their claim, or one row each where none are given."""
    made = rows or tuple(
        {"at": at, "verdict": "count" if claim.counts or claim.quantity == "children_served" else "consistent"}
        | (
            {"threshold": 430.0, "n": 840.0}
            if claim.counts or claim.quantity == "children_served"
            else {**SHARE, "threshold": 0.9}
        )
        for at, claim in enumerate(study.claims)
    )
    filled = []
    for row in made:
        claim = study.claims[row.get("at", 0)]
        given = {name: value for name, value in row.items() if name != "at"}
        filled.append(dict.fromkeys(Claims.COLUMNS, np.nan) | {"claim": claim.id, "quantity": claim.quantity} | given)
    return SimpleNamespace(claims=Claims(pd.DataFrame(filled, columns=list(Claims.COLUMNS))))


def text_of(released, study, language) -> str:
    return "\n".join(piece.text for piece in claims(released, study, language))


def test_every_claim_comes_with_its_source_and_what_it_would_take(demo, language):
    said = text_of(of(demo), demo, language)
    for claim in demo.claims:
        for words in (claim.statement, claim.source, claim.reading, claim.needs, claim.misleads):
            assert not words or words[language] in said


@pytest.mark.parametrize("verdict", VERDICTS)
def test_a_verdict_is_said_in_words_and_on_synthetic_data_as_an_illustration(demo, language, verdict):
    row = {"verdict": verdict, **SHARE, "threshold": 0.9}
    words = t(f"claim-verdict-{verdict.replace('_', '-')}", language)
    synthetic, real = (demo.model_copy(update={"synthetic": so}) for so in (True, False))
    illustration = t("claim-illustration", language)
    for study in (synthetic, real):
        said = text_of(of(study, row), study, language)
        table = claims_table(of(study, row), study, language).text
        assert words in said
        assert words in table
        assert (illustration in said) == study.synthetic
        assert (t("claim-illustrated", language, verdict=words) in table) == study.synthetic


def test_a_share_is_told_with_interval_bounds_and_threshold(demo):
    said = text_of(of(demo, {"verdict": "consistent", **SHARE, "threshold": 0.9}), demo, "en")
    assert "Of 455 children ever enrolled, an estimated 88.8% were not known to have remigrated 12 months after" in said
    assert "(95% interval 85.2% to 92.4%)" in said
    assert "between 54% (remigration of all of them) and 93.6% (of none)" in said
    assert "needs at least 90%." in said


def test_bounds_that_are_not_shown_are_explained(demo, language):
    row = {"verdict": "consistent", **SHARE, "threshold": 0.9, "worst": np.nan, "best": np.nan}
    said = text_of(of(demo, {**row, "reason": "Few. [few_enrolled_lost]"}), demo, language)
    assert t("withheld-few-enrolled-lost", language) in said
    assert "54" not in said


def test_what_cannot_be_checked_shows_its_reason_and_no_number(demo, language):
    row = {"verdict": "not_checkable", "threshold": 0.9, "reason": "No time. [no_horizon]"}
    said = text_of(of(demo, row), demo, language)
    assert t("withheld-no-horizon", language) in said
    assert "nan" not in said


@pytest.mark.parametrize(
    ("n", "reason", "key"),
    [
        (840.0, "[may_repeat]", "claim-count"),
        (np.nan, "", "claim-count-hidden"),
        (np.nan, "[no_count]", "claim-count-none"),
    ],
)
def test_a_count_stands_beside_what_is_claimed_and_is_called_no_effect(demo, language, n, reason, key):
    at = next(at for at, claim in enumerate(demo.claims) if claim.id == "families-screened")
    row = {"at": at, "verdict": "count", "threshold": 430.0, "n": n, "unit": "family", "reason": reason}
    said = text_of(of(demo, row), demo, language)
    words = {"unit": t("claim-unit-family", language), "threshold": "430"}
    assert t(key, language, **({"n": "840"} if key == "claim-count" else {}), **words) in said
    assert t("claim-verdict-count", language) in said
    assert (t("withheld-may-repeat", language) in said) == ("may_repeat" in reason)
    assert said.count(t("withheld-no-count", language)) == 0


def test_an_effect_is_told_in_the_measure_of_the_headline(demo):
    claim = demo.claims[0].model_copy(update={"quantity": "effect", "threshold": -0.05})
    study = demo.model_copy(update={"claims": (claim,)})
    row = {
        "verdict": "consistent",
        "horizon": 12.0,
        "threshold": -0.05,
        "estimate": -0.08,
        "ci_lower": -0.13,
        "ci_upper": -0.03,
    }
    said = text_of(of(study, {**row, "worst": 0.06, "best": -0.25}), study, "en")
    assert "−8.0 (−13.0 to −3.0)" in said
    assert "between −25.0 and 6.0" in said
    assert "needs at most −5.0." in said


def test_a_study_without_claims_has_no_such_section(rossi, demo, capsys):
    assert claims(of(demo), rossi, "en") == ()
    Section("claims", "Claims", ())._ipython_display_()
    assert capsys.readouterr().out == ""


def test_text_of_a_study_is_escaped_and_counts_are_marked(demo):
    claim = demo.claims[0].model_copy(
        update={"statement": {"en": "<b>All</b>", "es": "x"}, "source": {"en": "<i>", "es": "x"}}
    )
    study = demo.model_copy(update={"claims": (claim,)})
    html = "".join(
        piece.html for piece in claims(of(study, {"verdict": "consistent", **SHARE, "threshold": 0.9}), study, "en")
    )
    assert "<b>All" not in html
    assert "<i>" not in html
    assert '<data class="count" value="455">455</data>' in html
    assert html.count("<h3>") == 1


def test_claims_never_use_the_forbidden_words(demo, language):
    every = [{"verdict": verdict, **SHARE, "threshold": 0.9} for verdict in VERDICTS]
    said = " ".join(text_of(of(demo, row), demo, language) for row in every).lower()
    assert not [word for word in FORBIDDEN[language] if word in said]
