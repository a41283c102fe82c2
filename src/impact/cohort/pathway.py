"""The way from validated cases and milestones to a pathway's cohort: who starts, what each reaches, and until when.

The clock of a case starts at its first milestone. Milestones are nested: who has a later one has passed the earlier
ones, and a milestone that was skipped in the records is dated as the next one that is known. A milestone that is
recorded of another unit is reached with the first case of that unit which is linked to the case. A case is followed to
its way out or, without one, to the cut-off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cards import RESTRICTED, Card, Shown
from impact.cohort.build import households, whole
from impact.cohort.completeness import arm_label
from impact.cohort.eligibility import ANALYSED
from impact.cohort.pathway_checks import pathway_checks
from impact.cohort.table import ARMS
from impact.data.schema import UNKNOWN
from impact.errors import EstimationError, StudyError
from impact.results import Checks, CohortFlow
from impact.results.shown import EACH, bundle_card
from impact.study import DAYS_PER_UNIT, Study
from impact.study.kinds import Pathway

REACHED = "reached_"
"""What the columns of milestones begin with."""

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, repr=False)
class PathwayCohort(Shown):
    """The cases of a pathway that are analysed, those linked to them, and who is left out.

    Parameters
    ----------
    cases : pandas.DataFrame
        One row a case: `arm` (1 programme, 0 comparison), `cluster` (code of its household, or of its own), `start`
        (day of the first milestone), `reached_<milestone>` (time since the start, in the study's unit; missing where
        it is not reached), `exit` (code of the way out, empty without one), `exit_time`, and `followed` (time to the
        way out or the cut-off).
    linked : pandas.DataFrame
        One row a case of the other unit that is linked to one analysed: `case` (row in `cases`) and the columns of
        `cases`, with times since its parent's start and those milestones alone that are its unit's. Whichever way out
        comes first, its own or its parent's, ends it.
    flow : CohortFlow
    checks : Checks
        Shares lost after each milestone, of milestones skipped in the records, and of linked cases without a parent.
    """

    cases: pd.DataFrame
    linked: pd.DataFrame
    flow: CohortFlow
    checks: Checks

    def __len__(self) -> int:
        return len(self.cases)

    def card(self) -> Card:
        """Return its result frames, and what the cases are."""
        what = "Who starts the pathway, what each case reaches, and who is left out."
        parts = {"flow": self.flow, "checks": self.checks}
        return bundle_card(self, what, parts, RESTRICTED, EACH, "`.cases` has one row a case; never show one.")


def build_pathway(tables: Mapping[str, pd.DataFrame], study: Study) -> PathwayCohort:
    """Follow each case of a pathway from its first milestone.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed `cases` and `milestones`, in which no rule of severity critical is broken.
    study : Study
        Of kind pathway.

    Returns
    -------
    PathwayCohort
        Every case in the records that is not linked to another is analysed or left out for one reason, the first that
        holds: `other_programme`, `other_unit`, `no_consent`, `not_started`, `started_after_cut_off`, `no_start_date`
        (the first milestone is skipped) or `no_group` (it is in neither arm, and counted beside the comparison). A
        linked case goes with its parent and stands in no flow.

    Raises
    ------
    EstimationError
        If no case is left, or none in an arm.
    StudyError
        If the study is of another kind.
    """
    pathway = pathway_of(study)
    cases, milestones = whole(tables, "cases"), whole(tables, "milestones")
    is_other = cases["unit"].isin(_other_units(pathway)).to_numpy(dtype=bool)
    own, others = (cases[keep].reset_index(drop=True) for keep in (~is_other, is_other))
    dates = _dates(own, milestones, [unit == pathway.unit for unit in _units(pathway)], study)
    of_others = _dates(others, milestones, [unit != pathway.unit for unit in _units(pathway)], study)
    parent = pd.Index(own["case_id"]).get_indexer(pd.Index(others["parent_case_id"]))
    has_parent = parent >= 0
    np.fmin.at(dates, parent[has_parent], of_others[has_parent])
    arm, reason = _arms(own, pathway), _reasons(own, dates, milestones, pathway)
    is_in = reason == ANALYSED
    _refuse_empty(arm[is_in], study)
    frame = _followed(own[is_in], dates[is_in], dates[is_in, 0], study)
    frame = frame.assign(arm=arm[is_in], cluster=households(own[is_in]).astype(np.int64))
    goes = has_parent & is_in[parent]
    row = (np.cumsum(is_in) - 1)[parent[goes]]
    return PathwayCohort(
        cases=frame,
        linked=_linked(others[goes], of_others[goes], dates[parent[goes], 0], frame.iloc[row], study).assign(case=row),
        flow=_flow(reason, arm, study),
        checks=pathway_checks(frame, _skipped(dates[is_in]), has_parent[_of_programme(others, pathway)], pathway),
    )


def pathway_of(study: Study) -> Pathway:
    """Return the pathway of a study.

    Raises
    ------
    StudyError
        If it is of another kind.
    """
    if study.pathway is None:
        raise StudyError(f"{study.id} is of kind {study.kind}; only a study of kind pathway has milestones")
    return study.pathway


def _units(pathway: Pathway) -> list[str]:
    return [pathway.unit_of(name) for name in pathway.steps]


def _other_units(pathway: Pathway) -> set[str]:
    return set(_units(pathway)) - {pathway.unit}


def _of_programme(cases: pd.DataFrame, pathway: Pathway) -> Bools:
    if pathway.programme is None:
        return np.ones(len(cases), dtype=bool)
    return (cases["programme"] == pathway.programme).to_numpy(dtype=bool, na_value=False)


def _dates(cases: pd.DataFrame, milestones: pd.DataFrame, counts: list[bool], study: Study) -> Floats:
    """Return the day of each milestone that `counts` of these cases, (n, milestones); missing without one.

    Nothing is known of days after the cut-off.
    """
    case = pd.Index(cases["case_id"]).get_indexer(pd.Index(milestones["case_id"]))
    step = pd.Index(pathway_of(study).steps).get_indexer(pd.Index(milestones["milestone"]))
    day = _in_days(milestones["milestone_date"])
    keep = (case >= 0) & (step >= 0) & np.array(counts)[step] & (day <= _cut_off(study))
    dates = np.full((len(cases), len(counts)), np.nan)
    np.fmin.at(dates, (case[keep], step[keep]), day[keep])
    return dates


def _in_days(dates: pd.Series) -> Floats:
    """Return dates as days since 1970; missing where there is none."""
    days = pd.to_datetime(dates).to_numpy("datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(np.float64))


def _cut_off(study: Study) -> float:
    return float(np.datetime64(str(study.cut_off), "D").astype(np.int64))


def _nested(dates: Floats) -> Floats:
    """Give milestones that were skipped the day of the next one that is known."""
    return np.asarray(np.fmin.accumulate(dates[:, ::-1], axis=1)[:, ::-1])


def _skipped(dates: Floats) -> Bools:
    """Tell which milestones were passed without a date of their own."""
    return np.asarray(np.isnan(dates) & ~np.isnan(_nested(dates)))


def _arms(own: pd.DataFrame, pathway: Pathway) -> NDArray[np.int8]:
    if pathway.arms is None:
        return np.ones(len(own), dtype=np.int8)
    return own[pathway.arms.column].isin(pathway.arms.programme).to_numpy().astype(np.int8)


def _rules(pathway: Pathway) -> list[str]:
    """Return the reasons for which a case can be left out, in the order in which they are asked."""
    asked = {"other_programme": pathway.programme is not None, "no_group": pathway.arms is not None}
    rules = ("other_programme", "other_unit", "no_consent", "not_started", "started_after_cut_off", "no_start_date")
    return [rule for rule in (*rules, "no_group") if asked.get(rule, True)]


def _reasons(own: pd.DataFrame, dates: Floats, milestones: pd.DataFrame, pathway: Pathway) -> NDArray[np.object_]:
    """Return why each case is left out, the first rule that it fails, or that it is analysed."""
    has_milestone = own["case_id"].isin(milestones["case_id"][milestones["milestone"].isin(pathway.steps)])
    groups = (*pathway.arms.programme, *pathway.arms.comparison) if pathway.arms else ()
    none_known = np.isnan(dates).all(axis=1)
    fails = {
        "other_programme": ~_of_programme(own, pathway),
        "other_unit": (own["unit"] != pathway.unit).to_numpy(dtype=bool, na_value=True),
        "no_consent": ~own["has_reporting_consent"].fillna(False).to_numpy(dtype=bool),
        "not_started": none_known & ~has_milestone.to_numpy(dtype=bool),
        "started_after_cut_off": none_known,
        "no_start_date": np.isnan(dates[:, 0]),
        "no_group": ~own[pathway.arms.column if pathway.arms else "group"].isin(groups).to_numpy(dtype=bool),
    }
    rules = _rules(pathway)
    failed = np.column_stack([*(fails[rule] for rule in rules), np.ones(len(own), dtype=bool)])
    names: NDArray[np.object_] = np.array([*rules, ANALYSED], dtype=object)
    return np.asarray(names[failed.argmax(axis=1)])


def _followed(cases: pd.DataFrame, dates: Floats, start: Floats, study: Study) -> pd.DataFrame:
    """Return when each case reached each milestone and left, and how long it was followed, since `start`."""
    unit, days = DAYS_PER_UNIT[study.time_unit], _in_days(cases["exit_date"])
    left = np.where(days <= _cut_off(study), days, np.nan)
    why = cases["exit_reason"].fillna(UNKNOWN).to_numpy(dtype=object)
    reached = (_nested(dates) - start[:, None]) / unit
    columns = {f"{REACHED}{name}": reached[:, place] for place, name in enumerate(pathway_of(study).steps)}
    return pd.DataFrame(
        {
            "start": start.astype("datetime64[D]"),
            **columns,
            "exit": np.where(np.isnan(left), "", why),
            "exit_time": (left - start) / unit,
            "followed": (np.fmin(left, _cut_off(study)) - start) / unit,
        }
    )


def _linked(cases: pd.DataFrame, dates: Floats, start: Floats, parents: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return linked cases as `_followed` does, since their parents' start; the first way out of either ends them."""
    frame = _followed(cases, dates, start, study)
    theirs = parents.reset_index(drop=True)
    goes_with = theirs["exit_time"].lt(frame["exit_time"]) | (frame["exit"] == "")
    for name in ("exit", "exit_time"):
        frame[name] = theirs[name].where(goes_with, frame[name])
    frame["followed"] = np.minimum(frame["followed"], theirs["followed"])
    pathway = pathway_of(study)
    own = [f"{REACHED}{name}" for name in pathway.steps if pathway.unit_of(name) == pathway.unit]
    return frame.drop(columns=own).assign(arm=theirs["arm"], cluster=theirs["cluster"])


def _flow(reason: NDArray[np.object_], arm: NDArray[np.int8], study: Study) -> CohortFlow:
    rows = []
    for rule in ("all", *_rules(pathway_of(study)), ANALYSED):
        step = rule if rule in ("all", ANALYSED) else "excluded"
        hit = np.ones(len(reason), dtype=bool) if rule == "all" else reason == rule
        rows += [(step, rule, name, int((hit & (arm == code)).sum())) for code, name in _named(study)]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def _named(study: Study) -> list[tuple[int, str]]:
    return [(code, name) for code, name in ARMS.items() if name in study.arms]


def _refuse_empty(arm: NDArray[np.int8], study: Study) -> None:
    for code, name in _named(study):
        if not (arm == code).any():
            who = f" in the {name} arm ({arm_label(study, name)})" if len(study.arms) > 1 else ""
            raise EstimationError(
                f"no case of the pathway is left{who}. Check the study's unit, programme, groups and milestones, and "
                "which cases have consent to reporting and a first milestone by the cut-off"
            )
