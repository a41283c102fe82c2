"""The headline's question asked in the designs that the study does not have: does the answer depend on the choice."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from impact.cohort import build_cohort
from impact.errors import EstimationError
from impact.estimate.designs.naive import read_as
from impact.estimate.designs.time_varying import time_varying_hazard_ratio
from impact.estimate.headline import headline_measure, headline_of
from impact.estimate.rows import NOT_ESTIMABLE, Number, effect_row
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study
from impact.study.designs import CLONE_METHODS, TIME_VARYING_METHODS
from impact.study.parts import Design

LANDMARK_DAY = 30
GRACE = 120
"""Days, where the study names none."""

_OF_A_LANDMARK = ("unadjusted", "iptw", "entropy")
"""Methods that take delayed entry, which a landmark is."""


def design_effects(tables: Mapping[str, pd.DataFrame], study: Study) -> Effects:
    """Estimate the headline's contrast in the designs referral, landmark and clone_censor, and time_varying's ratio.

    The study's own design is left out: its answer is the main one. Each design has a cohort, eligibility and overlap of
    its own. Where a design has no such method, propensity weights stand in. Intervals come from influence functions,
    those of clones from resampling; events are dated at the midpoint where the study imputes them.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        As for `build_cohort`.

    Returns
    -------
    Effects
        Analyses `design_referral`, `design_landmark`, `design_clone_censor` and `time_varying`; one that cannot be
        estimated in these data is withheld, with the reason. Empty for an analysis table.
    """
    if not study.input.is_records:
        return Effects.empty()
    parts = []
    for name, design in _designs().items():
        if design.kind != study.design.kind:
            parts.append(named(_in_design(tables, study, design), name))
    return Effects.concat(parts)


def _designs() -> dict[str, Design]:
    return {
        "design_referral": Design(),
        "design_landmark": Design(kind="landmark", day=LANDMARK_DAY),
        "design_clone_censor": Design(kind="clone_censor", grace=GRACE),
        "time_varying": Design(kind="time_varying"),
    }


def _in_design(tables: Mapping[str, pd.DataFrame], study: Study, design: Design) -> Effects:
    asked = read_as(study, design)
    there = {"landmark": _OF_A_LANDMARK, "clone_censor": CLONE_METHODS}.get(design.kind)
    if there and asked.primary.method not in there:
        asked = asked.model_copy(update={"primary": asked.primary.model_copy(update={"method": "iptw"})})
    try:
        table = build_cohort(tables, asked).table
        if design.kind == "time_varying":
            return Effects.concat([time_varying_hazard_ratio(table, method) for method in TIME_VARYING_METHODS])
        return headline_of(table, asked, study.horizons)
    except EstimationError:
        return _withheld(asked)


def _withheld(asked: Study) -> Effects:
    """Rows, one a horizon, of a design that these data do not allow."""
    is_ratio = asked.design.kind == "time_varying"
    nothing = Number(np.nan, np.nan, "difference", followed=True, fewest=0, because=NOT_ESTIMABLE)
    rows = [
        effect_row(
            nothing,
            measure="hazard_ratio" if is_ratio else headline_measure(asked),
            method="adjusted" if is_ratio else asked.primary.method,
            estimand="none" if is_ratio or asked.primary.method == "unadjusted" else asked.primary.estimand,
            arm="contrast",
            event=1,
            horizon=horizon,
            interval="none",
            n=0,
            events=0,
        )
        for horizon in ([np.nan] if is_ratio else asked.horizons)
    ]
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))
