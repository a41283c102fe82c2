"""Synthetic records of the other programmes: legal, the same for the same seed, and of the truth that they tell."""

import json
import sys
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from impact import cli
from impact.data.read import read_input
from impact.data.schema import TABLES
from impact.data.synthetic import synthesise_programme
from impact.data.synthetic.programmes import PROGRAMMES, generate_programme
from impact.data.synthetic.programmes.figures import LOST_PER_YEAR, PATHWAYS, Step
from impact.data.synthetic.programmes.reach_figures import REACH
from impact.data.synthetic.programmes.steps import DAYS, Waits, after
from impact.data.validate import validate
from impact.errors import UsageError
from impact.provenance import project_root
from impact.study import Study

DTYPES = {"date": "datetime64[ns]", "boolean": "boolean", "integer": "Int64", "number": "float64"}
LARGE = 20_000
CHANCE = 5
"""A share of a large draw strays from its truth by more than so many standard errors once in two million."""


def study_of(programme: str) -> Study:
    return Study.load(project_root() / "studies" / f"{programme.replace('_', '-')}-demo.yaml")


@pytest.fixture(scope="module", params=PROGRAMMES)
def programme(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def folder(programme, tmp_path_factory):
    return synthesise_programme(programme, tmp_path_factory.mktemp("drawn") / programme)


def test_records_are_legal_for_their_study_and_warn_of_nothing(programme, folder):
    study = study_of(programme)
    here = study.input.model_copy(update={"path": str(folder)})
    study = study.model_copy(update={"input": here, "source": folder / "study.yaml"})
    quality = validate(read_input(study), study).quality
    assert study.synthetic
    assert len(quality.select(verdict="warn")) == 0


def test_tables_have_the_schemas_columns_and_types(programme):
    for name, frame in generate_programme(programme, cases=300)[0].items():
        order = [column.name for column in TABLES[name].columns]
        assert list(frame.columns) == [column for column in order if column in frame]
        assert set(TABLES[name].required) <= set(frame.columns)
        for column in map(TABLES[name].column, frame.columns):
            assert frame[column.name].dtype == DTYPES.get(column.kind, "string"), f"{name}.{column.name}"


def test_the_same_seed_gives_the_same_bytes_and_another_gives_others(programme, folder, tmp_path):
    again, other = (synthesise_programme(programme, tmp_path / str(seed), seed=seed) for seed in (20261122, 7))
    for path in folder.iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()
        assert (other / path.name).read_bytes() != path.read_bytes()


def test_truth_says_that_it_is_synthetic(folder):
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["synthetic"] is True
    assert "evidence of nothing" in truth["note"]


def reached(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Return a row a case on the path: the day of each milestone, of leaving and why."""
    cases, milestones = tables["cases"], tables["milestones"]
    own = cases["parent_case_id"].fillna(cases["case_id"]).set_axis(cases["case_id"])
    first = (
        milestones.assign(path=milestones["case_id"].map(own)).groupby(["path", "milestone"])["milestone_date"].min()
    )
    return cases[cases["parent_case_id"].isna()].join(first.unstack(), on="case_id")  # noqa: PD010 - keys are unique


def asked_of(what) -> list[tuple[str, str, str, set[str]]]:
    """List what the truth of a pathway is asked: its name, where the clock starts and ends, the ways out between."""
    asked = []
    for place, step in enumerate(what.steps):
        so_far = {reason for earlier in what.steps[: place + 1] for reason in earlier.exits}
        asked.append((f"from_start.{step.milestone}", what.first, step.milestone, so_far))
        asked.append((f"from_previous.{step.milestone}", what.milestones[place], step.milestone, set(step.exits)))
    return asked


@pytest.mark.parametrize("name", PATHWAYS)
def test_true_chances_are_those_of_a_large_draw(name):
    """Of cases that started so early that nothing is cut off as many go on as is true, once loss is weighed for."""
    what = PATHWAYS[name]
    tables, truth = generate_programme(name, cases=LARGE, seed=5)
    frame = reached(tables)
    frame = frame[(frame["programme"] == what.code) & frame[what.first].notna()]
    days = int(12 * truth["days_per_month"])
    for arm in truth["arms"].values():
        of_arm = frame[frame["group"] == arm["group"]] if arm["group"] else frame
        for analysis, start, end, exits in asked_of(what):
            early = of_arm[of_arm[start] <= pd.Timestamp(truth["cut_off"]) - pd.Timedelta(days=days)]
            wait, leaves = ((early[column] - early[start]).dt.days for column in (end, "exit_date"))
            competes = (leaves <= days) & early[end].isna() & early["exit_reason"].isin(exits)
            # Loss comes at one rate: who was seen to go on, or out, stands for those who were lost before they could.
            stands_for = np.exp(LOST_PER_YEAR / 365.25 * np.where(competes, leaves, wait))
            told = arm["analyses"][analysis]["horizons"]["12"]
            for seen, true in (((wait <= days), told["reached"]), (competes, told["exited"])):
                weighed = np.where(seen, stands_for, 0.0)
                error = weighed.std() / np.sqrt(len(weighed))
                assert abs(weighed.mean() - true) < CHANCE * error, (analysis, weighed.mean(), true)


def test_loss_is_left_out_of_the_truth_and_cuts_the_records():
    tables, truth = generate_programme("cam", cases=5000, seed=2)
    lost = tables["cases"]["exit_reason"].isin(["lost", "transferred", "closed", "consent_withdrawn", "unknown"])
    assert lost.sum() > 100
    frame = reached(tables)
    consents = frame[frame["has_reporting_consent"]]
    for milestone, numbers in truth["without_loss"]["programme"]["funnel"].items():
        assert consents[milestone].notna().sum() <= numbers["reached"]
    assert consents["decision"].notna().sum() < truth["without_loss"]["programme"]["funnel"]["decision"]["reached"]
    assert (
        truth["without_loss"]["programme"]["linked"]
        > truth["without_loss"]["programme"]["funnel"]["application"]["reached"]
    )


def test_true_numbers_add_up_at_each_milestone(programme, folder):
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    for arm in truth.get("without_loss", {}).values():
        funnel = list(arm["funnel"].values())
        for here, then in pairwise(funnel):
            assert here["reached"] == then["reached"] + sum(here["exited"].values()) + here["waiting"]


def test_chances_by_day_are_those_of_the_hazards():
    """One exit and an exponential wait have a closed form; a wait after a wait is the sum of two."""
    rate, exit_rate = 1 / 80, 0.5 / 365.25
    waits = Waits.of(Step("next", 80, 1.0, {"withdrew": 0.5}))
    day = np.arange(1, DAYS + 1)
    gone = 1 - np.exp(-(rate + exit_rate) * day)
    assert np.allclose(np.cumsum(waits.chance[0]), gone * rate / (rate + exit_rate), atol=1e-12)
    assert np.allclose(np.cumsum(waits.chance[1]), gone * exit_rate / (rate + exit_rate), atol=1e-12)
    both = after(waits.chance[0], waits.chance[0])
    assert both[0] == 0.0
    assert np.isclose(both[9], sum(waits.chance[0][i] * waits.chance[0][8 - i] for i in range(9)), rtol=1e-9)


def test_waits_are_drawn_as_their_chances_are():
    waits = Waits.of(Step("next", 60, 1.4, {"withdrew": 0.6, "died": 0.1}), 1.3)
    day, how = waits.draw(np.random.default_rng(1), 200_000)
    for place, chance in enumerate(waits.chance):
        for horizon in (15, 60, 200):
            true = chance[:horizon].sum()
            seen = ((how == place) & (day <= horizon)).mean()
            assert abs(seen - true) < CHANCE * np.sqrt(true / len(day)), (place, horizon)


def people(frame: pd.DataFrame) -> int:
    return int(frame["person_id"].nunique())


@pytest.mark.parametrize("name", REACH)
def test_true_numbers_of_people_are_those_that_the_records_allow(name):
    tables, truth = generate_programme(name)
    counts = tables.get("activity_counts")
    for code, told in truth["programmes"].items():
        if told["basis"] in ("distinct", "partly_identified"):
            rows = tables["participations"].query("programme == @code and has_reporting_consent")
            unidentified = int(rows["person_id"].isna().sum())
            assert (unidentified > 0) == (told["basis"] == "partly_identified")
            assert people(rows) <= told["total"] <= people(rows) + unidentified
            for role, number in told["by_role"].items():
                of_role = rows[rows["role"] == role]
                assert people(of_role) <= number <= people(of_role) + int(of_role["person_id"].isna().sum())
        else:
            rows = counts[counts["programme"] == code]
            sessions = rows["sessions"].fillna(1).to_numpy(dtype=float)
            by_role = rows.assign(least=np.ceil(rows["count"].to_numpy(dtype=float) / sessions)).groupby(
                rows["role"].fillna("")
            )
            assert by_role["least"].max().max() <= told["total"] <= rows["count"].sum()
            assert (rows["unit"] == ("person" if told["basis"] == "deduplicated" else "attendance")).all()
        assert max(told["by_role"].values()) < told["total"] <= sum(told["by_role"].values())
        years = [number for period, number in told["by_period"].items() if "-Q" not in period]
        assert max(years) < told["total"] < sum(years)
        assert all(sum(part.values()) > 0 for part in told["by_role_and_period"].values())


def test_a_participant_whom_everybody_knows_is_counted_to_the_person():
    tables, truth = generate_programme("gender_initiative")
    rows = tables["participations"].query("programme == 'gender_trainings' and has_reporting_consent")
    told = truth["programmes"]["gender_trainings"]
    assert people(rows) == told["total"]
    assert {role: people(part) for role, part in rows.groupby("role")} == told["by_role"]
    quarter = rows["participation_date"].dt.to_period("Q").astype(str).str.replace("Q", "-Q")
    assert {period: people(part) for period, part in rows.groupby(quarter)}.items() <= told["by_period"].items()
    two = rows.groupby("person_id")["role"].nunique()
    assert 0 < (two == 2).mean() < 0.05


@pytest.mark.parametrize(
    ("programme", "arguments", "words"),
    [
        ("camm", {}, ["camm", "cmrrp, cam, "]),
        ("cam", {"scenario": "null"}, ["--scenario", "cmrrp"]),
        ("gender_initiative", {"hazard_ratio": 0.5}, ["--hazard-ratio", "cmrrp"]),
        ("cam", {"children": 99}, ["99", "100"]),
        ("mexico_trainings", {"seed": -1}, ["seed", "-1"]),
        ("cmrrp", {"children": 99}, ["99", "500"]),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(tmp_path, programme, arguments, words):
    with pytest.raises(UsageError) as refused:
        synthesise_programme(programme, tmp_path / "out", **arguments)
    assert refused.value.exit_code == 2
    for word in words:
        assert word in str(refused.value)
    assert not (tmp_path / "out").exists()


def test_the_command_writes_any_programme(monkeypatch, capsys, tmp_path):
    for name in ("legal_representation", "mexico_trainings"):
        monkeypatch.setattr(
            sys,
            "argv",
            ["impact", "synthesise", "--programme", name, "--children", "150", "--out", str(tmp_path / name)],
        )
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 0
        assert capsys.readouterr().out.strip() == str(tmp_path / name)
        assert (tmp_path / name / "truth.json").exists()


def test_studies_tell_of_their_programme_and_its_milestones():
    for name in PROGRAMMES:
        study = study_of(name)
        assert study.input.path == f"../data/raw/{name.replace('_', '-')}-demo"
        if study.pathway:
            what = PATHWAYS[name]
            assert (study.pathway.programme, study.pathway.unit) == (what.code, what.unit)
            assert study.pathway.steps == what.milestones
            assert all(set(step.exits) <= set(study.pathway.competing) for step in what.steps)
            linked = {step.id: step.unit for step in study.pathway.milestones if step.unit}
            assert linked == ({what.linked.milestone: what.linked.unit} if what.linked else {})
        else:
            assert study.reach.programmes == tuple(activity.code for activity in REACH[name])
