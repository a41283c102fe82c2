"""Right truncation: people who are in the data because they had the event, from whom no risk can be estimated."""

from __future__ import annotations

import numpy as np

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import EstimationError
from impact.study.counts import ADOPTED

WHY = (
    "Whoever was counted because the event happened (a register of the apprehended, of the readmitted, of deaths) says "
    "nothing of those to whom it did not, so that no risk and no survival curve can be made of it (right truncation)"
)

LARGE_ENOUGH = ADOPTED.minimum_n
"""A smaller arm can have had the event to the last person by itself."""


def refuse_right_truncation(table: AnalysisTable) -> None:
    """Refuse a table, or an arm of it, in which every row is an event.

    An arm counts from 30 people up, and where all of them had the event of interest; a few can all have had it by
    chance, or in the course of a long follow-up.

    Raises
    ------
    EstimationError
        The message names the arm where it is only one.
    """
    if len(table) and (table.event > 0).all():
        raise EstimationError(
            f"every row is an event and nobody is censored. {WHY}. Include those who are still free of the event, with "
            "the last day on which that was known"
        )
    for code, name in ARMS.items():
        own = table.event[table.arm == code]
        if len(own) >= LARGE_ENOUGH and np.all(own == 1):
            raise EstimationError(
                f"everybody in the {name} arm has had the event of interest, and nobody in it is censored. {WHY}. "
                f"Include the {name} arm's people who are still free of the event, as the other arm's are"
            )
