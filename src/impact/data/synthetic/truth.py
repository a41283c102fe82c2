"""The truth behind synthetic records: true risks, time lost and marginal hazard ratios by design and population."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import Any

import numpy as np

from impact.data.synthetic import figures as f
from impact.data.synthetic.curves import LANDMARK_DAY
from impact.data.synthetic.marginal import COMPARISON, DESIGNS, POPULATIONS, PROGRAMME, Key, Marginal, marginal_curves
from impact.data.synthetic.school import school_risks
from impact.data.synthetic.superpopulation import Superpopulation

MONTHS = (6, 12, 24)
DOSE = {
    "hazard_ratio": 1.0,
    "horizons": {str(months): {"risk_difference": 0.0} for months in MONTHS},
}
"""Among those enrolled: events are drawn before services are, and what enrolling does it does whatever follows."""
DAYS_PER_MONTH = 30.4375
DECIMALS = 6


def truth(
    *, scenario: str = "good", children: int = 2500, seed: int = 20261122, hazard_ratio: float = 0.6
) -> dict[str, Any]:
    """Return what `truth.json` holds: the arguments and, by design and population, the effects on remigration.

    Risks are cumulative incidences in presence of death and lawful migration, in a fixed superpopulation of 400,000
    children whose seed is not the data's. Each child's conditional risk is exact (integrated over days, as events are
    recorded on days), so that the only Monte Carlo error is that of the covariates: below 0.0005 for a risk and 0.0002
    for a difference. No overlap is forced in it; children, seed and the way in which records are kept change nothing.

    `school_return` has the risks of being back in school, by the design `referral`, in presence of all of these events;
    see `school_risks`.

    Notes
    -----
    Designs: `referral`, referred and consented by the return against not (intention to treat: the effect begins at
    enrolment, and some never enrol); `landmark`, among children at home on day 30, enrolled by then against not by then
    with later enrolment as it happens, risks from day 30 at horizons counted from the return; `clone`, enrol within 120
    days (on the day drawn as among those who enrol; a departure before it is part of the strategy) against never enrol.

    Populations: `treated`, those on the programme's side of the design (for the clone design, those seen to enrol);
    `all`; `overlap`, weighted by e(1−e) with the true propensity e of that side.

    The marginal hazard ratio solves the score of a Cox model with one term in that population, arms of equal size, the
    event remigration and other events censored, followed for the 761 days of the records or to the cut-off (Struthers &
    Kalbfleisch 1986).

    `service_dose`: a service in every period after enrolment against none, which changes nothing.
    """
    has_effect = f.SCENARIOS[scenario].has_effect
    effective = hazard_ratio if has_effect else 1.0
    effects = deepcopy(_all_effects(effective))
    return {
        "synthetic": True,
        "note": "Synthetic records: a demonstration of the method, evidence of nothing.",
        "scenario": scenario,
        "children": children,
        "seed": seed,
        "conditional_hazard_ratio": effective,
        "event": "remigration",
        "competing": ["death", "lawful_migration"],
        "days_per_month": DAYS_PER_MONTH,
        "landmark_day": LANDMARK_DAY,
        "grace_days": f.ENROLMENT_DAYS,
        "follow_up_days": f.FOLLOW_UP_DAYS,
        "cut_off": str(f.CUT_OFF),
        "designs": {
            design: {population: effects[design, population] for population in POPULATIONS} for design in DESIGNS
        },
        "service_dose": deepcopy(DOSE),
        "school_return": deepcopy(_school_return(effective, f.SCHOOL_RATIO if has_effect else 1.0)),
    }


@cache
def _school_return(hazard_ratio: float, school_ratio: float) -> dict[str, Any]:
    """Risks and differences of being back in school by population, and what they were made from."""
    days = {str(months): months * DAYS_PER_MONTH for months in MONTHS}
    risks = school_risks(hazard_ratio, school_ratio, tuple(days.values()))
    named = {
        population: {
            months: {
                "risk_programme": round(float(programme), DECIMALS),
                "risk_comparison": round(float(comparison), DECIMALS),
                "risk_difference": round(float(programme - comparison), DECIMALS) + 0.0,
            }
            for months, comparison, programme in zip(days, *by_arm, strict=True)
        }
        for population, by_arm in risks.items()
    }
    return {"hazard_ratio_after_enrolment": school_ratio, "design": "referral", "populations": named}


@cache
def _all_effects(hazard_ratio: float) -> dict[Key, dict[str, Any]]:
    """Effects by design and population: they depend on the hazard ratio alone."""
    curves = marginal_curves(Superpopulation.draw(), hazard_ratio)
    return {key: _effects(curve) for key, curve in curves.items()}


def _effects(curve: Marginal) -> dict[str, Any]:
    horizons = {str(months): _at(curve, months * DAYS_PER_MONTH) for months in MONTHS}
    return {"hazard_ratio": round(curve.hazard_ratio(), DECIMALS), "horizons": horizons}


def _at(curve: Marginal, horizon: float) -> dict[str, float]:
    """Effects by a horizon in days; time lost is that to remigration, of a risk that moves at the end of each day."""
    days = np.arange(1, f.FOLLOW_UP_DAYS + 1)
    by_then, time_lost = (days <= horizon).astype(float), np.maximum(horizon - days, 0.0)
    risk, comparison = (float(curve.leaving[arm] @ by_then) for arm in (PROGRAMME, COMPARISON))
    lost, comparison_lost = (float(curve.leaving[arm] @ time_lost) for arm in (PROGRAMME, COMPARISON))
    values = {
        "risk_programme": risk,
        "risk_comparison": comparison,
        "risk_difference": risk - comparison,
        "risk_ratio": risk / comparison,
        "time_lost_programme_days": lost,
        "time_lost_comparison_days": comparison_lost,
        "time_lost_difference_days": lost - comparison_lost,
    }
    return {name: round(value, DECIMALS) + 0.0 for name, value in values.items()}
