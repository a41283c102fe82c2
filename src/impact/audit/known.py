"""What the audit knows of a run: its rules, how many people it is about, and ids and exact results where at hand."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pydantic import ValidationError

from impact.data.schema import TABLES
from impact.provenance import MANIFEST, RESTRICTED
from impact.results import FRAMES
from impact.study import Disclosure

_DATE: Final = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})(?!\d)")
_CLAIMED: Final = re.compile(r"\b\d[\d,]*\b")
RUN: Final = re.compile(r"(\d{4})(\d{2})(\d{2})T\d{6}Z-[0-9a-f]{8}(?:-\d+)?")
_DAY: Final = dt.timedelta(days=1)
_IDS: Final = frozenset(column.name for table in TABLES.values() for column in table.columns if column.kind == "id")
FIRST_YEAR, LAST_YEAR = 1990, 2100
"""Between these a number of four digits is a year, and a day can be one of a child's."""

MANY: Final = 100
"""Rows or elements from which on a page's lists are held against the number of people, however few there are."""

_SHORTEST_ID = 5
"""Digits from which on an id of digits alone is looked for within a text; shorter ones only where they stand alone."""


@dataclass(frozen=True)
class Known:
    """A run as its manifest, its released tables and its restricted ones tell of it.

    Attributes
    ----------
    folder : Path
    manifest : mapping
        Empty where it is missing or cannot be read.
    disclosure : Disclosure
        The study's own rules; the adopted ones where the manifest has none that are allowed.
    problems : tuple of str
        What is wrong with the manifest itself.
    frames, judged : dict
        What was read and judged already.
    """

    folder: Path
    manifest: Mapping[str, Any]
    disclosure: Disclosure
    problems: tuple[str, ...] = ()
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    judged: dict[tuple[str, bool], tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, folder: Path) -> Known:
        """Read what there is of a run."""
        problems: list[str] = []
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            given = manifest["study"].get("disclosure", {})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(folder, {}, Disclosure(), ("the manifest, which states the rules, is missing or damaged",))
        try:
            disclosure = Disclosure(**given)
        except (ValidationError, TypeError):
            disclosure = Disclosure()
            problems.append("the study's rules are looser than the adopted ones")
        if any(str(name).split("/")[0] in RESTRICTED for name in manifest.get("files", ())):
            problems.append("the hash of a restricted file, by which its content can be guessed and confirmed")
        return cls(folder, manifest, disclosure, tuple(problems))

    @property
    def study(self) -> Mapping[str, Any]:
        """The study's content."""
        return dict(self.manifest.get("study") or {})

    @property
    def horizons(self) -> tuple[float, ...]:
        """The study's horizons, in its unit."""
        return tuple(float(horizon) for horizon in self.study.get("horizons", ()))

    @cached_property
    def dates(self) -> frozenset[dt.date]:
        """The study's own dates, the days about them that name periods, and the days of this and of earlier runs."""
        own = {day for text in _strings(self.study) for day in dates_in(text)}
        made = set(dates_in(str(self.manifest.get("made", ""))))
        seed = re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", str(self.manifest.get("seed", "")))
        made |= set(dates_in(seed))
        made |= {day for name in self._compared_with for day in dates_in(RUN.sub(r"\1-\2-\3", name))}
        return frozenset(own | {day - _DAY for day in own} | made | {day - _DAY for day in made})

    @cached_property
    def claimed(self) -> frozenset[float]:
        """Numbers in the public claims that the study asks about: others counted them, and published them."""
        texts = _strings(self.study.get("claims", []))
        numbers = {float(found.replace(",", "")) for text in texts for found in _CLAIMED.findall(text)}
        return frozenset(number for number in numbers if number >= self.disclosure.suppress_below)

    @cached_property
    def ids(self) -> frozenset[str]:
        """Every identifier in the restricted tables that can be told from a number in a text."""
        return frozenset(value for value in self._every_id if not value.isdigit() or len(value) >= _SHORTEST_ID)

    @cached_property
    def codes(self) -> frozenset[str]:
        """Identifiers of four digits, a municipality's, which are told from others only where they stand alone.

        Years, and numbers that a count may be, are left out: no one could tell which is meant.
        """
        short = (value for value in self._every_id if value.isdigit() and len(value) == _SHORTEST_ID - 1)
        return frozenset(value for value in short if value[0] == "0" or self._is_no_number(int(value)))

    def _is_no_number(self, value: int) -> bool:
        return not FIRST_YEAR <= value <= LAST_YEAR and value % self.disclosure.round_to != 0

    @cached_property
    def _every_id(self) -> frozenset[str]:
        named = _IDS | {str(name) for name in self._columns() if name}
        found: set[str] = set()
        for table in self._tables.values():
            for name in named & set(table.columns):
                found |= set(table[name].dropna().astype(str).unique())
        return frozenset(value for value in found if len(value) > 1)

    def _columns(self) -> Iterator[object]:
        columns = (self.study.get("input") or {}).get("columns") or {}
        yield from (columns.get(name) for name in ("id", "cluster"))

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        """The restricted tables, where they are at hand."""
        paths = [*sorted((self.folder / "validated").glob("*.parquet")), self.folder / "analysis.parquet"]
        return {path.stem: pd.read_parquet(path) for path in paths if path.is_file()}

    @cached_property
    def lengths(self) -> frozenset[int]:
        """How many rows the restricted tables have that are about single persons; a short one is as long as many."""
        lengths = {len(table) for name, table in self._tables.items() if name != "activity_counts"}
        return frozenset(length for length in lengths if length >= self.disclosure.minimum_n)

    @cached_property
    def analysed(self) -> dict[str, float]:
        """People analysed by arm, as released; none where the flow was not, or does not tell."""
        flow = self.released("flow")
        if flow is None:
            return {}
        rows = flow[flow["step"] == "analysed"]
        numbers = pd.to_numeric(rows["n"], errors="coerce")
        return {str(arm): float(n) for arm, n in zip(rows["arm"], numbers, strict=True) if np.isfinite(n)}

    def released(self, name: str) -> pd.DataFrame | None:
        """Return a released frame, or nothing where it is missing or is not what it should be."""
        return self._frame("released", name)

    def exact(self, name: str) -> pd.DataFrame | None:
        """Return the frame at full precision where the restricted results are at hand."""
        return self._frame("results", name)

    @property
    def _compared_with(self) -> tuple[str, ...]:
        """Names of the earlier releases that the manifest tells of, as far as they are names of runs."""
        return tuple(name for name in _strings(self.manifest.get("compared_with")) if RUN.fullmatch(name))

    def shown_before(self, name: str) -> Iterator[pd.DataFrame]:
        """Yield a frame as each earlier release showed it, where the ledger is at hand: old values may be kept."""
        for release in self._compared_with:
            frame = self._frame(f"../releases/{release}/released", name)
            if frame is not None:
                yield frame

    def stood_before(self, name: str, frame: pd.DataFrame) -> NDArray[np.bool_]:
        """Tell which rows an earlier release showed as they are: they have the steps of the people there were then.

        Where the ledger is not at hand, as with a published set alone, any row of a later release may be such a one.
        """
        if not self._compared_with:
            return np.zeros(len(frame), dtype=bool)
        earlier = list(self.shown_before(name))
        if not earlier:
            return np.ones(len(frame), dtype=bool)
        columns = FRAMES[name].COLUMNS
        shown = {row for one in earlier for row in _rows(one, columns)}
        return np.array([row in shown for row in _rows(frame, columns)], dtype=bool)

    def _frame(self, of: str, name: str) -> pd.DataFrame | None:
        key = f"{of}/{name}"
        if key not in self.frames:
            self.frames[key] = _read(self.folder / of / f"{FRAMES[name].FILE}.csv", FRAMES[name].COLUMNS)
        frame = self.frames[key]
        return None if frame.empty else frame


def _read(path: Path, columns: tuple[str, ...]) -> pd.DataFrame:
    """Read a frame; one without rows where it is missing, damaged or not of these columns."""
    try:
        frame = pd.read_csv(path, float_precision="round_trip", keep_default_na=False, na_values=[""])
    except (OSError, ValueError):
        return pd.DataFrame()
    return frame if set(columns) <= set(frame.columns) else pd.DataFrame()


def _rows(frame: pd.DataFrame, columns: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield rows as texts that are the same whatever the types of their cells."""
    for row in frame[list(columns)].itertuples(index=False):
        yield tuple(
            "" if pd.isna(cell) else f"{cell:.10g}" if isinstance(cell, int | float | np.integer) else str(cell)
            for cell in row
        )


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def dates_in(text: str) -> Iterator[dt.date]:
    """Yield the days that a text names as year-month-day."""
    for match in _DATE.finditer(text):
        try:
            yield dt.date(*map(int, match.groups()))
        except ValueError:
            continue
