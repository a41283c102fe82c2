"""No text of a CSV file is a formula to a spreadsheet, and every text and number comes back as it was."""

import csv

import numpy as np
import pandas as pd
import pytest

from impact.disclosure.released import ReleasedResults, seal
from impact.results import FRAMES, Balance, Baseline
from impact.results.cells import as_meant, without_formulas

FORMULAS = [
    "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1", '=HYPERLINK("x";"y")', "=cmd|' /C calc'!A0", "-",
    "＝1", "-2+3+cmd|' /C calc'!A0", "'=1+1", "''@x",
]  # fmt: skip
LEVELS = [text for text in FORMULAS if "\r" not in text]
"""Reading refuses control characters, so that none stands inside a cell; a bare CR would end a row."""

TEXTS = ["Quiché", "'tis", "a=b", "O'Higgins", "1–10", "−0.1", "", "2024-01-01", "'", "a\t=b"]
NUMBERS = ["-0.1", "+1", "-1e-05", "-.5", "12."]
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_marked_and_read_back_as_it_was(text):
    frame = pd.DataFrame({"level": [text]}, dtype=object)
    written = without_formulas(frame)
    assert not written["level"][0].startswith(STARTS)
    assert as_meant(written)["level"][0] == text


@pytest.mark.parametrize("text", [*TEXTS, *NUMBERS])
def test_other_texts_and_numbers_are_written_as_they_are(text):
    frame = pd.DataFrame({"level": [text], "n": [-0.1]}, dtype=object)
    pd.testing.assert_frame_equal(without_formulas(frame), frame)
    assert as_meant(frame)["level"][0] == text


def test_a_result_frame_with_formulas_for_levels_round_trips(tmp_path):
    frame = pd.DataFrame(
        {"covariate": "=x", "level": LEVELS, "arm": "programme", "n": -0.5, "value": np.arange(len(LEVELS)) / 7}
    )
    Baseline(frame).save(tmp_path)
    pd.testing.assert_frame_equal(Baseline.load(tmp_path).frame, Baseline(frame).frame)
    with (tmp_path / "baseline.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert not [row for row in rows if row["level"].startswith(STARTS) or row["covariate"].startswith(STARTS)]
    assert {row["n"] for row in rows} == {"-0.5"}


def test_released_frames_with_formulas_round_trip(tmp_path):
    numbers = dict.fromkeys(Balance.COLUMNS[3:], -0.25)
    rows = pd.DataFrame(
        [{"covariate": f"place={text}", "method": text, "estimand": "ate", **numbers} for text in LEVELS]
    )
    released = seal({name: Balance(rows) if name == "balance" else kind.empty() for name, kind in FRAMES.items()})
    released.save(tmp_path)
    pd.testing.assert_frame_equal(ReleasedResults.load(tmp_path).balance.frame, released.balance.frame)
    written = (tmp_path / "balance.csv").read_text(encoding="utf-8")
    assert ",'=1+1," in written
    assert ",-0.25," in written
