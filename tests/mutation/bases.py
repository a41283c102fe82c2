"""Small valid inputs: a study with its files, as bytes, which mutations change."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

CANARY = "zqx"
"""Part of every id and town of the inputs, and of nothing else: a message that holds it shows a row."""

PEOPLE, CHILDREN = 360, 140
_QUICK: dict[str, Any] = {
    "methods": ["unadjusted", "iptw"],
    "bootstrap": {"replicates": 0},
    "missing": {"imputations": 0},
}


@dataclass(frozen=True)
class Case:
    """A study and the files of its input; `text` replaces the study's content where it is not None."""

    study: dict[str, Any]
    files: Mapping[str, bytes]
    text: str | None = None
    gone: frozenset[str] = field(default_factory=frozenset)

    def write(self, folder: Path) -> Path:
        """Write everything into `folder`; return the study's file."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        written = (
            self.text if self.text is not None else yaml.safe_dump(self.study, allow_unicode=True, sort_keys=False)
        )
        path = folder / "study.yaml"
        path.write_bytes(written.encode("utf-8", "surrogatepass"))
        return path

    def table(self, name: str) -> pd.DataFrame:
        """Read a table as text, an empty cell empty."""
        from io import BytesIO

        return pd.read_csv(BytesIO(self.files[name]), dtype=str, keep_default_na=False)

    def with_table(self, name: str, frame: pd.DataFrame) -> Case:
        """Return the case with another table."""
        return self.with_file(name, frame.to_csv(index=False, lineterminator="\n").encode("utf-8", "surrogatepass"))

    def with_file(self, name: str, content: bytes) -> Case:
        """Return the case with another file."""
        return replace(self, files={**self.files, name: content})


@cache
def people() -> Case:
    """An analysis table: two arms, a competing event, a number and two codes as covariates."""
    rng = np.random.default_rng(1)
    arm = rng.integers(0, 2, PEOPLE)
    time = np.minimum(rng.exponential(80, PEOPLE) * (1 + 0.5 * arm), 60).astype(int) + 1
    event = (time < 60) * rng.choice([1, 1, 1, 2, 0], PEOPLE)
    frame = pd.DataFrame(
        {
            "person": [f"{CANARY}{number:04d}" for number in range(PEOPLE)],
            "arm": arm,
            "week": time,
            "event": event,
            "age": rng.integers(10, 18, PEOPLE),
            "sex": rng.choice(["female", "male"], PEOPLE),
            "town": rng.choice([f"{CANARY}alta", f"{CANARY}baja", f"{CANARY}ina"], PEOPLE),
        }
    )
    label = {"en": "death", "es": "muerte"}
    columns = {"arm": "arm", "time": "week", "event": "event", "id": "person", "event_labels": {2: label}}
    study = {
        "id": "people",
        "title": {"en": "A small study", "es": "Un estudio pequeño"},
        "input": {"form": "analysis_table", "path": "people.csv", "columns": columns},
        "time_unit": "weeks",
        "covariates": ["age", "sex", "town"],
        "horizons": [26, 52],
        "primary": {"measure": "risk_difference", "horizon": 52, "method": "iptw", "estimand": "ato"},
        **_QUICK,
    }
    return Case(study, {}).with_table("people.csv", frame)


@cache
def records() -> Case:
    """Case records of few children, cut from synthetic ones: half of them in the programme."""
    from impact.data.synthetic import synthesise

    with tempfile.TemporaryDirectory() as folder:
        synthesise(Path(folder), children=500)
        tables = {path.stem: pd.read_csv(path, dtype=str, keep_default_na=False) for path in Path(folder).glob("*.csv")}
    tables = _marked(_few(tables))
    study = {
        "id": "records",
        "synthetic": True,
        "input": {"form": "case_records", "path": "tables"},
        "time_unit": "months",
        "cut_off": pd.Timestamp("2025-12-31").date(),
        "eligibility": {"countries": ["GTM", "HND"]},
        "horizons": [6, 12],
        "covariates": ["sex", "age_at_return_years"],
        "outcome": {"date": "midpoint"},
        "primary": {"measure": "risk_difference", "horizon": 12, "method": "iptw", "estimand": "att"},
        **_QUICK,
    }
    case = Case(study, {})
    for name, frame in tables.items():
        case = case.with_table(f"tables/{name}.csv", frame)
    return case


def _few(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Keep children of the programme, and as many others, with everything that belongs to them."""
    returns, enrolments = tables["returns"], tables["enrolments"]
    enrolled = returns.loc[returns["return_id"].isin(enrolments["return_id"]), "child_id"].unique()
    others = returns.loc[~returns["child_id"].isin(enrolled), "child_id"].unique()
    kept = {*enrolled[: CHILDREN // 2], *others[: CHILDREN // 2]}
    few = {"returns": returns[returns["child_id"].isin(kept)], "activity_counts": tables["activity_counts"]}
    for name in ("enrolments", "contacts"):
        few[name] = tables[name][tables[name]["return_id"].isin(few["returns"]["return_id"])]
    few["services"] = tables["services"][tables["services"]["enrolment_id"].isin(few["enrolments"]["enrolment_id"])]
    return few


def _marked(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Put the canary before every id."""
    return {
        name: frame.assign(
            **{
                column: frame[column].where(frame[column] == "", CANARY + frame[column])
                for column in frame.columns
                if column.endswith("_id")
            }
        )
        for name, frame in tables.items()
    }


BASES = {"people": people, "records": records}
