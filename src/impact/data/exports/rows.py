"""Rows of one part of a table: those of its sheet that are wanted, with the columns of parent sheets beside them."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping as Named
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.exports.mapping import Join, TablePart
from impact.data.exports.names import find_column, is_registration, nearest
from impact.data.exports.sheets import Export
from impact.data.personal import looks_personal
from impact.errors import DataError, StudyError
from impact.study.counts import ADOPTED, several

_OF_REPEATS = frozenset(("_parent_index", "number__0"))
"""Keys by which a repeat names the form it belongs to, in KoboToolbox and CommCare: it is always there."""


class AbsentError(StudyError):
    """A column that a mapping names and the export lacks; collected, so that all of them are told at once."""


@dataclass(slots=True)
class Rows:
    """Rows of a part: for each sheet, its own first, a frame with the same rows in the same order."""

    source: str
    place: str
    own: str
    frames: dict[str, pd.DataFrame]
    used: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def find(self, wanted: str, sheet: str | None = None, synonyms: tuple[str, ...] = ()) -> tuple[str, str]:
        """Return the sheet and the column that a mapping means; its own sheet goes before parents.

        Raises
        ------
        AbsentError
            If there is no such column.
        StudyError
            If several could be meant.
        """
        sheets = [sheet] if sheet else list(self.frames)
        for group in ([sheets[0]], sheets[1:]):
            found = [
                (one, name) for one in group for name in find_column(wanted, self.frames[one].columns, self.source)
            ]
            if len(found) > 1:
                names = ", ".join(f"'{column}' of '{one}'" for one, column in found)
                raise StudyError(
                    f"{self.place}: '{wanted}' can be {names}; write its whole name, with `sheet` if need be"
                )
            if found:
                return found[0]
        groups = [[name for name in map(str, self.frames[one]) if not _is_trap(name, synonyms)] for one in sheets]
        near = nearest(wanted, groups, synonyms)
        raise AbsentError(f"'{sheets[0]}' has no column '{wanted}'{near}")

    def text(
        self,
        wanted: str,
        becomes: str,
        sheet: str | None = None,
        synonyms: tuple[str, ...] = (),
        *,
        closed: bool = False,
    ) -> pd.Series:
        """Return the cells of a column, and remember what they become.

        A column may look personal by its name only where it is `closed`: nothing of its cells leaves but listed codes.

        Raises
        ------
        StudyError
            If there is none, several could be meant, or its name looks as if it told who somebody is.
        """
        one, column = self.find(wanted, sheet, synonyms)
        if looks_personal(column) and not closed:
            raise StudyError(
                f"{self.place}: the column '{column}' looks as if it told who a person is; it can become nothing. List "
                "it under `dropped`"
            )
        self.used.setdefault((one, column), []).append(becomes)
        return self.frames[one][column]

    def keep(self, kept: NDArray[np.bool_]) -> None:
        """Keep some rows, in every sheet's frame."""
        self.frames = {name: frame[kept].reset_index(drop=True) for name, frame in self.frames.items()}

    def __len__(self) -> int:
        return len(self.frames[self.own])


def _is_trap(name: str, synonyms: tuple[str, ...]) -> bool:
    """Whether a name is like the one that is wanted, and must not be taken for it."""
    return "return_date" in synonyms and is_registration(name)


def rows_of(part: TablePart, export: Export, source: str, place: str) -> Rows:
    """Take the rows that a part wants of its sheet, and set the parents' columns beside them.

    Raises
    ------
    StudyError
        If a sheet or column is not there.
    DataError
        If a key stands twice in a parent sheet, or the form that a repeat belongs to is not there.
    """
    own = export.find(part.sheet, place)
    rows = Rows(source, place, own, {own: export.sheets[own]})
    of_own = {
        name: texts for name, texts in part.where.items() if find_column(name, export.sheets[own].columns, source)
    }
    _keep(rows, of_own)
    for join in part.join:
        _join(rows, join, export)
    _keep(rows, {name: texts for name, texts in part.where.items() if name not in of_own})
    return rows


def _keep(rows: Rows, where: Named[str, tuple[str, ...]]) -> None:
    for name, texts in where.items():
        cells = rows.text(name, f"{rows.place}.where", closed=True).str.strip()
        kept = cells.isin(texts).to_numpy(dtype=bool)
        if not kept.all():
            left = several(int((~kept).sum()), ADOPTED)
            rows.warnings.append(f"{rows.place}.where: {left} rows of '{rows.own}' are left out by '{name}'")
        absent = ", ".join(f"'{text}'" for text in texts if text not in set(cells))
        if absent:
            rows.warnings.append(f"{rows.place}.where: no cell of '{name}' is {absent}")
        rows.keep(kept)


def _keys(rows: Rows, names: Iterable[str], place: str) -> pd.DataFrame:
    """Return the columns of a key, without the spaces around their cells."""
    return pd.DataFrame({number: rows.text(name, place).str.strip() for number, name in enumerate(names)})


def _join(rows: Rows, join: Join, export: Export) -> None:
    place = f"{rows.place}.join"
    sheet = export.find(join.sheet, place)
    if sheet in rows.frames:
        raise StudyError(f"{place}: '{sheet}' is there already; a sheet is joined once")
    parent = export.sheets[sheet]
    there = Rows(rows.source, place, sheet, {sheet: parent})
    here_keys = _keys(rows, join.on, place)
    parent_keys = _keys(there, join.on.values(), place)
    rows.used |= there.used
    keyed = parent_keys.dropna()
    repeated = int(keyed.duplicated(keep=False).sum())
    if repeated:
        raise DataError(
            f"{place}: {several(repeated, ADOPTED)} rows of '{sheet}' share their key ({', '.join(join.on.values())}); "
            "a row's parent is one row. Join by a key that stands once"
        )
    found = here_keys.merge(keyed.assign(position=keyed.index), how="left")["position"]
    is_repeat = not _OF_REPEATS.isdisjoint(join.on)
    named = here_keys.notna().all(axis="columns").to_numpy() | is_repeat
    lost = int((found.isna().to_numpy() & named).sum())
    what = f"{place}: {several(lost, ADOPTED)} rows of '{rows.own}' name a row of '{sheet}' that is not there"
    if lost and is_repeat:
        raise DataError(f"{what}; export both together")
    if lost:
        rows.warnings.append(f"{what}; what they take of it stays empty")
    rows.frames[sheet] = parent.reindex(found.to_numpy()).reset_index(drop=True)
