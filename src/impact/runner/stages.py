"""What the analyses of every kind of study have in common: stages, each done once and kept, and their release."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from functools import cached_property, partial
from inspect import getdoc
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from impact.cards import Card, Shown
from impact.provenance import input_key, versions
from impact.results import FRAMES, Changes, Claims, Quality, ResultFrame, StudyResults
from impact.runner.ledger import Ledger
from impact.runner.store import Store
from impact.study import Study

if TYPE_CHECKING:
    import pandas as pd

    from impact.data.validate import Validated
    from impact.disclosure import Held, ReleasedResults

Frame = TypeVar("Frame", bound=ResultFrame)
Makers = dict[str, Callable[[], ResultFrame]]
"""By the name of a result frame, what makes it."""

RESTRICTED = """What is named below must not leave this machine: it is about single persons, or not yet fit to be shown.

validated/
analysis.parquet
results/

What may be shared is in released/, notebooks/, data-docs/ and the reports.
"""


class Stages(Shown, ABC):
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

    @abstractmethod
    def _makers(self) -> Makers:
        """Return what makes each result frame of this kind of study beside those of every kind."""

    def card(self) -> Card:
        """Return what may be asked of the analysis; nothing that it holds."""
        kind = type(self)
        of = {name: made for part in (kind, Stages) for name, made in vars(part).items()}
        asked = [name for name, made in of.items() if callable(made) and name[:1] != "_"]
        says = "`.released()` may be shown, `.results` is at full precision and must not leave this machine."
        what = "One study's analysis, stage by stage."
        return Card(kind.__name__, what, self.study.id, columns=("ask", "which does"),
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

    def quality(self) -> Quality:
        """Return what was found when the data were held against the expectations."""
        return self.validate().quality

    @abstractmethod
    def claims(self) -> Claims:
        """Ask of the data what is claimed in public."""

    def changes(self) -> Changes:
        """Compare the data with those of the last accepted run that had others, as the ledger beside the run tells."""
        from impact.data.validate.changes import changes_since_last
        from impact.data.validate.profile import profile

        def make() -> Changes:
            validated = self.validate()
            parts = [profile(validated.tables, validated.quality, self.study), *self._rates()]
            ledger = Ledger.beside(self.folder).folder
            releases = [ledger / name for name in self.compared_with]
            return changes_since_last(parts, releases, self.study.disclosure.suppress_below)

        return self._frame(Changes, make)

    def _rates(self) -> Iterable[pd.DataFrame]:
        """Return what an earlier run is compared with beside the tables themselves."""
        return ()

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
        makers: Makers = {"quality": self.quality, "claims": self.claims, "changes": self.changes, **self._makers()}
        # Only what the study's kind has; what it lacks is written all the same, without rows.
        made = {name: makers[name]() for name in FRAMES if name in wanted and name in makers}
        for name in set(wanted) - set(makers):
            made[name] = self._frame(FRAMES[name], FRAMES[name].empty)
        return StudyResults.of(made)

    def _frame(self, kind: type[Frame], make: Callable[[], Frame]) -> Frame:
        """Keep the one frame of a kind that a run writes."""
        results = self.folder / "results"
        return self._store.once(kind.FILE, make, lambda frame: frame.save(results), lambda: kind.load(results))

    def _kept(self, stage: str, kind: type[Frame], make: Callable[[], Frame]) -> Frame:
        """Keep a frame that is only part of what a run writes."""
        kept = self._store.folder_of(stage)
        return self._store.once(stage, make, lambda frame: frame.save(kept), lambda: kind.load(kept))
