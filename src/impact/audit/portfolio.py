"""Auditing a portfolio's folder: what it may say is what the runs that it names released, and no other number."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from pydantic import ValidationError

from impact.audit.facts import Count, Fact, Finding, Place, Text, found
from impact.audit.known import RUN, Known, dates_in
from impact.audit.rules import counts_in_words, numbers_of
from impact.disclosure.released import COUNTS
from impact.provenance import COMPONENTS, MANIFEST, hash_tree
from impact.results import FRAMES
from impact.study import Disclosure

NOT_RELEASED: Final = "a count that no run of the portfolio released"
NO_SUCH_SHARE: Final = "a percentage that no run of the portfolio released"
_SHARE: Final = re.compile(r"(?<![\w.,])(\d{1,3}(?:[.,]\d+)?)[\s\u00a0\u202f]?%")
_PERCENT: Final = ("estimate", "ci_lower", "ci_upper", "worst", "best", "share", "value", "threshold")
_ALWAYS: Final = frozenset({0.0, 95.0, 100.0})
"""Of every interval, and the ends of every scale."""


@dataclass(frozen=True)
class KnownPortfolio(Known):
    """What is known of all runs behind a portfolio; an id, a day or a length of any of them is one of all of them."""

    parts: tuple[Known, ...] = ()

    @cached_property
    def dates(self) -> frozenset[Any]:
        """The own dates of every study, and the days of their runs and of the portfolio's."""
        names = " ".join(part.folder.name for part in self.parts)
        days = {*dates_in(str(self.manifest.get("made", ""))), *dates_in(RUN.sub(r"\1-\2-\3", names))}
        return frozenset(days).union(*(part.dates for part in self.parts))

    @cached_property
    def claimed(self) -> frozenset[float]:
        """Numbers in the public claims of every study, and in what the portfolio says of its programmes."""
        own = Known(self.folder, {"study": {"claims": [self.manifest.get("portfolio", {})]}}, self.disclosure)
        return own.claimed.union(*(part.claimed for part in self.parts))

    @cached_property
    def _every_id(self) -> frozenset[str]:
        return frozenset[str]().union(*(part._every_id for part in self.parts))

    @cached_property
    def lengths(self) -> frozenset[int]:
        """How many rows any restricted table of any run has."""
        return frozenset[int]().union(*(part.lengths for part in self.parts))

    @cached_property
    def analysed(self) -> dict[str, float]:
        """People analysed by arm in the smallest study: the shortest list that can have one entry a person."""
        return min((part.analysed for part in self.parts if part.analysed), key=lambda n: sum(n.values()), default={})

    @cached_property
    def frames_there(self) -> tuple[pd.DataFrame, ...] | None:
        """Every released frame of every run; nothing where a run is not at hand."""
        if not all((part.folder / "released").is_dir() for part in self.parts):
            return None
        found_here = (part.released(name) for part in self.parts for name in FRAMES)
        return tuple(frame for frame in found_here if frame is not None)

    @cached_property
    def counts(self) -> frozenset[float]:
        """Every count that a run released, the bounds of people claimed to be reached among them."""
        frames = self.frames_there or ()
        bounds = [one[one["quantity"] == "people_reached"] for one in frames if "quantity" in one]
        return frozenset(_values(frames, tuple(COUNTS))) | frozenset(_values(tuple(bounds), ("worst", "best")))

    @cached_property
    def shares(self) -> frozenset[float]:
        """Every percentage that can be written of a number that a run released: rounded, or a limit rounded outward."""
        hundreds = (100 * abs(value) for value in _values(self.frames_there or (), _PERCENT))
        return _ALWAYS | {side for value in hundreds for side in _written(value)} | self._quoted

    @cached_property
    def _quoted(self) -> frozenset[float]:
        """Percentages that the studies' and the portfolio's own texts name."""
        texts = json.dumps([part.study for part in self.parts] + [self.manifest.get("portfolio", {})])
        return frozenset(map(_number, _SHARE.findall(texts)))


