"""A claim of an effect: the headline's adjusted interval, and the bounds of the contrast for loss."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from impact.claims.verdict import Limits, verdict
from impact.results import Effects
from impact.study import Study
from impact.study.claims import Claim

MAIN: Final = "main"
BOUNDS: Final = ("loss_worst", "loss_best")
"""Analyses in which everybody lost from the programme arm had the event and nobody lost from the comparison arm had,
and the other way round: the largest and the smallest contrast that loss leaves room for."""


def claimed_effect(claim: Claim, effects: Effects, study: Study) -> dict[str, object]:
    """Return what the run's effects say of a claim, as cells of a row of Claims.

    The contrast is the headline's, in the headline's measure, at the claim's horizon. A hazard ratio has no horizon and
    no bounds; as in the headline, a risk difference stands in for it. An estimate that the estimator withheld makes the
    claim not checkable, with its reason.
    """
    if claim.horizon is None:
        return {"verdict": "not_checkable", "reason": "[no_horizon]"}
    rows = {name: contrast(effects.frame, study, claim.horizon, name) for name in (MAIN, *BOUNDS)}
    main = rows[MAIN]
    if main is None:
        return {"verdict": "not_checkable", "reason": "[not_estimable]"}
    limits = limits_of(claim, *(None if row is None or row["status"] == "withheld" else row for row in rows.values()))
    return {
        "estimate": main["estimate"],
        **{name: getattr(limits, name) for name in ("ci_lower", "ci_upper", "worst", "best")},
        "n": main["n"],
        "verdict": verdict(claim, limits),
        "reason": main["reason"] if isinstance(main["reason"], str) else "",
    }


def limits_of(claim: Claim, main: pd.Series | None, high: pd.Series | None, low: pd.Series | None) -> Limits:
    """Return the limits that decide a claim, from the contrast and from its largest and smallest bound.

    Of each bound the limit that leaves chance the most room counts, and none lies inside the interval of the estimate,
    which may allow for more than the bounds' (for partners that these stand for). What is not there is missing.
    """
    lower, upper = _limit(main, "ci_lower"), _limit(main, "ci_upper")
    least, most = np.minimum(_limit(low, "ci_lower"), lower), np.maximum(_limit(high, "ci_upper"), upper)
    worst, best = (least, most) if claim.is_met_from_above else (most, least)
    return Limits(lower, upper, float(worst), float(best))


def contrast(effects: pd.DataFrame, study: Study, horizon: float, analysis: str) -> pd.Series | None:
    """Return the row of an analysis's contrast in the headline's method and measure, or nothing where there is none."""
    method = study.headline_method
    estimand = "none" if method in ("unadjusted", "adjusted") else study.primary.estimand
    measure = study.primary.measure if study.primary.measure != "hazard_ratio" else "risk_difference"
    asked = {"analysis": analysis, "population": "all", "measure": measure, "arm": "contrast", "event": 1}
    # The bounds of a method that models risks are those under propensity weights.
    asked |= {"method": method} if analysis == MAIN else {}
    for column, value in {**asked, "estimand": estimand, "horizon": horizon}.items():
        effects = effects[effects[column] == value]
    return effects.iloc[0] if len(effects) else None


def _limit(row: pd.Series | None, name: str) -> float:
    return np.nan if row is None else float(row[name])
