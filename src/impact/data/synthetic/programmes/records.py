"""The records of a pathway: cases with their ways out, and milestones with their dates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.schema import CASES, MILESTONES
from impact.data.synthetic.columns import booleans, dates, numbered, text, whole, words
from impact.data.synthetic.people import EMPTY, Ints
from impact.data.synthetic.programmes import figures as f
from impact.data.synthetic.programmes.paths import NEVER, Paths

_SEXES = ("female", "male", "unknown")


@dataclass(frozen=True, slots=True, eq=False)
class Linked:
    """Cases of another unit: arrays of shape (m,), the case on the path and the days from its start."""

    parent: Ints
    day: Ints

    def by(self, last: Ints) -> Linked:
        """Keep those of which the records know: up to a last day of each case on the path."""
        is_known = self.day <= last[self.parent]
        return Linked(self.parent[is_known], self.day[is_known])


def draw_linked(rng: np.random.Generator, programme: f.Programme, paths: Paths) -> Linked:
    """Draw the cases of another unit that each case on the path has; the path's milestone rests on the first."""
    linked = programme.linked
    if linked is None:
        return Linked(np.zeros(0, np.int64), np.zeros(0, np.int64))
    first = paths.reached[:, programme.milestones.index(linked.milestone)]
    most = len(linked.shares)
    several = rng.choice(most, len(first), p=linked.shares) + 1
    waits = np.ceil(rng.exponential(linked.later, (len(first), most - 1))).astype(np.int64)
    later = np.cumsum(np.column_stack([np.zeros(len(first), np.int64), waits]), axis=1)
    there = (np.arange(most) < several[:, None]) & (first < NEVER)[:, None]
    day = np.where(there, np.where(there, first[:, None], 0) + later, NEVER)
    # Nothing more is filed for a family that has left.
    parent, place = np.nonzero((day < NEVER) & (day <= paths.left[:, None]))
    return Linked(parent, day[parent, place])


def tables(
    rng: np.random.Generator, programme: f.Programme, paths: Paths, linked: Linked, consents: NDArray[np.bool_]
) -> dict[str, pd.DataFrame]:
    """Return `cases` and `milestones` as the records know them, in an order that tells nothing.

    Beside the cases that start there are those that never did, those of another programme, and those of the other unit.
    """
    known = linked.by(paths.known_until)
    size = len(paths.start)
    idle, other = (round(share * size) for share in (f.NOT_STARTED, f.OTHER_PROGRAMME[1]))
    kind = np.repeat([0, 1, 2, 3], [size, idle, other, len(known.parent)])
    place = rng.permutation(len(kind))
    number = np.empty(len(kind), np.int64)
    number[place] = np.arange(len(kind))
    ids = np.asarray(numbered("F", len(kind)), dtype=object)[number]
    own = np.concatenate([np.arange(size), np.full(idle + other, EMPTY), known.parent])
    frame = pd.concat(
        [_who(programme, paths, ids, kind, own), _exits(rng, paths, kind, own), _traits(rng, programme, kind, own)],
        axis=1,
    )
    agrees = np.where(own == EMPTY, rng.random(len(kind)) >= f.NO_CONSENT, consents[own])
    frame = frame.assign(has_reporting_consent=booleans(agrees), group=_groups(programme, paths, kind, own))
    cases = frame[[column.name for column in CASES.columns]].iloc[place].reset_index(drop=True)
    return {"cases": cases, "milestones": _milestones(rng, programme, paths, known, ids, kind)}


def _who(programme: f.Programme, paths: Paths, ids: NDArray[np.object_], kind: Ints, own: Ints) -> pd.DataFrame:
    households = np.where(own == EMPTY, paths.household.max() + 1 + np.arange(len(own)), paths.household[own])
    units = (programme.unit, programme.linked.unit if programme.linked else "")
    return pd.DataFrame(
        {
            "case_id": words(ids),
            "parent_case_id": words(ids[own], kind == 3),
            "household_id": words([f"H{i:07d}" for i in households]),
            "programme": text((kind == 2).astype(int), (programme.code, f.OTHER_PROGRAMME[0])),
            "unit": text((kind == 3).astype(int), units),
        }
    )


