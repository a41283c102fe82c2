"""The power of a planned programme, as text for a terminal and as a page that opens with no network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from impact.errors import UsageError
from impact.present.power import differences, planned_study, power_cells, power_section, power_summary, sizes
from impact.report.render import page_of_sections
from impact.simulate.power import Plan, power_table

if TYPE_CHECKING:
    from impact.study.parts import Language


def say_power(plan: Plan, language: Language) -> str:
    """Return what is planned, what it could find, and its power over a grid, as text with aligned columns."""
    cells = [line.split("\t") for line in power_cells(plan, language).text.splitlines()]
    caption, head, *rows = cells
    widths = [max(len(row[place]) for row in [head, *rows]) for place in range(len(head))]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in [head, *rows]
    ]
    return "\n".join([power_summary(plan, language).text, "", *caption, *lines])


def write_power(plan: Plan, language: Language, folder: Path) -> Path:
    """Write power.html and power.csv into a folder and return the page's path.

    Raises
    ------
    UsageError
        If the folder cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--out {folder}: this cannot be a folder to write into; name one that can") from error
    grid = power_table(plan, sizes(plan), differences(plan))
    grid.to_csv(folder / "power.csv", index=False, lineterminator="\n", encoding="utf-8")
    page = folder / "power.html"
    text = page_of_sections([power_section(plan, language)], study=planned_study(plan), language=language)
    page.write_text(text, encoding="utf-8")
    return page
