"""Which event types are modelled with covariates, which are pooled, and which are left to each arm's own hazards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from impact.cohort.table import AnalysisTable
from impact.estimate.arrays import ARM_CODES

EVENTS_PER_COEFFICIENT = 5
"""With fewer a model of a type is too thin for covariates."""


@dataclass(frozen=True, slots=True)
class OutcomeTypes:
    """How the event types enter the outcome models, and how being censored enters its own.

    Attributes
    ----------
    groups : tuple of tuples of event codes
        The event of interest first, alone; then the competing ones, pooled where they were too few.
    adjusted : tuple of bool
        Whether a group's model has covariates; if not, each arm has a hazard of its own.
    censoring_adjusted : bool
        Whether censorings are enough for a model with covariates.
    """

    groups: tuple[tuple[int, ...], ...]
    adjusted: tuple[bool, ...]
    censoring_adjusted: bool

    @property
    def pooled(self) -> tuple[int, ...]:
        """Codes of the competing events that share a model."""
        return tuple(code for group in self.groups if len(group) > 1 for code in group)

    @property
    def without_covariates(self) -> tuple[int, ...]:
        """Codes of the events that are modelled without covariates though there are some."""
        pairs = zip(self.groups, self.adjusted, strict=True)
        return tuple(code for group, adjusted in pairs if not adjusted for code in group)


def outcome_types(table: AnalysisTable, code: int, covariates: int) -> OutcomeTypes:
    """Group the event types for `code` as the event of interest; `covariates` is the number of their columns.

    Competing types with fewer than five events per coefficient (the arm's included), or none in an arm, are pooled; if
    still short they join the least frequent of the others; if there is none, they have no covariates.
    """

    def enough(codes: tuple[int, ...]) -> bool:
        had = np.isin(table.event, codes)
        in_both = all((had & (table.arm == arm)).any() for arm in ARM_CODES)
        return covariates > 0 and in_both and int(had.sum()) >= EVENTS_PER_COEFFICIENT * (covariates + 1)

    others: list[tuple[int, ...]] = [
        (other,) for other in table.event_types if other != code and (table.event == other).any()
    ]
    groups = [group for group in others if enough(group)]
    short = tuple(other for group in others if group not in groups for other in group)
    if short and groups and not enough(short):
        least = min(groups, key=lambda group: int(np.isin(table.event, group).sum()))
        groups[groups.index(least)] = tuple(sorted(least + short))
    elif short:
        groups.append(short)
    every = ((code,), *groups)
    return OutcomeTypes(every, tuple(enough(group) for group in every), enough((0,)))
