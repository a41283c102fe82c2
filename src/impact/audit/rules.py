"""What a fact is held against: counts, identifiers, days, names of columns, and lists as long as there are people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np

from impact.audit.dates import are_moments, days_in
from impact.audit.facts import Array, Cell, Count, Fact, Finding, Name, Table, Text, Unseen, found
from impact.audit.frames import judge_table
from impact.audit.known import MANY, Known
from impact.audit.precision import rule_of_count
from impact.data.schema import TABLES
from impact.disclosure.frames import RESTRICTED
from impact.study import Disclosure
from impact.study.counts import few

ID: Final = "an identifier"
RESTRICTED_COLUMN: Final = "a column that is never shown"
DAY: Final = "a day that is none of the study's own"
ONE_A_PERSON: Final = "a list with one entry a person"
TOO_FINE: Final = "numbers finer than anything released"
PARTNER: Final = "a partner"
PLACE: Final = "a municipality"

DECIMALS: Final = 3
"""Of a number in a list: a risk has as many, and its picture per 100 people has one."""

_DATES: Final = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.kind in ("date", "month")
) - {"period"}
_NEVER: Final = RESTRICTED | {"municipality", "municipio", "partner", "socio"}
_TOKEN: Final = re.compile(r"[\w-]+")
_NUMBER: Final = re.compile(r"\d[\d,\u00a0\u202f]*(?:\.\d+)?")
_PARTS: Final = re.compile(r"\d+(?:[.,]\d+)?\s*%|\([^)]*%\)")
_PARTNER: Final = re.compile(r"\bpartner(?:_id)?\s*[=:]\s*[\w-]+", re.IGNORECASE)
_PLACE: Final = re.compile(r"\b(?:municipality|municipio)(?:_code)?\s*[=:]\s*[\w-]+", re.IGNORECASE)
_NOUNS: Final = (
    r"child(?:ren)?|girls?|boys?|people|persons?|participants?|cases?|deaths?|events?|remigrations?|returnees?|families"
    r"|ni[ñn][oa]s?|adolescentes?|menores|personas|participantes?|casos?|muertes?|eventos?|familias"
)
_WHOLE: Final = r"(?<![\w.,–-])(\d{1,3}(?:[.,\u00a0\u202f]\d{3})+|\d+)"
"""A whole number, its thousands apart as one region or another has them."""
_IN_WORDS: Final = re.compile(rf"{_WHOLE}(?:[^\S\n]+(?i:{_NOUNS})|[^\S\n]*\n\s*(?:{_NOUNS}))\b")
"""A number before such a word. On the line below, a word that begins a sentence does not continue the number's."""
_SAID: Final = re.compile(r"\b(n|events|at_risk|due|traced|rows|count)\s*[=:]\s*(\d[\d,]*(?:\.\d+)?)\b")


def judge(fact: Fact, known: Known) -> Iterator[Finding]:
    """Yield what the rules forbid about a fact."""
    match fact:
        case Count():
            yield from _judge_count(fact, known.disclosure)
        case Name():
            yield from _judge_name(fact)
        case Text() | Cell():
            yield from _judge_text(fact, known)
        case Array():
            yield from _judge_array(fact, known)
        case Table():
            yield from judge_table(fact, known)
        case Unseen():
            yield found(fact.place, fact.why)


def _judge_count(fact: Count, rules: Disclosure) -> Iterator[Finding]:
    for value in numbers_of(fact.written, rules):
        rule = rule_of_count(value, rules)
        if rule:
            yield found(fact.place, rule)


def numbers_of(written: object, rules: Disclosure) -> Iterator[float]:
    """Yield the numbers in what is written as a count; a dash, or “1–10”, holds none."""
    if isinstance(written, int | float):
        if np.isfinite(written):
            yield float(written)
        return
    text = _PARTS.sub(" ", str(written).replace(few(rules), " "))
    for match in _NUMBER.findall(text):
        yield float(re.sub(r"[,\u00a0\u202f]", "", match))


def _judge_name(fact: Name) -> Iterator[Finding]:
    name = fact.name.strip().lower().replace("-", "_").replace(" ", "_")
    if name in _NEVER:
        yield found(fact.place, RESTRICTED_COLUMN)
    elif name in _DATES:
        yield found(fact.place, "a column of days")


def _judge_text(fact: Text | Cell, known: Known) -> Iterator[Finding]:
    """Yield what a text breaks; pages and notebooks repeat each other, so that each text is read once."""
    key = (fact.text, isinstance(fact, Cell))
    if key not in known.judged:
        known.judged[key] = tuple(_rules_of_text(*key, known))
    for rule in known.judged[key]:
        yield found(fact.place, rule)


def _rules_of_text(text: str, is_cell: bool, known: Known) -> Iterator[str]:
    if has_id(text, known) or (is_cell and text.strip() in known.codes):
        yield ID
    if any(day not in known.dates for day in days_in(text)):
        yield DAY
    if _PARTNER.search(text):
        yield PARTNER
    if _PLACE.search(text):
        yield PLACE
    # Sentences explain the rules by their own numbers, "fewer than 11 events", and quote what is claimed.
    rules = known.disclosure
    named = {rules.suppress_below, rules.curve_step, rules.minimum_n} | known.claimed
    if any(value not in named and rule_of_count(value, rules) for value in counts_in_words(text)):
        yield "a count in words that the rules would not show"


def counts_in_words(text: str) -> Iterator[float]:
    """Yield the numbers that stand before people, cases or events, or after the name of a count."""
    for written in _IN_WORDS.findall(text):
        yield float(re.sub(r"\D", "", written))
    for _, written in _SAID.findall(text):
        yield float(written.replace(",", ""))


def has_id(text: str, known: Known) -> bool:
    """Tell whether a text holds an identifier, alone or joined to other words by hyphens."""
    if not known.ids:
        return False
    for token in _TOKEN.findall(text):
        if token in known.ids:
            return True
        if "-" in token and any(piece in known.ids for piece in _pieces(token)):
            return True
    return False


@cache
def _pieces(token: str) -> tuple[str, ...]:
    parts = token.split("-")[:8]
    return tuple("-".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1))


def _judge_array(fact: Array, known: Known) -> Iterator[Finding]:
    people = min(known.analysed.values(), default=2 * MANY)
    least = max(people - known.disclosure.round_to, known.disclosure.minimum_n)
    if fact.length >= (least if fact.numbers else max(least, MANY)) or fact.length in known.lengths:
        yield found(fact.place, ONE_A_PERSON)
    if are_moments(fact.numbers):
        yield found(fact.place, DAY)
    if any(abs(number - round(number, DECIMALS)) > 10.0 ** -(DECIMALS + 3) for number in fact.numbers):
        yield found(fact.place, TOO_FINE)
