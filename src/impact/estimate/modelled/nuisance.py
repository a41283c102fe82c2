"""What stands between data and a doubly robust answer: models of the events, of being censored and of the arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, units_of
from impact.estimate.logistic import curvature, fit_logistic
from impact.estimate.modelled.hazard_model import HazardModel, Spells, arm_hazard, cox_hazard
from impact.estimate.modelled.outcome_types import OutcomeTypes, outcome_types
from impact.estimate.modelled.predicted import Targets
from impact.estimate.propensity import PropensityModel, design_matrix, orthonormal


@dataclass(frozen=True, slots=True)
class Nuisances:
    """Models fitted to some people (`trained`), for use on others or the same (`rows`).

    `events` has the event of interest first; `chance` (n,) is of being in the programme, and `chance_influence` (n, q)
    the derivative of its coefficients in case weights.
    """

    rows: Ints
    events: tuple[HazardModel, ...]
    censoring: HazardModel | None
    chance: Floats
    chance_influence: Floats

    @property
    def unsolved(self) -> list[str]:
        """Which models did not converge, in words."""
        models = {"the event of interest": self.events[0].converged}
        models |= {f"competing events ({index})": one.converged for index, one in enumerate(self.events) if index}
        models["being censored"] = self.censoring is None or self.censoring.converged
        models["being in the programme"] = bool(np.isfinite(self.chance).all())
        return [name for name, converged in models.items() if not converged]


@dataclass(frozen=True, slots=True)
class Problem:
    """A table made ready for modelling, which no case weight changes.

    Attributes
    ----------
    arm, had : ndarray of shape (n,)
        Of the programme (1.0 or 0.0); with the event of interest.
    covariates : ndarray of shape (n, p)
        Columns of `table.formula` without a constant, made orthonormal: the same fits, well conditioned.
    targets : Targets
    types : OutcomeTypes
    events : tuple of Spells, one a group of types
    censoring : Spells, or None where no model of being censored is needed
    folds : ndarray of int, shape (n,)
        Whose nuisances are fitted without them; all 0 where nothing is cross-fitted.
    propensity : PropensityModel, or None where nothing depends on it
    """

    arm: Floats
    had: Bools
    covariates: Floats
    targets: Targets
    types: OutcomeTypes
    events: tuple[Spells, ...]
    censoring: Spells | None
    censoring_adjusted: bool
    folds: Ints
    propensity: PropensityModel | None

    @classmethod
    def of(
        cls,
        table: AnalysisTable,
        model: PropensityModel | None,
        horizons: Floats,
        code: int,
        *,
        censoring: str | None,
        folds: int = 0,
        seed: int = 0,
    ) -> Self:
        """Prepare a table; without `censoring` (cox or km) there is no model of being censored."""
        times, at = np.unique(table.time, return_inverse=True)
        covariates = spread_columns(table)
        types = outcome_types(table, code, covariates.shape[1])
        lost = np.asarray(table.event == 0)
        size = len(times)
        return cls(
            arm=table.arm.astype(np.float64),
            had=np.asarray(table.event == code),
            covariates=covariates,
            targets=Targets.of(times, horizons),
            types=types,
            events=tuple(Spells(at, at, np.isin(table.event, group), size) for group in types.groups),
            censoring=Spells(at, at - ~lost, lost, size) if censoring else None,
            censoring_adjusted=censoring == "cox" and types.censoring_adjusted,
            folds=split(units_of(table), folds, seed),
            propensity=model,
        )

    def fit(self, weights: Floats) -> list[Nuisances]:
        """Fit every model under case weights (n,); one entry a fold.

        Raises
        ------
        EstimationError
            If a fold leaves nobody, or no event of interest, to learn from in an arm.
        """
        count = int(self.folds.max()) + 1
        if count == 1:
            return [self._fit(weights, np.arange(len(weights)), weights)]
        parts = []
        for fold in range(count):
            trained = np.where(self.folds == fold, 0.0, weights)
            for code in ARM_CODES:
                if not (trained[self.had & (self.arm == code)] > 0).any():
                    raise EstimationError(
                        f"cross-fitting in {count} folds leaves one of them no event of interest in an arm to learn "
                        "from; use fewer folds, or none"
                    )
            parts.append(self._fit(trained, np.flatnonzero(self.folds == fold), weights))
        return parts

    def _fit(self, trained: Floats, rows: Ints, weights: Floats) -> Nuisances:
        events = tuple(
            self._hazard(spells, adjusted, trained)
            for spells, adjusted in zip(self.events, self.types.adjusted, strict=True)
        )
        censoring = self._hazard(self.censoring, self.censoring_adjusted, trained) if self.censoring else None
        chance, influence = self._chance(trained)
        return Nuisances(rows[weights[rows] > 0], events, censoring, chance, influence)

    def _hazard(self, spells: Spells, adjusted: bool, weights: Floats) -> HazardModel:
        if adjusted:
            return cox_hazard(spells, self.arm, self.covariates, weights)
        return arm_hazard(spells, self.arm, weights)

    def _chance(self, weights: Floats) -> tuple[Floats, Floats]:
        model = self.propensity
        if model is None:
            return np.full(len(weights), 0.5), np.zeros((len(weights), 0))
        if (weights == 1.0).all():
            return model.propensity, model.influence
        fits = fit_logistic(model.design, self.arm, weights[:, None], model.coefficients)
        chance = fits.fitted[:, 0]
        if not fits.converged[0]:
            return np.full(len(weights), np.nan), np.zeros_like(model.influence)
        information = curvature(model.design, (weights * chance * (1.0 - chance))[:, None], np.zeros(1))[0]
        residual = np.where(weights > 0, self.arm - chance, 0.0)
        return chance, residual[:, None] * model.design @ np.linalg.pinv(information, hermitian=True)


def spread_columns(table: AnalysisTable) -> Floats:
    """Columns of the outcome models, shape (n, p): those of `table.formula`, centred and made orthonormal."""
    matrix = design_matrix(table).to_numpy(dtype=np.float64)
    scale = np.abs(matrix).max(axis=0)
    matrix = matrix - matrix.mean(axis=0)
    matrix = matrix[:, np.abs(matrix).max(axis=0) > 1e-12 * scale]
    return orthonormal(matrix) if matrix.shape[1] else matrix


def split(units: Ints, folds: int, seed: int) -> Ints:
    """Fold of each row: units stay together, folds differ by one unit at most."""
    if folds < 2:
        return np.zeros(len(units), dtype=np.int64)
    count = int(units.max()) + 1
    order = np.random.default_rng(np.random.SeedSequence(seed)).permutation(count)
    fold = np.empty(count, dtype=np.int64)
    fold[order] = np.arange(count) % folds
    return fold[units]
