"""What is claimed in public about a programme, asked of the data: numbers and a verdict for each claim."""

from impact.claims.effect import BOUNDS, MAIN, contrast, limits_of
from impact.claims.register import study_claims
from impact.claims.verdict import Limits, verdict

__all__ = ["BOUNDS", "MAIN", "Limits", "contrast", "limits_of", "study_claims", "verdict"]
