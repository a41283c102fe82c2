"""A first draft of a mapping, from the headers of an export: exact names, then near ones, each guess to be checked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from impact.data.exports.account import columns_not_shown, may_be_shown, tells_of_persons
from impact.data.exports.guesses import Guess, guesses_of
from impact.data.exports.mapping import FOLLOW_UP, SOURCES
from impact.data.exports.names import plain
from impact.data.exports.sheets import canonical
from impact.data.exports.synonyms import CODES
from impact.data.exports.told import told_values
from impact.data.formats import read_sheets
from impact.data.schema import OPTIONAL_TABLES, REQUIRED_TABLES, TABLES, UNKNOWN, Column, Table
from impact.errors import UsageError
from impact.study.formats import Reading

_MOST_CODES = 40
_FEWEST = 2
_ROW_KEYS = {"primero": ("ID", "ID"), "kobo": ("_uuid", "_submission__uuid"), "commcare": ("formid", "")}
_KEYS = ("child_id", "return_id", "enrolment_id")
_CASE_KEYS = {"primero": ("ID",), "kobo": ("_parent_index",), "commcare": ("number__0", "form.case.@case_id")}
"""Columns by which a system says whose a row is, a case's or a form's; a form's own id tells two visits apart."""

_TELLS = {"pathway": ("milestones", "milestone"), "reach": ("participations", "participation_date")}
"""Columns that only records of a kind have, by which an export is known to be of it; any other is of returns."""

_DATES = {"primero": "%d-%b-%Y"}
"""How a system writes dates where it is not year first: Primero in words of its language (config/locales/dates)."""


@dataclass(frozen=True, slots=True)
class _Draft:
    """A canonical table as it may be drawn from an export; `joins` are parent sheets with the key of each."""

    table: Table
    sheet: str
    joins: dict[str, str]
    guesses: dict[str, Guess]


def suggest_mapping(path: str | Path, source: str = "spreadsheet", reading: Reading | None = None) -> str:
    """Draft the mapping file of an export from its headers.

    A guess is an exact name after accents, case and marks are taken off, or the nearest one by rapidfuzz, among each
    canonical column's names in English and Spanish. Nothing that looks personal is mapped, and what is not mapped is
    listed. Of cells nothing is shown but values that as many children have as may be told.

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
    drafts = [_draft(TABLES[name], sheets, source) for name in _tables_of(sheets)]
    lines = [*_head(source, reading or Reading()), "tables:"]
    for draft in drafts:
        lines += _table(draft, sheets, source)
    drawn = [draft for draft in drafts if len(draft.guesses) >= _FEWEST]
    used = {(guess.sheet, guess.header) for draft in drawn for guess in draft.guesses.values()}
    return "\n".join([*lines, *_rest(sheets, used)]) + "\n"


def reading_of(encoding: str, delimiter: str) -> Reading:
    """Return the reading of a command line; raises UsageError where there is none such."""
    try:
        return Reading.model_validate({"encoding": encoding, "delimiter": delimiter})
    except ValidationError:
        raise UsageError("--encoding must be utf-8 or windows-1252, and --delimiter comma, semicolon or tab") from None


def _tables_of(sheets: dict[str, pd.DataFrame]) -> tuple[str, ...]:
    """Return the tables of the kind of study that the export's headers speak of."""
    for kind, (table, column) in _TELLS.items():
        if any(column in guesses_of(TABLES[table], sheet, frame) for sheet, frame in sheets.items()):
            return *REQUIRED_TABLES[kind], *OPTIONAL_TABLES[kind]
    return *REQUIRED_TABLES["comparison"], *OPTIONAL_TABLES["comparison"]


