"""One study of a portfolio: what its latest finished run released, and where that came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from impact.i18n import base

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.study import Study
    from impact.study.parts import Language
    from impact.study.portfolio import Programme

NUMBERS = {"comparison": "effect", "pathway": "risk", "reach": "count"}
"""What the headline of each kind of study is."""


@dataclass(frozen=True, slots=True)
class Member:
    """One study of one programme.

    Parameters
    ----------
    programme : Programme
    study : Study
    released : ReleasedResults
        Of the run.
    run : str
        The run's name.
    made : date
        The day on which the run was made.
    data_version, code_version : str
        As the run's manifest has them.
    reports : tuple of str
        Languages in which the run has a report.
    """

    programme: Programme
    study: Study
    released: ReleasedResults
    run: str
    made: dt.date
    data_version: str
    code_version: str
    reports: tuple[Language, ...]

    @property
    def number(self) -> str:
        """What the study's headline is: effect, risk or count."""
        return NUMBERS[self.study.kind]

    def report(self, language: Language) -> str:
        """Return where the full report is, seen from a portfolio's page; "" where there is none in the language."""
        near = [tag for tag in (language, *self.reports) if tag in self.reports and base(tag) == base(language)]
        return f"../../{self.study.id}/latest/report.{near[0]}.html" if near else ""
