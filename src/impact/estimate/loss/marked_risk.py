"""The mean over a whole arm of a mark that some carry when they leave: an Aalen–Johansen estimator with marks for ones.

Whom the end of the records cuts off may have been going to carry one; their share passes to those still followed, as
ever: V = Σ S(u−)·A(u)/Y(u), with A(u) the weighted marks at u, Y(u) the weighted number at risk and S the chance of not
having left for any reason but the records' end. Marks of 1 for one event type give its cumulative incidence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.arrays import Bools, Floats, from_the_end, sums_by


@dataclass(frozen=True, slots=True)
class MarkedRisk:
    """Means of D marks over an arm of r people.

    Attributes
    ----------
    values : ndarray of shape (D,)
    influence : ndarray of shape (r, D)
        Derivative in each person's weight.
    by_mark : ndarray of shape (r,)
        Derivative in each person's own mark.
    """

    values: Floats
    influence: Floats
    by_mark: Floats


def marked_risk(time: Floats, leaves: Bools, marks: Floats, weights: Floats) -> MarkedRisk:
    """Average marks over an arm; nobody enters late.

    Parameters
    ----------
    time, weights : ndarray of shape (r,)
    leaves : ndarray of bool, shape (r,)
        Who leaves for a reason other than the end of the records.
    marks : ndarray of shape (r, D)
        Zero for everybody who does not leave.
    """
    times, at = np.unique(time, return_inverse=True)
    size = len(times)
    at_risk = from_the_end(sums_by(at, weights, size))
    per_person = np.divide(1.0, at_risk, out=np.zeros(size), where=at_risk > 0)
    every = sums_by(at, weights * leaves, size) * per_person
    # When everybody at risk leaves nobody stays: zero exactly, not the rounding error of 1 − 1.
    present = from_the_end(np.bincount(at, minlength=size).astype(np.float64))
    stays = np.where(np.bincount(at, weights=leaves, minlength=size) == present, 0.0, 1.0 - every)
    start = np.concatenate([[1.0], np.cumprod(stays)[:-1]]) * per_person
    jump = start[:, None] * sums_by(at, weights[:, None] * marks, size)
    until = np.cumsum(jump, axis=0)
    again = np.divide(per_person, stays, out=np.zeros(size), where=stays > 0)
    cost = again[:, None] * (until[-1] - until)
    each = np.cumsum(every[:, None] * cost - per_person[:, None] * jump, axis=0)
    by_mark = start[at]
    influence = each[at] + by_mark[:, None] * marks - leaves[:, None] * cost[at]
    return MarkedRisk(until[-1], influence, by_mark * weights)
