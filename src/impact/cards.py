"""How an object of ours shows itself in a notebook: a card of plain HTML, and one line of text that says the same."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

RELEASED = "Released: may be shown."
RESTRICTED = "Full precision: must not leave this machine, so that no row is shown here."

_EDGE = {RELEASED: "#1c6b3c", RESTRICTED: "#7a1f1f", "": "#55606e"}
_LEFT = ' style="text-align: left; vertical-align: top"'


@dataclass(frozen=True, slots=True)
class Card:
    """What an object says of itself. Everything is plain text: it is escaped here.

    Parameters
    ----------
    name : str
        What it is, e.g. Effects.
    what : str
        In a sentence.
    size : str
        In a few words: the line of text is name, mark and size.
    mark : str
        RELEASED, RESTRICTED, or nothing for what holds no numbers about people.
    columns, rows : sequences of str
        A table; none where there are no columns.
    second : sequence of str
        Below the names of the columns: their units.
    notes : sequence of str
        Sentences below the table.
    """

    name: str
    what: str
    size: str = ""
    mark: str = ""
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    second: Sequence[str] = ()
    notes: Sequence[str] = ()

    @property
    def html(self) -> str:
        """The card; it needs no style sheet and no script."""
        title = f"<strong>{escape(self.name)}</strong>{f' ({escape(self.size)})' if self.size else ''}"
        mark = f'<p><strong style="color: {_EDGE[self.mark]}">{escape(self.mark)}</strong></p>' if self.mark else ""
        notes = "".join(f"<p>{_marked_up(note)}</p>" for note in self.notes)
        return (
            f'<div class="card" style="border-left: 4px solid {_EDGE[self.mark]}; padding-left: 1em">'
            f"<p>{title}. {_marked_up(self.what)}</p>{mark}{self._table}{notes}</div>"
        )

    @property
    def text(self) -> str:
        """The card in one line."""
        kind = {RELEASED: ", released", RESTRICTED: ", full precision"}.get(self.mark, "")
        return f"<{self.name}{kind}{f': {self.size}' if self.size else ''}>"

    @property
    def _table(self) -> str:
        if not self.columns:
            return ""
        heads = "".join(
            "<tr>" + "".join(f'<th scope="col"{_LEFT}>{escape(cell)}</th>' for cell in cells) + "</tr>"
            for cells in (self.columns, self.second)
            if cells
        )
        body = "".join(
            "<tr>" + "".join(f"<td{_LEFT}>{_marked_up(cell)}</td>" for cell in cells) + "</tr>" for cells in self.rows
        )
        return (
            f'<div class="table" role="region" tabindex="0" aria-label="{escape(self.name)}" style="overflow-x: auto">'
            f"<table><thead>{heads}</thead><tbody>{body}</tbody></table></div>"
        )


def _marked_up(text: str) -> str:
    """Escape a text; what stands between backticks is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


class Shown(ABC):
    """Shows itself as a card in JupyterLab, and as the card's line of text elsewhere: in tracebacks and logs too."""

    __slots__ = ()

    @abstractmethod
    def card(self) -> Card:
        """Return what the object says of itself; no row about people, and no count of few, may be in it."""

    def _repr_html_(self) -> str:
        return self.card().html

    def __repr__(self) -> str:
        return self.card().text
