"""Does it matter where in its interval an event is dated, and who saw it? The headline asked of other dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import Bools, Floats, Ints
from impact.estimate.headline import headline_of
from impact.estimate.imputed.interval_data import bounds, is_dated
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study
from impact.study.parts import FIXED_DESIGNS

SHARES: Mapping[str, float] = {"date_lower": 0.0, "date_midpoint": 0.5, "date_upper": 1.0}
"""Where in its interval each analysis puts an event."""

IMPUTED = "date_imputed"
AUTHORITY = "authority_recorded"


def event_date_effects(table: AnalysisTable, study: Study) -> Effects:
    """Ask the headline's question with every event at the left end, the middle and the right end of its interval.

    Intervals of exact dates come from influence functions. Somebody whose event is then not after a late entry (a
    landmark) leaves the comparison, as a cohort with those dates would not have them; those whom the main dates had
    excluded do not come back.

    Returns
    -------
    Effects
        Analyses date_lower, date_midpoint and date_upper, and date_imputed where the main dates are not imputed and the
        design takes imputed dates; no rows if all dates are exact.

    Raises
    ------
    EstimationError
        As for `headline_of`.
    """
    if is_dated(table):
        return Effects.empty()
    parts = [
        named(headline_of(dated(table, share), _exactly(study), study.horizons), analysis)
        for analysis, share in SHARES.items()
    ]
    if study.outcome.date != "imputed" and study.design.kind in FIXED_DESIGNS:
        parts.append(named(headline_of(table, _with_date(study, "imputed"), study.horizons), IMPUTED))
    return Effects.concat(parts)


def dated(table: AnalysisTable, share: float) -> AnalysisTable:
    """Return the table with every event, competing ones too, at this share of its interval, exactly dated."""
    lower = np.where(table.event > 0, table.lower, table.time)
    _, upper = bounds(table)
    # Weighted so that either end is reached exactly.
    time = (1.0 - share) * lower + share * upper
    moved = _exact(table, time, table.event.astype(np.int64))
    return moved.rows(_is_observed(moved))


def authority_recorded(table: AnalysisTable, study: Study) -> Effects:
    """Ask the headline's question of what authorities record: a second reception, which is seen in both arms alike.

    Everybody counts as followed until the records end, whatever contacts say; death and lawful migration compete as
    recorded. It misses who left and was not received again, in both arms by the same rule. Intervals come from
    influence functions.

    Returns
    -------
    Effects
        Analysis authority_recorded; no rows if the table's context tells of no second reception.

    Raises
    ------
    EstimationError
        As for `headline_of`.
    """
    seen = received(table)
    if seen is None or not (seen.event == 1).any():
        return Effects.empty()
    return named(headline_of(seen, _exactly(study), study.horizons), AUTHORITY)


def received(table: AnalysisTable) -> AnalysisTable | None:
    """Return the table with the second reception as the event of interest; nothing where it cannot tell."""
    if not {"second_return", "observable"} <= set(table.context):
        return None
    second, end = (_times(table.context[name]) for name in ("second_return", "observable"))
    competing = np.where(table.event > 1, table.time, np.inf)
    time = np.minimum(np.minimum(second, competing), end)
    event = np.select([time == second, time == competing], [1, table.event], 0)
    moved = _exact(table, time, event)
    return moved.rows(_is_observed(moved))


def _times(column: pd.Series) -> Floats:
    """Return times, infinite where the thing did not happen."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isnan(values), np.inf, values)


def _exact(table: AnalysisTable, time: Floats, event: Ints) -> AnalysisTable:
    upper = np.where(event > 0, time, np.inf)
    return replace(table, time=time, event=event.astype(np.int16), lower=time, upper=upper)


def _is_observed(table: AnalysisTable) -> Bools:
    return np.asarray((table.time > table.entry) | (table.entry == 0))


def _exactly(study: Study) -> Study:
    """Return the study with dates that need no imputing, and without a bootstrap."""
    return _with_date(study, "midpoint").model_copy(
        update={"bootstrap": study.bootstrap.model_copy(update={"replicates": 0})}
    )


def _with_date(study: Study, date: str) -> Study:
    return study.model_copy(update={"outcome": study.outcome.model_copy(update={"date": date})})
