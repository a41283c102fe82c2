"""All result frames of one study, together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Self

from impact.cards import RESTRICTED, Card, Shown
from impact.errors import ImpactError
from impact.results.frame import ResultFrame
from impact.results.kinds import (
    Balance,
    Baseline,
    Changes,
    Checks,
    Claims,
    CohortFlow,
    Confounding,
    Curves,
    Densities,
    Effects,
    FollowUp,
    Funnel,
    Grid,
    Quality,
    Reach,
)
from impact.results.shown import EACH, bundle_card


@dataclass(frozen=True, slots=True, repr=False)
class StudyResults(Shown):
    """All result frames of one study, at full precision: for researchers, never for publication."""

    quality: Quality
    flow: CohortFlow
    baseline: Baseline
    followup: FollowUp
    curves: Curves
    effects: Effects
    balance: Balance
    checks: Checks
    grid: Grid
    confounding: Confounding
    claims: Claims
    changes: Changes
    densities: Densities
    funnel: Funnel = field(default_factory=Funnel.empty)
    reach: Reach = field(default_factory=Reach.empty)

    def __iter__(self) -> Iterator[ResultFrame]:
        return (getattr(self, field.name) for field in fields(self))

    def card(self) -> Card:
        """Return which frames there are, and what a row of each is."""
        parts = {name: getattr(self, name) for name in FRAMES}
        return bundle_card(self, "The results of one study before disclosure control.", parts, RESTRICTED, EACH)

    def save(self, folder: Path) -> None:
        """Write every frame into `folder` as CSV."""
        Path(folder).mkdir(parents=True, exist_ok=True)
        for frame in self:
            frame.save(folder)

    @classmethod
    def of(cls, frames: Mapping[str, ResultFrame]) -> Self:
        """Bundle frames by their names in `FRAMES`; the kinds are checked, and one that is not given has no rows."""
        bundle: dict[str, Any] = {name: frames.get(name, kind.empty()) for name, kind in FRAMES.items()}
        for name, kind in FRAMES.items():
            if not isinstance(bundle[name], kind):
                raise ImpactError(f"StudyResults.{name} must be {kind.__name__}")
        return cls(**bundle)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        return cls.of({name: kind.load(folder) for name, kind in FRAMES.items()})


FRAMES: dict[str, type[ResultFrame]] = {
    "quality": Quality,
    "flow": CohortFlow,
    "baseline": Baseline,
    "followup": FollowUp,
    "curves": Curves,
    "effects": Effects,
    "balance": Balance,
    "checks": Checks,
    "grid": Grid,
    "confounding": Confounding,
    "claims": Claims,
    "changes": Changes,
    "densities": Densities,
    "funnel": Funnel,
    "reach": Reach,
}
