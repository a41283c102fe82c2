"""A portfolio's run: what the newest runs of its studies released, on one page once a language."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from impact.cards import Card, Shown
from impact.errors import InputError, UsageError, VerificationError
from impact.i18n import base, refusal
from impact.present.portfolio import Member, notice, portfolio_contents
from impact.provenance import code_label, fingerprint, hash_tree, project_root, write_portfolio_manifest
from impact.runner.execute import Job, execute, log
from impact.runner.folder import LATEST, LOG, finished, new_run
from impact.runner.logs import log_to
from impact.runner.runs import Run
from impact.runner.verification import sealed_manifest
from impact.study.portfolio import Portfolio

if TYPE_CHECKING:
    from impact.report.browser import Browser
    from impact.study import Study
    from impact.study.parts import Language

NOTEBOOK = "13-portfolio"


@dataclass(frozen=True, slots=True, repr=False)
class OpenPortfolio(Shown):
    """A portfolio with what the newest run of each of its studies released.

    Attributes
    ----------
    portfolio : Portfolio
    members : tuple of Member
        In the portfolio's order.
    """

    portfolio: Portfolio
    members: tuple[Member, ...]

    def card(self) -> Card:
        """Return which run of each study is read."""
        rows = [(member.study.id, member.study.kind, member.run) for member in self.members]
        title = next(iter(self.portfolio.title.values()))
        return Card("OpenPortfolio", title, self.portfolio.id, columns=("study", "kind", "run"), rows=rows)


def open_portfolio(portfolio_file: str | Path, runs_folder: str | Path | None = None) -> OpenPortfolio:
    """Open a portfolio: its file, and the released results of the newest finished run of each of its studies.

    Parameters
    ----------
    portfolio_file : path
    runs_folder : path, optional
        Where the runs are; data/processed by default.

    Raises
    ------
    StudyError
        If a file is wrong, or a study says something else than when its run was made.
    UsageError
        If a study has no finished run; the message says how to make one.
    VerificationError
        If what a run released is not as it left it.
    """
    portfolio = Portfolio.load(portfolio_file)
    runs = _runs(portfolio, runs_folder)
    members = [
        _member(programme, study, runs[study.id]) for programme, studies in portfolio.members for study in studies
    ]
    return OpenPortfolio(portfolio, tuple(members))


def run_portfolio(
    portfolio: Portfolio,
    out: str | Path | None = None,
    *,
    languages: Sequence[str] = (),
    progress: Callable[[int, int, str], None] = lambda done, total, name: None,
) -> Path:
    """Write a portfolio's pages into a new folder, which appears only when it is complete, and return the folder.

    Parameters
    ----------
    portfolio : Portfolio
    out : path, optional
        Takes the place of data/processed, for the runs that are read and for what is written.
    languages : sequence of str
        The portfolio's by default.
    progress : callable
        Told (done, total, name) whenever a notebook starts or ends.

    Raises
    ------
    UsageError
        If the portfolio has no text in a language, or a study no finished run.
    ImpactError
        As for `open_portfolio`; of another kind where a notebook fails, or a page would disclose what it must not.
        A failed run leaves `<run>.failed` with its reason, and `latest` as it was.
    """
    from impact.audit import assert_publishable
    from impact.report import browser_here

    languages = _languages(portfolio, languages)
    root = (Path(out) if out else project_root() / "data" / "processed").resolve()
    runs = _runs(portfolio, root)
    components = [_component(study, runs[study.id]) for study in portfolio.studies]
    key = fingerprint([portfolio.model_dump_json(), code_label(), *(str(one["seal"]) for one in components)])
    with (
        new_run(root / portfolio.id, key[:8], complete=True) as folder,
        log_to(folder / LOG),
        browser_here() as browser,
    ):
        log.info("portfolio %s, key %s", portfolio.id, key[:8])
        _execute(portfolio, folder, root, languages, progress, browser)
        if _runs(portfolio, root) != runs:
            raise InputError("a study was run again while the portfolio was made; make it again")
        _write_contents(portfolio, folder, languages)
        write_portfolio_manifest(
            folder,
            portfolio.model_dump(mode="json"),
            components,
            portfolio_file=portfolio.source,
            languages=languages,
        )
        assert_publishable(folder)
        log.info("complete")
    return finished(folder)


def _runs(portfolio: Portfolio, runs_folder: str | Path | None) -> dict[str, Path]:
    """Return the folder of the newest finished run of every study, by the study's id."""
    root = (Path(runs_folder) if runs_folder else project_root() / "data" / "processed").resolve()
    missing = [study for study in portfolio.studies if not (root / study.id / LATEST / "released").is_dir()]
    if missing:
        files = " ".join(os.path.relpath(study.source) for study in missing)
        where = f" --out {os.path.relpath(root)}" if runs_folder and root != project_root() / "data/processed" else ""
        names = ", ".join(study.id for study in missing)
        raise UsageError(f"there is no finished run of {names}; make it first: impact run {files}{where}")
    return {study.id: Run.open(study.source, root / study.id / LATEST).folder.resolve() for study in portfolio.studies}


