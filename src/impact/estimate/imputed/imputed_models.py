"""The methods that model risks, refitted to imputed resamples on a grid of times."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from impact.errors import EstimationError
from impact.estimate.arrays import ARM_CODES, Floats, Ints
from impact.estimate.contrasts import Request
from impact.estimate.imputed.imputer import Imputer, Resamples
from impact.estimate.modelled.doubly_robust import modelled
from impact.estimate.modelled.hazard_model import Spells
from impact.estimate.modelled.nuisance import Problem
from impact.estimate.modelled.predicted import Targets
from impact.estimate.modelled.risk_models import fit_risk_model
from impact.study import ESTIMANDS
from impact.study.parts import Models

GRID = 60
"""Times up to the last horizon at which exits are put, as every distinct time costs time. Horizons are among them, so
that nobody changes sides of one; what the grid does to an estimate is measured once and taken out again."""

Found = Iterator[tuple[tuple[str, str], tuple[Floats, Floats]]]
"""By method and estimand, risks and time lost."""


def on_grid(imputer: Imputer, methods: Sequence[str], resamples: Resamples, request: Request, models: Models) -> Found:
    """Estimate risks and time lost, each (B, M, 2, H), in imputed resamples.

    Raises
    ------
    EstimationError
        As for `fit_risk_model`.
    """
    prepared = _Prepared.of(imputer, methods, request, models)
    blocks, imputations, _ = resamples.time.shape
    size = len(request.horizons)
    values = np.empty((len(methods), len(ESTIMANDS), blocks, imputations, 2, 2 * size))
    for block, own in enumerate(np.ascontiguousarray(resamples.cases.T)):
        for imputation in range(imputations):
            exits = resamples.time[block, imputation], resamples.event[block, imputation]
            values[:, :, block, imputation] = prepared.levels(prepared.grid, *exits, own)
    yield from _by_key(methods, values, size)


def grid_error(imputer: Imputer, methods: Sequence[str], request: Request, models: Models) -> Found:
    """Return what to add to risks and time lost, each (2, H), for the grid: from one imputation of the data in hand."""
    prepared = _Prepared.of(imputer, methods, request, models)
    time, event = imputer.once(request.chosen_seed)
    ones = np.ones(len(time))
    exact = prepared.levels(np.unique(time), time, event, ones)
    yield from _by_key(methods, exact - prepared.levels(prepared.grid, time, event, ones), len(request.horizons))


def _by_key(methods: Sequence[str], values: Floats, size: int) -> Found:
    for one, method in enumerate(methods):
        for two, estimand in enumerate(ESTIMANDS):
            yield (method, estimand), (values[one, two][..., :size], values[one, two][..., size:])


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A table made ready for these methods; exits and the times that they are put at are given anew each time."""

    problem: Problem
    methods: Sequence[str]
    horizons: Floats
    grid: Floats

    @classmethod
    def of(cls, imputer: Imputer, methods: Sequence[str], request: Request, models: Models) -> Self:
        table, horizons = imputer.table, request.horizons
        model = fit_risk_model(table, "standardised", ESTIMANDS, propensity=imputer.propensity)
        if "aipw" in methods:
            model = fit_risk_model(
                table,
                "aipw",
                ESTIMANDS,
                censoring=models.censoring,
                folds=models.folds,
                seed=request.chosen_seed,
                propensity=imputer.propensity,
            )
        last = float(np.where(np.isfinite(table.upper), table.upper, table.time).max())
        step = float(horizons.max()) / GRID
        grid = np.unique(np.concatenate([np.arange(0.0, last + step, step), horizons]))
        return cls(model.problem(table, horizons, request.event), methods, horizons, grid)

    def levels(self, times: Floats, time: Floats, event: Ints, weights: Floats) -> Floats:
        """Risks, then time lost, by each method: (methods, E, 2, 2H); missing where a model fails.

        Exits are put at the next of `times`. The methods rest on the same models of the events, fitted once (but
        for cross-fitting).
        """
        problem = self._at(times, time, event)
        values = np.full((len(self.methods), len(ESTIMANDS), 2, 2 * len(self.horizons)), np.nan)
        if any(not (weights[problem.arm == code] > 0).any() for code in ARM_CODES):
            return values
        try:
            parts = problem.fit(weights)
            for position, method in enumerate(self.methods):
                own, fitted = problem, parts
                if method == "standardised":
                    own = replace(problem, censoring=None, folds=np.zeros_like(problem.folds))
                    # Cross-fitting is aipw's alone.
                    crossed = len(parts) > 1
                    fitted = own.fit(weights) if crossed else [replace(part, censoring=None) for part in parts]
                answer = modelled(own, ESTIMANDS, weights, derivative=False, fitted=fitted)
                if not answer.unsolved:
                    values[position] = answer.level.transpose(1, 0, 2)
        except (EstimationError, np.linalg.LinAlgError):
            values[:] = np.nan
        return values

    def _at(self, times: Floats, time: Floats, event: Ints) -> Problem:
        at, size, lost = np.searchsorted(times, time, side="left"), len(times), event == 0
        problem = self.problem
        return replace(
            problem,
            had=event == problem.types.groups[0][0],
            targets=Targets.of(times, self.horizons),
            events=tuple(Spells(at, at, np.isin(event, group), size) for group in problem.types.groups),
            censoring=Spells(at, at - ~lost, lost, size) if problem.censoring else None,
        )
