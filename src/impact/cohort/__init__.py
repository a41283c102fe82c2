"""Validated tables to an AnalysisTable: who is in, from when, until when, and with what history."""

from impact.cohort.build import Cohort, build_cohort
from impact.cohort.table import AnalysisTable

__all__ = ["AnalysisTable", "Cohort", "build_cohort"]
