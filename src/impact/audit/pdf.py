"""PDF files: the words of every page, metadata, notes and attachments."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from impact.audit.facts import Fact, Name, Place, Text, Unseen
from impact.audit.tables import facts_of_text
from impact.audit.values import facts_of_string

if TYPE_CHECKING:
    from pypdf import PageObject


def facts_of_pdf(data: bytes, place: Place) -> Iterator[Fact]:
    """Open a PDF; what a page shows as a picture, and what is attached, cannot be seen and is a finding."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted:
            yield Unseen(place, "a PDF that is encrypted")
            return
        pages = [(page.extract_text(), page) for page in reader.pages]
        metadata = {str(key): str(value) for key, value in (reader.metadata or {}).items()}
        attached = list(reader.attachments)
    except (PyPdfError, ValueError, KeyError, TypeError, RecursionError, OSError):
        yield Unseen(place, "a PDF that cannot be read")
        return
    for key, value in metadata.items():
        yield Name(place.at("metadata", key), key.strip("/"))
        if key not in ("/CreationDate", "/ModDate"):
            yield from facts_of_string(value, place.at("metadata", key))
            yield Text(place.at("metadata", key), value)
    for number, (text, page) in enumerate(pages, start=1):
        # The page's own number in its margin is no count, whatever word the text below it begins with.
        body = text.replace(f"{number} / {len(pages)}\n", "", 1)
        yield from facts_of_text(body, place.at(f"page {number}"))
        yield from _facts_of_extras(page, place.at(f"page {number}"))
    for name in attached:
        yield Unseen(place.at(f"attachment {name}"), "a file attached to a PDF")


def _facts_of_extras(page: PageObject, place: Place) -> Iterator[Fact]:
    """Yield the notes on a page, and that a picture on it cannot be read."""
    for note in page.get("/Annots") or []:
        for key in ("/Contents", "/T", "/V", "/TU"):
            if key in note.get_object():
                yield Text(place.at("note"), str(note.get_object()[key]))
    if len(page.images):
        yield Unseen(place, "a picture of pixels, which nobody can hold against the rules")
