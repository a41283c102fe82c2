"""Verdicts: what may be said of a claim, from the interval of the estimate and the limits of its bounds.

=================  ====================================================================================================
verdict            rule, for a claim that values over its threshold meet
=================  ====================================================================================================
`established`      the 95% limit of the worst case among all ever enrolled meets the threshold: whatever became of those
                   lost, and chance apart, the claim holds
`contradicted`     the 95% limit of the best case does not meet it
`not_supported`    no value in the estimate's interval meets it
`consistent`       none of these: the data agree with the claim, and with others
`not_checkable`    there is no horizon, nobody to ask it of, or no estimate that may be reported
`count`            the claim is of a count, which is no effect
=================  ====================================================================================================

The first that applies, from the top; the last two are never a matter of numbers. For a claim that values under its
threshold meet, everything is read with the opposite sign.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from impact.study.claims import Claim


@dataclass(frozen=True, slots=True)
class Limits:
    """An estimate's 95% interval, and of its bounds the limit least (`worst`) and most (`best`) in favour of a claim.

    A missing limit decides nothing.
    """

    ci_lower: float
    ci_upper: float
    worst: float
    best: float

    def reversed(self) -> Self:
        """Return them with the opposite sign, for a claim that is met from below."""
        return type(self)(-self.ci_upper, -self.ci_lower, -self.worst, -self.best)


def verdict(claim: Claim, limits: Limits, *, rounded: bool = False) -> str:
    """Pass the verdict on a claim with a threshold.

    Parameters
    ----------
    claim : Claim
        Of a risk or an effect.
    limits : Limits
        On the scale of its threshold. At least the interval must be there, or the answer is `not_checkable`.
    rounded : bool
        Whether limits are rounded outward, away from what they are the limit of: then one that is shown on the
        threshold lies on the side of what it bounds.

    Returns
    -------
    str
        One of `VERDICTS`. A limit on the threshold itself meets it.
    """
    if claim.threshold is None or np.isnan([limits.ci_lower, limits.ci_upper]).any():
        return "not_checkable"
    over = limits if claim.is_met_from_above else limits.reversed()
    threshold = claim.threshold if claim.is_met_from_above else -claim.threshold
    if over.worst >= threshold:
        return "established"
    if _fails(over.best, threshold, rounded):
        return "contradicted"
    return "not_supported" if _fails(over.ci_upper, threshold, rounded) else "consistent"


def _fails(limit: float, threshold: float, rounded: bool) -> bool:
    return limit <= threshold if rounded else limit < threshold
