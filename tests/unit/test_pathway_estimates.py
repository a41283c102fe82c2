"""A pathway's funnel, risks and medians: what must hold of any cases, and of a few by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from pandas.testing import assert_frame_equal
from pathway_rows import STEPS, a_case, a_study, an_application, tables

from impact.cohort.pathway import build_pathway
from impact.errors import EstimationError, StudyError
from impact.estimate.milestone_times import EXIT, MILESTONE, MilestoneTimes, OneArm, median_time
from impact.estimate.pathway import pathway_curves, pathway_effects, pathway_funnel, share
from impact.study import Study
from impact.study.kinds import COMPETING_EXITS

GROUPS = {"column": "group", "programme": ["one"], "comparison": ["two"]}
REASONS = ("withdrew", "died", "lost", "closed", "unknown")
IN_GROUPS = a_study(arms=GROUPS, shares=[{"of": "decision", "among": "eligible"}])
SAME = 1e-12


def on(day: int) -> str:
    return str(np.datetime64("2025-01-01") + day)


@st.composite
def cases(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Families that go some way: steps may share a day or be skipped, and some leave at the end."""
    rows: list[dict[str, Any]] = []
    for number in range(draw(st.integers(2, 12))):
        days = np.cumsum([draw(st.integers(0, 120)), *(draw(st.integers(0, 60)) for _ in STEPS[1:])])
        dates = {name: on(int(day)) for name, day in zip(STEPS, days, strict=True)}
        far = draw(st.integers(1, len(STEPS)))
        known = dict(list(dates.items())[:far])
        if far > 2 and draw(st.booleans()):
            known.pop("eligible")
        out = (on(int(days[far - 1]) + draw(st.integers(0, 50))), draw(st.sampled_from(REASONS)))
        filed = known.pop("application", None)
        group = draw(st.sampled_from(["one", "two"])) if number > 1 else ("one", "two")[number]
        home = draw(st.sampled_from(["h", "k", None]))
        left = out if draw(st.booleans()) else None
        rows.append(a_case(f"f{number}", left, group=group, household_id=home, **known))
        if filed:
            rows += [an_application(f"x{number}.{i}", f"f{number}", application=filed) for i in range(1 + number % 2)]
    return rows


def counts(funnel: pd.DataFrame) -> dict[tuple[str, str, str, str, float], int]:
    keys = (funnel[name] for name in ("arm", "milestone", "what", "reason"))
    horizons = funnel["horizon"].fillna(0)
    return dict(zip(zip(*keys, horizons, strict=True), funnel["n"], strict=True))


@settings(max_examples=25, deadline=None)
@given(cases())
def test_in_every_arm_the_funnel_adds_up(rows: list[dict[str, Any]]) -> None:
    study = IN_GROUPS
    cohort = build_pathway(tables(*rows), study)
    frame = pathway_funnel(cohort, study).frame
    n = counts(frame)
    assert len(n) == len(frame)
    for code, arm in ((1, "programme"), (0, "comparison")):
        assert n[arm, STEPS[0], "reached", "", 0] == int((cohort.cases["arm"] == code).sum())
        for now, then in pairwise(STEPS):
            exited, lost, waiting = (n[arm, now, what, "", 0] for what in ("exited", "lost", "waiting"))
            assert n[arm, now, "reached", "", 0] == n[arm, then, "reached", "", 0] + exited + lost + waiting
            assert sum(n[arm, now, "exited", reason, 0] for reason in COMPETING_EXITS) == exited
            longer = [n[arm, now, "waiting_longer", "", horizon] for horizon in study.horizons]
            assert waiting >= longer[0] >= longer[1]
        assert (arm, STEPS[-1], "waiting", "", 0) not in n
        assert (arm, STEPS[-1], "exited", "", 0) not in n
    linked = sum(n[arm, "application", "linked", "", 0] for arm in ("programme", "comparison"))
    assert linked == len(cohort.linked)
    assert set(frame.loc[frame["what"] == "linked", "unit"]) == {"application"}


@settings(max_examples=6, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], random: Any) -> None:
    study = IN_GROUPS
    given_, mixed = tables(*rows), list(rows)
    random.shuffle(mixed)
    shuffled = tables(*mixed)
    shuffled["milestones"] = shuffled["milestones"].sample(frac=1, random_state=3)
    one, two = (build_pathway(part, study) for part in (given_, shuffled))
    assert_frame_equal(pathway_funnel(one, study).frame, pathway_funnel(two, study).frame)
    assert_frame_equal(one.flow.frame, two.flow.frame)
    try:
        curves = pathway_curves(one, study).frame
    except EstimationError:
        with pytest.raises(EstimationError):
            pathway_curves(two, study)
        return
    assert_frame_equal(curves, pathway_curves(two, study).frame, atol=SAME)
    assert_frame_equal(pathway_effects(one, study).frame, pathway_effects(two, study).frame, atol=SAME)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2)), min_size=1, max_size=30))
