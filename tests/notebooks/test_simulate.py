"""`impact simulate`: one folder, complete or not there, with a page a language and numbers that may be shown."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import numpy as np
import pytest

from impact import cli
from impact.data.examples import write_rossi
from impact.disclosure.operating import release_operating
from impact.errors import DataError
from impact.results import OperatingCharacteristics
from impact.runner.runs import _notebooks
from impact.runner.simulation import Settings, simulate
from impact.study import Study

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def rossi(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("rossi")
    write_rossi(folder)
    text = (ROOT / "studies" / "rossi.yaml").read_text(encoding="utf-8")
    study = folder / "rossi.yaml"
    study.write_text(text.replace("../data/raw/rossi/", ""), encoding="utf-8")
    return study


@pytest.fixture(scope="module")
def simulated(rossi) -> Path:
    """The folder that the command prints, and nothing beside it."""
    settings = Settings(studies=20, hazard_ratio=0.5, seed=1)
    return simulate(Study.load(rossi), settings, rossi.parent / "processed")


def test_everything_stands_in_one_folder(simulated):
    assert {path.name for path in simulated.iterdir()} == {
        "RESTRICTED", "results", "released", "notebooks", "operating-characteristics.en.html",
        "operating-characteristics.es.html", "manifest.json", "run.log",
    }  # fmt: skip
    assert (simulated.parent / "latest").resolve() == simulated
    assert not (simulated.parent.parent / "latest").exists()
    assert not (simulated.parent / ".kept").exists()
    assert json.loads((simulated / "manifest.json").read_text(encoding="utf-8"))["seed"] == 1


def test_the_pages_speak_their_language_and_show_the_picture(simulated):
    words = {"en": "the 95% interval holds the truth", "es": "el intervalo del 95% contiene el valor verdadero"}
    for language, said in words.items():
        page = (simulated / f"operating-characteristics.{language}.html").read_text(encoding="utf-8")
        assert said in page
        assert 'id="chart-operating"' in page
        notebook = nbformat.read(
            simulated / "notebooks" / f"07-operating-characteristics.{language}.ipynb", as_version=4
        )
        assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


def test_what_is_released_is_coarser_than_what_was_simulated(simulated, rossi):
    exact, shown = (OperatingCharacteristics.load(simulated / name) for name in ("results", "released"))
    assert not exact.frame.equals(shown.frame)
    steps = shown.frame["truth"] / 0.024
    np.testing.assert_allclose(steps, steps.round(), atol=1e-9)
    np.testing.assert_allclose(exact.frame["truth"], shown.frame["truth"], atol=0.012)
    few = release_operating(exact, Study.load(rossi), 29).frame
    assert few[["truth", "bias", "sd", "error_ratio", "coverage", "rejected"]].isna().all(axis=None)


def test_the_command_refuses_bad_data_as_a_run_does(rossi, monkeypatch, tmp_path, capfd):
    data = (rossi.parent / "rossi.csv").read_text(encoding="utf-8")
    (tmp_path / "rossi.csv").write_text(data.replace(",1,", ",x,"), encoding="utf-8")
    study = tmp_path / "rossi.yaml"
    study.write_text(rossi.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["impact", "simulate", str(study), "--out", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    out, err = capfd.readouterr()
    assert (stopped.value.code, out) == (DataError.exit_code, "")
    assert "Traceback" not in err
    (failed,) = (tmp_path / "out" / "rossi" / "simulate").glob("*.failed")
    assert (failed / "reason.txt").exists()


def test_a_run_leaves_this_notebook_alone():
    assert "07" not in {path.name[:2] for path in _notebooks("comparison", [])}
