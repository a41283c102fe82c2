"""JSON values: keys, counts, texts, arrays with plotly's base64 decoded, and pictures drawn from numbers."""

from __future__ import annotations

import base64
import binascii
import gzip
import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np

from impact.audit.facts import Array, Cell, Count, Fact, Name, Place, Text, Unseen
from impact.disclosure.released import COUNTS

LARGEST: Final = 64 * 2**20
"""Bytes of an artefact, or of what it unpacks to, that are read; what is larger is not seen, which is a finding."""

_PACKED = re.compile(r"[A-Za-z0-9+/_-]{24,}={0,2}")
_GZIP, _ZLIB = b"\x1f\x8b", (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
_MARKUP = re.compile(r"<[a-zA-Z!/]")


def facts_of_value(value: Any, place: Place) -> Iterator[Fact]:
    """Walk a JSON value and yield all that it holds."""
    if isinstance(value, Mapping):
        yield from _facts_of_object(value, place)
    elif isinstance(value, list | tuple):
        yield from _facts_of_list(value, place)
    elif isinstance(value, str):
        yield from facts_of_string(value, place)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield Text(place, f"{value!r}")


def _facts_of_object(value: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    from impact.audit.figures import facts_of_figure, is_figure

    if is_figure(value):
        yield from facts_of_figure(value, place)
        return
    if {"dtype", "bdata"} <= set(value):
        yield from facts_of_array(value, place)
        return
    for key, item in value.items():
        yield Name(place.at(key), str(key))
        if is_count(str(key)):
            yield from counts_of(item, place.at(key))
        if not is_count(str(key)) or isinstance(item, Mapping | list | tuple):
            yield from facts_of_value(item, place.at(key))


def _facts_of_list(value: Sequence[Any], place: Place) -> Iterator[Fact]:
    numbers = [float(item) for item in value if isinstance(item, int | float) and not isinstance(item, bool)]
    yield Array(place, len(value), numbers)
    for number, item in enumerate(value, start=1):
        if isinstance(item, str | Mapping | list | tuple):
            yield from facts_of_value(item, place.at(number))


def facts_of_array(packed: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    """Decode plotly's `{"dtype", "bdata", "shape"}` and yield the numbers as the list that it stands for."""
    try:
        values = decoded(packed)
    except (TypeError, ValueError, binascii.Error):
        yield Unseen(place, "an array that cannot be decoded")
        return
    yield Array(place, len(values), values.ravel().tolist())
    for name in set(packed) - {"dtype", "bdata", "shape"}:
        yield from facts_of_value(packed[name], place.at(name))


def decoded(packed: Mapping[str, Any]) -> np.ndarray:
    """Return the array that plotly packed as base64.

    Raises
    ------
    ValueError, TypeError
        If bytes, type and shape do not fit together.
    """
    values = np.frombuffer(base64.b64decode(str(packed["bdata"]), validate=True), dtype=np.dtype(str(packed["dtype"])))
    shape = packed.get("shape")
    if shape is None:
        return values
    return values.reshape([int(n) for n in (shape.split(",") if isinstance(shape, str) else np.atleast_1d(shape))])


def counts_of(value: Any, place: Place) -> Iterator[Count]:
    """Yield every number of a value that is named like a count."""
    if isinstance(value, Mapping) and {"dtype", "bdata"} <= set(value):
        try:
            value = decoded(value).ravel().tolist()
        except (TypeError, ValueError, binascii.Error):
            return
    if isinstance(value, list | tuple):
        for number, item in enumerate(value, start=1):
            yield from counts_of(item, place.at(number))
    elif isinstance(value, str | int | float) and not isinstance(value, bool):
        yield Count(place, value)


def is_count(name: str) -> bool:
    """Tell whether a column, key or attribute is named like a count."""
    return name.strip().lower().replace("-", "_") in COUNTS


def facts_of_string(text: str, place: Place) -> Iterator[Fact]:
    """Yield a value that is text, with what it may hold in turn: markup, JSON, something packed."""
    yield Cell(place, text)
    if _MARKUP.search(text):
        from impact.audit.html import facts_of_html

        yield from facts_of_html(text, place)
    elif text[:1] in "[{":
        value = parsed(text)
        if value is not None:
            yield from facts_of_value(value, place)
    yield from facts_of_packed(text, place)


def parsed(text: str) -> Any:
    """Return the JSON value that a text is, or nothing."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def facts_of_packed(text: str, place: Place) -> Iterator[Fact]:
    """Open whatever base64 in a text unpacks to something that can be read: JSON, markup, a table, words."""
    for number, match in enumerate(_PACKED.finditer(text), start=1):
        data = unpacked(match.group())
        if data is None:
            continue
        inside = place.at(f"packed data {number}")
        if len(data) > LARGEST:
            yield Unseen(inside, "packed data that is too large to be read")
            continue
        yield from facts_of_bytes(data, inside)


def facts_of_bytes(data: bytes, place: Place) -> Iterator[Fact]:
    """Open bytes whose kind nobody states."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield Unseen(place, "data of a kind that cannot be opened")
        return
    value = parsed(text)
    if isinstance(value, list | Mapping):
        yield from facts_of_value(value, place)
    elif _MARKUP.search(text):
        yield from facts_of_string(text, place)
    else:
        from impact.audit.tables import facts_of_text

        yield from facts_of_text(text, place)


def unpacked(run: str) -> bytes | None:
    """Return what a run of base64 packs: decompressed data, or text; nothing where it is no base64 of either."""
    try:
        data = base64.b64decode(run + "=" * (-len(run) % 4), altchars=b"-_" if set(run) & set("-_") else None)
    except (binascii.Error, ValueError):
        return None
    try:
        if data[:2] == _GZIP:
            return gzip.GzipFile(fileobj=_reader(data)).read(LARGEST + 1)
        if data[:2] in _ZLIB:
            return zlib.decompressobj().decompress(data, LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        return None
    return data if _is_readable(data) else None


def _reader(data: bytes) -> Any:
    import io

    return io.BytesIO(data)


def _is_readable(data: bytes) -> bool:
    """Tell whether bytes are text that somebody wrote, not letters that happen to be base64."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(text) >= 12 and all(letter.isprintable() or letter in "\r\n\t" for letter in text)


def facts_of_json(data: bytes, place: Place) -> Iterator[Fact]:
    """Open a JSON file."""
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        yield Unseen(place, "a JSON file that cannot be read")
        return
    yield from facts_of_value(value, place)


def facts_of_words(data: bytes, place: Place) -> Iterator[Fact]:
    """Open a file of plain text."""
    from impact.audit.tables import facts_of_text

    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        yield Unseen(place, "a text that is not UTF-8")
        return
    yield Text(place, text)
    yield from facts_of_text(text, place)
    yield from facts_of_packed(text, place)
