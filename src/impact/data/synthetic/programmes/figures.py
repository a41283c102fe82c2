"""Every figure behind the synthetic records of pathways: who starts, how steps go, and how many are lost.

No rate of any of these programmes has been published with a denominator and a horizon; all of these are made up to show
the method, and the records made from them are evidence of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

WINDOW: Final = (np.datetime64("2023-01-01"), np.datetime64("2025-10-31"))
"""First and last day on which a case starts."""
CUT_OFF: Final = np.datetime64("2025-12-31")

NO_CONSENT: Final = 0.06
NOT_STARTED: Final = 0.04
"""Cases that were opened and never reached the first milestone, for each that starts."""
OTHER_PROGRAMME: Final = ("help_desk", 0.05)
"""Another programme whose cases stand in the same table, and how many there are for each that starts."""
UNANSWERED: Final = 0.04
"""Share of the cells of a column that hold nothing, and as many again that hold `unknown`."""

LOST_PER_YEAR: Final = 0.10
"""Hazard of being lost, the same whoever the case is and wherever it stands: loss tells nothing."""
LOST: Final = {"lost": 0.68, "transferred": 0.15, "closed": 0.10, "consent_withdrawn": 0.05, "unknown": 0.02}


@dataclass(frozen=True, slots=True)
class Step:
    """How cases go on from one milestone to the next.

    Parameters
    ----------
    milestone : str
        What comes next.
    scale : float
        Days by which 63 of 100 would have reached it if there was no other way out (Weibull).
    shape : float
        Under 1 most go soon or wait for long; over 1 nobody goes soon.
    exits : dict of str to float
        Hazard of each competing way out, a year, while the case waits for this milestone.
    """

    milestone: str
    scale: float
    shape: float
    exits: dict[str, float]


@dataclass(frozen=True, slots=True)
class Group:
    """Cases of one value of `group`: their share, and what multiplies the hazard of each next milestone."""

    share: float
    pace: float


@dataclass(frozen=True, slots=True)
class Linked:
    """Cases of another unit that a milestone is recorded of.

    Parameters
    ----------
    unit, milestone : str
    shares : tuple of float
        Shares of the cases on the path with one, two, … of them.
    later : float
        Mean days by which each further one follows the one before.
    """

    unit: str
    milestone: str
    shares: tuple[float, ...]
    later: float


@dataclass(frozen=True, slots=True)
class Counted:
    """A count by month of something else: its unit, its mean, and whether nobody stands in it twice."""

    unit: str
    mean: float
    is_deduplicated: bool


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme whose records are milestones.

    Parameters
    ----------
    code : str
        What `programme` holds.
    unit : str
    cases : int
        How many start.
    first : str
        The milestone with which the clock starts.
    steps : tuple of Step
    countries : dict of str to float
        Where the case is: shares.
    departments : dict of str to tuple of str
        By country.
    ages : tuple of int, optional
        Youngest and oldest at the start, where a case is a child.
    groups : dict of str to Group
        What `group` holds; one group and no name for it where there are none.
    siblings : float
        Share of the cases that start together with the case before, of one household.
    """

    code: str
    unit: str
    cases: int
    first: str
    steps: tuple[Step, ...]
    countries: dict[str, float]
    departments: dict[str, tuple[str, ...]]
    ages: tuple[int, int] | None = None
    groups: dict[str, Group] | None = None
    siblings: float = 0.0
    linked: Linked | None = None
    counts: tuple[Counted, ...] = ()

    @property
    def milestones(self) -> tuple[str, ...]:
        """Names of the milestones, in their order."""
        return (self.first, *(step.milestone for step in self.steps))


_DEPARTMENTS: dict[str, tuple[str, ...]] = {
    "GTM": ("San Marcos", "Huehuetenango", "Quiché", "Quetzaltenango"),
    "HND": ("Cortés", "Francisco Morazán", "Yoro"),
    "SLV": ("San Salvador", "San Miguel", "La Libertad"),
}
_STATES: dict[str, tuple[str, ...]] = {
    "MEX": ("Chiapas", "Tabasco", "Baja California", "Ciudad de México"),
    "USA": ("California", "Texas", "New York", "Virginia"),
}

CAM = Programme(
    code="central_american_minors",
    unit="family",
    cases=900,
    first="screened",
    steps=(
        Step("eligible", 45, 0.9, {"ineligible": 1.10, "withdrew": 0.25, "refused": 0.10}),
        Step("application", 110, 1.1, {"withdrew": 0.22, "aged_out": 0.08, "lawful_migration": 0.05, "died": 0.004}),
        Step("interview", 260, 1.5, {"withdrew": 0.10, "aged_out": 0.10, "lawful_migration": 0.06, "died": 0.004}),
        Step("decision", 120, 1.3, {"withdrew": 0.05, "aged_out": 0.06, "lawful_migration": 0.03, "died": 0.004}),
    ),
    countries={"SLV": 0.46, "HND": 0.30, "GTM": 0.24},
    departments=_DEPARTMENTS,
    linked=Linked("application", "application", (0.66, 0.25, 0.09), 50),
)
FAMILY_REUNIFICATION = Programme(
    code="family_reunification",
    unit="person",
    cases=760,
    first="located",
    steps=(
        Step("registered", 60, 0.8, {"refused": 0.30, "ineligible": 0.22, "died": 0.004}),
        Step("application", 95, 1.0, {"withdrew": 0.20, "ineligible": 0.12, "resolved_otherwise": 0.06}),
        Step("reunified", 240, 1.4, {"withdrew": 0.12, "refused": 0.08, "lawful_migration": 0.05, "died": 0.004}),
    ),
    countries={"GTM": 0.55, "HND": 0.32, "SLV": 0.13},
    departments=_DEPARTMENTS,
    siblings=0.20,
    counts=(Counted("person", 64, False), Counted("case", 9, True)),
)
MEXICO_ACCOMPANIMENT = Programme(
    code="mexico_accompaniment",
    unit="child",
    cases=1100,
    first="received",
    steps=(
        Step("orientation", 12, 0.8, {"withdrew": 0.60, "resolved_otherwise": 0.70, "aged_out": 0.05}),
        Step("accompaniment", 40, 0.9, {"withdrew": 0.50, "refused": 0.40, "resolved_otherwise": 0.40}),
        Step("resolved", 210, 1.2, {"withdrew": 0.25, "lawful_migration": 0.15, "aged_out": 0.12, "other": 0.08}),
    ),
    countries={"MEX": 1.0},
    departments=_STATES,
    ages=(9, 17),
    siblings=0.15,
)
LEGAL_REPRESENTATION = Programme(
    code="legal_representation",
    unit="child",
    cases=1400,
    first="intake",
    steps=(
        Step("represented", 75, 0.9, {"refused": 0.25, "withdrew": 0.20, "resolved_otherwise": 0.15}),
        Step("filed", 120, 1.2, {"withdrew": 0.10, "lawful_migration": 0.03, "resolved_otherwise": 0.08}),
        Step("decided", 420, 1.6, {"withdrew": 0.05, "lawful_migration": 0.03, "resolved_otherwise": 0.05}),
    ),
    countries={"USA": 1.0},
    departments=_STATES,
    ages=(4, 17),
    groups={"detained": Group(0.35, 1.5), "released": Group(0.65, 1.0)},
    siblings=0.12,
)
PATHWAYS: Final = {
    "cam": CAM,
    "family_reunification": FAMILY_REUNIFICATION,
    "mexico_accompaniment": MEXICO_ACCOMPANIMENT,
    "legal_representation": LEGAL_REPRESENTATION,
}
