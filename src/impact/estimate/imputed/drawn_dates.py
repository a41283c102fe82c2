"""Tables whose events are dated: as they are, or drawn where the study imputes the dates of events."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.imputed.imputer import Imputer
from impact.estimate.imputed.interval_data import TYPE_UNKNOWN, is_dated
from impact.estimate.propensity import fit_propensity
from impact.study import Study


def drawn_dates(table: AnalysisTable, study: Study, number: int) -> list[AnalysisTable]:
    """Return the table with exact dates of events: itself, or so many draws, for estimates to be averaged over.

    Dates are drawn from the model fitted to the data in hand (`Imputer.once`), without a resample: what is made of them
    has its spread from elsewhere, from partners or from Rubin's rules.

    Raises
    ------
    EstimationError
        As for `Imputer.of`.
    """
    if study.outcome.date != "imputed" or is_dated(table):
        return [table]
    imputer = Imputer.of(table, None if study.headline_method == "unadjusted" else fit_propensity(table))
    context = table.context.assign(**{TYPE_UNKNOWN: False}) if TYPE_UNKNOWN in table.context else table.context
    result = []
    for draw in range(number):
        time, event = imputer.once(study.bootstrap.seed + draw)
        ends = np.where(event > 0, time, np.inf)
        codes = event.astype(np.int16)
        result.append(replace(table, time=time, event=codes, lower=time, upper=ends, context=context))
    return result
