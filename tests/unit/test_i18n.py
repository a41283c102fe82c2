"""The catalogues: the same messages with the same variables in every language, and numbers as a region writes them."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from catalogue import messages

from impact.data.schema import TABLES
from impact.errors import ImpactError
from impact.i18n import (
    base,
    catalogues,
    date,
    has,
    inside,
    number,
    percent,
    refusal,
    separators,
    short_number,
    speaks,
    t,
    wording,
)


@pytest.mark.parametrize("language", catalogues())
def test_no_message_is_written_twice(language: str) -> None:
    names = [message.id.name for message in messages(language)]
    assert sorted(names) == sorted(set(names))


def test_every_language_has_the_same_messages_in_the_same_order() -> None:
    english = [message.id.name for message in messages("en")]
    for language in catalogues():
        assert [message.id.name for message in messages(language)] == english, language


SOURCES = Path(str(files("impact")))
NOTEBOOKS = SOURCES.parents[1] / "notebooks"


@cache
def _code() -> str:
    return "\n".join(
        path.read_text(encoding="utf-8") for suffix in ("py", "j2") for path in SOURCES.rglob(f"*.{suffix}")
    )


@cache
def _words() -> frozenset[str]:
    """Every piece of text in the code, in the form that it has in a key; quarters are numbered there."""
    found = re.findall(r"""["']([A-Za-z_][A-Za-z0-9_ -]*)["']""", _code())
    return frozenset({re.sub("[_ ]", "-", text.lower()).strip("-") for text in found} | {f"q{n}" for n in (1, 2, 3, 4)})


@cache
def _is_built(key: str) -> bool:
    """Tell whether a key is a piece of text in the code, or several of them in a row."""
    places = [place for place, sign in enumerate(key) if sign == "-"]
    return key in _words() or any(_is_built(key[:place]) and _is_built(key[place + 1 :]) for place in places)


def _is_used(key: str) -> bool:
    if key.startswith("section-"):
        notebooks = "".join(path.read_text(encoding="utf-8") for path in NOTEBOOKS.glob("*.ipynb"))
        return f'\\"{key.removeprefix("section-")}\\"' in notebooks
    if "-" not in key:
        return bool(re.search(rf"""\b(?:t|say)\(\s*["']{key}["']|["']{key}["'] \| words""", _code()))
    prefixes = {*re.findall(r"""f["']([a-z][a-z-]*-)\{""", _code()), "covariate-", "level-", "chart-followup-note-"}
    # What some messages say otherwise of a kind of study (`i18n.variant`).
    prefixes |= {"theory-none-", "criteria-intro-", "claims-intro-", "checks-counted-"}
    built = any(_is_built(key.removeprefix(prefix)) for prefix in prefixes if key.startswith(prefix))
    return key in _words() or built


def test_every_message_is_used_somewhere() -> None:
    assert not [message.id.name for message in messages("en") if not _is_used(message.id.name)]


@pytest.mark.parametrize("key", ["section-data", "yes", "missing", "chart-curves-axis", "by-decades"])
def test_a_message_that_nothing_uses_would_be_found(key: str) -> None:
    assert not _is_used(key)


def test_plurals_follow_the_number() -> None:
    assert t("duration-months", "en", count=1) == "1 month"
    assert t("duration-months", "es", count=12) == "12 meses"


def test_spanish_draws_the_preposition_and_the_article_together() -> None:
    words = {"start": "el retorno", "duration": "12 meses", "difference": "x", "people": "y", "event": "z"}
    text = t("headline-risks", "es", programme_risk="1", comparison_risk="2", **words)
    assert text.startswith("12 meses después del retorno,")


def test_a_message_that_is_not_there_is_an_error_that_names_it() -> None:
    assert not has("no-such-message", "en")
    with pytest.raises(ImpactError, match="no-such-message"):
        t("no-such-message", "en")


def test_a_variable_that_is_not_given_is_an_error() -> None:
    with pytest.raises(ImpactError, match="duration-months"):
        t("duration-months", "en")


def test_a_language_without_catalogue_is_an_error_that_lists_those_there_are() -> None:
    with pytest.raises(ImpactError, match=r"'fr'; there is: en \(English\), es \(español\)"):
        t("certainty", "fr")


@pytest.mark.parametrize("tag", ["es-XX", "es-mx", "en-419x", "es_MX", "es-", "zz-MX", "", "EN"])
def test_an_unknown_tag_is_refused_by_its_name_with_what_there_is(tag: str) -> None:
    with pytest.raises(ImpactError, match=f"'{tag}'.*(there is: en|it has: (001|419, AR), )"):
        t("certainty", tag)


@pytest.mark.parametrize("tag", ["es-419", "es-ES", "es-MX", "es-GT", "es-HN", "en-GB", "en-US", "en-150"])
def test_a_region_has_the_words_of_its_language(tag: str) -> None:
    assert refusal(tag) == ""
    assert t("certainty", tag) == t("certainty", base(tag))


def test_a_text_is_that_of_the_region_or_the_language_or_another_region_of_it() -> None:
    text = {"en": "children", "es": "niñas y niños", "es-ES": "menores"}
    assert [wording(text, tag) for tag in ("es-ES", "es-419", "es", "en-GB")] == [
        "menores", "niñas y niños", "niñas y niños", "children",
    ]  # fmt: skip
    assert wording({"es-GT": "patojos"}, "es-ES") == "patojos"
    assert wording(text, "fr", "?") == "?"
    assert speaks(text, "es-GT")
    assert not speaks(text, "fr")
    with pytest.raises(ImpactError, match="in 'fr'; it is in: en, es, es-ES"):
        wording(text, "fr")


def test_a_label_begins_small_inside_a_sentence_but_for_an_acronym() -> None:
    assert inside("Reintegration support", "en") == "reintegration support"
    assert inside("CMRRP", "es") == "CMRRP"


NUMBERS = {
    "en": ("12,345.5", "1,234", "7.5", "80.5%", ".,", "December 31, 2025"),
    "en-GB": ("12,345.5", "1,234", "7.5", "80.5%", ".,", "31 December 2025"),
    "es": ("12,345.5", "1,234", "7.5", "80.5%", ".,", "31 de diciembre de 2025"),
    "es-419": ("12,345.5", "1,234", "7.5", "80.5%", ".,", "31 de diciembre de 2025"),
    "es-GT": ("12,345.5", "1,234", "7.5", "80.5%", ".,", "31 de diciembre de 2025"),
    # CLDR would not group four digits in Spain (1234); Babel has no such rule, and groups them.
    "es-ES": ("12.345,5", "1.234", "7,5", "80,5\u00a0%", ",.", "31 de diciembre de 2025"),
}


@pytest.mark.parametrize("language", NUMBERS)
def test_numbers_and_dates_are_written_as_the_region_does(language: str) -> None:
    written = (
        number(12345.5, language, 1),
        number(1234, language),
        short_number(7.5, language),
        percent(0.805, language, 1),
        separators(language),
        date(dt.date(2025, 12, 31), language),
    )
    assert written == NUMBERS[language]
    assert short_number(12.0, language) == "12"


def test_messages_write_their_own_numbers_as_the_region_does() -> None:
    assert t("define-interval", "es") == "Intervalo del 95%"
    assert t("define-interval", "es-ES") == "Intervalo del 95\u00a0%"
    assert t("p-small", "es-ES") == "menos de 0,01"
    assert t("duration-months", "es-ES", count=7.5) == "7,5 meses"


def test_every_column_and_code_of_the_data_dictionary_has_its_name() -> None:
    keys = {f"covariate-{column.name}" for table in TABLES.values() for column in table.columns}
    keys |= {f"level-{code}" for table in TABLES.values() for column in table.columns for code in column.codes or ()}
    missing = [key for key in keys if not has(key.lower().replace("_", "-").replace(" ", "-"), "en")]
    assert missing == []
    assert len(keys) > 100
