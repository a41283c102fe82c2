"""Bounds of people reached hold the truth behind synthetic records, and what is distinct is the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from impact.cohort.reach import count_reached
from impact.data.synthetic.programmes import generate_programme
from impact.disclosure.reach import release_reach
from impact.study import Study

STUDIES = Path(__file__).parents[2] / "studies"


def truth_of(row: dict[str, Any], truth: dict[str, Any]) -> float:
    of, role, period = truth["programmes"][row["activity"]], row["role"], row["period"]
    if role and period:
        return float(of["by_role_and_period"].get(role, {}).get(period, 0))
    if role or period:
        return float((of["by_role"] if role else of["by_period"]).get(role or period, 0))
    return float(of["total"])


@pytest.mark.parametrize("period", ["year", "quarter"])
@pytest.mark.parametrize("programme", ["gender_initiative", "mexico_trainings"])
def test_every_bound_holds_the_truth(programme: str, period: str) -> None:
    study = Study.load(STUDIES / f"{programme.replace('_', '-')}-demo.yaml")
    assert study.reach is not None
    study = study.model_copy(update={"reach": study.reach.model_copy(update={"period": period})})
    tables, truth = generate_programme(programme)
    reach = count_reached(tables, study)
    shown = release_reach(reach, study.disclosure).frame.to_dict("records")
    compared = 0
    for row, released in zip(reach.frame.to_dict("records"), shown, strict=True):
        if row["role"] == "unknown":
            continue  # The truth has everybody's role.
        true = truth_of(row, truth)
        assert row["at_least"] <= true <= row["at_most"], row
        if row["basis"] == "distinct":
            assert row["n"] == true
        else:
            assert not released["at_least"] > true
            assert not released["at_most"] < true
        compared += 1
    assert compared > 20
    assert {row["basis"] for row in shown} == {of["basis"] for of in truth["programmes"].values()}
