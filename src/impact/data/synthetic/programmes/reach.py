"""Records of activities: participations, or counts by month, and how many distinct people are behind them in truth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.schema import ACTIVITY_COUNTS, PARTICIPATIONS
from impact.data.synthetic.columns import booleans, dates, numbered, text, whole, words
from impact.data.synthetic.people import EMPTY, Days, Ints
from impact.data.synthetic.programmes import reach_figures as f
from impact.data.synthetic.programmes.figures import CUT_OFF, UNANSWERED
from impact.data.synthetic.programmes.truth import NOTE

_SEXES = ("female", "male", "unknown")
_COUNTED = ("deduplicated", "attendance")


@dataclass(frozen=True, slots=True, eq=False)
class Entries:
    """Who took part in one programme of activities: arrays of shape (n,), one entry a person and meeting.

    `role` is a position among the programme's roles; `meeting` counts from the first of the records, held on `day`.
    """

    person: Ints
    role: Ints
    meeting: Ints
    day: Days

    def where(self, is_in: NDArray[np.bool_]) -> Entries:
        """Keep some of the entries."""
        return Entries(self.person[is_in], self.role[is_in], self.meeting[is_in], self.day[is_in])


def draw_entries(rng: np.random.Generator, activity: f.Activity, people: int) -> Entries:
    """Draw everybody's first meeting, those at which they come again, and the role in which they come to each."""
    held = _meetings(rng, activity)
    first = rng.integers(0, len(held), people)
    again = np.minimum(rng.poisson(activity.again, people), f.WITHIN)
    later = 1 + rng.random((people, f.WITHIN)).argsort(axis=1)
    comes = np.column_stack([np.ones(people, bool), np.arange(f.WITHIN) < again[:, None]])
    meeting = np.column_stack([first, first[:, None] + later])
    person, place = np.nonzero(comes & (meeting < len(held)))
    own = rng.choice(len(activity.roles), people, p=list(activity.roles.values()))
    other = (own + 1) % len(activity.roles)
    is_other = (rng.random(people) < activity.two_roles)[person] & (rng.random(len(person)) < 0.5)
    at = meeting[person, place]
    return Entries(person, np.where(is_other, other[person], own[person]), at, held[at])


def _meetings(rng: np.random.Generator, activity: f.Activity) -> Days:
    """Return the days of meetings: so many a month, each on a day of its own."""
    months = np.arange(f.WINDOW[0], f.WINDOW[1] + 1)
    days = np.sort(rng.random((len(months), 28)).argsort(axis=1)[:, : activity.meetings], axis=1)
    held: Days = months.astype("datetime64[D]")[:, None] + days.astype("timedelta64[D]")
    return held.ravel()


def participations(
    rng: np.random.Generator, name: str, drawn: dict[str, Entries], consents: dict[str, Any]
) -> pd.DataFrame:
    """Return one row an entry of the programmes that write participations down, in an order that tells nothing."""
    parts = [
        _participations(rng, activity, drawn[activity.code], consents[activity.code], f.PLACES[name], number)
        for number, activity in enumerate(f.REACH[name])
        if activity.basis not in _COUNTED
    ]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame.iloc[rng.permutation(len(frame))].reset_index(drop=True)
    return frame.assign(participation_id=numbered("A", len(frame)))[[column.name for column in PARTICIPATIONS.columns]]


def _participations(
    rng: np.random.Generator,
    activity: f.Activity,
    entries: Entries,
    consents: NDArray[np.bool_],
    places: tuple[tuple[str, str], ...],
    number: int,
) -> pd.DataFrame:
    size, people = len(entries.person), len(consents)
    ids = np.asarray(numbered(f"P{number}", people), dtype=object)[rng.permutation(people)]
    where = rng.integers(0, len(places), people)[entries.person]
    sex = (rng.random(people) < 0.4).astype(np.int64)[entries.person]
    draw = rng.random(size)
    return pd.DataFrame(
        {
            "person_id": words(ids[entries.person], rng.random(size) >= activity.unidentified),
            "programme": words([activity.code] * size),
            "activity": text(entries.meeting % len(activity.activities), activity.activities),
            "participation_date": dates(entries.day),
            "role": text(entries.role, list(activity.roles)),
            "sex": text(np.select([draw < UNANSWERED, draw < 2 * UNANSWERED], [EMPTY, 2], sex), _SEXES),
            "country": text(where, [country for country, _ in places]),
            "department": text(where, [department for _, department in places]),
            "has_reporting_consent": booleans(consents[entries.person]),
        }
    )


