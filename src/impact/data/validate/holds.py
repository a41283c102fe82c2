"""What rules across rows are made of: whether something holds where it is asked, and what stands beside a row."""

from __future__ import annotations

import pandas as pd

Rules = dict[str, pd.Series]
"""Rule to a boolean column of its table: true where a row obeys it, missing where it is not asked."""


def asked(holds: pd.Series, where: pd.Series) -> pd.Series:
    """Whether it holds, where it is asked; missing elsewhere."""
    return holds.astype("boolean").where(where.astype("boolean").fillna(False))


def ordered(first: pd.Series, then: pd.Series | pd.Timestamp) -> pd.Series:
    """Whether `first` is not after `then`, asked where both are there."""
    is_there = first.notna() & (then.notna() if isinstance(then, pd.Series) else True)
    return asked(first <= then, is_there)


def not_heaped(date: pd.Series) -> pd.Series:
    """Whether a date is no first of a month, which stands where the day was guessed."""
    return asked(date.dt.day != 1, date.notna())


def has_code(codes: pd.Series, code: str) -> pd.Series:
    """Whether a code is there and is this one."""
    return (codes == code).fillna(False).astype(bool)


def once(frame: pd.DataFrame, key: list[str]) -> pd.Series:
    """Whether a row is the only one with its key, asked where all of the key is there."""
    return asked(~frame.duplicated(key, keep=False), frame[key].notna().all(axis=1))


def keyed(frame: pd.DataFrame, key: str, columns: list[str]) -> pd.DataFrame:
    """Return columns by key; of rows that share a key, which another rule refuses, the first."""
    return frame.dropna(subset=[key]).drop_duplicates(key).set_index(key)[columns]


def beside(frame: pd.DataFrame, other: pd.DataFrame, key: str) -> pd.DataFrame:
    """Bring the other table's columns beside each row; `is_known` tells whether its key is there."""
    joined = frame.join(other, on=key)
    return joined.assign(is_known=frame[key].isin(other.index))
