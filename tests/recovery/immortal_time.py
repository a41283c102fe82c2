"""A simulation in which clocks that start apart more than double a true effect.

A fifth of the children are referred at random. Whoever of them is still at home on a day drawn evenly from the first
120 enrols on it, and from then on the hazard of leaving is multiplied; nobody else ever enrols. Leaving is
front-loaded (Weibull), 31 of 100 within 12 months without the programme. There is no confounding and no loss: what a
method gets wrong it gets wrong about time. Scale and hazard ratio solve for the two differences below.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from impact.cohort.table import AnalysisTable
from impact.estimate import risk_difference, time_varying_hazard_ratio
from impact.estimate.designs.clone_censor import clone_headline
from impact.estimate.designs.naive import naive_readings
from impact.study import Study

HORIZON = 365
GRACE = 120
END = 730
"""Days; records end for everybody at once."""
REFERRED = 0.2
SHAPE = 0.6
SCALE = 0.37343
HAZARD_RATIO = 0.58419

TRUE_DIFFERENCE = -0.077
"""Of the risks by day 365: referred against not, which as all of them enrol is also enrol within 120 days or never."""
NAIVE_DIFFERENCE = -0.174
"""What a clock from enrolment in the programme and from the return in the comparison converges to."""
PEOPLE = 20_000

Floats = NDArray[np.float64]


def cumulative(day: Floats) -> Floats:
    """Cumulative hazard of leaving without the programme."""
    return np.asarray(SCALE * (day / HORIZON) ** SHAPE)


def true_values() -> tuple[float, float]:
    """True difference by day 365, and what the naive clock converges to, by integrating over the day of enrolment."""
    day, until = np.arange(GRACE, dtype=float), float(HORIZON)
    home = np.exp(-cumulative(day))
    never = 1 - np.exp(-float(cumulative(np.array(until))))
    after = cumulative(np.array(until)) - cumulative(day)
    difference = (1 - home * np.exp(-HAZARD_RATIO * after)).mean() - never
    since = cumulative(day + until) - cumulative(day)
    programme = 1 - (home * np.exp(-HAZARD_RATIO * since)).sum() / home.sum()
    # Those who left before they could enrol are counted with the comparison.
    left = (1 - home).mean()
    comparison = ((1 - REFERRED) * never + REFERRED * left) / (1 - REFERRED + REFERRED * left)
    return float(difference), float(programme - comparison)


def scenario(seed: int, people: int = PEOPLE) -> AnalysisTable:
    """Draw one study: the arm is being referred, `context` has the day of enrolment, and `x` is beside the point."""
    random = np.random.default_rng(seed)
    referred = random.random(people) < REFERRED
    day = random.integers(0, GRACE, people).astype(float)
    hazard = random.exponential(size=people)
    late = cumulative(day)
    # Where the cumulative hazard that a child bears goes beyond that of its day of enrolment, the rest is slowed down.
    bears = np.where(referred & (hazard > late), late + (hazard - late) / HAZARD_RATIO, hazard)
    left = HORIZON * (bears / SCALE) ** (1 / SHAPE)
    event, time = left <= END, np.where(left <= END, np.ceil(left), END)
    frame = pd.DataFrame({"arm": referred, "time": time, "event": event, "x": random.normal(size=people)}).astype(float)
    table = AnalysisTable.from_frame(frame, arm="arm", time="time", event="event", covariates=["x"])
    enrolled = np.where(referred & (hazard > late), day, np.nan)
    table.context["enrolled"] = enrolled
    return table


def a_study(primary: dict[str, Any] | None = None, /, **design: Any) -> Study:
    """Read a study of the risk difference by day 365 in everybody, by propensity weights unless told otherwise."""
    return Study.model_validate(
        {
            "id": "immortal-time",
            "input": {"form": "case_records", "path": "."},
            "cut_off": "2025-12-31",
            "design": design,
            "horizons": [HORIZON],
            "primary": primary or {"horizon": HORIZON, "method": "iptw", "estimand": "ate"},
            "bootstrap": {"replicates": 25},
            "source": Path("immortal-time.yaml"),
        }
    )


def answers(table: AnalysisTable) -> pd.DataFrame:
    """Answer by every clock, one row each: estimate and standard error of the difference by day 365."""
    study = a_study(kind="clone_censor", grace=GRACE)
    naive = naive_readings(table, study).select(arm="contrast").set_index("analysis")
    aligned = {
        "referral": risk_difference(table, [HORIZON], "iptw", "ate"),
        "clone_censor": clone_headline(table, study, [HORIZON], "risk_difference"),
    }
    rows = {name: effects.select(arm="contrast").iloc[0] for name, effects in aligned.items()}
    rows |= {str(name): row for name, row in naive.iterrows()}
    return pd.DataFrame(rows).T[["estimate", "std_error"]].astype(float)


def ratio(table: AnalysisTable) -> tuple[float, float]:
    """Logarithm of the hazard ratio with enrolment as it happens, and its standard error."""
    row = time_varying_hazard_ratio(table, "unadjusted").frame.iloc[0]
    return float(np.log(row["estimate"])), float(row["std_error"] / row["estimate"])
