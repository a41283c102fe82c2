"""The exploring notebook: executed on both studies, each control moved, every number that of `released/`."""

from __future__ import annotations

import csv
import re
import shutil
from html import unescape
from pathlib import Path

import nbformat
import pytest

from impact import ReleasedResults, Study
from impact.audit import audit
from impact.present.controls import Explorer
from impact.present.page import PLOTLY
from impact.runner.execute import Job, execute
from impact.runner.runs import NOTEBOOKS

ROOT = Path(__file__).parents[2]
EXPLORE = "08-explore"
WIDGET = "application/vnd.jupyter.widget-view+json"
NUMBER = re.compile(r"[−-]?\d[\d,]*(?:\.\d+)?")


@pytest.fixture(scope="module")
def study(study_run) -> Study:
    return Study.load(ROOT / "studies" / f"{study_run.folder.parent.name}.yaml")


@pytest.fixture(scope="module")
def written(study_run) -> list[dict[str, str]]:
    """The rows of released/estimates.csv, read by nothing of ours."""
    with (study_run.folder / "released" / "estimates.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["event"] == "1"]


@pytest.fixture(params=["en", "es"])
def explorer(request, study_run, study) -> Explorer:
    return Explorer(study_run.released, study, request.param)


@pytest.fixture(scope="module")
def executed(study_run, study, tmp_path_factory):
    """What executing the notebook leaves, in a folder that is audited as one that is published."""
    folder = tmp_path_factory.mktemp("explored")
    shutil.copy(study_run.folder / "manifest.json", folder)
    shutil.copytree(study_run.folder / "released", folder / "released")
    (folder / "notebooks").mkdir()
    parameters = {
        "study_file": f"../studies/{study.source.name}",
        "run_folder": str(study_run.folder),
        "language": "es",
    }
    job = Job(ROOT / "notebooks" / f"{EXPLORE}.ipynb", folder / "notebooks" / f"{EXPLORE}.ipynb", parameters)
    assert list(execute([job])) == [job]
    return job.target


def expected(explorer, written):
    """The rows of the file that the controls ask for, by arm."""
    asked = explorer.asked
    arms = (*asked.groups, "contrast") if len(asked.groups) > 1 else asked.groups
    same = {
        "analysis": asked.people[0], "population": asked.people[1], "method": asked.comparison[0],
        "estimand": asked.comparison[1],
    }  # fmt: skip
    return [
        row
        for row in written
        if all(row[name] == value for name, value in same.items())
        and row["measure"] in ("risk", "risk_difference")
        and row["arm"] in arms
        and float(row["horizon"]) == asked.horizon
    ]


def table_rows(explorer):
    """The cells of the table that is shown, below its heads."""
    rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", explorer.said.value)
    return [[unescape(re.sub("<[^>]+>", "", cell)) for cell in re.split(r"</th><td>|</td><td>", row)] for row in rows]


def numbers(text):
    return [float(number.replace("−", "-").replace(",", "")) for number in NUMBER.findall(text)]


def near(shown, row, column, *, outward):
    """Hold a number per 100 with one decimal against the file's: limits are rounded outward."""
    exact = 100 * float(row[column])
    assert shown == pytest.approx(exact, abs=0.1 if outward else 0.0500001), (column, row)
    assert column != "ci_lower" or shown <= exact + 1e-9
    assert column != "ci_upper" or shown >= exact - 1e-9


def holds(explorer, written):
    """Compare the table, the sentence and the picture with the file; return whether anything is reported."""
    rows = expected(explorer, written)
    shown = table_rows(explorer)
    assert len(rows) == len(shown) > 0
    reported = 0
    for (_, value, people, events), row in zip(shown, rows, strict=True):
        for cell, column in ((people, "n"), (events, "events")):
            assert numbers(cell) == ([float(row[column])] if row[column] else []), (column, row)
        if row["status"] != "reported" or not row["estimate"]:
            assert value == "–"
            continue
        reported += 1
        found = numbers(value)
        near(found[0], row, "estimate", outward=False)
        assert (len(found) == 3) == bool(row["ci_lower"])
        for number, column in zip(found[1:], ("ci_lower", "ci_upper"), strict=False):
            near(number, row, column, outward=True)
    sentence = unescape(explorer.said.value.split("</p>")[0])
    for (_, value, _, _), row in zip(shown, rows, strict=True):
        if reported and row["status"] == "reported" and row["estimate"]:
            assert set(numbers(value)) <= set(numbers(sentence)), sentence
    assert bool(reported) == bool(explorer.drawn.outputs)
    if reported:
        marks = [trace for trace in explorer.drawn.outputs[0]["data"][PLOTLY]["data"] if trace["mode"] == "markers"]
        drawn = {round(trace["y"][0], 3) for trace in marks if trace["marker"]["size"] == 13}
        risks = {round(100 * float(row["estimate"]), 3) for row in rows if row["measure"] == "risk" and row["estimate"]}
        assert drawn == risks
    return bool(reported)


def test_it_begins_at_the_studys_answer(explorer, study, written):
    assert explorer.people.value == ("main", "all")
    assert explorer.comparison.value == (study.headline_method, study.primary.estimand)
    assert explorer.horizon.value == study.primary.horizon
    assert holds(explorer, written)


def test_each_control_moves_every_number_to_that_of_the_file(explorer, written):
    for control in (explorer.horizon, explorer.groups, explorer.comparison):
        before = control.value
        for _, value in control.options:
            control.value = value
            assert holds(explorer, written)
        control.value = before
    explorer.horizon.value = explorer.horizon.options[0][1]
    explorer.comparison.value = ("unadjusted", "none")
    explorer.groups.value = ("comparison",)
    assert holds(explorer, written)
    assert len(table_rows(explorer)) == 1


def test_every_subgroup_is_there_and_one_that_is_hidden_says_so(explorer, written, study):
    there = {
        (row["analysis"], row["population"])
        for row in written
        if row["analysis"] in ("main", "policy_period") and "=" in row["population"]
    }
    offered = {value: name for name, value in explorer.people.options}
    assert set(offered) == {("main", "all"), *there}
    assert len(there) >= (2 if study.subgroups else 0)
    hidden = 0
    for people, name in offered.items():
        explorer.people.value = people
        is_shown = holds(explorer, written)
        assert is_shown != (name.endswith(("(not shown)", "(no se muestra)")))
        hidden += not is_shown
        for _, horizon in explorer.horizon.options:
            explorer.horizon.value = horizon
            assert expected(explorer, written)
    assert bool(hidden) == any(row["status"] == "withheld" for row in written if "=" in row["population"])


def test_a_withheld_answer_is_not_replaced_by_the_groups_as_observed(reports):
    run = reports / "cmrrp-as-observed" / "latest"
    study = Study.load(ROOT / "studies" / "cmrrp-as-observed.yaml")
    explorer = Explorer(ReleasedResults.load(run / "released"), study, "en")
    assert explorer.drawn.outputs == ()
    assert "35%" in explorer.said.value
    explorer.comparison.value = ("unadjusted", "none")
    assert explorer.drawn.outputs == ()
    assert "are no substitute for the answer" in explorer.said.value
    assert "<table>" in explorer.said.value


def test_the_executed_notebook_shows_controls_picture_and_words(executed):
    notebook = nbformat.read(executed, as_version=4)
    shown = [output.data for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert [WIDGET in data for data in shown].count(True) == 1
    (controls,) = [data for data in shown if WIDGET in data]
    assert PLOTLY in controls
    assert "intervalo del 95%" in controls["text/html"]
    assert WIDGET.replace("view", "state") in notebook.metadata["widgets"]


def test_what_it_saves_may_be_published(executed):
    assert audit(executed.parents[1]) == ()


def test_it_is_rendered_with_its_picture_and_without_its_controls(executed, study):
    from impact.report import render_notebook

    page = render_notebook(executed, executed.with_suffix(".html"), study=study, language="es")
    text = page.read_text(encoding="utf-8")
    assert 'id="chart-view"' in text
    assert "widget-view" not in text
    assert audit(executed.parents[1]) == ()


def test_a_run_leaves_it_alone():
    assert not any(EXPLORE in names for names in NOTEBOOKS.values())
