"""Studies like the one in hand whose truth is known: its people, its choice of arm, and outcomes from fitted hazards.

A simulated study draws clusters of the table with replacement, so that covariates go together as they do. Who is in the
programme is drawn from the fitted propensity. The event, competing events and loss come at piecewise constant hazards
fitted to the table; the programme multiplies that of the event by a ratio that is chosen, never by the estimated one,
and leaves competing events as they are. Members of a cluster are as alike in arm and event as those of the table.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.admission import admit
from impact.estimate.arrays import one_thread, sums_by, units_of
from impact.estimate.propensity import design_matrix, fit_propensity, orthonormal
from impact.simulate.hazards import Floats, Hazard, fit_hazard, pieces, risks

Ints = NDArray[np.int64]

SAME = 1e-9
"""Of the follow-up: a censoring nearer than that to the end of what could be observed is no loss."""


@dataclass(frozen=True, slots=True, eq=False)
class Plasmode:
    """A world to draw studies from.

    Attributes
    ----------
    covariates : pandas.DataFrame of n rows
    formula, time_unit : str
    units : ndarray of int, shape (n,)
        Clusters, or else persons.
    has_clusters : bool
    propensity : ndarray of shape (n,)
        Chance of being in the programme.
    hazards : dict of event code to Hazard
        0 is loss. Those of events have the same factors in both arms: nothing is the programme's doing yet.
    entry : float
        When observation starts, for everybody.
    until : ndarray of shape (n,)
        The end of what could be observed.
    alike_in_arm, alike_in_event : float
        Correlation within clusters, in 0–1.
    """

    covariates: pd.DataFrame
    formula: str
    time_unit: str
    units: Ints
    has_clusters: bool
    propensity: Floats
    hazards: dict[int, Hazard]
    entry: float
    until: Floats
    alike_in_arm: float
    alike_in_event: float

    def draw(self, hazard_ratio: float, seed: np.random.SeedSequence) -> AnalysisTable:
        """Draw one study in which the programme multiplies the hazard of the event by `hazard_ratio`."""
        random = np.random.default_rng(seed)
        rows, cluster = self._people(random)
        drawn = _uniform(random, cluster, self.alike_in_arm)
        arm = (drawn < self.propensity[rows]).astype(np.int8)
        entry = np.full(len(rows), self.entry)
        first, code = self.until[rows], np.zeros(len(rows), dtype=np.int16)
        for event, hazard in self.hazards.items():
            alike = self.alike_in_event if event == 1 else 0.0
            needed = -np.log1p(-_uniform(random, cluster, alike))
            if event == 1:
                needed = np.where(arm == 1, needed / hazard_ratio, needed)
            time = hazard.times(rows, arm, entry, needed)
            code = np.where(time < first, event, code).astype(np.int16)
            first = np.minimum(time, first)
        return AnalysisTable(
            arm=arm,
            time=first,
            event=code,
            entry=entry,
            lower=first,
            upper=np.where(code > 0, first, np.inf),
            cluster=cluster,
            id=np.arange(len(rows), dtype=np.int64),
            covariates=self.covariates.iloc[rows].reset_index(drop=True),
            formula=self.formula,
            time_unit=self.time_unit,
            has_clusters=self.has_clusters,
        )

    def truth(self, hazard_ratio: float, estimand: str, horizons: Floats) -> dict[str, Floats]:
        """Return true risks and times lost, shape (2, H), programme first, by measure (risk, rmtl).

        They are those of the world's population of the estimand, which the studies are drawn from.
        """
        chance = self.propensity
        mass = {"ate": np.ones_like(chance), "att": chance, "ato": chance * (1 - chance)}[estimand]
        values = []
        for which, ratio in enumerate((hazard_ratio, 1.0)):
            event = self.hazards[1]
            changed = Hazard(event.starts, event.rates, event.factors * ratio)
            others = [hazard for code, hazard in self.hazards.items() if code > 1]
            values.append([mass @ part / mass.sum() for part in risks([changed, *others], which, self.entry, horizons)])
        return {"risk": np.array([arm[0] for arm in values]), "rmtl": np.array([arm[1] for arm in values])}

    def _people(self, random: np.random.Generator) -> tuple[Ints, Ints]:
        """Draw clusters with replacement: rows of the world, and a code for each cluster drawn."""
        order = np.argsort(self.units, kind="stable")
        size = np.bincount(self.units)
        picked = random.integers(0, len(size), size=len(size))
        begins = (np.cumsum(size) - size)[picked]
        cluster = np.repeat(np.arange(len(picked)), size[picked])
        place = np.arange(len(cluster)) - np.repeat(np.cumsum(size[picked]) - size[picked], size[picked])
        return np.asarray(order[begins[cluster] + place]), cluster


@one_thread
def plasmode(table: AnalysisTable) -> Plasmode:
    """Fit a world to a table.

    Raises
    ------
    EstimationError
        If a person has several rows or people come under observation at different times, and as for
        `propensity_weights`.

    Notes
    -----
    Franklin et al. (2014), plasmode simulation; here the arm is drawn too, so that weighted populations have a truth.
    """
    admit(table)
    if len(np.unique(table.id)) < len(table):
        raise EstimationError("a design with several rows a person is not simulated; referral and landmark are")
    entry = table.entry[table.time > 0]
    if float(np.ptp(entry)) > 0:
        raise EstimationError(
            "people who come under observation at different times are not simulated; those who do at one time are"
        )
    model = fit_propensity(table)
    columns = orthonormal(design_matrix(table).to_numpy(dtype=np.float64))[:, 1:]
    until = _observable(table)
    starts, units = pieces(table), units_of(table)
    lost = (table.event == 0) & (table.time < until * (1 - SAME))
    hazards = {0: fit_hazard(table, columns, lost, starts)}
    for code in table.event_types:
        fitted = fit_hazard(table, columns, table.event == code, starts)
        hazards[code] = Hazard(starts, fitted.rates, np.stack([fitted.factors[1]] * 2))
    return Plasmode(
        covariates=table.covariates,
        formula=table.formula,
        time_unit=table.time_unit,
        units=units,
        has_clusters=table.has_clusters,
        propensity=model.propensity,
        hazards=hazards,
        entry=float(entry[0]),
        until=until,
        alike_in_arm=_alike(units, table.arm - model.propensity),
        alike_in_event=_alike(units, _surprise(table, hazards[1])),
    )


def _observable(table: AnalysisTable) -> Floats:
    """Return the end of what could be observed: the cut-off where the table knows it, else the longest follow-up."""
    longest = np.full(len(table), float(table.time.max()))
    if "observable" not in table.context:
        return longest
    known = table.context["observable"].to_numpy(dtype=np.float64)
    return np.maximum(np.where(np.isnan(known), longest, known), table.time)


def _surprise(table: AnalysisTable, hazard: Hazard) -> Floats:
    """Martingale residuals: events seen less those expected, shape (n,)."""
    ends = np.append(hazard.starts[1:], np.inf)
    spent = np.minimum(table.time[:, None], ends) - np.maximum(table.entry[:, None], hazard.starts)
    return np.asarray((table.event == 1) - hazard.factors[1] * (np.maximum(spent, 0.0) @ hazard.rates))


def _alike(units: Ints, residuals: Floats) -> float:
    """Mean product of the residuals of two members of a cluster over their mean square, within 0–1."""
    sizes = np.bincount(units).astype(np.float64)
    pairs = float((sizes * (sizes - 1)).sum())
    if pairs == 0:
        return 0.0
    products = float((sums_by(units, residuals) ** 2).sum() - (residuals**2).sum())
    return float(np.clip(products / pairs / (residuals**2).mean(), 0.0, 1.0))


def _uniform(random: np.random.Generator, cluster: Ints, alike: float) -> Floats:
    """Uniform numbers, one a person, that members of a cluster share in part (a Gaussian copula)."""
    own, shared = random.normal(size=len(cluster)), random.normal(size=int(cluster.max()) + 1)
    drawn = ndtr(np.sqrt(1 - alike) * own + np.sqrt(alike) * shared[cluster])
    # Short of 1, whose logarithm of what is left would be infinite.
    return np.asarray(np.clip(drawn, 0.0, 1.0 - np.finfo(float).epsneg))
