"""Counts in tables: what an attacker with the published totals can and cannot work out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from impact.disclosure.tables import release_baseline, release_flow, release_followup, release_quality
from impact.results import Baseline, CohortFlow, FollowUp, Quality
from impact.study import Disclosure

RULES = Disclosure()
ARMS = ("programme", "comparison")
REASONS = ("no_consent", "return_window", "country", "age", "no_overlap_department")
counts = st.integers(0, 300)


def is_safe(numbers):
    seen = np.asarray(numbers, dtype=float)
    seen = seen[~np.isnan(seen)]
    return bool(((seen == 0) | (seen >= 15)).all() and (seen % 5 == 0).all())


def flow_of(excluded, analysed):
    rows = [("all", "all", arm, sum(excluded[arm]) + analysed[arm]) for arm in ARMS]
    rows += [("excluded", reason, arm, excluded[arm][i]) for i, reason in enumerate(REASONS) for arm in ARMS]
    rows += [("analysed", "analysed", arm, analysed[arm]) for arm in ARMS]
    return CohortFlow(pd.DataFrame(rows, columns=list(CohortFlow.COLUMNS)))


def baseline_of(levels, covariate="sex", arm="programme"):
    n = sum(levels)
    rows = [(covariate, f"level {i}", arm, count, count / max(n, 1)) for i, count in enumerate(levels)]
    return Baseline(pd.DataFrame(rows, columns=list(Baseline.COLUMNS)))


@given(st.fixed_dictionaries({arm: st.lists(counts, min_size=5, max_size=5) for arm in ARMS}), st.integers(0, 3000))
def test_the_flow_adds_up_from_what_it_shows(excluded, analysed):
    exact = flow_of(excluded, dict.fromkeys(ARMS, analysed))
    released = release_flow(exact, RULES)
    assert is_safe(released.frame["n"])
    for arm in ARMS:
        rows = released.select(arm=arm)
        total, parts = rows["n"].iloc[0], rows["n"].iloc[1:]
        assert np.isnan(total) == np.isnan(parts.iloc[-1])
        if not np.isnan(total):
            # all + excluded − analysed leaves nothing for the cells that are hidden.
            assert total == parts.sum()


@given(st.lists(counts, min_size=1, max_size=7))
def test_levels_leave_no_small_complement(levels):
    exact = baseline_of(levels)
    released = release_baseline(exact, RULES).frame
    assert is_safe(released["n"])
    hidden = released["n"].isna()
    assert released.loc[hidden, "value"].isna().all()
    left = sum(levels) - exact.frame.loc[~hidden, "n"].sum()
    assert left == 0 or left >= RULES.suppress_below or hidden.all()


def test_shares_are_of_shown_counts():
    released = release_baseline(baseline_of([177, 323]), RULES).frame
    assert released["n"].tolist() == [175.0, 325.0]
    assert released["value"].tolist() == [0.35, 0.65]


def test_whoever_has_no_level_is_protected_too():
    """Four children without an answer: n minus the levels shown would tell."""
    answers = baseline_of([246, 250], "is_indigenous").frame
    everybody = baseline_of([500], "country").frame
    released = release_baseline(Baseline(pd.concat([everybody, answers])), RULES)
    assert np.isnan(released.select(covariate="is_indigenous")["n"]).sum() == 1
    assert released.select(covariate="country")["n"].tolist() == [500.0]


def test_places_are_shown_from_thirty():
    released = release_baseline(baseline_of([29, 31, 200, 240], "department"), RULES).frame
    assert np.isnan(released["n"]).tolist() == [True, True, False, False]
    released = release_baseline(baseline_of([29, 31, 200, 240], "sex"), RULES).frame
    assert released["n"].tolist() == [30.0, 30.0, 200.0, 240.0]


def test_nothing_is_named_after_a_restricted_column():
    parts = [baseline_of([250, 250], name).frame for name in ("sex", "municipality_code", "birth_month", "partner_id")]
    assert release_baseline(Baseline(pd.concat(parts)), RULES).frame["covariate"].unique().tolist() == ["sex"]


@pytest.mark.parametrize(
    ("n", "mean", "shown"),
    [
        (497, 15.0984, 15.1),  # coarse
        (497, 0.537, 0.54),  # a yes-or-no column's mean is a share
        (497, 0.01, np.nan),  # … of 5 children
        (497, 0.99, np.nan),  # … of all but 5
        (29, 15.1, np.nan),  # too few to estimate from
    ],
)
def test_means(n, mean, shown):
    rows = [("x", np.nan, "programme", n, mean)]
    released = release_baseline(Baseline(pd.DataFrame(rows, columns=list(Baseline.COLUMNS))), RULES).frame
    np.testing.assert_array_equal(released["value"], [shown])
    assert is_safe(released["n"])


def followup_of(rows):
    frame = pd.DataFrame(rows, columns=["horizon", "arm", "due", "traced"])
    return FollowUp(frame.assign(share=frame["traced"] / frame["due"]))


@given(st.lists(st.tuples(st.integers(0, 600), st.floats(0, 1)), min_size=3, max_size=3))
def test_followup_tells_neither_the_few_traced_nor_the_few_lost(pairs):
    due = sorted((n for n, _ in pairs), reverse=True)
    traced = [round(n * share) for n, (_, share) in zip(due, pairs, strict=True)]
    rows = [(h, "programme", n, found) for h, n, found in zip((6, 12, 24), due, traced, strict=True)]
    released = release_followup(followup_of(rows), RULES).frame
    assert is_safe(released["due"])
    assert is_safe(released["traced"])
    for n, found, shown, share in zip(due, traced, released["traced"], released["share"], strict=True):
        if 0 < found < 11 or 0 < n - found < 11:
            assert np.isnan(shown)
        assert np.isnan(share) == (n < 30)
    moved = np.abs(np.diff(released["due"].dropna()))
    assert (moved[moved > 0] >= 11).all()


def test_a_share_with_few_lost_is_a_bound():
    released = release_followup(followup_of([(12, "programme", 500, 497), (12, "comparison", 500, 490)]), RULES).frame
    assert released["traced"].isna().all()
    assert released["share"].tolist() == [0.97, 0.97]


def quality_of(rows):
    frame = pd.DataFrame(rows, columns=["count", "rows"])
    names = {
        "table": "returns",
        "rule": "rule",
        "column": "sex",
        "severity": "warning",
        "reason_en": "",
        "reason_es": "",
        "verdict": "warn",
    }
    return Quality(frame.assign(**names))


@settings(max_examples=50)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 90)), min_size=1, max_size=6))
def test_quality_counts_tell_no_few_rows(pairs):
    released = release_quality(quality_of([(min(pair), max(pair)) for pair in pairs]), RULES).frame
    assert is_safe(released["count"])
    assert is_safe(released["rows"])
    for pair, shown in zip(pairs, released["count"], strict=True):
        if 0 < max(pair) - min(pair) < 11:
            assert np.isnan(shown)


def test_rows_asked_nearly_alike_read_alike():
    """Rows asked by one rule and not by another were not asked because a cell is empty: four empty cells."""
    released = release_quality(quality_of([(0, 2500), (0, 2496), (20, 2400)]), RULES).frame
    assert released["rows"].tolist() == [2500.0, 2500.0, 2400.0]


@pytest.mark.parametrize("rules", [Disclosure(suppress_below=20, round_to=10), Disclosure(suppress_below=50)])
def test_a_study_may_be_stricter(rules):
    released = release_baseline(baseline_of([19, 49, 200, 232]), rules).frame
    seen = released["n"].dropna()
    assert (seen >= rules.suppress_below).all()
    assert (seen % rules.round_to == 0).all()
