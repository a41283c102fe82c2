"""What no page may say, over every text that a catalogue can make and the pages of the studies; what it must."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from catalogue import LANGUAGES, sentences
from third_language import NOTEBOOKS, executed, texts_of_figure, texts_of_page

from impact import present as show
from impact.i18n import t
from impact.present.page import PLOTLY
from impact.report import page_of
from impact.results import Claims
from impact.study import Study
from impact.study.claims import COUNTS

NEVER = {
    "en": (
        r"success", r"\bprevent", r"\bdeters?\b|deterr", r"recidiv", r"\billegal", r"\bproven?\b|\bproved|\bproves",
        r"significan", r"control groups?", r"\bstayed\b", r"\bfailed to\b", r"(?<!log-)\brank|league table",
        r"\b(best|worst) (partner|organisation)",
    ),
    "es": (
        r"éxito", r"\bevit(a|ó|ar|an|aron|ado|ada)s?\b", r"previen|previn|preven[ic]", r"disuas|disuad", r"reincid",
        r"\bilegal", r"\bprobad|comprobad|demostra[dr]|demostró|demuestra", r"significativ", r"grupos? de control",
        r"\bse qued(ó|aron)|permaneci(ó|eron)", r"ranking|clasificaci|\bmejor(es)? organizaci",
    ),
}  # fmt: skip
"""DOMAIN.md: words that no page may say."""

DENIED = {"privacy-places"}
"""It says that there are no rankings."""

KINDS = {
    "plain": {},
    "challenged": {"is_challenged": True},
    "null": {"effect": -0.02, "half_width": 0.06},
    "withheld": {"is_withheld": True},
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_in_any_variant_says_a_word_that_must_not_be_said(language: str) -> None:
    every = sentences(language)
    assert sum(map(len, every.values())) > 700
    said = {
        (key, word): text
        for key, texts in every.items()
        for text in texts
        for word in NEVER[language]
        if key not in DENIED and re.search(word, text.lower())
    }
    assert said == {}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            "success rate|prevented|prevents|deterrence|deters|recidivism|illegally|proven|proved|significant|"
            "significantly|control group|control groups|stayed|ranking|ranked",
        ),
        (
            "es",
            "tasa de éxito|evitó|evitar|previno|previene|prevención|disuasión|disuade|reincidencia|reincidieron|"
            "ilegales|probado|comprobada|demostrado|demuestra|demostró|significativo|significativamente|"
            "grupo de control|se quedó|se quedaron|permaneció|clasificación",
        ),
    ],
)
def test_the_words_that_must_not_be_said_would_be_found(language: str, words: str) -> None:
    for word in words.split("|"):
        assert any(re.search(pattern, f"x {word} x") for pattern in NEVER[language]), word


class _Blocks(HTMLParser):
    """Collect a page's paragraphs, items, cells, labels and alternative texts, each as one text."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("p", "li", "tr", "h2", "h3", "dt", "figcaption", "div", "caption"):
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        self.blocks[-1] += data


@pytest.fixture(params=KINDS)
def page(request: Any, study: Study, released: Any, language: str) -> tuple[str, str, list[str]]:
    """A report of made-up results: what kind they are, its HTML and every text that a reader sees or hears."""
    done = executed(NOTEBOOKS / "05-report.ipynb", study, released(study, **KINDS[request.param]), language)
    html = page_of(done, study=study, language=language)
    drawn = [output.data[PLOTLY] for cell in done.cells for output in cell.get("outputs", []) if PLOTLY in output.data]
    return request.param, html, [*texts_of_page(html), *(text for one in drawn for text in texts_of_figure(one))]


OBSERVATIONAL = {"en": "observational comparison", "es": "comparación observacional"}
DIFFERENCE = {
    "en": r"\d (fewer|more) per 100",
    "es": r"\d (menos|más) por cada 100",
}
INTERVAL = {
    "en": r"interval|remains possible|between these two; chance comes on top",
    "es": r"[Ii]ntervalo|[Ss]igue siendo posible|entre esas dos cifras; a ello se suma el azar",
}


def test_no_page_says_what_it_must_not_and_each_says_what_it_must(page, study: Study, language: str) -> None:
    kind, html, texts = page
    whole = " ".join(" ".join(texts).split())
    told = whole.lower().replace(t("privacy-places", language).lower(), "")
    assert [word for word in NEVER[language] if re.search(word, told)] == []
    is_observational = study.evidence == "observational"
    assert OBSERVATIONAL[language] in told or not is_observational
    assert (t("limit-observational", language) in whole) == is_observational
    assert (t("version-evidence-observational", language) in whole) == is_observational
    assert (t("synthetic-long", language) in whole) == study.synthetic
    assert (t("limit-synthetic", language) in whole) == study.synthetic
    assert study.labels.no_event[language] in whole
    blocks = _Blocks()
    blocks.feed(html)
    effects = [text for text in blocks.blocks if re.search(DIFFERENCE[language], text)]
    assert [text for text in effects if not re.search(INTERVAL[language], text)] == []
    assert bool(effects) == (kind != "withheld")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_of_a_count_is_called_a_count_and_no_effect(demo: Study, language: str) -> None:
    words = {"en": "a count, not an effect", "es": "un recuento, no un efecto"}
    counts = [claim for claim in demo.claims if claim.quantity in COUNTS]
    rows = [
        dict.fromkeys(Claims.COLUMNS) | {"claim": claim.id, "quantity": claim.quantity, "verdict": "count"}
        | {"threshold": 430.0, "n": 840.0, "unit": "person"}
        for claim in counts
    ]  # fmt: skip
    released: Any = SimpleNamespace(claims=Claims(pd.DataFrame(rows, columns=list(Claims.COLUMNS))))
    cards = [
        text for piece in show.claims(released, demo, language) for text in piece.html.split('<div class="claim">')
    ]
    about = {claim.id: [card for card in cards if f"<h3>{claim.statement[language]}</h3>" in card] for claim in counts}
    assert len(counts) > 2
    assert all(words[language] in card.lower() for card_of in about.values() for card in card_of)
    assert all(len(card_of) == 1 for card_of in about.values())
