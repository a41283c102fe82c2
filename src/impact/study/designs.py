"""Designs that are refused with the reason, a clock that starts too late above all, and what others can do."""

from __future__ import annotations

IMMORTAL = (
    "the programme's children would have to stay at home until they enrol, while the others may leave from the first "
    "day. That time cannot hold an event (it is immortal), and it makes any programme look good. Start both clocks at "
    "the return, with the design referral (known at the return), landmark (`day: 30`), clone_censor (`grace: 120`) or "
    "time_varying (a hazard ratio only)"
)

MISALIGNED = {
    "enrolment": "a clock that starts at enrolment in the programme and at the return in the comparison is refused: ",
    "ever_enrolled": "comparing the ever enrolled with the never enrolled from the return on is refused: ",
}
"""Designs that are known by these names and are not offered, and how the refusal begins."""

CLONE_METHODS = ("unadjusted", "iptw")
TIME_VARYING_METHODS = ("unadjusted", "adjusted")
ALWAYS_NAMED = ("unadjusted", "iptw")
"""What `methods` holds when a study does not say: nobody asked for it."""


def refusal(kind: str) -> str:
    """Say why a design is refused that starts the clocks apart; empty for any other name."""
    return MISALIGNED[kind] + IMMORTAL if kind in MISALIGNED else ""
