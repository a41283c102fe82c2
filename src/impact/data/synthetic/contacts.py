"""The contacts table: visits and calls in both arms, and what each of them can say of the child."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.synthetic.arms import Arms
from impact.data.synthetic.columns import booleans, dates, numbered, text
from impact.data.synthetic.hazards import DEATH, LAWFUL, NONE, REMIGRATION, Events
from impact.data.synthetic.observation import NEVER, Observation
from impact.data.synthetic.people import EMPTY, Ints, People

HOME, AWAY, UNKNOWN, DECEASED, LAWFULLY_AWAY, RECEIVED = range(6)
MODES = ("home_visit", "community_visit", "call", "reception_centre", "other")
INFORMANTS = ("child", "caregiver", "neighbour", "school", "authority", "unknown")
LOCATIONS = ("at_home", "moved_in_country", "detained", "en_route", "abroad", "lawfully_abroad", "deceased", "unknown")
REASONS = ("absent", "moved", "refused", "unsafe_to_visit", "no_answer", "other", "unknown")
INTENTIONS = ("yes", "no", "undecided", "unknown")
PRECISIONS = ("day", "month")
ATTEMPTS_AFTER_LOSS = 2
DEPARTURE_REPORTED = 0.5


def contacts(
    rng: np.random.Generator,
    people: People,
    arms: Arms,
    events: Events,
    seen: Observation,
    return_ids: NDArray[np.object_],
    is_grown: NDArray[np.bool_],
    *,
    is_exact: bool,
) -> pd.DataFrame:
    """Return the contacts of everybody, in order of child and date.

    `is_grown` marks those whose second reception comes after the 18th birthday: no return of a child is recorded then,
    and the reception centre's contact stands instead.
    """
    child, day, state = _rows(events, seen, is_grown, is_exact=is_exact)
    order = np.lexsort((state, day, child))
    child, day, state = child[order], day[order], state[order]
    mode = _modes(rng, state, arms.is_referred[child])
    is_call = mode == MODES.index("call")
    is_home = state == HOME
    is_seen = (is_home & (rng.random(len(day)) < np.where(is_call, 0.6, 0.92))) | (state == RECEIVED)
    departure = _reported(rng, state, is_exact=is_exact)
    departure_day = events.day[child]
    precision = np.where(departure, (rng.random(len(day)) < (0.0 if is_exact else 0.3)).astype(np.int64), EMPTY)
    start = people.return_date[child]
    intention = np.searchsorted([0.12, 0.70, 0.90], rng.random(len(day)))
    return pd.DataFrame(
        {
            "contact_id": numbered("K", len(day)),
            "return_id": text(child, return_ids),
            "contact_date": dates(start + day),
            "mode": text(mode, MODES),
            "is_child_seen": booleans(is_seen),
            "reported_departure_date": dates(start + departure_day, departure),
            "reported_departure_precision": text(precision, PRECISIONS),
            "informant": text(_informants(rng, state, is_seen), INFORMANTS),
            "location_status": text(_locations(rng, state), LOCATIONS),
            "not_seen_reason": text(_not_seen(rng, state, is_seen), REASONS),
            "intends_to_remigrate": text(
                np.where(is_seen & is_home & (rng.random(len(day)) < 0.6), intention, EMPTY), INTENTIONS
            ),
        }
    )


def _rows(events: Events, seen: Observation, is_grown: NDArray[np.bool_], *, is_exact: bool) -> tuple[Ints, Ints, Ints]:
    """Child, day and state of every contact, unordered."""
    parts = [_planned(events, seen)]
    found = (events.kind != NONE) & (seen.detected <= seen.lost_after) & (seen.detected < NEVER)
    for kind, state in ((DEATH, DECEASED), (LAWFUL, LAWFULLY_AWAY)):
        parts.append(_single(found & (events.kind == kind), events.day, state))
    parts.append(_single((seen.second_return < NEVER) & is_grown, seen.second_return, RECEIVED))
    if is_exact:
        parts.append(_single(found & (events.kind == REMIGRATION), events.day, AWAY))
        parts.append(_single(found, events.day, HOME))
        parts.append(_single(~found, seen.last_day, HOME))
    children, days, states = zip(*parts, strict=True)
    return np.concatenate(children), np.concatenate(days), np.concatenate(states)


def _planned(events: Events, seen: Observation) -> tuple[Ints, Ints, Ints]:
    """Planned contacts: at home before the event, the one that finds the child gone, failed attempts after a loss."""
    day = seen.planned
    found = np.where(seen.detected <= seen.lost_after, seen.detected, NEVER)[:, None]
    is_lost = day > seen.lost_after[:, None]
    is_after = day >= np.where(events.kind == NONE, NEVER, events.day)[:, None]
    finds = (day == found) & (events.kind == REMIGRATION)[:, None]
    visit = ~is_lost & (~is_after | seen.is_missed | finds)
    attempt = is_lost & (np.cumsum(is_lost, axis=1) <= ATTEMPTS_AFTER_LOSS)
    keep = (visit | attempt) & (day < NEVER) & (day < seen.second_return[:, None]) & ((day < found) | finds)
    state = np.where(finds, AWAY, np.where(is_lost | seen.is_missed, UNKNOWN, HOME))
    child, which = np.nonzero(keep)
    return child, day[child, which], state[child, which]


def _single(which: NDArray[np.bool_], day: Ints, state: int) -> tuple[Ints, Ints, Ints]:
    child = np.flatnonzero(which)
    return child, day[child], np.full(len(child), state)


def _modes(rng: np.random.Generator, state: Ints, is_referred: NDArray[np.bool_]) -> Ints:
    draw = rng.random(len(state))
    usual = np.where(is_referred, np.searchsorted([0.5, 0.7], draw), np.searchsorted([0.3, 0.4], draw))
    notice = np.isin(state, (DECEASED, LAWFULLY_AWAY))
    return np.where(notice, MODES.index("call"), np.where(state == RECEIVED, MODES.index("reception_centre"), usual))


def _reported(rng: np.random.Generator, state: Ints, *, is_exact: bool) -> NDArray[np.bool_]:
    share = 1.0 if is_exact else DEPARTURE_REPORTED
    return np.isin(state, (AWAY, RECEIVED)) & (rng.random(len(state)) < share)


def _informants(rng: np.random.Generator, state: Ints, is_seen: NDArray[np.bool_]) -> Ints:
    draw = rng.random(len(state))
    others = np.searchsorted([0.0, 0.7, 0.88], draw)
    failed = np.where(draw < 0.2, INFORMANTS.index("unknown"), EMPTY)
    informant = np.where(state == UNKNOWN, failed, np.where(is_seen, np.where(draw < 0.8, 0, 1), others))
    return np.where(state == RECEIVED, INFORMANTS.index("authority"), informant)


def _locations(rng: np.random.Generator, state: Ints) -> Ints:
    draw = rng.random(len(state))
    home = np.where(draw < 0.04, LOCATIONS.index("moved_in_country"), LOCATIONS.index("at_home"))
    away = np.searchsorted([0.15, 0.40], draw) + LOCATIONS.index("detained")
    fixed = {UNKNOWN: "unknown", DECEASED: "deceased", LAWFULLY_AWAY: "lawfully_abroad", RECEIVED: "detained"}
    place = np.where(state == HOME, home, away)
    for code, name in fixed.items():
        place = np.where(state == code, LOCATIONS.index(name), place)
    return place


def _not_seen(rng: np.random.Generator, state: Ints, is_seen: NDArray[np.bool_]) -> Ints:
    draw = rng.random(len(state))
    failed = np.searchsorted([0.10, 0.40, 0.50, 0.56, 0.90, 0.95], draw)
    known = np.where(state == HOME, REASONS.index("absent"), REASONS.index("moved"))
    reason = np.where(state == UNKNOWN, failed, known)
    return np.where(is_seen | np.isin(state, (DECEASED, LAWFULLY_AWAY)), EMPTY, reason)
