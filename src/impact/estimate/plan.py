"""Everything that a run reports of a study, in one call for each result frame."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate import checks
from impact.estimate.admission import admit
from impact.estimate.arms import compare_arms
from impact.estimate.arrays import are_single, one_thread, units_of
from impact.estimate.balance import balance
from impact.estimate.bands import confidence_bands
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.designs.clone_censor import clone_curves, clone_effects
from impact.estimate.designs.clone_checks import clone_balance, clone_checks
from impact.estimate.designs.time_varying import time_varying_effects
from impact.estimate.detectable import minimum_detectable
from impact.estimate.entropy import ENTROPY_ESTIMANDS, fit_entropy, weigh_entropy
from impact.estimate.equality import gray_test, logrank_test
from impact.estimate.hazard import adjusted_hazard_ratio, hazard_ratios, proportional_hazards
from impact.estimate.headline import headline_of, is_imputed, models_for, replicates_for
from impact.estimate.imputed.imputation import imputed_effects
from impact.estimate.imputed.imputed_curves import imputed_curves
from impact.estimate.modelled.risk_models import RISK_METHODS, fit_risk_model
from impact.estimate.partners import with_partner_headline
from impact.estimate.propensity import fit_propensity, weigh
from impact.estimate.sensitivity import SENSITIVITIES, named
from impact.estimate.subdistribution import subdistribution_hazard_ratio
from impact.estimate.subgroups import subgroup_effects
from impact.estimate.weighting import FittedWeights
from impact.results import Balance, Checks, Curves, Effects, FollowUp
from impact.study import ESTIMANDS, Study
from impact.study.parts import ADJUSTED

REPORTED = ("none", *ESTIMANDS)
"""Unadjusted first, then weighted to each population."""

PRIMARY_FALLBACK = "ato"
"""Population of the overlap checks where the headline comparison is unadjusted."""


@one_thread
def study_curves(table: AnalysisTable, study: Study) -> Curves:
    """Cumulative incidence of every event type, by arm, with bands: unadjusted, and weighted to each population.

    Raises
    ------
    EstimationError
        As for `cumulative_incidence` and `propensity_weights`.
    """
    admit(table)
    if study.design.kind == "clone_censor":
        return clone_curves(table, study)
    if study.design.kind == "time_varying":
        return Curves.empty()
    if is_imputed(table, study):
        return imputed_curves(table, study)
    weights = [None, *_weights(table, study)]
    return Curves.concat([confidence_bands(table, one, seed=study.bootstrap.seed) for one in weights])


def _weights(table: AnalysisTable, study: Study) -> list[FittedWeights]:
    """Weights of each population by each method that weights."""
    model = fit_propensity(table, truncate=study.models.truncate)
    every: list[FittedWeights] = [weigh(table, model, estimand) for estimand in ESTIMANDS]
    if "entropy" in study.every_method:
        balanced = fit_entropy(table)
        every += [weigh_entropy(table, balanced, estimand) for estimand in ENTROPY_ESTIMANDS]
    return every


def _comparisons(table: AnalysisTable, study: Study) -> Effects:
    """Every method that the study reports, by the estimands that it defines; hazard ratios where a method has one."""
    model = fit_propensity(table, truncate=study.models.truncate)
    request = Request(
        horizons=np.asarray(study.horizons, dtype=np.float64),
        contrasts=("risk_difference", "risk_ratio", "rmtl_difference"),
        replicates=study.bootstrap.replicates,
        seed=study.bootstrap.seed,
    )
    parts = [contrast_all(table, model, REPORTED, request), hazard_ratios(table, model, REPORTED)]
    for method in study.every_method:
        asked = replace(request, replicates=replicates_for(study, method))
        if method in RISK_METHODS:
            options = models_for(study, method)
            risks = fit_risk_model(table, method, ESTIMANDS, propensity=model, seed=request.chosen_seed, **options)
            parts.append(contrast_all(table, risks, ESTIMANDS, asked))
        elif method == "entropy":
            balanced = fit_entropy(table)
            parts.append(contrast_all(table, balanced, ENTROPY_ESTIMANDS, asked))
            parts.append(hazard_ratios(table, balanced, ENTROPY_ESTIMANDS))
        elif method == ADJUSTED:
            parts.append(adjusted_hazard_ratio(table))
    return Effects.concat(parts)


def _sensitivities(table: AnalysisTable, study: Study) -> Effects:
    """Ask the headline's question of the event read otherwise."""
    readings = {name: SENSITIVITIES[name](table) for name in study.sensitivities}
    return Effects.concat([named(headline_of(read, study, study.horizons), name) for name, read in readings.items()])


