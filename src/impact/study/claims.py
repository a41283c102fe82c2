"""Public claims about a programme, as a study names them: each is asked of the data."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from impact.study.parts import Part, Text, offered

QUANTITIES: Final = (
    "free_of_event", "free_of_event_in_services", "effect", "children_served", "activity_count",
)  # fmt: skip
"""What a claim can be about.

`free_of_event`: the share of all ever enrolled not known to have had the event by the horizon after enrolment;
`free_of_event_in_services`: the same while services last; `effect`: the headline's difference at the horizon, programme
minus comparison; `children_served`: distinct children with a delivered service; `activity_count`: what
`activity_counts` adds up to for a programme and unit.
"""
RISKS: Final = ("free_of_event", "free_of_event_in_services")
COUNTS: Final = ("children_served", "activity_count")


class Claim(Part):
    """One claim: who says what, and which quantity would have to reach which threshold for it to be so.

    `horizon` is in the study's unit; a claim that states none cannot be checked. `reading` says how the study
    understands a claim that is vague. `programme` and `unit` belong to `activity_count`.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=60)]
    statement: Text
    source: Text
    quantity: Annotated[str, offered("quantity", QUANTITIES)]
    horizon: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    threshold: Annotated[float, Field(allow_inf_nan=False)]
    reading: Text = Field(default_factory=dict)
    programme: str | None = None
    unit: Literal["child", "person", "family", "case", "application", "attendance"] | None = None

    @model_validator(mode="after")
    def _keys_fit_the_quantity(self) -> Self:
        counted = self.quantity == "activity_count"
        if counted != (self.programme is not None and self.unit is not None):
            raise ValueError("programme and unit belong to the quantity activity_count, which needs both")
        if self.quantity in COUNTS and self.horizon is not None:
            raise ValueError(f"a count ({self.quantity}) has no horizon")
        return self
