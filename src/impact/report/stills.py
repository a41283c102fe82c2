"""Each chart of a page as a fixed picture: what is seen where no script runs, on paper, and until a chart is drawn."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from impact.report.browser import Browser, BrowserError
from impact.report.bundle import bundle_for

WIDTH = 660
"""Pixels: a report's column on a laptop, and on A4 and Letter, so that letters keep their size."""

TALLEST = 860
"""Pixels: a longer chart is drawn closer, so that a sheet of paper holds it whole with letters that can be read."""

_PAGE = (
    '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
    "script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:\"><body>"
    "<script>{plotly}</script><script>{drawing}</script><script>const figures = {figures};</script>"
)
_ALIVE = re.compile(
    r"<(?:script|foreignObject|style|a|iframe)\b|\son\w+=|(?:href|src)=\"(?!data:image/png)", re.IGNORECASE
)


def stills(figures: Sequence[Mapping[str, Any]], browser: Browser) -> list[str]:
    """Return figures as SVG elements, in order, drawn in one visit to the browser.

    The same figures, browser and fonts give the same bytes: names that plotly.js draws by lot are replaced by places.

    Parameters
    ----------
    figures : sequence of mapping
        As plotly's JSON has them: data, layout, config.
    browser : Browser

    Raises
    ------
    BrowserError
        If it fails, or returns anything that could act or ask for something.
    """
    with TemporaryDirectory(prefix="impact-stills-") as folder:
        page = Path(folder) / "stills.html"
        page.write_text(_drawing_page(figures), encoding="utf-8")
        browser.show(page)
        drawn = [str(svg) for svg in browser.evaluate(f"stills(figures, {WIDTH}, {TALLEST})")]
    if len(drawn) != len(figures) or any(_ALIVE.search(svg) for svg in drawn):
        raise BrowserError("it did not draw each chart as a picture that only shows")
    return drawn


def _drawing_page(figures: Sequence[Mapping[str, Any]]) -> str:
    script = (files("impact.report") / "templates" / "arraigo" / "still.js").read_text(encoding="utf-8")
    data = json.dumps(list(figures), ensure_ascii=False).replace("<", "\\u003c")
    return _PAGE.format(plotly=bundle_for(figures).source, drawing=script, figures=data)
