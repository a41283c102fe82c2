"""Aalen–Johansen with variance against R's survfit."""

from __future__ import annotations

from incidence import EXACT, our_incidence
from people import people, written
from race import arguments, race, report, rscript, timed

chosen = arguments(n=200_000)
frame = people(chosen.n)
with rscript("survfit.R", written(frame[["arm", "time", "event"]], "incidence_survfit")) as theirs:
    outcome = race(
        timed(our_incidence(frame)),
        theirs,
        work=f"Aalen–Johansen with variance, n = {chosen.n:,}",
        peer="R survfit",
        at_least=10,
        tolerance=EXACT,
    )
report(outcome, chosen)
