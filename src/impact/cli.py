"""The `impact` command."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Literal

import typer

from impact.errors import ImpactError, UsageError

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


@app.callback()
def settings(debug: Annotated[bool, typer.Option("--debug", help="Show a traceback with an error.")] = False) -> None:
    """Take what all commands share; `main` reads --debug itself, as it also speaks of a wrong command line."""


@app.command("run")
def run_studies(
    studies: StudyFiles,
    out: Annotated[Path | None, typer.Option(help="Write runs here instead of data/processed.")] = None,
    only: Annotated[str, typer.Option(help="Notebooks to execute, e.g. 03 or 01,02; `latest` stays.")] = "",
    lang: Annotated[str, typer.Option(help="Languages of the report, e.g. en,es.")] = "",
    scheduler: Annotated[str | None, typer.Option(help="Address of a dask scheduler.")] = None,
) -> None:
    """Run studies: notebooks, reports and released tables; prints each run's folder."""
    from impact.runner.runs import run
    from impact.study import Study

    if scheduler is not None:
        raise UsageError("--scheduler is not offered yet; a run needs none")
    for study in [Study.load(path) for path in studies]:
        with _progress_bar(study.id) as progress:
            done = run(study, out, only=_listed(only), languages=_listed(lang), progress=progress)
        typer.echo(done.folder)


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


@app.command()
def synthesise(
    out: Annotated[Path, typer.Option(help="Folder to write the tables into.")],
    scenario: Annotated[str, typer.Option(help="good, observed, selection or null.")] = "good",
    children: Annotated[int, typer.Option(help="How many eligible children.")] = 2500,
    seed: Annotated[int, typer.Option(help="Same seed, same bytes.")] = 20261122,
    hazard_ratio: Annotated[float, typer.Option(help="True conditional hazard ratio of the programme.")] = 0.6,
) -> None:
    """Write synthetic case records with a known truth: evidence of nothing, good for trying everything."""
    from impact.data.synthetic import synthesise as write

    typer.echo(write(out, scenario=scenario, children=children, seed=seed, hazard_ratio=hazard_ratio))


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
    lang: Annotated[str, typer.Option(help="en or es.")] = "en",
    out: Annotated[Path | None, typer.Option(help="Folder for power.html and power.csv.")] = None,
) -> None:
    """Say what a planned programme could show: the smallest difference it finds, and its power over a grid."""
    from impact.report.power import say_power, write_power
    from impact.simulate import Plan

    if lang not in ("en", "es"):
        raise UsageError(f"--lang must be en or es, not '{lang}'")
    plan = Plan(children, comparison, risk, horizon_months, follow_up, cluster_size, icc, weighting)
    language: Literal["en", "es"] = "es" if lang == "es" else "en"
    typer.echo(say_power(plan, language))
    if out is not None:
        typer.echo(write_power(plan, language, out))


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


@contextmanager
def _progress_bar(study: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show a bar on a terminal, and nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda done, total, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.fields[study]}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", study=study, total=None)
        yield lambda done, total, name: bar.update(task, completed=done, total=total, description=name)
