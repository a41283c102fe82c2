"""The power of a plan in words, numbers and a picture, and the command that shows it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
from typer.testing import CliRunner

from impact.cli import app
from impact.errors import UsageError
from impact.present import power_chart, power_summary
from impact.present.power import differences, power_cells, sizes
from impact.simulate import Plan, detectable_difference, power_of

PLAN = Plan(500, 2000, 0.30, 12, follow_up=0.75, cluster_size=5, icc=0.02)
ASKED = ["power", "--children", "500", "--comparison", "2000", "--risk", "0.30", "--follow-up", "0.75"]


def test_the_summary_says_what_is_found_what_is_planned_and_what_it_rests_on() -> None:
    said = power_summary(PLAN, "en").text
    assert "6.8 fewer per 100 (a risk of 23.2 per 100 with the programme, a hazard ratio of 0.75)" in said
    assert "500 people in the programme and 2,000 in the comparison group" in said
    assert "by 12 months; 75% of everybody" in said
    assert "multiply the variance by 1.08" in said
    assert "nothing of bias" in said
    assert "multiply" not in power_summary(Plan(500, 2000, 0.30), "en").text
    assert "No reduction of the risk, however large" in power_summary(Plan(4, 4, 0.1), "en").text


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_picture_has_a_line_for_each_size_that_ends_where_its_power_does(language: str) -> None:
    chart = power_chart(PLAN, language)
    lines = [trace for trace in chart.figure.data if trace.mode == "lines"]
    assert len(lines) == 3
    for line, size in zip(lines, (250, 500, 1000), strict=True):
        plan = Plan(size, 2000, 0.30, 12, follow_up=0.75, cluster_size=5, icc=0.02)
        assert line.y[20] == pytest.approx(100 * power_of(plan, line.x[20] / 100), abs=1e-4)
    assert len({line.line.dash for line in lines}) == 3
    assert "6.8" in chart.alt_text
    assert chart.table.html.count("<tr>") == 4


def test_a_plan_that_finds_nothing_is_drawn_too() -> None:
    chart = power_chart(Plan(4, 4, 0.1), "en")
    assert max(max(trace.y) for trace in chart.figure.data if trace.mode == "lines") < 80
    assert "–" in chart.alt_text


def test_the_command_prints_a_table_and_writes_a_page_that_needs_no_network(tmp_path) -> None:
    done = CliRunner().invoke(app, [*ASKED, "--out", str(tmp_path / "plan")])
    assert done.exit_code == 0, done.output
    rows = [line.split() for line in done.output.splitlines() if re.match(r"^ +[\d,]+  ", line)]
    assert [row[0] for row in rows] == ["250", "500", "1,000"]
    assert done.output.splitlines()[-1] == str(tmp_path / "plan" / "power.html")
    page = (tmp_path / "plan" / "power.html").read_text(encoding="utf-8")
    assert "Plotly.newPlot" in page
    assert not re.search(r'<(script|link|img)[^>]*(src|href)="https?:', page)
    grid = pd.read_csv(tmp_path / "plan" / "power.csv")
    assert power_of(Plan(500, 2000, 0.30, 12, 0.75), 0.08) == pytest.approx(
        grid.loc[(grid["children"] == 500) & (grid["difference"] == 0.08), "power"].iloc[0]
    )


def test_the_command_speaks_spanish_and_refuses_what_it_cannot_do() -> None:
    assert "menos por cada 100" in CliRunner().invoke(app, [*ASKED, "--lang", "es"]).output
    for wrong in (["--lang", "fr"], ["--icc", "7"]):
        assert isinstance(CliRunner().invoke(app, [*ASKED, *wrong]).exception, UsageError)


@pytest.mark.parametrize("risk", [1e-6, 0.001, 0.01, 0.03, 0.06, 0.999999])
def test_the_reductions_that_are_compared_fit_the_risk(risk: float) -> None:
    plan = Plan(2000, 8000, risk)
    shown = differences(plan)
    assert len([value for value in shown if value < risk]) >= 3
    head, *rows = power_cells(plan, "en").text.splitlines()[1:]
    columns = head.split("\t")[1:]
    assert len(set(columns)) == len(columns) >= 3
    assert all(len(row.split("\t")) == len(columns) + 1 for row in rows)
    found = detectable_difference(plan)
    said = re.search(r"finds is ([\d.]+) fewer per 100", power_summary(plan, "en").text)
    assert np.isnan(found) == (said is None)
    if said:
        assert float(said.group(1)) == pytest.approx(100 * found, rel=0.15)


@pytest.mark.parametrize("children", [2, 3, 4])
def test_a_very_small_plan_has_each_size_once(children: int) -> None:
    done = CliRunner().invoke(app, ["power", "--children", str(children), "--comparison", "2", "--risk", "0.5"])
    assert done.exit_code == 0, done.output
    plan = Plan(children, 2, 0.5)
    assert len(set(sizes(plan))) == len(sizes(plan))
    lines = [trace for trace in power_chart(plan, "en").figure.data if trace.mode == "lines"]
    assert [line.line.dash for line in lines if f"{children} people" in line.name] == ["solid"]


def test_a_file_is_no_folder_to_write_into(tmp_path) -> None:
    (tmp_path / "plan").write_text("mine", encoding="utf-8")
    for out in (tmp_path / "plan", tmp_path / "plan" / "inside"):
        done = CliRunner().invoke(app, [*ASKED, "--out", str(out)])
        assert isinstance(done.exception, UsageError)
        assert done.exception.exit_code == 2
    assert (tmp_path / "plan").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("option", ["--cluster-size", "--weighting", "--horizon-months", "--icc", "--follow-up"])
def test_numbers_without_end_are_refused(option: str) -> None:
    for value in ("inf", "nan"):
        done = CliRunner().invoke(app, [*ASKED, option, value])
        assert isinstance(done.exception, UsageError)
        assert option in str(done.exception)
