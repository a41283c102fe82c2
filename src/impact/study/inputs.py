"""What a study reads: the forms of its input, each with its files and how they are written."""

from __future__ import annotations

from typing import Literal

from impact.study.bounds import InputPath
from impact.study.formats import Reading
from impact.study.parts import Part, Text


class TableColumns(Part):
    """Which column of an analysis table is what; `event_labels` names the event codes from 2 up."""

    arm: str
    time: str
    event: str
    id: str | None = None
    entry: str | None = None
    lower: str | None = None
    upper: str | None = None
    cluster: str | None = None
    event_labels: dict[int, Text] = {}


class AnalysisTableInput(Reading):
    """One flat file with a row per person."""

    form: Literal["analysis_table"]
    path: InputPath
    columns: TableColumns


class CaseRecordsInput(Reading):
    """A folder of the canonical tables, as CSV, Parquet or XLSX."""

    form: Literal["case_records"]
    path: InputPath
