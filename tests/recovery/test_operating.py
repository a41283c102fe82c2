"""`impact simulate`: worlds whose truth is known, what methods make of them, and the same table whoever computes it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
import pytest
from simulate import HORIZON, Design, draw, truth

from impact.cohort.table import AnalysisTable
from impact.errors import EstimationError, StudyError, UsageError
from impact.jobs import LOCAL
from impact.results import OperatingCharacteristics
from impact.simulate import operating_characteristics, plasmode
from impact.simulate.hazards import Hazard, risks
from impact.study import Study

STUDIES = 60
SEED = 4
CONFOUNDED = Design("confounded", people=400, selection=1.2)
"""Strong selection: the unadjusted comparison must fail, and visibly."""

FEWEST = 0.86
"""Of 60 intervals of 95% that hold the truth: three standard errors are 8.4 points."""

FALSE_ALARMS = 0.134
"""Of 60 tests at 5%: three standard errors are 8.4 points."""

ALIKE = 0.02
"""Of shares among 4,000: the arm's estimated effect, which is taken out, moves the events by about half of it."""

LARGE = 20_000
FITTED = 0.006
"""Of a risk: how far a world that is fitted to 20,000 people may lie from the one that they were drawn from; about two
standard errors."""


def study_of(measure: str = "risk_difference", method: str = "iptw") -> Study:
    columns = {"arm": "arm", "time": "time", "event": "event"}
    return Study.model_validate(
        {
            "id": "simulated",
            "input": {"form": "analysis_table", "path": "none", "columns": columns},
            "time_unit": "months",
            "horizons": [HORIZON / 2, HORIZON],
            "primary": {"measure": measure, "horizon": HORIZON, "method": method, "estimand": "ate"},
        }
    )


@pytest.fixture(scope="module")
def table() -> AnalysisTable:
    return draw(CONFOUNDED, np.random.SeedSequence(SEED))


@pytest.fixture(scope="module")
def alone(table) -> OperatingCharacteristics:
    return operating_characteristics(table, study_of(), studies=STUDIES, seed=1)


def test_risks_are_those_that_draws_show() -> None:
    """The formula against frequencies, for two competing hazards in four pieces, one of them without any hazard."""
    starts, people, times = np.array([0.0, 2.0, 5.0, 9.0]), 3, 40_000
    first = Hazard(starts, np.array([0.05, 0.0, 0.1, 0.02]), np.array([[0.5, 1.0, 2.0]] * 2))
    second = Hazard(starts, np.array([0.02, 0.03, 0.0, 0.05]), np.array([[1.0, 3.0, 0.5]] * 2))
    random, entry, horizons = np.random.default_rng(2), 1.0, np.array([4.0, 12.0])
    risk, lost = risks([first, second], 0, entry, horizons)
    rows = np.repeat(np.arange(people), times)
    arm, late = np.ones(len(rows), dtype=np.int8), np.full(len(rows), entry)
    came, other = (hazard.times(rows, arm, late, random.exponential(size=len(rows))) for hazard in (first, second))
    for column, horizon in enumerate(horizons):
        had = ((came < other) & (came <= horizon)).reshape(people, times)
        gone = np.where(had, horizon - came.reshape(people, times), 0.0)
        error = 4 / np.sqrt(times)
        np.testing.assert_array_less(np.abs(had.mean(axis=1) - risk[:, column]), error * had.std(axis=1))
        np.testing.assert_array_less(np.abs(gone.mean(axis=1) - lost[:, column]), error * gone.std(axis=1))


def test_a_world_is_the_one_that_its_people_come_from() -> None:
    design = replace(CONFOUNDED, people=LARGE, effect=0.0, effect_on_other=0.0)
    world = plasmode(draw(design, np.random.SeedSequence(SEED)))
    for estimand in ("ate", "att", "ato"):
        fitted = world.truth(np.exp(-0.5), estimand, np.array([HORIZON]))["risk"]
        true = truth(replace(design, effect=-0.5))[estimand, "risk_difference"]
        assert fitted[0, 0] - fitted[1, 0] == pytest.approx(true, abs=FITTED)


def test_without_an_effect_both_arms_have_one_truth(table) -> None:
    arms = plasmode(table).truth(1.0, "att", np.array([6.0, 12.0]))
    np.testing.assert_array_equal(arms["risk"][0], arms["risk"][1])


def test_simulated_studies_look_like_the_study() -> None:
    same = draw(replace(CONFOUNDED, people=4000, effect=0.0, effect_on_other=0.0), np.random.SeedSequence(SEED))
    drawn = [plasmode(same).draw(1.0, seed) for seed in np.random.SeedSequence(1).spawn(10)]
    for code in (0, 1, 2):
        shares = [(one.event == code).mean() for one in drawn]
        assert np.mean(shares) == pytest.approx((same.event == code).mean(), abs=ALIKE)
    assert np.mean([one.arm.mean() for one in drawn]) == pytest.approx(same.arm.mean(), abs=ALIKE)
    medians = [np.median(one.time) / np.median(same.time) for one in drawn]
    assert np.mean(medians) == pytest.approx(1.0, abs=0.05)