def _draft(table: Table, sheets: dict[str, pd.DataFrame], source: str) -> _Draft:
    """Take the sheet that has most of a table's columns, and look for others where its rows have a parent.

    A visit's parent is asked for ids alone: its date and state are the visit's own.
    """
    best = max(sheets, key=lambda sheet: sum(guess.score for guess in guesses_of(table, sheet, sheets[sheet]).values()))
    guesses = guesses_of(table, best, sheets[best])
    wanted = [
        column.name for column in table.columns if table.name not in FOLLOW_UP or column.name in dict(table.references)
    ]
    joins = {}
    for parent, key in _parents(best, sheets, source) if len(guesses) >= _FEWEST else ():
        found = guesses_of(table, parent, sheets[parent])
        more = {name: guess for name, guess in found.items() if name in wanted and name not in guesses}
        if more:
            guesses |= more
            joins[parent] = key
    return _Draft(table, best, joins, guesses)


def _parents(sheet: str, sheets: dict[str, pd.DataFrame], source: str) -> Iterator[tuple[str, str]]:
    """Yield the sheets with one row for each row of this one, and the key, as the systems write them."""
    here, there = {
        "primero": ("ID", "ID"),
        "kobo": ("_parent_index", "_index"),
        "commcare": ("number__0", "number"),
    }.get(source, ("", ""))
    for parent, frame in sheets.items():
        if parent != sheet and here in sheets[sheet] and there in frame and frame[there].is_unique:
            yield parent, f"{{{here}: {there}}}"


def _head(source: str, reading: Reading) -> Iterator[str]:
    yield "# A draft, made from the headers alone. Check each line, finish what is missing, take the rest out."
    yield f"source: {source}"
    dates = _DATES.get(source, reading.date_format)
    yield (
        f"reading: {{date_format: {_quoted(dates)}, encoding: {reading.encoding}, delimiter: "
        f"{reading.delimiter}, decimal: {reading.decimal}}}  # check"
    )


def _keys(draft: _Draft, frame: pd.DataFrame, source: str) -> tuple[dict[str, str], str]:
    """Return what a system tells rows apart by, for ids that no header is called like, and the key to number within.

    KoboToolbox numbers the rows of an export (`_index`) anew each time; its `_uuid` stays.
    """
    table, (alone, within) = draft.table, _ROW_KEYS.get(source, ("", ""))
    of_case = {name: f"{{column: {alone}}}" for name, _ in table.references} if source == "primero" else {}
    if table.key is None:
        return {}, ""
    if alone in frame and not (source == "primero" and table.name in FOLLOW_UP):
        return {**of_case, table.key: f"{{column: {alone}}}"}, ""
    if within in frame:
        return {**of_case, table.key: f"{{rows: {table.name[:3].upper()}}}"}, within
    return {}, ""


def _table(draft: _Draft, sheets: dict[str, pd.DataFrame], source: str) -> Iterator[str]:
    table = draft.table
    if len(draft.guesses) < _FEWEST:
        yield f"  # {table.name}: no sheet has columns that are called like its own"
        return
    yield f"  {table.name}:"
    yield f"    sheet: {_quoted(draft.sheet)}  # check"
    if draft.joins:
        yield "    join:"
        yield from (f"      - {{sheet: {_quoted(parent)}, on: {key}}}  # check" for parent, key in draft.joins.items())
    keys, within = _keys(draft, sheets[draft.sheet], source)
    if within and table.key not in draft.guesses:
        yield f"    key_of_row: {within}  # check"
    yield "    columns:"
    for column in table.columns:
        guess = draft.guesses.get(column.name)
        if guess is not None:
            of = f", sheet: {_quoted(guess.sheet)}" if guess.sheet != draft.sheet else ""
            frame = sheets[guess.sheet]
            header, read = _one_of_several(column, guess.header, frame) if source == "kobo" else (guess.header, "")
            codes = read or _codes(column, frame[header], _persons(draft, guess.sheet, frame, source))
            shown = codes.count('": ')
            cut = "; further answers are not shown" if shown and shown < frame[header].str.strip().nunique() else ""
            origin = f"{{column: {_quoted(header)}{of}{codes}}}"
            yield f"      {column.name}: {origin}  # {guess.score:.0f} of 100; check{cut}"
        elif column.name in keys:
            yield f"      {column.name}: {keys[column.name]}  # as {source} tells rows apart; check"
        elif column.required:
            yield f"      # {column.name}: MISSING, and must be there{_hint(column, table)}"
    optional = [column.name for column in table.columns if not column.required and column.name not in draft.guesses]
    if optional:
        yield f"      # not found, and may be left out: {', '.join(optional)}"


