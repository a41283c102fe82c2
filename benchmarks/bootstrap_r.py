"""The bootstrap of the overlap-weighted risk difference, propensity refitted, against a loop in R."""

from __future__ import annotations

from people import people, written
from race import arguments, race, report, rscript, timed
from weighted import our_bootstrap, tolerance

chosen = arguments(n=2_000, replicates=1_000)
frame = people(chosen.n)
ours = our_bootstrap(frame, chosen.replicates)
with rscript("bootstrap.R", written(frame, "bootstrap"), chosen.replicates) as theirs:
    outcome = race(
        timed(ours),
        theirs,
        work=f"{chosen.replicates:,} bootstrap replicates of the overlap-weighted risk difference, n = {chosen.n:,}",
        peer="loop in R (glm + survfit)",
        at_least=25,
        tolerance=tolerance(ours(), chosen.replicates),
    )
report(outcome, chosen)
