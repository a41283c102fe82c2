"""Where a canonical column of an export comes from, and how its cells are read."""

from __future__ import annotations

import difflib
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from impact.data.schema import UNKNOWN, Column
from impact.study.parts import Part

YES_NO = {"yes": "true", "no": "false"}
"""How the yes and no of a mapping are written in a column of truths."""

_ORIGINS = ("column", "value", "first_of", "rows")


def _several(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class ColumnSource(Part):
    """Where one canonical column comes from: exactly one of `column`, `value`, `first_of` and `rows`.

    Parameters
    ----------
    column : str
        A column's name; of a joined sheet where `sheet` says so, or where only that one has it.
    value : str
        The same in every row.
    first_of : tuple of str
        Columns of several versions of a form; the first that is filled counts.
    rows : str
        Ids are made: this text, the row's key and its number within the key.
    codes : dict of str to str
        A text of the export to the canonical one; the empty text where nothing was asked. What is not listed is
        refused, or becomes `else`.
    holds, separator, unknown, others
        For several answers in one cell: yes where one of `holds` is among them, `unknown` where one of these is, else
        no; an empty cell was not asked. An answer that no column of the question names, here or under `others`, is
        refused.
    date, decimal
        How dates and numbers of this column are written, where it differs from the mapping's `reading`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", protected_namespaces=(), populate_by_name=True)

    column: Annotated[str, Field(min_length=1)] | None = None
    value: str | None = None
    first_of: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    rows: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9]*$", max_length=12)] | None = None
    sheet: str | None = None
    codes: dict[str, str] = Field(default_factory=dict)
    otherwise: Annotated[str | None, Field(alias="else")] = None
    holds: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    separator: Annotated[str, Field(min_length=1)] | None = None
    unknown: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    others: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    date: str | None = None
    decimal: Literal["point", "comma"] | None = None

    @model_validator(mode="after")
    def _one_origin_and_one_way(self) -> Self:
        given = [name for name in _ORIGINS if getattr(self, name) not in (None, ())]
        if len(given) != 1:
            raise ValueError(f"a column comes from one of {', '.join(_ORIGINS)}; here are {len(given)} of them")
        if self.codes and self.holds:
            raise ValueError("codes and holds are two ways of reading a cell; keep one of them")
        if (self.separator or self.unknown or self.others) and not self.holds:
            raise ValueError("separator, unknown and others belong to `holds`, which says what to look for")
        if self.otherwise is not None and not self.codes:
            raise ValueError("else says what becomes of values that `codes` does not list; there is no `codes`")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Columns of the export that it names."""
        return (self.column,) if self.column else self.first_of

    @property
    def is_closed(self) -> bool:
        """Whether nothing of a cell leaves but what the mapping itself lists."""
        return bool(self.codes or self.holds)

    def code(self, text: str, kind: str) -> str:
        """Return the canonical text of a value of the mapping: yes and no are true and false among truths."""
        return YES_NO.get(text, text) if kind == "boolean" else text

    def check(self, column: Column, place: str) -> None:
        """Refuse what the canonical column cannot hold, or is not read by; raises ValueError with what is legal."""
        legal = ("true", "false") if column.kind == "boolean" else column.codes
        targets = [
            *self.codes.values(),
            *([self.otherwise] if self.otherwise else []),
            *([self.value] if self.value else []),
        ]
        for target in targets if legal else ():
            if target and self.code(target, column.kind) not in legal:
                near = difflib.get_close_matches(target, legal, n=1, cutoff=0)
                raise ValueError(
                    f"{place}: '{target}' is no code of {column.name}; the nearest is '{near[0]}', and there are: "
                    f"{', '.join(legal)}"
                )
        if self.holds and not (column.kind == "boolean" or "yes" in column.codes):
            raise ValueError(f"{place}: `holds` answers yes or no, which {column.name} is not")
        if self.unknown and UNKNOWN not in column.codes:
            raise ValueError(f"{place}: {column.name} has no code for unknown")
        if self.rows and column.kind != "id":
            raise ValueError(f"{place}: `rows` makes ids, and {column.name} is none")
        if self.date and column.kind not in ("date", "month"):
            raise ValueError(f"{place}: `date` says how dates are written, and {column.name} holds none")
        if self.decimal and column.kind not in ("integer", "number"):
            raise ValueError(f"{place}: `decimal` says how numbers are written, and {column.name} holds none")
        if self.codes and column.kind in ("date", "month", "id"):
            raise ValueError(f"{place}: {column.name} holds no codes; take `codes` out")
        if column.required and self.value == "":
            raise ValueError(f"{place}: {column.name} may not be empty")
