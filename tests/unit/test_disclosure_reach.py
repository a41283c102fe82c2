"""People reached as they are released: bounds hold, nothing small stands there, and nothing small can be derived."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reach_rows import a_reach_study, participations, reached, row_of
from scipy.optimize import linprog

from impact.disclosure import hold, release
from impact.disclosure.differencing import Earlier
from impact.disclosure.margins import hidden_with_totals
from impact.disclosure.reach import NUMBERS, release_reach, shown_bounds
from impact.errors import DisclosureError
from impact.results import FRAMES, CohortFlow, Reach, StudyResults
from impact.study import Disclosure

RULES = Disclosure()
BELOW = RULES.suppress_below
CASES = settings(max_examples=30, deadline=None, derandomize=True)


def with_totals(cells: np.ndarray) -> np.ndarray:
    wide = np.hstack([cells, cells.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0)])


def ranges(table: np.ndarray, hidden: np.ndarray) -> dict[tuple[int, int], tuple[float, float]]:
    """Return between what each hidden cell can lie for whoever knows all the others exactly: the worst case."""
    shape, places = table.shape, [*zip(*np.nonzero(hidden), strict=True)]
    lines = [[(i, j) for j in range(shape[1])] for i in range(shape[0])]
    lines += [[(i, j) for i in range(shape[0])] for j in range(shape[1])]
    left, right = [], []
    for line in lines:
        signs = {place: -1.0 if place == line[-1] else 1.0 for place in line}
        left.append([signs.get(place, 0.0) for place in places])
        right.append(-sum(sign * table[place] for place, sign in signs.items() if not hidden[place]))
    out = {}
    for k, place in enumerate(places):
        aim = np.eye(len(places))[k]
        found = [linprog(sign * aim, A_eq=left, b_eq=right, bounds=(0, None)) for sign in (1, -1)]
        assert found[0].status == 0
        # Without an end above (status 3) it can be anything.
        out[place] = (found[0].fun, np.inf if found[1].status == 3 else -found[1].fun)
    return out


@CASES
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_no_small_cell_follows_from_what_is_shown(rows: int, columns: int, data: st.DataObject) -> None:
    value = st.one_of(st.just(0), st.integers(1, 10), st.integers(11, 60))
    drawn = data.draw(st.lists(value, min_size=rows * columns, max_size=rows * columns))
    table = with_totals(np.array(drawn, dtype=float).reshape(rows, columns))
    hidden = hidden_with_totals(table, BELOW)
    assert hidden[(table > 0) & (table < BELOW)].all()
    if hidden.all() or not hidden.any():
        return
    for place, (low, high) in ranges(table, hidden).items():
        if 0 < table[place] < BELOW:
            assert high - low > 0.5, (place, low, high)


def test_every_line_of_small_tables_keeps_two_apart() -> None:
    """All 2 × 2 tables of some sizes: what is hidden in a line with its total shown reaches the smallest count."""
    for cells in product((0, 3, 10, 11, 40), repeat=4):
        table = with_totals(np.array(cells, dtype=float).reshape(2, 2))
        hidden = hidden_with_totals(table, BELOW)
        for line, gone in [*zip(table, hidden, strict=True), *zip(table.T, hidden.T, strict=True)]:
            if gone.any() and not gone[-1]:
                assert line[:-1][gone[:-1]].sum() >= BELOW
                assert np.count_nonzero(line[:-1][gone[:-1]]) >= 2


def test_a_table_without_small_counts_is_shown_whole() -> None:
    assert not hidden_with_totals(with_totals(np.array([[0.0, 20.0], [30.0, 11.0]])), BELOW).any()


def test_a_bridge_between_hidden_cells_is_found_by_the_equations_together() -> None:
    """Every line has two hidden cells, and the one between two rings still follows from all lines at once."""
    cells = np.full((4, 4), 50.0)
    cells[:2, :2] = [[4, 30], [30, 30]]
    cells[2:, 2:] = [[30, 30], [30, 30]]
    cells[0, 2] = 5
    hidden = hidden_with_totals(with_totals(cells), BELOW)
    (low, high) = ranges(with_totals(cells), hidden)[0, 2]
    assert high - low > 0.5


@CASES
@given(st.integers(0, 400), st.integers(0, 400))
def test_shown_bounds_hold_and_tell_no_few_apart(lowest: int, more: int) -> None:
    low, high = (float(of[0]) for of in shown_bounds([lowest], [lowest + more], RULES))
    if 0 < lowest + more < BELOW:
        assert np.isnan(high)
        return
    assert lowest + more <= high
    assert np.isnan(low) or (low <= lowest and low % RULES.round_to == 0)
    assert not 0 < low < BELOW
    if more < BELOW:
        # None, a few, or eleven between the bounds: it reads the same for the same upper bound.
        same = shown_bounds([lowest + more], [lowest + more], RULES)
        assert np.array_equal([low], same[0], equal_nan=True) or lowest == 0 or np.isnan(low)


def rows_of(people: dict[tuple[str, str], int], first: int = 0, named: bool = True) -> list[dict[str, Any]]:
    made = []
    for (role, day), count in people.items():
        for i in range(count):
            person = f"{role}{day}{first + i}" if named else None
            made.append({"person_id": person, "role": role, "participation_date": day})
    return made


USUAL = {
    ("teacher", "2024-02-01"): 83, ("teacher", "2025-02-01"): 62, ("caregiver", "2024-02-01"): 47,
    ("caregiver", "2025-02-01"): 31, ("other", "2024-02-01"): 4, ("other", "2025-02-01"): 33,
}  # fmt: skip


def a_release(people: dict[tuple[str, str], int], nameless: int = 0) -> tuple[Reach, pd.DataFrame]:
    rows = [*rows_of(people), *rows_of({("teacher", "2024-02-01"): nameless}, named=False)]
    exact = reached(participations=participations(*rows))
    return exact, release_reach(exact, RULES).frame


def test_a_small_cell_is_hidden_with_others_of_its_role_and_period() -> None:
    exact, shown = a_release(USUAL)
    released = Reach(shown)
    assert np.isnan(row_of(released, "other", "2024")["n"])
    assert np.isnan(row_of(released, "other", "2025")["n"])
    assert np.isnan(row_of(released, "caregiver", "2024")["n"])
    assert row_of(released, "other")["n"] == 35
    assert row_of(released)["n"] == 260 == row_of(released)["at_least"] == row_of(released)["at_most"]
    assert row_of(exact)["n"] == 260
    gone = shown["n"].isna()
    assert shown.loc[gone, list(NUMBERS)].isna().all().all()


def test_a_few_without_an_id_cannot_be_told_from_none() -> None:
    first = row_of(Reach(a_release(USUAL, nameless=3)[1]), "teacher")
    more = row_of(Reach(a_release(USUAL, nameless=10)[1]), "teacher")
    assert np.isnan(first["n"])
    assert first["at_most"] - first["at_least"] >= 25
    assert more["at_most"] - more["at_least"] == first["at_most"] - first["at_least"]


@pytest.mark.parametrize("nameless", [0, 3, 40])
def test_no_number_under_eleven_stands_anywhere_and_bounds_hold(nameless: int) -> None:
    exact, shown = a_release(USUAL, nameless)
    numbers = shown[list(NUMBERS)].to_numpy()
    assert not ((numbers > 0) & (numbers < BELOW)).any()
    assert not (numbers[np.isfinite(numbers)] % RULES.round_to).any()
    if nameless:
        assert not (shown["at_least"] > exact.frame["at_least"]).any()
        assert not (shown["at_most"] < exact.frame["at_most"]).any()


def results_of(people: dict[tuple[str, str], int]) -> StudyResults:
    table = participations(*rows_of(people))
    flow = [("all", "all", "programme", 900), ("analysed", "analysed", "programme", 900)]
    flow_frame = CohortFlow(pd.DataFrame(flow, columns=list(CohortFlow.COLUMNS)))
    return StudyResults.of({"flow": flow_frame, "reach": reached(participations=table)})


def held(now: dict[tuple[str, str], int], then: dict[tuple[str, str], int]) -> tuple[pd.DataFrame, pd.DataFrame]:
    study = a_reach_study()
    first = hold(results_of(then), release(results_of(then), study), [], study)
    shown = {name: getattr(first.released, name).frame for name in FRAMES}
    earlier = Earlier("first", shown, first.counts)
    second = hold(results_of(now), release(results_of(now), study), [earlier], study)
    return shown["reach"], second.released.reach.frame


def test_a_programme_keeps_its_numbers_while_one_moved_by_few() -> None:
    before, after = held(USUAL | {("teacher", "2024-02-01"): 87}, USUAL)
    pd.testing.assert_frame_equal(after, before)


def test_a_programme_takes_new_numbers_when_all_have_moved_by_enough() -> None:
    before, after = held(USUAL | {("teacher", "2024-02-01"): 108}, USUAL)
    assert row_of(Reach(after))["n"] == row_of(Reach(before))["n"] + 25


def test_a_new_period_of_a_few_waits_with_the_others() -> None:
    now = {(role, day): n for (role, day), n in USUAL.items()} | {("teacher", "2023-05-01"): 6}
    before, after = held(now, USUAL)
    assert "2023" not in set(after["period"].dropna())
    pd.testing.assert_frame_equal(after, before)


def test_a_count_that_fell_by_few_to_a_few_blocks_the_release() -> None:
    people = {("teacher", "2024-02-01"): 60, ("caregiver", "2024-02-01"): 12, ("student", "2024-02-01"): 80}
    with pytest.raises(DisclosureError, match="reach: talks, caregiver"):
        held(people | {("caregiver", "2024-02-01"): 9}, people)
