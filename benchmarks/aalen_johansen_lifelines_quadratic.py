"""Aalen–Johansen with variance against the last lifelines whose variance is quadratic in the number of times."""

from __future__ import annotations

from incidence import JITTERED, our_incidence
from people import people, written
from race import arguments, python, race, report, timed

chosen = arguments(n=20_000)
frame = people(chosen.n)
with python("incidence_lifelines.py", written(frame, "incidence_lifelines")) as theirs:
    outcome = race(
        timed(our_incidence(frame)),
        theirs,
        work=f"Aalen–Johansen with variance, n = {chosen.n:,} daily times",
        peer="lifelines 0.30.0 AalenJohansenFitter",
        at_least=500,
        tolerance=JITTERED,
    )
report(outcome, chosen)
