"""The analysis of a programme's reach: how many different people, in which role and when."""

from __future__ import annotations

from impact.results import Claims, CohortFlow, Effects, Reach
from impact.runner.stages import Makers, Stages


class ReachAnalysis(Stages):
    """The analysis of a reach study, stage by stage: counts, and never an effect."""

    def flow(self) -> CohortFlow:
        """Count the entries that are counted, and the others by the reason why they are not."""
        from impact.cohort.reach import entries_flow

        return self._frame(CohortFlow, lambda: entries_flow(self.validate().tables, self.study))

    def reached(self) -> Reach:
        """Count the different people reached, or bound their number, by role and period.

        Raises
        ------
        StudyError
            If the records know nothing of a programme that the study names.
        """
        from impact.cohort.reach import count_reached

        return self._frame(Reach, lambda: count_reached(self.validate().tables, self.study))

    def claims(self) -> Claims:
        """Ask of the data what is claimed in public."""
        from impact.claims import study_claims

        return self._frame(Claims, lambda: study_claims(self.validate().tables, Effects.empty, self.study))

    def _makers(self) -> Makers:
        return {"flow": self.flow, "reach": self.reached}
