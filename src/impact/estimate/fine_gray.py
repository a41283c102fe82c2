"""Fine and Gray's model by weighted expansion: people stay at risk after a competing event, with a falling weight.

Somebody whose competing event is at T counts at a later event time t as the share that would still be under
observation. With Ye(v) the weight of those under observation just after v, and Yc(v) of those just before v who have no
event at v, that share is

    w(t) = Π Ye(v)/Yc(v)   over T ≤ v < t,

the ratio at t and T of G·H: the product-limit estimators of the times to censoring and, backwards, of the times of
entry. Events come before censorings, and those before entries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.errors import EstimationError
from impact.estimate.arrays import Bools, Floats, Ints, from_the_end, padded, sums_by
from impact.estimate.cox import fit_cox

MOST_ROWS = 5_000_000
"""Of the expansion; reached only with many covariates and many competing events."""


@dataclass(frozen=True, slots=True)
class FineGrayFit:
    """A fitted model.

    Attributes
    ----------
    coefficients : ndarray of shape (p,)
    influence : ndarray of shape (n, p)
        Derivative of the coefficients in each person's weight, through the expansion's weights too.
    converged : bool
        And the data hold the first coefficient, the arm's.
    """

    coefficients: Floats
    influence: Floats
    converged: bool


@dataclass(frozen=True, slots=True)
class Observation:
    """How one group of people is observed, on the V times at which somebody enters or leaves.

    Attributes
    ----------
    times : ndarray of shape (V,)
    after, before : ndarray of shape (V,)
        Ye and Yc.
    log_share : ndarray of shape (V + 1,)
        Logarithm of the product over the first v times, factors of zero left out.
    first, last : ndarray of int, shape (V + 1,)
        First and last position without a factor of zero between it and this one.
    """

    times: Floats
    after: Floats
    before: Floats
    log_share: Floats
    first: Ints
    last: Ints


@dataclass(frozen=True, slots=True)
class _Kind:
    """People of one group with the same covariates who had a competing event, as rows at the D event times.

    `members` (m,) are their rows, `position` (m,) and `mass` (V + 1,) the place of their events on the group's times
    and the weight, over the share observed, that came before each place; `steps` (k,) are the event times at which
    they count, `place` (k,) those on the group's times, `weights` (k,) what they count there.
    """

    observation: Observation
    group: int
    members: Ints
    position: Ints
    mass: Floats
    steps: Ints
    place: Ints
    weights: Floats


def fit_fine_gray(
    time: Floats, event: Ints, entry: Floats, covariates: Floats, weights: Floats, groups: Ints, code: int = 1
) -> FineGrayFit:
    """Maximise the weighted partial likelihood of the subdistribution hazard of event type `code`.

    Parameters
    ----------
    time, event, entry, weights, groups : ndarray of shape (n,)
        `event` holds the codes, 0 for censored; `groups` are codes from 0 up within which observation is alike.
    covariates : ndarray of shape (n, p)

    Raises
    ------
    EstimationError
        If with delayed entry a group is empty at some time between a competing event and a later entry, or the
        expansion is too large.

    Notes
    -----
    Fine & Gray (1999); Geskus (2011), delayed entry included. Ties by Efron. Matches R survival::finegray with coxph,
    and without ties cmprsk::crr.
    """
    when = np.unique(time[(event == code) & (weights > 0)])
    observed = [
        _observe(*(a[groups == g] for a in (time, event, entry, weights))) for g in range(int(groups.max()) + 1)
    ]
    competing = (event > 0) & (event != code)
    kinds = _kinds(time, covariates, weights, groups, competing, when, observed)
    stop, start = np.searchsorted(when, time, side="right"), np.searchsorted(when, entry, side="right")
    # Cox's model knows times by their order alone: here the number of event times up to each.
    steps = np.concatenate([np.empty(0, dtype=np.int64), *(kind.steps for kind in kinds)])
    fit = fit_cox(
        np.concatenate([stop, steps + 1]).astype(np.float64),
        np.concatenate([event == code, np.zeros(len(steps))]).astype(np.float64),
        np.concatenate([np.where(entry > 0, start, 0), steps]).astype(np.float64),
        np.concatenate([covariates, *(covariates[np.repeat(kind.members[:1], len(kind.steps))] for kind in kinds)]),
        np.concatenate([weights, *(kind.weights for kind in kinds)]),
    )
    parts = np.split(fit.influence, np.cumsum([len(time), *(len(kind.steps) for kind in kinds)])[:-1])
    derivative = parts[0].copy()
    bridges = [np.zeros((len(group.times), covariates.shape[1])) for group in observed]
    for kind, part in zip(kinds, parts[1:], strict=True):
        own, across = _through_rows(kind, part)
        derivative[kind.members] += own
        bridges[kind.group] += across
    for code_of_group, (group, bridge) in enumerate(zip(observed, bridges, strict=True)):
        rows = groups == code_of_group
        derivative[rows] += _through_observation(group, bridge, time[rows], event[rows] > 0, entry[rows])
    return FineGrayFit(fit.coefficients, derivative, fit.converged and fit.is_determined())


def _observe(time: Floats, event: Ints, entry: Floats, weights: Floats) -> Observation:
    times = np.unique(np.concatenate([time, entry[entry > 0]]))
    size = len(times)
    leave, late = np.searchsorted(times, time), entry > 0
    enter = np.searchsorted(times, entry[late])

    def totals(values: Floats) -> tuple[Floats, Floats, Floats]:
        censored = sums_by(leave[event == 0], values[event == 0], size)
        entering = sums_by(enter, values[late], size)
        after = from_the_end(sums_by(leave, values, size + 1))[1:] - from_the_end(padded(entering))[1:] + entering
        return after, censored, entering

    people, censored_people, entering_people = totals((weights > 0).astype(np.float64))
    after, censored, entering = totals(weights)
    after = np.where(people > 0, after, 0.0)
    before = np.where(people - entering_people + censored_people > 0, after - entering + censored, 0.0)
    refilled = (before == 0) & (after > 0)
    competing = (event > 1) & (weights > 0)
    if refilled.any() and competing.any() and times[refilled].max() >= time[competing].min():
        raise EstimationError(
            "the subdistribution hazard ratio cannot be estimated: with delayed entry nobody is under observation at "
            "some time after a competing event; start follow-up later, or report the risks instead"
        )
    factor = np.divide(after, before, out=np.ones(size), where=before > 0)
    none = factor == 0
    block = padded(np.cumsum(none)).astype(np.int64)
    return Observation(
        times=times,
        after=after,
        before=before,
        log_share=padded(np.cumsum(np.log(np.where(none, 1.0, factor)))),
        first=np.searchsorted(block, block, side="left").astype(np.int64),
        last=np.searchsorted(block, block, side="right").astype(np.int64) - 1,
    )


def _kinds(
    time: Floats,
    covariates: Floats,
    weights: Floats,
    groups: Ints,
    competing: Bools,
    when: Floats,
    observed: list[Observation],
) -> list[_Kind]:
    rows = np.flatnonzero(competing)
    if not len(rows):
        return []
    alike = np.column_stack([groups[rows], covariates[rows]])
    kind_of = np.unique(alike, axis=0, return_inverse=True)[1].reshape(-1)
    if (int(kind_of.max()) + 1) * len(when) > MOST_ROWS:
        raise EstimationError(
            "the subdistribution hazard ratio has too many competing events for a model with covariates; "
            "there is: unadjusted, iptw"
        )
    order = np.argsort(kind_of, kind="stable")
    kinds = []
    for members in np.split(rows[order], np.flatnonzero(np.diff(kind_of[order])) + 1):
        group = int(groups[members[0]])
        kinds.append(_kind(members, group, time[members], weights[members], when, observed[group]))
    return kinds


def _kind(members: Ints, group: int, time: Floats, weights: Floats, when: Floats, observation: Observation) -> _Kind:
    position = np.searchsorted(observation.times, time)
    share = np.exp(observation.log_share)
    mass = padded(np.cumsum(sums_by(position, weights / share[position], len(observation.times))))
    place = np.searchsorted(observation.times, when, side="left")
    counts = share[place] * (mass[place] - mass[observation.first[place]])
    # Differences of running totals: what is left of none is rounding error.
    steps = np.flatnonzero((_before(position, place) > _before(position, observation.first[place])) & (counts > 0))
    return _Kind(observation, group, members, position, mass, steps, place[steps], counts[steps])


def _before(position: Ints, place: Ints) -> Ints:
    return np.searchsorted(np.sort(position), place, side="left")


def _through_rows(kind: _Kind, influence: Floats) -> tuple[Floats, Floats]:
    """Return the derivatives in the members' weights (m, p) and in the logarithms of the group's factors (V, p)."""
    group = kind.observation
    share = np.exp(group.log_share)
    carried = sums_by(kind.place, share[kind.place, None] * influence, len(group.times) + 1)
    later = padded(from_the_end(carried)[::-1])[::-1][1:]
    ahead = later - later[group.last]
    own = ahead[kind.position] / share[kind.position, None]
    weight = kind.mass[1:] - kind.mass[group.first[:-1]]
    return own, weight[:, None] * ahead[:-1]


def _through_observation(group: Observation, bridge: Floats, time: Floats, happened: Bools, entry: Floats) -> Floats:
    """Each person's part in the shares under observation, times what hangs on them, shape (n, p)."""
    after, before = (
        padded(np.cumsum(np.divide(bridge, y[:, None], out=np.zeros_like(bridge), where=y[:, None] > 0), axis=0))
        for y in (group.after, group.before)
    )
    leave, late = np.searchsorted(group.times, time), entry > 0
    enter = np.where(late, np.searchsorted(group.times, entry), 0)
    return np.asarray((after[leave] - after[enter]) - (before[leave + ~happened] - before[enter + late]))
