"""Counts under a study's rules, and that everybody keeps to the same ones."""

import pytest

from impact.cohort.table import AnalysisTable
from impact.disclosure import rules as released
from impact.errors import DataError
from impact.study import Disclosure, counts

STRICT = Disclosure(suppress_below=21, round_to=10)


def test_the_words_take_their_number_from_the_rules():
    assert [counts.several(n, Disclosure()) for n in (0, 1, 10, 11, 2500)] == ["0", "1–10", "1–10", "11", "2500"]
    assert [counts.several(n, STRICT) for n in (20, 21)] == ["1–20", "21"]


def test_there_is_one_rounding():
    assert released.shown_counts is counts.shown_counts
    assert counts.smallest_shown(Disclosure()) == 15
    assert counts.smallest_shown(STRICT) == 30


def test_a_table_s_errors_keep_to_the_rules_that_they_are_given(frame):
    columns = {"arm": "arm", "time": "time", "event": "event"}
    with pytest.raises(DataError, match="column time: 15 rows are below 0"):
        AnalysisTable.from_frame(frame, **columns)
    with pytest.raises(DataError, match="column time: 1–20 rows are below 0"):
        AnalysisTable.from_frame(frame, **columns, disclosure=STRICT)


@pytest.fixture
def frame():
    import pandas as pd

    return pd.DataFrame({"arm": [0, 1] * 15, "time": [-1, 1] * 15, "event": 0})
