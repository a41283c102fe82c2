"""Exports show nobody: neither rows that stand where names of columns should, nor values, nor ids that are names."""

import re

import pandas as pd
import pytest

from impact.data.exports import map_export, read_mapping, suggest_mapping, summary
from impact.data.read import check_records
from impact.errors import DataError

COLUMNS = ("programme", "period", "unit", "count", "is_deduplicated")
MAPPING = (
    "source: spreadsheet\ntables:\n  activity_counts:\n    sheet: counts\n    columns: {"
    + ", ".join(f"{name}: {{column: {name}}}" for name in COLUMNS)
    + "}\n"
)


@pytest.fixture
def folder(tmp_path):
    """A folder of an export whose second sheet has no header: its first row is a child's."""
    export = tmp_path / "export"
    export.mkdir()
    counts = pd.DataFrame([["cmrrp", "2024-05", "child", "7", "true"]], columns=COLUMNS).assign(zapatos="9")
    counts.assign(**{"Juana Pérez": "x"}).to_csv(export / "counts.csv", index=False)
    (export / "Hoja2.csv").write_text("María López Pérez,Calle 5,7812-3456\nJuan,Calle 6,1\n", encoding="utf-8")
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    return tmp_path


def test_the_first_row_of_a_sheet_without_header_is_shown_nowhere(folder):
    mapped = map_export(folder / "export", read_mapping(folder / "mapping.yaml"))
    lines = [*summary(mapped)]
    draft = suggest_mapping(folder / "export")
    assert "  not mapped: 'Hoja2': 3 columns, not shown" in lines
    assert "  not mapped: 'counts': 1 column, not shown, 'zapatos'" in lines
    assert '#   "Hoja2": 3 columns, not shown' in draft
    assert '#   "counts": "zapatos", 1 column, not shown' in draft
    for text in (*lines, draft, mapped.report.to_csv()):
        assert not [word for word in ("López", "Calle", "7812", "Juana") if word in text]


def contacts(folder, rows):
    """Map visits with the estado of each, of which the mapping lists none."""
    pd.DataFrame(rows, columns=["R", "dia", "estado"]).to_csv(folder / "visitas.csv", index=False)
    columns = {
        "contact_id": "{rows: V}",
        "return_id": "{column: R}",
        "contact_date": "{column: dia}",
        "mode": "{value: call}",
        "is_child_seen": "{value: yes}",
        "location_status": "{column: estado, codes: {casa: at_home}}",
    }
    listed = ", ".join(f"{name}: {origin}" for name, origin in columns.items())
    text = f"source: spreadsheet\ntables:\n  contacts:\n    key_of_row: R\n    columns: {{{listed}}}\n"
    (folder / "visitas.yaml").write_text(text, encoding="utf-8")
    return map_export(folder / "visitas.csv", read_mapping(folder / "visitas.yaml"))


@pytest.mark.parametrize(
    ("value", "returns", "told"),
    [
        ("Se fue con su tío", 11, "'Se fue con su tío' (11 rows)"),
        ("Se fue con su tío", 1, "1 value, not shown, in 11 rows"),
        ("Se fue con María", 11, "1 value, not shown, in 11 rows"),
    ],
)
def test_an_unlisted_value_is_named_where_eleven_children_have_it(folder, value, returns, told):
    rows = [[f"R{number % returns}", "2024-05-01", value] for number in range(11)]
    with pytest.raises(DataError, match=re.escape(told)):
        contacts(folder, rows)


@pytest.mark.parametrize("children", [1, 11])
def test_a_draft_lists_codes_that_eleven_children_have(tmp_path, children):
    keys = [f"C{number % children}" for number in range(11)]
    path = tmp_path / "casos.csv"
    pd.DataFrame({"child_id": keys, "return_date": "2023-01-01", "Sexo": "Secreta"}).to_csv(path, index=False)
    assert ("Secreta" in suggest_mapping(path)) == (children == 11)


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("Maria Lopez", "names"), ("V-Rosa Perez Caal-1", "names"), ("LÓPEZ, MARÍA", "names"),
        ("MLP-2009-05-12", "dates of birth"), ("V-MLP-2009-05-12-1", "dates of birth"),
        ("R000123", ""), ("SEG-R1-12", ""), ("CASO 12", ""), ("2f1c9a77-2009-4512-8a00-1234567890ab", ""),
        ("GT-2023-000123", ""), ("K 12 A", ""), ("uuid:20090512", ""), ("12009-05-12", ""),
    ],
)  # fmt: skip
def test_an_id_holds_neither_names_nor_days(hand_made, value, holds):
    tables = hand_made | {"returns": hand_made["returns"].assign(household_id=value)}
    if not holds:
        check_records(tables)
        return
    with pytest.raises(DataError, match=rf"returns: household_id \(holds what looks like {holds}\)") as refused:
        check_records(tables)
    assert value not in str(refused.value)
