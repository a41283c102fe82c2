"""Studies in which an event is only found at the next visit, and one arm has seven visits to the other's one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from simulate import HORIZON, SHARE_WITH_Z, Design
from simulate import truth as truth_of

from impact.cohort.table import AnalysisTable
from impact.estimate.headline import headline_of
from impact.estimate.imputed.event_dates import dated, event_date_effects
from impact.estimate.sensitivity import named
from impact.results import Effects
from impact.study import Study

DESIGN = Design("detection", people=400)
NULL = replace(DESIGN, name="null", effect=0.0, effect_on_other=0.0)
"""Both cause-specific hazards are the same in both arms, and so is every risk."""

GAP = {1: 1.0, 0: 7.0}
"""Months between visits, by arm: the comparison arm's are at 7, 14 and 21, give or take half a month."""
SHIFT = 0.5
NAIVE = "date_upper"
"""The day on which an event was found taken for the day on which it was."""

CHOSEN = "date_imputed"

STUDY = Study.model_validate(
    {
        "id": "detection",
        "input": {"form": "case_records", "path": "."},
        "time_unit": "months",
        "cut_off": "2025-12-31",
        "horizons": [HORIZON],
        "outcome": {"date": "midpoint"},
        "primary": {"horizon": HORIZON, "method": "iptw", "estimand": "ato"},
        "imputation": {"bootstraps": 20},
        "source": Path("detection.yaml"),
    }
)


def scenario(seed: np.random.SeedSequence, design: Design = DESIGN) -> AnalysisTable:
    """Draw one study: events lie between two visits; competing events are dated exactly; the lost are not visited."""
    random, n = np.random.default_rng(seed), design.people
    x, z = random.normal(size=n), (random.uniform(size=n) < SHARE_WITH_Z).astype(float)
    arm = (random.uniform(size=n) < design.propensity(x, z)).astype(int)
    event, other = design.hazards(x, z, arm)
    moved, left = random.exponential(1 / event), random.exponential(1 / other)
    lost = np.minimum(random.exponential(1 / design.loss_rate, n), design.end)
    most = int(design.end / min(GAP.values())) + 1
    gap = np.where(arm == 1, GAP[1], GAP[0])[:, None]
    visits = gap * np.arange(1, most + 1) + random.uniform(-SHIFT, SHIFT, size=(n, most)) * (gap > 1)
    visits = np.where(visits <= lost[:, None], visits, np.inf)
    known = np.where(np.isfinite(visits) & (visits <= np.minimum(moved, left)[:, None]), visits, 0.0).max(axis=1)
    found = np.where(visits > moved[:, None], visits, np.inf).min(axis=1)
    has_left = (left < moved) & (left <= lost)
    code = np.select([has_left, (moved < left) & np.isfinite(found)], [2, 1], 0)
    lower = np.where(code == 2, left, known)
    upper = np.select([code == 2, code == 1], [left, found], np.inf)
    time = np.where(code == 1, (lower + upper) / 2, lower)
    frame = pd.DataFrame({"arm": arm, "time": time, "event": code, "lower": lower, "upper": upper, "x": x, "z": z})
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", lower="lower", upper="upper", covariates=["x", "z"]
    )


def truth(design: Design = DESIGN) -> float:
    """Return the true risk difference at the horizon in the overlap population."""
    return truth_of(design)["ato", "risk_difference"]


def contrasts(table: AnalysisTable) -> pd.DataFrame:
    """Return the risk differences of one study, one row for each way of dating its events."""
    return event_date_effects(table, STUDY).select(arm="contrast")


def two_contrasts(table: AnalysisTable) -> pd.DataFrame:
    """Return those of the naive and the chosen way alone."""
    naive = STUDY.model_copy(update={"bootstrap": STUDY.bootstrap.model_copy(update={"replicates": 0})})
    chosen = STUDY.model_copy(update={"outcome": STUDY.outcome.model_copy(update={"date": "imputed"})})
    asked = {NAIVE: (dated(table, 1.0), naive), CHOSEN: (table, chosen)}
    effects = [named(headline_of(which, study, [HORIZON]), name) for name, (which, study) in asked.items()]
    return Effects.concat(effects).select(arm="contrast")


def repeat(
    design: Design,
    seeds: Iterable[np.random.SeedSequence],
    each: Callable[[AnalysisTable], pd.DataFrame] = contrasts,
) -> pd.DataFrame:
    """Return the contrasts of every study, below one another."""
    return pd.concat([each(scenario(seed, design)) for seed in seeds], ignore_index=True)


def summary(rows: pd.DataFrame, true: float) -> pd.DataFrame:
    """One row for each way of dating the events: bias, errors as said and as seen, coverage, rejections."""
    lines = {}
    for analysis, own in rows[rows["status"] == "reported"].groupby("analysis", sort=False):
        spread = own["estimate"].std(ddof=1)
        lines[analysis] = {
            "studies": len(own),
            "bias": own["estimate"].mean() - true,
            "sd": spread,
            "error_ratio": own["std_error"].mean() / spread,
            "coverage": ((own["ci_lower"] <= true) & (true <= own["ci_upper"])).mean(),
            "rejected": (own["p_value"] < 0.05).mean(),
        }
    return pd.DataFrame(lines).T