def _tests(table: AnalysisTable, study: Study) -> Effects:
    """Test whether the arms are equal; where events compete, add the subdistribution hazard ratio."""
    parts = [logrank_test(table).effects()]
    if len(table.event_types) > 1:
        parts.append(subdistribution_hazard_ratio(table, "unadjusted"))
        parts.append(
            subdistribution_hazard_ratio(table, "iptw", study.primary.estimand, truncate=study.models.truncate)
        )
        if are_single(units_of(table)) and not table.has_delayed_entry:
            parts.append(gray_test(table).effects())
    return Effects.concat(parts)


@one_thread
def study_effects(table: AnalysisTable, study: Study) -> Effects:
    """Risk differences, risk ratios and differences of time lost at every horizon, and hazard ratios.

    Each by every method that the study reports, for each population; then tests, the study's sensitivities, the
    headline comparison in its subgroups, and what it could have detected. Intervals of weighted comparisons come from
    the study's bootstrap, which all of them share, or from influence functions where it asks for no replicates; those
    of hazard ratios and of modelled risks always from influence functions. Where event dates are imputed, all come from
    the imputations; where the study's answer is about partners like these, the headline's come from the partners.

    Raises
    ------
    EstimationError
        As for `risk_difference`.
    StudyError
        As for `subgroup_effects`.
    """
    admit(table)
    if study.design.kind == "clone_censor":
        return Effects.concat([clone_effects(table, study), _sensitivities(table, study)])
    if study.design.kind == "time_varying":
        return time_varying_effects(table, study)
    comparisons = imputed_effects(table, study) if is_imputed(table, study) else _comparisons(table, study)
    return Effects.concat(
        [
            with_partner_headline(comparisons, table, study),
            _tests(table, study),
            _sensitivities(table, study),
            subgroup_effects(table, study),
            minimum_detectable(table, study),
        ]
    )


@one_thread
def study_balance(table: AnalysisTable, study: Study) -> Balance:
    """Balance of every covariate under the weights of each population, and of each method that weights.

    Raises
    ------
    EstimationError
        As for `propensity_weights` and `entropy_weights`.
    """
    admit(table)
    if study.design.kind == "clone_censor":
        return clone_balance(table, study)
    return _balance(table, study, interactions=study.models.balance_interactions)


def _balance(table: AnalysisTable, study: Study, *, interactions: bool = False) -> Balance:
    return Balance.concat([balance(table, one, interactions=interactions) for one in _weights(table, study)])


@one_thread
def study_checks(table: AnalysisTable, study: Study, followup: FollowUp) -> Checks:
    """Judge the gates of a study, with its overrides, and the checks that only warn.

    Overlap is judged under the weights of the headline comparison (equipoise by the propensity, whatever the weights),
    events and tracing at its horizon.

    Raises
    ------
    EstimationError
        As for `propensity_weights`.
    """
    admit(table)
    if study.design.kind == "clone_censor":
        return clone_checks(table, study, followup)
    model = fit_propensity(table, truncate=study.models.truncate)
    gates = checks.Gates(study)
    primary = study.primary.estimand if study.headline_method != "unadjusted" else PRIMARY_FALLBACK
    weights = weigh(table, model, primary)
    is_balanced = study.headline_method == "entropy"
    headline = weigh_entropy(table, fit_entropy(table, [primary]), primary) if is_balanced else weights
    arms = compare_arms(table, None, np.asarray([study.primary.horizon], dtype=np.float64))
    return checks.checks_of(
        [
            # The covariates themselves, whether or not the study also looks at their products.
            *checks.balance_checks(gates, _balance(table, study)),
            *checks.overlap_checks(gates, model, weights.equipoise, headline.effective_n),
            *checks.truncation_check(gates, weights),
            *checks.traced_checks(gates, followup),
            *checks.event_checks(gates, arms, 0),
            *checks.hazards_check(gates, proportional_hazards(table)),
            *checks.at_risk_checks(gates, table, max(study.horizons)),
            *(checks.model_checks(gates, table) if set(RISK_METHODS) & set(study.every_method) else ()),
        ]
    )
