"""Baselines missing at random: the file of a child that left soon has more holes, in one arm more than in the other.

Studies are those of `simulate`, whose confounders x (a number) and z (yes or no) both get holes. Whether a value is
missing depends on the arm and on whether the event was seen, which everybody's record holds, and not on the value. Who
leaves out incomplete records selects on the outcome; an indicator of what is missing adjusts for the outcome.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from simulate import HORIZON, Design, draw, truth

from impact.cohort import build_cohort
from impact.estimate.headline import headline_of
from impact.estimate.missing_baselines import chained_equations
from impact.study import Study

Floats = NDArray[np.float64]

DESIGN = Design("missing", people=800, selection=1.0)
FULL = 1_000
"""Studies of the full table."""
ANALYSES = ("everything known", "complete cases", "indicator", "chained equations")


def study(imputations: int) -> Study:
    """Return the study of the weighted difference among those in the programme."""
    columns = {"arm": "arm", "time": "time", "event": "event"}
    return Study.model_validate(
        {
            "id": "missing",
            "input": {"form": "analysis_table", "path": "x.csv", "columns": columns},
            "covariates": ["x", "z"],
            "horizons": [HORIZON],
            "primary": {"horizon": HORIZON, "method": "iptw", "estimand": "att"},
            "bootstrap": {"replicates": 0},
            "missing": {"imputations": imputations},
        }
    )


def complete(seed: np.random.SeedSequence, design: Design = DESIGN) -> pd.DataFrame:
    """Draw one study as a flat table, without holes."""
    table = draw(design, seed)
    z = np.where(table.covariates["z"] == 1, "yes", "no")
    frame = pd.DataFrame({"arm": table.arm, "time": table.time, "event": table.event})
    return frame.assign(x=table.covariates["x"], z=z)


def with_holes(frame: pd.DataFrame, seed: np.random.SeedSequence) -> pd.DataFrame:
    """Take values out at random given the arm and the event: about a third of x and a quarter of z."""
    random = np.random.default_rng(seed)
    had, arm = (frame["event"] == 1).to_numpy(dtype=float), frame["arm"].to_numpy(dtype=float)
    chances: dict[str, Floats] = {"x": expit(-2.0 + 1.5 * had + 0.7 * arm), "z": expit(-2.0 + 1.5 * had)}
    return frame.assign(**{name: frame[name].mask(random.uniform(size=len(frame)) < p) for name, p in chances.items()})


def analysed(seed: np.random.SeedSequence, imputations: int) -> pd.DataFrame:
    """Contrast of one study by each analysis: estimate, standard error, limits."""
    made, holes = seed.spawn(2)
    frame, asked = complete(made), study(imputations)
    holed = with_holes(frame, holes)
    every = [
        headline_of(build_cohort({"analysis": one}, asked).table, asked, [HORIZON])
        for one in (frame, holed.dropna().reset_index(drop=True), holed)
    ]
    rows = [
        effects.select(arm="contrast").iloc[0] for effects in (*every, chained_equations({"analysis": holed}, asked))
    ]
    return pd.DataFrame(rows).assign(analysis=ANALYSES)[["analysis", "estimate", "std_error", "ci_lower", "ci_upper"]]


def scenario(seeds: Iterable[np.random.SeedSequence], imputations: int = 20) -> pd.DataFrame:
    """Every contrast of every study, below one another."""
    return pd.concat([analysed(seed, imputations) for seed in seeds], ignore_index=True)


def true_difference() -> float:
    """Risk difference among those in the programme."""
    return truth(DESIGN)["att", "risk_difference"]


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row an analysis: bias, spread, mean standard error over it, coverage, number of studies.

    `gap` is the mean difference from what the same study says when everything is known, `gap_error` its standard error.
    """
    lines, true = {}, true_difference()
    known = rows.loc[rows["analysis"] == ANALYSES[0], "estimate"].to_numpy()
    for name, own in rows.groupby("analysis", sort=False):
        gaps = own["estimate"].to_numpy() - known
        lines[name] = {
            "studies": len(own),
            "bias": own["estimate"].mean() - true,
            "sd": own["estimate"].std(ddof=1),
            "error_ratio": own["std_error"].mean() / own["estimate"].std(ddof=1),
            "gap": gaps.mean(),
            "gap_error": gaps.std(ddof=1) / np.sqrt(len(own)),
            "coverage": ((own["ci_lower"] <= true) & (true <= own["ci_upper"])).mean(),
        }
    return pd.DataFrame(lines).T


def seeds_of(studies: int, seed: int = 20261122) -> list[np.random.SeedSequence]:
    """One seed a study; they begin alike however many are asked."""
    return np.random.SeedSequence(seed).spawn(studies)
