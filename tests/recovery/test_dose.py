"""The dose of services where its truth is known: recovered with weights, missed without them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from dose import HORIZONS, Truth, characteristics, draw
from numpy.testing import assert_allclose

ROOT = Path(__file__).parents[2]
STUDIES, PEOPLE, SEED = 100, 500, 5
"""Enough to see the naive comparison fail; `characteristics` takes any number. Over 500 studies without an effect the
intervals hold it in 93 to 94 of 100, standard errors are 0.94 to 0.95 of the spread, and no bias is found."""

BEYOND_CHANCE = 3.0
"""Monte Carlo errors."""
COVERAGE = (0.90, 0.99)
REJECTED = 0.10
"""Of intervals that find an effect where there is none: 5 in 100, and what 100 studies leave to chance."""
ERROR_RATIO = (0.85, 1.15)
"""The spread of 100 estimates is itself known to within 7%."""


def test_the_formula_is_what_happens_when_everybody_is_served_or_nobody() -> None:
    truth, people = Truth(), 40_000
    for dose, risks in zip((1.0, 0.0), truth.risks(), strict=True):
        rows = draw(truth, people, 20261122, regime=dose)
        happened = [((rows.event == 1) & (rows.period < horizon)).sum() / people for horizon in HORIZONS]
        assert_allclose(happened, risks, atol=4 * np.sqrt(risks.max() * (1 - risks.max()) / people))


@pytest.mark.parametrize("log_ratio", [-0.7, 0.0], ids=["services lower the hazard", "services do nothing"])
def test_the_weighted_comparison_recovers_the_truth_and_the_naive_one_does_not(log_ratio: float) -> None:
    found = characteristics(Truth(log_ratio=log_ratio), studies=STUDIES, people=PEOPLE, seed=SEED)
    assert (found["bias"].abs() < BEYOND_CHANCE * found["of_chance"]).all(), found
    assert found["coverage"].between(*COVERAGE).all(), found
    assert found["error_ratio"].between(*ERROR_RATIO).all(), found
    # Whoever is prone to leave is served less, so that services look better than they are.
    assert (found["naive_bias"] < -10 * found["naive_of_chance"]).all(), found
    if log_ratio == 0:
        assert (found["rejected"] <= REJECTED).all(), found


def test_the_demonstration_finds_no_more_than_its_truth(reports: Path) -> None:
    truth = json.loads((ROOT / "data" / "raw" / "cmrrp-demo" / "truth.json").read_text(encoding="utf-8"))[
        "service_dose"
    ]
    frame = pd.read_csv(reports / "cmrrp-demo" / "latest" / "released" / "estimates.csv")
    frame = frame[(frame["analysis"] == "service_dose") & (frame["method"] == "msm") & (frame["status"] == "reported")]
    known = {"hazard_ratio": {12.0: truth["hazard_ratio"]}, "risk_difference": {}}
    known["risk_difference"] = {float(at): of["risk_difference"] for at, of in truth["horizons"].items()}
    contrasts = frame[frame["arm"] == "contrast"]
    assert set(contrasts["measure"]) == set(known)
    for _, row in contrasts.iterrows():
        assert row["ci_lower"] < known[row["measure"]][row["horizon"]] < row["ci_upper"]
