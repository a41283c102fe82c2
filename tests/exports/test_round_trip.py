"""Synthetic records, written as a system exports them and read by the mappings to start from, come back exactly."""

from pathlib import Path

import pandas as pd
import pytest
from exporting import text, write_folder, write_workbook
from written import EXPORT, of_one_question

from impact.data.exports import Mapping, map_export, read_mapping
from impact.data.schema import OPTIONAL_TABLES, REQUIRED_TABLES, TABLES
from impact.data.synthetic.write import synthesise

MAPPINGS = Path(__file__).parents[2] / "studies" / "mappings"
RECORDS = (*REQUIRED_TABLES["comparison"], *OPTIONAL_TABLES["comparison"])
MADE_IDS = {"primero": ("services", "contacts"), "kobo": ("services", "contacts"), "commcare": ("services",)}
"""Tables whose rows have no id in the export: they are numbered, and nothing refers to them."""


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory) -> dict[str, pd.DataFrame]:
    folder = synthesise(tmp_path_factory.mktemp("synthetic"), children=500, seed=3)
    return {name: pd.read_csv(folder / f"{name}.csv", dtype=str, keep_default_na=False) for name in RECORDS}


def carried(records: dict[str, pd.DataFrame], source: str) -> dict[str, pd.DataFrame]:
    """Return what an export can carry of the records: an enrolment is its return's case, reasons are one question."""
    if source == "spreadsheet":
        return records
    case = records["enrolments"].set_index("enrolment_id")["return_id"]
    services = records["services"].assign(enrolment_id=records["services"]["enrolment_id"].map(case))
    if source == "commcare":  # a service is told at a visit
        services = services[services["enrolment_id"].isin(records["contacts"]["return_id"])]
    return {
        "returns": of_one_question(records["returns"]),
        "enrolments": records["enrolments"].assign(enrolment_id=records["enrolments"]["return_id"]),
        "services": services,
        "contacts": records["contacts"],
    }


@pytest.fixture(scope="module")
def came_back(synthetic, tmp_path_factory):
    """For a source and a way of writing files, what was written and what came back of it; made once."""

    def came_back(source: str, carrier: str):
        if (source, carrier) not in made:
            records = carried(synthetic, source)
            mapping = read_mapping(MAPPINGS / f"{source}.yaml")
            cells = EXPORT[source](records, mapping)
            folder = tmp_path_factory.mktemp(source)
            made[source, carrier] = records, mapping, map_export(WRITE[carrier](cells, folder, mapping), mapping)
        return made[source, carrier]

    made: dict[tuple[str, str], tuple] = {}
    return came_back


def _folder(cells, folder: Path, mapping: Mapping) -> Path:
    mark = {"comma": ",", "semicolon": ";"}[mapping.reading.delimiter]
    return write_folder(cells, folder / "csv", delimiter=mark, encoding=mapping.reading.encoding)


WRITE = {"xlsx": lambda cells, folder, _: write_workbook(cells, folder / "export.xlsx"), "csv": _folder}
WAYS = [("primero", "xlsx"), ("kobo", "xlsx"), ("commcare", "xlsx"), ("commcare", "csv"), ("spreadsheet", "csv")]


def _sorted(frame: pd.DataFrame, table: str, columns: list[str]) -> list[dict[str, str]]:
    """Return rows in an order that does not hang on ids which were made."""
    told = text(frame, columns)
    return sorted(told, key=lambda row: tuple(row.values())) if TABLES[table].key not in columns else told


@pytest.mark.parametrize(("source", "carrier"), WAYS)
def test_every_cell_comes_back(came_back, source, carrier):
    records, mapping, export = came_back(source, carrier)
    assert set(export.tables) == set(mapping.tables)
    for table, frame in export.tables.items():
        made = {TABLES[table].key} if table in MADE_IDS.get(source, ()) else set()
        columns = [name for name in mapping.tables[table][0].columns if name not in made]
        assert len(frame) == len(records[table]) > 0
        pairs = zip(_sorted(frame, table, columns), _sorted(records[table], table, columns), strict=True)
        different = {name for got, expected in pairs for name in columns if got[name] != expected[name]}
        assert different == set(), table


@pytest.mark.parametrize(("source", "carrier"), WAYS)
def test_columns_that_do_not_come_back_are_named_here(came_back, source, carrier):
    _, mapping, export = came_back(source, carrier)
    lost = {
        f"{table}.{column.name}"
        for table in ("returns", "enrolments", "services", "contacts")
        for column in TABLES[table].columns
        if column.name not in export.tables[table]
    }
    # None of these systems' example forms asks at a contact whether the child is in school.
    assert lost == {"contacts.is_in_school"} | ({"returns.municipality_code"} if source == "primero" else set())
    assert mapping.source == source


@pytest.mark.parametrize(("source", "carrier"), WAYS)
def test_made_ids_are_told_apart(came_back, source, carrier):
    _, _, export = came_back(source, carrier)
    for table in MADE_IDS.get(source, ()):
        assert export.tables[table][TABLES[table].key].is_unique
