"""What the data in hand could have shown: the smallest differences that a study of this precision tends to find."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import one_thread
from impact.estimate.hazard import hazard_ratio
from impact.estimate.headline import models_for
from impact.estimate.risk_contrasts import risk_difference
from impact.results import Effects
from impact.study import Study
from impact.study.parts import WEIGHTINGS

POWER = 0.8
LEVEL = 0.05
"""Two-sided."""

REACH: float = float(ndtri(1 - LEVEL / 2) + ndtri(POWER))
"""How many standard errors an effect must measure to be found with that power: 2.80."""

DIFFERENCE = "minimum_detectable_difference"
HAZARD_RATIO = "minimum_detectable_hazard_ratio"
DESIGN_EFFECT = "design_effect"


@one_thread
def minimum_detectable(table: AnalysisTable, study: Study) -> Effects:
    """Smallest risk difference and hazard ratio found with 80% power at the two-sided 5% level.

    From the standard errors of the headline comparison, by influence functions, which hold the design effect: what
    weights and clusters add to, or adjustment takes from, the variance. Not the power to find the effect that was
    estimated, which says no more than its p-value.

    Returns
    -------
    Effects
        `minimum_detectable_difference`, the size of a risk difference at the primary horizon;
        `minimum_detectable_hazard_ratio`, below 1 (its inverse is as easy to find), under iptw where the headline's
        method gives no hazard ratio; `design_effect`, the variance of the headline's risk difference over that of the
        unadjusted one among as many independent people. Withheld where what they rest on is.

    Raises
    ------
    EstimationError
        As for `risk_difference`.

    Notes
    -----
    Bloom (1995), minimum detectable effects; Kish (1965), design effects.
    """
    primary = study.primary
    options = models_for(study, study.headline_method)
    headline = _contrast(risk_difference(table, [primary.horizon], study.headline_method, primary.estimand, **options))
    crude = _contrast(risk_difference(replace(table, has_clusters=False), [primary.horizon], "unadjusted"))
    method = study.headline_method if study.headline_method in WEIGHTINGS else "iptw"
    hazard = _contrast(hazard_ratio(table, method, primary.estimand, truncate=study.truncation(method)))
    rows = [
        _row(headline, DIFFERENCE, REACH * headline["std_error"]),
        _row(hazard, HAZARD_RATIO, float(np.exp(-REACH * hazard["std_error"] / hazard["estimate"]))),
        _row(headline, DESIGN_EFFECT, float((headline["std_error"] / crude["std_error"]) ** 2)),
    ]
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def _contrast(effects: Effects) -> pd.Series:
    return effects.select(arm="contrast").iloc[0]


def _row(behind: pd.Series, measure: str, estimate: float) -> pd.Series:
    """Put a number into a row that says what estimate it rests on."""
    blank = dict.fromkeys(("std_error", "ci_lower", "ci_upper", "p_value"), np.nan)
    reported = behind["status"] == "reported"
    return pd.Series(
        {**behind, **blank, "measure": measure, "estimate": estimate if reported else np.nan, "interval": "none"}
    )
