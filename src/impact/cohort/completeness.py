"""How completely, and how densely, each arm was followed, and how many enrolled only after a landmark."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.table import ARMS, AnalysisTable
from impact.i18n import number, percent, t
from impact.results import Checks, FollowUp
from impact.study import DAYS_PER_UNIT, Study

VISITS_RATIO = 2.0
"""Arms whose contacts per child-year differ by more than this factor are not observed alike."""


def followup(
    arm: NDArray[np.int8],
    outcome: pd.DataFrame,
    observable: NDArray[np.int64],
    study: Study,
) -> FollowUp:
    """Count who is traced to each horizon among those who are due.

    Parameters
    ----------
    arm : ndarray of int8, shape (n,)
    outcome : pandas.DataFrame
        What `followup.outcomes` derived, for the children analysed.
    observable : ndarray of int, shape (n,)
        Days between the return and the cut-off.

    Returns
    -------
    FollowUp
        Due are the children whose return lies at least the horizon before the cut-off; of these traced are those who
        had an event of any type by the horizon, or were known at home at or after it. A horizon of 12 months is 365.25
        days and records are in whole days, so day 365 reaches it.
    """
    ended = outcome["type"].notna().to_numpy()
    day, home = outcome["day"].to_numpy(), outcome["event_lower"].to_numpy()
    rows = []
    for horizon in study.horizons:
        reached = np.floor(study.days(horizon))
        due = observable >= reached
        traced = due & ((ended & (day <= study.days(horizon))) | (home >= reached))
        rows += _by_arm(horizon, arm, due, traced)
    return FollowUp(pd.DataFrame(rows, columns=list(FollowUp.COLUMNS)))


def table_followup(table: AnalysisTable, study: Study) -> FollowUp:
    """Count who is traced to each horizon in an analysis table.

    Such a table does not say when its records end, so somebody censored early may be lost or may have come late:
    everybody counts as due, and the share is a lower bound of what METHODS.md calls traced.
    """
    everybody = np.ones(len(table), dtype=bool)
    rows = []
    for horizon in study.horizons:
        traced = ((table.event > 0) & (table.time <= horizon)) | (table.time >= horizon)
        rows += _by_arm(horizon, table.arm, everybody, traced)
    return FollowUp(pd.DataFrame(rows, columns=list(FollowUp.COLUMNS)))


def _by_arm(
    horizon: float, arm: NDArray[np.int8], due: NDArray[np.bool_], traced: NDArray[np.bool_]
) -> list[tuple[float, str, int, int, float]]:
    rows = []
    for code, name in ARMS.items():
        n, found = int((due & (arm == code)).sum()), int((traced & (arm == code)).sum())
        rows.append((horizon, name, n, found, found / n if n else np.nan))
    return rows


def arm_label(study: Study, arm: str) -> str:
    """Return what the study calls an arm, in English if it says so."""
    label = getattr(study.labels, arm)
    return str(label.get("en") or next(iter(label.values()), arm))


def visits(table: AnalysisTable, child: NDArray[np.intp], day: NDArray[np.int64], study: Study) -> Checks:
    """Compare how densely the arms are visited: contacts per child-year between the return and the end of observation.

    Parameters
    ----------
    child, day : ndarray of int, shape (number of contacts,)
        Row in `table` and day since the return of every contact.

    Returns
    -------
    Checks
        `visits.programme` and `visits.comparison`, both a warning if the arms differ more than twofold: events are then
        dated, and found, more precisely in one arm.
    """
    days = table.time * DAYS_PER_UNIT[table.time_unit]
    counted = (day >= 0) & (day <= days[child])
    rates = {}
    for code, name in ARMS.items():
        years = days[table.arm == code].sum() / DAYS_PER_UNIT["years"]
        contacts = int((counted & (table.arm[child] == code)).sum())
        rates[name] = contacts / years if years > 0 else np.nan
    low, high = sorted(rates.values())
    verdict = "warn" if high > VISITS_RATIO * low else "pass"
    rows = []
    for name, rate in rates.items():
        text = t(
            "check-visits",
            "en",
            arm=arm_label(study, name),
            value=number(rate, "en", 1),
            threshold=number(VISITS_RATIO, "en"),
        )
        rows.append((f"visits.{name}", rate, VISITS_RATIO, verdict, text))
    return Checks(pd.DataFrame(rows, columns=list(Checks.COLUMNS)))


def enrolled_later(arm: NDArray[np.int8], later: NDArray[np.bool_], study: Study) -> Checks:
    """Say which share of a landmark's comparison group enrolled after the landmark day (METHODS.md 9).

    Later enrolment is left as it happens, so the contrast is of enrolling by that day against enrolling later or never.

    Parameters
    ----------
    arm : ndarray of int8, shape (n,)
    later : ndarray of bool, shape (n,)
        Who enrolled, and only after the landmark.

    Returns
    -------
    Checks
        `later_enrolled`: nothing that could fail, but a number without which the comparison cannot be read. No row in a
        design without a landmark.
    """
    if study.design.day is None:
        return Checks.empty()
    share = float(later[arm == 0].mean())
    text = t("check-later-enrolled", "en", arm="", value=percent(share, "en"), threshold="")
    return Checks(pd.DataFrame([("later_enrolled", share, np.nan, "pass", text)], columns=list(Checks.COLUMNS)))
