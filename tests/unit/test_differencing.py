"""Successive releases: what changed by 1–10 keeps its old value, or nothing is released."""

import dataclasses
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from impact.disclosure import Earlier, Held, hold, reason_codes, release
from impact.disclosure.behind import keys_of
from impact.disclosure.moves import with_complement
from impact.errors import DisclosureError
from impact.results import (
    FRAMES,
    Balance,
    Baseline,
    Checks,
    CohortFlow,
    Curves,
    Effects,
    FollowUp,
    Quality,
    StudyResults,
)
from impact.study import Study

BELOW = 11
ARMS = ("programme", "comparison")
LEVELS = {"programme": (200, 150, 50), "comparison": (500, 400, 100)}
EVENTS = {"programme": 80, "comparison": 300}
HORIZON = 12.0
RATE_OF_STEPS = 0.9
"""The made-up curve has so large a part of its events by the horizon."""


@pytest.fixture(scope="module")
def study():
    return Study.model_validate(
        {
            "id": "made-up",
            "input": {
                "form": "analysis_table",
                "path": "x.csv",
                "columns": {"arm": "arm", "time": "time", "event": "event"},
            },
            "time_unit": "months",
            "covariates": ["sex"],
            "subgroups": ["sex"],
            "horizons": [HORIZON],
            "primary": {"horizon": HORIZON, "method": "unadjusted", "estimand": "att"},
            "bootstrap": {"replicates": 0, "seed": 1},
        }
    )


def made(
    *, levels=None, excluded=None, events=None, lost=None, broken=40, estimate=0.2, subgroups=None, verdict="pass"
):
    """Make results of given counts: people by level of one covariate, others excluded, with the event, lost."""
    levels = LEVELS | (levels or {})
    excluded = {"programme": (30, 25), "comparison": (90, 60)} | (excluded or {})
    events, lost = EVENTS | (events or {}), {"programme": 60, "comparison": 200} | (lost or {})
    n = {arm: sum(levels[arm]) for arm in ARMS}
    flow, baseline, followup, checks = [], [], [], []
    for arm in ARMS:
        flow += [("all", "all", arm, n[arm] + sum(excluded[arm]))]
        flow += [("excluded", reason, arm, k) for reason, k in zip(("age", "country"), excluded[arm], strict=True)]
        flow += [("analysed", "analysed", arm, n[arm])]
        named = zip(("female", "male", "unknown"), levels[arm], strict=True)
        baseline += [("sex", level, arm, k, k / n[arm]) for level, k in named]
        followup += [(HORIZON, arm, n[arm], n[arm] - lost[arm], 1 - lost[arm] / n[arm])]
        checks += [(f"events.{arm}", float(events[arm]), 10.0, verdict, "")]
    quality = [("returns", "a_rule", "sex", "warning", broken, 1800, "why", "por qué", "pass")]
    return StudyResults.of(
        {
            "flow": CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS))),
            "baseline": Baseline(pd.DataFrame(baseline, columns=list(Baseline.COLUMNS))),
            "followup": FollowUp(pd.DataFrame(followup, columns=list(FollowUp.COLUMNS))),
            "quality": Quality(pd.DataFrame(quality, columns=list(Quality.COLUMNS))),
            "effects": effects(n, events, estimate, subgroups or {}),
            "curves": Curves(pd.concat([curve(arm, n[arm], events[arm], estimate) for arm in ARMS])),
            "balance": Balance(
                pd.DataFrame(
                    [(f"sex[T.{level}]", "iptw", "att", *[estimate] * 7) for level in ("male", "unknown")],
                    columns=list(Balance.COLUMNS),
                )
            ),
            "checks": Checks(pd.DataFrame(checks, columns=list(Checks.COLUMNS))),
        }
    )


def effects(n, events, estimate, subgroups):
    places = {"all": (n, events)} | subgroups
    rows = []
    for population, (people, had) in places.items():
        for arm in (*ARMS, "contrast"):
            count = [sum(of.values()) if arm == "contrast" else of[arm] for of in (people, had)]
            measure = "risk_difference" if arm == "contrast" else "risk"
            numbers = (estimate, 0.02, estimate - 0.05, estimate + 0.05)
            key = ("main", population, measure, "unadjusted", "none", arm, 1, HORIZON)
            rows.append((*key, *numbers, "influence", 0.04, *count, "reported", np.nan, np.nan))
    return Effects(pd.DataFrame(rows, columns=list(Effects.COLUMNS)))