def _member(programme: Any, study: Study, folder: Path) -> Member:
    manifest = _component(study, folder)
    return Member(
        programme=programme,
        study=study,
        released=Run(folder).released,
        run=folder.name,
        made=dt.date.fromisoformat(manifest["made"][:10]),
        data_version=manifest["data_version"],
        code_version=manifest["code_version"],
        reports=tuple(tag for tag in manifest["languages"] if (folder / f"report.{tag}.html").is_file()),
    )


def _component(study: Study, folder: Path) -> dict[str, Any]:
    """Return what a portfolio's manifest keeps of a run, whose released files are as the run left them."""
    manifest = sealed_manifest(folder)
    left = {name: digest for name, digest in manifest["files"].items() if name.startswith("released/")}
    there = {f"released/{name}": digest for name, digest in hash_tree(folder / "released").items()}
    if left != there:
        raise VerificationError(
            f"{study.id}: released/ of the run {folder.name} is not as the run left it; make another run"
        )
    kept = ("study", "study_file", "made", "data_version", "code_version", "compared_with", "languages", "seal")
    return {"run": folder.name, **{name: manifest[name] for name in kept}, "released": left}


def _languages(portfolio: Portfolio, asked: Sequence[str]) -> Sequence[Language]:
    problems = [problem for language in asked if (problem := refusal(language))]
    if problems:
        raise UsageError("; ".join(problems))
    unknown = sorted(language for language in asked if base(language) not in map(base, portfolio.languages))
    if unknown:
        has = ", ".join(portfolio.languages)
        raise UsageError(f"the portfolio {portfolio.id} has no text in {', '.join(unknown)}; it has: {has}")
    return asked or portfolio.languages


def _execute(
    portfolio: Portfolio,
    folder: Path,
    root: Path,
    languages: Sequence[Language],
    progress: Callable[[int, int, str], None],
    browser: Browser | None,
) -> None:
    """Execute the notebook once a language, render it, and print it where there is a browser."""
    from impact.report import render_notebook
    from impact.report.papers import print_pages

    source = project_root() / "notebooks" / f"{NOTEBOOK}.ipynb"
    (folder / "notebooks").mkdir()
    jobs = [_job(source, portfolio, folder, root, language) for language in languages]
    progress(0, len(jobs), source.stem)
    pages = []
    for done, job in enumerate(execute(jobs), start=1):
        language = job.parameters["language"]
        page = folder / f"portfolio.{language}.html"
        warning = notice(portfolio.studies, language)
        render_notebook(
            job.target, page, study=portfolio, language=language, browser=browser, look="portfolio", notice=warning
        )
        pages.append(page)
        progress(done, len(jobs), job.target.stem)
    print_pages(sorted(pages), browser)


def _job(source: Path, portfolio: Portfolio, folder: Path, root: Path, language: Language) -> Job:
    parameters = {
        "portfolio_file": os.path.relpath(portfolio.source, source.parent),
        "runs_folder": os.path.relpath(root, source.parent),
        "language": language,
    }
    return Job(source, folder / "notebooks" / f"{source.stem}.{language}.ipynb", parameters)


def _write_contents(portfolio: Portfolio, folder: Path, languages: Sequence[Language]) -> None:
    """Write the page that leads to the others; the manifest is written when it stands."""
    from impact.report.contents import CONTENTS
    from impact.report.render import page_of_sections

    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} | {"manifest.json"}
    text = page_of_sections(
        portfolio_contents(files, languages),
        study=portfolio,
        language=languages[0],
        look="contents",
        notice=notice(portfolio.studies, languages[0]),
    )
    (folder / CONTENTS).write_text(text, encoding="utf-8")
