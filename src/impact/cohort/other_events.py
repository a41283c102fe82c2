"""Other events of the children analysed: being back in school, and the first service after the return.

Children, arms, baseline and time zero are the main analysis's. What ends a child's stay (remigration, death, lawful
migration) competes, by the first evidence of it, as in `followup`; what the study does not name as competing censors.

Back in school: the first contact that finds the child in school closes the interval, the last one before that found it
out of school (or the return) opens it, and the event is dated within it as the study says (`outcome.date`; the
midpoint where dates are imputed). A child that no contact found in school and that is not known to have left is
censored at the last contact that found it out of school: later visits that did not ask tell nothing of school, and one
that nobody ever asked about is censored on day 0, and kept. A school that a child never attended before counts as well.

What this rule cannot see: a child who went back to school and left the country before the next contact that asked is
counted as one who left. The risk of being back in school is then too low, the more so the more seldom an arm is asked;
where the programme's contacts are the denser ones, it looks better than it is. And who leaves is followed to its
departure, while who stays is followed to the last answer only.

First service: the first delivered service is on a known day. A child without one is followed as in the main analysis.
Only programme children can have one of the programme's, so that this is the risk of one arm and no comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.build import Followed
from impact.cohort.evidence import AT_HOME, SOURCES, WHEREABOUTS, People, days
from impact.cohort.followup import within
from impact.cohort.table import ARMS, AnalysisTable
from impact.study import DAYS_PER_UNIT, Study

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """What contacts told of school: `child` (row), `day` since the return, and whether it was in school; one a row."""

    child: NDArray[np.intp]
    day: Floats
    is_in_school: NDArray[np.bool_]


def school_answers(contacts: pd.DataFrame, people: People, until: Floats) -> Answers:
    """Collect the answers, yes or no, after the return and up to the day `until` by which a child's stay had ended.

    An answer of a contact that found the child away contradicts itself and does not count.
    """
    answer = contacts["is_in_school"].map({"yes": True, "no": False})
    is_away = contacts["location_status"].map(WHEREABOUTS).fillna(AT_HOME) != AT_HOME
    told = contacts[(answer.notna() & ~is_away).to_numpy(bool)]
    position = people.positions(told["return_id"])
    child = np.where(position >= 0, people.child_of_return[position], -1)
    date = days(told["contact_date"])
    day = (date - people.start[child]).astype(np.float64)
    keep = (child >= 0) & (day > 0) & (day <= until[child]) & (date <= people.cut_off)
    return Answers(child[keep], day[keep], answer[told.index].to_numpy(bool)[keep])


def school_return(table: AnalysisTable, followed: Followed, answers: Answers, study: Study) -> AnalysisTable:
    """Return the study's table with being back in school as the event, and every other event competing.

    Parameters
    ----------
    table : AnalysisTable
        Of the children in `followed`, in their order.
    """
    found, out = _first_and_last(answers, len(table))
    seen = np.isfinite(found)
    date = np.where(seen, within(out, found, study.outcome.date), out)
    return _with_event(table, followed, seen, date, out, found, out, study)


def first_service(table: AnalysisTable, followed: Followed, study: Study) -> AnalysisTable:
    """Return the study's table with the first delivered service after the return as the event, all others competing."""
    found = followed.evidence
    served = found[(found["source"] == SOURCES.index("service")).to_numpy()]
    child, day = served["child"].to_numpy(), served["latest"].to_numpy(np.float64)
    first = np.full(len(table), np.inf)
    np.minimum.at(first, child, day)
    first = np.where(first <= followed.outcome["event_upper"].to_numpy(), first, np.inf)
    seen = np.isfinite(first)
    date = np.where(seen, first, 0.0)
    home = followed.outcome["day"].to_numpy(np.float64)
    return _with_event(table, followed, seen, date, date, first, home, study)


def answers_a_year(answers: Answers, followed: Followed) -> dict[str, float]:
    """Return how often each arm is asked about school: answers per child and year, until one finds the child there."""
    found, _ = _first_and_last(answers, len(followed.people))
    asked = answers.day <= found[answers.child]
    at_risk = np.minimum(followed.outcome["day"].to_numpy(np.float64), found)
    rates = {}
    for code, name in ARMS.items():
        years = at_risk[followed.arm == code].sum() / DAYS_PER_UNIT["years"]
        rates[name] = float((asked & (followed.arm[answers.child] == code)).sum() / years) if years > 0 else np.nan
    return rates


def _first_and_last(answers: Answers, size: int) -> tuple[Floats, Floats]:
    """Return for each child when it was first found in school (infinite: never), and last found out of it before."""
    found, out = np.full(size, np.inf), np.zeros(size)
    yes = answers.is_in_school
    np.minimum.at(found, answers.child[yes], answers.day[yes])
    before = ~yes & (answers.day < found[answers.child])
    np.maximum.at(out, answers.child[before], answers.day[before])
    return found, out


def _with_event(
    table: AnalysisTable,
    followed: Followed,
    seen: NDArray[np.bool_],
    date: Floats,
    lower: Floats,
    upper: Floats,
    known_until: Floats,
    study: Study,
) -> AnalysisTable:
    """Put another event first: those who have it, then those whose stay ended, then those known until some day."""
    outcome, unit = followed.outcome, DAYS_PER_UNIT[study.time_unit]
    code = outcome["event"].to_numpy()
    ends = ~seen & (code > 0)
    day = np.select([seen, ends], [date, outcome["day"]], known_until)
    first = np.select([seen, ends], [lower, outcome["event_lower"]], day)
    last = np.select([seen, ends], [upper, outcome["event_upper"]], np.inf)
    event = np.select([seen, ends], [1, code + 1], 0).astype(np.int16)
    time = day / unit
    other = replace(table, time=time, event=event, lower=first / unit, upper=last / unit)
    return other.rows((table.entry == 0) | (time > table.entry))