def curve(arm, n, events, estimate):
    time = np.array([0.0, 3.0, 6.0, HORIZON, 15.0])
    had = np.floor(events * np.array([0, 0.3, 0.6, 1.0, 1.0]))
    risk = estimate * had / events
    key = {"analysis": "main", "population": "all", "method": "unadjusted", "estimand": "none", "arm": arm, "event": 1}
    numbers = {"time": time, "estimate": risk, "ci_lower": risk * 0.9, "ci_upper": risk * 1.1, "std_error": 0.01}
    counts = {"at_risk": n - np.floor(had * RATE_OF_STEPS), "events": had, "band_lower": np.nan, "band_upper": np.nan}
    return pd.DataFrame(key | numbers | counts)


def beside(study, *each):
    """Release one after the other, each held against all before it; return the last as held."""
    entries: list[Earlier] = []
    held: Held | None = None
    for number, results in enumerate(each):
        held = hold(results, release(results, study), entries, study)
        shown = {name: getattr(held.released, name).frame for name in FRAMES}
        entries.append(Earlier(f"release-{number}", shown, held.counts))
    assert held is not None
    return held


def cell(held, name, column, **equal):
    return getattr(held.released, name).select(**equal)[column].iloc[0]


def same(first, second):
    for one, other in zip(first.released, second.released, strict=True):
        pd.testing.assert_frame_equal(one.frame, other.frame)


def test_the_same_results_are_released_alike_and_rest_on_the_same_counts(study):
    first, again = beside(study, made()), beside(study, made(), made(), made())
    same(first, again)
    order = ["frame", "key", "part"]
    pd.testing.assert_frame_equal(
        first.counts.sort_values(order, ignore_index=True), again.counts.sort_values(order, ignore_index=True)
    )


def test_other_estimates_of_the_same_people_are_released(study):
    """Code changes: nobody came, went or changed."""
    held = beside(study, made(estimate=0.2), made(estimate=0.3))
    assert cell(held, "effects", "estimate", population="all", arm="programme") == pytest.approx(0.3, abs=0.01)


@pytest.mark.parametrize("arm", ARMS)
@pytest.mark.parametrize("change", [1, -1, 10])
def test_a_release_a_few_people_apart_is_blocked_and_names_cells_without_numbers(study, arm, change):
    more = {arm: (LEVELS[arm][0] + change, *LEVELS[arm][1:])}
    with pytest.raises(DisclosureError) as blocked:
        beside(study, made(), made(levels=more))
    message = str(blocked.value)
    assert blocked.value.exit_code == 15
    assert f"people: analysed, {arm}" in message
    assert f"baseline: sex, female, {arm}" in message
    assert "release-0" in message
    told = message.replace("1–10", "").replace("release-0", "").replace("at least 11", "").replace("12", "")
    assert not [digit for digit in told.partition("Wait")[0] if digit.isdigit() and "more" not in told]


def test_a_few_in_another_arm_each_are_blocked_though_together_they_are_many(study):
    levels = {"programme": (206, 150, 50), "comparison": (506, 400, 100)}
    with pytest.raises(DisclosureError, match="analysed, programme"):
        beside(study, made(), made(levels=levels))


def test_somebody_who_is_excluded_counts_as_well(study):
    with pytest.raises(DisclosureError, match="people: all, comparison"):
        beside(study, made(), made(excluded={"comparison": (91, 60)}))


