"""What a service in every period goes with among the children enrolled: rows of Effects, and the checks behind them.

It is an observational comparison of the enrolled with each other, and it rests on what no data can show:

- within the same recorded history, who is served in a period and who is not do not differ in their risk otherwise
  (children about to leave may stop coming; children who do well may be easier to serve);
- so do those lost and those followed;
- a service is a service, whatever its kind and length;
- the models are right: above all, a service acts through the period after it alone.

The data say only whether everybody could have been served or not (positivity), and how far the weights lean on a few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from impact.cohort.person_periods import PersonPeriods, person_periods
from impact.errors import EstimationError
from impact.estimate import checks
from impact.estimate.arrays import Bools, Floats, one_thread, sums_by, variance
from impact.estimate.dose.model import DoseModel, fit_dose
from impact.estimate.rows import Number, Scale, effect_row
from impact.estimate.sensitivity import named
from impact.results import Checks, Effects
from impact.study import Study
from impact.study.dose import METHODS, Dose

ANALYSIS: Final = "service_dose"
FEW_IN_SERVICES: Final = "withheld-few-in-services"
"""Message of a horizon by which services had ended for nearly everybody."""

POSSIBLE: Final = (0.05, 0.95)
"""Chances of a service between which either is a real possibility."""

POSITIVITY_WARNING, POSITIVITY = 0.95, 0.8
"""Share of person-periods in which either must be possible."""

MEAN_WARNING, MEAN = 0.1, 0.2
"""How far from 1 the mean of stabilised weights may be; it is 1 where the models are right."""

EFFECTIVE: Final = 30.0
"""Fewest children that the weighted person-periods may be worth."""

HEAVIEST: Final = 0.05
"""Share of the weight of one child from which on the answer leans on it."""

ARM_NAMES: Final = ("programme", "comparison")
"""A service in every period, and none: both are all children enrolled."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """The horizons in the study's unit and in whole periods, with what was seen by each; arrays of shape (H,).

    `events` (2, H) are those after a period with a service, and all others; `fewest` leaves out the first period, which
    has none before it. `reached` tells where enough children of either kind were still in services.
    """

    horizons: tuple[float, ...]
    periods: np.ndarray
    events: Floats
    fewest: Floats
    reached: Bools

    @classmethod
    def of(cls, rows: PersonPeriods, dose: Dose, study: Study) -> _Asked:
        horizons = dose.horizons or study.horizons
        periods = np.array([max(round(study.days(time) / dose.period_days), 1) for time in horizons], dtype=np.int64)
        served = rows.history[:, 0] == 1
        happened = (rows.event == 1)[:, None] & (rows.period[:, None] < periods)
        events = np.array([(happened & state[:, None]).sum(axis=0) for state in (served, ~served)], dtype=np.float64)
        later = happened & (rows.period > 0)[:, None]
        fewest = np.array([(later & state[:, None]).sum(axis=0) for state in (served, ~served)]).min(axis=0)
        last = rows.period[:, None] == periods - 1
        there = np.array([(last & state[:, None]).sum(axis=0) for state in (served, ~served)]).min(axis=0)
        return cls(horizons, periods, events, fewest, there >= study.disclosure.suppress_below)


@one_thread
def service_dose(tables: Mapping[str, pd.DataFrame], study: Study) -> tuple[Effects, Checks]:
    """Compare the risk under a service in every period, while services last, with that under none.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables.
    study : Study
        Its `dose` says how long a period is, which services count, and the horizons, which count from the enrolment
        and are read to the nearest whole period.

    Returns
    -------
    effects : Effects
        analysis `service_dose`: by method (`msm`, with weights; `pooled`, without, which is naive) the risk under a
        service in every period (arm programme) and in none (comparison), their difference, and the ratio of the hazard
        after a period with a service to that after one without. Both arms are all children enrolled; their events are
        those after a period with a service, and the others. Where the data cannot carry the models the rows are
        withheld and say so.
    checks : Checks
        Positivity, mean and spread of the weights; a fail withholds the rows.

    Notes
    -----
    Robins, Hernán & Brumback (2000). Intervals are from influence functions through all models, summed in households.
    """
    if study.dose is None:
        return Effects.empty(), Checks.empty()
    return dose_results(person_periods(tables, study, study.dose), study.dose, study)


def dose_results(rows: PersonPeriods, dose: Dose, study: Study) -> tuple[Effects, Checks]:
    """Return what `service_dose` does of given person-periods; nothing where nobody enrolled."""
    if not rows.children:
        return Effects.empty(), Checks.empty()
    asked = _Asked.of(rows, dose, study)
    models = {method: _fitted(rows, asked, weighted=method == METHODS[0]) for method in METHODS}
    effects = [row for method, model in models.items() for row in _rows(rows, asked, method, model)]
    weighted = models[METHODS[0]]
    judged = list(_checks(rows, weighted, study)) if weighted else []
    return named(Effects(pd.DataFrame(effects, columns=list(Effects.COLUMNS))), ANALYSIS), checks.checks_of(judged)


def _fitted(rows: PersonPeriods, asked: _Asked, *, weighted: bool) -> DoseModel | None:
    try:
        return fit_dose(rows, asked.periods, weighted=weighted)
    except EstimationError:
        return None


def _rows(rows: PersonPeriods, asked: _Asked, method: str, model: DoseModel | None) -> Iterator[dict[str, object]]:
    size, units = len(asked.horizons), rows.household
    nothing = np.full((len(units), 2 * size + 1), np.nan)
    influence = nothing if model is None else model.influence
    risk = np.full((2, size), np.nan) if model is None else model.risk
    spread = np.sqrt(variance(influence, units)).reshape(-1)
    apart = np.sqrt(variance(influence[:, :size] - influence[:, size : 2 * size], units))
    for at in range(size):
        for which, arm in enumerate(ARM_NAMES):
            number = _number(asked, at, risk[which, at], spread[which * size + at], "risk")
            yield _row(rows, asked, at, number, "risk", method, arm)
        number = _number(asked, at, risk[0, at] - risk[1, at], apart[at], "difference")
        yield _row(rows, asked, at, number, "risk_difference", method, "contrast")
    ratio = np.nan if model is None else float(np.exp(model.log_ratio))
    # One ratio for all periods: it belongs to the last horizon that services reach.
    last = int(max(np.flatnonzero(asked.reached), default=0))
    number = _number(asked, last, ratio, spread[-1], "ratio")
    yield _row(rows, asked, last, number, "hazard_ratio", method, "contrast")


def _number(asked: _Asked, at: int, estimate: float, std_error: float, scale: Scale) -> Number:
    return Number(
        estimate=float(estimate),
        std_error=float(std_error),
        scale=scale,
        followed=True,
        fewest=int(asked.fewest[at]),
        because="" if asked.reached[at] else FEW_IN_SERVICES,
    )


def _row(
    rows: PersonPeriods, asked: _Asked, at: int, number: Number, measure: str, method: str, arm: str
) -> dict[str, object]:
    events = asked.events[:, at]
    return effect_row(
        number,
        measure=measure,
        method=method,
        estimand="none",
        arm=arm,
        event=1,
        horizon=asked.horizons[at],
        interval="influence",
        n=rows.children,
        events=int(events[ARM_NAMES.index(arm)] if arm in ARM_NAMES else events.sum()),
    )


def _checks(rows: PersonPeriods, model: DoseModel, study: Study) -> Iterator[dict[str, object]]:
    """Judge positivity, the mean weight, its effective number of children, the heaviest child and thin models."""
    gates, weights, chance = checks.Gates(study), model.weights.weight, model.weights.chance
    known = chance[~np.isnan(chance)]
    possible = float(((known >= POSSIBLE[0]) & (known <= POSSIBLE[1])).mean())
    verdict = "fail" if possible < POSITIVITY else "warn" if possible < POSITIVITY_WARNING else "pass"
    yield gates.judged("dose_positivity", "", possible, POSITIVITY, verdict)
    used = weights[~rows.lost]
    mean, off = float(used.mean()), abs(float(used.mean()) - 1.0)
    verdict = "fail" if off > MEAN else "warn" if off > MEAN_WARNING else "pass"
    yield gates.judged("dose_mean_weight", "", mean, MEAN, verdict)
    effective = rows.children * float(used.sum() ** 2 / (used**2).sum()) / len(used)
    yield gates.judged("dose_effective_size", "", effective, EFFECTIVE, "pass" if effective >= EFFECTIVE else "fail")
    share = float(sums_by(rows.child, weights, rows.children).max() / used.sum())
    yield gates.judged("dose_largest_weight", "", share, HEAVIEST, "warn" if share > HEAVIEST else "pass")
    if model.weights.thin:
        yield gates.judged("dose_thin_models", "", float(model.weights.thin), 0.0, "warn")
