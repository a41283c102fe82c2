"""The way from validated tables to an analysis table, with the flow, the baseline and the follow-up beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cards import RESTRICTED, Card, Shown
from impact.cohort import completeness, context, covariates, eligibility, evidence, exposure, followup
from impact.cohort.completeness import arm_label
from impact.cohort.table import ARMS, AnalysisTable
from impact.cohort.truncation import refuse_right_truncation
from impact.data.schema import TABLES
from impact.errors import EstimationError, StudyError
from impact.results import Baseline, Checks, CohortFlow, Densities, FollowUp
from impact.results.shown import EACH, bundle_card
from impact.study import DAYS_PER_UNIT, Study
from impact.study.inputs import AnalysisTableInput


@dataclass(frozen=True, slots=True, repr=False)
class Cohort(Shown):
    """Who is analysed, how they were chosen, what they were like, and how well they were followed.

    Parameters
    ----------
    table : AnalysisTable
    flow : CohortFlow
    baseline : Baseline
        As recorded, before rare levels are merged and missing numbers filled.
    followup : FollowUp
    checks : Checks
        How densely each arm is visited, and how many of a landmark's comparison group enrolled after it (case records
        only).
    densities : Densities
        How visits spread over the time since time zero (case records only).
    incomplete : pandas.DataFrame
        Baseline with rare levels merged and what was not asked missing: what multiple imputation starts from. Without
        columns where the cohort was read back.
    """

    table: AnalysisTable
    flow: CohortFlow
    baseline: Baseline
    followup: FollowUp
    checks: Checks
    densities: Densities
    incomplete: pd.DataFrame = field(default_factory=pd.DataFrame)

    def card(self) -> Card:
        """Return its result frames, and what the analysis table is."""
        parts = {name: getattr(self, name) for name in ("flow", "baseline", "followup", "checks", "densities")}
        what = "Who is analysed, how they were chosen, what they were like, and how well they were followed."
        return bundle_card(self, what, parts, RESTRICTED, EACH, f"`.table` is {self.table!r}, one row a person.")


def build_cohort(tables: Mapping[str, pd.DataFrame], study: Study) -> Cohort:
    """Derive the cohort of a study from its validated tables (METHODS.md 9 to 11).

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Typed, as `impact.data.validate` returns them: the canonical tables, or `analysis` alone.

    Raises
    ------
    StudyError
        If a covariate is no column or may not be used, `design.programme` is not in the data, or the study compares
        nobody.
    DataError
        If a column of an analysis table cannot be what the study says it is.
    EstimationError
        If nobody is left in an arm, or everybody in an arm is censored on day 0; the message names the arm.
    """
    if study.kind != "comparison":
        raise StudyError(
            f"{study.id} is of kind {study.kind}, which compares nobody; simulations and comparisons are of studies of "
            "kind comparison"
        )
    if isinstance(study.input, AnalysisTableInput):
        return _from_table(tables["analysis"], study.input, study)
    return _from_records(records_of(tables), study)


def records_of(tables: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Return the case records that a child's story is in, with all of their columns, the returns in order of child."""
    returns = tables["returns"].sort_values(["child_id", "return_date", "return_id"], ignore_index=True)
    return {"returns": returns, **{name: whole(tables, name) for name in ("enrolments", "services", "contacts")}}


def _from_table(frame: pd.DataFrame, given: AnalysisTableInput, study: Study) -> Cohort:
    columns = given.columns
    roles = columns.model_dump(exclude={"event_labels"}, exclude_none=True)
    baseline = covariates.of_table(frame, study, list(roles.values()))
    modelled = baseline.modelled
    # Roles come from the frame as it is; covariates are replaced by their complete form.
    whole = pd.concat([frame[list(dict.fromkeys(roles.values()))].reset_index(drop=True), modelled], axis=1)
    table = AnalysisTable.from_frame(
        whole,
        **roles,
        covariates=modelled.columns.tolist(),
        time_unit=study.time_unit,
        formula=baseline.formula,
        disclosure=study.disclosure,
    )
    _refuse_hopeless(table, study)
    children = pd.DataFrame({"arm": table.arm, "reason": eligibility.ANALYSED})
    return Cohort(
        table=table,
        flow=CohortFlow.concat([eligibility.flow(children, study), covariates.imputed(baseline, table.arm, study)]),
        baseline=covariates.baseline(baseline, table.arm),
        followup=completeness.table_followup(table, study),
        checks=Checks.empty(),
        densities=Densities.empty(),
        incomplete=baseline.incomplete,
    )


@dataclass(frozen=True, slots=True, eq=False)
class Followed:
    """The children of case records under follow-up, and how each of them ended.

    Parameters
    ----------
    children : pandas.DataFrame
        Every child in the records, with `position`, `arm` and `reason`.
    people : People
        Those analysed.
    arm : ndarray of int8, shape (number analysed,)
    evidence : pandas.DataFrame
        What `evidence.gather` collected of them.
    outcome : pandas.DataFrame
        What `followup.outcomes` derived, a row a child analysed.
    """

    children: pd.DataFrame
    people: evidence.People
    arm: NDArray[np.int8]
    evidence: pd.DataFrame
    outcome: pd.DataFrame


