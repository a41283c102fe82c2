"""What must hold of every mutant: a listed exit code with a message that shows nobody, or results that make sense."""

from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from bases import CANARY
from edits import Mutant

from impact.cohort.table import AnalysisTable
from impact.disclosure.released import COUNTS, ReleasedResults
from impact.errors import EstimationError, ImpactError
from impact.results import StudyResults
from impact.runner import runs
from impact.study import Study

LISTED = frozenset((2, 10, 11, 12, 13, 15))
"""Exit codes that reading, estimating and releasing may end in; 14 is a notebook's, 16 a verification's."""

LINES, CHARACTERS = 16, 2_500
CLOSE = 1e-9
"""Of sums and differences of the same floats in another order."""


def run_in_process(case_study: Path, out: Path) -> Path:
    """Do what `impact run` does but for the notebooks, which would ask the same stages; return the run's folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return runs.run(Study.load(case_study), out).folder


def check(mutant: Mutant, folder: Path) -> str:
    """Run a mutant and hold what comes of it against the properties; return `complete` or the exit code."""
    study, out = mutant.made().write(folder), folder / "out"
    try:
        done = run_in_process(study, out)
    except ImpactError as error:
        check_refusal(error, out)
        return str(error.exit_code)
    check_results(Study.load(study), done)
    return "complete"


def check_refusal(error: ImpactError, out: Path) -> None:
    """Hold a refusal against what it may say and leave."""
    message = str(error)
    assert error.exit_code in LISTED, f"exit code {error.exit_code}: {message}"
    assert CANARY not in message.lower(), f"a row in the message: {message}"
    assert "Traceback" not in message
    assert message.strip(), "an error that says nothing"
    assert all(line.isprintable() for line in message.splitlines()), repr(message)
    assert len(message.splitlines()) <= LINES, message
    assert len(message) <= CHARACTERS, message[:300]
    assert not list(out.rglob("latest"))
    left = [path for path in out.rglob("*") if path.is_file() and path.name not in (".lock", "RESTRICTED", "run.log")]
    assert {path.name for path in left} <= {"reason.txt"}, left
    assert not [path for path in left if CANARY in path.read_text(encoding="utf-8").lower()]


def check_results(study: Study, run: Path) -> None:
    """Hold the results of a mutant that could be analysed against what holds of any."""
    results = StudyResults.load(run / "results")
    released = ReleasedResults.load(run / "released")
    assert (run.parent / "latest").resolve() == run.resolve()
    _risks_and_limits(results.effects.frame)
    _curves(results.curves.frame)
    if study.partners.inference == "these_partners":
        _differences(results.effects.frame)
    _flow(results.flow.frame)
    _counts(released)
    _weights(study, run)
    released.save(run / "again")
    for frame, same in zip(released, ReleasedResults.load(run / "again"), strict=True):
        pd.testing.assert_frame_equal(frame.frame, same.frame)


def _risks_and_limits(effects: pd.DataFrame) -> None:
    risks = effects[effects["measure"] == "risk"]["estimate"].dropna()
    assert risks.between(-CLOSE, 1 + CLOSE).all(), risks.describe()
    limits = effects.dropna(subset=["ci_lower", "ci_upper"])
    assert (limits["ci_lower"] <= limits["ci_upper"] + CLOSE).all()
    within = limits[(limits["analysis"] == "main") & limits["estimate"].notna()]
    assert (within["ci_lower"] <= within["estimate"] + CLOSE).all()
    assert (within["estimate"] <= within["ci_upper"] + CLOSE).all()
    assert np.isfinite(limits[["ci_lower", "ci_upper"]].to_numpy(dtype=float)).all()


def _curves(curves: pd.DataFrame) -> None:
    key = ["analysis", "population", "method", "estimand", "arm", "event"]
    for _, rows in curves.groupby(key, dropna=False):
        risk = rows.sort_values("time")["estimate"].dropna().to_numpy(dtype=float)
        assert (np.diff(risk) >= -CLOSE).all()
        assert ((risk >= -CLOSE) & (risk <= 1 + CLOSE)).all()


def _differences(effects: pd.DataFrame) -> None:
    """Programme minus comparison is the difference, before rounding."""
    key = ["analysis", "population", "method", "estimand", "event", "horizon"]
    main = effects[(effects["analysis"] == "main") & (effects["population"] == "all")]
    risks = main[main["measure"] == "risk"].pivot_table(index=key, columns="arm", values="estimate")
    contrasts = main[main["measure"] == "risk_difference"].set_index(key)["estimate"].dropna()
    if risks.empty or contrasts.empty:
        return
    both = risks.join(contrasts.rename("difference"), how="inner")
    assert ((both["programme"] - both["comparison"] - both["difference"]).abs().dropna() < CLOSE).all()


def _flow(flow: pd.DataFrame) -> None:
    for _, rows in flow.groupby("arm"):
        total = rows.loc[rows["step"] == "all", "n"].sum()
        assert total == rows.loc[rows["step"].isin(["excluded", "analysed"]), "n"].sum()


def _counts(released: ReleasedResults) -> None:
    for frame in released:
        for column in COUNTS & set(frame.frame.columns):
            counts = frame.frame[column].dropna()
            assert not ((counts > 0) & (counts < 11)).any(), f"{frame.FILE}: {column}"


def _weights(study: Study, run: Path) -> None:
    from impact.estimate import propensity_weights

    if study.design.kind not in ("referral", "landmark"):
        return
    try:
        made = propensity_weights(AnalysisTable.load(run / "analysis.parquet"), estimand=study.primary.estimand)
    except EstimationError:
        return
    weights = np.asarray(made.values)
    assert np.isfinite(weights).all()
    assert (weights >= 0).all()
