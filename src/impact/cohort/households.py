"""Households and siblings: whether support for one child goes with what becomes of the others.

The index child of a household is its first child in the analysis, by day of return; its arm is the household's. Its
siblings are the other children of the household in the records, with consent to reporting, from their first return on
that day or later: eligible themselves or not. What they were before that day, and siblings who never returned, is not
in the records.

- Siblings: one row a child, clock from its own return, the arm of the index child. Some are in the programme
  themselves; they stay in, and their share is told.
- Households: one row a household, clock from the index child's return; the event is the first remigration of any of
  its children. The clock stops when the first of them is lost, as nobody knows of the whole household from then on.
  Death or lawful migration competes only where it has ended the stay of every child.

The baseline is the index child's, which is what its arm was decided by.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort import covariates, evidence, exposure, followup
from impact.cohort.build import Followed, households
from impact.cohort.ever_enrolled import consenting
from impact.cohort.evidence import People, days
from impact.cohort.table import ARMS, AnalysisTable
from impact.study import DAYS_PER_UNIT, Study

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Index children and their siblings.

    Parameters
    ----------
    index : ndarray of int, shape (number of households,)
        Rows of the index children among those followed.
    siblings : People
    home : ndarray of int, shape (number of siblings,)
        The household of each sibling, as a position in `index`.
    offset : ndarray of int, shape (number of siblings,)
        Days between the index child's return and the sibling's own.
    outcome : pandas.DataFrame
        What `followup.outcomes` derived of the siblings.
    is_supported : ndarray of bool, shape (number of siblings,)
        Whether the sibling is in the programme itself, by the study's design.
    """

    index: Ints
    siblings: People
    home: Ints
    offset: Ints
    outcome: pd.DataFrame
    is_supported: NDArray[np.bool_]

    def supported_share(self, arm: NDArray[np.int8]) -> dict[str, float]:
        """Return which share of the siblings is in the programme itself, by the arm of their index child."""
        of_index = arm[self.index][self.home]
        shares = {name: self.is_supported[of_index == code] for code, name in ARMS.items()}
        return {name: float(own.mean()) if len(own) else np.nan for name, own in shares.items()}


def homes_of(tables: dict[str, pd.DataFrame], followed: Followed, study: Study) -> Homes:
    """Find the index child of every household, and the siblings who returned with it or after it.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        What `records_of` returns.
    """
    returns, people = tables["returns"], followed.people
    code = households(returns)
    order = np.lexsort((people.position, people.start))
    first = np.unique(code[people.position][order], return_index=True)[1]
    index = np.sort(order[first])
    home_of = np.full(int(code.max()) + 1, -1)
    home_of[code[people.position[index]]] = np.arange(len(index))
    position, home = _siblings(returns, home_of[code], people, index)
    siblings = People.at(returns, position, people.cut_off)
    outcome = followup.outcomes(evidence.gather(tables, siblings), siblings, study)
    supported = exposure.in_programme(returns, tables["enrolments"], study)[position]
    offset = (siblings.start - people.start[index][home]).astype(np.int64)
    return Homes(index, siblings, home, offset, outcome, supported)


def _siblings(returns: pd.DataFrame, home: Ints, people: People, index: Ints) -> tuple[NDArray[np.intp], Ints]:
    """Return where the first return of each sibling stands, on or after its index child's, and its household."""
    child, date = pd.factorize(returns["child_id"])[0], days(returns["return_date"])
    is_other = child != child[people.position[index]][home]
    counts = (home >= 0) & is_other & consenting(returns)
    counts &= (date >= people.start[index][home]) & (date <= people.cut_off)
    rows = np.flatnonzero(counts)
    # Returns are in order of child and date.
    position = rows[np.unique(child[rows], return_index=True)[1]]
    return position, home[position]


def siblings_table(homes: Homes, followed: Followed, study: Study) -> AnalysisTable:
    """One row a sibling: its remigration, by the arm of the index child, clustered by household."""
    opens = np.maximum((study.design.day or 0) - homes.offset, 0)
    return _table(homes.outcome, homes.index[homes.home], homes.home, opens, followed, study)


def household_table(homes: Homes, followed: Followed, study: Study) -> AnalysisTable:
    """One row a household: the first remigration of any of its children."""
    own = followed.outcome.iloc[homes.index][[*TIMES, "event"]].assign(home=np.arange(len(homes.index)))
    later = homes.outcome[[*TIMES, "event"]].assign(home=homes.home)
    later[TIMES] = later[TIMES].add(homes.offset, axis=0)
    every = pd.concat([own, later], ignore_index=True).sort_values(["home", "day"], kind="stable")
    first = [every[every["event"] == code].drop_duplicates("home") for code in (1, 0)]
    # Where one child leaves on the day on which another is last seen, the household is known to have the event.
    decided = pd.concat(first).sort_values(["home", "day", "event"], ascending=[True, True, False])
    decided = decided.drop_duplicates("home")
    gone = every[~every["home"].isin(decided["home"])].drop_duplicates("home", keep="last")
    rows = pd.concat([decided, gone]).sort_values("home")
    opens = np.full(len(rows), study.design.day or 0)
    return _table(rows, homes.index, np.arange(len(rows)), opens, followed, study)


TIMES = ["day", "event_lower", "event_upper"]
"""Columns of an outcome that count days."""


def _table(
    outcome: pd.DataFrame, index: Ints, home: Ints, opens: Ints, followed: Followed, study: Study
) -> AnalysisTable:
    """Make a table whose rows have the arm and the baseline of the index children in rows `index` of those followed."""
    unit, people = DAYS_PER_UNIT[study.time_unit], followed.people
    baseline = covariates.of_returns(people.returns.iloc[people.position[index]].reset_index(drop=True), study)
    day, lower, upper = (outcome[name].to_numpy(np.float64) for name in TIMES)
    event = outcome["event"].to_numpy(np.int16)
    table = AnalysisTable(
        arm=followed.arm[index].astype(np.int8),
        time=day / unit,
        event=event,
        entry=opens / unit,
        lower=np.where(event > 0, lower, day) / unit,
        upper=np.where(event > 0, upper, np.inf) / unit,
        cluster=home.astype(np.int64),
        id=np.arange(len(index), dtype=np.int64),
        covariates=baseline.modelled,
        formula=baseline.formula,
        time_unit=study.time_unit,
        has_clusters=True,
    )
    return table.rows((table.entry == 0) | (table.time > table.entry))
