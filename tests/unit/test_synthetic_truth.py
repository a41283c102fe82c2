"""The truth beside synthetic records is coherent, and agrees with plain simulation of both arms."""

from __future__ import annotations

import numpy as np
import pytest

from impact.data.synthetic import figures, truth
from impact.data.synthetic.arms import draw_arms, draw_enrolment_day
from impact.data.synthetic.curves import LANDMARK_DAY
from impact.data.synthetic.hazards import REMIGRATION, draw_events
from impact.data.synthetic.marginal import DESIGNS, POPULATIONS, marginal_curves
from impact.data.synthetic.people import draw_people
from impact.data.synthetic.superpopulation import Superpopulation

CELLS = [(design, population) for design in DESIGNS for population in POPULATIONS]
DAYS = {"6": 182, "12": 365, "24": 730}
SIZE = 150_000


@pytest.fixture(scope="module")
def known():
    return truth(hazard_ratio=0.6)


@pytest.fixture(scope="module")
def people():
    return draw_people(np.random.default_rng(4), SIZE, siblings=False)


def share(events, days, among=None):
    """Share that remigrates within some days."""
    gone = (events.kind == REMIGRATION) & (events.day <= days)
    return (gone if among is None else gone[among]).mean()


@pytest.mark.parametrize(("design", "population"), CELLS)
def test_differences_and_ratios_follow_from_the_risks(known, design, population):
    horizons = known["designs"][design][population]["horizons"]
    assert list(horizons) == ["6", "12", "24"]
    for at in horizons.values():
        assert at["risk_difference"] == pytest.approx(at["risk_programme"] - at["risk_comparison"], abs=2e-6)
        assert at["risk_ratio"] == pytest.approx(at["risk_programme"] / at["risk_comparison"], abs=1e-4)
        lost = at["time_lost_programme_days"] - at["time_lost_comparison_days"]
        assert at["time_lost_difference_days"] == pytest.approx(lost, abs=2e-6)
        assert at["risk_difference"] < 0
        assert at["time_lost_difference_days"] < 0
    for name in ("risk_programme", "risk_comparison", "time_lost_programme_days"):
        assert horizons["6"][name] < horizons["12"][name] < horizons["24"][name]


@pytest.mark.parametrize(
    "arguments", [{"hazard_ratio": 1.0}, {"scenario": "null", "hazard_ratio": 0.6}], ids=["ratio 1", "null"]
)
def test_without_an_effect_every_difference_is_zero_and_every_ratio_one(arguments):
    described = truth(**arguments)
    assert described["conditional_hazard_ratio"] == 1.0
    for design, population in CELLS:
        effects = described["designs"][design][population]
        assert effects["hazard_ratio"] == pytest.approx(1.0, abs=1e-6)
        for at in effects["horizons"].values():
            assert (at["risk_difference"], at["risk_ratio"], at["time_lost_difference_days"]) == (0.0, 1.0, 0.0)


def test_populations_differ_and_the_treated_have_the_lowest_risk(known):
    for design in DESIGNS:
        treated, everybody, overlap = (
            known["designs"][design][population]["horizons"]["12"]["risk_comparison"] for population in POPULATIONS
        )
        assert treated + 0.005 < overlap < everybody - 0.03


def test_the_effect_of_referral_is_diluted(known):
    referral, clone = (known["designs"][design]["all"]["horizons"]["12"] for design in ("referral", "clone"))
    assert clone["risk_difference"] < referral["risk_difference"] < 0
    assert clone["risk_comparison"] == referral["risk_comparison"]
    for design in DESIGNS:
        assert 0.6 < known["designs"][design]["all"]["hazard_ratio"] < 0.8


def test_a_hazard_ratio_above_one_harms():
    harm = truth(hazard_ratio=1.5)["designs"]["referral"]["treated"]
    assert harm["hazard_ratio"] > 1
    assert harm["horizons"]["12"]["risk_difference"] > 0


def test_time_lost_is_the_area_under_the_risk(known):
    curve = marginal_curves(Superpopulation.draw(20_000), 0.6)["referral", "all"]
    risk = np.cumsum(curve.leaving, axis=1)
    # The risk is constant from one day to the next: of 182.625 days, the last step counts for 0.625.
    area = risk[:, :181].sum(axis=1) + 0.625 * risk[:, 181]
    at = known["designs"]["referral"]["all"]["horizons"]["6"]
    expected = [at["time_lost_comparison_days"], at["time_lost_programme_days"]]
    assert area == pytest.approx(expected, rel=0.03)


