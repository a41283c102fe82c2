"""A page on paper: PDF in A4 and Letter, tagged and with bookmarks, by the system's Chromium from the page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from impact.report.browser import Browser, BrowserError

SIZES: dict[str, tuple[float, float]] = {"a4": (210 / 25.4, 297 / 25.4), "letter": (8.5, 11.0)}
"""Width and height in inches."""

SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
"""How far a page that has to stay on one sheet is made smaller, in turn; the last makes 10 points 7."""

_DATES = re.compile(rb"/(?:CreationDate|ModDate) \([^)]*\)\n?")
_NODE = re.compile(rb"\(node\d{8}\)")
_SHEET = re.compile(rb"/Type\s*/Page\b")


def write_pdfs(
    page: Path, browser: Browser, sizes: Iterable[str] = tuple(SIZES), *, one_sheet: bool = False
) -> list[Path]:
    """Print an HTML page beside itself, e.g. report.en.html as report.en.a4.pdf and report.en.letter.pdf.

    The page is printed without its scripts: its text, its tables and the fixed pictures of its charts. The same page
    and browser give the same bytes, as the time of printing is left out.

    Parameters
    ----------
    page : Path
    browser : Browser
    sizes : iterable of str
        Keys of `SIZES`.
    one_sheet : bool
        Whether all of it has to stand on one sheet; it is then made as small as that takes.

    Returns
    -------
    list of Path
        In the order of `sizes`.

    Raises
    ------
    BrowserError
        If the browser fails, or what has to stand on one sheet is too long for it.
    """
    browser.show(page, scripts=False)
    written = []
    for size in sizes:
        target = page.with_name(f"{page.stem}.{size}.pdf")
        printed = _on_one_sheet(browser, size) if one_sheet else browser.print(*SIZES[size])
        target.write_bytes(_repeatable(printed))
        written.append(target)
    return written


def sheets(pdf: bytes) -> int:
    """Return how many pages a PDF of the browser's has."""
    return len(_SHEET.findall(pdf))


def _on_one_sheet(browser: Browser, size: str) -> bytes:
    for scale in SCALES:
        printed = browser.print(*SIZES[size], scale)
        if sheets(printed) == 1:
            return printed
    raise BrowserError(f"the page is too long for one sheet of {size}")


def _repeatable(pdf: bytes) -> bytes:
    """Leave out when it was printed, and count its tagged elements from 1 rather than from what the browser did before.

    Nothing changes its length, as a PDF finds its parts by their distance, and the elements keep their order.
    """
    undated = _DATES.sub(lambda found: b" " * len(found[0]), pdf)
    places = {name: b"(node%08d)" % place for place, name in enumerate(sorted(set(_NODE.findall(undated))), start=1)}
    return _NODE.sub(lambda found: places[found[0]], undated)