def test_many_more_people_are_released(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    held = beside(study, made(), made(levels=more, events={"programme": 110, "comparison": 360}, estimate=0.3))
    alone = release(made(levels=more, events={"programme": 110, "comparison": 360}, estimate=0.3), study)
    pd.testing.assert_frame_equal(held.released.baseline.frame, alone.baseline.frame)
    pd.testing.assert_frame_equal(held.released.effects.frame, alone.effects.frame)


def test_a_level_that_changed_by_few_keeps_its_old_row_and_so_does_what_would_give_it_away(study):
    more = {"comparison": (503, 460, 130)}
    held = beside(study, made(), made(levels=more))
    first = beside(study, made())
    rows = {"covariate": "sex", "arm": "comparison"}
    for column in ("n", "value"):
        assert cell(held, "baseline", column, level="female", **rows) == cell(
            first, "baseline", column, level="female", **rows
        )
    # The two others add up to all but the first: one of them must not be told anew.
    old, new = first.released.baseline.select(**rows)["n"], held.released.baseline.select(**rows)["n"]
    assert (old.to_numpy() == new.to_numpy()).sum() == 2


def test_small_moves_add_up_until_they_may_be_told(study):
    grown = [
        made(levels={"comparison": (500 + few, 400 + many, 100 + many)}) for few, many in ((0, 0), (6, 40), (17, 90))
    ]
    held = beside(study, *grown)
    level = {"covariate": "sex", "level": "female", "arm": "comparison"}
    assert cell(beside(study, *grown[:2]), "baseline", "n", **level) == 500
    assert cell(held, "baseline", "n", **level) == 515


def test_a_count_that_was_hidden_stays_so_while_it_has_changed_by_few(study):
    before, now = made(levels={"comparison": (500, 400, 9)}), made(levels={"comparison": (560, 470, 13)})
    level = {"covariate": "sex", "level": "unknown", "arm": "comparison"}
    assert cell(beside(study, now), "baseline", "n", **level) == 15
    assert np.isnan(cell(beside(study, before, now), "baseline", "n", **level))


def test_nobody_of_a_level_stays_nobody_while_there_are_few(study):
    before, now = made(levels={"comparison": (500, 400, 0)}), made(levels={"comparison": (560, 470, 4)})
    level = {"covariate": "sex", "arm": "comparison"}
    assert beside(study, before).released.baseline.select(**level)["n"].tolist() == [500, 400, 0]
    assert np.isnan(beside(study, before, now).released.baseline.select(**level)["n"]).sum() >= 2


def test_a_count_that_became_too_small_by_few_is_blocked(study):
    before, now = made(levels={"comparison": (500, 400, 13)}), made(levels={"comparison": (560, 470, 9)})
    with pytest.raises(DisclosureError, match="baseline: sex, unknown, comparison"):
        beside(study, before, now)


def test_a_reason_of_exclusion_keeps_its_count_and_the_total_is_the_sum_of_what_is_shown(study):
    now = made(levels={"comparison": (540, 440, 130)}, excluded={"comparison": (90, 64)})
    held = beside(study, made(), now)
    assert cell(held, "flow", "n", reason="country", arm="comparison") == 60
    flow = held.released.flow.select(arm="comparison").set_index("step")["n"]
    assert flow["all"] == flow["excluded"].sum() + flow["analysed"]
    assert flow["analysed"] == 1110


def test_those_traced_keep_their_row_where_few_more_were_lost(study):
    more = {"comparison": (540, 440, 130)}
    held = beside(study, made(), made(levels=more, lost={"comparison": 205}))
    row = held.released.followup.select(arm="comparison").iloc[0]
    assert (row["due"], row["traced"]) == (1000, 800)


def test_rows_that_break_a_rule_keep_their_count_and_a_rule_that_begins_to_be_broken_is_told(study):
    assert cell(beside(study, made(broken=40), made(broken=44)), "quality", "count") == 40
    assert np.isnan(cell(beside(study, made(broken=0), made(broken=4)), "quality", "count"))
    assert np.isnan(cell(beside(study, made(broken=14), made(broken=9)), "quality", "count"))


def test_estimates_of_events_that_changed_by_few_keep_both_arms_and_their_contrast(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    now = made(levels=more, events={"programme": 84, "comparison": 360}, estimate=0.3)
    held, first = beside(study, made(), now), beside(study, made())
    for column in ("estimate", "ci_lower", "ci_upper", "n", "events"):
        new, old = (each.released.effects.frame[column] for each in (held, first))
        assert new.tolist() == old.tolist()
    programme, comparison = (held.released.curves.select(arm=arm) for arm in ARMS)
    pd.testing.assert_frame_equal(
        programme.reset_index(drop=True), first.released.curves.select(arm="programme").reset_index(drop=True)
    )
    assert comparison["estimate"].max() == pytest.approx(0.3, abs=0.01)
    assert cell(held, "checks", "value", check="events.programme") == 80


def test_people_without_an_event_are_people_too(study):
    """As many more events as more people, but for a few: the few are told by subtraction."""
    more = {"programme": (240, 150, 50)}
    held = beside(study, made(), made(levels=more, events={"programme": 117}, estimate=0.3))
    assert cell(held, "effects", "estimate", arm="programme") == cell(beside(study, made()), "effects", "estimate")


def test_an_estimate_that_was_withheld_stays_so_while_its_events_have_changed_by_few(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    held = beside(study, made(events={"programme": 9}), made(levels=more, events={"programme": 14}))
    row = held.released.effects.select(arm="programme").iloc[0]
    assert row["status"] == "withheld"
    assert "few_events" in reason_codes(row["reason"])
    assert np.isnan(row["estimate"])


def test_an_estimate_that_must_be_withheld_now_is_blocked_where_few_changed(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    with pytest.raises(DisclosureError, match=r"effects: main, all, risk, unadjusted, none, programme, 1, 12"):
        beside(study, made(events={"programme": 14}), made(levels=more, events={"programme": 9}))


def test_a_new_question_about_events_that_changed_by_few_waits(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    now = made(levels=more, events={"programme": 84, "comparison": 360})
    extra = now.effects.frame.head(1).assign(measure="rmtl", estimate=2.0)
    now = dataclasses.replace(now, effects=Effects(pd.concat([now.effects.frame, extra])))
    row = beside(study, made(), now).released.effects.select(measure="rmtl").iloc[0]
    assert (row["status"], reason_codes(row["reason"])) == ("withheld", ("earlier_release",))
    assert np.isnan([row["estimate"], row["n"], row["events"]]).all()


def test_a_subgroup_that_changed_by_few_keeps_its_numbers_and_another_one_with_it(study):
    def split(female, male):
        return {
            f"sex={name}": ({"programme": n, "comparison": 2 * n}, {"programme": 40, "comparison": 90})
            for name, n in (("female", female), ("male", male))
        }

    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    now = made(levels=more, events={"programme": 110, "comparison": 360}, estimate=0.3, subgroups=split(204, 260))
    held = beside(study, made(subgroups=split(200, 200)), now)
    shown = held.released.effects.frame.groupby("population")["n"].first()
    assert (shown["sex=female"], shown["sex=male"]) == (200, 200)
    assert cell(held, "effects", "estimate", population="all", arm="programme") == pytest.approx(0.3, abs=0.01)


def test_balance_of_a_level_that_is_kept_is_kept(study):
    now = made(levels={"comparison": (560, 403, 150)}, estimate=0.4)
    held = beside(study, made(estimate=0.1), now)
    assert cell(held, "balance", "smd_before", covariate="sex[T.male]") == 0.1


def test_a_check_that_fails_by_few_is_blocked(study):
    more = {"programme": (240, 190, 70), "comparison": (560, 460, 140)}
    now = made(levels=more, events={"programme": 77, "comparison": 360}, verdict="fail")
    with pytest.raises(DisclosureError, match=r"checks: events\.programme"):
        beside(study, made(), now)


def test_every_earlier_release_counts_and_the_newest_value_is_kept(study):
    def grown(female, others):
        return made(levels={"comparison": (female, 400 + others, 100 + others)})

    level = {"covariate": "sex", "level": "female", "arm": "comparison"}
    old, newer = grown(500, 0), grown(530, 40)
    assert cell(beside(study, old, newer, grown(504, 90)), "baseline", "n", **level) == 500
    assert cell(beside(study, old, grown(515, 40), grown(508, 90)), "baseline", "n", **level) == 515
    with pytest.raises(DisclosureError, match="release-0"):
        beside(study, old, newer, grown(501, 0))


def test_complements_are_held_until_their_sum_may_be_seen_to_move():
    held = with_complement(np.array([True, False, False]), [3, 20, -40], BELOW)
    assert held.tolist() == [True, True, False]
    assert not with_complement(np.zeros(3, dtype=bool), [3, 20, 40], BELOW).any()
    assert with_complement(np.array([True, True, False]), [6, 7, 50], BELOW).tolist() == [True, True, False]


COUNT = st.one_of(st.integers(0, 40), st.integers(60, 400))


@st.composite
def releases(draw):
    """Two or three releases whose parts grow or shrink by anything, often by a few."""
    parts = {name: list(draw(st.tuples(COUNT, COUNT, COUNT))) for name in ARMS}
    for name in ARMS:
        parts[name][0] += 100
    out = []
    for _ in range(draw(st.integers(2, 3))):
        levels = {name: tuple(parts[name]) for name in ARMS}
        share = draw(st.floats(0.2, 0.5))
        events = {name: int(sum(levels[name]) * share) for name in ARMS}
        out.append((levels, events, draw(st.integers(0, 60))))
        for name in ARMS:
            moves = draw(st.tuples(*[st.one_of(st.integers(-12, 12), st.just(0), st.integers(11, 60))] * 3))
            parts[name] = [max(count + move, 0) for count, move in zip(parts[name], moves, strict=True)]
            parts[name][0] += 100 if draw(st.booleans()) else 0
    return out


@settings(max_examples=8, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(releases())
def test_no_release_tells_of_a_change_of_few(study, each):
    entries, exact, accepted = [], [], []
    for number, (levels, events, broken) in enumerate(each):
        if min(sum(levels[arm]) for arm in ARMS) < 40:
            return
        results = made(levels=levels, events=events, broken=broken)
        try:
            held = hold(results, release(results, study), entries, study)
        except DisclosureError:
            continue
        entries.append(Earlier(str(number), {name: getattr(held.released, name).frame for name in FRAMES}, held.counts))
        exact.append(results)
        accepted.append(held)
    for then, now in combinations(range(len(accepted)), 2):
        _nothing_small_is_told(accepted[then], accepted[now], exact[then], exact[now])


def _nothing_small_is_told(then, now, exact_then, exact_now):
    columns = {
        "flow": (("step", "reason", "arm"), ("n",)),
        "baseline": (("covariate", "level", "arm"), ("n",)),
        "followup": (("horizon", "arm"), ("due", "traced")),
        "quality": (("table", "rule", "column"), ("count", "rows")),
        "effects": (("population", "arm"), ("n", "events")),
    }
    for name, (keys, counts) in columns.items():
        one, other = (getattr(each.released, name).frame for each in (then, now))
        assert keys_of(one, keys).tolist() == keys_of(other, keys).tolist()
        for column in counts:
            seen = np.abs(other[column] - one[column]).fillna(0)
            # A sum of what is shown tells no more than its parts do.
            is_sum = one["arm"].eq("contrast") if name == "effects" else one.get("step", pd.Series(dtype=str)).eq("all")
            seen = seen[~is_sum.reindex(seen.index, fill_value=False)]
            assert not ((seen > 0) & (seen < BELOW)).any(), (name, column)
    for arm in ARMS:
        _no_sum_is_told(then, now, exact_then, exact_now, arm)


def _no_sum_is_told(then, now, exact_then, exact_now, arm):
    """What is left of the total when the levels told anew are taken away must not have moved by few."""
    shown = [each.released.baseline.select(arm=arm)["n"].to_numpy() for each in (then, now)]
    total = [each.baseline.select(arm=arm)["n"].sum() for each in (exact_then, exact_now)]
    behind = [_behind(each, arm) for each in (then, now)]
    fresh = ~np.isnan(shown).any(axis=0) & (behind[0] != behind[1])
    assert (np.abs(behind[1] - behind[0])[fresh] >= BELOW).all()
    if fresh.any() and not fresh.all():
        left = [whole - counts[fresh].sum() for whole, counts in zip(total, behind, strict=True)]
        assert left[0] == left[1] or abs(left[1] - left[0]) >= BELOW


def _behind(held, arm):
    counts = held.counts[(held.counts["frame"] == "baseline") & (held.counts["part"] == "n")]
    counts = counts.set_index("key")["count"]
    return np.array([counts[f"sex | {level} | {arm}"] for level in ("female", "male", "unknown")])