def test_truth_of_all_children_agrees_with_simulating_both_arms(known, people):
    rng = np.random.default_rng(9)
    never = draw_events(rng, people, np.full(SIZE, -1), 0.6)
    referred = draw_events(rng, people, draw_enrolment_day(rng, SIZE), 0.6)
    day = draw_enrolment_day(rng, SIZE)
    day = np.where(day < 0, day[day >= 0][rng.integers(0, (day >= 0).sum(), SIZE)], day)
    enrols = draw_events(rng, people, day, 0.6)
    for horizon, days in DAYS.items():
        referral, clone = (known["designs"][design]["all"]["horizons"][horizon] for design in ("referral", "clone"))
        # Four standard errors of a share of 0.4 among 150,000, children and events drawn: 0.005.
        assert share(never, days) == pytest.approx(referral["risk_comparison"], abs=0.005)
        assert share(referred, days) == pytest.approx(referral["risk_programme"], abs=0.005)
        assert share(enrols, days) == pytest.approx(clone["risk_programme"], abs=0.005)


def test_truth_of_the_treated_agrees_with_what_happens_to_them(known, people):
    rng = np.random.default_rng(10)
    arms = draw_arms(rng, people)
    events = draw_events(rng, people, arms.enrols_on, 0.6)
    never = draw_events(rng, people, np.full(SIZE, -1), 0.6)
    home = events.day > LANDMARK_DAY
    early = home & (events.enrolled_on >= 0) & (events.enrolled_on <= LANDMARK_DAY)
    enrolled = events.enrolled_on >= 0
    for horizon, days in DAYS.items():
        treated = {design: known["designs"][design]["treated"]["horizons"][horizon] for design in DESIGNS}
        # Four standard errors of a share of 0.2 among 30,000 referred (0.009), 12,000 enrolled early (0.015).
        assert share(events, days, arms.is_referred) == pytest.approx(treated["referral"]["risk_programme"], abs=0.009)
        assert share(never, days, arms.is_referred) == pytest.approx(treated["referral"]["risk_comparison"], abs=0.009)
        assert share(never, days, enrolled) == pytest.approx(treated["clone"]["risk_comparison"], abs=0.009)
        assert share(events, days, early) == pytest.approx(treated["landmark"]["risk_programme"], abs=0.015)
        later = share(never, days, early) - share(never, LANDMARK_DAY, early)
        home_without = 1 - (never.day[early] <= LANDMARK_DAY).mean()
        # Nearly so: some of the comparison's children enrol later, which lowers its risk by less than 0.01.
        assert treated["landmark"]["risk_comparison"] == pytest.approx(later / home_without, abs=0.02)


def test_truth_hardly_depends_on_the_superpopulation(monkeypatch, known):
    monkeypatch.setattr("impact.data.synthetic.superpopulation.SEED", 7)
    other = marginal_curves(Superpopulation.draw(), 0.6)
    for design, population in CELLS:
        risks = other[design, population].leaving[:, :365].sum(axis=1)
        at = known["designs"][design][population]["horizons"]["12"]
        assert risks == pytest.approx([at["risk_comparison"], at["risk_programme"]], abs=0.0015)
        assert risks[1] - risks[0] == pytest.approx(at["risk_difference"], abs=0.0006)


def test_the_hazard_ratio_is_that_of_a_cox_model_of_the_simulated_arms(known, people):
    import pandas as pd
    from lifelines import CoxPHFitter

    rng = np.random.default_rng(11)
    size = 40_000
    some = draw_people(np.random.default_rng(12), size, siblings=False)
    arms = [draw_events(rng, some, day, 0.6) for day in (np.full(size, -1), draw_enrolment_day(rng, size))]
    end = np.minimum(some.days_to_cut_off, figures.FOLLOW_UP_DAYS)
    frame = pd.concat(
        [
            pd.DataFrame(
                {
                    "arm": arm,
                    "time": np.minimum(events.day, end),
                    "gone": (events.kind == REMIGRATION) & (events.day <= end),
                }
            )
            for arm, events in enumerate(arms)
        ]
    )
    fitted = CoxPHFitter().fit(frame, "time", "gone")
    # Four standard errors of the log hazard ratio with about 25,000 events: 0.05.
    assert fitted.params_["arm"] == pytest.approx(np.log(known["designs"]["referral"]["all"]["hazard_ratio"]), abs=0.05)
