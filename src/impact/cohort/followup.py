"""From evidence to outcomes: the interval that holds each child's event, and until when it was followed.

The rules, in order:

1. The first evidence that the stay ended decides, whatever follows: the event of interest is the first departure, so a
   child seen at home after one has still departed. Its latest day closes the interval, its kind is the event's type. Of
   several on one day remigration goes before death, and death before lawful migration.
2. The interval opens on the last day at home known up to then (the return itself at least), or on the first day that a
   reported departure of the same kind allows, where that is later.
3. Without such evidence a child is censored on the last day it was known at home: never at a contact that found nobody,
   nor when services end. A child never heard of again is censored on day 0, and kept.
4. A type that the study does not name as competing censors.

Rules 1 and 3 are not symmetric where children are lost: a second return shows that a lost child left, while nothing
can show that another lost child stayed. Risks can then be too high, more so in the arm that loses more; the share
traced and the density of contacts stand beside every estimate for that reason.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.evidence import AT_HOME, SOURCES, STATES, People
from impact.study import Study


def outcomes(evidence: pd.DataFrame, people: People, study: Study) -> pd.DataFrame:
    """Derive one outcome per child, in days since the index return.

    Parameters
    ----------
    evidence : pandas.DataFrame
        What `evidence.gather` collected.

    Returns
    -------
    pandas.DataFrame
        One row a child, in the order of `people`: `day` (of the event at `outcome.date` of its interval, the midpoint
        where that is imputed, or of censoring), `event` (0 censored, 1 remigration, 2 and above `outcome.competing` in
        order), `type` (what ended the stay, also where it censors; else missing), `event_lower` (last known at home),
        `event_upper` (first known away; infinite without an event), `evidence` (what showed it) and `censor_reason`.
    """
    n = len(people)
    upper, kind, source = _first_end(evidence, n)
    lower = _last_home(evidence, upper, n)
    lower = np.maximum(lower, _earliest_end(evidence, upper, kind, n))
    ended = np.isfinite(upper)
    day = np.where(ended, within(lower, upper, study.outcome.date), lower)
    codes = np.zeros(len(STATES), dtype=np.int16)
    for code, name in enumerate((study.outcome.event, *study.outcome.competing), start=1):
        codes[STATES.index(name)] = code
    event = codes[kind]
    return pd.DataFrame(
        {
            "day": day,
            "event": event,
            "type": _named(STATES, kind, ended),
            "event_lower": lower,
            "event_upper": upper,
            "evidence": _named(SOURCES, source, ended),
            "censor_reason": _censor_reason(event, ended, kind, lower, people),
        }
    )


def _first_end(evidence: pd.DataFrame, n: int) -> tuple[NDArray[np.float64], NDArray[np.int8], NDArray[np.int8]]:
    """Return for each child the day by which its stay had ended (infinite if it had not), how, and what shows it."""
    ends = evidence[(evidence["state"] != AT_HOME).to_numpy()]
    ends = ends.sort_values(["child", "latest", "state", "source"]).drop_duplicates("child")
    upper, kind, source = np.full(n, np.inf), np.zeros(n, dtype=np.int8), np.zeros(n, dtype=np.int8)
    child = ends["child"].to_numpy()
    upper[child], kind[child], source[child] = ends["latest"], ends["state"], ends["source"]
    return upper, kind, source


def _last_home(evidence: pd.DataFrame, upper: NDArray[np.float64], n: int) -> NDArray[np.float64]:
    child, day = evidence["child"].to_numpy(), evidence["latest"].to_numpy()
    counts = (evidence["state"] == AT_HOME).to_numpy() & (day <= upper[child])
    last = np.zeros(n)
    np.maximum.at(last, child[counts], day[counts])
    return last


def _earliest_end(
    evidence: pd.DataFrame, upper: NDArray[np.float64], kind: NDArray[np.int8], n: int
) -> NDArray[np.float64]:
    """Return the first day on which the event can have been, as reports of its kind tell."""
    child, day = evidence["child"].to_numpy(), evidence["earliest"].to_numpy()
    state = evidence["state"].to_numpy()
    counts = (state != AT_HOME) & (state == kind[child]) & (day <= upper[child])
    first = np.zeros(n)
    np.maximum.at(first, child[counts], day[counts])
    return first


def within(lower: NDArray[np.float64], upper: NDArray[np.float64], where: str) -> NDArray[np.float64]:
    """Date an event in its interval, as a study's `outcome.date` says; without an event, at the interval's start."""
    # The midpoint stands in for a date that is to be imputed: the interval is what the imputation goes by.
    share = {"lower": 0.0, "midpoint": 0.5, "imputed": 0.5, "upper": 1.0}[where]
    width = np.where(np.isfinite(upper), upper - lower, 0.0)
    return lower + share * width


def _censor_reason(
    event: NDArray[np.int16],
    ended: NDArray[np.bool_],
    kind: NDArray[np.int8],
    lower: NDArray[np.float64],
    people: People,
) -> NDArray[np.object_]:
    until_cut_off = (people.cut_off - people.start).astype(np.int64)
    reason = np.where(lower >= until_cut_off, "cut_off", np.where(lower > 0, "last_known_at_home", "never_heard_of"))
    reason = np.where(ended, np.array(STATES, dtype=object)[kind], reason.astype(object))
    reason[event > 0] = None
    return reason


def _named(names: tuple[str, ...], code: NDArray[np.int8], known: NDArray[np.bool_]) -> NDArray[np.object_]:
    named = np.array(names, dtype=object)[code]
    named[~known] = None
    return named
