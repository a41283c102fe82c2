"""Two arms and what is between them, by any method, as rows of Effects; intervals by influence or by the bootstrap."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.arms import Arms, Outcome, Spread, compare_arms, spread_of
from impact.estimate.arrays import ARM_CODES, Floats, Ints, units_of
from impact.estimate.modelled.risk_models import RiskModel, risk_model_arms, risk_model_bootstrap
from impact.estimate.resample import Replicates, bootstrap, is_steady, spread_of_replicates
from impact.estimate.reweigh import Model, method_of, weights_of
from impact.estimate.rows import NOT_ESTIMABLE, Number, effect_row
from impact.results import Effects
from impact.study.parts import Bootstrap

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
                interval, steady = "bootstrap", is_steady(usable, request.replicates)
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
        # Everybody has had the event: that resamples may lack the last of them is no uncertainty about it.
        certain = values == 1.0 if self.measure == "risk" else np.zeros(2, dtype=bool)
        for which, code in enumerate(ARM_CODES):
            number = Number(
                estimate=float(values[which]),
                std_error=float(self.spread.arms[which, index]),
                scale="risk" if self.measure == "risk" else "difference",
                followed=bool(arms.followed[which, index]),
                fewest=int(arms.events[which, index]),
                steady=self.steady,
                degrees=float(free.arms[which, index]) if free else np.inf,
                because=NOT_ESTIMABLE if certain[which] and arms.followed[which, index] else "",
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
                because=NOT_ESTIMABLE if certain.all() and arms.followed[:, index].all() else "",
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
