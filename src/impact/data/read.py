"""Reading the input: the tables of a study as text, with an error that says which file and what to do about it."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Collection, Iterable
from pathlib import Path

import pandas as pd

from impact.data.exports import Mapping, map_export, read_mapping
from impact.data.formats import SUFFIXES, in_canonical_writing, read_table, refuse_rounded_ids
from impact.data.personal import personal_columns
from impact.data.schema import DERIVED, OPTIONAL_TABLES, REQUIRED_TABLES, RETURNS, TABLES, Kind
from impact.errors import DataError, InputError, StudyError
from impact.study import Study
from impact.study.characters import odd_character
from impact.study.formats import Reading
from impact.study.inputs import AnalysisTableInput, TableColumns

ANALYSIS = "analysis"
"""What the one table of an analysis_table study is called."""

_PERSONS_IDS = frozenset(
    column.name for table in TABLES.values() for column in table.columns if column.kind == "id"
) - {"municipality_code", "partner_id"}
"""Ids of children, of their households, and of what belongs to them; an organisation may be called by its name."""

log = logging.getLogger("impact")


def read_input(study: Study) -> dict[str, pd.DataFrame]:
    """Read a study's input, and write nothing.

    Returns
    -------
    dict of str to pandas.DataFrame
        Table name (or `analysis`) to its rows as text, an empty cell missing. Columns that nobody asked for are still
        there; none of them looks personal.

    Raises
    ------
    InputError
        If something is missing, empty, a header alone, damaged, not UTF-8, or not a table.
    StudyError
        If a column that the study names is not there.
    DataError
        If a column looks personal, a case-record table lacks a column that it must have, or a text holds characters
        that are not what they look like.
    """
    if study.input.form != "analysis_table":
        _refuse_unknown_covariates(study)
    if study.input.form == "case_records":
        return _read_records(study.input_path, study.input, study.kind)
    if study.input.form == "export":
        return _read_export(study.input_path, read_mapping(study.source.parent / study.input.mapping), study.kind)
    path = study.input_path
    if path.is_dir():
        raise InputError(
            f"{path} is a folder; input.path of an analysis_table study names one CSV, Parquet or XLSX file"
        )
    frame = read_table(path, study.input)
    named = [*roles(study.input.columns).values(), *study.covariates]
    _refuse_absent(frame, study, path)
    _refuse_personal({path.name: personal_columns(frame, named)}, named)
    _refuse_odd_cells({path.name: frame[named]})
    return {
        ANALYSIS: in_canonical_writing(path.name, frame, _numbers(frame, study.input, study.covariates), study.input)
    }


def _numbers(frame: pd.DataFrame, given: AnalysisTableInput, covariates: Collection[str]) -> dict[str, Kind]:
    """Name the columns of an analysis table that hold numbers; of its covariates those where most cells look so.

    With a decimal point a covariate is left as it is: 1,234 may be a code.
    """
    named = roles(given.columns)
    numbers: dict[str, Kind] = {named[role]: "number" for role in ("time", "entry", "lower", "upper") if role in named}
    for name in covariates if given.decimal == "comma" else ():
        if frame[name].dropna().str.fullmatch(r"[-+]?[\d.,]+").mean() > 0.5:
            numbers[name] = "number"
    return numbers


def _refuse_unknown_covariates(study: Study) -> None:
    """Refuse covariates that a return does not have, or that may never be shown."""
    known = [*DERIVED, *(column.name for column in RETURNS.columns if not column.restricted)]
    for name in study.covariates:
        if name not in known:
            raise StudyError(
                f"{study.source.name}: covariates names '{name}', which is no column of returns that may be used"
                f"{nearest(name, known)}"
            )


def roles(columns: TableColumns) -> dict[str, str]:
    """Return what each role of an analysis table (arm, time, event, …) is called in the file, where it is named."""
    named = columns.model_dump(exclude={"event_labels"}, exclude_none=True)
    return {role: str(name) for role, name in named.items()}


def nearest(name: str, candidates: Iterable[str]) -> str:
    """Return ` (the nearest column is …)` where a column is called much like `name`, or nothing.

    Only a name that is close is shown: in a file without a header line the candidates are somebody's record.
    """
    near = difflib.get_close_matches(name, [str(candidate) for candidate in candidates], n=1, cutoff=0.6)
    return f" (the nearest column is {near[0]})" if near else ""


def _read_records(folder: Path, reading: Reading, kind: str) -> dict[str, pd.DataFrame]:
    if folder.is_file():
        raise InputError(f"{folder} is a file; input.path of a case_records study names a folder of tables")
    if not folder.is_dir():
        raise InputError(
            f"{folder}: there is no such folder; check the study's input.path, which resolves from the study file"
        )
    files = {name: _file_of(folder, name) for name in (*REQUIRED_TABLES[kind], *OPTIONAL_TABLES[kind])}
    absent = _absent([name for name, path in files.items() if path is not None], kind)
    if absent:
        raise InputError(
            f"{folder}: tables that are missing: {absent}. Each is a .csv, a .parquet or a .xlsx file there"
        )
    tables = check_records({name: read_table(path, reading) for name, path in files.items() if path is not None})
    kinds = {name: {column.name: column.kind for column in TABLES[name].columns} for name in tables}
    return {name: in_canonical_writing(name, frame, kinds[name], reading) for name, frame in tables.items()}


def _absent(there: Collection[str], kind: str) -> str:
    """Name the tables that a study of a kind lacks, or nothing."""
    required = [name for name in REQUIRED_TABLES[kind] if name not in there]
    if required:
        return ", ".join(required)
    return "" if there else f"one of {' and '.join(OPTIONAL_TABLES[kind])}"


def _read_export(path: Path, mapping: Mapping, kind: str) -> dict[str, pd.DataFrame]:
    absent = _absent(mapping.tables.keys() & {*REQUIRED_TABLES[kind], *OPTIONAL_TABLES[kind]}, kind)
    if absent:
        raise StudyError(f"the mapping has no {absent} under `tables`; a study needs all of them")
    mapped = map_export(path, mapping)
    for warning in mapped.warnings:
        log.warning(warning)
    return check_records(mapped.tables)


def check_records(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Let canonical tables in as text, wherever they come from.

    Raises
    ------
    DataError
        If a column that must be there is not, one looks personal, ids are numbers that a spreadsheet shortened, or a
        text holds characters that are not what they look like.
    """
    _refuse_incomplete(tables)
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if column.kind == "id" and column.name in frame:
                refuse_rounded_ids(frame[column.name].rename(f"{name}: {column.name}"))
    known = {name: [column.name for column in TABLES[name].columns] for name in tables}
    _refuse_personal({name: personal_columns(frame, known[name], _PERSONS_IDS) for name, frame in tables.items()})
    _refuse_odd_cells({name: frame[frame.columns.intersection(known[name])] for name, frame in tables.items()})
    return tables


