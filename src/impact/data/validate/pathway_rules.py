"""Rules across the rows of cases and milestones, which ask for the order and the units of the study's pathway."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.data.validate.holds import Rules, asked, beside, has_code, keyed, not_heaped, once, ordered
from impact.study.kinds import Pathway


def pathway_rules(tables: Mapping[str, pd.DataFrame], pathway: Pathway, cut_off: pd.Timestamp) -> dict[str, Rules]:
    """Ask the records of a pathway everything that one column alone cannot answer.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed `cases` and `milestones`; rows whose references are broken or whose dates are missing are not asked what
        depends on them, and cases of another programme not what only the study's milestones can answer.
    pathway : Pathway
        Names the milestones, their order and their units.
    cut_off : pandas.Timestamp
        The last day that the records speak of.

    Returns
    -------
    dict of str to dict
        Table to its rules.
    """
    cases = _with_parent(tables["cases"], pathway)
    return {
        "cases": _cases(cases, pathway, cut_off),
        "milestones": _milestones(_with_case(tables["milestones"], cases, pathway), cut_off),
    }


def _with_parent(cases: pd.DataFrame, pathway: Pathway) -> pd.DataFrame:
    """Bring beside each case what its parent is, and whether the case is one of the study's programme."""
    parent = keyed(cases, "case_id", ["unit", "parent_case_id", "exit_date"]).add_prefix("parents_")
    of_programme = has_code(cases["programme"], pathway.programme) if pathway.programme else cases["programme"].notna()
    return beside(cases, parent, "parent_case_id").rename(columns={"is_known": "has_parent"}).assign(ours=of_programme)


def _cases(frame: pd.DataFrame, pathway: Pathway, cut_off: pd.Timestamp) -> Rules:
    is_linked, is_left = frame["parent_case_id"].notna(), frame["exit_date"].notna()
    has_reason = frame["exit_reason"].notna()
    in_groups = frame["ours"] & has_code(frame["unit"], pathway.unit) & _is_by_group(pathway)
    is_child = has_code(frame["unit"], "child")
    others = {step.unit for step in pathway.milestones} - {None, pathway.unit}
    return {
        "parent_case_known": asked(frame["has_parent"], is_linked),
        "link_goes_one_step": asked(frame["parents_parent_case_id"].isna(), frame["has_parent"]),
        "linked_case_of_other_unit": asked(
            frame["unit"] != frame["parents_unit"], frame["unit"].notna() & frame["parents_unit"].notna()
        ),
        "linked_unit_has_parent": asked(is_linked, frame["ours"] & frame["unit"].isin(others)),
        "sex_mostly_given": asked(frame["sex"].notna(), is_child | has_code(frame["unit"], "person")),
        "age_at_start_years_mostly_given": asked(frame["age_at_start_years"].notna(), is_child),
        "group_mostly_given": asked(frame["group"].notna(), in_groups),
        "exit_date_by_cut_off": ordered(frame["exit_date"], cut_off),
        "exit_reason_has_date": asked(is_left, has_reason),
        "exit_date_has_reason": asked(has_reason, is_left),
        "exit_date_not_heaped": not_heaped(frame["exit_date"]),
    }


def _is_by_group(pathway: Pathway) -> bool:
    return pathway.arms is not None and pathway.arms.column == "group"


def _with_case(milestones: pd.DataFrame, cases: pd.DataFrame, pathway: Pathway) -> pd.DataFrame:
    """Bring its case beside each milestone, and what the case on the path, which is its parent if linked, has reached.

    `position` is the milestone's place in the study's order; `before` the last day on which the case on the path
    reached one of those before it, and `has_one_before` whether the one just before it is dated.
    """
    columns = ["unit", "ours", "parent_case_id", "has_parent", "exit_date", "parents_exit_date"]
    frame = beside(milestones, keyed(cases, "case_id", columns), "case_id")
    ours = frame["ours"].astype("boolean").fillna(False).astype(bool)
    position = frame["milestone"].map({step: place for place, step in enumerate(pathway.steps)})
    own_unit = frame["milestone"].map({step: pathway.unit_of(step) for step in pathway.steps})
    is_on_path = has_code(own_unit, pathway.unit)
    on_path = frame["case_id"].where(is_on_path, frame["parent_case_id"])
    is_placed = ours & position.notna() & on_path.notna()
    frame = frame.assign(ours=ours, position=position, own_unit=own_unit, on_path=on_path.where(is_placed))
    return frame.join(_reached_before(frame, len(pathway.steps)))


def _reached_before(frame: pd.DataFrame, steps: int) -> pd.DataFrame:
    """Return `before` and `has_one_before` of the rows whose place on a path is known; a row elsewhere has neither."""
    placed = frame[frame["on_path"].notna()]
    path, _ = pd.factorize(placed["on_path"])
    place = placed["position"].to_numpy(dtype=np.int64)
    never = np.iinfo(np.int64).max
    dates = placed["milestone_date"].to_numpy("datetime64[D]")
    first = np.full((len(placed), steps), never)
    days = np.where(np.isnat(dates), never, dates.astype(np.int64))
    np.minimum.at(first, (path, place), days)
    is_reached = first < never
    latest = np.maximum.accumulate(np.where(is_reached, first, -never), axis=1)
    before = latest[path, np.maximum(place - 1, 0)]
    is_there = (place > 0) & (before > -never)
    when = np.where(is_there, before, np.iinfo(np.int64).min).astype("datetime64[D]").astype("datetime64[ns]")
    one_before = pd.Series(is_reached[path, np.maximum(place - 1, 0)], index=placed.index)
    return pd.DataFrame({"before": pd.Series(when, index=placed.index), "has_one_before": one_before})


def _milestones(frame: pd.DataFrame, cut_off: pd.Timestamp) -> Rules:
    is_named = frame["ours"] & frame["milestone"].notna()
    date, has_date = frame["milestone_date"], frame["milestone_date"].notna()
    left = frame[["exit_date", "parents_exit_date"]].min(axis=1)
    return {
        "case_known": asked(frame["is_known"], frame["case_id"].notna()),
        "milestone_code": asked(frame["position"].notna(), is_named),
        "milestone_of_its_unit": asked(
            frame["unit"] == frame["own_unit"], is_named & frame["position"].notna() & frame["unit"].notna()
        ),
        "one_milestone_per_case": once(frame, ["case_id", "milestone"]),
        "no_milestone_skipped": asked(
            frame["has_one_before"].astype("boolean").fillna(False),
            frame["on_path"].notna() & (frame["position"] > 0),
        ),
        "milestone_date_by_cut_off": ordered(date, cut_off),
        "milestones_in_order": asked(frame["before"] <= date, frame["before"].notna() & has_date),
        "milestone_not_after_exit": ordered(date, left),
        "milestone_date_not_heaped": not_heaped(date),
    }