def test_without_ways_out_it_is_one_minus_kaplan_meier_and_with_them_it_is_less(spells: list[tuple[int, int]]) -> None:
    time, event = (np.array(part) for part in zip(*spells, strict=True))
    units = np.arange(len(time))
    nothing = np.zeros(len(time), dtype=bool)
    alone = np.where(event == MILESTONE, MILESTONE, 0)
    plain, competing = (
        OneArm.of(MilestoneTimes("a", time.astype(float), codes, units * 0 + 1, units, nothing), None, MILESTONE)
        for codes in (alone, event)
    )
    assert plain is not None
    assert competing is not None
    stays = 1.0
    for now, risk, beside in zip(plain.incidence.times, plain.risk, competing.risk, strict=True):
        stays *= 1 - ((time == now) & (alone == MILESTONE)).sum() / (time >= now).sum()
        assert risk == pytest.approx(1 - stays, abs=SAME)
        assert beside <= risk + SAME


def families(n: int = 60, **special: Any) -> list[dict[str, Any]]:
    """Two thirds are found eligible, on day 10, 11, …; a sixth withdraws; the others wait."""
    rows = []
    for i in range(n):
        goes, leaves = i % 3 < 2, i % 6 == 2
        known = {"screened": on(0), **({"eligible": on(10 + i)} if goes else {})}
        rows.append(a_case(f"f{i}", (on(20), "withdrew") if leaves else None, **known, **special))
    return rows


def effects_of(rows: list[dict[str, Any]], study: Study) -> pd.DataFrame:
    return pathway_effects(build_pathway(tables(*rows), study), study).frame


def test_the_rows_of_one_analysis_are_those_promised() -> None:
    frame = effects_of(families(), a_study())
    own = frame[frame["analysis"] == "from_start.eligible"]
    assert own[["measure", "arm", "event", "horizon"]].fillna("").to_numpy().tolist() == [
        ["risk", "programme", 1, 100.0], ["risk", "programme", 1, 200.0], ["median_time", "programme", 1, ""],
        ["risk", "programme", 2, 100.0], ["risk", "programme", 2, 200.0],
    ]  # fmt: skip
    assert set(own["n"]) == {60}
    assert own["estimate"].tolist()[:2] == pytest.approx([40 / 60] * 2)
    assert own["events"].tolist() == [40, 40, 40, 10, 10]
    median = own[own["measure"] == "median_time"].iloc[0]
    # The thirtieth of sixty is found eligible on day 53 and the next on day 55: the curve rests on one half between.
    assert median["estimate"] == 54
    assert median["ci_lower"] < median["estimate"] < median["ci_upper"]
    assert set(frame["analysis"]) == {
        f"{clock}.{name}" for clock in ("from_start", "from_previous") for name in STEPS[1:]
    }


def test_few_events_have_no_interval_and_nobody_no_estimate() -> None:
    frame = effects_of(families(12), a_study())
    first = frame[(frame["analysis"] == "from_start.eligible") & (frame["event"] == MILESTONE)]
    assert set(first["status"]) == {"withheld"}
    assert first["reason"].str.contains("few_events").all()
    assert first[["ci_lower", "ci_upper"]].isna().all(axis=None)
    nobody = frame[(frame["analysis"] == "from_previous.decision")]
    assert set(nobody["n"]) == {0}
    assert nobody["estimate"].isna().all()
    assert set(nobody["status"]) == {"withheld"}


def test_a_horizon_beyond_the_follow_up_is_withheld() -> None:
    frame = effects_of(families(), a_study(horizons=[100, 500]))
    far = frame[(frame["horizon"] == 500) & (frame["analysis"] == "from_start.eligible")]
    assert far["reason"].str.contains("beyond_follow_up").all()
    assert far["estimate"].isna().all()


def test_where_half_never_reach_it_the_median_is_missing_and_says_so() -> None:
    rows = families(60) + [a_case(f"w{i}", (on(5), "withdrew"), screened=on(0)) for i in range(40)]
    frame = effects_of(rows, a_study())
    median = frame[(frame["measure"] == "median_time") & (frame["analysis"] == "from_start.eligible")].iloc[0]
    assert (median["status"], median["events"]) == ("withheld", 40)
    assert median["reason"].endswith("[never_half]")
    assert np.isnan(median["estimate"])


def test_an_upper_limit_that_is_never_reached_is_missing_beside_a_median_that_is() -> None:
    rows = [a_case(f"f{i}", screened=on(0), **({"eligible": on(10 + i)} if i < 21 else {})) for i in range(40)]
    frame = effects_of(rows, a_study())
    median = frame[(frame["measure"] == "median_time") & (frame["analysis"] == "from_start.eligible")].iloc[0]
    assert median["status"] == "reported"
    assert median["ci_lower"] < median["estimate"]
    assert np.isnan(median["ci_upper"])


def test_nobody_beyond_the_first_milestone_is_an_error() -> None:
    study = a_study()
    cohort = build_pathway(tables(*(a_case(str(i), screened=on(i)) for i in range(40))), study)
    for ask in (pathway_curves, pathway_effects):
        with pytest.raises(EstimationError, match="no case reaches any milestone after screened"):
            ask(cohort, study)
    assert counts(pathway_funnel(cohort, study).frame)["programme", "screened", "waiting", "", 0] == 40


