"""The stages of an analysis, each done once and kept: what the notebooks call."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeVar

from impact.cards import Card, Shown
from impact.errors import EstimationError
from impact.provenance import input_key, project_root, versions
from impact.results import (
    FRAMES,
    Balance,
    Changes,
    Checks,
    Claims,
    Confounding,
    Curves,
    Densities,
    Effects,
    Grid,
    ResultFrame,
    StudyResults,
)
from impact.runner.ledger import Ledger
from impact.runner.store import Store
from impact.study import Study

if TYPE_CHECKING:
    from impact.cohort import Cohort
    from impact.data.validate import Validated
    from impact.disclosure import Held, ReleasedResults
    from impact.estimate import Robustness

Frame = TypeVar("Frame", bound=ResultFrame)

RESTRICTED = """What is named below must not leave this machine: it is about single persons, or not yet fit to be shown.

validated/
analysis.parquet
results/

What may be shared is in released/, notebooks/, data-docs/ and the reports.
"""


class Analysis(Shown):
    """One study's analysis, from raw data to released results, stage by stage.

    Each method does its stage, and the stages before it, the first time that anybody asks; afterwards it loads what is
    kept in the run folder. What a notebook shows goes through `released`; `results` has full precision.

    Parameters
    ----------
    study : Study
    folder : Path
        The run folder; stages write into its final layout.
    """

    def __init__(self, study: Study, folder: Path) -> None:
        self.study = study
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "RESTRICTED").write_text(RESTRICTED, encoding="utf-8")
        (folder / "results").mkdir(exist_ok=True)

    @classmethod
    def open(cls, study: str | Path, run_folder: str | Path | None = None) -> Self:
        """Open a study's analysis at a run folder; without one, at the study's workbench under data/processed.

        Raises
        ------
        StudyError
            If the study file is wrong.
        """
        loaded = Study.load(study)
        folder = Path(run_folder) if run_folder else project_root() / "data" / "processed" / loaded.id / "workbench"
        return cls(loaded, folder)

    def card(self) -> Card:
        """Return what may be asked of the analysis; nothing that it holds."""
        asked = [name for name, made in vars(Analysis).items() if callable(made) and name[:1] != "_" and name != "open"]
        says = "`.released()` may be shown, `.results` is at full precision and must not leave this machine."
        return Card("Analysis", "One study's analysis, stage by stage.", self.study.id, columns=("ask", "which does"),
                    rows=[(f".{name}()", (getdoc(getattr(self, name)) or "").split("\n")[0]) for name in asked],
                    notes=(says,))  # fmt: skip

    @cached_property
    def _store(self) -> Store:
        return Store(self.folder, input_key(self.study.input_path, self.study.model_dump_json()))

    def validate(self) -> Validated:
        """Read the input and hold it against the expectations.

        Raises
        ------
        InputError
            If it cannot be read.
        DataError
            If it breaks a critical expectation.
        """
        from impact.data.read import read_input
        from impact.data.validate import validate
        from impact.runner.kept import load_validated, save_validated

        stage: Validated = self._store.once(
            "validate",
            lambda: validate(read_input(self.study), self.study),
            partial(save_validated, self.folder),
            partial(load_validated, self.folder),
        )
        return stage

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

    def changes(self) -> Changes:
        """Compare the data with those of the last accepted run that had others, as the ledger beside the run tells."""
        from impact.cohort.rates import event_rates
        from impact.data.validate.changes import changes_since_last
        from impact.data.validate.profile import profile

        def make() -> Changes:
            validated = self.validate()
            parts = [profile(validated.tables, validated.quality, self.study)]
            # Where nobody can be compared there is no rate, and the stages that compare say why.
            with suppress(EstimationError):
                parts.append(event_rates(self.build_cohort().table))
            ledger = Ledger.beside(self.folder).folder
            releases = [ledger / name for name in self.compared_with]
            return changes_since_last(parts, releases, self.study.disclosure.suppress_below)

        return self._frame(Changes, make)

    def densities(self) -> Densities:
        """Say how the arms spread over the chance of being in the programme, and visits over time."""
        from impact.estimate import overlap

        def make() -> Densities:
            cohort = self.build_cohort()
            return Densities.concat([overlap(cohort.table, self.study), cohort.densities])

        return self._frame(Densities, make)

    @property
    def results(self) -> StudyResults:
        """Every result at full precision: for the researcher at the keyboard, never for a page."""
        return self._results(*FRAMES)

    def released(self, *frames: str) -> ReleasedResults:
        """Return the named result frames after disclosure control; all of them where none is named.

        Estimates come with what their release depends on: checks withhold them, counts decide how far they are rounded.
        What changed by 1–10 since an earlier release of the study keeps that one's value; raises as `held` does.
        """
        return self.held(*frames).released

    def held(self, *frames: str) -> Held:
        """Return what `released` does, and the counts behind it, as a later release will be compared with them.

        Raises
        ------
        DisclosureError
            If beside an earlier release of the study it would tell of a few people.
        """
        from impact.disclosure import COMPANIONS, hold, release

        wanted = set(frames or FRAMES)
        wanted |= {companion for name in wanted for companion in COMPANIONS.get(name, ())}
        results, earlier = self._results(*wanted), Ledger.beside(self.folder).read(self.compared_with)
        return hold(results, release(results, self.study), earlier, self.study)

    @property
    def compared_with(self) -> tuple[str, ...]:
        """Names of the earlier releases that this one is held against."""
        return Ledger.beside(self.folder).compared_with(self.folder)

    @property
    def versions(self) -> dict[str, str]:
        """Versions of the data and of the code, as a report states them."""
        return versions(self.study.input_path)

    def _results(self, *wanted: str) -> StudyResults:
        makers: dict[str, Callable[[], ResultFrame]] = {
            "quality": lambda: self.validate().quality,
            "flow": lambda: self.build_cohort().flow,
            "baseline": lambda: self.build_cohort().baseline,
            "followup": lambda: self.build_cohort().followup,
            "checks": lambda: self._whole(Checks, self.checks),
            "curves": lambda: self._whole(Curves, self.cumulative_incidence),
            "effects": lambda: self._whole(Effects, self.effects),
            "balance": self.balance,
            "grid": lambda: self._frame(Grid, lambda: Grid.concat([self.robustness().grid, self._confounding()[0]])),
            "confounding": lambda: self._frame(Confounding, lambda: self._confounding()[1]),
            "claims": self.claims,
            "changes": self.changes,
            "densities": self.densities,
        }
        return StudyResults.of({name: makers[name]() for name in FRAMES if name in wanted})

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

    def _frame(self, kind: type[Frame], make: Callable[[], Frame]) -> Frame:
        """Keep the one frame of a kind that a run writes."""
        results = self.folder / "results"
        return self._store.once(kind.FILE, make, lambda frame: frame.save(results), lambda: kind.load(results))

    def _kept(self, stage: str, kind: type[Frame], make: Callable[[], Frame]) -> Frame:
        """Keep a frame that is only part of what a run writes."""
        kept = self._store.folder_of(stage)
        return self._store.once(stage, make, lambda frame: frame.save(kept), lambda: kind.load(kept))
