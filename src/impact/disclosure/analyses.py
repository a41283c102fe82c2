"""Which analyses stand beside the main one, and what the release of each stands on.

A reading answers the headline's question of the headline's people in another way: it is withheld where the headline is,
because the two lie close together. What is not named here is taken for a reading of other people, which is the
strictest: it is withheld with the headline, and where nothing says how many people it has.
"""

from __future__ import annotations

from typing import Final

MAIN: Final = "main"

DATES: Final = ("date_lower", "date_midpoint", "date_upper", "date_imputed")
"""Where in its interval an event is put."""

LOSS_BOUNDS: Final = ("loss_worst", "loss_best")
"""Everybody lost in the programme arm had the event and nobody lost in the comparison arm, or the other way round."""

PARTNERS: Final = ("these_partners", "partners_like_these", "leave_one_partner_out")

NAIVE: Final = ("naive_enrolment_clock", "naive_ever_enrolled")
"""Shown so that the mistake can be seen, never as an answer."""

TURNBULL: Final = "turnbull"
"""Curves of the event wherever it may lie in its interval."""

PLACEBO_EXPOSURE: Final = "placebo_exposure"
"""Within the comparison arm: those offered the programme in vain against those never referred."""

CONTROLS: Final = ("placebo_outcome", PLACEBO_EXPOSURE, "detection_control")
"""Questions whose answer is known to be none."""

POLICY_PERIOD: Final = "policy_period"

SERVICE_DOSE: Final = "service_dose"
"""The children enrolled under two regimes of service: both arms are the same people."""

OF_DOSE: Final = "dose_"
"""Begins the names of the checks of that analysis, which speak of no other."""

SCHOOL_RETURN: Final = "school_return"
FIRST_SERVICE: Final = "first_service"
"""Of the programme arm alone: there is no other arm to be told, and the main one's people stand for it."""

OTHER_EVENTS: Final = (SCHOOL_RETURN, FIRST_SERVICE)
"""Other events of the main analysis's people, who leave its numbers at risk at other times: they are counted apart."""

HOUSEHOLD: Final = "household"
SIBLINGS: Final = "siblings"

FURTHER: Final = (*OTHER_EVENTS, HOUSEHOLD, SIBLINGS)
"""What else became of the children and of those they live with: questions of their own."""

APART: Final = frozenset({*NAIVE, *CONTROLS, *FURTHER, POLICY_PERIOD, SERVICE_DOSE})
"""Analyses with a question or people of their own: gates and counts withhold them, the headline's counts do not."""

SAME_PEOPLE: Final = frozenset(
    {
        *DATES, *LOSS_BOUNDS, *PARTNERS, TURNBULL,
        POLICY_PERIOD, "authority_recorded", "censoring_weights", "chained_equations", "time_varying",
    }
)  # fmt: skip
"""Analyses of the main one's people: where they give no counts of their own, the main one's speak for them."""
