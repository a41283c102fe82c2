"""An account of an export: what became of every column of every sheet, and which names must not be read at all."""

from __future__ import annotations

from collections.abc import Mapping as Named

import pandas as pd

from impact.data.exports.mapping import Mapping
from impact.data.exports.names import find_column, squeezed
from impact.data.exports.sheets import Export
from impact.data.personal import looks_personal, tells_somebody
from impact.errors import DataError, StudyError
from impact.study.counts import ADOPTED, several

ALL = "all"
"""What stands under `dropped` for a whole sheet."""

_HARMLESS = frozenset(("_parent_table_name",))
"""Columns that KoboToolbox adds and that name nobody."""

COLUMNS = ("sheet", "column", "outcome", "becomes", "filled")


def tells_of_persons(name: str) -> bool:
    """Whether a column of an export looks by its name as if it told who a person is."""
    return name not in _HARMLESS and looks_personal(name)


def may_be_shown(name: str) -> bool:
    """Whether what stands in a header may be shown: it is not what somebody is called, or a telephone number."""
    return not tells_somebody(name)


def columns_not_shown(count: int) -> str:
    """Say how many columns there are, instead of their names."""
    return f"{count} column{'s' if count > 1 else ''}, not shown"


def refuse_personal_names(mapping: Mapping, export: Export) -> None:
    """Refuse columns that look personal and are not dropped, in every sheet that the mapping reads.

    A column of which only listed codes leave is no harm, whatever it is called: a question about a file has the word.

    Raises
    ------
    DataError
        With the columns' names; their cells are never looked at.
    StudyError
        If a sheet is both read and dropped.
    """
    dropped = _dropped(mapping, export)
    lines = []
    for sheet, places in _read_sheets(mapping, export).items():
        wanted = dropped.get(sheet, frozenset())
        if ALL in wanted:
            raise StudyError(f"dropped: the sheet '{sheet}' is dropped whole, and {places[0]} reads it; do one of them")
        columns = [name for name in map(str, export.sheets[sheet]) if squeezed(name) not in wanted]
        closed = {found for name in _closed(mapping) for found in find_column(name, columns, mapping.source)}
        personal = [name for name in columns if tells_of_persons(name) and name not in closed]
        lines += [f"  '{sheet}': '{name}'" for name in personal]
    if lines:
        what = "What to do: list them in the mapping under `dropped`, or take them out of the export."
        raise DataError("\n".join(["columns that look as if they told who a person is:", *lines, what]))


def account_of(mapping: Mapping, export: Export, used: Named[tuple[str, str], list[str]]) -> pd.DataFrame:
    """Say of every column of an export whether it is mapped, dropped or neither, and how many of its cells are filled.

    Columns of sheets that the mapping does not read are counted and not named, unless it drops them by name: the first
    row of such a sheet may be somebody's record. So are names that tell who somebody is.

    Returns
    -------
    pandas.DataFrame
        `sheet`, `column`, `outcome`, `becomes`, `filled`, all text; in the export's order.
    """
    dropped = _dropped(mapping, export)
    read = _read_sheets(mapping, export)
    rows = []
    for sheet, frame in export.sheets.items():
        known = dropped.get(sheet, frozenset())
        shown = [name for name in map(str, frame) if squeezed(name) in known or (sheet in read and may_be_shown(name))]
        hidden = len(frame.columns) - len(shown)
        if hidden:
            rows.append((sheet, columns_not_shown(hidden), "dropped" if ALL in known else "unmapped", "", ""))
        for name in shown:
            becomes = used.get((sheet, name), [])
            gone = {ALL, squeezed(name)} & known
            if becomes and gone:
                raise StudyError(f"dropped: '{name}' of '{sheet}' is dropped, and becomes {becomes[0]}; do one of them")
            outcome = "mapped" if becomes else "dropped" if gone else "unmapped"
            filled = several(int(frame[name].notna().sum()), ADOPTED)
            rows.append((sheet, name, outcome, "; ".join(dict.fromkeys(becomes)), filled))
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)


def _closed(mapping: Mapping) -> set[str]:
    """Return the columns of which nothing leaves but codes that the mapping lists, and those that only choose rows."""
    origins = [origin for _, _, part in mapping.parts() for origin in part.columns.values() if origin.is_closed]
    return {
        *(name for origin in origins for name in origin.named),
        *(name for _, _, part in mapping.parts() for name in part.where),
    }


def _dropped(mapping: Mapping, export: Export) -> dict[str, frozenset[str]]:
    """Return the names that are dropped, by the sheet as the export calls it."""
    found: dict[str, frozenset[str]] = {}
    for wanted, names in mapping.dropped.items():
        for sheet in export.like(wanted):
            found[sheet] = found.get(sheet, frozenset()) | {squeezed(name) for name in names}
    return found


def _read_sheets(mapping: Mapping, export: Export) -> dict[str, list[str]]:
    """Return the sheets that the mapping reads, each with the places that read it."""
    found: dict[str, list[str]] = {}
    for _, place, part in mapping.parts():
        for wanted in (part.sheet, *(join.sheet for join in part.join)):
            found.setdefault(export.find(wanted, place), []).append(place)
    return found
