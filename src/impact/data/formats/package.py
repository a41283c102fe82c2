"""What an XLSX file is before it is a workbook: a ZIP archive, unpacked here within limits and packed anew.

Whoever reads the cells is given the copy: of a directory that says one thing and holds another, only what was looked at
here is left.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from impact import limits
from impact.data.formats.markup import MarkupError, Part, walk
from impact.data.formats.refusals import MEBIBYTE, too_large
from impact.errors import InputError

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How workbooks begin that are encrypted, or of Excel before 2007."""

_ENTRY: Final = b"PK\1\2"
_WORKBOOK: Final = "xl/workbook.xml"
_RELATIONS: Final = "xl/_rels/workbook.xml.rels"
_NOT_READ: Final = (
    "docprops/", "customxml/", "xl/theme/", "xl/drawings/", "xl/charts/", "xl/media/", "xl/comments",
    "xl/threadedcomments/", "xl/persons/", "xl/tables/", "xl/pivot",
)  # fmt: skip
"""Parts that hold no cells of a sheet: left out of the copy."""

_REFUSED: Final = {
    "xl/vbaproject": "the workbook has macros",
    "xl/macrosheets/": "the workbook has macros",
    "xl/externallinks/": "the workbook links to other files",
    "xl/connections": "the workbook draws its data from elsewhere",
    "xl/embeddings/": "the workbook has other files inside",
    "xl/activex/": "the workbook has programs inside",
}
_PLAIN: Final = "save the sheets with their values alone, as a new .xlsx without them"


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook that was looked through.

    Parameters
    ----------
    copy : io.BytesIO
        An archive of the parts that hold cells, uncompressed.
    sheets : mapping of str to Part
        Name of a sheet to what its part holds.
    is_1904 : bool
        Whether it counts days from 1904.
    """

    copy: io.BytesIO
    sheets: Mapping[str, Part]
    is_1904: bool


def open_package(path: Path) -> Package:
    """Unpack a workbook within limits, and look at everything that will be read of it.

    Raises
    ------
    InputError
        If it is no XLSX file, encrypted, damaged or too large, or if it has macros, links to other files, or files
        inside.
    """
    raw = path.read_bytes()
    if raw.startswith(_OLE):
        raise InputError(
            f"{path}: this is a workbook with a password, or one of Excel before 2007 (.xls); save it as .xlsx without "
            "a password"
        )
    if not raw.startswith(b"PK\3\4"):
        raise InputError(
            f"{path}: this is no workbook, whatever its name says; save it as .xlsx, or call it what it is"
        )
    if raw.count(_ENTRY) > limits.WORKBOOK_PARTS:
        raise too_large(path, f"{limits.WORKBOOK_PARTS:,} parts")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = _unpacked(archive, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise InputError(f"{path}: the workbook is damaged; save or copy it again") from None
    try:
        found = {name: walk(content) for name, content in parts.items()}
        return Package(_packed(parts), _sheets(found, path), found[_WORKBOOK].is_1904)
    except MarkupError as error:
        raise InputError(f"{path}: the workbook cannot be read: {error}; save it again") from None


def _unpacked(archive: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    """Return the parts that may hold cells, as large as the directory says they are together, and no larger."""
    entries = archive.infolist()
    names = [entry.filename.casefold() for entry in entries]
    for start, what in _REFUSED.items():
        if any(name.startswith(start) for name in names):
            raise InputError(f"{path}: {what}; {_PLAIN}")
    if any(entry.flag_bits & 1 for entry in entries):
        raise InputError(f"{path}: the workbook has a password; save it without one")
    read = [entry for entry, name in zip(entries, names, strict=True) if _is_read(name)]
    if any(entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in read):
        raise InputError(f"{path}: the workbook is packed as no spreadsheet packs it; save it again")
    if _WORKBOOK not in archive.namelist() or len(set(names)) < len(names):
        raise InputError(f"{path}: this archive is no .xlsx workbook; save it as .xlsx")
    if sum(entry.file_size for entry in read) > limits.WORKBOOK_BYTES:
        raise too_large(path, f"{limits.WORKBOOK_BYTES // MEBIBYTE} MiB once unpacked")
    return {entry.filename: _content(archive, entry) for entry in read}


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Unpack as much as the directory says, and not a byte of what a part holds beyond it."""
    with archive.open(entry) as file:
        return file.read(entry.file_size + 1)


def _is_read(name: str) -> bool:
    return name.endswith((".xml", ".rels")) and not name.startswith(_NOT_READ)


def _packed(parts: Mapping[str, bytes]) -> io.BytesIO:
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_STORED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    copy.seek(0)
    return copy


def _sheets(found: Mapping[str, Part], path: Path) -> dict[str, Part]:
    """Follow the workbook's relations to the part of each sheet."""
    for part in found.values():
        for relation in part.relations:
            is_outside = relation.get("TargetMode", "").casefold() == "external"
            if is_outside and not relation.get("Type", "").endswith("/hyperlink"):
                raise InputError(f"{path}: the workbook links to other files; {_PLAIN}")
    relations = found[_RELATIONS].relations if _RELATIONS in found else []
    targets = {relation.get("Id", ""): relation.get("Target", "") for relation in relations}
    sheets = {}
    for name, relation_id in found[_WORKBOOK].sheets.items():
        target = posixpath.normpath(posixpath.join("/xl", targets.get(relation_id, ""))).lstrip("/")
        if target not in found:
            raise MarkupError("a sheet is named that is not there")
        sheets[name] = found[target]
    return sheets
