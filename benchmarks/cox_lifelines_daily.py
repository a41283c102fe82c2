"""Cox's model with delayed entry, weights and robust errors, daily times, against lifelines."""

from __future__ import annotations

import warnings

from cox import CONVERGED, PEER, late_people, our_hazard_ratio, their_hazard_ratio
from race import arguments, race, report, timed

warnings.simplefilter("ignore")
chosen = arguments(n=20_000)
frame = late_people(chosen.n, tied=True)
outcome = race(
    timed(our_hazard_ratio(frame)),
    timed(their_hazard_ratio(frame)),
    work=f"Cox with delayed entry, weights and robust errors, n = {chosen.n:,} daily times",
    peer=PEER,
    at_least=30,
    tolerance=CONVERGED,
)
report(outcome, chosen)
