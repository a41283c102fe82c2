"""Disclosure control: what leaves a run about few children is suppressed, rounded or withheld here."""

from impact.disclosure.analyses import (
    CONTROLS,
    DATES,
    FURTHER,
    LOSS_BOUNDS,
    NAIVE,
    PARTNERS,
    POLICY_PERIOD,
    SERVICE_DOSE,
    TURNBULL,
)
from impact.disclosure.checks import check_in_words
from impact.disclosure.differencing import Earlier, Held, hold
from impact.disclosure.reasons import GATE, code_in_words, reason_codes, reason_in_words
from impact.disclosure.release import COMPANIONS, release
from impact.disclosure.released import ReleasedResults, read_shown

__all__ = [
    "COMPANIONS",
    "CONTROLS",
    "DATES",
    "FURTHER",
    "GATE",
    "LOSS_BOUNDS",
    "NAIVE",
    "PARTNERS",
    "POLICY_PERIOD",
    "SERVICE_DOSE",
    "TURNBULL",
    "Earlier",
    "Held",
    "ReleasedResults",
    "check_in_words",
    "code_in_words",
    "hold",
    "read_shown",
    "reason_codes",
    "reason_in_words",
    "release",
]