def follow(tables: Mapping[str, pd.DataFrame], study: Study) -> Followed:
    """Choose the children of a study and follow them, as `build_cohort` does.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        What `records_of` returns.

    Raises
    ------
    EstimationError
        If nobody is left in an arm.
    """
    returns = tables["returns"]
    programme = exposure.in_programme(returns, tables["enrolments"], study)
    children = eligibility.index_returns(returns, programme, study)
    eligible = children["reason"] == eligibility.ANALYSED
    _refuse_empty(children["arm"][eligible].to_numpy(), study)
    people = _people(returns, children[eligible], study)
    found = evidence.gather(tables, people)
    outcome = followup.outcomes(found, people, study)
    if study.design.day:
        reason = exposure.at_landmark(outcome, study.design.day)
        children.loc[eligible, "reason"] = reason
        at_home = reason == eligibility.ANALYSED
        people, outcome = _people(returns, children[eligible][at_home], study), outcome[at_home]
        found = evidence.gather(tables, people)
    arm = children.loc[children["reason"] == eligibility.ANALYSED, "arm"].to_numpy()
    _refuse_empty(arm, study)
    return Followed(children, people, arm, found, outcome.reset_index(drop=True))


def _from_records(tables: Mapping[str, pd.DataFrame], study: Study) -> Cohort:
    returns, followed = tables["returns"], follow(tables, study)
    people, arm, outcome = followed.people, followed.arm, followed.outcome
    later = exposure.later_enrolled(returns, tables["enrolments"], study)[people.position]
    index = returns.iloc[people.position].reset_index(drop=True)
    baseline = covariates.of_returns(index, study)
    table = _table(index, arm, outcome, baseline, study)
    table = replace(table, context=context.of_children(tables, people, arm, study))
    _refuse_hopeless(table, study)
    contacted = evidence.contact_days(tables["contacts"], people)
    return Cohort(
        table=table,
        flow=CohortFlow.concat([eligibility.flow(followed.children, study), covariates.imputed(baseline, arm, study)]),
        baseline=covariates.baseline(baseline, arm),
        followup=completeness.followup(arm, outcome, (people.cut_off - people.start).astype(np.int64), study),
        checks=Checks.concat(
            [
                completeness.visits(table, *contacted, study),
                completeness.detection(table, outcome["evidence"].to_numpy(dtype=object), study),
                completeness.enrolled_later(arm, later, study),
            ]
        ),
        densities=completeness.visit_density(table, *contacted, study),
        incomplete=baseline.incomplete,
    )


def _people(returns: pd.DataFrame, children: pd.DataFrame, study: Study) -> evidence.People:
    return evidence.People.at(returns, children["position"].to_numpy(), np.datetime64(str(study.cut_off), "D"))


def _table(
    index: pd.DataFrame,
    arm: np.ndarray,
    outcome: pd.DataFrame,
    baseline: covariates.Covariates,
    study: Study,
) -> AnalysisTable:
    unit = DAYS_PER_UNIT[study.time_unit]
    ends = (outcome["event"] > 0).to_numpy()
    columns = {
        "_arm": arm,
        "_time": outcome["day"] / unit,
        "_event": outcome["event"],
        "_entry": np.full(len(index), (study.design.day or 0) / unit),
        "_lower": np.where(ends, outcome["event_lower"], outcome["day"]) / unit,
        "_upper": np.where(ends, outcome["event_upper"], np.inf) / unit,
        "_id": index["child_id"],
        "_cluster": households(index),
    }
    roles = {name.removeprefix("_"): name for name in columns}
    frame = pd.concat([pd.DataFrame(columns), baseline.modelled], axis=1)
    return AnalysisTable.from_frame(
        frame,
        **roles,
        covariates=baseline.modelled.columns.tolist(),
        time_unit=study.time_unit,
        formula=baseline.formula,
        disclosure=study.disclosure,
    )


def households(index: pd.DataFrame) -> np.ndarray:
    """Return a code per household; a child whose household is not known is one of its own."""
    if "household_id" not in index:
        return np.arange(len(index))
    code = pd.factorize(index["household_id"])[0]
    return np.where(code < 0, len(index) + np.arange(len(index)), code)


def whole(tables: Mapping[str, pd.DataFrame], name: str) -> pd.DataFrame:
    """Return a table with all of its columns; one that the input does not have is empty."""
    given = tables.get(name, pd.DataFrame())
    absent = {
        column.name: pd.Series(pd.NA, index=given.index, dtype="datetime64[ns]" if column.kind == "date" else "string")
        for column in TABLES[name].columns
        if column.name not in given
    }
    return given.assign(**absent)


def _refuse_empty(arm: np.ndarray, study: Study) -> None:
    for code, name in ARMS.items():
        if not (arm == code).any():
            raise EstimationError(
                f"nobody is left in the {name} arm ({arm_label(study, name)}). "
                "Check who is eligible, and how the study and the data tell the arms apart"
            )


def _refuse_hopeless(table: AnalysisTable, study: Study) -> None:
    _refuse_empty(table.arm, study)
    refuse_right_truncation(table)
    for code, name in ARMS.items():
        members = table.arm == code
        if ((table.time == 0) & (table.event == 0))[members].all():
            raise EstimationError(
                f"everybody in the {name} arm ({arm_label(study, name)}) is censored on day 0: "
                "nothing is known of them after time zero. Check the dates of contacts and the column of times"
            )
