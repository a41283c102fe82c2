"""The chance of being in the programme given the baseline, and the weights that make the arms comparable."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError, StudyError
from impact.estimate.admission import admit, admit_truncation, offered
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread
from impact.estimate.logistic import curvature, fit_logistic
from impact.estimate.weighting import FittedWeights, effective_n, normalised
from impact.study import ESTIMANDS

PREFERENCE_RANGE = (0.3, 0.7)
"""Preference scores at which either arm is a real possibility (Walker et al. 2013)."""

CERTAIN = 1e-6
"""A fitted chance closer than this to 0 or 1 says that a combination of covariates occurs in one arm only."""

ALIASED = 1e-9
"""A column whose part not explained by earlier ones is relatively smaller than this adds nothing."""


@dataclass(frozen=True, slots=True)
class PropensityModel:
    """A fitted propensity model, with what its influence on anything weighted needs.

    Attributes
    ----------
    design : ndarray of shape (n, p)
        The model's columns made orthonormal (times √n): the same fit, well conditioned.
    coefficients : ndarray of shape (p,)
        In terms of `design`.
    propensity : ndarray of shape (n,)
    influence : ndarray of shape (n, p)
        Derivative of the coefficients in each person's case weight.
    converged : bool
        The score equations are solved and no programme member's fitted chance is 1.
    bound : float
        Chances below it, or above one minus it, count as that bound in everything weighted; 0 truncates nothing.
    """

    design: Floats
    coefficients: Floats
    propensity: Floats
    influence: Floats
    converged: bool
    bound: float = 0.0

    @property
    def certain(self) -> Bools:
        """Whose fitted chance is 0 or 1 for all purposes, shape (n,)."""
        return np.minimum(self.propensity, 1.0 - self.propensity) < CERTAIN

    def bounded(self, chances: Floats) -> Floats:
        """Move fitted chances, of any shape, to the bounds of truncation."""
        return np.clip(chances, self.bound, 1.0 - self.bound) if self.bound else chances

    def tilts(self, estimand: str, treated: Bools) -> tuple[Floats, Floats]:
        """Unnormalised weights of an estimand, and their derivative in the linear predictor: 0 where truncated."""
        chances = self.bounded(self.propensity)
        slope = np.where(chances == self.propensity, tilt_slope(estimand, chances, treated), 0.0)
        return tilt(estimand, chances, treated), slope


@dataclass(frozen=True, slots=True, eq=False)
class PropensityWeights:
    """Weights that make the arms resemble one target population.

    Attributes
    ----------
    values : ndarray of shape (n,)
        Weights; those of an arm sum to its number of people (Hájek).
    propensity : ndarray of shape (n,)
        Fitted chance of being in the programme.
    estimand : str
        ate (everybody), att (programme members), ato (overlap: those for whom either arm was possible).
    effective_n : dict of arm to float
        (Σw)²/Σw² of each arm.
    equipoise : dict of arm to float
        Share of the arm with a preference score within `PREFERENCE_RANGE`.
    truncated : int
        People whose propensity was moved to a bound, when that was asked for.
    slope : ndarray of shape (n,)
        Derivative of `values` in the model's linear predictor (0 where truncated).
    model : PropensityModel
    """

    values: Floats
    propensity: Floats
    estimand: str
    effective_n: dict[str, float]
    equipoise: dict[str, float]
    truncated: int
    slope: Floats
    model: PropensityModel

    @property
    def method(self) -> str:
        """Name of the method in the result frames."""
        return "iptw"


@one_thread
def propensity_weights(
    table: AnalysisTable, estimand: str = "ato", *, truncate: float | None = None
) -> PropensityWeights:
    """Propensity weights from a logistic model of the arm given `table.formula`.

    Parameters
    ----------
    table : AnalysisTable
    estimand : str
        ate, att or ato.
    truncate : float, optional
        Move propensities below it, or above one minus it, to that bound: above 0 and below 0.5. Nothing is truncated
        unless asked for.

    Raises
    ------
    EstimationError
        If the estimand or the truncation is not offered, an arm is empty, or the covariates tell the arms apart
        perfectly.

    Notes
    -----
    Overlap weights: Li, Morgan & Zaslavsky (2018). Preference score: Walker et al. (2013).
    """
    offered("estimand", estimand, ESTIMANDS)
    admit(table)
    return weigh(table, fit_propensity(table, truncate=truncate), estimand)


@one_thread
def fit_propensity(table: AnalysisTable, *, truncate: float | None = None) -> PropensityModel:
    """Fit the logistic propensity model of `table.formula`: statsmodels, then Newton steps to full precision.

    `truncate` is that of `propensity_weights`; whatever is weighted by the model, refits included, keeps to it.

    Raises
    ------
    EstimationError
        If the covariates tell the arms apart perfectly, or the truncation is not above 0 and below 0.5.
    """
    admit_truncation(truncate)
    from statsmodels.genmod.families import Binomial
    from statsmodels.genmod.generalized_linear_model import GLM

    design = orthonormal(design_matrix(table).to_numpy(dtype=np.float64))
    arm = table.arm.astype(np.float64)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # separation is diagnosed below, in words
        start = np.asarray(GLM(arm, design, family=Binomial()).fit().params)
    fits = fit_logistic(design, arm, np.ones((len(table), 1)), start)
    propensity = fits.fitted[:, 0]
    if propensity[arm == 1].min() > propensity[arm == 0].max():
        raise EstimationError(
            "the covariates tell the arms apart perfectly, so nobody has a comparable person in the other arm; "
            "leave out the covariate that defines who is in the programme"
        )
    information = curvature(design, (propensity * (1 - propensity))[:, None], np.zeros(1))[0]
    influence = (arm - propensity)[:, None] * design @ np.linalg.pinv(information, hermitian=True)
    solved = bool(fits.converged[0]) and not (propensity[arm == 1] > 1 - CERTAIN).any()
    return PropensityModel(design, fits.coefficients[:, 0], propensity, influence, solved, truncate or 0.0)


def weigh(table: AnalysisTable, model: PropensityModel, estimand: str) -> PropensityWeights:
    """Turn a fitted model into the weights of one estimand."""
    propensity = model.bounded(model.propensity)
    values, slope = model.tilts(estimand, table.arm == 1)
    scale = normalised(table, values)
    values, slope = values * scale, slope * scale
    return PropensityWeights(
        values=values,
        propensity=propensity,
        estimand=estimand,
        effective_n=effective_n(table, values),
        equipoise=_equipoise(table, model.propensity),
        truncated=int((propensity != model.propensity).sum()),
        slope=slope,
        model=model,
    )


def case_weights(table: AnalysisTable, weights: FittedWeights | None) -> Floats:
    """Return everybody's weight, shape (n,): one each where nothing is weighted."""
    return np.ones(len(table)) if weights is None else weights.values  # noqa: PD011 - a field, not pandas


