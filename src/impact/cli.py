"""The `impact` command."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from impact.errors import ImpactError, UsageError, VerificationError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Do children who receive support after a return remigrate less, by how much, and how sure can we be?",
)
example = typer.Typer(help="Write an example data set whose results are published.", no_args_is_help=True)
app.add_typer(example, name="example")

StudyFiles = Annotated[list[Path], typer.Argument(metavar="STUDY…", help="Study files (YAML).")]
Scheduler = Annotated[
    str | None, typer.Option(help="Where many jobs are done: local, or a dask scheduler's tcp://host:8786.")
]
Languages = Annotated[
    str, typer.Option("--lang", "--language", help="Languages of the pages, alone or with a region, e.g. en,es-419.")
]
RunFolder = Annotated[Path, typer.Argument(metavar="RUN_DIR", help="A run's folder, or the link `latest`.")]
StudyNow = Annotated[Path | None, typer.Option("--study", help="The run's study, where it lies elsewhere now.")]


@app.callback()
def settings(debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False) -> None:
    """Take what all commands share; `main` reads --debug itself, as it also speaks of a wrong command line."""


@app.command("run")
def run_studies(
    studies: StudyFiles,
    out: Annotated[Path | None, typer.Option(help="Write runs here instead of data/processed.")] = None,
    only: Annotated[str, typer.Option(help="Notebooks to execute, e.g. 03 or 01,02; `latest` stays.")] = "",
    lang: Languages = "",
    scheduler: Scheduler = None,
) -> None:
    """Run studies: notebooks, reports and released tables; prints each run's folder."""
    from impact.jobs import progress_bar
    from impact.runner.grid import run_grid
    from impact.runner.runs import run
    from impact.study import Study

    loaded = [Study.load(path) for path in studies]
    if scheduler is not None:
        with progress_bar("studies") as progress:
            for folder in run_grid(loaded, out, _listed(only), _listed(lang), scheduler=scheduler, progress=progress):
                typer.echo(folder)
                _say_where_to_begin(folder)
        return
    for study in loaded:
        with progress_bar(study.id) as progress:
            done = run(study, out, only=_listed(only), languages=_listed(lang), progress=progress)
        typer.echo(done.folder)
        _say_where_to_begin(done.folder)
        for line in done.unexpected:
            typer.echo(f"  warning: {line}", err=True)
    _say_what_is_missing()


def _say_where_to_begin(folder: Path) -> None:
    """Name the page that leads on; stdout holds the run's folder alone."""
    typer.echo(f"  begin at {folder / 'index.html'}", err=True)


def _say_what_is_missing() -> None:
    """Tell whoever runs a study on a machine without a browser what its reports lack, and what to do."""
    from impact.report.browser import INSTALL, MISSING, find_browser

    if find_browser() is None:
        typer.echo(f"{MISSING}; {INSTALL}", err=True)


@app.command("portfolio")
def tell_of_several(
    portfolio: Annotated[Path, typer.Argument(metavar="PORTFOLIO", help="A portfolio file (YAML).")],
    out: Annotated[Path | None, typer.Option(help="Where the studies' runs are, instead of data/processed.")] = None,
    lang: Languages = "",
) -> None:
    """Put several programmes on a page each, from what the newest runs of their studies released."""
    from impact.runner.portfolio import run_portfolio
    from impact.study.portfolio import Portfolio

    typer.echo(run_portfolio(Portfolio.load(portfolio), out, languages=_listed(lang)))


