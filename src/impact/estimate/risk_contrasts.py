"""Risk differences, risk ratios and differences of time lost, as anybody may ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import (
    admit,
    admit_event,
    admit_horizons,
    admit_models,
    admit_replicates,
    method_and_estimand,
)
from impact.estimate.arrays import one_thread
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.modelled.risk_models import RISK_METHODS, RiskModel, fit_risk_model
from impact.estimate.reweigh import Model, fit_weights
from impact.results import Effects


def risk_difference(
    table: AnalysisTable,
    horizons: float | Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str | None = None,
    folds: int = 0,
    truncate: float | None = None,
    scheduler: str | None = None,
) -> Effects:
    """Difference of the cumulative incidences, programme minus comparison, at each horizon.

    Parameters
    ----------
    table : AnalysisTable
    horizons : float or iterable of float
        In `table.time_unit`.
    method : str
        unadjusted, iptw (propensity weights), entropy (balancing weights; att and ate), standardised (modelled risks
        averaged over the population), or aipw (doubly robust for ate and att; for ato a wrong propensity changes the
        population). The last two do not take delayed entry.
    estimand : str
        ate, att or ato; of no account when unadjusted.
    replicates : int
        0 gives influence-function standard errors, which account for the estimated weights; more, a bootstrap that
        refits the weights in every replicate: at least 20. Intervals are on the same scale either way.
    seed : int, optional
        Of the bootstrap; when left out, the default of a study.
    event : int
        Code of the event type.
    censoring : str, optional
        For aipw: cox (the default), a model of being censored with the covariates, or km, Kaplan–Meier by arm.
    folds : int
        For aipw: fit the models on the other folds, `seed` deciding who is in which; 0 for none.
    truncate : float, optional
        For iptw and aipw: propensities below it, or above one minus it, count as that bound, in replicates too.
    scheduler : str, optional
        For very many replicates: `local` or tcp://host:port, as for `run_jobs`; the bytes are the same.

    Returns
    -------
    Effects
        The arms' risks (measure risk) and their difference. A row that rests on under 10 events in an arm has no
        interval, one beyond the follow-up no estimate; both are withheld, with the reason.

    Raises
    ------
    EstimationError
        If a name or a number is not offered, or not by this method, an arm is empty, there are no events, everybody is
        censored at 0, every row is an event, or the covariates tell the arms apart perfectly.

    Notes
    -----
    Aalen & Johansen (1978); infinitesimal jackknife through the propensity's score equations, as in Lunceford &
    Davidian (2004).
    """
    options = _Options(replicates, seed, event, censoring, folds, truncate, scheduler)
    return _one(table, horizons, "risk_difference", method, estimand, options)


def risk_ratio(
    table: AnalysisTable,
    horizons: float | Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str | None = None,
    folds: int = 0,
    truncate: float | None = None,
    scheduler: str | None = None,
) -> Effects:
    """Ratio of the cumulative incidences, programme over comparison; interval and p-value on the logarithm.

    Parameters, rows and errors are those of `risk_difference`.
    """
    options = _Options(replicates, seed, event, censoring, folds, truncate, scheduler)
    return _one(table, horizons, "risk_ratio", method, estimand, options)


def rmtl_difference(
    table: AnalysisTable,
    horizons: float | Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str | None = None,
    folds: int = 0,
    truncate: float | None = None,
    scheduler: str | None = None,
) -> Effects:
    """Difference of the mean time lost to the event by each horizon, in the table's unit, programme minus comparison.

    The arms' rows have measure rmtl: the area under the cumulative incidence, which for one event type is the horizon
    minus the restricted mean survival time. Parameters and errors are those of `risk_difference`.

    Notes
    -----
    Andersen (2013); for one event type equals R survRM2.
    """
    options = _Options(replicates, seed, event, censoring, folds, truncate, scheduler)
    return _one(table, horizons, "rmtl_difference", method, estimand, options)


@dataclass(frozen=True, slots=True)
class _Options:
    """What may be asked beside the question; `risk_difference` says what each is."""

    replicates: int
    seed: int | None
    event: int
    censoring: str | None
    folds: int
    truncate: float | None
    scheduler: str | None


@one_thread
def _one(
    table: AnalysisTable,
    horizons: float | Iterable[float],
    contrast: str,
    method: str,
    estimand: str,
    options: _Options,
) -> Effects:
    shown = method_and_estimand(method, estimand)
    admit_models(method, options.censoring, options.folds, options.truncate)
    admit_replicates(options.replicates, options.seed)
    asked = admit_horizons(horizons)
    admit(table)
    admit_event(table, options.event)
    request = Request(asked, (contrast,), options.event, options.replicates, options.seed, options.scheduler)
    model: Model | RiskModel | None
    if method in RISK_METHODS:
        model = fit_risk_model(
            table,
            method,
            [shown],
            censoring=options.censoring or "cox",
            folds=options.folds,
            seed=request.chosen_seed,
            truncate=options.truncate,
        )
    else:
        model = fit_weights(table, method, [shown], truncate=options.truncate)
    return contrast_all(table, model, [shown], request)
