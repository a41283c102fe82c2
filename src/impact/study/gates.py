"""The gates: their default limits, and what a study writes to change one."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field

from impact.study.parts import Disclosure, Part, Text

EVENTS: Final = 11
"""Fewer events in an arm than this are never released (METHODS.md: a gate fails under 10), so that a gate which passed
at 10 would tell that there are exactly 10."""

LIMITS: Final = {
    "balance": 0.10,
    "equipoise": 0.2,
    "effective_sample_size": 30.0,
    "traced": 0.6,
    "traced_gap": 0.10,
    "events": float(EVENTS),
    "convergence": 1.0,
}
"""Limits of the gates; a study may override each with a reason."""

GATES: Final = tuple(LIMITS)

CEILINGS: Final = frozenset({"balance", "traced_gap"})
"""Gates whose value may not be above the limit; the others may not be below it."""


def _written_out(text: Text) -> Text:
    if not text or not all(words.strip() for words in text.values()):
        raise ValueError("a reason must be written out in every language of the study; the report prints it")
    return text


Reason = Annotated[Text, AfterValidator(_written_out)]
"""Why a study departs from a rule, in each of its languages."""


class Gate(Part):
    """A threshold other than the default, with the reason that the report prints."""

    threshold: Annotated[float, Field(allow_inf_nan=False)]
    reason: Reason


def default_limit(family: str, rules: Disclosure) -> float:
    """Return a gate's limit where the study names none; that of events follows stricter rules of release."""
    return max(LIMITS[family], float(rules.suppress_below)) if family == "events" else LIMITS[family]


def is_loosened(family: str, threshold: float) -> bool:
    """Tell whether a study's limit lets through what the default would not."""
    return threshold > LIMITS[family] if family in CEILINGS else threshold < LIMITS[family]
