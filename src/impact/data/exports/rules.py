"""What is known of the systems that exports come from: readings that would be wrong are refused, with the reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from impact.data.exports.answers import fits_separator
from impact.data.exports.columns import ColumnSource
from impact.data.exports.events import is_loss, misread_events
from impact.data.exports.mapping import FOLLOW_UP, Mapping, TablePart
from impact.data.exports.names import is_registration, plain
from impact.data.exports.rows import Rows
from impact.data.exports.sheets import Export
from impact.errors import StudyError
from impact.study.counts import ADOPTED, several

_SERVER_TIME = re.compile(
    r"\b(?:received on|edited on|server modified on|server last modified date|submission time|last modified date)"
    r"(?: utc)?$"
)
"""Columns that say when a server got something (`received_on` of CommCare, `_submission_time` of KoboToolbox)."""

_CASE_COLUMNS = frozenset(
    ("caseid", "closed", "closed_date", "last_modified_date", "opened_date", "owner_name", "case_link")
)
_TEXT_FILES = (".csv", ".parquet")
_DAYS_APART = 7


def refuse_readings(mapping: Mapping) -> None:
    """Refuse what a mapping says against what the words of its source mean; raises StudyError with all of it."""
    lines = [
        f"  {place}.{name}: {problem}"
        for _, place, part in mapping.parts()
        for name, origin in part.columns.items()
        for problem in _misreadings(mapping.source, name, origin)
    ]
    refuse_misread(lines)


def refuse_misread(lines: Sequence[str]) -> None:
    """Raise StudyError with the columns that are read as what they are not, if there are any."""
    if lines:
        raise StudyError("\n".join(["the mapping reads columns as what they are not:", *dict.fromkeys(lines)]))


def _misreadings(source: str, name: str, origin: ColumnSource) -> Iterator[str]:
    words = [plain(column) for column in origin.named]
    for column in origin.named:
        yield from misread_date(name, column)
    yield from misread_events(name, origin)
    if origin.holds and not fits_separator(origin, source):
        yield "an answer holds what separates answers, or there is no `separator`; map the 0/1 columns instead"
    if source == "primero" and name == "has_reporting_consent" and not all(map(_is_reporting_consent, words or [""])):
        yield "map consent_reporting, the consent to share for reporting; no other consent, and no value, stands for it"


def misread_date(name: str, column: str, sheet: str = "") -> Iterator[str]:
    """Say what is wrong where a canonical date comes from this column, of this sheet where it is found."""
    if name == "return_date" and is_registration(column, sheet):
        yield "a date of registration is not the date of return; map the day on which the child returned"
    if name.endswith("_date") and _SERVER_TIME.search(plain(column)):
        what = "the visit" if name == "contact_date" else "what it tells of"
        yield f"the time at which a server got a form is not the day of {what}; map the device's, or a question's"


def _is_reporting_consent(text: str) -> bool:
    return bool(re.search(r"\bconsent", text)) and bool(
        re.search(r"\b(reporting|reports?|reportes?|informes?)\b", text)
    )


def refuse_files(mapping: Mapping, path: Path) -> None:
    """Refuse files of a kind that cannot hold what is asked of them, before they are opened; raises StudyError."""
    if mapping.source == "primero" and path.suffix.lower() in _TEXT_FILES:
        for table in sorted(set(FOLLOW_UP) & set(mapping.tables)):
            raise StudyError(
                f"tables.{table}: Primero's CSV leaves out subforms, so it holds no {table}; export to Excel instead"
            )


def refuse_export(mapping: Mapping, export: Export) -> None:
    """Refuse an export that cannot hold what is asked of it; raises StudyError."""
    for table, place, part in mapping.parts():
        sheet = export.find(part.sheet, place)
        columns = [str(column) for column in export.sheets[sheet]]
        if mapping.source == "primero":
            _refuse_edited_primero(place, sheet, columns)
        if mapping.source == "commcare" and table in FOLLOW_UP and _is_of_cases(columns):
            raise StudyError(
                f"{place}: '{sheet}' is an export of cases, whose properties are overwritten by every form; export the "
                "forms, in which each visit stands as it was"
            )
        for join in part.join:
            if join.on.get("_parent_index", "_index") != "_index":
                raise StudyError(
                    f"{place}.join: `_parent_index` of KoboToolbox names the `_index` of its parent, nothing else"
                )


def _refuse_edited_primero(place: str, sheet: str, columns: list[str]) -> None:
    if not columns or columns[0].casefold() not in ("id", "_id"):
        raise StudyError(
            f"{place}: the first column of '{sheet}' is not ID, so this is not Primero's Excel export as it was "
            "made; export it again and leave its columns as they are, or say `source: spreadsheet`"
        )


def _is_of_cases(columns: list[str]) -> bool:
    is_form = any(column == "formid" or column.startswith("form.") for column in columns)
    return not is_form and not _CASE_COLUMNS.isdisjoint(columns)


def without_placeholders(mapping: Mapping, table: str, rows: Rows) -> Iterator[str]:
    """Leave out rows by which Primero says that a case has no entry in a subform: its ID, and nothing else."""
    if mapping.source == "primero" and table != "returns":
        filled = rows.frames[rows.own].iloc[:, 1:].notna().any(axis="columns").to_numpy(dtype=bool)
        if not filled.all():
            rows.keep(filled)
            left = several(int((~filled).sum()), ADOPTED)
            yield f"{rows.place}: {left} rows of '{rows.own}' hold an ID and nothing else, and are left out"


def refuse_other_parents(part: TablePart, rows: Rows, export: Export) -> None:
    """Refuse rows of a KoboToolbox repeat whose parent is another sheet than the one that is joined."""
    own = rows.frames[rows.own]
    if "_parent_table_name" not in own:
        return
    for join in part.join:
        if "_parent_index" in join.on:
            joined = export.find(join.sheet, rows.place)
            named = own["_parent_table_name"].dropna().unique()
            if any(joined not in export.like(str(name)) for name in named):
                raise StudyError(
                    f"{rows.place}.join: the rows of '{rows.own}' say in _parent_table_name that their parent is "
                    f"another sheet than '{joined}'; join that one"
                )


def warnings_of(mapping: Mapping, part: TablePart, rows: Rows) -> Iterator[str]:
    """Say what is not wrong in itself, and what whoever reads the results should know."""
    own = rows.frames[rows.own]
    if mapping.source == "commcare":
        yield from _late(rows)
    if mapping.source == "kobo" and "__version__" in own:
        yield from _silent_versions(part, own, rows.place)
    codes = part.columns["exit_reason"].codes if "exit_reason" in part.columns else {}
    if any(is_loss(plain(value)) for value in codes):
        yield f"{rows.place}.exit_reason: transferred and not seen end follow-up, maybe not by chance"
    consent = part.columns.get("has_reporting_consent")
    if consent is not None and consent.value is not None:
        yield f"{rows.place}.has_reporting_consent: the mapping, not the records, says that everybody consented"


def _late(rows: Rows) -> Iterator[str]:
    for frame in rows.frames.values():
        if {"received_on", "completed_time"} <= set(frame.columns):
            server, device = (_moments(frame[name]) for name in ("received_on", "completed_time"))
            apart = int(((server - device).abs() > pd.Timedelta(days=_DAYS_APART)).sum())
            if apart:
                yield (
                    f"{rows.place}: {several(apart, ADOPTED)} forms reached the server over {_DAYS_APART} days from "
                    "the time that the device gave them; its clock may have been wrong"
                )


def _moments(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, errors="coerce", utc=True, format="ISO8601")


def _silent_versions(part: TablePart, own: pd.DataFrame, place: str) -> Iterator[str]:
    versions = own["__version__"]
    sizes = versions.value_counts()
    large = sizes.index[sizes >= ADOPTED.suppress_below]
    for name, origin in part.columns.items():
        if origin.column in own and own[origin.column].notna().any():
            filled = own[origin.column].notna().groupby(versions).any()
            silent = int((~filled.reindex(large)).sum())
            if silent:
                yield (
                    f"{place}.{name}: '{origin.column}' is empty throughout {silent} of {len(sizes)} versions of the "
                    "form; if the question has another name there, list both with `first_of`"
                )
