"""How completely, how densely and how closely each arm was followed, and how many enrolled only after a landmark."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.evidence import SOURCES
from impact.cohort.table import ARMS, AnalysisTable
from impact.i18n import number, percent, t
from impact.results import Checks, Densities, FollowUp
from impact.study import DAYS_PER_UNIT, Study

SECOND_RETURN = SOURCES[-1]
"""The source of evidence that does not depend on how an arm is looked at."""

VISITS_RATIO = 2.0
"""Arms whose contacts per child-year differ by more than this factor are not observed alike."""

WIDTH_RATIO = 2.0
"""Nor are arms whose events lie in intervals of which one is on average so many times as wide as the other."""

DETECTION_GAP = 0.1
"""Nor arms whose shares of events found by their own records differ by more."""


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
    written = {name: number(rate, "en", 1) for name, rate in rates.items()}
    return _compared("visits", rates, written, VISITS_RATIO, number(VISITS_RATIO, "en"), verdict, study)


PIECES_A_YEAR = 4
"""Visits are counted by quarter since time zero."""


def visit_density(table: AnalysisTable, child: NDArray[np.intp], day: NDArray[np.int64], study: Study) -> Densities:
    """Count contacts per person and year of observation in each quarter since time zero, until the last horizon.

    Parameters
    ----------
    child, day : ndarray of int, shape (number of contacts,)
        As for `visits`.

    Returns
    -------
    Densities
        `what` is visits. A contact counts while its child is under observation.
    """
    unit = DAYS_PER_UNIT[table.time_unit]
    quarter = DAYS_PER_UNIT["years"] / PIECES_A_YEAR / unit
    edges = np.arange(int(np.ceil(max(study.horizons) / quarter - 1e-9)) + 1) * quarter
    rows = []
    for code, arm in ARMS.items():
        mine = table.arm[child] == code
        when = day[mine & (day >= 0) & (day <= table.time[child] * unit)] / unit
        contacts = np.histogram(when, edges)[0]
        time = table.time[table.arm == code]
        years = [np.clip(time - low, 0.0, quarter).sum() * unit / DAYS_PER_UNIT["years"] for low in edges[:-1]]
        rate = np.divide(contacts, years, out=np.full(len(years), np.nan), where=np.asarray(years) > 0)
        rows += [
            ("visits", arm, low, high, n, value)
            for low, high, n, value in zip(edges[:-1], edges[1:], contacts, rate, strict=True)
        ]
    return Densities(pd.DataFrame(rows, columns=list(Densities.COLUMNS)))


def detection(table: AnalysisTable, found_by: NDArray[np.object_], study: Study) -> Checks:
    """Compare how closely, and by whom, the arms' events of interest are seen, up to the last horizon.

    Parameters
    ----------
    table : AnalysisTable
    found_by : ndarray of shape (n,)
        What showed the event (`evidence` of `followup.outcomes`).

    Returns
    -------
    Checks
        `interval_width.<arm>`, the mean width in days of the intervals that hold the events, both a warning if one is
        more than twice the other. `detection.<arm>`, the share of events that the records' own way found (contacts,
        reports, cases closed) and not a later return, which authorities record in both arms alike; both a warning if
        the shares are more than 10 points apart. An arm with fewer events than may be told has no value, which warns.
    """
    counts = (table.event == 1) & (table.time <= max(study.horizons))
    days = (table.upper - table.lower) * DAYS_PER_UNIT[table.time_unit]
    own = (found_by != SECOND_RETURN).astype(np.float64)
    widths, shares = {}, {}
    for code, name in ARMS.items():
        rows = counts & (table.arm == code)
        enough = int(rows.sum()) >= study.disclosure.suppress_below
        widths[name], shares[name] = (float(part[rows].mean()) if enough else np.nan for part in (days, own))
    low, high = sorted(widths.values())
    alike = high <= WIDTH_RATIO * low, abs(shares["programme"] - shares["comparison"]) <= DETECTION_GAP
    wide, found = ("pass" if same else "warn" for same in alike)
    in_days = {name: number(width, "en") for name, width in widths.items()}
    in_hundred = {name: percent(share, "en") for name, share in shares.items()}
    return Checks.concat(
        [
            _compared("interval_width", widths, in_days, WIDTH_RATIO, number(WIDTH_RATIO, "en"), wide, study),
            _compared("detection", shares, in_hundred, DETECTION_GAP, percent(DETECTION_GAP, "en"), found, study),
        ]
    )


def _compared(
    family: str,
    values: dict[str, float],
    written: dict[str, str],
    threshold: float,
    limit: str,
    verdict: str,
    study: Study,
) -> Checks:
    """One check an arm, with the verdict on both."""
    rows = []
    for name, value in values.items():
        shown = written[name] if np.isfinite(value) else "–"
        text = t(f"check-{family.replace('_', '-')}", "en", arm=arm_label(study, name), value=shown, threshold=limit)
        rows.append((f"{family}.{name}", value, threshold, verdict, text))
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
