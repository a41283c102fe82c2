"""Case records of a few children, a row as short as what is special about it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from impact.study import Study

CUT_OFF = "2025-12-31"


def a_study(**changes: Any) -> Study:
    keys: dict[str, Any] = {
        "id": "tiny",
        "input": {"form": "case_records", "path": "."},
        "cut_off": CUT_OFF,
        "horizons": [100],
        "primary": {"horizon": 100},
        "outcome": {"date": "midpoint"},
        "covariates": ["sex"],
        "source": Path("tiny.yaml"),
    }
    return Study.model_validate(keys | changes)


def returns(*rows: dict[str, Any]) -> pd.DataFrame:
    """One return a row; what a row does not say is as usual. Ids are the row's number where none is given."""
    usual = {
        "return_date": "2024-01-01",
        "return_date_precision": "day",
        "country": "GTM",
        "department": "San Marcos",
        "returned_from": "US",
        "age_at_return_years": 15,
        "sex": "female",
        "has_reporting_consent": True,
        "data_source": "partner",
        "household_id": None,
    }
    frame = pd.DataFrame([{"child_id": f"c{i}", "return_id": f"r{i}"} | usual | row for i, row in enumerate(rows)])
    text = [name for name in frame if frame[name].dtype == object and name not in ("return_date",)]
    frame = frame.astype(dict.fromkeys(text, "string"))
    return frame.assign(
        return_date=pd.to_datetime(frame["return_date"]),
        age_at_return_years=frame["age_at_return_years"].astype("Int64"),
        has_reporting_consent=frame["has_reporting_consent"].astype("boolean"),
    )


def records(columns: tuple[str, ...], *rows: dict[str, Any]) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=list(columns))
    dates = [name for name in columns if name.endswith("_date")]
    return frame.astype(dict.fromkeys(set(columns) - set(dates), "string")).assign(
        **{name: pd.to_datetime(frame[name]) for name in dates}
    )


def enrolments(*rows: dict[str, Any]) -> pd.DataFrame:
    columns = (
        *("enrolment_id", "return_id", "programme", "partner_id", "status"),
        *("consent_date", "enrolment_date", "exit_date", "exit_reason"),
    )
    usual = {"programme": "cmrrp", "partner_id": "p1", "status": "enrolled", "consent_date": "2023-12-20"}
    return records(columns, *({"enrolment_id": f"e{i}"} | usual | row for i, row in enumerate(rows)))


def contacts(*rows: dict[str, Any]) -> pd.DataFrame:
    columns = (
        *("contact_id", "return_id", "contact_date", "mode", "location_status"),
        *("reported_departure_date", "reported_departure_precision", "is_in_school"),
    )
    usual = {"mode": "home_visit", "location_status": "at_home", "reported_departure_precision": "day"}
    return records(columns, *({"contact_id": f"k{i}"} | usual | row for i, row in enumerate(rows)))


def services(*rows: dict[str, Any]) -> pd.DataFrame:
    columns = ("service_id", "enrolment_id", "service_type", "status", "service_date")
    return records(columns, *({"service_id": f"s{i}", "status": "delivered"} | row for i, row in enumerate(rows)))


def on(day: int) -> str:
    """Return the date `day` days after the return."""
    return str((pd.Timestamp("2024-01-01") + pd.Timedelta(days=day)).date())


def seen(day: int, status: str = "at_home", **more: Any) -> dict[str, Any]:
    return {"contact_date": on(day), "location_status": status, **more}
