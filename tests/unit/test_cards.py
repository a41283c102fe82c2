"""How objects show themselves in a notebook: released rows only, and never more of people than a page may hold."""

from __future__ import annotations

import re
from pathlib import Path

import made_up_run
import numpy as np
import pandas as pd
import pytest

from impact import Analysis, AnalysisTable, Run, Study
from impact.cards import RELEASED, RESTRICTED, Card
from impact.cohort.build import Cohort
from impact.data.validate import Validated
from impact.disclosure.differencing import Held
from impact.disclosure.released import seal
from impact.errors import StudyError, UsageError
from impact.estimate import Robustness
from impact.results import FRAMES, Checks, CohortFlow, Effects, OperatingCharacteristics, StudyResults
from impact.results.meanings import _HERE, MEANINGS, meaning
from impact.results.shown import FIRST, WHOLE

STUDIES = Path(__file__).parents[2] / "studies"
SECRET = 0.123456789
TOLD = "Xochitl"
"""A number and a text that stand in the data alone."""


def frame_of(kind, rows=40):
    """A frame of a kind in which every cell is one of the two that nobody may see."""
    cells = [TOLD if name in ("reason", "text", "analysis", "what", "claim") else SECRET for name in kind.COLUMNS]
    return kind(pd.DataFrame([cells] * rows, columns=list(kind.COLUMNS)))


def results():
    return StudyResults.of({name: frame_of(kind) for name, kind in FRAMES.items()})


@pytest.fixture
def table():
    people = {"arm": [0, 1] * 20, "time": [17.625] * 40, "event": [1, 0] * 20, "id": [f"{TOLD}-{n}" for n in range(40)]}
    frame = pd.DataFrame({**people, "sex": [TOLD, "other"] * 20, "<b>age": [SECRET] * 40})
    return AnalysisTable.from_frame(
        frame, arm="arm", time="time", event="event", id="id", covariates=["sex", "<b>age"], time_unit="weeks"
    )


def said_by(shown):
    return shown._repr_html_(), repr(shown), str(shown)


def is_told(text):
    return TOLD in text or "0.1234" in text or "17.6" in text


@pytest.mark.parametrize("kind", [*FRAMES.values(), OperatingCharacteristics])
def test_a_frame_at_full_precision_shows_what_it_holds_and_no_row(kind):
    for text in said_by(frame_of(kind)):
        assert not is_told(text)
        assert "ull precision" in text
        assert "about 40 rows" in text
    html = frame_of(kind)._repr_html_()
    for column in kind.COLUMNS:
        assert f">{column}<" in html
        assert meaning(kind.FILE, column)
    assert RESTRICTED in html


def test_what_holds_people_or_several_frames_shows_none_of_them(table, tmp_path):
    whole = results()
    parts = {name: getattr(whole, name) for name in ("flow", "baseline", "followup", "checks", "densities")}
    released = seal({name: kind.empty() for name, kind in FRAMES.items()})
    data = pd.DataFrame({"child_id": [TOLD] * 12, "debt_usd": [SECRET] * 12})
    holders = [
        whole,
        table,
        Cohort(table, **parts, incomplete=data),
        Validated({"returns": data}, whole.quality, {"index.html": TOLD}),
        Robustness(whole.effects, whole.grid, whole.curves, whole.checks),
        Held(released, data),
    ]
    for holder in holders:
        for text in said_by(holder):
            assert not is_told(text), type(holder)
        assert RESTRICTED in holder._repr_html_()
    assert "child_id" in holders[3]._repr_html_()


def test_released_rows_are_shown_as_they_were_released():
    rows = WHOLE + 1
    flow = pd.DataFrame(dict.fromkeys(("step", "reason", "arm"), ["all"] * rows) | {"n": [120.0] * rows})
    flow.loc[1, "n"] = np.nan
    frames = {name: kind.empty() for name, kind in FRAMES.items()} | {"flow": CohortFlow(flow)}
    released = seal(frames)
    html = released.flow._repr_html_()
    assert RELEASED in html
    assert RESTRICTED not in html
    assert html.count(">120<") == FIRST - 1
    assert html.count(">–<") == 1
    assert f"{len(flow) - FIRST} more rows" in html
    assert repr(released.flow) == f"<CohortFlow, released: {rows} rows, 4 columns>"
    short = seal(frames | {"flow": CohortFlow(flow.iloc[1:])}).flow._repr_html_()
    assert short.count(">120<") == WHOLE - 1
    assert "more rows" not in short
    assert all(f">{name}<" in released._repr_html_() for name in FRAMES)


def test_the_mark_of_release_is_not_passed_on():
    released = seal({name: kind.empty() for name, kind in FRAMES.items()} | {"checks": frame_of(Checks)}).checks
    assert released.is_released
    assert TOLD in released._repr_html_()
    for made in (Checks(released.frame), Checks.concat([released, released])):
        assert not made.is_released
        assert not is_told(made._repr_html_())


@pytest.mark.parametrize(("rows", "size"), [(0, "0"), (7, "1–10"), (11, "about 15"), (2593, "about 2595")])
def test_a_number_of_rows_is_as_coarse_as_a_number_of_people(rows, size):
    assert repr(frame_of(Effects, rows)) == f"<Effects, full precision: {size} rows, 19 columns>"


def test_every_column_has_a_meaning_and_no_meaning_is_left_over():
    kinds = (*FRAMES.values(), OperatingCharacteristics)
    columns = {(kind.FILE, name) for kind in kinds for name in kind.COLUMNS}
    assert {name for _, name in columns} == set(MEANINGS)
    assert set(_HERE) <= columns


def test_a_card_is_inert(table):
    assert "<b>age" not in table._repr_html_()
    assert "&lt;b&gt;age" in table._repr_html_()
    card = Card("a<b", "`x<y`", notes=("<script>",), columns=("<i>",), rows=[("<u>",)])
    assert re.findall(r"<(b|i|u|script|y)\b", card.html) == []
    assert "<code>x&lt;y</code>" in card.html


def test_a_study_says_what_it_asks_and_an_analysis_what_may_be_asked_of_it(tmp_path):
    study = Study.load(STUDIES / "cmrrp-demo.yaml")
    html = study._repr_html_()
    assert "risk_difference by 12 months, iptw, att" in html
    assert "evidence of nothing" in html
    assert repr(study) == "<Study: cmrrp-demo>"
    analysis = Analysis(study, tmp_path / "run")
    assert ".cumulative_incidence()" in analysis._repr_html_()
    assert str(tmp_path) not in "".join(said_by(analysis))


def test_a_run_that_is_not_there_or_not_this_studys_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"no finished run of rossi at nowhere; make one: impact run .*rossi\.yaml"):
        Run.open(STUDIES / "rossi.yaml", tmp_path / "nowhere")
    run = tmp_path / "run"
    (run / "released").mkdir(parents=True)
    assert repr(Run(run)) == "<Run: run>"
    assert str(tmp_path) not in "".join(said_by(Run(run)))
    made = made_up_run.make(tmp_path)
    study = made_up_run.study_of(made)
    assert Run.open(study, made).folder == made.resolve()
    made_up_run.edit_study(made)
    with pytest.raises(StudyError, match="has changed since the run was made"):
        Run.open(study, made)
