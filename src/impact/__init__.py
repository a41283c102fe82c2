"""Arraigo evaluates programmes that support children after a return."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from impact.cohort import build_cohort
    from impact.cohort.table import AnalysisTable
    from impact.data.synthetic import synthesise
    from impact.data.validate import validate
    from impact.disclosure import ReleasedResults
    from impact.disclosure.release import release
    from impact.errors import ImpactError
    from impact.results import StudyResults
    from impact.runner.analysis import Analysis
    from impact.runner.runs import Run, run
    from impact.study import Study

__version__ = "0.1.0"

_HOMES = {
    "Analysis": "impact.runner.analysis",
    "AnalysisTable": "impact.cohort.table",
    "ImpactError": "impact.errors",
    "ReleasedResults": "impact.disclosure",
    "Run": "impact.runner.runs",
    "Study": "impact.study",
    "StudyResults": "impact.results",
    "build_cohort": "impact.cohort",
    "release": "impact.disclosure",
    "run": "impact.runner.runs",
    "synthesise": "impact.data.synthetic",
    "validate": "impact.data.validate",
}

__all__ = [
    "Analysis",
    "AnalysisTable",
    "ImpactError",
    "ReleasedResults",
    "Run",
    "Study",
    "StudyResults",
    "build_cohort",
    "release",
    "run",
    "synthesise",
    "validate",
]


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: `import impact` alone costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module 'impact' has no attribute '{name}'")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
