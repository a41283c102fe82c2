"""What became of those who reached a milestone, as ribbons: on to the next, out, lost from view, or waiting."""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING, Final

from impact.i18n import t
from impact.present.funnel import amount, framed, in_group, panel
from impact.present.page import Fragment, paragraphs
from impact.present.steps import Part, Step, milestone_name, own_unit, quoted, steps, way_name
from impact.present.svg import box, drawing, words, written
from impact.present.tables import table
from impact.present.theme import COLOURS, INK, MUTED, PAPER, PARTING
from impact.present.words import counted, label, wrapped

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language

WIDTH: Final = 340
"""Of the drawing, in its own units, about those of a telephone's screen."""
ROOM = 12
"""Letters of a unit beside the longest bar."""
TRUNK, LEFT, TURN, AT = 150.0, 4.0, 184.0, 190.0
"""Width of the whole trunk, its left edge, where ribbons end, and where their words begin."""
BAR, LINE, GAP = 16.0, 16.0, 8.0
LETTERS = 21

_DASHES: Final = {"lost": "2.5 2.5"}
"""Ribbons are told apart without colour as well: by stripes, and by how dark they are."""


def ribbons_chart(released: ReleasedResults, study: Study, language: Language) -> Fragment:
    """Draw how a pathway's units flow from milestone to milestone and out of it, a panel an arm, with a table.

    Widths are in proportion to what is shown. Of what is not shown there is a dotted line, however many they are.
    """
    arms = {arm: found for arm in study.arms if (found := steps(released, study, arm)) and found[0].is_shown}
    if not arms:
        return paragraphs([t("pathway-hidden-all", language)])
    panels = "".join(_panel(arm, found, study, language) for arm, found in arms.items())
    said = [ribbons_words(arm, found, study, language) for arm, found in arms.items()]
    if any(step.is_rounded_apart for found in arms.values() for step in found):
        panels += f'<p class="footnote">{escape(t("headline-rounded", language))}</p>'
    return framed("ribbons", panels, _table(arms, study, language), said, language)


def _panel(arm: str, found: tuple[Step, ...], study: Study, language: Language) -> str:
    scale = TRUNK / max(found[0].reached, 1.0)
    pieces, y = [], 0.0
    for step in found:
        drawn, y = _step(arm, step, y, scale, study, language)
        pieces.append(drawn)
    said = (t("chart-ribbons", language), ribbons_words(arm, found, study, language))
    svg = drawing(f"ribbons-{arm}", "".join(pieces), y + 6, said, study, language, width=WIDTH)
    return panel(arm, svg, study, language)


def _step(arm: str, step: Step, y: float, scale: float, study: Study, language: Language) -> tuple[str, float]:
    """Draw one milestone and what became of those who reached it; return it, and where it ends."""
    names = wrapped(milestone_name(step.milestone, study, language), 38).split("\n")
    pieces = [words(names, LEFT, y + 14, is_bold=True)]
    y += 17 * len(names) + 4
    wide = scale * step.reached if step.is_shown else TRUNK / 2
    number = _said(step.reached, study, language)
    pieces.append(words([number], LEFT + wide + 8, y + 13, size=13.5, is_bold=True))
    bar = _bar(arm, step, wide, y)
    y += BAR
    drawn, end = _parts(arm, step, wide, y, scale, study, language)
    return "".join([*pieces, *drawn, bar]), end


def _bar(arm: str, step: Step, wide: float, y: float) -> str:
    if step.is_shown:
        return box(LEFT, y, max(wide, 1), BAR, fill=COLOURS[arm])
    return box(LEFT, y, wide, BAR, fill=PAPER, stroke=MUTED, stroke_dasharray="4 4")


