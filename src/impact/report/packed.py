"""What a page holds compressed: bytes in a script element that no browser runs, opened by the page itself.

A telephone's line carries plotly.js at a seventh of its size this way, and the text stands in the page before it.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from functools import lru_cache

TYPE = "application/gzip;base64"
"""The `type` of a script element with compressed content."""

PLOTLY_JS, FIGURES = "plotly.js", "figures"
HOLDS = (PLOTLY_JS, FIGURES)
"""What `data-holds` says of it: the drawing library's source, or the page's figures as a JSON list."""


def packed(holds: str, text: str, about: str = "") -> str:
    """Return a script element that holds a text, compressed; the same text gives the same bytes.

    Parameters
    ----------
    holds : str
        One of `HOLDS`.
    text : str
    about : str
        Which edition of it this is, for whoever reads the source; no character that HTML would have to escape.
    """
    edition = f' data-edition="{about}"' if about else ""
    return f'<script type="{TYPE}" data-holds="{holds}"{edition}>{_compressed(text)}</script>'


@lru_cache(maxsize=2)
def _compressed(text: str) -> str:
    return base64.b64encode(gzip.compress(text.encode(), compresslevel=9, mtime=0)).decode()


def unpacked(content: str, limit: int = 64_000_000) -> str:
    """Return the text in such an element.

    Parameters
    ----------
    content : str
        What stands between the element's tags.
    limit : int
        Bytes that it may have at most once it is open.

    Raises
    ------
    ValueError
        If it is not what `packed` writes, or larger than `limit`.
    """
    try:
        opener = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        data = opener.decompress(base64.b64decode(content, validate=True), limit)
    except zlib.error as error:
        raise ValueError(f"a compressed part of the page is damaged: {error}") from None
    if opener.unconsumed_tail or not opener.eof or opener.unused_data:
        raise ValueError("a compressed part of the page is cut off, has something behind it, or is too large")
    return data.decode()
