"""What a study reads: the forms of its input, each with its files and how they are written."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

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
    event_labels: dict[int, Text] = Field(default_factory=dict)


class _Input(Reading):
    """What every form of input has beside how its files are written."""

    kind: ClassVar[str] = "case_records"
    """What words are chosen by: an analysis table, or case records wherever they come from."""

    @property
    def is_records(self) -> bool:
        """Whether it becomes the canonical tables of case records."""
        return self.kind == "case_records"


class AnalysisTableInput(_Input):
    """One flat file with a row per person."""

    kind: ClassVar[str] = "analysis_table"
    form: Literal["analysis_table"]
    path: InputPath
    columns: TableColumns


class CaseRecordsInput(_Input):
    """A folder of the canonical tables, as CSV, Parquet or XLSX."""

    form: Literal["case_records"]
    path: InputPath


class ExportInput(_Input):
    """An export of a partner's system, and the mapping file that makes canonical tables of it.

    They are written as canonical tables are; how the export is written stands in its mapping. `mapping_hash` is made
    when the study is read, so that another mapping is another study.
    """

    form: Literal["export"]
    path: InputPath
    mapping: InputPath
    mapping_hash: str = ""

    @model_validator(mode="after")
    def _reading_stands_in_the_mapping(self) -> Self:
        given = [name for name, field in Reading.model_fields.items() if getattr(self, name) != field.default]
        if given:
            raise ValueError(f"{', '.join(given)}: how an export is written stands in its mapping, under `reading`")
        return self
