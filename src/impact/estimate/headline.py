"""The study's own question, asked of any table: a subgroup, or another reading of the event."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from impact.cohort.table import AnalysisTable
from impact.estimate.designs.clone_censor import clone_headline
from impact.estimate.designs.time_varying import time_varying_hazard_ratio
from impact.estimate.imputed.imputation import imputed_headline
from impact.estimate.imputed.interval_data import is_dated
from impact.estimate.modelled.risk_models import RISK_METHODS
from impact.estimate.risk_contrasts import risk_difference, risk_ratio, rmtl_difference
from impact.results import Effects
from impact.study import Study

_ESTIMATORS = {"risk_difference": risk_difference, "risk_ratio": risk_ratio, "rmtl_difference": rmtl_difference}


class ModelOptions(TypedDict, total=False):
    """What `risk_difference` may be told of models."""

    truncate: float | None
    censoring: str
    folds: int


def headline_measure(study: Study) -> str:
    """Return the headline's contrast; a hazard ratio has no horizon, so the risk difference stands in for it."""
    return study.primary.measure if study.primary.measure in _ESTIMATORS else "risk_difference"


def replicates_for(study: Study, method: str) -> int:
    """Return how many replicates a run draws for a method.

    Methods that model risks get influence-function intervals: refitting their models a thousand times takes minutes,
    and their influence functions are exact.
    """
    return 0 if method in RISK_METHODS else study.bootstrap.replicates


def models_for(study: Study, method: str) -> ModelOptions:
    """Return what a study says of models, as far as the method has such models."""
    options: ModelOptions = {"truncate": study.truncation(method)}
    if method == "aipw":
        options |= {"censoring": study.models.censoring, "folds": study.models.folds}
    return options


def is_imputed(table: AnalysisTable, study: Study) -> bool:
    """Whether there is a date to impute, and the study asks for it."""
    return study.outcome.date == "imputed" and not is_dated(table)


def headline_of(table: AnalysisTable, study: Study, horizons: Iterable[float]) -> Effects:
    """Estimate the study's primary contrast, with its method and estimand, at the horizons given.

    Where the study's event dates are imputed, and those of the table are not all exact, so are they here. The designs
    clone_censor and time_varying estimate by their own means; the latter gives a hazard ratio, without a horizon.

    Raises
    ------
    EstimationError
        As for `risk_difference`.
    """
    primary = study.primary
    if study.design.kind == "clone_censor":
        return clone_headline(table, study, horizons, headline_measure(study))
    if study.design.kind == "time_varying":
        return time_varying_hazard_ratio(table, primary.method)
    if is_imputed(table, study):
        return imputed_headline(table, study, horizons, headline_measure(study))
    return _ESTIMATORS[headline_measure(study)](
        table,
        horizons,
        study.headline_method,
        primary.estimand,
        replicates=replicates_for(study, study.headline_method),
        seed=study.bootstrap.seed,
        **models_for(study, study.headline_method),
    )
