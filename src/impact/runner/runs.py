"""A run: the notebooks of one study, executed, rendered and released into one folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from impact.cards import Card, Shown
from impact.data.schema import TABLES
from impact.errors import InputError, StudyError, UsageError
from impact.i18n import base, refusal
from impact.provenance import input_key, project_root, read_manifest, study_hash, write_manifest
from impact.results import StudyResults
from impact.runner.analysis import analysis_of
from impact.runner.execute import Job, execute, log
from impact.runner.folder import LATEST, LOG, finished, new_run
from impact.runner.ledger import Ledger
from impact.runner.logs import log_to
from impact.runner.store import Store
from impact.study import Study

if TYPE_CHECKING:
    from impact.disclosure import ReleasedResults
    from impact.report.browser import Browser
    from impact.study.parts import Language


NOTEBOOKS: Final = {
    "comparison": (
        "01-data-quality", "02-cohort", "03-time-to-remigration", "04-programme-comparison", "05-report",
        "06-sensitivity",
    ),
    "pathway": ("01-data-quality", "09-pathway", "10-pathway-report"),
    "reach": ("01-data-quality", "11-reach", "12-reach-report"),
}  # fmt: skip
"""The notebooks of a run, by the study's kind.

No run executes the others: 07 takes its time (`impact simulate` does), 08 reads finished runs for whoever moves its
controls, and 13 is about all programmes together.
"""

REPORT = "report"
"""Ends the name of the notebook that is the policy report: executed once a language, its code hidden."""


@dataclass(frozen=True, slots=True, repr=False)
class Run(Shown):
    """A complete run.

    Attributes
    ----------
    folder : Path
        Where everything is.
    results : StudyResults, released : ReleasedResults
        Before and after disclosure control; read from the folder when asked for.
    """

    folder: Path

    @classmethod
    def open(cls, study: str | Path, run_folder: str | Path | None = None) -> Run:
        """Open a study's finished run: its latest one under data/processed, where no folder is named.

        Raises
        ------
        UsageError
            If there is none with released results; the message says how to make one.
        StudyError
            If the study file says something else than when the run was made.
        """
        loaded = Study.load(study)
        folder = Path(run_folder) if run_folder else project_root() / "data" / "processed" / loaded.id / LATEST
        if not (folder / "released").is_dir():
            raise UsageError(f"there is no finished run of {loaded.id} at {folder.name}; make one: impact run {study}")
        if read_manifest(folder)["study_hash"] != study_hash(loaded.model_dump(mode="json")):
            raise StudyError(
                f"{loaded.source.name} has changed since the run was made; run it again: impact run {study}"
            )
        return cls(folder.resolve())

    def card(self) -> Card:
        """Return what of the run is there; RESTRICTED in its folder names what must not leave."""
        says = ("`.released` may be shown, `.results` is at full precision and must not leave this machine.",)
        parts = sorted(path.name for path in self.folder.iterdir() if path.name[:1] != ".")
        return Card(
            "Run",
            "A complete run.",
            self.folder.name,
            columns=("there is",),
            rows=[(name,) for name in parts],
            notes=says,
        )

    @property
    def results(self) -> StudyResults:
        """Every result frame at full precision."""
        return StudyResults.load(self.folder / "results")

    @property
    def released(self) -> ReleasedResults:
        """Every result frame as it may be shown."""
        from impact.disclosure import ReleasedResults

        return ReleasedResults.load(self.folder / "released")

    @property
    def unexpected(self) -> tuple[str, ...]:
        """Which expectations of the change since the last accepted run do not hold, in the release's own terms."""
        if not (self.folder / "released").is_dir():
            return ()
        warned = self.released.changes.select(verdict="warn").fillna({"column": ""})
        lines = [
            f"{f'{table}.{column}'.rstrip('.')}: {rule} (since the run {since})"
            for table, column, rule, since in warned[["table", "column", "rule", "since"]].itertuples(index=False)
        ]
        return tuple(dict.fromkeys(lines))


