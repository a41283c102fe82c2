"""Who is referred and who enrols: selection on what is measured, overlap of routes and quarters by construction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.hazards import referral_predictor
from impact.data.synthetic.people import REASONS, Floats, Ints, People


@dataclass(frozen=True, slots=True, eq=False)
class Arms:
    """Per child: whether it was referred and consented by the return, and the day when it would enrol (−1: never)."""

    is_referred: NDArray[np.bool_]
    enrols_on: Ints


def draw_arms(rng: np.random.Generator, people: People) -> Arms:
    """Refer a fifth of the eligible children by a logistic model of the measured columns, the number exact.

    The latent score (log odds plus logistic noise, which siblings share) is cut where the number is met. Of every route
    and quarter the child with the highest score is referred, and would enrol on the day of return where nobody else of
    them would enrol: at 2,500 children that is the exception. Some children who are not eligible (no consent, outside
    the window) were referred too; none are where nobody may have enrolled.
    """
    noise = rng.logistic(size=int(people.household.max()) + 1)[people.household]
    score = referral_predictor(people) + noise
    eligible = np.flatnonzero(people.is_eligible)
    cells = _cells(people)
    leaders = _leaders(score[eligible], cells[eligible])
    order = np.argsort(-(score[eligible] + np.where(leaders, 1e6, 0.0)), kind="stable")
    chosen = eligible[order[: round(f.REFERRED_SHARE * len(eligible))]]
    is_referred = np.zeros(len(people), bool)
    is_referred[chosen] = True
    may_be = np.isin(people.reason, [REASONS.index(r) for r in ("no_consent", "before_window", "after_window")])
    is_referred |= may_be & (rng.random(len(people)) < f.REFERRED_SHARE)
    enrols_on = np.where(is_referred, draw_enrolment_day(rng, len(people)), -1)
    return Arms(is_referred, _enrol_leaders(enrols_on, is_referred, eligible[leaders], cells, people))


def draw_enrolment_day(rng: np.random.Generator, size: int) -> Ints:
    """Days from the return to the enrolment, −1 for those who never enrol."""
    day = np.floor(f.ENROLMENT_DAYS * rng.beta(*f.ENROLMENT_SHAPE, size)).astype(np.int64)
    return np.where(rng.random(size) < f.NEVER_ENROLS, -1, day)


def _cells(people: People) -> Ints:
    """Give each pair of route and calendar quarter a number."""
    quarter = people.return_date.astype("datetime64[M]").astype(np.int64) // 3
    return quarter * len(f.ROUTES) + people.route


def _leaders(score: Floats, cells: Ints) -> NDArray[np.bool_]:
    """Mark the highest score of each cell."""
    order = np.lexsort((-score, cells))
    first = np.r_[True, np.diff(cells[order]) != 0]
    marked = np.zeros(len(score), bool)
    marked[order[first]] = True
    return marked


def _enrol_leaders(enrols_on: Ints, is_referred: NDArray[np.bool_], leaders: Ints, cells: Ints, people: People) -> Ints:
    """Let the leader of a cell enrol on the day of return where no eligible child of the cell would enrol."""
    enrolling = is_referred & people.is_eligible & (enrols_on >= 0)
    lonely = leaders[~np.isin(cells[leaders], cells[enrolling])]
    changed = enrols_on.copy()
    changed[lonely] = 0
    return changed
