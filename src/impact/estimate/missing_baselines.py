"""The study's answer when missing baselines are imputed, not given a level of their own (METHODS.md 14)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import cycle

import numpy as np
import pandas as pd

from impact.cohort import build_cohort
from impact.cohort.covariates import formula_of
from impact.cohort.table import AnalysisTable
from impact.estimate.arms import incidence_of
from impact.estimate.arrays import Floats, one_thread, units_of
from impact.estimate.chained_equations import completed
from impact.estimate.headline import headline_measure, headline_of
from impact.estimate.imputed.drawn_dates import drawn_dates
from impact.estimate.intervals import MINIMUM_EVENTS
from impact.estimate.partner_contrast import partner_contrasts, partners_with_enough
from impact.estimate.rows import Number, Scale, effect_row
from impact.estimate.rubin import pool
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study

ANALYSIS = "chained_equations"

_KEPT = ("measure", "method", "estimand", "arm", "event", "horizon", "n", "events")
"""Columns that are the same in every data set."""


@one_thread
def chained_equations(tables: Mapping[str, pd.DataFrame], study: Study) -> Effects:
    """Estimate the headline in each of several completed data sets, and pool by Rubin's rules.

    What is empty, because it was not asked, is imputed; "unknown" is an answer and stays one. The imputation models
    hold the arm and the outcome: of every event type an indicator, and the Nelson–Aalen estimate of its cumulative
    hazard at the end of each person's follow-up. Where the study imputes the dates of events, each data set has other
    dates too.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Validated, as `build_cohort` takes them.
    study : Study
        `missing.imputations` says how many data sets; 0 asks for none.

    Returns
    -------
    Effects
        Analysis `chained_equations` (interval `rubin`): the arms' rows and the primary contrast at every horizon. Where
        the study's answer is about partners like these, so is this one. No rows where nothing is missing.

    Raises
    ------
    EstimationError
        As for `risk_difference`.

    Notes
    -----
    Outcome in the imputation model: White & Royston (2009). Weighting within each data set, then pooling: Leyrat et al.
    (2019). Degrees of freedom: Barnard & Rubin (1999).
    """
    cohort = build_cohort(tables, study)
    incomplete, table = cohort.incomplete, cohort.table
    if not study.missing.imputations or not incomplete.isna().to_numpy().any():
        return Effects.empty()
    frames = list(completed(incomplete, outcome_columns(table), study.missing.imputations, study.bootstrap.seed))
    # One model for all: what it leaves out because others determine it does not depend on a draw.
    formula = formula_of(frames[0], study)
    dated = cycle(drawn_dates(table, study, len(frames)))
    parts = [
        _headline(replace(one, covariates=frame, formula=formula), study).frame
        for frame, one in zip(frames, dated, strict=False)
    ]
    return named(_pooled(parts, _complete_degrees(table, study)), ANALYSIS)


def outcome_columns(table: AnalysisTable) -> Floats:
    """Return what the outcome tells of the baseline: shape (n, q).

    The arm and, for each event type with enough events, its indicator and cumulative hazard; these again in the arm
    alone, as what an event says of a child's baseline may depend on the arm (Tilling et al. 2016).
    """
    every = incidence_of(table, np.arange(len(table)), np.ones(len(table)))
    columns: list[Floats] = [table.arm.astype(np.float64)]
    for code, hazards in zip(every.types, every.hazards, strict=True):
        had = table.event == code
        if had.sum() >= MINIMUM_EVENTS:
            cumulative = np.cumsum(hazards)
            columns += [had.astype(np.float64), every.at(cumulative, table.time) - every.at(cumulative, table.entry)]
    return np.column_stack([*columns, *(columns[0] * column for column in columns[1:])])


def _headline(table: AnalysisTable, study: Study) -> Effects:
    """Ask the study's question; by influence functions, as the spread between data sets comes on top."""
    if study.partners.inference == "partners_like_these":
        return partner_contrasts(table, study, (headline_measure(study),))
    quick = study.model_copy(update={"bootstrap": study.bootstrap.model_copy(update={"replicates": 0})})
    return headline_of(table, quick, study.horizons)


def _complete_degrees(table: AnalysisTable, study: Study) -> float:
    """Degrees of freedom without anything missing: of the partners, or of the units less one for each arm."""
    if study.partners.inference == "partners_like_these":
        return float(len(partners_with_enough(table, study)) - 1)
    return float(units_of(table).max() - 1)


def _pooled(parts: list[pd.DataFrame], complete_degrees: float) -> Effects:
    """Pool the same rows of every data set; a row that one of them withholds is withheld."""
    rows = []
    for index in range(len(parts[0])):
        same = pd.DataFrame([part.iloc[index] for part in parts])
        withheld, first = same[same["status"] == "withheld"], same.iloc[0]
        if len(withheld):
            rows.append({**withheld.iloc[0], "estimate": np.nan, "std_error": np.nan})
            continue
        scale: Scale = "ratio" if first["measure"].endswith("ratio") else "difference"
        number = _number(same, "risk" if first["measure"] == "risk" else scale, complete_degrees)
        kept = {name: first[name] for name in _KEPT}
        rows.append(effect_row(number, interval="rubin", **kept))
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def _number(rows: pd.DataFrame, scale: Scale, complete_degrees: float) -> Number:
    estimates, errors = (rows[name].to_numpy(dtype=np.float64) for name in ("estimate", "std_error"))
    if scale == "ratio":
        estimates, errors = np.log(estimates), errors / estimates
    found = pool(estimates, errors, complete_degrees)
    return Number(
        estimate=float(np.exp(found.estimate) if scale == "ratio" else found.estimate),
        std_error=float(found.std_error),
        scale=scale,
        followed=True,
        fewest=MINIMUM_EVENTS,
        degrees=float(found.degrees),
    )
