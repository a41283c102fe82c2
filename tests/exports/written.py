"""Synthetic records as each system would export them: how a system writes, not how this project reads.

Which words an answer has, and under which header it stands, is taken from the mapping that users start from; where
columns stand, how dates, numbers, truths and several answers are written, and which rows there are, is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd
from exporting import Cells

from impact.data.exports import Mapping
from impact.data.schema import TABLES

REASONS = tuple(column.name for column in TABLES["returns"].columns if column.name.startswith("reason_"))
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Records = dict[str, pd.DataFrame]
Row = dict[str, object]


@dataclass(frozen=True)
class System:
    """How a system writes a date, a number, and where several answers end."""

    day: Callable[[date], object]
    number: Callable[[float], object]
    separator: str = ""
    other: str = "other"
    """The answer of who had none of the reasons that are mapped; an empty cell was not asked."""
    not_asked: object = None


def _primero_day(day: date) -> str:
    return f"{day.day:02d}-{MONTHS[day.month - 1]}-{day.year}"


def _whole(number: float) -> object:
    return int(number) if number == int(number) else number


PRIMERO = System(day=_primero_day, number=_whole, separator=" ||| ", other="Other")
KOBO = System(day=date.isoformat, number=lambda number: str(_whole(number)), separator=" ")
COMMCARE = System(day=date.isoformat, number=lambda number: str(_whole(number)), separator=" ", not_asked="---")
SPREADSHEET = System(day=lambda day: f"{day:%d/%m/%Y}", number=lambda number: str(_whole(number)).replace(".", ","))


def of_one_question(returns: pd.DataFrame) -> pd.DataFrame:
    """Return what one question with several answers can carry of reasons: not asked, not known, or which they are."""
    asked = (returns[list(REASONS)] != "").all(axis="columns")
    known = (returns[list(REASONS)] != "unknown").all(axis="columns")
    reasons = {name: returns[name].where(known, "unknown").where(asked, "") for name in REASONS}
    return returns.assign(**reasons)


def rows(records: Records, mapping: Mapping, table: str, system: System) -> list[Row]:
    """Write a table's rows by header; what no column of the export carries is left out."""
    (part,) = mapping.tables[table]
    frame = records[table]
    written: list[Row] = [{} for _ in range(len(frame))]
    several = {origin.named[0] for origin in part.columns.values() if origin.holds}
    for name, origin in part.columns.items():
        if name not in frame or not origin.named:
            continue
        kind = TABLES[table].column(name).kind
        words = {"true": "yes", "false": "no"} if kind == "boolean" else {}
        say: dict[str, str] = {}
        for word, code in origin.codes.items():
            say.setdefault(code, word)
        for row, cell in zip(written, frame[name], strict=True):
            if origin.holds:
                _answer(row, origin.named[0], cell, origin.holds[0], origin.unknown, system)
            else:
                row[origin.named[0]] = _cell(say.get(words.get(cell, cell), cell), kind, origin.date, system)
    for row in written:
        row |= {header: system.other for header in several if row[header] == ""}
    return written


def _answer(row: Row, header: str, cell: str, word: str, unknown: Sequence[str], system: System) -> None:
    row.setdefault(header, system.not_asked if cell == "" else "")
    if cell in ("yes", "unknown"):
        one = word if cell == "yes" else unknown[0]
        given = [text for text in str(row[header]).split(system.separator) if text and text != one]
        row[header] = system.separator.join([*given, one])


def _cell(cell: str, kind: str, month_format: str | None, system: System) -> object:
    if cell == "":
        return system.not_asked
    if kind == "date":
        return system.day(date.fromisoformat(cell))
    if kind == "month" and month_format:
        return date.fromisoformat(f"{cell}-01").strftime(month_format)
    return system.number(float(cell)) if kind in ("integer", "number") else cell


def sheet(rows: Sequence[Row], first: Sequence[str] = ()) -> list[list[object]]:
    """Return rows as cells under one header, `first` leading."""
    header = list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    return [header, *([row.get(name) for name in header] for row in rows)]


def primero(records: Records, mapping: Mapping) -> Cells:
    """One sheet a form, with a row a case; one sheet a subform, with a row that holds an ID alone where it is empty."""
    returns = rows(records, mapping, "returns", PRIMERO)
    ids = [str(row["ID"]) for row in returns]
    forms = {
        "Basic Identity": ("Age", "Is the age estimated?", "Sex"),
        "Data Confidentiality": ("Consent is given share non-identifiable information for reporting",),
    }
    cells = {
        form: sheet([{"ID": row["ID"], **{name: row.pop(name) for name in names}} for row in returns], ["ID"])
        for form, names in forms.items()
    }
    for row in cells["Basic Identity"]:
        row += ["Full Name", "Date of Birth"] if row[0] == "ID" else ["*******", None]
    cells["Return details"] = sheet(returns, ["ID"])
    enrolled = {str(row["ID"]): row for row in rows(records, mapping, "enrolments", PRIMERO)}
    closure = ("What is the reason for closing the child's file?", "Date of Closure")
    every = [dict(enrolled.get(one, {"ID": one})) for one in ids]
    closed = [{"ID": row["ID"], **{name: row.pop(name, None) for name in closure}} for row in every]
    cells |= {"Reintegration programme": sheet(every, ["ID"]), "Closure": sheet(closed, ["ID"])}
    for table, name in (("services", "Nested Services-Services"), ("contacts", "Nested Followup-Follow Up")):
        of_case: dict[object, list[Row]] = {}
        for row in rows(records, mapping, table, PRIMERO):
            of_case.setdefault(row["ID"], []).append(row)
        cells[name] = sheet([row for one in ids for row in of_case.get(one, [{"ID": one}])], ["ID"])
    return cells


