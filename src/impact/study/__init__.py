"""A study: one evaluation, read from its YAML file."""

from impact.study.model import DAYS_PER_UNIT, ESTIMANDS, MEASURES, METHODS, REPORTED, Disclosure, Study, Text

__all__ = ["DAYS_PER_UNIT", "ESTIMANDS", "MEASURES", "METHODS", "REPORTED", "Disclosure", "Study", "Text"]
