"""Messages in the reader's language, and numbers and dates as the reader's region writes them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import cast

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from fluent.runtime import FluentBundle, FluentResource

from impact.errors import ImpactError

REGIONS: dict[str, str] = {"en": "en_US", "es": "es_419"}
"""The region whose number and date forms a language uses when a study says no more than the language."""

CONTRACTIONS: dict[str, tuple[tuple[str, str], ...]] = {"es": ((" de el ", " del "), (" a el ", " al "))}
"""What a language draws together where a message meets a label: `después de { $start }` with `el retorno`."""


@cache
def _bundle(language: str) -> FluentBundle:
    if language not in REGIONS:
        raise ImpactError(f"there is no catalogue for the language '{language}'; there is: {', '.join(REGIONS)}")
    # Isolation marks are for mixed writing directions; here they would only end up in alternative texts and tests.
    bundle = FluentBundle([REGIONS[language].replace("_", "-")], use_isolating=False)
    text = (files("impact") / "locale" / f"{language}.ftl").read_text(encoding="utf-8")
    bundle.add_resource(FluentResource(text))
    return bundle


def t(key: str, language: str, **variables: str | float) -> str:
    """Return the message `key` in `language`.

    Parameters
    ----------
    key : str
        A message of `locale/<language>.ftl`.
    language : str
        en or es.
    **variables
        What the message names. Numbers choose plural forms; give a number that is to be shown already formatted.

    Raises
    ------
    ImpactError
        If the message is not there or names a variable that is not given: a report never shows a bare key.
    """
    bundle = _bundle(language)
    if not bundle.has_message(key):
        raise ImpactError(f"there is no message '{key}' in locale/{language}.ftl")
    message = bundle.get_message(key)
    if message.value is None:
        raise ImpactError(f"the message '{key}' in locale/{language}.ftl has no text")
    text, problems = bundle.format_pattern(message.value, variables)
    if problems:
        raise ImpactError(f"the message '{key}' in locale/{language}.ftl: {problems[0]}")
    for apart, together in CONTRACTIONS.get(language, ()):
        text = text.replace(apart, together)
    return cast(str, text)


def has(key: str, language: str) -> bool:
    """Tell whether the catalogue of `language` holds the message `key`."""
    return bool(_bundle(language).has_message(key))


def variant(key: str, kind: str) -> str:
    """Return the key `key-kind` where the catalogues say it otherwise for this kind of study, else `key`."""
    special = f"{key}-{kind.replace('_', '-')}"
    return special if has(special, "en") else key


def number(value: float, language: str, decimals: int = 0) -> str:
    """Write a number with `decimals` digits after the point, as the region writes it."""
    return cast(
        str,
        format_decimal(value, format="#,##0" + ("." + "0" * decimals if decimals else ""), locale=REGIONS[language]),
    )


def percent(share: float, language: str, decimals: int = 0) -> str:
    """Write a share in 0–1 as a percentage, spaced as the region does."""
    pattern = Locale.parse(REGIONS[language]).percent_formats[None].pattern
    digits = "0" + ("." + "0" * decimals if decimals else "")
    return cast(str, format_percent(share, format=pattern.replace("#,##0", digits), locale=REGIONS[language]))


def date(value: dt.date, language: str) -> str:
    """Write a date in full, e.g. 5 March 2025."""
    return cast(str, format_date(value, format="long", locale=REGIONS[language]))
