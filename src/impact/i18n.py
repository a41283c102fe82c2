"""Messages in the reader's language, and numbers and dates as the reader's region writes them.

A language is one file, `locale/<language>.ftl`. Its message `language` is its own name, and has what else it takes:
`.region` (numbers and dates where a study names the language alone), `.labels` (`lower` where a label begins small
inside a sentence) and, if it needs it, `.contracts` (what it draws together where a message meets a label). A study
names a language alone, `es`, or with a region, `es-ES`: the words are those of the language.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from babel import Locale
from babel.dates import format_date
from babel.localedata import locale_identifiers
from babel.numbers import format_decimal, format_percent
from fluent.runtime import FluentBundle, FluentResource

from impact.errors import ImpactError

_SUFFIX = ".ftl"
_REGION = re.compile(r"[A-Z]{2}|\d{3}")


def catalogue_folder() -> Traversable:
    """Return the folder in which every file is a language."""
    return files("impact") / "locale"


@cache
def catalogues() -> tuple[str, ...]:
    """Return the languages that there are, in the order of their codes."""
    names = [entry.name for entry in catalogue_folder().iterdir()]
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX)))


def base(language: str) -> str:
    """Return the language of a tag without its region, e.g. es of es-419."""
    return language.partition("-")[0]


def refusal(language: str) -> str:
    """Say why a tag names no language that there is; nothing where it names one."""
    name, dash, place = language.partition("-")
    if name not in catalogues():
        there = ", ".join(f"{one} ({t('language', one)})" for one in catalogues())
        return f"there is no catalogue for the language '{language}'; there is: {there}, each alone or with its region"
    if dash and place not in _regions(name):
        there = ", ".join(_regions(name))
        return f"there is no '{language}': the language {name} has no region '{place}'; it has: {there}"
    return ""


@cache
def _regions(language: str) -> tuple[str, ...]:
    """Return the regions whose way of writing a language is known."""
    known = [identifier.partition("_") for identifier in locale_identifiers()]
    return tuple(sorted(place for name, _, place in known if name == language and _REGION.fullmatch(place)))


@cache
def _resource(name: str) -> Any:
    text = (catalogue_folder() / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    return FluentResource(text)


@cache
def _habits(name: str) -> dict[str, str]:
    """Return what a catalogue's message `language` says of its language: the attributes, by their names."""
    about = FluentBundle(["en"], use_isolating=False)
    about.add_resource(_resource(name))
    found = about.get_message("language").attributes if about.has_message("language") else {}
    if "region" not in found:
        raise ImpactError(f"locale/{name}{_SUFFIX}: the message 'language' needs a .region, e.g. es-419")
    return {key: str(about.format_pattern(pattern, {})[0]) for key, pattern in found.items()}


@cache
def region(language: str) -> str:
    """Return a tag with its region: its own, or the catalogue's where it names none.

    Raises
    ------
    ImpactError
        If there is no such language or region; the message says which there are.
    """
    problem = refusal(language)
    if problem:
        raise ImpactError(problem)
    return language if "-" in language else _habits(language)["region"]


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(region(language), sep="-")


@cache
def _bundle(language: str) -> FluentBundle:
    """Return the messages of a language, in which numbers are written as the region does."""
    # Isolation marks are for mixed writing directions; here they would only end up in alternative texts and tests.
    bundle = FluentBundle(
        [region(language)], use_isolating=False, functions={"PERCENT": lambda share: percent(float(share), language)}
    )
    bundle.add_resource(_resource(base(language)))
    return bundle


@cache
def _contractions(language: str) -> tuple[tuple[str, str], ...]:
    """Return what a language draws together, e.g. ` de el ` and ` del `."""
    pairs = [pair.split("→") for pair in _habits(language).get("contracts", "").split(",") if pair.strip()]
    return tuple((f" {apart.strip()} ", f" {together.strip()} ") for apart, together in pairs)


def t(key: str, language: str, **variables: str | float) -> str:
    """Return the message `key` in `language`.

    Parameters
    ----------
    key : str
        A message of `locale/<language>.ftl`.
    language : str
        A language that there is a catalogue of, alone or with a region: es, es-419.
    **variables
        What the message names. Numbers choose plural forms; give a number that is to be shown already formatted.

    Raises
    ------
    ImpactError
        If the message is not there or names a variable that is not given: a report never shows a bare key.
    """
    bundle = _bundle(language)
    where = f"locale/{base(language)}{_SUFFIX}"
    if not bundle.has_message(key):
        raise ImpactError(f"there is no message '{key}' in {where}")
    message = bundle.get_message(key)
    if message.value is None:
        raise ImpactError(f"the message '{key}' in {where} has no text")
    text, problems = bundle.format_pattern(message.value, variables)
    if problems:
        raise ImpactError(f"the message '{key}' in {where}: {problems[0]}")
    for apart, together in _contractions(base(language)):
        text = text.replace(apart, together)
    return cast(str, text)


def has(key: str, language: str) -> bool:
    """Tell whether the catalogue of `language` holds the message `key`."""
    return bool(_bundle(language).has_message(key))


def variant(key: str, kind: str) -> str:
    """Return the key `key-kind` where the catalogues say it otherwise for this kind of study, else `key`."""
    special = f"{key}-{kind.replace('_', '-')}"
    return special if has(special, "en") else key


def wording(text: Mapping[str, str], language: str, otherwise: str | None = None) -> str:
    """Return a text of a study in a language: that of the region, else of the language, else of another region of it.

    Raises
    ------
    ImpactError
        If there is none, and nothing to say `otherwise`.
    """
    near = [tag for tag in (language, base(language), *text) if tag in text and base(tag) == base(language)]
    if not near and otherwise is None:
        raise ImpactError(f"a text of the study is not there in '{language}'; it is in: {', '.join(text)}")
    return text[near[0]] if near else str(otherwise)


def speaks(text: Mapping[str, str], language: str) -> bool:
    """Tell whether a text of a study is there in a language, whatever its region."""
    return any(base(tag) == base(language) for tag in text)


def inside(label: str, language: str) -> str:
    """Write a label as it stands inside a sentence: small where the language has it so; an acronym keeps its capitals.

    A label comes as a study or the catalogue writes it, as if it began a line.
    """
    if _habits(base(language)).get("labels") != "lower" or label[:2].isupper():
        return label
    return label[:1].lower() + label[1:]


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write a number with `decimals` digits after the point, as the region writes it."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return cast(str, format_decimal(value, format=pattern, locale=_locale(language)))


def short_number(value: float, language: str) -> str:
    """Write a number with no more digits after the point than it has, at most three: 12, 7.5."""
    return cast(str, format_decimal(value, format="#,##0.###", locale=_locale(language)))


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Write a share in 0–1 as a percentage, spaced as the region does."""
    locale = _locale(language)
    digits = "0" + ("." + "0" * decimals if decimals else "")
    pattern = locale.percent_formats[None].pattern.replace("#,##0", digits)
    return cast(str, format_percent(share, format=pattern, locale=locale))


def separators(language: str) -> str:
    """Return the region's decimal sign and the sign between thousands, e.g. `.,`: how plotly is told of them."""
    symbols = _locale(language).number_symbols["latn"]
    return f"{symbols['decimal']}{symbols['group']}"


def date(value: dt.date, language: str) -> str:
    """Write a date in full, e.g. 5 March 2025."""
    return cast(str, format_date(value, format="long", locale=_locale(language)))