def activity_counts(name: str, drawn: dict[str, Entries]) -> pd.DataFrame | None:
    """Return the counts by month of the programmes that only count; none where no programme does."""
    parts = [_counts(activity, drawn[activity.code]) for activity in f.REACH[name] if activity.basis in _COUNTED]
    if not parts:
        return None
    return pd.concat(parts, ignore_index=True)[[column.name for column in ACTIVITY_COUNTS.columns]]


def _counts(activity: f.Activity, entries: Entries) -> pd.DataFrame:
    """Count entries, or the people behind them, by month; a month without anybody has no row."""
    is_single = activity.basis == "deduplicated"
    frame = pd.DataFrame(
        {
            "period": entries.day.astype("datetime64[M]").astype(str),
            "role": entries.role if activity.by_role else EMPTY,
            "what": entries.person if is_single else np.arange(len(entries.person)),
        }
    )
    counted = frame.groupby(["period", "role"])["what"].nunique().reset_index()
    size = len(counted)
    return pd.DataFrame(
        {
            "programme": words([activity.code] * size),
            "period": words(counted["period"].to_numpy(dtype=object)),
            "unit": words(["person" if is_single else "attendance"] * size),
            "count": whole(counted["what"].to_numpy()),
            "is_deduplicated": booleans(np.full(size, is_single)),
            "role": text(counted["role"].to_numpy(), list(activity.roles)),
            "sessions": whole(np.full(size, activity.meetings), np.full(size, not is_single)),
        }
    )


def generate_reach(name: str, people: int | None, seed: int) -> tuple[dict[str, pd.DataFrame], dict[str, Any]]:
    """Draw the tables of programmes whose question is who was reached, and the truth behind them.

    `people` scales how many take part in all of them; see `generate_programme`.
    """
    who, record = (np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2))
    activities = f.REACH[name]
    scale = 1.0 if people is None else people / sum(activity.people for activity in activities)
    drawn = {one.code: draw_entries(who, one, max(1, round(one.people * scale))) for one in activities}
    consents = {code: who.random(int(entries.person.max()) + 1) >= f.NO_CONSENT for code, entries in drawn.items()}
    tables = {"participations": participations(record, name, drawn, consents)}
    counts = activity_counts(name, drawn)
    if counts is not None:
        tables["activity_counts"] = counts
    truth = {
        "synthetic": True,
        "note": NOTE,
        "programme": name,
        "unit": "person",
        "seed": seed,
        "cut_off": str(CUT_OFF),
        "programmes": {one.code: _truth(one, drawn[one.code], consents[one.code]) for one in activities},
    }
    return tables, truth


def _truth(activity: f.Activity, entries: Entries, consents: NDArray[np.bool_]) -> dict[str, Any]:
    """Return how many distinct people there are; of participations those who consent, of counts all.

    Who was not identified is one of them.
    """
    if activity.basis not in _COUNTED:
        entries = entries.where(consents[entries.person])
    frame = pd.DataFrame({"person": entries.person, "role": np.array(list(activity.roles))[entries.role]})
    years = entries.day.astype("datetime64[Y]").astype(str)
    quarters = entries.day.astype("datetime64[M]").astype(np.int64) % 12 // 3 + 1
    named = [f"{year}-Q{quarter}" for year, quarter in zip(years, quarters, strict=True)]
    twice = pd.concat([frame.assign(period=years), frame.assign(period=named)])
    by_both = twice.groupby(["role", "period"])["person"].nunique()
    return {
        "basis": activity.basis,
        "entries": len(frame),
        "total": int(frame["person"].nunique()),
        "by_role": _numbers(frame.groupby("role")["person"].nunique()),
        "by_period": _numbers(twice.groupby("period")["person"].nunique()),
        "by_role_and_period": {role: _numbers(part.droplevel(0)) for role, part in by_both.groupby(level=0)},
    }


def _numbers(counts: pd.Series) -> dict[str, int]:
    return {str(level): int(count) for level, count in counts.items()}
