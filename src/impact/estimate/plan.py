"""Everything that a run reports of a study, in one call for each result frame."""

from __future__ import annotations

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate import checks
from impact.estimate.admission import admit
from impact.estimate.arms import compare_arms
from impact.estimate.arrays import one_thread
from impact.estimate.balance import balance
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.curves import cumulative_incidence
from impact.estimate.hazard import hazard_ratios, proportional_hazards
from impact.estimate.propensity import fit_propensity, weigh
from impact.results import Balance, Checks, Curves, Effects, FollowUp
from impact.study import ESTIMANDS, Study

REPORTED = ("none", *ESTIMANDS)
"""Unadjusted first, then weighted to each population."""

PRIMARY_FALLBACK = "ato"
"""Population of the overlap checks where the headline comparison is unadjusted."""


@one_thread
def study_curves(table: AnalysisTable, study: Study) -> Curves:
    """Cumulative incidence of every event type, by arm: unadjusted, and weighted to each population.

    Raises
    ------
    EstimationError
        As for `cumulative_incidence` and `propensity_weights`.
    """
    admit(table)
    model = fit_propensity(table)
    weighted = [cumulative_incidence(table, weigh(table, model, estimand)) for estimand in ESTIMANDS]
    return Curves.concat([cumulative_incidence(table), *weighted])


@one_thread
def study_effects(table: AnalysisTable, study: Study) -> Effects:
    """Risk differences, risk ratios and differences of time lost at every horizon, and hazard ratios.

    Each unadjusted and weighted to each population. Intervals come from the study's bootstrap, which all of them share,
    or from influence functions where it asks for no replicates; those of hazard ratios always from influence functions.

    Raises
    ------
    EstimationError
        As for `risk_difference`.
    """
    admit(table)
    model = fit_propensity(table)
    request = Request(
        horizons=np.asarray(study.horizons, dtype=np.float64),
        contrasts=("risk_difference", "risk_ratio", "rmtl_difference"),
        replicates=study.bootstrap.replicates,
        seed=study.bootstrap.seed,
    )
    return Effects.concat([contrast_all(table, model, REPORTED, request), hazard_ratios(table, model, REPORTED)])


@one_thread
def study_balance(table: AnalysisTable, study: Study) -> Balance:
    """Balance of every covariate under the weights of each population.

    Raises
    ------
    EstimationError
        As for `propensity_weights`.
    """
    admit(table)
    model = fit_propensity(table)
    return Balance.concat([balance(table, weigh(table, model, estimand)) for estimand in ESTIMANDS])


@one_thread
def study_checks(table: AnalysisTable, study: Study, followup: FollowUp) -> Checks:
    """Judge the gates of a study, with its overrides, and the checks that only warn.

    Overlap is judged under the weights of the headline comparison, events and tracing at its horizon.

    Raises
    ------
    EstimationError
        As for `propensity_weights`.
    """
    admit(table)
    model = fit_propensity(table)
    gates = checks.Gates(study)
    primary = study.primary.estimand if study.primary.method != "unadjusted" else PRIMARY_FALLBACK
    arms = compare_arms(table, None, np.asarray([study.primary.horizon], dtype=np.float64))
    return checks.checks_of(
        [
            *checks.balance_checks(gates, study_balance(table, study)),
            *checks.overlap_checks(gates, model, weigh(table, model, primary)),
            *checks.traced_checks(gates, followup),
            *checks.event_checks(gates, arms, 0),
            *checks.hazards_check(gates, proportional_hazards(table)),
            *checks.at_risk_checks(gates, table, max(study.horizons)),
        ]
    )
