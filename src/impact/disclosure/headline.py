"""What rests on the headline is withheld with it: its sensitivities, the grid of assumptions and its E-values."""

from __future__ import annotations

from typing import Final

import pandas as pd

from impact.disclosure.analyses import APART, MAIN
from impact.disclosure.footing import UNADJUSTED
from impact.study import Study
from impact.study.parts import ADJUSTED

HEADLINE: Final = "headline"
"""Code of the reason: the headline is withheld."""
FEW_LOST: Final = "few_lost"
"""Code of the reason: so few were lost that bounds would tell of them."""


def headline_method(study: Study) -> tuple[str, str]:
    """Return method and estimand of the headline, as the frames name them."""
    method = study.headline_method
    return method, "none" if method in (UNADJUSTED, ADJUSTED) else study.primary.estimand


def headline_rows(effects: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Return the rows of the headline's contrast, one a horizon; a hazard ratio is told as a risk difference.

    Over enrolment that comes with time there are no risks: the hazard ratio speaks for every horizon.
    """
    method, estimand = headline_method(study)
    over_time = study.design.kind == "time_varying"
    measure = study.primary.measure if over_time or study.primary.measure != "hazard_ratio" else "risk_difference"
    equal = {"analysis": MAIN, "population": "all", "arm": "contrast", "event": 1}
    for column, value in {**equal, "measure": measure, "method": method, "estimand": estimand}.items():
        effects = effects[effects[column] == value]
    return pd.concat([effects.assign(horizon=horizon) for horizon in study.horizons]) if over_time else effects


def rests_on_headline(row: pd.Series, withheld: frozenset[float], study: Study) -> bool:
    """Tell whether a row answers the headline's question where the headline is withheld.

    An unadjusted row says nothing of an adjusted headline; a row without a horizon goes with the primary one.
    """
    if row["analysis"] == MAIN or row["analysis"] in APART:
        return False
    if row["method"] == UNADJUSTED and study.headline_method != UNADJUSTED:
        return False
    horizon = study.primary.horizon if pd.isna(row["horizon"]) else float(row["horizon"])
    return horizon in withheld
