"""Operating characteristics: what a study of a given shape would find, before there are data and with them."""

from impact.simulate.operating import HAZARD_RATIO, STUDIES, operating_characteristics
from impact.simulate.plasmode import Plasmode, plasmode
from impact.simulate.power import Plan, detectable_difference, detectable_hazard_ratio, power_of, power_table

__all__ = [
    "HAZARD_RATIO",
    "STUDIES",
    "Plan",
    "Plasmode",
    "detectable_difference",
    "detectable_hazard_ratio",
    "operating_characteristics",
    "plasmode",
    "power_of",
    "power_table",
]