def _exits(rng: np.random.Generator, paths: Paths, kind: Ints, own: Ints) -> pd.DataFrame:
    """Return the ways out that are known: of cases that start, the competing one or the loss, whichever came first."""
    is_lost = (paths.lost < NEVER) & (paths.lost <= paths.known_until)
    is_left = (paths.left < NEVER) & (paths.left <= paths.known_until)
    # `known_until` is the day of loss: whoever left on that very day has left, and was not lost.
    day = np.where(is_left, paths.left, np.where(is_lost, paths.lost, 0))
    reason = np.where(is_left, paths.why, rng.choice(list(f.LOST), len(day), p=list(f.LOST.values())))
    is_out = is_left | is_lost
    starts = (kind == 0) & is_out[own]
    date = (paths.start + day.astype("timedelta64[D]"))[own]
    return pd.DataFrame(
        {
            "exit_date": dates(date, starts),
            "exit_reason": words(reason[own], starts),
        }
    )


def _traits(rng: np.random.Generator, programme: f.Programme, kind: Ints, own: Ints) -> pd.DataFrame:
    """Return place, sex and age; a linked case is where its parent is, as far as that is known."""
    size, on_path = len(kind), int((kind == 0).sum())
    country = _of_parent(rng.choice(len(programme.countries), size, p=list(programme.countries.values())), own, on_path)
    names = list(programme.countries)
    place = _of_parent(rng.integers(0, 60, size), own, on_path)
    lists = [programme.departments[name] for name in names]
    department = np.array([lists[c][p % len(lists[c])] for c, p in zip(country, place, strict=True)], dtype=object)
    is_person = np.isin(kind, [0, 1, 2]) & (programme.unit in ("child", "person"))
    sex = np.where(is_person, _unanswered(rng, rng.integers(0, 2, size), 2), EMPTY)
    youngest, oldest = programme.ages or (0, 0)
    is_child = is_person & (programme.ages is not None) & (rng.random(size) >= f.UNANSWERED)
    has_place = rng.random(size) >= f.UNANSWERED
    return pd.DataFrame(
        {
            "country": text(_unanswered(rng, country, len(names)), [*names, "unknown"]),
            "department": words(department, has_place),
            "sex": text(sex, _SEXES),
            "age_at_start_years": whole(rng.integers(youngest, oldest + 1, size), is_child),
        }
    )


def _of_parent(drawn: Ints, own: Ints, on_path: int) -> Ints:
    """Let a linked case have what was drawn for the case on its path."""
    return np.where(np.arange(len(drawn)) < on_path, drawn, np.where(own == EMPTY, drawn, drawn[own]))


def _unanswered(rng: np.random.Generator, codes: Ints, unknown: int) -> Ints:
    draw = rng.random(len(codes))
    return np.select([draw < f.UNANSWERED, draw < 2 * f.UNANSWERED], [EMPTY, unknown], codes)


def _groups(programme: f.Programme, paths: Paths, kind: Ints, own: Ints) -> pd.api.extensions.ExtensionArray:
    names = tuple(programme.groups or ())
    return text(np.where((kind == 0) & bool(names), paths.group[own], EMPTY), names)


def _milestones(
    rng: np.random.Generator, programme: f.Programme, paths: Paths, known: Linked, ids: NDArray[np.object_], kind: Ints
) -> pd.DataFrame:
    """Return a row a milestone that the records know of, and one for each other programme's case."""
    linked = programme.linked
    own_steps = [step for step in programme.milestones if linked is None or step != linked.milestone]
    places = [programme.milestones.index(step) for step in own_steps]
    is_known = paths.reached[:, places] <= paths.known_until[:, None]
    case, step = np.nonzero(is_known)
    days = [paths.reached[:, places][case, step], known.day]
    of = [case, known.parent]
    case_ids = [ids[case], ids[kind == 3], ids[kind == 2]]
    name = [np.array(own_steps, dtype=object)[step], [linked.milestone if linked else ""] * len(known.parent)]
    elsewhere = rng.integers(0, int((f.CUT_OFF - f.WINDOW[0]).astype(np.int64)), int((kind == 2).sum()))
    date = np.concatenate([paths.start[i] + day.astype("timedelta64[D]") for i, day in zip(of, days, strict=True)])
    date = np.concatenate([date, f.WINDOW[0] + elsewhere.astype("timedelta64[D]")])
    order = rng.permutation(len(date))
    milestone = np.concatenate([*map(np.asarray, name), np.full(len(elsewhere), "called", dtype=object)])
    frame = {
        "milestone_id": numbered("M", len(date)),
        "case_id": words(np.concatenate(case_ids)[order]),
        "milestone": words(milestone[order]),
        "milestone_date": dates(date[order]),
    }
    return pd.DataFrame(frame)[[column.name for column in MILESTONES.columns]]
