"""The tables of the programme: enrolments, services, and counts of activity that no one may take for an effect."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.arms import Arms
from impact.data.synthetic.columns import booleans, dates, numbered, text, whole
from impact.data.synthetic.hazards import DEATH, LAWFUL, REMIGRATION, Events
from impact.data.synthetic.observation import NEVER, Observation
from impact.data.synthetic.people import EMPTY, REASONS, Ints, People

STATUSES = ("referred", "waitlisted", "declined", "enrolled")
EXITS = ("completed", "withdrew", "remigrated", "lawful_migration", "aged_out", "transferred", "lost", "died", "other")
SERVICES = (
    "psychosocial",
    "education",
    "vocational",
    "economic",
    "health",
    "legal_referral",
    "family_mediation",
    "other",
    "unknown",
)
SERVICE_SHARES = (0.30, 0.22, 0.12, 0.08, 0.10, 0.06, 0.08, 0.03, 0.01)
NOT_TAKEN_UP = {"waitlisted": 0.03, "declined": 0.02}
"""Shares of comparison children who were referred, but waitlisted or declined without consent."""
MONTHS_OF_SERVICE = 12


def enrolments(
    rng: np.random.Generator,
    people: People,
    arms: Arms,
    events: Events,
    seen: Observation,
    return_ids: NDArray[np.object_],
) -> tuple[pd.DataFrame, Ints, Ints]:
    """Return the enrolments, the child of each row and the last day (from the return) on which it may be served."""
    status = _status(rng, people, arms, events)
    child = np.flatnonzero(status != EMPTY)
    status = status[child]
    enrolled = _is_enrolled(people, events)[child]
    consented = arms.is_referred[child]
    start = people.return_date[child]
    referral = start - rng.integers(10, 61, len(child))
    consent = np.minimum(referral + rng.integers(0, 21, len(child)), start)
    exit_day, reason = _exits(rng, people, events, seen)
    exit_day, reason = exit_day[child], reason[child]
    has_left = enrolled & (exit_day <= people.days_to_cut_off[child])
    partner = np.array([f.PARTNERS.index(d.partner) if d.partner else 0 for d in f.DEPARTMENTS])
    frame = pd.DataFrame(
        {
            "enrolment_id": numbered("E", len(child)),
            "return_id": text(child, return_ids),
            "programme": text(np.zeros(len(child), np.int64), (f.PROGRAMME,)),
            "partner_id": text(partner[people.department[child]], f.PARTNERS),
            "status": text(status, STATUSES),
            "referral_date": dates(referral),
            "consent_date": dates(consent, consented),
            "enrolment_date": dates(start + np.maximum(events.enrolled_on[child], 0), enrolled),
            "exit_date": dates(start + exit_day, has_left),
            "exit_reason": text(np.where(has_left, reason, EMPTY), EXITS),
        }
    )
    last = np.minimum.reduce([exit_day, seen.lost_after[child], events.day[child] - 1, seen.last_day[child]])
    return frame, child, np.where(enrolled, last, EMPTY)


def services(
    rng: np.random.Generator, people: People, events: Events, enrolled: pd.DataFrame, child: Ints, last_day: Ints
) -> pd.DataFrame:
    """Return about one service a month from enrolment to exit, loss or departure, most of them delivered."""
    day = events.enrolled_on[child][:, None] + 30 * np.arange(MONTHS_OF_SERVICE) + rng.integers(3, 20, (len(child), 1))
    keep = (rng.random(day.shape) < 0.75) & (day <= last_day[:, None])
    row, month = np.nonzero(keep)
    kind = np.searchsorted(np.cumsum(SERVICE_SHARES)[:-1], rng.random(len(row)), side="right")
    return pd.DataFrame(
        {
            "service_id": numbered("S", len(row)),
            "enrolment_id": text(row, enrolled["enrolment_id"].to_numpy(dtype=object)),
            "service_type": text(kind, SERVICES),
            "status": text((rng.random(len(row)) < 0.9).astype(np.int64), ("referred", "delivered")),
            "service_date": dates(people.return_date[child[row]] + day[row, month]),
        }
    )


def activity_counts(rng: np.random.Generator) -> pd.DataFrame:
    """Return a few monthly counts of other activities: units differ, some count a person twice."""
    periods = ("2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12")
    units = (
        ("gender_initiative", "attendance", 160, False),
        ("family_reunification", "family", 45, True),
        ("family_reunification", "person", 130, False),
        ("family_reunification", "case", 14, True),
        ("central_american_minors", "family", 48, True),
        ("central_american_minors", "application", 23, True),
        ("legal_representation", "child", 430, True),
    )
    rows = [(name, period, unit, mean, single) for name, unit, mean, single in units for period in periods]
    name, period, unit, mean, single = zip(*rows, strict=True)
    return pd.DataFrame(
        {
            "programme": pd.array(name, dtype="string"),
            "period": pd.array(period, dtype="string"),
            "unit": pd.array(unit, dtype="string"),
            "count": whole(rng.poisson(mean)),
            "is_deduplicated": booleans(np.array(single)),
        }
    )


def _status(rng: np.random.Generator, people: People, arms: Arms, events: Events) -> Ints:
    """Position in STATUSES, −1 for children without a row."""
    draw = rng.random(len(people))
    edges = np.cumsum(list(NOT_TAKEN_UP.values()))
    asked = np.select([draw < edges[0], draw < edges[1]], [1, 2], EMPTY)
    reachable = np.isin(people.reason, [0, REASONS.index("no_consent")])
    asked = np.where(reachable, asked, EMPTY)
    return np.where(arms.is_referred, np.where(_is_enrolled(people, events), 3, 0), asked)


def _is_enrolled(people: People, events: Events) -> NDArray[np.bool_]:
    """Whether the records, which end at the cut-off, know of the enrolment."""
    return (events.enrolled_on >= 0) & (events.enrolled_on <= people.days_to_cut_off)


def _exits(rng: np.random.Generator, people: People, events: Events, seen: Observation) -> tuple[Ints, Ints]:
    """Day and reason of the end of services, as the partner comes to know of them."""
    size = len(people)
    enrolled_on = np.maximum(events.enrolled_on, 0)
    planned = enrolled_on + f.SERVICE_DAYS + rng.integers(-30, 31, size)
    draw = rng.random(size)
    early = enrolled_on + rng.integers(30, f.SERVICE_DAYS - 30, size)
    turns_18 = np.ceil(365.25 * (18 - people.age - people.birth_fraction)).astype(np.int64)
    aged_out = np.where(draw > 0.85, np.maximum(turns_18, enrolled_on + 30), NEVER)
    found = np.where(seen.detected <= seen.lost_after, seen.detected, NEVER)
    found_reason = np.select(
        [events.kind == REMIGRATION, events.kind == LAWFUL, events.kind == DEATH],
        [EXITS.index("remigrated"), EXITS.index("lawful_migration"), EXITS.index("died")],
        EMPTY,
    )
    lost = np.where(seen.lost_after < NEVER, seen.lost_after + 60, NEVER)
    ways = (
        (found, found_reason),
        (np.where(draw < 0.05, early, NEVER), EXITS.index("withdrew")),
        (np.where((draw >= 0.05) & (draw < 0.06), early, NEVER), EXITS.index("transferred")),
        (np.where((draw >= 0.06) & (draw < 0.065), early, NEVER), EXITS.index("other")),
        (aged_out, EXITS.index("aged_out")),
        (lost, EXITS.index("lost")),
        (planned, EXITS.index("completed")),
    )
    days = np.stack([day for day, _ in ways])
    reasons = np.stack([np.broadcast_to(reason, size) for _, reason in ways])
    first = days.argmin(axis=0)
    return days[first, np.arange(size)], reasons[first, np.arange(size)]
