"""Exports that were written by hand from what the systems document become the tables that were written by hand."""

from pathlib import Path

import pandas as pd
import pytest
from by_hand import commcare_cells, kobo_cells, primero_cells, spreadsheet_cells
from exporting import TABLES, text, write_folder, write_parquet, write_workbook

from impact.data.exports import map_export, read_mapping
from impact.data.read import check_records
from impact.data.schema import TABLES as CANONICAL

HERE = Path(__file__).parent / "by_hand"
WRITE = {
    "primero": lambda folder: write_workbook(primero_cells.CELLS, folder / "casos.xlsx"),
    "kobo": lambda folder: write_workbook(kobo_cells.CELLS, folder / "retorno.xlsx"),
    "commcare": lambda folder: write_folder(commcare_cells.CELLS, folder / "formularios"),
    "spreadsheet": lambda folder: write_parquet(spreadsheet_cells.CELLS, folder / "records"),
}


@pytest.fixture(scope="module")
def mapped(tmp_path_factory):
    """The export of each system, mapped once."""

    def map_source(source: str):
        if source not in done:
            export = WRITE[source](tmp_path_factory.mktemp(source))
            done[source] = map_export(export, read_mapping(HERE / f"{source}.yaml"))
        return done[source]

    done: dict[str, object] = {}
    return map_source


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("source", WRITE)
def test_tables_are_as_expected_to_the_cell(mapped, source, table):
    expected = pd.read_csv(HERE / "expected" / source / f"{table}.csv", dtype=str, keep_default_na=False)
    columns = [column.name for column in CANONICAL[table].columns]
    assert text(mapped(source).tables[table], columns) == text(expected, columns)


@pytest.mark.parametrize("source", WRITE)
def test_tables_pass_the_door_of_case_records(mapped, source):
    check_records(mapped(source).tables)


@pytest.mark.parametrize("source", WRITE)
def test_every_mapped_column_is_one_of_the_expected_tables(mapped, source):
    for table in TABLES:
        expected = pd.read_csv(HERE / "expected" / source / f"{table}.csv", dtype=str, nrows=0)
        filled = [name for name, column in mapped(source).tables[table].items() if column.notna().any()]
        assert set(filled) <= set(expected.columns)
