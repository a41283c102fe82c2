"""Pictures drawn as SVG inside a page: shapes and words by the palette, a title and a description for who cannot see.

Looks stand in the elements themselves, so that a picture is the same in a page, on paper and in JupyterLab; no script.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from impact.i18n import t
from impact.present.page import marked, plain_text
from impact.present.theme import FONT, INK, WATERMARK

if TYPE_CHECKING:
    from impact.study import Study
    from impact.study.parts import Language

Place = float | str
"""Where something stands: in units of the drawing, or a share of its width such as `46%`."""


def written(value: Place) -> str:
    """Write a place or a size with no more digits than a screen can show."""
    return value if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")


def words(
    lines: Sequence[str], x: Place, y: float, *, size: float = 14, colour: str = INK, is_bold: bool = False,
    apart: float = 17,
) -> str:  # fmt: skip
    """Set lines of text, the first on the line `y`; counts in them are marked as on the rest of the page."""
    weight = ' font-weight="650"' if is_bold else ""
    return "".join(
        f'<text x="{written(x)}" y="{written(y + apart * place)}" font-size="{size:g}" fill="{colour}"{weight}>'
        f"{_marked(line)}</text>"
        for place, line in enumerate(lines)
    )


def _marked(line: str) -> str:
    """Mark counts by an element that SVG has."""
    return marked(line).replace("<data ", "<tspan ").replace("</data>", "</tspan>").replace(' value="', ' data-n="')


def box(x: Place, y: float, width: Place, height: float, **looks: str) -> str:
    """Draw a rectangle."""
    styles = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in looks.items())
    place = f'x="{written(x)}" y="{written(y)}" width="{written(width)}" height="{written(height)}"'
    return f"<rect {place}{styles}/>"


def drawing(
    key: str, inside: str, height: float, said: tuple[str, str], study: Study, language: Language, *, width: float = 0
) -> str:
    """Return a whole picture, with the watermark when the study's data are synthetic.

    Parameters
    ----------
    key : str
        Makes the ids of its title and description; no other picture of the page has it.
    inside : str
        What is drawn.
    height : float
    said : (str, str)
        Title and description: what it is, and its numbers in words.
    study, language
        As everywhere.
    width : float
        Of a drawing that scales with the page; without one its letters keep their size, and places are shares.
    """
    title, description = said
    size = f'viewBox="0 0 {width:g} {height:g}"' if width else f'width="100%" height="{height:g}"'
    return (
        f'<svg {size} role="img" aria-labelledby="{key}-title {key}-words" font-family="{escape(FONT)}">'
        f'<title id="{key}-title">{escape(plain_text(title))}</title>'
        f'<desc id="{key}-words">{escape(plain_text(description))}</desc>'
        f"{inside}{_watermark(study, language, height)}</svg>"
    )


def _watermark(study: Study, language: Language, height: float) -> str:
    """Write over the middle of a picture that its data are made up."""
    if not study.synthetic:
        return ""
    lines = t("synthetic-short", language).replace(": ", ":\n").split("\n")
    said = "".join(f'<tspan x="0" dy="{28 * place}">{escape(line)}</tspan>' for place, line in enumerate(lines))
    return (
        f'<svg x="50%" y="{written(height / 2)}" overflow="visible" aria-hidden="true"><text class="mark" '
        f'transform="rotate(-18)" text-anchor="middle" font-size="22" fill="{WATERMARK}">{said}</text></svg>'
    )