def tilt(estimand: str, propensity: Floats, treated: Bools) -> Floats:
    """Unnormalised weights of an estimand; `treated` broadcasts against `propensity` (n,) or (n, B)."""
    if estimand == "ate":
        return 1.0 / np.where(treated, propensity, 1.0 - propensity)
    if estimand == "att":
        return np.where(treated, 1.0, propensity / (1.0 - propensity))
    return np.where(treated, 1.0 - propensity, propensity)


def tilt_slope(estimand: str, propensity: Floats, treated: Bools) -> Floats:
    """Return the derivative of `tilt` in the linear predictor of the propensity."""
    odds = propensity / (1.0 - propensity)
    if estimand == "ate":
        return np.where(treated, -1.0 / odds, odds)
    if estimand == "att":
        return np.where(treated, 0.0, odds)
    return propensity * (1.0 - propensity) * np.where(treated, -1.0, 1.0)


def design_matrix(table: AnalysisTable) -> pd.DataFrame:
    """Return the columns of `table.formula` on the covariates, as formulaic makes them (treatment contrasts)."""
    covariates = table.covariates if len(table.covariates.columns) else pd.DataFrame(index=range(len(table)))
    return model_columns(covariates, table.formula)


def model_columns(covariates: pd.DataFrame, formula: str) -> pd.DataFrame:
    """Return the columns of a formula on complete covariates, the intercept first.

    Raises
    ------
    StudyError
        If the formula cannot be read, or names what is no covariate.
    """
    from formulaic import Formula
    from formulaic.errors import FormulaicError

    if not len(covariates.columns) or formula.strip() == "1":
        return pd.DataFrame({"Intercept": np.ones(len(covariates))})
    # An empty context: a formula names columns and formulaic's own transforms, nothing of this program.
    try:
        read = Formula(formula)
        absent = sorted({str(name) for name in read.required_variables} - {str(name) for name in covariates.columns})
        if absent:
            there = ", ".join(map(str, covariates.columns))
            raise StudyError(f"formula: there is no covariate {', '.join(absent)}. There are: {there}")
        return pd.DataFrame(read.get_model_matrix(covariates, context={}))
    except FormulaicError as error:
        raise StudyError(f"the formula '{formula}' cannot be read ({type(error).__name__})") from error


def orthonormal(matrix: Floats) -> Floats:
    """Return columns of mean square one that span the same space; one that earlier ones determine is left out."""
    kept = matrix / np.maximum(np.sqrt((matrix**2).mean(axis=0)), np.finfo(float).tiny)
    while True:
        basis, triangle = np.linalg.qr(kept)
        small = np.abs(np.diag(triangle)) < ALIASED * np.sqrt(len(kept))
        if not small.any():
            return np.asarray(basis * np.sqrt(len(kept)))
        kept = np.delete(kept, int(np.argmax(small)), axis=1)


def preference_score(propensity: Floats, table: AnalysisTable) -> Floats:
    """Return each person's preference score, from 0 to 1; shape (n,) in and out."""
    share = float((table.arm == 1).mean())
    programme, comparison = propensity * (1.0 - share), (1.0 - propensity) * share
    return np.asarray(programme / np.maximum(programme + comparison, np.finfo(float).tiny))


def _equipoise(table: AnalysisTable, propensity: Floats) -> dict[str, float]:
    """Share of each arm whose preference score is in the middle."""
    score = preference_score(propensity, table)
    middle = (score >= PREFERENCE_RANGE[0]) & (score <= PREFERENCE_RANGE[1])
    return {ARMS[code]: float(middle[table.arm == code].mean()) for code in ARM_CODES}
