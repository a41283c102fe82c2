"""Bounds of people reached hold for whatever happened, and some people attain each of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from reach_rows import a_reach_study, activity_counts, participations, reached, row_of

from impact.results import Reach

ROLES = ("teacher", "student", "unknown")
MONTHS = ("2024-01", "2024-02", "2025-03")
CASES = settings(max_examples=15, deadline=None, derandomize=True)

# Who (of 12), in which month, at which of 3 meetings, in which role: what happened, before anybody counts.
HAPPENED = st.lists(
    st.tuples(st.integers(0, 11), st.sampled_from(MONTHS), st.integers(0, 2), st.sampled_from(ROLES)),
    min_size=1, max_size=60, unique=True,
)  # fmt: skip


def people(happened: pd.DataFrame, role: str, period: str) -> int:
    here = happened[happened["role"].eq(role) | (role == "")]
    return here.loc[here["month"].str[:4].eq(period) | (period == ""), "who"].nunique()


def every_row_holds(reach: Reach, happened: pd.DataFrame) -> None:
    assert len(reach.frame)
    for row in reach.frame.to_dict("records"):
        truth = people(happened, row["role"], row["period"])
        assert row["at_least"] <= truth <= row["at_most"], row
        assert np.isnan(row["n"]) or row["n"] == truth


def as_happened(rows: list[tuple[int, str, int, str]], one_role_each: bool) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["who", "month", "meeting", "role"])
    if one_role_each:
        frame = frame.assign(role=[ROLES[who % 2] for who in frame["who"]]).drop_duplicates()
    return frame


@CASES
@given(HAPPENED, st.booleans(), st.sets(st.integers(0, 11)))
def test_bounds_of_lists_hold(rows: list[tuple[int, str, int, str]], one_role_each: bool, named: set[int]) -> None:
    happened = as_happened(rows, one_role_each)
    table = participations(
        *(
            {"person_id": f"x{who}" if who in named else None, "participation_date": f"{month}-05", "role": role}
            for who, month, role in zip(happened["who"], happened["month"], happened["role"], strict=True)
        )
    )
    reach = reached(a_reach_study(one_role_each=one_role_each), participations=table)
    every_row_holds(reach, happened)
    assert row_of(reach)["basis"] == ("distinct" if set(happened["who"]) <= named else "partly_identified")
    assert row_of(reach)["counted"] == len(happened)


@CASES
@given(HAPPENED, st.booleans(), st.sampled_from(["deduplicated", "sessions", "entries"]))
def test_bounds_of_counts_hold(rows: list[tuple[int, str, int, str]], one_role_each: bool, kind: str) -> None:
    happened = as_happened(rows, one_role_each)
    groups = happened.groupby(["month", "role"])
    table = activity_counts(
        *(
            {"period": month, "role": role, "is_deduplicated": kind == "deduplicated",
             "unit": "person" if kind == "deduplicated" else "attendance",
             "sessions": group["meeting"].nunique() if kind == "sessions" else None,
             "count": group["who"].nunique() if kind == "deduplicated" else
             len(group.drop_duplicates(["who", "meeting"]))}
            for (month, role), group in groups
        )
    )  # fmt: skip
    every_row_holds(reached(a_reach_study(one_role_each=one_role_each), activity_counts=table), happened)


@CASES
@given(HAPPENED, st.integers(0, 12))
def test_bounds_of_a_list_and_counts_together_hold(rows: list[tuple[int, str, int, str]], listed: int) -> None:
    happened = as_happened(rows, one_role_each=False)
    named = happened[happened["who"] < listed]
    table = participations(
        *(
            {"person_id": f"x{who}", "participation_date": f"{month}-05", "role": role}
            for who, month, role in zip(named["who"], named["month"], named["role"], strict=True)
        )
    )
    # Counted are the others, and some of those who are listed as well.
    groups = happened[happened["who"] >= listed // 2].groupby(["month", "role"])
    counts = [{"period": month, "role": role, "count": group["who"].nunique()} for (month, role), group in groups]
    tables = ({"participations": table} if len(named) else {}) | (
        {"activity_counts": activity_counts(*counts)} if counts else {}
    )
    every_row_holds(reached(**tables), happened)


COUNTS = st.lists(
    st.tuples(st.integers(0, 30), st.one_of(st.none(), st.integers(1, 5)), st.booleans()), min_size=1, max_size=5
)


@CASES
@given(COUNTS)
def test_each_bound_of_counts_is_attained(drawn: list[tuple[int, int | None, bool]]) -> None:
    """The fewest people: in each month those with the smallest numbers again, each at as many meetings as there are.

    The most: new ones for each entry.
    """
    table = activity_counts(
        *(
            {"period": f"2024-{month:02}", "count": count, "sessions": sessions, "is_deduplicated": once}
            for month, (count, sessions, once) in enumerate(drawn, start=1)
        )
    )
    meetings = [1 if once else (sessions or max(count, 1)) for count, sessions, once in drawn]
    again = [{entry // at for entry in range(count)} for (count, *_), at in zip(drawn, meetings, strict=True)]
    total = row_of(reached(activity_counts=table))
    assert total["at_least"] == len(set().union(*again))
    assert total["at_most"] == sum(count for count, *_ in drawn)


@CASES
@given(st.integers(0, 5), st.integers(0, 5))
def test_each_bound_of_a_list_is_attained(named: int, nameless: int) -> None:
    if not named + nameless:
        return
    ids = [*(f"x{i}" for i in range(named)), *[None] * nameless]
    row = row_of(reached(participations=participations(*({"person_id": person} for person in ids))))
    fewest = {person or (ids[0] if named else "one") for person in ids}
    assert (row["at_least"], row["at_most"]) == (len(fewest), len(ids))