def _hint(column: Column, table: Table) -> str:
    if column.name == table.key:
        return f" (where no column tells rows apart, `{{rows: {table.name[:3].upper()}}}` numbers them)"
    legal = ("true", "false") if column.kind == "boolean" else column.codes
    return f" (one of: {', '.join(legal)})" if legal else ""


def _one_of_several(column: Column, header: str, frame: pd.DataFrame) -> tuple[str, str]:
    """Return the column of all answers and how one is found in it, where a header is the 0/1 column of that answer.

    A 0 says nothing of whoever did not know: KoboToolbox writes that as one more answer, with a column of its own.
    """
    question, _, answer = header.rpartition("/")
    others = [str(name).rpartition("/")[2] for name in frame if str(name).startswith(f"{question}/")]
    if question not in frame or UNKNOWN not in column.codes or any(" " in other for other in others):
        return header, ""
    unsure = [other for other in others if plain(other) in (UNKNOWN, *map(plain, CODES[UNKNOWN]))]
    unknown = f", unknown: [{', '.join(map(_quoted, unsure))}]" if unsure else ""
    return question, f", holds: {_quoted(answer)}{unknown}"


def _persons(draft: _Draft, sheet: str, frame: pd.DataFrame, source: str) -> pd.Series | None:
    """Return whose each row of a sheet is: by a guessed key, or by that of the system, which may be a parent's."""
    guessed = [draft.guesses[name] for name in _KEYS if name in draft.guesses]
    names = [guess.header for guess in guessed if guess.sheet == sheet]
    return next((frame[name] for name in [*names, *_CASE_KEYS.get(source, ())] if name in frame), None)


def _codes(column: Column, text: pd.Series, persons: pd.Series | None) -> str:
    """Write the values of a column of codes that enough children have, each with its code or `?`."""
    legal = ("yes", "no") if column.kind == "boolean" else column.codes
    text = text.str.strip()
    if not legal or text.nunique() > _MOST_CODES:
        return ""
    often = list(told_values(text, persons))
    if set(often) <= set(legal):
        return ""
    pairs = (f"{_quoted(value)}: {_code(value, legal)}" for value in often)
    return f", codes: {{{', '.join(pairs)}}}"


def _code(value: str, legal: tuple[str, ...]) -> str:
    for code in legal:
        if plain(value) in (plain(code), *map(plain, CODES.get(code, ()))):
            return code
    return '"?"'


def _rest(sheets: dict[str, pd.DataFrame], used: set[tuple[str, str]]) -> Iterator[str]:
    # The first row of a sheet that nothing was guessed of may be somebody's record: its columns are only counted.
    drawn = {sheet for sheet, _ in used}
    personal = {
        sheet: [name for name in map(str, frame) if sheet in drawn and tells_of_persons(name) and may_be_shown(name)]
        for sheet, frame in sheets.items()
    }
    if any(personal.values()):
        yield "dropped:  # these look as if they told who a person is; only a question of listed codes may be mapped"
        for sheet, names in personal.items():
            if names:
                yield f"  {_quoted(sheet)}: [{', '.join(map(_quoted, names))}]"
    yield "# Not mapped:"
    for sheet, frame in sheets.items():
        left = [str(name) for name in frame if (sheet, str(name)) not in used and str(name) not in personal[sheet]]
        shown = [_quoted(name) for name in left if sheet in drawn and may_be_shown(name)]
        hidden = [columns_not_shown(len(left) - len(shown))] if len(left) > len(shown) else []
        yield f"#   {_quoted(sheet)}: {', '.join([*shown, *hidden]) or 'nothing is left'}"


def _quoted(text: str) -> str:
    """Write a text as YAML's double-quoted scalar, which JSON's strings are."""
    return json.dumps(text, ensure_ascii=False)
