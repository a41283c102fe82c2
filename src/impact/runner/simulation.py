"""A study's operating characteristics as a folder: simulated once, shown by a notebook, released like a run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from impact.data.schema import TABLES
from impact.errors import InputError
from impact.jobs import Progress, admit, reach, silent
from impact.provenance import fingerprint, input_key, project_root, write_manifest
from impact.results import OperatingCharacteristics
from impact.runner.folder import LOG, finished, new_run
from impact.runner.logs import log_to
from impact.runner.runs import languages_of
from impact.runner.store import Store
from impact.study import Study

if TYPE_CHECKING:
    from impact.cohort.table import AnalysisTable

NOTEBOOK = "07-operating-characteristics"

FOLDER = "simulate"
"""Below the study's folder: simulations are no runs, and `latest` among the runs is none of theirs."""

KEPT = ".kept"
"""Beside the simulations: what an interrupted one had finished."""

RESTRICTED = """What is named below must not leave this machine: it is at full precision.

results/

What may be shared is in released/, notebooks/ and the pages.
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is simulated: studies of each scenario, the hazard ratio where there is an effect, and the seed."""

    studies: int
    hazard_ratio: float
    seed: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """One study's simulation at a folder: done the first time that anybody asks, afterwards loaded.

    Parameters
    ----------
    study : Study
    folder : Path
    settings : Settings
    """

    study: Study
    folder: Path
    settings: Settings

    @classmethod
    def open(
        cls,
        study: str | Path,
        folder: str | Path | None = None,
        *,
        studies: int,
        hazard_ratio: float,
        seed: int | None = None,
    ) -> Self:
        """Open a study's simulation at a folder; without one, at the study's workbench under data/processed.

        Raises
        ------
        StudyError
            If the study file is wrong.
        """
        loaded = Study.load(study)
        place = Path(folder) if folder else _simulations(loaded, None) / "workbench"
        return cls(loaded, place, Settings(studies, hazard_ratio, loaded.bootstrap.seed if seed is None else seed))

    def results(
        self,
        *,
        scheduler: str | None = None,
        workers: int | None = None,
        progress: Progress = silent,
        keep: Path | None = None,
    ) -> OperatingCharacteristics:
        """Simulate, at full precision: for the researcher at the keyboard, never for a page.

        Parameters
        ----------
        scheduler, workers, progress, keep
            As for `run_jobs`.

        Raises
        ------
        ImpactError
            As for reading, validating and building the cohort of a study, and as for `operating_characteristics`.
        """
        from impact.disclosure.operating import release_operating
        from impact.simulate import operating_characteristics

        results, released = self.folder / "results", self.folder / "released"

        def make() -> tuple[OperatingCharacteristics, OperatingCharacteristics]:
            table = _cohort(self.study)
            found = operating_characteristics(
                table, self.study, **asdict(self.settings), scheduler=scheduler, workers=workers, progress=progress,
                keep=keep,
            )  # fmt: skip
            fewest = min(int((table.arm == code).sum()) for code in (0, 1))
            return found, release_operating(found, self.study, fewest)

        def save(frames: tuple[OperatingCharacteristics, OperatingCharacteristics]) -> None:
            for frame, place in zip(frames, (results, released), strict=True):
                place.mkdir(parents=True, exist_ok=True)
                frame.save(place)

        def load() -> tuple[OperatingCharacteristics, OperatingCharacteristics]:
            return OperatingCharacteristics.load(results), OperatingCharacteristics.load(released)

        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "RESTRICTED").write_text(RESTRICTED, encoding="utf-8")
        return Store(self.folder, self._key).once("operating", make, save, load)[0]

    def released(self) -> OperatingCharacteristics:
        """Return the operating characteristics as they may be shown."""
        self.results()
        return replace(OperatingCharacteristics.load(self.folder / "released"), is_released=True)

    @property
    def _key(self) -> str:
        study = input_key(self.study.input_path, self.study.model_dump_json())
        return fingerprint([study, *map(repr, asdict(self.settings).values())])


def simulate(
    study: Study,
    settings: Settings,
    out: str | Path | None = None,
    *,
    languages: Sequence[str] = (),
    scheduler: str | None = None,
    workers: int | None = None,
    progress: Progress = silent,
) -> Path:
    """Simulate a study's design into a new folder, which appears only when it is complete, and return the folder.

    Parameters
    ----------
    study : Study
    settings : Settings
    out : path, optional
        Takes the place of data/processed.
    languages : sequence of str
        Languages of the pages; the study's by default.
    scheduler, workers, progress
        As for `run_jobs`. What an interrupted simulation had finished is not done again.

    Raises
    ------
    UsageError
        If the study has no text in a language, and as for `run_jobs`.
    ImpactError
        As for `Simulation.results`; a failed one leaves `<folder>.failed` with its reason.
    """
    admit(scheduler, workers)
    reach(scheduler)
    languages = languages_of(study, languages)
    simulations = _simulations(study, out)
    key = input_key(study.input_path, study.model_dump_json())
    with new_run(simulations, key[:8], complete=True) as folder:
        simulation = Simulation(study, folder, settings)
        keep = simulations / KEPT
        simulation.results(scheduler=scheduler, workers=workers, progress=progress, keep=keep)
        _show(simulation, languages)
        if input_key(study.input_path, study.model_dump_json()) != key:
            raise InputError(f"the data of {study.id} changed while it was simulated; do it again")
        shutil.rmtree(folder / Store.MARKERS, ignore_errors=True)
        write_manifest(
            folder, study.input_path, study.model_dump(mode="json"), settings.seed,
            study_file=study.source, tables=tuple(TABLES), languages=languages,
        )  # fmt: skip
        shutil.rmtree(keep, ignore_errors=True)
    return finished(folder)


def _simulations(study: Study, out: str | Path | None) -> Path:
    root = Path(out) if out else project_root() / "data" / "processed"
    return root.resolve() / study.id / FOLDER


def _cohort(study: Study) -> AnalysisTable:
    from impact.cohort import build_cohort
    from impact.data.read import read_input
    from impact.data.validate import validate

    return build_cohort(validate(read_input(study), study).tables, study).table


def _show(simulation: Simulation, languages: Sequence[str]) -> None:
    """Execute the notebook once a language and render it."""
    from impact.report import browser_here, render_notebook
    from impact.runner.execute import Job, execute

    study, folder = simulation.study, simulation.folder
    source = project_root() / "notebooks" / f"{NOTEBOOK}.ipynb"
    (folder / "notebooks").mkdir()
    jobs = [
        Job(
            source,
            folder / "notebooks" / f"{NOTEBOOK}.{language}.ipynb",
            {
                "study_file": os.path.relpath(study.source, source.parent),
                "run_folder": os.path.relpath(folder, source.parent),
                "language": language,
                **asdict(simulation.settings),
            },
        )
        for language in languages
    ]
    with log_to(folder / LOG), browser_here() as browser:
        for job in execute(jobs):
            language = job.parameters["language"]
            page = folder / f"operating-characteristics.{language}.html"
            render_notebook(job.target, page, study=study, language=language, browser=browser)
