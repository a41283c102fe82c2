"""Arrays into the columns of canonical tables, with the types that validated tables have."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.synthetic.people import EMPTY, Days, Ints


def text(codes: Ints, names: Sequence[str] | NDArray[np.object_]) -> pd.api.extensions.ExtensionArray:
    """Look positions up in a list of names; −1 is missing."""
    listed = np.array([*names, pd.NA], dtype=object)
    return pd.array(listed[np.where(codes == EMPTY, len(names), codes)], dtype="string")


def words(
    values: Sequence[str] | NDArray[np.object_], known: NDArray[np.bool_] | None = None
) -> pd.api.extensions.ExtensionArray:
    """Make a text column, missing where not known."""
    listed = np.array(values, dtype=object)
    if known is not None:
        listed[~known] = pd.NA
    return pd.array(listed, dtype="string")


def numbered(prefix: str, size: int, start: int = 1) -> pd.api.extensions.ExtensionArray:
    """Make ids of a letter and seven digits."""
    return pd.array(np.array([f"{prefix}{i:07d}" for i in range(start, start + size)], dtype=object), dtype="string")


def dates(days: Days, known: NDArray[np.bool_] | None = None) -> NDArray[np.datetime64]:
    """Make a date column, missing where not known."""
    values = days.astype("datetime64[ns]")
    return values if known is None else np.where(known, values, np.datetime64("NaT", "ns"))


def booleans(values: NDArray[np.bool_], known: NDArray[np.bool_] | None = None) -> pd.api.extensions.ExtensionArray:
    """Make a true/false column, missing where not known."""
    missing = np.zeros(len(values), bool) if known is None else ~known
    return pd.arrays.BooleanArray(values, missing)


def whole(values: Ints, known: NDArray[np.bool_] | None = None) -> pd.api.extensions.ExtensionArray:
    """Make a column of whole numbers, missing where not known."""
    missing = np.zeros(len(values), bool) if known is None else ~known
    return pd.arrays.IntegerArray(values.astype(np.int64), missing)
