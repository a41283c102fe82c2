"""Every message reads well by itself: spaces, signs, marks of quotation, plurals, and the same variables everywhere."""

from __future__ import annotations

import re

import pytest
from babel import Locale
from catalogue import LANGUAGES, VOCABULARY, choices, messages, sentences, variables
from fluent.syntax import ast

from impact.i18n import region

SIGNS = {"verdict-warn"}
"""Its exclamation mark is a sign, like the tick beside it, and ends no exclamation."""

PLURALS = {"zero", "one", "two", "few", "many", "other"}


def faults(text: str, language: str) -> list[str]:
    """Name what is wrong with a text's spaces and signs."""
    found = {
        "a double space": "  " in text,
        "a space at an end": text != text.strip(),
        "a space before a sign": bool(re.search(r"\s[,.;:?!)»”]", text)),
        "a space after an opening sign": bool(re.search(r"[(«“¿¡]\s", text)),
        "no space after a sign": bool(re.search(r"[,;:?!)»”][^\W\d_]|[a-záéíóúñ⟩]\.[^\W\d_]", text)),
        "a sign twice": bool(re.search(r"([,;:])\1|\.\.|[,;:]\.|\.[,;]", text)),
        "a straight quote": '"' in text or "'" in text,
        "brackets that do not match": not _match(text, "()"),
        "quotes that do not match": not _match(text, "«»" if language == "es" else "“”"),
        "quotes of another language": bool(re.search("[“”„]" if language == "es" else "[«»„]", text)),
        "a small letter after a full stop": bool(re.search(r"(?<!p)(?<!ej)(?<!e\.g)\. [a-záéíóúñ]", text)),
    }
    if language == "es":
        found["a question or exclamation that is not opened"] = not (_match(text, "¿?") and _match(text, "¡!"))
    if re.search(r"[^.]\. ", text):
        found["a last sentence without an end"] = not re.search(r"[.?:⟩)]$", text)
    return [name for name, is_wrong in found.items() if is_wrong]


def _match(text: str, pair: str) -> bool:
    """Tell whether each sign that opens is closed before the next opens."""
    only = [letter for letter in text if letter in pair]
    return only == list(pair) * (len(only) // 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_that_a_message_can_make_is_well_set(language: str) -> None:
    wrong = {
        (key, fault): text
        for key, texts in sentences(language).items()
        for text in texts
        for fault in faults(text, language)
        if key not in SIGNS
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Two  spaces.", "en"), ("A stop .", "en"), ("One,two.", "en"), ("One.Two.", "en"), ("An “end", "en"),
        ("«Quoted» here.", "en"), ("Qué pasa?", "es"), ("Dijo “esto”.", "es"), ("Fin. Otra frase", "es"),
        ("Twice,, it.", "en"), ("It's so.", "en"), ("(open", "es"), ("First. then.", "en"), ("¿ Qué?", "es"),
    ],
)  # fmt: skip
def test_what_is_badly_set_would_be_found(text: str, language: str) -> None:
    assert faults(text, language)


def _end(text: str) -> str:
    return text[-1] if text[-1] in ".?:" else ""


def test_a_message_ends_in_the_same_way_in_every_language() -> None:
    english = {key: {_end(text) for text in texts} for key, texts in sentences("en").items()}
    for language in LANGUAGES:
        ends = {key: {_end(text) for text in texts} for key, texts in sentences(language).items()}
        assert {key: ends[key] for key in english if ends[key] != english[key]} == {}, language


def test_a_message_names_the_same_variables_in_every_language_but_for_the_vocabulary_of_a_study() -> None:
    english = {message.id.name: variables(message) - VOCABULARY for message in messages("en")}
    for language in LANGUAGES:
        other = {message.id.name: variables(message) - VOCABULARY for message in messages(language)}
        assert {key: other[key] ^ english[key] for key in english if other[key] != english[key]} == {}, language


def categories(language: str) -> set[str]:
    """Return the plural categories that whole numbers below a hundred thousand have in a language."""
    form = Locale.parse(region(language), sep="-").plural_form
    return {form(number) for number in [*range(1000), *range(1000, 100_000, 997)]}


def _names(choice: ast.SelectExpression) -> set[str]:
    return {variant.key.name for variant in choice.variants if isinstance(variant.key, ast.Identifier)}


def _is_by_number(choice: ast.SelectExpression) -> bool:
    """Tell whether plurals are told apart; variants named by us, like `programme`, may have an `other` too."""
    return bool(_names(choice) & (PLURALS - {"other"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_by_number_has_a_variant_for_every_plural_of_the_language(language: str) -> None:
    assert categories(language) == {"one", "other"}
    counted = 0
    for message in messages(language):
        for choice in choices(message):
            if _is_by_number(choice):
                counted += 1
                assert _names(choice) >= categories(language), message.id.name
                assert next(variant for variant in choice.variants if variant.default).key.name == "other"
    assert counted > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_choice_that_is_not_by_number_has_the_variants_of_english(language: str) -> None:
    def keys(name: str) -> dict[str, list[set[str]]]:
        return {
            message.id.name: [
                {str(getattr(variant.key, "name", None) or variant.key.value) for variant in choice.variants}
                for choice in choices(message)
                if not _is_by_number(choice)
            ]
            for message in messages(name)
        }

    assert keys(language) == keys("en")
