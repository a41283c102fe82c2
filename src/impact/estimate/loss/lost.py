"""Who was lost, apart from whom the records' end cut off, and the headline's weights for what is said about them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import method_and_estimand
from impact.estimate.arrays import Bools, Floats
from impact.estimate.modelled.risk_models import RISK_METHODS
from impact.estimate.reweigh import fit_weights, weights_of
from impact.estimate.weighting import FittedWeights
from impact.study import DAYS_PER_UNIT, Study

SAME_TIME = 1e-9
"""Times closer than this, in the table's unit, are one: what dividing days by the length of a month leaves."""


def lost_before(table: AnalysisTable, study: Study, horizon: float) -> Bools:
    """Tell who was lost before a horizon: censored, while the records go on and the horizon is not reached.

    Parameters
    ----------
    table : AnalysisTable
        `context.observable` is the time to the cut-off: who is censored there is not lost. Where it is not known,
        everybody who is censored before the horizon counts as lost.
    study : Study
        Case records are in whole days, so that day 365 reaches a horizon of 12 months (365.25 days).
    horizon : float
        In `table.time_unit`.

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    end = np.minimum(_observable(table), _reached(study, horizon))
    return np.asarray((table.event == 0) & (table.time < end - SAME_TIME))


def headline_weights(table: AnalysisTable, study: Study) -> FittedWeights | None:
    """Weights of the headline's population: its own where it weights, propensity weights where it models risks.

    Raises
    ------
    EstimationError
        As for `propensity_weights` and `entropy_weights`.
    """
    primary = study.primary
    method = "iptw" if study.headline_method in RISK_METHODS else study.headline_method
    estimand = method_and_estimand(method, primary.estimand)
    return weights_of(table, fit_weights(table, method, [estimand], truncate=study.truncation(method)), estimand)


def name_of(weights: FittedWeights | None) -> tuple[str, str]:
    """Return the method and the estimand as the result frames have them."""
    return ("unadjusted", "none") if weights is None else (weights.method, weights.estimand)


def refuse_late_entry(table: AnalysisTable, analysis: str) -> None:
    """Refuse people who come under observation at different times; a landmark that all pass before any exit is fine.

    Raises
    ------
    EstimationError
        The message names the analysis, and what does take delayed entry.
    """
    if table.has_delayed_entry and table.entry.max() >= table.time.min():
        raise EstimationError(
            f"{analysis} does not take delayed entry (people who come under observation after others have left); "
            "these do: loss_worst, loss_best, and the methods unadjusted, iptw, entropy"
        )


def _observable(table: AnalysisTable) -> Floats:
    if "observable" not in table.context:
        return np.full(len(table), np.inf)
    known = pd.to_numeric(table.context["observable"]).to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(known), np.inf, known)


def _reached(study: Study, horizon: float) -> float:
    if study.input.is_records:
        return float(np.floor(study.days(horizon)) / DAYS_PER_UNIT[study.time_unit])
    return horizon
