"""Partners like these: the mean over partners of each one's contrast with the comparison children of its departments.

Each partner counts once, and the interval is mean ± t(G − 1) · sd / √G of the G partners' contrasts (METHODS.md 12).
Weights come from one model of everybody in the partners' departments, which a partner's few children could not carry
alone; the risk under them is Hájek's, as if they were made to sum to one again in each partner's departments.

A partner with too few children in either arm is left out, pooled with none. How many events it has decides nothing:
leaving out partners with few events would leave out those that do best.

No estimate of a single partner leaves this module. Two partners' estimates could be had from their mean and its
interval, so that three are the fewest of whom anything is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.estimate.admission import method_and_estimand
from impact.estimate.arms import incidence_of, time_lost
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints
from impact.estimate.contrasts import CONTRASTS
from impact.estimate.imputed.drawn_dates import drawn_dates
from impact.estimate.propensity import case_weights
from impact.estimate.reweigh import fit_weights, weights_of
from impact.estimate.rows import FEW_PARTNERS, Number, Scale, effect_row
from impact.results import Effects
from impact.study import Study

FEWEST = 3
"""Partners, of whom anything may be said."""

DRAWS = 5
"""Sets of event dates that partners' estimates are averaged over, where dates are imputed."""


@dataclass(frozen=True, slots=True)
class Partner:
    """Who is behind a partner, shape (n,): its programme children, and the comparison children of their departments."""

    programme: Bools
    comparison: Bools

    @property
    def people(self) -> Bools:
        """All of them."""
        return self.programme | self.comparison


def partners_of(table: AnalysisTable) -> list[Partner]:
    """Return who is behind each partner, without the partners' names; none where the context does not tell."""
    if not {"partner", "department"} <= set(table.context.columns):
        return []
    partner = pd.factorize(table.context["partner"].where(table.arm == 1))[0]
    department = pd.factorize(table.context["department"])[0]
    comparison = (table.arm == 0) & (department >= 0)
    every = [partner == code for code in range(partner.max(initial=-1) + 1)]
    return [Partner(own, comparison & np.isin(department, department[own])) for own in every]


def anybody(partners: list[Partner], which: str, size: int) -> Bools:
    """Tell who is behind any of the partners: `which` is programme, comparison or people; shape (size,)."""
    return np.asarray(np.any([np.zeros(size, dtype=bool), *(getattr(one, which) for one in partners)], axis=0))


def partners_with_enough(table: AnalysisTable, study: Study) -> list[Partner]:
    """Return the partners that are in the mean: those with as many children in either arm as may be shown."""
    least = study.disclosure.suppress_below
    return [one for one in partners_of(table) if min(one.programme.sum(), one.comparison.sum()) >= least]


def partner_contrasts(table: AnalysisTable, study: Study, contrasts: Iterable[str]) -> Effects:
    """Mean over partners of each partner's contrast, with a t interval, at every horizon of the study.

    Parameters
    ----------
    table : AnalysisTable
        With partners and departments in its context.
    study : Study
        Its primary method (one that weights) and estimand.
    contrasts : iterable of str
        risk_difference, risk_ratio, rmtl_difference.

    Returns
    -------
    Effects
        The arms' rows, which are equal-weight means too, and the contrasts. A ratio is that of the mean risks, its
        interval on the logarithm by linearisation. `n` and `events` count the children of the partners in the mean.

    Raises
    ------
    EstimationError
        As for `propensity_weights`, of the children in the partners' departments.
    """
    asked, horizons = set(contrasts), np.asarray(study.horizons, dtype=np.float64)
    found = _estimated(table, study, horizons)
    rows: list[dict[str, object]] = []
    for measure, offered in CONTRASTS.items():
        if names := [name for name in offered if name in asked]:
            for index in range(len(horizons)):
                rows += found.rows(measure, names, index)
    shared = {
        "method": study.headline_method,
        "estimand": method_and_estimand(study.headline_method, study.primary.estimand),
    }
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)).assign(**shared))


