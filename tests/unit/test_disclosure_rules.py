"""The rules of release, one by one, on numbers that nobody chose."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from impact.disclosure.rules import (
    digit_steps,
    held,
    hidden_cells,
    interval_outward,
    mean_step,
    on_its_side,
    rate_step,
    shown_counts,
    shown_shares,
    to_step,
    two_digits,
)
from impact.study import Disclosure

RULES = Disclosure()
counts = st.integers(0, 400)
tables = st.lists(counts, min_size=1, max_size=8)
rules = st.builds(
    Disclosure,
    suppress_below=st.integers(11, 25),
    round_to=st.integers(5, 12),
    minimum_n=st.just(30),
    curve_step=st.just(11),
)


def test_counts_are_shown_as_the_domain_says():
    shown = shown_counts([0, 1, 10, 11, 17, 18, 22, 23, 497, np.nan], RULES)
    np.testing.assert_array_equal(shown, [0, np.nan, np.nan, 15, 15, 20, 20, 25, 495, np.nan])


@given(tables, rules)
def test_no_small_count_is_shown_and_all_are_whole_steps(table, rules):
    shown = shown_counts(table, rules)
    seen = shown[~np.isnan(shown)]
    assert not ((seen > 0) & (seen < rules.suppress_below)).any()
    assert (seen % rules.round_to == 0).all()
    np.testing.assert_array_equal(np.isnan(shown), [0 < count < rules.suppress_below for count in table])


@given(tables, rules)
def test_showing_a_shown_count_changes_nothing(table, rules):
    once = shown_counts(table, rules)
    np.testing.assert_array_equal(shown_counts(once, rules), once)


@given(counts, counts, rules)
def test_shown_counts_keep_their_order(one, other, rules):
    small, large = shown_counts([min(one, other), max(one, other)], rules)
    if min(one, other) > 0:
        assert not small > large


@given(tables, st.integers(11, 40))
def test_nothing_small_can_be_worked_out_from_the_total(table, below):
    """An attacker knows the total, every cell that is shown, exactly, and that hidden cells are hidden."""
    hidden = hidden_cells(table, below)
    exact = np.array(table)
    assert hidden[(exact > 0) & (exact < below)].all()
    if not hidden.any():
        return
    assert not (exact[~hidden] == 0).any()
    if not hidden.all():
        assert exact[hidden].sum() >= below
        assert np.count_nonzero(exact[hidden]) >= 2


def test_a_single_small_level_takes_the_next_with_it():
    assert hidden_cells([175, 323, 2], 11).tolist() == [True, False, True]
    assert hidden_cells([175, 323, 0], 11).tolist() == [False, False, False]
    assert hidden_cells([3, 4, 0, 50, 60], 11).tolist() == [True, True, True, True, False]
    assert hidden_cells([6, 7, 50, 60], 11).tolist() == [True, True, False, False]


@given(st.lists(counts, min_size=1, max_size=30), rules)
def test_a_series_moves_by_no_few_people(series, rules):
    for direction in (sorted(series), sorted(series, reverse=True)):
        shown = held(direction, rules)
        seen = shown[~np.isnan(shown)]
        moved = np.abs(np.diff(seen))
        assert (moved[moved > 0] >= rules.suppress_below).all()
        assert not ((seen > 0) & (seen < rules.suppress_below)).any()


def test_what_changes_by_a_few_keeps_the_old_value():
    np.testing.assert_array_equal(held([500, 497, 489, 480, 470], RULES), [500, 500, 500, 480, 480])
    np.testing.assert_array_equal(held([0, 4, 12, 40], RULES), [0, np.nan, 15, 40])


def test_shares_come_from_shown_counts_and_small_parts_look_alike():
    np.testing.assert_array_equal(shown_shares([250, 0, 500], [500, 500, 500], RULES), [0.5, 0.0, 1.0])
    assert len(set(shown_shares([1, 5, 10, 15], [500] * 4, RULES))) == 1
    assert len(set(shown_shares([499, 495, 490, 485], [500] * 4, RULES))) == 1
    assert np.isnan(shown_shares([20], [29], RULES)).all()


@given(st.integers(30, 5000), st.floats(0, 1))
def test_a_rate_times_its_people_leaves_room_for_five(n, risk):
    step = rate_step(float(shown_counts(n, RULES)), RULES)
    assert step >= max(5 / n, 0.001) - 1e-12
    shown = float(to_step(risk, step))
    assert shown == round(shown, 3)
    assert abs(shown - risk) <= step / 2 + 1e-9


@given(st.lists(st.floats(-1, 1), min_size=3, max_size=3), st.integers(30, 5000))
def test_limits_are_rounded_outward_by_less_than_a_step(numbers, n):
    low, exact, high = sorted(numbers)
    step = rate_step(n, RULES)
    estimate, lower, upper = interval_outward([exact, low, high], step, (-1, 1))
    assert lower <= low
    assert high <= upper
    assert lower <= estimate <= upper
    assert max(low - lower, upper - high, 2 * abs(estimate - exact)) <= step + 1e-9
    assert -1 <= lower <= upper <= 1


def test_an_interval_on_the_grid_stays_and_a_missing_one_stays_missing():
    np.testing.assert_array_equal(interval_outward([0.297, 0.011, 0.33], 0.011), [0.297, 0.011, 0.33])
    np.testing.assert_array_equal(interval_outward([0.297, np.nan, np.nan], 0.011), [0.297, np.nan, np.nan])
    np.testing.assert_array_equal(interval_outward([np.nan, 0.1, 0.2], 0.1), [np.nan, 0.1, 0.2])


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ([0.986, 0.953, 0.999], [0.99, 0.946, 1.0]),
        ([0.004, 0.001, 0.0061], [0.0, 0.0, 0.011]),
        ([0.6, 0.5999, 0.6001], [0.605, 0.594, 0.605]),
    ],
)
def test_risks_stay_within_zero_and_one(exact, shown):
    np.testing.assert_allclose(interval_outward(exact, 0.011, (0, 1)), shown, atol=1e-12)


@pytest.mark.parametrize(
    ("exact", "shown"), [([0.66, 0.502, 0.868], [0.66, 0.5, 0.87]), ([1.04, 0.9999, 1.31], [1.0, 0.99, 1.4])]
)
def test_ratios_keep_two_digits_outward(exact, shown):
    np.testing.assert_allclose(interval_outward(exact, digit_steps(exact)), shown, atol=1e-12)


@given(st.floats(-1, 1), st.integers(30, 5000))
def test_rounding_twice_is_rounding_once(value, n):
    step = rate_step(n, RULES)
    assert to_step(to_step(value, step), step) == to_step(value, step)
    assert two_digits(two_digits(value)) == two_digits(value)


def test_released_numbers_are_plain_decimals():
    assert [repr(float(x)) for x in to_step([0.1 + 0.2, -0.0001, 0.26399999], 0.011)] == ["0.297", "0.0", "0.264"]


@pytest.mark.parametrize(
    ("exact", "shown"),
    [(0.6249, 0.62), (1.29, 1.3), (0.058, 0.06), (12.34, 12.0), (0.996, 1.0), (0.0, 0.0), (0.004, 0.0)],
)
def test_two_digits(exact, shown):
    assert float(two_digits(exact)) == shown


def test_missing_stays_missing():
    assert np.isnan(two_digits(np.nan))
    assert np.isnan(to_step(np.nan, 0.01))
    assert np.isnan(shown_shares(np.nan, 100, RULES))


@pytest.mark.parametrize(
    ("mean", "n", "step"), [(15.5, 500, 0.1), (9431.0, 500, 50.0), (0.53, 215, 0.05), (0.0, 500, 0.02)]
)
def test_means_are_coarse(mean, n, step):
    assert mean_step(mean, n, RULES) == step


@given(st.floats(0, 1), st.sampled_from([0.05, 0.1, 0.2, 0.6]))
def test_a_shown_value_stands_where_its_verdict_says(value, threshold):
    shown = on_its_side(value, float(to_step(value, 0.01)), threshold, 0.01)
    assert (shown > threshold) == (value > threshold) or value == threshold
    assert (shown < threshold) == (value < threshold) or value == threshold
    assert abs(shown - value) <= 0.015 + 1e-9
