"""Pictures of pixels: what they show cannot be read, so each is a finding; the words in their metadata are read."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from impact.audit.facts import Fact, Place, Text, Unseen

_PNG = b"\x89PNG\r\n\x1a\n"
_WORDS = (b"tEXt", b"zTXt", b"iTXt", b"eXIf")


def facts_of_bitmap(data: bytes, place: Place) -> Iterator[Fact]:
    """Yield that a picture cannot be held against the rules, and the words in a PNG's metadata."""
    yield Unseen(place, "a picture of pixels, which nobody can hold against the rules")
    if not data.startswith(_PNG):
        return
    for kind, content in _chunks(data):
        if kind in _WORDS:
            yield Unseen(place.at(kind.decode("ascii")), "metadata in a picture")
            yield Text(place.at(kind.decode("ascii")), _read(kind, content))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    start = len(_PNG)
    while start + 12 <= len(data):
        (length,) = struct.unpack(">I", data[start : start + 4])
        yield data[start + 4 : start + 8], data[start + 8 : start + 8 + length]
        start += 12 + length


def _read(kind: bytes, content: bytes) -> str:
    if kind == b"zTXt":
        key, _, packed = content.partition(b"\0")
        try:
            content = key + b" " + zlib.decompressobj().decompress(packed[1:], 2**20)
        except zlib.error:
            return ""
    return content.replace(b"\0", b" ").decode("utf-8", "replace")
