"""Negative controls: comparisons in which the programme cannot have had an effect, asked as the headline is.

Each is weighted as the headline is. One that differs between the arms says that they are not comparable, or are not
observed alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arms import compare_arms
from impact.estimate.arrays import ARM_CODES, Floats, one_thread
from impact.estimate.contrasts import Request, contrast_arms
from impact.estimate.loss.lost import headline_weights, name_of
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study

REPEATED_ATTEMPTS = 2
"""Earlier attempts from which the placebo outcome counts."""

OFFERED = ("waitlisted", "declined")
NEVER = "none"


@one_thread
def negative_controls(table: AnalysisTable, study: Study) -> Effects:
    """Estimate every negative control that the records hold, with the headline's method and population.

    - `placebo_outcome`: two or more attempts before the return, which no programme after it can change; what is known
      of earlier attempts is left out of the covariates then. Its rows have no horizon.
    - `placebo_exposure`: in the comparison arm, the waitlisted and those who declined (as programme) against those who
      were never referred: none of them had the programme.
    - `detection_control`: being found to have moved within the country, all other events competing: a programme that
      only looked more closely would find more of it.

    Parameters
    ----------
    table : AnalysisTable
        `context` has `prior_attempts`, `status` and `moved`.
    study : Study

    Returns
    -------
    Effects
        Risks and risk differences, with influence-function intervals. A control that the data cannot say anything of,
        or with fewer people in an arm than the disclosure minimum, is absent; one with under 10 events in an arm is
        withheld, with the reason. Propensity weights stand in where the headline models risks.
    """
    parts = []
    for name, make in CONTROLS.items():
        made = make(table)
        if made is None or min(int((made.arm == code).sum()) for code in ARM_CODES) < study.disclosure.minimum_n:
            continue
        horizons = [1.0] if name == PLACEBO_OUTCOME else list(study.horizons)
        try:
            effects = _compared(made, study, np.asarray(horizons))
        except EstimationError:
            # The covariates tell the two groups apart: nothing can be compared.
            continue
        if name == PLACEBO_OUTCOME:
            effects = Effects(effects.frame.assign(horizon=np.nan))
        parts.append(named(effects, name))
    return Effects.concat(parts)


def without_covariate(table: AnalysisTable, name: str) -> AnalysisTable:
    """Return the table without a covariate, and without the indicator of its being missing, in the models too."""
    gone = [column for column in table.covariates.columns if column in (name, f"{name}_missing")]
    terms = [term for term in table.formula.split(" + ") if not any(f"`{column}`" in term for column in gone)]
    return replace(table, covariates=table.covariates.drop(columns=gone), formula=" + ".join(terms) or "1")


def placebo_outcome(table: AnalysisTable) -> AnalysisTable | None:
    """Return the table with repeated attempts before the return as an event at time 1, everybody else free of it."""
    known = _numbers(table, "prior_attempts")
    if known is None:
        return None
    told = without_covariate(table, "prior_attempts").rows(~np.isnan(known))
    once, free = np.ones(len(told)), np.zeros(len(told))
    event = (known[~np.isnan(known)] >= REPEATED_ATTEMPTS).astype(np.int16)
    return replace(told, time=once, lower=once, upper=np.where(event > 0, once, np.inf), entry=free, event=event)


def placebo_exposure(table: AnalysisTable) -> AnalysisTable | None:
    """Return the comparison arm, those offered the programme in vain as one arm, those never referred as the other."""
    if "status" not in table.context:
        return None
    status = table.context["status"].astype(str)
    offered, never = status.isin(OFFERED).to_numpy(), (status == NEVER).to_numpy()
    keep = (table.arm == 0) & (offered | never)
    return replace(table, arm=offered.astype(np.int8)).rows(keep)


def detection_control(table: AnalysisTable) -> AnalysisTable | None:
    """Return the table with having moved within the country as the event, and every other event competing."""
    moved = _numbers(table, "moved")
    if moved is None:
        return None
    seen = (moved <= table.time) & (moved > table.entry)
    time = np.where(seen, moved, table.time)
    event = np.where(seen, 1, np.where(table.event > 0, table.event + 1, 0)).astype(np.int16)
    ends = np.where(event > 0, time, np.inf)
    return replace(table, time=time, lower=time, upper=ends, event=event).rows((moved > table.entry) | np.isnan(moved))


PLACEBO_OUTCOME = "placebo_outcome"

CONTROLS: dict[str, Callable[[AnalysisTable], AnalysisTable | None]] = {
    PLACEBO_OUTCOME: placebo_outcome,
    "placebo_exposure": placebo_exposure,
    "detection_control": detection_control,
}
"""What the column `analysis` says, and the table behind it; none where the records do not hold it."""


def _compared(table: AnalysisTable, study: Study, horizons: Floats) -> Effects:
    weights = headline_weights(table, study)
    arms = compare_arms(table, weights, horizons)
    return contrast_arms(table, arms, *name_of(weights), Request(horizons, ("risk_difference",)))


def _numbers(table: AnalysisTable, column: str) -> Floats | None:
    if column not in table.context:
        return None
    values = pd.to_numeric(table.context[column], errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return None if np.isnan(values).all() else values