@app.command()
def simulate(
    study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file (YAML).")],
    out: Annotated[Path | None, typer.Option(help="Write here instead of data/processed.")] = None,
    studies: Annotated[int, typer.Option(help="Simulated studies with an effect, and as many with none.")] = 1000,
    hazard_ratio: Annotated[float, typer.Option(help="By which the programme multiplies the hazard.")] = 0.6,
    workers: Annotated[int | None, typer.Option(help="Processes; as many as there are processors.")] = None,
    scheduler: Scheduler = None,
    seed: Annotated[int | None, typer.Option(help="The study's own by default.")] = None,
    lang: Languages = "",
) -> None:
    """Simulate a study's own design: how often its method is right, and the naive ones; prints the folder."""
    from impact.jobs import LOCAL, progress_bar
    from impact.runner.simulation import Settings
    from impact.runner.simulation import simulate as write
    from impact.study import Study

    loaded = Study.load(study)
    settings = Settings(studies, hazard_ratio, loaded.bootstrap.seed if seed is None else seed)
    with progress_bar(loaded.id) as progress:
        done = write(
            loaded, settings, out, languages=_listed(lang), scheduler=scheduler or LOCAL, workers=workers,
            progress=progress,
        )  # fmt: skip
    typer.echo(done)


@app.command()
def validate(study: Annotated[Path, typer.Argument(metavar="STUDY", help="A study file (YAML).")]) -> None:
    """Hold a study's input against the expectations, and estimate nothing."""
    from impact.data.read import read_input
    from impact.data.validate import validate as check
    from impact.study import Study

    loaded = Study.load(study)
    quality = check(read_input(loaded), loaded).quality
    warnings = quality.select(verdict="warn")
    typer.echo(f"{loaded.id}: {len(quality.frame)} rules, none critical is broken, {len(warnings)} warnings", err=True)
    for rule, table in zip(warnings["rule"], warnings["table"], strict=True):
        typer.echo(f"  warning: {table}: {rule}", err=True)


@app.command("map")
def map_records(
    export: Annotated[Path, typer.Argument(metavar="EXPORT", help="A workbook, a folder of tables, or one table.")],
    using: Annotated[Path | None, typer.Option(metavar="MAPPING", help="The mapping file (YAML).")] = None,
    out: Annotated[Path | None, typer.Option(help="A new folder for the canonical tables.")] = None,
    suggest: Annotated[bool, typer.Option("--suggest", help="Print a draft of a mapping instead.")] = False,
    source: Annotated[
        str, typer.Option(help="With --suggest: primero, kobo, commcare or spreadsheet.")
    ] = "spreadsheet",
    encoding: Annotated[str, typer.Option(help="With --suggest: utf-8 or windows-1252.")] = "utf-8",
    delimiter: Annotated[str, typer.Option(help="With --suggest: comma, semicolon or tab.")] = "comma",
) -> None:
    """Turn an export of a partner's system into canonical tables, by a mapping file; or draft that file."""
    from impact.data import exports

    if suggest:
        if using is not None or out is not None:
            raise UsageError("--suggest drafts a mapping and writes nothing else; leave --using and --out out")
        typer.echo(exports.suggest_mapping(export, source, exports.reading_of(encoding, delimiter)), nl=False)
        return
    if using is None or out is None:
        raise UsageError("say --using MAPPING and --out DIR, or --suggest")
    from impact.data.read import check_records

    exports.refuse_filled(out)
    mapped = exports.map_export(export, exports.read_mapping(using))
    check_records(mapped.tables)
    typer.echo(exports.write_mapped(mapped, out))
    for line in exports.summary(mapped):
        typer.echo(line, err=True)


@app.command()
def verify(run_folder: RunFolder, study: StudyNow = None) -> None:
    """Say what of a run, its study, its data, its notebooks and its code has changed since it was made."""
    from impact.runner.verification import verify as check

    verdict = check(run_folder, study)
    for line in (*verdict.notes, *verdict.differences):
        typer.echo(line, err=True)
    if verdict.differences:
        raise VerificationError(f"{run_folder}: not everything is as the run left it; see above")
    typer.echo("nothing changed" + (" in what was checked" if verdict.notes else ""), err=True)


@app.command()
def rerun(run_folder: RunFolder, study: StudyNow = None) -> None:
    """Do a run again from the same study and data, and say whether it releases the same, byte for byte."""
    from impact.jobs import progress_bar
    from impact.runner.rerun import rerun as again

    with progress_bar(run_folder.name) as progress:
        unlike = again(run_folder, study, progress=progress)
    for name in unlike:
        typer.echo(f"{name}: came out differently", err=True)
    if unlike:
        raise VerificationError(f"{run_folder}: done again, the run releases something else; see above")
    typer.echo("released/ came out the same, byte for byte", err=True)


