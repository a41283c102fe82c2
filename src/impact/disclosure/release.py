"""From results at full precision to results that may be shown: the one door."""

from __future__ import annotations

from typing import Final

from impact.disclosure.assumptions import release_confounding, release_grid
from impact.disclosure.balance import release_balance
from impact.disclosure.changes import release_changes
from impact.disclosure.checks import release_checks
from impact.disclosure.claims import release_claims
from impact.disclosure.curves import release_curves
from impact.disclosure.densities import release_densities
from impact.disclosure.effects import release_effects
from impact.disclosure.footing import Footing
from impact.disclosure.funnel import release_funnel
from impact.disclosure.released import ReleasedResults, seal
from impact.disclosure.tables import release_baseline, release_flow, release_followup, release_quality
from impact.results import Reach, StudyResults
from impact.study import Study

COMPANIONS: Final = {
    "curves": frozenset({"flow", "followup", "checks", "funnel"}),
    "effects": frozenset({"flow", "followup", "curves", "checks", "funnel"}),
    "balance": frozenset({"flow", "baseline"}),
    "checks": frozenset({"flow", "followup", "curves"}),
    "grid": frozenset({"flow", "followup", "curves", "checks", "effects"}),
    "confounding": frozenset({"flow", "baseline", "followup", "curves", "checks", "effects"}),
    "densities": frozenset({"flow", "curves"}),
    "claims": frozenset({"flow", "followup", "curves", "checks", "effects"}),
}
"""What must be in the results for a frame to be released as it is in the whole: two releases that round the same number
differently would give it away."""


def release(results: StudyResults, study: Study) -> ReleasedResults:
    """Apply the study's disclosure rules to every number of its results.

    Parameters
    ----------
    results : StudyResults
        At full precision. Frames may be empty; one that has rows needs its `COMPANIONS`.
    study : Study
        Its `disclosure` holds the rules, which can be tighter than the defaults and never looser.

    Returns
    -------
    ReleasedResults
        The same frames and columns; suppressed cells are missing, estimates that too few people stand behind or that a
        failed gate withholds are blank, with the reason.

    Raises
    ------
    DisclosureError
        If a number has no rule by which it may be shown.

    Notes
    -----
    DOMAIN.md, Disclosure. Pure: no input or output, the same results give the same release.
    """
    rules, footing = study.disclosure, Footing(results, study)
    baseline, followup = release_baseline(results.baseline, rules), release_followup(results.followup, rules)
    return seal(
        {
            "quality": release_quality(results.quality, rules),
            "flow": release_flow(results.flow, rules),
            "baseline": baseline,
            "followup": followup,
            "curves": release_curves(results.curves, footing),
            "effects": release_effects(results.effects, footing),
            "balance": release_balance(results.balance, baseline, footing),
            "checks": release_checks(results.checks, followup, footing),
            "grid": release_grid(results.grid, footing),
            "confounding": release_confounding(results.confounding, baseline, footing),
            "claims": release_claims(results.claims, footing),
            "changes": release_changes(results.changes, rules),
            "densities": release_densities(results.densities, footing),
            "funnel": release_funnel(results.funnel, rules),
            "reach": Reach.empty(),
        }
    )
