"""Cox's proportional hazards model on arrays: Efron's ties, delayed entry, weights, derivative in case weights."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from impact.estimate.arrays import Bools, Floats, Ints, from_the_end, padded, sums_by

ITERATIONS = 60
"""Enough for the coefficient of a level without events, which runs off by one a step until it has no information."""

TOLERANCE = 1e-10
"""On the step, in standard deviations of a coefficient."""

COLLAPSED = 1e-7
"""Share of a coefficient's information at zero below which it ran off: a hazard ratio of e¹⁶ leaves as much."""

ALIASED = 1e-10
"""Share of a column's information that is its own, below which it is rounding error."""

LARGEST_STEP = 2.0
"""In the linear predictor: keeps the first steps of a far start from overflowing."""


@dataclass(frozen=True, slots=True)
class CoxFit:
    """A fitted model.

    Attributes
    ----------
    coefficients : ndarray of shape (p,)
    information : ndarray of shape (p, p)
        Observed information; its inverse is the model-based covariance.
    log_likelihood, null_log_likelihood : float
        Partial, Efron's, at the solution and at zero.
    influence : ndarray of shape (n, p)
        Derivative of the coefficients in each case weight (dfbeta per unit of weight).
    converged : bool
    null_information : ndarray of shape (p, p)
        At zero.
    """

    coefficients: Floats
    information: Floats
    log_likelihood: float
    null_log_likelihood: float
    influence: Floats
    converged: bool
    null_information: Floats

    def is_determined(self, column: int = 0) -> bool:
        """Whether the data hold a coefficient at all: else the likelihood rises for ever, and it ran off.

        It did where, given the other columns, next to nothing is left of the information that there was at zero; or
        where there was none, because the others determine the column.
        """
        start, end = (_alone(information, column) for information in (self.null_information, self.information))
        return start > ALIASED * self.null_information[column, column] and end > COLLAPSED * start


@dataclass(frozen=True, slots=True)
class _RiskSets:
    """The T distinct event times and the D events at them; each event of a tied set is one step of Efron's average.

    A person is in the risk sets of the times whose index is in [`enter`, `last`]. `at` (D,) is the time of each step,
    `part` (D,) the share of the tied set already taken out, `mean_weight` (D,) that of the tied set, `died` (n,) marks
    the events (weight zero does not count).
    """

    enter: Ints
    last: Ints
    died: Bools
    at: Ints
    part: Floats
    mean_weight: Floats
    size: int

    def steps(self, values: Floats) -> Floats:
        """Sum `values` (n, …) over each step's risk set, less the share of the tied set already taken out: (D, …)."""
        at_risk = from_the_end(sums_by(self.last + 1, values, self.size + 1))[1:]
        if self.enter.any():
            at_risk = at_risk - from_the_end(sums_by(self.enter, values, self.size + 1))[1:]
        tied = sums_by(self.last[self.died], values[self.died], self.size)
        part = self.part.reshape(-1, *(1,) * (values.ndim - 1))
        return np.asarray(at_risk[self.at] - part * tied[self.at])


@dataclass(frozen=True, slots=True)
class _State:
    """The partial likelihood at some coefficients; `means` (D, p) and `rates` (D,) are each step's."""

    log_likelihood: float
    score: Floats
    information: Floats
    relative: Floats
    means: Floats
    rates: Floats


def fit_cox(time: Floats, event: Floats, entry: Floats, covariates: Floats, weights: Floats) -> CoxFit:
    """Maximise Efron's partial likelihood.

    Parameters
    ----------
    time, event, entry, weights : ndarray of shape (n,)
        `event` is 1 for the event and 0 for anything else; somebody is at risk after `entry`.
    covariates : ndarray of shape (n, p)

    Notes
    -----
    Weighted ties as in Therneau & Grambsch (2000), 3.3 and 7.3: the deaths of a tied set share their mean weight. The
    influence is the exact derivative in case weights, whose weighted sum of squares is the robust variance.
    """
    centred = covariates - np.average(covariates, weights=weights, axis=0)
    sets = _risk_sets(time, event, entry, weights)
    coefficients = np.zeros(centred.shape[1])
    state = null = _state(sets, centred, weights, coefficients)
    converged = False
    for _ in range(ITERATIONS):
        if not np.isfinite(state.information).all():
            break
        move = np.linalg.lstsq(state.information, state.score, rcond=None)[0]
        move *= min(1.0, LARGEST_STEP / max(float(np.abs(centred @ move).max()), 1e-300))
        coefficients = coefficients + move
        state = _state(sets, centred, weights, coefficients)
        if float(np.abs(move * np.sqrt(np.maximum(np.diag(state.information), 0.0))).max()) < TOLERANCE:
            converged = True
            break
    residuals = _score_residuals(sets, centred, state)
    solved = np.isfinite(state.information).all()
    inverse = np.linalg.pinv(state.information, hermitian=True) if solved else np.full_like(state.information, np.nan)
    return CoxFit(
        coefficients,
        state.information,
        state.log_likelihood,
        null.log_likelihood,
        residuals @ inverse,
        converged,
        null.information,
    )


