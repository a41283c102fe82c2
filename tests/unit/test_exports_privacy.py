"""Exports show nobody: neither rows that stand where names of columns should, nor values, nor ids that are names."""

import pandas as pd
import pytest

from impact.data.exports import map_export, read_mapping, suggest_mapping, summary

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