def test_groups_stand_side_by_side_with_a_difference_that_has_no_p_value() -> None:
    rows = [row | {"group": "one" if i < 60 else "two", "case_id": f"g{i}"} for i, row in enumerate(families(120))]
    frame = effects_of(rows, a_study(arms=GROUPS))
    own = frame[(frame["analysis"] == "from_start.eligible") & (frame["horizon"] == 100)]
    own = own[own["event"] == MILESTONE].set_index("arm")
    assert own.loc["contrast", "measure"] == "risk_difference"
    assert own.loc["contrast", "estimate"] == pytest.approx(
        own.loc["programme", "estimate"] - own.loc["comparison", "estimate"]
    )
    apart = np.hypot(own.loc["programme", "std_error"], own.loc["comparison", "std_error"])
    assert own.loc["contrast", "std_error"] == pytest.approx(apart)
    assert frame["p_value"].isna().all()


def test_a_household_in_both_groups_widens_or_narrows_the_difference() -> None:
    rows = [
        row | {"group": ("one", "two")[i % 2], "case_id": f"g{i}", "household_id": f"h{i // 2}"}
        for i, row in enumerate(sorted(families(120), key=lambda row: row.get("eligible", "9")))
    ]
    frame = effects_of(rows, a_study(arms=GROUPS, horizons=[60]))
    own = frame[(frame["analysis"] == "from_start.eligible") & (frame["event"] == MILESTONE)]
    errors = own[own["horizon"] == 60].set_index("arm")["std_error"]
    # Households whose members go the same way tell nothing of a difference.
    assert errors["contrast"] < 0.5 * np.hypot(errors["programme"], errors["comparison"])


def test_a_share_is_the_risk_from_one_milestone_to_another() -> None:
    study = a_study(shares=[{"of": "eligible", "among": "screened"}])
    cohort = build_pathway(tables(*families()), study)
    frame = pathway_effects(cohort, study).frame
    asked = frame[frame["analysis"] == "from.screened.eligible"].drop(columns="analysis").reset_index(drop=True)
    start = frame[frame["analysis"] == "from_start.eligible"].drop(columns="analysis").reset_index(drop=True)
    assert_frame_equal(asked, start)
    assert_frame_equal(share(cohort, study, "eligible", "screened").frame.drop(columns="analysis"), asked)


def test_a_share_of_applications_is_among_applications() -> None:
    milestones = [
        {"id": name, "label": {"en": name, "es": name}} | ({"unit": "application"} if name != "screened" else {})
        for name in ("screened", "application", "decision")
    ]
    study = a_study(
        pathway={
            "milestones": milestones,
            "shares": [{"of": "decision", "among": "application", "unit": "application"}],
        }
    )
    rows = []
    for i in range(20):
        rows.append(a_case(f"f{i}", screened=on(0)))
        rows += [an_application(f"x{i}.{k}", f"f{i}", application=on(5), decision=on(10 + i)) for k in range(i % 2 + 1)]
    rows.append(an_application("waits", "f0", application=on(5)))
    frame = effects_of(rows, study)
    own = frame[frame["analysis"] == "from.application.decision"]
    assert set(own["n"]) == {31}
    assert own[own["horizon"] == 100]["events"].tolist() == [30]
    families_ = frame[frame["analysis"] == "from_previous.decision"]
    assert set(families_["n"]) == {20}


@pytest.mark.parametrize(
    ("of", "among", "unit", "words"),
    [
        ("application", "screened", "application", "different units are never divided"),
        ("decision", "application", "application", "different units are never divided"),
        ("screened", "application", None, "does not come after"),
        ("decision", "departure", None, "there is no milestone departure"),
    ],
)
def test_a_share_that_cannot_be_is_refused(of: str, among: str, unit: str | None, words: str) -> None:
    study = a_study()
    with pytest.raises(StudyError, match=words):
        share(build_pathway(tables(*families()), study), study, of, among, unit)


def test_curves_and_effects_agree_at_the_horizons() -> None:
    study = a_study()
    cohort = build_pathway(tables(*families()), study)
    curves, effects = pathway_curves(cohort, study).frame, pathway_effects(cohort, study).frame
    risks = effects[(effects["measure"] == "risk") & (effects["events"] > 0)]
    assert len(risks) >= 8
    for _, row in risks.iterrows():
        own = curves[(curves["analysis"] == row["analysis"]) & (curves["event"] == row["event"])]
        last = own[own["time"] <= row["horizon"]].iloc[-1]
        assert_allclose(row["estimate"], last["estimate"], atol=SAME)
        assert row["events"] == last["events"]
    assert set(curves["event"]) == {MILESTONE, EXIT}


def test_a_median_of_everybody_at_once_has_no_interval() -> None:
    n = 12
    times = MilestoneTimes(
        "a", np.full(n, 7.0), np.ones(n, np.int64), np.ones(n, np.int64), np.arange(n), np.zeros(n, dtype=bool)
    )
    arm = OneArm.of(times, None, MILESTONE)
    assert arm is not None
    assert median_time(arm) == (7.0, 7.0, 7.0)
