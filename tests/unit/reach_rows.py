"""Records of people reached, a row as short as what is special about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from impact.cohort.reach import count_reached
from impact.data.schema import ACTIVITY_COUNTS, PARTICIPATIONS
from impact.results import Reach
from impact.study import Study

TEXT = {"en": "took part in an activity at least once", "es": "participó en una actividad al menos una vez"}


def a_reach_study(claims: list[dict[str, Any]] | None = None, **reach: Any) -> Study:
    keys = {"programmes": ["talks"], "definition": TEXT} | reach
    return Study.model_validate(
        {
            "id": "tiny-reach",
            "kind": "reach",
            "input": {"form": "case_records", "path": "."},
            "cut_off": "2025-12-31",
            "reach": keys,
            "claims": claims or [],
            "source": Path("tiny.yaml"),
        }
    )


def participations(*rows: dict[str, Any]) -> pd.DataFrame:
    """One row a person and activity; a row without `person_id` is of somebody whom nobody identified."""
    usual = {
        "person_id": None,
        "programme": "talks",
        "activity": "talk",
        "participation_date": "2024-02-10",
        "role": "teacher",
        "has_reporting_consent": True,
    }
    made = [{"participation_id": f"p{i}"} | usual | row for i, row in enumerate(rows)]
    frame = pd.DataFrame(made).reindex(columns=[column.name for column in PARTICIPATIONS.columns])
    text = [column.name for column in PARTICIPATIONS.columns if column.kind in ("id", "code")]
    return frame.astype(dict.fromkeys(text, "string")).assign(
        participation_date=pd.to_datetime(frame["participation_date"]),
        has_reporting_consent=frame["has_reporting_consent"].astype("boolean"),
    )


def activity_counts(*rows: dict[str, Any]) -> pd.DataFrame:
    """One count a row: persons in January 2024, of whom nobody stands twice."""
    usual = {"programme": "talks", "period": "2024-01", "unit": "person", "count": 20, "is_deduplicated": True}
    frame = pd.DataFrame([usual | row for row in rows]).reindex(columns=[c.name for c in ACTIVITY_COUNTS.columns])
    return frame.astype(dict.fromkeys(("programme", "period", "unit", "role"), "string")).assign(
        count=frame["count"].astype("Int64"),
        sessions=frame["sessions"].astype("Int64"),
        is_deduplicated=frame["is_deduplicated"].astype("boolean"),
    )


def reached(study: Study | None = None, **tables: pd.DataFrame) -> Reach:
    return count_reached(tables, study or a_reach_study())


def row_of(reach: Reach, role: str = "", period: str = "", programme: str = "talks") -> dict[str, Any]:
    """One row of the frame, as a dictionary."""
    rows = Reach(reach.frame.fillna({"role": "", "period": ""})).select(activity=programme, role=role, period=period)
    (found,) = rows.to_dict("records")
    return found
