"""A complete run of both studies: every notebook executed, everything where the contract says."""

import json
import re
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from impact import Study, run
from impact.data.examples import write_rossi
from impact.provenance import hash_tree
from impact.results import FRAMES

ROOT = Path(__file__).parents[2]
NOTEBOOKS = (
    "01-data-quality",
    "02-cohort",
    "03-time-to-remigration",
    "04-programme-comparison",
    "05-report.en",
    "05-report.es",
    "06-sensitivity",
)


def test_everything_stands_where_the_contract_says(study_run):
    there = {path.name for path in study_run.folder.iterdir() if path.suffix != ".pdf"}
    assert there == {
        "RESTRICTED", "validated", "analysis.parquet", "results", "released", "data-docs", "notebooks",
        "index.html", "report.en.html", "report.es.html", "brief.en.html", "brief.es.html", "manifest.json", "run.log",
    }  # fmt: skip
    for folder in ("results", "released"):
        assert {path.stem for path in (study_run.folder / folder).iterdir()} == {kind.FILE for kind in FRAMES.values()}


def test_latest_is_a_relative_link(study_run):
    link = study_run.folder.parent / "latest"
    assert link.is_symlink()
    assert link.readlink() == Path(study_run.folder.name)


def test_every_notebook_is_executed_and_rendered(study_run):
    for name in NOTEBOOKS:
        notebook = nbformat.read(study_run.folder / "notebooks" / f"{name}.ipynb", as_version=4)
        cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
        assert all(cell.execution_count for cell in cells)
        assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]
        assert any(cell.outputs for cell in cells)
        if not name.startswith("05"):
            assert (study_run.folder / "notebooks" / f"{name}.html").exists()


def test_executed_notebooks_say_nothing_of_the_machine(study_run):
    for path in (study_run.folder / "notebooks").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert str(Path.home()) not in text
        assert not re.search(r'"(/[A-Za-z0-9_.-]+){2,}', text)
        assert '"papermill"' not in text
        assert ".partial" not in text


def test_result_frames_have_the_contracts_columns(study_run):
    for name, kind in FRAMES.items():
        for folder in ("results", "released"):
            header = (study_run.folder / folder / f"{kind.FILE}.csv").read_text(encoding="utf-8").splitlines()[0]
            assert tuple(header.split(",")) == kind.COLUMNS, name


def test_the_difference_stands_at_each_horizon_for_each_estimand(study_run):
    effects = study_run.results.effects.frame
    effects = effects[(effects["analysis"] == "main") & (effects["population"] == "all")]
    contrast = effects[(effects["measure"] == "risk_difference") & (effects["arm"] == "contrast")]
    for horizon in sorted(set(contrast["horizon"])):
        at = contrast[contrast["horizon"] == horizon]
        assert {("unadjusted", "none"), ("iptw", "ate"), ("iptw", "att"), ("iptw", "ato")} <= set(
            zip(at["method"], at["estimand"], strict=True)
        )
    assert contrast["estimate"].notna().all()
    assert (contrast["ci_lower"] < contrast["estimate"]).all()
    # Rossi's dates are exact; the demonstration imputes its own, and its answer is for partners like these.
    intervals = {"rossi": {"bootstrap"}, "cmrrp-demo": {"imputation", "partners"}}
    study_id = study_run.folder.parent.name
    assert set(contrast.loc[contrast["method"] == "iptw", "interval"]) == intervals[study_id]


def test_a_contrast_is_programme_minus_comparison(study_run):
    effects = study_run.results.effects.frame
    effects = effects[(effects["analysis"] == "main") & (effects["population"] == "all")]
    risk = effects[(effects["measure"] == "risk") & (effects["event"] == 1)]
    keys = ["method", "estimand", "horizon"]
    wide = risk.pivot_table(index=keys, columns="arm", values="estimate")
    contrast = effects[effects["measure"] == "risk_difference"].set_index(keys)["estimate"]
    pd.testing.assert_series_equal(
        (wide["programme"] - wide["comparison"]).sort_index(), contrast.sort_index(), check_names=False, rtol=1e-9
    )


def test_the_flow_adds_up(study_run):
    flow = study_run.results.flow.frame
    for arm in ("programme", "comparison"):
        n = flow[flow["arm"] == arm].groupby("step")["n"].sum()
        assert n["all"] - n.get("excluded", 0) == n["analysed"]


def test_the_manifest_hashes_what_went_in_and_what_came_out(study_run):
    manifest = json.loads((study_run.folder / "manifest.json").read_text(encoding="utf-8"))
    restricted = ("manifest.json", "run.log", "analysis.parquet", "results/", "validated/")
    every = hash_tree(study_run.folder)
    assert manifest["files"] == {name: every[name] for name in every if not name.startswith(restricted)}
    exact = {every[name] for name in every if name.startswith("results/") and _has_rows(study_run.folder / name)}
    assert not set(manifest["files"].values()) & exact
    assert manifest["data"]
    assert str(Path.home()) not in json.dumps(manifest)


def _has_rows(path):
    return len(path.read_text(encoding="utf-8").splitlines()) > 1


@pytest.fixture
def quick_rossi(tmp_path):
    write_rossi(tmp_path)
    text = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")
    path = tmp_path / "rossi.yaml"
    path.write_text(text.replace("../data/raw/rossi/", "").replace("1000", "60"), encoding="utf-8")
    return Study.load(path)


def test_one_notebook_alone_does_not_move_latest(quick_rossi, tmp_path):
    done = run(quick_rossi, tmp_path, only=["03"])
    assert {path.name for path in (done.folder / "notebooks").iterdir()} == {
        "03-time-to-remigration.ipynb", "03-time-to-remigration.html",
    }  # fmt: skip
    assert not (tmp_path / "rossi" / "latest").exists()
    assert not (done.folder / "released").exists()
    page = (done.folder / "index.html").read_text(encoding="utf-8")
    assert 'href="notebooks/03-time-to-remigration.html"' in page
    assert "report.en" not in page
