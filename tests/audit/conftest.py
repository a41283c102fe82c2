"""A published set made without papermill: a small estimated study, its pages and a notebook; and copies to spoil."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

MADE = "2026-11-22T10:00:00Z"
PEOPLE = 600
PUBLISHED = ("released", "notebooks", "data-docs", "manifest.json", "report.en.html", "run.log")


def study_of_people():
    from impact.study import Study

    return Study.model_validate(
        {
            "id": "made-up",
            "title": {"en": "A made-up study", "es": "Un estudio inventado"},
            "evidence": "experiment",
            "input": {
                "form": "analysis_table",
                "path": "people.csv",
                "columns": {"arm": "arm", "time": "time", "event": "event", "id": "child"},
            },
            "time_unit": "months",
            "covariates": ["age", "sex", "department"],
            "subgroups": ["sex"],
            "horizons": [6, 12],
            "primary": {"horizon": 12, "method": "iptw", "estimand": "att"},
            "bootstrap": {"replicates": 0, "seed": 1},
        }
    )


def people(seed: int = 4, n: int = PEOPLE) -> pd.DataFrame:
    """Draw people of whom 2% have an unknown sex and few live in the smallest department."""
    rng = np.random.default_rng(seed)
    arm = rng.permutation(np.arange(n) % 2)
    times = np.column_stack([rng.uniform(8, 30, n), rng.exponential(30 + 20 * arm), rng.exponential(150, n)])
    return pd.DataFrame(
        {
            "child": [f"C{number:07d}" for number in rng.permutation(n)],
            "arm": arm,
            "age": rng.integers(8, 18, n),
            "sex": rng.choice(["female", "male", "unknown"], n, p=[0.36, 0.62, 0.02]),
            "department": rng.choice(["Olancho", "Quiché", "San Marcos", "Yoro"], n, p=[0.4, 0.32, 0.25, 0.03]),
            "time": np.ceil(times.min(axis=1) * 30) / 30,
            "event": times.argmin(axis=1),
        }
    )


def results_of(frame: pd.DataFrame, study):
    from impact.cohort import build_cohort
    from impact.estimate import study_balance, study_checks, study_curves, study_effects
    from impact.results import Checks, Quality, StudyResults

    cohort = build_cohort({"analysis": frame}, study)
    why = ("A reason.", "Un motivo.")
    quality = [
        ["people", "age_given", "age", "warning", 45, len(frame), *why, "warn"],
        ["people", "sex_given", "sex", "warning", 4, len(frame), *why, "warn"],
    ]
    checks = Checks.concat([cohort.checks, study_checks(cohort.table, study, cohort.followup)])
    return StudyResults.of(
        {
            "quality": Quality(pd.DataFrame(quality, columns=list(Quality.COLUMNS))),
            "flow": cohort.flow,
            "baseline": cohort.baseline,
            "followup": cohort.followup,
            "curves": study_curves(cohort.table, study),
            "effects": study_effects(cohort.table, study),
            "balance": study_balance(cohort.table, study),
            "checks": Checks(checks.frame.assign(verdict="pass")),
        }
    )


def write_release(folder: Path, frame: pd.DataFrame, study) -> object:
    """Write results, released results and the manifest of a study, as a run does."""
    from impact.disclosure import release

    results = results_of(frame, study)
    released = release(results, study)
    results.save(folder / "results")
    released.save(folder / "released")
    manifest = {"made": MADE, "study": study.model_dump(mode="json"), "seed": 1, "files": {"released/flow.csv": "ab"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (folder / "RESTRICTED").write_text(
        "Not to be shared:\n\nvalidated/\nanalysis.parquet\nresults/\n", encoding="utf-8"
    )
    return released


def _write_pages(folder: Path, released, study) -> None:
    import nbformat
    from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

    from impact import present
    from impact.report.render import page_of, page_of_sections

    chart = present.cumulative_incidence_chart(released, study, "en", method="unadjusted")
    pieces = [
        present.who(released, study, "en"),
        present.flow_chart(released, study, "en"),
        present.baseline_table(released, study, "en"),
        present.followup_table(released, study, "en"),
        present.quality_table(released, study, "en"),
        present.checks_table(released, study, "en"),
    ]
    page = page_of_sections([present.section("who", study, "en", *pieces, chart)], study=study, language="en")
    (folder / "report.en.html").write_text(page, encoding="utf-8")
    shown = [new_output("display_data", data=piece._repr_mimebundle_()) for piece in pieces]
    cells = [
        new_markdown_cell("# Who is compared"),
        new_code_cell('language = "en"'),
        new_code_cell("x", outputs=shown),
    ]
    notebook = new_notebook(cells=cells, metadata={"papermill": {"start_time": MADE}})
    (folder / "notebooks").mkdir()
    nbformat.write(notebook, folder / "notebooks" / "02-cohort.ipynb")
    text = page_of(notebook, study=study, language="en")
    (folder / "notebooks" / "02-cohort.html").write_text(text, encoding="utf-8")
    (folder / "data-docs").mkdir()
    docs = '<p>Rows: <span class="count">600</span></p><table><tr><td class="n count">1–10</td></tr></table>'
    (folder / "data-docs" / "index.html").write_text(docs, encoding="utf-8")
    (folder / "run.log").write_text(f"{MADE} INFO complete\n", encoding="utf-8")


def _write_restricted(folder: Path, frame: pd.DataFrame) -> None:
    rng = np.random.default_rng(1)
    days = pd.to_datetime("2023-01-01") + pd.to_timedelta(rng.integers(0, 700, len(frame)), "D")
    codes = [f"{number:04d}" for number in rng.integers(101, 130, len(frame))]
    (folder / "validated").mkdir()
    children = frame.assign(child_id=frame["child"], return_date=days, municipality_code=codes, partner_id="P7")
    children.to_parquet(folder / "validated" / "returns.parquet")


@pytest.fixture(scope="session")
def run_folder(once) -> Path:
    """A whole run folder, restricted parts included; nobody may change it."""

    def make(folder: Path) -> None:
        frame, study = people(), study_of_people()
        _write_restricted(folder, frame)
        _write_pages(folder, write_release(folder, frame, study), study)

    return once("audited", make)


@pytest.fixture
def released_study():
    """Write the release of a study of n people, drawn anew, into a folder."""

    def write(folder: Path, seed: int, n: int) -> None:
        write_release(folder, people(seed, n), study_of_people())

    return write


@dataclass(frozen=True)
class Spoiled:
    """A copy of the run folder for one leak, and what the audit has to say of it."""

    folder: Path

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def change(self, name: str, old: str, new: str) -> None:
        """Replace a text that has to be there."""
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def add_to_page(self, html: str, name: str = "report.en.html") -> None:
        self.change(name, "</main>", f"{html}</main>")

    def frame(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / name, keep_default_na=False, na_values=[""])

    def put(self, name: str, frame: pd.DataFrame) -> None:
        self.write(name, frame.to_csv(index=False, lineterminator="\n"))

    def add_output(self, kind: str, content: object, **metadata: object) -> None:
        """Add an output of a kind to the notebook."""
        path = "notebooks/02-cohort.ipynb"
        notebook = json.loads(self.read(path))
        output = {"output_type": "display_data", "data": {kind: content}, "metadata": metadata}
        notebook["cells"][-1]["outputs"].append(output)
        self.write(path, json.dumps(notebook))

    def is_caught(self, artefact: str, rule: str) -> None:
        """Hold that the audit finds the leak where it is, by the rule that it breaks, and nothing anywhere else."""
        from impact.audit import audit

        findings = audit(self.folder)
        assert any(one.artefact == artefact and rule in one.rule for one in findings), findings
        assert {one.artefact for one in findings} == {artefact}, findings


@pytest.fixture
def whole(run_folder, tmp_path) -> Spoiled:
    """A copy with its restricted parts."""
    return Spoiled(shutil.copytree(run_folder, tmp_path / "run", ignore=shutil.ignore_patterns("made")))


@pytest.fixture
def pages(alone) -> Spoiled:
    """The published set without its longest tables: what is planted in a page has nothing to do with them."""
    for name in ("estimates", "curves", "balance"):
        (alone.folder / "released" / f"{name}.csv").unlink()
    return alone


@pytest.fixture
def alone(run_folder, tmp_path) -> Spoiled:
    """A copy of the published set alone: what a reader may have got."""
    folder = tmp_path / "published"
    folder.mkdir()
    for name in PUBLISHED:
        path = run_folder / name
        shutil.copytree(path, folder / name) if path.is_dir() else shutil.copy(path, folder / name)
    return Spoiled(folder)
