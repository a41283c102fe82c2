"""AnalysisTable to result frames: risks, contrasts, balance, checks and gates."""

from impact.estimate.balance import balance
from impact.estimate.contrasts import risk_difference, risk_ratio, rmtl_difference
from impact.estimate.curves import cumulative_incidence
from impact.estimate.hazard import hazard_ratio
from impact.estimate.plan import study_balance, study_checks, study_curves, study_effects
from impact.estimate.propensity import PropensityWeights, propensity_weights

__all__ = [
    "PropensityWeights",
    "balance",
    "cumulative_incidence",
    "hazard_ratio",
    "propensity_weights",
    "risk_difference",
    "risk_ratio",
    "rmtl_difference",
    "study_balance",
    "study_checks",
    "study_curves",
    "study_effects",
]
