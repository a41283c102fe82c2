"""Going back to school: when a child does, what a contact learns of it, and the true risks by arm."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.data.synthetic import figures as f
from impact.data.synthetic.arms import draw_enrolment_day
from impact.data.synthetic.columns import text
from impact.data.synthetic.hazards import draw_events, school_rate
from impact.data.synthetic.people import EMPTY, Floats, Ints, People, draw_people
from impact.data.synthetic.superpopulation import referral_propensity

SIZE = 200_000
SEED = 1957
"""Of the children that the true risks are averaged over; neither depends on the data's."""

AT_HOME = ("at_home", "moved_in_country")
"""What `location_status` says where school can be asked about."""


def school_days(rng: np.random.Generator, people: People, enrols_on: Ints, ratio: float) -> Ints:
    """Draw the day, from 1, on which each child would be back in school if it stayed; it does not leave school again.

    The hazard is constant, and `ratio` times it after the day of enrolment (−1: never).
    """
    waits = rng.exponential(size=len(people)) / school_rate(people)
    is_later = (enrols_on >= 0) & (waits > enrols_on)
    day = np.ceil(np.where(is_later, enrols_on + (waits - enrols_on) / ratio, waits))
    return np.maximum(np.minimum(day, 10.0 * f.FOLLOW_UP_DAYS), 1.0).astype(np.int64)


def school_answers(
    rng: np.random.Generator,
    contacts: pd.DataFrame,
    people: People,
    return_ids: NDArray[np.object_],
    back_on: Ints,
) -> pd.api.extensions.ExtensionArray:
    """Say for each contact whether it found the child in school: empty where nobody asked, or the child was away."""
    child = pd.Index(return_ids[: len(people)]).get_indexer(pd.Index(contacts["return_id"]))
    day = contacts["contact_date"].to_numpy("datetime64[D]") - people.return_date[child]
    is_asked = contacts["location_status"].isin(AT_HOME).to_numpy(bool) & (rng.random(len(child)) < f.SCHOOL_ASKED)
    is_unknown = rng.random(len(child)) < f.SCHOOL_UNKNOWN
    found = (day.astype(np.int64) >= back_on[child]).astype(np.int64)
    answer = np.where(is_unknown, f.YES_NO.index("unknown"), found)
    return text(np.where(is_asked, answer, EMPTY), f.YES_NO)


def school_risks(hazard_ratio: float, school_ratio: float, horizons: tuple[float, ...]) -> dict[str, Floats]:
    """Return the true risks of being back in school by population, shape (2 arms, horizons), comparison first.

    Both arms of the same 200,000 children: departures, deaths, lawful migration and enrolment are drawn; given these,
    the chance of having been back in school before is exact. The Monte Carlo error is below 0.001 for a risk.

    Parameters
    ----------
    hazard_ratio, school_ratio : float
        Of remigration, and of going back to school, after enrolment.
    horizons : tuple of float
        Days.
    """
    rng = np.random.default_rng(SEED)
    people = draw_people(rng, SIZE, siblings=False)
    chance = referral_propensity(people)
    days = np.asarray(horizons, dtype=np.float64)
    arms = (np.full(SIZE, -1), draw_enrolment_day(rng, SIZE))
    by_child = [_chances(np.random.default_rng(SEED + 1), people, on, hazard_ratio, school_ratio, days) for on in arms]
    weights = {"treated": chance, "all": np.ones(SIZE), "overlap": chance * (1.0 - chance)}
    return {name: np.stack([own @ part / own.sum() for part in by_child]) for name, own in weights.items()}


def _chances(
    rng: np.random.Generator, people: People, enrols_on: Ints, hazard_ratio: float, school_ratio: float, days: Floats
) -> Floats:
    """Chance of each child to be back in school by each day, before whatever takes it away; shape (children, days)."""
    leaves = draw_events(rng, people, enrols_on, hazard_ratio).day
    # Records are in whole days: what is to be found in school must be home on the day.
    until = np.minimum(np.floor(days), (leaves - 1)[:, None])
    since = np.where(enrols_on >= 0, enrols_on, np.inf)[:, None]
    served = np.maximum(until - since, 0.0)
    return np.asarray(1.0 - np.exp(-school_rate(people)[:, None] * (until - served + school_ratio * served)))
