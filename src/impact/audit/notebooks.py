"""Executed notebooks: what their cells say and put out, in every kind that they offer, and all metadata."""

from __future__ import annotations

import ast
import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any

from impact.audit.bitmaps import facts_of_bitmap
from impact.audit.facts import Array, Cell, Count, Fact, Name, Place, Text, Unseen
from impact.audit.html import facts_of_html
from impact.audit.scripts import facts_of_script
from impact.audit.tables import facts_of_text
from impact.audit.values import facts_of_string, facts_of_value, is_count


def facts_of_notebook(data: bytes, place: Place) -> Iterator[Fact]:
    """Open a notebook file."""
    try:
        notebook = json.loads(data.decode("utf-8"))
        cells = notebook["cells"]
    except (ValueError, KeyError, TypeError, RecursionError):
        yield Unseen(place, "a notebook that cannot be read")
        return
    for key, value in notebook.items():
        if key != "cells":
            yield from facts_of_value(value, place.at(key))
    for number, cell in enumerate(cells, start=1):
        yield from _facts_of_cell(cell, place.at(f"cell {number}"))


def _facts_of_cell(cell: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    source = _joined(cell.get("source", ""))
    if cell.get("cell_type") == "code":
        yield from facts_of_code(source, place.at("source"))
    else:
        yield from facts_of_html(source, place.at("source"))
    yield from facts_of_value(cell.get("metadata", {}), place.at("metadata"))
    for name, bundle in cell.get("attachments", {}).items():
        yield from facts_of_bundle(bundle, place.at(f"attachment {name}"))
    for number, output in enumerate(cell.get("outputs", []), start=1):
        yield from _facts_of_output(output, place.at(f"output {number}"))


def _facts_of_output(output: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    yield from facts_of_value(output.get("metadata", {}), place.at("metadata"))
    yield from facts_of_bundle(output.get("data", {}), place)
    for key in ("text", "ename", "evalue", "traceback"):
        if key in output:
            yield from facts_of_text(_joined(output[key], "\n" if key == "traceback" else ""), place.at(key))


def facts_of_bundle(bundle: Mapping[str, Any], place: Place) -> Iterator[Fact]:
    """Open every kind in which an output is offered: a reader's program may show any of them."""
    for kind, value in bundle.items():
        here = place.at(kind)
        if kind.endswith("json") and not isinstance(value, str):
            yield from facts_of_value(value, here)
            continue
        text = _joined(value)
        if kind in ("text/html", "image/svg+xml", "text/markdown"):
            yield from facts_of_html(text, here)
        elif kind.endswith("json"):
            yield from facts_of_string(text, here)
        elif kind.endswith("javascript"):
            yield from facts_of_script(text, {}, here)
        elif kind.startswith("text/"):
            yield from facts_of_text(text, here)
        elif kind.startswith("image/"):
            yield from _facts_of_image(text, here)
        else:
            yield Unseen(here, "an output of a kind that cannot be opened")


def _facts_of_image(text: str, place: Place) -> Iterator[Fact]:
    try:
        yield from facts_of_bitmap(base64.b64decode(text), place)
    except (binascii.Error, ValueError):
        yield Unseen(place, "a picture that cannot be decoded")


def facts_of_code(source: str, place: Place) -> Iterator[Fact]:
    """Read a code cell: its names with the constants that they are given, its strings, its lists, its comments."""
    yield Text(place, source)
    try:
        # What is IPython's own, e.g. %time, is no Python; the text alone is judged then.
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from facts_of_string(node.value, place)
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            yield Array(place, len(node.elts))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield from _facts_of_assignment(target.id, node.value, place)


def _facts_of_assignment(name: str, value: ast.expr, place: Place) -> Iterator[Fact]:
    if isinstance(value, ast.Constant | ast.List | ast.Dict):
        yield Name(place.at(name), name)
    if isinstance(value, ast.Constant) and is_count(name):
        yield Count(place.at(name), str(value.value))
    elif isinstance(value, ast.Constant):
        yield Cell(place.at(name), str(value.value))


def _joined(text: Any, by: str = "") -> str:
    return by.join(map(str, text)) if isinstance(text, list) else str(text)
