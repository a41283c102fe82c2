"""docs/exports.md says what is true: every message in it is given, every broken export is in it, its steps run."""

import re
import shlex
import sys
from pathlib import Path

import pandas as pd
import pytest
from broken import SECRET, VARIANTS, lay
from exporting import write_workbook
from test_round_trip import carried
from written import primero

from impact import Study, cli
from impact.data.exports import Mapping, map_export, read_mapping
from impact.data.read import check_records, read_input
from impact.data.schema import OPTIONAL_TABLES, REQUIRED_TABLES
from impact.data.synthetic.write import synthesise
from impact.errors import ImpactError

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "docs" / name for name in ("exports.md", "exportaciones.md")]
RECORDS = (*REQUIRED_TABLES["comparison"], *OPTIONAL_TABLES["comparison"])
MAPPING = ROOT / "studies" / "mappings" / "primero.yaml"


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


def quoted(page: Path) -> set[tuple[int, str]]:
    """Return the exit codes and messages that a page quotes: blocks that begin with `exit`."""
    parts = [re.fullmatch(r"exit (\d+)\nerror: (.*)\n", block, flags=re.DOTALL) for block in blocks(page, "text")]
    return {(int(part.group(1)), part.group(2)) for part in parts if part}


def _map_and_check(export: Path, using: Path, mappings: dict[str, Mapping]) -> None:
    """Map as the command does; most variants have the same mapping, and reading it takes longer than all else."""
    text = using.read_text(encoding="utf-8")
    if text not in mappings:
        mappings[text] = read_mapping(using)
    check_records(map_export(export, mappings[text]).tables)


@pytest.fixture(scope="module")
def answers(tmp_path_factory) -> dict[str, tuple[int, str]]:
    """What each broken export is answered with; files are named without their folder, as where they lie at hand."""
    given = {}
    mappings: dict[str, Mapping] = {}
    for name in VARIANTS:
        folder = tmp_path_factory.mktemp(name)
        export, using = lay(name, folder)
        with pytest.raises(ImpactError) as refused:
            _map_and_check(export, using, mappings)
        given[name] = refused.value.exit_code, str(refused.value).replace(f"{folder}/", "")
    return given


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_broken_export_is_in_the_page(answers, page):
    assert {name: answer for name, answer in answers.items() if answer not in quoted(page)} == {}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_message_of_the_page_is_given(answers, page):
    assert quoted(page) - set(answers.values()) == set()


def test_no_message_tells_a_cell(answers):
    assert not [name for name, (_, message) in answers.items() if SECRET.casefold() in message.casefold()]


@pytest.fixture(scope="module")
def desk(tmp_path_factory) -> Path:
    """A folder with a Primero export of synthetic records, and the mapping to start from."""
    folder = tmp_path_factory.mktemp("desk")
    drawn = synthesise(folder / "drawn", children=500, seed=3)
    records = {name: pd.read_csv(drawn / f"{name}.csv", dtype=str, keep_default_na=False) for name in RECORDS}
    write_workbook(primero(carried(records, "primero"), read_mapping(MAPPING)), folder / "cases.xlsx")
    (folder / "primero.yaml").write_bytes(MAPPING.read_bytes())
    return folder


@pytest.fixture
def run(monkeypatch, capfd):
    """Run a command line of a page in this process; return what it shows, what goes to a file apart."""

    def run(line: str) -> str:
        words = shlex.split(line)
        target = Path(words.pop()) if ">" in words and words.pop(words.index(">")) else None
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        out, err = capfd.readouterr()
        if target:
            target.write_text(out, encoding="utf-8")
        end = f"exit {stopped.value.code}\n" if stopped.value.code else ""
        return ("" if target else out) + err + end

    return run


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_steps_show_what_the_page_says(desk, tmp_path, monkeypatch, run, page):
    for name in ("cases.xlsx", "primero.yaml"):
        (tmp_path / name).write_bytes((desk / name).read_bytes())
    monkeypatch.chdir(tmp_path)
    steps = [step for block in blocks(page, "console") for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    assert len(steps) >= 3
    for step in steps:
        line, _, shown = step.partition("\n")
        got = run(line)
        at = 0
        for part in re.split(r"^ *…\n", shown, flags=re.MULTILINE):
            assert part in got[at:], (line, got)
            at = got.index(part, at) + len(part)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_study_of_the_page_reads_the_export(desk, page):
    (study,) = [block for block in blocks(page, "yaml") if block.startswith("id:")]
    path = desk / "study.yaml"
    path.write_text(study, encoding="utf-8")
    tables = read_input(Study.load(path))
    assert {name: len(frame) for name, frame in tables.items()} == {
        "returns": 671,
        "enrolments": 130,
        "services": 648,
        "contacts": 3129,
    }
