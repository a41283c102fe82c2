"""What an opener finds in an artefact: facts, each with its place, for the rules to judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was found: an artefact of the folder, and the way to it inside."""

    artefact: str
    within: tuple[str, ...] = ()

    def at(self, *parts: object) -> Place:
        """Return a place further inside."""
        return Place(self.artefact, (*self.within, *map(str, parts)))

    def __str__(self) -> str:
        return ", ".join(self.within) or "the file"


@dataclass(frozen=True, slots=True)
class Text:
    """Words as a reader meets them, or would if the page showed all that it holds."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A text that is the whole of a cell, an attribute or a value, so that a bare number in it can be a code."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Count:
    """What is marked as a count, or named like one, as it is written."""

    place: Place
    written: object


@dataclass(frozen=True, slots=True)
class Name:
    """What a column, a key or an attribute is called."""

    place: Place
    name: str


@dataclass(frozen=True, slots=True)
class Array:
    """Several values of one kind side by side; only their number when what they are is of no matter."""

    place: Place
    length: int
    numbers: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns, every cell as text, "" where it is empty."""

    place: Place
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Unseen:
    """What could not be opened, and why: nothing unseen passes."""

    place: Place
    why: str


Fact = Text | Cell | Count | Name | Array | Table | Unseen


@dataclass(frozen=True, slots=True)
class Finding:
    """What must not be published: in which artefact, at which place, against which rule; never the value itself."""

    artefact: str
    place: str
    rule: str

    def __str__(self) -> str:
        return f"{self.artefact} ({self.place}): {self.rule}"


def found(place: Place, rule: str) -> Finding:
    """Return a finding at a place."""
    return Finding(place.artefact, str(place), rule)
