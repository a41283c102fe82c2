"""Questions put to the shapes of values have the answers that the values themselves give."""

import re

import numpy as np
import pandas as pd

from impact.data.different import Different


def test_values_their_cells_and_their_shapes():
    values = Different.of(pd.Series(["K-12", "K-99", "K-12", np.nan, "x", 7], dtype=object))
    assert values.texts.tolist() == ["K-12", "K-99", "x", "7"]
    assert values.cells.tolist() == [2, 1, 1, 1]
    assert values.shapes.tolist() == ["K-00", "x", "0"]
    assert values.share(values.like(lambda shape: shape.startswith("K"))) == 3 / 5


def test_a_question_that_knows_no_digit_has_the_same_answer():
    random = np.random.default_rng(5)
    letters = list("0123456789ABz -.,@é٣")
    texts = ["".join(random.choice(letters, random.integers(1, 9))) for _ in range(4_000)]
    values = Different.of(pd.Series(texts, dtype=object))
    assert len(values.shapes) < len(values)
    for form in (r"[A-Z]\d+", r"\d+\D*\d", r".*\d{3}.*", r"\w+", r"[^@]+@.+", r"\d+[.,]\d*"):
        test = re.compile(form).fullmatch
        assert values.like(test).tolist() == [test(text) is not None for text in values.texts]


def test_an_empty_column_has_no_values():
    assert len(Different.of(pd.Series([np.nan, np.nan], dtype=object))) == 0