@app.command("audit")
def audit_run(folder: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="A run's folder.")]) -> None:
    """Open everything of a run that may be published and hold it against the disclosure rules."""
    from impact.audit import assert_publishable

    assert_publishable(folder)
    typer.echo(f"{folder}: nothing in it discloses what it must not", err=True)


@app.command()
def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write the tables into.")],
    programme: Annotated[
        str,
        typer.Option(
            help="cmrrp, cam, family_reunification, mexico_accompaniment, mexico_trainings, legal_representation or "
            "gender_initiative."
        ),
    ] = "cmrrp",
    scenario: Annotated[
        str | None, typer.Option(help="cmrrp: good (unless said), observed, selection or null.")
    ] = None,
    children: Annotated[int | None, typer.Option(help="How many; cmrrp: 2500 eligible children unless said.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 20261122,
    hazard_ratio: Annotated[float | None, typer.Option(help="cmrrp: true conditional one, 0.6 unless said.")] = None,
) -> None:
    """Write synthetic case records with a known truth: evidence of nothing, good for trying everything."""
    from impact.data.synthetic import synthesise_programme as write

    typer.echo(
        write(programme, out, scenario=scenario, children=children, seed=seed, hazard_ratio=hazard_ratio),
    )


@app.command()
def power(
    children: Annotated[int, typer.Option(help="People in the programme.")],
    comparison: Annotated[int, typer.Option(help="People in the comparison group.")],
    risk: Annotated[float, typer.Option(help="Risk by the horizon without the programme, e.g. 0.30.")],
    horizon_months: Annotated[float, typer.Option(help="Months from time zero to the horizon.")] = 12,
    follow_up: Annotated[float, typer.Option(help="Share that can be followed to the horizon, e.g. 0.75.")] = 1.0,
    cluster_size: Annotated[float, typer.Option(help="People in a cluster: a household, a community.")] = 1.0,
    icc: Annotated[float, typer.Option(help="Intra-class correlation within clusters.")] = 0.0,
    weighting: Annotated[float, typer.Option(help="What weights multiply the variance by.")] = 1.0,
    lang: Annotated[str, typer.Option("--lang", "--language", help="E.g. en, es or es-419.")] = "en",
    out: Annotated[Path | None, typer.Option(help="Folder for power.html and power.csv.")] = None,
) -> None:
    """Say what a planned programme could show: the smallest difference it finds, and its power over a grid."""
    from impact.i18n import refusal
    from impact.report.power import say_power, write_power
    from impact.simulate import Plan

    if problem := refusal(lang):
        raise UsageError(f"--lang: {problem}")
    plan = Plan(children, comparison, risk, horizon_months, follow_up, cluster_size, icc, weighting)
    typer.echo(say_power(plan, lang))
    if out is not None:
        typer.echo(write_power(plan, lang, out))


@example.command()
def rossi() -> None:
    """Write data/raw/rossi: 432 men released from prison, half of them with financial aid."""
    from impact.data.examples import write_rossi
    from impact.provenance import project_root

    typer.echo(write_rossi(project_root() / "data" / "raw" / "rossi"))


@app.command()
def lab() -> None:
    """Open JupyterLab on the notebooks."""
    import os

    from impact.provenance import project_root

    os.execv(sys.executable, [sys.executable, "-m", "jupyterlab", str(project_root() / "notebooks")])  # noqa: S606


def main() -> None:
    """Run the command line; an error of ours is a few lines on stderr and its own exit code."""
    try:
        app()
    except ImpactError as error:
        if "--debug" in sys.argv:
            raise
        typer.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        # The message of a foreign error may hold a row.
        typer.echo(f"error: a fault of ours ({type(error).__name__}); `impact --debug …` shows where", err=True)
        sys.exit(ImpactError.exit_code)


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]
