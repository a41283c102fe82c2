"""Baseline covariates: what was known at time zero, made complete without leaving anybody out.

- A category that was not asked is the level "not asked", which is not "unknown" (asked, not known).
- A number that is missing becomes the median, beside an indicator `<name>_missing` (unless next to nobody has it).
- Beside these, `incomplete` keeps what was not asked as missing, for multiple imputation.
- Levels too rare for a model are merged (`design.merge_rare`), by a rule that looks at covariates only.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort import design
from impact.cohort.table import ARMS, plain
from impact.data.schema import DERIVED, RETURNS, TABLES
from impact.errors import StudyError
from impact.results import Baseline, CohortFlow
from impact.study import Study

NOT_ASKED = "not asked"

IMPUTED = "imputed"
"""Step and reason of the flow's rows about those compared who have a baseline value imputed."""

DEFAULT = (
    "age_at_return_years",
    "sex",
    "department",
    "country",
    "returned_from",
    "return_year",
    "return_season",
    "return_mode",
    "is_indigenous",
    "reason_violence",
    "reason_economic",
    "reason_family",
    "prior_attempts",
    "has_parent_abroad",
    "in_school_before",
    "has_smuggler_debt",
    "debt_usd",
)
"""What case records are adjusted for when the study names nothing: place, period, age and route always; the reasons to
leave and the means to; and of the rest what is not said twice (language goes with department and is_indigenous)."""


SPLINES = {"age_at_return_years": 3}
"""Columns that enter as a natural cubic spline, with its degrees of freedom."""

LOGGED = ("debt_usd",)
"""Amounts, which enter as log(1 + amount)."""


@dataclass(frozen=True, slots=True, eq=False)
class Covariates:
    """Baseline as recorded and as modelled.

    Parameters
    ----------
    recorded : pandas.DataFrame
        As recorded: text for categories (with "not asked"), float with NaN for numbers.
    incomplete : pandas.DataFrame
        As recorded, rare levels merged, and what was not asked missing.
    modelled : pandas.DataFrame
        Complete, rare levels merged.
    formula : str
        Right-hand side, in formulaic's grammar, without terms that others determine.
    """

    recorded: pd.DataFrame
    incomplete: pd.DataFrame
    modelled: pd.DataFrame
    formula: str


def of_returns(index: pd.DataFrame, study: Study) -> Covariates:
    """Take the baseline of case records from each child's index return.

    Raises
    ------
    StudyError
        If the study names a covariate that is no column of returns, or one that may not be one.
    """
    known = _with_derived(index)
    offered = [column.name for column in RETURNS.columns if column.kind not in ("id", "month", "date")]
    offered = [name for name in (*offered, *DERIVED) if name in known]
    names = _checked(study.covariates, offered, "returns") or [name for name in DEFAULT if name in offered]
    # Departments say the country already; the model takes it from them, the balance still shows it.
    names.sort(key=lambda name: name == "country")
    return _covariates(known[names], groups=known["country"], curved=True)


def of_table(frame: pd.DataFrame, study: Study, roles: Sequence[str]) -> Covariates:
    """Take the covariates that the study names from an analysis table; numbers enter as they are.

    Raises
    ------
    StudyError
        If a covariate is no column of the table, is restricted, or has another role already.
    """
    offered = [str(name) for name in frame.columns if name not in roles]
    return _covariates(frame[_checked(study.covariates, offered, "the data")], groups=None, curved=False)


def baseline(covariates: Covariates, arm: np.ndarray) -> Baseline:
    """Describe the baseline as recorded, by arm: a level's count and share, a number's count known and mean."""
    rows: list[tuple[str, object, str, int, float]] = []
    for name, column in covariates.recorded.items():
        for code, label in ARMS.items():
            values = column[arm == code]
            if column.dtype == object:
                counts = values.value_counts()
                levels = sorted(column.unique())
                rows += [(str(name), level, label, n := int(counts.get(level, 0)), n / len(values)) for level in levels]
            else:
                rows.append((str(name), np.nan, label, int(values.notna().sum()), float(values.mean())))
    return Baseline(pd.DataFrame(rows, columns=list(Baseline.COLUMNS)))


