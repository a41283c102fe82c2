"""Everything that stands beside the main analysis of a study: the same question under every other choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Self, TypeVar

import pandas as pd

from impact.cards import RESTRICTED, Card, Shown
from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError
from impact.estimate.arrays import one_thread
from impact.estimate.confounding import e_values, unmeasured_confounder
from impact.estimate.designs.naive import immortal_time, naive_effects
from impact.estimate.designs.other_designs import design_effects
from impact.estimate.designs.policy_periods import policy_period_effects
from impact.estimate.dose.effects import service_dose
from impact.estimate.further import NOTHING, further_outcomes
from impact.estimate.imputed.event_dates import authority_recorded, event_date_effects
from impact.estimate.imputed.turnbull import turnbull
from impact.estimate.loss.censoring_weights import censoring_weighted
from impact.estimate.loss.loss_bounds import loss_bounds
from impact.estimate.loss.tipping_point import tipping_point
from impact.estimate.missing_baselines import chained_equations
from impact.estimate.negative_controls import negative_controls
from impact.estimate.partners import partner_effects
from impact.results import Checks, Confounding, Curves, Effects, Grid, ResultFrame
from impact.results.shown import EACH, bundle_card
from impact.study import Study
from impact.study.parts import FIXED_DESIGNS

Frame = TypeVar("Frame", bound=ResultFrame)


@dataclass(frozen=True, slots=True, repr=False)
class Robustness(Shown):
    """What else the data allow to be said, each frame with its rows or without any.

    Parameters
    ----------
    effects : Effects
        Rows whose `analysis` is not main.
    grid : Grid
        What would have to be true of those lost.
    curves : Curves
        Turnbull's, and those of the further outcomes.
    checks : Checks
        Of the naive analyses, how much of their time was immortal; of the dose of services, its weights; and of the
        further outcomes.
    """

    effects: Effects
    grid: Grid
    curves: Curves
    checks: Checks

    def card(self) -> Card:
        """Return which frames there are, and what a row of each is."""
        parts = {field.name: getattr(self, field.name) for field in fields(self)}
        return bundle_card(self, "The same question under every other choice.", parts, RESTRICTED, EACH)

    def __iter__(self) -> Iterator[ResultFrame]:
        return (getattr(self, field.name) for field in fields(self))

    def of(self, kind: type[Frame]) -> Frame:
        """Return the frame of a kind."""
        return next(frame for frame in self if isinstance(frame, kind))

    def save(self, folder: Path) -> None:
        """Write every frame into `folder`."""
        for frame in self:
            frame.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Self:
        """Read what `save` wrote."""
        return cls(
            Effects.load(folder),
            Grid.load(folder),
            Curves.load(folder),
            Checks.load(folder),
        )


@one_thread
def study_robustness(tables: Mapping[str, pd.DataFrame], table: AnalysisTable, study: Study) -> Robustness:
    """Ask a study's question under every other choice that its data allow.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        The validated tables, for what needs another cohort.
    table : AnalysisTable
        The study's own.
    study : Study

    Returns
    -------
    Robustness
        An analysis that these data cannot carry (no event in an arm, covariates that tell two groups apart) has no
        rows, or withheld ones with the reason; it never stops the others.
    """
    at_the_return = study.design.kind in FIXED_DESIGNS
    dose, of_dose = service_dose(tables, study)
    effects: list[Callable[[], Effects]] = [
        lambda: event_date_effects(table, study),
        lambda: design_effects(tables, study),
        lambda: naive_effects(tables, study),
    ]
    if at_the_return:
        effects += [
            lambda: authority_recorded(table, study),
            lambda: censoring_weighted(table, study),
            lambda: loss_bounds(table, study),
            lambda: partner_effects(table, study),
            lambda: chained_equations(tables, study),
            lambda: policy_period_effects(table, study),
            lambda: negative_controls(table, study),
        ]
    further = further_outcomes(tables, table, study) if study.further_outcomes else NOTHING
    return Robustness(
        effects=Effects.concat([*(_where_possible(make, Effects) for make in effects), dose, further.effects]),
        grid=_where_possible(lambda: tipping_point(table, study), Grid) if at_the_return else Grid.empty(),
        curves=Curves.concat([_where_possible(lambda: turnbull(table), Curves), further.curves]),
        checks=Checks.concat([_where_possible(lambda: immortal_time(table, study), Checks), of_dose, further.checks]),
    )


@one_thread
def study_confounding(table: AnalysisTable, study: Study, main: Effects) -> tuple[Grid, Confounding]:
    """Ask what a factor that nobody recorded would have to do to the main analysis: a grid, and E-values.

    Both are without rows where the main analysis gives no risk ratio, as over enrolment that comes with time.
    """
    asked = study.design.kind in FIXED_DESIGNS
    grid = _where_possible(lambda: unmeasured_confounder(table, study, main), Grid) if asked else Grid.empty()
    return grid, _where_possible(lambda: e_values(table, study, main), Confounding)


def _where_possible(make: Callable[[], Frame], kind: type[Frame]) -> Frame:
    try:
        return make()
    except EstimationError:
        return kind.empty()
