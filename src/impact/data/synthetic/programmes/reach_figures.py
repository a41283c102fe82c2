"""Every figure behind the synthetic records of activities: who takes part, how often, and how it is written down.

No number of people by period or role has been published; all of these are made up to show the method, and the records
made from them are evidence of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

WINDOW: Final = (np.datetime64("2021-01"), np.datetime64("2025-12"))
"""First and last month of the records."""
NO_CONSENT: Final = 0.05
WITHIN: Final = 20
"""Whoever comes again does so at one of so many meetings after the first one."""

Basis = Literal["distinct", "partly_identified", "deduplicated", "attendance"]


@dataclass(frozen=True, slots=True)
class Activity:
    """One programme of activities.

    Parameters
    ----------
    code : str
        What `programme` holds.
    basis : str
        How it is written down: participations of people who are all identified (`distinct`) or not
        (`partly_identified`), or counts by month in which nobody stands twice (`deduplicated`) or of `attendance`.
    people : int
        How many take part.
    roles : dict of str to float
        Shares of the role in which somebody first takes part.
    activities : tuple of str
        Codes, in turn from meeting to meeting.
    meetings : int
        A month.
    again : float
        Mean of how often somebody comes again.
    two_roles : float
        Share of the people who take part in another role too.
    unidentified : float
        Share of the participations that nobody's id was written down for.
    by_role : bool
        Whether counts tell the role.
    """

    code: str
    basis: Basis
    people: int
    roles: dict[str, float]
    activities: tuple[str, ...] = ("meeting",)
    meetings: int = 2
    again: float = 1.0
    two_roles: float = 0.0
    unidentified: float = 0.0
    by_role: bool = False


PLACES: Final = {
    "gender_initiative": (("GTM", "Huehuetenango"), ("HND", "Francisco Morazán")),
    "mexico_trainings": (("MEX", "Chiapas"), ("MEX", "Tabasco"), ("MEX", "Ciudad de México")),
}
REACH: Final = {
    "gender_initiative": (
        Activity(
            "gender_trainings", "distinct", 620, {"teacher": 0.6, "community_leader": 0.4}, ("training", "workshop"),
            again=1.6, two_roles=0.04,
        ),
        Activity(
            "gender_workshops", "partly_identified", 840, {"student": 0.55, "caregiver": 0.45}, ("workshop", "talk"),
            again=0.9, unidentified=0.12,
        ),
        Activity(
            "gender_therapy", "deduplicated", 280, {"student": 0.7, "caregiver": 0.3}, meetings=4, again=5.0,
            by_role=True,
        ),
        Activity(
            "gender_community", "attendance", 700, {"community_leader": 0.2, "caregiver": 0.5, "other": 0.3},
            meetings=3, again=3.0,
        ),
    ),
    "mexico_trainings": (
        Activity(
            "mexico_trainings", "partly_identified", 980, {"agency_staff": 0.5, "ngo_staff": 0.35, "official": 0.15},
            ("child_rights", "screening", "referral"), meetings=3, again=1.4, two_roles=0.05, unidentified=0.06,
        ),
    ),
}  # fmt: skip
