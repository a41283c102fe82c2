"""Exports of the other programmes: drafted, mapped and read as case records of milestones or of activities."""

from pathlib import Path

import pandas as pd
import pytest
import yaml

from impact.data.exports import map_export, read_mapping, suggest_mapping
from impact.data.read import read_input
from impact.data.synthetic import synthesise_programme
from impact.data.validate import validate
from impact.errors import StudyError
from impact.provenance import project_root
from impact.study import Study

# A partner's spreadsheet: one sheet of cases, one of what happened, in Spanish.
CASES = pd.DataFrame(
    [
        ("0017", "", "familia", "Honduras", "", "", "sí"),
        ("0018", "0017", "solicitud", "Honduras", "", "", "sí"),
        ("0019", "", "familia", "Guatemala", "15/03/2024", "No reúne los requisitos", "no"),
    ],
    columns=["Caso", "Pertenece a", "Tipo", "País", "Fecha de cierre", "Motivo de cierre", "Permite informar"],
)
EVENTS = pd.DataFrame(
    [
        ("E1", "0017", "Evaluación", "10/01/2024"),
        ("E2", "0017", "Elegible", "20/02/2024"),
        ("E3", "0018", "Solicitud", "05/05/2024"),
        ("E4", "0019", "Evaluación", "02/03/2024"),
    ],
    columns=["No.", "Caso", "Paso", "Día"],
)
MAPPING = {
    "source": "spreadsheet",
    "reading": {"date_format": "%d/%m/%Y"},
    "tables": {
        "cases": {
            "sheet": "casos",
            "columns": {
                "case_id": {"column": "Caso"},
                "parent_case_id": {"column": "Pertenece a"},
                "programme": {"value": "central_american_minors"},
                "unit": {"column": "Tipo", "codes": {"familia": "family", "solicitud": "application"}},
                "country": {"column": "País", "codes": {"Honduras": "HND", "Guatemala": "GTM"}},
                "exit_date": {"column": "Fecha de cierre"},
                "exit_reason": {"column": "Motivo de cierre", "codes": {"No reúne los requisitos": "ineligible"}},
                "has_reporting_consent": {"column": "Permite informar", "codes": {"sí": "true", "no": "false"}},
            },
        },
        "milestones": {
            "sheet": "pasos",
            "columns": {
                "milestone_id": {"column": "No."},
                "case_id": {"column": "Caso"},
                "milestone": {
                    "column": "Paso",
                    "codes": {"Evaluación": "screened", "Elegible": "eligible", "Solicitud": "application"},
                },
                "milestone_date": {"column": "Día"},
            },
        },
    },
}


@pytest.fixture
def spreadsheet(tmp_path) -> Path:
    (tmp_path / "export").mkdir()
    CASES.to_csv(tmp_path / "export" / "casos.csv", index=False)
    EVENTS.to_csv(tmp_path / "export" / "pasos.csv", index=False)
    return tmp_path


def study_of(folder: Path, mapping: dict, name: str = "cam-demo") -> Study:
    """A demonstration study whose records are an export."""
    (folder / "mapping.yaml").write_text(yaml.safe_dump(mapping, allow_unicode=True), encoding="utf-8")
    content = yaml.safe_load((project_root() / "studies" / f"{name}.yaml").read_text(encoding="utf-8"))
    content["input"] = {"form": "export", "path": "export", "mapping": "mapping.yaml"}
    (folder / "study.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return Study.load(folder / "study.yaml")


def test_a_pathway_study_reads_a_partners_spreadsheet(spreadsheet):
    study = study_of(spreadsheet, MAPPING)
    tables = read_input(study)
    cases = tables["cases"].fillna("")
    assert cases["unit"].tolist() == ["family", "application", "family"]
    assert cases["parent_case_id"].tolist() == ["", "0017", ""]
    assert cases["exit_date"].tolist() == ["", "", "2024-03-15"]
    passed = validate(tables, study)
    assert passed.tables["milestones"]["milestone"].tolist() == ["screened", "eligible", "application", "screened"]
    assert passed.tables["cases"]["has_reporting_consent"].tolist() == [True, True, False]


def test_a_mapping_without_the_tables_of_a_pathway_is_refused(spreadsheet):
    only_cases = {**MAPPING, "tables": {"cases": MAPPING["tables"]["cases"]}}
    with pytest.raises(StudyError, match="the mapping has no milestones under `tables`") as refused:
        read_input(study_of(spreadsheet, only_cases))
    assert refused.value.exit_code == 10


@pytest.mark.parametrize("programme", ["cam", "gender_initiative"])
def test_a_draft_from_canonical_headers_maps_every_cell(tmp_path, programme):
    export = synthesise_programme(programme, tmp_path / "export", children=150)
    (export / "truth.json").unlink()
    draft = tmp_path / "draft.yaml"
    draft.write_text(suggest_mapping(export), encoding="utf-8")
    mapped = map_export(export, read_mapping(draft))
    tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in export.glob("*.csv")}
    assert set(mapped.tables) == set(tables)
    for name, frame in tables.items():
        filled = [column for column in frame if (frame[column] != "").any()]
        assert set(filled) <= set(mapped.tables[name])
        pd.testing.assert_frame_equal(mapped.tables[name][filled].fillna(""), frame[filled], check_dtype=False)
