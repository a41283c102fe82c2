"""Places that lead to somebody's door: coordinates, however they are written, and addresses."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd

_GEOMETRY: Final = r"\s*(SRID\s*=\s*\d+\s*;\s*)?(MULTI)?(POINT|LINESTRING|POLYGON)\s*(Z|M|ZM)?\s*\(.*"
_NUMBER: Final = r"[-+]?\d{1,3}(?:[.,]\d+)?"
_DEGREES: Final = rf"(?:.*\D)?{_NUMBER}\s*[°º]\s*(?:{_NUMBER}\s*['’′´]|[NSEWO]\b).*"
_PAIR: Final = r"\s*\(?\s*([-+]?\d{1,2}\.\d{3,})\s*[,; ]\s*([-+]?\d{2,3}\.\d{3,})\s*\)?\s*"
_FINE: Final = r"[-+]?\d{1,3}\.\d{3,}"
"""Three decimals of a degree are a hundred metres."""

NORTH, WEST = (7.0, 50.0), (-130.0, -77.0)
"""Latitudes and longitudes from Panama to the north of the United States."""

_STREET: Final = (
    r"\b(calle|callej[oó]n|avenida|av|ave|bulevar|boulevard|blvd|carretera|kil[oó]metro|km|zona|colonia|col|barrio|aldea|"
    r"caser[ií]o|cant[oó]n|lote|manzana|mz|casa|sector|pasaje|residencial|street|road|apartment|apt)\b"
)
_MOST: Final = 0.8
"""The share of cells that must read as degrees: what is measured to three decimals may fall among them too."""


def holds_places(values: pd.Series) -> bool:
    """Whether a column holds coordinates that tell a place by themselves, or addresses.

    Parameters
    ----------
    values : pandas.Series
        Its different values, as text.

    Notes
    -----
    One geometry (well-known text), one angle in degrees and minutes, or one pair of decimal degrees in the region is
    enough; an address has a word for a street or settlement and a number, or two such words.
    """
    if values.str.fullmatch(_GEOMETRY, case=False).any() or values.str.fullmatch(_DEGREES, case=False).any():
        return True
    pairs = values.str.extract(f"^{_PAIR}$").dropna().astype(float)
    first, second = pairs[0], pairs[1]
    if (_within(first, NORTH) & _within(second, WEST)).any() or (_within(first, WEST) & _within(second, NORTH)).any():
        return True
    words = values.str.count(_STREET, flags=re.IGNORECASE)
    return bool(((words >= 2) | ((words == 1) & values.str.contains(r"\d"))).any())


def holds_longitudes(values: pd.Series) -> bool:
    """Whether a column holds decimal degrees west, to a hundred metres or finer."""
    return _hold_degrees(values, WEST)


def holds_latitudes(values: pd.Series) -> bool:
    """Whether a column could hold decimal degrees north; so could much that is measured, unless longitudes stand by."""
    return _hold_degrees(values, NORTH)


def _hold_degrees(values: pd.Series, limits: tuple[float, float]) -> bool:
    numbers = values.where(values.str.fullmatch(_FINE)).astype(float)
    return bool(_within(numbers, limits).mean() >= _MOST) if len(values) else False


def _within(numbers: pd.Series, limits: tuple[float, float]) -> pd.Series:
    return (numbers >= limits[0]) & (numbers <= limits[1])