def _parts(
    arm: str, step: Step, wide: float, y: float, scale: float, study: Study, language: Language
) -> tuple[list[str], float]:
    """Draw the ribbons below a bar: on at the left edge, the others one below the other, the rightmost first."""
    if not step.parts:
        return [], y
    on, *rest = step.parts
    out = [part for part in rest if part.n != 0]
    rows, height = [], y + GAP
    right = LEFT + wide
    for part in sorted(out, key=lambda part: part.is_shown):
        thick = scale * part.n if part.is_shown else 1.5
        lines = [_said(part.n, study, language), *wrapped(way_name(part, language), LETTERS).split("\n")]
        tall = max(thick + GAP, LINE * len(lines) + GAP)
        centre = height + max(tall / 2, thick / 2 + GAP)
        rows.append(_ribbon(part, right - thick / 2, y, centre, thick))
        rows.append(words(lines[:1], AT, centre - LINE * len(lines) / 2 + 12, size=13, is_bold=True))
        rows.append(words(lines[1:], AT, centre - LINE * len(lines) / 2 + 12 + LINE, size=12.5, apart=LINE))
        right -= thick if part.is_shown else 4
        height += tall
    end = max(height + GAP, y + 3 * GAP)
    return [_onward(arm, on, y, end, scale), *rows], end


def _said(n: float, study: Study, language: Language) -> str:
    """Write a number with its unit, or alone where the unit would not fit: the words beside the picture have it."""
    unit = own_unit(study, language)
    return amount(n, unit, language) if len(unit) <= ROOM or isnan(n) else counted(n, language)


def _onward(arm: str, on: Part, y: float, end: float, scale: float) -> str:
    if on.is_shown:
        return box(LEFT, y, scale * on.n, end - y, fill=COLOURS[arm], fill_opacity="0.22")
    return f'<path d="M{LEFT + 6} {written(y)}V{written(end)}" stroke="{MUTED}" stroke-dasharray="2 4" fill="none"/>'


def _ribbon(part: Part, x: float, y: float, centre: float, thick: float) -> str:
    """Draw a ribbon from the bar down and, in a quarter of a circle, to the right."""
    round_ = min(thick / 2 + 4, max(centre - y, 1.0))
    path = (
        f"M{written(x)} {written(y)}V{written(centre - round_)}"
        f"Q{written(x)} {written(centre)} {written(x + round_)} {written(centre)}H{written(TURN)}"
    )
    dashes = _DASHES.get(part.what, "") if part.is_shown else "2 4"
    colour = PARTING[part.what] if part.is_shown else INK
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{written(thick)}"{dashed}/>'


def ribbons_words(arm: str, found: tuple[Step, ...], study: Study, language: Language) -> str:
    """Say in words what became of those who reached each milestone."""
    own = own_unit(study, language)
    said = [f"{label(arm, study, language)}."] if len(study.arms) > 1 else []
    for step in found:
        if not step.parts:
            continue
        names = [
            t("labelled", language, name=way_name(part, language), value=amount(part.n, own, language))
            for part in step.parts
        ]
        here = quoted(step.milestone, study, language)
        amounts = amount(step.reached, own, language)
        said.append(t("ribbons-words", language, milestone=here, amount=amounts, parts="; ".join(names)))
    return " ".join(said)


def _table(arms: dict[str, tuple[Step, ...]], study: Study, language: Language) -> Fragment:
    """List what the picture draws, and every way out whose number is shown although the picture has them as one."""
    rows = []
    for arm, found in arms.items():
        for step in found:
            name = in_group(arm, milestone_name(step.milestone, study, language), study, language)
            among = [way for way in step.ways if way not in step.parts and way.is_shown and way.n]
            cells = [(way_name(part, language), part) for part in step.parts]
            cells += [(t("pathway-of-these", language, way=way_name(way, language)), way) for way in among]
            rows += [[*name, said, counted(part.n, language)] for said, part in cells]
    heads = [t(name, language) for name in ("pathway-milestone", "pathway-became")]
    return table(t("table-ribbons", language), [*heads, own_unit(study, language)], rows, language)