def _file_of(folder: Path, name: str) -> Path | None:
    found = [folder / f"{name}{suffix}" for suffix in SUFFIXES if (folder / f"{name}{suffix}").exists()]
    if len(found) > 1:
        raise InputError(f"{folder}: there are {' and '.join(path.name for path in found)}; keep the one that is right")
    return found[0] if found else None


def _refuse_absent(frame: pd.DataFrame, study: Study, path: Path) -> None:
    if study.input.form != "analysis_table":
        return
    keys = {f"input.columns.{role}": name for role, name in roles(study.input.columns).items()}
    keys |= {f"covariates: {name}": name for name in study.covariates}
    absent = {key: name for key, name in keys.items() if name not in frame.columns}
    if absent:
        lines = [f"  {key.split(':')[0]}: {name}{nearest(name, frame.columns)}" for key, name in absent.items()]
        raise StudyError("\n".join([f"the study names columns that {path.name} does not have:", *lines]))


def _refuse_incomplete(tables: dict[str, pd.DataFrame]) -> None:
    lines = []
    for name, frame in tables.items():
        absent = [column for column in TABLES[name].required if column not in frame.columns]
        if len(absent) == len(TABLES[name].required):
            lines.append(f"  {name}: none of its columns; the first line must hold their names")
        else:
            lines += [f"  {name}: {column}{nearest(column, frame.columns)}" for column in absent]
    if lines:
        what = "What to do: name the columns as the data dictionary does, and export those that are missing."
        raise DataError("\n".join(["columns that the records must have are missing:", *lines, what]))


def _refuse_personal(found: dict[str, dict[str, str]], named: Collection[str] = ()) -> None:
    lines = [
        f"  {table}: {column}" + (f" (holds what looks like {holds})" if holds else "")
        for table, columns in found.items()
        for column, holds in columns.items()
    ]
    if not lines:
        return
    what = "What to do: take them out of the export; records carry pseudonymous ids only."
    if any(column in named for columns in found.values() for column in columns):
        what += " The study names one of them; it cannot be used."
    raise DataError("\n".join(["columns that look as if they told who a person is:", *lines, what]))


def _refuse_odd_cells(tables: dict[str, pd.DataFrame]) -> None:
    """Refuse texts with unseen characters or letters that pose as others: a page would show what is not there."""
    lines = []
    for table, frame in tables.items():
        for name, column in frame.items():
            texts = column.dropna().unique()
            together = "".join(texts)
            # Most columns hold nothing that needs to be looked at text by text.
            is_plain = together.isascii() and together.isprintable()
            odd = None if is_plain else next(filter(None, map(odd_character, texts)), None)
            if odd:
                lines.append(f"  {table}: {name}: {odd}")
    if lines:
        what = "What to do: write these texts anew at their source, without the character that is named."
        raise DataError("\n".join(["texts with characters that are not what they look like:", *lines, what]))
