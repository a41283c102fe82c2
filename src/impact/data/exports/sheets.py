"""The sheets of an export, found by what a mapping calls them, also where a program cut their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from impact.data.exports.names import nearest, squeezed
from impact.errors import StudyError
from impact.study.formats import Reading

LONGEST_NAME = 31
"""Characters of a sheet's name in a workbook; what writes one cuts longer names."""

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_CLASHES = 9

ISO = "%Y-%m-%d"


def canonical(reading: Reading) -> Reading:
    """Return the reading with which real dates leave the reader as canonical tables write them."""
    return reading.model_copy(update={"date_format": ISO})


@dataclass(frozen=True, slots=True)
class Export:
    """What was exported: every sheet as text, by name, and where it lies."""

    path: Path
    sheets: dict[str, pd.DataFrame]

    def find(self, wanted: str | None, place: str) -> str:
        """Return the name of the sheet that a mapping means, also where the workbook holds it cut.

        Raises
        ------
        StudyError
            If there is none, or if several names could have been cut from the one that is wanted.
        """
        if wanted is None:
            if len(self.sheets) == 1:
                return next(iter(self.sheets))
            raise StudyError(
                f"{place}: the export has {len(self.sheets)} sheets; say which with `sheet`: {self._list()}"
            )
        found = self.like(wanted)
        if not found:
            near = nearest(wanted, [self.sheets])
            raise StudyError(f"{place}: the export has no sheet '{wanted}'{near}; it has: {self._list()}")
        if len(found) > 1:
            raise StudyError(
                f"{place}: a sheet's name is cut to {LONGEST_NAME} characters, and '{wanted}' can be any of "
                f"{', '.join(repr(name) for name in found)}; write the name as it stands in the workbook"
            )
        return found[0]

    def like(self, wanted: str) -> list[str]:
        """Return the sheet of this name, or else those whose names can have been cut from it."""
        name = squeezed(wanted)
        exact = [sheet for sheet in self.sheets if squeezed(sheet) == name]
        return exact or [sheet for sheet in self.sheets if squeezed(sheet) in {squeezed(cut) for cut in _cut(wanted)}]

    def _list(self) -> str:
        shown = [repr(name) for name in list(self.sheets)[:12]]
        return ", ".join(shown) + (", …" if len(self.sheets) > len(shown) else "")


def _cut(name: str) -> set[str]:
    """Return what programs make of a name that is too long for a sheet, or holds what a sheet's name may not.

    Primero: forbidden characters become spaces, 28 characters and an ellipsis, `-1` for the last two where that is
    taken (excel_exporter.rb). KoboToolbox: underscores, the same ellipsis, then `... (1)` (formpack, utils/string.py).
    Others cut at 31.
    """
    names = {_FORBIDDEN.sub(mark, name.strip()).strip() for mark in (" ", "_", "")} | {name}
    cut = {text for text in names if len(text) <= LONGEST_NAME}
    for text in names - cut:
        taken = [text[:LONGEST_NAME].strip(), text[: LONGEST_NAME - 3] + "..."]
        cut |= {*taken, *(f"{one[:-2]}-1" for one in taken)}
        cut |= {text[: LONGEST_NAME - 7] + f"... ({number})" for number in range(1, _CLASHES + 1)}
    return cut
