"""A run whose files stand for the real ones and whose manifest is one; and ways to change what the manifest ties."""

from __future__ import annotations

import json
from pathlib import Path

from impact.data.examples import write_rossi
from impact.provenance import MANIFEST, write_manifest
from impact.study import Study

STUDY = Path(__file__).parents[2] / "studies" / "rossi.yaml"
FILES = (
    "RESTRICTED", "report.en.html", "run.log", "released/estimates.csv", "released/flow.csv", "results/flow.csv",
    "validated/analysis.parquet", "analysis.parquet", "notebooks/05-report.en.ipynb",
)  # fmt: skip


def make(folder: Path) -> Path:
    """Write data, a study file and a run into a folder; return the run."""
    write_rossi(folder)
    text = STUDY.read_text(encoding="utf-8")
    edit(folder / "study.yaml", text.replace("../data/raw/rossi/", ""))
    run = folder / "processed" / "rossi" / "20260101T000000Z-good"
    for name in FILES:
        (run / name).parent.mkdir(parents=True, exist_ok=True)
        edit(run / name, name)
    (run.parent / "latest").symlink_to(run.name)
    seal_again(run)
    return run


def study_of(run: Path) -> Path:
    """Return the study file of a run that has not been moved."""
    return run.parents[2] / "study.yaml"


def seal_again(run: Path, **given: object) -> None:
    """Write the manifest of what is there now, as a run does at its end."""
    study = Study.load(study_of(run))
    write_manifest(
        run, study.input_path, study.model_dump(mode="json"), 7, study_file=study.source, languages=["en"], **given
    )


def edit(path: Path, text: str = "edited") -> None:
    path.write_text(text, encoding="utf-8")


def edit_study(folder: Path) -> None:
    path = study_of(folder)
    edit(path, path.read_text(encoding="utf-8").replace("replicates: 1000", "replicates: 999"))


def edit_data(folder: Path) -> None:
    with (study_of(folder).parent / "rossi.csv").open("a", encoding="utf-8") as file:
        file.write("0,52,0,30,1,1,0,1,1\n")


def edit_manifest(folder: Path) -> None:
    content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    edit(folder / MANIFEST, json.dumps({**content, "seed": 8}))
