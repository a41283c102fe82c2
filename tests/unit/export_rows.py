"""Small exports for tests of how they are read: mappings of what a table must have, and one row of each sheet."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import yaml

from impact.data.exports import MappedExport, map_export, read_mapping

CONTACTS = {
    "contact_id": {"rows": "V"},
    "return_id": {"column": "ID"},
    "contact_date": {"column": "fecha"},
    "mode": {"value": "home_visit"},
    "is_child_seen": {"value": "yes"},
    "location_status": {"column": "estado", "codes": {"casa": "at_home", "Casa": "at_home", "?": "unknown"}},
}
ENROLMENTS = {
    "enrolment_id": {"column": "ID"},
    "return_id": {"column": "ID"},
    "programme": {"value": "cmrrp"},
    "partner_id": {"value": "P1"},
    "status": {"value": "enrolled"},
}
RETURNS = {
    "child_id": {"column": "child"},
    "return_id": {"column": "ID"},
    "return_date": {"column": "fecha"},
    "return_date_precision": {"value": "day"},
    "country": {"value": "GTM"},
    "department": {"value": "Quiché"},
    "returned_from": {"value": "US"},
    "return_mode": {"value": "unknown"},
    "age_at_return_years": {"value": "15"},
    "sex": {"value": "unknown"},
    **{f"reason_{name}": {"value": "no"} for name in ("violence", "economic", "family", "climate", "gbv")},
    "prior_attempts": {"value": "0"},
    "data_source": {"value": "partner"},
    "has_reporting_consent": {"column": "permiso", "codes": {"si": "yes", "no": "no"}},
}
BASES = {"contacts": CONTACTS, "enrolments": ENROLMENTS, "returns": RETURNS}
VISIT = {"ID": "R1", "fecha": "2024-05-01", "estado": "casa"}
RETURN = {"ID": "R1", "child": "N1", "fecha": "2024-05-01", "permiso": "si"}


def map_rows(folder: Path, table, sheets, columns=None, source="spreadsheet", reading=None, **part) -> MappedExport:
    """Map sheets, given as rows, to one table whose rows stand in the sheet `own` or, where it says so, another."""
    export = folder / "export"
    export.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        pd.DataFrame(rows).to_csv(export / f"{name}.csv", index=False)
    tables = {table: {"sheet": "own", "columns": BASES[table] | (columns or {})} | part}
    content = {"source": source, "reading": reading or {}, "tables": tables}
    path = folder / "mapping.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return map_export(export, read_mapping(path))
