"""What the data dictionary is made of: columns, tables, and what their cells hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "code", "date", "month", "boolean", "integer", "number"]

UNKNOWN = "unknown"
"""Asked, not known. An empty cell means not asked; the two are never merged."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a canonical table.

    Parameters
    ----------
    name : str
        Units are part of it (`_years`, `_usd`).
    kind : str
        What a cell holds; `code` is one of `codes`, `month` is YYYY-MM, `boolean` is true or false.
    required : bool
        Whether the column must be there and no cell of it may be empty.
    codes : tuple of str
        The legal values of a `code` column.
    restricted : bool
        Never leaves the validated tables: not shown, not released, not a covariate.
    lowest, highest : float, optional
        The plausible range of an `integer` or `number`.
    """

    name: str
    kind: Kind
    required: bool = False
    codes: tuple[str, ...] = ()
    restricted: bool = False
    lowest: float | None = None
    highest: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """One canonical table: its columns, its key, and the tables that its references point to."""

    name: str
    columns: tuple[Column, ...]
    key: str | None
    references: tuple[tuple[str, str], ...] = ()
    """Pairs of a column here and the table whose key it must match."""

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> Column:
        """Return the column of that name."""
        return next(column for column in self.columns if column.name == name)


def identifier(name: str, required: bool = True) -> Column:
    """Return a column of ids, which is restricted."""
    return Column(name, "id", required=required, restricted=True)


def coded(name: str, *codes: str, required: bool = False) -> Column:
    """Return a column of codes, `unknown` among them."""
    return Column(name, "code", required=required, codes=(*codes, UNKNOWN))


def dated(name: str, required: bool = False) -> Column:
    """Return a column of dates."""
    return Column(name, "date", required=required)


def yes_no(name: str, required: bool = False) -> Column:
    """Return a column of true and false."""
    return Column(name, "boolean", required=required)
