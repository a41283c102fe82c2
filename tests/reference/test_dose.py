"""The marginal structural model of services against R's glm; `dose.R` made the numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose

from impact.cohort.person_periods import HISTORY, PersonPeriods
from impact.estimate.dose.model import fit_dose

FOLDER = Path(__file__).parent
TOLERANCE = 1e-6
"""Both iterate to the last digits; predictions of R go through its own spline basis."""


def test_weights_hazards_and_risks_are_those_of_r() -> None:
    frame = pd.read_csv(FOLDER / "dose_rows.csv")
    expected = pd.read_csv(FOLDER / "dose_found.csv").set_index("what")["value"]
    history = np.zeros((len(frame), len(HISTORY)))
    history[:, :3] = frame[["before", "share", "reading"]]
    people = frame.drop_duplicates("child")
    rows = PersonPeriods(
        child=frame["child"].to_numpy(np.int64) - 1,
        period=frame["period"].to_numpy(np.int64),
        served=frame["served"].to_numpy() == 1,
        event=frame["event"].to_numpy(np.int64),
        lost=frame["lost"].to_numpy() == 1,
        history=history,
        baseline=people[["x"]].reset_index(drop=True),
        formula="x",
        household=np.arange(len(people)),
        period_days=30,
    )
    found = fit_dose(rows, np.array([4, 8]))
    assert_allclose(found.weights.weight, frame["weight"], rtol=TOLERANCE)
    assert found.weights.thin == 0
    assert_allclose(found.log_ratio, expected["log_ratio"], rtol=TOLERANCE)
    for regime, dose in enumerate((1, 0)):
        assert_allclose(found.risk[regime], [expected[f"risk_{dose}_{time}"] for time in (4, 8)], rtol=TOLERANCE)
    # The weights matter, so that the lines above can fail.
    naive = fit_dose(rows, np.array([4, 8]), weighted=False)
    assert np.abs(naive.log_ratio - found.log_ratio) > 0.01