def has_components(folder: Path) -> bool:
    """Tell whether a folder's manifest is a portfolio's."""
    return COMPONENTS in _manifest(folder)


def known_portfolio(folder: Path) -> KnownPortfolio:
    """Read what there is of a portfolio's run, and of the runs that it names, which stand beside it."""
    manifest = _manifest(folder)
    problems, parts = [], []
    for component in manifest[COMPONENTS]:
        try:
            part = _part(component, folder)
        except (KeyError, TypeError, AttributeError, ValidationError):
            problems.append("what it says of a study's run is damaged")
            continue
        if (part.folder / "released").is_dir() and _changed(component, part.folder):
            problems.append(f"the run {part.folder.name} no longer has the released files that the pages were made of")
        parts.append(part)
    # What is told of a study was rounded by its own rules; these are the least that hold for all of them.
    rules = [part.disclosure for part in parts] or [Disclosure()]
    step = math.gcd(*(one.round_to for one in rules))
    # Steps that differ can have a common one finer than a study may ask for.
    loosest = Disclosure.model_construct(
        suppress_below=min(one.suppress_below for one in rules),
        round_to=step,
        minimum_n=min(one.minimum_n for one in rules),
        curve_step=min(one.curve_step for one in rules),
    )
    return KnownPortfolio(folder, manifest, loosest, tuple(problems), parts=tuple(parts))


def judge_as_released(fact: Fact, known: KnownPortfolio) -> Iterator[Finding]:
    """Yield what of a fact no run released; nothing where the runs are not at hand, as with pages sent on alone."""
    if known.frames_there is None:
        return
    if isinstance(fact, Count):
        if any(value not in known.counts for value in numbers_of(fact.written, known.disclosure)):
            yield found(fact.place, NOT_RELEASED)
    elif isinstance(fact, Text) and not _is_style(fact.place):
        rules = known.disclosure
        named = {100.0, rules.suppress_below, rules.curve_step, rules.minimum_n, *known.claimed}
        if any(value not in known.counts and value not in named for value in counts_in_words(fact.text)):
            yield found(fact.place, NOT_RELEASED)
        if any(_number(written) not in known.shares for written in _SHARE.findall(fact.text)):
            yield found(fact.place, NO_SUCH_SHARE)


def _is_style(place: Place) -> bool:
    """Tell whether a text is how a page looks, where percentages are widths."""
    return place.within[-1].rstrip(">").endswith("style") if place.within else False


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _part(component: Mapping[str, Any], folder: Path) -> Known:
    """Return what is known of one run: by what the portfolio's manifest says of it, and by its folder if it is here."""
    study = component["study"]
    manifest = {name: component[name] for name in ("study", "made", "compared_with")}
    place = folder.parent.parent / str(study["id"]) / Path(str(component["run"])).name
    return Known(place, manifest, Disclosure(**study["disclosure"]))


def _changed(component: Mapping[str, Any], run: Path) -> bool:
    there = {f"released/{name}": digest for name, digest in hash_tree(run / "released").items()}
    return bool(component["released"] != there)


def _values(frames: tuple[pd.DataFrame, ...], columns: tuple[str, ...]) -> Iterator[float]:
    for frame in frames:
        for name in frame.columns.intersection(list(columns)):
            numbers = pd.to_numeric(frame[name], errors="coerce").to_numpy(dtype=np.float64)
            yield from map(float, np.unique(numbers[np.isfinite(numbers)]))


def _written(value: float) -> Iterator[float]:
    for decimals in (0, 1):
        scaled = round(value * 10**decimals, 6)
        yield from (round(side / 10**decimals, 1) for side in (math.floor(scaled), round(scaled), math.ceil(scaled)))


def _number(written: str) -> float:
    return round(float(written.replace(",", ".")), 1)
