"""What a study may ask about the dose of services among the children enrolled: in which periods, of which services."""

from __future__ import annotations

from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from impact.study.parts import Part

SERVICES: Final = (
    "psychosocial",
    "education",
    "vocational",
    "economic",
    "health",
    "legal_referral",
    "family_mediation",
    "other",
)
"""Kinds of service that the data dictionary knows; one that is not known to be any of them counts where all do."""

METHODS: Final = ("msm", "pooled")
"""What the column `method` says of it: a marginal structural model, and the naive one without weights."""

Service = Literal[
    "psychosocial", "education", "vocational", "economic", "health", "legal_referral", "family_mediation", "other"
]


class Dose(Part):
    """Ask what a service in each period while services last goes with, among the children enrolled.

    Parameters
    ----------
    period_days : int
        Length of a period; a child is served in it or not.
    services : tuple of str
        Kinds that count as a service; all where none is named.
    horizons : tuple of float
        Times since the enrolment, in the study's unit; the study's where none is named.
    """

    period_days: Annotated[int, Field(ge=7, le=92)] = 30
    services: tuple[Service, ...] = ()
    horizons: tuple[Annotated[float, Field(gt=0, allow_inf_nan=False)], ...] = ()

    @model_validator(mode="after")
    def _nothing_stands_twice(self) -> Self:
        for key, values in (("services", self.services), ("horizons", self.horizons)):
            if len(set(values)) < len(values):
                raise ValueError(f"{key}: one of them stands twice")
        return self
