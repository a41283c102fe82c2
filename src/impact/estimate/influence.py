"""The infinitesimal jackknife of the Aalen–Johansen estimator, without ever forming a people × times matrix.

Write S for survival, Λ for the hazard of all events, q = 1/(1 − Λ), Y for the weighted number at risk and F for the
risk of the type in question. The derivative of F(t) in the weight of a person is

    Σ_{u ≤ t} { S(u−) dM(u) − q(u) [F(t) − F(u)] dM.(u) } / Y(u),     dM = dN − λ·(at risk),

which for somebody at risk at t is P(t) + p − F(t)·r and for somebody who left before is α + F(t)·β, with numbers p, r,
α, β of the person and one function P of time. Every sum over people of the influence, or of its square, is therefore a
handful of running totals.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.estimate.aalen_johansen import Incidence
from impact.estimate.arrays import Bools, Floats, Ints, are_single, padded, sums_by

PAIRS = ((0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2))
"""Which two of a state's three parts make each product."""

ROUNDING = 1e-13
"""A sum of squares smaller than this share of its terms is taken as zero."""


@dataclass(frozen=True, slots=True)
class Influence:
    """Derivatives of one event type's risk in the weights of the n people of an arm.

    Attributes
    ----------
    incidence : Incidence
    risk, common : ndarray of shape (T,)
        F and P above.
    shift, slope : ndarray of shape (n,)
        p and r above: nonzero with delayed entry alone.
    level, tilt : ndarray of shape (n,)
        α and β above.
    """

    incidence: Incidence
    risk: Floats
    common: Floats
    shift: Floats
    slope: Floats
    level: Floats
    tilt: Floats

    @property
    def certain(self) -> Bools:
        """Where everybody has had this event, shape (T,): no weight moves a risk of one."""
        return np.asarray((self.risk == 1.0) & (self.incidence.survival == 0.0))

    def at(self, horizons: Floats) -> Floats:
        """Influence on the risk at each horizon, shape (n, H)."""
        enter, leave = self.incidence.enter[:, None], self.incidence.leave[:, None]
        index = self.incidence.index(horizons)
        risk, common = self.risk[np.maximum(index, 0)], self.common[np.maximum(index, 0)]
        inside = common + self.shift[:, None] - risk * self.slope[:, None]
        after = self.level[:, None] + risk * self.tilt[:, None]
        moved = np.where(index >= leave, after, np.where(index >= enter, inside, 0.0))
        return np.where(self.certain[np.maximum(index, 0)], 0.0, moved)

    def integrated(self, horizons: Floats) -> Floats:
        """Influence on the time lost by each horizon (the integral of the risk), shape (n, H)."""
        times = self.incidence.times
        gaps = np.diff(times)
        risk_area = padded(np.cumsum(self.risk[:-1] * gaps))
        common_area = padded(np.cumsum(self.common[:-1] * gaps))
        result = np.zeros((len(self.level), len(horizons)))
        for column, (horizon, last) in enumerate(zip(horizons, self.incidence.index(horizons), strict=True)):
            if last < 0:
                continue
            rest = horizon - times[last]
            risk_until = np.append(risk_area[: last + 1], risk_area[last] + self.risk[last] * rest)
            common_until = np.append(common_area[: last + 1], common_area[last] + self.common[last] * rest)
            clock = np.append(times[: last + 1], horizon)
            start = np.minimum(self.incidence.enter, last + 1)
            stop = np.minimum(self.incidence.leave, last + 1)
            inside = common_until[stop] - common_until[start]
            inside += self.shift * (clock[stop] - clock[start]) - self.slope * (risk_until[stop] - risk_until[start])
            after = self.level * (horizon - clock[stop]) + self.tilt * (risk_until[-1] - risk_until[stop])
            result[:, column] = inside + after
        return result

    def total(self, weights: Floats) -> Floats:
        """Σ over people of `weights` × influence, at every time: (n, p) gives (T, p)."""
        risk, common = self.risk[:, None], self.common[:, None]
        enter, leave, size = self.incidence.enter, self.incidence.leave, len(self.risk)
        fixed = running(enter, leave, size, weights * self.shift[:, None], weights * self.level[:, None])
        with_risk = running(enter, leave, size, -weights * self.slope[:, None], weights * self.tilt[:, None])
        with_common = running(enter, leave, size, weights, np.zeros_like(weights))
        moved = fixed + risk * with_risk + common * with_common
        return np.where(self.certain[:, None], 0.0, moved)

    def squares(self, weights: Floats, units: Ints) -> Floats:
        """Σ over units of (Σ within the unit of `weights` × influence)², at every time: shape (T,)."""
        nothing = np.zeros_like(weights)
        inside = [weights * part for part in (self.shift, -self.slope)] + [weights]
        after = [weights * part for part in (self.level, self.tilt)] + [nothing]
        enter, leave, size = self.incidence.enter, self.incidence.leave, len(self.risk)
        if are_single(units):
            totals = _running_products(enter, leave, size, inside, after)
        else:
            totals = _running_by_unit(enter, leave, size, np.column_stack(inside), np.column_stack(after), units)
        risk, common = self.risk, self.common
        basis = np.stack([np.ones(size), 2 * risk, 2 * common, risk**2, 2 * risk * common, common**2])
        result = np.einsum("jt,jt->t", basis, totals)
        # A variance of zero is what is left of terms that cancel: rounding error, on either side of it.
        noise = ROUNDING * np.einsum("jt,jt->t", np.abs(basis), np.abs(totals))
        return np.where((result > noise) & ~self.certain, result, 0.0)