def run(
    study: Study,
    out: str | Path | None = None,
    *,
    only: Sequence[str] = (),
    languages: Sequence[str] = (),
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Run:
    """Execute a study's notebooks into a new run folder, which appears only when it is complete.

    Parameters
    ----------
    study : Study
    out : path, optional
        Takes the place of data/processed.
    only : sequence of str
        Numbers of notebooks, e.g. "03"; such a run never moves `latest`. All of them by default.
    languages : sequence of str
        Languages of the report; the study's by default.
    progress : callable
        Told (done, total, name) whenever a notebook starts or ends.

    Raises
    ------
    UsageError
        If `only` or `languages` name what there is not.
    StudyError
        If the study differs from its file, which is what the notebooks read.
    ImpactError
        Of the kind that a stage raised; a failed run leaves `<run>.failed` with its reason, and `latest` as it was.
    """
    from impact.audit import assert_publishable
    from impact.report import browser_here, write_contents, write_papers

    languages = languages_of(study, languages)
    notebooks = _notebooks(study.kind, only)
    studies = (Path(out) if out else project_root() / "data" / "processed").resolve() / study.id
    key = _key(study)
    with new_run(studies, key[:8], complete=not only) as folder, log_to(folder / LOG), browser_here() as browser:
        log.info("study %s, key %s", study.id, key[:8])
        analysis = analysis_of(study, folder)
        compared_with = analysis.compared_with
        _execute(study, folder, notebooks, languages, progress, browser)
        held = analysis.held() if not only else None
        if held:
            held.released.save(folder / "released")
            write_papers(folder, analysis.versions, held.released, study, languages, browser)
        if _key(study) != key:
            raise InputError(f"the data of {study.id} changed while it ran; run it again")
        shutil.rmtree(folder / Store.MARKERS, ignore_errors=True)
        write_contents(folder, held.released if held else None, study, languages)
        write_manifest(
            folder, study.input_path, study.model_dump(mode="json"), study.bootstrap.seed,
            study_file=study.source, tables=tuple(TABLES), languages=languages, compared_with=compared_with,
        )  # fmt: skip
        assert_publishable(folder)
        if held:
            Ledger.beside(folder).accept(finished(folder).name, folder / "results", held, compared_with)
        log.info("complete")
    return Run(finished(folder))


def _key(study: Study) -> str:
    """Return the key of what goes in; the notebooks read the study's file, which must say the same as `study`."""
    if Study.load(study.source) != study:
        raise StudyError(
            f"{study.source.name} says something else than the study that is to be run; save it there first"
        )
    return input_key(study.input_path, study.model_dump_json())


def _execute(
    study: Study,
    folder: Path,
    notebooks: Sequence[Path],
    languages: Sequence[str],
    progress: Callable[[int, int, str], None],
    browser: Browser | None,
) -> None:
    from impact.report import render_notebook

    (folder / "notebooks").mkdir()
    jobs = [job for notebook in notebooks for job in _jobs(study, folder, notebook, languages)]
    progress(0, len(jobs), jobs[0].source.stem)
    for done, job in enumerate(execute(jobs), start=1):
        page, language = _page_of(folder, job), job.parameters["language"]
        back = None if page.parent == folder else "../index.html"
        render_notebook(job.target, page, study=study, language=language, browser=browser, contents=back)
        progress(done, len(jobs), job.target.stem)


def _jobs(study: Study, folder: Path, notebook: Path, languages: Sequence[str]) -> Iterator[Job]:
    """Name paths relative to the notebooks' folder: an executed notebook shows its parameters to everybody."""
    here = notebook.parent
    is_report = notebook.stem.endswith(REPORT)
    for language in languages if is_report else languages[:1]:
        name = f"{notebook.stem}.{language}.ipynb" if is_report else notebook.name
        parameters = {
            "study_file": os.path.relpath(study.source, here),
            "run_folder": os.path.relpath(folder, here),
            "language": language,
        }
        yield Job(notebook, folder / "notebooks" / name, parameters)


def _page_of(folder: Path, job: Job) -> Path:
    if job.source.stem.endswith(REPORT):
        return folder / f"report.{job.parameters['language']}.html"
    return job.target.with_suffix(".html")


def _notebooks(kind: str, only: Sequence[str]) -> list[Path]:
    every = [project_root() / "notebooks" / f"{name}.ipynb" for name in NOTEBOOKS[kind]]
    numbers = {path.name[:2] for path in every}
    unknown = sorted(set(only) - numbers)
    if unknown:
        raise UsageError(f"there is no notebook {', '.join(unknown)}; there is: {', '.join(sorted(numbers))}")
    return [path for path in every if not only or path.name[:2] in only]


def languages_of(study: Study, asked: Sequence[str]) -> Sequence[Language]:
    """Return the languages that are asked for, in whatever region; the study's own where none is.

    Raises
    ------
    UsageError
        If there is no such language or region, or the study has no text in it.
    """
    problems = [problem for language in asked if (problem := refusal(language))]
    if problems:
        raise UsageError("; ".join(problems))
    unknown = sorted(language for language in asked if base(language) not in map(base, study.languages))
    if unknown:
        raise UsageError(
            f"the study {study.id} has no text in {', '.join(unknown)}; it has: {', '.join(study.languages)}"
        )
    return asked or study.languages
