"""The hazard of being lost given the baseline, arm by arm: what censoring weights are made of."""

from __future__ import annotations

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import ARM_CODES, Bools, Floats
from impact.estimate.modelled.hazard_model import HazardModel, Spells, cox_hazard
from impact.estimate.modelled.nuisance import spread_columns
from impact.estimate.modelled.outcome_types import EVENTS_PER_COEFFICIENT
from impact.estimate.propensity import orthonormal


def loss_models(table: AnalysisTable, lost: Bools) -> tuple[HazardModel | None, HazardModel | None]:
    """Fit Cox's model of being lost for each arm, programme first.

    An arm has a model of its own where it has five losses per coefficient; otherwise both arms share one in which the
    arm is a coefficient, if together they have as many. Where they do not, nobody is lost, or there are no covariates,
    there is no model: losses are then taken to be as likely for everybody in the arm, and weighting changes nothing.

    Parameters
    ----------
    table : AnalysisTable
        Nobody enters late. At a tied time events come before losses.
    lost : ndarray of bool, shape (n,)
    """
    times, at = np.unique(table.time, return_inverse=True)
    spells = Spells(at, at - (table.event > 0), lost, len(times))
    arm = table.arm.astype(np.float64)
    columns = spread_columns(table)
    alone = [_alone(spells, arm, columns, arm == code) for code in ARM_CODES]
    in_need = [
        model is None and bool((lost & (arm == code)).any()) for model, code in zip(alone, ARM_CODES, strict=True)
    ]
    if not any(in_need):
        return alone[0], alone[1]
    both = _together(spells, arm, columns)
    first, second = (both if need else model for need, model in zip(in_need, alone, strict=True))
    return first, second


def _alone(spells: Spells, arm: Floats, columns: Floats, members: Bools) -> HazardModel | None:
    """Fit one arm; its columns are made orthonormal within it, so that none is left that it does not vary in."""
    inside = columns[members] - columns[members].mean(axis=0)
    inside = inside[:, np.abs(inside).max(axis=0, initial=0.0) > _CONSTANT]
    if not inside.shape[1]:
        return None
    basis = orthonormal(inside)
    if int((spells.happened & members).sum()) < EVENTS_PER_COEFFICIENT * basis.shape[1]:
        return None
    own = np.zeros((len(arm), basis.shape[1]))
    own[members] = basis
    return _solved(cox_hazard(spells, arm, own, members.astype(np.float64)))


def _together(spells: Spells, arm: Floats, columns: Floats) -> HazardModel | None:
    enough = int(spells.happened.sum()) >= EVENTS_PER_COEFFICIENT * (columns.shape[1] + 1)
    in_both = all((spells.happened & (arm == code)).any() for code in ARM_CODES)
    if not (columns.shape[1] and enough and in_both):
        return None
    return _solved(cox_hazard(spells, arm, columns, np.ones(len(arm))))


def _solved(model: HazardModel) -> HazardModel | None:
    return model if model.converged else None


_CONSTANT = 1e-9
"""A column (of mean square one) that varies by less than this within an arm is the same for all of it."""
