"""The different values of a column and their shapes: a million ids have few, and most questions are about these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_DIGITS: Final = str.maketrans("123456789", "000000000")


@dataclass(frozen=True, slots=True)
class Different:
    """Texts of a column, each once.

    Parameters
    ----------
    texts : ndarray of object, shape (n,)
    cells : ndarray of int, shape (n,)
        How many cells hold each.
    shapes : ndarray of object, shape (m,)
        The texts with 0 for every digit, each once.
    shape_of : ndarray of int, shape (n,)
        Which shape a text has.
    """

    texts: NDArray[np.object_]
    cells: NDArray[np.int64]
    shapes: NDArray[np.object_]
    shape_of: NDArray[np.intp]

    @classmethod
    def of(cls, column: pd.Series) -> Different:
        """Tell the texts of a column apart; empty cells are passed over."""
        codes, found = pd.factorize(column)
        if pd.api.types.infer_dtype(found, skipna=False) not in ("string", "empty"):
            codes, found = pd.factorize(column.dropna().astype(str))
        texts = np.asarray(found, dtype=object)
        cells = np.bincount(codes[codes >= 0], minlength=len(texts))
        drawn = np.array([text.translate(_DIGITS) for text in texts], dtype=object)
        shape_of, shapes = pd.factorize(drawn)
        return cls(texts, cells, np.asarray(shapes, dtype=object), shape_of)

    def __len__(self) -> int:
        return len(self.texts)

    def like(self, test: Callable[[str], object]) -> NDArray[np.bool_]:
        """Ask each text a question that one digit answers like any other.

        Parameters
        ----------
        test : callable
            Is asked of the shapes. A question that tells digits apart is first put here without, and then to the texts
            that are left.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        return np.fromiter(map(bool, map(test, self.shapes)), dtype=bool, count=len(self.shapes))[self.shape_of]

    def share(self, chosen: NDArray[np.bool_]) -> float:
        """Return the share of cells that hold one of the chosen texts."""
        return float(self.cells[chosen].sum() / self.cells.sum())
