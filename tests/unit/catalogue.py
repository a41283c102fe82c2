"""The catalogues taken apart: every sentence that a message can make, with each of its variants, and what it names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from itertools import product

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

LANGUAGES = ("en", "es")
VOCABULARY = frozenset(
    {"programme", "programme_title", "comparison", "comparison_title", "event", "no_event", "people", "start"}
)
"""Given to every message that speaks of a study's subject, so that each language may choose among them."""


@cache
def messages(language: str) -> tuple[ast.Message, ...]:
    """Parse a catalogue."""
    text = (files("impact") / "locale" / f"{language}.ftl").read_text(encoding="utf-8")
    resource = FluentParser().parse(text)
    broken = [entry.content for entry in resource.body if isinstance(entry, ast.Junk)]
    assert not broken, f"{language}.ftl has lines that Fluent cannot read: {broken}"
    return tuple(entry for entry in resource.body if isinstance(entry, ast.Message))


@cache
def sentences(language: str) -> dict[str, tuple[str, ...]]:
    """Return by message every text that it can make: a variable stands as ⟨name⟩, each choice is made each way."""
    return {message.id.name: tuple(_ways(message.value)) for message in messages(language) if message.value}


def _ways(pattern: ast.Pattern) -> list[str]:
    return ["".join(parts) for parts in product(*(_parts(element) for element in pattern.elements))]


def _parts(element: ast.TextElement | ast.Placeable) -> list[str]:
    if isinstance(element, ast.TextElement):
        return [element.value]
    inner = element.expression
    if isinstance(inner, ast.SelectExpression):
        return [way for one in inner.variants for way in _ways(one.value)]
    if isinstance(inner, ast.VariableReference):
        return [f"⟨{inner.id.name}⟩"]
    assert isinstance(inner, ast.FunctionReference), type(inner)
    number = float(inner.arguments.positional[0].value)
    return [f"{100 * number:.0f}%" if inner.id.name == "PERCENT" else f"{number:g}"]


class _Names(Visitor):
    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.choices: list[ast.SelectExpression] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:
        self.variables.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:
        self.choices.append(node)
        self.generic_visit(node)


def variables(message: ast.Message) -> set[str]:
    """Return the names of the variables in a message."""
    names = _Names()
    names.visit(message)
    return names.variables


def choices(message: ast.Message) -> list[ast.SelectExpression]:
    """Return every choice between variants in a message."""
    names = _Names()
    names.visit(message)
    return names.choices
