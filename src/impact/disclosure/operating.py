"""Operating characteristics as they may be shown: they count nobody, but the truth is a rate of the study's people."""

from __future__ import annotations

import numpy as np

from impact.disclosure.frames import floats
from impact.disclosure.rules import FINEST_RATE, SHARE_STEP, rate_step, shown_counts, to_step
from impact.results import OperatingCharacteristics
from impact.study import Study

_FINE = ("bias", "sd")
_SHARES = ("coverage", "rejected")


def release_operating(operating: OperatingCharacteristics, study: Study, fewest: int) -> OperatingCharacteristics:
    """Round what was simulated from a study's people, and blank it where they are too few.

    Parameters
    ----------
    operating : OperatingCharacteristics
    study : Study
        Its `disclosure` holds the rules.
    fewest : int
        People in the smaller arm: the truth comes in the steps of their rates.
    """
    frame, rules = operating.frame.copy(), study.disclosure
    numbers = ("truth", *_FINE, "error_ratio", *_SHARES)
    if fewest < rules.minimum_n:
        return OperatingCharacteristics(frame.assign(**dict.fromkeys(numbers, np.nan)), is_released=True)
    scale = np.where(frame["measure"] == "rmtl_difference", floats(frame["horizon"]), 1.0)
    coarse = rate_step(float(shown_counts(fewest, rules)), rules)
    steps = {"truth": coarse * scale, "error_ratio": SHARE_STEP * np.ones_like(scale)}
    steps |= dict.fromkeys(_FINE, FINEST_RATE * scale) | dict.fromkeys(_SHARES, FINEST_RATE * np.ones_like(scale))
    return OperatingCharacteristics(
        frame.assign(**{name: to_step(floats(frame[name]), step) for name, step in steps.items()}), is_released=True
    )
