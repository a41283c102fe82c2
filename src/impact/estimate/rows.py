"""Estimates as rows of Effects, each with its status: what may not be reported is withheld, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from impact.estimate.intervals import (
    MINIMUM_EVENTS,
    half_width,
    p_value,
    ratio_interval,
    risk_interval,
    wald_interval,
)
from impact.i18n import t

Scale = Literal["risk", "difference", "ratio"]

BEYOND_FOLLOW_UP = "withheld-beyond-follow-up"
FEW_EVENTS = "withheld-few-events"
UNSTEADY = "withheld-unsteady-bootstrap"
NOT_ESTIMABLE = "withheld-not-estimable"
FEW_PARTNERS = "withheld-few-partners"
NEVER_HALF = "withheld-never-half"
"""Messages that say why a row is withheld."""


@dataclass(frozen=True, slots=True)
class Number:
    """One estimate with what decides how it is shown.

    `std_error` is that of the logarithm where `scale` is ratio; where it is 0 there is nothing to infer, and the number
    is withheld. `fewest` is the smaller arm's number of events; `degrees` are the degrees of freedom of Student's t,
    infinite for a normal interval; `because` is a message that withholds it whatever else holds.
    """

    estimate: float
    std_error: float
    scale: Scale
    followed: bool
    fewest: int
    steady: bool = True
    degrees: float = np.inf
    because: str = ""

    @property
    def withheld(self) -> str:
        """Message that says why the number may not be reported; empty when it may."""
        if self.because:
            return self.because
        if not self.followed:
            return BEYOND_FOLLOW_UP
        if self.fewest < MINIMUM_EVENTS:
            return FEW_EVENTS
        if not self.steady:
            return UNSTEADY
        return "" if np.isfinite(self.estimate) and 0 < self.std_error < np.inf else NOT_ESTIMABLE


def effect_row(
    number: Number,
    *,
    measure: str,
    method: str,
    estimand: str,
    arm: str,
    event: int,
    horizon: float,
    interval: str,
    n: int,
    events: int,
) -> dict[str, object]:
    """Return one row of Effects; a withheld one has no interval, and beyond the follow-up no estimate either."""
    known = number.followed and bool(np.isfinite(number.estimate))
    lower, upper, p = _limits(number, arm) if not number.withheld else (np.nan, np.nan, np.nan)
    std_error = number.std_error * (number.estimate if number.scale == "ratio" else 1.0)
    return {
        "analysis": "main",
        "population": "all",
        "measure": measure,
        "method": method,
        "estimand": estimand,
        "arm": arm,
        "event": event,
        "horizon": horizon,
        "estimate": number.estimate if known else np.nan,
        "std_error": std_error if known else np.nan,
        "ci_lower": lower,
        "ci_upper": upper,
        "interval": "none" if number.withheld else interval,
        "p_value": p,
        "n": n,
        "events": events,
        "status": "withheld" if number.withheld else "reported",
        "reason": reason_for(number.withheld),
        "p_adjusted": np.nan,
    }


def _limits(number: Number, arm: str) -> tuple[float, float, float]:
    """Lower and upper limit, and the p-value of no effect (contrasts only)."""
    estimate, std_error, width = np.asarray(number.estimate), np.asarray(number.std_error), half_width(number.degrees)
    if number.scale == "ratio":
        lower, upper = ratio_interval(estimate, std_error, width)
        return float(lower), float(upper), float(p_value(np.log(estimate), std_error, number.degrees))
    if number.scale == "risk":
        lower, upper = risk_interval(estimate, std_error, width)
        return float(lower), float(upper), np.nan
    lower, upper = wald_interval(estimate, std_error, width)
    p = float(p_value(estimate, std_error, number.degrees)) if arm == "contrast" else np.nan
    return float(lower), float(upper), p


def reason_for(message: str) -> str:
    """Say why in English, with the code behind it in brackets, from which other languages find their message."""
    if not message:
        return ""
    code = message.removeprefix("withheld-").replace("-", "_")
    return f"{t(message, 'en', minimum=str(MINIMUM_EVENTS))} [{code}]"