def influence(incidence: Incidence, event: Ints, code: int) -> Influence:
    """Return the influence on the risk of event type `code`; `event` holds the n people's codes.

    Notes
    -----
    The exact derivative in case weights; equals R `survfit(…, influence=TRUE)`.
    """
    row = incidence.types.index(code)
    risk, before, stays = incidence.risk[row], incidence.survival_before, incidence.stays
    any_hazard = incidence.hazards.sum(axis=0)
    had = any_hazard > 0
    per_person = np.divide(1.0, incidence.weighted_at_risk, out=np.zeros_like(risk), where=had)
    # Where nobody stays the second term vanishes: all who are at risk have the event, whatever their weights.
    later = np.divide(per_person, stays, out=np.zeros_like(risk), where=stays > 0)
    own = np.cumsum(before * incidence.hazards[row] * per_person)
    other = np.cumsum(later * any_hazard)
    other_risk = np.cumsum(later * any_hazard * risk)
    enter, leave = incidence.enter, incidence.leave
    shift = (padded(own) + padded(other_risk))[enter]
    slope = padded(other)[enter]
    level = shift - own[leave] - other_risk[leave]
    tilt = other[leave] - slope
    level += np.where(event == code, (before * per_person)[leave], 0.0)
    level += np.where(event > 0, (later * risk)[leave], 0.0)
    tilt -= np.where(event > 0, later[leave], 0.0)
    return Influence(incidence, risk, risk * other - own - other_risk, shift, slope, level, tilt)


def running(enter: Ints, leave: Ints, size: int, inside: Floats, after: Floats) -> Floats:
    """Totals (T, p) of `inside` (n, p) over those at risk before they leave, and of `after` from then on."""
    change = sums_by(leave, after - inside, size)
    change += sums_by(enter, inside, size)
    return np.cumsum(change, axis=0)


def _running_products(enter: Ints, leave: Ints, size: int, inside: list[Floats], after: list[Floats]) -> Floats:
    """Totals (6, T) of the products of each person's state, one at a time: no (n, 6) array is ever filled."""
    is_late = bool(enter.any())
    totals = np.empty((len(PAIRS), size))
    for row, (one, two) in enumerate(PAIRS):
        before = inside[one] * inside[two]
        change = np.bincount(leave, weights=after[one] * after[two] - before, minlength=size)
        if is_late:
            change += np.bincount(enter, weights=before, minlength=size)
        else:
            change[0] += before.sum()
        totals[row] = np.cumsum(change)
    return totals


def _running_by_unit(enter: Ints, leave: Ints, size: int, inside: Floats, after: Floats, units: Ints) -> Floats:
    """Totals (6, T) of the products of each unit's summed state, which changes at its members' entries and exits."""
    when = np.concatenate([enter, leave])
    unit = np.concatenate([units, units])
    order = np.lexsort((when, unit))
    step = np.concatenate([inside, after - inside])[order]
    unit, when = unit[order], when[order]
    state = np.cumsum(step, axis=0)
    first = np.flatnonzero(np.diff(unit, prepend=-1))
    state -= np.repeat(padded(state)[first], np.diff(np.append(first, len(unit))), axis=0)
    change = _products(state) - _products(state - step)
    return np.cumsum(sums_by(when, change, size), axis=0).T


def _products(state: Floats) -> Floats:
    """Return the six products of three columns, (n, 3) to (n, 6)."""
    return np.column_stack([state[:, one] * state[:, two] for one, two in PAIRS])