@dataclass(frozen=True, slots=True)
class _Estimated:
    """Every partner's risks and time lost, which go no further than their mean and spread.

    Attributes
    ----------
    horizons : ndarray of shape (H,)
    levels : dict of measure (risk, rmtl) to ndarray of shape (G, 2, H)
        Partners; programme and comparison; horizons. Missing where nobody of either arm is followed so far.
    people : ndarray of int, shape (2,)
    events : ndarray of int, shape (2, H)
        Distinct children behind the partners.
    """

    horizons: Floats
    levels: dict[str, Floats]
    people: Ints
    events: Ints

    def rows(self, measure: str, contrasts: list[str], index: int) -> Iterator[dict[str, object]]:
        """Rows of both arms and of the contrasts at the horizon of that index."""
        values = self.levels[measure][:, :, index]
        values = values[np.isfinite(values).all(axis=1)]
        means = values.mean(axis=0) if len(values) else np.full(2, np.nan)
        for which, code in enumerate(ARM_CODES):
            scale: Scale = "risk" if measure == "risk" else "difference"
            number = self._number(values[:, which], scale, slice(which, which + 1), index)
            yield self._row(number, measure, ARMS[code], slice(which, which + 1), index)
        for name in contrasts:
            if name.endswith("ratio"):
                # The derivative of the logarithm of the ratio in each partner's risks, around that logarithm.
                single = np.log(means[0] / means[1]) + (values / means) @ [1.0, -1.0]
                number = self._number(single, "ratio", slice(0, 2), index)
            else:
                number = self._number(values @ [1.0, -1.0], "difference", slice(0, 2), index)
            yield self._row(number, name, "contrast", slice(0, 2), index)

    def _number(self, single: Floats, scale: Scale, arms: slice, index: int) -> Number:
        """Mean of the partners' values (G,), which are logarithms for a ratio, with its standard error sd/√G."""
        count, is_few = len(single), len(self.levels["risk"]) < FEWEST
        enough = count >= FEWEST
        mean = float(single.mean()) if enough else np.nan
        return Number(
            estimate=float(np.exp(mean)) if scale == "ratio" else mean,
            std_error=float(single.std(ddof=1) / np.sqrt(count)) if enough else np.nan,
            scale=scale,
            followed=enough,
            fewest=int(self.events[arms, index].min()),
            degrees=float(count - 1),
            because=FEW_PARTNERS if is_few else "",
        )

    def _row(self, number: Number, measure: str, arm: str, arms: slice, index: int) -> dict[str, object]:
        return effect_row(
            number,
            measure=measure,
            method="",
            estimand="",
            arm=arm,
            event=1,
            horizon=float(self.horizons[index]),
            interval="partners",
            n=int(self.people[arms].sum()),
            events=int(self.events[arms, index].sum()),
        )


def _estimated(table: AnalysisTable, study: Study, horizons: Floats) -> _Estimated:
    """Estimate both arms of every partner that has enough children."""
    partners = partners_with_enough(table, study)
    weights = _weights(table, study, anybody(partners_of(table), "people", len(table)))
    every = drawn_dates(table, study, DRAWS)
    drawn = [[_levels(dated, one, weights, horizons) for one in partners] for dated in every]
    levels = np.mean(np.reshape(drawn, (len(every), len(partners), 2, 2, len(horizons))), axis=0)
    arms = [anybody(partners, which, len(table)) for which in ("programme", "comparison")]
    events = [
        [(dated.time[them & (dated.event == 1), None] <= horizons).sum(axis=0) for them in arms] for dated in every
    ]
    return _Estimated(
        horizons,
        {"risk": levels[:, 0], "rmtl": levels[:, 1]},
        people=np.array([them.sum() for them in arms], dtype=np.int64),
        events=np.rint(np.mean(events, axis=0)).astype(np.int64),
    )


def _weights(table: AnalysisTable, study: Study, near: Bools) -> Floats:
    """Weights of the study's headline, fitted to the people who are `near` a partner; 0 for everybody else."""
    people, values = table.rows(near), np.zeros(len(table))
    method = study.headline_method
    estimand = method_and_estimand(method, study.primary.estimand)
    model = fit_weights(people, method, [estimand], truncate=study.truncation(method))
    values[near] = case_weights(people, weights_of(people, model, estimand))
    return values


def _levels(table: AnalysisTable, partner: Partner, weights: Floats, horizons: Floats) -> Floats:
    """Risk and time lost in one partner's arms, shape (2, 2, H); missing where either arm is not followed so far."""
    values, followed = np.zeros((2, 2, len(horizons))), np.ones(len(horizons), dtype=bool)
    for which, members in enumerate((partner.programme, partner.comparison)):
        incidence = incidence_of(table, np.flatnonzero(members), weights)
        values[0, which] = incidence.at(incidence.risk[incidence.types.index(1)], horizons)
        values[1, which] = time_lost(incidence, 1, horizons)
        last = incidence.times[incidence.at_risk > 0].max(initial=0.0)
        followed &= (horizons <= last) | (incidence.survival[-1] == 0)
    return np.where(followed, values, np.nan)
