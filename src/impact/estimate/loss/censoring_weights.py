"""Inverse probability of censoring weights: loss that depends on the baseline, and on nothing else, made good.

Somebody still followed at time u counts for 1/G(u−|x) like them, G = exp(−Λ(u−|x)) being the chance of not having been
lost before u. With weights W(u) = w·exp(Λ(u−|x)) the Aalen–Johansen estimator has N(u) = ΣW(u)dN(u) over
Y(u) = ΣW(u)·(at risk), and what is read off it, R = Σ S(u−)λ₁(u)·reach(u), moves by

    dR = Σ_people Σ_u dW(u)·{S(u−)·reach(u)·(dN₁ − λ₁·at risk) − rest(u)/(1 − λ.(u))·(dN. − λ.·at risk)}/Y(u),

`rest(u)` being the part of R after u. dW has three parts: the person's own case weight, the weights w, and the model of
being lost, through its jumps and its coefficients.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit, admit_horizons
from impact.estimate.arms import Arms, Outcome, compare_arms, through_propensity
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, from_the_end, one_thread, padded
from impact.estimate.contrasts import Request, contrast_arms
from impact.estimate.headline import headline_measure
from impact.estimate.loss.loss_model import loss_models
from impact.estimate.loss.lost import headline_weights, lost_before, name_of, refuse_late_entry
from impact.estimate.modelled.hazard_model import HazardModel
from impact.estimate.modelled.predicted import Targets
from impact.estimate.propensity import case_weights
from impact.estimate.sensitivity import named
from impact.estimate.weighting import FittedWeights
from impact.results import Effects
from impact.study import Study

BLOCK_ELEMENTS = 2**20
"""People times event times worked on at a time."""


@one_thread
def censoring_weighted(table: AnalysisTable, study: Study) -> Effects:
    """Estimate the headline's contrast with weights for loss through the measured covariates, at every horizon.

    Weights cannot repair loss that depends on the event itself; the bounds and the tipping point are for that. Being
    cut off by the end of the records is no loss: it is left to the Aalen–Johansen estimator, as everywhere.

    Parameters
    ----------
    table : AnalysisTable
        `context.observable` tells the cut-off from loss. Without it everybody censored before the last horizon counts
        as lost.
    study : Study
        The weights of its headline (propensity weights where the headline models risks) multiply those for loss.

    Returns
    -------
    Effects
        analysis `censoring_weights`: the arms and the contrast, with influence-function intervals that account for the
        models of the arm and of being lost. Where there is no such model (see `loss_models`) the numbers of that arm
        are those of the headline's weights alone.

    Raises
    ------
    EstimationError
        If people come under observation at different times, and as for `risk_difference`.

    Notes
    -----
    Robins & Finkelstein (2000). Equals R survival::survfit on follow-up cut at the event times; see tests/reference.
    """
    admit(table)
    refuse_late_entry(table, "censoring_weights")
    horizons = admit_horizons(study.horizons)
    weights = headline_weights(table, study)
    lost = lost_before(table, study, float(horizons.max()))
    arms = censoring_weighted_arms(table, weights, lost, horizons)
    request = Request(horizons, (headline_measure(study),))
    return named(contrast_arms(table, arms, *name_of(weights), request), "censoring_weights")


def censoring_weighted_arms(table: AnalysisTable, weights: FittedWeights | None, lost: Bools, horizons: Floats) -> Arms:
    """Estimate both arms' risk and time lost under `weights` and the weights for being lost."""
    counted = compare_arms(table, weights, horizons)
    models, size = loss_models(table, lost), len(horizons)
    times, at = np.unique(table.time, return_inverse=True)
    targets = Targets.of(times, horizons)
    everybody = case_weights(table, weights)
    level, derivative = np.zeros((2, 2 * size)), np.zeros((2, len(table), 2 * size))
    for which, code in enumerate(ARM_CODES):
        rows = np.flatnonzero(table.arm == code)
        arm = _Arm.of(
            rows, at[rows], table.event[rows].astype(np.int64), everybody[rows], models[which], which, targets
        )
        level[which] = arm.values
        gradient = arm.gradient()
        derivative[which] = through_propensity(gradient.direct, rows, arm.weights, weights, len(table))
        model = models[which]
        if model is not None:
            derivative[which] += model.through_jumps(which, gradient.by_jump, gradient.by_coefficient)
    none = np.zeros((2, size))
    risk, time_lost = (
        Outcome(level[:, part], derivative[:, :, part], none) for part in (slice(0, size), slice(size, None))
    )
    return Arms(risk, time_lost, counted.people, counted.events, counted.followed)


@dataclass(frozen=True, slots=True)
class _Gradient:
    """Derivatives of S targets: in each row's own weight (r, S), in the jumps and coefficients of the loss model."""

    direct: Floats
    by_jump: Floats
    by_coefficient: Floats


