"""The published set of a folder: every file that no RESTRICTED file names, each opened as what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from impact.audit.bitmaps import facts_of_bitmap
from impact.audit.facts import Fact, Place, Unseen
from impact.audit.html import facts_of_page
from impact.audit.notebooks import facts_of_notebook
from impact.audit.pdf import facts_of_pdf
from impact.audit.tables import facts_of_csv
from impact.audit.values import LARGEST, facts_of_json, facts_of_words

RESTRICTED: Final = "RESTRICTED"
"""The file that names what beside it must not leave, a path a line; a line with a blank in it is a sentence."""

PUBLISHED: Final = ("released", "notebooks", "data-docs", "manifest.json")
"""What is made to be shared, beside pages: no RESTRICTED file can keep it from the audit."""

OPENERS: dict[str, Callable[[bytes, Place], Iterator[Fact]]] = {
    ".csv": facts_of_csv,
    ".html": facts_of_page,
    ".svg": facts_of_page,
    ".ipynb": facts_of_notebook,
    ".json": facts_of_json,
    ".pdf": facts_of_pdf,
    ".png": facts_of_bitmap,
    ".txt": facts_of_words,
    ".log": facts_of_words,
    ".md": facts_of_words,
}


def facts_of_folder(folder: Path) -> Iterator[Fact]:
    """Open every artefact of a folder's published set, in the order of their names."""
    restricted = restricted_paths(folder)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if is_restricted(name, restricted):
            continue
        place = Place(name)
        if path.is_symlink():
            yield from _facts_of_link(path, folder, restricted, place)
        if path.is_file() and path.stat().st_size:
            yield from facts_of_file(path, place)


def facts_of_file(path: Path, place: Place) -> Iterator[Fact]:
    """Open one file by its kind; one that is of no kind known here, or too large, is not seen."""
    opener = facts_of_words if path.name == RESTRICTED else OPENERS.get(path.suffix.lower())
    if opener is None:
        yield Unseen(place, f"a file of a kind that cannot be opened ({path.suffix or 'no ending'})")
    elif path.stat().st_size > LARGEST:
        yield Unseen(place, "a file that is too large to be read")
    else:
        yield from opener(path.read_bytes(), place)


def _facts_of_link(path: Path, folder: Path, restricted: frozenset[str], place: Place) -> Iterator[Fact]:
    target = path.resolve()
    if not target.is_relative_to(folder.resolve()):
        yield Unseen(place, "a link that leads out of the folder")
    elif is_restricted(target.relative_to(folder.resolve()).as_posix(), restricted):
        yield Unseen(place, "a link to what is restricted")


def restricted_paths(folder: Path) -> frozenset[str]:
    """Return what the RESTRICTED files of a folder and of those below it name, relative to the folder."""
    named: set[str] = set()
    for path in sorted(folder.rglob(RESTRICTED)):
        if not path.is_file():
            continue
        base = PurePosixPath(path.parent.relative_to(folder).as_posix())
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            entry = line.strip().rstrip("/")
            if entry and not any(letter.isspace() for letter in entry) and ".." not in PurePosixPath(entry).parts:
                named.add((base / entry).as_posix())
    return frozenset(name for name in named if not is_published(name))


def is_published(name: str) -> bool:
    """Tell whether a path is of what is made to be shared, or would hold all of it."""
    parts = PurePosixPath(name).parts
    return not parts or parts[0] in PUBLISHED or (len(parts) == 1 and parts[0].endswith(".html"))


def is_restricted(name: str, restricted: frozenset[str]) -> bool:
    """Tell whether a path is, or is below, one that a RESTRICTED file names."""
    path = PurePosixPath(name)
    return any(part.as_posix() in restricted for part in (path, *path.parents))
