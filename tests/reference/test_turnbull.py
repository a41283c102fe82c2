"""The nonparametric estimate from intervals against published numbers and R.

cosmesis.csv is the data of Finkelstein & Wolfe (1985), months to breast retraction; see turnbull.R.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from impact.estimate.imputed.turnbull import Npmle, npmle

HERE = Path(__file__).parent

PUBLISHED = {
    0: {
        (4, 5): 0.0463, (6, 7): 0.0334, (7, 8): 0.0887, (11, 12): 0.0708, (24, 25): 0.0926, (33, 34): 0.0818,
        (38, 40): 0.1209, (46, 48): 0.4656,
    },
    1: {
        (4, 5): 0.0433, (5, 8): 0.0433, (11, 12): 0.0692, (16, 17): 0.1454, (18, 19): 0.1411, (19, 20): 0.1157,
        (24, 25): 0.0999, (30, 31): 0.0709, (35, 36): 0.1608, (44, 48): 0.0552, (48, 60): 0.0552,
    },
}  # fmt: skip
"""By chemotherapy: Fay & Shaw (2010), Journal of Statistical Software 36(2), the fit of their R package interval."""

PRINTED = 5e-5
"""Four decimals were printed."""

R_CONVERGENCE = 5e-4
"""R's survfit stops its EM steps when they are small, which leaves 3e-4 where an interval loses its chance slowly."""

NOTHING = 1e-6
"""A chance below it is what is left of an interval without any."""


def fitted(arm: int) -> Npmle:
    data = pd.read_csv(HERE / "cosmesis.csv")
    own = data[data["chemotherapy"] == arm]
    return npmle(own["lower"].to_numpy(dtype=float), own["upper"].fillna(np.inf).to_numpy(dtype=float))


@pytest.mark.parametrize("arm", PUBLISHED)
def test_the_published_estimate(arm: int) -> None:
    found = fitted(arm)
    assert found.converged
    shown = found.chance > NOTHING
    pairs = zip(found.left[shown].astype(int), found.right[shown].astype(int), strict=True)
    assert list(pairs) == list(PUBLISHED[arm])
    np.testing.assert_allclose(found.chance[shown], list(PUBLISHED[arm].values()), atol=PRINTED)


@pytest.mark.parametrize("arm", PUBLISHED)
def test_r_survfit(arm: int) -> None:
    found = fitted(arm)
    reference = pd.read_csv(HERE / "turnbull.csv")
    reference = reference[reference["chemotherapy"] == arm]
    # R reports within the innermost intervals, where the chance of one is spent: compare between them.
    ends = found.right[(found.chance > NOTHING) & np.isfinite(found.right)]
    for end in ends[:-1]:
        survival = 1.0 - found.chance[found.right <= end].sum()
        after = reference.loc[reference["time"] <= end, "survival"].iloc[-1]
        assert survival == pytest.approx(after, abs=R_CONVERGENCE)
