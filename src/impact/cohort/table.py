"""AnalysisTable: one row a person (or spell), which is all that an estimator ever sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cards import RESTRICTED, Card, Shown
from impact.errors import DataError, StudyError
from impact.study import DAYS_PER_UNIT, Disclosure
from impact.study.counts import ADOPTED, about, several

ARMS: dict[int, str] = {1: "programme", 0: "comparison"}
"""What the codes of `arm` are called in the result frames."""

LARGEST_CODE = int(np.iinfo(np.int16).max)
"""Of the event types."""


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class AnalysisTable(Shown):
    """Time to event by arm, with what was known at time zero. Arrays all have shape (n,).

    Parameters
    ----------
    arm : ndarray of int8
        1 programme, 0 comparison.
    time, entry : ndarray of float64
        Exit and (delayed) entry, in `time_unit`; entry < time, but for a person whose time is 0.
    event : ndarray of int16
        0 censored, 1 the event of interest, 2 and above competing events.
    lower, upper : ndarray of float64
        The interval that holds the event (`lower` is last known free of it, `upper` first known with it, infinite when
        censored); both equal `time` where the date is exact.
    cluster : ndarray of int64
        Codes of the units that are resampled and summed together; one each where nothing was named.
    id : ndarray of int64
        Codes of the persons (several spells may share one).
    covariates : pandas.DataFrame of n rows
        Baseline, complete. Text and categorical columns are factors, the rest numbers.
    formula : str
        Right-hand side of the propensity and outcome models, in formulaic's grammar.
    time_unit : str
        days, weeks, months or years.
    has_clusters : bool
    context : pandas.DataFrame of n rows
        What the designs and sensitivity analyses need beside the covariates; `cohort/context.py` lists the columns.
        Without columns where nothing is known.
    """

    arm: NDArray[np.int8]
    time: NDArray[np.float64]
    event: NDArray[np.int16]
    entry: NDArray[np.float64]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    cluster: NDArray[np.int64]
    id: NDArray[np.int64]
    covariates: pd.DataFrame
    formula: str
    time_unit: str = "days"
    has_clusters: bool = field(default=False)
    context: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __len__(self) -> int:
        return len(self.time)

    def card(self) -> Card:
        """Return what is known of each person, and of nobody in particular."""
        held = {
            "arm": "1 programme, 0 comparison", "time": f"exit, {self.time_unit}", "entry": f"entry, {self.time_unit}",
            "event": "0 censored, 1 the event of interest, 2 and above competing",
            "lower": "last known free of the event", "upper": "first known with it",
            "cluster": "people who are resampled together", "id": "the person",
        } | dict.fromkeys(map(str, self.covariates), "covariate, known at time zero")  # fmt: skip
        return Card(
            "AnalysisTable", "One row a person (or spell), which is all that an estimator sees.",
            f"{about(len(self))} rows", RESTRICTED, columns=("held", "what it is"), rows=list(held.items()),
            notes=(f"Model: {self.formula}",),
        )  # fmt: skip

    @property
    def event_types(self) -> tuple[int, ...]:
        """Codes of the events that occur, the event of interest always first."""
        return tuple(sorted({1, *(int(code) for code in np.unique(self.event) if code > 0)}))

    @property
    def has_delayed_entry(self) -> bool:
        """Whether anybody comes under observation after time zero."""
        return bool((self.entry > 0).any())

    def rows(self, keep: NDArray[np.bool_]) -> Self:
        """Return the table of the rows where `keep` is true."""
        arrays = {name: getattr(self, name)[keep] for name in _ARRAYS}
        covariates = self.covariates.loc[keep].reset_index(drop=True)
        return type(self)(
            **arrays,
            covariates=covariates,
            formula=self.formula,
            time_unit=self.time_unit,
            has_clusters=self.has_clusters,
            context=self.context.loc[keep].reset_index(drop=True) if len(self.context) else self.context,
        )

    @classmethod
    def from_frame(
        cls,
        frame: pd.DataFrame,
        *,
        arm: str,
        time: str,
        event: str,
        covariates: Sequence[str] = (),
        time_unit: str = "days",
        entry: str | None = None,
        lower: str | None = None,
        upper: str | None = None,
        cluster: str | None = None,
        id: str | None = None,
        formula: str | None = None,
        disclosure: Disclosure = ADOPTED,
    ) -> Self:
        """Make a table from the named columns of a frame; `disclosure` says which counts errors may not tell.

        Raises
        ------
        StudyError
            If a column named is not there, the covariates are no list, or the unit of time is not offered.
        DataError
            If arm is not 0/1, event is not a whole number from 0 to 32767, a time is negative, missing or text, entry
            is not before exit, exit is not between lower and upper, or a covariate is missing somewhere. Messages give
            the column and how many rows, never a row.
        """
        if isinstance(covariates, str):
            raise StudyError(f"covariates must be a list of column names: ['{covariates}'], not '{covariates}'")
        if time_unit not in DAYS_PER_UNIT:
            raise StudyError(f"there is no time unit '{time_unit}'. There is: {', '.join(DAYS_PER_UNIT)}")
        _refuse_absent(frame, [arm, time, event, *covariates, entry, lower, upper, cluster, id])
        given = _Columns(frame, disclosure)
        given.refuse_incomplete(covariates)
        exit_time = given.numbers(time, lowest=0.0)
        given.refuse(time, np.isinf(exit_time), "are infinite")
        entry_time = given.numbers(entry, lowest=0.0) if entry else np.zeros(len(frame))
        too_late = (entry_time >= exit_time) & (exit_time > 0)
        given.refuse(entry or time, too_late, "do not come under observation before their exit")
        codes = given.numbers(event, lowest=0.0)
        given.refuse(event, codes > LARGEST_CODE, f"are above {LARGEST_CODE}, the largest event code")
        given.refuse(event, codes != np.floor(codes), "are not a whole event code")
        arms = given.numbers(arm)
        given.refuse(arm, ~np.isin(arms, (0, 1)), "are neither 1 (programme) nor 0 (comparison)")
        earliest = given.numbers(lower, lowest=0.0) if lower else exit_time
        latest = np.where(codes > 0, exit_time, np.inf)
        if upper:
            latest = given.numbers(upper, lowest=0.0, missing=np.inf)
        given.refuse(lower or time, earliest > exit_time, f"are after {time}")
        given.refuse(upper or time, latest < exit_time, f"are before {time}")
        return cls(
            arm=arms.astype(np.int8),
            time=exit_time,
            event=codes.astype(np.int16),
            entry=entry_time,
            lower=earliest,
            upper=latest,
            cluster=given.codes(cluster),
            id=given.codes(id),
            covariates=plain(frame.loc[:, list(covariates)]).reset_index(drop=True),
            formula=formula or " + ".join(f"`{name}`" for name in covariates) or "1",
            time_unit=time_unit,
            has_clusters=cluster is not None,
        )

    def save(self, path: Path) -> None:
        """Write the table as one Parquet file; the formula and the unit go into its metadata."""
        frame = pd.DataFrame({f"_{name}": getattr(self, name) for name in _ARRAYS})
        frame = pd.concat([frame, self.context.add_prefix(_CONTEXT), self.covariates], axis=1)
        frame.attrs = {"formula": self.formula, "time_unit": self.time_unit, "has_clusters": self.has_clusters}
        frame.to_parquet(path, index=False)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read what `save` wrote."""
        frame = pd.read_parquet(path)
        attrs = frame.attrs
        arrays = {name: frame.pop(f"_{name}").to_numpy() for name in _ARRAYS}
        beside = [str(name) for name in frame if str(name).startswith(_CONTEXT)]
        context = {name.removeprefix(_CONTEXT): frame.pop(name) for name in beside}
        return cls(
            **arrays,
            covariates=frame,
            formula=str(attrs["formula"]),
            time_unit=str(attrs["time_unit"]),
            has_clusters=bool(attrs["has_clusters"]),
            context=pd.DataFrame(context),
        )


