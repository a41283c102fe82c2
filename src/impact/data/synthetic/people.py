"""Who returned: households and children with what was known of them on the day of return."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from impact.data.synthetic import figures as f

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

REASONS = ("eligible", *f.INELIGIBLE)
EMPTY = -1
"""The code of a cell that holds nothing: not asked."""


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """Arrays of shape (n,), one entry a child; categories are positions in the lists of `figures`, −1 where empty."""

    household: Ints
    reason: Ints
    """Position in REASONS: 0 is eligible."""
    country: Ints
    department: Ints
    route: Ints
    return_date: Days
    is_month_only: NDArray[np.bool_]
    age: Ints
    birth_fraction: Floats
    """Years since the last birthday."""
    sex: Ints
    indigenous: Ints
    violence: Ints
    parent_abroad: Ints
    debt: Ints
    prior_attempts: Ints

    def __len__(self) -> int:
        return len(self.household)

    @property
    def is_eligible(self) -> NDArray[np.bool_]:
        """Whether the child can be analysed."""
        return np.asarray(self.reason == 0)

    @property
    def days_to_cut_off(self) -> Ints:
        """Whole days from the return to the cut-off."""
        return (f.CUT_OFF - self.return_date).astype(np.int64)

    @classmethod
    def join(cls, first: Self, second: Self) -> Self:
        """Put the second group below the first; its households are other ones."""
        second = replace(second, household=second.household + first.household.max() + 1)
        return cls(*(np.concatenate([getattr(first, c.name), getattr(second, c.name)]) for c in fields(cls)))


def draw_people(rng: np.random.Generator, children: int, *, siblings: bool = True) -> People:
    """Draw eligible children, siblings in one household returning together.

    Household size is independent of everything else, so that the distribution of a child does not depend on `siblings`.
    """
    household = _households(rng, children) if siblings else np.arange(children)
    homes = int(household.max()) + 1
    is_honduran = rng.random(homes) < f.HONDURAN_SHARE
    country = is_honduran.astype(np.int64)
    indigenous = _yes_no(rng, np.where(is_honduran, f.INDIGENOUS["HND"], f.INDIGENOUS["GTM"]), 0.03, 0.02)
    return_date, is_month_only = _return_dates(rng, homes)
    parent = _yes_no(rng, np.full(homes, f.PARENT_ABROAD), 0.05, 0.03)
    debt = _yes_no(rng, np.full(homes, f.DEBT), 0.07, 0.04)
    department = _departments(rng, country, f.CATCHMENT)
    route = np.where(rng.random(homes) < f.US_SHARE, 0, 1)
    girls = np.where(is_honduran, f.GIRLS["HND"], f.GIRLS["GTM"])[household]
    sex = np.where(rng.random(children) < girls, 0, 1)
    return People(
        household=household,
        reason=np.zeros(children, np.int64),
        country=country[household],
        department=department[household],
        route=route[household],
        return_date=return_date[household],
        is_month_only=is_month_only[household],
        age=pick(rng, f.AGE_SHARES, children) + f.AGES[0],
        birth_fraction=rng.random(children),
        sex=np.where(rng.random(children) < 0.003, 2, sex),
        indigenous=indigenous[household],
        violence=_yes_no(rng, np.full(children, f.VIOLENCE), 0.04, 0.03),
        parent_abroad=parent[household],
        debt=debt[household],
        prior_attempts=pick(rng, f.PRIOR_SHARES, children),
    )


def draw_ineligible(rng: np.random.Generator, children: int) -> People:
    """Draw the children who fall out in the flow, each for one reason."""
    counts = [max(1, round(share * children)) for share in f.INELIGIBLE.values()]
    reason = np.repeat(np.arange(1, len(counts) + 1), counts)
    people = draw_people(rng, len(reason), siblings=False)
    is_reason = {name: reason == code for code, name in enumerate(REASONS)}
    country = np.where(is_reason["country"], f.COUNTRIES.index("SLV"), people.country)
    elsewhere = _departments(rng, country, f.ELSEWHERE) + len(f.CATCHMENT)
    date = people.return_date.copy()
    for name, first, last in (
        ("before_window", "2018-01-01", "2018-12-31"),
        ("after_window", "2025-07-01", "2025-11-30"),
        ("quarter", *map(str, f.SUSPENDED)),
    ):
        span = int((np.datetime64(last) - np.datetime64(first)).astype(int)) + 1
        drawn = np.datetime64(first) + rng.integers(0, span, len(reason))
        date = np.where(is_reason[name], drawn, date)
    return replace(
        people,
        reason=reason,
        country=country,
        department=np.where(is_reason["country"] | is_reason["department"], elsewhere, people.department),
        route=np.where(is_reason["route"], f.ROUTES.index("other"), people.route),
        return_date=date,
        is_month_only=np.zeros(len(reason), bool),
    )


def pick(rng: np.random.Generator, shares: Floats, size: int) -> Ints:
    """Draw positions with the given shares (scaled to one)."""
    edges = np.cumsum(shares) / np.sum(shares)
    return np.searchsorted(edges[:-1], rng.random(size), side="right").astype(np.int64)


def _households(rng: np.random.Generator, children: int) -> Ints:
    sizes = pick(rng, f.HOUSEHOLD_SIZES, children) + 1
    return np.repeat(np.arange(children), sizes)[:children]


def _yes_no(rng: np.random.Generator, yes: Floats, unknown: float, empty: float) -> Ints:
    """Draw 0 no, 1 yes, 2 unknown, −1 empty; `yes` is the share among the known."""
    answer = (rng.random(len(yes)) < yes).astype(np.int64)
    recorded = rng.random(len(yes))
    return np.where(recorded < unknown, 2, np.where(recorded < unknown + empty, EMPTY, answer))


def _departments(rng: np.random.Generator, country: Ints, among: tuple[f.Department, ...]) -> Ints:
    """Draw a department of each child's country, as a position in `among`."""
    drawn = np.zeros(len(country), np.int64)
    for code, name in enumerate(f.COUNTRIES):
        places = np.array([i for i, place in enumerate(among) if place.country == name], np.int64)
        here = country == code
        if len(places) and here.any():
            shares = np.array([among[i].share for i in places])
            drawn[here] = places[pick(rng, shares, int(here.sum()))]
    return drawn


def _return_dates(rng: np.random.Generator, size: int) -> tuple[Days, NDArray[np.bool_]]:
    """Draw days of the window outside the suspended quarter; for a few only the month is known, and the 15th stands."""
    days = np.arange(f.WINDOW[0], f.WINDOW[1] + 1)
    days = days[(days < f.SUSPENDED[0]) | (days > f.SUSPENDED[1])]
    date = days[rng.integers(0, len(days), size)]
    is_month_only = rng.random(size) < 0.02
    return np.where(is_month_only, date.astype("datetime64[M]").astype("datetime64[D]") + 14, date), is_month_only
