"""A pathway as it is released, milestone by milestone: who reached it, and what became of them before the next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from impact.i18n import has, t, wording
from impact.present.words import say

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.kinds import Pathway
    from impact.study.parts import Language

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Part:
    """Some of those who reached a milestone: `what` is on, exited, lost or waiting; `n` is missing where not shown."""

    what: str
    reason: str
    n: float

    @property
    def is_shown(self) -> bool:
        """Whether its number is shown."""
        return not pd.isna(self.n)


@dataclass(frozen=True, slots=True)
class Step:
    """One milestone of one arm.

    Attributes
    ----------
    milestone : str
        Its code in the study.
    reached : float
        Units of the pathway that reached it; missing where it is not shown.
    parts : tuple of Part
        What became of them before the next: the first went on. None for the last milestone.
    ways : tuple of Part
        Every way out that is told by its reason, whether or not `parts` tells it apart.
    longer : dict of float to float
        Of the waiting, those waiting at least so long, in the study's unit.
    linked : tuple of (str, float), optional
        Another unit, and how many of its own cases reached the milestone.
    """

    milestone: str
    reached: float
    parts: tuple[Part, ...]
    ways: tuple[Part, ...]
    longer: dict[float, float]
    linked: tuple[str, float] | None

    @property
    def is_shown(self) -> bool:
        """Whether the number who reached it is shown."""
        return not pd.isna(self.reached)

    @property
    def waiting(self) -> float:
        """How many wait for the next milestone; missing where it is not shown, or for the last."""
        return next((part.n for part in self.parts if part.what == "waiting"), NAN)

    @property
    def is_rounded_apart(self) -> bool:
        """Whether all its numbers are shown, and rounding lets the parts differ from their sum."""
        shown = self.is_shown and all(part.is_shown for part in self.parts)
        return bool(self.parts) and shown and sum(part.n for part in self.parts) != self.reached


def pathway_of(study: Study) -> Pathway:
    """Return what a study of kind pathway is about."""
    if study.pathway is None:
        raise TypeError(f"the study {study.id} is of kind {study.kind}; only one of kind pathway has milestones")
    return study.pathway


def steps(released: ReleasedResults, study: Study, arm: str) -> tuple[Step, ...]:
    """Read the released funnel of an arm; nothing where the release has none.

    A way out is told by its reason only where all ways out of that milestone are shown and add up to all who left, so
    that what is drawn always adds up to what is said.
    """
    frame = released.funnel.select(arm=arm)
    if frame.empty:
        return ()
    names = pathway_of(study).steps
    reached = {name: _number(frame, name, "reached") for name in names}
    found = []
    for name, following in zip(names, (*names[1:], None), strict=True):
        ways = (*_reasons(frame, name, "exited"), *_reasons(frame, name, "lost"))
        parts: tuple[Part, ...] = ()
        if following is not None:
            parts = (Part("on", "", reached[following]), *_left(frame, name, "exited"), *_left(frame, name, "lost"))
            parts += (Part("waiting", "", _number(frame, name, "waiting")),)
        longer = _rows(frame, name, "waiting_longer")
        waited = {float(time): float(n) for time, n in zip(longer["horizon"], longer["n"], strict=True)}
        found.append(Step(name, reached[name], parts, ways, waited, _linked(frame, name)))
    return tuple(found)


def _rows(frame: pd.DataFrame, milestone: str, what: str) -> pd.DataFrame:
    return frame[(frame["milestone"] == milestone) & (frame["what"] == what)]


def _number(frame: pd.DataFrame, milestone: str, what: str) -> float:
    rows = _rows(frame, milestone, what)
    values = rows.loc[rows["reason"].isna() | (rows["reason"] == ""), "n"]
    return float(values.iloc[0]) if len(values) else NAN


def _reasons(frame: pd.DataFrame, milestone: str, what: str) -> tuple[Part, ...]:
    rows = _rows(frame, milestone, what)
    rows = rows[rows["reason"].notna() & (rows["reason"] != "")]
    return tuple(Part(what, str(reason), float(n)) for reason, n in zip(rows["reason"], rows["n"], strict=True))


def _left(frame: pd.DataFrame, milestone: str, what: str) -> tuple[Part, ...]:
    """Return those who left in one way: by reason where that adds up, else all of them as one part."""
    ways = _reasons(frame, milestone, what)
    rows = _rows(frame, milestone, what)
    has_whole = bool((rows["reason"].isna() | (rows["reason"] == "")).any())
    whole = _number(frame, milestone, what) if has_whole else sum(way.n for way in ways)
    if ways and sum(way.n for way in ways) == whole:
        return tuple(way for way in ways if way.n != 0)
    return () if whole == 0 else (Part(what, "", whole),)


def _linked(frame: pd.DataFrame, milestone: str) -> tuple[str, float] | None:
    rows = _rows(frame, milestone, "linked")
    return (str(rows["unit"].iloc[0]), float(rows["n"].iloc[0])) if len(rows) else None


def milestone_name(milestone: str, study: Study, language: Language) -> str:
    """Return what the study calls a milestone."""
    step = next(step for step in pathway_of(study).milestones if step.id == milestone)
    return wording(step.label, language, milestone.replace("_", " "))


def quoted(milestone: str, study: Study, language: Language) -> str:
    """Return a milestone's name in the language's marks of quotation: it then fits any sentence."""
    return t("quoted", language, text=milestone_name(milestone, study, language))


def unit_name(unit: str, study: Study, language: Language) -> str:
    """Name a unit in the plural, e.g. families."""
    return say(f"claim-unit-{unit}", study, language)


def own_unit(study: Study, language: Language) -> str:
    """Name the pathway's own unit in the plural."""
    return unit_name(pathway_of(study).unit, study, language)


def way_name(part: Part, language: Language) -> str:
    """Say what became of some: by the reason where it is known, else left or lost."""
    key = f"exit-{part.reason.replace('_', '-')}"
    if part.reason and has(key, language):
        return t(key, language)
    return part.reason.replace("_", " ") or t(f"became-{part.what}", language)
