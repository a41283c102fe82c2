"""Ways to change a valid input, each told by plain values, so that a mutant can be written down and made again."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any

import numpy as np
import pandas as pd
import yaml
from bases import BASES, Case

EDITS: dict[str, Callable[..., Case]] = {}
OF_STUDIES = ("set_key", "drop_key", "rename_key", "wrap_key", "raw_text", "cut_study")


@dataclass(frozen=True)
class Mutant:
    """A base and what is done to it, in order."""

    base: str
    edits: tuple[tuple[Any, ...], ...]

    def made(self) -> Case:
        """Make the input; an edit that no longer fits what an earlier one left changes nothing."""
        case = BASES[self.base]()
        for name, *arguments in self.edits:
            try:
                case = EDITS[name](case, *arguments)
            except (KeyError, IndexError, ValueError, TypeError, pd.errors.ParserError, pd.errors.EmptyDataError):
                continue
        return case


def edit(change: Callable[..., Case]) -> Callable[..., Case]:
    EDITS[change.__name__] = change
    return change


def _of_table(change: Callable[..., pd.DataFrame]) -> Callable[..., Case]:
    def on(case: Case, table: str, *arguments: Any) -> Case:
        return case.with_table(table, change(case.table(table), *arguments))

    EDITS[change.__name__] = on
    return on


@_of_table
def drop(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.drop(columns=column)


@_of_table
def rename(frame: pd.DataFrame, column: str, to: str) -> pd.DataFrame:
    return frame.rename(columns={column: to})


@_of_table
def add(frame: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return frame.assign(**{column: value})


@_of_table
def put(frame: pd.DataFrame, column: str, value: str, first: int, step: int) -> pd.DataFrame:
    frame = frame.copy()
    frame.iloc[first::step, frame.columns.get_loc(column)] = value
    return frame


@_of_table
def swap(frame: pd.DataFrame, one: str, other: str) -> pd.DataFrame:
    return frame.assign(**{one: frame[other], other: frame[one]})


@_of_table
def shuffle(frame: pd.DataFrame, seed: int) -> pd.DataFrame:
    return frame.sample(frac=1, random_state=seed)


@_of_table
def shuffle_column(frame: pd.DataFrame, column: str, seed: int) -> pd.DataFrame:
    return frame.assign(**{column: np.random.default_rng(seed).permutation(frame[column].to_numpy())})


@_of_table
def repeat(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    return pd.concat([frame, frame.head(rows)])


@_of_table
def head(frame: pd.DataFrame, rows: int) -> pd.DataFrame:
    return frame.head(rows)


@_of_table
def keep(frame: pd.DataFrame, column: str, row: int) -> pd.DataFrame:
    return frame[frame[column] == frame[column].iloc[row]]


@_of_table
def scale(frame: pd.DataFrame, column: str, factor: float) -> pd.DataFrame:
    return frame.assign(**{column: (pd.to_numeric(frame[column]) * factor).map(repr)})


@_of_table
def own_level(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.assign(**{column: [f"level {number}" for number in range(len(frame))]})


@_of_table
def upper(frame: pd.DataFrame, column: str) -> pd.DataFrame:
    return frame.assign(**{column: frame[column].str.upper()})


@_of_table
def move_years(frame: pd.DataFrame, column: str, years: int) -> pd.DataFrame:
    later = frame[column].str[:4].where(frame[column] != "").dropna().astype(int) + years
    return frame.assign(**{column: (later.astype(str) + frame[column].str[4:]).reindex(frame.index).fillna("")})


@edit
def double(case: Case, table: str, column: str) -> Case:
    frame = case.table(table)
    twice = pd.concat([frame, frame[[column]]], axis=1)
    return case.with_table(table, twice)


@edit
def cut(case: Case, table: str, share: float) -> Case:
    content = case.files[table]
    return case.with_file(table, content[: int(len(content) * share)])


@edit
def insert(case: Case, table: str, what: bytes, share: float) -> Case:
    content = case.files[table]
    at = int(len(content) * share)
    return case.with_file(table, content[:at] + what + content[at:])


@edit
def encode(case: Case, table: str, encoding: str) -> Case:
    return case.with_file(table, case.files[table].decode("utf-8").encode(encoding, "replace"))


@edit
def swap_bytes(case: Case, table: str, old: bytes, new: bytes, most: int) -> Case:
    return case.with_file(table, case.files[table].replace(old, new, most))


@edit
def without_header(case: Case, table: str) -> Case:
    return case.with_file(table, case.files[table].split(b"\n", 1)[1])


@edit
def header_alone(case: Case, table: str) -> Case:
    return case.with_file(table, case.files[table].split(b"\n", 1)[0] + b"\n")


@edit
def remove(case: Case, table: str) -> Case:
    return replace(case, files={name: content for name, content in case.files.items() if name != table})


@edit
def as_parquet(case: Case, table: str, typed: bool, share: float) -> Case:
    frame = pd.read_csv(BytesIO(case.files[table])) if typed else case.table(table)
    buffer = BytesIO()
    frame.to_parquet(buffer, index=False)
    content = buffer.getvalue()
    name = table.replace(".csv", ".parquet")
    study = deepcopy(case.study)
    if study["input"]["path"] == table:
        study["input"]["path"] = name
    return replace(remove(case, table), study=study).with_file(name, content[: int(len(content) * share)])


def _parent(content: Any, path: tuple[Any, ...]) -> Any:
    for part in path[:-1]:
        content = content[part]
    return content


@edit
def set_key(case: Case, path: tuple[Any, ...], value: Any) -> Case:
    study = deepcopy(case.study)
    _parent(study, path)[path[-1]] = deepcopy(value)
    return replace(case, study=study)


@edit
def drop_key(case: Case, path: tuple[Any, ...]) -> Case:
    study = deepcopy(case.study)
    del _parent(study, path)[path[-1]]
    return replace(case, study=study)


@edit
def rename_key(case: Case, path: tuple[Any, ...], to: Any) -> Case:
    study = deepcopy(case.study)
    place = _parent(study, path)
    place[to] = place.pop(path[-1])
    return replace(case, study=study)


@edit
def wrap_key(case: Case, path: tuple[Any, ...]) -> Case:
    study = deepcopy(case.study)
    place = _parent(study, path)
    place[path[-1]] = [place[path[-1]]]
    return replace(case, study=study)


def _written(case: Case) -> str:
    return case.text if case.text is not None else yaml.safe_dump(case.study, allow_unicode=True, sort_keys=False)


@edit
def raw_text(case: Case, text: str, share: float) -> Case:
    written = _written(case)
    at = written.find("\n", int(len(written) * share)) + 1
    return replace(case, text=written[:at] + text + written[at:])


@edit
def cut_study(case: Case, share: float) -> Case:
    written = _written(case)
    return replace(case, text=written[: int(len(written) * share)])
