"""Cells of an export as canonical text: codes, several answers in one cell, dates, numbers, made ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.data.exports.answers import given_in, refuse_unknown_answers, separator_of
from impact.data.exports.columns import ColumnSource
from impact.data.exports.dates import dates_to_text
from impact.data.exports.told import told_values
from impact.data.formats import numbers_to_text
from impact.data.personal import looks_personal
from impact.data.schema import Column
from impact.errors import DataError
from impact.study.counts import ADOPTED, several
from impact.study.formats import Reading

_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"


@dataclass(frozen=True, slots=True)
class Way:
    """How the cells of one column are read: what it becomes, where from, how the files are written, whose rows are.

    `answers` are all that the mapping names for a cell with several.
    """

    column: Column
    origin: ColumnSource
    reading: Reading
    source: str
    place: str
    answers: frozenset[str] = frozenset()
    persons: pd.Series | None = None
    are_text: bool = True


def read_cells(text: pd.Series, way: Way) -> pd.Series:
    """Write the cells of a column as the canonical tables hold them.

    Parameters
    ----------
    text : pandas.Series
        Trimmed text, missing where nothing was asked.
    way : Way

    Raises
    ------
    DataError
        If cells cannot be read, or hold values that `codes` does not list: with their number, and a value itself only
        where as many children have it as may be told.
    """
    origin, column = way.origin, way.column
    if origin.holds:
        return _answers(text, way)
    if origin.codes:
        text = _coded(text, way)
    if column.kind in ("date", "month"):
        return dates_to_text(text, way.reading, origin.date, way.place, months=column.kind == "month")
    if column.kind in ("integer", "number"):
        return _numbers(text, way)
    legal = ("true", "false") if column.kind == "boolean" else column.codes
    if legal and not origin.codes:
        text = text.str.lower() if column.kind == "boolean" else text
        _refuse_unlisted(
            text, ~text.isin(legal) & text.notna(), way, f"there are: {', '.join(legal)}; list under `codes`"
        )
    return text


def made_ids(text: pd.Series | None, prefix: str, count: int) -> pd.Series:
    """Make ids by numbering rows within their key: an id stays when other keys get more rows."""
    if text is None:
        return pd.Series([f"{prefix}-{number}" for number in range(1, count + 1)], dtype=object)
    number = (text.groupby(text, sort=False).cumcount() + 1).astype(str)
    return (f"{prefix}-" + text + "-" + number).astype(object)


def trimmed(text: pd.Series, not_asked: tuple[str, ...]) -> pd.Series:
    """Return text without white space at its ends, missing where nothing is left or what stands for nothing."""
    return by_value(text, lambda values: values.str.strip().pipe(lambda v: v.mask(v.isin(["", *not_asked]))))


def by_value(text: pd.Series, change: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Change the different values once; a column repeats few of them many times."""
    codes, values = pd.factorize(text)
    changed = (
        change(pd.Series(values, dtype=object)).to_numpy(dtype=object) if len(values) else np.array([], dtype=object)
    )
    return pd.Series(np.append(changed, np.nan)[codes], index=text.index, name=text.name, dtype=object)


def unlisted(text: pd.Series, origin: ColumnSource) -> pd.Series:
    """Return which cells hold what `codes` does not list."""
    return text.notna() & ~text.isin([value.strip() for value in origin.codes])


def _coded(text: pd.Series, way: Way) -> pd.Series:
    origin, kind = way.origin, way.column.kind
    listed = {value.strip(): origin.code(code, kind) for value, code in origin.codes.items()}
    strange = unlisted(text, origin)
    if origin.otherwise is None:
        _refuse_unlisted(text, strange, way, "list under `codes`")
    other = origin.code(origin.otherwise or "", kind)
    return by_value(text, lambda values: values.map(lambda value: listed.get(value, other) or np.nan))


def _answers(text: pd.Series, way: Way) -> pd.Series:
    origin = way.origin
    separator = separator_of(origin, way.source)
    refuse_unknown_answers(text, way.answers, separator, way.place)
    yes, no = ("true", "false") if way.column.kind == "boolean" else ("yes", "no")

    def answer(cell: str) -> str:
        given = given_in(cell, separator)
        if given.intersection(origin.holds):
            return yes
        return "unknown" if given.intersection(origin.unknown) else no

    return by_value(text, lambda values: values.map(answer))


def _numbers(text: pd.Series, way: Way) -> pd.Series:
    said = {"decimal": way.origin.decimal} if way.origin.decimal else {}
    reading = way.reading.model_copy(update=said)
    plain = numbers_to_text(text.rename(way.place), reading, are_text=way.are_text)
    written = pd.Series(plain.dropna().unique(), dtype=object)
    wrong = plain.isin(written[~written.str.fullmatch(_NUMBER)]) if len(written) else plain.notna()
    if wrong.any():
        raise DataError(
            f"{way.place}: {several(int(wrong.sum()), ADOPTED)} cells are no numbers; correct them at their source"
        )
    return plain


def _refuse_unlisted(text: pd.Series, strange: pd.Series, way: Way, advice: str) -> None:
    """Refuse values that are not listed: named where so many children have one that it is nobody's, else counted."""
    if not strange.any():
        return
    values = text[strange]
    told = {} if any(map(looks_personal, way.origin.named)) else told_values(values, way.persons)
    shown = [f"'{value}' ({count} rows)" for value, count in told.items()]
    hidden = values[~values.isin(told.keys())]
    if len(hidden):
        number = hidden.nunique()
        more = f"{number} {'other ' if shown else ''}value{'s' if number > 1 else ''}"
        shown.append(f"{more}, not shown, in {several(len(hidden), ADOPTED)} rows")
    raise DataError(f"{way.place}: values that are no codes: {', '.join(shown)}; {advice} what they mean")
