"""Operating characteristics: what a study of a given shape would find, before there are data."""

from impact.simulate.power import Plan, detectable_difference, detectable_hazard_ratio, power_of, power_table

__all__ = ["Plan", "detectable_difference", "detectable_hazard_ratio", "power_of", "power_table"]
