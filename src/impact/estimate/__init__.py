"""AnalysisTable to result frames: risks, contrasts, balance, checks and gates."""

from impact.estimate.balance import balance
from impact.estimate.bands import confidence_bands
from impact.estimate.contrasts import risk_difference, risk_ratio, rmtl_difference
from impact.estimate.curves import cumulative_incidence
from impact.estimate.detectable import minimum_detectable
from impact.estimate.entropy import EntropyWeights, entropy_weights
from impact.estimate.equality import EqualityTest, gray_test, logrank_test
from impact.estimate.hazard import hazard_ratio
from impact.estimate.plan import study_balance, study_checks, study_curves, study_effects
from impact.estimate.propensity import PropensityWeights, propensity_weights
from impact.estimate.sensitivity import composite, direct
from impact.estimate.subdistribution import subdistribution_hazard_ratio
from impact.estimate.subgroups import subgroup_effects

__all__ = [
    "EntropyWeights",
    "EqualityTest",
    "PropensityWeights",
    "balance",
    "composite",
    "confidence_bands",
    "cumulative_incidence",
    "direct",
    "entropy_weights",
    "gray_test",
    "hazard_ratio",
    "logrank_test",
    "minimum_detectable",
    "propensity_weights",
    "risk_difference",
    "risk_ratio",
    "rmtl_difference",
    "study_balance",
    "study_checks",
    "study_curves",
    "study_effects",
    "subdistribution_hazard_ratio",
    "subgroup_effects",
]
