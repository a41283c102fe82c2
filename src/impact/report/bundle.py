"""Which edition of plotly.js a page holds: the smaller one, where npm brought it and it can draw what is asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from impact.present.theme import plotly_js
from impact.provenance import project_root

CARTESIAN = Path("node_modules", "plotly.js-cartesian-dist-min", "plotly-cartesian.min.js")
"""Where `make env` puts the smaller edition, a third of the other; package-lock.json says which it is."""

DRAWS = frozenset(
    {
        "bar", "box", "contour", "heatmap", "histogram", "histogram2d", "histogram2dcontour", "image", "pie", "scatter",
        "violin",
    }
)  # fmt: skip
"""The kinds of trace in the smaller edition."""

_VERSION = re.compile(r"plotly\.js (?:\(.*?\) )?v(\d+)(\.[\d.]*\d)")


@dataclass(frozen=True, slots=True)
class Bundle:
    """One edition of plotly.js.

    Parameters
    ----------
    edition : str
        Its name and version, e.g. `cartesian 4.1.1`.
    source : str
        JavaScript that leaves a global `Plotly`.
    """

    edition: str
    source: str


def bundle_for(figures: Iterable[Mapping[str, Any]]) -> Bundle:
    """Return the smaller edition if it is here, of the plotly package's own major version, and can draw the figures.

    Parameters
    ----------
    figures : iterable of mapping
        Figures as plotly's JSON has them, with their traces under `data`.
    """
    kinds = {str(trace.get("type", "scatter")) for figure in figures for trace in figure["data"]}
    small = _small()
    return small if small is not None and kinds <= DRAWS else _full()


def editions() -> tuple[Bundle, ...]:
    """Return every edition that a page made here may hold."""
    small = _small()
    return (_full(),) if small is None else (small, _full())


@cache
def _full() -> Bundle:
    source = plotly_js()
    return Bundle(f"full {''.join(_version(source))}", source)


@cache
def _small() -> Bundle | None:
    """Return the smaller edition, or nothing where npm did not bring it or brought another major version."""
    path = project_root() / CARTESIAN
    if not path.is_file():
        return None
    source = path.read_text(encoding="utf-8")
    version = _version(source)
    return Bundle(f"cartesian {''.join(version)}", source) if version[0] == _version(plotly_js())[0] else None


def _version(source: str) -> tuple[str, str]:
    """Return major version and the rest of it, from the comment that opens every edition; blank where there is none."""
    found = _VERSION.search(source[:400])
    return (found[1], found[2]) if found else ("", "")
