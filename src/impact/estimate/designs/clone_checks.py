"""What the weights of clones do: how alike they make the children, how much information is left, who weighs most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate import checks
from impact.estimate.arrays import ARM_CODES, Bools, Floats, one_thread
from impact.estimate.balance import balance
from impact.estimate.designs.clone_censor import CloneModels, arms_at, fit_models, population
from impact.estimate.designs.clones import Clones, clones_of
from impact.estimate.weighting import effective_n
from impact.results import Balance, Checks, FollowUp
from impact.study import ESTIMANDS, Study

HEAVIEST = 0.05
"""A clone that stands for more of its arm than this is worth a look."""


@dataclass(frozen=True, slots=True)
class AtGrace:
    """The children at home when the grace ends, by then enrolled or not, under the weights of their clones.

    `there` (n,) tells who of the table they are; `table` holds them alone, and `values` are weights in its order.
    """

    there: Bools
    table: AnalysisTable
    enrolled_by: Floats

    @classmethod
    def of(cls, table: AnalysisTable, clones: Clones, models: CloneModels) -> AtGrace:
        """Take those whose stay outlasts the grace."""
        there = clones.stays.end > clones.grace
        free = models.not_enrolled
        by_grace = free[min(clones.grace + 1, clones.stays.last_opportunity)]
        own = replace(table.rows(there), arm=clones.enrols[there].astype(np.int8))
        return cls(there, own, 1.0 - by_grace[there])

    def weights(self, estimand: str, models: CloneModels) -> Floats:
        """Return what each child's clone weighs for a population, shape (children there,)."""
        counts = population(estimand, models.propensity.propensity)[self.there]
        return counts / np.where(self.table.arm == 1, self.enrolled_by, 1.0 - self.enrolled_by)


@one_thread
def clone_balance(table: AnalysisTable, study: Study) -> Balance:
    """Balance of the children at home when the grace ends, enrolled by then against not, before and after weighting.

    Raises
    ------
    EstimationError
        As for `clone_effects`.
    """
    clones = clones_of(table, study.design.grace or 0)
    models = fit_models(table, clones)
    there = AtGrace.of(table, clones, models)
    parts = []
    for estimand in ESTIMANDS:
        frame = balance(there.table, there.weights(estimand, models)).frame
        parts.append(Balance(frame.assign(method="iptw", estimand=estimand)))
    return Balance.concat(parts)


@one_thread
def clone_checks(table: AnalysisTable, study: Study, followup: FollowUp) -> Checks:
    """Judge the gates of a study of clones: balance, effective size, tracing and events; and say what censoring does.

    Effective sizes are those of the clones at home when the grace ends, under the weights of the headline comparison.

    Raises
    ------
    EstimationError
        As for `clone_effects`.
    """
    gates = checks.Gates(study)
    clones = clones_of(table, study.design.grace or 0)
    models = fit_models(table, clones)
    there = AtGrace.of(table, clones, models)
    estimand = study.primary.estimand if study.primary.method != "unadjusted" else "ate"
    weights = there.weights(estimand, models)
    return checks.checks_of(
        [
            *checks.balance_checks(gates, clone_balance(table, study)),
            *(gates.row("effective_sample_size", arm, n) for arm, n in effective_n(there.table, weights).items()),
            gates.row("convergence", "", float(models.propensity.converged)),
            *checks.traced_checks(gates, followup),
            *checks.event_checks(gates, arms_at(clones, models, study), 0),
            *_weight_checks(gates, clones, there, weights),
        ]
    )


def _weight_checks(gates: checks.Gates, clones: Clones, there: AtGrace, weights: Floats) -> Iterator[dict[str, object]]:
    """Share of each arm's clones that are censored because they depart from it, and the share of the heaviest."""
    left = {1: clones.stays.end > clones.leaves[0], 0: clones.stays.end > clones.leaves[1]}
    for code in ARM_CODES:
        yield gates.judged("censored_by_design", ARMS[code], float(left[code].mean()), np.nan, "pass")
    for code in ARM_CODES:
        own = weights[there.table.arm == code]
        share = float(own.max() / own.sum())
        yield gates.judged("largest_weight", ARMS[code], share, HEAVIEST, "warn" if share > HEAVIEST else "pass")
