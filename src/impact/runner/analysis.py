"""The analysis of a comparison of two arms: what the notebooks call, and the door to those of every kind of study."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from impact.errors import EstimationError
from impact.provenance import project_root
from impact.results import Balance, Checks, Claims, Confounding, Curves, Densities, Effects, Grid
from impact.runner.pathway import PathwayAnalysis
from impact.runner.reach import ReachAnalysis
from impact.runner.stages import Frame, Makers, Stages
from impact.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from impact.cohort import Cohort
    from impact.estimate import Robustness


class Analysis(Stages):
    """The analysis of a comparison, stage by stage; `Analysis.open` opens that of a study of any kind."""

    @classmethod
    def open(cls, study: str | Path, run_folder: str | Path | None = None) -> Stages:
        """Open a study's analysis at a run folder; without one, at the study's workbench under data/processed.

        Returns
        -------
        Analysis, PathwayAnalysis or ReachAnalysis
            By the study's kind.

        Raises
        ------
        StudyError
            If the study file is wrong.
        """
        loaded = Study.load(study)
        folder = Path(run_folder) if run_folder else project_root() / "data" / "processed" / loaded.id / "workbench"
        return analysis_of(loaded, folder)

    def build_cohort(self) -> Cohort:
        """Decide who is in and follow each from time zero.

        Raises
        ------
        EstimationError
            If an arm is empty, or everybody is censored at time zero.
        """
        from impact.cohort import build_cohort
        from impact.runner.kept import load_cohort, save_cohort

        kept = self._store.folder_of("cohort")
        stage: Cohort = self._store.once(
            "cohort",
            lambda: build_cohort(self.validate().tables, self.study),
            partial(save_cohort, self.folder, kept),
            partial(load_cohort, self.folder, kept),
        )
        return stage

    def checks(self) -> Checks:
        """Ask whether the arms can be compared: the gates, each with its verdict."""
        from impact.estimate import study_checks

        def make() -> Checks:
            cohort = self.build_cohort()
            return Checks.concat([cohort.checks, study_checks(cohort.table, self.study, cohort.followup)])

        return self._kept("main_checks", Checks, make)

    def cumulative_incidence(self) -> Curves:
        """Estimate the risks over time, by arm, unadjusted and weighted."""
        from impact.estimate import study_curves

        return self._kept("main_curves", Curves, lambda: study_curves(self.build_cohort().table, self.study))

    def effects(self) -> Effects:
        """Estimate the differences, ratios and time lost at every horizon, and the hazard ratio."""
        from impact.estimate import study_effects

        return self._kept("main_effects", Effects, lambda: study_effects(self.build_cohort().table, self.study))

    def robustness(self) -> Robustness:
        """Ask the same question under every other choice that the data allow."""
        from impact.estimate import Robustness, study_robustness

        kept = self._store.folder_of("robustness")

        def make() -> Robustness:
            return study_robustness(self.validate().tables, self.build_cohort().table, self.study)

        return self._store.once("robustness", make, lambda made: made.save(kept), lambda: Robustness.load(kept))

    def balance(self) -> Balance:
        """Compare the arms' baselines before and after weighting."""
        from impact.estimate import study_balance

        return self._frame(Balance, lambda: study_balance(self.build_cohort().table, self.study))

    def claims(self) -> Claims:
        """Ask of the data what is claimed in public."""
        from impact.claims import study_claims

        effects = partial(self._whole, Effects, self.effects)
        return self._frame(Claims, lambda: study_claims(self.validate().tables, effects, self.study))

    def _rates(self) -> Iterable[pd.DataFrame]:
        from impact.cohort.rates import event_rates

        # Where nobody can be compared there is no rate, and the stages that compare say why.
        with suppress(EstimationError):
            yield event_rates(self.build_cohort().table)

    def densities(self) -> Densities:
        """Say how the arms spread over the chance of being in the programme, and visits over time."""
        from impact.estimate import overlap

        def make() -> Densities:
            cohort = self.build_cohort()
            return Densities.concat([overlap(cohort.table, self.study), cohort.densities])

        return self._frame(Densities, make)

    def _makers(self) -> Makers:
        return {
            "flow": lambda: self.build_cohort().flow,
            "baseline": lambda: self.build_cohort().baseline,
            "followup": lambda: self.build_cohort().followup,
            "checks": lambda: self._whole(Checks, self.checks),
            "curves": lambda: self._whole(Curves, self.cumulative_incidence),
            "effects": lambda: self._whole(Effects, self.effects),
            "balance": self.balance,
            "grid": lambda: self._frame(Grid, lambda: Grid.concat([self.robustness().grid, self._confounding()[0]])),
            "confounding": lambda: self._frame(Confounding, lambda: self._confounding()[1]),
            "densities": self.densities,
        }

    def _confounding(self) -> tuple[Grid, Confounding]:
        from impact.estimate import study_confounding

        return study_confounding(self.build_cohort().table, self.study, self.effects())

    def _whole(self, kind: type[Frame], main: Callable[[], Frame]) -> Frame:
        """Put the rows of the main analysis before those of the others: what a run writes."""

        def make() -> Frame:
            # The others first: another notebook is likely to be at the main analysis in the meantime.
            beside = self.robustness().of(kind)
            return kind.concat([main(), beside])

        return self._frame(kind, make)


def analysis_of(study: Study, folder: Path) -> Stages:
    """Return a study's analysis at a run folder, by the study's kind."""
    kinds: dict[str, type[Stages]] = {"comparison": Analysis, "pathway": PathwayAnalysis, "reach": ReachAnalysis}
    return kinds[study.kind](study, folder)
