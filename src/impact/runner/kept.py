"""What the first stages make, as files of the run folder: validated tables, data docs, and the cohort."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd

from impact.cohort import AnalysisTable, Cohort
from impact.data.validate import Validated
from impact.results import Baseline, Checks, CohortFlow, Densities, FollowUp, Quality

TABLES, DOCS, ANALYSIS, RESULTS = "validated", "data-docs", "analysis.parquet", "results"


def save_validated(folder: Path, validated: Validated) -> None:
    """Write validated tables, their pages and what was found into a run folder."""
    for name in (TABLES, DOCS):
        # What `load_validated` finds is all that there is: nothing of an input that has lost a table may stay.
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / name).mkdir()
    for name, table in validated.tables.items():
        table.to_parquet(folder / TABLES / f"{name}.parquet", index=False)
    for name, page in validated.docs.items():
        (folder / DOCS / name).write_text(page, encoding="utf-8")
    validated.quality.save(folder / RESULTS)


def load_validated(folder: Path) -> Validated:
    """Read what `save_validated` wrote."""
    return Validated(
        tables={path.stem: pd.read_parquet(path) for path in sorted((folder / TABLES).glob("*.parquet"))},
        quality=Quality.load(folder / RESULTS),
        docs={path.name: path.read_text(encoding="utf-8") for path in sorted((folder / DOCS).glob("*.html"))},
    )


def save_cohort(folder: Path, kept: Path, cohort: Cohort) -> None:
    """Write a cohort into a run folder; into `kept` what is only part of what a run writes."""
    cohort.table.save(folder / ANALYSIS)
    for frame in (cohort.flow, cohort.baseline, cohort.followup):
        frame.save(folder / RESULTS)
    cohort.checks.save(kept)
    cohort.densities.save(kept)


def load_cohort(folder: Path, kept: Path) -> Cohort:
    """Read what `save_cohort` wrote."""
    results = folder / RESULTS
    return Cohort(
        table=AnalysisTable.load(folder / ANALYSIS),
        flow=CohortFlow.load(results),
        baseline=Baseline.load(results),
        followup=FollowUp.load(results),
        checks=Checks.load(kept),
        densities=Densities.load(kept),
    )
