"""Small helpers on frames that every rule of release uses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd

from impact.data.schema import TABLES
from impact.disclosure.rules import Floats

RESTRICTED: Final = frozenset(column.name for table in TABLES.values() for column in table.columns if column.restricted)
"""Columns that nothing released may be named after: identifiers, the municipality, the month of birth, the partner."""


def unrestricted(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    """Drop the rows that `column` names after a restricted column of the records."""
    named = [bool(RESTRICTED & set(re.findall(r"\w+", str(name)))) for name in frame[column]]
    return frame[~np.array(named, dtype=bool)].reset_index(drop=True)


def grouped(frame: pd.DataFrame, *columns: str) -> Iterator[tuple[Any, pd.DataFrame]]:
    """Yield the key and the rows of each group, in the order in which groups first appear."""
    key: Any = columns[0] if len(columns) == 1 else list(columns)
    yield from frame.groupby(key, sort=False)


def floats(column: Any) -> Floats:
    """Return a column's numbers as an array of its own."""
    return np.array(pd.to_numeric(column), dtype=np.float64)
