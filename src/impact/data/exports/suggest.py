"""A first draft of a mapping, from the headers of an export: exact names, then near ones, each guess to be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd
from pydantic import ValidationError
from rapidfuzz import fuzz, process

from impact.data.exports.mapping import SOURCES
from impact.data.exports.rules import plain
from impact.data.exports.sheets import canonical
from impact.data.exports.synonyms import CODES, SYNONYMS
from impact.data.formats import read_sheets
from impact.data.personal import looks_personal
from impact.data.schema import TABLES, Column, Table
from impact.errors import UsageError
from impact.study.characters import odd_character
from impact.study.counts import ADOPTED
from impact.study.formats import Reading

NEAR = 85.0
"""The least score of a near name, of 100; below it a header is listed as not mapped."""

_MOST_CODES = 40


@dataclass(frozen=True, slots=True)
class Guess:
    """A header that may be a canonical column, with how alike the names are, of 100."""

    header: str
    score: float


def suggest_mapping(path: str | Path, source: str = "spreadsheet", reading: Reading | None = None) -> str:
    """Draft the mapping file of an export from its headers.

    A guess is an exact name after accents, case and marks are taken off, or the nearest one by rapidfuzz, among each
    canonical column's names in English and Spanish. Nothing that looks personal is mapped, and what is not mapped is
    listed. Of cells nothing is shown but values that stand in as many rows as may be told.

    Returns
    -------
    str
        YAML that whoever knows the export has to finish: a required column without a guess is missing, and a code
        without one is `?`, which no mapping may hold.

    Raises
    ------
    UsageError
        If there is no such source.
    InputError
        If the export cannot be read.
    """
    if source not in SOURCES:
        raise UsageError(f"--source must be one of {', '.join(SOURCES)}, not '{source}'")
    sheets = read_sheets(Path(path), canonical(reading or Reading()))
    guesses = {
        (table.name, sheet): _guesses(table, [str(name) for name in frame])
        for table in TABLES.values()
        for sheet, frame in sheets.items()
    }
    best = {name: max(sheets, key=lambda sheet: _weight(guesses[name, sheet])) for name in TABLES}
    lines = [*_head(source, reading or Reading()), "tables:"]
    for name, table in TABLES.items():
        lines += _table(table, best[name], sheets[best[name]], guesses[name, best[name]])
    used = {(best[name], guess.header) for name in TABLES for guess in guesses[name, best[name]].values()}
    return "\n".join([*lines, *_rest(sheets, used)]) + "\n"


def reading_of(encoding: str, delimiter: str) -> Reading:
    """Return the reading of a command line; raises UsageError where there is none such."""
    try:
        return Reading.model_validate({"encoding": encoding, "delimiter": delimiter})
    except ValidationError:
        raise UsageError("--encoding must be utf-8 or windows-1252, and --delimiter comma, semicolon or tab") from None


def _weight(guesses: dict[str, Guess]) -> float:
    return sum(guess.score for guess in guesses.values())


@cache
def _names(column: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(plain(text) for text in (column, *SYNONYMS.get(column, ()))))


def _guesses(table: Table, headers: list[str]) -> dict[str, Guess]:
    """Guess headers of a table's columns: the best pairs first, no header for two columns."""
    shown = {header: plain(header.removeprefix("form.")) for header in headers if not looks_personal(header)}
    pairs = []
    for column in table.columns:
        for header, text in shown.items():
            found = process.extractOne(text, _names(column.name), scorer=fuzz.token_sort_ratio, score_cutoff=NEAR)
            if found is not None:
                pairs.append((-found[1], column.name, header))
    guesses: dict[str, Guess] = {}
    for score, name, header in sorted(pairs):
        if name not in guesses and header not in {guess.header for guess in guesses.values()}:
            guesses[name] = Guess(header, -score)
    return {column.name: guesses[column.name] for column in table.columns if column.name in guesses}


def _head(source: str, reading: Reading) -> Iterator[str]:
    yield "# A draft, made from the headers alone. Check each line, finish what is missing, take the rest out."
    yield f"source: {source}"
    yield (
        f"reading: {{date_format: {_quoted(reading.date_format)}, encoding: {reading.encoding}, delimiter: "
        f"{reading.delimiter}, decimal: {reading.decimal}}}  # check"
    )


def _table(table: Table, sheet: str, frame: pd.DataFrame, guesses: dict[str, Guess]) -> Iterator[str]:
    if not guesses:
        yield f"  # {table.name}: no column of any sheet is called like one of its columns"
        return
    yield f"  {table.name}:"
    yield f"    sheet: {_quoted(sheet)}  # check"
    yield "    columns:"
    for column in table.columns:
        guess = guesses.get(column.name)
        if guess is not None:
            codes = _codes(column, frame[guess.header])
            yield f"      {column.name}: {{column: {_quoted(guess.header)}{codes}}}  # {guess.score:.0f} of 100; check"
        elif column.required:
            yield f"      # {column.name}: MISSING, and must be there{_hint(column)}"
    optional = [column.name for column in table.columns if not column.required and column.name not in guesses]
    if optional:
        yield f"      # not found, and may be left out: {', '.join(optional)}"


def _hint(column: Column) -> str:
    legal = ("true", "false") if column.kind == "boolean" else column.codes
    return f" (one of: {', '.join(legal)})" if legal else ""


def _codes(column: Column, text: pd.Series) -> str:
    """Write the values of a column of codes that stand in enough rows to be told, each with its code or `?`."""
    legal = ("yes", "no") if column.kind == "boolean" else column.codes
    counts = text.str.strip().value_counts()
    often = [str(value) for value in counts.index[counts >= ADOPTED.suppress_below]]
    often = [value for value in often if not odd_character(value) and len(value) <= 60]
    if not legal or not often or len(counts) > _MOST_CODES or set(often) <= set(legal):
        return ""
    pairs = (f"{_quoted(value)}: {_code(value, legal)}" for value in often)
    return f", codes: {{{', '.join(pairs)}}}"


def _code(value: str, legal: tuple[str, ...]) -> str:
    for code in legal:
        if plain(value) in (plain(code), *map(plain, CODES.get(code, ()))):
            return code
    return '"?"'


def _rest(sheets: dict[str, pd.DataFrame], used: set[tuple[str, str]]) -> Iterator[str]:
    personal = {sheet: [str(name) for name in frame if looks_personal(str(name))] for sheet, frame in sheets.items()}
    if any(personal.values()):
        yield "dropped:  # these look as if they told who a person is"
        for sheet, names in personal.items():
            if names:
                yield f"  {_quoted(sheet)}: [{', '.join(map(_quoted, names))}]"
    yield "# Not mapped:"
    for sheet, frame in sheets.items():
        left = [str(name) for name in frame if (sheet, str(name)) not in used and str(name) not in personal[sheet]]
        yield f"#   {_quoted(sheet)}: {', '.join(map(_quoted, left)) or 'nothing is left'}"


def _quoted(text: str) -> str:
    """Write a text as YAML's double-quoted scalar, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)
