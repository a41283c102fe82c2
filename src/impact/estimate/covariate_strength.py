"""How strongly each measured covariate goes with the arm and with the event, as risk ratios: a scale for E-values."""

from __future__ import annotations

import numpy as np
import pandas as pd

from impact.cohort.table import AnalysisTable
from impact.estimate.admission import admit_horizons
from impact.estimate.arms import incidence_of
from impact.estimate.arrays import ARM_CODES, Bools, one_thread
from impact.estimate.propensity import design_matrix
from impact.study import Study


@one_thread
def covariate_strengths(table: AnalysisTable, study: Study) -> dict[str, tuple[float, float]]:
    """Return each covariate's risk ratios with the arm and with the event by the primary horizon, both at least 1.

    A factor's levels are its values; a number with d columns in the model has d + 1 levels of about equal size (two for
    a number that enters as a line). Levels with fewer people than the disclosure rules' minimum, or fewer than they
    show in an arm, are taken together.

    With the arm: the largest ratio, over levels, of the shares of the two arms that are in the level, whichever is
    larger. With the event: the largest over the smallest unadjusted risk of a level, both arms' risks being averaged
    with the same weights in every level; one without an event is left out. Each covariate is taken by itself, as if
    nothing else had been measured, and the largest of several ratios is above what chance alone makes of it: the scale
    is, if anything, a demanding one. A covariate that leaves no two levels to compare is absent.
    """
    arms = {code: table.arm == code for code in ARM_CODES}
    found = {}
    for name, levels in _levels(table).items():
        kept = [people for people in _pooled(table, study, levels) if people.any()]
        shares = np.array([[people[own].mean() for own in arms.values()] for people in kept])
        risks = np.array([_risk(table, study, people) for people in kept])
        risks = risks[risks > 0]
        if len(kept) > 1 and len(risks) > 1:
            with_arm = np.exp(np.abs(np.log(shares[:, 0] / shares[:, 1])).max())
            found[name] = (float(with_arm), float(risks.max() / risks.min()))
    return found


def _levels(table: AnalysisTable) -> dict[str, list[Bools]]:
    """Tell who is in each level of each covariate."""
    degrees, levels = _degrees(table), {}
    for name in table.covariates.columns.astype(str):
        column = table.covariates[name]
        if column.dtype == object or column.nunique() <= 2:
            codes = pd.factorize(column, sort=True)[0]
        else:
            codes = pd.qcut(column, degrees.get(name, 1) + 1, labels=False, duplicates="drop").to_numpy()
            if codes.max() == 0:  # more than half have the least value
                codes = (column > column.min()).to_numpy()
        levels[name] = [np.asarray(codes == code) for code in np.unique(codes)]
    return levels


def _degrees(table: AnalysisTable) -> dict[str, int]:
    """Count the columns of the model that each covariate has."""
    specification = getattr(design_matrix(table), "model_spec", None)
    count: dict[str, int] = {}
    if specification is not None:
        for term, columns in specification.term_indices.items():
            for variable in specification.term_variables[term]:
                count[str(variable)] = count.get(str(variable), 0) + len(columns)
    return count


def _pooled(table: AnalysisTable, study: Study, levels: list[Bools]) -> list[Bools]:
    """Take small levels together; should they be small even so, nobody speaks for them."""

    def is_small(people: Bools) -> bool:
        by_arm = [int((people & (table.arm == code)).sum()) for code in ARM_CODES]
        return sum(by_arm) < study.disclosure.minimum_n or min(by_arm) < study.disclosure.suppress_below

    small = [people for people in levels if is_small(people)]
    together = np.any(small, axis=0) if small else np.zeros(len(table), dtype=bool)
    kept = [people for people in levels if not is_small(people)]
    return kept if is_small(together) else [*kept, together]


def _risk(table: AnalysisTable, study: Study, people: Bools) -> float:
    """Unadjusted risk in a level, the arms' risks weighted by their share of all people."""
    horizon, ones = admit_horizons([study.primary.horizon]), np.ones(len(table))
    total = 0.0
    for code in ARM_CODES:
        incidence = incidence_of(table, np.flatnonzero(people & (table.arm == code)), ones)
        total += float((table.arm == code).mean()) * float(incidence.at(incidence.risk[0], horizon)[0])
    return total