def imputed(covariates: Covariates, arm: np.ndarray, study: Study) -> CohortFlow:
    """Count by arm who has a baseline value imputed; no rows where nobody has, or the study asks for no imputation."""
    holes = covariates.incomplete.isna().to_numpy().any(axis=1)
    if not holes.any() or not study.missing.imputations:
        return CohortFlow.empty()
    rows = [(IMPUTED, IMPUTED, label, int((holes & (arm == code)).sum())) for code, label in ARMS.items()]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def formula_of(complete: pd.DataFrame, study: Study) -> str:
    """Return the right-hand side of a model of complete covariates (see `design.formula`)."""
    return _formula(complete, curved=study.input.is_records)[1]


def _formula(complete: pd.DataFrame, curved: bool) -> tuple[pd.DataFrame, str]:
    return design.formula(complete, SPLINES if curved else {}, LOGGED if curved else ())


def _checked(names: Sequence[str], offered: Sequence[str], where: str) -> list[str]:
    restricted = {column.name for table in TABLES.values() for column in table.columns if column.restricted}
    for name in names:
        if name in restricted:
            raise StudyError(f"covariates: '{name}' is restricted: it tells who a child is, so no model may use it")
        if name not in offered:
            near = difflib.get_close_matches(name, offered, n=1, cutoff=0)
            hint = f"; the nearest one is '{near[0]}'" if near else ""
            raise StudyError(f"covariates: '{name}' is no column of {where} that can be a covariate{hint}")
    return list(dict.fromkeys(names))


def _with_derived(index: pd.DataFrame) -> pd.DataFrame:
    date = index["return_date"].dt
    year, quarter = date.year.astype(str), "Q" + date.quarter.astype(str)
    known = index.assign(return_year=year, return_season=quarter, return_quarter=year + quarter)
    if {"debt_usd", "has_smuggler_debt"} <= set(known):
        # Who owes nothing was not asked how much.
        nothing = known["debt_usd"].isna() & (known["has_smuggler_debt"] == "no").fillna(False)
        known["debt_usd"] = known["debt_usd"].mask(nothing, 0.0)
    return known


def _covariates(frame: pd.DataFrame, groups: pd.Series | None, curved: bool) -> Covariates:
    recorded = plain(_yes_no(frame)).reset_index(drop=True)
    for name in recorded.select_dtypes(object):
        recorded[name] = recorded[name].fillna(NOT_ASKED)
    modelled: dict[str, pd.Series] = {}
    incomplete: dict[str, pd.Series] = {}
    for name, column in recorded.items():
        if column.dtype == object:
            # A place merged with others keeps its country.
            within = groups.to_numpy() if groups is not None and name == "department" else None
            modelled[str(name)] = design.merge_rare(column, within)
            asked = (column != NOT_ASKED).to_numpy()
            merged = design.merge_rare(column[asked], within[asked] if within is not None else None)
            incomplete[str(name)] = merged.reindex(column.index).astype(object)
        else:
            incomplete[str(name)] = column
            modelled |= _complete(str(name), column)
    complete, formula = _formula(pd.DataFrame(modelled, index=recorded.index), curved)
    return Covariates(recorded, pd.DataFrame(incomplete, index=recorded.index), complete, formula)


def _complete(name: str, column: pd.Series) -> Mapping[str, pd.Series]:
    missing = column.isna()
    if not missing.any():
        return {name: column}
    middle = column.median()
    filled = {name: column.fillna(0.0 if np.isnan(middle) else middle)}
    # An indicator that hardly anybody has is a rare level like any other.
    return filled if missing.mean() < design.RARE else filled | {f"{name}_missing": missing.astype(np.float64)}


def _yes_no(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn booleans with empty cells into factors, as an empty cell says "not asked" and neither yes nor no."""
    answers = frame.copy()
    for name in frame.select_dtypes(["bool", "boolean"]):
        if frame[name].isna().any():
            answers[name] = frame[name].map({True: "yes", False: "no"}).astype(object)
    return answers