def kobo(records: Records, mapping: Mapping) -> Cells:
    """One sheet for the form and one a repeat, everything as text, each choice of several as 1 or 0 besides."""
    main = rows(records, mapping, "returns", KOBO)
    enrolled = {row["return_code"]: row for row in rows(records, mapping, "enrolments", KOBO)}
    index: dict[object, int] = {}
    for number, row in enumerate(main, start=1):
        row |= enrolled.get(row["return_code"], {})
        given = None if row["return/reasons"] is None else str(row["return/reasons"]).split(" ")
        for choice in ("violence", "economic", "family", "climate", "gbv", "other", "dont_know"):
            row[f"return/reasons/{choice}"] = None if given is None else str(int(choice in given))
        if number % 2:  # an earlier version of the form asked outside the group
            row["attempts"] = row.pop("history/attempts")
        index[row["return_code"]] = number
        row |= {"__version__": f"v{number % 2}", "_id": str(9000 + number), "_uuid": f"{number:08x}", "_notes": None}
        row["_index"] = number
    cells = {"Return and follow-up": sheet(main)}
    for table, name in (("visits", "contacts"), ("services", "services")):
        repeat = rows(records, mapping, name, KOBO)
        repeat.sort(key=lambda row: index[row["return_code"]])
        for number, row in enumerate(repeat, start=1):
            parent = index[row.pop("return_code")]
            row |= {"_index": number, "_parent_table_name": "Return and follow-up", "_parent_index": parent}
            row |= {"_submission__id": str(9000 + parent), "_submission__uuid": f"{parent:08x}"}
            row["_submission__notes"] = None
        cells[table] = sheet(repeat)
    return cells


def commcare(records: Records, mapping: Mapping) -> Cells:
    """One sheet a form with a row a submission, and a repeat with the numbers of its submission and of its entry."""
    main = rows(records, mapping, "returns", COMMCARE)
    enrolled = {row["form.case.@case_id"]: row for row in rows(records, mapping, "enrolments", COMMCARE)}
    closure = ("form.closure.date", "form.closure.reason")
    closed: list[Row] = []
    for number, row in enumerate(main):
        programme = dict(enrolled.get(row["form.case.@case_id"], {}))
        end = {name: programme.pop(name, "---") for name in closure}
        if end["form.closure.date"] != "---":
            closed.append(
                {**_submission(len(closed), "2025-12-01"), **end, "form.case.@case_id": row["form.case.@case_id"]}
            )
        row |= programme | _submission(number, str(row["form.return.date"]))
        if number % 2:
            row["form.attempts"] = row.pop("form.history.attempts")
        else:
            row["form.attempts"] = "---"
    visits = rows(records, mapping, "contacts", COMMCARE)
    for number, row in enumerate(visits):
        row |= {name: cell for name, cell in _submission(number, str(row["form.date"])).items() if name != "formid"}
    first_visit: dict[object, int] = {}
    for number, row in enumerate(visits):
        first_visit.setdefault(row["form.case.@case_id"], number)
    services = [row for row in rows(records, mapping, "services", COMMCARE) if row["form.case.@case_id"] in first_visit]
    entries: dict[int, int] = {}
    for row in services:
        visit = first_visit[row.pop("form.case.@case_id")]
        entry = entries[visit] = entries.get(visit, -1) + 1
        row |= {"number": f"{visit}.{entry}", "number__0": visit, "number__1": entry}
    ends = {"Registration": main, "Visit": visits, "Closure": closed}
    return {name: sheet(made, ["number", "formid"]) for name, made in ends.items()} | {
        "Repeat- services": sheet(services, ["number", "number__0", "number__1"])
    }


def _submission(number: int, day: str) -> Row:
    times = {"completed_time": f"{day} 16:02:10", "started_time": f"{day} 15:40:00", "received_on": f"{day} 22:02:31"}
    return {
        "number": number,
        "formid": f"{number:08x}-fa11",
        **times,
        "username": "campo.uno",
        "form_link": "https://x",
    }


def spreadsheet(records: Records, mapping: Mapping) -> Cells:
    """One sheet a table, as people write them."""
    return {
        str(part.sheet): sheet([row | {"Hoja": 1} for row in rows(records, mapping, table, SPREADSHEET)])
        for table, (part,) in mapping.tables.items()
    }


EXPORT = {"primero": primero, "kobo": kobo, "commcare": commcare, "spreadsheet": spreadsheet}
