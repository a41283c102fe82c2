"""Every figure behind the synthetic records: shares, effects, shocks and scenarios, in the one place that knows them.

No published rate of remigration has a denominator and a horizon; the figures are proxies (surveys reported in the
press) and the records made from them are evidence of nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

WINDOW = (np.datetime64("2019-01-01"), np.datetime64("2025-06-30"))
CUT_OFF = np.datetime64("2025-12-31")
SUSPENDED = (np.datetime64("2020-04-01"), np.datetime64("2020-06-30"))
"""The quarter in which the borders were closed and nobody enrolled: its returns have no overlap."""

REFERRED_SHARE = 0.20
MINIMUM_CHILDREN = 500
PROGRAMME = "cmrrp"
PARTNERS = ("P1", "P2", "P3", "P4", "P5")

COUNTRIES = ("GTM", "HND", "SLV")
ROUTES = ("US", "MX", "other")
SEXES = ("female", "male", "unknown")
YES_NO = ("no", "yes", "unknown")
LANGUAGES = ("es", "mam", "kiche", "ixil", "qanjobal", "other", "unknown")


@dataclass(frozen=True, slots=True)
class Department:
    """A department: its share of the country's returns, its partner and its effects (log odds, log hazard)."""

    name: str
    country: str
    share: float
    partner: str
    referral: float
    remigration: float
    languages: tuple[str, ...] = ("other",)


CATCHMENT = (
    Department("San Marcos", "GTM", 0.27, "P1", 0.20, -0.05, ("mam",)),
    Department("Huehuetenango", "GTM", 0.27, "P2", 0.30, -0.10, ("mam", "qanjobal")),
    Department("Quiché", "GTM", 0.22, "P3", -0.05, 0.10, ("kiche", "ixil")),
    Department("Quetzaltenango", "GTM", 0.14, "P1", 0.35, -0.20, ("kiche", "mam")),
    Department("Totonicapán", "GTM", 0.10, "P3", -0.25, 0.10, ("kiche",)),
    Department("Francisco Morazán", "HND", 0.38, "P4", 0.10, -0.05),
    Department("Cortés", "HND", 0.30, "P5", -0.10, 0.10),
    Department("Yoro", "HND", 0.18, "P5", -0.35, 0.15),
    Department("Olancho", "HND", 0.14, "P4", -0.30, 0.10),
)
ELSEWHERE = (
    Department("Petén", "GTM", 0.6, "", 0.0, 0.1),
    Department("Alta Verapaz", "GTM", 0.4, "", 0.0, 0.0),
    Department("Lempira", "HND", 1.0, "", 0.0, 0.0),
    Department("San Salvador", "SLV", 0.6, "", 0.0, 0.0),
    Department("San Miguel", "SLV", 0.4, "", 0.0, 0.0),
)
"""Departments that no partner works in."""
DEPARTMENTS = (*CATCHMENT, *ELSEWHERE)

HONDURAN_SHARE = 0.30
US_SHARE = 0.42
GIRLS = {"GTM": 0.236, "HND": 0.45, "SLV": 0.35}
INDIGENOUS = {"GTM": 0.65, "HND": 0.08, "SLV": 0.01}
AGES = np.arange(6, 18)
AGE_SHARES = np.array([0.004, 0.005, 0.006, 0.009, 0.013, 0.018, 0.026, 0.041, 0.080, 0.160, 0.268, 0.370])
PARENT_ABROAD, DEBT, VIOLENCE = 0.63, 0.60, 0.30
PRIOR_SHARES = np.array([0.66, 0.22, 0.08, 0.04])
DEBT_USD = (7_000, 16_000)
HOUSEHOLD_SIZES = np.array([0.90, 0.08, 0.02])
SIBLINGS_LEAVE_TOGETHER = 0.5

# Effects of the measured baseline columns. `unknown` and empty count as half of `yes`, in both models, so that an
# analysis that keeps them as a level of their own has the right model.
REFERRAL = {
    "us": 1.10,
    "age": -0.14,
    "prior": -0.40,
    "debt": -0.90,
    "parent": -0.70,
    "violence": 0.20,
    "girl": 0.20,
    "year": 0.06,
}
REMIGRATION = {"us": -0.85, "age": 0.21, "prior": 0.65, "debt": 1.20, "parent": 0.90, "violence": 0.20, "girl": -0.10}
LOSS = {"us": -0.35, "age": 0.08, "debt": 0.35, "prior": 0.15}

WEIBULL_SHAPE = 0.7
REMIGRATION_SCALE = 0.0608
"""Cumulative hazard at 365.25 days with every covariate at its reference; set so that 30 of 100 comparison children
remigrate within 12 months (tests hold it there)."""
SHOCKS = (
    ("2019-01-01", 1.00),
    ("2020-04-01", 0.55),
    ("2020-11-01", 1.45),
    ("2021-07-01", 1.10),
    ("2022-07-01", 0.95),
    ("2023-07-01", 1.20),
    ("2024-07-01", 0.90),
    ("2025-03-01", 0.75),
)
"""What multiplies the hazard of remigration from each day on; the first also holds before it."""
DEATHS_PER_YEAR = 0.002
LAWFUL_PER_YEAR = {"no_parent": 0.0132, "parent": 0.0240}
"""2% a year on average; a parent abroad can ask for the child."""
FOLLOW_UP_DAYS = 761
"""Records follow a child for 25 months; nothing later is drawn."""

NEVER_ENROLS = 0.12
ENROLMENT_DAYS = 120
ENROLMENT_SHAPE = (1.1, 2.4)
"""Day of enrolment: 120 times a beta variable with these parameters, rounded down; the same for every child."""
SERVICE_DAYS = 365
SECOND_RETURN = 0.25

# Going back to school: defaults without any published source, chosen so that there is something to see.
SCHOOL_PER_YEAR = 0.80
"""Hazard of being back in school, a year, of the reference child without support; constant from the return on."""
SCHOOL = {"us": 0.15, "age": -0.18, "prior": -0.20, "debt": -0.30, "parent": 0.10, "violence": -0.15, "girl": 0.20}
SCHOOL_RATIO = 1.8
"""What the hazard of being back in school is multiplied by from the day of enrolment on."""
SCHOOL_ASKED = 0.92
"""Share of contacts with a child at home that tell whether it is in school, in both arms."""
SCHOOL_UNKNOWN = 0.03
"""Share of these that ask, and learn nothing."""

INELIGIBLE = {
    "no_consent": 0.06,
    "before_window": 0.025,
    "after_window": 0.025,
    "country": 0.05,
    "route": 0.03,
    "department": 0.06,
    "quarter": 0.02,
}
"""Children who are not eligible, by reason, for each eligible one."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """How the records see what happened.

    Parameters
    ----------
    traced : pair of float
        Share traced to 12 months among programme and comparison children.
    log_odds_if_gone : float
        Added to the log odds of loss when the child remigrates within 12 months.
    is_exact : bool
        Whether every event is seen on its day.
    has_effect : bool
        Whether the hazard ratio asked for is used (else 1).
    """

    traced: tuple[float, float]
    log_odds_if_gone: float = 0.0
    is_exact: bool = False
    has_effect: bool = True


SCENARIOS: dict[str, Scenario] = {
    "good": Scenario(traced=(0.80, 0.72)),
    "observed": Scenario(traced=(0.75, 0.35), log_odds_if_gone=float(np.log(2.0))),
    "selection": Scenario(traced=(1.0, 1.0), is_exact=True),
    "null": Scenario(traced=(0.80, 0.72), has_effect=False),
}
