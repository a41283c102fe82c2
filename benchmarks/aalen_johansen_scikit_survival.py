"""Aalen–Johansen with variance, a million people, against scikit-survival."""

from __future__ import annotations

from incidence import EXACT, our_incidence
from people import people, written
from race import arguments, python, race, report, timed

chosen = arguments(n=1_000_000)
frame = people(chosen.n)
with python("incidence_scikit_survival.py", written(frame[["arm", "time", "event"]], "incidence_million")) as theirs:
    outcome = race(
        timed(our_incidence(frame)),
        theirs,
        work=f"Aalen–Johansen with variance, n = {chosen.n:,}",
        peer="scikit-survival cumulative_incidence_competing_risks",
        at_least=1.5,
        tolerance=EXACT,
    )
report(outcome, chosen)
