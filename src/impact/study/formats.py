"""How files are written: what a study, or a mapping of an export, says of them before they are read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from impact.study.parts import Part


class Reading(Part):
    """How the files of an input are written; the defaults are those of the canonical tables.

    `date_format` is that of text; a date that a file holds as a date leaves the reader in it too, and a number that a
    file holds as a number leaves it with the mark of `decimal`. `excel_serial_dates` says that columns of dates may
    hold the bare numbers by which spreadsheets count days. `header_row` counts from 1; what is above is passed over.
    """

    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    delimiter: Literal["comma", "semicolon", "tab"] = "comma"
    decimal: Literal["point", "comma"] = "point"
    date_format: str = "%Y-%m-%d"
    excel_serial_dates: bool = False
    header_row: Annotated[int, Field(ge=1, le=100)] = 1
