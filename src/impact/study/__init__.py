"""A study: one evaluation, read from its YAML file."""

from impact.study.model import REPORTED, Study
from impact.study.parts import DAYS_PER_UNIT, ESTIMANDS, MEASURES, METHODS, Disclosure, Text

__all__ = ["DAYS_PER_UNIT", "ESTIMANDS", "MEASURES", "METHODS", "REPORTED", "Disclosure", "Study", "Text"]
