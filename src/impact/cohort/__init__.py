"""Validated tables to an AnalysisTable: who is in, from when, until when, and with what history."""
