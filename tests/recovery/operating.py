"""Many small studies, each estimated as a user would: how often the intervals hold the truth, and what else they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from simulate import HORIZON, Design, draw, truth

from impact.cohort.table import AnalysisTable
from impact.estimate import propensity_weights
from impact.estimate.contrasts import Request, contrast_all
from impact.estimate.hazard import hazard_ratios
from impact.estimate.modelled.risk_models import RISK_METHODS, fit_risk_model
from impact.estimate.propensity import fit_propensity
from impact.estimate.reweigh import fit_weights
from impact.results import Effects
from impact.study.parts import WEIGHTINGS

LEVEL = 0.05
LARGE = 100_000
ON_THE_LOGARITHM = ("risk_ratio", "hazard_ratio")
CONTRASTS = ("risk_difference", "risk_ratio", "rmtl_difference")
ESTIMANDS = {"unadjusted": ("none",), "entropy": ("ate", "att")}
"""Of the methods that do not have all three."""
NAIVE_TARGET = "ate"
"""The population whose truth the unadjusted comparison is held against."""


def estimands_of(method: str) -> tuple[str, ...]:
    """Populations that a method speaks of."""
    return ESTIMANDS.get(method, ("ate", "att", "ato"))


def contrasts(table: AnalysisTable, methods: Sequence[str]) -> pd.DataFrame:
    """Every contrast of one study by each method; they share one propensity, as in a study's run."""
    request = Request(np.array([HORIZON]), CONTRASTS)
    propensity = fit_propensity(table)
    parts = []
    for method in methods:
        estimands = estimands_of(method)
        if method in RISK_METHODS:
            parts.append(
                contrast_all(table, fit_risk_model(table, method, estimands, propensity=propensity), estimands, request)
            )
            continue
        model = propensity if method == "iptw" else fit_weights(table, method, estimands)
        parts.append(contrast_all(table, model, estimands, request))
        if method in WEIGHTINGS:
            parts.append(hazard_ratios(table, model, estimands))
    return Effects.concat(parts).select(arm="contrast")


def repeat(design: Design, methods: Sequence[str], seeds: Iterable[np.random.SeedSequence]) -> pd.DataFrame:
    """Every contrast of every study, below one another; estimates of ratios and their errors on the logarithm."""
    rows = pd.concat([contrasts(draw(design, seed), methods) for seed in seeds], ignore_index=True)
    ratio = rows["measure"].isin(ON_THE_LOGARITHM)
    rows["std_error"] = np.where(ratio, rows["std_error"] / rows["estimate"], rows["std_error"])
    for column in ("estimate", "ci_lower", "ci_upper"):
        rows[column] = np.log(rows[column].where(ratio)).fillna(rows[column].mask(ratio))
    return rows


def fewest_events(design: Design, seeds: Iterable[np.random.SeedSequence]) -> int:
    """Fewest events in an arm by the horizon, over the studies."""
    tables = [draw(design, seed) for seed in seeds]
    return min(int(((t.event == 1) & (t.time <= HORIZON) & (t.arm == arm)).sum()) for t in tables for arm in (0, 1))


def equipoise(design: Design) -> float:
    """Share with a preference score in the middle, in the arm where it is smaller, as a large study has it."""
    table = draw(replace(design, people=LARGE), np.random.SeedSequence(0))
    return min(propensity_weights(table, "ate").equipoise.values())


def summary(design: Design, rows: pd.DataFrame) -> pd.DataFrame:
    """One row a method, estimand and measure: bias, errors as said and as seen, coverage, rejections."""
    true = truth(design)
    lines = []
    for (method, estimand, measure), own in rows.groupby(["method", "estimand", "measure"], sort=False):
        told = own[own["status"] == "reported"]
        value = true[NAIVE_TARGET if estimand == "none" else estimand, measure]
        value = np.log(value) if measure in ON_THE_LOGARITHM else value
        lines.append(
            {
                "method": method,
                "estimand": estimand,
                "measure": measure,
                "studies": len(told),
                "truth": value,
                "bias": told["estimate"].mean() - value,
                "sd": told["estimate"].std(ddof=1),
                "error_ratio": told["std_error"].mean() / told["estimate"].std(ddof=1),
                "coverage": ((told["ci_lower"] <= value) & (value <= told["ci_upper"])).mean(),
                "rejected": (told["p_value"] < LEVEL).mean(),
            }
        )
    return pd.DataFrame(lines)
