"""Hand-made records of a pathway and of activities: few families and people whose stories fit together, as text."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from impact.data.schema import TABLES
from impact.study import Study

CASE = {
    "household_id": "H1", "programme": "cam", "unit": "family", "country": "HND", "department": "Yoro",
    "has_reporting_consent": "true",
}  # fmt: skip
ROWS: dict[str, list[dict[str, Any]]] = {
    "cases": [
        CASE | {"case_id": "F-sol", "household_id": "H-sol"},
        CASE | {"case_id": "A-sol-1", "household_id": "H-sol", "parent_case_id": "F-sol", "unit": "application"},
        CASE | {"case_id": "A-sol-2", "household_id": "H-sol", "parent_case_id": "F-sol", "unit": "application"},
        CASE | {"case_id": "F-mar", "household_id": "H-mar", "exit_date": "2024-03-15", "exit_reason": "ineligible"},
        CASE | {"case_id": "F-rio", "household_id": "H-rio", "exit_date": "2024-08-20", "exit_reason": "lost"},
        # Another programme's, whose milestones the study does not know.
        CASE | {"case_id": "X-otro", "household_id": "H-otro", "programme": "help_desk"},
    ],
    "milestones": [
        {"case_id": "F-sol", "milestone": "screened", "milestone_date": "2024-01-10"},
        {"case_id": "F-sol", "milestone": "eligible", "milestone_date": "2024-02-20"},
        {"case_id": "A-sol-1", "milestone": "application", "milestone_date": "2024-05-05"},
        # On the day of the interview, and after the first application: in order.
        {"case_id": "A-sol-2", "milestone": "application", "milestone_date": "2024-11-11"},
        {"case_id": "F-sol", "milestone": "interview", "milestone_date": "2024-11-11"},
        # Screened on the day on which the family left.
        {"case_id": "F-mar", "milestone": "screened", "milestone_date": "2024-03-15"},
        {"case_id": "F-rio", "milestone": "screened", "milestone_date": "2024-06-06"},
        {"case_id": "X-otro", "milestone": "called", "milestone_date": "2024-06-07"},
    ],
    "participations": [
        {"person_id": "P-luz", "activity": "training", "participation_date": "2024-02-14", "role": "teacher"},
        {"person_id": "P-luz", "activity": "workshop", "participation_date": "2024-05-16", "role": "community_leader"},
        {"person_id": "P-ana", "activity": "training", "participation_date": "2024-02-14", "role": "teacher"},
        {"person_id": "P-eva", "activity": "training", "participation_date": "2024-02-14", "role": "teacher"},
        {"person_id": "P-noe", "activity": "training", "participation_date": "2024-02-14", "role": "teacher"},
        {"person_id": "", "activity": "training", "participation_date": "2024-02-14", "role": "other"},
    ],
    "activity_counts": [
        {"period": "2024-01", "unit": "person", "count": "41", "is_deduplicated": "true", "role": "teacher"},
        {"period": "2024-01", "unit": "person", "count": "12", "is_deduplicated": "true", "role": "student"},
        {"period": "2024-01", "unit": "attendance", "count": "99", "is_deduplicated": "false", "sessions": "4"},
        {"period": "2024-02", "unit": "attendance", "count": "80", "is_deduplicated": "false", "sessions": "4"},
    ],
}
USUAL = {
    "participations": {
        "programme": "trainings", "sex": "female", "country": "GTM", "department": "Huehuetenango",
        "has_reporting_consent": "true",
    },
    "activity_counts": {"programme": "trainings"},
}  # fmt: skip
OF_KIND = {"pathway": ("cases", "milestones"), "reach": ("participations", "activity_counts")}


def programme_rows(kind: str) -> dict[str, pd.DataFrame]:
    """The tables of a kind of study as text, as `read_input` gives them; every rule holds."""
    frames = {}
    for name in OF_KIND[kind]:
        key, columns = TABLES[name].key, [column.name for column in TABLES[name].columns]
        ids = [{key: f"{name[0].upper()}-{number}"} if key else {} for number in range(len(ROWS[name]))]
        rows = [USUAL.get(name, {}) | own | row for own, row in zip(ids, ROWS[name], strict=True)]
        frame = pd.DataFrame(rows, columns=columns, dtype=object)
        frames[name] = frame.mask(frame == "")
    return frames


def programme_study(kind: str, **changes: Any) -> Study:
    """A study of the hand-made records."""
    steps = ["screened", "eligible", {"id": "application", "unit": "application"}, "interview", "decision"]
    milestones = [step if isinstance(step, dict) else {"id": step} for step in steps]
    labelled = [step | {"label": {"en": f"with {step['id']}", "es": f"con {step['id']}"}} for step in milestones]
    own = {
        "pathway": {
            "horizons": [6], "time_unit": "months",
            "pathway": {"unit": "family", "programme": "cam", "milestones": labelled},
        },
        "reach": {"reach": {"programmes": ["trainings"], "definition": {"en": "Took part.", "es": "Participó."}}},
    }  # fmt: skip
    keys = {
        "id": "hand-made", "kind": kind, "cut_off": "2025-12-31", "source": Path("hand-made.yaml"),
        "input": {"form": "case_records", "path": ".", "date_format": "%Y-%m-%d"},
    }  # fmt: skip
    return Study.model_validate(keys | own[kind] | changes)
