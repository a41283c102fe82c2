"""Weighted binomial regressions of person-periods (statsmodels), with what the derivative in case weights needs."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from impact.errors import EstimationError
from impact.estimate.arrays import Bools, Floats

Link = Literal["logit", "cloglog"]

STEPS: Final = 100
SOLVED: Final = 1e-12
"""Largest move of a coefficient in the last step; the columns have mean square near one."""

LARGEST: Final = 25.0
"""A coefficient beyond it has run away: in some group everybody is alike, and the likelihood has no maximum."""

ALIASED: Final = 1e-9
"""A column whose part not explained by earlier ones is relatively smaller than this adds nothing."""


@dataclass(frozen=True, slots=True)
class BinomialFit:
    """A regression of a 0/1 response on `design`, over the rows where `used`.

    Attributes
    ----------
    design : ndarray of shape (rows, p)
        Also of rows not used, of which the fit still says a chance.
    fitted : ndarray of shape (rows,)
    coefficients : ndarray of shape (p,)
    residual : ndarray of shape (rows,)
        Derivative of each row's log likelihood, unweighted, in its linear predictor; 0 where not used.
    jacobian : ndarray of shape (p, p)
        Minus the derivative of the weighted score in the coefficients.
    """

    design: Floats
    fitted: Floats
    coefficients: Floats
    residual: Floats
    jacobian: Floats

    @property
    def scores(self) -> Floats:
        """Derivative of each row's log likelihood in the coefficients, shape (rows, p)."""
        return self.design * self.residual[:, None]

    def moves(self, scores: Floats) -> Floats:
        """Turn derivatives of the total score, shape (n, p), into derivatives of the coefficients."""
        return np.asarray(np.linalg.solve(self.jacobian, scores.T).T)


def fit_binomial(design: Floats, response: Floats, weights: Floats, used: Bools, link: Link, what: str) -> BinomialFit:
    """Fit one regression.

    Parameters
    ----------
    design : ndarray of shape (rows, p)
        Full rank over the rows used.
    response, weights : ndarray of shape (rows,)
    used : ndarray of bool, shape (rows,)
    link : str
        logit for what weights are made of; cloglog for hazards, whose exponentiated coefficients are hazard ratios.
    what : str
        What is modelled, for the error.

    Raises
    ------
    EstimationError
        If the likelihood has no maximum.

    Notes
    -----
    R glm(family = binomial(link)), to 1e-6; see tests/reference/dose.R.
    """
    from statsmodels.genmod.families import Binomial, links
    from statsmodels.genmod.generalized_linear_model import GLM

    family = Binomial(links.Logit() if link == "logit" else links.CLogLog())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what does not converge is told below
        model = GLM(response[used], design[used], family=family, var_weights=weights[used])
        try:
            found = model.fit(maxiter=STEPS, tol=SOLVED, tol_criterion="params")
        except (np.linalg.LinAlgError, ValueError):
            found = None
    if found is None or not found.converged or not (np.abs(found.params) < LARGEST).all():
        raise EstimationError(f"the model of {what} has no solution: too few differ in it")
    coefficients = np.asarray(found.params, dtype=np.float64)
    fitted = np.asarray(family.link.inverse(design @ coefficients), dtype=np.float64)
    residual, curvature = _derivatives(fitted, response, link)
    mass = np.where(used, weights * curvature, 0.0)
    jacobian = design.T @ (design * mass[:, None])
    return BinomialFit(design, fitted, coefficients, np.where(used, residual, 0.0), jacobian)


def independent(matrix: Floats) -> Floats:
    """Return the map, shape (p, q), from columns to as many orthogonal ones of mean square one as there are to have."""
    kept = np.arange(matrix.shape[1])
    while True:
        basis, triangle = np.linalg.qr(matrix[:, kept])
        length = np.sqrt((matrix[:, kept] ** 2).sum(axis=0))
        small = np.abs(np.diag(triangle)) <= ALIASED * length
        if not small.any():
            break
        kept = np.delete(kept, int(np.argmax(small)))
    to = np.zeros((matrix.shape[1], len(kept)))
    to[kept] = np.linalg.inv(triangle) * np.sqrt(len(basis))
    return to


def _derivatives(fitted: Floats, response: Floats, link: Link) -> tuple[Floats, Floats]:
    """Return the first, and minus the second, derivative of the log likelihood in the linear predictor."""
    if link == "logit":
        return response - fitted, fitted * (1.0 - fitted)
    hazard = -np.log1p(-fitted)
    scale, slope = hazard / fitted, hazard * (1.0 - fitted)
    residual = (response - fitted) * scale
    return residual, slope * scale - residual * (1.0 - slope / fitted)
