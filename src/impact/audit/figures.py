"""Figures of plotly: traces with their arrays, what hovers over them, annotations, and what their `meta` names."""

from __future__ import annotations

import binascii
import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from impact.audit.facts import Count, Fact, Name, Place
from impact.audit.values import counts_of, decoded, facts_of_value, is_count
from impact.present.theme import COUNT, TEMPLATE


@cache
def _own_template() -> dict[str, Any]:
    """Return how every chart of ours looks, as JSON has it; it holds no data."""
    return dict(json.loads(json.dumps(TEMPLATE.to_plotly_json())))


def is_figure(value: Mapping[str, Any]) -> bool:
    """Tell whether a JSON object is a figure: traces and a layout."""
    traces = value.get("data")
    return isinstance(traces, list) and "layout" in value and all(isinstance(trace, Mapping) for trace in traces)


def facts_of_figure(figure: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    """Yield what a figure holds, drawn or not."""
    for number, trace in enumerate(figure["data"], start=1):
        yield from _facts_of_trace(trace, place.at(f"trace {number}"))
    layout = dict(figure["layout"] or {})
    if layout.get("template") == _own_template():
        del layout["template"]
    for key, value in {**figure, "layout": layout}.items():
        if key != "data":
            yield from facts_of_value(value, place.at(key))
    annotations = layout.get("annotations") or []
    for number, annotation in enumerate(annotations, start=1):
        if isinstance(annotation, Mapping) and annotation.get("name") == COUNT:
            yield Count(place.at(f"annotation {number}"), annotation.get("text", ""))


def _facts_of_trace(trace: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    meta = trace.get("meta")
    named = meta if isinstance(meta, Mapping) else {}
    for name in named.get("counts", ()):
        yield from counts_of(trace.get(name), place.at(name))
    columns = named.get("customdata", ())
    yield from _facts_of_customdata(_listed(trace.get("customdata")), list(columns), place.at("customdata"))
    yield from facts_of_value(dict(trace), place)


def _facts_of_customdata(rows: list[Any], columns: list[Any], place: Place) -> Iterator[Fact]:
    """Yield the columns of customdata that the trace's meta names, and their counts."""
    for name in columns:
        yield Name(place.at(name), str(name))
    for number, row in enumerate(rows, start=1):
        cells = row if isinstance(row, list) else [row]
        for name, cell in zip(columns, cells, strict=False):
            if is_count(str(name)):
                yield from counts_of(cell, place.at(f"row {number}", name))


def _listed(value: Any) -> list[Any]:
    if isinstance(value, Mapping):
        try:
            return list(decoded(value).tolist())
        except (KeyError, TypeError, ValueError, binascii.Error):
            return []
    return value if isinstance(value, list) else []
