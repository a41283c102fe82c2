"""Interval-censored events, imputed for every estimator: bootstrap the children, then impute twice in each resample."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit, admit_horizons, method_and_estimand
from impact.estimate.arms import Arms, Outcome, Spread, compare_arms
from impact.estimate.arrays import ARM_CODES, Floats, one_thread
from impact.estimate.contrasts import CONTRASTS, Comparison, Request
from impact.estimate.entropy import ENTROPY_ESTIMANDS, fit_entropy
from impact.estimate.imputed.imputed_models import grid_error, on_grid
from impact.estimate.imputed.imputed_risks import Sorted
from impact.estimate.imputed.imputer import Imputer, Resamples
from impact.estimate.imputed.pooling import Pooled, pool
from impact.estimate.modelled.risk_models import RISK_METHODS
from impact.estimate.propensity import PropensityModel, fit_propensity
from impact.estimate.resample import USABLE_SHARE
from impact.estimate.reweigh import Model, refitted
from impact.estimate.rows import Number, effect_row
from impact.results import Effects
from impact.study import ESTIMANDS, Study

INTERVAL = "imputation"
"""What the column `interval` says."""

RISK_BOOTSTRAPS = 25
"""Resamples for the methods that model risks, each of which refits all of their models: with 2,500 children and 50
columns that takes 0.1 s an imputation. Their intervals have some 24 degrees of freedom for it."""

SECONDARY_BOOTSTRAPS = 30
"""Resamples for a subgroup or a sensitivity: an interval is some 3% wider than with 200."""

WEIGHTED = ("none", *ESTIMANDS)

Key = tuple[str, str]
"""A method and an estimand, as the result frames have them."""


@dataclass(frozen=True, slots=True)
class Draws:
    """Estimates of M imputations in each of B resamples; missing where there is none.

    Attributes
    ----------
    risk, time_lost : ndarray of shape (B, M, 2, H)
        Of programme and comparison at the horizons.
    log_hazard_ratio : ndarray of shape (B, M)
    """

    risk: Floats
    time_lost: Floats
    log_hazard_ratio: Floats


@one_thread
def imputed_effects(table: AnalysisTable, study: Study) -> Effects:
    """Every comparison that a run reports, with event dates imputed, and the hazard ratios.

    The rows of risks, time lost and their contrasts are those that exact dates would give: unadjusted and weighted to
    each population, then the other methods of the study, each at every horizon; hazard ratios follow. Children (or
    clusters) are resampled `study.imputation.bootstraps` times and imputed `per_bootstrap` times in each, all weights
    refitted in every resample; standardised and aipw use the first `RISK_BOOTSTRAPS` of them.

    Returns
    -------
    Effects
        `interval` is imputation; `events` are the expected numbers by the horizon, given what is known, in whole
        events.

    Raises
    ------
    EstimationError
        As for `risk_difference`; or if the model of the event dates does not converge.

    Notes
    -----
    von Hippel & Bartlett (2021); see `pooling`. The model is that of `interval_model`.
    """
    admit(table)
    request = Request(
        admit_horizons(study.horizons), ("risk_difference", "risk_ratio", "rmtl_difference"), 1, 0, study.bootstrap.seed
    )
    keys: list[Key] = [("unadjusted" if name == "none" else "iptw", name) for name in WEIGHTED]
    for method in study.every_method:
        if method in RISK_METHODS or method == "entropy":
            keys += [(method, name) for name in (ENTROPY_ESTIMANDS if method == "entropy" else ESTIMANDS)]
    imputer = Imputer.of(table, fit_propensity(table, truncate=study.models.truncate))
    draws = _drawn(imputer, keys, request, study, study.imputation.bootstraps, RISK_BOOTSTRAPS, ratios=True)
    arms = _arms(imputer, request)
    rows = [row for key in keys for row in _rows(key, draws[key], arms, request)]
    weighted = [key for key in keys if key[0] in ("unadjusted", "iptw")]
    rows += [_hazard_row(key, draws[key], imputer) for key in weighted]
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


@one_thread
def imputed_headline(table: AnalysisTable, study: Study, horizons: Iterable[float], contrast: str) -> Effects:
    """Estimate one contrast by the study's method and estimand with imputed dates: for subgroups and sensitivities.

    As `imputed_effects`, with at most `SECONDARY_BOOTSTRAPS` resamples.
    """
    admit(table)
    primary = study.primary
    key = (study.headline_method, method_and_estimand(study.headline_method, primary.estimand))
    request = Request(admit_horizons(horizons), (contrast,), 1, 0, study.bootstrap.seed)
    imputer = Imputer.of(table, _propensity(table, study))
    bootstraps = min(study.imputation.bootstraps, SECONDARY_BOOTSTRAPS)
    draws = _drawn(imputer, [key], request, study, bootstraps, min(bootstraps, RISK_BOOTSTRAPS))
    return Effects(
        pd.DataFrame(_rows(key, draws[key], _arms(imputer, request), request), columns=list(Effects.COLUMNS))
    )


def _propensity(table: AnalysisTable, study: Study) -> PropensityModel | None:
    """Fit the propensity; an unadjusted comparison can do without where there is none."""
    try:
        return fit_propensity(table, truncate=study.models.truncate)
    except EstimationError:
        if study.headline_method == "unadjusted":
            return None
        raise


def _drawn(
    imputer: Imputer,
    keys: Sequence[Key],
    request: Request,
    study: Study,
    bootstraps: int,
    few: int,
    *,
    ratios: bool = False,
) -> dict[Key, Draws]:
    """Estimate by every method and estimand in every imputed resample."""
    models = _models(imputer, keys)
    modelled = tuple(dict.fromkeys(method for method, _ in keys if method in RISK_METHODS))
    parts: dict[Key, list[Draws]] = {key: [] for key in keys}
    left = few
    for resamples in imputer.resamples(bootstraps, study.imputation.per_bootstrap, request.chosen_seed):
        for key, draws in _weighted(imputer, models, resamples, request, ratios):
            parts[key].append(draws)
        if modelled and left > 0:
            for key, (risk, lost) in on_grid(imputer, modelled, resamples.first(left), request, study.models):
                parts[key].append(Draws(risk, lost, np.empty(0)))
            left -= resamples.cases.shape[1]
    joined = {key: _joined(own) for key, own in parts.items()}
    for key, (risk, lost) in grid_error(imputer, modelled, request, study.models) if modelled else ():
        joined[key] = replace(joined[key], risk=joined[key].risk + risk, time_lost=joined[key].time_lost + lost)
    return joined


def _models(imputer: Imputer, keys: Sequence[Key]) -> dict[Key, Model | None]:
    """Fit what each of the weighted comparisons is weighted by."""
    balanced = [estimand for method, estimand in keys if method == "entropy"]
    entropy = fit_entropy(imputer.table, balanced) if balanced else None
    kinds: Mapping[str, Model | None] = {"unadjusted": None, "iptw": imputer.propensity, "entropy": entropy}
    return {(method, estimand): kinds[method] for method, estimand in keys if method in kinds}


def _weighted(
    imputer: Imputer, models: Mapping[Key, Model | None], resamples: Resamples, request: Request, ratios: bool
) -> Iterator[tuple[Key, Draws]]:
    """Weighted risks, time lost and (if asked) hazard ratios of a block of resamples."""
    table, (blocks, imputations, people) = imputer.table, resamples.time.shape
    time, event = resamples.time.reshape(-1, people), resamples.event.reshape(-1, people)
    arms = [table.arm == code for code in ARM_CODES]
    ordered = [Sorted.of(time[:, rows], event[:, rows], table.entry[rows]) for rows in arms]
    random = np.random.default_rng([request.chosen_seed, people])
    everybody = Sorted.of(time, event, table.entry, random) if ratios else None
    refits = {
        id(model): refitted(table, np.arange(people), model, resamples.cases) for model in models.values() if model
    }
    shape = (blocks, imputations, len(request.horizons))
    for key, model in models.items():
        factors, usable = refits[id(model)](key[1]) if model else (np.ones(()), np.ones(blocks, dtype=bool))
        cases = np.where(usable, resamples.cases * factors, np.nan)
        weights = np.repeat(cases.T, imputations, axis=0)
        both = [own.risks(weights[:, rows], request.horizons, 1) for own, rows in zip(ordered, arms, strict=True)]
        risk, lost = (np.stack([arm[part].reshape(shape) for arm in both], axis=2) for part in (0, 1))
        ratio = np.full(len(time), np.nan) if everybody is None else everybody.log_hazard_ratio(arms[0], weights, 1)
        yield key, Draws(risk, lost, ratio.reshape(blocks, imputations))


def _joined(parts: Sequence[Draws]) -> Draws:
    return Draws(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("risk", "time_lost", "log_hazard_ratio"))
    )


def _arms(imputer: Imputer, request: Request) -> Arms:
    """People, expected events and follow-up of the arms; whether a horizon is reached goes by the stand-in dates."""
    table = imputer.table
    counted = compare_arms(table, None, request.horizons)
    reached = imputer.reached(request.horizons)[imputer.data.types.index(1)]
    expected = np.stack([reached[table.arm == code].sum(axis=0) for code in ARM_CODES])
    return replace(counted, events=np.rint(expected).astype(np.int64))


def _rows(key: Key, draws: Draws, arms: Arms, request: Request) -> list[dict[str, object]]:
    """Rows of one method and estimand, in the order in which exact dates give them."""
    rows: list[dict[str, object]] = []
    nothing = np.zeros(arms.events.shape)
    for measure, offered in CONTRASTS.items():
        names = tuple(name for name in offered if name in request.contrasts)
        if not names:
            continue
        values = draws.risk if measure == "risk" else draws.time_lost
        whole, spread, degrees = _pooled(values)
        steady = bool(np.isfinite(values).all(axis=(1, 2, 3)).mean() >= USABLE_SHARE)
        outcome = Outcome(whole.estimate, np.empty(0), nothing)
        result = Comparison(measure, names, *key, arms, outcome, spread, INTERVAL, steady, degrees)
        rows += [row for index in range(len(request.horizons)) for row in result.rows(index, request)]
    return rows


def _pooled(values: Floats) -> tuple[Pooled, Spread, Spread]:
    """Pool the arms, their difference and the logarithm of their ratio: standard errors, and degrees of freedom."""
    arms, difference = pool(values), pool(values[:, :, 0] - values[:, :, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = pool(np.log(values[:, :, 0]) - np.log(values[:, :, 1]))
    every = (arms, difference, ratio)
    return arms, Spread(*(part.std_error for part in every)), Spread(*(part.degrees for part in every))


def _hazard_row(key: Key, draws: Draws, imputer: Imputer) -> dict[str, object]:
    """One row of a hazard ratio, pooled on the logarithm; all of follow-up counts."""
    table, pooled = imputer.table, pool(draws.log_hazard_ratio)
    reached = imputer.reached(np.array([np.inf]))[imputer.data.types.index(1), :, 0]
    by_arm = [round(float(reached[table.arm == code].sum())) for code in ARM_CODES]
    number = Number(
        estimate=float(np.exp(pooled.estimate)),
        std_error=float(pooled.std_error),
        scale="ratio",
        followed=True,
        fewest=min(by_arm),
        steady=bool(np.isfinite(draws.log_hazard_ratio).all(axis=1).mean() >= USABLE_SHARE),
        degrees=float(pooled.degrees),
    )
    return effect_row(
        number,
        measure="hazard_ratio",
        method=key[0],
        estimand=key[1],
        arm="contrast",
        event=1,
        horizon=np.nan,
        interval=INTERVAL,
        n=len(table),
        events=sum(by_arm),
    )