_CONTEXT = "__"
"""What the columns of `context` begin with in the file."""

_ARRAYS = ("arm", "time", "event", "entry", "lower", "upper", "cluster", "id")


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns as text (object) or float64: what design matrices and files understand alike.

    Categories, strings and whatever else is not a number or a boolean become text; missing values stay missing.
    """
    columns = {}
    for name, column in frame.items():
        numeric = pd.api.types.is_numeric_dtype(column) and not isinstance(column.dtype, pd.CategoricalDtype)
        if numeric:
            columns[name] = pd.Series(column.to_numpy(dtype=np.float64, na_value=np.nan), index=frame.index)
        else:
            text = column.astype(str).to_numpy(dtype=object)
            text[column.isna()] = None
            columns[name] = pd.Series(text, index=frame.index, dtype=object)
    return pd.DataFrame(columns, index=frame.index)


def _refuse_absent(frame: pd.DataFrame, names: Sequence[str | None]) -> None:
    absent = [name for name in names if name and name not in frame.columns]
    if absent:
        there = ", ".join(map(str, frame.columns))
        raise StudyError(f"columns that are not in the data: {', '.join(absent)}. There are: {there}")


@dataclass(frozen=True, slots=True)
class _Columns:
    """A frame's columns as numbers and codes; what cannot be one is refused, with counts that tell of nobody."""

    frame: pd.DataFrame
    disclosure: Disclosure

    def numbers(self, name: str, *, lowest: float = -np.inf, missing: float | None = None) -> NDArray[np.float64]:
        column = self.frame[name]
        values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
        if missing is not None:
            values = np.where(column.isna(), missing, values)
        self.refuse(name, np.isnan(values), "are missing or not a number")
        self.refuse(name, values < lowest, f"are below {lowest:g}")
        return values

    def codes(self, name: str | None) -> NDArray[np.int64]:
        if name is None:
            return np.arange(len(self.frame), dtype=np.int64)
        self.refuse(name, self.frame[name].isna().to_numpy(), "are empty")
        return pd.factorize(self.frame[name], sort=True)[0].astype(np.int64)

    def refuse(self, name: str, wrong: NDArray[np.bool_], what: str) -> None:
        if wrong.any():
            raise DataError(f"column {name}: {several(int(wrong.sum()), self.disclosure)} rows {what}")

    def refuse_incomplete(self, covariates: Sequence[str]) -> None:
        empty = {name: int(self.frame[name].isna().sum()) for name in covariates if self.frame[name].isna().any()}
        if empty:
            counts = ", ".join(f"{name} ({several(n, self.disclosure)} rows)" for name, n in empty.items())
            raise DataError(f"covariates with missing values: {counts}. Give them a value of their own, or impute them")
