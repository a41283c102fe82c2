"""The people of the benchmarks: daily times, ten covariates, one competing event; made alike wherever they are made."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from impact import AnalysisTable

SEED = 20261122
COVARIATES = tuple(f"x{number}" for number in range(10))
HORIZON = 365.0
FOLDER = Path(__file__).parents[1] / "build" / "benchmarks"
"""Where peers of other languages find the same people."""


def people(n: int, *, competing: bool = True, late: bool = False) -> pd.DataFrame:
    """Return n people followed for up to two years, about two in five of them in the programme.

    Parameters
    ----------
    n : int
    competing : bool
        Whether there is a second event type.
    late : bool
        Whether a third of them come under observation late.
    """
    random = np.random.default_rng(SEED)
    x = random.normal(size=(n, len(COVARIATES)))
    x[:, 5:] = x[:, 5:] > 0
    arm = random.uniform(size=n) < 1 / (1 + np.exp(0.5 - 0.5 * x[:, 0] + 0.4 * x[:, 1] - 0.4 * x[:, 5]))
    event = random.exponential(900 / np.exp(0.3 * x[:, 0] - 0.2 * x[:, 2] + 0.3 * x[:, 6] - 0.4 * arm))
    other = random.exponential(5000.0, n) if competing else np.full(n, np.inf)
    lost = np.minimum(random.exponential(2500 / np.exp(0.2 * x[:, 3]), n), random.uniform(400, 730, n))
    time = np.minimum(np.minimum(event, other), lost)
    frame = pd.DataFrame(x, columns=list(COVARIATES))
    frame["arm"] = arm.astype(int)
    frame["event"] = np.select([time == event, time == other], [1, 2], 0)
    frame["time"] = np.ceil(time)
    frame["entry"] = np.floor(frame["time"] * random.uniform(0, 0.5, n)) * (random.uniform(size=n) < late / 3)
    return frame


def table_of(frame: pd.DataFrame) -> AnalysisTable:
    """Make the analysis table."""
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", entry="entry", covariates=list(COVARIATES)
    )


def written(frame: pd.DataFrame, name: str) -> Path:
    """Write the people down for another process, and return where."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.csv"
    frame.to_csv(path, index=False)
    return path
