"""Risk differences, risk ratios and differences of time lost, as rows of Effects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.admission import admit, admit_horizons, method_and_estimand, offered
from impact.estimate.arms import Arms, Outcome, Spread, compare_arms, spread_of
from impact.estimate.arrays import ARM_CODES, Floats, Ints, one_thread, units_of
from impact.estimate.resample import Replicates, bootstrap, spread_of_replicates
from impact.estimate.reweigh import Model, fit_weights, method_of, weights_of
from impact.estimate.risk_models import RISK_METHODS, RiskModel, fit_risk_model, risk_model_arms, risk_model_bootstrap
from impact.estimate.rows import Number, effect_row
from impact.results import Effects
from impact.study.parts import Bootstrap

USABLE_SHARE = 0.95
"""Of the replicates; with fewer that have a value there is no interval."""

CONTRASTS = {"risk": ("risk_difference", "risk_ratio"), "rmtl": ("rmtl_difference",)}
"""The contrasts that rest on each measure of an arm."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked: horizons (H,), contrasts by name, an event type, replicates (0: none) and where they are done."""

    horizons: Floats
    contrasts: tuple[str, ...]
    event: int = 1
    replicates: int = 0
    seed: int | None = None
    scheduler: str | None = None

    @property
    def chosen_seed(self) -> int:
        """The seed asked for, or a study's default."""
        return Bootstrap().seed if self.seed is None else self.seed


def risk_difference(
    table: AnalysisTable,
    horizons: Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str = "cox",
    folds: int = 0,
    scheduler: str | None = None,
) -> Effects:
    """Difference of the cumulative incidences, programme minus comparison, at each horizon.

    Parameters
    ----------
    table : AnalysisTable
    horizons : iterable of float
        In `table.time_unit`.
    method : str
        unadjusted, iptw (propensity weights), entropy (balancing weights; att and ate), standardised (modelled risks
        averaged over the population), or aipw (doubly robust for ate and att; for ato a wrong propensity changes the
        population). The last two do not take delayed entry.
    estimand : str
        ate, att or ato; of no account when unadjusted.
    replicates : int
        0 gives influence-function standard errors, which account for the estimated weights; more, a bootstrap that
        refits the weights in every replicate. Intervals are on the same scale either way.
    seed : int, optional
        Of the bootstrap; when left out, the default of a study.
    event : int
        Code of the event type.
    censoring : str
        For aipw: cox, a model of being censored with the covariates, or km, Kaplan–Meier by arm.
    folds : int
        For aipw: fit the models on the other folds, `seed` deciding who is in which; 0 for none.
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
        If a name is not offered, an arm is empty, there are no events, everybody is censored at 0, every row is an
        event, or the covariates tell the arms apart perfectly.

    Notes
    -----
    Aalen & Johansen (1978); infinitesimal jackknife through the propensity's score equations, as in Lunceford &
    Davidian (2004).
    """
    return _one(
        table, horizons, "risk_difference", method, estimand, replicates, seed, event, censoring, folds, scheduler
    )


def risk_ratio(
    table: AnalysisTable,
    horizons: Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str = "cox",
    folds: int = 0,
    scheduler: str | None = None,
) -> Effects:
    """Ratio of the cumulative incidences, programme over comparison; interval and p-value on the logarithm.

    Parameters, rows and errors are those of `risk_difference`.
    """
    return _one(table, horizons, "risk_ratio", method, estimand, replicates, seed, event, censoring, folds, scheduler)


def rmtl_difference(
    table: AnalysisTable,
    horizons: Iterable[float],
    method: str = "iptw",
    estimand: str = "ato",
    *,
    replicates: int = 0,
    seed: int | None = None,
    event: int = 1,
    censoring: str = "cox",
    folds: int = 0,
    scheduler: str | None = None,
) -> Effects:
    """Difference of the mean time lost to the event by each horizon, in the table's unit, programme minus comparison.

    The arms' rows have measure rmtl: the area under the cumulative incidence, which for one event type is the horizon
    minus the restricted mean survival time. Parameters and errors are those of `risk_difference`.

    Notes
    -----
    Andersen (2013); for one event type equals R survRM2.
    """
    return _one(
        table, horizons, "rmtl_difference", method, estimand, replicates, seed, event, censoring, folds, scheduler
    )


@one_thread
def _one(
    table: AnalysisTable,
    horizons: Iterable[float],
    contrast: str,
    method: str,
    estimand: str,
    replicates: int,
    seed: int | None,
    event: int,
    censoring: str,
    folds: int,
    scheduler: str | None,
) -> Effects:
    shown = method_and_estimand(method, estimand)
    admit(table)
    offered("event type", str(event), [str(code) for code in table.event_types])
    request = Request(admit_horizons(horizons), (contrast,), event, replicates, seed, scheduler)
    model: Model | RiskModel | None
    if method in RISK_METHODS:
        model = fit_risk_model(table, method, [shown], censoring=censoring, folds=folds, seed=request.chosen_seed)
    else:
        model = fit_weights(table, method, [shown])
    return contrast_all(table, model, [shown], request)


