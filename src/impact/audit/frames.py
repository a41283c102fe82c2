"""Tables: result frames, known by their columns, and whatever else has a column that a rule knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

import pandas as pd

from impact.audit import counts, estimates
from impact.audit.facts import Finding, Place, Table, found
from impact.audit.known import MANY, Known
from impact.audit.precision import are_in_steps, are_in_two_digits
from impact.disclosure.released import NUMBERS
from impact.disclosure.rules import FINEST_RATE
from impact.results import FRAMES

Judge = Callable[[pd.DataFrame, Place, Known], Iterator[Finding]]

JUDGES: Final[dict[str, Judge]] = {
    "effects": estimates.judge_effects,
    "curves": estimates.judge_curves,
    "grid": estimates.judge_grid,
    "balance": estimates.judge_balance,
    "confounding": estimates.judge_confounding,
    "checks": counts.judge_checks,
    "flow": counts.judge_flow,
    "baseline": counts.judge_baseline,
    "followup": counts.judge_followup,
    "quality": counts.judge_quality,
    "changes": counts.judge_changes,
    "densities": counts.judge_densities,
    "funnel": counts.judge_funnel,
}
"""By the name of the frame whose columns a table has."""

_NAMES: Final = ("population", "covariate", "name", "level", "column")
_DEPARTMENT: Final = re.compile(r"\b(?:department|departamento)\b", re.IGNORECASE)
_HARM: Final = re.compile(r"violence|violencia|gbv", re.IGNORECASE)
_LEADING: Final = re.compile(r"^\d[\d,]*")


def judge_table(table: Table, known: Known) -> Iterator[Finding]:
    """Yield what the rules forbid about a table: as the frame that it is, and by its columns in any case."""
    frame = typed(table)
    kind = next((name for name, kind in FRAMES.items() if set(kind.COLUMNS) <= set(table.columns)), "")
    if kind:
        yield from JUDGES.get(kind, _judge_nothing)(frame, table.place, known)
    elif is_one_a_person(len(table.rows), known):
        yield found(table.place, "a table with one row a person")
    yield from _judge_columns(frame, table.place)
    yield from _judge_places(table, known)


def typed(table: Table) -> pd.DataFrame:
    """Return a table as a frame: numbers where a column's name says so, and text elsewhere; empty is missing."""
    columns: dict[str, pd.Series] = {}
    for place, name in enumerate(table.columns):
        cells = pd.Series([row[place] or None if place < len(row) else None for row in table.rows], dtype=object)
        number = name in NUMBERS or name == "event"
        columns[name] = pd.to_numeric(cells, errors="coerce") if number else cells
    return pd.DataFrame(columns)


def is_one_a_person(rows: int, known: Known) -> bool:
    """Tell whether a table is as long as there are people; short ones cannot be told from any other table."""
    if rows in known.lengths:
        return True
    people = sum(known.analysed.values()) or 2 * MANY
    return rows >= max(people - 2 * known.disclosure.round_to, MANY)


def _judge_nothing(frame: pd.DataFrame, place: Place, known: Known) -> Iterator[Finding]:
    return iter(())


def _judge_columns(frame: pd.DataFrame, place: Place) -> Iterator[Finding]:
    """Yield what columns break whose rule is the same in every table."""
    if "std_error" in frame and frame["std_error"].notna().any():
        yield found(place.at("column std_error"), "a standard error")
    for name in ("p_value", "p_adjusted"):
        if name in frame and not are_in_two_digits(frame[name]):
            yield found(place.at(f"column {name}"), "a p value of more than two digits")
    for name in ("estimate", "ci_lower", "ci_upper", "band_lower", "band_upper", "share", "worst", "best"):
        if name in frame and not are_in_steps(frame[name], FINEST_RATE):
            yield found(place.at(f"column {name}"), "a number finer than 0.001")


def _judge_places(table: Table, known: Known) -> Iterator[Finding]:
    """Yield departments with few people, and violence by department."""
    columns = " ".join(table.columns)
    if _DEPARTMENT.search(columns) and _HARM.search(columns):
        yield found(table.place, "violence or GBV by department")
    for number, row in enumerate(table.rows, start=1):
        named = [cell for name, cell in zip(table.columns, row, strict=False) if name in _NAMES] or list(row[:1])
        words = " ".join(named)
        if not _DEPARTMENT.search(words) and "department" not in table.columns:
            continue
        here = table.place.at(f"row {number}")
        if _HARM.search(words):
            yield found(here, "violence or GBV by department")
        if any(0 < people < known.disclosure.minimum_n for people in _people(table, row)):
            yield found(here, f"a department with fewer than {known.disclosure.minimum_n} people")


def _people(table: Table, row: tuple[str, ...]) -> Iterator[float]:
    """Yield the people that a row about a place counts: its column n or, on a page, cells such as 45 (9%)."""
    for name, cell in zip(table.columns[1:], row[1:], strict=False):
        counted = name == "n" or (name not in NUMBERS and cell.rstrip().endswith("%)"))
        match = _LEADING.match(cell.strip()) if counted else None
        if match:
            yield float(match.group().replace(",", ""))
