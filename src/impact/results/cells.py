"""Texts of a CSV file that a spreadsheet would calculate: marked so that it does not, and read back as they were."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import pandas as pd

_FORMULA: Final = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_MARKED: Final = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")
_NUMBER: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


def without_formulas(frame: pd.DataFrame) -> pd.DataFrame:
    """Put an apostrophe before every text that a spreadsheet would calculate; numbers stay as they are.

    Notes
    -----
    A text is marked where it begins with = + - @, a tab or a line break, their wide forms too, and is no number. So is
    one that begins with apostrophes and then such a sign, so that `as_meant` gives every text back.
    """
    return _changed(frame, _marked)


def as_meant(frame: pd.DataFrame) -> pd.DataFrame:
    """Take the apostrophes of `without_formulas` off again."""
    return _changed(frame, _bare)


def released_csv(frame: pd.DataFrame) -> str:
    """Return a released frame as the text of a CSV file: LF, empty is missing, plain decimals, no text a formula."""
    return str(without_formulas(frame).to_csv(index=False, lineterminator="\n", float_format="%.10g"))


def _changed(frame: pd.DataFrame, change: Callable[[object], object]) -> pd.DataFrame:
    texts = [name for name in frame.columns if not pd.api.types.is_numeric_dtype(frame[name])]
    changed = {name: pd.Series(list(map(change, frame[name])), index=frame.index, dtype=object) for name in texts}
    return frame.assign(**changed)


def _marked(cell: object) -> object:
    is_formula = isinstance(cell, str) and _FORMULA.match(cell) and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if is_formula else cell


def _bare(cell: object) -> object:
    return cell[1:] if isinstance(cell, str) and _MARKED.match(cell) else cell
