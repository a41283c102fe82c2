"""AnalysisTable to result frames: risks, contrasts, balance, checks and gates."""

from impact.estimate.balance import balance
from impact.estimate.bands import confidence_bands
from impact.estimate.confounding import e_values, unmeasured_confounder
from impact.estimate.curves import cumulative_incidence
from impact.estimate.designs.clone_censor import clone_curves, clone_effects
from impact.estimate.designs.naive import immortal_time, naive_effects
from impact.estimate.designs.other_designs import design_effects
from impact.estimate.designs.policy_periods import policy_period_effects
from impact.estimate.designs.time_varying import time_varying_effects, time_varying_hazard_ratio
from impact.estimate.detectable import minimum_detectable
from impact.estimate.dose.effects import service_dose
from impact.estimate.entropy import EntropyWeights, entropy_weights
from impact.estimate.equality import EqualityTest, gray_test, logrank_test
from impact.estimate.hazard import hazard_ratio
from impact.estimate.imputed.event_dates import authority_recorded, event_date_effects
from impact.estimate.imputed.imputation import imputed_effects
from impact.estimate.imputed.imputed_curves import imputed_curves
from impact.estimate.imputed.turnbull import turnbull
from impact.estimate.loss.censoring_weights import censoring_weighted
from impact.estimate.loss.loss_bounds import loss_bounds
from impact.estimate.loss.tipping_point import tipping_point
from impact.estimate.missing_baselines import chained_equations
from impact.estimate.negative_controls import negative_controls
from impact.estimate.overlap import overlap
from impact.estimate.partners import partner_effects
from impact.estimate.plan import study_balance, study_checks, study_curves, study_effects
from impact.estimate.propensity import PropensityWeights, propensity_weights
from impact.estimate.risk_contrasts import risk_difference, risk_ratio, rmtl_difference
from impact.estimate.robustness import Robustness, study_confounding, study_robustness
from impact.estimate.sensitivity import composite, direct
from impact.estimate.subdistribution import subdistribution_hazard_ratio
from impact.estimate.subgroups import subgroup_effects

__all__ = [
    "EntropyWeights",
    "EqualityTest",
    "PropensityWeights",
    "Robustness",
    "authority_recorded",
    "balance",
    "censoring_weighted",
    "chained_equations",
    "clone_curves",
    "clone_effects",
    "composite",
    "confidence_bands",
    "cumulative_incidence",
    "design_effects",
    "direct",
    "e_values",
    "entropy_weights",
    "event_date_effects",
    "gray_test",
    "hazard_ratio",
    "immortal_time",
    "imputed_curves",
    "imputed_effects",
    "logrank_test",
    "loss_bounds",
    "minimum_detectable",
    "naive_effects",
    "negative_controls",
    "overlap",
    "partner_effects",
    "policy_period_effects",
    "propensity_weights",
    "risk_difference",
    "risk_ratio",
    "rmtl_difference",
    "service_dose",
    "study_balance",
    "study_checks",
    "study_confounding",
    "study_curves",
    "study_effects",
    "study_robustness",
    "subdistribution_hazard_ratio",
    "subgroup_effects",
    "time_varying_effects",
    "time_varying_hazard_ratio",
    "tipping_point",
    "turnbull",
    "unmeasured_confounder",
]
