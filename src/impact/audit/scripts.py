"""Scripts and data addresses of a page: programs that are ours are known by their bytes, all others are searched."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from impact.audit.facts import Cell, Fact, Place, Text, Unseen
from impact.audit.tables import facts_of_csv
from impact.audit.values import LARGEST, facts_of_bytes, facts_of_packed, facts_of_value, parsed, unpacked

LARGEST_PROGRAM: Final = 2**18
"""Letters of a program that is searched for data: what draws a chart is far shorter."""

_VALUE = re.compile(r"[\[{]")
_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`", re.DOTALL)


@cache
def own_scripts() -> tuple[str, ...]:
    """Return the scripts that pages carry and that hold no data: plotly.js, and what draws the charts."""
    from impact.report.bundle import editions
    from impact.report.render import page_script

    return *(edition.source for edition in editions()), page_script()


def facts_of_uri(address: str, place: Place) -> Iterator[Fact]:
    """Open what a `data:` address holds."""
    head, _, body = address.partition(",")
    if not body:
        return
    try:
        data = base64.b64decode(unquote_to_bytes(body)) if head.endswith(";base64") else unquote_to_bytes(body)
    except (binascii.Error, ValueError):
        yield Unseen(place, "a data address that cannot be decoded")
        return
    if head.startswith("data:image/") and "svg" not in head:
        yield Unseen(place, "a picture of pixels, which nobody can hold against the rules")
        return
    yield from facts_of_csv(data, place) if head.startswith("data:text/csv") else facts_of_bytes(data, place)


def facts_of_script(source: str, attributes: dict[str, str], place: Place) -> Iterator[Fact]:
    """Open a script: JSON as a value; of a program its strings, and every JSON value that stands in it."""
    if _is_own(source):
        return
    if "gzip" in attributes.get("type", ""):
        yield from _facts_of_packed_script(source, place)
        return
    value = parsed(source)
    if isinstance(value, list | dict):
        yield from facts_of_value(value, place)
        return
    if len(source) > LARGEST_PROGRAM:
        yield Unseen(place, "a program that is not ours, and too large to be read")
        return
    if "json" in attributes.get("type", ""):
        yield Unseen(place, "a JSON script that cannot be read")
        return
    yield Text(place, source)
    yield from facts_of_packed(source, place)
    for match in _STRING.finditer(source):
        yield Cell(place, match.group()[1:-1])
    for number, found in enumerate(values_in(source), start=1):
        yield from facts_of_value(found, place.at(f"value {number}"))


def _is_own(source: str) -> bool:
    return source.strip() in (own.strip() for own in own_scripts())


def _facts_of_packed_script(source: str, place: Place) -> Iterator[Fact]:
    data = unpacked(source.strip())
    if data is None or len(data) > LARGEST:
        yield Unseen(place, "a packed script that cannot be opened")
        return
    yield from facts_of_script(data.decode("utf-8", "replace"), {}, place.at("packed data"))


def values_in(source: str) -> Iterator[Any]:
    """Yield the JSON objects and lists that stand in a program's text, outermost ones only."""
    decoder, start = json.JSONDecoder(), 0
    while match := _VALUE.search(source, start):
        try:
            value, start = decoder.raw_decode(source, match.start())
        except (ValueError, RecursionError):
            start = match.start() + 1
            continue
        if value:
            yield value