@dataclass(frozen=True, slots=True)
class _Arm:
    """One arm's weighted estimate on the J times of the targets.

    `times` (U,) are the indices with an event; `relative` and `cumulative` are the two factors of Λ(u−|x), so that a
    person's weight for loss is exp(relative·cumulative); `per_person` (U,) is 1/Y, `risk`, `every` (U,) are λ₁ and λ.,
    `start`, `stays` S(u−) and 1 − λ..
    """

    rows: Ints
    at: Ints
    event: Ints
    weights: Floats
    design: Floats
    relative: Floats
    cumulative: Floats
    targets: Targets
    times: Ints
    per_person: Floats
    risk: Floats
    every: Floats
    start: Floats
    stays: Floats

    @classmethod
    def of(
        cls,
        rows: Ints,
        at: Ints,
        event: Ints,
        weights: Floats,
        model: HazardModel | None,
        which: int,
        targets: Targets,
    ) -> _Arm:
        """Estimate the hazards of an arm's rows."""
        size = len(targets.times)
        relative, cumulative = np.zeros(len(rows)), np.zeros(size)
        design = np.empty((len(rows), 0))
        if model is not None:
            relative, design = model.relative(which, rows), model.design(which, rows)
            cumulative = padded(np.cumsum(model.jumps(which, size)))[:-1]
        seen = (event > 0) & (at < size)
        times = np.unique(at[seen])
        at_risk = np.zeros(len(times))
        for block in _blocks(len(rows), len(times)):
            at_risk += weights[block] @ _factors(relative[block], cumulative[times], at[block], times)
        own = weights * np.exp(relative * cumulative[np.minimum(at, size - 1)])
        place = np.searchsorted(times, at)
        every, risk = (
            np.bincount(place[hit], weights=own[hit], minlength=len(times))[: len(times)] / at_risk
            for hit in (seen, seen & (event == 1))
        )
        # When everybody at risk has an event nobody stays: zero exactly, not the rounding error of 1 − 1.
        present = len(at) - np.searchsorted(np.sort(at), times, side="left")
        stays = np.where(np.bincount(place[seen], minlength=len(times)) == present, 0.0, 1.0 - every)
        start = np.concatenate([[1.0], np.cumprod(stays)[:-1]])[: len(times)]
        return cls(
            rows,
            at,
            event,
            weights,
            design,
            relative,
            cumulative,
            targets,
            times,
            1.0 / at_risk,
            risk,
            every,
            start,
            stays,
        )

    @property
    def values(self) -> Floats:
        """The targets, shape (S,)."""
        return np.asarray((self.start * self.risk) @ self.targets.reach[self.times])

    def gradient(self) -> _Gradient:
        """Differentiate the targets."""
        reach = self.targets.reach[self.times]
        until = np.cumsum((self.start * self.risk)[:, None] * reach, axis=0)
        again = np.divide(1.0, self.stays, out=np.zeros_like(self.stays), where=self.stays > 0)
        gain = (self.start * self.per_person)[:, None] * reach
        cost = (again * self.per_person)[:, None] * (self.values - until)
        each = self.every[:, None] * cost - self.risk[:, None] * gain
        seen = np.flatnonzero((self.event > 0) & (self.at < len(self.targets.times)))
        place = np.searchsorted(self.times, self.at[seen])
        once = (self.event[seen] == 1)[:, None] * gain[place] - cost[place]
        direct = np.zeros((len(self.rows), reach.shape[1]))
        moved, by_time = np.zeros_like(direct), np.zeros_like(each)
        mass = self.weights * self.relative
        for block in _blocks(len(self.rows), len(self.times)):
            factors = _factors(self.relative[block], self.cumulative[self.times], self.at[block], self.times)
            direct[block] = factors @ each
            by_time += (mass[block] @ factors)[:, None] * each
            moved[block] = factors @ (self.cumulative[self.times][:, None] * each)
        own = np.exp(self.relative[seen] * self.cumulative[self.at[seen]])[:, None] * once
        direct[seen] += own
        moved[seen] += self.cumulative[self.at[seen]][:, None] * own
        np.add.at(by_time, place, mass[seen][:, None] * own)
        by_jump = np.zeros((len(self.targets.times), reach.shape[1]))
        by_jump[self.times] = by_time
        return _Gradient(direct, from_the_end(by_jump) - by_jump, self.design.T @ (mass[:, None] * moved))


def _factors(relative: Floats, cumulative: Floats, at: Ints, times: Ints) -> Floats:
    """exp(Λ(u−|x)) of some people at the event times where they are at risk, else 0: shape (r, U)."""
    present = at[:, None] >= times
    return np.where(present, np.exp(np.where(present, np.outer(relative, cumulative), 0.0)), 0.0)


def _blocks(people: int, width: int) -> Iterator[slice]:
    step = max(1, BLOCK_ELEMENTS // max(width, 1))
    for first in range(0, people, step):
        yield slice(first, min(first + step, people))
