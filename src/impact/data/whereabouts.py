"""Places that lead to somebody's door: coordinates, however they are written, and addresses."""

from __future__ import annotations

import re
from typing import Final

import numpy as np
from numpy.typing import NDArray

from impact.data.different import Different

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


def holds_places(values: Different) -> bool:
    """Whether a column holds coordinates that tell a place by themselves, or addresses.

    Notes
    -----
    One geometry (well-known text), one angle in degrees and minutes, or one pair of decimal degrees in the region is
    enough; an address has a word for a street or settlement and a number, or two such words.
    """
    if any(values.like(re.compile(form, re.IGNORECASE).fullmatch).any() for form in (_GEOMETRY, _DEGREES)):
        return True
    pair = re.compile(f"^{_PAIR}$")
    found = [pair.search(text) for text in values.texts[values.like(pair.search)]]
    first, second = (np.array([float(one[side]) for one in found if one]) for side in (1, 2))
    if (_within(first, NORTH) & _within(second, WEST)).any() or (_within(first, WEST) & _within(second, NORTH)).any():
        return True
    street, digit = re.compile(_STREET, re.IGNORECASE), re.compile(r"\d")

    def is_address(text: str) -> bool:
        words = len(street.findall(text))
        return words >= 2 or (words == 1 and digit.search(text) is not None)

    return bool(values.like(is_address).any())


def holds_longitudes(values: Different) -> bool:
    """Whether a column holds decimal degrees west, to a hundred metres or finer."""
    return _hold_degrees(values, WEST)


def holds_latitudes(values: Different) -> bool:
    """Whether a column could hold decimal degrees north; so could much that is measured, unless longitudes stand by."""
    return _hold_degrees(values, NORTH)


def _hold_degrees(values: Different, limits: tuple[float, float]) -> bool:
    numbers = values.texts[values.like(re.compile(_FINE).fullmatch)].astype(np.float64)
    return bool(len(values) and _within(numbers, limits).sum() / len(values) >= _MOST)


def _within(numbers: NDArray[np.float64], limits: tuple[float, float]) -> NDArray[np.bool_]:
    return (numbers >= limits[0]) & (numbers <= limits[1])
