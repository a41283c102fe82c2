"""Public claims about a programme, as a study names them: each is asked of the data."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from impact.study.kinds import ROLES
from impact.study.parts import Part, Text, Unit, offered

QUANTITIES: Final = (
    "free_of_event", "free_of_event_in_services", "effect", "children_served", "activity_count",
    "milestone_count", "milestone_share", "people_reached",
)  # fmt: skip
"""What a claim can be about.

`free_of_event`: the share of all ever enrolled not known to have had the event by the horizon after enrolment;
`free_of_event_in_services`: the share who did not have it while services lasted, by the horizon; `effect`: the
headline's contrast at the horizon, programme minus comparison; `children_served`: distinct children with a delivered
service; `activity_count`: what `activity_counts` adds up to, for each of the claim's `counts`; `milestone_count`: how
many of a pathway's units reached a milestone; `milestone_share`: the share of those with one milestone that reach
another by the horizon after it; `people_reached`: distinct persons that a programme reached.
"""
RISKS: Final = ("free_of_event", "free_of_event_in_services")
MILESTONES: Final = ("milestone_count", "milestone_share")
COUNTS: Final = ("children_served", "activity_count", "milestone_count", "people_reached")
NUMBERS: Final = {
    quantity: "effect" if quantity == "effect" else "count" if quantity in COUNTS else "risk" for quantity in QUANTITIES
}
"""What the number behind a claim is: an effect, a risk or a count."""
OF_KIND: Final = {
    "comparison": ("free_of_event", "free_of_event_in_services", "effect", "children_served", "activity_count"),
    "pathway": ("milestone_count", "milestone_share", "activity_count"),
    "reach": ("people_reached", "activity_count"),
}
"""What the claims of each kind of study can be about."""
VERDICTS: Final = ("established", "contradicted", "not_supported", "consistent", "not_checkable", "count")
"""What can be said of a claim; `impact.claims.verdict` has the rules."""

Number = Annotated[float, Field(allow_inf_nan=False)]


class Window(Part):
    """The days between which a count is taken, the first and the last among them; without them, all of the records."""

    since: dt.date | None = None
    until: dt.date | None = None

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.since and self.until and self.until < self.since:
            raise ValueError(f"until, {self.until}, is before since, {self.since}")
        return self


class Count(Window):
    """One of the counts that a claim of activity speaks of: as many of a unit as `threshold`, and more.

    Periods are whole months: one counts if its first day lies in the window.
    """

    programme: str
    unit: Unit
    threshold: Annotated[Number, Field(ge=0)]


class Claim(Window):
    """One claim: who says what, and which quantity would have to reach which threshold for it to be so.

    `threshold` is a share in 0–1 for a risk, in the headline's measure for an effect, a number of children for
    `children_served`. `met` says on which side of it the claim is met: an effect is claimed to be at most so much (the
    event is what the programme is there to avoid), anything else to be at least so much, unless the study says
    otherwise. A claim of activity has `counts` in its place, each with a threshold of its own.

    `horizon` is in the study's unit, after enrolment for a risk, after the return for an effect; a claim without one
    cannot be checked. A study that reads one into a claim which states none says so in `reading`. `programme` narrows
    the enrolments that count to one programme's; without it `design.programme` does. `since` and `until` belong to
    counts. `milestone`, `among` and `unit` belong to claims of milestones, `role` to people reached. `reading`, `needs`
    and `misleads` are for people: how the study understands the claim, what it would take to check it, and what in it
    misleads.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    statement: Text
    source: Text
    quantity: Annotated[str, offered("quantity", QUANTITIES)]
    horizon: Annotated[Number, Field(gt=0)] | None = None
    threshold: Number | None = None
    met: Literal["at_least", "at_most"] | None = None
    counts: tuple[Count, ...] = ()
    programme: str | None = None
    milestone: str | None = None
    among: str | None = None
    unit: Unit | None = None
    role: Annotated[str, offered("role", ROLES)] | None = None
    reading: Text = Field(default_factory=dict)
    needs: Text = Field(default_factory=dict)
    misleads: Text = Field(default_factory=dict)

    @property
    def is_met_from_above(self) -> bool:
        """Whether values over the threshold meet the claim, and not those under it."""
        return (self.met or ("at_most" if self.quantity == "effect" else "at_least")) == "at_least"

    @model_validator(mode="after")
    def _says_who_and_what(self) -> Self:
        for key in ("statement", "source"):
            if not getattr(self, key):
                raise ValueError(f"{key} must say so in words; a claim without one cannot be shown")
        return self

    @model_validator(mode="after")
    def _threshold_fits_the_quantity(self) -> Self:
        in_counts = self.quantity == "activity_count"
        if in_counts != bool(self.counts):
            raise ValueError("counts belong to the quantity activity_count, which needs at least one")
        if in_counts != (self.threshold is None):
            has = "has a threshold in each of its counts" if in_counts else "needs a threshold"
            raise ValueError(f"the quantity {self.quantity} {has}")
        counted = [(count.programme, count.unit) for count in self.counts]
        if len(set(counted)) < len(counted):
            raise ValueError("counts: a programme and unit stand twice; another window is another claim")
        if self.threshold is None:
            return self
        if self.quantity in (*RISKS, "milestone_share") and not 0 < self.threshold < 1:
            raise ValueError(f"threshold: a share lies between 0 and 1 (90% is 0.9), and {self.threshold:g} does not")
        if self.quantity in COUNTS and self.threshold < 0:
            raise ValueError("threshold: a count is never below 0")
        return self

    @model_validator(mode="after")
    def _keys_fit_the_quantity(self) -> Self:
        is_count, is_share = self.quantity in COUNTS, self.quantity == "milestone_share"
        has_window = is_count and self.quantity != "activity_count"
        is_of_milestones = self.quantity in MILESTONES
        fits = {
            "horizon": not is_count,
            "met": not is_count,
            "since": has_window,
            "until": has_window,
            "programme": self.quantity in (*RISKS, "children_served"),
            "milestone": is_of_milestones,
            "among": is_share,
            "unit": is_of_milestones,
            "role": self.quantity == "people_reached",
        }
        for key in (name for name, it_fits in fits.items() if not it_fits and getattr(self, name) is not None):
            raise ValueError(f"{key} does not belong to the quantity {self.quantity}")
        needed = {"milestone": is_of_milestones, "among": is_share, "horizon": is_share}
        for key in (name for name, is_needed in needed.items() if is_needed and getattr(self, name) is None):
            raise ValueError(f"the quantity {self.quantity} needs {key}")
        return self
