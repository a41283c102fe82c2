"""Overlap: how both arms spread over the preference score, the propensity freed of the programme's size."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.admission import admit
from impact.estimate.arrays import ARM_CODES, one_thread
from impact.estimate.propensity import fit_propensity, preference_score
from impact.results import Densities
from impact.study import Study

PIECES = 10
"""Tenths of the scale: fine enough for a picture, and coarse enough for its pieces to hold people."""


@one_thread
def overlap(table: AnalysisTable, study: Study) -> Densities:
    """Count both arms by tenth of the preference score.

    Returns
    -------
    Densities
        `what` is preference; a share is of the arm. Empty for arms that are told apart only after time zero.

    Raises
    ------
    EstimationError
        As for `propensity_weights`.

    Notes
    -----
    Walker et al. (2013): the odds of the score are those of the propensity over those of being in the programme at all.
    """
    admit(table)
    if study.design.kind == "clone_censor":
        return Densities.empty()
    score = preference_score(fit_propensity(table, truncate=None).propensity, table)
    edges = np.linspace(0.0, 1.0, PIECES + 1)
    rows = []
    for code in ARM_CODES:
        people = np.histogram(score[table.arm == code], edges)[0]
        shares = people / max(people.sum(), 1)
        rows += [
            ("preference", ARMS[code], low, high, n, share)
            for low, high, n, share in zip(edges[:-1], edges[1:], people, shares, strict=True)
        ]
    return Densities(pd.DataFrame(rows, columns=list(Densities.COLUMNS)))
