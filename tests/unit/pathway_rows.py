"""Records of a few cases of a pathway, a row as short as what is special about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from impact.study import Study

CUT_OFF = "2025-12-31"
STEPS = ("screened", "eligible", "application", "decision")


def a_label(words: str) -> dict[str, str]:
    return {"en": words, "es": words}


def a_study(*, competing: tuple[str, ...] | None = None, shares: Any = (), arms: Any = None, **changes: Any) -> Study:
    """A pathway of families with applications; times in days."""
    milestones = [{"id": name, "label": a_label(name)} for name in STEPS]
    milestones[2]["unit"] = "application"
    pathway: dict[str, Any] = {"unit": "family", "milestones": milestones, "shares": list(shares)}
    pathway |= {"competing": competing} if competing is not None else {}
    pathway |= {"arms": arms} if arms is not None else {}
    keys: dict[str, Any] = {
        "id": "tiny",
        "kind": "pathway",
        "input": {"form": "case_records", "path": "."},
        "cut_off": CUT_OFF,
        "horizons": [100, 200],
        "pathway": pathway | changes.pop("pathway", {}),
        "source": Path("tiny.yaml"),
    }
    return Study.model_validate(keys | changes)


def a_case(case_id: str, exit: tuple[str, str] | None = None, **special: Any) -> dict[str, Any]:
    """A case with the days of its milestones, and its way out as (date, reason)."""
    usual = {"programme": "cam", "unit": "family", "has_reporting_consent": True}
    left = {"exit_date": exit[0], "exit_reason": exit[1]} if exit else {}
    return {"case_id": case_id, **usual, **left, **special}


def an_application(
    case_id: str, parent: str | None, exit: tuple[str, str] | None = None, **special: Any
) -> dict[str, Any]:
    return a_case(case_id, exit, **({"unit": "application", "parent_case_id": parent} | special))


def tables(*rows: dict[str, Any]) -> dict[str, pd.DataFrame]:
    """Return `cases` and `milestones`, typed as validation leaves them."""
    milestones = [
        {"milestone_id": f"m{number}.{step}", "case_id": row["case_id"], "milestone": step, "milestone_date": row[step]}
        for number, row in enumerate(rows)
        for step in STEPS
        if step in row
    ]
    cases = pd.DataFrame([{key: value for key, value in row.items() if key not in STEPS} for row in rows])
    for name in ("exit_date", "exit_reason", "parent_case_id", "household_id", "group"):
        cases[name] = cases.get(name)
    dates = pd.to_datetime(cases.pop("exit_date"))
    consent = cases.pop("has_reporting_consent").astype("boolean")
    steps = pd.DataFrame(milestones, columns=["milestone_id", "case_id", "milestone", "milestone_date"])
    day = pd.to_datetime(steps.pop("milestone_date"))
    return {
        "cases": cases.astype("string").assign(exit_date=dates, has_reporting_consent=consent),
        "milestones": steps.astype("string").assign(milestone_date=day),
    }