def contrast_all(
    table: AnalysisTable, model: Model | RiskModel | None, estimands: Sequence[str], request: Request
) -> Effects:
    """Rows of every estimand (none is unadjusted) for the contrasts asked; the bootstrap is shared among them."""
    every, draws = _estimated(table, model, estimands, request)
    methods = [model.method if isinstance(model, RiskModel) else method_of(model, name) for name in estimands]
    return effects_of(every, draws, methods, estimands, units_of(table), request)


def contrast_arms(table: AnalysisTable, arms: Arms, method: str, estimand: str, request: Request) -> Effects:
    """Rows of both arms, however they were estimated, and of their contrasts; intervals from their influence."""
    return effects_of([arms], None, [method], [estimand], units_of(table), request)


def effects_of(
    every: Sequence[Arms],
    draws: Replicates | None,
    methods: Sequence[str],
    estimands: Sequence[str],
    units: Ints,
    request: Request,
) -> Effects:
    """Put both arms, for every estimand, into rows; intervals come from the replicates where there are any."""
    rows: list[dict[str, object]] = []
    for position, (method, estimand, arms) in enumerate(zip(methods, estimands, every, strict=True)):
        for measure, asked in CONTRASTS.items():
            names = tuple(name for name in asked if name in request.contrasts)
            if not names:
                continue
            outcome = arms.risk if measure == "risk" else arms.time_lost
            if draws is None:
                spread, interval, steady = spread_of(outcome, units), "influence", True
            else:
                drawn = draws.risk if measure == "risk" else draws.time_lost
                spread, usable = spread_of_replicates(drawn[:, position])
                interval, steady = "bootstrap", usable >= USABLE_SHARE * request.replicates
            result = Comparison(measure, names, method, estimand, arms, outcome, spread, interval, steady)
            rows += [row for index in range(len(request.horizons)) for row in result.rows(index, request)]
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def _estimated(
    table: AnalysisTable, model: Model | RiskModel | None, estimands: Sequence[str], request: Request
) -> tuple[list[Arms], Replicates | None]:
    """Both arms for every estimand, and their replicates where any were asked."""
    horizons, asked, event = request.horizons, (request.replicates, request.chosen_seed, request.event), request.event
    where = request.scheduler
    if isinstance(model, RiskModel):
        every = risk_model_arms(table, model, estimands, horizons, event)
        draws = (
            risk_model_bootstrap(table, model, estimands, horizons, *asked, scheduler=where)
            if request.replicates
            else None
        )
        return every, draws
    draws = bootstrap(table, model, estimands, horizons, *asked, scheduler=where) if request.replicates else None
    return [compare_arms(table, weights_of(table, model, name), horizons, event) for name in estimands], draws


@dataclass(frozen=True, slots=True)
class Comparison:
    """One measure by one method, ready to be put into rows; `degrees` of freedom where they are not infinite."""

    measure: str
    contrasts: tuple[str, ...]
    method: str
    estimand: str
    arms: Arms
    outcome: Outcome
    spread: Spread
    interval: str
    steady: bool
    degrees: Spread | None = None

    def rows(self, index: int, request: Request) -> Iterator[dict[str, object]]:
        """Rows of both arms and of the contrasts at the horizon of that index."""
        arms, values, free = self.arms, self.outcome.level[:, index], self.degrees
        for which, code in enumerate(ARM_CODES):
            number = Number(
                estimate=float(values[which]),
                std_error=float(self.spread.arms[which, index]),
                scale="risk" if self.measure == "risk" else "difference",
                followed=bool(arms.followed[which, index]),
                fewest=int(arms.events[which, index]),
                steady=self.steady,
                degrees=float(free.arms[which, index]) if free else np.inf,
            )
            yield self._row(number, self.measure, ARMS[code], slice(which, which + 1), index, request)
        for name in self.contrasts:
            ratio = name.endswith("ratio")
            with np.errstate(divide="ignore", invalid="ignore"):
                estimate = values[0] / values[1] if ratio else values[0] - values[1]
            number = Number(
                estimate=float(estimate),
                std_error=float((self.spread.log_ratio if ratio else self.spread.difference)[index]),
                scale="ratio" if ratio else "difference",
                followed=bool(arms.followed[:, index].all()),
                fewest=int(arms.events[:, index].min()),
                steady=self.steady,
                degrees=float((free.log_ratio if ratio else free.difference)[index]) if free else np.inf,
            )
            yield self._row(number, name, "contrast", slice(0, 2), index, request)

    def _row(
        self, number: Number, measure: str, arm: str, which: slice, index: int, request: Request
    ) -> dict[str, object]:
        return effect_row(
            number,
            measure=measure,
            method=self.method,
            estimand=self.estimand,
            arm=arm,
            event=request.event,
            horizon=float(request.horizons[index]),
            interval=self.interval,
            n=int(self.arms.people[which].sum()),
            events=int(self.arms.events[which, index].sum()),
        )
