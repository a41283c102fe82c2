"""The analysis of a pathway: who reaches which milestone, and when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from impact.results import Checks, Claims, CohortFlow, Curves, Effects, Funnel
from impact.runner.stages import Makers, Stages

if TYPE_CHECKING:
    from impact.cohort.pathway import PathwayCohort


class PathwayAnalysis(Stages):
    """The analysis of a pathway, stage by stage."""

    def build_pathway(self) -> PathwayCohort:
        """Follow each case from its first milestone; quick, and therefore not kept.

        Raises
        ------
        EstimationError
            If there is no case.
        """
        from impact.cohort.pathway import build_pathway

        return build_pathway(self.validate().tables, self.study)

    def flow(self) -> CohortFlow:
        """Count the cases that are analysed, and the others by the reason why they are not."""
        return self._frame(CohortFlow, lambda: self.build_pathway().flow)

    def funnel(self) -> Funnel:
        """Count who reached each milestone, who left, who was lost and who waits."""
        from impact.estimate.pathway import pathway_funnel

        return self._frame(Funnel, lambda: pathway_funnel(self.build_pathway(), self.study))

    def cumulative_incidence(self) -> Curves:
        """Estimate the risk of each milestone over time, from the start and from the milestone before."""
        from impact.estimate.pathway import pathway_curves

        return self._frame(Curves, lambda: pathway_curves(self.build_pathway(), self.study))

    def effects(self) -> Effects:
        """Estimate risks at the horizons and median times: numbers of one programme, none of them an effect."""
        from impact.estimate.pathway import pathway_effects

        return self._frame(Effects, lambda: pathway_effects(self.build_pathway(), self.study))

    def checks(self) -> Checks:
        """Ask what the records of the pathway lack: cases lost, milestones skipped, links without a family."""
        return self._frame(Checks, lambda: self.build_pathway().checks)

    def claims(self) -> Claims:
        """Ask of the data what is claimed in public."""
        from impact.claims import study_claims

        return self._frame(Claims, lambda: study_claims(self.validate().tables, Effects.empty, self.study))

    def _makers(self) -> Makers:
        return {
            "flow": self.flow,
            "checks": self.checks,
            "curves": self.cumulative_incidence,
            "effects": self.effects,
            "funnel": self.funnel,
        }
