"""Results that may be shown: what charts, tables, sentences and reports accept, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field, fields
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from impact.cards import RELEASED, Card, Shown
from impact.errors import DisclosureError
from impact.results import (
    FRAMES,
    Balance,
    Baseline,
    Changes,
    Checks,
    Claims,
    CohortFlow,
    Confounding,
    Curves,
    Densities,
    Effects,
    FollowUp,
    Funnel,
    Grid,
    Quality,
    Reach,
    ResultFrame,
)
from impact.results.cells import as_meant, released_csv
from impact.results.shown import EACH, bundle_card

COUNTS: Final = frozenset(
    {
        "n", "events", "at_risk", "lost", "due", "traced", "count", "rows", "count_kept", "n_kept", "at_least",
        "at_most", "counted",
    }
)  # fmt: skip
"""Columns that hold counts, in whatever frame."""

NUMBERS: Final = COUNTS | {
    "horizon", "time", "estimate", "std_error", "ci_lower", "ci_upper", "p_value", "value", "threshold", "share",
    "band_lower", "band_upper", "smd_before", "smd_after", "variance_ratio", "smd_before_lower", "smd_before_upper",
    "smd_after_lower", "smd_after_upper", "p_adjusted", "programme", "comparison", "risk_ratio", "e_value",
    "worst", "best", "before", "now", "shift", "shown_before", "kept",
    "lower", "upper",
}  # fmt: skip
"""Columns that hold numbers; in a released frame all of them are float64, so that a cell can be missing."""

CODES: Final = frozenset({"event"})
"""Columns of whole numbers that are names; whatever else there is, is text."""

_SEAL: Final = object()


@dataclass(frozen=True, slots=True, repr=False)
class ReleasedResults(Shown):
    """All result frames of one study after disclosure control; what is suppressed is missing.

    `release` makes them and `load` reads them back; they cannot be put together by hand, so that a number about few
    children cannot reach a page because somebody forgot.

    Raises
    ------
    DisclosureError
        If it is made in any other way.
    """

    quality: Quality
    flow: CohortFlow
    baseline: Baseline
    followup: FollowUp
    curves: Curves
    effects: Effects
    balance: Balance
    checks: Checks
    grid: Grid
    confounding: Confounding
    claims: Claims
    changes: Changes
    densities: Densities
    funnel: Funnel = field(default_factory=Funnel.empty)
    reach: Reach = field(default_factory=Reach.empty)
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise DisclosureError(
                "released results are made by release(results, study) or read by ReleasedResults.load(folder) alone"
            )

    def __iter__(self) -> Iterator[ResultFrame]:
        return (getattr(self, field.name) for field in fields(self))

    def card(self) -> Card:
        """Return which frames there are, and what a row of each is."""
        parts = {name: getattr(self, name) for name in FRAMES}
        return bundle_card(self, "The results of one study after disclosure control.", parts, RELEASED, EACH)

    def save(self, folder: Path) -> None:
        """Write every frame into `folder` as CSV, numbers as plain decimals."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        for frame in self:
            path = Path(folder) / f"{frame.FILE}.csv"
            path.write_bytes(released_csv(frame.frame).encode())

    @classmethod
    def load(cls, folder: Path) -> ReleasedResults:
        """Read what `save` wrote.

        Raises
        ------
        DisclosureError
            If the folder holds numbers that were never released, e.g. a run's `results`.
        """
        frames = {name: kind(_read(Path(folder) / f"{kind.FILE}.csv", kind.COLUMNS)) for name, kind in FRAMES.items()}
        wrong = sorted(frame.FILE for frame in frames.values() if not _may_be_released(frame.frame))
        if wrong:
            raise DisclosureError(f"{Path(folder).name}: {', '.join(wrong)} did not go through disclosure control")
        return seal(frames)


def seal(frames: Mapping[str, ResultFrame]) -> ReleasedResults:
    """Put frames that went through the rules together as released results; for `release` and `load` only."""
    kept: dict[str, Any] = {name: type(frame)(_typed(frame.frame), is_released=True) for name, frame in frames.items()}
    return ReleasedResults(**kept, seal=_SEAL)


def read_shown(folder: Path) -> dict[str, pd.DataFrame]:
    """Read what an earlier release showed, for comparison alone: what it did not have yet has no rows, or is missing.

    Raises
    ------
    OSError, ValueError, KeyError
        If a file cannot be read as what it is.
    """
    shown = {}
    for name, kind in FRAMES.items():
        path = folder / f"{kind.FILE}.csv"
        frame = _read(path, kind.COLUMNS) if path.exists() else kind.empty().frame
        shown[name] = _typed(frame.reindex(columns=list(kind.COLUMNS)))
    return shown


def _read(path: Path, columns: Iterable[str]) -> pd.DataFrame:
    """Read a CSV as text where a column is text: the level "2024" is no number."""
    text: Any = dict.fromkeys(set(columns) - NUMBERS - CODES, str)
    return as_meant(pd.read_csv(path, dtype=text, float_precision="round_trip", keep_default_na=False, na_values=[""]))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the frame with the same types whether it was just made or read from a file; empty text is missing."""
    columns: dict[str, Any] = {}
    for name in frame.columns:
        if name in NUMBERS:
            columns[name] = pd.to_numeric(frame[name]).astype(np.float64)
        elif name in CODES:
            columns[name] = pd.to_numeric(frame[name]).astype(np.int64)
        else:
            columns[name] = pd.Series(
                [np.nan if pd.isna(cell) or cell == "" else str(cell) for cell in frame[name]], dtype=object
            )
    return frame.assign(**columns)


def _may_be_released(frame: pd.DataFrame) -> bool:
    """Tell whether a frame keeps to what holds in every release: no count of 1–10, no standard error."""
    counts = frame[[name for name in frame.columns if name in COUNTS]].to_numpy(dtype=np.float64)
    blank = "std_error" not in frame or bool(frame["std_error"].isna().all())
    return blank and not bool(((counts > 0) & (counts < 11)).any())
