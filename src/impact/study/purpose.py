"""What a programme is for, as a study tells it: how it is thought to work, and what is known by other criteria."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from impact.study.parts import Part, Text

CRITERIA: Final = ("relevance", "coherence", "effectiveness", "efficiency", "impact", "sustainability")
"""The criteria of evaluation of the OECD's Development Assistance Committee, in its order (2019)."""


class Step(Part):
    """One step of a programme theory."""

    text: Text


class Theory(Part):
    """How a programme is thought to work: steps of which each is expected to lead to the next, and who says so.

    What is expected here is shown as that, and never as a finding.
    """

    steps: Annotated[tuple[Step, ...], Field(min_length=2, max_length=8)]
    source: Text
