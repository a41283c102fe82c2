"""The returns table: the index return of every child, and second ones, which reception centres record in both arms."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.columns import booleans, dates, numbered, text, whole
from impact.data.synthetic.observation import NEVER, Observation
from impact.data.synthetic.people import EMPTY, REASONS, Ints, People, pick

MODES = ("voluntary_departure", "removal_order", "expulsion", "assisted_voluntary", "other", "unknown")
MODE_SHARES = ((0.45, 0.40, 0.12, 0.0, 0.01, 0.02), (0.05, 0.35, 0.0, 0.55, 0.03, 0.02), (0.2, 0.2, 0.0, 0.2, 0.3, 0.1))
HOMES = ("both_parents", "one_parent", "grandparents", "other_relatives", "other", "alone", "unknown")
HOME_SHARES = ((0.50, 0.27, 0.10, 0.08, 0.01, 0.01, 0.03), (0.08, 0.45, 0.27, 0.14, 0.02, 0.01, 0.03))
SOURCES = ("partner", "reception_centre", "survey")
OTHER_REASONS = {"economic": 0.75, "family": 0.45, "climate": 0.15, "gbv": 0.06}


def has_grown(people: People, seen: Observation) -> NDArray[np.bool_]:
    """Mark the children who are 18 by their second reception, which the returns of children then do not hold."""
    return _age_after(people, seen.second_return) >= 18


def returns(
    rng: np.random.Generator, people: People, is_referred: NDArray[np.bool_], seen: Observation
) -> pd.DataFrame:
    """Return the index returns in order of child, then the second ones.

    The second return of a child who is not eligible is left out: it could be an eligible first one.
    """
    index = _index_returns(rng, people, is_referred)
    again = np.flatnonzero((seen.second_return < NEVER) & ~has_grown(people, seen) & people.is_eligible)
    second = index.iloc[again].reset_index(drop=True)
    day = seen.second_return[again]
    mode = pick(rng, np.array(MODE_SHARES[0]), len(again))
    second = second.assign(
        return_id=numbered("R", len(again), start=len(people) + 1),
        return_date=dates(people.return_date[again] + day),
        return_date_precision=text(np.zeros(len(again), np.int64), ("day",)),
        return_mode=text(mode, MODES),
        age_at_return_years=whole(_age_after(people, seen.second_return)[again]),
        prior_attempts=whole(people.prior_attempts[again] + 1),
        data_source=text(np.ones(len(again), np.int64), SOURCES),
    )
    return pd.concat([index, second], ignore_index=True)


def _index_returns(rng: np.random.Generator, people: People, is_referred: NDArray[np.bool_]) -> pd.DataFrame:
    size = len(people)
    has_known_home = (rng.random(size) < 0.98) | (np.bincount(people.household)[people.household] > 1)
    household = np.where(has_known_home, people.household, EMPTY)
    homes = numbered("H", int(people.household.max()) + 1).to_numpy(dtype=object)
    debt = np.round(rng.uniform(*f.DEBT_USD, size), -2)
    has_amount = (people.debt == 1) & (rng.random(size) < 0.85)
    other_reasons = {f"reason_{name}": _answer(rng, size, share) for name, share in OTHER_REASONS.items()}
    columns = {
        "child_id": numbered("C", size),
        "return_id": numbered("R", size),
        "household_id": text(household, homes),
        "return_date": dates(people.return_date),
        "return_date_precision": text(people.is_month_only.astype(np.int64), ("day", "month")),
        "country": text(people.country, f.COUNTRIES),
        "department": text(people.department, [place.name for place in f.DEPARTMENTS]),
        "municipality_code": _municipality(rng, people),
        "returned_from": text(people.route, f.ROUTES),
        "return_mode": text(_by_group(rng, people.route, MODE_SHARES), MODES),
        "age_at_return_years": whole(people.age),
        "is_age_estimated": booleans(rng.random(size) < 0.02, rng.random(size) < 0.97),
        "birth_month": _birth_month(people),
        "sex": text(people.sex, f.SEXES),
        "is_unaccompanied": text(_answer(rng, size, 0.88), f.YES_NO),
        "is_indigenous": text(people.indigenous, f.YES_NO),
        "language": text(_languages(rng, people), f.LANGUAGES),
        "reason_violence": text(people.violence, f.YES_NO),
        **{name: text(answer, f.YES_NO) for name, answer in other_reasons.items()},
        "prior_attempts": whole(people.prior_attempts),
        "has_parent_abroad": text(people.parent_abroad, f.YES_NO),
        "lives_with": text(_by_group(rng, (people.parent_abroad == 1).astype(np.int64), HOME_SHARES), HOMES),
        "in_school_before": text(_answer(rng, size, np.clip(0.9 - 0.12 * (people.age - 12), 0.2, 0.95)), f.YES_NO),
        "grade_gap_years": whole(np.minimum(rng.poisson(1.4, size), 8), rng.random(size) < 0.82),
        "has_smuggler_debt": text(people.debt, f.YES_NO),
        "debt_usd": np.where(has_amount, debt, np.nan),
        "data_source": text(_sources(rng, is_referred), SOURCES),
        "has_reporting_consent": booleans(people.reason != REASONS.index("no_consent")),
    }
    return pd.DataFrame(columns)


def _age_after(people: People, days: Ints) -> Ints:
    return np.floor(people.age + people.birth_fraction + days / 365.25).astype(np.int64)


def _birth_month(people: People) -> pd.api.extensions.ExtensionArray:
    days = np.floor(365.25 * (people.age + people.birth_fraction)).astype(np.int64)
    months = (people.return_date - days).astype("datetime64[M]")
    listed, position = np.unique(months, return_inverse=True)
    return text(position, listed.astype(str).astype(object))


def _municipality(rng: np.random.Generator, people: People) -> pd.api.extensions.ExtensionArray:
    within = rng.integers(1, 13, len(people))
    listed = np.array([f"{100 * place + town}" for place in range(1, 30) for town in range(1, 13)], dtype=object)
    return text(np.where(rng.random(len(people)) < 0.05, EMPTY, people.department * 12 + within - 1), listed)


def _answer(rng: np.random.Generator, size: int, yes: float | NDArray[np.float64]) -> Ints:
    """Yes or no, 4% unknown and 4% not asked."""
    draw = rng.random(size)
    return np.select([draw < 0.04, draw < 0.08], [2, EMPTY], (rng.random(size) < yes).astype(np.int64))


def _by_group(rng: np.random.Generator, group: Ints, shares: tuple[tuple[float, ...], ...]) -> Ints:
    edges = np.cumsum(shares, axis=1)[:, :-1]
    return np.asarray((rng.random(len(group))[:, None] >= edges[group]).sum(axis=1), dtype=np.int64)


def _languages(rng: np.random.Generator, people: People) -> Ints:
    """Language of the household: one of the department's for indigenous children, else Spanish."""
    spoken = [[f.LANGUAGES.index(name) for name in place.languages] for place in f.DEPARTMENTS]
    table = np.array([[names[0], names[-1]] for names in spoken])
    chosen = table[people.department, (rng.random(len(people)) < 0.35).astype(np.int64)]
    language = np.where((people.indigenous == 1) & (rng.random(len(people)) < 0.8), chosen, 0)
    return np.where(rng.random(len(people)) < 0.03, EMPTY, language)


def _sources(rng: np.random.Generator, is_referred: NDArray[np.bool_]) -> Ints:
    draw = rng.random(len(is_referred))
    return np.where(is_referred, np.where(draw < 0.6, 0, 1), np.where(draw < 0.85, 1, 2))