def test_members_of_a_cluster_stay_alike() -> None:
    """Pairs that share their fate: the correlation within them comes back, where pairs of strangers have none."""
    single = draw(replace(CONFOUNDED, people=300), np.random.SeedSequence(SEED))
    rows = np.repeat(np.arange(len(single)), 2)
    code = np.repeat(np.arange(len(single)), 2)
    names = ("arm", "time", "event", "entry", "lower", "upper")
    arrays = {name: getattr(single, name)[rows] for name in names}
    covariates = single.covariates.iloc[rows].reset_index(drop=True)
    pairs = replace(single, **arrays, covariates=covariates, cluster=code, id=np.arange(len(rows)), has_clusters=True)
    world = plasmode(pairs)
    assert world.alike_in_arm == pytest.approx(1.0)
    drawn = world.draw(1.0, np.random.SeedSequence(9))
    first, second = drawn.arm[::2], drawn.arm[1::2]
    np.testing.assert_array_equal(first, second)
    strangers = plasmode(replace(pairs, cluster=np.random.default_rng(0).permutation(code)))
    assert strangers.alike_in_arm < 0.2


def test_the_studys_method_is_right_and_the_naive_one_is_not(alone) -> None:
    at = {row["method"]: row for _, row in alone.select(scenario="effect", horizon=HORIZON).iterrows()}
    null = {row["method"]: row for _, row in alone.select(scenario="null", horizon=HORIZON).iterrows()}
    assert set(at) == {"iptw", "unadjusted", "lost_as_event_free"}
    assert at["iptw"]["coverage"] >= FEWEST
    assert null["iptw"]["rejected"] <= FALSE_ALARMS
    assert abs(at["iptw"]["bias"]) < 3 * at["iptw"]["sd"] / np.sqrt(STUDIES)
    assert null["unadjusted"]["rejected"] > 0.4
    assert abs(null["unadjusted"]["bias"]) > abs(at["unadjusted"]["sd"])
    assert null["lost_as_event_free"]["rejected"] > 0.3
    assert (alone.frame["truth"][alone.frame["scenario"] == "null"] == 0).all()


def test_two_processes_and_a_killed_one_give_the_same_bytes(table, alone, tmp_path) -> None:
    killed = []

    def kill_one(done: int, total: int, name: str) -> None:
        if done and not killed:
            workers = [
                child for child in psutil.Process().children(recursive=True) if "spawn_main" in str(child.cmdline())
            ]
            workers[0].kill()
            killed.append(workers[0].pid)

    together = operating_characteristics(
        table, study_of(), studies=STUDIES, seed=1, scheduler=LOCAL, workers=2, progress=kill_one
    )
    assert killed
    for name, one in {"alone": alone, "together": together}.items():
        (tmp_path / name).mkdir()
        one.save(tmp_path / name)
    assert (tmp_path / "alone" / "operating.csv").read_bytes() == (tmp_path / "together" / "operating.csv").read_bytes()


def test_what_was_finished_before_an_interruption_is_not_done_again(table, tmp_path) -> None:
    told: list[int] = []

    def interrupt(done: int, total: int, name: str) -> None:
        if done == 20:
            raise KeyboardInterrupt

    asked = {"studies": 20, "seed": 3, "keep": tmp_path}
    with pytest.raises(KeyboardInterrupt):
        operating_characteristics(table, study_of(), progress=interrupt, **asked)
    again = operating_characteristics(table, study_of(), progress=lambda done, *_: told.append(done), **asked)
    assert told == [20, 40]
    fresh = operating_characteristics(table, study_of(), studies=20, seed=3)
    assert again.frame.equals(fresh.frame)


@pytest.mark.parametrize(("measure", "sign"), [("risk_ratio", -1), ("rmtl_difference", -1)])
def test_other_measures(table, measure, sign) -> None:
    found = operating_characteristics(table, study_of(measure), studies=20, seed=1)
    at = found.select(scenario="effect", horizon=HORIZON, method="iptw").iloc[0]
    assert np.sign(at["truth"]) == sign
    assert abs(at["bias"]) < 4 * at["sd"] / np.sqrt(at["studies"])


def test_what_cannot_be_simulated_is_refused(table) -> None:
    twice = replace(table, id=table.id // 2)
    with pytest.raises(EstimationError, match="several rows a person"):
        plasmode(twice)
    entry = np.where(np.arange(len(table)) % 2, 0.0, table.time / 2)
    with pytest.raises(EstimationError, match="at different times"):
        plasmode(replace(table, entry=entry))
    with pytest.raises(UsageError, match="--hazard-ratio"):
        operating_characteristics(table, study_of(), hazard_ratio=1.0)
    clones = {"input": {"form": "case_records", "path": "x"}, "cut_off": "2025-12-31"}
    changed = study_of().model_dump(include={"id", "horizons", "primary", "bootstrap"})
    design = {"kind": "clone_censor", "grace": 120}
    with pytest.raises(StudyError, match="clone_censor' is not simulated"):
        operating_characteristics(table, Study.model_validate(changed | clones | {"design": design}))
    with pytest.raises(UsageError, match="--studies"):
        operating_characteristics(table, study_of(), studies=1)


def test_landmarks_start_when_they_do(table) -> None:
    """People who come under observation at one time: no event before it, and truth counts from it."""
    late = table.rows(table.time > 1.0)
    late = replace(late, entry=np.ones(len(late)))
    world = plasmode(late)
    assert (world.draw(0.6, np.random.SeedSequence(1)).time > 1.0).all()
    assert world.truth(0.6, "ate", np.array([1.0, 12.0]))["risk"][:, 0].tolist() == [0.0, 0.0]


def test_a_file_of_them_comes_back(alone, tmp_path: Path) -> None:
    alone.save(tmp_path)
    assert OperatingCharacteristics.load(tmp_path).frame.equals(alone.frame)
