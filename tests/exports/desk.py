"""An export and its mapping on a desk, to be changed before they are written."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from by_hand import commcare_cells, kobo_cells, primero_cells
from exporting import write_folder, write_workbook

HERE = Path(__file__).parent / "by_hand"
CELLS = {"primero": primero_cells.CELLS, "kobo": kobo_cells.CELLS, "commcare": commcare_cells.CELLS}


@cache
def _mapping(source: str) -> tuple[str, dict[str, Any]]:
    """Return the mapping as text and, every scalar as it stands, as data: `yes` is a word here."""
    text = (HERE / f"{source}.yaml").read_text(encoding="utf-8")
    return text, yaml.load(text, Loader=yaml.BaseLoader)


@dataclass
class Desk:
    """An export and its mapping, both as they should be, to be changed and then written."""

    folder: Path
    source: str

    def __post_init__(self) -> None:
        self.cells: dict[str, list[list[Any]]] = copy.deepcopy(dict(CELLS[self.source]))
        self.mapping_text, mapping = _mapping(self.source)
        self.mapping: dict[str, Any] = copy.deepcopy(mapping)

    @property
    def export(self) -> Path:
        return self.folder / {"primero": "casos.xlsx", "kobo": "retorno.xlsx", "commcare": "formularios"}[self.source]

    @property
    def using(self) -> Path:
        return self.folder / f"{self.source}.yaml"

    def write(self) -> None:
        write = write_folder if self.source == "commcare" else write_workbook
        write(self.cells, self.export)
        if self.mapping != _mapping(self.source)[1]:
            self.mapping_text = yaml.safe_dump(self.mapping, allow_unicode=True, sort_keys=False)
        self.using.write_text(self.mapping_text, encoding="utf-8")

    def columns(self, table: str) -> dict[str, Any]:
        return self.mapping["tables"][table]["columns"]

    def rename(self, sheet: str, names: dict[str, str]) -> None:
        self.cells[sheet][0] = [names.get(str(name), name) for name in self.cells[sheet][0]]

    def fill(self, sheet: str, column: str, change: Callable[[Any], Any]) -> None:
        place = self.cells[sheet][0].index(column)
        for row in self.cells[sheet][1:]:
            if place < len(row) and row[place] is not None:
                row[place] = change(row[place])
