"""The design clone_censor: enrol within a grace period against never enrol, from the return on.

The clones' weights come from a daily model of enrolment (`enrolment.py`), the populations from the chance of enrolling
within the grace. Children, or households, are resampled and both models refitted each time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from impact.cohort.table import ARMS, AnalysisTable
from impact.errors import StudyError
from impact.estimate.admission import admit, admit_horizons
from impact.estimate.arms import Arms, Outcome
from impact.estimate.arrays import ARM_CODES, Bools, Floats, Ints, one_thread, units_of
from impact.estimate.contrasts import Request, effects_of
from impact.estimate.designs.clones import Clones, Jumps, Staying, clones_of, incidence
from impact.estimate.designs.enrolment import REPLICATE_TOLERANCE, EnrolmentModel, fit_enrolment, refit_enrolment, solve
from impact.estimate.intervals import MINIMUM_EVENTS, risk_interval
from impact.estimate.propensity import PropensityModel, fit_propensity
from impact.estimate.resample import Replicates, resampled
from impact.results import Curves, Effects
from impact.study import DAYS_PER_UNIT, ESTIMANDS, Study

CLONE_METHODS = ("unadjusted", "iptw")
"""The clones as they are, and weighted for their censoring: what the weights repair stands beside what they give."""

REPLICATES = 100
"""Of the bootstrap where a study asks for none, of sensitivities, and of curves, whose intervals are for the eye."""

CONTRASTS = ("risk_difference", "risk_ratio", "rmtl_difference")


@one_thread
def clone_effects(table: AnalysisTable, study: Study) -> Effects:
    """Risks, time lost and their contrasts at every horizon, of clones as they are and weighted to each population.

    Populations: ate, all children; att, children like those seen to enrol within the grace; ato, those of whom neither
    was sure. Each child is in both arms, so `n` and `events` count children by what they in fact did: those who
    enrolled within the grace, and the others.

    Parameters
    ----------
    table : AnalysisTable
        Of case records, in the design clone_censor: one row a child, arm 1 for those who enrolled within the grace.
    study : Study
        Its `design.grace` is in days.

    Raises
    ------
    EstimationError
        If the table does not tell when children enrolled, nobody did, or the models do not converge.

    Notes
    -----
    Hernán, Sauer, Hernández-Díaz, Platt & Shrier (2016); Cain, Robins, Lanoy, Logan, Costagliola & Hernán (2010) for
    the grace period, with the day of enrolment as it is among those who enrol within it.
    """
    return _effects(table, study, ("none", *ESTIMANDS), study.horizons, CONTRASTS, _draws_of(study))


@one_thread
def clone_headline(
    table: AnalysisTable, study: Study, horizons: Iterable[float], measure: str, replicates: int | None = None
) -> Effects:
    """Estimate one measure by the study's primary method and estimand, for whatever stands beside `clone_effects`.

    Intervals rest on no more than `REPLICATES` resamples, unless more are asked for: refitting takes its time.
    """
    method, estimand = study.primary.method, study.primary.estimand
    if method not in CLONE_METHODS:
        raise StudyError(f"the design clone_censor has no method {method}; there is: {', '.join(CLONE_METHODS)}")
    estimands = ("none",) if method == "unadjusted" else (estimand,)
    drawn = min(_draws_of(study), REPLICATES) if replicates is None else replicates
    return _effects(table, study, estimands, horizons, (measure,), drawn)


@one_thread
def clone_curves(table: AnalysisTable, study: Study) -> Curves:
    """Cumulative incidence of every event type over time, for the clones of both arms.

    At-risk numbers and events count children by what they in fact did, as in `clone_effects`. Intervals hold at one
    time; there are no bands.

    Raises
    ------
    EstimationError
        As for `clone_effects`.
    """
    admit(table)
    clones = clones_of(table, _grace(study))
    models, estimands = fit_models(table, clones), ("none", *ESTIMANDS)
    unit = DAYS_PER_UNIT[table.time_unit]
    times, codes = np.unique(clones.stays.end), table.event_types
    levels = _read(_jumps(clones, models, estimands, codes), times)
    draws = _drawn(table, clones, models, estimands, codes, REPLICATES, study.bootstrap.seed)
    spread = np.std([_read(draw, times) for draw in draws if draw], axis=0, ddof=1)
    parts = []
    for position, estimand in enumerate(estimands):
        for row, code in enumerate(codes):
            for which, arm_code in enumerate(ARM_CODES):
                own, cell = clones.enrols == (arm_code == 1), (position, row, which)
                frame = _curve(clones, own, times, code, levels[cell], spread[cell])
                method, arm = _method(estimand), ARMS[arm_code]
                parts.append(frame.assign(arm=arm, method=method, estimand=estimand, event=code))
    frame = pd.concat(parts, ignore_index=True)
    return Curves(frame.assign(analysis="main", population="all", time=frame["time"] / unit))


@dataclass(frozen=True, slots=True)
class CloneModels:
    """The fitted models: of enrolment by day, and of enrolling within the grace at all, which defines populations."""

    enrolment: EnrolmentModel
    propensity: PropensityModel

    @property
    def not_enrolled(self) -> Floats:
        """Chance of not having enrolled after each number of opportunities, shape (days + 1, n)."""
        return self.enrolment.not_enrolled(self.enrolment.coefficients)


def fit_models(table: AnalysisTable, clones: Clones) -> CloneModels:
    """Fit both models to the children."""
    observed = replace(table, arm=clones.enrols.astype(np.int8))
    return CloneModels(fit_enrolment(table, clones.stays, clones.grace), fit_propensity(observed))


def population(estimand: str, propensity: Floats) -> Floats:
    """Return what each child counts for in a population: everybody alike where it is all, or none."""
    if estimand == "att":
        return propensity
    return propensity * (1.0 - propensity) if estimand == "ato" else np.ones_like(propensity)


def arms_at(clones: Clones, models: CloneModels, study: Study) -> Arms:
    """Both arms at the primary horizon, of clones as they are: people and events as `clone_effects` counts them."""
    days = np.array([study.days(study.primary.horizon)])
    return _arms(clones, _jumps(clones, models, ["none"], [1])[0][0], days, study.days(1.0))


def _grace(study: Study) -> int:
    if study.design.grace is None:
        raise StudyError("clones need design.grace, the days within which to enrol (for example `grace: 120`)")
    return study.design.grace


def _draws_of(study: Study) -> int:
    return study.bootstrap.replicates or REPLICATES


def _method(estimand: str) -> str:
    return "unadjusted" if estimand == "none" else "iptw"


def _effects(
    table: AnalysisTable,
    study: Study,
    estimands: Sequence[str],
    horizons: Iterable[float],
    contrasts: Sequence[str],
    replicates: int,
) -> Effects:
    admit(table)
    clones = clones_of(table, _grace(study))
    models = fit_models(table, clones)
    request = Request(admit_horizons(horizons), tuple(contrasts), 1, replicates, study.bootstrap.seed)
    unit = DAYS_PER_UNIT[table.time_unit]
    days = request.horizons * unit
    every = [_arms(clones, jumps, days, unit) for (jumps,) in _jumps(clones, models, estimands, [1])]
    shape = (replicates, len(estimands), 2, len(days))
    draws = Replicates(np.full(shape, np.nan), np.full(shape, np.nan))
    drawn = _drawn(table, clones, models, estimands, [1], replicates, request.chosen_seed)
    for row, draw in enumerate(drawn):
        for position, (jumps,) in enumerate(draw):
            draws.risk[row, position] = jumps.risk(days)
            draws.time_lost[row, position] = jumps.time_lost(days) / unit
    return effects_of(every, draws, [_method(name) for name in estimands], estimands, units_of(table), request)


def _read(jumps: list[list[Jumps]], times: Floats) -> Floats:
    """Risks at the times, shape (populations, event types, 2, times)."""
    return np.array([[own.risk(times) for own in of_type] for of_type in jumps])


def _jumps(clones: Clones, models: CloneModels, estimands: Sequence[str], codes: Sequence[int]) -> list[list[Jumps]]:
    """Risks of the event types for each population; `none` is without any weights."""
    staying, chance = Staying.of(clones, models.not_enrolled), models.propensity.propensity
    return [_incidence(clones, name, staying, population(name, chance), codes) for name in estimands]


def _incidence(clones: Clones, estimand: str, staying: Staying, weights: Floats, codes: Sequence[int]) -> list[Jumps]:
    return incidence(clones, None if estimand == "none" else staying, weights, codes)


def _drawn(
    table: AnalysisTable,
    clones: Clones,
    models: CloneModels,
    estimands: Sequence[str],
    codes: Sequence[int],
    replicates: int,
    seed: int,
) -> Iterator[list[list[Jumps]]]:
    """Resample, refit both models and weigh again; empty where a replicate cannot be solved."""
    observed = clones.enrols.astype(np.float64)
    for _, cases in resampled(units_of(table), replicates, seed):
        for own in cases.T:
            chance, known = _refit_propensity(models.propensity, observed, own)
            coefficients, solved = refit_enrolment(models.enrolment, own)
            if not (solved and known):
                yield []
                continue
            staying = Staying.of(clones, models.enrolment.not_enrolled(coefficients))
            yield [_incidence(clones, name, staying, own * population(name, chance), codes) for name in estimands]


def _refit_propensity(model: PropensityModel, observed: Floats, weights: Floats) -> tuple[Floats, bool]:
    """Return the refitted chance of enrolling within the grace, and whether it could be solved."""
    design = model.design

    def chance(at: Floats) -> Floats:
        return np.asarray(1.0 / (1.0 + np.exp(-(design @ at))))

    def information(at: Floats) -> Floats:
        fitted = chance(at)
        return np.asarray(design.T @ ((weights * fitted * (1.0 - fitted))[:, None] * design))

    coefficients, solved = solve(
        model.coefficients, lambda at: design.T @ (weights * (observed - chance(at))), information, REPLICATE_TOLERANCE
    )
    return chance(coefficients), solved


def _arms(clones: Clones, jumps: Jumps, days: Floats, unit: float) -> Arms:
    """Put both arms' estimates beside counts of children by what they in fact did; nothing about their influence."""
    stays, size = clones.stays, len(days)
    groups = [clones.enrols == (code == 1) for code in ARM_CODES]
    events = [[(own & (stays.event == 1) & (stays.end <= day)).sum() for day in days] for own in groups]
    no_influence = np.zeros((2, 0, size))
    return Arms(
        risk=Outcome(jumps.risk(days), no_influence, np.zeros((2, size))),
        time_lost=Outcome(jumps.time_lost(days) / unit, no_influence, np.zeros((2, size))),
        people=np.array([own.sum() for own in groups], dtype=np.int64),
        events=np.array(events, dtype=np.int64),
        followed=np.stack([_followed(clones, which, days) for which in range(2)]),
    )


def _followed(clones: Clones, which: int, days: Floats) -> Bools:
    """Tell whether a clone of the arm is still there at each horizon."""
    return np.asarray(days <= clones.leaves[which].max())


def _curve(clones: Clones, own: Bools, times: Floats, code: int, level: Floats, std_error: Floats) -> pd.DataFrame:
    stays = clones.stays
    end = np.sort(stays.end[own])
    happened = np.sort(stays.end[own & (stays.event == code)])
    events: Ints = np.searchsorted(happened, times, side="right").astype(np.int64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        lower, upper = risk_interval(level, std_error)
    enough = events >= MINIMUM_EVENTS
    return pd.DataFrame(
        {
            "time": times,
            "estimate": level,
            "std_error": std_error,
            "ci_lower": np.where(enough, lower, np.nan),
            "ci_upper": np.where(enough, upper, np.nan),
            "at_risk": len(end) - np.searchsorted(end, times, side="left"),
            "events": events,
            "band_lower": np.nan,
            "band_upper": np.nan,
        }
    )