def proportionality(
    time: Floats, event: Floats, entry: Floats, covariate: Floats, weights: Floats, coefficient: float
) -> float:
    """P-value of the score test that a covariate's coefficient does not change with time.

    Time is measured by the share that has had the event, so that a long tail with few events does not decide.

    Notes
    -----
    Grambsch & Therneau (1994); with one covariate and no weights equals R `cox.zph(transform="km")`.
    """
    from scipy.special import chdtrc

    centred = (covariate - np.average(covariate, weights=weights))[:, None]
    sets = _risk_sets(time, event, entry, weights)
    state = _state(sets, centred, weights, np.array([coefficient]))
    spread = _by_time(sets, sets.mean_weight * _variances(sets, centred, weights, state)[:, 0, 0])
    first = np.searchsorted(sets.at, np.arange(sets.size))
    stays = 1.0 - _by_time(sets, sets.mean_weight) / sets.steps(weights)[first]
    clock = 1.0 - np.concatenate([[1.0], np.cumprod(stays)[:-1]])
    observed = sums_by(sets.last[sets.died], (weights * centred[:, 0])[sets.died], sets.size)
    residual = observed - _by_time(sets, sets.mean_weight * state.means[:, 0])
    clock -= (clock * spread).sum() / spread.sum()
    score, information = float((clock * residual).sum()), float((clock**2 * spread).sum())
    return float(chdtrc(1, score**2 / information)) if information > 0 else np.nan


def _risk_sets(time: Floats, event: Floats, entry: Floats, weights: Floats) -> _RiskSets:
    died = (event == 1) & (weights > 0)
    times, tied = np.unique(time[died], return_inverse=True)
    count = np.bincount(tied, minlength=len(times))
    at = np.repeat(np.arange(len(times)), count)
    step = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
    mean = sums_by(tied, weights[died], len(times)) / count
    last = np.searchsorted(times, time, side="right") - 1
    enter = np.where(entry > 0, np.searchsorted(times, entry, side="right"), 0)
    return _RiskSets(enter, last, died, at, step / count[at], mean[at], len(times))


def _alone(information: Floats, column: int) -> float:
    """Information on one coefficient when the others are not known (Schur complement)."""
    own, others = information[column, column], np.arange(len(information)) != column
    shared = information[column, others]
    lost = shared @ np.linalg.pinv(information[np.ix_(others, others)], hermitian=True) @ shared
    return float(own - lost) if np.isfinite(own) else 0.0


def _by_time(sets: _RiskSets, values: Floats) -> Floats:
    return sums_by(sets.at, values, sets.size)


def _state(sets: _RiskSets, covariates: Floats, weights: Floats, coefficients: Floats) -> _State:
    predictor = covariates @ coefficients
    relative = np.exp(predictor)
    mass = weights * relative
    total = sets.steps(mass)
    means = sets.steps(mass[:, None] * covariates) / total[:, None]
    died, share = sets.died, sets.mean_weight
    likelihood = (weights[died] * predictor[died]).sum() - (share * np.log(total)).sum()
    score = weights[died] @ covariates[died] - share @ means
    state = _State(float(likelihood), score, np.empty(0), relative, means, share / total)
    # Σ over steps of the risk set's second moments, person by person: no (D, p, p) array is ever formed.
    second = (covariates * (mass * _steps_of(sets, state.rates))[:, None]).T @ covariates
    return replace(state, information=second - (means * share[:, None]).T @ means)


def _steps_of(sets: _RiskSets, values: Floats) -> Floats:
    """Sum `values` (D,) over the steps in whose risk sets each person is, counting a tied death by its share: (n,)."""
    until = padded(np.cumsum(_by_time(sets, values)))
    result: Floats = until[np.maximum(sets.last + 1, sets.enter)] - until[sets.enter]
    result[sets.died] -= _by_time(sets, values * sets.part)[sets.last[sets.died]]
    return result


def _variances(sets: _RiskSets, covariates: Floats, weights: Floats, state: _State) -> Floats:
    """Covariance of the covariates in each step's risk set, shape (D, p, p)."""
    mass = (weights * state.relative)[:, None, None]
    squares = sets.steps(mass * covariates[:, :, None] * covariates[:, None, :]) / sets.steps(mass)
    return squares - state.means[:, :, None] * state.means[:, None, :]


def _score_residuals(sets: _RiskSets, covariates: Floats, state: _State) -> Floats:
    """Return the derivative of the score in each case weight at fixed coefficients, shape (n, p)."""
    rate = padded(np.cumsum(_by_time(sets, state.rates)))
    moved = padded(np.cumsum(_by_time(sets, state.rates[:, None] * state.means), axis=0))
    start, stop = sets.enter, np.maximum(sets.last + 1, sets.enter)
    result = (moved[stop] - moved[start]) - covariates * (rate[stop] - rate[start])[:, None]
    died, own = sets.died, sets.last[sets.died]
    # A death leaves its tied set step by step: give back what the steps after its share counted too much.
    back = _by_time(sets, state.rates * sets.part)[own]
    back_moved = _by_time(sets, (state.rates * sets.part)[:, None] * state.means)[own]
    result[died] += covariates[died] * back[:, None] - back_moved
    result *= state.relative[:, None]
    count = np.bincount(sets.at, minlength=sets.size)
    average = _by_time(sets, state.means) / count[:, None]
    result[died] += covariates[died] - average[own]
    return result
