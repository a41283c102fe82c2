"""The methods that weigh people, behind one door: fitted to the table, and refitted in every replicate."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit_truncation, offered
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints
from impact.estimate.entropy import EntropyModel, balance_arm, fit_entropy, unnormalised, weigh_entropy, weighted_arms
from impact.estimate.logistic import fit_logistic
from impact.estimate.propensity import PropensityModel, fit_propensity, tilt, weigh
from impact.estimate.weighting import FittedWeights
from impact.study.parts import WEIGHTINGS

Model = PropensityModel | EntropyModel

Refitted = Callable[[str], tuple[Floats, Bools]]
"""From an estimand to what multiplies the case weights, (n, B), and which replicates were solved, (B,)."""


def fit_weights(
    table: AnalysisTable, method: str, estimands: Sequence[str], *, truncate: float | None = None
) -> Model | None:
    """Fit what a method needs for these estimands: nothing for unadjusted. `truncate` is for iptw.

    Raises
    ------
    EstimationError
        As for `propensity_weights` and `entropy_weights`, or if truncation is asked of a method without propensities.
    """
    offered("method of weighting", method, WEIGHTINGS)
    admit_truncation(truncate, method)
    if method == "unadjusted":
        return None
    return fit_entropy(table, estimands) if method == "entropy" else fit_propensity(table, truncate=truncate)


def method_of(model: Model | None, estimand: str) -> str:
    """Name the method as the result frames have it."""
    if model is None or estimand == "none":
        return "unadjusted"
    return "entropy" if isinstance(model, EntropyModel) else "iptw"


def weights_of(table: AnalysisTable, model: Model | None, estimand: str) -> FittedWeights | None:
    """Turn a fitted model into the weights of one estimand; nothing where nothing is weighted."""
    if model is None or estimand == "none":
        return None
    return weigh_entropy(table, model, estimand) if isinstance(model, EntropyModel) else weigh(table, model, estimand)


def population_weights(table: AnalysisTable, model: Model, estimand: str) -> tuple[Floats, Floats, Floats, Floats]:
    """Weights under which both arms stand for one population of one size, as a hazard ratio needs them.

    Returns
    -------
    values, slope : ndarray of shape (n,)
    design, influence : ndarray of shape (n, p)
        What `values` were computed from; see `WeightModel`.
    """
    if isinstance(model, EntropyModel):
        raw = unnormalised(table, model, estimand)
        return raw.values, raw.slope, raw.model.design, raw.model.influence
    values, slope = model.tilts(estimand, table.arm == 1)
    return values, slope, model.design, model.influence


def refitted(table: AnalysisTable, order: Ints, model: Model | None, cases: Floats) -> Refitted:
    """Refit the weights to each column of case weights (n, B), whose rows are those of the table in `order`."""
    if model is None:
        return lambda estimand: (np.ones(()), np.ones(cases.shape[1], dtype=bool))
    treated = table.arm[order] == 1
    if isinstance(model, EntropyModel):
        return _rebalanced(model, order, treated, cases)
    fits = fit_logistic(model.design[order], treated.astype(np.float64), cases, model.coefficients)
    chances = model.bounded(fits.fitted)
    return lambda estimand: (tilt(estimand, chances, treated[:, None]), fits.converged)


def _rebalanced(model: EntropyModel, order: Ints, treated: Bools, cases: Floats) -> Refitted:
    columns = model.columns[order]

    def factors(estimand: str) -> tuple[Floats, Bools]:
        result, solved = np.ones_like(cases), np.ones(cases.shape[1], dtype=bool)
        target = np.ones_like(treated) if estimand == "ate" else treated
        for code in (code for code in ARM_CODES if code in weighted_arms(estimand)):
            rows = treated == (code == 1)
            fits = balance_arm(columns, rows, target, cases, model.coefficients[estimand, code])
            result[rows] = fits.factors
            solved &= fits.converged
        return result, solved

    return factors
