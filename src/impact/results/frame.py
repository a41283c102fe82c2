"""What every result frame is: a tidy table whose columns are a contract."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Self

import pandas as pd

from impact.cards import Card, Shown
from impact.errors import ImpactError
from impact.results.cells import as_meant, without_formulas
from impact.results.shown import frame_card


@dataclass(frozen=True, slots=True, repr=False)
class ResultFrame(Shown):
    """A tidy frame whose columns are checked when it is made.

    Parameters
    ----------
    frame : pandas.DataFrame
        Has at least the class's `COLUMNS`; they are put in that order and anything else is refused.
    is_released : bool
        Whether it went through disclosure control, which says so itself: only then does a notebook show its rows.

    Raises
    ------
    ImpactError
        If a column is missing or not known; the message names it.
    """

    frame: pd.DataFrame
    is_released: bool = field(default=False, kw_only=True, compare=False)

    COLUMNS: ClassVar[tuple[str, ...]] = ()
    FILE: ClassVar[str] = ""
    TEXT: ClassVar[tuple[str, ...]] = ()
    """Columns of names that may look like numbers, and are not: read back as they were written."""

    def __post_init__(self) -> None:
        missing = [column for column in self.COLUMNS if column not in self.frame.columns]
        unknown = [column for column in self.frame.columns if column not in self.COLUMNS]
        if missing or unknown:
            raise ImpactError(f"{type(self).__name__}: missing columns {missing}, unknown columns {unknown}")
        object.__setattr__(self, "frame", self.frame.loc[:, list(self.COLUMNS)].reset_index(drop=True))

    def card(self) -> Card:
        """Return the rows where they are released, and else what the columns hold."""
        return frame_card(self)

    @classmethod
    def empty(cls) -> Self:
        """Return a frame of this kind without rows."""
        return cls(pd.DataFrame(columns=list(cls.COLUMNS)))

    @classmethod
    def concat(cls, parts: list[Self]) -> Self:
        """Stack several frames of this kind, in the order given."""
        frames = [part.frame for part in parts if len(part.frame)]
        return cls(pd.concat(frames, ignore_index=True)) if frames else cls.empty()

    def select(self, **equal: object) -> pd.DataFrame:
        """Return the rows whose columns equal the values given, e.g. `select(arm="programme", horizon=12)`."""
        frame = self.frame
        for column, value in equal.items():
            frame = frame[frame[column] == value]
        return frame

    def save(self, folder: Path) -> None:
        """Write the frame as CSV into `folder`: UTF-8, LF, empty is missing, full precision, no text a formula."""
        path = Path(folder) / f"{self.FILE}.csv"
        without_formulas(self.frame).to_csv(path, index=False, lineterminator="\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote; floats come back bit for bit."""
        path = Path(folder) / f"{cls.FILE}.csv"
        return cls(
            as_meant(
                pd.read_csv(
                    path,
                    dtype=dict.fromkeys(cls.TEXT, str),
                    float_precision="round_trip",
                    keep_default_na=False,
                    na_values=[""],
                )
            )
        )
