"""The markup of a workbook's parts, walked through once before anything is made of it: how large, and what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from impact import limits

LAST_ROW: Final = 1_048_576
LAST_COLUMN: Final = 16_384
_REFERENCE: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_YES: Final = ("1", "true")


class MarkupError(Exception):
    """What is wrong with a part, for the message of whoever reads the workbook."""


@dataclass(slots=True)
class Part:
    """What was found in one part of a workbook; a part that is no sheet has no cells.

    Parameters
    ----------
    rows, columns : int
        The last ones that hold anything.
    merged : list of str
        References of merged cells, as "B1:C1".
    hidden_rows : int
        Rows with cells that a spreadsheet does not show.
    hidden_columns : list of tuple of int
        First and last of columns that it does not show, whatever they hold.
    uncalculated, errors : int
        Formulas without their result, and results that are errors.
    sheets : dict of str to str
        In the workbook's own part: name of a sheet to the relation that leads to it.
    relations : list of mapping
        In a part of relations: their attributes.
    is_1904 : bool
        Whether days are counted from 1904.
    """

    rows: int = 0
    columns: int = 0
    merged: list[str] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    uncalculated: int = 0
    errors: int = 0
    sheets: dict[str, str] = field(default_factory=dict)
    relations: list[Mapping[str, str]] = field(default_factory=list)
    is_1904: bool = False


def walk(content: bytes) -> Part:
    """Walk through the markup of one part.

    Raises
    ------
    MarkupError
        If it is no markup in UTF-8, brings definitions of its own, has too many elements, or places cells where no
        sheet has any.
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MarkupError("its text is not UTF-8")
    walker = _Walker()
    try:
        walker.parser.Parse(content, True)
    except expat.ExpatError:
        raise MarkupError("its markup is damaged") from None
    walker.end_of_cell()
    return walker.part


def corners(reference: str) -> tuple[int, int, int, int]:
    """Return first row, first column, last row and last column, from 1, of a reference like B1:C4 or B1."""
    first, _, last = reference.partition(":")
    (top, left), (bottom, right) = _place(first), _place(last or first)
    return top, left, bottom, right


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.fullmatch(reference)
    row, column = (int(found[2]), _number(found[1])) if found else (0, 0)
    if not (1 <= row <= LAST_ROW and 1 <= column <= LAST_COLUMN):
        raise MarkupError("cells lie where no sheet has any")
    return row, column


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


class _Walker:
    """What is called at each element; names are held without their prefix, as whoever reads the cells holds them."""

    def __init__(self) -> None:
        self.part = Part()
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._refuse_definitions
        self.parser.XmlDeclHandler = self._refuse_encodings
        self._left = limits.WORKBOOK_ELEMENTS
        self._row = self._column = 0
        self._is_filled = self._is_row_hidden = self._is_text = self._waits = self._listens = False
        self._columns: dict[str, int] = {}
        self._known: dict[str, Callable[[dict[str, str]], None] | None] = {}
        self._all = {
            "row": self._at_row,
            "c": self._at_cell,
            "f": self._at_formula,
            "v": self._at_value,
            "is": self._at_value,
            "mergeCell": self._at_merged,
            "col": self._at_columns,
            "sheet": self._at_sheet,
            "workbookPr": self._at_workbook,
            "Relationship": self._at_relation,
        }

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._left -= 1
        if self._left < 0:
            raise MarkupError(f"a part has more than {limits.WORKBOOK_ELEMENTS:,} elements")
        try:
            handler = self._known[name]
        except KeyError:
            handler = self._known.setdefault(name, self._all.get(name.rpartition(":")[2]))
        if handler:
            handler(attributes)

    def _refuse_definitions(self, *_: object) -> None:
        raise MarkupError("its markup brings definitions of its own, which no spreadsheet writes")

    def _refuse_encodings(self, _: str, encoding: str | None, __: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            raise MarkupError("its text is not UTF-8")

    def _at_row(self, attributes: dict[str, str]) -> None:
        self.end_of_cell()
        given = attributes.get("r", "")
        self._row = int(given) if re.fullmatch(r"[1-9]\d{0,6}", given) else 0 if given else self._row + 1
        if not 1 <= self._row <= LAST_ROW:
            raise MarkupError("cells lie where no sheet has any")
        self._column = 0
        self._is_row_hidden = attributes.get("hidden") in _YES
        self._is_filled = False

    def _at_cell(self, attributes: dict[str, str]) -> None:
        self.end_of_cell()
        reference = attributes.get("r")
        if reference is None:
            self._column += 1
        else:
            letters = reference.rstrip("0123456789")
            if reference[len(letters) :] != str(self._row):
                raise MarkupError("cells lie in another row than they say")
            column = self._columns.get(letters)
            if column is None:
                column = self._columns[letters] = _place(reference)[1]
            self._column = column
        kind = attributes.get("t")
        self._is_text = kind == "str"
        if kind == "e":
            self.part.errors += 1

    def _at_formula(self, _: dict[str, str]) -> None:
        self._waits = not self._is_text

    def _at_value(self, _: dict[str, str]) -> None:
        part = self.part
        if self._column > part.columns:
            part.columns = self._column
        if not self._is_filled:
            self._is_filled = True
            part.rows = max(part.rows, self._row)
            part.hidden_rows += self._is_row_hidden
        if self._waits:
            # Only then: most texts are none of our business, and each call takes its time.
            self.parser.CharacterDataHandler = self._at_text
            self._listens = True

    def _at_text(self, text: str) -> None:
        if text.strip():
            self._waits = False

    def end_of_cell(self) -> None:
        """Count a formula that had no result."""
        self.part.uncalculated += self._waits
        self._waits = False
        if self._listens:
            self.parser.CharacterDataHandler = None
            self._listens = False

    def _at_merged(self, attributes: dict[str, str]) -> None:
        self.part.merged.append(attributes.get("ref", ""))

    def _at_columns(self, attributes: dict[str, str]) -> None:
        ends = [attributes.get(end, "") for end in ("min", "max")]
        if attributes.get("hidden") in _YES and all(re.fullmatch(r"\d{1,5}", end) for end in ends):
            self.part.hidden_columns.append((int(ends[0]), int(ends[1])))

    def _at_sheet(self, attributes: dict[str, str]) -> None:
        name = attributes.get("name", "")
        relations = [value for key, value in attributes.items() if key.rpartition(":")[2] == "id" and ":" in key]
        if name in self.part.sheets or len(relations) != 1:
            raise MarkupError("its list of sheets is damaged")
        self.part.sheets[name] = relations[0]

    def _at_workbook(self, attributes: dict[str, str]) -> None:
        self.part.is_1904 = attributes.get("date1904") in _YES

    def _at_relation(self, attributes: dict[str, str]) -> None:
        self.part.relations.append(attributes)


def hidden_columns(part: Part) -> Iterator[int]:
    """Yield the columns, from 1, that a spreadsheet does not show, among those that hold anything."""
    shown = [(first, min(last, part.columns)) for first, last in part.hidden_columns]
    yield from sorted({column for first, last in shown for column in range(max(first, 1), last + 1)})
